using AutoMapper.QueryableExtensions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>The directory of organisations.</summary>
/// <param name="Kind">Only this kind.</param>
/// <param name="Ags">Only with this AGS.</param>
/// <param name="ParentId">Only directly below this one.</param>
/// <param name="IncludeClosed">Closed ones too.</param>
/// <param name="Sort">name (usual), -name or -createdAt.</param>
/// <param name="Cursor">Where to go on.</param>
/// <param name="Limit">1 to 200, usually 50.</param>
[Requires(Permission.UseProduct)]
public sealed record ListOrganisations(OrganisationKind? Kind, string? Ags, Guid? ParentId, bool IncludeClosed, string? Sort, string? Cursor, int? Limit) : IQuery<Page<OrganisationEntry>>;

internal sealed class ListOrganisationsHandler(CaseDb db) : IHandler<ListOrganisations, Page<OrganisationEntry>>
{
    public async Task<Page<OrganisationEntry>> Handle(ListOrganisations request, CancellationToken cancellationToken)
    {
        var limit = Http.Cursor.Limit(request.Limit);
        var sort = DirectorySorts.Read(request.Sort);
        var filter = new { request.Kind, request.Ags, request.ParentId, request.IncludeClosed, sort };
        var rows = db.Set<Organisation>().Where(organisation =>
            (request.Kind == null || organisation.Kind == request.Kind)
            && (request.Ags == null || organisation.Ags == request.Ags)
            && (request.ParentId == null || organisation.ParentId == request.ParentId)
            && (request.IncludeClosed || organisation.ClosedAt == null));
        var after = Http.Cursor.Read<NameKey>(request.Cursor, filter);
        rows = (sort, after) switch
        {
            (DirectorySort.Name, { } key) => rows.Where(row => EF.Functions.GreaterThan(ValueTuple.Create(row.Name, row.Id), ValueTuple.Create(key.Name, key.Id))),
            (DirectorySort.NameDescending, { } key) => rows.Where(row => EF.Functions.LessThan(ValueTuple.Create(row.Name, row.Id), ValueTuple.Create(key.Name, key.Id))),
            (DirectorySort.Newest, { } key) => rows.Where(row => row.Id < key.Id),
            _ => rows,
        };
        rows = sort switch
        {
            DirectorySort.Name => rows.OrderBy(row => row.Name).ThenBy(row => row.Id),
            DirectorySort.NameDescending => rows.OrderByDescending(row => row.Name).ThenByDescending(row => row.Id),
            _ => rows.OrderByDescending(row => row.Id), // UUIDv7: the order of creation.
        };
        var found = await rows.Take(limit + 1).ProjectTo<OrganisationEntry>(DirectoryMaps.Configuration).ToListAsync(cancellationToken);
        return Http.Cursor.Page(found, limit, filter, row => new NameKey(row.Name, row.Id));
    }
}
