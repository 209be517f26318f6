using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>Every break-glass of the own organisation, newest first, for the data-protection officer.</summary>
/// <param name="Cursor">Where to go on.</param>
/// <param name="Limit">1 to 200, usually 50.</param>
[Requires(Permission.ReadAudit)]
public sealed record ListBreakGlass(string? Cursor, int? Limit) : IQuery<Page<BreakGlassView>>;

internal sealed class ListBreakGlassHandler(CaseDb db, CallContext call) : IHandler<ListBreakGlass, Page<BreakGlassView>>
{
    public async Task<Page<BreakGlassView>> Handle(ListBreakGlass request, CancellationToken cancellationToken)
    {
        var limit = Http.Cursor.Limit(request.Limit);
        var (filter, own) = (new { List = "break-glass" }, call.Caller.OrganisationId);
        var rows = db.Set<BreakGlassOpening>().Where(opening => opening.OrganisationId == own);
        if (Http.Cursor.Read<TimeKey>(request.Cursor, filter) is { } after)
        {
            rows = rows.Where(opening => EF.Functions.LessThan(ValueTuple.Create(opening.OpenedAt, opening.Id), ValueTuple.Create(after.At, after.Id)));
        }
        var found = await rows.OrderByDescending(opening => opening.OpenedAt).ThenByDescending(opening => opening.Id).Take(limit + 1)
            .Select(opening => new BreakGlassView(opening.Id, opening.ClientId, opening.StaffId, opening.Reason, opening.OpenedAt, opening.UntilAt))
            .ToListAsync(cancellationToken);
        return Http.Cursor.Page(found, limit, filter, opening => new TimeKey(opening.OpenedAt, opening.Id));
    }
}
