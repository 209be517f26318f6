using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>The colleagues whom the acting organisation knows.</summary>
/// <param name="TeamId">Only today's members of this team.</param>
/// <param name="Role">Only those with this role for the organisation.</param>
/// <param name="IncludeLeft">Those who have left too.</param>
/// <param name="Sort">name (usual), -name or -createdAt.</param>
/// <param name="Cursor">Where to go on.</param>
/// <param name="Limit">1 to 200, usually 50.</param>
[Requires(Permission.UseProduct)]
public sealed record ListStaff(Guid? TeamId, string? Role, bool IncludeLeft, string? Sort, string? Cursor, int? Limit) : IQuery<Page<StaffEntry>>;

/// <summary>A colleague in a list.</summary>
/// <param name="Id">The person.</param>
/// <param name="OrganisationId">The employer.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="Email">E-mail address at work.</param>
/// <param name="Phone">Telephone at work.</param>
/// <param name="Languages">Languages for counselling, ISO 639-3.</param>
/// <param name="LeftAt">Set when the person has left.</param>
/// <param name="Roles">Roles for the acting organisation.</param>
public sealed record StaffEntry(
    Guid Id,
    Guid OrganisationId,
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName,
    [Example(Sample.Email)] string? Email,
    [Example(Sample.Phone)] string? Phone,
    [Example("prs")] string[] Languages,
    [Example(null)] DateTimeOffset? LeftAt,
    [Example("caseworker")] IReadOnlyList<string> Roles);

/// <summary>Where a list of people goes on: the last one's id alone, because cursors hold no names.</summary>
internal sealed record StaffKey(Guid Id);

internal sealed class ListStaffHandler(CaseDb db, CallContext call) : IHandler<ListStaff, Page<StaffEntry>>
{
    public async Task<Page<StaffEntry>> Handle(ListStaff request, CancellationToken cancellationToken)
    {
        var limit = Http.Cursor.Limit(request.Limit);
        var sort = DirectorySorts.Read(request.Sort);
        var filter = new { request.TeamId, request.Role, request.IncludeLeft, sort };
        var (own, today) = (call.Caller.OrganisationId, call.Today);
        var rows = db.Set<Staff>().Where(staff =>
            (request.IncludeLeft || staff.LeftAt == null)
            && (request.Role == null || db.Set<RoleGrant>().Any(grant => grant.StaffId == staff.Id && grant.OrganisationId == own && grant.Role == request.Role))
            && (request.TeamId == null || db.Set<TeamMember>().Any(member => member.StaffId == staff.Id && member.TeamId == request.TeamId
                && member.FromDate <= today && (member.UntilDate == null || member.UntilDate > today))));
        if (Http.Cursor.Read<StaffKey>(request.Cursor, filter) is { } after)
        {
            var last = await db.Set<Staff>().Where(staff => staff.Id == after.Id).Select(staff => new { staff.FamilyName, staff.GivenName, staff.Id }).SingleOrDefaultAsync(cancellationToken)
                ?? throw new RefusedException(HttpProblems.CursorInvalid);
            rows = sort switch
            {
                DirectorySort.Name => rows.Where(s => EF.Functions.GreaterThan(ValueTuple.Create(s.FamilyName, s.GivenName, s.Id), ValueTuple.Create(last.FamilyName, last.GivenName, last.Id))),
                DirectorySort.NameDescending => rows.Where(s => EF.Functions.LessThan(ValueTuple.Create(s.FamilyName, s.GivenName, s.Id), ValueTuple.Create(last.FamilyName, last.GivenName, last.Id))),
                _ => rows.Where(s => s.Id < last.Id),
            };
        }
        rows = sort switch
        {
            DirectorySort.Name => rows.OrderBy(s => s.FamilyName).ThenBy(s => s.GivenName).ThenBy(s => s.Id),
            DirectorySort.NameDescending => rows.OrderByDescending(s => s.FamilyName).ThenByDescending(s => s.GivenName).ThenByDescending(s => s.Id),
            _ => rows.OrderByDescending(s => s.Id), // UUIDv7: the order of creation.
        };
        var found = await rows.Take(limit + 1).Select(s => new StaffEntry(s.Id, s.OrganisationId, s.FamilyName, s.GivenName, s.Email, s.Phone, s.Languages, s.LeftAt,
            db.Set<RoleGrant>().Where(grant => grant.StaffId == s.Id && grant.OrganisationId == own).OrderBy(grant => grant.Role).Select(grant => grant.Role).ToList())).ToListAsync(cancellationToken);
        return Http.Cursor.Page(found, limit, filter, row => new StaffKey(row.Id));
    }
}
