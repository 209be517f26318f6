using CaseManagement.Api.Clients;

namespace CaseManagement.UnitTests.Clients;

public class NameDamageTests
{
    [Theory]
    [InlineData("????????", NameDamageKind.QuestionMarks)]
    [InlineData("Y?lmaz", NameDamageKind.QuestionMarks)]
    [InlineData("Bar??", NameDamageKind.QuestionMarks)]
    [InlineData("Y\uFFFDlmaz", NameDamageKind.ReplacementCharacter)]
    [InlineData("YÄ±lmaz", NameDamageKind.Mojibake)]
    [InlineData("Ã–ztÃ¼rk", NameDamageKind.Mojibake)]
    [InlineData("BarÄ±ÅŸ", NameDamageKind.Mojibake)]
    [InlineData("ÅŸahin", NameDamageKind.Mojibake)]
    [InlineData("AyÅŸe", NameDamageKind.Mojibake)]
    [InlineData("Oâ€™Brien", NameDamageKind.Mojibake)]
    [InlineData("ÐŸÐµÑ‚Ñ€ÐµÐ½ÐºÐ¾", NameDamageKind.Mojibake)]
    [InlineData("Ïåòðåíêî", NameDamageKind.Mojibake)]
    [InlineData("Ù…Ø­Ù…Ø¯", NameDamageKind.Mojibake)]
    [InlineData("Ali\u0000", NameDamageKind.ControlCharacters)]
    [InlineData("Ali\nReza", NameDamageKind.ControlCharacters)]
    [InlineData("Bar\u009F", NameDamageKind.ControlCharacters)]
    [InlineData("\uE000", NameDamageKind.ControlCharacters)]
    public void Damage_is_found(string name, NameDamageKind damage) => Assert.Equal(damage, NameDamage.Find(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("O'Brien")]
    [InlineData("O’Brien")]
    [InlineData("Лук’яненко")]
    [InlineData("Al-Ahmad")]
    [InlineData("Mohammad Reza")]
    [InlineData("Yılmaz")]
    [InlineData("ÖZTÜRK")]
    [InlineData("İĞDIR")]
    [InlineData("Barış")]
    [InlineData("Петренко")]
    [InlineData("محمد")]
    [InlineData("علی\u200Cرضا")]
    [InlineData("ገብረመድህን")]
    [InlineData("Tomáš")]
    [InlineData("TOMÁŠ")]
    [InlineData("KOHÚŠ")]
    [InlineData("Ñuñez")]
    [InlineData("João")]
    [InlineData("JOÃO")]
    [InlineData("Þórarinsson")]
    [InlineData("Björk Guðmundsdóttir")]
    [InlineData("Mª José")]
    [InlineData("Nguyễn Thị Ánh")]
    [InlineData("Ngọzi")]
    [InlineData("Weiß")]
    [InlineData("Ångström")]
    [InlineData("Gall·lés")]
    [InlineData("Dr. h. c. Müller")]
    [InlineData("גולדה")]
    [InlineData("გიორგი")]
    [InlineData("李小龙")]
    [InlineData("𞤀𞤣𞤤𞤢𞤥")]
    public void Legitimate_names_are_not_reported(string? name) => Assert.Null(NameDamage.Find(name));

    // Not a row of the theory: the test host writes rows down as UTF-8, which has no half characters.
    [Fact]
    public void Half_a_character_is_found() => Assert.Equal(NameDamageKind.ControlCharacters, NameDamage.Find("Ali\uD83D"));

    [Fact]
    public void Every_name_of_several_scripts_misread_as_Windows_1252_is_found()
    {
        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        var windows = System.Text.Encoding.GetEncoding(1252);
        string[] names =
        [
            "Петренко", "Yılmaz", "Şahin", "Öztürk", "Çelik", "Barış", "Ayşe", "محمد", "زهرا", "ገብረ",
            "Müller", "Weiß", "Łukasz", "Ğ", "İbrahim",
            "Ђорђе", "Юлія",
        ];
        Assert.All(names, name => Assert.NotNull(NameDamage.Find(windows.GetString(System.Text.Encoding.UTF8.GetBytes(name)))));
    }
}
