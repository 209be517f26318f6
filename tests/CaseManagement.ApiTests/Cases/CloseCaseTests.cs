using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Cases;

/// <summary>Closing a case settles its follow-ups and takes no new ones.</summary>
public sealed class CloseCaseTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task What_nobody_decides_about_is_cancelled_with_the_reason_of_the_closing()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var reminder = await api.Given.Reminder(of);
        var tag = (await client.GetAsync($"/api/v1/cases/{of.CaseId}").Expect(200)).Tag();
        await client.Post($"/api/v1/cases/{of.CaseId}/close", new { reasonCode = "goals-reached" }, tag).Expect(200);

        var settled = await client.Read($"/api/v1/reminders/{reminder}");
        Assert.Equal("cancelled", settled.Value<string>("status"));
        Assert.Equal("goals-reached", settled.Value<string>("reason"));
        await Make(client, "case", of.CaseId).ExpectProblem(409, "case-closed");
        await Make(client, "client", of.ClientId).Expect(201); // After care is of the person.
    }

    [Fact]
    public async Task The_preview_lists_what_is_open_and_each_is_settled_as_decided()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var (done, cancelled, carried) = (await api.Given.Reminder(of, 1), await api.Given.Reminder(of, 2), await api.Given.Reminder(of, 3));
        var preview = await client.GetAsync($"/api/v1/cases/{of.CaseId}/close-preview").Expect(200);
        var listed = (await preview.Json())["followUps"]!.AsArray();
        Assert.Equal([done, cancelled, carried], listed.Select(followUp => followUp.Value<Guid>("id")));
        Assert.All(listed, followUp => Assert.Equal("[\"done\",\"cancelled\",\"carried_over\"]", followUp!["outcomes"]!.ToJsonString()));

        await client.Post($"/api/v1/cases/{of.CaseId}/close", new
        {
            reasonCode = "goals-reached",
            followUps = new object[]
            {
                new { id = done, outcome = "done" },
                new { id = cancelled, outcome = "cancelled", reason = "Hat sich erledigt" },
                new { id = carried, outcome = "carried_over" },
            },
        }, preview.Tag()).Expect(200);
        Assert.Equal("done", await Status(done));
        Assert.Equal("cancelled", await Status(cancelled));
        Assert.Equal("open", await Status(carried));
        var goesOn = await client.Read($"/api/v1/reminders/{carried}");
        Assert.Equal(("client", of.ClientId), (goesOn.Value<string>("subjectType"), goesOn.Value<Guid>("subjectId")));
        Assert.Null(goesOn["caseId"]);
        Assert.Empty((await client.Read($"/api/v1/cases/{of.CaseId}/close-preview"))["followUps"]!.AsArray());
    }

    [Fact]
    public async Task A_decision_about_something_else_is_refused_and_nothing_is_closed()
    {
        var of = await api.Given.CaseWithLead();
        var other = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var (mine, foreign) = (await api.Given.Reminder(of), await api.Given.Reminder(other));
        var tag = (await client.GetAsync($"/api/v1/cases/{of.CaseId}").Expect(200)).Tag();
        object[][] wrong =
        [
            [new { id = mine, outcome = "done" }, new { id = foreign, outcome = "done" }],
            [new { id = mine, outcome = "cancelled" }],
            [new { id = mine, outcome = "done" }, new { id = mine, outcome = "carried_over" }],
        ];
        string[] pointers = ["/followUps/1", "/followUps/0/reason", "/followUps"];
        foreach (var (decisions, pointer) in wrong.Zip(pointers))
        {
            var problem = await client.Post($"/api/v1/cases/{of.CaseId}/close", new { reasonCode = "goals-reached", followUps = decisions }, tag)
                .ExpectProblem(400, "validation-failed");
            Assert.Equal(pointer, problem.Value<string>("errors/0/pointer"));
        }
        Assert.Equal("open", await api.Sql<string>($"select status from app.\"case\" where id = '{of.CaseId}'"));
        Assert.Equal("open", await Status(mine));
    }

    [Fact]
    public async Task Who_took_part_does_not_see_the_case_again_when_it_is_reopened()
    {
        var of = await api.Given.CaseWithLead();
        var (client, guest) = (await api.As(of.Lead!), await api.Given.Staff(of.OrganisationId, Role.Caseworker));
        var path = $"/api/v1/cases/{of.CaseId}";
        await client.Post($"{path}/add-participant", new { staffId = guest.StaffId }, (await client.GetAsync(path)).Tag()).Expect(200);
        await (await api.As(guest)).GetAsync(path).Expect(200);
        await Close(client, of.CaseId);
        await client.Post($"{path}/reopen", new { reasonCode = "new-need" }, (await client.GetAsync(path)).Tag()).Expect(200);
        await (await api.As(guest)).GetAsync(path).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Reminders_of_a_household_end_with_its_last_open_case()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var family = await api.Given.CasesOfHousehold(team, lead, 2);
        var client = await api.As(lead);
        var made = await (await Make(client, "household", family[0].HouseholdId!.Value).Expect(201)).Id();
        await Close(client, family[0].CaseId);
        Assert.Equal("open", await Status(made));
        await Close(client, family[1].CaseId);
        Assert.Equal("cancelled", await Status(made));
    }

    [Fact]
    public async Task Closing_and_making_a_reminder_at_once_leaves_none_open_in_a_closed_case()
    {
        for (var round = 0; round < 5; round++)
        {
            var of = await api.Given.CaseWithLead();
            var client = await api.As(of.Lead!);
            var tag = (await client.GetAsync($"/api/v1/cases/{of.CaseId}").Expect(200)).Tag();
            var makes = Enumerable.Range(0, 6).Select(_ => Make(client, "case", of.CaseId)).ToList();
            var closes = client.Post($"/api/v1/cases/{of.CaseId}/close", new { reasonCode = "goals-reached" }, tag);
            var answers = await Task.WhenAll([.. makes, closes]);
            Assert.Equal(200, (int)answers[^1].StatusCode);
            Assert.All(answers[..^1], answer => Assert.Contains((int)answer.StatusCode, new[] { 201, 409 }));
            Assert.Equal(0, await api.Sql<long>($"select count(*) from app.reminder where case_id = '{of.CaseId}' and status = 'open'"));
        }
    }

    private Task<HttpResponseMessage> Make(HttpClient client, string type, Guid id) =>
        client.Post("/api/v1/reminders", new { subjectType = type, subjectId = id, title = "nach Schluss", dueOn = api.Given.Today.AddDays(14) });

    private static async Task Close(HttpClient client, Guid id)
    {
        var tag = (await client.GetAsync($"/api/v1/cases/{id}").Expect(200)).Tag();
        await client.Post($"/api/v1/cases/{id}/close", new { reasonCode = "goals-reached" }, tag).Expect(200);
    }

    private Task<string> Status(Guid reminder) => api.Sql<string>($"select status from app.reminder where id = '{reminder}'");
}
