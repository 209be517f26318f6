using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;

namespace CaseManagement.ApiTests.Facts;

/// <summary>Changes from one law of benefits to another, told by the histories, and their checklist, asked once.</summary>
public sealed class BenefitChangeTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly string[] Steps =
        ["benefit_change_application", "benefit_change_child_benefit", "benefit_change_health", "benefit_change_rent"];

    [Fact]
    public async Task A_change_is_recognised_at_once_and_a_household_is_asked_once_whoever_follows_whatever_is_done()
    {
        var family = await Household(2);
        var client = await api.As(family[0].Lead!);
        await Begin(client, family[0], "asylblg-3", -400);
        Assert.Empty(await Changes(client, family[0]));
        await Begin(client, family[0], "sgb2", -10);
        var change = Assert.Single(await Changes(client, family[0]))!;
        Assert.Equal(("asylblg-3", "sgb2", "benefit", Day(-10)),
            (change.Text("fromRegime"), change.Text("toRegime"), change.Text("toldBy"), change.Text("on")));
        Assert.NotNull(change.Text("askedAt"));
        Assert.Equal(Steps, await Open(family[0]));
        var reminders = (await client.Read($"/api/v1/reminders?caseId={family[0].CaseId}"))["items"]!.AsArray();
        Assert.Contains(reminders, reminder => reminder.Text("title") == "Change of benefits: choose a health insurance and register"
            && reminder.Text("dueOn") == Day(4) && reminder.Value<Guid>("assigneeId") == family[0].Lead!.StaffId);
        Assert.Contains((await client.Read($"/api/v1/cases/{family[0].CaseId}/timeline"))["items"]!.AsArray(),
            item => item.Text("kind") == "benefit_changed" && item.Text("code") == "sgb2");

        // One is done; the others of the household ask nothing anew.
        var done = reminders.First(reminder => reminder.Text("kind") == "benefit_change_health").Value<Guid>("id");
        await client.Post($"/api/v1/reminders/{done}/done", new { }, (await client.GetAsync($"/api/v1/reminders/{done}").Expect(200)).Tag()).Expect(200);
        await Begin(client, family[1], "asylblg-2", -300);
        await Begin(client, family[1], "sgb2", -10);
        Assert.Null(Assert.Single(await Changes(client, family[1]))!.Text("askedAt"));
        Assert.Equal(3, (await Open(family[0])).Length);
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task What_never_was_so_is_taken_back_with_what_it_asked_and_a_corrected_day_moves_the_same_change()
    {
        var of = (await Household(1))[0];
        var client = await api.As(of.Lead!);
        await Begin(client, of, "asylblg-3", -400);
        await Begin(client, of, "sgb2", -10);
        Assert.Single(await Changes(client, of));
        var path = $"/api/v1/clients/{of.ClientId}";
        var benefit = (await client.Read(path))["benefits"]!.AsArray().First(row => row.Text("regime") == "sgb2").Text("id");
        await client.Put($"{path}/benefits/{benefit}", new { regime = "sgb12-4", from = Day(-5), reason = "Bescheid" },
            (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
        Assert.Equal(("sgb12-4", Day(-5)), (Assert.Single(await Changes(client, of))!.Text("toRegime"), (await Changes(client, of))[0]!.Text("on")));
        await client.Put($"{path}/benefits/{benefit}", new { regime = "sgb2", from = Day(-3), reason = "Bescheid" },
            (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
        Assert.Equal(4, (await Open(of)).Length);
        var moved = Assert.Single(await Changes(client, of))!;
        Assert.Equal(Day(-3), moved.Text("on"));

        await client.Post($"{path}/benefits/{benefit}/remove", new { reason = "Verwechslung" }, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
        Assert.Empty(await Changes(client, of));
        Assert.Empty(await Open(of));

        // So with an earlier change on file, which asked nothing.
        await Begin(client, of, "sgb2", -300);
        await Begin(client, of, "asylblg-2", -200);
        await Begin(client, of, "sgb2", -10);
        Assert.Equal(Steps, await Open(of));
        var latest = (await client.Read(path))["benefits"]!.AsArray().First(row => row.Text("from") == Day(-10)).Text("id");
        await client.Post($"{path}/benefits/{latest}/remove", new { reason = "Verwechslung" }, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
        Assert.Equal(2, (await Changes(client, of)).Count);
        Assert.Empty(await Open(of));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task A_title_tells_it_ahead_and_the_benefit_confirms_the_same_change_without_asking_again()
    {
        var of = (await Household(1))[0];
        var client = await api.As(of.Lead!);
        await Begin(client, of, "asylblg-3", -400);
        var path = $"/api/v1/clients/{of.ClientId}";
        await client.Post($"{path}/residence-statuses", new { status = "25-2-1", from = Day(-20) }, (await client.GetAsync(path).Expect(200)).Tag())
            .Expect(200);
        var expected = Assert.Single(await Changes(client, of))!;
        var given = api.Given.Today.AddDays(-20);
        Assert.Equal(("recognition", "sgb2", $"{new DateOnly(given.Year, given.Month, 1).AddMonths(1):yyyy-MM-dd}"),
            (expected.Text("toldBy"), expected.Text("toRegime"), expected.Text("on")));
        Assert.Equal(Steps, await Open(of));
        await api.Execute($"update app.reminder set status = 'done', closed_at = created_at where subject_id = '{of.HouseholdId}'");

        await Begin(client, of, "applied", -15);
        await Begin(client, of, "sgb2", -4);
        var confirmed = Assert.Single(await Changes(client, of))!;
        Assert.Equal((expected.Text("id"), "benefit", Day(-4), expected.Text("askedAt")),
            (confirmed.Text("id"), confirmed.Text("toldBy"), confirmed.Text("on"), confirmed.Text("askedAt")));
        Assert.Empty(await Open(of));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task What_is_long_past_asks_nothing_and_a_stranger_finds_nothing()
    {
        var of = (await Household(1))[0];
        var client = await api.As(of.Lead!);
        await Begin(client, of, "asylblg-3", -900);
        await Begin(client, of, "sgb2", -91);
        Assert.Null(Assert.Single(await Changes(client, of))!.Text("askedAt"));
        Assert.Empty(await Open(of));
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        await stranger.GetAsync($"/api/v1/clients/{of.ClientId}/benefit-changes").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task What_was_recognised_while_no_case_was_open_is_asked_once_when_one_opens()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var client = await api.As(lead);
        var family = new List<GivenCase>();
        for (var i = 0; i < 2; i++)
        {
            var id = await (await client.Post("/api/v1/clients", new
            {
                familyName = "Nasser", givenName = $"Vorname{i}", sex = "female", nationalities = new[] { "SYR" }, birthDate = $"198{i}-03-01",
                birthDatePrecision = "day",
                benefits = new[] { new { regime = "asylblg-3", from = Day(-400) }, new { regime = "sgb2", from = Day(-60) } },
            }).Expect(201)).Id();
            family.Add(new GivenCase(Guid.Empty, id, organisation, team, null, lead));
        }
        var household = await (await client.Post("/api/v1/households", new
        {
            members = family.Select((of, i) => new { clientId = of.ClientId, role = i == 0 ? "applicant" : "spouse", from = Day(-300) }),
        }).Expect(201)).Id();
        family = family.ConvertAll(of => of with { HouseholdId = household });
        foreach (var of in family)
        {
            Assert.Null(Assert.Single(await Changes(client, of))!.Text("askedAt"));
        }
        Assert.Empty(await Open(family[0]));

        // With effect from a day long before the change.
        var opened = await Case(family[0], Day(-200));
        Assert.Equal(Steps, await Open(family[0]));
        Assert.NotNull((await Changes(client, family[0]))[0]!.Text("askedAt"));
        Assert.All((await client.Read($"/api/v1/reminders?caseId={opened}"))["items"]!.AsArray(), reminder => Assert.True(
            string.CompareOrdinal(reminder.Text("dueOn"), Day(0)) >= 0));

        // Neither the other one's case nor the same case once more asks it again.
        await Case(family[1], null);
        Assert.Null((await Changes(client, family[1]))[0]!.Text("askedAt"));
        await Move("close", "goals-reached");
        Assert.Empty(await Open(family[0]));
        await Move("reopen", "returned");
        Assert.Empty(await Open(family[0]));
        await KeptLedger.AgreesWithTheFacts(api);

        async Task<Guid> Case(GivenCase of, string? openedOn) =>
            await (await client.Post("/api/v1/cases", new { clientId = of.ClientId, teamId = of.TeamId, leadStaffId = lead.StaffId, openedOn })
                .Expect(201)).Id();

        async Task Move(string action, string reasonCode) => await client.Post($"/api/v1/cases/{opened}/{action}", new { reasonCode },
            (await client.GetAsync($"/api/v1/cases/{opened}").Expect(200)).Tag()).Expect(200);
    }

    [Fact]
    public async Task A_case_that_opens_in_any_other_way_asks_too_and_not_for_what_is_long_past()
    {
        foreach (var (days, asked) in ((int, bool)[])[(-90, true), (-91, false)])
        {
            var of = (await Household(1))[0];
            var client = await api.As(of.Lead!);
            await client.Post($"/api/v1/cases/{of.CaseId}/close", new { reasonCode = "goals-reached" },
                (await client.GetAsync($"/api/v1/cases/{of.CaseId}").Expect(200)).Tag()).Expect(200);
            await Begin(client, of, "asylblg-3", -400);
            await Begin(client, of, "sgb2", days);
            // As lists and handovers do.
            await api.InOrganisation(of.OrganisationId, db =>
            {
                db.Add(CaseManagement.Api.Cases.Case.Open(of.OrganisationId, of.ClientId, null, of.TeamId, null, null, null, api.Given.Now));
                return db.SaveChangesAsync();
            });
            Assert.Equal(asked ? Steps : [], await Open(of));
        }
    }

    // The rule of DESIGN §9, written once more: the last known regime before, neither applied nor unknown, has another law.
    [Fact]
    public async Task Random_histories_tell_what_the_rule_says()
    {
        string[] regimes = ["asylblg-3", "asylblg-2", "sgb2", "sgb12-3", "none", "applied", "unknown", "sgb8"];
        var laws = new Dictionary<string, string>
        { ["asylblg-3"] = "AsylbLG", ["asylblg-2"] = "AsylbLG", ["sgb2"] = "SGB II", ["sgb12-3"] = "SGB XII" };
        var organisation = await api.Given.Organisation();
        var client = await api.As(await api.Given.Staff(organisation, Role.Caseworker, await api.Given.Team(organisation)));
        var random = new Random(20260101);
        for (var i = 0; i < 40; i++)
        {
            var (day, history) = (new DateOnly(2020, 1, 1), new List<(string Regime, DateOnly From, DateOnly? Until)>());
            for (var n = random.Next(1, 8); n > 0; n--)
            {
                var from = day.AddDays(random.Next(0, 2) * random.Next(1, 400));
                var until = from.AddDays(random.Next(1, 500));
                history.Add((regimes[random.Next(regimes.Length)], from, n == 1 && random.Next(2) == 0 ? null : until));
                day = until;
            }
            var known = history.Where(row => row.Regime is not ("applied" or "unknown")).ToList();
            var changes = known.Zip(known.Skip(1)).Where(pair => laws.TryGetValue(pair.First.Regime, out var before)
                && laws.TryGetValue(pair.Second.Regime, out var after) && before != after)
                .Select(pair => $"{pair.Second.From:yyyy-MM-dd} {pair.First.Regime} {pair.Second.Regime}").Reverse().ToList();
            var id = await (await client.Post("/api/v1/clients", new
            {
                familyName = $"Familie{i}", givenName = "Vorname", sex = "female", nationalities = new[] { "SYR" },
                birthDate = $"19{60 + i % 40}-03-{1 + i % 28:00}", birthDatePrecision = "day",
                benefits = history.Select(row => new
                {
                    regime = row.Regime, from = $"{row.From:yyyy-MM-dd}", until = row.Until is { } end ? $"{end:yyyy-MM-dd}" : null
                }),
            }).Expect(201)).Id();
            var told = (await client.Read($"/api/v1/clients/{id}/benefit-changes"))["items"]!.AsArray()
                .Select(row => $"{row.Text("on")} {row.Text("fromRegime")} {row.Text("toRegime")}");
            Assert.Equal(changes, told);
        }
    }

    private string Day(int days) => $"{api.Given.Today.AddDays(days):yyyy-MM-dd}";

    private async Task<IReadOnlyList<GivenCase>> Household(int members)
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        return await api.Given.CasesOfHousehold(team, await api.Given.Staff(organisation, Role.Caseworker, team), members);
    }

    private async Task Begin(HttpClient client, GivenCase of, string regime, int days)
    {
        var path = $"/api/v1/clients/{of.ClientId}";
        await client.Post($"{path}/benefits", new { regime, from = Day(days) }, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
    }

    private static async Task<System.Text.Json.Nodes.JsonArray> Changes(HttpClient client, GivenCase of) =>
        (await client.Read($"/api/v1/clients/{of.ClientId}/benefit-changes"))["items"]!.AsArray();

    private Task<string[]> Open(GivenCase of) => api.Sql<string[]>($"""
        select coalesce(array_agg(kind order by kind), '{"{}"}') from app.reminder
        where subject_id = '{of.HouseholdId}' and status = 'open' and kind like 'benefit_change_%'
        """);
}
