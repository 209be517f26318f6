using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>A right to which nobody has agreed within 30 days lapses: what was forgotten is not confirmed by habit later.</summary>
[ForSystem, Recurring("lapse-rights", "29 3 * * *")]
public sealed record LapseRights : IRecurringCommand;

internal sealed class LapseRightsHandler(CaseDb db, CallContext call) : IHandler<LapseRights, int>
{
    private const int Days = 30;

    public async Task<int> Handle(LapseRights request, CancellationToken cancellationToken)
    {
        var (own, before) = (call.Caller.OrganisationId, call.Now.AddDays(-Days));
        return await db.Set<PendingRight>().Where(right => right.OrganisationId == own && right.GrantedAt < before).ExecuteDeleteAsync(cancellationToken);
    }
}
