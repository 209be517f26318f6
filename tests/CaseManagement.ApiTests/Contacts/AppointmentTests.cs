using CaseManagement.Api.Rules;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Contacts;

public sealed class AppointmentTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/appointments";

    [Fact]
    public async Task An_appointment_is_made_confirmed_and_kept_and_becomes_the_contact()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var at = api.Given.Now.AddHours(2);
        var made = await client.Post(Path, Body(of, at)).Expect(201);
        var path = made.Headers.Location!.ToString();
        var confirmed = await client.Post($"{path}/confirm", ifMatch: made.Tag()).Expect(200);
        await client.Post($"{path}/confirm", ifMatch: made.Tag()).ExpectProblem(412, "stale");
        await client.Post($"{path}/confirm", ifMatch: confirmed.Tag()).ExpectProblem(409, "appointment-transition");
        var kept = new { outcome = "counselled", topics = new[] { "language" }, notes = new[] { new { text = "Kurs gefunden" } } };
        await client.Post($"{path}/kept", kept, confirmed.Tag()).ExpectProblem(409, "appointment-ahead");
        api.Clock.Offset += TimeSpan.FromHours(3);
        client = await api.As(of.Lead!);
        var refused = await client.Post($"{path}/kept", new { outcome = "no-show" }, confirmed.Tag()).Expect(400);
        Assert.Equal("appointment-not-reached", (await refused.Json()).Text("errors/0/code"));
        var first = await client.Post($"{path}/kept", kept, confirmed.Tag(), key: "kept").Expect(200);
        await client.Post($"{path}/kept", kept, confirmed.Tag(), key: "kept").Expect(200);
        await client.Post($"{path}/missed", ifMatch: first.Tag()).ExpectProblem(409, "appointment-transition");

        var shown = await client.Read(path);
        Assert.Equal("kept", shown.Text("appointment/status"));
        var contact = await client.Read($"/api/v1/contacts/{shown.Text("appointment/contactId")}");
        Assert.Equal(("office", true, 60), (contact.Text("kind"), contact.Value<bool>("reached"), contact.Number("durationMinutes")));
        Assert.Equal(("Kurs gefunden", true), (contact.Text("notes/0/text"), contact.Value<bool>("persons/0/isFirst")));
        Assert.Single((await client.Read($"/api/v1/contacts?caseId={of.CaseId}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_missed_one_counts_as_a_failed_attempt_and_a_cancelled_one_as_none()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var (missed, cancelled) = (await Make(client, of, 1), await Make(client, of, 2));
        await client.Post($"{cancelled.Path}/cancel", new { by = "counselled" }, cancelled.Tag).ExpectProblem(400, "validation-failed");
        await client.Post($"{cancelled.Path}/cancel", new { by = "cancelled-client" }, cancelled.Tag).Expect(200);
        var at = api.Given.Now.AddHours(5);
        await client.Post(Path, Body(of, at)).Expect(201);
        await client.Post(Path, Body(of, at)).ExpectProblem(409, "appointment-exists");
        api.Clock.Offset += TimeSpan.FromHours(2);
        client = await api.As(of.Lead!);
        await client.Post($"{missed.Path}/missed", ifMatch: missed.Tag).Expect(200);
        var contact = Assert.Single((await client.Read($"/api/v1/contacts?caseId={of.CaseId}"))["items"]!.AsArray());
        Assert.Equal(("no-show", false), (contact.Text("outcome"), contact.Value<bool>("reached")));
        var told = (await client.Read($"/api/v1/cases/{of.CaseId}/timeline")).Values<string>("items/*/kind").ToList();
        Assert.Equal((3, 1), (told.Count(kind => kind == "appointment_made"), told.Count(kind => kind == "appointment_cancelled")));
    }

    [Fact]
    public async Task It_says_what_its_contact_says_also_after_that_was_corrected()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var (path, tag) = await Make(client, of, 1);
        api.Clock.Offset += TimeSpan.FromHours(2);
        client = await api.As(of.Lead!);
        await client.Post($"{path}/kept", new { outcome = "counselled" }, tag).Expect(200);
        var contact = $"/api/v1/contacts/{(await client.Read(path)).Text("appointment/contactId")}";
        foreach (var (outcome, present, status) in new[]
        {
            ("no-show", true, "missed"), ("information-given", true, "kept"), ("counselled", true, "kept"), ("counselled", false, "missed"),
        })
        {
            var really = new
            {
                at = api.Given.Now.AddMinutes(-30), kind = "office", outcome, persons = new[] { new { clientId = of.ClientId, present } },
                reason = "Verwechselt",
            };
            await client.Post($"{contact}/correct", really, (await client.GetAsync(contact)).Tag()).Expect(200);
            var shown = await client.Read(path);
            Assert.Equal((status, contact.Split('/')[^1]), (shown.Text("appointment/status"), shown.Text("appointment/contactId")));
            Assert.All(shown["allowedActions"]!.AsArray(), action => Assert.False(action!.Value<bool>("allowed")));
        }
    }

    [Fact]
    public async Task My_day_has_todays_in_German_local_time_and_those_without_an_outcome_and_the_deputys_too()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var midnight = LocalTime.StartOf(api.Given.Today.AddDays(1));
        var late = await client.Post(Path, Body(of, midnight.AddMinutes(-1))).Expect(201);
        await client.Post(Path, Body(of, midnight)).Expect(201);
        Assert.Equal([await late.Id()], await Day(client));
        var deputy = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        Assert.Empty(await Day(await api.As(deputy)));
        await api.Given.Absence(of.Lead!, deputy.StaffId);
        Assert.Equal([await late.Id()], await Day(await api.As(deputy)));
        api.Clock.Offset += TimeSpan.FromDays(1);
        Assert.Equal(2, (await Day(await api.As(of.Lead!))).Count); // Yesterday's is still without an outcome.
    }

    [Fact]
    public async Task Whose_part_in_the_case_has_ended_has_it_on_the_day_no_longer_and_the_team_has()
    {
        var of = await api.Given.CaseWithLead();
        var (lead, colleague) = (await api.As(of.Lead!), await api.Given.Staff(of.OrganisationId, Role.Caseworker));
        var path = $"/api/v1/cases/{of.CaseId}";
        await lead.Post($"{path}/add-participant", new { colleague.StaffId }, (await lead.GetAsync(path)).Tag()).Expect(200);
        var client = await api.As(colleague);
        var made = await (await client.Post(Path, Body(of, api.Given.Now.AddMinutes(5))).Expect(201)).Id();
        api.Clock.Offset += TimeSpan.FromMinutes(10);
        (lead, client) = (await api.As(of.Lead!), await api.As(colleague));
        Assert.Equal([made], await Day(client));
        Assert.Empty(await Day(lead));
        await lead.Post($"{path}/participants/{colleague.StaffId}/end", ifMatch: (await lead.GetAsync(path)).Tag()).Expect(200);
        Assert.Empty(await Day(client));
        Assert.Equal([made], await Day(lead));
    }

    [Fact]
    public async Task What_a_deputy_from_elsewhere_has_agreed_is_the_teams_when_the_absence_is_over()
    {
        var of = await api.Given.CaseWithLead();
        var mate = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var deputy = await api.Given.Staff(of.OrganisationId, Role.Caseworker, await api.Given.Team(of.OrganisationId));
        await api.Given.Absence(of.Lead!, deputy.StaffId);
        var client = await api.As(deputy);
        var path = $"/api/v1/cases/{of.CaseId}";
        await client.Post($"{path}/add-participant", new { deputy.StaffId }, (await client.GetAsync(path)).Tag()).Expect(200);
        var made = await (await client.Post(Path, Body(of, api.Given.Now.AddMinutes(5))).Expect(201)).Id();
        Assert.Equal([made], await Day(client));
        Assert.Empty(await Day(await api.As(mate)));
        await api.Execute($"update app.absence set cancelled_at = '{api.Given.Now:O}' where staff_id = '{of.Lead!.StaffId}'");
        Assert.Empty(await Day(await api.As(deputy)));
        Assert.Equal([made], await Day(await api.As(mate)));
    }

    [Fact]
    public async Task Where_only_others_came_than_who_was_invited_it_was_not_kept()
    {
        var of = await api.Given.CaseWithLead();
        var (client, other) = (await api.As(of.Lead!), await api.Given.CaseWithLead());
        var (path, tag) = await Make(client, of, 1);
        api.Clock.Offset += TimeSpan.FromHours(2);
        client = await api.As(of.Lead!);
        foreach (var persons in new object[]
        {
            new[] { new { clientId = other.ClientId } }, Array.Empty<object>(), new[] { new { clientId = of.ClientId, present = false } },
        })
        {
            var refused = await (await client.Post($"{path}/kept", new { outcome = "counselled", persons }, tag).Expect(400)).Json();
            Assert.Equal(("/persons", "appointment-invited-absent"), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
        }
        await client.Post($"{path}/kept", new { outcome = "counselled", persons = new[] { new { clientId = of.ClientId } } }, tag).Expect(200);
    }

    [Fact]
    public async Task It_is_rescheduled_ends_with_its_case_and_goes_along_with_a_handover()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var (path, tag) = await Make(client, of, 5);
        var confirmed = await client.Post($"{path}/confirm", ifMatch: tag).Expect(200);
        await client.Post($"{path}/reschedule", new { at = api.Given.Now.AddHours(-1), kind = "office" }, confirmed.Tag())
            .ExpectProblem(400, "validation-failed");
        await client.Post($"{path}/reschedule", new { at = api.Given.Now.AddHours(8), kind = "home-visit" }, confirmed.Tag()).Expect(200);
        var shown = await client.Read(path);
        Assert.Equal(("invited", "home-visit"), (shown.Text("appointment/status"), shown.Text("appointment/kind")));

        var handover = await api.Given.HouseholdToHandOver(1);
        var moved = await Make(await handover.From, handover.Cases[0], 24 * 30);
        await handover.Accepted();
        var received = await (await handover.To).Read(moved.Path);
        Assert.Equal((handover.Receiver.StaffId.ToString(), handover.ReceivingTeam.ToString()),
            (received.Text("appointment/staffId"), received.Text("appointment/teamId")));
        await (await handover.From).Post($"{moved.Path}/confirm", ifMatch: moved.Tag).ExpectProblem(403, "case-handed-over");
    }

    [Fact]
    public async Task Work_without_contact_is_recorded_with_minutes_and_hidden_by_what_it_was_about()
    {
        const string work = "/api/v1/case-work";
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        object Call(params string[] topics) =>
            new { caseId = of.CaseId, kind = "call-office", doneOn = api.Given.Today, minutes = 20, topics, office = "Jobcenter" };
        var open = await client.Post(work, Call("language")).Expect(201);
        var health = await client.Post(work, Call("health")).Expect(201);
        var mixed = await (await client.Post(work, Call("health", "language")).Expect(400)).Json();
        Assert.Equal(("/topics", "case-work-topics-apart"), (mixed.Text("errors/0/pointer"), mixed.Text("errors/0/code")));
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        Assert.Single((await colleague.Read($"{work}?caseId={of.CaseId}"))["items"]!.AsArray());
        await colleague.GetAsync(health.Headers.Location).ExpectProblem(404, "not-found");
        await colleague.Post(work, Call("health")).ExpectProblem(403, "contact-compartment-closed");
        Assert.Equal(2, (await client.Read($"{work}?caseId={of.CaseId}&count=true")).Number("count"));
        Assert.Equal(1, (await client.Read($"{work}?teamId={of.TeamId}&count=true")).Number("count"));
        var correction = new { kind = "letter", doneOn = api.Given.Today, minutes = 30, reason = "War ein Brief" };
        await colleague.Post($"{open.Headers.Location}/correct", correction, open.Tag()).ExpectProblem(403, "case-work-not-yours");
        await client.Post($"{open.Headers.Location}/correct", correction, open.Tag()).Expect(200);
        var corrected = await client.Read(open.Headers.Location);
        Assert.Equal(("letter", 30), (corrected.Text("work/kind"), corrected.Number("work/minutes")));
        Assert.Contains("case_work", (await client.Read($"/api/v1/cases/{of.CaseId}/timeline")).Values<string>("items/*/kind"));
    }

    private static object Body(GivenCase of, DateTimeOffset at) =>
        new { caseId = of.CaseId, at, kind = "office", durationMinutes = 60, place = "Rathaus, Zimmer 12" };

    private async Task<(string Path, string Tag)> Make(HttpClient client, GivenCase of, int hours)
    {
        var made = await client.Post(Path, Body(of, api.Given.Now.AddHours(hours))).Expect(201);
        return (made.Headers.Location!.ToString(), made.Tag());
    }

    private static async Task<IReadOnlyList<Guid>> Day(HttpClient client) => [.. (await client.Read("/api/v1/my-day"))["parts"]!.AsArray()
        .Where(part => part.Text("kind") == "appointments").SelectMany(part => part.Values<Guid>("items/*/id"))];
}
