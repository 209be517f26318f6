using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Dissolves a team of the own organisation, once no open case and no accommodation is left with it and no handover is on its way to it.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Dissolve a team", """
    Refused with 409 `team-in-use` while it has open cases or accommodations, and with `team-awaits-handover` while a handover to it is
    undecided: nobody is left without a responsible team.
    """)]
public sealed record CloseTeam : Closing;

/// <summary>What still needs a team, so that it cannot be dissolved yet; contributed by the rooms above.</summary>
public interface INeedsTeam
{
    /// <summary>The ids of what needs it: whether there is any, and nothing of it, because an administrator sees no case content.</summary>
    IQueryable<Guid> Needs(CaseDb db, Guid teamId);

    /// <summary>409: what has to be done first.</summary>
    ProblemType Refusal { get; }
}

internal sealed class CloseTeamHandler(CaseDb db, CallContext call) : IHandler<CloseTeam, Saved>
{
    public async Task<Saved> Handle(CloseTeam request, CancellationToken cancellationToken)
    {
        // Locked before looking: a household that is being accepted into the team is waited for, and then seen.
        var team = await db.Set<Team>().FromSql($"select t.*, t.xmin from app.team t where t.id = {request.Id} for update")
            .ManagedBy(call.Caller).ToChange(request.Id, request.Version, cancellationToken);
        team.Close(call.Now);
        if (await db.Set<Accommodation>().AnyAsync(accommodation => accommodation.TeamId == team.Id && accommodation.ClosedAt == null, cancellationToken))
        {
            throw new RefusedException(OrganisationProblems.TeamInUse);
        }
        foreach (var need in Contributions.Of<INeedsTeam>())
        {
            if (await need.Needs(db, team.Id).AnyAsync(cancellationToken))
            {
                throw new RefusedException(need.Refusal);
            }
        }
        return await db.Save(team, cancellationToken);
    }
}
