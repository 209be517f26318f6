using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Lifts a mark: the dispute is settled, the bar on the address has ended. It stays in the file as lifted.</summary>
/// <param name="Reason">Why; 1 to 1000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Lift a mark", """
    The dispute is settled, or the bar has ended. A bar on the address is lifted only by who is admitted to the compartment
    (403 `compartment-closed`).
    """)]
public sealed record LiftMark([Example("The passport was shown.")] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The mark.</summary>
    [JsonIgnore] public Guid MarkId { get; init; }
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class LiftMarkHandler(CaseDb db, CallContext call) : IHandler<LiftMark, Saved>
{
    public async Task<Saved> Handle(LiftMark request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Marks).ToChange(db, call, request.Id, request.Version, cancellationToken);
        var mark = client.Lift(request.MarkId, request.Reason, call.Caller.StaffId, call.Now);
        if (mark.Kind == MarkKind.AddressBlocked)
        {
            await db.CheckWhereabouts(client.Id, protect: true, cancellationToken); // Who may not see where the person lives cannot lay it open.
        }
        return await db.Save(client, cancellationToken);
    }
}
