using CaseManagement.Api.Clients;

namespace CaseManagement.UnitTests.Clients;

public class NameNormalizerTests
{
    [Theory]
    [InlineData("Петренко", "petrenko")]
    [InlineData("Юлія", "yuliia")]
    [InlineData("Щербакова", "shcherbakova")]
    [InlineData("Лук'яненко", "lukianenko")]
    [InlineData("Фёдор", "fiodor")]
    [InlineData("Yılmaz", "yilmaz")]
    [InlineData("YILMAZ", "yilmaz")]
    [InlineData("İbrahim", "ibrahim")]
    [InlineData("Şahin", "sahin")]
    [InlineData("S\u0327ahin", "sahin")]
    [InlineData("Erdoğan", "erdogan")]
    [InlineData("Öztürk", "ozturk")]
    [InlineData("Weiß", "weiss")]
    [InlineData("O’Brien", "obrien")]
    [InlineData("Müller-Lüdenscheidt", "muller ludenscheidt")]
    [InlineData("علی\u200Cرضا", "alirada")]
    [InlineData("نور", "nur")]
    [InlineData("یوسف", "yusaf")]
    [InlineData("زهرا", "zahara")]
    [InlineData("ሰላም", "selam")]
    [InlineData("ገብረመድህን", "gebremedhn")]
    [InlineData("ኃይለ", "hayle")]
    [InlineData("Ｎｏｏｒ", "noor")]
    public void A_script_is_folded_to_Latin(string name, string folded) => Assert.Equal(folded, NameNormalizer.Normalize(name));

    [Theory]
    [InlineData("Al-Ahmad", "alahmad")]
    [InlineData("Al Ahmad", "alahmad")]
    [InlineData("ALAHMAD", "alahmad")]
    [InlineData("El Ahmad", "alahmad")]
    [InlineData("الأحمد", "alahmad")]
    [InlineData("Ash-Sharif", "alsharif")]
    [InlineData("Al Sharif", "alsharif")]
    [InlineData("as-Sayed", "alsayed")]
    [InlineData("Mohammad bin Salman", "mohammad salman")]
    [InlineData("Ibn", "ibn")]
    [InlineData("Abu Bakr", "abubakr")]
    [InlineData("Abd al-Rahman", "abdrahman")]
    [InlineData("Abdul Rahman", "abdrahman")]
    [InlineData("Abdelrahman", "abdrahman")]
    [InlineData("عبد الرحمن", "abdrahaman")]
    [InlineData("عبدالرحمن", "abdrahaman")]
    [InlineData("Abdullah", "abdullah")]
    [InlineData("Abd Allah", "abdullah")]
    [InlineData("Abdulla", "abdullah")]
    [InlineData("عبدالله", "abdullah")]
    [InlineData("Mohd Ali", "muhammad ali")]
    public void Particles_go_where_they_belong(string name, string normal) => Assert.Equal(normal, NameNormalizer.Normalize(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" - ")]
    [InlineData("\uD800")]
    public void Nothing_to_read_is_empty(string? name) => Assert.Equal("", NameNormalizer.Normalize(name));

    [Fact]
    public void A_letter_of_an_unknown_script_stays() => Assert.Equal("გიორგი", NameNormalizer.Normalize("გიორგი"));

    [Fact]
    public void The_Cyrillic_g_is_read_the_Ukrainian_and_the_Russian_way() =>
        Assert.Equal(["oleh", "oleg"], Transliteration.Readings("Олег"));
}
