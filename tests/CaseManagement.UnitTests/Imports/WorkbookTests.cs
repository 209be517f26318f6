using System.IO.Compression;
using System.Text;
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
