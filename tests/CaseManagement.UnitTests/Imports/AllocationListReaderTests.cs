using System.Text;
using CaseManagement.Api.Http;
using CaseManagement.Api.Imports;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Imports;

public class AllocationListReaderTests
{
    private const string Header = "Zuweisungsdatum;Unterkunft;Haushalt;Familienname;Vorname;Geburtsdatum;Geschlecht;Staatsangehörigkeit;Sprachen;"
        + "Aufenthaltsstatus;Aktenzeichen;Rolle;Bemerkung";
    private const string Row = "12.02.2026;Filsweg 7;H001;Karimi;Ali;01.01.1994;männlich;AFG;prs;25-3;ES-1;Kind;";

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    [Fact]
    public void The_list_of_the_district_is_read_as_it_stands()
    {
        var list = AllocationListReader.Read(Scenario.Utf8List);
        var expected = Scenario.Rows();

        Assert.Equal(("utf-8", ';'), (list.EncodingName, list.Separator));
        Assert.Equal(expected.Count, list.Rows.Count);
        Assert.Equal(Enumerable.Range(2, expected.Count), list.Rows.Select(r => r.LineNumber));
        Assert.All(list.Rows.Zip(expected), pair => Assert.All(AllocationColumn.All, column => Assert.Equal(pair.Second[column.German], pair.First[column])));
    }

    [Fact]
    public void The_list_as_old_Excel_writes_it_is_read_with_its_umlauts_and_its_losses()
    {
        var list = AllocationListReader.Read(Scenario.Windows1252List);
        Assert.Equal("windows-1252", list.EncodingName);
        Assert.Equal(147, list.Rows.Count);
        Assert.Equal("männlich", list.Rows[0][AllocationColumn.Sex]);
        Assert.Equal("????????", list.Rows[28][AllocationColumn.FamilyName]);
    }

    [Fact]
    public void Columns_come_in_any_order_case_and_spelling()
    {
        var list = Read("VORNAME,nachname,\"Geburtsdatum (TT.MM.JJJJ)\",Gender,StA,Status,AZ,Stellung im Haushalt,Zuweisung am,Einrichtung,"
            + "Haushalts-ID\nAli,Karimi,1,2,3,4,5,6,7,8,9\n");
        Assert.Equal(',', list.Separator);
        Assert.Equal(("Ali", "Karimi", "3", "9"),
            (Cell(AllocationColumn.GivenName), Cell(AllocationColumn.FamilyName), Cell(AllocationColumn.Nationalities), Cell(AllocationColumn.Household)));
        Assert.Equal("nachname", list.HeaderOf(AllocationColumn.FamilyName));
        Assert.Equal("", Cell(AllocationColumn.Languages));
        Assert.NotNull(AllocationColumn.OfHeader("STAATSANGEHOERIGKEIT"));

        string Cell(AllocationColumn column) => list.Rows[0][column];
    }

    [Fact]
    public void A_quoted_cell_may_hold_line_breaks_separators_and_quotation_marks()
    {
        var list = Read(Header + "\r\n" + Row + "\"erste Zeile\r\nzweite; \"\"Zeile\"\"\"\r\n" + Row + "x\r\n");
        Assert.Equal("erste Zeile\r\nzweite; \"Zeile\"", list.Rows[0][AllocationColumn.Remark]);
        Assert.Equal([2, 4], list.Rows.Select(r => r.LineNumber));
    }

    [Fact]
    public void Blank_rows_and_blank_columns_do_not_count()
    {
        var list = Read("\n" + Header + ";;\n;;;;;;;;;;;;;;\n\n" + Row + ";;\n   \n");
        Assert.Equal([5], list.Rows.Select(r => r.LineNumber));
        Assert.False(list.Rows[0].HasExtraCells);
    }

    [Fact]
    public void A_row_with_more_filled_cells_than_columns_is_marked() =>
        Assert.Equal([false, true], Read(Header + "\n" + Row + "\n" + Row + "x;y\n").Rows.Select(r => r.HasExtraCells));

