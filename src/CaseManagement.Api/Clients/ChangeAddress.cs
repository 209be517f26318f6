using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>A new address begins; the one that holds on that day ends there.</summary>
[Requires(Permission.WriteClients)]
public sealed record ChangeAddress : AddressEntry, ICommand<Saved>
{
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeAddressValidator : AddressRules<ChangeAddress>;

internal sealed class ChangeAddressHandler(CaseDb db, CallContext call) : IHandler<ChangeAddress, Saved>
{
    public async Task<Saved> Handle(ChangeAddress request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Addresses).ToChange(db, call, request.Id, request.Version, cancellationToken);
        await db.CheckWhereabouts(client.Id, protect: false, cancellationToken);
        client.Begin(request, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
