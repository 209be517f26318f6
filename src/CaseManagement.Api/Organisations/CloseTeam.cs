using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Dissolves a team of the own organisation, once no open case and no accommodation is left with it and no handover is on its way to it.</summary>
/// <param name="Reason">Why, for the trail.</param>
[Requires(Permission.ManageOrganisation)]
public sealed record CloseTeam(string Reason) : ICommand<Saved>, IGivesReason
{
    /// <summary>From the route.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }
    /// <summary>From If-Match.</summary>
    [JsonIgnore]
    public uint Version { get; init; }
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
        // Whether there is a case, nothing of it: an administrator sees no case content.
        var inUse = await db.Database.SqlQuery<bool>($"""
            select exists (select from app."case" where team_id = {team.Id} and status = 'open')
                or exists (select from app.accommodation where team_id = {team.Id} and closed_at is null) as "Value"
            """).SingleAsync(cancellationToken);
        if (inUse)
        {
            throw new RefusedException(OrganisationProblems.TeamInUse);
        }
        var awaited = await db.Database.SqlQuery<bool>($"""
            select exists (select from app.handover where receiver_team_id = {team.Id} and submitted_at is not null and status in ('submitted', 'clarification_requested')) as "Value"
            """).SingleAsync(cancellationToken);
        if (awaited)
        {
            throw new RefusedException(OrganisationProblems.TeamAwaitsHandover);
        }
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(team.Id, team.Version);
    }
}
