using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>The reminders that follow from a handover's deadlines; they belong to the receiver.</summary>
internal static class HandoverReminders
{
    /// <summary>Ends the open ones of some kinds: what they were about has been done.</summary>
    public static async Task Close(CaseDb db, Guid handoverId, Guid? by, DateTimeOffset now, CancellationToken cancellationToken, params ReminderKind[] kinds)
    {
        foreach (var reminder in await db.Set<Reminder>()
            .Where(reminder => reminder.SubjectType == ReminderSubject.Handover && reminder.SubjectId == handoverId && reminder.Status == ReminderStatus.Open && kinds.Contains(reminder.Kind))
            .ToListAsync(cancellationToken))
        {
            reminder.Close("done", null, by, now);
        }
    }
}
