using System.Text;
using System.Text.Json.Nodes;
using CaseManagement.Api.Imports;
using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.UnitTests.Imports;

namespace CaseManagement.ApiTests.Imports;

/// <summary>More lists of the kinds that offices send, with the values that are right: what becomes of each row, and who lives with whom in the end.</summary>
public sealed class OfficeListTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Rest = ";weiblich;AFG;prs;25-3;";

    [Fact]
    public async Task C36_everybody_is_found_in_any_spelling()
    {
        var office = await api.Given.ImportOffice();
        string[] names =
        [
            "O'Brien;Siobhan", "-;Mursal", "Mu\u0308ller-Lu\u0308denscheid;Jo\u0308rg", "Nguyễn;Thị Ánh", "Ковальчук;Олексій", "ወልደማርያም;ፀሓይ",
            "\u202Bخالد\u202C;\u200Fأحمد\u200F", "Şêxmûs;Rojîn", "İbrahimoğlu;Ömer",
        ];
        await office.Import(AllocationFile.Of(names.Select((name, i) =>
            $"12.02.2026;Filsweg 7;H{i:00};{name};{i + 1:00}.04.198{i};weiblich;AFG;prs;25-3;ES-{i};Antragsteller;")));
        Assert.Equal(9L, await office.Count("app.client"));
        foreach (var (sought, found) in new (object, string)[]
        {
            (new { familyName = "OBrien", givenName = "Siobhan" }, "O'Brien"), (new { familyName = "O Brien" }, "O'Brien"), (new { q = "O Brien" }, "O'Brien"),
            (new { q = "Siobhan O Brien" }, "O'Brien"), (new { q = "o brien siobhan" }, "O'Brien"), (new { q = "o'b" }, "O'Brien"),
            (new { q = "O Kowaltschuk" }, "Ковальчук"), (new { givenName = "Mursal" }, "-"),
            (new { familyName = "Mueller-Luedenscheid" }, "Müller-Lüdenscheid"), (new { familyName = "Nguyen", givenName = "Thi Anh" }, "Nguyễn"),
            (new { familyName = "Kowaltschuk", givenName = "Olexij" }, "Ковальчук"), (new { familyName = "Woldemariam", givenName = "Tsehay" }, "ወልደማርያም"),
            (new { familyName = "Khaled", givenName = "Ahmad" }, "خالد"), (new { familyName = "Scheichmus", givenName = "Rojin" }, "Şêxmûs"),
            (new { familyName = "ibrahimoğlu" }, "İbrahimoğlu"),
        })
        {
            var answer = await (await office.Client.Post("/api/v1/clients/search", sought).Expect(200)).Json();
            Assert.Equal((sought, found), (sought, answer.Text("items/0/familyName")));
        }
    }

    public static TheoryData<string, string, string[]> OneList => new()
    {
        // What it is; verdicts | households; rows: label, family name, given name, born, file number, role.
        { "two applicants under one label without file numbers", "new! new! | ",
            ["Familie Karimi;Karimi;Zahra;26.10.1986;;AST", "Familie Karimi;Karimi;Nasrin;03.04.1991;;AST"] },
        { "two applicants of one file number", "new new | Nasrin Zahra",
            ["Familie Karimi;Karimi;Zahra;26.10.1986;ES-1;AST", "Fam. Karimi;Karimi;Nasrin;03.04.1991;es 1;AST"] },
        { "a family by its name, in any spelling, without file numbers", "new new new | Ali Sara Zahra",
            ["Familie Karimi;Karimi;Zahra;26.10.1986;;AST", "FAMILIE KARIMI;Karimi;Ali;03.04.1984;-;Ehemann",
                "Familie\u00A0Karimi;Karimi;Sara;2.2.2015;k.A.;Kind"] },
        { "an invisible character in a label", "new new | Ali Zahra",
            ["H\u200B001;Karimi;Zahra;26.10.1986;;AST", "H001;Karimi;Ali;03.04.2011;;Sohn"] },
        { "cousins of one name", "new new | Amir | Amir", ["H1;Hosseini;Amir;01.03.1990;ES-1;AST", "H2;Hosseini;Amir;12.07.1994;ES-2;AST"] },
        { "cousins of one name of whom only the year is known", "new new | Amir | Amir",
            ["H1;Hosseini;Amir;01.01.1990;ES-1;AST", "H2;Hosseini;Amir;01.01.1990;ES-2;AST"] },
        { "one person twice, once with a second name", "new likely_duplicate | Amir Reza",
            ["H1;Hosseini;Amir Reza;03.04.1990;ES-1;AST", "H1;Hosseini;Amir;03.04.1990;ES-1;sonstige"] },
        { "twins", "new new new | Amina Hassan Hussein",
            ["H1;Abdi;Amina;05.05.1991;ES-1;AST", "H1;Abdi;Hassan;15.08.2019;ES-1;Kind", "H1;Abdi;Hussein;15.08.2019;ES-1;Kind"] },
        { "father and son of one name", "new new | Ahmad Ahmad", ["H1;Noori;Ahmad;04.02.1979;ES-1;AST", "H1;Noori;Ahmad;04.02.2009;ES-1;Sohn"] },
        { "a row twice, once in capitals", "new repeated | Zahra", ["H1;Karimi;Zahra;26.10.1986;ES-1;AST", "h1;KARIMI;ZAHRA;26.10.1986;es-1;ast"] },
        { "English dates", "new new | Ali Zahra", ["H1;Karimi;Zahra;26 Oct 1986;ES-1;AST", "H1;Karimi;Ali;April 3, 2011;ES-1;Sohn"] },
        { "years of two digits", "refused new | Ali", ["H1;Karimi;Zahra;26.10.86;ES-1;AST", "H2;Karimi;Ali;03.04.2001;ES-2;AST"] },
        { "a name over two lines", "new | Zahra Sadat", ["H1;\"Karimi\nRad\";\"Zahra\nSadat\";26.10.1986;ES-1;AST"] },
        { "no label but a dash", "new new | Ali | Zahra", ["-;Karimi;Zahra;26.10.1986;;AST", "-;Osagie;Ali;03.04.2011;;AST"] },
        { "twins without names, and a grown woman named Baby", "new likely_duplicate new | - | Baby",
            ["H1;Karimi;Mädchen 1;01.02.2026;ES-1;Kind", "H1;Karimi;Mädchen 2;01.02.2026;ES-1;Kind", "H2;Akter;Baby;03.04.1990;ES-2;AST"] },
        { "file numbers of the same digits whose parts end elsewhere", "new new | Petra | Said",
            ["H1;Januarin;Petra;03.04.1981;2026/1/12;AST", "H2;Novembri;Said;13.09.1990;2026/11/2;AST"] },
        { "a destroyed file number joins nobody", "new new | Ali | Zahra",
            ["H1;Karimi;Zahra;26.10.1986;1,20305E+11;AST", "H2;Osagie;Ali;03.04.1990;1,20305E+11;AST"] },
    };

    [Theory]
    [MemberData(nameof(OneList))]
    public async Task One_list(string what, string right, string[] rows)
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Import(AllocationFile.Of(rows.Select(Row)));
        Assert.Equal((what, right), (what, $"{Verdicts(await office.Rows(id))} | {await office.Households()}"));
    }

    public static TheoryData<string, string, string[], string[]> TwoLists => new()
    {
        { "a label of another family next month", "new | Joy | Zahra", ["H 12;Karimi;Zahra;26.10.1986;ES-1;AST"], ["h12;Osagie;Joy;01.11.2000;ES-9;AST"] },
        { "a newborn by the file number", "new | Nila Zahra", ["H1;Karimi;Zahra;26.10.1986;ES-1;AST"], ["H77;Karimi;Nila;01.02.2026;ES 1;Kind"] },
        { "the rest of the family by the file number", "known new | Ali Zahra",
            ["H1;Karimi;Zahra;26.10.1986;ES-1;AST"], ["H9;KARIMI;Zahra;26.10.1986;ES-1;AST", "H9;Karimi;Ali;03.04.1984;;Ehemann"] },
        { "a birth date that was 1 January", "likely_duplicate | Zahra", ["H1;Karimi;Zahra;01.01.1986;ES-1;AST"], ["H1;Karimi;Zahra;26.10.1986;ES-1;AST"] },
        { "a name after marriage", "likely_duplicate | Zahra",
            ["H1;Ahmadi;Zahra;26.10.1986;ES-1;AST"], ["H7;Karimi geb. Ahmadi;Zahra;26.10.1986;ES-1;Ehefrau"] },
        { "a patronymic", "likely_duplicate | Олена Петрівна",
            ["H1;Коваленко;Олена Петрівна;24.08.1990;ES-1;AST"], ["H1;Kovalenko;Olena;24.08.1990;ES-1;AST"] },
        { "Arabic and Latin letters", "likely_duplicate | أحمد", ["H1;خالد;أحمد;24.08.1990;ES-1;AST"], ["H4;Khaled;Ahmad;24.08.1990;ES-1;AST"] },
        { "Tigrinya and Latin letters", "likely_duplicate | ፀሓይ", ["H1;ወልደማርያም;ፀሓይ;24.08.1990;ES-1;AST"], ["H4;Woldemariam;Tsehay;24.08.1990;ES-1;AST"] },
        { "somebody of one name under the other column", "likely_duplicate | Mursal",
            ["H1;-;Mursal;24.08.1990;ES-1;AST"], ["H1;Mursal;-;24.08.1990;ES-1;AST"] },
        { "a newborn gets its name", "known likely_duplicate | - Zahra",
            ["H1;Karimi;Zahra;26.10.1986;ES-1;AST", "H1;Karimi;Baby;01.02.2026;ES-1;Kind"],
            ["H1;Karimi;Zahra;26.10.1986;ES-1;AST", "H1;Karimi;Nila;01.02.2026;ES-1;Kind"] },
        { "a file number of the same digits whose parts end elsewhere", "new | Petra | Said",
            ["H1;Januarin;Petra;03.04.1981;2026/2/12;AST"], ["H2;Novembri;Said;13.09.1990;2026/21/2;AST"] },
        { "birth dates corrected under another label", "likely_duplicate likely_duplicate | Laila Samira",
            ["H012;Karimi;Samira;05.03.1984;ES-1;AST", "H012;Karimi;Laila;07.08.1986;ES-1;Schwester"],
            ["H003;Karimi;Samira;05.03.1985;ES-1;AST", "H003;Karimi;Laila;17.09.1986;ES-1;Schwester"] },
        { "Dari and Latin letters under another label", "likely_duplicate | محمد رضا",
            ["H1;رضایی;محمد رضا;24.08.1990;ES-1;AST"], ["H4;Rezaei;Mohammad Reza;24.08.1990;ES-1;AST"] },
        { "a name by another ear under another label", "likely_duplicate | Tsegay",
            ["H1;Weldemichael;Tsegay;24.08.1990;ES-1;AST"], ["H4;Woldemikael;Tsegaye;24.08.1990;ES-1;AST"] },
        { "a given name of another language", "likely_duplicate | Євген",
            ["H1;Шевченко;Євген;24.08.1990;ES-1;AST"], ["H4;Shevchenko;Eugen;24.08.1990;ES-1;AST"] },
        { "a twin who comes later", "known new | Hassan Hussein",
            ["H1;Abdi;Hassan;15.08.2019;ES-1;Kind"], ["H1;Abdi;Hassan;15.08.2019;ES-1;Kind", "H1;Abdi;Hussein;15.08.2019;ES-1;Kind"] },
        { "another person of one name", "new | Zahra | Zahra", ["H1;Karimi;Zahra;26.10.1986;ES-1;AST"], ["H1;Karimi;Zahra;12.03.1999;ES-2;AST"] },
    };

    [Theory]
    [MemberData(nameof(TwoLists))]
    public async Task Two_lists(string what, string right, string[] first, string[] second)
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(first.Select(Row)));
        var id = await office.Import(AllocationFile.Of(second.Select(Row)));
        Assert.Equal((what, right), (what, $"{Verdicts(await office.Rows(id))} | {await office.Households()}"));
    }

    [Theory]
    [InlineData("2026/1/12", "2026-1-12"), InlineData("ES 2026 1", "es-2026-1"), InlineData("CC-2026-J1 /7", "cc 2026 j1-7")]
    public async Task A_newborn_joins_by_a_file_number_of_who_was_put_on_file_before_its_parts_were_told_apart(string number, string later)
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(Row($"H1;Karimi;Zahra;26.10.1986;{number};AST")));
        var migration = SqlFiles.OfThisBuild.Migrations.Single(file => file.Name.StartsWith("0162", StringComparison.Ordinal)).Text;
        var start = migration.IndexOf("insert into", StringComparison.Ordinal);
        await api.Execute($"""
            update app.client set keys_version = 3, search_keys = (select array_agg(k order by k collate "C") from unnest(search_keys) k where k !~ '^[rc]:')
                where organisation_id = '{office.OrganisationId}';
            {migration[start..(migration.IndexOf(';', start) + 1)]}
            """);
        await office.Import(AllocationFile.Of(Row($"H77;Karimi;Nila;01.02.2026;{later};Kind")));
        Assert.Equal("Nila Zahra", await office.Households());
    }

    [Theory]
    [InlineData("verbundene-zellen.xls", "xls")]
    [InlineData("verbundene-zellen.xlsx", "xlsx")]
    [InlineData("mac-1904.xlsx", "xlsx")]
    public async Task A_workbook_with_a_title_cells_merged_over_a_family_and_a_sum_below(string file, string format)
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(Office(file));
        var import = await office.Get(id);
        Assert.Equal((format, 4), (import.Text("encoding"), import.Number("counts/new")));
        Assert.Equal(["Line 1 is no row of the table and was not read: Zuweisungsliste Landkreis Musterland.",
            "Line 7 is no row of the table and was not read: Summe: 4 Personen."], import["notes"]!.AsArray().Select(note => note.Text("message")));
        await office.RequestApply(id, "all_or_nothing").Expect(202);
        await office.Process();
        Assert.Equal("Ayşe Can Ömer | Олена", await office.Households());
        Assert.Equal("""
            şahin|ayşe|1987-01-01|year|female|20260417
            şahin|can|2020-02-29|day|male|20260417
            şahin|ömer|1985-04-03|day|male|20260417
            коваленко|олена|1990-08-24|day|female|20260418
            """.ReplaceLineEndings("\n"), await office.Persons());
    }

    [Fact]
    public async Task A_workbook_with_a_cover_page_is_read_from_the_sheet_that_has_the_list()
    {
        var office = await api.Given.ImportOffice();
        static Sheets.Sheet Sheet(string name, params string[] lines) =>
            new(name, null, [.. lines.Select(line => line.Split(';').Select(Sheets.Text).ToArray())]);
        var list = Sheet("Liste", AllocationFile.Header, AllocationFile.Row("Karimi", "Zahra", "26.10.1986"));
        var cover = Sheet("Deckblatt", "Landratsamt", "Zuweisungen im November;Seite 1");
        var import = await office.Get(await office.Check(Sheets.Workbook(cover, list, Sheet("Legende", "GU;Gemeinschaftsunterkunft"))));
        Assert.Equal(1, import.Number("counts/new"));
        Assert.Equal(["The sheet \"Deckblatt\" was not read.", "The sheet \"Legende\" was not read."],
            import["notes"]!.AsArray().Select(note => note.Text("message")));
        await office.Client.Upload(Sheets.Workbook(cover)).ExpectProblem(422, "import-no-header");
    }

    [Fact]
    public async Task What_a_formula_would_say_that_nobody_has_calculated_is_told_to_be_missing()
    {
        var office = await api.Given.ImportOffice();
        static Sheets.Cell Formula(string formula, string type = "") => new("", type, 1, formula);
        Sheets.Cell[] Person(string given, Sheets.Cell born, Sheets.Cell file, Sheets.Cell remark) =>
        [
            Sheets.Date(new DateOnly(2026, 2, 12)), .. new[] { "Filsweg 7", "H1", "Karimi", given }.Select(Sheets.Text), born,
            .. new[] { "weiblich", "AFG", "prs", "25-3" }.Select(Sheets.Text), file, Sheets.Text("Kind"), remark,
        ];
        var id = await office.Import(Sheets.Workbook(new Sheets.Sheet("Liste", null, [.. AllocationFile.Header.Split(';').Select(Sheets.Text)],
            Person("Zahra", Formula("DATE(1985,4,3)"), Formula("\"ES-\"&17", "n"), Formula("IF(A2>0,\"Rollstuhl\",\"\")")),
            // A formula of type str has been calculated, and yields nothing.
            Person("Maryam", Sheets.Date(new DateOnly(1987, 5, 4)), Sheets.Text("ES-18"), Formula("IF(A2>0,\"\",\"x\")", "str")))));
        var rows = await office.Rows(id);
        Assert.Equal("new new", Verdicts(rows));
        Assert.Equal(["birthDate value-destroyed", "fileNumber value-destroyed", "remark value-destroyed"],
            rows[0]["findings"]!.AsArray().Select(finding => $"{finding.Text("fieldKey")} {finding.Text("code")}").Order(StringComparer.Ordinal));
        Assert.Empty(rows[1]["findings"]!.AsArray());
        Assert.Equal("karimi|maryam|1987-05-04|day|female|ES-18\nkarimi|zahra|unknown|female", await office.Persons());
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.case_event where organisation_id = '{office.OrganisationId}' and note like '#%'"));
    }

    [Theory]
    [InlineData("de", "Ausgeblendete Zeilen wurden mitgelesen: 3–4, 6.")]
    [InlineData("en", "Hidden rows were read, too: 3–4, 6.")]
    public async Task Rows_that_a_filter_hides_are_told(string language, string words)
    {
        var office = await api.Given.ImportOffice();
        office.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        Sheets.Cell[][] rows =
        [
            [.. AllocationFile.Header.Split(';').Select(Sheets.Text)],
            .. "Zahra Ali Roya Laila Omid".Split(' ').Select((given, i) =>
                (Sheets.Cell[])[.. Row($"H{i};Karimi;{given};26.10.198{i};ES-{i};AST").Split(';').Select(Sheets.Text)]),
        ];
        var id = await office.Check(Sheets.Workbook(new Sheets.Sheet("Liste", null, rows) { Hidden = [3, 4, 6, 9] }));
        var import = await office.Get(id);
        Assert.Equal(5, import.Number("counts/new"));
        var note = Assert.Single(import["notes"]!.AsArray());
        Assert.Equal("rows-hidden", note.Text("code"));
        Assert.StartsWith(words, note.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_OpenDocument_table_is_refused_with_what_to_do()
    {
        var office = await api.Given.ImportOffice();
        office.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var problem = await office.Client.Upload(Office("libreoffice.ods"), "liste.ods", ListFileAttribute.OpenDocument)
            .ExpectProblem(422, "import-open-document");
        Assert.Contains(".xlsx", problem.Text("title") + problem.Text("detail"), StringComparison.Ordinal);
        await office.Client.Upload("ÐÏ\u0011à no workbook"u8.ToArray(), "liste.xls", "application/vnd.ms-excel").ExpectProblem(422, "import-no-header");
        await office.Client.Upload([0xD0, 0xCF, 0x11, 0xE0, 1, 2, 3, 4], "liste.xls", "application/vnd.ms-excel").ExpectProblem(422, "import-not-csv");
    }

    [Fact]
    public async Task Lines_between_the_families_and_a_header_in_another_order_are_no_persons()
    {
        var office = await api.Given.ImportOffice();
        var text = string.Join("\r\n", AllocationFile.Header, Row("H1;Karimi;Zahra;26.10.1986;ES-1;AST"), ";;;;;;;;;;;;", "Familie Osagie;;;;;;;;;;;;",
            Row("H2;Osagie;Joy;01.11.2000;ES-2;AST"), "", "Vorname;Familienname;Geburtsdatum;Haushalt;Aktenzeichen;Rolle;Zuweisungsdatum;Unterkunft;"
            + "Geschlecht;Staatsangehörigkeit;Aufenthaltsstatus;Bemerkung;Sprachen", "Selam;Haile;05.05.1990;H3;ES-3;AST;12.02.2026;Filsweg 7;w;ERI;25-3;;tir",
            ";;;;;;;;;;;Gesamt:;3");
        var id = await office.Check(Encoding.UTF8.GetBytes(text));
        var import = await office.Get(id);
        Assert.Equal(["Line 4 is no row of the table and was not read.", "Line 7 is no row of the table and was not read.",
            "Line 9 is no row of the table and was not read: Gesamt: 3."], import["notes"]!.AsArray().Select(note => note.Text("message")));
        await office.RequestApply(id, "all_or_nothing").Expect(202);
        await office.Process();
        Assert.Equal("Joy | Selam | Zahra", await office.Households());
        Assert.Contains("haile|selam|1990-05-05|day|female|ES-3", await office.Persons(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_allocation_that_the_list_takes_back_puts_nobody_on_file()
    {
        var office = await api.Given.ImportOffice();
        string[] rows =
        [
            Row("H1;Karimi;Zahra;26.10.1986;ES-1;AST") + "Zuweisung wurde am 03.03. aufgehoben", Row("H2;Osagie;Joy;01.11.2000;ES-2;AST") + "STORNO",
            Row("H3;Haile;Selam;05.05.1990;ES-3;AST") + "Wohnsitzauflage aufgehoben",
        ];
        var text = string.Join("\r\n", rows.Select(row => row + ";nein")
            .Append(Row("H4;Bondar;Ivan;06.06.1972;ES-4;AST") + ";x").Prepend(AllocationFile.Header + ";Storniert"));
        var imported = await office.Rows(await office.Import(Encoding.UTF8.GetBytes(text)));
        Assert.Equal("refused refused new refused", Verdicts(imported));
        Assert.All(imported.Where(row => row.Text("verdict") == "refused"), row =>
            Assert.Contains("allocation-withdrawn", row.Values<string>("findings/*/code")));
        Assert.Equal("Selam", await office.Households());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nowhere")]
    public async Task An_allocation_taken_back_of_somebody_on_file_says_so_to_those_who_see_the_person(string place)
    {
        var office = await api.Given.ImportOffice();
        var row = Row("H1;Karimi;Zahra;26.10.1986;ES-1;AST");
        var client = (await office.Rows(await office.Import(AllocationFile.Of(row))))[0].Text("clientId");
        var withdrawn = (place.Length == 0 ? row : row.Replace("Filsweg 7", place, StringComparison.Ordinal)) + "Storno";
        var stranger = Row("H2;Osagie;Joy;01.11.2000;ES-2;AST") + "Storno";
        var id = await office.Import(AllocationFile.Of(withdrawn, stranger));
        var rows = await office.Rows(id);
        Assert.Equal("refused refused", Verdicts(rows));
        Assert.Equal((client, null), (rows[0].Text("clientId"), rows[1].Text("clientId")));
        Assert.Equal((true, false), (Says(rows[0]), Says(rows[1])));
        Assert.Equal(("applied", 1L), (await office.Status(id), await office.Count("app.client")));

        // Another team's person: the row is refused, and no more.
        var team = await api.Given.Team(office.OrganisationId);
        var supervisor = await api.As(await api.Given.Staff(office.OrganisationId, Role.Supervisor, team));
        var elsewhere = (await supervisor.Read($"/api/v1/imports/{id}/rows"))["items"]![0]!;
        Assert.Equal((null, false), (elsewhere.Text("clientId"), Says(elsewhere)));
        Assert.Contains("allocation-withdrawn", elsewhere.Values<string>("findings/*/code"));

        // Once it is cancelled there is nothing to do any more.
        var allocation = (await office.Client.Read($"/api/v1/clients/{client}/allocations")).Text("items/0/id");
        var tag = (await office.Client.GetAsync($"/api/v1/allocations/{allocation}")).Tag();
        await office.Client.Post($"/api/v1/allocations/{allocation}/cancel", new { cancelReason = "never-arrived" }, tag).Expect(200);
        rows = await office.Rows(await office.Import(AllocationFile.Of(withdrawn)));
        Assert.Equal((client, false), (rows[0].Text("clientId"), Says(rows[0])));

        static bool Says(JsonNode row) => row.Values<string>("findings/*/code").Contains("withdrawn-on-file");
    }

    [Fact]
    public async Task A_language_that_nobody_knows_keeps_nobody_out()
    {
        var office = await api.Given.ImportOffice();
        var row = Row("H1;Karimi;Zahra;26.10.1986;ES-1;AST").Replace(";prs;", ";Dari, Klingonisch und engl.;", StringComparison.Ordinal);
        var imported = (await office.Rows(await office.Import(AllocationFile.Of(row))))[0];
        Assert.Equal(("new", "language-unknown"), (imported.Text("verdict"), imported.Text("findings/0/code")));
        Assert.Equal("eng prs", await api.Sql<string>(
            $"select string_agg(language, ' ' order by language) from app.client_language where organisation_id = '{office.OrganisationId}'"));
    }

    [Fact]
    public async Task A_remark_that_goes_nowhere_is_told()
    {
        var office = await api.Given.ImportOffice();
        var row = Row("H1;Karimi;Zahra;26.10.1986;ES-1;AST");
        var imported = await office.Rows(await office.Import(AllocationFile.Of(row + "Rollstuhl", row + "Rollstuhl", row + "zieht um")));
        Assert.Equal("new repeated repeated", Verdicts(imported));
        Assert.Equal([0, 0, 1], imported.Select(found => found.Values<string>("findings/*/code").Count(code => code == "remark-not-kept")));
    }

    [Fact]
    public async Task A_newborn_of_a_family_that_was_handed_over_waits_and_it_is_told_who_is_responsible()
    {
        var office = await api.Given.ImportOffice();
        var mother = Row("H1;Karimi;Zahra;26.10.1986;ES-1;AST");
        var first = await office.Import(AllocationFile.Of(mother));
        var (town, name) = await HandOver(office, first);
        foreach (var days in new[] { 0, 40 }) // Within the grace period, and after it.
        {
            api.Clock.Offset += TimeSpan.FromDays(days);
            var worker = office with { Client = await api.As(office.Worker) };
            foreach (var list in new[]
            {
                AllocationFile.Of(Row("H44;Karimi;Nila;01.02.2026;es 1;Kind")), // By the file number.
                AllocationFile.Of(mother + "braucht Hilfe", Row("H1;Karimi;Nila;01.02.2026;;Kind")), // By the mother's row.
            })
            {
                var id = await worker.Import(list);
                var rows = await worker.Rows(id);
                var newborn = rows[^1];
                Assert.Equal(("new", true, null), (newborn.Text("verdict"), newborn["unclearHousehold"] is not null, newborn.Text("appliedAt")));
                var told = newborn["findings"]!.AsArray().Single(finding => finding.Text("code") == "household-elsewhere");
                Assert.Contains(name, told.Text("message"), StringComparison.Ordinal);
                if (rows.Count > 1)
                {
                    Assert.Equal(["known-elsewhere", "remark-not-kept"], rows[0].Values<string>("findings/*/code"));
                }
                Assert.Equal((0L, 0L), (await office.Count("app.client"), await office.Count("app.household")));
            }
        }
        // Who decides so creates the child here, and nobody else.
        var last = office with { Client = await api.As(office.Worker) };
        var decided = await last.Check(AllocationFile.Of(Row("H44;Karimi;Nila;01.02.2026;es 1;Kind")));
        await last.RequestApply(decided, "all_or_nothing").ExpectProblem(409, "import-obstacles");
        await last.Decide(decided, 2, new { decision = "create" }).Expect(200);
        await last.RequestApply(decided, "all_or_nothing").Expect(202);
        await last.Process();
        Assert.Equal("Nila", await office.Households());
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.client where organisation_id = '{town}'"));
    }

    [Fact]
    public async Task A_family_that_is_handed_over_between_check_and_applying_takes_nobody_in_unasked()
    {
        var office = await api.Given.ImportOffice();
        var first = await office.Import(AllocationFile.Of(Row("H1;Karimi;Zahra;26.10.1986;ES-1;AST")));
        var id = await office.Check(AllocationFile.Of(Row("H44;Karimi;Nila;01.02.2026;es 1;Kind")));
        Assert.Equal(["household-joined"], (await office.Rows(id))[0].Values<string>("findings/*/code"));
        await HandOver(office, first);
        var worker = office with { Client = await api.As(office.Worker) };
        await worker.RequestApply(id, "row_by_row").Expect(202);
        await worker.Process();
        var row = (await worker.Rows(id))[0];
        Assert.Null(row["appliedAt"]);
        Assert.Contains("household-elsewhere", row.Values<string>("findings/*/code"));
        Assert.Equal(0L, await office.Count("app.client"));
    }

    [Fact]
    public async Task While_a_list_is_being_applied_it_is_neither_discarded_nor_applied_again()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(AllocationFile.Of(Row("H1;Karimi;Zahra;26.10.1986;ES-1;AST")));
        var tag = await office.Tag(id);
        await office.RequestApply(id, "row_by_row").Expect(202);
        await office.Discard(id).ExpectProblem(409, "import-being-applied");
        await office.RequestApply(id, "all_or_nothing").ExpectProblem(409, "import-being-applied");
        await office.Client.Post($"/api/v1/imports/{id}/discard", null, tag).ExpectProblem(412, "stale");
        await Task.WhenAll(office.Process(), office.Process());
        await office.Discard(id).ExpectProblem(409, "import-transition");
        Assert.Equal(("applied", 1L), (await office.Status(id), await office.Count("app.client")));
    }

    private static string Row(string row)
    {
        var cells = row.Split(';');
        return $"12.02.2026;Filsweg 7;{string.Join(';', cells[..4])}{Rest}{cells[4]};{cells[5]};";
    }

    /// <summary>The verdicts in the order of the list; ! where the household waits.</summary>
    private static string Verdicts(IEnumerable<JsonNode> rows) =>
        string.Join(' ', rows.Select(row => row.Text("verdict") + (row["unclearHousehold"] is null ? "" : "!")));

    private static byte[] Office(string file) => File.ReadAllBytes(AllocationFile.PathOf($"../offices/{file}"));

    private async Task<(Guid Town, string Name)> HandOver(ImportOffice office, Guid import)
    {
        var client = (await office.Rows(import))[0].Value<Guid>("clientId");
        var (id, household) = (await api.Sql<Guid>($"select id from app.\"case\" where client_id = '{client}'"),
            await api.Sql<Guid>($"select household_id from app.household_member where client_id = '{client}'"));
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        var receiver = await api.Given.Staff(town, Role.Caseworker, team);
        await new GivenHandover(
            api, office.Worker, receiver, team, [new GivenCase(id, client, office.OrganisationId, office.TeamId, household, office.Worker)]).Accepted();
        return (town, await api.Sql<string>($"select name from app.organisation where id = '{town}'"));
    }
}
