using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>The reminders and notices that follow from a handover. Reminders of its deadlines belong to the receiver, and are made by policies.</summary>
public static class HandoverReminders
{
    /// <summary>A submitted handover waits for the receiving team (5 working days); it ends with the answer, and nobody ticks it off before.</summary>
    public static readonly ReminderKind Acceptance = new("handover_acceptance",
        "Übergabe annehmen oder rückfragen", "Accept the handover or ask back")
    { EndsWithCause = true };

    /// <summary>A handover is late: the supervisor has to act.</summary>
    public static readonly ReminderKind Escalation = new("handover_escalation",
        "Übergabe überfällig: Leitung entscheidet", "Handover is late: supervisor decides");

    /// <summary>First contact with every person after acceptance (10 working days).</summary>
    public static readonly ReminderKind FirstContact = new("first_contact",
        "Erstansprache mit allen Personen", "First contact with every person");

    /// <summary>A case was opened without a handover, and nobody has spoken with the person yet.</summary>
    public static readonly ReminderKind NoFirstContact = new("no_first_contact", "Erstansprache steht aus", "No first contact yet");

    /// <summary>A handover is late. Told until its reminder for the supervisor was made by a policy, which tells of itself.</summary>
    public static readonly NoticeKind Late = new("handover-late", "Eine Übergabe ist überfällig.", "A handover is late.");

    /// <summary>The other side has moved a handover, or it has expired.</summary>
    public static readonly NoticeKind Moved = new("handover-moved",
        "Zu einer Ihrer Übergaben gibt es Neues.", "There is news about one of your handovers.");

    /// <summary>A household has changed while its package is before the receiver; told to both teams by app.tell_of_changes.</summary>
    public static readonly NoticeKind Outdated = new("handover-outdated",
        "Ein Haushalt hat sich seit der Einreichung seiner Übergabe geändert.", "A household has changed since its handover was submitted.");

    /// <summary>A reminder of the receiving team.</summary>
    internal static Reminder Reminder(this Handover handover, ReminderKind kind, Guid? assignee, DateOnly dueOn, DateTimeOffset now) =>
        Reminders.Reminder.OfSystem(handover.ReceiverOrganisationId, (ReminderSubject.Handover, handover.Id), kind,
            null, null, handover.ReceiverTeamId, assignee, dueOn, now);

    /// <summary>Ends the open ones of some kinds: what they were about has been done.</summary>
    internal static async Task CloseReminders(
        this CaseDb db, Guid handoverId, CallContext call, CancellationToken cancellationToken, params ReminderKind[] kinds)
    {
        foreach (var reminder in await db.Set<Reminder>()
            .Where(reminder => reminder.SubjectType == ReminderSubject.Handover && reminder.SubjectId == handoverId
                && reminder.Status == ReminderStatus.Open && kinds.Contains(reminder.Kind))
            .ToListAsync(cancellationToken))
        {
            reminder.EndWithCause(call.Caller.StaffId, call.Now);
        }
    }
}
