using CaseManagement.Api.Erasure;
using CaseManagement.Api.Rules;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Erasure;

public sealed class RetentionTests
{
    private static readonly Gen<DateOnly> Days = Gen.Choose(0, 73_000).Select(n => new DateOnly(1990, 1, 1).AddDays(n));

    [Theory]
    [InlineData("2021-03-15", 3, "2024-03-16")]
    [InlineData("2020-02-29", 1, "2021-03-01")] // § 188 Abs. 3 BGB: ends with 28 February.
    [InlineData("2020-02-29", 4, "2024-03-01")]
    [InlineData("2021-02-28", 3, "2024-02-29")]
    [InlineData("2019-12-31", 10, "2030-01-01")]
    public void The_day_after_the_years_have_run_out(string closed, int years, string due) =>
        Assert.Equal(Day(due), Retention.DueOn([(Day(closed), "goals-reached")], new Dictionary<string, int> { [""] = years }));

    [Fact]
    public void The_last_day_is_the_same_day_of_that_year_but_for_a_29_February_that_the_year_has_not()
    {
        Prop.ForAll(Days.Zip(Gen.Choose(1, 100)).ToArbitrary(), sample =>
        {
            var (closed, years) = sample;
            var last = Retention.DueOn([(closed, "x")], new Dictionary<string, int> { ["x"] = years })!.Value.AddDays(-1);
            Assert.Equal((closed.Year + years, closed.Month), (last.Year, last.Month));
            Assert.Equal(closed is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(last.Year) ? 28 : closed.Day, last.Day);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_case_that_is_kept_longest_decides_and_one_without_a_class_keeps_all()
    {
        Prop.ForAll(Gen.NonEmptyListOf(Days.Zip(Gen.Elements("a", "b", "c"))).ToArbitrary(), cases =>
        {
            var yearsOf = new Dictionary<string, int> { ["a"] = 2, ["b"] = 10 };
            var due = Retention.DueOn([.. cases.Select(c => (c.Item1, c.Item2))], yearsOf);
            Assert.Equal(cases.Any(c => c.Item2 == "c"), due is null);
            if (due is { } day)
            {
                Assert.All(cases, c => Assert.True(day >= Retention.DueOn([(c.Item1, c.Item2)], yearsOf)));
                Assert.Contains(cases, c => day == Retention.DueOn([(c.Item1, c.Item2)], yearsOf));
            }
            yearsOf[""] = 1;
            Assert.NotNull(Retention.DueOn([.. cases.Select(c => (c.Item1, c.Item2))], yearsOf));
        }).QuickCheckThrowOnFailure();
        Assert.Null(Retention.DueOn([], new Dictionary<string, int> { [""] = 1 }));
    }

    [Fact]
    public void An_erasure_moves_only_as_it_may()
    {
        var legal = PersonErasure.Moves.All.Select(move => $"{move.From} {move.Action} {move.To}").Order(StringComparer.Ordinal);
        Assert.Equal(
        [
            "Decided confirm CarriedOut", "Decided refuse Refused", "Decided withdraw Withdrawn", "Proposed decide Decided", "Proposed refuse Refused",
            "Proposed withdraw Withdrawn",
        ], legal);
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.NotNull(PersonErasure.ObjectionToConfirm(one, null, one));
        Assert.NotNull(PersonErasure.ObjectionToConfirm(one, one, other));
        Assert.NotNull(PersonErasure.ObjectionToConfirm(null, null, other));
        Assert.Null(PersonErasure.ObjectionToConfirm(one, null, other));
    }

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "O", System.Globalization.CultureInfo.InvariantCulture);
}
