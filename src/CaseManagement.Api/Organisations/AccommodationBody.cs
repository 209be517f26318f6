using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Organisations;

/// <summary>What is said of an accommodation, when it is added and when it is changed.</summary>
public abstract record AccommodationBody
{
    /// <summary>As allocation lists write it; one open accommodation of a name.</summary>
    [Example(Sample.Accommodation)]
    public required string Name { get; init; }
    /// <summary>What it is.</summary>
    [CodeOf(CodeLists.AccommodationKind)]
    public required string Kind { get; init; }
    /// <summary>The own team whose staff look after its residents.</summary>
    public Guid? TeamId { get; init; }
    /// <summary>Where it is.</summary>
    public AccommodationAddress? Address { get; init; }
    /// <summary>How many people it has room for.</summary>
    [Example(120)]
    public int? Places { get; init; }
    /// <summary>
    /// It protects those who live there (a women's refuge, a shelter for queer refugees): its team, address and places are told only to those
    /// who work there or place people there. Name it neutrally. Left out: not, or as it was.
    /// </summary>
    [Example(false)]
    public bool? IsSensitive { get; init; }
}

internal sealed class AccommodationValidator : AbstractValidator<AccommodationBody>
{
    public AccommodationValidator()
    {
        RuleFor(accommodation => accommodation.Name).Name();
        RuleFor(accommodation => accommodation.Places).InclusiveBetween(0, 100_000);
        RuleFor(accommodation => accommodation.Address).ChildRules(address =>
        {
            address.RuleFor(a => a!.Street).MaximumLength(200);
            address.RuleFor(a => a!.PostalCode).PostalCode();
            address.RuleFor(a => a!.Town).MaximumLength(200);
            address.RuleFor(a => a!.Ags).Ags();
        });
    }
}
