using System.Text.Json.Nodes;
using CaseManagement.Api.Cases;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Clients;

public sealed class HouseholdTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Households = "/api/v1/households";

    [Fact]
    public async Task A_household_shows_its_members_with_their_ages_and_open_cases()
    {
        var (town, team, worker) = await Town();
        var client = await api.As(worker);
        var today = api.Given.Today;
        var mother = await api.Given.Client(town, birthDate: today.AddYears(-40));
        var child = await api.Given.Client(town, birthDate: today.AddYears(-9).AddDays(1));
        var caseId = await api.Given.Case(town, mother, team, worker.StaffId);
        var created = await client.Post(Households, new
        {
            reference = "H007",
            members = new[] { new { clientId = mother, role = "applicant" }, new { clientId = child, role = "child" } },
        }).Expect(201);

        var answer = await client.GetAsync(created.Headers.Location!.ToString()).Expect(200);
        Assert.Equal(created.Tag(), answer.Tag());
        var household = await answer.Json();
        var members = household["members"]!.AsArray().ToDictionary(m => m.Value<Guid>("clientId"), m => m!);
        Assert.Equal((40, 8), (members[mother].Value<int>("age"), members[child].Value<int>("age")));
        var open = members[mother]["openCase"]!;
        Assert.Equal((caseId, worker.StaffId), (open.Value<Guid>("id"), open.Value<Guid>("leadStaffId")));
        Assert.False(string.IsNullOrEmpty(open.Value<string>("teamName")) || string.IsNullOrEmpty(open.Value<string>("leadName")));
        Assert.Null(members[child]["openCase"]);
        // Who lives together is counselled together.
        Assert.Equal(await created.Id(), await api.Sql<Guid>($"select household_id from app.\"case\" where id = '{caseId}'"));
    }

    [Fact]
    public async Task A_member_moves_in_one_call_and_the_open_case_follows()
    {
        var (town, team, worker) = await Town();
        var client = await api.As(worker);
        var of = (await api.Given.CasesOfHousehold(team, worker, 2))[1];
        var other = await api.Given.Household(town);
        var path = $"{Households}/{of.HouseholdId}";

        var move = new { toHouseholdId = other, role = "applicant", reason = "Trennung" };
        await client.Post($"{path}/members/{of.ClientId}/move", move, await Tag(client, path)).Expect(200);

        var left = (await Read(client, path))["members"]!.AsArray().Single(m => m.Value<Guid>("clientId") == of.ClientId)!;
        Assert.False(left.Value<bool>("isPresent"));
        var joined = Assert.Single((await Read(client, $"{Households}/{other}"))["members"]!.AsArray())!;
        Assert.Equal(left.Value<string>("until"), joined.Value<string>("from"));
        Assert.Equal(other, await api.Sql<Guid>($"select household_id from app.\"case\" where id = '{of.CaseId}'"));
        var later = new { move.toHouseholdId, move.role, on = api.Given.Today.AddYears(1) };
        await client.Post($"{path}/members/{of.ClientId}/move", later, await Tag(client, path)).ExpectProblem(409, "not-a-member");
    }

    [Fact]
    public async Task A_person_is_in_one_household_at_a_time()
    {
        var (town, _, worker) = await Town();
        var client = await api.As(worker);
        var (first, clients) = await api.Given.HouseholdOf(town, 1);
        var path = $"{Households}/{await api.Given.Household(town)}";
        var member = new { clientId = clients[0], role = "applicant" };
        foreach (var household in new[] { path, $"{Households}/{first}" })
        {
            await client.Post($"{household}/add-member", member, await Tag(client, household)).ExpectProblem(409, "in-another-household");
        }
        await client.Post(Households, new { members = new[] { member } }).ExpectProblem(409, "in-another-household");
    }

    [Fact]
    public async Task A_member_is_removed_joins_again_and_changes_the_role()
    {
        var (town, _, worker) = await Town();
        var client = await api.As(worker);
        var (id, clients) = await api.Given.HouseholdOf(town, 2);
        var path = $"{Households}/{id}";
        await client.Post($"{path}/members/{clients[1]}/remove", new { reason = "Ausgezogen" }, await Tag(client, path)).Expect(200);
        await client.Post($"{path}/members/{clients[1]}/remove", new { until = api.Given.Today.AddYears(1), reason = "Ausgezogen" }, await Tag(client, path))
            .ExpectProblem(409, "not-a-member");
        await client.Post($"{path}/add-member", new { clientId = clients[1], role = "child" }, await Tag(client, path)).Expect(200);
        await client.Post($"{path}/members/{clients[1]}/change-role", new { role = "foster-child" }, await Tag(client, path)).Expect(200);
        var times = (await Read(client, path))["members"]!.AsArray().Where(m => m.Value<Guid>("clientId") == clients[1]).ToList();
        Assert.Equal(["foster-child", "child"], times.Select(m => m.Value<string>("role")));
    }

    [Fact]
    public async Task A_stale_tag_is_refused_and_changes_nothing()
    {
        var (town, _, worker) = await Town();
        var client = await api.As(worker);
        var path = $"{Households}/{await api.Given.Household(town, "H1")}";
        var stale = await Tag(client, path);
        await client.Put(path, new { reference = "H2" }, stale).Expect(200);
        await client.Put(path, new { reference = "H3" }, stale).ExpectProblem(412, "stale");
        await client.Post($"{path}/add-member", new { clientId = await api.Given.Client(town), role = "child" }, stale).ExpectProblem(412, "stale");
        Assert.Equal("H2", (await Read(client, path)).Value<string>("reference"));
    }

    [Fact]
    public async Task A_change_shows_the_household_where_that_is_preferred()
    {
        var (town, _, worker) = await Town();
        var client = await api.As(worker);
        var path = $"{Households}/{await api.Given.Household(town)}";
        var tag = await Tag(client, path);
        client.DefaultRequestHeaders.Add("Prefer", "return=representation");
        var shown = await client.Post($"{path}/add-member", new { clientId = await api.Given.Client(town), role = "applicant" }, tag).Expect(200);
        Assert.Equal("applicant", Assert.Single((await shown.Json())["members"]!.AsArray()).Value<string>("role"));
    }

    [Fact]
    public async Task Somebody_elses_household_and_members_are_not_there()
    {
        var (town, _, worker) = await Town();
        var (household, clients) = await api.Given.HouseholdOf(town, 1);
        var tag = await Tag(await api.As(worker), $"{Households}/{household}");
        var (own, _, stranger) = await Town();
        var client = await api.As(stranger);
        await client.GetAsync($"{Households}/{household}").ExpectProblem(404, "not-found");
        await client.Put($"{Households}/{household}", new { reference = "X" }, tag).ExpectProblem(404, "not-found");
        var mine = $"{Households}/{await api.Given.Household(own)}";
        await client.Post($"{mine}/add-member", new { clientId = clients[0], role = "child" }, await Tag(client, mine))
            .ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task Of_a_member_in_another_teams_care_only_role_and_days_are_shown()
    {
        var (town, team, worker) = await Town();
        var (household, clients) = await api.Given.HouseholdOf(town, 2);
        await api.Given.Case(town, clients[0], team);
        await api.Given.Case(town, clients[1], await api.Given.Team(town));
        var members = (await Read(await api.As(worker), $"{Households}/{household}"))["members"]!.AsArray()
            .ToDictionary(m => m.Value<Guid>("clientId"), m => m!);
        Assert.NotNull(members[clients[0]]["familyName"]);
        Assert.Null(members[clients[1]]["familyName"]);
        Assert.Equal("child", members[clients[1]].Value<string>("role"));
    }

    [Fact]
    public async Task The_list_shows_own_households_page_by_page_newest_first()
    {
        var (town, team, worker) = await Town();
        var client = await api.As(worker);
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, (await api.Given.HouseholdOf(town, 2)).Household);
        }
        var (hidden, others) = await api.Given.HouseholdOf(town, 1);
        await api.Given.Case(town, others[0], await api.Given.Team(town));
        var first = await Read(client, $"{Households}?limit=2&count=true");
        Assert.Equal(3, first.Value<int>("count"));
        var second = await Read(client, $"{Households}?limit=2&cursor={first["nextCursor"]}");
        Assert.Equal(ids, first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(h => h.Value<Guid>("id")));
        Assert.Equal(2, first["items"]![0]!["members"]!.AsArray().Count);
        Assert.Equal(2, first.Value<int>("items/0/present"));
        Assert.Null(second["nextCursor"]);
        Assert.NotEqual(hidden, ids[0]);
    }

    [Theory]
    [InlineData("H001")]
    [InlineData("h001")]
    [InlineData("H 001")]
    [InlineData("h 0 01")]
    public async Task A_reference_is_found_however_it_is_typed_and_shown_as_it_was_written(string typed)
    {
        var (town, team, worker) = await Town();
        var client = await api.As(worker);
        var (household, clients) = await api.Given.HouseholdOf(town, 1);
        await api.Given.Case(town, clients[0], team, householdId: household);
        await api.Given.HouseholdOf(town, 1);
        foreach (var written in (string[])["H001", "h 001"])
        {
            await api.Execute($"update app.household set reference = '{written}' where id = '{household}'");
            var found = await Read(client, $"{Households}?reference={Uri.EscapeDataString(typed)}&count=true");
            Assert.Equal((1, $"{household}", written), (found.Number("count"), found.Text("items/0/id"), found.Text("items/0/reference")));
            var person = (await (await client.Post("/api/v1/clients/search", new { q = typed }).Expect(200)).Json())["items"]!.AsArray()[0]!;
            Assert.Equal((clients[0], written, 100), (person.Value<Guid>("id"), person.Text("householdReference"), person.Number("score")));
        }
        Assert.Empty((await Read(client, $"{Households}?reference=H002"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Who_leaves_moves_or_joins_on_a_later_day_is_followed_on_that_day()
    {
        var (town, team, worker) = await Town();
        var client = await api.As(worker);
        var of = await api.Given.CasesOfHousehold(team, worker, 3);
        var joins = await api.Given.CaseOf(team, worker);
        var (from, to) = ($"{Households}/{of[0].HouseholdId}", await api.Given.Household(town));
        var day = api.Given.Today.AddDays(2);
        await client.Post($"{from}/members/{of[1].ClientId}/remove", new { reason = "Ausgezogen", until = day }, await Tag(client, from)).Expect(200);
        await client.Post($"{from}/members/{of[2].ClientId}/move", new { toHouseholdId = to, role = "other", on = day }, await Tag(client, from)).Expect(200);
        var target = $"{Households}/{to}";
        await client.Post($"{target}/add-member", new { clientId = joins.ClientId, role = "other", from = day }, await Tag(client, target)).Expect(200);

        var home = $"{of[0].HouseholdId}";
        Assert.Equal([home, home, home, "none"], await Homes([.. of, joins]));
        Assert.Equal(0, await api.SendAsSystem(town, new FollowHouseholds()));
        // Until then they are counselled together.
        await client.Post("/api/v1/contacts", new
        {
            at = api.Given.Now, kind = "home-visit", outcome = "counselled", persons = of.Select(one => new { clientId = one.ClientId }),
        }).Expect(201);

        api.Clock.Offset += TimeSpan.FromDays(2);
        Assert.Equal(3, await api.SendAsSystem(town, new FollowHouseholds()));
        Assert.Equal([home, "none", $"{to}", $"{to}"], await Homes([.. of, joins]));
        Assert.Equal(0, await api.SendAsSystem(town, new FollowHouseholds()));
    }

    [Fact]
    public async Task Who_is_to_join_a_household_goes_along_with_it_and_joins_it_at_the_receiver()
    {
        var given = await api.Given.HouseholdToHandOver(1);
        var (joins, stays) = await Pair(given);
        var handover = new GivenHandover(api, given.Sender, given.Receiver, given.ReceivingTeam, [given.Cases[0], joins]);
        var day = await Plan(given.Sender, joins, handover.Household);
        await handover.Accepted();

        api.Clock.Offset += TimeSpan.FromDays(day);
        Assert.Equal((0, 1), await Follow(handover));
        Assert.Equal([$"{handover.Household}", $"{handover.Household}", $"{stays.HouseholdId}"], await Homes([given.Cases[0], joins, stays]));
        Assert.Equal((0, 0), await Follow(handover));
        await AssertNobodyIsElsewhere();
    }

    [Fact]
    public async Task Who_was_to_join_a_household_that_stayed_with_the_former_office_is_followed_into_none()
    {
        var handover = await api.Given.HouseholdToHandOver();
        var (stays, moves, target) = (handover.Cases[0], handover.Cases[1], await api.Given.Household(handover.Sender.OrganisationId));
        var day = await Plan(handover.Sender, moves, target);
        await handover.Accepted();

        api.Clock.Offset += TimeSpan.FromDays(day);
        Assert.Equal((0, 1), await Follow(handover));
        Assert.Equal([$"{handover.Household}", "none"], await Homes([stays, moves]));
        Assert.Equal((0, 0), await Follow(handover));
        await AssertNobodyIsElsewhere();
    }

    [Fact]
    public async Task What_is_corrected_of_a_time_that_is_over_moves_nobody()
    {
        var (town, team, worker) = await Town();
        var client = await api.As(worker);
        var of = (await api.Given.CasesOfHousehold(team, worker, 2))[1];
        var (from, to) = ($"{Households}/{of.HouseholdId}", await api.Given.Household(town));
        var today = api.Given.Today;
        var member = $"{from}/members/{of.ClientId}";
        await client.Post($"{member}/move", new { toHouseholdId = to, role = "other", on = today.AddDays(-5) }, await Tag(client, from)).Expect(200);
        await client.Post($"{member}/remove", new { reason = "Früher ausgezogen", until = today.AddDays(-7) }, await Tag(client, from)).Expect(200);
        Assert.Equal([$"{to}"], await Homes([of]));
    }

    // Two of another household of the sender's, whose cases are the same team's.
    private async Task<(GivenCase Joins, GivenCase Stays)> Pair(GivenHandover of)
    {
        var pair = await api.Given.CasesOfHousehold(of.SendingTeam, of.Sender, 2);
        return (pair[1], pair[0]);
    }

    // Plans a move into another household; answers in how many days it is.
    private async Task<int> Plan(Person worker, GivenCase of, Guid target)
    {
        var (client, from, on) = (await api.As(worker), $"{Households}/{of.HouseholdId}", api.Given.Today.AddDays(3));
        await client.Post($"{from}/members/{of.ClientId}/move", new { toHouseholdId = target, role = "other", on }, await Tag(client, from)).Expect(200);
        return 3;
    }

    // How many are followed at the sender, and at the receiver.
    private async Task<(int, int)> Follow(GivenHandover handover) => (
        await api.SendAsSystem(handover.Sender.OrganisationId, new FollowHouseholds()),
        await api.SendAsSystem(handover.Receiver.OrganisationId, new FollowHouseholds()));

    private async Task AssertNobodyIsElsewhere() => Assert.Equal(0L, await api.Sql<long>("""
        select count(*) from app."case" c join app.household h on h.id = c.household_id and h.organisation_id <> c.organisation_id
        """));

    private Task<string[]> Homes(IReadOnlyList<GivenCase> cases) => api.Sql<string[]>($"""
        select array_agg(coalesce(c.household_id::text, 'none') order by o.place) from app."case" c
        join unnest(array['{string.Join("', '", cases.Select(of => of.CaseId))}']::uuid[]) with ordinality o(id, place) on o.id = c.id
        """);

    private async Task<(Guid Town, Guid Team, Person Worker)> Town()
    {
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        return (town, team, await api.Given.Staff(town, Role.Caseworker, team));
    }

    private static async Task<string> Tag(HttpClient client, string path) => (await client.GetAsync(path).Expect(200)).Tag();
    private static async Task<JsonNode> Read(HttpClient client, string path) => await client.Read(path);
}
