using CaseManagement.Api.Clients;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Clients;

public class NameKeysTests
{
    /// <summary>Each row: spellings of one name, any two of which must meet.</summary>
    public static TheoryData<string> Spellings =>
    [
        "Mohammad|Mohamad|Muhammed|Mohammed|Mohamed|Muhammad|Mouhamed|Mohd|محمد",
        "Al-Ahmad|Alahmad|Al Ahmad|AL AHMAD|El-Ahmad|Ahmad|الأحمد",
        "Yousef|Youssuf|Yusuf|Jussuf|Yousif|Youssef|Yosef|يوسف|یوسف",
        "Hussein|Hussain|Huseyin|Hüseyin|Hossein|Husayn|حسين",
        "Zahra|Sahra|Zahrah|زهراء|زهرا",
        "Khaled|Chaled|Khalid|Xalid|Kaled|خالد",
        "Ali|Aly|علي|علی",
        "Петренко|Petrenko|PETRENKO",
        "Şahin|Sahin|Schahin|Shahin|ŞAHIN",
        "Yılmaz|Yilmaz|YILMAZ|Jilmaz",
        "Çelik|Celik|Tschelik|Chelik",
        "Çakır|Cakir|Tschakir|Chakir",
        "Öztürk|Ozturk|Oeztuerk|ÖZTÜRK",
        "Gebremedhin|Gebre Medhin|Gebre-Medhin|ገብረመድህን|ገብረ መድህን",
        "Abdullah|Abd Allah|Abdallah|Abdulla|عبد الله|عبدالله",
        "Abdulrahman|Abd al-Rahman|Abdul Rahman|Abdelrahman|Abdurrahman|Abd-ur-Rahman|عبد الرحمن",
        "Olexander|Oleksandr|Олександр|Alexander|Aleksandr|Александр",
        "Iryna|Irina|Ірина|Ирина",
        "Yuliia|Iuliia|Julia|Yulia|Юлія|Юлия",
        "Serhii|Serhiy|Сергій|Serhij",
        "Олег|Oleh|Oleg",
        "Ihor|Igor|Ігор|Игорь",
        "Shevchenko|Schewtschenko|Ševčenko|Шевченко",
        "Shcherbakov|Schtscherbakow|Щербаков",
        "Jamal|Djamal|Dschamal|جمال",
        "Khadija|Khadidja|Chadidscha|خديجة",
        "Mariia|Mariya|Maria|Marija|Марія|Мария",
        "Qasim|Kasim|Qassem|Ghasem|قاسم",
        "Mehmet|Mehmed",
        "Ahmad|Ahmet|Ahmed|أحمد|احمد",
        "Zeynep|Zeinab|Zaynab|Sainab|زينب",
        "Osman|Usman|عثمان",
        "Tawfiq|Taufik|Toufik|توفيق",
        "Ash-Sharif|Al-Sharif|Alsharif|Sharif|الشريف",
        "Abu Bakr|Abubakr|Abou Bakr|أبو بكر",
        "Haile|Hayle|ኃይለ",
        "Bethlehem|Betelhem|ቤተልሄም",
        "Maksym|Maxim|Maksim|Максим",
        "Fatima|Fatimah|Fatma|Fatemeh|فاطمة|فاطمه",
        "Mohammad Reza|Mohammadreza|Mohammed Resa|محمد رضا",
        "Suhail|Souhail|سهيل",
        "Müller|Mueller|Muller",
        "Hosseinzadeh|Hossein Zadeh|Husseinzada",
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Spellings_of_a_family_name_meet(string row) => EveryTwo(row.Split('|'), (a, b) =>
        Assert.True(Meet((a, "Samira"), (b, "Samira")), $"{a} and {b} share no key"));

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Spellings_of_a_given_name_meet(string row) => EveryTwo(row.Split('|'), (a, b) =>
        Assert.True(Meet(("Haddad", a), ("Haddad", b)), $"{a} and {b} share no key"));

    [Fact]
    public void Spellings_of_both_names_at_once_meet()
    {
        Assert.True(Meet(("Al-Ahmad", "Yousef"), ("Alahmed", "Jussuf")));
        Assert.True(Meet(("Karimi", "Zahra"), ("Carimi", "Sahra")));
        Assert.True(Meet(("Шевченко", "Юлія"), ("Schewtschenko", "Julia")));
        Assert.True(Meet(("Hosseini", "Mohammad Reza"), ("Husaini", "Muhammad Resa")));
    }

    [Theory]
    [InlineData("Karimi", "Zahra", "Zahra", "Karimi")]
    [InlineData("Al Hariri", "Yousef", "Yousef", "Hariri")]
    [InlineData("Karimi", "Mohammad Reza", "Karimi", "Reza")]
    [InlineData("Karimi", "Mohammad Reza", "Reza Karimi", "Mohammad")]
    [InlineData("Haddad", "Rana", "", "Rana Haddad")]
    [InlineData("Haddad", "Rana", "Rana Haddad", null)]
    public void Swapped_left_out_and_misplaced_parts_meet(string family, string given, string? otherFamily, string? otherGiven) =>
        Assert.True(Meet((family, given), (otherFamily, otherGiven)));

    [Theory]
    [InlineData("Karimi", "Karini")]      // wrong letter
    [InlineData("Kovalenko", "Kovaleno")] // missing letter
    [InlineData("Osagie", "Ostagie")]     // one too many
    public void One_wrong_letter_still_meets(string right, string wrong)
    {
        Assert.True(Meet((right, "Mohammad"), (wrong, "Mohammad")));
        Assert.True(Meet(("Bondarenko", right), ("Bondarenko", wrong)));
    }

    [Fact]
    public void A_person_is_found_by_one_name_alone()
    {
        Assert.True(Meet((null, "Gebremedhin"), ("Gebre Medhin", "Selam")) && Meet(("Mohammad Reza", null), ("Karimi", "Mohammadreza")));
        Assert.False(Meet(("Karimi", null), ("Haddad", "Selam")));
    }

    [Fact]
    public void The_same_name_in_one_field_only_is_no_reason_to_meet() => Assert.False(Meet(("Karimi", "Mohammad"), ("Sheikho", "Mohammad")));

    [Theory]
    [InlineData("Hassan", "Karim")]
    [InlineData("Rim", "Rana")]
    [InlineData("Omar", "Yousef")]
    public void Other_given_names_of_one_family_do_not_meet(string a, string b) =>
        Assert.False(Meet(("Eze", a), ("Eze", b)));

    [Fact]
    public void Unrelated_names_seldom_meet()
    {
        // A realistic mixture of frequent names, each family name with each given name.
        string[] families =
        [
            "Karimi", "Qasim", "Osagie", "Sheikho", "Ahmadi", "Al Hariri", "Okafor", "Bondarenko", "Kovalenko", "Eze", "Petrenko", "Yılmaz", "Öztürk",
            "Alahmad", "Hosseini", "Haddad", "Ibrahim", "Sadat", "Barzani", "Gebremedhin", "Şahin", "Çelik", "Tesfay", "Haile", "Shevchenko", "Melnyk",
            "Boyko", "Tkachenko", "Kravchenko", "Demir", "Kaya", "Doğan", "Rahimi", "Nazari", "Noori", "Stanikzai", "Al Khalil", "Darwish", "Mahmoud", "Jumaa",
        ];
        string[] given =
        [
            "Ali", "Zahra", "Mohammad Reza", "Nasir", "Shilan", "Festus", "Joy", "Emeka", "Blessing", "Rim", "Shukria", "Farhad", "Maryam", "Yousef", "Rana",
            "Kateryna", "Oleksandr", "Iryna", "Dmytro", "Zeynep", "Elif", "Emre", "Mehmet", "Barış", "Khaled", "Hiba", "Noor", "Fatima", "Omar", "Ahmad",
            "Dilshad", "Karwan", "Parwana", "Selam", "Samuel", "Rahwa", "Filmon", "Bethlehem", "Hassan", "Amina",
        ];
        var people = families.SelectMany(f => given.Select(g => (Family: f, Given: g))).ToList();
        var stored = people.SelectMany((p, i) => NameKeys.For(p.Family, p.Given).Select(k => (Key: k, Person: i))).ToLookup(x => x.Key, x => x.Person);

        var strangers = people.Select((p, i) => NameKeys.ToSeek(p.Family, p.Given).SelectMany(k => stored[k]).Distinct().Count(other => other != i)).ToList();

        // 1600 people whose names are drawn from the same 80: fewer than two strangers per search on average, never thirty.
        Assert.True(strangers.Average() < 2, $"on average {strangers.Average()} strangers");
        Assert.True(strangers.Max() < 30, $"at most {strangers.Max()} strangers");
    }

    [Fact]
    public void A_person_has_few_and_short_keys()
    {
        Assert.InRange(NameKeys.For("Karimi", "Zahra").Count, 3, 14);
        Assert.InRange(NameKeys.For("Karimi", "Mohammad Reza").Count, 6, 30);
        var given = string.Join(' ', Enumerable.Repeat("Schtscherbakow", 40));
        Assert.All(NameKeys.For("von und zu Guttenberg Al Hariri Mohammad", given), k => Assert.InRange(k.Length, 1, 51));
        Assert.InRange(NameKeys.For("von und zu Guttenberg Al Hariri Mohammad", string.Join(' ', Enumerable.Repeat("Chacha", 40))).Count, 1, 600);
    }

    [Fact]
    public void A_name_without_letters_has_no_keys()
    {
        Assert.Empty(NameKeys.For("-", "????"));
        Assert.Empty(NameKeys.ToSeek(null, ""));
    }

    [Fact]
    public void Any_text_has_keys_that_a_database_takes_and_finds_itself() => Prop.ForAll<string, string>((family, given) =>
    {
        var stored = NameKeys.For(family, given);
        var sought = NameKeys.ToSeek(family, given);
        return stored.All(k => k.Length is > 0 and <= 52 && k.IsNormalizedText()) && (sought.Count == 0 || sought.Overlaps(stored));
    }).QuickCheckThrowOnFailure();

    // Adlam (Fulani), Hanifi Rohingya, Osmanya (Somali): letters of two UTF-16 units each.
    [Theory]
    [InlineData("𞤀𞤥𞤢𞤣𞤵", "𞤁𞤭𞤢𞤤𞤮")]
    [InlineData("𐴀𐴃𐴟𐴧", "𐴑𐴝𐴌𐴟𐴔")]
    [InlineData("𐒖𐒁𐒆𐒘", "𐒅𐒘𐒑𐒓")]
    public void Names_in_scripts_beyond_the_first_plane_have_keys_that_a_database_takes_and_are_found_as_they_are_typed(string family, string given)
    {
        string[] stored = [.. NameKeys.For(family, given), .. NameBeginnings.For(family, given)];
        Assert.All(stored, key => Assert.True(key.IsNormalizedText()));
        Assert.Superset(NameKeys.ToSeek(family, given).ToHashSet(), stored.ToHashSet());
        for (var typed = 1; typed <= family.Length; typed++)
        {
            string[] sought = [.. NameBeginnings.ToSeek(family.Start(typed))];
            Assert.All(sought, key => Assert.True(key.IsNormalizedText()));
            Assert.True(typed == 1 || sought.Intersect(stored).Any());
        }
    }

    private static bool Meet((string? Family, string? Given) sought, (string? Family, string? Given) stored) =>
        NameKeys.ToSeek(sought.Family, sought.Given).Overlaps(NameKeys.For(stored.Family, stored.Given));

    private static void EveryTwo(string[] spellings, Action<string, string> check)
    {
        foreach (var a in spellings)
        {
            foreach (var b in spellings)
            {
                check(a, b);
            }
        }
    }
}

file static class DatabaseText
{
    /// <summary>PostgreSQL takes neither NUL nor half a surrogate pair.</summary>
    public static bool IsNormalizedText(this string text) =>
        !text.Contains('\0', StringComparison.Ordinal) && new System.Text.UTF8Encoding(false, true) is var strict && Encodes(strict, text);

    private static bool Encodes(System.Text.UTF8Encoding strict, string text)
    {
        try
        {
            return strict.GetByteCount(text) > 0;
        }
        catch (System.Text.EncoderFallbackException)
        {
            return false;
        }
    }
}
