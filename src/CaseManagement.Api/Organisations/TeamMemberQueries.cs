using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;

namespace CaseManagement.Api.Organisations;

/// <summary>Memberships in queries; SQL has the same in <c>access.members_on</c>.</summary>
public static class TeamMemberQueries
{
    /// <summary>Those that hold on a day.</summary>
    public static IQueryable<TeamMember> On(this IQueryable<TeamMember> members, DateOnly day) =>
        members.OpenOn(day).Where(member => member.FromDate <= day);

    /// <summary>Those that hold on a day or will hold later; see <see cref="TeamMember.IsOpen"/>.</summary>
    public static IQueryable<TeamMember> OpenOn(this IQueryable<TeamMember> members, DateOnly day) =>
        members.Where(member => member.UntilDate == null || member.UntilDate > day);

    /// <summary>The roles that may work on cases at all: who has none of them could not even read the case.</summary>
    internal static readonly Role[] CaseworkRoles = [.. RolePermissions.RolesWith(Permission.WriteCases)];

    /// <summary>Those of who works on cases of the organisation: he has not left, and holds a role there that may. In SQL: <c>app.is_staffed</c>.</summary>
    internal static IQueryable<TeamMember> OfCaseworkers(this IQueryable<TeamMember> members, CaseDb db, Guid organisationId) =>
        members.OfStaffWith(Permission.WriteCases, db, organisationId);

    /// <summary>Those of who has not left and holds a role in the organisation that may do something.</summary>
    internal static IQueryable<TeamMember> OfStaffWith(this IQueryable<TeamMember> members, Permission permission, CaseDb db, Guid organisationId)
    {
        Role[] roles = [.. RolePermissions.RolesWith(permission)];
        return members.Where(member => db.Set<Staff>().Any(staff => staff.Id == member.StaffId && staff.LeftAt == null)
            && db.Set<RoleGrant>().Any(grant => grant.StaffId == member.StaffId && grant.OrganisationId == organisationId && roles.Contains(grant.Role)));
    }

    /// <summary>Whether a team would have nobody on a day on which somebody leaves it who would be there.</summary>
    /// <param name="members">Memberships of the team that hold on the day or later.</param>
    /// <param name="leaving">The membership that is to end.</param>
    /// <param name="from">The first day no longer; today at the earliest.</param>
    internal static bool AreNeeded(this IEnumerable<TeamMember> members, TeamMember leaving, DateOnly from)
    {
        // As far as the others reach without a gap, from the first day that is lost.
        var reach = from > leaving.FromDate ? from : leaving.FromDate;
        foreach (var other in members.Where(member => member.Id != leaving.Id).OrderBy(member => member.FromDate))
        {
            if (other.FromDate <= reach && other.IsOpen(reach))
            {
                reach = other.UntilDate ?? DateOnly.MaxValue;
            }
        }
        return reach < (leaving.UntilDate ?? DateOnly.MaxValue);
    }
}
