using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;

namespace CaseManagement.ApiTests.TakingPart;

/// <summary>Language levels by skill, one day after another, and literacy apart.</summary>
public sealed class LanguageLevelTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/language-levels";

    [Fact]
    public async Task Progress_is_seen_by_skill_and_each_key_date_says_what_held_whatever_the_order_of_recording()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var b1 = await client.Post(Path, Body(of, body => (body["level"], body["assessedOn"], body["evidence"]) = ("B1", Iso(-5), "certificate"))).Expect(201);
        var a2 = await client.Post(Path, Body(of)).Expect(201);
        await client.Post(Path, Body(of, body => (body["skill"], body["level"]) = ("writing", "A1"))).Expect(201);
        await client.Post(Path, Body(of, body =>
        {
            (body["language"], body["skill"], body["level"]) = (null, null, null);
            (body["literacy"], body["assessedOn"]) = ("other-script", Iso(-60));
        })).Expect(201);

        Assert.Equal("A2", (await client.Read(b1.Headers.Location!.ToString())).Text("previous"));
        Assert.Null((await client.Read(a2.Headers.Location!.ToString())).Text("previous"));
        Assert.Equal(("other-script", "A1 A2 other-script", "A1 B1 other-script"), (await On(-31), await On(-30), await On(-5)));
        Assert.Equal(["B1", "A2"], (await client.Read($"{Path}?clientId={of.ClientId}&language=deu&skill=speaking")).Values<string>("items/*/level"));
        Assert.Equal($"language_level {Iso(-5)} speaking B1, language_level {Iso(-30)} speaking A2, language_level {Iso(-30)} writing A1, "
            + $"literacy {Iso(-60)} other-script", await Told(of));
        Assert.Contains("language_level_recorded", (await client.Read($"/api/v1/cases/{of.CaseId}/timeline")).Values<string>("items/*/kind"));
        await KeptLedger.AgreesWithTheFacts(api);

        async Task<string> On(int days) => string.Join(' ', (await client.Read($"{Path}?teamId={of.TeamId}&on={Iso(days)}"))["items"]!.AsArray()
            .Select(item => item.Text("level") ?? item.Text("literacy")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_level_of_a_skill_stands_on_a_day_and_what_is_wrong_is_corrected_or_removed_with_a_reason()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var recorded = await client.Post(Path, Body(of)).Expect(201);
        var path = recorded.Headers.Location!.ToString();
        await client.Post(Path, Body(of, body => body["level"] = "B2")).ExpectProblem(409, "language-level-exists");
        var correction = Body(of, body => (body["level"], body["reason"]) = ("A1", "Zertifikat gesehen"));
        correction.Remove("caseId");
        await client.Put(path, correction).ExpectProblem(428, "if-match-required");
        var answers = await Task.WhenAll(client.Put(path, correction, recorded.Tag()), client.Put(path, correction.DeepClone(), recorded.Tag()));
        Assert.Equal([200, 412], answers.Select(answer => (int)answer.StatusCode).Order());
        var tag = (await client.GetAsync(path).Expect(200)).Tag();
        await client.Post($"{path}/remove", new { reason = "Anderer" }, recorded.Tag()).ExpectProblem(412, "stale");
        Assert.Equal($"language_level {Iso(-30)} speaking A1", await Told(of));
        await client.Post($"{path}/remove", new { reason = "Anderer" }, tag).Expect(204);
        await client.GetAsync(path).ExpectProblem(404, "not-found");
        Assert.Equal("", await Told(of));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        foreach (var (member, value, pointer, code) in new (string, JsonNode?, string, string)[]
        {
            ("level", "Alpha", "/level", "unknown-code"),
            ("skill", null, "/level", "language-level-or-literacy"),
            ("literacy", "other-script", "/level", "language-level-or-literacy"),
            ("assessedOn", Iso(1), "/assessedOn", "language-level-in-future"),
            ("evidence", "estimate", "/assessedBy", "language-level-by-whom"),
        })
        {
            var problem = await (await client.Post(Path, Body(of, body => body[member] = value)).Expect(400)).Json();
            Assert.Equal((pointer, code), (problem.Text("errors/0/pointer"), problem.Text("errors/0/code")));
        }
        await client.Post(Path, Body(of, body => (body["evidence"], body["assessedBy"]) = ("estimate", "Klassenlehrerin"))).Expect(201);
    }

    [Fact]
    public async Task Others_find_nothing_and_a_restricted_one_is_nobodys_step_of_progress_who_may_not_open_it()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        var secret = (await client.Post(Path, Body(of, body => body["compartment"] = "health")).Expect(201)).Headers.Location!.ToString();
        var open = (await client.Post(Path, Body(of, body => (body["level"], body["assessedOn"]) = ("B1", Iso(-5)))).Expect(201)).Headers.Location!.ToString();
        Assert.Equal(("A2", null), ((await client.Read(open)).Text("previous"), (await colleague.Read(open)).Text("previous")));
        await colleague.GetAsync(secret).ExpectProblem(404, "not-found");
        await colleague.Post(Path, Body(of, body => body["compartment"] = "health")).ExpectProblem(403, "language-level-compartment-closed");
        await stranger.GetAsync(open).ExpectProblem(404, "not-found");
        await stranger.Post($"{open}/remove", new { reason = "x" }, "\"1\"").ExpectProblem(404, "not-found");
        await stranger.Post(Path, Body(of)).ExpectProblem(404, "not-found");
        // In a list of several persons a restricted one is no step either, nor does it hide an open one.
        var listed = Assert.Single((await client.Read($"{Path}?teamId={of.TeamId}"))["items"]!.AsArray())!;
        Assert.Equal(("B1", null), (listed.Text("level"), listed.Text("previous")));
        await client.Post(Path, Body(of, body => (body["level"], body["assessedOn"], body["compartment"]) = ("B2", Iso(-2), "health"))).Expect(201);
        Assert.Equal("B1", Assert.Single((await client.Read($"{Path}?teamId={of.TeamId}&on={Iso(0)}"))["items"]!.AsArray())!.Text("level"));
        Assert.Equal("B2", Assert.Single((await client.Read($"{Path}?clientId={of.ClientId}&on={Iso(0)}"))["items"]!.AsArray())!.Text("level"));
    }

    [Fact]
    public async Task They_go_along_at_a_handover_and_the_restricted_ones_stay()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var from = await handover.From;
        var goes = await (await from.Post(Path, Body(handover.Cases[0])).Expect(201)).Id();
        var stays = await (await from.Post(Path, Body(handover.Cases[0], body => body["compartment"] = "health")).Expect(201)).Id();
        await handover.Accepted();
        var record = (await handover.Package(handover.To)).At("package/records")!.AsArray().Single(record => record.Text("section") == "language_levels");
        Assert.Equal(("speaking", "A2"), (record.Text("content/skill"), record.Text("content/level")));
        var to = await handover.To;
        var taken = await to.GetAsync($"{Path}/{goes}").Expect(200);
        await to.GetAsync($"{Path}/{stays}").ExpectProblem(404, "not-found");
        from = await handover.From;
        await from.Post($"{Path}/{goes}/remove", new { reason = "x" }, (await from.GetAsync($"{Path}/{goes}").Expect(200)).Tag())
            .ExpectProblem(403, "case-handed-over");
        await to.Post($"{Path}/{goes}/remove", new { reason = "Falsch" }, taken.Tag()).Expect(204);
        var kept = (await from.Read("/api/v1/left-behind"))["items"]!.AsArray().Single(row => row!.Value<Guid>("clientId") == handover.Cases[0].ClientId)!;
        var left = $"/api/v1/left-behind/{kept.Text("id")}";
        var tag = (await from.GetAsync(left).Expect(200)).Tag();
        await from.Post($"{left}/items/{stays}/correct", new { text = "Anders", reason = "Auf Antrag" }, tag).ExpectProblem(409, "left-behind-language-level");
        await from.Post($"{left}/items/{stays}/erase", new { reason = "Auf Antrag" }, tag).Expect(200);
        await KeptLedger.AgreesWithTheFacts(api);
    }

    // What nothing has reversed.
    private Task<string> Told(GivenCase of) => api.Sql<string>($"""
        select coalesce(string_agg(concat_ws(' ', e.kind, e.on_date, e.attributes ->> 'skill', coalesce(e.attributes ->> 'level', e.attributes ->> 'literacy')),
            ', ' order by e.on_date desc, e.attributes ->> 'skill'), '')
        from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
        where x.unit_id = '{of.ClientId}' and (e.kind = 'language_level' or e.kind = 'literacy') and e.reversal_of is null
          and not exists (select from ledger.entry r where r.reversal_of = e.no)
        """);

    private string Iso(int days) => $"{api.Given.Today.AddDays(days):yyyy-MM-dd}";

    private JsonObject Body(GivenCase of, Action<JsonObject>? change = null)
    {
        var body = new JsonObject
        {
            ["caseId"] = of.CaseId, ["language"] = "deu", ["skill"] = "speaking", ["level"] = "A2", ["assessedOn"] = Iso(-30), ["evidence"] = "test",
        };
        change?.Invoke(body);
        return body;
    }
}
