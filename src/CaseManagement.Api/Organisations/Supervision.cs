using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Who supervises whom.</summary>
public static class Supervision
{
    /// <summary>Supervisors who are in the team today; where it has none, those of the organisation. In a stable order.</summary>
    public static Task<IReadOnlyList<Guid>> SupervisorsOf(this CaseDb db, Guid organisationId, Guid teamId, DateOnly today,
        CancellationToken cancellationToken) =>
        db.SupervisorsOf(organisationId, db.Set<TeamMember>().Where(member => member.TeamId == teamId), null, today, cancellationToken);

    /// <summary>The same for several teams, by their memberships.</summary>
    /// <param name="db">The database.</param>
    /// <param name="organisationId">Whose supervisors.</param>
    /// <param name="members">Memberships of the teams, of whatever day.</param>
    /// <param name="exceptStaffId">Who does not count, because it is his own doing; null where all do.</param>
    /// <param name="today">The day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<Guid>> SupervisorsOf(this CaseDb db, Guid organisationId, IQueryable<TeamMember> members,
        Guid? exceptStaffId, DateOnly today, CancellationToken cancellationToken)
    {
        members = members.On(today);
        var found = await db.Set<RoleGrant>()
            .Where(grant => grant.OrganisationId == organisationId && grant.Role == Role.Supervisor
                && (exceptStaffId == null || grant.StaffId != exceptStaffId)
                && db.Set<Staff>().Any(staff => staff.Id == grant.StaffId && staff.LeftAt == null))
            .Select(grant => new { grant.StaffId, InTeam = members.Any(member => member.StaffId == grant.StaffId) })
            .OrderBy(supervisor => supervisor.StaffId).ToListAsync(cancellationToken);
        var near = found.Where(supervisor => supervisor.InTeam).ToList();
        return [.. (near.Count > 0 ? near : found).Select(supervisor => supervisor.StaffId)];
    }

    /// <summary>The data-protection officers of an organisation, in a stable order; without one whose own doing it is.</summary>
    public static Task<List<Guid>> OfficersOf(this CaseDb db, Guid organisationId, Guid? exceptStaffId, CancellationToken cancellationToken) =>
        db.Set<RoleGrant>()
            .Where(grant => grant.OrganisationId == organisationId && grant.Role == Role.DataProtectionOfficer
                && (exceptStaffId == null || grant.StaffId != exceptStaffId))
            .Select(grant => grant.StaffId).Order().ToListAsync(cancellationToken);

    /// <summary>
    /// Colleagues whom the caller supervises today, the other way round than who is told: who is in a team with him or her, and who is in none
    /// with any supervisor. Nobody where the caller is no supervisor.
    /// </summary>
    internal static IQueryable<Guid> SupervisedBy(this CaseDb db, Caller caller, DateOnly today)
    {
        var (mine, supervises) = (caller.OrganisationId, caller.Is(Role.Supervisor));
        Role[] roles = [.. RolePermissions.RolesWith(Permission.ReadCases)];
        var grants = db.Set<RoleGrant>().Where(grant => supervises && grant.OrganisationId == mine && roles.Contains(grant.Role));
        var members = db.Set<TeamMember>().On(today);
        var near = members.Where(member => members.Any(other => other.TeamId == member.TeamId
            && grants.Any(grant => grant.Role == Role.Supervisor && grant.StaffId == other.StaffId)));
        return db.InTeamWith(caller.StaffId, today).Where(_ => supervises)
            .Concat(grants.Select(grant => grant.StaffId).Where(staff => !near.Any(member => member.StaffId == staff)));
    }

    /// <summary>Who is in a team with somebody today.</summary>
    internal static IQueryable<Guid> InTeamWith(this CaseDb db, Guid? staffId, DateOnly today)
    {
        var members = db.Set<TeamMember>().On(today);
        return members.Where(member => members.Any(other => other.TeamId == member.TeamId && other.StaffId == staffId)).Select(member => member.StaffId);
    }
}
