using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>
/// Makes coarser what the ledger keeps of persons who were erased, up to the last day of a period whose figures are signed off or published: until then the
/// day, the nationality and the quarter are needed (Art. 5 Abs. 1 lit. e, Art. 89 DSGVO). Running it again changes nothing.
/// </summary>
[ForSystem, Recurring("coarsen-ledger", "50 2 * * *")]
public sealed record CoarsenLedger : IRecurringCommand;

internal sealed class CoarsenLedgerHandler(CaseDb db, CallContext call) : IHandler<CoarsenLedger, int>
{
    // Nobody erased, nothing looked for.
    public Task<int> Handle(CoarsenLedger request, CancellationToken cancellationToken)
    {
        var own = call.Caller.RequiredOrganisationId;
        return db.Database.SqlQuery<int>($"""
            select coalesce(app.coarsen_ledger(max((t.value ->> 'Until')::date)), 0) as "Value"
            from app.statistical_publication p cross join jsonb_array_elements(p.tables) t
            where p.organisation_id = {own} and p.status in ('signed_off', 'published')
              and exists (select from app.erasure e where e.organisation_id = {own} and e.status = 'carried_out')
            """).SingleAsync(cancellationToken);
    }
}
