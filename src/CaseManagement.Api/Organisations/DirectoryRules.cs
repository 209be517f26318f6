using FluentValidation;

namespace CaseManagement.Api.Organisations;

/// <summary>Shapes that the requests of this slice share.</summary>
internal static class DirectoryRules
{
    public static IRuleBuilderOptions<T, string> Name<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(200);

    /// <summary>Amtlicher Gemeindeschlüssel: the Land (01 to 16) and six digits more.</summary>
    public const string AgsPattern = @"^(0[1-9]|1[0-6])[0-9]{6}\z";

    public static IRuleBuilderOptions<T, string?> Ags<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Matches(AgsPattern).WithProblem(OrganisationProblems.AgsForm);

    /// <summary>Five digits.</summary>
    public static IRuleBuilderOptions<T, string?> PostalCode<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Matches(@"^[0-9]{5}\z").WithProblem(OrganisationProblems.PostalCodeForm);

    public static IRuleBuilderOptions<T, string?> Email<T>(this IRuleBuilder<T, string?> rule) => rule.EmailAddress().MaximumLength(254);

    public static IRuleBuilderOptions<T, string?> Phone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Matches(@"^\+?[0-9 /()-]{3,40}\z").WithErrorCode("phone-form")
            .WithMessage(_ => Language.Choose("3 bis 40 Ziffern, Leerzeichen, / ( ) und -, davor auch ein +.",
                "3 to 40 digits, blanks, / ( ) and -, a + in front where there is one."));

    public static IRuleBuilderOptions<T, string> UserName<T>(this IRuleBuilder<T, string> rule) =>
        rule.Matches(@"^[^\s]{3,200}\z").WithErrorCode("user-name-form")
            .WithMessage(_ => Language.Choose("3 bis 200 Zeichen ohne Leerzeichen.", "3 to 200 characters without blanks."));

    public static IRuleBuilderOptions<T, string?> Why<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(1000);
}
