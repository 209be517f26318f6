using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Dissolves a team of the own organisation, once no open case and no accommodation is left with it and no handover is on its way to it.</summary>
/// <param name="Reason">Why, for the trail.</param>
[Requires(Permission.ManageOrganisation)]
public sealed record CloseTeam([Example(Sample.Reason)] string Reason) : ICommand<Saved>, IGivesReason
{
    /// <summary>From the route.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }
    /// <summary>From If-Match.</summary>
    [JsonIgnore]
    public uint Version { get; init; }
}

/// <summary>What still needs a team, so that it cannot be dissolved yet; contributed by the rooms above.</summary>
public interface INeedsTeam
{
    /// <summary>The ids of what needs it: whether there is any, and nothing of it, because an administrator sees no case content.</summary>
    IQueryable<Guid> Needs(CaseDb db, Guid teamId);

    /// <summary>409: what has to be done first.</summary>
    ProblemType Refusal { get; }
}

internal sealed class CloseTeamValidator : AbstractValidator<CloseTeam>
{
    public CloseTeamValidator() => RuleFor(close => close.Reason).NotEmpty().MaximumLength(1000);
}

internal sealed class CloseTeamHandler(CaseDb db, CallContext call) : IHandler<CloseTeam, Saved>
{
    public async Task<Saved> Handle(CloseTeam request, CancellationToken cancellationToken)
    {
        // Locked before looking: a household that is being accepted into the team is waited for, and then seen.
        var team = (await db.Set<Team>().FromSql($"select t.*, t.xmin from app.team t where t.id = {request.Id} and t.organisation_id = {call.Caller.OrganisationId} for update").ToListAsync(cancellationToken)).SingleOrDefault()
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, team.Version);
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
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(team.Id, team.Version);
    }
}
