using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>A new benefit begins; the one that holds on that day ends there.</summary>
[Requires(Permission.WriteClients)]
public sealed record ChangeBenefit : BenefitEntry, ICommand<Saved>
{
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeBenefitValidator : BenefitRules<ChangeBenefit>;

internal sealed class ChangeBenefitHandler(CaseDb db, CallContext call) : IHandler<ChangeBenefit, Saved>
{
    public async Task<Saved> Handle(ChangeBenefit request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Benefits).ToChange(db, call, request.Id, request.Version, cancellationToken);
        client.Begin(request, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
