using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>Adds a team to the own organisation.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Create a team", "In the own organisation; one open team of a name (409 `team-name-taken`).")]
public sealed record CreateTeam : TeamBody, ICommand<Saved>
{
    /// <summary>What it does; this stays.</summary>
    public required TeamKind Kind { get; init; }
}

internal sealed class CreateTeamHandler(CaseDb db, CallContext call) : IHandler<CreateTeam, Saved>
{
    public async Task<Saved> Handle(CreateTeam request, CancellationToken cancellationToken)
    {
        var team = new Team(call.Caller.RequiredOrganisationId, request.Name, request.Kind, request.Districts ?? [], call.Now);
        team.Change(team.Name, team.Districts, request.Email, request.Phone, call.Now);
        db.Add(team);
        return await db.Save(team, cancellationToken);
    }
}
