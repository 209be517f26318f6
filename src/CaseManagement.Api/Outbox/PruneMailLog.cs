using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Forgets which mails were sent, a while after they have ended (Mail:LogDays).</summary>
[ForSystem, Recurring("prune-mail-log", "26 2 * * *")]
public sealed record PruneMailLog : IRecurringCommand;

internal sealed class PruneMailLogHandler(CaseDb db, CallContext call, MailSettings settings) : IHandler<PruneMailLog, int>
{
    public Task<int> Handle(PruneMailLog request, CancellationToken cancellationToken)
    {
        var until = call.Now - settings.KeptFor;
        return db.Set<Mail>().Where(row => row.OrganisationId == call.Caller.OrganisationId && row.EndedAt < until).ExecuteDeleteAsync(cancellationToken);
    }
}
