using FluentValidation;

namespace CaseManagement.Api.Organisations;

/// <summary>What is said of an organisation, when it is added and when it is changed.</summary>
public abstract record OrganisationBody
{
    /// <summary>Its name.</summary>
    [Example(Sample.District)]
    public required string Name { get; init; }
    /// <summary>Amtlicher Gemeindeschlüssel, eight digits; a municipality needs it.</summary>
    [Example("08116056")]
    public string? Ags { get; init; }
    /// <summary>The organisation above; null for none.</summary>
    public Guid? ParentId { get; init; }
    /// <summary>Where to write to.</summary>
    [Example(Sample.Email)]
    public string? Email { get; init; }
    /// <summary>Where to call.</summary>
    [Example(Sample.Phone)]
    public string? Phone { get; init; }
    /// <summary>
    /// A refuge or the like: it and what it offers are known to those only who may refer, and stand in nothing that is public. Left out: as it was.
    /// </summary>
    [Example(null)]
    public bool? IsConfidential { get; init; }
}

internal sealed class OrganisationValidator : AbstractValidator<OrganisationBody>
{
    public OrganisationValidator()
    {
        RuleFor(organisation => organisation.Name).Name();
        RuleFor(organisation => organisation.Ags).Ags();
        RuleFor(organisation => organisation.Email).Email();
        RuleFor(organisation => organisation.Phone).Phone();
    }
}
