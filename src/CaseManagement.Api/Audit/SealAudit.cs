using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Audit;

/// <summary>Chains what has been recorded since the last run into the next block of the trail (audit.seal); signs its head and writes it out.</summary>
[ForSystem, InPieces, Recurring("seal-audit", "* * * * *", ForEachOrganisation = false)]
public sealed record SealAudit : IRecurringCommand;

internal sealed class SealAuditHandler(CaseDb db, AuditHeads heads) : IHandler<SealAudit, int>
{
    public async Task<int> Handle(SealAudit request, CancellationToken cancellationToken)
    {
        // A backlog is sealed to its end, block by block; each call takes what is committed by then.
        var (all, sealed_) = (0, 0);
        do
        {
            sealed_ = await db.Database.SqlQuery<int>($"select audit.seal() as \"Value\"").SingleAsync(cancellationToken);
            all += sealed_;
        }
        while (sealed_ > 0);
        await heads.Keep(db, cancellationToken);
        return all;
    }
}
