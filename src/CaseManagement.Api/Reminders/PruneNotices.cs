using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>
/// Forgets notices a year after they were written, read or not, with their places in the stream; not those of a reminder that is still open, or it would be
/// told anew. Running it again changes nothing.
/// </summary>
[ForSystem, Recurring("prune-notices", "46 2 * * *")]
public sealed record PruneNotices : IRecurringCommand
{
    /// <summary>For how long a notice is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(365);
}

internal sealed class PruneNoticesHandler(CaseDb db, CallContext call) : IHandler<PruneNotices, int>
{
    public Task<int> Handle(PruneNotices request, CancellationToken cancellationToken)
    {
        var before = call.Now - PruneNotices.KeptFor;
        return db.Set<Notice>().Where(notice => notice.OrganisationId == call.Caller.OrganisationId && notice.At < before
                && !db.Set<Reminder>().Any(reminder => reminder.Id == notice.SubjectId && reminder.Status == ReminderStatus.Open))
            .ExecuteDeleteAsync(cancellationToken);
    }
}
