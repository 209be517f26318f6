using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Forgets the cells of rows (of allocation lists and of fact lists) that have served their purpose (Art. 5 (1) e GDPR): 90 days after the import has ended,
/// and at once when the person is no longer the organisation's to see (handed over, grace period past). Verdicts, reasons and
/// decisions stay as evidence.
/// </summary>
[ForSystem, Recurring("sweep-imports", "41 3 * * *")]
public sealed record SweepImports : IRecurringCommand
{
    /// <summary>How long cells are kept after the end of an import.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);
}

internal sealed class SweepImportsHandler(CaseDb db, CallContext call) : IHandler<SweepImports, int>
{
    public async Task<int> Handle(SweepImports request, CancellationToken cancellationToken) =>
        await SweepRows(cancellationToken) + await SweepFacts(cancellationToken);

    private Task<int> SweepFacts(CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        update app.fact_list_row r set raw = jsonb_build_object()
        from app.fact_list l
        where l.id = r.fact_list_id and r.organisation_id = {call.Caller.OrganisationId} and r.raw <> jsonb_build_object()
          and (coalesce(l.applied_at, l.discarded_at) < {call.Now - SweepImports.Kept}
               or (l.status in ('applied', 'discarded') and r.client_id is not null and not exists (select from app.client c where c.id = r.client_id)))
        """, cancellationToken);

    private Task<int> SweepRows(CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        update app.import_row r set raw = jsonb_build_object(), differences = jsonb_build_array()
        from app.import i
        where i.id = r.import_id and r.organisation_id = {call.Caller.OrganisationId} and r.raw <> jsonb_build_object()
          and (coalesce(i.applied_at, i.discarded_at) < {call.Now - SweepImports.Kept}
               or (r.client_id is not null and not exists (select from app.client c where c.id = r.client_id)))
        """, cancellationToken);
}
