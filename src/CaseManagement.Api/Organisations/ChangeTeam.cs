using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>Renames a team of the own organisation, gives it other quarters, or says how to reach it.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Change a team", "Name, quarters, reachability. Members left out are emptied.")]
public sealed record ChangeTeam : TeamBody, ICommand<Saved>
{
    /// <summary>The team.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeTeamHandler(CaseDb db, CallContext call) : IHandler<ChangeTeam, Saved>
{
    public async Task<Saved> Handle(ChangeTeam request, CancellationToken cancellationToken)
    {
        var team = await db.Set<Team>().ManagedBy(call.Caller).ToChange(request.Id, request.Version, cancellationToken);
        team.Change(request.Name, request.Districts ?? [], request.Email, request.Phone, call.Now);
        return await db.Save(team, cancellationToken);
    }
}
