using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CaseManagement.Api.Clients;

namespace CaseManagement.Api.Imports;

/// <summary>What a row of the list says of a person, when every rule is kept.</summary>
/// <param name="AllocationDate">Since when the person is allocated.</param>
/// <param name="Accommodation">Name of the accommodation as it is on record.</param>
/// <param name="Household">The list's own name of the household.</param>
/// <param name="FamilyName">As written; a dash where the person has one name only and it is the other one.</param>
/// <param name="GivenName">As written; a dash likewise.</param>
/// <param name="BirthDate">01.01. and 00.00. say the year only; 00.mm. says month and year.</param>
/// <param name="Sex">Code of the list <c>sex</c>.</param>
/// <param name="Nationalities">Codes, at least one.</param>
/// <param name="Languages">Codes, in the order written; may be empty.</param>
/// <param name="ResidenceStatus">Code of the list <c>residence-status</c>.</param>
/// <param name="FileNumber">The household's file number at the district; may be missing.</param>
/// <param name="Role">Code of the list <c>household-role</c>.</param>
/// <param name="Remark">Free text; may be missing.</param>
public sealed record AllocationFacts(
    DateOnly AllocationDate, string Accommodation, string Household, string FamilyName, string GivenName, BirthDate BirthDate, string Sex,
    IReadOnlyList<string> Nationalities, IReadOnlyList<string> Languages, string ResidenceStatus, string? FileNumber, string Role, string? Remark)
{
    /// <summary>The facts that a search for duplicates compares.</summary>
    public PersonFacts Person => new()
    {
        Names = [new PersonName(FamilyName, GivenName)],
        BirthDate = BirthDate,
        Sex = Sex,
        Nationalities = Nationalities,
        FileNumber = FileNumber,
    };

    /// <summary>Says nothing of the person, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(AllocationFacts);
}

