using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using CaseManagement.Api.Http;
using CaseManagement.Api.Imports;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Imports;

/// <summary>The promises of each endpoint, on small lists.</summary>
public sealed class ImportTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly byte[] Two = AllocationFile.Of(
        AllocationFile.Row("Karimi", "Zahra", "26.10.1986"), AllocationFile.Row("Karimi", "Ali", "03.04.2010", role: "Kind", sex: "männlich"));

    // Line 3 is line 2 in another spelling; line 4 is somebody else.
    private static readonly byte[] Doubtful = AllocationFile.Of(
        AllocationFile.Row("Karimi", "Zahra", "26.10.1986"), AllocationFile.Row("Karimi", "Sahra", "26.10.1986", "H002"),
        AllocationFile.Row("Osagie", "Joy", "01.11.2000", "H003", "ES-2026-3", nationality: "NGA"));

    [Fact]
    public async Task A_file_is_taken_as_csv_or_as_a_form_and_its_folder_cut_off()
    {
        var office = await api.Given.ImportOffice();
        var created = await office.Client.Upload(Two, "C:\\Listen\\Zuweisung März.csv").Expect(201);
        Assert.Equal($"/api/v1/imports/{await created.Id()}", created.Headers.Location!.ToString());
        Assert.Equal(created.Tag(), await office.Tag(await created.Id()));
        Assert.Equal("Zuweisung März.csv", (await office.Get(await created.Id())).Value<string>("fileName"));

        using var form = new MultipartFormDataContent();
        var file = new ByteArrayContent(Two);
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(file, "file", "liste 2.csv");
        var sent = await office.Client.PostAsync("/api/v1/imports", form).Expect(201);
        var import = await office.Get(await sent.Id());
        Assert.Equal(("liste 2.csv", "uploaded", "checking"), (import.Text("fileName"), import.Text("status"), import.Text("progress/stage")));
        Assert.Equal((await created.Id()).ToString(), import.Text("sameFileAs"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_refused_at_once_with_the_reason()
    {
        var office = await api.Given.ImportOffice();
        await office.Client.Upload([]).ExpectProblem(422, "import-empty");
        await office.Client.Upload("PK\u0003\u0004 workbook"u8.ToArray()).ExpectProblem(422, "import-not-csv");
        var columns = await office.Client.Upload("Zuweisungsdatum;Unterkunft;Haushalt;Farbe\r\n1;2;3;4\r\n"u8.ToArray()).ExpectProblem(422, "import-columns");
        Assert.Contains("Farbe", columns["errors"]!.ToJsonString(), StringComparison.Ordinal);
        await office.Client.Upload(Two, mediaType: "application/json").ExpectProblem(415, "unsupported-media-type");
        Assert.Equal(0L, await office.Count("app.import"));
    }

    [Fact]
    public async Task Rows_are_shown_to_who_uploaded_them_and_their_cells_are_forgotten_in_time()
    {
        var office = await api.Given.ImportOffice();
        var id = await (await office.Client.Upload(Two).Expect(201)).Id();
        await api.SendAsSystem(office.OrganisationId, new ProcessImports());
        var colleague = await api.As(await api.Given.Staff(office.OrganisationId, Role.AccommodationStaff, office.TeamId));
        await colleague.GetAsync($"/api/v1/imports/{id}").Expect(200);
        await colleague.GetAsync($"/api/v1/imports/{id}/rows").ExpectProblem(404, "not-found");
        await office.Discard(id).Expect(200);

        await api.SendAsSystem(office.OrganisationId, new SweepImports());
        Assert.Equal(2L, await api.Sql<long>($"select count(*) from app.import_row where import_id = '{id}' and raw ? 'familyName'"));
        api.Clock.Offset += SweepImports.Kept + TimeSpan.FromHours(1);
        await api.SendAsSystem(office.OrganisationId, new SweepImports());
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.import_row where import_id = '{id}' and raw ? 'familyName'"));
    }

    [Fact]
    public async Task Ten_megabytes_are_taken_and_more_is_413()
    {
        var office = await api.Given.ImportOffice();
        await office.Client.Upload(new byte[UploadImport.MaxBytes + 1]).ExpectProblem(413, "too-large");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[UploadImport.MaxBytes + 1]), "file", "gross.csv" } };
        await office.Client.PostAsync("/api/v1/imports", form).ExpectProblem(413, "too-large");
        // As many blanks behind the last row as fit: nothing is wrong with the size.
        var full = new byte[UploadImport.MaxBytes];
        Array.Fill(full, (byte)'\n');
        Two.CopyTo(full, 0);
        await office.Client.Upload(full).Expect(201);
    }

    [Fact]
    public async Task The_same_key_and_file_make_one_import()
    {
        var office = await api.Given.ImportOffice();
        office.Client.DefaultRequestHeaders.Add("Idempotency-Key", "einmal");
        var first = await office.Client.Upload(Two).Expect(201);
        var again = await office.Client.Upload(Two).Expect(201);
        Assert.Equal(await first.Id(), await again.Id());
        await office.Client.Upload(Doubtful).ExpectProblem(422, "idempotency-key-reused");
        Assert.Equal(1L, await office.Count("app.import"));
    }

    [Fact]
    public async Task Imports_are_listed_newest_first_page_by_page()
    {
        var office = await api.Given.ImportOffice();
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, await office.Upload(Two));
        }
        var first = await office.Client.Read("/api/v1/imports?limit=2&count=true");
        var second = await office.Client.Read($"/api/v1/imports?limit=2&cursor={first["nextCursor"]}");
        Assert.Equal(ids, first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => item.Value<Guid>("id")));
        Assert.Null(second["nextCursor"]);
        Assert.Equal(3, first.Value<int>("count"));
        Assert.StartsWith("Kim Fachkraft", first.Value<string>("items/0/uploadedByName"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_counted_by_verdict_and_an_unknown_verdict_is_told_the_known_ones()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(Doubtful);
        var page = await office.Client.Read($"/api/v1/imports/{id}/rows?limit=1&count=true&verdict=new");
        Assert.Equal((1, 2), (page["items"]!.AsArray().Count, page.Value<int>("count")));
        var problem = await office.Client.GetAsync($"/api/v1/imports/{id}/rows?verdict=odd").ExpectProblem(400, "validation-failed");
        Assert.Equal(["new", "known", "repeated", "likely_duplicate", "refused", "failed"],
            problem.Values<string>("errors/0/allowed/*"));
    }

    [Fact]
    public async Task A_candidate_whom_the_caller_does_not_see_is_told_without_a_name()
    {
        var office = await api.Given.ImportOffice();
        var client = await api.Given.Client(office.OrganisationId, familyName: "Karimi", givenName: "Sahra", birthDate: new DateOnly(1986, 10, 26));
        await api.Given.Case(office.OrganisationId, client, await api.Given.Team(office.OrganisationId));
        var candidate = (await office.Rows(await office.Check(Two), "likely_duplicate"))[0]["candidates"]![0]!;
        Assert.NotNull(candidate["clientId"]);
        Assert.Equal((null, null), (candidate["familyName"], candidate["givenName"]));
    }

    [Fact]
    public async Task A_caseworker_may_not_import()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(Doubtful);
        var caseworker = await api.As(await api.Given.Staff(office.OrganisationId, Role.Caseworker, office.TeamId));
        await caseworker.Upload(Two).ExpectProblem(403, "not-permitted");
        await caseworker.GetAsync($"/api/v1/imports/{id}/rows").ExpectProblem(403, "not-permitted");
        await caseworker.Post($"/api/v1/imports/{id}/apply", new { mode = "row_by_row" }, await office.Tag(id)).ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task Somebody_elses_import_is_not_found()
    {
        var (office, other) = (await api.Given.ImportOffice(), await api.Given.ImportOffice());
        var id = await office.Check(Doubtful);
        var tag = await office.Tag(id);
        await other.Client.GetAsync($"/api/v1/imports/{id}").ExpectProblem(404, "not-found");
        await other.Client.GetAsync($"/api/v1/imports/{id}/rows").ExpectProblem(404, "not-found");
        await other.Client.Post($"/api/v1/imports/{id}/rows/3/decide", new { decision = "create" }, tag).ExpectProblem(404, "not-found");
        await other.Client.Post($"/api/v1/imports/{id}/apply", new { mode = "row_by_row" }, tag).ExpectProblem(404, "not-found");
        await other.Client.Post($"/api/v1/imports/{id}/discard", null, tag).ExpectProblem(404, "not-found");
        Assert.Empty((await other.Client.Read("/api/v1/imports"))["items"]!.AsArray());
        await office.Decide(id, 99, new { decision = "create" }).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_colleague_sees_how_far_a_list_is_and_neither_reads_decides_nor_moves_it()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(Doubtful);
        var tag = await office.Tag(id);
        var team = await api.Given.Team(office.OrganisationId);
        var colleague = await api.As(await api.Given.Staff(office.OrganisationId, Role.AccommodationStaff, team));
        var path = $"/api/v1/imports/{id}";
        var seen = await colleague.Read(path);
        Assert.Equal(("checked", 1), (seen.Text("status"), seen.Number("counts/undecided")));
        Assert.Equal(["apply import-not-yours", "decide import-not-yours", "discard import-not-yours"], Refusals(seen));
        Assert.Empty(Refusals(await office.Get(id)));

        await colleague.GetAsync($"{path}/rows/3").ExpectProblem(404, "not-found");
        await colleague.Post($"{path}/rows/3/decide", new { decision = "create" }, tag).ExpectProblem(403, "import-not-yours");
        await colleague.Post($"{path}/decide", new { rows = new[] { new { rowLine = 3, decision = "create" } } }, tag)
            .ExpectProblem(403, "import-not-yours");
        await colleague.Post($"{path}/apply", new { mode = "row_by_row" }, tag).ExpectProblem(403, "import-not-yours");
        await colleague.Post($"{path}/discard", null, tag).ExpectProblem(403, "import-not-yours");
        await office.Process();
        Assert.Equal((tag, "checked", 0L), (await office.Tag(id), await office.Status(id), await office.Count("app.client")));
        Assert.Null((await office.Rows(id, "likely_duplicate"))[0]["decision"]);

        // Supervisors read every list, and so they may settle one.
        var supervisor = await api.As(await api.Given.Staff(office.OrganisationId, Role.Supervisor, team));
        Assert.Empty(Refusals(await supervisor.Read(path)));
        await supervisor.Post($"{path}/rows/3/decide", new { decision = "skip" }, tag).Expect(200);
        await supervisor.Post($"{path}/discard", null, await office.Tag(id)).Expect(200);

        static IEnumerable<string> Refusals(JsonNode import) => import["allowedActions"]!.AsArray()
            .Where(action => !action!.Value<bool>("allowed")).Select(action => $"{action.Text("action")} {action.Text("code")}");
    }

    [Fact]
    public async Task A_stale_tag_is_refused_and_changes_nothing()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(Doubtful);
        var stale = await office.Tag(id);
        await office.Decide(id, 3, new { decision = "skip" }).Expect(200);
        await office.Client.Post($"/api/v1/imports/{id}/rows/3/decide", new { decision = "create" }, stale).ExpectProblem(412, "stale");
        await office.Client.Post($"/api/v1/imports/{id}/apply", new { mode = "row_by_row" }, stale).ExpectProblem(412, "stale");
        await office.Client.Post($"/api/v1/imports/{id}/discard", null, stale).ExpectProblem(412, "stale");
        await office.Client.Post($"/api/v1/imports/{id}/discard").ExpectProblem(428, "if-match-required");
        var import = await office.Get(id);
        Assert.Equal("checked", import.Text("status"));
        Assert.Null(import["applyMode"]);
        Assert.Equal("skip", (await office.Rows(id, "likely_duplicate"))[0].Value<string>("decision"));
    }

    [Fact]
    public async Task Illegal_moves_are_refused_with_the_legal_ones()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Upload(Doubtful);
        var refused = await office.RequestApply(id, "row_by_row").ExpectProblem(409, "import-transition");
        Assert.Equal("uploaded", refused.Text("state"));
        await office.Process();
        await office.RequestApply(id, "row_by_row").Expect(202);
        // Asked for, not done yet.
        await office.RequestApply(id, "row_by_row").ExpectProblem(409, "import-being-applied");
        await office.Decide(id, 3, new { decision = "create" }).ExpectProblem(409, "import-being-applied");
        await office.Discard(id).ExpectProblem(409, "import-being-applied");
        await office.Process();
        await office.RequestApply(id, "row_by_row").ExpectProblem(409, "import-transition");
        await office.Discard(id).ExpectProblem(409, "import-transition");
    }

    [Fact]
    public async Task A_discarded_import_loses_its_file_and_keeps_its_rows()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(Doubtful);
        await office.Discard(id).Expect(200);
        await office.Process();
        Assert.Equal("discarded", await office.Status(id));
        Assert.Equal(0L, await office.Count("app.import_file"));
        Assert.Equal(3L, await office.Count("app.import_row"));
        Assert.Equal(0L, await office.Count("app.client"));
        await office.RequestApply(id, "row_by_row").ExpectProblem(409, "import-transition");

        var unchecked_ = await office.Upload(Two);
        await office.Discard(unchecked_).Expect(200);
        await office.Process();
        Assert.Equal(3L, await office.Count("app.import_row"));
    }

    [Theory]
    [InlineData("create", null, 3)]
    [InlineData("use_existing", 2, 2)]
    [InlineData("skip", null, 2)]
    public async Task A_decision_says_what_becomes_of_a_likely_duplicate_and_holds_for_the_next_list(string decision, int? line, long persons)
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(Doubtful);
        await office.Decide(id, 3, line is null ? new { decision } : new { decision, line }).Expect(200);
        await office.RequestApply(id, "all_or_nothing").Expect(202);
        await office.Process();

        Assert.Equal("applied", await office.Status(id));
        Assert.Equal(persons, await office.Count("app.client"));
        var rows = await office.Rows(id);
        Assert.Equal(decision == "skip", rows[1]["appliedAt"] is null);
        Assert.Equal(decision == "use_existing", rows[1]["clientId"]?.GetValue<Guid>() == rows[0].Value<Guid>("clientId"));

        var again = await office.Import(Doubtful);
        Assert.Equal(persons, await office.Count("app.client"));
        Assert.Equal(decision == "skip" ? "likely_duplicate" : "known", (await office.Rows(again))[1].Value<string>("verdict"));
    }

    [Fact]
    public async Task Only_a_candidate_can_be_chosen_and_only_a_likely_duplicate_decided()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(Doubtful);
        await office.Decide(id, 3, new { decision = "use_existing" }).ExpectProblem(400, "validation-failed");
        await office.Decide(id, 3, new { decision = "create", line = 2 }).ExpectProblem(400, "validation-failed");
        await office.Decide(id, 3, new { decision = "use_existing", line = 4 }).ExpectProblem(400, "validation-failed");
        await office.Decide(id, 3, new { decision = "use_existing", clientId = Guid.NewGuid() }).ExpectProblem(400, "validation-failed");
        await office.Decide(id, 4, new { decision = "skip" }).ExpectProblem(409, "import-row-not-a-duplicate");
    }

    [Fact]
    public async Task Several_rows_are_decided_at_once_with_a_verdict_for_each_and_one_is_read_by_its_line()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(Doubtful);
        var before = await office.Tag(id);

        var answered = await office.Client.Post($"/api/v1/imports/{id}/decide", new
        {
            rows = new object[]
            {
                new { rowLine = 3, decision = "create" }, new { rowLine = 4, decision = "skip" }, new { rowLine = 99, decision = "skip" },
                new { rowLine = 2, decision = "use_existing" }, new { rowLine = 3, decision = "skip" },
            },
        }, before).Expect(200);
        var verdicts = await answered.Json();
        Assert.Equal([true, false, false, false, false], verdicts.Values<bool>("items/*/done"));
        Assert.Equal("duplicate", verdicts.Text("items/4/code")); // The first word on a row counts.
        Assert.Equal([200, 409, 404, 400, 400], verdicts.Values<int>("items/*/status"));
        Assert.Equal("import-row-not-a-duplicate", verdicts.Text("items/1/code"));
        Assert.Equal("not-found", verdicts.Text("items/2/code"));
        Assert.Equal(await office.Tag(id), answered.Tag());

        var row = await office.Client.Read($"/api/v1/imports/{id}/rows/3");
        Assert.Equal((3, "create"), (row.Number("line"), row.Text("decision")));
        Assert.Equal((await office.Rows(id)).Single(one => one.Number("line") == 3).ToJsonString(), row.ToJsonString());
        await office.Client.GetAsync($"/api/v1/imports/{id}/rows/99").ExpectProblem(404, "not-found");
        await office.Client.Post($"/api/v1/imports/{id}/decide", new { rows = new[] { new { rowLine = 3, decision = "skip" } } }, before)
            .ExpectProblem(412, "stale");
        await (await api.Given.ImportOffice()).Client.GetAsync($"/api/v1/imports/{id}/rows/3").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_decision_for_a_row_that_leads_to_no_person_is_an_obstacle()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.CheckedThatLeadsNowhere();
        var problem = await office.RequestApply(id, "all_or_nothing").ExpectProblem(409, "import-obstacles");
        Assert.Equal([4], problem.Values<int>("lines/*"));
    }

    [Fact]
    public async Task Somebody_on_file_is_a_candidate_with_score_and_reasons_in_the_language_of_the_request()
    {
        var office = await api.Given.ImportOffice();
        var client = await api.Given.Client(office.OrganisationId, familyName: "Karimi", givenName: "Sahra", birthDate: new DateOnly(1986, 10, 26));
        await api.Given.Case(office.OrganisationId, client, office.TeamId);
        var id = await office.Check(Two);
        office.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var row = Assert.Single(await office.Rows(id, "likely_duplicate"));
        var candidate = Assert.Single(row["candidates"]!.AsArray())!;
        Assert.Equal(client, candidate.Value<Guid>("clientId"));
        Assert.Equal(("Karimi", "Sahra"), (candidate.Text("familyName"), candidate.Text("givenName")));
        Assert.True(candidate.Value<int>("score") >= 80);
        Assert.Contains("Name in anderer Schreibweise", candidate.Values<string>("reasons/*/text"));
        // The reading of that person's data is on record.
        Assert.True(await api.Sql<bool>($"""
            select exists (select from audit.entry where kind = 'read' and action = 'ListImportRows' and '{client}' = any(client_ids))
            """));

        await office.Decide(id, row.Value<int>("line"), new { decision = "use_existing", clientId = client }).Expect(200);
        await office.RequestApply(id, "row_by_row").Expect(202);
        await office.Process();
        Assert.Equal(2L, await office.Count("app.client"));
    }

    [Fact]
    public async Task An_accommodation_without_a_team_refuses_its_rows_and_one_closed_since_the_check_too()
    {
        var office = await api.Given.ImportOffice();
        await api.Execute($"update app.accommodation set team_id = null where organisation_id = '{office.OrganisationId}' and name = 'Filsweg 7'");
        var refused = (await office.Rows(await office.Check(Two)))[0];
        Assert.Equal(("refused", "Unterkunft", "accommodation-without-team"),
            (refused.Text("verdict"), refused.Text("findings/0/field"), refused.Text("findings/0/code")));

        await api.Execute($"update app.accommodation set team_id = '{office.TeamId}' where organisation_id = '{office.OrganisationId}'");
        foreach (var mode in new[] { "all_or_nothing", "row_by_row" })
        {
            var id = await office.Check(Two);
            await api.Execute($"""
                update app.accommodation set closed_at = '{api.Given.Now:O}' where organisation_id = '{office.OrganisationId}' and name = 'Filsweg 7'
                """);
            await office.RequestApply(id, mode).Expect(202);
            await office.Process();
            var import = await office.Get(id);
            Assert.Equal(mode == "row_by_row" ? "applied" : "checked", import.Text("status"));
            Assert.Equal(mode == "all_or_nothing", import["applyRefusedAt"] is not null);
            Assert.Equal(2, import.Number("counts/refused"));
            Assert.Equal(0L, await office.Count("app.client"));
            await api.Execute($"update app.accommodation set closed_at = null where organisation_id = '{office.OrganisationId}'");
        }
    }

    [Fact]
    public async Task Two_imports_of_one_list_checked_at_the_same_time_put_nobody_on_file_twice()
    {
        var office = await api.Given.ImportOffice();
        var (first, second) = (await office.Check(Doubtful), await office.Check(Doubtful));
        foreach (var id in new[] { first, second })
        {
            await office.Decide(id, 3, new { decision = "create" }).Expect(200);
            await office.RequestApply(id, id == first ? "row_by_row" : "all_or_nothing").Expect(202);
        }
        await office.Process();
        Assert.Equal(3L, await office.Count("app.client"));
        Assert.Equal("""{"new":0,"known":3,"repeated":0,"likelyDuplicate":0,"refused":0,"undecided":0,"created":0}""",
            (await office.Get(second))["counts"]!.ToJsonString());
    }

    [Fact]
    public async Task All_or_nothing_that_meets_somebody_registered_since_the_check_changes_nothing_and_says_so()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(Two);
        await api.Given.Client(office.OrganisationId, familyName: "Karimi", givenName: "Sahra", birthDate: new DateOnly(1986, 10, 26));
        await office.RequestApply(id, "all_or_nothing").Expect(202);
        await office.Process();
        var import = await office.Get(id);
        Assert.Equal("checked", import.Text("status"));
        Assert.NotNull(import["applyRefusedAt"]);
        Assert.Equal(1L, await office.Count("app.client"));
        Assert.Equal([2], (await office.Rows(id, "likely_duplicate")).Select(row => row.Value<int>("line")));
    }

    [Fact]
    public async Task Two_processes_at_once_and_two_requests_at_once_apply_once()
    {
        var office = await api.Given.ImportOffice();
        var rows = Enumerable.Range(0, 12).Select(i => AllocationFile.Row(
            $"Familie{(char)('a' + i)}{(char)('k' + i)}o", $"Vor{(char)('m' + i)}a{(char)('c' + i)}",
            $"1{i % 10}.0{1 + i % 9}.19{70 + i}", $"H{i / 3:000}", $"ES-{i / 3}"));
        var id = await office.Upload(AllocationFile.Of(rows));
        await Task.WhenAll(office.Process(), office.Process());
        var tag = await office.Tag(id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 2)
            .Select(_ => office.Client.Post($"/api/v1/imports/{id}/apply", new { mode = "row_by_row" }, tag)));
        Assert.Equal([202, 412], answers.Select(answer => (int)answer.StatusCode).Order());
        await Task.WhenAll(office.Process(), office.Process(), office.Process());
        var import = await office.Get(id);
        Assert.Equal(("applied", 12), (import.Text("status"), import.Number("progress/rowsDone")));
        Assert.Equal(12, import.Number("counts/created"));
        Assert.Equal((12L, 4L, 12L), (await office.Count("app.client"), await office.Count("app.household"), await office.Count("app.\"case\"")));
    }

    [Fact]
    public async Task The_number_of_statements_of_a_check_does_not_grow_with_the_rows()
    {
        var office = await api.Given.ImportOffice();
        async Task<int> StatementsFor(int rows)
        {
            await office.Upload(AllocationFile.Of(Enumerable.Range(0, rows).Select(i => AllocationFile.Row(
                $"Fam{(char)('a' + i % 26)}{(char)('b' + i / 26)}u", $"Giv{(char)('c' + i % 24)}e", $"01.0{1 + i % 9}.{1950 + i}"))));
            using var statements = new Statements();
            await office.Process();
            return statements.Count;
        }
        var few = await StatementsFor(3);
        Assert.InRange(few, 1, 15);
        Assert.Equal(few, await StatementsFor(120));
    }

    [Fact]
    public async Task Reading_an_import_or_its_rows_takes_one_round_trip_and_the_record()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Import(Two);
        Assert.Equal(1, await StatementsOf(new ListImports(Paging.First)));
        Assert.Equal(1, await StatementsOf(new GetImport(id)));
        Assert.Equal(2, await StatementsOf(new ListImportRows(id, Paging.First)));

        async Task<int> StatementsOf<T>(MediatR.IRequest<T> query)
        {
            using var statements = new Statements();
            await api.SendAsSystem(office.OrganisationId, query);
            return statements.Count;
        }
    }
}
