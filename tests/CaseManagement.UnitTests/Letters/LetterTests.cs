using CaseManagement.Api.Letters;
using CaseManagement.Api.Reminders;

namespace CaseManagement.UnitTests.Letters;

public sealed class LetterTests
{
    private static readonly DateTimeOffset Start = new(2027, 6, 16, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2027, 6, 16);

    [Fact]
    public void The_legal_moves_are_these_and_no_others() => Assert.Equal(
        ["Open remedy-renounced Renounced", "Open remedy-sent Sent", "Renounced reopen-remedy Open", "Sent reopen-remedy Open"],
        Letter.Moves.All.Select(move => $"{move.From} {move.Action} {move.To}").Order(StringComparer.Ordinal));

    [Fact]
    public void A_letter_without_a_remedy_waits_for_nothing()
    {
        var letter = Received(null);
        Assert.Equal(RemedyStatus.None, letter.RemedyStatus);
        Assert.Equal("letter-remedy-transition", Assert.Throws<RefusedException>(() => letter.Send(Today, ("client", null), "Fax", null, Start)).Type.Code);
    }

    [Fact]
    public void A_remedy_is_sent_once_and_stays_until_it_is_reopened()
    {
        var letter = Received(Objection);
        letter.Send(Today.AddDays(5), ("lawyer", " RAin Muster "), " Fax ", null, Start);
        Assert.Equal((RemedyStatus.Sent, "RAin Muster", "Fax"), (letter.RemedyStatus, letter.CompletedByName!, letter.Evidence!));
        Assert.Throws<RefusedException>(() => letter.Renounce(Today, ("client", null), "Doch nicht", null, Start));
        Assert.Equal("letter-remedy-completed", Assert.Throws<RefusedException>(() => letter.Correct(Facts(null), Start)).Type.Code);
        letter.Reopen(Start);
        Assert.Equal((RemedyStatus.Open, null, null), (letter.RemedyStatus, letter.CompletedOn, letter.Evidence));
        letter.Correct(Facts(null), Start);
        Assert.Equal((RemedyStatus.None, null), (letter.RemedyStatus, letter.LastDay));
    }

    [Fact]
    public void Nothing_is_sent_before_the_letter_came() =>
        Assert.Equal("/on", Assert.Single(Assert.Throws<RefusedException>(
            () => Received(Objection).Send(Today.AddDays(-1), ("client", null), "Fax", null, Start)).Errors).Pointer);

    [Fact]
    public void Its_reminder_is_never_put_off_past_the_last_day_and_ended_by_its_cause_alone()
    {
        var reminder = Reminder.OfSystem(Guid.CreateVersion7(), (ReminderSubject.Letter, Guid.CreateVersion7()), LetterReminders.Deadline, null, null,
            Guid.CreateVersion7(), null, Today, Start, Today.AddDays(7));
        Assert.Equal("reminder-past-last-day", Assert.Single(Assert.Throws<RefusedException>(
            () => reminder.Snooze(Today.AddDays(8), null, null, Start)).Errors).Code);
        reminder.Snooze(Today.AddDays(7), null, null, Start);
        Assert.All(["done", "not-executable", "cancel"], action => Assert.Equal("reminder-of-system", reminder.ObjectionTo(action)?.Code));
        Assert.Null(reminder.ObjectionTo("snooze"));
        // The last day was mistyped: the reminder follows it, also to an earlier day.
        reminder.MoveDeadline(Today, Today.AddDays(2), null, Start);
        Assert.Equal((Today, Today.AddDays(2)), (reminder.DueOn, reminder.LastDay));
    }

    private static RemedyFacts Objection => new("objection-sgg", Today.AddDays(30), LastDaySource.Letter, null, "§ 84 Abs. 1 SGG");

    private static LetterFacts Facts(RemedyFacts? remedy) => new(" Jobcenter ", "Ablehnung", null, "decision", null, Today, null, remedy, null);

    private static Letter Received(RemedyFacts? remedy) =>
        new((Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()), Facts(remedy), null, Start);
}
