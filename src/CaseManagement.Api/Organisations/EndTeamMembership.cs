using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>
/// A colleague leaves a team: its cases are out of his or her sight from that day, those that he or she leads wait to be
/// assigned, and reminders, admissions, deputyships and parts in cases go with it.
/// </summary>
/// <param name="Until">First day no longer in the team; today (at once) where left out.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("End a membership", """
    From `until` on (today where left out) the team's cases are out of the colleague's sight. 409 `team-last-member` where nobody else in the team would work
    on cases then, while it has open cases or a handover by it is undecided, or could accept or decline a handover to it that is.
    """)]
public sealed record EndTeamMembership([Example("2026-03-31")] DateOnly? Until = null) : ICommand<Saved>
{
    /// <summary>The team.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>The membership.</summary>
    [JsonIgnore] public Guid MembershipId { get; init; }
    /// <summary>If-Match: the team's.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class EndTeamMembershipHandler(CaseDb db, CallContext call) : IHandler<EndTeamMembership, Saved>
{
    public async Task<Saved> Handle(EndTeamMembership request, CancellationToken cancellationToken)
    {
        // Locked before looking: of two who are the last, one stays; and a case that is coming to the team finds nobody, or is seen.
        var team = await db.LockedTeam(call, request.Id, request.Version, cancellationToken);
        var member = await db.Set<TeamMember>().SingleOrDefaultAsync(m => m.Id == request.MembershipId && m.TeamId == team.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.MembershipId);
        if (!member.IsOpen(call.Today))
        {
            throw new RefusedException(OrganisationProblems.MembershipOver);
        }
        var until = request.Until ?? call.Today;
        await CheckCases(team, member, until > call.Today ? until : call.Today, cancellationToken);
        if (until <= member.FromDate)
        {
            db.Remove(member); // It has never held; the trail keeps it.
        }
        else
        {
            member.End(until);
        }
        team.Touch(call.Now);
        await db.SaveChangesAsync(cancellationToken);
        if (until <= call.Today && member.FromDate <= call.Today) // On a later day GiveBackDuties does it.
        {
            await db.GiveBack(call, new Departure(team.OrganisationId, member.StaffId, team.Id, call.Now), cancellationToken);
        }
        return new Saved(team.Id, team.Version);
    }

    // Whoever has to lose access at once, whatever becomes of the team, is disabled or loses the role (DisableStaff, RevokeRole).
    private async Task CheckCases(Team team, TeamMember leaving, DateOnly from, CancellationToken cancellationToken)
    {
        foreach (var permission in NeededTeams.OfMembers)
        {
            var members = await db.Set<TeamMember>().OpenOn(call.Today).Where(member => member.TeamId == team.Id)
                .OfStaffWith(permission, db, team.OrganisationId).ToListAsync(cancellationToken);
            if (members.Contains(leaving) && members.AreNeeded(leaving, from)
                && await db.NeedsOf(team.Id, need => need.NeedsMembersWith == permission).AnyAsync(cancellationToken))
            {
                throw new RefusedException(OrganisationProblems.TeamLastMember);
            }
        }
    }
}
