using System.Text;
using System.Text.Json.Serialization;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Clients;

/// <summary>What another name of a person is.</summary>
public enum NameKind
{
    /// <summary>The same name in other letters or by other rules: Yousef, Youssuf.</summary>
    Transliteration,
    /// <summary>As the person writes it.</summary>
    OriginalScript,
    /// <summary>The name at birth.</summary>
    BirthName,
    /// <summary>A name that the person had.</summary>
    Former,
    /// <summary>Another name under which the person is known or registered.</summary>
    Alias,
}

/// <summary>Another name of a person, or the same one otherwise written.</summary>
public sealed record OtherName
{
    /// <summary>What it is.</summary>
    public required NameKind Kind { get; init; }
    /// <summary>ISO 15924, e.g. Arab, Cyrl, Latn.</summary>
    [Example("Latn")]
    public required string Script { get; init; }
    /// <summary>Family name.</summary>
    [Example(Sample.FamilyName)]
    public required string FamilyName { get; init; }
    /// <summary>Given name.</summary>
    [Example(Sample.GivenName)]
    public required string GivenName { get; init; }
}

/// <summary>What another office calls the person.</summary>
public sealed record ExternalReference
{
    /// <summary>Which office.</summary>
    [CodeOf(CodeLists.ReferenceSource)]
    public required string Source { get; init; }
    /// <summary>The number as that office writes it; at most 100 characters.</summary>
    [Example("120304567891")]
    public required string Value { get; init; }
}

/// <summary>A language that a person speaks.</summary>
public sealed record SpokenLanguage
{
    /// <summary>ISO 639-3, e.g. prs, kmr, tir.</summary>
    [CodeOf(CodeLists.Language)]
    public required string Language { get; init; }
    /// <summary>Grew up with it.</summary>
    public bool IsMotherTongue { get; init; }
    /// <summary>Talks are held in this language, with an interpreter.</summary>
    public bool InterpreterNeeded { get; init; }
    /// <summary>CEFR levels, each skill once.</summary>
    public IReadOnlyList<LanguageLevel> Levels { get; init; } = [];
}

/// <summary>The level of one skill. Whether somebody can read and write at all is literacy, not a level.</summary>
public sealed record LanguageLevel
{
    /// <summary>Speaking, reading …</summary>
    [CodeOf(CodeLists.CefrSkill)]
    public required string Skill { get; init; }
    /// <summary>How well.</summary>
    [CodeOf(CodeLists.CefrLevel)]
    public required string Level { get; init; }
    /// <summary>The day of the test; left out when it is the person's own account.</summary>
    public DateOnly? AssessedOn { get; init; }
}

/// <summary>A degree or a trade learned, and how far its recognition is.</summary>
public sealed record Qualification
{
    /// <summary>In words; at most 200 characters.</summary>
    [Example("Tailor")]
    public required string Title { get; init; }
    /// <summary>Its level.</summary>
    [CodeOf(CodeLists.EducationLevel)]
    public string? EducationLevel { get; init; }
    /// <summary>Where it was obtained.</summary>
    [CodeOf(CodeLists.Nationality)]
    public string? Country { get; init; }
    /// <summary>The year in which it was obtained.</summary>
    [Example(2012)]
    public int? YearObtained { get; init; }
    /// <summary>How far the recognition is.</summary>
    [CodeOf(CodeLists.RecognitionStage)]
    public required string RecognitionStage { get; init; }
    /// <summary>Since when the recognition is there.</summary>
    public DateOnly? StageSince { get; init; }
}

/// <summary>Who a person is: what stands in the papers and how to reach her or him.</summary>
public record PersonEntry
{
    /// <summary>As the papers write it; 1 to 200 characters.</summary>
    [Example(Sample.FamilyName)]
    public required string FamilyName { get; init; }
    /// <summary>As the papers write it; 1 to 200 characters. Papers without given names put a hyphen.</summary>
    [Example(Sample.GivenName)]
    public required string GivenName { get; init; }
    /// <summary>The birth date; parts beyond the precision are put to the first. Left out when nothing is known.</summary>
    [Example(Sample.BirthDay)]
    public DateOnly? BirthDate { get; init; }
    /// <summary>How much of the date is known. Left out: 1 January stands for "only the year is known", any other day is known.</summary>
    public DatePrecision? BirthDatePrecision { get; init; }
    /// <summary>As the papers say.</summary>
    [CodeOf(CodeLists.Sex)]
    public required string Sex { get; init; }
    /// <summary>
    /// ISO 3166 alpha-3, XXA stateless, XXX unresolved; the first one leads. At most 10. Those that last: one that is new here has an unknown start, one that
    /// is left out never was so; since when and until when is said at `/clients/{id}/nationalities`.
    /// </summary>
    [CodeOf(CodeLists.Nationality)]
    public IReadOnlyList<string> Nationalities { get; init; } = [];
    /// <summary>Where the person was born: ISO 3166 alpha-3.</summary>
    [CodeOf(CodeLists.Nationality)]
    public string? CountryOfBirth { get; init; }
    /// <summary>Where the person comes from, which need be neither: ISO 3166 alpha-3.</summary>
    [CodeOf(CodeLists.Nationality)]
    public string? CountryOfOrigin { get; init; }
    /// <summary>Whether and in which script the person reads and writes.</summary>
    [CodeOf(CodeLists.Literacy)]
    public string? Literacy { get; init; }
    /// <summary>The highest level reached.</summary>
    [CodeOf(CodeLists.EducationLevel)]
    public string? EducationLevel { get; init; }
    /// <summary>Telephone.</summary>
    [Example(Sample.Phone)]
    public string? Phone { get; init; }
    /// <summary>E-mail address.</summary>
    [Example(Sample.Email)]
    public string? Email { get; init; }

