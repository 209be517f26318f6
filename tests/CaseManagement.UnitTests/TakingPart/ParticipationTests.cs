using CaseManagement.Api.TakingPart;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.TakingPart;

public sealed class ParticipationTests
{
    private static readonly DateTimeOffset Now = new(2027, 6, 16, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2027, 6, 16);
    private static readonly string[] Actions = [.. Participation.Moves.Actions, "correct", "take-back"];

    [Fact]
    public void The_legal_moves_are_these_and_no_others() => Assert.Equal(
        [
            "Begun break-off BrokenOff", "Begun complete Completed", "Place begin Begun", "Place withdraw Withdrawn", "Waiting place Place",
            "Waiting withdraw Withdrawn",
        ],
        Participation.Moves.All.Select(move => $"{move.From} {move.Action} {move.To}").Order(StringComparer.Ordinal));

    [Fact]
    public void Whatever_is_done_in_whatever_order_the_days_keep_the_order_of_the_states_and_a_refusal_changes_nothing()
    {
        var edit =
            from action in Gen.Elements(Actions)
            from which in Gen.Choose(0, 3)
            from day in Gen.Choose(-40, 3)
            select (action, which, day: Today.AddDays(day));
        var starts = Gen.Elements(ParticipationStatus.Waiting, ParticipationStatus.Place, ParticipationStatus.Begun);
        var cases = from start in starts from day in Gen.Choose(-40, 0) from edits in edit.ListOf() select (start, Today.AddDays(day), edits);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var (start, first, edits) = given;
            var participation = new Participation((Guid.Empty, Guid.Empty, Guid.Empty), Facts, (start, first), null, Now);
            foreach (var (action, which, day) in edits)
            {
                var before = Snapshot(participation);
                try
                {
                    Apply(participation, action, which, day);
                }
                catch (RefusedException)
                {
                    Assert.Equal(before, Snapshot(participation));
                }
                Holds(participation);
            }
        }));
    }

    [Fact]
    public void What_is_taken_back_stands_as_before_and_the_first_state_stays()
    {
        var participation = new Participation((Guid.Empty, Guid.Empty, Guid.Empty), Facts, (ParticipationStatus.Waiting, Today.AddDays(-9)), null, Now);
        var before = Snapshot(participation);
        participation.Move(Participation.WithdrawMove, Today, ("moved", null), null, Now);
        participation.TakeBack(Now);
        Assert.Equal(before, Snapshot(participation));
        Assert.Equal("participation-first-move", Assert.Throws<RefusedException>(() => participation.TakeBack(Now)).Type.Code);
    }

    private static readonly ParticipationFacts Facts = new("club", null, null, null, " Turnverein ", null, null, null, null);

    private static void Apply(Participation of, string action, int which, DateOnly day)
    {
        switch (action)
        {
            case "correct":
                of.CorrectMove(of.History[which % of.History.Count].Id, day, Today, Now);
                break;
            case "take-back":
                of.TakeBack(Now);
                break;
            default:
                of.Move(action, day, action is "break-off" or "withdraw" ? ("moved", null) : null, null, Now);
                break;
        }
    }

    private static void Holds(Participation of)
    {
        var moves = of.History.OrderBy(move => move.Status).ToList();
        Assert.All(moves.Zip(moves.Skip(1)), pair => Assert.True(pair.First.OnDate <= pair.Second.OnDate
            && Participation.Moves.All.Any(move => move.From == pair.First.Status && move.To == pair.Second.Status)));
        Assert.Equal((moves[^1].Status, moves[0].OnDate, moves[^1].Reason), (of.Status, of.FirstOn, of.EndReason));
        Assert.Equal((Day(ParticipationStatus.Waiting), Day(ParticipationStatus.Place), Day(ParticipationStatus.Begun)),
            (of.WaitingOn, of.PlaceOn, of.BegunOn));
        Assert.Equal(of.Status is ParticipationStatus.Waiting or ParticipationStatus.Place or ParticipationStatus.Begun ? null : moves[^1].OnDate, of.EndedOn);
        Assert.True(of.EndedOn is null || of.BegunOn is null || of.BegunOn < of.EndedOn); // It lasted for a day at least.

        DateOnly? Day(ParticipationStatus status) => moves.Find(move => move.Status == status)?.OnDate;
    }

    private static string Snapshot(Participation of) => string.Join('|',
        of.History.OrderBy(move => move.Status).Select(move => $"{move.Status} {move.OnDate:O} {move.Reason}").Append($"{of.Status} {of.EndedOn}"));
}
