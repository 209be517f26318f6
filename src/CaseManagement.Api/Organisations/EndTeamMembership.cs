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
[Operation("End a membership", "From `until` on (today where left out) the team's cases are out of the colleague's sight.")]
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
        var team = await db.Set<Team>().ManagedBy(call.Caller).ToChange(request.Id, request.Version, cancellationToken);
        var member = await db.Set<TeamMember>().SingleOrDefaultAsync(m => m.Id == request.MembershipId && m.TeamId == team.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.MembershipId);
        if (!member.IsOpen(call.Today))
        {
            throw new RefusedException(OrganisationProblems.MembershipOver);
        }
        var until = request.Until ?? call.Today;
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
}
