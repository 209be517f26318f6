using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CaseManagement.Api.Imports;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Imports;

/// <summary>Lists that offices really sent, from the upload to the files (tests/Scenarios/shown; Cnn is the case's number in the issues).</summary>
public sealed class ShownReadingTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Theory]
    [InlineData("C01-enc-cp1252-semicolon.csv", "windows-1252", "D’Angelo|Größl|Größl|Weiß-Öztürk")]
    [InlineData("C01-enc-cr-only-utf8.csv", "utf-8", "Đặng|Şahin|Żak|Коваленко")]
    [InlineData("C01-enc-utf16le-tab.txt", "utf-16le", "Đặng|Şahin|Żak|Коваленко")]
    [InlineData("C02-msdos-cp850.csv", "ibm850", "Häßler|Übelhör")]
    [InlineData("C05b-enc-sep-line-wrong-trailing-semis.csv", "utf-8", "Đặng|Şahin|Żak|Коваленко")]
    [InlineData("C06-title-lines-before-header.csv", "utf-8", "Nasser")]
    [InlineData("C07-trailing-empty-rows.csv", "utf-8", "Nasser")]
    [InlineData("C10b-inch-in-remark.csv", "utf-8", "Tesfay|Tesfay")]
    [InlineData("C14-date-with-midnight.csv", "utf-8", "Rahimi|Rahimi")]
    [InlineData("C15-birth-date-all-zero.csv", "utf-8", "Rahimi")]
    [InlineData("C17-decomposed-name.csv", "utf-8", "Müller-Özgün")]
    [InlineData("C22-formula-names.csv", "utf-8", "=cmd|' /C calc'!A1|@SUM(1+1)")]
    public async Task Everybody_on_the_list_is_on_file_under_the_right_name(string file, string encoding, string names)
    {
        var office = await api.Given.ImportOffice();
        var import = await office.Get(await office.Import(AllocationFile.Shown(file)));
        Assert.Equal(("applied", encoding), (import.Text("status"), import.Text("encoding")));
        var found = await api.Sql<string>($"select string_agg(family_name, '|') from app.client where organisation_id = '{office.OrganisationId}'");
        Assert.Equal(names.Split('|').Order(StringComparer.Ordinal), found.Split('|').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task C02_a_name_from_a_dos_program_is_found_by_the_search()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Shown("C02-msdos-cp850.csv"));
        var found = await (await office.Client.Post("/api/v1/clients/search", new { familyName = "Uebelhoer" }).Expect(200)).Json();
        Assert.Equal("Übelhör", found.Text("items/0/familyName"));
    }

    [Fact]
    public async Task C06_what_was_skipped_and_which_column_nobody_reads_is_told_in_the_language_of_the_request()
    {
        var office = await api.Given.ImportOffice();
        var text = $"Zuweisungsliste, Stand 24.11.2026\r\n{AllocationFile.Header};Religion\r\n{AllocationFile.Row("Karimi", "Zahra", "26.10.1986")};x\r\n";
        office.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var id = await office.Check(Encoding.UTF8.GetBytes(text));
        var notes = (await office.Get(id))["notes"]!.AsArray();
        Assert.Equal(["line-skipped", "column-not-read"], notes.Select(note => note.Text("code")));
        Assert.Contains("Zuweisungsliste, Stand 24.11.2026", notes[0].Text("message"), StringComparison.Ordinal);
        var finding = Assert.Single((await office.Rows(id))[0]["findings"]!.AsArray());
        Assert.Equal(("Religion", "column-not-read", "Religion: Diese Spalte wird nicht gelesen."),
            (finding.Text("field"), finding.Text("code"), finding.Text("message")));
        Assert.Equal("new", (await office.Rows(id))[0].Text("verdict"));
    }

    [Fact]
    public async Task C08_two_columns_of_one_name_are_refused() =>
        await (await api.Given.ImportOffice()).Client.Upload(AllocationFile.Shown("C08-duplicate-header.csv")).ExpectProblem(422, "import-columns");

    [Fact]
    public async Task C10_a_quotation_mark_that_is_never_closed_is_the_fault_of_its_row()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Import(AllocationFile.Of(
            AllocationFile.Row("Karimi", "Zahra", "26.10.1986") + "\"offen", AllocationFile.Row("Osagie", "Joy", "01.11.2000", "H2", "ES-2")));
        Assert.Equal(["refused", "new"], (await office.Rows(id)).Select(row => row.Text("verdict")));
        Assert.Equal(1L, await office.Count("app.client"));
    }

    [Fact]
    public async Task C11_a_workbook_is_read_and_an_empty_one_is_refused()
    {
        var office = await api.Given.ImportOffice();
        await office.Client.Upload(AllocationFile.Shown("C11-xlsx.xlsx"), mediaType: UploadImport.WorkbookType).ExpectProblem(422, "import-not-csv");
        var book = AllocationFile.Shown("zuweisungsliste.xlsx"); // The Plochingen list as Excel keeps it.
        var id = await (await office.Client.Upload(book, "liste.xlsx", UploadImport.WorkbookType).Expect(201)).Id();
        await office.Process();
        var import = await office.Get(id);
        Assert.Equal(("xlsx", null, "checked", 139), (import.Text("encoding"), import.Text("separator"), import.Text("status"), import.Number("counts/new")));
    }

    [Theory]
    [InlineData("application/vnd.ms-excel")]
    [InlineData("text/plain; charset=windows-1252")]
    [InlineData("application/csv")]
    [InlineData("text/comma-separated-values")]
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public async Task A_list_is_taken_under_every_name_that_browsers_give_it(string? mediaType)
    {
        var office = await api.Given.ImportOffice();
        var content = new ByteArrayContent(AllocationFile.Of(AllocationFile.Row("Karimi", "Zahra", "26.10.1986")));
        content.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);
        await office.Client.PostAsync("/api/v1/imports?fileName=liste.csv", content).Expect(201);
    }

    [Fact]
    public async Task C20_two_people_of_one_name_are_asked_about()
    {
        var office = await api.Given.ImportOffice();
        var rows = await office.Rows(await office.Check(AllocationFile.Shown("C20-placeholder-names.csv")));
        Assert.Equal(["new", "likely_duplicate", "new", "new"], rows.Select(row => row.Text("verdict")));
        Assert.All(rows, row => Assert.Equal("name-placeholder", row.Text("findings/0/code")));
    }

    [Fact]
    public async Task Words_of_specialist_software_are_read()
    {
        var office = await api.Given.ImportOffice();
        string Row(int i, string sex, string nationality, string language, string status, string role) =>
            $"02.11.2026;Filsweg 7;H{i};Karimi{(char)('a' + i)};Zahra{(char)('a' + i)};26.10.19{60 + i};{sex};{nationality};{language};{status};ES-{i};{role};";
        var id = await office.Check(AllocationFile.Of(
            Row(1, "weibl.", "SYR", "arab.", "§ 25 Abs. 2 AufenthG", "AST"), Row(2, "männl.", "SY", "Dari", "25 III", "Neffe"),
            Row(3, "W", "Syrien", "kurd.", "Aufenthaltsgestattung", "Kindsmutter"), Row(4, "Frau", "423", "Türkisch", "§ 24", "Schwager"),
            Row(5, "Herr", "AFG und IRN", "Farsi/Paschtu", "subsidiärer Schutz", "Kd."), Row(6, "m?nnlich", "türkisch", "ar", "Duldung", "Ehefrau"),
            Row(7, "D", "Bosnien und Herzegowina", "-", "§ 25 Abs. 2 Satz 1, 2. Alt. AufenthG", "Großmutter"),
            Row(8, "k.A.", "staatenlos", "", "unbekannt", "HV")));
        Assert.All(await office.Rows(id), row => Assert.True(row.Text("verdict") is not "refused", row.ToJsonString()));
        await office.RequestApply(id, "row_by_row").Expect(202);
        await office.Process();
        Assert.Equal("""
            Karimib female SYR ara 25-2 applicant
            Karimic male SYR prs 25-3 other-relative
            Karimid female SYR kur gestattung parent
            Karimie female AFG tur 24 other-relative
            Karimif male AFG,IRN pes,pus 25-2-2 child
            Karimig male TUR ara duldung spouse
            Karimih divers BIH  25-2-2 grandparent
            Karimii unknown XXA  unknown applicant
            """.ReplaceLineEndings("\n"), await api.Sql<string>($"""
            select string_agg(concat_ws(' ', c.family_name, c.sex, array_to_string(c.nationalities, ','),
                coalesce((select string_agg(l.language, ',' order by l.language) from app.client_language l where l.client_id = c.id), ''),
                s.status, m.role), E'\n' order by c.family_name)
            from app.client c join app.client_residence_status s on s.client_id = c.id join app.household_member m on m.client_id = c.id
            where c.organisation_id = '{office.OrganisationId}'
            """));
    }

    [Fact]
    public async Task C34_a_remark_goes_to_the_case_once()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Shown("C34-remark.csv"));
        Assert.Equal("opened Rollstuhl, braucht barrierefreies Zimmer", await Notes());

        // The next list says the same of the person who is known by now, and then something new.
        await office.Import(AllocationFile.Shown("C34-remark.csv"));
        Assert.Equal("opened Rollstuhl, braucht barrierefreies Zimmer", await Notes());
        await office.Import(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(AllocationFile.Shown("C34-remark.csv"))
            .Replace("Rollstuhl, braucht barrierefreies Zimmer", "zieht im Dezember um", StringComparison.Ordinal)));
        Assert.Equal("noted zieht im Dezember um\nopened Rollstuhl, braucht barrierefreies Zimmer", await Notes());

        var caseId = await api.Sql<Guid>($"select id from app.\"case\" where organisation_id = '{office.OrganisationId}'");
        var supervisor = await api.As(await api.Given.Staff(office.OrganisationId, Role.Supervisor, office.TeamId));
        var timeline = await supervisor.Read($"/api/v1/cases/{caseId}/timeline");
        Assert.Contains(timeline["items"]!.AsArray(), item => item.Text("kind") == "case_noted" && item.Text("text") == "zieht im Dezember um");

        Task<string> Notes() => api.Sql<string>($"""
            select string_agg(e.kind || ' ' || e.note, E'\n' order by e.kind) from app.case_event e where e.organisation_id = '{office.OrganisationId}'
            """);
    }
}
