using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

internal static class NoticesToSupervisors
{
    /// <summary>Tells the supervisors of a team; each occasion once.</summary>
    public static async Task TellSupervisors(this CaseDb db, CallContext call, Guid organisationId, Guid teamId, NoticeKind kind, string occasion,
        CancellationToken cancellationToken)
    {
        var told = await db.Set<Notice>().Where(notice => notice.Kind == kind && notice.SubjectId == teamId && notice.Occasion == occasion)
            .Select(notice => notice.StaffId).ToListAsync(cancellationToken);
        var supervisors = await db.SupervisorsOf(organisationId, teamId, call.Today, cancellationToken);
        db.AddRange(supervisors.Except(told).Select(supervisor => new Notice(organisationId, supervisor, kind, "team", teamId, occasion, call.Now)));
    }

    /// <summary>
    /// Tells the administrators where nobody is left who sees the cases of a team: no supervisor can give them to others until somebody joins. Each occasion
    /// once, and nobody who has not read of the team yet.
    /// </summary>
    public static async Task TellOfTeamWithoutMembers(
        this CaseDb db, CallContext call, Departure departure, Guid teamId, string occasion, CancellationToken cancellationToken)
    {
        var (organisation, leaver, kind) = (departure.OrganisationId, departure.StaffId, NoticeKind.TeamWithoutMembers);
        var others = db.Set<TeamMember>().On(call.Today).Where(member => member.TeamId == teamId && member.StaffId != leaver);
        var isMissed = false;
        foreach (var permission in NeededTeams.OfMembers)
        {
            isMissed = isMissed || (!await others.OfStaffWith(permission, db, organisation).AnyAsync(cancellationToken)
                && await db.NeedsOf(teamId, need => need.NeedsMembersWith == permission).AnyAsync(cancellationToken));
        }
        if (!isMissed)
        {
            return;
        }
        Role[] managing = [.. RolePermissions.RolesWith(Permission.ManageOrganisation)];
        var told = db.Set<Notice>()
            .Where(notice => notice.Kind == kind && notice.SubjectId == teamId && (notice.Occasion == occasion || notice.ReadAt == null));
        var administrators = await db.Set<RoleGrant>()
            .Where(grant => grant.OrganisationId == organisation && managing.Contains(grant.Role) && !told.Any(notice => notice.StaffId == grant.StaffId))
            .Select(grant => grant.StaffId).Distinct().ToListAsync(cancellationToken);
        db.AddRange(administrators.Select(administrator => new Notice(organisation, administrator, kind, "team", teamId, occasion, call.Now)));
    }
}
