using System.Globalization;
using CaseManagement.Api.Pipeline;
using FluentValidation;

namespace CaseManagement.UnitTests.Http;

/// <summary>What a rule says of a day, an instant and a number, in both languages.</summary>
public sealed class ValidationTextsTests
{
    private sealed record Asked(DateOnly? Day, DateTimeOffset? At, int Number);

    private sealed class Rules : AbstractValidator<Asked>
    {
        public Rules(Action<Rules> rule) => rule(this);
    }

    private static readonly DateOnly March = new(2024, 3, 1);
    private static readonly DateTimeOffset Summer = new(2026, 6, 30, 22, 30, 0, TimeSpan.Zero);

    public static TheoryData<int, string, string> Texts => new()
    {
        { 0, "Nach dem 01.03.2024.", "After 2024-03-01." },
        { 1, "Am 01.03.2024 oder später.", "On 2024-03-01 or later." },
        { 2, "Vor dem 01.03.2024.", "Before 2024-03-01." },
        { 3, "Am 01.03.2024 oder früher.", "On 2024-03-01 or earlier." },
        { 4, "Vom 01.03.2024 bis zum 02.03.2024.", "From 2024-03-01 to 2024-03-02." },
        { 5, "Nach dem 01.07.2026, 00:30 Uhr.", "After 2026-07-01 00:30 +02:00." },
        { 6, "Am 01.07.2026, 00:30 Uhr oder später.", "On 2026-07-01 00:30 +02:00 or later." },
        { 7, "Mehr als 3.", "More than 3." },
        { 8, "Zwischen 3 und 5.", "Between 3 and 5." },
        { 9, "Nach dem 01.03.2024.", "After 2024-03-01." },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Days_are_later_or_earlier_and_written_so_that_no_month_is_taken_for_a_day(int rule, string german, string english)
    {
        ValidationTexts.Use();
        var asked = new Asked(rule is 2 or 3 ? March.AddDays(5) : rule == 9 ? March : March.AddDays(-5), rule == 9 ? null : Summer.AddDays(-5), 1);
        Assert.Equal((german, english), (Said("de"), Said("en")));

        string Said(string language)
        {
            var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
            try
            {
                CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
                return Assert.Single(new Rules(Rule).Validate(asked).Errors).ErrorMessage;
            }
            finally
            {
                (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
            }
        }

        void Rule(Rules of)
        {
            _ = rule switch
            {
                0 => of.RuleFor(asked => asked.Day).GreaterThan(March),
                1 => of.RuleFor(asked => asked.Day).GreaterThanOrEqualTo(March),
                2 => of.RuleFor(asked => asked.Day).LessThan(March),
                3 => of.RuleFor(asked => asked.Day).LessThanOrEqualTo(March),
                4 => of.RuleFor(asked => asked.Day).InclusiveBetween(March, March.AddDays(1)),
                5 => of.RuleFor(asked => asked.At).GreaterThan(Summer),
                6 => of.RuleFor(asked => asked.At).GreaterThanOrEqualTo(Summer),
                7 => of.RuleFor(asked => asked.Number).GreaterThan(3),
                8 => of.RuleFor(asked => asked.Number).InclusiveBetween(3, 5),
                _ => (object)of.RuleFor(asked => asked.Day).GreaterThan(asked => asked.Day),
            };
        }
    }
}
