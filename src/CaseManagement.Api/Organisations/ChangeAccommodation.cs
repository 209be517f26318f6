using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Changes an accommodation that the own organisation runs.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Change an accommodation", """
    Members left out are emptied; of a sensitive one of which you may not know where it is, team, address and places that are left out stay.
    """)]
public sealed record ChangeAccommodation : AccommodationBody, ICommand<Saved>
{
    /// <summary>The accommodation.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeAccommodationHandler(CaseDb db, CallContext call) : IHandler<ChangeAccommodation, Saved>
{
    public async Task<Saved> Handle(ChangeAccommodation request, CancellationToken cancellationToken)
    {
        var accommodation = await db.Set<Accommodation>().ManagedBy(call.Caller).ToChange(request.Id, request.Version, cancellationToken);
        await db.CheckTeam(request.TeamId, accommodation.OrganisationId, "/teamId", cancellationToken);
        var known = await db.Set<Accommodation>().KnownTo(call.Caller).AnyAsync(place => place.Id == accommodation.Id, cancellationToken);
        accommodation.Change(request, isWithheld: !known);
        return await db.Save(accommodation, cancellationToken);
    }
}
