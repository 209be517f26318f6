using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>
/// A colleague leaves a team: its cases are out of his or her sight from that day, those that he or she leads wait to be
/// assigned, and reminders, admissions, deputyships and parts in cases go with it.
/// </summary>
/// <param name="UntilDate">First day no longer in the team; today (at once) where left out.</param>
[Requires(Permission.ManageOrganisation)]
public sealed record EndTeamMembership([Example("2026-03-31")] DateOnly? UntilDate = null) : ICommand<Saved>
{
    /// <summary>From the route.</summary>
    [JsonIgnore]
    public Guid TeamId { get; init; }
    /// <summary>From the route.</summary>
    [JsonIgnore]
    public Guid MembershipId { get; init; }
    /// <summary>From If-Match: the team's.</summary>
    [JsonIgnore]
    public uint Version { get; init; }
}

internal sealed class EndTeamMembershipHandler(CaseDb db, CallContext call) : IHandler<EndTeamMembership, Saved>
{
    public async Task<Saved> Handle(EndTeamMembership request, CancellationToken cancellationToken)
    {
        var found = await (from t in db.Set<Team>()
                           join m in db.Set<TeamMember>() on t.Id equals m.TeamId
                           where t.Id == request.TeamId && t.OrganisationId == call.Caller.OrganisationId && m.Id == request.MembershipId
                           select new { Team = t, Member = m }).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.MembershipId);
        IfMatch.Check(request.Version, found.Team.Version);
        if (!found.Member.IsOpen(call.Today))
        {
            throw new RefusedException(OrganisationProblems.MembershipOver);
        }
        var until = request.UntilDate ?? call.Today;
        if (until <= found.Member.FromDate)
        {
            db.Remove(found.Member); // It has never held; the trail keeps it.
        }
        else
        {
            found.Member.End(until);
        }
        found.Team.Touch(call.Now);
        await db.SaveChangesAsync(cancellationToken);
        if (until <= call.Today) // On a later day GiveBackDuties does it.
        {
            await db.GiveBack(call, new Departure(found.Team.OrganisationId, found.Member.StaffId, found.Team.Id, call.Now), cancellationToken);
        }
        return new Saved(found.Team.Id, found.Team.Version);
    }
}
