using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace CaseManagement.Api.Rules;

/// <summary>A public holiday (gesetzlicher Feiertag) on its date, with a stable code and its names.</summary>
public sealed record Holiday(DateOnly Date, string Code, string German, string English);

/// <summary>Public holidays that hold only in some communes of a Land. Named for the commune's office, default none.</summary>
[Flags]
public enum LocalHolidays
{
    /// <summary>Only the holidays of the whole Land.</summary>
    None = 0,

    /// <summary>Mariä Himmelfahrt in the mostly Catholic communes of Bavaria (Art. 1 Abs. 1 Nr. 2 FTG).</summary>
    AssumptionDay = 1,

    /// <summary>Fronleichnam in the communes that Saxony (§ 1 SächsSFG) and Thuringia (§ 2 Abs. 2 ThürFGtG) name.</summary>
    CorpusChristi = 2,

    /// <summary>Hohes Friedensfest in the city of Augsburg (Art. 1 Abs. 2 FTG Bayern).</summary>
    PeaceFestival = 4,
}

/// <summary>
/// The public holidays of the Länder, computed. Each rule names the Länder, the years and the law. Half holidays (24 and
/// 31 December) and quiet days are none here. The table app.holiday holds the same as dated data.
/// </summary>
public static class Holidays
{
    /// <summary>Before 1995 Buß- und Bettag and others were holidays by rules that are not kept here.</summary>
    public const int FirstYear = 1995;

    /// <summary>The last year computed.</summary>
    public const int LastYear = 2199;

    /// <summary>The public holidays of a Land in a year, in order of date; those on Sundays too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year lies outside <see cref="FirstYear"/> to <see cref="LastYear"/>.</exception>
    public static IReadOnlyList<Holiday> Of(Land land, int year, LocalHolidays local = LocalHolidays.None) =>
        Calendar(land, year, local).Days;

    /// <summary>
    /// Easter Sunday in the Gregorian calendar, by the method of Butcher and Meeus.
    /// </summary>
    public static DateOnly EasterSunday(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100;
        int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
        int h = (19 * a + b - d - g + 15) % 30;
        int i = c / 4, k = c % 4;
        int l = (32 + 2 * e + 2 * i - h - k) % 7;
        int m = (a + 11 * h + 22 * l) / 451;
        int n = h + l - 7 * m + 114;
        return new DateOnly(year, n / 31, n % 31 + 1);
    }

    /// <summary>The name of a holiday by its code, in the language of the request.</summary>
    public static string NameOf(string code) => Rules.First(rule => rule.Code == code) is var known ? Language.Choose(known.German, known.English) : code;

    internal static bool IsHoliday(DateOnly date, Land land, LocalHolidays local) => Calendar(land, date.Year, local).Dates.Contains(date);

    private static readonly ConcurrentDictionary<(string Land, int Year, LocalHolidays Local), (Holiday[] Days, FrozenSet<DateOnly> Dates)> Known = new();

