using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Forgets which mails were sent, a while after they have ended (Mail:LogDays), and on which day whose digest was looked at.</summary>
[ForSystem, Recurring("prune-mail-log", "26 2 * * *")]
public sealed record PruneMailLog : IRecurringCommand;

internal sealed class PruneMailLogHandler(CaseDb db, CallContext call, MailSettings settings) : IHandler<PruneMailLog, int>
{
    public async Task<int> Handle(PruneMailLog request, CancellationToken cancellationToken)
    {
        var (until, day) = (call.Now - settings.KeptFor, LocalTime.DateOf(call.Now - settings.KeptFor));
        return await db.Set<Mail>().Where(row => row.OrganisationId == call.Caller.OrganisationId && row.EndedAt < until).ExecuteDeleteAsync(cancellationToken)
            + await db.Database.ExecuteSqlAsync(
                $"delete from app.digest d where d.organisation_id = {call.Caller.OrganisationId} and d.on_day < {day}", cancellationToken);
    }
}
