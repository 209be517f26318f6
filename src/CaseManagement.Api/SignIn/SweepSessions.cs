using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.SignIn;

/// <summary>
/// Forgets sessions a day after their end, links that were not used in time, wrong passwords and answers kept for repeated Idempotency-Keys after 24 hours.
/// </summary>
[ForSystem, Recurring("sweep-sessions", "17 * * * *", ForEachOrganisation = false)]
public sealed record SweepSessions : IRecurringCommand;

internal sealed class SweepSessionsHandler(CaseDb db, CallContext call) : IHandler<SweepSessions, int>
{
    public async Task<int> Handle(SweepSessions request, CancellationToken cancellationToken)
    {
        var yesterday = call.Now.AddDays(-1);
        await db.Database.ExecuteSqlAsync($"CALL access.forget_enrolment_links({call.Now})", cancellationToken);
        return await db.Set<Session>().Where(session => session.ExpiresAt < yesterday).ExecuteDeleteAsync(cancellationToken)
            + await db.Database.ExecuteSqlAsync($"delete from access.idempotent_answer where created_at < {yesterday}", cancellationToken)
            + await db.Database.ExecuteSqlAsync($"delete from access.sign_in_attempt where at < {yesterday}", cancellationToken);
    }
}
