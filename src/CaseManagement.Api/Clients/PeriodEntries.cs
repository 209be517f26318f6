using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Clients;

/// <summary>A period as a caller states it: [from, until) in days.</summary>
public abstract record PeriodEntry
{
    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }
    /// <summary>First day no longer; left out while it lasts.</summary>
    public DateOnly? Until { get; init; }
    /// <summary>Paragraph of law, e.g. § 25 Abs. 2 AufenthG. At most 300 characters.</summary>
    public string? LegalBasis { get; init; }
    /// <summary>Where it is known from: a document, an office, the person. At most 300 characters.</summary>
    public string? Source { get; init; }
}

/// <summary>A residence status.</summary>
public record ResidenceStatusEntry : PeriodEntry
{
    /// <summary>The status.</summary>
    [CodeOf(CodeLists.ResidenceStatus, On = nameof(From))]
    public required string Status { get; init; }
    /// <summary>Last day of the document's validity.</summary>
    public DateOnly? ExpiresOn { get; init; }
}

/// <summary>A benefit.</summary>
public record BenefitEntry : PeriodEntry
{
    /// <summary>The regime.</summary>
    [CodeOf(CodeLists.BenefitRegime, On = nameof(From))]
    public required string Regime { get; init; }
}

/// <summary>Where a person is housed.</summary>
public record HousingEntry : PeriodEntry
{
    /// <summary>The accommodation; left out for a private home.</summary>
    public Guid? AccommodationId { get; init; }
    /// <summary>What kind of place.</summary>
    [CodeOf(CodeLists.AccommodationKind, On = nameof(From))]
    public required string Kind { get; init; }
    /// <summary>Room or flat; at most 50 characters.</summary>
    public string? Room { get; init; }
    /// <summary>The place is secret in itself, such as a shelter: only those admitted to the compartment "protection" see it.</summary>
    public bool Protect { get; init; }
}

/// <summary>An address.</summary>
public record AddressEntry : PeriodEntry
{
    /// <summary>Street and number.</summary>
    public required string Street { get; init; }
    /// <summary>Five digits.</summary>
    public required string PostalCode { get; init; }
    /// <summary>Town.</summary>
    public required string Town { get; init; }
    /// <summary>AGS of the town, eight digits.</summary>
    public string? Ags { get; init; }
    /// <summary>At whose letter box.</summary>
    public string? CareOf { get; init; }
    /// <summary>The address is secret in itself: only those admitted to the compartment "protection" see it.</summary>
    public bool Protect { get; init; }
}

/// <summary>Work, or why there is none.</summary>
public record WorkEntry : PeriodEntry
{
    /// <summary>The status.</summary>
    [CodeOf(CodeLists.WorkStatus, On = nameof(From))]
    public required string Status { get; init; }
    /// <summary>The occupation in words; at most 200 characters.</summary>
    public string? Occupation { get; init; }
    /// <summary>Hours a week, more than 0, at most 80.</summary>
    public decimal? HoursPerWeek { get; init; }
}

internal abstract class PeriodRules<T> : AbstractValidator<T> where T : PeriodEntry
{
    // Before this day nobody alive was entitled to anything; a slip of the pen.
    private static readonly DateOnly Earliest = new(1900, 1, 1), Latest = new(2200, 1, 1);

    protected PeriodRules()
    {
        RuleFor(entry => entry.From).InclusiveBetween(Earliest, Latest);
        RuleFor(entry => entry.Until).Must((entry, until) => until is null || (until > entry.From && until <= Latest)).WithProblem(ClientProblems.UntilBeforeFrom);
        RuleFor(entry => entry.LegalBasis).MaximumLength(300);
        RuleFor(entry => entry.Source).MaximumLength(300);
    }
}

internal class ResidenceStatusRules<T> : PeriodRules<T> where T : ResidenceStatusEntry
{
    public ResidenceStatusRules()
    {
        RuleFor(entry => entry.ExpiresOn).GreaterThanOrEqualTo(entry => entry.From);
    }
}

internal class BenefitRules<T> : PeriodRules<T> where T : BenefitEntry
{
}

internal class HousingRules<T> : PeriodRules<T> where T : HousingEntry
{
    public HousingRules()
    {
        RuleFor(entry => entry.Room).MaximumLength(50);
    }
}

internal class AddressRules<T> : PeriodRules<T> where T : AddressEntry
{
    public AddressRules()
    {
        RuleFor(entry => entry.Street).NotEmpty().MaximumLength(200);
        RuleFor(entry => entry.PostalCode).Matches(@"^[0-9]{5}\z");
        RuleFor(entry => entry.Town).NotEmpty().MaximumLength(100);
        RuleFor(entry => entry.Ags).Matches(@"^[0-9]{8}\z");
        RuleFor(entry => entry.CareOf).MaximumLength(200);
    }
}

internal class WorkRules<T> : PeriodRules<T> where T : WorkEntry
{
    public WorkRules()
    {
        RuleFor(entry => entry.Occupation).MaximumLength(200);
        RuleFor(entry => entry.HoursPerWeek).GreaterThan(0).LessThanOrEqualTo(80).PrecisionScale(4, 1, true);
    }
}
