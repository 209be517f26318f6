using CaseManagement.Api.Offers;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Offers;

/// <summary>No suppressed number can be computed from shown ones and totals.</summary>
public sealed class SmallNumbersTests
{
    private static readonly Gen<Dictionary<UnmetCell, int>> Tables =
        from cells in Gen.ListOf(
            from kind in Gen.Elements(Enum.GetValues<UnmetKind>())
            from area in Gen.Elements("housing", "work", "language", null)
            from language in Gen.Elements("prs", "ara", "deu", null)
            from quarter in Gen.Elements("Stumpenhof", "Innenstadt", null)
            from times in Gen.Frequency((5, Gen.Choose(1, 2)), (2, Gen.Choose(3, 5)), (1, Gen.Choose(6, 40)))
            select (Cell: new UnmetCell(kind, area, language, quarter), Times: times))
        select cells.GroupBy(one => one.Cell).ToDictionary(one => one.Key, one => one.Last().Times);

    [Fact]
    public void What_is_told_is_never_small_and_adds_up_to_everything_or_nothing() => ForAll(table =>
    {
        var told = SmallNumbers.Tell(table);
        Assert.All(told.Values, times => Assert.True(times >= SmallNumbers.Smallest));
        var all = table.Values.Sum();
        Assert.Equal(all >= SmallNumbers.Smallest ? all : 0, told.Values.Sum());
        Assert.All(told.Where(cell => cell.Key.Withheld == 0), cell => Assert.Equal(table[cell.Key], cell.Value));
    });

    [Fact]
    public void In_no_table_by_whatever_it_is_counted_does_a_total_minus_what_is_shown_leave_a_small_number() => ForAll(table =>
    {
        var told = SmallNumbers.Tell(table);
        for (var by = 1; by < 16; by++)
        {
            bool Asks(int bit) => (by & (1 << bit)) != 0;
            var rows = told.GroupBy(cell => (
                Asks(0) ? cell.Key.Kind : null, Asks(1) ? cell.Key.NeedArea : null, Asks(2) ? cell.Key.Language : null, Asks(3) ? cell.Key.Quarter : null,
                cell.Key.Withheld)).Select(row => (Withheld: row.Key.Withheld > 0, Times: row.Sum(cell => cell.Value))).ToList();
            Assert.All(rows, row => Assert.True(row.Times >= SmallNumbers.Smallest));
            var rest = told.Values.Sum() - rows.Where(row => !row.Withheld).Sum(row => row.Times);
            Assert.True(rest is 0 or >= SmallNumbers.Smallest);
        }
    });

    /// <summary>
    /// The attacker's problem. Of each number below the smallest, of a cell or of cells taken together, there is another truth with another number that makes
    /// every answer read the same: so no answer, and no answers set against one another, tell which of the two is so.
    /// </summary>
    [Fact]
    public void Of_every_small_number_another_truth_tells_exactly_the_same() => ForAll(table =>
    {
        var told = SmallNumbers.Tell(table);
        for (var level = 0; level < SmallNumbers.Order.Count; level++)
        {
            foreach (var small in table.GroupBy(cell => Hidden(cell.Key, level)).Where(group => group.Sum(cell => cell.Value) < SmallNumbers.Smallest))
            {
                var (from, to) = (small.First().Key, Elsewhere(small.First().Key, SmallNumbers.Order[level], table));
                if (to is null)
                {
                    continue; // Every kind is there: of kinds there are no others.
                }
                var other = new Dictionary<UnmetCell, int>(table) { [from] = table[from] - 1, [to] = 1 };
                Assert.NotEqual(small.Sum(cell => cell.Value), other.Where(cell => Hidden(cell.Key, level) == small.Key).Sum(cell => cell.Value));
                Assert.Equal(told.OrderBy(cell => $"{cell.Key}"), SmallNumbers.Tell(other).OrderBy(cell => $"{cell.Key}"));
            }
        }
    });

    [Fact]
    public void One_small_number_beside_a_large_one_takes_it_along() => Assert.Equal(
        [new(new UnmetCell(null, null, null, null, 4), 11)],
        SmallNumbers.Tell(new Dictionary<UnmetCell, int>
        {
            [new(UnmetKind.Gap, "housing", "prs", "A")] = 10, [new(UnmetKind.Failed, "work", "ara", null)] = 1,
        }));

    [Fact]
    public void What_is_small_only_by_quarter_loses_that_alone() => Assert.Equal(
        [new(new UnmetCell(UnmetKind.Gap, "housing", "prs", "A"), 4), new(new UnmetCell(UnmetKind.Gap, "housing", "prs", null, 1), 3)],
        SmallNumbers.Tell(new Dictionary<UnmetCell, int>
        {
            [new(UnmetKind.Gap, "housing", "prs", "A")] = 4, [new(UnmetKind.Gap, "housing", "prs", "B")] = 2, [new(UnmetKind.Gap, "housing", "prs", "C")] = 1,
        }));

    private static void ForAll(Action<Dictionary<UnmetCell, int>> holds) =>
        Prop.ForAll(Tables.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    private static UnmetCell Hidden(UnmetCell cell, int level) => new(
        level > 3 ? null : cell.Kind, level > 2 ? null : cell.NeedArea, level > 1 ? null : cell.Language, level > 0 ? null : cell.Quarter, level);

    // The same but for one thing, which nobody of the table has.
    private static UnmetCell? Elsewhere(UnmetCell cell, UnmetDimension dimension, Dictionary<UnmetCell, int> table) => dimension switch
    {
        UnmetDimension.Quarter => cell with { Quarter = "Anderswo" },
        UnmetDimension.Language => cell with { Language = "kmr" },
        UnmetDimension.NeedArea => cell with { NeedArea = "health" },
        _ => Enum.GetValues<UnmetKind>().Except(table.Keys.Select(one => one.Kind!.Value)).Select(kind => cell with { Kind = kind }).FirstOrDefault(),
    };
}
