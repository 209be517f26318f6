using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Clients;

/// <summary>A member leaves a household without joining another one; an open case goes on by itself.</summary>
/// <param name="Reason">Why; 1 to 1000 characters.</param>
/// <param name="Until">First day no longer; today where left out.</param>
[Requires(Permission.WriteClients)]
[Operation("Remove a member", "Leaves without joining another household. The open case follows on that day.")]
public sealed record RemoveHouseholdMember([Example("Moved out")] string Reason, [Example(null)] DateOnly? Until = null) : ICommand<Saved>, INeedsReason
{
    /// <summary>The member.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
    /// <summary>The household.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RemoveHouseholdMemberHandler(CaseDb db, CallContext call) : IHandler<RemoveHouseholdMember, Saved>
{
    public async Task<Saved> Handle(RemoveHouseholdMember request, CancellationToken cancellationToken)
    {
        var saved = await db.Change(call, request.Id, request.Version,
            household => household.Leave(request.ClientId, request.Until ?? call.Today, call.Now), cancellationToken);
        await db.Follow(call, [request.ClientId], cancellationToken);
        return saved;
    }
}
