using CaseManagement.Api.Access;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Audit;

/// <summary>Chains what has been recorded since the last run into the next block of the trail (audit.seal).</summary>
[ForSystem, Recurring("seal-audit", "* * * * *", ForEachOrganisation = false)]
public sealed record SealAudit : IRecurringCommand;

internal sealed class SealAuditHandler(CaseDb db) : IHandler<SealAudit, int>
{
    public Task<int> Handle(SealAudit request, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<int>($"select audit.seal() as \"Value\"").SingleAsync(cancellationToken);
}