    private static (Holiday[] Days, FrozenSet<DateOnly> Dates) Calendar(Land land, int year, LocalHolidays local) =>
        Known.GetOrAdd((land.Code, year, local), key =>
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(year, FirstYear);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(year, LastYear);
            var days = Rules
                .Where(rule => rule.Holds(key.Land, year, local))
                .Select(rule => new Holiday(rule.On(year), rule.Code, rule.German, rule.English))
                .DistinctBy(day => day.Code)
                .OrderBy(day => day.Date)
                .ToArray();
            return (days, days.Select(day => day.Date).ToFrozenSet());
        });

    /// <param name="Code">Stable code.</param>
    /// <param name="German">German name.</param>
    /// <param name="English">English name.</param>
    /// <param name="On">The date in a year.</param>
    /// <param name="Lands">Codes of the Länder, or <see cref="Everywhere"/>.</param>
    /// <param name="From">First year.</param>
    /// <param name="Until">Last year.</param>
    /// <param name="Local">The option that this rule needs, if it holds in some communes only.</param>
    private sealed record Rule(
        string Code, string German, string English, Func<int, DateOnly> On, string Lands,
        int From = FirstYear, int Until = LastYear, LocalHolidays Local = LocalHolidays.None)
    {
        internal bool Holds(string land, int year, LocalHolidays local) =>
            year >= From && year <= Until && (local & Local) == Local && (Lands == Everywhere || Lands.Split(' ').Contains(land));
    }

    private const string Everywhere = "*";

    private static readonly Rule[] Rules =
    [
        // The nine that all sixteen laws name; 3 October by federal law (Art. 2 Abs. 2 Einigungsvertrag).
        new("new-year", "Neujahr", "New Year's Day", Fixed(1, 1), Everywhere),
        new("good-friday", "Karfreitag", "Good Friday", AfterEaster(-2), Everywhere),
        new("easter-monday", "Ostermontag", "Easter Monday", AfterEaster(1), Everywhere),
        new("labour-day", "Tag der Arbeit", "Labour Day", Fixed(5, 1), Everywhere),
        new("ascension-day", "Christi Himmelfahrt", "Ascension Day", AfterEaster(39), Everywhere),
        new("whit-monday", "Pfingstmontag", "Whit Monday", AfterEaster(50), Everywhere),
        new("german-unity-day", "Tag der Deutschen Einheit", "German Unity Day", Fixed(10, 3), Everywhere),
        new("christmas-day", "1. Weihnachtstag", "Christmas Day", Fixed(12, 25), Everywhere),
        new("second-christmas-day", "2. Weihnachtstag", "Second Christmas Day", Fixed(12, 26), Everywhere),

        // § 2 Abs. 1 FTG Brandenburg names the two Sundays.
        new("easter-sunday", "Ostersonntag", "Easter Sunday", AfterEaster(0), "BB"),
        new("whit-sunday", "Pfingstsonntag", "Whit Sunday", AfterEaster(49), "BB"),

        // § 1 FTG BW, Art. 1 Abs. 1 Nr. 1 FTG Bayern, § 2 FeiertG LSA.
        new("epiphany", "Heilige Drei Könige", "Epiphany", Fixed(1, 6), "BW BY ST"),

        // Berlin from 2019 (§ 1 Abs. 1), Mecklenburg-Vorpommern from 2023 (§ 2 Abs. 1 FTG M-V).
        new("womens-day", "Internationaler Frauentag", "International Women's Day", Fixed(3, 8), "BE", From: 2019),
        new("womens-day", "Internationaler Frauentag", "International Women's Day", Fixed(3, 8), "MV", From: 2023),

        // Berlin, once each: 75 and 80 years after the war, 75 years after the rising of 1953 (§ 1 Abs. 1).
        new("liberation-day", "Tag der Befreiung", "Liberation Day", Fixed(5, 8), "BE", From: 2020, Until: 2020),
        new("liberation-day", "Tag der Befreiung", "Liberation Day", Fixed(5, 8), "BE", From: 2025, Until: 2025),
        new("uprising-1953", "75. Jahrestag des Volksaufstandes", "75th anniversary of the 1953 uprising", Fixed(6, 17), "BE", From: 2028, Until: 2028),

        // § 1 FTG BW, Art. 1 FTG Bayern, § 1 HFeiertagsG, § 2 Feiertagsgesetz NW, § 2 LFtG, § 2 SFG; some communes of SN and TH.
        new("corpus-christi", "Fronleichnam", "Corpus Christi", AfterEaster(60), "BW BY HE NW RP SL"),
        new("corpus-christi", "Fronleichnam", "Corpus Christi", AfterEaster(60), "SN TH", Local: LocalHolidays.CorpusChristi),

        // § 2 SFG Saarland; Art. 1 Abs. 1 Nr. 2 FTG Bayern in communes with more Catholics than Protestants.
        new("assumption-day", "Mariä Himmelfahrt", "Assumption Day", Fixed(8, 15), "SL"),
        new("assumption-day", "Mariä Himmelfahrt", "Assumption Day", Fixed(8, 15), "BY", Local: LocalHolidays.AssumptionDay),

        // Art. 1 Abs. 2 FTG Bayern: in the city of Augsburg only, beside the Assumption.
        new("peace-festival", "Hohes Friedensfest", "Augsburg Peace Festival", Fixed(8, 8), "BY", Local: LocalHolidays.PeaceFestival),

        // § 2 Abs. 1 ThürFGtG, from 2019.
        new("childrens-day", "Weltkindertag", "World Children's Day", Fixed(9, 20), "TH", From: 2019),

        // The eastern Länder since 1990; everywhere in 2017, the 500th anniversary; the four northern ones from 2018.
        new("reformation-day", "Reformationstag", "Reformation Day", Fixed(10, 31), "BB MV SN ST TH"),
        new("reformation-day", "Reformationstag", "Reformation Day", Fixed(10, 31), Everywhere, From: 2017, Until: 2017),
        new("reformation-day", "Reformationstag", "Reformation Day", Fixed(10, 31), "HB HH NI SH", From: 2018),

        // § 1 FTG BW, Art. 1 FTG Bayern, § 2 Feiertagsgesetz NW, § 2 LFtG, § 2 SFG.
        new("all-saints-day", "Allerheiligen", "All Saints' Day", Fixed(11, 1), "BW BY NW RP SL"),

        // § 1 SächsSFG; all others gave it up for the long-term care insurance in 1995 (§ 58 SGB XI).
        new("repentance-day", "Buß- und Bettag", "Day of Repentance and Prayer", WednesdayBefore23November, "SN"),
    ];

    private static Func<int, DateOnly> Fixed(int month, int day) => year => new DateOnly(year, month, day);

    private static Func<int, DateOnly> AfterEaster(int days) => year => EasterSunday(year).AddDays(days);

    private static DateOnly WednesdayBefore23November(int year)
    {
        var latest = new DateOnly(year, 11, 22);
        return latest.AddDays(-(((int)latest.DayOfWeek - (int)DayOfWeek.Wednesday + 7) % 7));
    }
}
