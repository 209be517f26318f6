using System.Text;
using CaseManagement.Api.Http;
using CaseManagement.Api.Imports;

namespace CaseManagement.UnitTests.Imports;

/// <summary>Lists that offices really sent, with the values that are right (tests/Scenarios/shown; Cnn is the case's number in the issues).</summary>
public class ShownListTests
{
    [Theory]
    [InlineData("C01-enc-cp1252-semicolon.csv", "windows-1252", "Größl Jörg|Größl Änne|Weiß-Öztürk René|D’Angelo Élodie")]
    [InlineData("C01-enc-cr-only-utf8.csv", "utf-8", "Şahin Ömer|Đặng Thị Hà|Żak Łucja|Коваленко Олена")]
    [InlineData("C01-enc-utf16le-tab.txt", "utf-16le", "Şahin Ömer|Đặng Thị Hà|Żak Łucja|Коваленко Олена")]
    [InlineData("C01-enc-utf8-comma-allquoted-libreoffice.csv", "utf-8", "Şahin Ömer|Đặng Thị Hà|Żak Łucja|Коваленко Олена")]
    [InlineData("C01-enc-utf8bom-semicolon.csv", "utf-8", "Şahin Ömer|Đặng Thị Hà|Żak Łucja|Коваленко Олена")]
    [InlineData("C02-msdos-cp850.csv", "ibm850", "Übelhör Änne|Häßler André")]
    [InlineData("C05a-enc-sep-line.csv", "utf-8", "Şahin Ömer|Đặng Thị Hà|Żak Łucja|Коваленко Олена")]
    [InlineData("C05b-enc-sep-line-wrong-trailing-semis.csv", "utf-8", "Şahin Ömer|Đặng Thị Hà|Żak Łucja|Коваленко Олена")]
    [InlineData("C05c-enc-sep-line-space.csv", "utf-8", "Şahin Ömer|Đặng Thị Hà|Żak Łucja|Коваленко Олена")]
    [InlineData("C06-title-lines-before-header.csv", "utf-8", "Nasser Omeima")]
    [InlineData("C07-trailing-empty-rows.csv", "utf-8", "Nasser Dunja")]
    [InlineData("C10a-linebreak-in-cell.csv", "utf-8", "Tesfay Abel|Tesfay Winta")]
    [InlineData("C10b-inch-in-remark.csv", "utf-8", "Tesfay Robel|Tesfay Helen")]
    [InlineData("C17-decomposed-name.csv", "utf-8", "Müller-Özgün Jürgen")]
    public void Names_are_read_as_they_are(string file, string encoding, string names)
    {
        var list = AllocationListReader.Read(Bytes(file));
        Assert.Equal(encoding, list.EncodingName);
        var read = list.Rows.Select(row =>
            AllocationRow.Cleaned(row[AllocationColumn.FamilyName]) + " " + AllocationRow.Cleaned(row[AllocationColumn.GivenName]));
        Assert.Equal(names.Split('|'), read);
    }

    [Fact]
    public void C06_what_stands_above_the_header_is_told()
    {
        var note = Assert.Single(AllocationListReader.Read(Bytes("C06-title-lines-before-header.csv")).Notes);
        Assert.Equal("line-skipped", note.Code);
        Assert.Contains("Zuweisungsliste Landkreis Musterland, Stand 24.11.2026", note.De, StringComparison.Ordinal);
    }

    [Fact]
    public void C05_the_line_of_the_separator_is_nothing_to_be_told() =>
        Assert.All(Files("C05"), file => Assert.Empty(AllocationListReader.Read(Bytes(file)).Notes));

    [Fact]
    public void C08_two_columns_of_one_name_are_refused() =>
        Assert.Equal("import-columns", Assert.Throws<RefusedException>(() => AllocationListReader.Read(Bytes("C08-duplicate-header.csv"))).Type.Code);

    [Fact]
    public void C11_a_workbook_without_content_is_refused() =>
        Assert.Equal("import-not-csv", Assert.Throws<RefusedException>(() => AllocationListReader.Read(Bytes("C11-xlsx.xlsx"))).Type.Code);

    [Fact]
    public void C10_a_quotation_mark_inside_a_cell_is_told_and_read_as_written()
    {
        var rows = Rows("C10b-inch-in-remark.csv");
        Assert.Equal(("Bildschirm 27\" erhalten", "stray-quotation-mark"), (rows[0].Facts!.Remark, Assert.Single(rows[0].Notices).Code));
        Assert.Empty(rows[1].Notices);
        Assert.Equal("Zeile 1 Zeile 2 Zeile 3; mit Semikolon \"und\" Zitat", Rows("C10a-linebreak-in-cell.csv")[0].Facts!.Remark);
        Assert.Equal("date-impossible", Assert.Single(Rows("C10a-linebreak-in-cell.csv")[1].Refusals).Code);
    }

    [Fact]
    public void C13_serial_numbers_short_years_and_slashes_stay_refused_each_for_its_reason() => Assert.Equal(
        ["date-format", "date-two-digit-year", "date-format", "date-impossible", ""],
        Rows("C13-excel-serial-and-short-year.csv").Select(row => row.Refusals.Select(refusal => refusal.Code).SingleOrDefault() ?? ""));

    [Fact]
    public void C14_midnight_behind_a_date_says_nothing() => Assert.All(Rows("C14-date-with-midnight.csv"), row => Assert.Equal(
        (new DateOnly(2026, 11, 2), new DateOnly(1985, 4, 3), 0), (row.Facts!.AllocationDate, row.Facts.BirthDate.Date!.Value, row.Notices.Count)));

    [Fact]
    public void C15_a_birth_date_of_zeros_is_none()
    {
        var row = Assert.Single(Rows("C15-birth-date-all-zero.csv"));
        Assert.Equal((null, "birth-date-missing"), (row.Facts!.BirthDate.Date, Assert.Single(row.Notices).Code));
    }

    [Fact]
    public void C19_a_sign_for_a_name_is_no_name_and_told() => Assert.All(Rows("C19-single-names.csv"), row =>
        Assert.Equal("single-name", Assert.Single(row.Notices).Code));

    [Fact]
    public void C20_a_placeholder_is_no_name_and_told() => Assert.All(Rows("C20-placeholder-names.csv"), row =>
        Assert.Equal(("-", "name-placeholder"), (row.Facts!.FamilyName, Assert.Single(row.Notices).Code)));

    [Fact]
    public void C22_what_looks_like_a_formula_is_a_name_as_before() =>
        Assert.Equal(["=cmd|' /C calc'!A1", "@SUM(1+1)"], Rows("C22-formula-names.csv").Select(row => row.Facts!.FamilyName));

    [Fact]
    public void C34_a_remark_is_read() =>
        Assert.Equal("Rollstuhl, braucht barrierefreies Zimmer", Assert.Single(Rows("C34-remark.csv")).Facts!.Remark);

    private static IReadOnlyList<AllocationRow> Rows(string file) => AllocationListReader.Read(Bytes(file)).Parse(new AllocationReference(
        new DateOnly(2026, 11, 25), ["Filsweg 7"], ["25-2-1"], ["AFG", "SYR", "ERI", "TUR"], ["prs", "ara", "tir", "tur", "kmr"]));

    private static byte[] Bytes(string file) => File.ReadAllBytes(Scenario.PathOf($"shown/{file}"));

    private static IEnumerable<string> Files(string number) =>
        Directory.GetFiles(Scenario.PathOf("shown"), $"{number}*").Select(path => Path.GetFileName(path));
}
