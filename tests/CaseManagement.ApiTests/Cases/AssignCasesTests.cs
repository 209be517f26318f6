using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Cases;

/// <summary>Several cases are given to a colleague in one call.</summary>
public sealed class AssignCasesTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Each_case_gets_its_verdict_and_what_is_refused_stays_as_it_was()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var next = await api.Given.Staff(organisation, Role.Caseworker, team);
        var client = await api.As(await api.Given.Staff(organisation, Role.Supervisor, team));
        var (first, second, strangers) = (await api.Given.CaseOf(team, lead), await api.Given.CaseOf(team, lead), await api.Given.CaseWithLead());

        var answer = await (await client.Post("/api/v1/cases/assign", new
        {
            items = new[]
            {
                new { id = first.CaseId, eTag = await Tag(first.CaseId) }, new { id = second.CaseId, eTag = "\"1\"" },
                new { id = strangers.CaseId, eTag = "\"1\"" }, new { id = Guid.NewGuid(), eTag = "none" },
            },
            leadStaffId = next.StaffId,
        }).Expect(200)).Json();

        Assert.Equal([200, 412, 404, 400], answer.Values<int>("items/*/status"));
        Assert.Equal(next.StaffId, (await client.Read($"/api/v1/cases/{first.CaseId}")).Value<Guid>("leadStaffId"));
        Assert.Equal(lead.StaffId, (await client.Read($"/api/v1/cases/{second.CaseId}")).Value<Guid>("leadStaffId"));
        Assert.Equal(await Tag(first.CaseId), answer.Text("items/0/eTag"));
        var history = await client.Read($"/api/v1/cases/{first.CaseId}/responsibilities");
        Assert.NotNull(history.Text("items/1/passedOnByName"));
        var items = new[] { new { id = second.CaseId, eTag = "\"1\"" } };
        await (await api.As(lead)).Post("/api/v1/cases/assign", new { items, leadStaffId = next.StaffId })
            .ExpectProblem(403, "not-permitted");

        async Task<string> Tag(Guid id) => (await client.GetAsync($"/api/v1/cases/{id}").Expect(200)).Tag();
    }

    [Fact]
    public async Task Of_several_who_give_the_same_cases_at_once_one_does_and_the_others_are_told_of_each_that_what_they_read_is_old()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var supervisor = await api.Given.Staff(organisation, Role.Supervisor, team);
        var clients = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => api.As(supervisor)));
        var nexts = await Task.WhenAll(clients.Select(_ => api.Given.Staff(organisation, Role.Caseworker, team)));
        var cases = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => api.Given.CaseOf(team, lead)));
        var items = await Task.WhenAll(cases.Select(async of =>
            new { id = of.CaseId, eTag = (await clients[0].GetAsync($"/api/v1/cases/{of.CaseId}").Expect(200)).Tag() }));

        var answers = await Task.WhenAll(clients.Zip(nexts, async (client, next) =>
            (await (await client.Post("/api/v1/cases/assign", new { items, leadStaffId = next.StaffId }).Expect(200)).Json())
                .Values<int>("items/*/status").ToArray()));

        Assert.All(cases.Select((_, at) => answers.Select(answer => answer[at])),
            verdicts => Assert.Equal([200, 412, 412, 412, 412, 412], verdicts.Order()));
    }
}
