using CaseManagement.Api.Contacts;

namespace CaseManagement.UnitTests.Contacts;

public sealed class AppointmentTests
{
    private static readonly DateTimeOffset Now = new(2027, 6, 16, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_legal_moves_are_these_and_no_others() => Assert.Equal(
        [
            "Confirmed cancel Cancelled", "Confirmed kept Kept", "Confirmed missed Missed", "Confirmed reschedule Invited",
            "Invited cancel Cancelled", "Invited confirm Confirmed", "Invited kept Kept", "Invited missed Missed", "Invited reschedule Invited",
        ], Appointment.Moves.All.Select(move => $"{move.From} {move.Action} {move.To}").Order(StringComparer.Ordinal));

    [Fact]
    public void What_became_of_it_is_said_once_it_has_begun_and_moving_it_asks_anew()
    {
        var facts = new AppointmentFacts("office", Now.AddHours(1), 45, " Rathaus ", null, null);
        var appointment = new Appointment((Guid.Empty, Guid.Empty, Guid.Empty, Guid.Empty), facts, Guid.Empty, null, Now);
        appointment.Confirm(Now);
        Assert.Equal("appointment-ahead", Assert.Throws<RefusedException>(() => appointment.CheckBegun(Appointment.KeepMove, Now)).Type.Code);
        appointment.CheckBegun(Appointment.MissMove, Now.AddHours(1));
        Assert.Throws<RefusedException>(() => appointment.Reschedule(facts with { At = Now }, Now));
        appointment.Reschedule(facts with { At = Now.AddDays(1) }, Now);
        Assert.Equal((AppointmentStatus.Invited, "Rathaus"), (appointment.Status, appointment.Place));
    }

    [Fact]
    public void Only_its_author_corrects_a_confidential_note_and_only_for_a_time()
    {
        var (author, heir) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var note = new ConfidentialNote((Guid.Empty, Guid.Empty, Guid.Empty, null), author, " Anvertraut ", ([heir, heir], null), Now);
        Assert.Equal(("Anvertraut", 1, author), (note.SecretText, note.ReaderIds.Length, note.HolderId!.Value));
        Assert.Equal(403, Assert.Throws<RefusedException>(() => note.Correct("x", heir, Now)).Type.Status);
        note.Correct("Anders", author, Now.AddDays(14));
        Assert.Equal(409, Assert.Throws<RefusedException>(() => note.Correct("x", author, Now.AddDays(15))).Type.Status);
    }
}
