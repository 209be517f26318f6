using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Clients;

/// <summary>What follows persons into a household, or out of any; contributed by the rooms above, in the transaction of the move.</summary>
public interface IFollowsHousehold
{
    /// <summary>Persons have joined a household, or left theirs without joining another (null).</summary>
    Task Follow(CaseDb db, CallContext call, IReadOnlyCollection<Guid> clients, Guid? householdId, CancellationToken cancellationToken);
}

internal static class HouseholdMoves
{
    /// <summary>Lets everything follow that has to.</summary>
    internal static async Task Follow(
        this CaseDb db, IReadOnlyCollection<Guid> clients, Guid? householdId, CallContext call, CancellationToken cancellationToken)
    {
        foreach (var follower in clients.Count > 0 ? Contributions.Of<IFollowsHousehold>() : [])
        {
            await follower.Follow(db, call, clients, householdId, cancellationToken);
        }
    }
}
