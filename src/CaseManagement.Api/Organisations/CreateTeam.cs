using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Organisations;

/// <summary>Adds a team to the own organisation.</summary>
/// <param name="Name">One open team of a name.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Districts">The quarters of the town that it serves.</param>
/// <param name="Email">Where to write to.</param>
/// <param name="Phone">Where to call.</param>
[Requires(Permission.ManageOrganisation)]
public sealed record CreateTeam(
    [Example(Sample.Team)] string Name,
    TeamKind Kind,
    [Example("Innenstadt")] string[]? Districts = null,
    [Example(Sample.Email)] string? Email = null,
    [Example(Sample.Phone)] string? Phone = null) : ICommand<Saved>;

internal sealed class CreateTeamValidator : AbstractValidator<CreateTeam>
{
    public CreateTeamValidator()
    {
        RuleFor(create => create.Name).Name();
        RuleFor(create => create.Districts).Must(districts => districts is not { Length: > 100 }).WithErrorCode("too-many");
        RuleForEach(create => create.Districts).Name();
        RuleFor(create => create.Email).Email();
        RuleFor(create => create.Phone).Phone();
    }
}

internal sealed class CreateTeamHandler(CaseDb db, CallContext call) : IHandler<CreateTeam, Saved>
{
    public async Task<Saved> Handle(CreateTeam request, CancellationToken cancellationToken)
    {
        var team = new Team(call.Caller.RequiredOrganisationId, request.Name, request.Kind, request.Districts ?? [], call.Now);
        team.Change(team.Name, team.Districts, request.Email, request.Phone, call.Now);
        db.Add(team);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(team.Id, team.Version);
    }
}
