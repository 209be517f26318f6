using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Statistics;

/// <summary>Figures come out to the digit, however they are asked for, whatever has happened since.</summary>
[TakesLong]
public sealed class FiguresTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Root = "/api/v1/statistics";

    [Theory]
    [InlineData(11)]
    [InlineData(42)]
    public async Task A_town_whose_figures_are_known_comes_out_to_the_digit_before_and_after_a_handover_and_erasures(int seed)
    {
        var town = new Town(api, seed);
        await town.Build(9);
        var start = api.Given.Today;
        var both = await api.Given.Staff(town.Organisation, Role.Supervisor, town.Teams[0]);
        await api.InOrganisation(town.Organisation, async db =>
        {
            db.Add(new CaseManagement.Api.Organisations.TeamMember(town.Teams[1], both.StaffId, start.AddDays(-1), api.Given.Now));
            return await db.SaveChangesAsync();
        });
        var households = town.Residents.GroupBy(one => one.Of.HouseholdId).Select(group => group.ToList()).ToList();

        // Closed on one day, moved, moved twice on another; reopened on a third; closed and reopened on the same.
        api.Clock.Offset += TimeSpan.FromDays(5);
        await town.Close(town.Residents[0]);
        await town.Close(households[1][0]);
        await town.Reassign(households[2][0], 1, both);
        await town.Reassign(households[3][0], 0, both);
        await town.Reassign(households[3][0], 1, both);
        await town.Reassign(households[3][0], 0, both);
        var leaver = town.Residents.First(one => one.IsPresentOn(api.Given.Today) && one.Presences[^1].Until is null);
        await Leave(leaver);
        api.Clock.Offset += TimeSpan.FromDays(5);
        await town.Reopen(households[1][0]);
        await town.Close(households[4][0]);
        await town.Reopen(households[4][0]);
        api.Clock.Offset += TimeSpan.FromDays(1);

        var days = new[] { -700, -365, -100, -1, 0, 4, 5, 6, 9, 10, 11 }.Select(start.AddDays).ToArray();
        (DateOnly, DateOnly)[] periods = [(start.AddDays(-1500), start.AddDays(11)), (start.AddDays(-400), start.AddDays(-200)),
            (start.AddDays(-200), start.AddDays(5)), (start.AddDays(5), start.AddDays(6))];
        await Agree(town, days, periods);

        // What was so stays so: nothing of it changes for the sender, and nothing by erasures.
        var told = await Told(town, days, periods);
        api.Clock.Offset += TimeSpan.FromDays(4);
        var other = await api.Given.Organisation();
        var receiving = await api.Given.Team(other);
        var receiver = await api.Given.Staff(other, Role.Caseworker, receiving);
        var moving = households[5];
        await new GivenHandover(api, moving[0].Of.Lead!, receiver, receiving, [.. moving.Select(one => one.Of)]).Accepted();
        moving.ForEach(one => one.Gone = api.Given.Today);
        var erased = new[] { town.Residents[0], households[7][0] };
        await town.Close(erased[1]);
        foreach (var one in erased)
        {
            await (await api.Given.Erasure(one.Of, closed: false)).CarriedOut();
            one.Erased = api.Given.Today;
        }
        api.Clock.Offset += TimeSpan.FromDays(1);
        Assert.Equal(told, await Told(town, days, periods));
        await Agree(town, [start.AddDays(14), start.AddDays(15), start.AddDays(16)],
            [(start.AddDays(-1500), start.AddDays(16)), (start.AddDays(11), start.AddDays(16))]);

        // The receiver counts from that day on, and nothing that happened before.
        var planner = await api.As(await api.Given.Staff(other, Role.Supervisor));
        Assert.Equal((0, moving.Count), (await N(planner, $"open_cases?on={start.AddDays(14):O}"), await N(planner, $"open_cases?on={start.AddDays(15):O}")));
        Assert.Equal(0, await N(planner, $"present?on={start.AddDays(14):O}"));
        Assert.Equal(moving.Count(one => one.Presences.Any(p => p.Until is null)), await N(planner, $"present?on={start.AddDays(15):O}"));
        foreach (var figure in new[] { "allocated", "arrived", "departed", "found_work", "asylblg_to_sgb2", "participations_begun", "language_levels_gained" })
        {
            Assert.Equal(0, await N(planner, $"{figure}?from={start.AddDays(-1500):O}&until={start.AddDays(16):O}"));
        }

        // Each counted unit is one row, and who cannot be opened says why: here when the time is over for which a sender reads on.
        api.Clock.Offset += TimeSpan.FromDays(15);
        var client = await api.As(town.Supervisor);
        var on = start.AddDays(4);
        var units = await Units(client, $"open_cases/units?on={on:O}&by=team", 3);
        Assert.Equal(town.Residents.Count(one => one.TeamOn(on) is not null || one.Gone is not null), units.Count);
        Assert.Equal(2, units.Count(unit => unit.Text("availability") == "erased"));
        Assert.Equal(moving.Count, units.Count(unit => unit.Text("availability") == "handed_over"));
        Assert.Equal(town.Residents.Count(one => one.Of.TeamId == town.Teams[0] && one.Gone is null && !erased.Contains(one)),
            units.Count(unit => unit.Text("availability") == "open"));
        Assert.All(units, unit => Assert.Equal(unit.Text("availability") == "open", unit["clientId"] is not null));
        Assert.All(units.Where(unit => unit.Text("availability") != "open"), unit => Assert.Single(unit.AsObject()));
    }

    // Every figure against the town's own count, by what the town knows.
    private async Task Agree(Town town, DateOnly[] days, (DateOnly From, DateOnly Until)[] periods)
    {
        var client = await api.As(town.Supervisor);
        var all = town.Residents;
        foreach (var day in days)
        {
            var open = all.Where(one => one.TeamOn(day) is not null).ToList();
            await Same($"open_cases?on={day:O}", open.Count);
            await Same($"open_cases?on={day:O}&by=team,sex", open.Select(one => $"{one.TeamOn(day)} {one.Sex}"));
            await Same($"open_cases?on={day:O}&by=age_band", open.Select(one => one.BandOn(day)));
            await Same($"open_cases?on={day:O}&by=nationality,residence_status", open.Select(one => $"{one.Nationality} {one.StatusOn(day)}"));
            await Same($"open_cases?on={day:O}&by=nationality_group", open.Select(_ => "third_country"));
            await Same($"open_cases?on={day:O}&by=benefit", open.Select(one => one.BenefitOn(day)));
            await Same($"open_cases?on={day:O}&by=counselled", open.Select(one => town.Together > day
                || open.Count(other => other.Of.HouseholdId == one.Of.HouseholdId) == 1 ? "alone" : one.IsApplicant ? "applicant" : "relative"));
            await Same($"open_cases?on={day:O}&team={town.Teams[1]}&sex=male", open.Count(one => one.TeamOn(day) == town.Teams[1] && one.Sex == "male"));
            var present = all.Where(one => one.IsPresentOn(day)).ToList();
            await Same($"present?on={day:O}&by=age_band,sex", present.Select(one => $"{one.BandOn(day)} {one.Sex}"));
            await Same($"places?on={day:O}&by=participation_kind,age_band", present.SelectMany(one => one.Parts
                .Where(part => part.Begun <= day && !(part.Ended <= day)).Select(part => $"{part.Kind} {one.BandOn(day)}")));
        }
        foreach (var (from, until) in periods)
        {
            var time = $"from={from:O}&until={until:O}";
            // What happens on the day of a handover or later is no longer the town's.
            bool In(Resident one, DateOnly? day) => day >= from && day < until && !(one.Gone <= day);
            await Same($"allocated?{time}", all.Count(one => In(one, one.Allocated)));
            await Same($"arrived?{time}", all.Count(one => one.Presences.Any(presence => In(one, presence.From))));
            await Same($"departed?{time}&by=leave_reason", all
                .Select(one => one.Presences.LastOrDefault(presence => In(one, presence.Until)).Reason).OfType<string>());
            await Same($"handed_over?{time}&by=handed_to", all.Where(one => one.Gone >= from && one.Gone < until).Select(_ => "organisation"));
            await Same($"asylblg_to_sgb2?{time}&by=sex", all.Where(one => In(one, one.ChangedTo2(from, until))).Select(one => one.Sex));
            await Same($"found_work?{time}", all.Count(one => one.Jobs.Any(job => In(one, job.From))));
            await Same($"found_first_labour_market?{time}", all.Count(one => one.Jobs.Any(job => Town.FirstMarket.Contains(job.Kind) && In(one, job.From))));
            await Same($"participations_begun?{time}&by=participation_kind",
                all.SelectMany(one => one.Parts.Where(part => In(one, part.Begun)).Select(part => part.Kind)));
            await Same($"participations_completed?{time}&participationGroup=course",
                all.Sum(one => one.Parts.Count(part => part is { Kind: "integration-course", How: "complete" } && In(one, part.Ended))));
            await Same($"participations_broken_off?{time}&by=participation_kind,participation_reason",
                all.SelectMany(one => one.Parts.Where(part => part.How == "break-off" && In(one, part.Ended)).Select(part => $"{part.Kind} moved")));
            await Same($"language_levels_gained?{time}&by=skill", all.SelectMany(one => one.Levels.GroupBy(level => level.Skill)
                .Where(skill => skill.Any(level => In(one, level.On) && skill.Any(before => before.On < level.On)
                    && skill.Where(before => before.On < level.On).Max(before => before.Level) < level.Level)).Select(skill => skill.Key)));
        }

        async Task Same(string question, object expected)
        {
            var answer = await client.Read($"{Root}/figures/{question}");
            if (expected is int n)
            {
                Assert.True(n == answer.Number("n"), $"{question}: {n} in the town, {answer.Number("n")} told");
                return;
            }
            var cells = (IEnumerable<string>)expected;
            Assert.Equal((question, Text(cells.GroupBy(cell => cell).Select(group => (group.Key, group.Count())))), (question, Text(Cells(answer))));
            Assert.Equal(cells.Count(), answer.Number("n"));
        }
    }

    // This town has no flats, nobody talks in it and nothing is needed; those are counted in FlatFiguresTests and WorkFiguresTests.
    private static readonly string[] MayBeNone =
    [
        "handed_over", "flats_found", "lived_in_flats", "lived_in_town_flats", "living_in_flats", "shared_to_flat", "landlords_letting_directly",
        "households_renting", "contacts", "persons_reached", "case_work", "needs_found", "agreements_made", "goals_set", "goals_ended", "referrals_sent",
        "referrals_ended", "gaps", "submission_to_acceptance", "acceptance_to_first_offer", "referral_to_answer", "referral_to_outcome", "need_to_offer",
        "work_lost", "group_persons", "group_households", "goals_reviewed", "goals_measured", "contacts_by_purpose",
    ];

    // All figures on all days by each of their dimensions. The sum over any of them is the total.
    private async Task<string> Told(Town town, DateOnly[] days, (DateOnly From, DateOnly Until)[] periods)
    {
        var client = await api.As(town.Supervisor);
        var told = new StringBuilder();
        foreach (var figure in (await client.Read($"{Root}/definitions"))["items"]!.AsArray())
        {
            var times = figure.Text("time") == "key_date" ? days.Where((_, place) => place % 3 == 0).Select(day => $"on={day:O}")
                : periods.Select(period => $"from={period.From:O}&until={period.Until:O}");
            foreach (var time in times)
            {
                var question = $"{figure.Text("name")}?{time}";
                var n = await N(client, question);
                var mayBeNone = MayBeNone.Contains(figure.Text("name")) || !time.Contains($"until={periods[0].Until:O}", StringComparison.Ordinal);
                Assert.True(n > 0 || mayBeNone, question);
                foreach (var dimension in figure.Values<string>("dimensions/*/dimension"))
                {
                    var cells = Cells(await client.Read($"{Root}/figures/{question}&by={dimension}")).ToList();
                    Assert.Equal((question, dimension, n), (question, dimension, cells.Sum(cell => cell.N)));
                    told.Append(CultureInfo.InvariantCulture, $"{question} {dimension}: {Text(cells)}\n");
                }
            }
        }
        return told.ToString();
    }

    private static IEnumerable<(string Values, int N)> Cells(JsonNode answer) => answer["cells"]!.AsArray()
        .Select(cell => (string.Join(' ', cell.Values<string>("values/*/value")), cell.Number("n")!.Value));

    private static string Text(IEnumerable<(string Values, int N)> cells) =>
        string.Join(", ", cells.Where(cell => cell.N > 0).OrderBy(cell => cell.Values, StringComparer.Ordinal).Select(cell => $"{cell.Values} {cell.N}"));

    private static async Task<int> N(HttpClient client, string question) => (await client.Read($"{Root}/figures/{question}")).Number("n")!.Value;

    private static async Task<List<JsonNode>> Units(HttpClient client, string question, int limit)
    {
        var units = new List<JsonNode>();
        for (string? cursor = null; ;)
        {
            var page = await client.Read($"{Root}/figures/{question}&count=true&limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
            units.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = page.Text("nextCursor");
            if (cursor is null)
            {
                Assert.Equal(page.Number("count"), units.Count);
                return units;
            }
        }
    }

    private async Task Leave(Resident resident)
    {
        var client = await api.As(resident.Of.Lead!);
        var list = await client.Read($"/api/v1/clients/{resident.Of.ClientId}/presences");
        var path = $"/api/v1/presences/{list["items"]!.AsArray().Single(one => one.Text("status") == "present").Text("id")}";
        await client.Post($"{path}/leave", new { until = $"{api.Given.Today:O}", leaveReason = "voluntary-return" }, await Town.Tag(client, path)).Expect(200);
        resident.Presences[^1] = resident.Presences[^1] with { Until = api.Given.Today, Reason = "voluntary-return" };
    }
}
