using System.Text;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Imports;

namespace CaseManagement.UnitTests.Imports;

/// <summary>Which code page a list is in, told by its names alone; and that what cannot be told is never a name.</summary>
public class ListTextTests
{
    private const string Western = "Übelhör Änne|Häßler André|Müller Jörg|Größl Jürgen|Preuß Bärbel|Traoré Aïssatou|Koné Hélène|Núñez José|Krüger Sören";
    private const string Turkish = "Yılmaz Ayşe|Şahin Ömer|Erdoğan Gülşen|Çelik İbrahim|Öztürk Çiğdem|Yıldız Uğur|Karadağ Işıl|Aydın Müjde";
    private const string Central = "Đorđević Živko|Kovačević Željko|Jovanović Čedomir|Żak Łucja|Wójcik Grażyna|Šarić Đula|Krasniqi Gëzim|Müller Jörg";
    private const string Cyrillic = "Коваленко Олена|Шевченко Андрій|Бондаренко Юлія|Іваненко Наталія|Мельник Ігор|Соколова Мария";

    [Theory]
    [InlineData(1252, Western)]
    [InlineData(850, Western)]
    [InlineData(437, Western)]
    [InlineData(10000, Western)]
    [InlineData(28605, Western)]
    [InlineData(1254, Turkish)]
    [InlineData(857, Turkish)]
    [InlineData(10081, Turkish)]
    [InlineData(28599, Turkish)]
    [InlineData(1250, Central)]
    [InlineData(852, Central)]
    [InlineData(10029, "Kovačević Željko|Jovanović Čedomir|Żak Łucja|Wójcik Grażyna|Müller Jörg")]
    [InlineData(28592, Central)]
    [InlineData(1251, Cyrillic)]
    [InlineData(866, "Коваленко Олена|Шевченко Андрей|Соколова Мария|Бондаренко Юлия")]
    public void The_letters_of_the_names_tell_the_code_page(int page, string names) => Assert.Equal(names, Read(page, names));

    [Theory]
    [InlineData(1252)]
    [InlineData(850)]
    [InlineData(10000)]
    public void Any_single_name_is_read_right_or_not_at_all(int page)
    {
        foreach (var name in Western.Split('|').Concat(["Müller Ali", "MÜLLER ALI", "Weiß Eva", "Köhler Jan", "Ägidius Karl", "Öhler Ute", "SCHÄFER ÄNNE"]))
        {
            var read = Read(page, name);
            Assert.True(read == name || read.Contains('\uFFFD', StringComparison.Ordinal), $"{name} in {page}: {read}");
        }
    }

    [Theory]
    [InlineData(1254, "Yılmaz Ayşe")]
    [InlineData(1254, "Şahin Ömer")]
    [InlineData(1254, "Erdoğan Can")]
    [InlineData(1250, "Kovačević Željko")]
    [InlineData(1250, "Żak Łucja")]
    [InlineData(1250, "Đorđević Ana")]
    [InlineData(1251, "Коваленко Олена")]
    [InlineData(857, "Yılmaz Ayşe")]
    [InlineData(852, "Kovačević Željko")]
    public void One_person_of_another_language_is_read_right_or_not_at_all(int page, string name)
    {
        var read = Read(page, name);
        Assert.True(read == name || NameDamage.Find(read) is not null, $"{name} in {page}: {read}");
    }

    [Theory]
    [InlineData(1254, "Müller Jörg|Weiß Bärbel|Yılmaz Ayşe|Köhler Günther")]
    [InlineData(1250, "Müller Jörg|Weiß Bärbel|Kovačević Željko|Köhler Günther")]
    public void A_few_foreign_names_among_German_ones_are_enough(int page, string names) => Assert.Equal(names, Read(page, names));

    [Theory]
    [InlineData(1252, 1)]
    [InlineData(1252, 2)]
    [InlineData(850, 1)]
    [InlineData(10000, 1)]
    public void Utf8_that_was_read_wrongly_and_saved_again_is_put_right(int page, int times)
    {
        var text = "Haushalt;Müller;Yılmaz;Größl;Đặng";
        var damaged = text;
        for (var i = 0; i < times; i++)
        {
            damaged = CodePagesEncodingProvider.Instance.GetEncoding(page)!.GetString(Encoding.UTF8.GetBytes(damaged));
        }
        var read = ListText.Decode(Encoding.UTF8.GetBytes(damaged));
        Assert.Equal((text, "utf-8", true), (read.Text, read.Encoding, read.Repaired));
    }

    [Theory]
    [InlineData("M├╝ller")]
    [InlineData("MÃ¼ller")]
    [InlineData("M√ºller")]
    [InlineData("J÷rg")]
    [InlineData("M³ller")]
    [InlineData("Belh”r")]
    [InlineData("Andr‚")]
    [InlineData("H„ssler")]
    [InlineData("M�ller")]
    [InlineData("M\u0081ller")]
    [InlineData("J¸rgen")]
    [InlineData("G┼rkan")]
    public void Words_of_another_code_page_are_no_names(string name) => Assert.NotNull(NameDamage.Find(name));

    [Theory]
    [InlineData("O’Brien")]
    [InlineData("Müller–Lüdenscheidt")]
    [InlineData("D´Angelo")]
    [InlineData("„Ali“ Karimi")]
    [InlineData("=cmd|' /C calc'!A1")]
    [InlineData("Nguyễn")]
    [InlineData("N'Diaye")]
    [InlineData("Ka`u")]
    public void Names_are_names(string name) => Assert.Null(NameDamage.Find(name));

    private static string Read(int page, string names)
    {
        var lines = "Familienname;Vorname;Geschlecht\r\n" + names.Replace(' ', ';').Replace("|", ";m\r\n", StringComparison.Ordinal);
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(page)!.GetBytes(lines);
        return ListText.Decode(bytes).Text[(lines.IndexOf('\n', StringComparison.Ordinal) + 1)..]
            .Replace(";m\r\n", "|", StringComparison.Ordinal).Replace(';', ' ');
    }
}