    /// <summary>The birth date with its precision.</summary>
    [JsonIgnore]
    public BirthDate Birth => BirthDatePrecision is { } precision ? Clients.BirthDate.Of(BirthDate, precision)
        : BirthDate is { } date ? Clients.BirthDate.Reported(date) : Clients.BirthDate.Unknown;

    /// <summary>Refuses a birth date that has not come yet.</summary>
    internal void CheckBirth(DateOnly today)
    {
        if (Birth.Date > today)
        {
            throw RefusedException.Invalid("/birthDate", ClientProblems.BirthInFuture);
        }
    }
}

internal static class PersonRules
{
    /// <summary>A list that states nothing twice, at most 100 things.</summary>
    internal static IRuleBuilderOptions<T, IReadOnlyList<TItem>> Distinct<T, TItem, TKey>(
        this IRuleBuilder<T, IReadOnlyList<TItem>> rule, Func<TItem, TKey> key) =>
        rule.Must(list => list.Count <= 100 && list.Select(key).Distinct().Count() == list.Count).WithProblem(ClientProblems.StatedTwice);

    /// <summary>A name: letters of any script, not damaged by a wrong encoding. Papers that know one name only put a dash for the other.</summary>
    internal static IRuleBuilderOptions<T, string> PersonsName<T>(this IRuleBuilder<T, string> rule, Func<T, string> otherName) =>
        rule.NotEmpty().MaximumLength(200).Must(name => NameDamage.Find(name) is null).WithProblem(ClientProblems.NameDamaged)
            .Must((person, name) => string.IsNullOrWhiteSpace(name) || HasLetters(name) || (IsDash(name) && HasLetters(otherName(person))))
            .WithProblem(ClientProblems.NameWithoutLetters);

    private static bool HasLetters(string name) => name.EnumerateRunes().Any(Rune.IsLetter);

    /// <summary>What papers put for a name that there is not.</summary>
    internal static bool IsDash(string name) => name.Trim().All(sign => sign is '-' or '–' or '—' or '+');
}

internal sealed class PersonEntryRules : AbstractValidator<PersonEntry>
{
    public PersonEntryRules()
    {
        RuleFor(person => person.FamilyName).PersonsName(person => person.GivenName);
        RuleFor(person => person.GivenName).PersonsName(person => person.FamilyName);
        RuleFor(person => person.BirthDate).GreaterThanOrEqualTo(new DateOnly(1900, 1, 1));
        RuleFor(person => person.BirthDatePrecision)
            .Must((person, precision) => precision is null || (precision == DatePrecision.Unknown) == (person.BirthDate is null))
            .WithProblem(ClientProblems.PrecisionWithoutDate);
        RuleFor(person => person.Nationalities).Must(codes => codes.Count <= 10 && codes.Distinct().Count() == codes.Count)
            .WithProblem(ClientProblems.StatedTwice);
        RuleFor(person => person.CountryOfBirth).Must(IsCountry).WithProblem(ClientProblems.NoCountry);
        RuleFor(person => person.CountryOfOrigin).Must(IsCountry).WithProblem(ClientProblems.NoCountry);
        RuleFor(person => person.Phone).MaximumLength(50);
        RuleFor(person => person.Email).MaximumLength(200).EmailAddress();
    }

    private static bool IsCountry(string? code) => code is not ("XXA" or "XXX");
}

internal sealed class OtherNameRules : AbstractValidator<OtherName>
{
    public OtherNameRules()
    {
        RuleFor(name => name.Kind).IsInEnum();
        RuleFor(name => name.Script).Matches(@"^[A-Z][a-z]{3}\z")
            .WithMessage(_ => Language.Choose("Vier Buchstaben nach ISO 15924, etwa Arab.", "Four letters by ISO 15924, such as Arab."));
        RuleFor(name => name.FamilyName).PersonsName(name => name.GivenName);
        RuleFor(name => name.GivenName).PersonsName(name => name.FamilyName);
    }
}

internal sealed class ExternalReferenceRules : AbstractValidator<ExternalReference>
{
    public ExternalReferenceRules() => RuleFor(reference => reference.Value).NotEmpty().MaximumLength(100)
        .Must(value => value.Any(char.IsLetterOrDigit)).WithProblem(ClientProblems.ReferenceOfSigns);
}

internal sealed class SpokenLanguageRules : AbstractValidator<SpokenLanguage>
{
    public SpokenLanguageRules() => RuleFor(spoken => spoken.Levels).Distinct(level => level.Skill);
}

internal sealed class QualificationRules : AbstractValidator<Qualification>
{
    public QualificationRules()
    {
        RuleFor(qualification => qualification.Title).NotEmpty().MaximumLength(200);
        RuleFor(qualification => qualification.YearObtained).InclusiveBetween(1900, 2200);
    }
}
