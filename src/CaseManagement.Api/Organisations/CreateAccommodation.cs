using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Organisations;

/// <summary>Adds an accommodation that the own organisation runs.</summary>
/// <param name="Name">As allocation lists write it; one open accommodation of a name.</param>
/// <param name="Kind">Code of the list accommodation-kind.</param>
/// <param name="TeamId">The own team whose staff look after its residents.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Places">How many people it has room for.</param>
[Requires(Permission.ManageOrganisation)]
public sealed record CreateAccommodation(
    [Example(Sample.Accommodation)] string Name,
    [Example("gemeinschaftsunterkunft")] string Kind,
    Guid? TeamId = null,
    AccommodationAddress? Address = null,
    [Example(120)] int? Places = null) : ICommand<Saved>;

internal sealed class CreateAccommodationValidator : AbstractValidator<CreateAccommodation>
{
    public CreateAccommodationValidator()
    {
        RuleFor(create => create.Name).Name();
        RuleFor(create => create.Kind).Name();
        RuleFor(create => create.Address!).SetValidator(new AccommodationAddressValidator()).When(create => create.Address is not null);
        RuleFor(create => create.Places).InclusiveBetween(0, 100_000);
    }
}

internal sealed class AccommodationAddressValidator : AbstractValidator<AccommodationAddress>
{
    public AccommodationAddressValidator()
    {
        RuleFor(address => address.Street).MaximumLength(200);
        RuleFor(address => address.PostalCode).Matches(@"^\d{5}$").WithErrorCode("postal-code-form");
        RuleFor(address => address.Town).MaximumLength(200);
        RuleFor(address => address.Ags).Ags();
    }
}

internal sealed class CreateAccommodationHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<CreateAccommodation, Saved>
{
    public async Task<Saved> Handle(CreateAccommodation request, CancellationToken cancellationToken)
    {
        await codes.Check(cancellationToken, new CodeUse("/kind", CodeLists.AccommodationKind, request.Kind));
        var organisationId = call.Caller.RequiredOrganisationId;
        await db.CheckTeam(request.TeamId, organisationId, "/teamId", cancellationToken);
        var accommodation = new Accommodation(organisationId, request.TeamId, request.Name, request.Kind, call.Now);
        accommodation.Change(request.Name, request.Kind, request.TeamId, request.Address ?? new AccommodationAddress(), request.Places);
        db.Add(accommodation);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(accommodation.Id, accommodation.Version);
    }
}
