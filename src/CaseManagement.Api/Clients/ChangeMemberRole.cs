using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Clients;

/// <summary>A present member's role was recorded wrongly or has changed.</summary>
/// <param name="Role">The new one.</param>
[Requires(Permission.WriteClients)]
[Operation("Change a member's role", "Of a present member.")]
public sealed record ChangeMemberRole([CodeOf(CodeLists.HouseholdRole)] string Role) : ICommand<Saved>
{
    /// <summary>The member.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
    /// <summary>The household.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeMemberRoleHandler(CaseDb db, CallContext call) : IHandler<ChangeMemberRole, Saved>
{
    public Task<Saved> Handle(ChangeMemberRole request, CancellationToken cancellationToken) => db.Change(call, request.Id, request.Version,
        household => household.ChangeRole(request.ClientId, request.Role, call.Today, call.Now), cancellationToken);
}