/// <summary>
/// A judged row: its facts, or every reason why it is refused. Both languages, because the verdict is stored and read later.
/// </summary>
/// <param name="LineNumber">The line of the file on which the row begins, counted from 1 with the header.</param>
/// <param name="Facts">Null exactly when there are refusals.</param>
/// <param name="Refusals">All rules that the row breaks, in the order of the columns.</param>
/// <param name="Notices">Things worth a look that do not refuse the row.</param>
/// <param name="RepeatsLine">The line of an earlier row with the same cells; null mostly.</param>
public sealed partial record AllocationRow(
    int LineNumber, AllocationFacts? Facts, IReadOnlyList<AllocationFinding> Refusals, IReadOnlyList<AllocationFinding> Notices, int? RepeatsLine = null)
{
    /// <summary>Longest name, as the database holds it.</summary>
    public const int MaxName = 200;

    private const int MaxWord = 100;
    private const int MaxRemark = 2000;
    private const int MaxCodes = 10;
    private static readonly DateOnly FirstBirth = new(1900, 1, 1);
    private static readonly DateOnly FirstAllocation = new(1990, 1, 1);
    private const int AllocationDaysAhead = 183;

    /// <summary>Whether a rule is broken.</summary>
    public bool IsRefused => Facts is null;

    /// <summary>Judges a row against all rules.</summary>
    /// <param name="raw">The row as written.</param>
    /// <param name="headerOf">What the file calls a column, for the messages.</param>
    /// <param name="reference">Codes and accommodations on record, and the date of the check.</param>
    public static AllocationRow Parse(RawAllocationRow raw, Func<AllocationColumn, string> headerOf, AllocationReference reference) =>
        new Judgement(raw, headerOf, reference).Judge();

    internal AllocationRow Repeating(int line) => this with
    {
        RepeatsLine = line,
        Notices = [.. Notices, AllocationFinding.OfRow(AllocationRule.RepeatedRow)],
    };

    /// <summary>A cell as a person would copy it: line breaks and rows of blanks (no-break ones too) are one blank, none at the ends.</summary>
    internal static string Cleaned(string cell)
    {
        var clean = new StringBuilder(cell.Length);
        foreach (var c in cell)
        {
            if (c is not ('\u0085' or '\u2028' or '\u2029') && (char.IsWhiteSpace(c) || c == '\uFEFF'))
            {
                if (clean.Length > 0 && clean[^1] != ' ')
                {
                    clean.Append(' ');
                }
            }
            else
            {
                clean.Append(c);
            }
        }
        return clean.ToString().TrimEnd(' ');
    }

    /// <summary>The judging of one row, with what it has found so far.</summary>
    private sealed class Judgement(RawAllocationRow raw, Func<AllocationColumn, string> headerOf, AllocationReference reference)
    {
        private readonly List<AllocationFinding> refusals = [];
        private readonly List<AllocationFinding> notices = [];

        internal AllocationRow Judge()
        {
            if (raw.HasExtraCells)
            {
                // The cells may stand under the wrong columns; more refusals would only mislead.
                return new AllocationRow(raw.LineNumber, null, [AllocationFinding.OfRow(AllocationRule.ExtraCells)], []);
            }
            var allocated = AllocationDate();
            var accommodation = Known(AllocationColumn.Accommodation, AllocationRule.AccommodationUnknown, reference.Accommodation);
            var household = Word(AllocationColumn.Household, required: true);
            var familyName = Name(AllocationColumn.FamilyName, AllocationColumn.GivenName);
            var givenName = Name(AllocationColumn.GivenName, AllocationColumn.FamilyName);
            var born = Birth();
            var sex = Known(AllocationColumn.Sex, AllocationRule.SexUnknown, AllocationReference.Sex);
            var nationalities = Codes(AllocationColumn.Nationalities, AllocationRule.NationalityUnknown, reference.Nationality, required: true);
            var languages = Codes(AllocationColumn.Languages, AllocationRule.LanguageUnknown, reference.Language, required: false);
            var status = Known(AllocationColumn.ResidenceStatus, AllocationRule.ResidenceStatusUnknown, reference.ResidenceStatus);
            var fileNumber = Word(AllocationColumn.FileNumber, required: false);
            var role = Known(AllocationColumn.Role, AllocationRule.RoleUnknown, AllocationReference.Role);
            var remark = Text(AllocationColumn.Remark, MaxRemark);
            CompareDates(allocated, born, role);

            var facts = refusals.Count > 0 ? null : new AllocationFacts(
                allocated!.Value, accommodation!, household!, familyName!, givenName!, born, sex!,
                nationalities, languages, status!, fileNumber, role!, remark);
            var order = AllocationColumn.All.Select(column => column.Key).ToList();
            return new AllocationRow(raw.LineNumber, facts, [.. refusals.OrderBy(refusal => order.IndexOf(refusal.FieldKey!))], notices);
        }

        private T? Refuse<T>(AllocationColumn column, AllocationRule rule)
        {
            refusals.Add(AllocationFinding.Of(rule, column, headerOf(column)));
            return default;
        }

        private void Notice(AllocationColumn column, AllocationRule rule) => notices.Add(AllocationFinding.Of(rule, column, headerOf(column)));

        private string? Name(AllocationColumn column, AllocationColumn otherName)
        {
            var name = Cleaned(raw[column]);
            if (Dash().IsMatch(name) && Cleaned(raw[otherName]).Any(char.IsLetter))
            {
                // Many Afghan and Somali papers know one name only; offices write a dash for the other.
                Notice(column, AllocationRule.SingleName);
                return name;
            }
            return name.Length == 0 ? Refuse<string>(column, AllocationRule.Required)
                : NameDamage.Find(name) is not null ? Refuse<string>(column, AllocationRule.NameDamaged)
                : name.Length > MaxName ? Refuse<string>(column, AllocationRule.TooLong)
                : !name.EnumerateRunes().Any(Rune.IsLetter) ? Refuse<string>(column, AllocationRule.NameWithoutLetters)
                : name;
        }

        private string? Word(AllocationColumn column, bool required) =>
            Cleaned(raw[column]).Length == 0 && required ? Refuse<string>(column, AllocationRule.Required) : Text(column, MaxWord);

        /// <summary>Null when empty or refused.</summary>
        private string? Text(AllocationColumn column, int max)
        {
            var text = Cleaned(raw[column]);
            return text.Length == 0 ? null
                : text.Length > max ? Refuse<string>(column, AllocationRule.TooLong)
                : text.Contains('\uFFFD', StringComparison.Ordinal) || NameDamage.Find(text) == NameDamageKind.ControlCharacters
                    ? Refuse<string>(column, AllocationRule.TextDamaged)
                : text;
        }

        private string? Known(AllocationColumn column, AllocationRule rule, Func<string, string?> find)
        {
            var written = Cleaned(raw[column]);
            return written.Length == 0 ? Refuse<string>(column, AllocationRule.Required) : find(written) ?? Refuse<string>(column, rule);
        }

        private string[] Codes(AllocationColumn column, AllocationRule rule, Func<string, string?> find, bool required)
        {
            var written = Cleaned(raw[column]).Split(['/', ',', ';', '+'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (written.Length == 0)
            {
                return required ? Refuse<string[]>(column, AllocationRule.Required) ?? [] : [];
            }
            var codes = written.Select(find).OfType<string>().Distinct().ToArray();
            return codes.Length > MaxCodes || written.Any(code => find(code) is null) ? Refuse<string[]>(column, rule) ?? [] : codes;
        }

        private DateOnly? AllocationDate()
        {
            var column = AllocationColumn.AllocationDate;
            var written = Cleaned(raw[column]);
            return written.Length == 0 ? Refuse<DateOnly?>(column, AllocationRule.Required) : Date(column, written);
        }

        private BirthDate Birth()
        {
            var column = AllocationColumn.BirthDate;
            var written = Cleaned(raw[column]);
            if (written.Length == 0 || AllocationReference.Sex(written) == "unknown")
            {
                Notice(column, AllocationRule.BirthDateMissing);
                return BirthDate.Unknown;
            }
            // Registers write 00 for a day or month that nobody knows.
            if (PartlyUnknownDate().Match(written) is { Success: true } part)
            {
                var year = int.Parse(part.Groups["year"].ValueSpan, CultureInfo.InvariantCulture);
                var month = int.Parse(part.Groups["month"].ValueSpan, CultureInfo.InvariantCulture);
                return year == 0 || month > 12 ? Refuse<BirthDate>(column, AllocationRule.DateImpossible)
                    : month == 0 ? Plausible(BirthDate.Of(new DateOnly(year, 1, 1), DatePrecision.Year))
                    : Plausible(BirthDate.Of(new DateOnly(year, month, 1), DatePrecision.Month));
            }
            return Date(column, written) is { } date ? Plausible(BirthDate.Reported(date)) : BirthDate.Unknown;
        }

        private BirthDate Plausible(BirthDate born)
        {
            var column = AllocationColumn.BirthDate;
            return born.Date < FirstBirth ? Refuse<BirthDate>(column, AllocationRule.BirthTooEarly)
                : born.Date > reference.Today ? Refuse<BirthDate>(column, AllocationRule.BirthInFuture)
                : born;
        }

        private DateOnly? Date(AllocationColumn column, string written)
        {
            var match = GermanDate().Match(written) is { Success: true } german ? german : IsoDate().Match(written);
            if (!match.Success)
            {
                return Refuse<DateOnly?>(column, TwoDigitYear().IsMatch(written) ? AllocationRule.DateTwoDigitYear : AllocationRule.DateFormat);
            }
            int Part(string name) => int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
            var (year, month, day) = (Part("year"), Part("month"), Part("day"));
            return year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
                ? new DateOnly(year, month, day)
                : Refuse<DateOnly?>(column, AllocationRule.DateImpossible);
        }

        /// <summary>Compared only as far as the birth date is known.</summary>
        private void CompareDates(DateOnly? allocated, BirthDate born, string? role)
        {
            if (allocated is not { } date)
            {
                return;
            }
            if (born.Date is { } birth && BirthDate.Of(date, born.Precision).Date < birth)
            {
                if (role is not null && AllocationReference.ChildRoles.Contains(role) && date >= FirstAllocation)
                {
                    Notice(AllocationColumn.BirthDate, AllocationRule.BornAfterAllocation);
                    return;
                }
                Refuse<object>(AllocationColumn.AllocationDate, AllocationRule.AllocationBeforeBirth);
            }
            else if (date < FirstAllocation || date > reference.Today.AddDays(AllocationDaysAhead))
            {
                Refuse<object>(AllocationColumn.AllocationDate, AllocationRule.AllocationImplausible);
            }
        }
    }

    [GeneratedRegex(@"^(?<day>[0-9]{1,2})\.(?<month>[0-9]{1,2})\.(?<year>[0-9]{4})$")]
    private static partial Regex GermanDate();

    [GeneratedRegex("^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})$")]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"^00\.(?<month>[0-9]{2})\.(?<year>[0-9]{4})$")]
    private static partial Regex PartlyUnknownDate();

    [GeneratedRegex("^[-–—+]{1,3}$")]
    private static partial Regex Dash();

    [GeneratedRegex(@"^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2}$")]
    private static partial Regex TwoDigitYear();
}