    [Fact]
    public void Excels_announcement_of_the_separator_is_understood() =>
        Assert.Equal([3], Read("sep=;\r\n" + Header + "\r\n" + Row).Rows.Select(r => r.LineNumber));

    [Theory]
    [InlineData("sep=;\r\n")]
    [InlineData("\"sep=;\"\r\n")]
    [InlineData("SEP=;\n")]
    [InlineData("sep=;;;;;;;;;\r\n")]
    [InlineData("sep=;   \r\n\r\n")]
    [InlineData("sep=,\r\n")]
    [InlineData("sep=\r\n")]
    public void The_announcement_of_the_separator_comes_in_many_forms_and_may_be_wrong(string line)
    {
        var list = Read(line + Header + "\r\n" + Row);
        Assert.Equal((';', 1, 0), (list.Separator, list.Rows.Count, list.Notes.Count));
    }

    [Fact]
    public void Titles_and_repeated_headers_are_passed_over_with_a_word()
    {
        var list = Read("Landratsamt\r\nListe vom 24.11.2026;;Seite 1\r\n;;\r\n" + Header + "\r\n" + Row + "\r\n" + Header + "\r\n" + Row + "\r\n");
        Assert.Equal([5, 7], list.Rows.Select(row => row.LineNumber));
        Assert.Equal(["Zeile 1", "Zeile 2", "Zeile 6"], list.Notes.Select(note => note.De[..7]));
        Assert.Contains("Liste vom 24.11.2026 Seite 1", list.Notes[1].De, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_of_what_may_be_a_row_above_the_header_are_not_repeated() =>
        Assert.DoesNotContain("Karimi", Assert.Single(Read(Row + "\r\n" + Header + "\r\n" + Row).Notes).De, StringComparison.Ordinal);

    [Fact]
    public void A_column_that_nobody_reads_is_named()
    {
        var list = Read(Header + ";Religion;Telefon\n" + Row + ";x;\n" + Row + ";;\n");
        Assert.Equal(["Religion", "Telefon"], list.Notes.Select(note => note.Field));
        Assert.Equal([["Religion"], []], list.Rows.Select(row => row.Unread));
        Assert.DoesNotContain("x", list.Rows[0].Values.Values);
    }

    [Theory]
    [InlineData("\"nie geschlossen")]
    [InlineData("\"Ka\"rimi")]
    [InlineData("\"a\"b;\"c")]
    public void Quotation_marks_that_do_not_match_are_the_fault_of_their_row_only(string remark)
    {
        var good = Row + "\"Bemerkung\"";
        var rows = Read($"{Header}\r\n{good}\r\n{Row}{remark}\r\n{good}\r\n{Row}\r\n").Parse(AllocationRowTests.Reference);
        Assert.Equal([2, 3, 4, 5], rows.Select(row => row.LineNumber));
        Assert.Equal([null, "quotes", null, null], rows.Select(row => row.Refusals.SingleOrDefault()?.Code));
    }

    [Fact]
    public void A_quotation_mark_that_is_never_closed_swallows_no_row()
    {
        // The next mark closes the cell as if nothing had been, and only the many separators between tell.
        var rows = Read($"{Header}\n{Row}\"offen\n{Row}\n{Row}\n\"12.02.2026\";{Row[11..]}\n").Parse(AllocationRowTests.Reference);
        Assert.Equal([(2, true), (3, false), (4, false), (5, false)], rows.Select(row => (row.LineNumber, row.IsRefused)));
    }

    [Theory]
    [InlineData("Staatsangeh?rigkeit")]
    [InlineData("Staatsangehorigkeit")]
    [InlineData("Staatsange-\nhörigkeit")]
    [InlineData("\uFEFFStaatsangehörigkeit")]
    public void A_header_is_known_without_its_umlauts(string header) =>
        Assert.Equal(AllocationColumn.Nationalities, AllocationColumn.OfHeader(header));

    [Fact]
    public void One_list_says_the_same_in_any_encoding_order_of_columns_separator_and_quoting() => Prop.ForAll(OneList.ToArbitrary(), bytes =>
    {
        var rows = AllocationListReader.Read(bytes).Parse(AllocationRowTests.Reference);
        return rows.Select(row => row.Facts).SequenceEqual(Told.Value, FactsComparer.Instance);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static readonly string[][] People =
    [
        ["12.02.2026", "Filsweg 7", "H1", "Übelhör", "Änne", "26.10.1986", "weiblich", "AFG", "prs/pus", "25-3", "ES-1", "Ehegatte", "groß; und \"laut\""],
        ["12.02.2026", "Filsweg 7", "H1", "Häßler", "André", "26.10.1984", "männlich", "SYR", "ara", "25-3", "ES-1", "Antragsteller", "Müller, Jörg fragen"],
        ["12.02.2026", "Filsweg 7", "H2", "Größl", "Jürgen", "01.02.1990", "männlich", "SYR/IRQ", "ara", "24", "", "Antragsteller", ""],
    ];

    private static readonly Lazy<AllocationFacts?[]> Told = new(() =>
        [.. Read(Header + "\n" + string.Join('\n', People.Select(person => string.Join(';', person.Select(Quoted))))).Parse(AllocationRowTests.Reference)
            .Select(row => row.Facts)]);

    private static string Quoted(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static Gen<byte[]> OneList =>
        from page in Gen.Elements(65001, 1200, 1201, 1252, 1250, 1254, 850, 437, 10000, 28605)
        from mark in Gen.Elements(true, false)
        from separator in Gen.Elements(';', ',', '\t', '|')
        from newline in Gen.Elements("\r\n", "\n", "\r")
        from above in Gen.Elements("", "sep=;\n", "Zuweisungsliste\n\n", ";;;\n")
        from quoteAll in Gen.Elements(true, false)
        from order in Gen.Shuffle(Enumerable.Range(0, 13).ToArray())
        select Written(page, mark, separator, newline, above, quoteAll, order);

    private static byte[] Written(int page, bool mark, char separator, string newline, string above, bool quoteAll, int[] order)
    {
        string Line(string[] cells) => string.Join(separator, order.Select(i => quoteAll || cells[i].AsSpan().IndexOfAny("\";,\t|") >= 0
            ? Quoted(cells[i]) : cells[i])) + newline;
        var text = above.Replace("\n", newline, StringComparison.Ordinal) + Line(Header.Split(';')) + string.Concat(People.Select(Line));
        var encoding = page is 65001 or 1200 or 1201 ? Encoding.GetEncoding(page) : CodePagesEncodingProvider.Instance.GetEncoding(page)!;
        return [.. mark ? encoding.Preamble.ToArray() : [], .. encoding.GetBytes(text)];
    }

    private sealed class FactsComparer : IEqualityComparer<AllocationFacts?>
    {
        internal static readonly FactsComparer Instance = new();

        public bool Equals(AllocationFacts? x, AllocationFacts? y) => Json(x) == Json(y);

        private static string Json(AllocationFacts? facts) => System.Text.Json.JsonSerializer.Serialize(facts);

        public int GetHashCode(AllocationFacts? facts) => 0;
    }

    [Fact]
    public void Missing_unknown_and_double_columns_are_named_each()
    {
        var refused = Refused(Encoding.UTF8.GetBytes("Vorname;Nachname;Familienname;Geburtsdatum;Geschlecht;Schuhgröße\nAli;Karimi;Karimi;1;2;3"));
        Assert.Equal(ImportProblems.Columns, refused.Type);
        Assert.Contains(refused.Errors, e => e.Code == "import-column-unknown" && e.Message.Contains("Schuhgröße", StringComparison.Ordinal));
        Assert.Contains(refused.Errors, e => e.Code == "import-column-twice" && e.Message.Contains("Familienname", StringComparison.Ordinal));
        Assert.Equal(["Zuweisungsdatum", "Unterkunft", "Haushalt", "Staatsangehörigkeit", "Aufenthaltsstatus", "Aktenzeichen", "Rolle"],
            refused.Errors.Where(e => e.Code == "import-column-missing").Select(e => e.Message.Split(' ')[2]));
    }

    [Fact]
    public void Without_a_header_no_word_of_the_first_line_is_repeated()
    {
        var refused = Refused(Encoding.UTF8.GetBytes(Row + "\n" + Row));
        Assert.Equal(ImportProblems.NoHeader, refused.Type);
        Assert.Empty(refused.Errors);
        Assert.Empty(refused.Values);
    }

    public static TheoryData<string, byte[]> Unreadable => new()
    {
        { "import-empty", [] },
        { "import-empty", Encoding.UTF8.GetBytes(" \r\n\r\n") },
        { "import-empty", [0xEF, 0xBB, 0xBF] },
        { "import-no-rows", Encoding.UTF8.GetBytes(Header) },
        { "import-no-rows", Encoding.UTF8.GetBytes(Header + "\r\n;;;;;;;;;;;;\r\n") },
        { "import-not-csv", [.. "PK\u0003\u0004"u8, 1, 2, 3] },
        { "import-not-csv", [0xD0, 0xCF, 0x11, 0xE0, 0xA1] },
        { "import-not-csv", [.. "%PDF-1.7"u8] },
        { "import-not-csv", [1, 2, 0, 4, 0, 0, 7, 8] },
        { "import-not-csv", [.. "ab"u8, 0] },
        { "import-encoding", [0xEF, 0xBB, 0xBF, .. Windows1252.GetBytes(Header)] },
        { "import-encoding", [0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00] },
        { "import-quotes", Encoding.UTF8.GetBytes(Header.Replace("Vorname", "\"Vor\"name", StringComparison.Ordinal) + "\n" + Row) },
        { "import-cell-too-long", Encoding.UTF8.GetBytes(Header + "\n" + Row + new string('x', ListReader.MaxCell + 1)) },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void A_file_that_cannot_be_read_is_refused_with_its_reason(string code, byte[] bytes) => Assert.Equal(code, Refused(bytes).Type.Code);

    [Fact]
    public void The_row_limit_holds()
    {
        var text = Encoding.UTF8.GetBytes(Header + "\n" + Row + "\n" + Row + "\n" + Row);
        Assert.Equal(3, AllocationListReader.Read(text, maxRows: 3).Rows.Count);
        Assert.Equal(ImportProblems.TooManyRows, Assert.Throws<RefusedException>(() => AllocationListReader.Read(text, maxRows: 2)).Type);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void UTF_16_without_a_mark_is_recognised(bool bigEndian)
    {
        var list = AllocationListReader.Read(new UnicodeEncoding(bigEndian, byteOrderMark: false).GetBytes(Header + "\n" + Row));
        Assert.Equal(bigEndian ? "utf-16be" : "utf-16le", list.EncodingName);
        Assert.Equal("männlich", list.Rows[0][AllocationColumn.Sex]);
    }

    [Fact]
    public void A_table_written_in_any_encoding_and_with_any_separator_is_read_back() => Prop.ForAll(Tables.ToArbitrary(), table =>
    {
        var list = AllocationListReader.Read(table.Bytes);
        return list.EncodingName == table.EncodingName && list.Separator == table.Separator && list.Rows.Count == table.Rows.Count
            && list.Rows.Zip(table.Rows).All(pair => table.Columns.Select((column, i) => pair.First[column] == pair.Second[i]).All(same => same));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void No_bytes_throw_anything_but_the_documented_refusal()
    {
        var changed = from start in Gen.Elements(Scenario.Utf8List, Scenario.Windows1252List, Encoding.Unicode.GetBytes(Header + "\n" + Row))
                      from length in Gen.Choose(0, start.Length)
                      from edits in Gen.Choose(0, start.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(b => (At: at, Byte: (byte)b))).ListOf()
                      select Edited(start, edits, length);
        var random = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf();
        Prop.ForAll(Gen.OneOf(changed, random).ToArbitrary(), bytes =>
        {
            try
            {
                var rows = AllocationListReader.Read(bytes).Parse(AllocationRowTests.Reference);
                return rows.All(row => row.IsRefused == (row.Refusals.Count > 0));
            }
            catch (RefusedException refused)
            {
                return refused.Type.Code.StartsWith("import-", StringComparison.Ordinal);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

        static byte[] Edited(byte[] start, IEnumerable<(int At, byte Byte)> edits, int length)
        {
            var copy = (byte[])start.Clone();
            foreach (var (at, value) in edits)
            {
                copy[at] = value;
            }
            return copy[..length];
        }
    }

    private sealed record Table(AllocationColumn[] Columns, List<string[]> Rows, string EncodingName, char Separator, byte[] Bytes)
    {
        public override string ToString() => $"{EncodingName} {Separator} {Convert.ToHexString(Bytes)}";
    }

    /// <summary>Tables with all columns in random order under random names and cells of everything that the encoding can write.</summary>
    private static Gen<Table> Tables =>
        from encoding in Gen.Elements("utf-8", "utf-8 with mark", "utf-16le", "utf-16be", "windows-1252")
        from separator in Gen.Elements(';', ',', '\t')
        from newline in Gen.Elements("\r\n", "\n")
        from columns in Gen.Shuffle(AllocationColumn.All.ToArray())
        from names in Gen.CollectToList(columns, column => Gen.Elements<string>([.. column.Synonyms, column.German, column.German.ToUpperInvariant()]))
        from rows in Gen.CollectToList(Enumerable.Range(0, 5), _ => Gen.CollectToList(columns, _ => Cells(encoding)))
        from quoteAll in Gen.Elements(true, false)
        select Write(encoding, separator, newline, columns, [.. names], [.. rows.Select(row => row.ToArray())], quoteAll);

    private static Gen<string> Cells(string encoding) =>
        Gen.Elements((encoding == "windows-1252" ? "aÄß€ž;,\t\"\r\n -" : "aÄşПმ李محㄱ;,\t\"\r\n -").ToCharArray()).ArrayOf()
            .Select(chars => new string(chars).Replace("\r", "\r\n", StringComparison.Ordinal));

    private static Table Write(string encoding, char separator, string newline, AllocationColumn[] columns, string[] names, List<string[]> rows, bool quoteAll)
    {
        string Cell(string value) => quoteAll || value.AsSpan().IndexOfAny(separator, '"', '\n') >= 0 || value.Length == 0 || value != value.Trim()
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : value;
        string Line(IEnumerable<string> cells) => string.Join(separator, cells.Select(Cell)) + newline;

        // A header that Windows-1252 writes with a byte that is no UTF-8 makes the encoding certain, as the real lists have it.
        names[Array.IndexOf(columns, AllocationColumn.Nationalities)] = "Staatsangehörigkeit";
        // A line with one cell alone is a word of the office to its list.
        // One with as many separators as a row has, inside a cell, is a row that a wrong quotation mark has swallowed.
        var filled = rows.Where(row => row.Count(cell => !string.IsNullOrWhiteSpace(cell)) > 1
            && !row.Any(cell => cell.Split('\n').Any(part => part.Count(letter => letter == separator) >= columns.Length - 1))).ToList();
        if (filled.Count == 0)
        {
            filled.Add([.. columns.Select(_ => "x")]);
        }
        var text = Line(names) + string.Concat(filled.Select(Line));
        byte[] bytes = encoding switch
        {
            "utf-8" => Encoding.UTF8.GetBytes(text),
            "utf-8 with mark" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
            "utf-16le" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
            "utf-16be" => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)],
            _ => Windows1252.GetBytes(text),
        };
        return new Table(columns, filled, encoding.Split(' ')[0], separator, bytes);
    }

    private static AllocationList Read(string text) => AllocationListReader.Read(Encoding.UTF8.GetBytes(text));

    private static RefusedException Refused(byte[] bytes) => Assert.Throws<RefusedException>(() => AllocationListReader.Read(bytes));
}
