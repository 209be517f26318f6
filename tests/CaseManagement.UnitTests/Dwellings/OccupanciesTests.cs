using CaseManagement.Api.Dwellings;
using CaseManagement.Api.Facts;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Dwellings;

/// <summary>Nobody lives in two dwellings on one day, whatever is recorded in whatever order.</summary>
public sealed class OccupanciesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Origin = new(2025, 1, 1);
    private static readonly Guid Person = Guid.CreateVersion7(Now);
    private static readonly Dwelling[] Flats = [.. Enumerable.Range(1, 3).Select(number => new Dwelling(Guid.CreateVersion7(Now), new RecordDwelling
    {
        Street = $"Neckarstraße {number}", PostalCode = "73207", Town = "Plochingen", FoundBy = "household", FoundOn = Origin,
    }, null, Now))];

    private enum Move { In, Out, Correct }

    private sealed record Edit(Move Move, int Which, int From, int? Length);

    [Fact]
    public void Whatever_is_done_nobody_lives_in_two_dwellings_on_one_day_and_no_other_days_are_touched()
    {
        var edits =
            from kind in Gen.Choose(0, 99)
            from which in Gen.Choose(0, 6)
            from start in Gen.Choose(0, 60)
            from length in Gen.Choose(-2, 30)
            select new Edit(kind < 55 ? Move.In : kind < 80 ? Move.Out : Move.Correct, which, start, length > 20 ? null : length);
        var (accepted, refused) = (0, 0);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(edits.ListOf().ToArbitrary(), sequence =>
        {
            var known = new List<Occupancy>();
            foreach (var edit in sequence)
            {
                var before = known.ConvertAll(Snapshot);
                var changed = Apply(known, edit);
                var after = known.ConvertAll(Snapshot);
                Assert.All(known, a => Assert.All(known, b => Assert.True(a == b || a.UntilDate <= b.FromDate || b.UntilDate <= a.FromDate)));
                Assert.All(known, one => Assert.True(one.UntilDate is null || one.UntilDate > one.FromDate));
                if (changed is null)
                {
                    refused++;
                    Assert.Equal(before, after); // A refusal changes nothing.
                    continue;
                }
                accepted++;
                // Besides what was said, only the dwelling that is left on the day of moving in ends there.
                foreach (var (was, now) in before.Zip(after).Where(pair => pair.First != pair.Second && pair.First.Id != changed))
                {
                    Assert.Equal(Move.In, edit.Move);
                    Assert.Equal(was with { Until = Origin.AddDays(edit.From) }, now with { Reason = was.Reason });
                    Assert.True(was.Until is null || was.Until > now.Until);
                }
            }
        }));
        Assert.True(accepted > 1000 && refused > 1000, $"{accepted} {refused}"); // Both were met.
    }

    [Fact]
    public void Who_moves_within_the_town_has_left_one_dwelling_on_the_day_of_coming_into_the_other()
    {
        var first = In([], 0, 0);
        var second = In([first], 1, 10);
        Assert.Equal((Origin.AddDays(10), Occupancies.MovedWithinTown), (first.UntilDate, first.LeaveReason));
        Assert.Equal("lives-there", Assert.Throws<RefusedException>(() => In([first, second], 1, 12)).Type.Code);
        Assert.Equal("periods-overlap", Assert.Throws<RefusedException>(() => In([first, second], 2, 5)).Type.Code);
        Assert.Equal("moved-out", Assert.Throws<RefusedException>(() => first.Leave(Origin.AddDays(5), "other", Now)).Type.Code);
    }

    private static Occupancy In(List<Occupancy> known, int flat, int from) =>
        Occupancies.Begin(known, Flats[flat], (Person, Life.Unknown), (Origin.AddDays(from), null, null), null, Now);

    // Which one was changed; null where it was refused.
    private static Guid? Apply(List<Occupancy> known, Edit edit)
    {
        var (from, until) = (Origin.AddDays(edit.From), edit.Length is { } days ? Origin.AddDays(edit.From + days) : (DateOnly?)null);
        try
        {
            if (edit.Move == Move.In)
            {
                var next = Occupancies.Begin(
                    known, Flats[edit.Which % Flats.Length], (Person, Life.Unknown), (from, until, until is null ? null : "other"), null, Now);
                known.Add(next);
                return next.Id;
            }
            if (known.Count == 0)
            {
                return null;
            }
            var one = known[edit.Which % known.Count];
            if (edit.Move == Move.Out)
            {
                one.Leave(from, "other", Now);
            }
            else
            {
                Occupancies.Move(known, one.Id, from, until);
            }
            return one.Id;
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    private sealed record Seen(Guid Id, DateOnly From, DateOnly? Until, string? Reason);

    private static Seen Snapshot(Occupancy one) => new(one.Id, one.FromDate, one.UntilDate, one.LeaveReason);
}
