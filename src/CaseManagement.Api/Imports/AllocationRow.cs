using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CaseManagement.Api.Clients;

namespace CaseManagement.Api.Imports;

/// <summary>What a row of the list says of a person, when every rule is kept.</summary>
/// <param name="AllocationDate">Since when the person is allocated.</param>
/// <param name="Accommodation">Name of the accommodation as it is on record.</param>
/// <param name="Household">The list's own name of the household; empty where a file number says it alone.</param>
/// <param name="FamilyName">As written; a dash where the person has one name only and it is the other one, or a placeholder stood here.</param>
/// <param name="GivenName">As written; a dash likewise.</param>
/// <param name="BirthDate">01.01., 00.00. and a bare year say the year only; 00.mm. and mm.yyyy say month and year.</param>
/// <param name="Sex">Code of the list <c>sex</c>.</param>
/// <param name="Nationalities">Codes, at least one.</param>
/// <param name="Languages">Codes, in the order written; may be empty.</param>
/// <param name="ResidenceStatus">Code of the list <c>residence-status</c>.</param>
/// <param name="FileNumber">The household's file number at the district; missing also where a placeholder or a destroyed value stood.</param>
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

    /// <summary>Of an allocation that the list takes back: whom the row is about, as far as it says.</summary>
    public AllocationFacts? Withdrawn { get; private init; }

    /// <summary>Whether a rule is broken.</summary>
    public bool IsRefused => Facts is null;

    /// <summary>Judges a row against all rules.</summary>
    /// <param name="raw">The row as written.</param>
    /// <param name="headerOf">What the file calls a column, for the messages.</param>
    /// <param name="reference">Codes and accommodations on record, and the date of the check.</param>
    public static AllocationRow Parse(RawListRow raw, Func<AllocationColumn, string> headerOf, AllocationReference reference) =>
        new Judgement(raw, headerOf, reference).Judge();

    internal AllocationRow Repeating(int line, bool isRemarkSaid) => this with
    {
        RepeatsLine = line,
        Notices =
        [
            .. Notices, AllocationFinding.OfRow(AllocationRule.RepeatedRow),
            .. isRemarkSaid || Facts?.Remark is null ? (AllocationFinding[])[] : [AllocationFinding.OfRow(AllocationRule.RemarkNotKept)],
        ],
    };

    /// <summary>
    /// A cell as a person would copy it: composed, without invisible characters; line breaks and rows of blanks (no-break ones too) are one blank,
    /// none at the ends.
    /// </summary>
    internal static string Cleaned(string cell)
    {
        var clean = new StringBuilder(cell.Length);
        foreach (var c in Composed(cell))
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

    // Halves of characters cannot be composed, and are found as damage.
    private static string Composed(string cell)
    {
        try
        {
            return PlainText.Composed(cell);
        }
        catch (ArgumentException)
        {
            return string.Concat(cell.EnumerateRunes());
        }
    }

    /// <summary>The judging of one row, with what it has found so far.</summary>
    private sealed class Judgement(RawListRow raw, Func<AllocationColumn, string> headerOf, AllocationReference reference)
    {
        private readonly List<AllocationFinding> refusals = [];
        private readonly List<AllocationFinding> notices = [];

        internal AllocationRow Judge()
        {
            if (raw.Quotes == QuoteFlaw.Unmatched)
            {
                return new AllocationRow(raw.LineNumber, null, [AllocationFinding.OfRow(AllocationRule.Quotes)], []);
            }
            if (raw.HasExtraCells)
            {
                // The cells may stand under the wrong columns; more refusals would only mislead.
                return new AllocationRow(raw.LineNumber, null, [AllocationFinding.OfRow(AllocationRule.ExtraCells)], []);
            }
            var allocated = AllocationDate();
            var accommodation = Known(AllocationColumn.Accommodation, AllocationRule.AccommodationUnknown, reference.Accommodation);
            // A file number alone says which household it is.
            var household = Word(AllocationColumn.Household, required: !Cleaned(raw[AllocationColumn.FileNumber]).Any(char.IsAsciiDigit)) ?? "";
            var familyName = Name(AllocationColumn.FamilyName, AllocationColumn.GivenName);
            var givenName = Name(AllocationColumn.GivenName, AllocationColumn.FamilyName);
            var born = Birth();
            var sex = Known(AllocationColumn.Sex, AllocationRule.SexUnknown, reference.Sex, ofNone: "unknown");
            var nationalities = Nationalities();
            var languages = Languages();
            var status = Known(AllocationColumn.ResidenceStatus, AllocationRule.ResidenceStatusUnknown, reference.ResidenceStatus, ofNone: "unknown");
            var fileNumber = Number(AllocationColumn.FileNumber);
            var role = Known(AllocationColumn.Role, AllocationRule.RoleUnknown, reference.Role, ofNone: "other");
            var remark = Text(AllocationColumn.Remark, MaxRemark);
            var isWithdrawn = raw.IsWithdrawn || (remark is not null && TakenBack().IsMatch(remark));
            if (isWithdrawn)
            {
                Refuse<object>(AllocationColumn.AllocationDate, AllocationRule.AllocationWithdrawn);
            }
            CompareDates(allocated, born, role);
            if (givenName is not null && born.Date?.AddYears(2) > allocated && AbsentValue.IsInfant(givenName))
            {
                // Registered before it has a name; the next list brings one.
                givenName = "-";
                Notice(AllocationColumn.GivenName, AllocationRule.NamePlaceholder);
            }
            NoticeWhatIsOdd(nationalities);

            var order = AllocationColumn.All.Select(column => column.Key).ToList();
            var (isRefused, isNamed) = (refusals.Count > 0, familyName is not null && givenName is not null && !IsRefused(AllocationColumn.BirthDate));
            var facts = isRefused && !(isWithdrawn && isNamed) ? null : new AllocationFacts(
                allocated.GetValueOrDefault(), accommodation ?? "", household, familyName!, givenName!, born, sex ?? "unknown",
                nationalities, languages, status ?? "unknown", fileNumber, role ?? "other", remark);
            return new AllocationRow(
                raw.LineNumber, isRefused ? null : facts, [.. refusals.OrderBy(refusal => order.IndexOf(refusal.FieldKey!))], notices)
            {
                Withdrawn = isRefused ? facts : null,
            };
        }

        private bool IsRefused(AllocationColumn column) => refusals.Exists(refusal => refusal.FieldKey == column.Key);

        private T? Refuse<T>(AllocationColumn column, AllocationRule rule)
        {
            refusals.Add(AllocationFinding.Of(rule, column, headerOf(column)));
            return default;
        }

        private void Notice(AllocationColumn column, AllocationRule rule) => notices.Add(AllocationFinding.Of(rule, column, headerOf(column)));

        private void NoticeWhatIsOdd(string[] nationalities)
        {
            if (nationalities is ["XXX"])
            {
                Notice(AllocationColumn.Nationalities, AllocationRule.NationalityUnresolved);
            }
            if (raw.Quotes == QuoteFlaw.Stray)
            {
                notices.Add(AllocationFinding.OfRow(AllocationRule.StrayQuote));
            }
            notices.AddRange(raw.Unread.Select(AllocationFinding.NotRead));
        }

        private string? Name(AllocationColumn column, AllocationColumn otherName)
        {
            var name = Cleaned(raw[column]);
            if (AbsentValue.IsNoName(name))
            {
                // Many Afghan and Somali papers know one name only; offices write a dash for the other, registers a placeholder.
                var (dash, other) = (!name.Any(char.IsLetter), Cleaned(raw[otherName]));
                if (!other.Any(char.IsLetter) || AbsentValue.IsNoName(other))
                {
                    return Refuse<string>(column, AllocationRule.NameWithoutLetters);
                }
                Notice(column, dash ? AllocationRule.SingleName : AllocationRule.NamePlaceholder);
                return PersonRules.IsDash(name) ? name : "-"; // No other sign could be written by hand.
            }
            return name.Length == 0 ? Refuse<string>(column, AllocationRule.Required)
                : NameDamage.Find(name) is not null || AbsentValue.IsDestroyed(name) ? Refuse<string>(column, AllocationRule.NameDamaged)
                : name.Length > MaxName ? Refuse<string>(column, AllocationRule.TooLong)
                : !name.EnumerateRunes().Any(Rune.IsLetter) ? Refuse<string>(column, AllocationRule.NameWithoutLetters)
                : name;
        }

        private string? Word(AllocationColumn column, bool required) =>
            Cleaned(raw[column]).Length == 0 && required ? Refuse<string>(column, AllocationRule.Required) : Text(column, MaxWord);

        /// <summary>A number of another office; null with a notice where there is none any more.</summary>
        private string? Number(AllocationColumn column)
        {
            var written = Cleaned(raw[column]);
            return IsAbsent(column, written) ? null : Word(column, required: false);
        }

        private bool IsAbsent(AllocationColumn column, string written)
        {
            var rule = AbsentValue.IsDestroyed(written) ? AllocationRule.ValueDestroyed : AbsentValue.IsNone(written) ? AllocationRule.ValuePlaceholder : null;
            if (rule is not null)
            {
                Notice(column, rule);
            }
            return rule is not null;
        }

        /// <summary>Null when empty or refused.</summary>
        private string? Text(AllocationColumn column, int max)
        {
            var text = Cleaned(raw[column]);
            return text.Length == 0 || (AbsentValue.IsError(text) && IsAbsent(column, text)) ? null
                : text.Length > max ? Refuse<string>(column, AllocationRule.TooLong)
                : IsDamaged(text) ? Refuse<string>(column, AllocationRule.TextDamaged)
                : text;
        }

        private static bool IsDamaged(string text) =>
            text.Contains('\uFFFD', StringComparison.Ordinal) || NameDamage.Find(text) == NameDamageKind.ControlCharacters;

        private string? Known(AllocationColumn column, AllocationRule rule, Func<string, string?> find, string? ofNone = null)
        {
            var written = Cleaned(raw[column]);
            return written.Length == 0 ? Refuse<string>(column, AllocationRule.Required)
                : find(written) ?? (ofNone is not null && IsAbsent(column, written) ? ofNone
                    : Refuse<string>(column, IsDamaged(written) ? AllocationRule.TextDamaged : rule));
        }

        /// <summary>One code or several, none of which must be missing; XXX where something stands for none.</summary>
        private string[] Nationalities()
        {
            var (column, written) = (AllocationColumn.Nationalities, Cleaned(raw[AllocationColumn.Nationalities]));
            if (SaysNothing(written))
            {
                return Refuse<string[]>(column, AllocationRule.Required) ?? [];
            }
            var codes = CodesOf(written, reference.Nationality);
            return codes.Count <= MaxCodes && !codes.Contains(null) ? [.. codes.OfType<string>()]
                : IsAbsent(column, written) ? ["XXX"]
                : Refuse<string[]>(column, IsDamaged(written) ? AllocationRule.TextDamaged : AllocationRule.NationalityUnknown) ?? [];
        }

        /// <summary>What is known of them; nobody is turned away for a language that is not.</summary>
        private string[] Languages()
        {
            var (column, written) = (AllocationColumn.Languages, Cleaned(raw[AllocationColumn.Languages]));
            if (SaysNothing(written))
            {
                return [];
            }
            var codes = CodesOf(written, reference.Language);
            if (codes.Contains(null) && !IsAbsent(column, written))
            {
                Notice(column, AllocationRule.LanguageUnknown);
            }
            return [.. codes.OfType<string>().Take(MaxCodes)];
        }

        private static bool SaysNothing(string written) => written.Trim('/', ',', ';', '+', ' ').Length == 0 && !AbsentValue.IsNone(written);

        // The whole first: "Bosnien und Herzegowina" is one state, "AFG und IRN" are two. Null for a word that is not known.
        private static IReadOnlyList<string?> CodesOf(string written, Func<string, string?> find, int level = 0)
        {
            if (find(written) is { } code)
            {
                return [code];
            }
            for (; level < Divisions.Length; level++)
            {
                var parts = Divisions[level].Split(written).Where(part => !string.IsNullOrWhiteSpace(part)).ToList();
                if (parts.Count > 1 || (parts.Count == 1 && parts[0].Length < written.Length))
                {
                    return [.. parts.SelectMany(part => CodesOf(part.Trim(), find, level)).Distinct()];
                }
            }
            return [null];
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
            if (written.Length == 0 || AbsentValue.IsNone(written) || NoDate().IsMatch(written))
            {
                Notice(column, AllocationRule.BirthDateMissing);
                return BirthDate.Unknown;
            }
            if (IsAbsent(column, written))
            {
                return BirthDate.Unknown;
            }
            // Registers write 00 (others xx) for a day or month that nobody knows, or leave it out.
            var found = WrittenDate.Of(UnknownPart().Replace(written, match => new string('0', match.Length)));
            return found is not { } date ? RefuseDate<BirthDate>(column, written)
                : date is { Year: 0 } or { Month: > 12 } or { Month: 0, Day: > 0 } ? Refuse<BirthDate>(column, AllocationRule.DateImpossible)
                : date.Month == 0 ? Plausible(BirthDate.Of(new DateOnly(date.Year, 1, 1), DatePrecision.Year))
                : date.Day == 0 ? Plausible(BirthDate.Of(new DateOnly(date.Year, date.Month, 1), DatePrecision.Month))
                : Day(column, date) is { } day ? Plausible(BirthDate.Reported(day)) : BirthDate.Unknown;
        }

        private BirthDate Plausible(BirthDate born)
        {
            var column = AllocationColumn.BirthDate;
            return born.Date < FirstBirth ? Refuse<BirthDate>(column, AllocationRule.BirthTooEarly)
                : born.Date > reference.Today ? Refuse<BirthDate>(column, AllocationRule.BirthInFuture)
                : born;
        }

        private DateOnly? Date(AllocationColumn column, string written) =>
            WrittenDate.Of(written) is { IsWhole: true } date ? Day(column, date) : RefuseDate<DateOnly?>(column, written);

        private DateOnly? Day(AllocationColumn column, WrittenDate date) =>
            date is { Year: >= 1, Month: >= 1 and <= 12, Day: >= 1 } && date.Day <= DateTime.DaysInMonth(date.Year, date.Month)
                ? new DateOnly(date.Year, date.Month, date.Day)
                : Refuse<DateOnly?>(column, AllocationRule.DateImpossible);

        private T? RefuseDate<T>(AllocationColumn column, string written) =>
            Refuse<T>(column, IsDamaged(written) ? AllocationRule.TextDamaged
                : TwoDigitYear().IsMatch(written) ? AllocationRule.DateTwoDigitYear : AllocationRule.DateFormat);

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

    // Zuweisung aufgehoben; Storno; Zuweisung wurde am 3.11. zurückgenommen.
    [GeneratedRegex(@"^\W*storn(o|iert)\b|\b(Zuweisung|Zuteilung)( (ist|wurde|wird|worden|am|vom|zum|seit|per|mit|Bescheid|wieder|[\d.]+)){0,6} "
        + @"(storniert|zur(ü|ue)ckgenommen|zur(ü|ue)ckgezogen|aufgehoben|widerrufen|annulliert)\b", RegexOptions.IgnoreCase)]
    private static partial Regex TakenBack();

    private static readonly Regex[] Divisions = [HardDivision(), Comma(), And(), Blank()];

    [GeneratedRegex(@"[/;+&|\n]")]
    private static partial Regex HardDivision();

    [GeneratedRegex(",")]
    private static partial Regex Comma();

    [GeneratedRegex(@"\s+(?:und|u\.|and|sowie|et)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex And();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^(0?0\.0?0\.(00)?00|0000-00-00|00000000|[xX?_-]{1,2}\.[xX?_-]{1,2}\.[xX?_-]{2,4})$")]
    private static partial Regex NoDate();

    [GeneratedRegex(@"(?<![\p{L}0-9])([xX?_]{1,2}|--)(?=\.)")]
    private static partial Regex UnknownPart();

    [GeneratedRegex(@"^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2}$")]
    private static partial Regex TwoDigitYear();
}

/// <summary>A date as lists write it; 0 for a day or month that is not stated.</summary>
internal readonly partial record struct WrittenDate(int Year, int Month, int Day)
{
    /// <summary>Says a day, be there such a day or not.</summary>
    internal bool IsWhole { get; private init; }

    /// <summary>
    /// 1.8.1990, 01.08.1990 00:00:00, 1990-08-01T00:00:00, 19900801, 1. August 1990, August 1, 1990, 08.1990, 1990. Null for all else: two digits of a
    /// year, days and months divided by / or in English order, numbers of a spreadsheet's days, times that are not midnight.
    /// </summary>
    internal static WrittenDate? Of(string written)
    {
        var text = Midnight().Replace(written, "");
        foreach (var form in Forms)
        {
            if (form.Match(text) is { Success: true } match)
            {
                var month = match.Groups["name"] is { Success: true } name ? MonthOf(name.Value) : Part("month");
                return month is null ? null : new WrittenDate(Part("year")!.Value, month.Value, Part("day") ?? 0) { IsWhole = match.Groups["day"].Success };
            }

            int? Part(string part) => match.Groups[part] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture)
                : part == "month" ? 0 : null;
        }
        return null;
    }

    private static int? MonthOf(string name) =>
        Array.FindIndex(Months, months => Array.Exists(months, month => name.StartsWith(month, StringComparison.OrdinalIgnoreCase))) is >= 0 and var i
            ? i + 1 : null;

    private static readonly string[][] Months =
    [
        ["jan", "jän"], ["feb"], ["mär", "mrz", "mar", "maer"], ["apr"], ["mai", "may"], ["jun"],
        ["jul"], ["aug"], ["sep"], ["okt", "oct"], ["nov"], ["dez", "dec"],
    ];

    private static readonly Regex[] Forms = [German(), Iso(), Compact(), Named(), American(), MonthAndYear(), YearAndMonth(), YearOnly()];

    [GeneratedRegex(@"^(?<day>[0-9]{1,2})\. ?(?<month>[0-9]{1,2})\. ?(?<year>[0-9]{4})\.?$")]
    private static partial Regex German();

    [GeneratedRegex("^(?<year>[0-9]{4})(?<by>[-/.])(?<month>[0-9]{2})\\k<by>(?<day>[0-9]{2})$")]
    private static partial Regex Iso();

    [GeneratedRegex("^(?<year>(?:19|20)[0-9]{2})(?<month>[0-9]{2})(?<day>[0-9]{2})$")]
    private static partial Regex Compact();

    [GeneratedRegex(@"^(?:(?<day>[0-9]{1,2})(?:\. ?|[ -]))?(?<name>\p{L}{3,9})(?:\. ?|[ -])(?<year>[0-9]{4})$")]
    private static partial Regex Named();

    [GeneratedRegex(@"^(?<name>\p{L}{3,9})\.? (?<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?<year>[0-9]{4})$")]
    private static partial Regex American();

    [GeneratedRegex("^(?<month>[0-9]{1,2})[./](?<year>[0-9]{4})$")]
    private static partial Regex MonthAndYear();

    [GeneratedRegex("^(?<year>[0-9]{4})-(?<month>[0-9]{2})$")]
    private static partial Regex YearAndMonth();

    [GeneratedRegex("^(?<year>(?:19|20)[0-9]{2})$")]
    private static partial Regex YearOnly();

    [GeneratedRegex("(?:[T ] ?00?:00(?::00(?:[.,]0+)?)?(?: ?(?:Z|[+-][0-9]{2}:?[0-9]{2}))?| 12:00(?::00)? ?AM)(?: Uhr)?$")]
    private static partial Regex Midnight();
}
