using CaseManagement.Api.Statistics;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Statistics;

/// <summary>Random populations, random sequences of publications, and an attacker who goes through all tables by hand.</summary>
public sealed class GateRulesTests
{
    private static readonly string[] Dimensions = ["sex", "team"];
    private static readonly string[] Sexes = ["f", "m"], Teams = ["A", "B", "C"], Months = ["1", "2"];
    private static readonly string[] Ways = ["", "sex", "team", "sex,team", "team=A|B", "team=B;C", "sex,team=A|C"];
    private static readonly string?[] Filters = [null, null, null, "sex=f", "team=A"];

    [Fact]
    public void What_passes_the_gate_cannot_be_found_out_by_going_through_all_tables() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var (population, threshold) = (Any(random), random.Next(2) == 0 ? 3 : 2);
        var received = new List<ReceivedTable>();
        for (var i = 0; i < 3; i++)
        {
            var tables = Enumerable.Range(0, random.Next(1, 3)).Select(_ => AnyTable(random, population, $"{i}")).ToList();
            var verdict = Gate.Protect(tables, [Population.Audience(threshold, [.. received])]);
            if (verdict.Faults.Count > 0)
            {
                continue;
            }
            received.AddRange(verdict.Tables);
            if (!Brute.IsOpen(received, threshold, Dimensions, Sexes, Teams))
            {
                return false;
            }
        }
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_gate_and_going_through_all_tables_say_the_same() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var (population, threshold) = (Any(random), random.Next(2) == 0 ? 3 : 2);
        var tables = Enumerable.Range(0, random.Next(1, 4)).Select(_ => AnyTable(random, population, "0")).Select(table => table with
        {
            // Small ones are hidden, and others by chance; sometimes one is forgotten that the whole tells.
            Cells = [.. table.Cells.Select(cell => cell with { Hidden = cell.N > 0 && (cell.N < threshold || random.Next(3) == 0) })],
        }).ToList();
        var attacker = Population.Audience(threshold);
        return Gate.Check(tables, [attacker]).Count == 0 == Brute.IsOpen(tables, threshold, Dimensions, Sexes, Teams);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whole_numbers_are_tighter_than_fractions_and_are_what_counts() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        // Three ways at two values each, two at a time: the smallest tables whose fractions promise more than whole numbers hold.
        var random = new Random(seed);
        var units = Enumerable.Range(0, 8).Select(i => (random.Next(4), new[] { $"{i / 4}", $"{i / 2 % 2}", $"{i % 2}" })).ToArray();
        var population = new Population(units).By("x", "y", "z");
        ReceivedTable[] tables = [.. new[] { "x,y", "y,z", "x,z" }.Select(by => population.Table(by, zerosSensitive: true)).Select(table => table with
        {
            Cells = [.. table.Cells.Select(cell => cell with { Hidden = cell.Place.All(group => group is not null) && random.Next(4) == 0 })],
        })];
        using var attack = new Attack(Gate.SystemOf(tables, Population.Audience(2)), 2);
        return attack.Run(exact: false).All(finding => finding.IsOpen) == Brute.IsOpen(tables, 2, ["x", "y", "z"], ["0", "1"]);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Periods_that_contain_one_another_do_not_tell_what_lies_between() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        // Two months and both together, as the gate has them; by hand the month is one more dimension.
        var random = new Random(seed);
        var threshold = random.Next(2) == 0 ? 3 : 2;
        var population = new Population([.. Months.SelectMany(month => Teams.Select(team => (random.Next(6), new[] { month, team })))]).By("month", "team");
        var (received, byHand) = (new List<ReceivedTable>(), new List<ReceivedTable>());
        for (var i = 0; i < 4; i++)
        {
            var month = random.Next(3) is var one and < 2 ? Months[one] : null;
            var table = population.Table(random.Next(3) switch { 0 => "", 1 => "team", _ => "team=A|B" }, month is null ? null : $"month={month}", $"{i}");
            var first = new DateOnly(2026, 1, 1);
            var verdict = Gate.Protect([table with
            {
                Filters = new Dictionary<string, string>(), From = month == Months[1] ? first.AddMonths(1) : first,
                Until = month == Months[0] ? first.AddMonths(1) : first.AddMonths(2),
            }], [Population.Audience(threshold, [.. received])]);
            if (verdict.Faults.Count == 0)
            {
                received.AddRange(verdict.Tables);
                byHand.Add(table with { Cells = verdict.Tables[0].Cells });
                if (!Brute.IsOpen(byHand, threshold, ["month", "team"], Months, Teams))
                {
                    return false;
                }
            }
        }
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_follows_from_another_dimension_is_looked_at_as_groups_of_its_values() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        // Teams A and B are of the north, C is of the south; by hand a quarter is a group of teams.
        var random = new Random(seed);
        var threshold = random.Next(2) == 0 ? 3 : 2;
        var population = new Population([.. Sexes.SelectMany(sex => Teams.Select(team =>
            (random.Next(4) == 0 ? 0 : random.Next(6), new[] { sex, team, team == "C" ? "south" : "north" })))]).By("sex", "team", "quarter");
        var follows = population.Follows("quarter", "team");
        var (received, byHand) = (new List<ReceivedTable>(), new List<ReceivedTable>());
        string[] ways = ["quarter", "team", "sex,quarter", "sex,team", "quarter=north", "team=A|C", ""];
        for (var i = 0; i < 3; i++)
        {
            var table = population.Table(ways[random.Next(ways.Length)], Filters[random.Next(Filters.Length)], $"{i}");
            var verdict = Gate.Protect([table], [Population.Audience(threshold, [.. received]) with { Follows = [follows] }]);
            if (verdict.Faults.Count == 0)
            {
                received.AddRange(verdict.Tables);
                byHand.Add(ByTeams(verdict.Tables[0]));
                if (!Brute.IsOpen(byHand, threshold, Dimensions, Sexes, Teams))
                {
                    return false;
                }
            }
        }
        return true;

