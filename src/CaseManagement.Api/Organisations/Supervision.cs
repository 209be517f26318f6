using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Who supervises whom.</summary>
public static class Supervision
{
    /// <summary>Supervisors who are in the team today; where it has none, those of the organisation. In a stable order.</summary>
    public static async Task<IReadOnlyList<Guid>> SupervisorsOf(this CaseDb db, Guid organisationId, Guid teamId, DateOnly today,
        CancellationToken cancellationToken)
    {
        var found = await db.Set<RoleGrant>()
            .Where(grant => grant.OrganisationId == organisationId && grant.Role == Role.Supervisor
                && db.Set<Staff>().Any(staff => staff.Id == grant.StaffId && staff.LeftAt == null))
            .Select(grant => new
            {
                grant.StaffId,
                InTeam = db.Set<TeamMember>().Any(member => member.TeamId == teamId && member.StaffId == grant.StaffId
                    && member.FromDate <= today && (member.UntilDate == null || member.UntilDate > today)),
            })
            .OrderBy(supervisor => supervisor.StaffId).ToListAsync(cancellationToken);
        var near = found.Where(supervisor => supervisor.InTeam).ToList();
        return [.. (near.Count > 0 ? near : found).Select(supervisor => supervisor.StaffId)];
    }
}
