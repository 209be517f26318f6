namespace CaseManagement.Api.Rules;

/// <summary>
/// One of the 16 German Länder; its public holidays decide what a working day is.
/// </summary>
/// <param name="Key">The first two digits of every municipality key (AGS) in it.</param>
/// <param name="Code">ISO 3166-2:DE without the country, such as <c>BW</c>.</param>
/// <param name="German">German name.</param>
/// <param name="English">English name.</param>
/// <param name="HolidayLaw">The law that names its public holidays.</param>
public sealed record Land(string Key, string Code, string German, string English, string HolidayLaw)
{
#pragma warning disable CS1591 // the names say it
    public static readonly Land SchleswigHolstein = new("01", "SH", "Schleswig-Holstein", "Schleswig-Holstein", "§ 2 SFTG");
    public static readonly Land Hamburg = new("02", "HH", "Hamburg", "Hamburg", "§ 1 Feiertagsgesetz Hamburg");
    public static readonly Land Niedersachsen = new("03", "NI", "Niedersachsen", "Lower Saxony", "§ 2 NFeiertagsG");
    public static readonly Land Bremen = new("04", "HB", "Bremen", "Bremen", "§ 2 Gesetz über die Sonn-, Gedenk- und Feiertage");
    public static readonly Land NordrheinWestfalen = new("05", "NW", "Nordrhein-Westfalen", "North Rhine-Westphalia", "§ 2 Feiertagsgesetz NW");
    public static readonly Land Hessen = new("06", "HE", "Hessen", "Hesse", "§ 1 HFeiertagsG");
    public static readonly Land RheinlandPfalz = new("07", "RP", "Rheinland-Pfalz", "Rhineland-Palatinate", "§ 2 LFtG");
    public static readonly Land BadenWuerttemberg = new("08", "BW", "Baden-Württemberg", "Baden-Württemberg", "§ 1 FTG");
    public static readonly Land Bayern = new("09", "BY", "Bayern", "Bavaria", "Art. 1 FTG");
    public static readonly Land Saarland = new("10", "SL", "Saarland", "Saarland", "§ 2 SFG");
    public static readonly Land Berlin = new("11", "BE", "Berlin", "Berlin", "§ 1 Gesetz über die Sonn- und Feiertage");
    public static readonly Land Brandenburg = new("12", "BB", "Brandenburg", "Brandenburg", "§ 2 FTG");
    public static readonly Land MecklenburgVorpommern = new("13", "MV", "Mecklenburg-Vorpommern", "Mecklenburg-Western Pomerania", "§ 2 FTG M-V");
    public static readonly Land Sachsen = new("14", "SN", "Sachsen", "Saxony", "§ 1 SächsSFG");
    public static readonly Land SachsenAnhalt = new("15", "ST", "Sachsen-Anhalt", "Saxony-Anhalt", "§ 2 FeiertG LSA");
    public static readonly Land Thueringen = new("16", "TH", "Thüringen", "Thuringia", "§ 2 ThürFGtG");
#pragma warning restore CS1591

    /// <summary>All 16, in the order of their keys.</summary>
    public static IReadOnlyList<Land> All { get; } =
    [
        SchleswigHolstein, Hamburg, Niedersachsen, Bremen, NordrheinWestfalen, Hessen, RheinlandPfalz, BadenWuerttemberg,
        Bayern, Saarland, Berlin, Brandenburg, MecklenburgVorpommern, Sachsen, SachsenAnhalt, Thueringen,
    ];

    /// <summary>The Land of a municipality by its Amtlicher Gemeindeschlüssel (eight digits).</summary>
    /// <exception cref="ArgumentException">Not eight digits, or no Land has this key.</exception>
    public static Land OfAgs(string ags)
    {
        var isKey = ags is { Length: 8 } && ags.All(char.IsAsciiDigit);
        return (isKey ? All.FirstOrDefault(land => ags.StartsWith(land.Key, StringComparison.Ordinal)) : null)
            ?? throw new ArgumentException("A municipality key has eight digits and starts with 01 to 16.", nameof(ags));
    }

    /// <inheritdoc />
    public override string ToString() => Code;
}
