using System.Text.Json.Nodes;
using CaseManagement.Api.Reminders;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Consents;

/// <summary>The duty to inform (Art. 13, 14 GDPR, §§ 82, 82a SGB X).</summary>
public sealed class InformationTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Who_came_on_file_is_informed_within_a_month_and_the_reminder_ends_with_the_record()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        Assert.Equal(0, await Remind(of));
        var text = await api.Given.ConsentText(of.OrganisationId, "information");
        Assert.Equal(1, await Remind(of));
        Assert.Equal(0, await Remind(of)); // Once.
        // A closing cancels it without anybody having been informed: the reopened case asks again.
        await api.Execute($"""
            update app.reminder set status = 'cancelled', reason = 'moved-away', end_cause = 'case_closed', closed_at = created_at
            where subject_id = '{of.ClientId}'
            """);
        Assert.Equal(1, await Remind(of));
        var reminder = Assert.Single(await Due(client, of));
        Assert.Equal($"{api.Given.Today.AddMonths(1):O}", reminder.Text("dueOn"));

        var list = $"/api/v1/clients/{of.ClientId}/information-notices";
        var body = new { textId = text, language = "prs", givenOn = api.Given.Today, reading = "read-out-interpreted", interpreter = "professional" };
        await client.Post(list, body).Expect(201);
        await client.Post(list, body).ExpectProblem(409, "information-notice-exists");
        var shown = Assert.Single((await client.Read(list))["items"]!.AsArray())!;
        Assert.Equal((text.ToString(), "prs", 1), (shown.Text("textId"), shown.Text("language"), shown.Value<int>("number")));
        Assert.Empty(await Due(client, of));
        Assert.Equal(0, await Remind(of));
        var told = (await client.Read($"/api/v1/cases/{of.CaseId}/timeline"))["items"]!.AsArray().Select(item => item!.Text("kind"));
        Assert.Contains("informed", told);
    }

    [Fact]
    public async Task A_text_that_informs_is_not_consented_to_and_one_that_asks_does_not_inform()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var (informs, asks) = (await api.Given.ConsentText(of.OrganisationId, "information"), await api.Given.ConsentText(of.OrganisationId));
        Assert.Equal(("/textId", "consent-text-informs"), Fault(await client.Post($"/api/v1/clients/{of.ClientId}/consents", new
        {
            textId = informs, language = "deu", recipients = new[] { "Caritas" }, data = new[] { "base-data" }, givenOn = api.Given.Today, form = "written",
            reading = "read-alone", evidence = "Akte",
        }).ExpectProblem(400, "validation-failed")));
        var list = $"/api/v1/clients/{of.ClientId}/information-notices";
        JsonObject Body(Guid text, string language, DateOnly on) =>
            new() { ["textId"] = text, ["language"] = language, ["givenOn"] = $"{on:O}", ["reading"] = "read-alone" };
        var today = api.Given.Today;
        Assert.Equal(("/textId", "consent-text-asks"), Fault(await client.Post(list, Body(asks, "deu", today)).ExpectProblem(400, "validation-failed")));
        Assert.Equal(("/language", "consent-text-language"),
            Fault(await client.Post(list, Body(informs, "ukr", today)).ExpectProblem(400, "validation-failed")));
        Assert.Equal(("/givenOn", "consent-in-future"),
            Fault(await client.Post(list, Body(informs, "deu", today.AddDays(1))).ExpectProblem(400, "validation-failed")));
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        await stranger.Post(list, Body(informs, "deu", today)).ExpectProblem(404, "not-found");
        await stranger.GetAsync(list).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_record_is_put_right_with_the_reason_and_what_it_said_before_stays_with_it()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var (text, other) = (await api.Given.ConsentText(of.OrganisationId, "information"), await api.Given.ConsentText(of.OrganisationId, "information"));
        var asks = await api.Given.ConsentText(of.OrganisationId);
        var today = api.Given.Today;
        var id = await (await client.Post($"/api/v1/clients/{of.ClientId}/information-notices",
            new { textId = text, language = "prs", givenOn = today, reading = "read-alone", note = "Der Mutter" }).Expect(201)).Id();
        var (path, correct) = ($"/api/v1/information-notices/{id}", $"/api/v1/information-notices/{id}/correct");
        object Body(Guid by, string? reason = "Vertippt", string language = "deu") =>
            new { textId = by, language, givenOn = today.AddDays(-3), reading = "read-out", reason };
        var tag = (await client.GetAsync(path).Expect(200)).Tag();
        await client.Post(correct, Body(other)).ExpectProblem(428, "if-match-required");
        await client.Post(correct, Body(other, reason: " "), tag).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/textId", "consent-text-asks"), Fault(await client.Post(correct, Body(asks), tag).ExpectProblem(400, "validation-failed")));
        Assert.Equal(("/language", "consent-text-language"),
            Fault(await client.Post(correct, Body(other, language: "ukr"), tag).ExpectProblem(400, "validation-failed")));

        // It was in use when it was given.
        await api.Execute($"update app.consent_text set status = 'retired', retired_at = published_at where id = '{other}'");
        var answers = await Task.WhenAll(client.Post(correct, Body(other), tag), client.Post(correct, Body(other), tag));
        Assert.Equal([200, 412], answers.Select(answer => (int)answer.StatusCode).Order());
        var shown = await client.Read(path);
        Assert.Equal((other.ToString(), "deu", $"{today.AddDays(-3):O}", "read-out", null),
            (shown.Text("textId"), shown.Text("language"), shown.Text("givenOn"), shown.Text("reading"), shown.Text("note")));
        var before = Assert.Single(shown["corrections"]!.AsArray());
        Assert.Equal((text.ToString(), "prs", $"{today:O}", "Der Mutter", "Vertippt"),
            (before.Text("textId"), before.Text("language"), before.Text("givenOn"), before.Text("note"), before.Text("reason")));
        Assert.Equal("Vertippt", await api.Sql<string>(
            "select reason from audit.entry where action = 'CorrectInformationNotice' and reason is not null limit 1"));

        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        await stranger.GetAsync(path).ExpectProblem(404, "not-found");
        await stranger.Post(correct, Body(text), tag).ExpectProblem(404, "not-found");
        // As another record of the person says already.
        await client.Post($"/api/v1/clients/{of.ClientId}/information-notices",
            new { textId = text, language = "deu", givenOn = today, reading = "read-alone" }).Expect(201);
        await client.Post(correct, new { textId = text, language = "deu", givenOn = today, reading = "read-out", reason = "Doppelt" },
            (await client.GetAsync(path)).Tag()).ExpectProblem(409, "information-notice-exists");
    }

    [Fact]
    public async Task Whoever_takes_over_informs_anew_and_the_former_record_stays_where_it_was()
    {
        var handover = await api.Given.HouseholdToHandOver();
        var of = handover.Cases[0];
        await api.Given.ConsentText(of.OrganisationId, "information");
        var to = handover.Receiver.OrganisationId;
        await api.Given.ConsentText(to, "information");
        Assert.True(await Remind(of) > 0);
        var from = await api.As(of.Lead!);
        foreach (var reminder in await Due(from, of))
        {
            await from.Post($"/api/v1/reminders/{reminder!.Text("id")}/done", new { }, (await from.GetAsync($"/api/v1/reminders/{reminder!.Text("id")}")).Tag())
                .Expect(200);
        }
        await handover.Accepted();
        await api.SendAsSystem(to, new ApplyReminderPolicies());
        var due = Assert.Single(await Due(await api.As(handover.Receiver), of));
        Assert.InRange(due!.Text("dueOn")!, $"{api.Given.Today:O}", $"{api.Given.Today.AddMonths(1):O}");
    }

    private Task<int> Remind(GivenCase of) => api.SendAsSystem(of.OrganisationId, new ApplyReminderPolicies());

    private static async Task<List<JsonNode?>> Due(HttpClient client, GivenCase of) =>
        [.. (await client.Read($"/api/v1/reminders?caseId={of.CaseId}"))["items"]!.AsArray().Where(item => item!.Text("kind") == "information_due")];

    private static (string Pointer, string Code) Fault(JsonNode problem) =>
        (problem.Value<string>("errors/0/pointer"), problem.Value<string>("errors/0/code"));
}
