using FluentValidation;
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

    private static readonly Dictionary<string, string> Codes = Rules.ToDictionary(rule => rule.Validator, rule => rule.Code);

    /// <summary>The validators of the library whose texts are ours.</summary>
    internal static IReadOnlyCollection<string> Validators => Codes.Keys;

    /// <summary>The stable code of a fault: a rule's own, or that of the validator.</summary>
    public static string CodeOf(string errorCode) => Codes.GetValueOrDefault(errorCode, errorCode);

    /// <summary>Replaces the library's texts, once per process.</summary>
    public static void Use() => ValidatorOptions.Global.LanguageManager = new Texts();

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
