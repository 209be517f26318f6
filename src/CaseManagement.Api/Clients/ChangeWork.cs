using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>New work, or none, begins; what holds on that day ends there.</summary>
[Requires(Permission.WriteClients)]
public sealed record ChangeWork : WorkEntry, ICommand<Saved>
{
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeWorkValidator : WorkRules<ChangeWork>;

internal sealed class ChangeWorkHandler(CaseDb db, CallContext call) : IHandler<ChangeWork, Saved>
{
    public async Task<Saved> Handle(ChangeWork request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Works).ToChange(db, call, request.Id, request.Version, cancellationToken);
        client.Begin(request, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
