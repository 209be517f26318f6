using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Changes an accommodation that the own organisation runs.</summary>
/// <param name="Name">As allocation lists write it.</param>
/// <param name="Kind">Code of the list accommodation-kind.</param>
/// <param name="TeamId">The own team whose staff look after its residents.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Places">How many people it has room for.</param>
[Requires(Permission.ManageOrganisation)]
public sealed record ChangeAccommodation(
    [Example(Sample.Accommodation)] string Name,
    [Example("gemeinschaftsunterkunft")] string Kind,
    Guid? TeamId = null,
    AccommodationAddress? Address = null,
    [Example(120)] int? Places = null) : ICommand<Saved>
{
    /// <summary>From the route.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }
    /// <summary>From If-Match.</summary>
    [JsonIgnore]
    public uint Version { get; init; }
}

internal sealed class ChangeAccommodationValidator : AbstractValidator<ChangeAccommodation>
{
    public ChangeAccommodationValidator()
    {
        RuleFor(change => change.Name).Name();
        RuleFor(change => change.Kind).Name();
        RuleFor(change => change.Address!).SetValidator(new AccommodationAddressValidator()).When(change => change.Address is not null);
        RuleFor(change => change.Places).InclusiveBetween(0, 100_000);
    }
}

internal sealed class ChangeAccommodationHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<ChangeAccommodation, Saved>
{
    public async Task<Saved> Handle(ChangeAccommodation request, CancellationToken cancellationToken)
    {
        var accommodation = await db.Set<Accommodation>().SingleOrDefaultAsync(a => a.Id == request.Id && a.OrganisationId == call.Caller.OrganisationId, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, accommodation.Version);
        await codes.Check(cancellationToken, new CodeUse("/kind", CodeLists.AccommodationKind, request.Kind));
        await db.CheckTeam(request.TeamId, accommodation.OrganisationId, "/teamId", cancellationToken);
        accommodation.Change(request.Name, request.Kind, request.TeamId, request.Address ?? new AccommodationAddress(), request.Places);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(accommodation.Id, accommodation.Version);
    }
}