        ReceivedTable ByTeams(ReceivedTable table) => table with
        {
            Axes = [.. table.Axes.Select(axis => axis.Dimension != "quarter" ? axis : axis with
            {
                Dimension = "team", Groups = [.. axis.Groups.Select(group => group with
                {
                    Values = [.. group.Values!.SelectMany(value => Teams.Where(team => follows.Values[team].Contains(value)))],
                })],
            })],
        };
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_table_by_three_dimensions_with_many_small_cells_is_protected_whole()
    {
        var random = new Random(3);
        var population = new Population([.. Enumerable.Range(0, 8).SelectMany(age => Enumerable.Range(0, 5).SelectMany(status => Sexes.Select(sex =>
            (random.Next(3) == 0 ? random.Next(5) : random.Next(40), new[] { $"{age}", $"{status}", sex }))))]).By("age", "status", "sex");
        var verdict = Gate.Protect([population.Table("age,status,sex")], [Population.Audience(5)]);
        Assert.Empty(verdict.Faults);
        Assert.Empty(Gate.Check(verdict.Tables, [Population.Audience(5)]));
        // Most of it is told all the same.
        Assert.InRange(verdict.Tables[0].Cells.Count(cell => cell.Hidden) / (double)verdict.Tables[0].Cells.Count, 0.05, 0.5);
    }

    private static Population Any(Random random) => new Population([.. Sexes.SelectMany(sex => Teams.Select(team =>
        (random.Next(4) == 0 ? 0 : random.Next(6), new[] { sex, team })))]).By(Dimensions);

    private static ReceivedTable AnyTable(Random random, Population population, string edition) =>
        population.Table(Ways[random.Next(Ways.Length)], Filters[random.Next(Filters.Length)], edition);
}
