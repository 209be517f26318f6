using AutoMapper.QueryableExtensions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>The directory of teams.</summary>
/// <param name="OrganisationId">Only of this organisation.</param>
/// <param name="Kind">Only this kind.</param>
/// <param name="District">Only those that serve this quarter.</param>
/// <param name="IncludeClosed">Dissolved ones too.</param>
/// <param name="Sort">name (usual), -name or -createdAt.</param>
/// <param name="Cursor">Where to go on.</param>
/// <param name="Limit">1 to 200, usually 50.</param>
[Requires(Permission.UseProduct)]
public sealed record ListTeams(Guid? OrganisationId, TeamKind? Kind, string? District, bool IncludeClosed, string? Sort, string? Cursor, int? Limit) : IQuery<Page<TeamEntry>>;

internal sealed class ListTeamsHandler(CaseDb db) : IHandler<ListTeams, Page<TeamEntry>>
{
    public async Task<Page<TeamEntry>> Handle(ListTeams request, CancellationToken cancellationToken)
    {
        var limit = Http.Cursor.Limit(request.Limit);
        var sort = DirectorySorts.Read(request.Sort);
        var filter = new { request.OrganisationId, request.Kind, request.District, request.IncludeClosed, sort };
        var rows = db.Set<Team>().Where(team =>
            (request.OrganisationId == null || team.OrganisationId == request.OrganisationId)
            && (request.Kind == null || team.Kind == request.Kind)
            && (request.District == null || team.Districts.Contains(request.District))
            && (request.IncludeClosed || team.ClosedAt == null));
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
        var found = await rows.Take(limit + 1).ProjectTo<TeamEntry>(DirectoryMaps.Configuration).ToListAsync(cancellationToken);
        return Http.Cursor.Page(found, limit, filter, row => new NameKey(row.Name, row.Id));
    }
}
