using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>Every break-glass of the own organisation, newest first, for the data-protection officer.</summary>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadAudit)]
[Operation("List every break-glass", "Of the own organisation, newest first, for the data-protection officer.")]
public sealed record ListBreakGlass(Paging Page) : IQuery<Page<BreakGlassView>>;

internal sealed class ListBreakGlassHandler(CaseDb db, CallContext call) : IHandler<ListBreakGlass, Page<BreakGlassView>>
{
    private static readonly Order<BreakGlassOpening, BreakGlassView> NewestFirst =
        Order.Descending((BreakGlassOpening row) => ValueTuple.Create(row.OpenedAt, row.Id), (BreakGlassView row) => (row.OpenedAt, row.Id));

    public async Task<Page<BreakGlassView>> Handle(ListBreakGlass request, CancellationToken cancellationToken)
    {
        var own = call.Caller.OrganisationId;
        var filter = request with { Page = Paging.First };
        var openings = db.Set<BreakGlassOpening>().Where(opening => opening.OrganisationId == own);
        var rows = await NewestFirst.Next(openings, request.Page, filter).Shown(db, call.Caller).ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await openings.CountFor(request.Page, cancellationToken));
    }
}
