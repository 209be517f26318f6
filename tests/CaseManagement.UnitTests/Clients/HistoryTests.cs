using System.Globalization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Clients;

public sealed class HistoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Origin = new(2025, 1, 1);

    private enum Move { Begin, Correct, End, Remove }

    private sealed record Edit(Move Move, int Which, int From, int? Length);

    [Fact]
    public void Whatever_is_done_in_whatever_order_no_two_periods_hold_on_one_day_and_none_is_lost_unasked()
    {
        var edits =
            from kind in Gen.Choose(0, 99)
            from which in Gen.Choose(0, 6)
            from start in Gen.Choose(0, 60)
            from length in Gen.Choose(-2, 30)
            let move = kind < 55 ? Move.Begin : kind < 80 ? Move.Correct : kind < 95 ? Move.End : Move.Remove
            select new Edit(move, which, start, length > 24 ? null : length);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(edits.ListOf().ToArbitrary(), sequence =>
        {
            var client = NewClient();
            foreach (var edit in sequence)
            {
                var before = client.Benefits.Select(Snapshot).ToList();
                var refused = !Apply(client, edit);
                var after = client.Benefits.Select(Snapshot).ToList();
                CheckInvariants(after);
                if (refused)
                {
                    Assert.Equal(before, after); // A refusal changes nothing.
                    continue;
                }
                CheckNothingLost(edit, before, after);
            }
        }));
    }

    [Fact]
    public void A_change_covers_every_day_that_was_covered_before()
    {
        var starts = Gen.Choose(0, 200).ListOf();
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(starts.ToArbitrary(), days =>
        {
            var client = NewClient();
            foreach (var day in days.Distinct().Order())
            {
                client.Begin(Entry(day, null), Now);
            }
            var periods = client.Benefits.OrderBy(p => p.FromDate).ToList();
            Assert.Equal(days.Distinct().Count(), periods.Count);
            Assert.All(periods.Zip(periods.Skip(1)), pair => Assert.Equal(pair.Second.FromDate, pair.First.UntilDate));
        }));
    }

    [Fact]
    public void An_open_period_added_before_an_existing_one_is_refused_rather_than_swallowing_it()
    {
        var client = NewClient();
        client.Begin(Entry(100, null), Now);
        Assert.Equal("periods-overlap", Assert.Throws<RefusedException>(() => client.Begin(Entry(50, null), Now)).Type.Code);
        client.Begin(Entry(50, 50), Now);
        Assert.Equal(2, client.Benefits.Count);
    }

    [Fact]
    public void Benefits_hold_on_one_day_only_where_the_one_allows_the_other()
    {
        // Housing benefit beside a pension, either way round; nothing else.
        static bool Allowed(string a, string b) => (a, b) is ("wohngeld", "rente") or ("rente", "wohngeld");
        var edits =
            from begins in Gen.Choose(0, 99)
            from regime in Gen.Elements("wohngeld", "rente", "sgb2")
            from which in Gen.Choose(0, 6)
            from start in Gen.Choose(0, 60)
            from length in Gen.Choose(1, 30)
            select (Begins: begins < 70, regime, which, start, length: length > 20 ? (int?)null : length);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(edits.ListOf().ToArbitrary(), sequence =>
        {
            var client = NewClient();
            foreach (var edit in sequence)
            {
                var entry = Entry(edit.start, edit.length) with { Regime = edit.regime };
                entry.Beside = [.. new[] { "wohngeld", "rente", "sgb2" }.Where(other => Allowed(edit.regime, other))];
                var before = client.Benefits.Select(Snapshot).ToList();
                try
                {
                    if (edit.Begins)
                    {
                        client.Begin(entry, Now);
                    }
                    else
                    {
                        client.Correct(client.Benefits.Count == 0 ? Guid.NewGuid() : client.Benefits[edit.which % client.Benefits.Count].Id, entry, Now);
                    }
                }
                catch (RefusedException)
                {
                    Assert.Equal(before, client.Benefits.Select(Snapshot));
                }
                Assert.All(client.Benefits, a => Assert.All(client.Benefits, b => Assert.True(a == b || Allowed(a.Regime, b.Regime)
                    || a.UntilDate <= b.FromDate || b.UntilDate <= a.FromDate)));
            }
        }));
    }

    private sealed record NationalityEdit(Move Move, int Which, string Code, int? From, int? Length);

    [Fact]
    public void Whatever_is_done_to_nationalities_none_is_held_twice_on_a_day_and_those_that_last_are_named_once_the_German_one_first()
    {
        var edits =
            from kind in Gen.Choose(0, 99)
            from which in Gen.Choose(0, 6)
            from code in Gen.Elements("SYR", "DEU", "IRQ")
            from start in Gen.Choose(-10, 60)
            from length in Gen.Choose(-2, 30)
            let move = kind < 50 ? Move.Begin : kind < 70 ? Move.Correct : kind < 90 ? Move.End : Move.Remove
            select new NationalityEdit(move, which, code, start < 0 ? null : start, length > 15 ? null : length);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(edits.ListOf().ToArbitrary(), sequence =>
        {
            var client = NewClient();
            foreach (var edit in sequence)
            {
                var before = client.NationalityPeriods.Select(Days).ToList();
                if (!Apply(client, edit))
                {
                    Assert.Equal(before, client.NationalityPeriods.Select(Days)); // A refusal changes nothing.
                }
                var held = client.NationalityPeriods;
                Assert.All(held, n => Assert.True(n.UntilDate is null || n.FromDate is null || n.UntilDate > n.FromDate));
                for (var day = Origin.AddDays(-20); day < Origin.AddDays(100); day = day.AddDays(1))
                {
                    var codes = held.Where(n => (n.FromDate is null || n.FromDate <= day) && (n.UntilDate is null || n.UntilDate > day))
                        .Select(n => n.Nationality).ToList();
                    Assert.Equal(codes.Distinct().Count(), codes.Count);
                }
                Assert.Equal(held.Where(n => n.UntilDate is null).Select(n => n.Nationality).Order(), client.Nationalities.Order());
                Assert.True(Array.IndexOf(client.Nationalities, "DEU") is 0 or -1);
            }
        }));

        static (Guid, string, DateOnly?, DateOnly?) Days(ClientNationality n) => (n.Id, n.Nationality, n.FromDate, n.UntilDate);
    }

    private static bool Apply(Client client, NationalityEdit edit)
    {
        var id = client.NationalityPeriods.Count == 0 ? Guid.NewGuid() : client.NationalityPeriods[edit.Which % client.NationalityPeriods.Count].Id;
        var until = edit.Length is { } length ? Origin.AddDays((edit.From ?? 0) + Math.Max(length, 1)) : (DateOnly?)null;
        var entry = new NationalityEntry
        {
            Nationality = edit.Code, From = edit.From is { } from ? Origin.AddDays(from) : null, Until = until,
        };
        try
        {
            switch (edit.Move)
            {
                case Move.Begin: client.Acquire(entry, Now); break;
                case Move.Correct: client.CorrectNationality(id, entry, Now); break;
                case Move.End: client.LoseNationality(id, Origin.AddDays(edit.From ?? 0), Now); break;
                default: client.RemoveNationality(id, Now); break;
            }
            return true;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    [Fact]
    public void A_member_who_leaves_on_the_day_of_joining_never_was_one()
    {
        var household = new Household(Guid.NewGuid(), null, Now);
        var client = Guid.NewGuid();
        household.Add(client, "child", Origin, Now);
        household.Leave(client, Origin, Now);
        Assert.Empty(household.Members);
        Assert.Equal("not-a-member", Assert.Throws<RefusedException>(() => household.Leave(client, Origin, Now)).Type.Code);
    }

    [Theory]
    [InlineData("2008-02-29", "2026-02-28", 17)]
    [InlineData("2008-02-29", "2026-03-01", 18)]
    [InlineData("2026-03-01", "2026-03-01", 0)]
    [InlineData("2026-03-02", "2026-03-01", null)]
    public void Age_counts_full_years(string born, string day, int? age) =>
        Assert.Equal(age, Age.On(DateOnly.Parse(day, CultureInfo.InvariantCulture), DateOnly.Parse(born, CultureInfo.InvariantCulture)));

    private static bool Apply(Client client, Edit edit)
    {
        var id = client.Benefits.Count == 0 ? Guid.NewGuid() : client.Benefits[edit.Which % client.Benefits.Count].Id;
        try
        {
            switch (edit.Move)
            {
                case Move.Begin: client.Begin(Entry(edit.From, edit.Length), Now); break;
                case Move.Correct: client.Correct(id, Entry(edit.From, edit.Length), Now); break;
                case Move.End: client.End(PeriodKind.Benefits, id, Origin.AddDays(edit.From), Now); break;
                default: client.Remove(PeriodKind.Benefits, id, Now); break;
            }
            return true;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private static void CheckInvariants(List<(Guid Id, DateOnly From, DateOnly? Until)> periods)
    {
        Assert.All(periods, p => Assert.True(p.Until is null || p.Until > p.From));
        var ordered = periods.OrderBy(p => p.From).ToList();
        Assert.All(ordered.Zip(ordered.Skip(1)), pair => Assert.True(pair.First.Until is { } until && until <= pair.Second.From));
    }

    private static void CheckNothingLost(
        Edit edit, List<(Guid Id, DateOnly From, DateOnly? Until)> before, List<(Guid Id, DateOnly From, DateOnly? Until)> after)
    {
        Assert.Equal(before.Count + (edit.Move switch { Move.Begin => 1, Move.Remove => -1, _ => 0 }), after.Count);
        if (edit.Move == Move.Begin)
        {
            Assert.All(before, p => Assert.Contains(after, q => q.Id == p.Id && q.From == p.From));
            // Days that were covered are covered still, except behind a new period that has an end of its own.
            var end = edit.Length is { } length ? Origin.AddDays(edit.From + length) : DateOnly.MaxValue;
            for (var day = Origin; day < Origin.AddDays(120) && day < end; day = day.AddDays(1))
            {
                Assert.True(!before.Exists(p => Holds(p, day)) || after.Exists(p => Holds(p, day)));
            }
        }
        else
        {
            // One period was meant; the others stand as they were.
            Assert.True(before.Except(after).Count() <= 1);
        }
    }

    private static bool Holds((Guid Id, DateOnly From, DateOnly? Until) p, DateOnly day) => p.From <= day && (p.Until is null || p.Until > day);

    private static (Guid Id, DateOnly From, DateOnly? Until) Snapshot(Benefit benefit) => (benefit.Id, benefit.FromDate, benefit.UntilDate);

    private static BenefitEntry Entry(int from, int? length) =>
        new() { Regime = "sgb2", From = Origin.AddDays(from), Until = length is { } days ? Origin.AddDays(from + days) : null };

    private static Client NewClient() => new(Guid.NewGuid(), new PersonEntry { FamilyName = "Karimi", GivenName = "Ali", Sex = "male" }, Now);
}
