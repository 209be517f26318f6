using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>The orders of the list of colleagues.</summary>
public enum StaffSort
{
    /// <summary>By family and given name.</summary>
    [JsonStringEnumMemberName("name")] Name,
    /// <summary>By name, backwards.</summary>
    [JsonStringEnumMemberName("-name")] NameDescending,
    /// <summary>Who came last first.</summary>
    [JsonStringEnumMemberName("-createdAt")] NewestFirst,
}

/// <summary>The colleagues whom the acting organisation knows.</summary>
/// <param name="TeamId">Only today's members of this team.</param>
/// <param name="Role">Only those with this role for the organisation.</param>
/// <param name="Include">ended: those who have left, too.</param>
/// <param name="Page">Which page.</param>
/// <param name="Sort">name, -name or -createdAt (who came last first).</param>
[Requires(Permission.UseProduct)]
[Operation("List colleagues", "Whom the acting organisation employs and who has a role in it.")]
public sealed record ListStaff(Guid? TeamId, Role? Role, Include? Include, Paging Page, StaffSort Sort = StaffSort.Name) : IQuery<Page<StaffEntry>>;

/// <summary>A colleague in a list.</summary>
/// <param name="Id">The person.</param>
/// <param name="OrganisationId">The employer.</param>
/// <param name="OrganisationName">Its name.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="Email">E-mail address at work.</param>
/// <param name="Phone">Telephone at work.</param>
/// <param name="Languages">Languages for counselling.</param>
/// <param name="LeftAt">Set when the person has left.</param>
/// <param name="Roles">Roles for the acting organisation.</param>
public sealed record StaffEntry(
    Guid Id,
    Guid OrganisationId,
    [Example(Sample.District)] string OrganisationName,
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName,
    [Example(Sample.Email)] string? Email,
    [Example(Sample.Phone)] string? Phone,
    [CodeOf(CodeLists.Language)] string[] Languages,
    [Example(null)] DateTimeOffset? LeftAt,
    IReadOnlyList<Role> Roles);

/// <summary>Where a list of people goes on: the last one's id alone, because cursors hold no names; and who was shown, because names change.</summary>
internal sealed record StaffKey(Guid Id, Walk Walk);

internal sealed class ListStaffHandler(CaseDb db, CallContext call) : IHandler<ListStaff, Page<StaffEntry>>
{
    public async Task<Page<StaffEntry>> Handle(ListStaff request, CancellationToken cancellationToken)
    {
        var (limit, filter) = (Cursor.Limit(request.Page.Limit), request with { Page = Paging.First });
        var (own, today) = (call.Caller.OrganisationId, call.Today);
        var staff = db.Set<Staff>().AsQueryable();
        if (request.Include is null)
        {
            staff = staff.Where(s => s.LeftAt == null);
        }
        staff = staff
            .If(request.Role,
                role => s => db.Set<RoleGrant>().Any(grant => grant.StaffId == s.Id && grant.OrganisationId == own && grant.Role == role))
            .If(request.TeamId, team => s => db.Set<TeamMember>().On(today).Any(member => member.StaffId == s.Id && member.TeamId == team));
        var rows = await Sorted(await Behind(staff, request, filter, cancellationToken), request.Sort).Take(limit + 1).Select(s => new StaffEntry(
            s.Id, s.OrganisationId, db.Set<Organisation>().Where(employer => employer.Id == s.OrganisationId).Select(employer => employer.Name).First(),
            s.FamilyName, s.GivenName, s.Email, s.Phone, s.Languages, s.LeftAt,
            db.Set<RoleGrant>().Where(grant => grant.StaffId == s.Id && grant.OrganisationId == own)
                .OrderBy(grant => grant.Role).Select(grant => grant.Role).ToList())).ToListAsync(cancellationToken);
        var page = await Cursor.Page(rows, limit, filter, Cursor.Read<StaffKey>(request.Page.Cursor, filter)?.Walk, row => row.Id,
            (row, walk) => new StaffKey(row?.Id ?? Guid.Empty, walk), staff.Select(s => s.Id), cancellationToken);
        return page with { Count = await staff.CountFor(request.Page, cancellationToken) };
    }

    private async Task<IQueryable<Staff>> Behind(IQueryable<Staff> staff, ListStaff request, ListStaff filter, CancellationToken cancellationToken)
    {
        if (Cursor.Read<StaffKey>(request.Page.Cursor, filter) is not { } after)
        {
            return staff;
        }
        if (after.Walk.Now(Cursor.Limit(request.Page.Limit)) is { } rest)
        {
            return staff.Where(s => rest.Contains(s.Id));
        }
        var last = await db.Set<Staff>().Where(s => s.Id == after.Id).Select(s => new { s.FamilyName, s.GivenName, s.Id })
            .SingleOrDefaultAsync(cancellationToken) ?? throw new RefusedException(HttpProblems.CursorInvalid);
        return request.Sort switch
        {
            StaffSort.Name => staff.Where(s => EF.Functions.GreaterThan(
                ValueTuple.Create(s.FamilyName, s.GivenName, s.Id), ValueTuple.Create(last.FamilyName, last.GivenName, last.Id))),
            StaffSort.NameDescending => staff.Where(s => EF.Functions.LessThan(
                ValueTuple.Create(s.FamilyName, s.GivenName, s.Id), ValueTuple.Create(last.FamilyName, last.GivenName, last.Id))),
            _ => staff.Where(s => s.Id < last.Id),
        };
    }

    private static IQueryable<Staff> Sorted(IQueryable<Staff> staff, StaffSort sort) => sort switch
    {
        StaffSort.Name => staff.OrderBy(s => s.FamilyName).ThenBy(s => s.GivenName).ThenBy(s => s.Id),
        StaffSort.NameDescending => staff.OrderByDescending(s => s.FamilyName).ThenByDescending(s => s.GivenName).ThenByDescending(s => s.Id),
        _ => staff.OrderByDescending(s => s.Id), // UUIDv7: the order of creation.
    };
}
