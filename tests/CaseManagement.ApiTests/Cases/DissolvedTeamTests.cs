using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Cases;

/// <summary>Who was counselled by a team that is dissolved is out of nobody's sight: the supervisors see to what was with it.</summary>
public sealed class DissolvedTeamTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    // Who there was in a team that is dissolved by now, and who there is elsewhere in the organisation.
    private sealed record Office(GivenCase Of, Guid Team, Person Supervisor, Person Caseworker);

    [Fact]
    public async Task Supervisors_see_what_it_had_and_no_other_colleague_who_never_did()
    {
        var (of, team, supervisor, caseworker) = await Dissolved();
        var name = await api.Sql<string>($"select family_name from app.client where id = '{of.ClientId}'");
        string[] paths = [$"clients/{of.ClientId}", $"cases/{of.CaseId}", $"clients/{of.ClientId}/consents", $"cases/{of.CaseId}/timeline"];
        var strangers = new[]
        {
            caseworker,
            await api.Given.Staff(of.OrganisationId, [Role.Supervisor, Role.Administrator], team), // Could have dissolved it to see it.
            await api.Given.Staff(of.OrganisationId, Role.Administrator),
            await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor),
        };
        foreach (var path in paths)
        {
            await (await api.As(supervisor)).GetAsync($"/api/v1/{path}").Expect(200);
            foreach (var stranger in strangers)
            {
                Assert.Contains((int)(await (await api.As(stranger)).GetAsync($"/api/v1/{path}")).StatusCode, new[] { 403, 404 });
            }
        }
        await (await api.As(caseworker)).GetAsync($"/api/v1/{paths[0]}").ExpectProblem(404, "not-found");
        await (await api.As(strangers[1])).GetAsync($"/api/v1/{paths[0]}").ExpectProblem(404, "not-found");
        Assert.Equal([of.ClientId], await Found(supervisor));
        Assert.Empty(await Found(caseworker));
        Assert.Contains($"{of.CaseId}", (await (await api.As(supervisor)).Read("/api/v1/cases?status=closed")).ToJsonString(), StringComparison.Ordinal);

        async Task<IEnumerable<Guid>> Found(Person who)
        {
            var answer = await (await api.As(who)).Post("/api/v1/clients/search", new { q = name }).Expect(200);
            return (await answer.Json()).Values<Guid>("items/*/id");
        }
    }

    [Fact]
    public async Task Nor_does_who_administers_and_stands_in_for_a_supervisor()
    {
        var (of, team, supervisor, _) = await Dissolved();
        var deputy = await api.Given.Staff(of.OrganisationId, [Role.Caseworker, Role.Administrator], team);
        await api.Given.Absence(supervisor, deputy.StaffId);
        await (await api.As(deputy)).GetAsync($"/api/v1/clients/{of.ClientId}").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Who_was_in_it_and_works_elsewhere_now_is_away_for_the_new_team_alone()
    {
        var (of, _, supervisor, _) = await Dissolved();
        var next = await api.Given.Team(of.OrganisationId);
        var other = await api.Given.Staff(of.OrganisationId, Role.Supervisor, next);
        var admin = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        var path = $"/api/v1/teams/{next}";
        await admin.Post($"{path}/add-member", new { of.Lead!.StaffId, from = api.Given.Today }, (await admin.GetAsync(path)).Tag()).Expect(200);
        var absence = $"/api/v1/absences/{await api.Given.Absence(of.Lead!, null)}";
        await (await api.As(other)).GetAsync(absence).Expect(200);
        await (await api.As(supervisor)).GetAsync(absence).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Supervisors_answer_what_the_person_demands()
    {
        var (of, _, supervisor, _) = await Dissolved();
        var (client, path) = (await api.As(supervisor), $"/api/v1/clients/{of.ClientId}");
        await client.Post($"{path}/copies", new { }).Expect(200);
        await client.Put($"{path}/restriction", new { groundCode = "objection-examined" }, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
        await client.Post($"{path}/restriction/lift", new { reason = "Geprüft" }, (await client.GetAsync(path)).Tag()).Expect(200);
        await client.Post("/api/v1/erasures", new { of.ClientId, reasonCode = "objection", requestedOn = api.Given.Today }).Expect(201);
        // What is to be done about it later is on her list.
        await client.Post("/api/v1/reminders", new { subjectType = "client", subjectId = of.ClientId, title = "Antwort", dueOn = api.Given.Today })
            .Expect(201);
        Assert.Single((await client.Read("/api/v1/reminders"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_case_is_reopened_in_a_working_team_by_who_assigns_cases()
    {
        var (of, team, supervisor, caseworker) = await Dissolved();
        var (client, path) = (await api.As(supervisor), $"/api/v1/cases/{of.CaseId}");
        var shown = await client.GetAsync(path).Expect(200);
        Assert.Null(Code(await shown.Json(), "reopen"));
        var refused = await client.Post($"{path}/reopen", new { reasonCode = "returned" }, shown.Tag()).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/teamId", "case-team-unknown"), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
        var answer = await (await client.Post("/api/v1/reminders",
            new { subjectType = "client", subjectId = of.ClientId, title = "Antwort", dueOn = api.Given.Today }).Expect(201)).Id();
        await client.Post($"{path}/reopen", new { reasonCode = "returned", teamId = team, leadStaffId = caseworker.StaffId }, shown.Tag()).Expect(200);
        Assert.Equal(team, (await client.Read($"/api/v1/reminders/{answer}")).Value<Guid>("teamId")); // It comes along.

        var reopened = await (await api.As(caseworker)).Read(path);
        Assert.Equal(("open", team, caseworker.StaffId), (reopened.Text("status"), reopened.Value<Guid>("teamId"), reopened.Value<Guid>("leadStaffId")));
        await (await api.As(of.Lead!)).GetAsync(path).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Or_another_one_is_opened_there()
    {
        var (of, team, supervisor, caseworker) = await Dissolved();
        await (await api.As(caseworker)).Post("/api/v1/cases", new { of.ClientId, teamId = team }).ExpectProblem(404, "not-found");
        await (await api.As(supervisor)).Post("/api/v1/cases", new { of.ClientId, teamId = team }).Expect(201);
        await (await api.As(caseworker)).GetAsync($"/api/v1/clients/{of.ClientId}").Expect(200);
    }

    [Fact]
    public async Task Who_assigns_no_cases_reopens_one_in_its_own_team_only()
    {
        var of = await api.Given.CaseWithLead();
        var other = await api.Given.Team(of.OrganisationId);
        await api.Given.Staff(of.OrganisationId, Role.Caseworker, other);
        var (client, path) = (await api.As(of.Lead!), $"/api/v1/cases/{of.CaseId}");
        var tag = await Close(client, of);
        await client.Post($"{path}/reopen", new { reasonCode = "returned", teamId = other }, tag).ExpectProblem(403, "case-not-your-team");
        await client.Post($"{path}/reopen", new { reasonCode = "returned", of.TeamId }, tag).Expect(200);
    }

    [Fact]
    public async Task A_team_is_not_dissolved_while_a_mentor_or_a_reminder_is_with_it_of_which_no_other_team_would_know()
    {
        var of = await api.Given.CaseWithLead();
        var mentor = $"/api/v1/mentor-assignments/{await api.Given.MentorAssignment(of)}";
        var client = await api.As(of.Lead!);
        await Close(client, of);
        var body = new { subjectType = "client", subjectId = of.ClientId, title = "Nachfragen", dueOn = api.Given.Today.AddDays(9) };
        var reminder = $"/api/v1/reminders/{await (await client.Post("/api/v1/reminders", body).Expect(201)).Id()}";
        var admin = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        var team = $"/api/v1/teams/{of.TeamId}";

        await Refused("team-has-mentors");
        await client.Post($"{mentor}/end", new { reason = "goal-reached" }, (await client.GetAsync(mentor).Expect(200)).Tag()).Expect(200);
        await Refused("team-has-reminders");
        await client.Post($"{reminder}/done", new { }, (await client.GetAsync(reminder).Expect(200)).Tag()).Expect(200);
        Assert.Null(Code(await admin.Read(team), "close"));
        await Dissolve(admin).Expect(200);

        async Task Refused(string code)
        {
            Assert.Equal(code, Code(await admin.Read(team), "close"));
            await Dissolve(admin).ExpectProblem(409, code);
        }

        async Task<HttpResponseMessage> Dissolve(HttpClient who) =>
            await who.Post($"{team}/close", new { reason = "Neuordnung" }, (await who.GetAsync(team).Expect(200)).Tag());
    }

    [Fact]
    public async Task But_while_one_is_with_who_is_counselled_by_another_team_by_now()
    {
        var of = await api.Given.CaseWithLead();
        await api.Given.MentorAssignment(of);
        await Close(await api.As(of.Lead!), of);
        await api.Given.Case(of.OrganisationId, of.ClientId, await api.Given.Team(of.OrganisationId));
        var admin = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        var team = $"/api/v1/teams/{of.TeamId}";
        await admin.Post($"{team}/close", new { reason = "Neuordnung" }, (await admin.GetAsync(team).Expect(200)).Tag()).Expect(200);
    }

    private async Task<Office> Dissolved()
    {
        var of = await api.Given.CaseWithLead();
        await Close(await api.As(of.Lead!), of);
        var admin = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        var dissolved = $"/api/v1/teams/{of.TeamId}";
        await admin.Post($"{dissolved}/close", new { reason = "Neuordnung" }, (await admin.GetAsync(dissolved).Expect(200)).Tag()).Expect(200);
        await api.Execute($"update app.team_member set until_date = from_date + 1 where team_id = '{of.TeamId}'");
        var team = await api.Given.Team(of.OrganisationId);
        return new(of, team, await api.Given.Staff(of.OrganisationId, Role.Supervisor, team), await api.Given.Staff(of.OrganisationId, Role.Caseworker, team));
    }

    private static async Task<string> Close(HttpClient client, GivenCase of)
    {
        var path = $"/api/v1/cases/{of.CaseId}";
        return (await client.Post($"{path}/close", new { reasonCode = "goals-reached" }, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200)).Tag();
    }

    private static string? Code(JsonNode shown, string action) =>
        shown["allowedActions"]!.AsArray().Single(one => one!.Text("action") == action)!.Text("code");
}
