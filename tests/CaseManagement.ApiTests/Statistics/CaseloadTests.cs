using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Statistics;

/// <summary>Cases of the teams, weighed, against their posts; and what a redistribution would make of it.</summary>
public sealed class CaseloadTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Caseload = "/api/v1/statistics/caseload";

    [Fact]
    public async Task A_case_weighs_by_its_complexity_and_a_colleague_of_two_teams_is_told_half_to_each()
    {
        var town = await Town();
        var load = await town.Supervisor.Read(Caseload);
        // Two rated very high and low, one that nobody has rated, against one post and a half of one that serves both teams.
        Assert.Equal((3m, 3.75m, 1.25m, 2.4m, 3m), Numbers(load, town.North, "now"));
        Assert.Equal((1m, 1m, 0.25m, 4m, 4m), Numbers(load, town.South, "now"));
        Assert.Null(load.At("items/0/then"));
        Assert.Equal((4m, 4.75m, 1.5m),
            (load.Value<decimal>("total/now/cases"), load.Value<decimal>("total/now/weight"), load.Value<decimal>("total/now/posts")));
        Assert.Equal(4, (await town.Supervisor.Read("/api/v1/statistics/figures/open_cases")).Number("n"));
        // The day before they were opened there was none; the posts were there.
        var before = await town.Supervisor.Read($"{Caseload}?on={api.Given.Today.AddDays(-1):O}");
        Assert.Equal((0m, 1.5m), (before.Value<decimal>("total/now/cases"), before.Value<decimal>("total/now/posts")));
    }

    [Fact]
    public async Task A_post_of_who_is_in_no_team_is_told_and_not_left_out()
    {
        var town = await Town();
        await api.Given.FundedPost(await api.Given.Staff(town.OrganisationId, Role.Caseworker), 80);
        var load = await town.Supervisor.Read(Caseload);
        var last = load.At("items")!.AsArray()[^1];
        Assert.Equal((null, null, 0m, 0.8m), (last.Text("teamId"), last.Text("teamName"), last.Value<decimal>("now/cases"), last.Value<decimal>("now/posts")));
        Assert.Equal(2.3m, load.Value<decimal>("total/now/posts"));
    }

    [Fact]
    public async Task A_redistribution_is_tried_and_nothing_is_changed()
    {
        var town = await Town();
        var asked = new
        {
            Weights = new { Complexity = new[] { new { Code = "very-high", Weight = 4 } }, NotRated = 1, Relative = 0.5, OtherLanguage = 0 },
            Moves = new[] { new { FromTeamId = town.North, ToTeamId = town.South, Cases = 1 } },
            Posts = new[] { new { TeamId = town.South, Share = 75 } },
        };
        var load = await (await town.Supervisor.Post(Caseload, asked).Expect(200)).Json();
        // Four and twice one: two each on average.
        Assert.Equal((3m, 6m, 1.25m, 2.4m, 4.8m), Numbers(load, town.North, "now"));
        Assert.Equal((2m, 4m, 1.25m, 1.6m, 3.2m), Numbers(load, town.North, "then"));
        Assert.Equal((1m, 1m, 0.25m, 4m, 4m), Numbers(load, town.South, "now"));
        Assert.Equal((2m, 3m, 1m, 2m, 3m), Numbers(load, town.South, "then"));
        Assert.Equal(load.Value<decimal>("total/now/weight"), load.Value<decimal>("total/then/weight"));
        Assert.Equal(3m, Numbers(await town.Supervisor.Read(Caseload), town.North, "now").Cases);
    }

    [Fact]
    public async Task What_no_team_has_and_teams_of_others_are_refused_and_named()
    {
        var town = await Town();
        var foreign = await api.Given.Team(await api.Given.Organisation());
        await Refused(new { Moves = new[] { new { FromTeamId = town.North, ToTeamId = foreign, Cases = 1 } } }, "/moves/0/toTeamId", "unknown-team");
        await Refused(new { Moves = new[] { new { FromTeamId = Guid.Empty, ToTeamId = town.North, Cases = 1 } } }, "/moves/0/fromTeamId", "unknown-team");
        await Refused(new { Moves = new[] { new { FromTeamId = town.North, ToTeamId = town.South, Cases = 4 } } }, "/moves/0/cases", "caseload-too-many");
        await Refused(new { Moves = new[] { new { FromTeamId = town.North, ToTeamId = town.North, Cases = 1 } } }, "/moves/0/toTeamId", "caseload-same-team");
        await Refused(new { Posts = new[] { new { TeamId = town.South, Share = -26 } } }, "/posts/0/share", "caseload-too-many");
        await Refused(new { Moves = new object?[] { null } }, "/moves/0", "required");
        await Refused(new { Weights = new { Complexity = new object?[] { null }, NotRated = 1, Relative = 0.5, OtherLanguage = 0 } },
            "/weights/complexity/0", "required");
        await Refused(new
        {
            Weights = new { Complexity = new[] { new { Code = "enormous", Weight = 4 } }, NotRated = 1, Relative = 0.5, OtherLanguage = 0 },
        }, "/weights/complexity/0/code", "unknown-code");
        await (await api.As(await api.Given.Staff(town.OrganisationId, Role.Caseworker, town.North))).GetAsync(Caseload).ExpectProblem(403, "not-permitted");

        async Task Refused(object body, string pointer, string rule)
        {
            var fault = Assert.Single((await town.Supervisor.Post(Caseload, body).ExpectProblem(400, "validation-failed"))["errors"]!.AsArray());
            Assert.Equal((pointer, rule), (fault.Text("pointer"), fault.Text("code")));
        }
    }

    private static (decimal Cases, decimal Weight, decimal Posts, decimal? CasesPerPost, decimal? WeightPerPost) Numbers(JsonNode load, Guid team, string when)
    {
        var numbers = load.At("items")!.AsArray().Single(item => item.Text("teamId") == $"{team}").At(when);
        return (numbers.Value<decimal>("cases"), numbers.Value<decimal>("weight"), numbers.Value<decimal>("posts"),
            numbers.Value<decimal>("casesPerPost"), numbers.Value<decimal>("weightPerPost"));
    }

    private async Task<(Guid OrganisationId, Guid North, Guid South, HttpClient Supervisor)> Town()
    {
        var organisation = await api.Given.Organisation();
        var north = await api.Given.Team(organisation);
        var south = await api.Given.Team(organisation);
        var full = await api.Given.Staff(organisation, Role.Caseworker, north);
        var both = await api.Given.Staff(organisation, Role.Caseworker, north);
        await api.InOrganisation(organisation, db =>
        {
            db.Add(new TeamMember(south, both.StaffId, api.Given.Today.AddDays(-1), api.Given.Now));
            return db.SaveChangesAsync();
        });
        await api.Given.FundedPost(full, 100);
        await api.Given.FundedPost(both, 50);
        await api.Given.Complexity(await api.Given.CaseOf(north, full), "very-high");
        await api.Given.Complexity(await api.Given.CaseOf(north, full), "low");
        await api.Given.CaseOf(north, both);
        await api.Given.CaseOf(south, both);
        return (organisation, north, south, await api.As(await api.Given.Staff(organisation, Role.Supervisor)));
    }

    [Fact]
    public async Task Who_stays_when_the_applicants_case_closes_is_nobodys_relative()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var family = await api.Given.CasesOfHousehold(team, lead, 3);
        await api.Given.FundedPost(lead, 100);
        var supervisor = await api.Given.Staff(organisation, Role.Supervisor);
        Assert.Equal((3m, 2m), await Load());
        var (client, path) = (await api.As(lead), $"/api/v1/cases/{family[0].CaseId}");
        await client.Post($"{path}/close", new { reasonCode = "goals-reached" }, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
        Assert.Equal((2m, 2m), await Load());

        async Task<(decimal, decimal)> Load()
        {
            var load = await (await api.As(supervisor)).Read(Caseload);
            return (load.Value<decimal>("total/now/cases"), load.Value<decimal>("total/now/weight"));
        }
    }
}
