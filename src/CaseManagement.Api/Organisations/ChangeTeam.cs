using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Renames a team of the own organisation, gives it other quarters, or says how to reach it.</summary>
/// <param name="Name">One open team of a name.</param>
/// <param name="Districts">The quarters of the town that it serves.</param>
/// <param name="Email">Where to write to.</param>
/// <param name="Phone">Where to call.</param>
[Requires(Permission.ManageOrganisation)]
public sealed record ChangeTeam(
    [Example(Sample.Team)] string Name,
    [Example("Innenstadt")] string[] Districts,
    [Example(Sample.Email)] string? Email = null,
    [Example(Sample.Phone)] string? Phone = null) : ICommand<Saved>
{
    /// <summary>From the route.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }
    /// <summary>From If-Match.</summary>
    [JsonIgnore]
    public uint Version { get; init; }
}

internal sealed class ChangeTeamValidator : AbstractValidator<ChangeTeam>
{
    public ChangeTeamValidator()
    {
        RuleFor(change => change.Name).Name();
        RuleFor(change => change.Districts).Must(districts => districts.Length <= 100).WithErrorCode("too-many");
        RuleForEach(change => change.Districts).Name();
        RuleFor(change => change.Email).Email();
        RuleFor(change => change.Phone).Phone();
    }
}

internal sealed class ChangeTeamHandler(CaseDb db, CallContext call) : IHandler<ChangeTeam, Saved>
{
    public async Task<Saved> Handle(ChangeTeam request, CancellationToken cancellationToken)
    {
        var team = await db.Set<Team>().SingleOrDefaultAsync(t => t.Id == request.Id && t.OrganisationId == call.Caller.OrganisationId, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, team.Version);
        team.Change(request.Name, request.Districts, request.Email, request.Phone, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(team.Id, team.Version);
    }
}
