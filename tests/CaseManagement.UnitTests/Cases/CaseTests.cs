using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Cases;

public sealed class CaseTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid Organisation = Guid.NewGuid(), Other = Guid.NewGuid();
    private static readonly Guid[] Teams = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
    private static readonly Guid?[] Workers = [null, Guid.NewGuid(), Guid.NewGuid()];

    /// <summary>One attempt: which move, with what, after how long. The time may stand still or run backwards (another instance's clock).</summary>
    private sealed record Attempt(int Move, int Team, int Worker, int Ticks);

    private static Gen<Attempt[]> Attempts =>
        Gen.Choose(0, 6)
            .SelectMany(move =>
                Gen.Choose(0, 2)
                    .SelectMany(team =>
                        Gen.Choose(0, 2).SelectMany(worker => Gen.Choose(-30, 300).Select(ticks => new Attempt(move, team, worker, ticks)))))
            .ArrayOf();

    [Fact]
    public void No_sequence_of_moves_leaves_a_gap_an_overlap_or_an_open_case_without_exactly_one_responsible_team() =>
        Prop.ForAll(Attempts.ToArbitrary(), attempts =>
        {
            var c = Open();
            var now = Start;
            foreach (var attempt in attempts)
            {
                now = now.AddTicks(attempt.Ticks);
                Try(c, attempt, now);
                HoldsTogether(c);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_refused_move_changes_nothing() =>
        Prop.ForAll(Attempts.ToArbitrary(), attempts =>
        {
            var c = Open();
            var now = Start;
            foreach (var attempt in attempts)
            {
                now = now.AddTicks(attempt.Ticks);
                var before = Picture(c);
                if (!Try(c, attempt, now))
                {
                    Assert.Equal(before, Picture(c));
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_happened_counts_as_many_closings_as_reopenings_or_one_more() =>
        Prop.ForAll(Attempts.ToArbitrary(), attempts =>
        {
            var c = Open();
            var now = Start;
            foreach (var attempt in attempts)
            {
                Try(c, attempt, now = now.AddTicks(attempt.Ticks));
            }
            var (closed, reopened) = (c.Events.Count(e => e.Kind == CaseEventKind.Closed), c.Events.Count(e => e.Kind == CaseEventKind.Reopened));
            Assert.Equal(c.Status == CaseStatus.Closed ? 1 : 0, closed - reopened);
            Assert.Equal(c.Status == CaseStatus.Closed, c.ClosedAt is not null && c.ClosingReason is not null);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Closing_a_closed_case_is_refused_with_what_is_possible()
    {
        var c = Open();
        c.Close("goals-reached", null, null, Start.AddDays(1));
        var refused = Assert.Throws<RefusedException>(() => c.Close("moved-away", null, null, Start.AddDays(2)));
        Assert.Equal("case-transition", refused.Type.Code);
        Assert.Equal(["reopen"], Assert.IsAssignableFrom<IEnumerable<string>>(refused.Extensions["allowedActions"]));
        Assert.Equal("goals-reached", c.ClosingReason);
    }

    [Fact]
    public void A_case_that_somebody_leads_cannot_be_taken()
    {
        var c = Open();
        c.Take(Workers[1]!.Value, Start.AddHours(1));
        Assert.Equal("case-already-assigned", Assert.Throws<RefusedException>(() => c.Take(Workers[2]!.Value, Start.AddHours(2))).Type.Code);
        Assert.Equal(Workers[1], c.LeadStaffId);
    }

    [Fact]
    public void A_handover_keeps_the_sender_reading_for_the_grace_period_and_the_history_whole()
    {
        var c = Open();
        c.HandOver(Other, Teams[1], null, Start.AddDays(30), null, Start.AddDays(2));
        Assert.Equal((Other, Start.AddDays(30)), (c.FormerOrganisationId, c.FormerAccessUntil));
        Assert.Equal(ResponsibilityEnd.HandedOver, c.Responsibilities[0].EndedBy);
        Assert.Equal(Start.AddDays(2), c.Responsibilities[1].FromAt);
        HoldsTogether(c);
    }

    private static Case Open() => Case.Open(Organisation, Guid.NewGuid(), null, Teams[0], null, null, null, Start);

    private static bool Try(Case c, Attempt attempt, DateTimeOffset now)
    {
        try
        {
            switch (attempt.Move)
            {
                case 0: c.Assign(Workers[attempt.Worker], null, null, now); break;
                case 1: c.Reassign(Teams[attempt.Team], Workers[attempt.Worker], "why", null, now); break;
                case 2: c.Take(Workers[1]!.Value, now); break;
                case 3: c.HandOver(attempt.Worker == 0 ? Organisation : Other, Teams[attempt.Team], null, now.AddDays(30), null, now); break;
                case 4: c.Close("goals-reached", null, null, now); break;
                case 5: c.Reopen("new-need", null, Teams[attempt.Team], Workers[attempt.Worker], null, now); break;
                default: c.ChangePhase("private-wohnung", null, now); break;
            }
            return true;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private static void HoldsTogether(Case c)
    {
        var history = c.Responsibilities;
        var current = history.Where(row => row.UntilAt is null).ToList();
        Assert.Equal(c.Status == CaseStatus.Open ? 1 : 0, current.Count);
        if (current is [var now])
        {
            Assert.Equal((c.TeamId, c.LeadStaffId), (now.TeamId, now.LeadStaffId));
            Assert.Same(now, history[^1]);
        }
        Assert.Equal(c.OpenedAt, history[0].FromAt);
        foreach (var (row, next) in history.Zip(history.Skip(1)))
        {
            Assert.True(row.FromAt < row.UntilAt, "An interval is empty or runs backwards.");
            Assert.True(row.EndedBy == ResponsibilityEnd.Closed ? row.UntilAt < next.FromAt : row.UntilAt == next.FromAt, "A gap or an overlap.");
        }
    }

    private static string Picture(Case c) => System.Text.Json.JsonSerializer.Serialize(c);
}
