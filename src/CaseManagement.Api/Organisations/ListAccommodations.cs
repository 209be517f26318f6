using AutoMapper.QueryableExtensions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>The directory of accommodations.</summary>
/// <param name="OrganisationId">Only those that this organisation runs.</param>
/// <param name="TeamId">Only those that this team looks after.</param>
/// <param name="Kind">Code of the list accommodation-kind.</param>
/// <param name="IncludeClosed">Those given up too.</param>
/// <param name="Sort">name (usual), -name or -createdAt.</param>
/// <param name="Cursor">Where to go on.</param>
/// <param name="Limit">1 to 200, usually 50.</param>
[Requires(Permission.UseProduct)]
public sealed record ListAccommodations(Guid? OrganisationId, Guid? TeamId, string? Kind, bool IncludeClosed, string? Sort, string? Cursor, int? Limit) : IQuery<Page<AccommodationEntry>>;

internal sealed class ListAccommodationsHandler(CaseDb db) : IHandler<ListAccommodations, Page<AccommodationEntry>>
{
    public async Task<Page<AccommodationEntry>> Handle(ListAccommodations request, CancellationToken cancellationToken)
    {
        var limit = Http.Cursor.Limit(request.Limit);
        var sort = DirectorySorts.Read(request.Sort);
        var filter = new { request.OrganisationId, request.TeamId, request.Kind, request.IncludeClosed, sort };
        var rows = db.Set<Accommodation>().Where(accommodation =>
            (request.OrganisationId == null || accommodation.OrganisationId == request.OrganisationId)
            && (request.TeamId == null || accommodation.TeamId == request.TeamId)
            && (request.Kind == null || accommodation.Kind == request.Kind)
            && (request.IncludeClosed || accommodation.ClosedAt == null));
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
        var found = await rows.Take(limit + 1).ProjectTo<AccommodationEntry>(DirectoryMaps.Configuration).ToListAsync(cancellationToken);
        return Http.Cursor.Page(found, limit, filter, row => new NameKey(row.Name, row.Id));
    }
}
