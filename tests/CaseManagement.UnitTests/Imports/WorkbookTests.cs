using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Imports;
using static CaseManagement.UnitTests.Imports.Sheets;

namespace CaseManagement.UnitTests.Imports;

public class WorkbookTests
{
    private static readonly string[] Header =
    [
        "Zuweisungsdatum", "Unterkunft", "Haushalt", "Familienname", "Vorname", "Geburtsdatum", "Geschlecht", "Staatsangehörigkeit", "Sprachen",
        "Aufenthaltsstatus", "Aktenzeichen", "Rolle", "Bemerkung",
    ];

    private static Cell[] Titles => [.. Header.Select(Text)];

    private static Cell[] Person(params (int At, Cell Cell)[] changes)
    {
        Cell[] row =
        [
            Date(new DateOnly(2026, 11, 2)), Text("Filsweg 7"), Text("H1"), Text("Şahin"), Text("Ömer"), Date(new DateOnly(1985, 4, 3)), Text("männlich"),
            Text("TUR"), Text("tur"), Text("25-3"), Text("ES-1"), Text("Antragsteller"), Text(""),
        ];
        foreach (var (at, cell) in changes)
        {
            row[at] = cell;
        }
        return row;
    }

    [Fact]
    public void The_first_visible_sheet_is_read_with_real_dates_and_the_others_are_told()
    {
        var list = AllocationListReader.Read(Workbook(
            new Sheet("Verborgen", "hidden", [Text("nichts")]), new Sheet("Liste", null, [Text("Stand 25.11.2026")], [], Titles, Person()),
            new Sheet("Leer", null), new Sheet("Zweites", null, Titles, Person())));
        Assert.Equal(("xlsx", (char?)null, 4), (list.EncodingName, list.Separator, Assert.Single(list.Rows).LineNumber));
        var row = Assert.Single(list.Parse(AllocationRowTests.Reference));
        Assert.Equal((new DateOnly(2026, 11, 2), new DateOnly(1985, 4, 3), "Şahin"),
            (row.Facts!.AllocationDate, row.Facts.BirthDate.Date!.Value, row.Facts.FamilyName));
        Assert.Equal(["line-skipped", "sheet-not-read"], list.Notes.Select(note => note.Code));
        Assert.Contains("Zweites", list.Notes[1].De, StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_are_read_as_they_are_shown_and_numbers_whole()
    {
        var list = AllocationListReader.Read(Workbook(new Sheet("Liste", null, Titles,
            Person((10, Number(120305000017)), (12, new Cell("aus Formel", "str", 0, "\"aus \"&\"Formel\""))),
            Person((10, Number(42, 3)), (5, Date(new DateOnly(1990, 1, 1), 2))),
            Person((10, Error("#N/A")), (5, Date(new DateOnly(1990, 8, 1), 4))))));
        Assert.Equal(["120305000017", "00042", "#N/A"], list.Rows.Select(row => row[AllocationColumn.FileNumber]));
        Assert.Equal("aus Formel", list.Rows[0][AllocationColumn.Remark]);
        Assert.Equal(["03.04.1985", "1990", "08.1990"], list.Rows.Select(row => row[AllocationColumn.BirthDate]));
    }

    [Theory]
    [InlineData("<c r=\"K2\"><f>A1&amp;\"x\"</f><v></v></c>", "#FORMEL")]
    [InlineData("<c r=\"K2\" s=\"1\"><f>IF(A1>0,1,2)</f><v /></c>", "#FORMEL")]
    [InlineData("<c r=\"K2\" t=\"n\" s=\"1\"><f>A1</f></c>", "#FORMEL")]
    [InlineData("<c r=\"K2\">\n <f t=\"shared\" si=\"0\"/>\n <v/>\n</c>", "#FORMEL")]
    [InlineData("<c r=\"K2\" t=\"e\"><f>A1</f><v></v></c>", "#FORMEL")]
    [InlineData("<x:c xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" r=\"K2\"><x:f>A1</x:f><x:v/></x:c>", "#FORMEL")]
    [InlineData("<c r=\"K2\" t=\"str\"><f>A1</f><v></v></c>", "")]
    [InlineData("<c r=\"K2\" t=\"str\"><f>A1</f></c>", "")]
    [InlineData("<c r=\"K2\" t=\"str\"><f>A1</f><v>ES-9</v></c>", "ES-9")]
    [InlineData("<c r=\"K2\"><f t=\"shared\" si=\"0\"/><v>9</v></c>", "9")]
    [InlineData("<c r=\"K2\"><v></v></c>", "")]
    [InlineData("<c r=\"K2\"/>", "")]
    public void A_formula_that_nobody_has_calculated_is_no_empty_cell(string cell, string read)
    {
        var book = Rewritten(Workbook(new Sheet("Liste", null, Titles, Person((10, Text("HIER"))))),
            xml => Regex.Replace(xml, "<c [^<>]*><is><t[^<>]*>HIER</t></is></c>", cell));
        var row = Assert.Single(AllocationListReader.Read(book).Rows);
        Assert.Equal((read, "Antragsteller"), (row[AllocationColumn.FileNumber], row[AllocationColumn.Role]));
    }

    private static byte[] Rewritten(byte[] book, Func<string, string> sheet)
    {
        using var stream = new MemoryStream();
        stream.Write(book);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = archive.GetEntry("xl/worksheets/sheet1.xml")!;
            string xml;
            using (var reader = new StreamReader(entry.Open()))
            {
                xml = sheet(reader.ReadToEnd());
            }
            entry.Delete();
            using var writer = new StreamWriter(archive.CreateEntry("xl/worksheets/sheet1.xml").Open());
            writer.Write(xml);
        }
        return stream.ToArray();
    }

    [Fact]
    public void Hidden_rows_are_read_and_told_as_spans_up_to_a_measure()
    {
        Cell[][] rows = [[Text("Titel")], Titles, .. Enumerable.Range(0, 100).Select(i => Person((10, Text($"ES-{i}"))))];
        string Told(params IEnumerable<int> hidden) =>
            AllocationListReader.Read(Workbook(new Sheet("Liste", null, rows) { Hidden = [.. hidden] })).Notes.Single(note => note.Code == "rows-hidden").En;
        // The title is no row of the list.
        Assert.StartsWith("Hidden rows were read, too: 4–6, 9, 11–12. ", Told(1, 4, 5, 6, 9, 11, 12), StringComparison.Ordinal);
        Assert.Contains(": 3, 5, 7, ", Told(Enumerable.Range(1, 45).Select(i => (2 * i) + 1)), StringComparison.Ordinal);
        Assert.Contains(", 61, …. ", Told(Enumerable.Range(1, 45).Select(i => (2 * i) + 1)), StringComparison.Ordinal);
        Assert.DoesNotContain(AllocationListReader.Read(Workbook(new Sheet("Liste", null, rows))).Notes, note => note.Code == "rows-hidden");
    }

    [Fact]
    public void A_workbook_says_the_same_as_the_same_list_as_text()
    {
        var text = Encoding.UTF8.GetBytes(string.Join(';', Header)
            + "\n02.11.2026;Filsweg 7;H1;Şahin;Ömer;03.04.1985;männlich;TUR;tur;25-3;ES-1;Antragsteller;");
        Assert.Equal(AllocationList.Comparable(AllocationListReader.Read(text).Rows[0]),
            AllocationList.Comparable(AllocationListReader.Read(Workbook(new Sheet("Liste", null, Titles, Person()))).Rows[0]));
    }

    [Fact]
    public void A_workbook_that_unpacks_to_too_much_is_refused()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (archive.CreateEntry("xl/workbook.xml").Open())
            {
            }
            using var bomb = archive.CreateEntry("xl/worksheets/sheet1.xml").Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 200; i++)
            {
                bomb.Write(zeros);
            }
        }
        Assert.Equal("import-workbook-too-large", Refused(stream.ToArray()));
    }

    [Fact]
    public void An_archive_that_is_no_workbook_and_a_damaged_one_are_refused()
    {
        var whole = Workbook(new Sheet("Liste", null, Titles, Person()));
        Assert.Equal("import-not-csv", Refused(whole[..(whole.Length / 2)]));
        for (var at = 40; at < whole.Length; at += 97)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x55;
            try
            {
                AllocationListReader.Read(damaged);
            }
            catch (RefusedException refused)
            {
                Assert.StartsWith("import-", refused.Type.Code, StringComparison.Ordinal);
            }
        }
        Assert.Equal("import-no-rows", Refused(Workbook(new Sheet("Liste", null, Titles))));
        Assert.Equal("import-empty", Refused(Workbook(new Sheet("Liste", null))));
    }

    [Fact]
    public void The_row_limit_holds()
    {
        var book = Workbook(new Sheet("Liste", null, [Titles, .. Enumerable.Range(0, 60).Select(_ => Person())]));
        Assert.Equal(60, AllocationListReader.Read(book, maxRows: 60).Rows.Count);
        Assert.Equal("import-too-many-rows", Assert.Throws<RefusedException>(() => AllocationListReader.Read(book, maxRows: 5)).Type.Code);
    }

    private static string Refused(byte[] bytes) => Assert.Throws<RefusedException>(() => AllocationListReader.Read(bytes)).Type.Code;
}
