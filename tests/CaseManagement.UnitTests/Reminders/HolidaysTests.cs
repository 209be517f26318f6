using System.Globalization;
using CaseManagement.Api.Reminders;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Reminders;

public class HolidaysTests
{
    [Theory]
    [InlineData("08116056", "BW")] // Plochingen
    [InlineData("05913000", "NW")] // Dortmund
    [InlineData("11000000", "BE")]
    [InlineData("01001000", "SH")]
    [InlineData("16077001", "TH")]
    public void A_municipality_key_names_its_Land(string ags, string code) => Assert.Equal(code, Land.OfAgs(ags).Code);

    [Theory]
    [InlineData("17000000")]
    [InlineData("00000000")]
    [InlineData("0811605")]
    [InlineData("0811605x")]
    [InlineData("")]
    public void Anything_else_is_no_municipality_key(string ags) => Assert.Throws<ArgumentException>(() => Land.OfAgs(ags));

    [Fact]
    public void There_are_sixteen_Lands_with_keys_01_to_16() =>
        Assert.Equal(Enumerable.Range(1, 16).Select(n => n.ToString("00", CultureInfo.InvariantCulture)), Land.All.Select(l => l.Key));

    [Theory]
    [InlineData("1995-04-16")]
    [InlineData("2000-04-23")]
    [InlineData("2008-03-23")]
    [InlineData("2011-04-24")]
    [InlineData("2019-04-21")]
    [InlineData("2024-03-31")]
    [InlineData("2025-04-20")]
    [InlineData("2026-04-05")]
    [InlineData("2027-03-28")]
    [InlineData("2038-04-25")]
    [InlineData("2049-04-18")]
    [InlineData("2076-04-19")]
    public void Easter_is_on_the_known_date(string date)
    {
        var easter = DateOnly.Parse(date, CultureInfo.InvariantCulture);
        Assert.Equal(easter, Holidays.EasterSunday(easter.Year));
    }

    [Fact]
    public void Easter_is_a_Sunday_between_22_March_and_25_April() => Prop.ForAll(Gen.Choose(1583, 9999).ToArbitrary(), year =>
    {
        var easter = Holidays.EasterSunday(year);
        return easter.DayOfWeek == DayOfWeek.Sunday && easter >= new DateOnly(year, 3, 22) && easter <= new DateOnly(year, 4, 25);
    }).QuickCheckThrowOnFailure();

    /// <summary>Movable feasts as printed calendars show them: Good Friday, Easter Monday, Ascension, Whit Monday, Corpus Christi, Repentance Day.</summary>
    private static readonly Dictionary<int, string[]> Movable = new()
    {
        [2024] = ["03-29", "04-01", "05-09", "05-20", "05-30", "11-20"],
        [2025] = ["04-18", "04-21", "05-29", "06-09", "06-19", "11-19"],
        [2026] = ["04-03", "04-06", "05-14", "05-25", "06-04", "11-18"],
        [2027] = ["03-26", "03-29", "05-06", "05-17", "05-27", "11-17"],
    };

    /// <summary>What each Land has beyond the nine that all have; CC is Corpus Christi, RD Repentance Day, ES and WS the Sundays.</summary>
    private static readonly Dictionary<string, string> Beyond = new()
    {
        ["BW"] = "01-06 CC 11-01",
        ["BY"] = "01-06 CC 11-01",
        ["BE"] = "03-08",
        ["BB"] = "ES WS 10-31",
        ["HB"] = "10-31",
        ["HH"] = "10-31",
        ["HE"] = "CC",
        ["MV"] = "03-08 10-31",
        ["NI"] = "10-31",
        ["NW"] = "CC 11-01",
        ["RP"] = "CC 11-01",
        ["SL"] = "CC 08-15 11-01",
        ["SN"] = "10-31 RD",
        ["ST"] = "01-06 10-31",
        ["SH"] = "10-31",
        ["TH"] = "09-20 10-31",
    };

