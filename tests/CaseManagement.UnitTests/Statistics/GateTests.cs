using CaseManagement.Api.Statistics;
using static CaseManagement.UnitTests.Statistics.Population;

namespace CaseManagement.UnitTests.Statistics;

/// <summary>Holes that tables are known to have, each closed or refused.</summary>
public sealed class GateTests
{
    // Two counties' regions.
    private static readonly Population Regions = new Population((2, ["1", "A"]), (2, ["1", "B"]), (8, ["1", "I"]), (8, ["1", "J"]), (3, ["2", "K"]),
        (3, ["2", "L"]), (3, ["2", "M"]), (7, ["2", "N"])).By("county", "region");

    [Fact]
    public void Two_groupings_each_safe_alone_give_K_away_together()
    {
        var regions = Hide(Regions.Table("region"), "A", "B", "K", "L", "M", "*");
        // By region with {A, B, K, L, M} hidden nothing is found out, nor by counties alone.
        Assert.Empty(Gate.Check([regions], [Audience(5)]));
        Assert.Empty(Gate.Check([Regions.Table("county")], [Audience(5)]));
        // {L, M} = 6 and the counties' totals: K = 16 – 7 – 6 = 3.
        var grouped = Hide(Regions.Table("region=L|M"), "*", "other");
        var faults = Gate.Check([grouped], [Audience(5, regions, Regions.Table("county"), Hide(Regions.Table("region,county"), "A,1", "B,1", "K,2", "L,2",
            "M,2", "A,*", "B,*", "K,*", "L,*", "M,*"))]);
        Assert.Contains(faults, fault => fault.Target.Contains("region=K", StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.Equal("public", fault.Attacker));
    }

    [Fact]
    public void With_the_sum_of_two_and_the_rest_K_is_three_exactly()
    {
        var crossed = Hide(Regions.Table("county,region"), "1,A", "1,B", "2,K", "2,L", "2,M", "*,A", "*,B", "*,K", "*,L", "*,M");
        var grouped = Regions.Table("region=L|M", "county=2");
        var attacker = Audience(5, crossed);
        using var attack = new Attack(Gate.SystemOf([grouped], attacker), 5);
        var k = attack.Run(exact: true).Single(finding => finding.Target.Name.EndsWith("county=2, region=K", StringComparison.Ordinal));
        Assert.Equal((3, 3, false), (k.Lower, k.Upper, k.IsOpen));
        // Protected against what was received before, the publication hides its own numbers instead.
        var verdict = Gate.Protect([grouped], [attacker]);
        Assert.DoesNotContain(verdict.Faults, fault => fault.Target.Contains("region=K", StringComparison.Ordinal));
        Assert.Contains("L|M", Hidden(verdict.Tables[0]));
    }

    [Fact]
    public void Three_singletons_and_their_sum_are_known()
    {
        var three = new Population((1, ["A"]), (1, ["B"]), (1, ["C"]), (20, ["D"])).By("region");
        var hidden = Hide(three.Table("region"), "A", "B", "C");
        // 23 – 20 = 3 among three that are not empty.
        using var attack = new Attack(Gate.SystemOf([hidden], Audience(3)), 3);
        Assert.All(attack.Run(exact: true).Where(finding => finding.Target.Kind == TargetKind.Hidden),
            finding => Assert.Equal((1, 1, false), (finding.Lower, finding.Upper, finding.IsOpen)));
        var verdict = Gate.Protect([three.Table("region")], [Audience(3)]);
        Assert.Empty(verdict.Faults);
        Assert.Superset(new HashSet<string> { "A", "B", "C" }, Hidden(verdict.Tables[0]).ToHashSet());
        Assert.True(Hidden(verdict.Tables[0]).Count() > 3);
    }

    [Fact]
    public void Zero_is_x_and_x_and_zero()
    {
        var nobody = new Population((0, ["m", "A"]), (0, ["m", "B"]), (0, ["m", "C"]), (9, ["f", "A"]), (9, ["f", "B"]), (9, ["f", "C"])).By("sex", "region");
        var table = Hide(nobody.Table("sex,region", zerosSensitive: true), "m,A", "m,B", "m,C", "*,A", "*,B", "*,C");
        // The total of the row was told, and so are its cells.
        Assert.Equal(3, Gate.Check([table], [Audience(5)]).Count(fault => fault.Target.Contains("sex=m", StringComparison.Ordinal)));
        var verdict = Gate.Protect([nobody.Table("sex,region", zerosSensitive: true)], [Audience(5)]);
        Assert.Empty(verdict.Faults);
        Assert.Superset(new HashSet<string> { "m,A", "m,B", "m,C", "m,*" }, Hidden(verdict.Tables[0]).ToHashSet());
        // Where zeros may be told they are, and nothing of that table is hidden.
        Assert.Empty(Hidden(Gate.Protect([nobody.Table("sex,region")], [Audience(5)]).Tables[0]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Fifteen_is_ten_and_three_and_x_and_x(int threshold)
    {
        var fifteen = new Population((10, ["A"]), (3, ["B"]), (1, ["C"]), (1, ["D"])).By("region");
        Assert.NotEmpty(Gate.Check([Hide(fifteen.Table("region"), "C", "D")], [Audience(threshold)]));
        var verdict = Gate.Protect([fifteen.Table("region")], [Audience(threshold)]);
        Assert.Empty(verdict.Faults);
        Assert.Empty(Gate.Check(verdict.Tables, [Audience(threshold)]));
        Assert.True(Hidden(verdict.Tables[0]).Count() > 2);
    }

    [Fact]
    public void Margins_over_shown_cells_only_are_told_apart_from_true_totals()
    {
        // Columns A, B of a table whose other columns are not shown: its totals are true, and what is not shown is their difference.
        var units = new Population((10, ["A"]), (12, ["B"]), (2, ["C"])).By("region");
        var shown = units.Table("region=A;B", rest: false);
        Assert.Equal(24, shown.Cells.Single(cell => Place(shown, cell) == "*").N);
        Assert.Single(Gate.Check([shown], [Audience(5)]));
        Assert.Empty(Gate.Check([Hide(shown, "*")], [Audience(5)]));
        // A margin over the shown cells, later, and the true total: two are left.
        var total = units.Table("");
        Assert.NotEmpty(Gate.Check([total], [Audience(5, Hide(shown, "*"))]));
    }

    [Fact]
    public void A_filter_and_the_whole_tell_the_rest()
    {
        var units = new Population((18, ["m", "A"]), (2, ["f", "A"]), (9, ["m", "B"]), (9, ["f", "B"])).By("sex", "team");
        Assert.Empty(Gate.Check([units.Table("team")], [Audience(5)]));
        Assert.Empty(Gate.Check([units.Table("team", "sex=m")], [Audience(5)]));
        Assert.NotEmpty(Gate.Check([units.Table("team", "sex=m")], [Audience(5, units.Table("team"))]));
        var verdict = Gate.Protect([units.Table("team", "sex=m")], [Audience(5, units.Table("team"))]);
        Assert.Empty(verdict.Faults);
        Assert.Contains("A", Hidden(verdict.Tables[0]));
        // The other way round it is the later one that gives way again.
        Assert.Contains("A", Hidden(Gate.Protect([units.Table("team")], [Audience(5, verdict.Tables[0] with
        {
            Cells = [.. verdict.Tables[0].Cells.Select(cell => cell with { Hidden = false })],
        })]).Tables[0]));
    }

    [Fact]
    public void Three_ways_two_at_a_time_tell_the_cell_that_none_shows()
    {
        // x, y, z of {0, 1}: all two-way tables are fives and more, and the cell 111 can be told to within one by them.
        var units = new Population((6, ["0", "0", "0"]), (5, ["0", "0", "1"]), (5, ["0", "1", "0"]), (1, ["0", "1", "1"]), (5, ["1", "0", "0"]),
            (1, ["1", "0", "1"]), (1, ["1", "1", "0"]), (6, ["1", "1", "1"])).By("x", "y", "z");
        ReceivedTable[] pairs = [units.Table("x,y"), units.Table("y,z"), units.Table("x,z")];
        var all = Gate.Check(pairs, [Audience(5)]);
        Assert.Equal(Brute.IsOpen(pairs, 5, ["x", "y", "z"], ["0", "1"]), all.Count == 0);
        Assert.Empty(Gate.Check(Gate.Protect(pairs, [Audience(5)]).Tables, [Audience(5)]));
    }

    [Fact]
    public void A_longer_period_tells_the_days_that_it_has_more()
    {
        var (first, second) = (new DateOnly(2026, 1, 1), new DateOnly(2026, 4, 1));
        var quarter = new Population((20, ["A"]), (11, ["B"])).By("team").Table("team", from: first, until: second);
        ReceivedTable Later(int a) =>
            new Population((20 + a, ["A"]), (18, ["B"])).By("team").Table("team", from: first, until: second.AddDays(1), edition: "later");
        Assert.NotEmpty(Gate.Check([Later(1)], [Audience(5, quarter)]));
        Assert.Empty(Gate.Check([Later(0)], [Audience(5, quarter)]));
        Assert.Empty(Gate.Check([Later(6)], [Audience(5, quarter)]));
        // January to March, and each month but the last: March is the rest.
        var months = new[] { 9, 10 }.Select((n, i) => new Population((n, ["A"]), (5, ["B"])).By("team")
            .Table("team", from: first.AddMonths(i), until: first.AddMonths(i + 1), edition: $"month {i}")).ToArray();
        Assert.NotEmpty(Gate.Check([quarter], [Audience(5, months)]));
        Assert.Empty(Gate.Check([quarter], [Audience(5, months[0])]));
    }

    [Fact]
    public void A_correction_of_one_is_not_told_by_a_second_edition()
    {
        var first = new Population((20, ["A"]), (11, ["B"])).By("team").Table("team");
        ReceivedTable Second(int a) => new Population((a, ["A"]), (11, ["B"])).By("team").Table("team", edition: "second");
        Assert.NotEmpty(Gate.Check([Second(21)], [Audience(5, first)]));
        Assert.NotEmpty(Gate.Check([Second(19)], [Audience(5, first)]));
        Assert.Empty(Gate.Check([Second(20)], [Audience(5, first)]));
        Assert.Empty(Gate.Check([Second(26)], [Audience(5, first)]));
        // The next day's as well, and a month later's not: people come and go.
        ReceivedTable On(DateOnly day) => new Population((21, ["A"]), (11, ["B"])).By("team").Table("team", edition: "second", from: day);
        Assert.NotEmpty(Gate.Check([On(Day.AddDays(1))], [Audience(5, first)]));
        Assert.Empty(Gate.Check([On(Day.AddDays(30))], [Audience(5, first)]));
        // What cannot be told is hidden instead.
        var verdict = Gate.Protect([Second(21)], [Audience(5, first)]);
        Assert.Empty(verdict.Faults);
        Assert.Contains("A", Hidden(verdict.Tables[0]));
    }

    [Fact]
    public void One_figure_within_another_tells_who_is_in_the_other_alone()
    {
        var (from, until) = (new DateOnly(2025, 1, 1), new DateOnly(2026, 1, 1));
        var work = new Population((10, ["m"]), (8, ["f"])).By("sex").Table("sex", from: from, until: until, figure: "found_work/1");
        ReceivedTable First(int men) => new Population((men, ["m"]), (8, ["f"])).By("sex")
            .Table("sex", from: from, until: until, figure: "found_first_labour_market/1", edition: "later");
        Assert.NotEmpty(Gate.Check([First(9)], [Audience(5, work)]));
        Assert.Empty(Gate.Check([First(10)], [Audience(5, work)]));
        Assert.Empty(Gate.Check([First(5)], [Audience(5, work)]));
    }

    [Fact]
    public void What_an_audience_knows_by_itself_does_not_hide_the_others()
    {
        var table = new Population((10, ["A"]), (20, ["B"])).By("town").Table("town");
        Assert.Empty(Hidden(Gate.Protect([table], [Audience(5)]).Tables[0]));
        // Nine of the ten in A are the district's own: it would find one.
        var district = new Attacker("district", 5, [], (_, c) => Place(table, table.Cells[c]) switch { "B" => 0, _ => 9 });
        var verdict = Gate.Protect([table], [district]);
        Assert.Empty(verdict.Faults);
        Assert.Contains("A", Hidden(verdict.Tables[0]));
        Assert.True(Hidden(verdict.Tables[0]).Count() > 1);
    }

    [Fact]
    public void What_only_earlier_publications_give_away_is_a_fault_that_tells_no_number()
    {
        var units = new Population((18, ["m", "A"]), (2, ["f", "A"]), (9, ["m", "B"]), (9, ["f", "B"])).By("sex", "team");
        var fault = Assert.Single(Gate.Protect([units.Table("")], [Audience(5, units.Table("team"), units.Table("team", "sex=m"))]).Faults
            .Select(one => one.Target).Distinct());
        // "…" is a value that nothing told names: one of those that are not m.
        Assert.Matches("^persons/1 2026-03-31 sex=…[0-9] team=A$", fault);
    }

    [Fact]
    public void Many_dimensions_that_no_table_crosses_stay_small()
    {
        var random = new Random(7);
        string[] dimensions = ["a", "b", "c", "d", "e", "f"];
        var units = Enumerable.Range(0, 400).Select(_ => (1, dimensions.Select((_, i) => $"{random.Next(2 + (3 * i))}").ToArray())).ToArray();
        var tables = dimensions.Select(dimension => new Population(units).By(dimensions).Table(dimension))
            .Append(new Population(units).By(dimensions).Table("a,b")).ToArray();
        var verdict = Gate.Protect(tables, [Audience(5)]);
        Assert.Empty(verdict.Faults);
        Assert.True(Gate.SystemOf(verdict.Tables, Audience(5)).Variables.Count < 150);
        Assert.Empty(Gate.Check(verdict.Tables, [Audience(5)]));
    }

    // Which nationality is of which group everybody can look up.
    private static Attacker KnowsGroups(Population of, int threshold, params ReceivedTable[] received) =>
        Audience(threshold, received) with { Follows = [of.Follows("nationality_group", "nationality")] };

    [Fact]
    public void A_group_of_values_and_its_other_values_do_not_tell_the_one_that_is_hidden()
    {
        var units = new Population((10, ["AFG", "third_country"]), (3, ["SYR", "third_country"]), (4, ["ITA", "free_movement"]), (4, ["DEU", "german"]),
            (8, ["XXA", "stateless"])).By("nationality", "nationality_group");
        ReceivedTable[] tables = [units.Table("nationality"), units.Table("nationality_group")];
        // Taken for two things that have nothing to do with one another each is safe; 13 less 10 is three.
        var apart = Gate.Protect(tables, [Audience(5)]);
        Assert.Empty(apart.Faults);
        Assert.Contains(Gate.Check(apart.Tables, [KnowsGroups(units, 5)]), fault => fault.Target.Contains("nationality=SYR", StringComparison.Ordinal));
        var verdict = Gate.Protect(tables, [KnowsGroups(units, 5)]);
        Assert.Empty(verdict.Faults);
        Assert.Empty(Gate.Check(verdict.Tables, [KnowsGroups(units, 5)]));
        Assert.True(Hidden(verdict.Tables[0]).Contains("AFG") || Hidden(verdict.Tables[1]).Contains("third_country"));
        // Where one is published already, the other gives way; as a filter it tells the same.
        Assert.Contains("third_country", Hidden(Gate.Protect([units.Table("nationality_group")], [KnowsGroups(units, 5, apart.Tables[0])]).Tables[0]));
        Assert.Contains("*", Hidden(Gate.Protect([units.Table("", "nationality_group=third_country")], [KnowsGroups(units, 5, apart.Tables[0])]).Tables[0]));
    }

    [Fact]
    public void What_is_withheld_by_one_dimension_is_withheld_by_the_other()
    {
        var units = new Population((6, ["withheld", "withheld"]), (3, ["work", "low"]), (9, ["language", "low"])).By("need_area", "urgency");
        var areas = Hide(units.Table("need_area"), "withheld", "work");
        Assert.Empty(Gate.Check([areas], [Audience(5)]));
        // Six are withheld by urgency, and so by area: 9 less 6.
        Assert.NotEmpty(Gate.Check([units.Table("urgency")], [Audience(5, areas)]));
        Assert.Contains("withheld", Hidden(Gate.Protect([units.Table("urgency")], [Audience(5, areas)]).Tables[0]));
    }

    [Fact]
    public void Figures_that_count_the_same_units_under_two_names_are_one()
    {
        var (from, until) = (new DateOnly(2026, 1, 1), new DateOnly(2026, 4, 1));
        var units = new Population((12, ["office"]), (3, ["phone"])).By("contact_kind");
        var contacts = Hide(units.Table("contact_kind", from: from, until: until, figure: "contacts/1"), "office", "phone");
        var office = units.Table("", "contact_kind=office", from: from, until: until, figure: "contacts_by_purpose/1");
        Assert.Empty(Gate.Check([contacts], [Audience(5)]));
        Assert.NotEmpty(Gate.Check([office], [Audience(5, contacts)]));
        Assert.Contains("*", Hidden(Gate.Protect([office], [Audience(5, contacts)]).Tables[0]));
    }

    [Fact]
    public void Who_lives_in_flats_on_a_day_lived_in_flats_on_that_day()
    {
        var units = new Population((7, ["town-on-general-market"]), (2, ["alliance"])).By("found_by");
        var living = Hide(units.Table("found_by", figure: "living_in_flats/1"), "town-on-general-market", "alliance");
        Assert.Empty(Gate.Check([living], [Audience(5)]));
        ReceivedTable Lived(string figure, int n, int days = 1) =>
            new Population((n, [])).Table("", from: Day, until: Day.AddDays(days), figure: figure);
        // Seven of nine in those of the town: two in others.
        Assert.NotEmpty(Gate.Check([Lived("lived_in_town_flats/1", 7)], [Audience(5, living)]));
        Assert.NotEmpty(Gate.Check([Lived("lived_in_town_flats/1", 7)], [Audience(5, Lived("lived_in_flats/1", 9))]));
        Assert.Empty(Gate.Check([Lived("lived_in_flats/1", 9)], [Audience(5, living)]));
        // And the other nights of a longer period.
        Assert.NotEmpty(Gate.Check([Lived("lived_in_flats/1", 11, 30)], [Audience(5, living)]));
        Assert.NotEmpty(Gate.Check([Lived("group_persons/1", 9)], [Audience(5, Lived("persons_reached/1", 10))]));
    }

    [Fact]
    public void A_filter_of_one_figure_and_a_row_of_the_other_are_the_same_cell()
    {
        var present = new Population((10, ["A"]), (20, ["B"])).By("team").Table("team", figure: "present/1");
        ReceivedTable InWork(int n) => new Population((n, ["A"])).By("team").Table("", "team=A", figure: "in_work/2");
        Assert.NotEmpty(Gate.Check([InWork(9)], [Audience(5, present)]));
        Assert.Empty(Gate.Check([InWork(5)], [Audience(5, present)]));
    }
}
