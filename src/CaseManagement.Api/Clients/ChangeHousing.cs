using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>The person moves to another accommodation or a private home; the one of that day ends there.</summary>
[Requires(Permission.WriteClients)]
public sealed record ChangeHousing : HousingEntry, ICommand<Saved>
{
    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeHousingValidator : HousingRules<ChangeHousing>;

internal sealed class ChangeHousingHandler(CaseDb db, CallContext call) : IHandler<ChangeHousing, Saved>
{
    public async Task<Saved> Handle(ChangeHousing request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().Include(c => c.Housings).ToChange(db, call, request.Id, request.Version, cancellationToken);
        await db.CheckWhereabouts(client.Id, protect: false, cancellationToken);
        if (request.AccommodationId is { } place && !await db.Set<Accommodation>().AnyAsync(a => a.Id == place && a.ClosedAt == null, cancellationToken))
        {
            throw RefusedException.Invalid("/accommodationId", ClientProblems.UnknownAccommodation);
        }
        client.Begin(request, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(client.Id, client.Version);
    }
}