    [Theory]
    [InlineData(2024)]
    [InlineData(2025)]
    [InlineData(2026)]
    [InlineData(2027)]
    public void Each_Land_has_its_known_holidays(int year)
    {
        var movable = Movable[year];
        foreach (var land in Land.All)
        {
            var expected = new List<string> { "01-01", movable[0], movable[1], "05-01", movable[2], movable[3], "10-03", "12-25", "12-26" };
            foreach (var day in Beyond[land.Code].Split(' '))
            {
                expected.Add(day switch { "CC" => movable[4], "RD" => movable[5], "ES" => DayBefore(movable[1]), "WS" => DayBefore(movable[3]), _ => day });
            }
            if (land == Land.Berlin && year == 2025)
            {
                expected.Add("05-08");
            }
            Assert.Equal(expected.Order(StringComparer.Ordinal), Holidays.Of(land, year).Select(h => h.Date.ToString("MM-dd", CultureInfo.InvariantCulture)));
        }

        string DayBefore(string day) =>
            DateOnly.ParseExact($"{year}-{day}", "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(-1).ToString("MM-dd", CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("BE", 2018, "womens-day", false)]
    [InlineData("BE", 2019, "womens-day", true)]
    [InlineData("MV", 2022, "womens-day", false)]
    [InlineData("MV", 2023, "womens-day", true)]
    [InlineData("TH", 2018, "childrens-day", false)]
    [InlineData("TH", 2019, "childrens-day", true)]
    [InlineData("BE", 2020, "liberation-day", true)]
    [InlineData("BE", 2021, "liberation-day", false)]
    [InlineData("BB", 2025, "liberation-day", false)]
    [InlineData("BE", 2028, "uprising-1953", true)]
    [InlineData("BE", 2029, "uprising-1953", false)]
    [InlineData("BW", 2016, "reformation-day", false)]
    [InlineData("BW", 2017, "reformation-day", true)]
    [InlineData("BW", 2018, "reformation-day", false)]
    [InlineData("NI", 2016, "reformation-day", false)]
    [InlineData("NI", 2018, "reformation-day", true)]
    [InlineData("BB", 2010, "reformation-day", true)]
    [InlineData("SN", 1995, "repentance-day", true)]
    [InlineData("BY", 1995, "repentance-day", false)]
    public void A_holiday_begins_and_ends_with_its_law(string land, int year, string code, bool holds) =>
        Assert.Equal(holds, Holidays.Of(Land.All.Single(l => l.Code == land), year).Any(h => h.Code == code));

    [Fact]
    public void In_2017_every_Land_has_Reformation_Day_once() =>
        Assert.All(Land.All, land => Assert.Single(Holidays.Of(land, 2017), h => h.Code == "reformation-day"));

    [Fact]
    public void Local_holidays_need_their_option_and_their_Land()
    {
        const LocalHolidays all = LocalHolidays.AssumptionDay | LocalHolidays.CorpusChristi;
        Assert.Contains(Holidays.Of(Land.Bayern, 2026, LocalHolidays.AssumptionDay), h => h.Date == new DateOnly(2026, 8, 15));
        Assert.DoesNotContain(Holidays.Of(Land.Bayern, 2026, LocalHolidays.CorpusChristi), h => h.Code == "assumption-day");
        Assert.Contains(Holidays.Of(Land.Sachsen, 2026, all), h => h.Code == "corpus-christi");
        Assert.Equal(Holidays.Of(Land.Hamburg, 2026), Holidays.Of(Land.Hamburg, 2026, all));
    }

    [Fact]
    public void Repentance_Day_is_the_Wednesday_before_23_November() => Prop.ForAll(Years, year =>
    {
        var day = Holidays.Of(Land.Sachsen, year).Single(h => h.Code == "repentance-day").Date;
        return day.DayOfWeek == DayOfWeek.Wednesday && day >= new DateOnly(year, 11, 16) && day <= new DateOnly(year, 11, 22);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_Land_has_nine_to_thirteen_holidays_in_order_named_in_both_languages() => Prop.ForAll(Years, year => Land.All.All(land =>
    {
        var days = Holidays.Of(land, year);
        return days.Count is >= 9 and <= 13
            && days.Zip(days.Skip(1)).All(pair => pair.First.Date <= pair.Second.Date)
            && days.Select(h => h.Code).Distinct().Count() == days.Count
            && days.All(h => h.Date.Year == year && h.German.Length > 0 && h.English.Length > 0);
    })).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1994)]
    [InlineData(2200)]
    public void Years_without_rules_are_refused(int year) => Assert.Throws<ArgumentOutOfRangeException>(() => Holidays.Of(Land.Hessen, year));

    private static Arbitrary<int> Years => Gen.Choose(Holidays.FirstYear, Holidays.LastYear).ToArbitrary();
}
