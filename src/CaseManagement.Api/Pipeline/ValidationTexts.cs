using System.Globalization;
using FluentValidation;
using FluentValidation.Internal;
using FluentValidation.Resources;

namespace CaseManagement.Api.Pipeline;

/// <summary>
/// What FluentValidation says, in both languages: the rule only. The pointer tells where, and the value stays out, because
/// it may be a password or a person's name.
/// </summary>
public static class ValidationTexts
{
    // Validator, stable code, English, German.
    private static readonly (string Validator, string Code, string English, string German)[] Rules =
    [
        ("NotEmptyValidator", "required", "A value is needed.", "Hier fehlt ein Wert."),
        ("NotNullValidator", "required", "A value is needed.", "Hier fehlt ein Wert."),
        ("EmptyValidator", "not-allowed-here", "Leave this out.", "Das ist hier wegzulassen."),
        ("NullValidator", "not-allowed-here", "Leave this out.", "Das ist hier wegzulassen."),
        ("MinimumLengthValidator", "too-short", "At least {MinLength} characters.", "Mindestens {MinLength} Zeichen."),
        ("MaximumLengthValidator", "too-long", "At most {MaxLength} characters.", "Höchstens {MaxLength} Zeichen."),
        ("LengthValidator", "length", "{MinLength} to {MaxLength} characters.", "{MinLength} bis {MaxLength} Zeichen."),
        ("ExactLengthValidator", "length", "Exactly {MaxLength} characters.", "Genau {MaxLength} Zeichen."),
        ("InclusiveBetweenValidator", "out-of-range", "Between {From} and {To}.", "Zwischen {From} und {To}."),
        ("ExclusiveBetweenValidator", "out-of-range", "Between {From} and {To}, these not included.", "Zwischen {From} und {To}, diese ausgenommen."),
        ("GreaterThanValidator", "out-of-range", "More than {ComparisonValue}.", "Mehr als {ComparisonValue}."),
        ("GreaterThanOrEqualValidator", "out-of-range", "At least {ComparisonValue}.", "Mindestens {ComparisonValue}."),
        ("LessThanValidator", "out-of-range", "Less than {ComparisonValue}.", "Weniger als {ComparisonValue}."),
        ("LessThanOrEqualValidator", "out-of-range", "At most {ComparisonValue}.", "Höchstens {ComparisonValue}."),
        ("ScalePrecisionValidator", "too-precise", "At most {ExpectedPrecision} digits, {ExpectedScale} of them after the point.",
            "Höchstens {ExpectedPrecision} Ziffern, davon {ExpectedScale} nach dem Komma."),
        ("EqualValidator", "must-match", "This must equal the other value.", "Das muss mit dem anderen Wert übereinstimmen."),
        ("NotEqualValidator", "must-differ", "This must be another value.", "Das muss ein anderer Wert sein."),
        ("RegularExpressionValidator", "format", "The format is not right.", "Das Format stimmt nicht."),
        ("EmailValidator", "format", "This is not an e-mail address.", "Das ist keine E-Mail-Adresse."),
        ("EnumValidator", "unknown-value", "This value is not known.", "Dieser Wert ist nicht bekannt."),
        ("PredicateValidator", "invalid", "This value does not follow the rule.", "Dieser Wert hält die Regel nicht ein."),
        ("AsyncPredicateValidator", "invalid", "This value does not follow the rule.", "Dieser Wert hält die Regel nicht ein."),
    ];

    // Days and instants are not more or less: what is said instead of them.
    private static readonly Dictionary<string, string> OfTime = new()
    {
        ["More than {ComparisonValue}."] = "After {ComparisonValue}.", ["Mehr als {ComparisonValue}."] = "Nach dem {ComparisonValue}.",
        ["At least {ComparisonValue}."] = "On {ComparisonValue} or later.", ["Mindestens {ComparisonValue}."] = "Am {ComparisonValue} oder später.",
        ["Less than {ComparisonValue}."] = "Before {ComparisonValue}.", ["Weniger als {ComparisonValue}."] = "Vor dem {ComparisonValue}.",
        ["At most {ComparisonValue}."] = "On {ComparisonValue} or earlier.", ["Höchstens {ComparisonValue}."] = "Am {ComparisonValue} oder früher.",
        ["Between {From} and {To}."] = "From {From} to {To}.", ["Zwischen {From} und {To}."] = "Vom {From} bis zum {To}.",
    };

    private static readonly Dictionary<string, string> Codes = Rules.ToDictionary(rule => rule.Validator, rule => rule.Code);

    /// <summary>The validators of the library whose texts are ours.</summary>
    internal static IReadOnlyCollection<string> Validators => Codes.Keys;

    /// <summary>The stable code of a fault: a rule's own, or that of the validator.</summary>
    public static string CodeOf(string errorCode) => Codes.GetValueOrDefault(errorCode, errorCode);

    /// <summary>Replaces the library's texts, once per process.</summary>
    public static void Use()
    {
        ValidatorOptions.Global.LanguageManager = new Texts();
        ValidatorOptions.Global.MessageFormatterFactory = () => new Words();
    }

    // Nobody takes a month for a day, and an instant is told by German clocks.
    private static string? Spoken(object? value) => value switch
    {
        DateOnly day => day.ToString(Language.Choose("dd.MM.yyyy", "yyyy-MM-dd"), CultureInfo.InvariantCulture),
        DateTimeOffset at => TimeZoneInfo.ConvertTime(at, LocalTime.Zone)
            .ToString(Language.Choose("dd.MM.yyyy, HH:mm 'Uhr'", "yyyy-MM-dd HH:mm zzz"), CultureInfo.InvariantCulture),
        _ => null,
    };

    private sealed class Words : MessageFormatter
    {
        public override string BuildMessage(string messageTemplate)
        {
            var times = PlaceholderValues.Where(place => place.Key is not (PropertyName or PropertyValue))
                .Select(place => (place.Key, Text: Spoken(place.Value))).Where(place => place.Text is not null).ToList();
            foreach (var (place, text) in times)
            {
                AppendArgument(place, text);
            }
            return base.BuildMessage(times.Count == 0 ? messageTemplate : OfTime.GetValueOrDefault(messageTemplate, messageTemplate));
        }
    }

    private sealed class Texts : LanguageManager
    {
        public Texts()
        {
            foreach (var (validator, _, english, german) in Rules)
            {
                foreach (var culture in (string[])["en", "en-US", "en-GB"])
                {
                    AddTranslation(culture, validator, english);
                }
                foreach (var culture in (string[])["de", "de-DE", "de-AT", "de-CH"])
                {
                    AddTranslation(culture, validator, german);
                }
            }
        }
    }
}
