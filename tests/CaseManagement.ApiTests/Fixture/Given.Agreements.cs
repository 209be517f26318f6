using System.Text.Json.Nodes;
using CaseManagement.Api.Agreements;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>An agreement as a screen works with it: reads the tag before each call.</summary>
public sealed class GivenAgreement(Api api, Person worker, string path)
{
    public string Path => path;
    public Guid Id => Guid.Parse(path[^36..]);
    public Task<HttpClient> Client => api.As(worker);

    public async Task<JsonNode> Read() => await (await Client).Read(path);

    /// <summary>A call with the present tag.</summary>
    public async Task<HttpResponseMessage> Call(string action, object? body = null, HttpMethod? method = null, Person? by = null)
    {
        var client = await (by is null ? Client : api.As(by));
        var tag = (await client.GetAsync(path).Expect(200)).Tag();
        return await client.Send(method ?? HttpMethod.Post, $"{path}/{action}".TrimEnd('/'), body, tag);
    }

    /// <summary>A goal that lacks nothing, and a step of each side.</summary>
    public async Task<Guid> Complete(string area = "housing", string title = "Eigene Wohnung finden")
    {
        await Call("goals", Goal(area, title)).Expect(200);
        var goal = (await Read())["goals"]!.AsArray()[^1]!.Value<Guid>("id");
        await Call("steps", Step("client", "Wohnberechtigungsschein beantragen", goal)).Expect(200);
        await Call("steps", Step("office", "Vermieter anrufen", goal)).Expect(200);
        return goal;
    }

    public JsonObject Goal(string area = "housing", string title = "Eigene Wohnung finden") => new()
    {
        ["area"] = area, ["title"] = title, ["ownWords"] = "أريد بيتا لعائلتي", ["ownWordsLanguage"] = "ara", ["wanted"] = true,
        ["indicator"] = "Mietvertrag", ["baseline"] = "Unterkunft", ["target"] = "Eigene Wohnung", ["dueOn"] = Day(180), ["owner"] = "client",
        ["dependsOn"] = "Wohnberechtigungsschein",
    };

    public JsonObject Step(string side, string what, Guid? goal = null) => new()
    {
        ["side"] = side, ["what"] = what, ["dueOn"] = Day(30), ["goalId"] = goal?.ToString(), ["who"] = side == "third_party" ? "VHS" : null,
    };

    /// <summary>A goal of which something is measured: hours per week, or levels of German.</summary>
    public JsonObject Measured(object baseline, object target, string unit = "hours-per-week", string area = "housing", string title = "Eigene Wohnung finden")
    {
        var goal = Goal(area, title);
        goal["measure"] = new JsonObject { ["what"] = "Arbeitszeit", ["unit"] = unit, ["baseline"] = Value(baseline), ["target"] = Value(target) };
        return goal;
    }

    /// <summary>A value as a body says it.</summary>
    public static JsonObject Value(object value) =>
        value is string level ? new() { ["level"] = level } : new() { ["number"] = JsonValue.Create((decimal)value) };

    /// <summary>What was measured of a goal, some days ahead of today or before.</summary>
    public Task<HttpResponseMessage> Measure(Guid goal, object value, int ahead = 0) =>
        Call($"goals/{goal}/measurements", new JsonObject { ["value"] = Value(value), ["measuredOn"] = Day(ahead) });

    public Task<HttpResponseMessage> Propose() => Call("propose");

    public async Task<string> Hash() => (await Read()).Value<string>("proposed/hash");

    /// <summary>The person's word, through an interpreter; or that of the office.</summary>
    public async Task<HttpResponseMessage> Acknowledge(string side, Action<JsonObject>? with = null, Person? by = null)
    {
        var body = new JsonObject
        {
            ["side"] = side, ["hash"] = (await Read()).Text("proposed/hash") ?? Sample.Digest, ["at"] = api.Given.Now, ["language"] = "ara",
            ["how"] = side == "client" ? "oral_with_interpreter" : "electronic", ["place"] = "Büro",
        };
        if (side == "client")
        {
            (body["interpreter"], body["readBack"]) = ("Frau Muster", true);
        }
        with?.Invoke(body);
        return await Call("acknowledge", body, by: by);
    }

    /// <summary>Proposed and acknowledged by both; of a joint one by the other adults, too.</summary>
    public async Task<GivenAgreement> Agreed(params GivenAgreement[] partners)
    {
        await Propose().Expect(200);
        foreach (var of in partners.Append(this))
        {
            await of.Acknowledge("client").Expect(200);
        }
        await Acknowledge("office").Expect(200);
        return this;
    }

    public string Day(int ahead) => $"{api.Given.Today.AddDays(ahead):yyyy-MM-dd}";
}

public sealed partial class Given
{
    /// <summary>A proposal of a case with a goal and a step.</summary>
    public async Task<(Guid Id, Guid Goal, Guid Step)> Agreement(GivenCase of) => await api.InOrganisation(of.OrganisationId, async db =>
    {
        var agreement = new Agreement((of.OrganisationId, of.CaseId, of.ClientId), null, "ara", null, of.Lead!.StaffId, Now);
        var goal = new Goal(agreement, new GoalFacts("housing", null, false, "Eigene Wohnung finden", "أريد بيتا", "ara", true, "Mietvertrag", "Unterkunft",
            "Eigene Wohnung", Today.AddDays(180), AgreementSide.Client, null, "Wohnberechtigungsschein", null), of.Lead.StaffId, Now);
        var step = new Step(agreement, new StepFacts(goal.Id, AgreementSide.Office, null, "Vermieter anrufen", Today.AddDays(30)), null, Now);
        db.AddRange(agreement, goal, step);
        await db.SaveChangesAsync();
        var version = new AgreementVersion(agreement, 1, (AgreementTable.FirstKind, null, null), of.Lead.StaffId, Now);
        agreement.Propose(1, Now);
        db.Add(version);
        await db.SaveChangesAsync();
        Guid[] versions = [version.Id];
        await db.Database.ExecuteSqlAsync($"call app.seal_agreement({versions})");
        return (agreement.Id, goal.Id, step.Id);
    });

    /// <summary>What was measured of a goal today.</summary>
    public async Task<Guid> GoalMeasurement(GivenCase of, Guid goal) => await api.InOrganisation(of.OrganisationId, async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(); // As in the pipeline: EF counts rows by statement.
        var measurement = new GoalMeasurement(await db.Set<Goal>().SingleAsync(row => row.Id == goal), "number", new MeasuredValue(3m), Today,
            of.Lead!.StaffId, Now);
        db.Add(measurement);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return measurement.Id;
    });

    /// <summary>A draft that a worker has started, of one case or jointly of several.</summary>
    public async Task<GivenAgreement> StartedAgreement(params GivenCase[] of)
    {
        var client = await api.As(of[0].Lead!);
        var started = await client.Post("/api/v1/agreements", new { caseIds = of.Select(one => one.CaseId), language = "ara" }).Expect(201);
        return new GivenAgreement(api, of[0].Lead!, started.Headers.Location!.ToString());
    }

    /// <summary>An agreement in force.</summary>
    public async Task<GivenAgreement> ActiveAgreement(GivenCase of)
    {
        var agreement = await StartedAgreement(of);
        await agreement.Complete();
        return await agreement.Agreed();
    }

    /// <summary>The agreement of another adult, as its screen works with it.</summary>
    public GivenAgreement AgreementAt(Person worker, string id) => new(api, worker, $"/api/v1/agreements/{id}");
}
