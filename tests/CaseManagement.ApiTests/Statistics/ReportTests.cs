using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CaseManagement.Api.Contacts;
using CaseManagement.Api.Statistics;
using CaseManagement.ApiTests.Fixture;
using ExcelDataReader;

namespace CaseManagement.ApiTests.Statistics;

/// <summary>Reports: made behind the call, safe before anybody reads them, the same in each format; of a colleague's work where that was agreed on.</summary>
[TakesLong]
public sealed partial class ReportTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Statistics = "/api/v1/statistics", Reports = $"{Statistics}/reports", Programme = "bw-integrationsmanagement";

    private sealed record Town(
        Guid Organisation, Guid Team, Person[] Leads, Person Supervisor, Person Second, Person Administrator, IReadOnlyList<GivenCase> Cases, DateOnly From)
    {
        public DateOnly Until => From.AddMonths(1);
    }

    // A team of three workers and a supervisor with ten cases, a month that is over: nine contacts, two of them failed; gaps; a programme.
    private async Task<Town> Built(string name = "Team Süd")
    {
        var month = new DateOnly(api.Given.Today.Year, api.Given.Today.Month, 1).AddMonths(1);
        api.Clock.Offset += TimeSpan.FromDays(month.AddDays(14).DayNumber - api.Given.Today.DayNumber);
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        await api.Execute($"update app.team set name = '{name}' where id = '{team}'");
        Person[] leads = [await api.Given.Staff(organisation, Role.Caseworker, team), await api.Given.Staff(organisation, Role.Caseworker, team),
            await api.Given.Staff(organisation, Role.Caseworker, team)];
        var supervisor = await api.Given.Staff(organisation, Role.Supervisor, team);
        var cases = new List<GivenCase>();
        for (var i = 0; i < 10; i++)
        {
            cases.Add(await api.Given.CaseOf(team, leads[i % 2]));
            await api.Given.Programme(cases[i]);
            if (i < 9)
            {
                await Contact(cases[i], i < 7);
            }
        }
        await api.Given.CompletedAssessment(cases[0], new GivenNeed("housing", "high", "Wohnungshilfe"), new GivenNeed("language", "medium", "Kurs"),
            new GivenNeed("work", "low", "Beratung"));
        await api.Given.CompletedAssessment(cases[1], new GivenNeed("housing", "high", "Wohnungshilfe"), new GivenNeed("language", "medium", "Kurs"));
        var town = new Town(organisation, team, leads, supervisor, await api.Given.Staff(organisation, Role.Supervisor),
            await api.Given.Staff(organisation, Role.Administrator), cases, month);
        api.Clock.Offset += TimeSpan.FromDays(town.Until.DayNumber - api.Given.Today.DayNumber + 1);
        return town;
    }

    private Task<Guid> Contact(GivenCase of, bool reached) => api.InOrganisation(of.OrganisationId, async db =>
    {
        var facts = new ContactFacts(reached ? "office" : "failed-attempt", reached ? "counselled" : "not-reached", reached, api.Given.Now.AddHours(-1),
            reached ? 40 : null, null, null, []);
        var contact = CaseManagement.Api.Contacts.Contact.With(of.OrganisationId, of.TeamId, of.HouseholdId, of.Lead!.StaffId, facts,
            [new ContactPerson(of.ClientId, of.CaseId, true)], api.Given.Now);
        db.Add(contact);
        await db.SaveChangesAsync();
        return contact.Id;
    });

    private static object Month(Town town) => new { kind = "team_month", teamId = town.Team, from = $"{town.From:O}", until = $"{town.Until:O}" };

    private static object OfProgramme(Town town, Guid? staff = null) =>
        new { kind = "programme", programme = Programme, staffId = staff, from = $"{town.From:O}", until = $"{town.Until:O}" };

    private Task Make(Town town) => api.SendAsSystem(town.Organisation, new ComputeReports());

    private async Task<string> Made(Town town, Person by, object request)
    {
        var path = $"{Reports}/{await (await (await api.As(by)).Post(Reports, request).Expect(201)).Id()}";
        await Make(town);
        return path;
    }

    [Fact]
    public async Task A_process_killed_between_counting_and_hiding_is_taken_over_where_it_stood()
    {
        var town = await Built();
        var client = await api.As(town.Supervisor);
        var path = $"{Reports}/{await (await client.Post(Reports, Month(town)).Expect(201)).Id()}";
        // Whoever publishes has the turn: the process counts, and waits with what has to be hidden.
        await using var turn = new Npgsql.NpgsqlConnection(api.Owner);
        await turn.OpenAsync(TestContext.Current.CancellationToken);
        await Turn("pg_advisory_lock");
        await using (var process = await ApiProcess.Start(api, "hangfire"))
        {
            await Until("counted");
            process.Kill();
        }
        await Turn("pg_advisory_unlock");
        Assert.Equal("counted", await Status());
        await client.GetAsync($"{path}/document").ExpectProblem(409, "report-not-ready");

        await using (await ApiProcess.Start(api, "hangfire"))
        {
            await Until("ready");
        }
        var whole = await Made(town, town.Supervisor, Month(town));
        Assert.Equal(Numbers(await client.Read($"{whole}/document")), Numbers(await client.Read($"{path}/document")));

        async Task Turn(string how)
        {
            await using var take = new Npgsql.NpgsqlCommand($"select {how}(hashtextextended('publications {town.Organisation}', 0))", turn);
            await take.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        async Task<string> Status() => await api.Sql<string>($"select status from app.statistical_report where id = '{path.Split('/')[^1]}'");

        Task Until(string status) => Waits.Until(async () => await Status() == status, $"a report that is {status}");

        static string[] Numbers(JsonNode document) => [.. document["tables"]!.AsArray().Select(table =>
            $"{table.Text("name")} {string.Join(' ', table!["cells"]!.AsArray().Select(cell => (long?)cell!["n"]))}")];
    }

    private static JsonNode Table(JsonNode document, string name, string? by = null) => document["tables"]!.AsArray().Last(table =>
        table!.Text("name") == name && table!["by"]!.AsArray().Select(dimension => (string?)dimension).FirstOrDefault() == by
        && table["filters"]!.AsArray().Count == 1)!;

    private static Dictionary<string, long?> Cells(JsonNode table) => table["cells"]!.AsArray()
        .ToDictionary(cell => string.Join(' ', cell!["values"]!.AsArray().Select(value => value.Text("value"))), cell => (long?)cell!["n"]);

    private static async Task<HttpResponseMessage> Get(HttpClient client, string path, string? accept = null, string language = "de")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Clear();
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        return await client.SendAsync(request);
    }

    [Fact]
    public async Task A_teams_month_is_made_behind_the_call_and_is_the_same_in_each_format()
    {
        var town = await Built("=SUMME(1;2)");
        var client = await api.As(town.Supervisor);
        var created = await client.Post(Reports, Month(town)).Expect(201);
        var path = created.Headers.Location!.ToString();
        Assert.Equal(("requested", 0, 2), ((await client.Read(path)).Text("report/status"), (await client.Read(path)).Number("report/progress/done"),
            (await client.Read(path)).Number("report/progress/total")));
        await client.GetAsync($"{path}/document").ExpectProblem(409, "report-not-ready");

        await Make(town);
        await Make(town);
        client = await api.As(town.Supervisor);
        var view = await client.Read(path);
        Assert.Equal(("ready", 2), (view.Text("report/status"), view.Number("report/progress/done")));
        var document = await client.Read($"{path}/document");
        Assert.Equal(3, document.Number("threshold"));
        Assert.Equal(10, (int)Cells(Table(document, "open_cases"))[""]!);
        Assert.Equal(12, document["tables"]!.AsArray().Count(table => table!.Text("name") == "open_cases" && table!["by"]!.AsArray().Count == 0));
        Assert.Equal(7, (int)Cells(Table(document, "persons_reached"))[""]!);
        // Seven and two of nine: the two are hidden, and what would tell them.
        var kinds = Cells(Table(document, "contacts", "contact_kind"));
        Assert.True(kinds["failed-attempt"] is null && (kinds["total"] is null || kinds["office"] is null), string.Join(' ', kinds));
        Assert.Equal(5, (int)Cells(Table(document, "needs_found"))[""]!);
        var minutes = document["amounts"]!.AsArray().Single(one => one!.Text("name") == "contacts")!;
        Assert.Equal((9, null, true), (minutes.Number("n"), (long?)minutes["measured"], (bool)minutes["isHidden"]!));

        var csv = await (await Get(client, $"{path}/document?format=csv")).Content.ReadAsByteArrayAsync();
        Assert.Equal([0xEF, 0xBB, 0xBF], csv[..3]);
        var text = Encoding.UTF8.GetString(csv[3..]);
        var lines = text.Split("\r\n");
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.StartsWith("Tabelle;Kennzahl;Version;Bezeichnung;Stichtag;", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("Team: =SUMME", StringComparison.Ordinal));
        Assert.DoesNotContain(lines.SelectMany(line => line.Split(';')), cell => cell.TrimStart('"').StartsWith('='));
        Assert.Contains(lines, line => line.Contains(";persons_reached;", StringComparison.Ordinal) && line.Contains(";7;", StringComparison.Ordinal));

        var workbook = await Get(client, $"{path}/document", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        Assert.Equal("bericht-team-month-" + $"{town.From:yyyy-MM-dd}.xlsx", workbook.Content.Headers.ContentDisposition!.FileNameStar);
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance); // The reader's library asks for Windows-1252 first.
        using (var reader = ExcelReaderFactory.CreateOpenXmlReader(new MemoryStream(await workbook.Content.ReadAsByteArrayAsync())))
        {
            Assert.Equal("Bericht", reader.Name);
            Assert.True(reader.NextResult() && reader.Name == "Zahlen" && reader.Read());
            Assert.Equal("Kennzahl", reader.GetString(1));
            var found = 0;
            while (reader.Read())
            {
                if (reader.GetString(1) == "persons_reached")
                {
                    found++;
                    Assert.Equal(7.0, Convert.ToDouble(reader.GetValue(14), System.Globalization.CultureInfo.InvariantCulture));
                    Assert.Equal("Team: =SUMME(1;2)", reader.GetString(7));
                }
            }
            Assert.Equal(1, found);
        }

        foreach (var (language, word) in new[] { ("de", "Was gezählt wurde"), ("en", "What was counted") })
        {
            var page = await Get(client, $"{path}/document", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", language);
            var html = await page.Content.ReadAsStringAsync();
            Assert.Equal(("text/html", language), (page.Content.Headers.ContentType!.MediaType, page.Content.Headers.ContentLanguage.Single()));
            Assert.Contains(word, html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            var style = Style().Match(html).Groups[1].Value;
            var digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
            var policy = page.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith($"default-src 'none'; style-src 'sha256-{digest}'", policy, StringComparison.Ordinal);
            var drawings = XElement.Parse(html["<!DOCTYPE html>\n".Length..]).Descendants("svg").ToList();
            Assert.True(drawings.Count >= 4, html);
            Assert.All(drawings, drawing => Assert.Equal(2, drawing.Attribute("aria-labelledby")!.Value.Split(' ')
                .Count(id => drawing.Elements().Any(said => (string?)said.Attribute("id") == id && said.Value.Length > 0))));
        }
        Assert.Equal("application/json", (await Get(client, $"{path}/document", "image/png")).Content.Headers.ContentType!.MediaType);
        await Get(client, $"{path}/document?format=docx").ExpectProblem(400, "validation-failed");
        // Somebody else's, nobody's who plans nothing here.
        await (await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor))).GetAsync(path).ExpectProblem(404, "not-found");
        await (await api.As(town.Leads[0])).GetAsync($"{path}/document").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task What_the_tables_of_two_reports_hide_no_measure_tells_and_each_measure_says_of_whom_it_is()
    {
        var town = await Built();
        var client = await api.As(town.Supervisor);
        await Contact(town.Cases[0], true);
        await api.Given.CompletedAssessment(town.Cases[2], new GivenNeed("housing", "high", "Wohnungshilfe"));
        var end = town.Until.AddMonths(1);
        api.Clock.Offset += TimeSpan.FromDays(end.DayNumber - api.Given.Today.DayNumber + 1);
        var (first, second, both) = (await Told(town.From, town.Until), await Told(town.Until, end), await Told(town.From, end));
        Assert.Equal(9, Contacts(first).Number("n"));
        Assert.Equal((null, true), ((long?)Contacts(second)["n"], (bool)Contacts(second)["isHidden"]!));
        Assert.Equal((null, true), ((long?)Contacts(both)["n"], (bool)Contacts(both)["isHidden"]!));
        Assert.Equal(new long?[] { 5, null, null }, new[] { first, second, both }.Select(document => (long?)Of(document, "need_to_offer")["n"]));
        Assert.All(new[] { "measured", "sum", "mean", "median", "p90" }, member => Assert.Null(Contacts(both)[member]));
        // Of no measure, nor of a part of it, a few are told by what another month tells.
        foreach (var amount in both["amounts"]!.AsArray().Select(one => one!))
        {
            foreach (var member in amount.Text("amount") == "days" ? new[] { "n" } : ["n", "measured"])
            {
                foreach (var month in new[] { first, second })
                {
                    Assert.DoesNotContain((long?)amount[member] - (long?)Of(month, amount.Text("name")!)[member], new long?[] { 1, 2 });
                }
            }
        }
        var hidden = Row(await (await Get(client, $"{both.Text("path")}/document?format=csv")).Content.ReadAsStringAsync());
        Assert.Equal(("", "", "nicht genannt"), (hidden[14], hidden[17], hidden[^1]));
        var label = await api.Sql<string>($"select label_de from app.code where list = 'programme' and code = '{Programme}' limit 1");
        Assert.Equal($"Programm: {label}", hidden[7]);
        Assert.Equal($"Programm: {label}",
            Row(await (await Get(client, $"{first.Text("path")}/document?format=csv")).Content.ReadAsStringAsync())[7]);

        async Task<JsonNode> Told(DateOnly from, DateOnly until)
        {
            var path = await Made(town, town.Supervisor, new { kind = "programme", programme = Programme, from = $"{from:O}", until = $"{until:O}" });
            client = await api.As(town.Supervisor);
            var document = await client.Read($"{path}/document");
            document["path"] = path;
            return document;
        }

        static JsonNode Of(JsonNode document, string name) => document["amounts"]!.AsArray().Single(one => one!.Text("name") == name)!;

        static JsonNode Contacts(JsonNode document) => Of(document, "contacts");

        // The measure stands behind the tables.
        static string[] Row(string csv) => csv.Split("\r\n").Last(line => line.Contains(";contacts;", StringComparison.Ordinal)).Split(';');
    }

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [Fact]
    public async Task A_report_that_was_interrupted_is_taken_up_again_where_it_was_and_expires()
    {
        var town = await Built();
        var client = await api.As(town.Supervisor);
        var id = await (await client.Post(Reports, Month(town)).Expect(201)).Id();
        Assert.True(await api.SendAsSystem(town.Organisation, new ComputeReport(id)));
        Assert.Equal(("counted", 1), ((await client.Read($"{Reports}/{id}")).Text("report/status"),
            (await client.Read($"{Reports}/{id}")).Number("report/progress/done")));
        await client.GetAsync($"{Reports}/{id}/document").ExpectProblem(409, "report-not-ready");
        var counted = (await client.Read($"{Reports}/{id}")).Text("report/computedAt");
        // What is recorded now is not in it: it was counted before.
        await api.Given.CaseOf(town.Team, town.Leads[0]);
        api.Clock.Offset += TimeSpan.FromHours(1);
        await Make(town);
        client = await api.As(town.Supervisor);
        Assert.Equal(counted, (await client.Read($"{Reports}/{id}")).Text("report/computedAt"));
        var first = (await client.Read($"{Reports}/{id}/document"))["tables"]!.ToJsonString();
        await api.Given.CaseOf(town.Team, town.Leads[0]);
        Assert.Equal(first, (await client.Read($"{Reports}/{id}/document"))["tables"]!.ToJsonString());

        api.Clock.Offset += StatisticalReport.Kept;
        client = await api.As(town.Supervisor);
        await client.GetAsync($"{Reports}/{id}/document").ExpectProblem(409, "report-expired");
        Assert.Equal("expired", (await client.Read($"{Reports}/{id}")).Text("report/status"));
        Assert.Empty((await client.Read(Reports))["items"]!.AsArray());
        Assert.Single((await client.Read($"{Reports}?include=ended"))["items"]!.AsArray());
        await api.SendAsSystem(town.Organisation, new SweepReports());
        Assert.Equal("{}", await api.Sql<string>($"select content::text from app.statistical_report where id = '{id}'"));
        await client.GetAsync($"{Reports}/{id}/document").ExpectProblem(409, "report-expired");
    }

    [Fact]
    public async Task A_report_says_what_is_missing_in_it_and_what_is_too_much()
    {
        var town = await Built();
        var client = await api.As(town.Supervisor);
        await client.Post(Reports, new { kind = "team_month", from = $"{town.From:O}", until = $"{town.Until:O}" }).ExpectProblem(400, "validation-failed");
        await client.Post(Reports, new { kind = "team_month", teamId = town.Team, from = $"{town.From:O}", until = $"{town.Until.AddDays(-1):O}" })
            .ExpectProblem(400, "validation-failed");
        await client.Post(Reports, new { kind = "team_month", teamId = town.Team, from = $"{town.Until:O}", until = $"{town.Until.AddMonths(1):O}" })
            .ExpectProblem(400, "validation-failed");
        await client.Post(Reports, new { kind = "team_month", teamId = Guid.CreateVersion7(), from = $"{town.From:O}", until = $"{town.Until:O}" })
            .ExpectProblem(400, "validation-failed");
        await client.Post(Reports, new { kind = "public_table", programme = Programme }).ExpectProblem(400, "validation-failed");
        await client.Post(Reports, new { kind = "programme", programme = "no-such", from = $"{town.From:O}", until = $"{town.Until:O}" })
            .ExpectProblem(400, "validation-failed");
        await (await api.As(town.Leads[0])).Post(Reports, Month(town)).ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task What_goes_outside_comes_out_of_a_publication_that_was_handed_in_and_tells_no_more()
    {
        var town = await Built();
        var audience = await api.Given.Audience(town.Organisation, town.Supervisor, "Gemeinderat");
        var client = await api.As(town.Supervisor);
        var last = town.Until.AddDays(-1);
        // A figure of time counts what another one counts: the gate knows that one.
        await client.Post($"{Statistics}/publications", new
        {
            audienceId = audience, title = "Wartezeiten",
            tables = new[] { new { figure = "need_to_offer", from = $"{town.From:O}", until = $"{town.Until:O}" } },
        }).ExpectProblem(400, "validation-failed");
        var draft = await (await client.Post($"{Statistics}/publications", new
        {
            audienceId = audience, title = "Integration im Überblick", tables = new object[]
            {
                new { figure = "open_cases", on = $"{last.AddDays(-40):O}" }, new { figure = "open_cases", on = $"{last:O}" },
                new { figure = "contacts", from = $"{town.From:O}", until = $"{town.Until:O}", by = new[] { new { dimension = "contact_kind" } } },
                new { figure = "needs_found", from = $"{town.From:O}", until = $"{town.Until:O}" },
            },
        }).Expect(201)).Id();
        var publication = $"{Statistics}/publications/{draft}";
        await client.Post(Reports, new { kind = "town_council", publicationId = draft }).ExpectProblem(409, "report-not-published");
        await (await api.As(town.Second)).Post($"{publication}/sign-off", null, (await client.GetAsync(publication)).Tag()).Expect(200);
        await client.Post(Reports, new { kind = "public_table", publicationId = draft }).ExpectProblem(409, "report-not-published");
        await client.Post($"{publication}/publish", null, (await client.GetAsync(publication)).Tag()).Expect(200);
        await client.Post(Reports, new { kind = "town_council", publicationId = Guid.CreateVersion7() }).ExpectProblem(400, "validation-failed");

        var path = (await client.Post(Reports, new { kind = "town_council", publicationId = draft }).Expect(201)).Headers.Location!;
        var document = await client.Read($"{path}/document");
        Assert.Equal(JsonNode.Parse((await client.Read(publication))["tables"]!.ToJsonString())!.ToJsonString(), document["tables"]!.ToJsonString());
        Assert.Equal((5, 0), (document.Number("threshold"), document["amounts"]!.AsArray().Count));
        Assert.Null(Cells(document["tables"]![2]!)["failed-attempt"]);
        foreach (var format in new[] { "csv", "html" })
        {
            var text = await (await Get(client, $"{path}/document?format={format}")).Content.ReadAsStringAsync();
            Assert.Contains(format == "csv" ? "nicht genannt" : "·", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Figures_of_a_colleagues_work_are_her_own_until_the_staff_council_has_agreed_and_she_reads_each_look()
    {
        var town = await Built();
        var (lead, other) = (town.Leads[0], town.Leads[1]);
        var own = await (await api.As(lead)).Read($"{Statistics}/my-figures/contacts?from={town.From:O}&until={town.Until:O}");
        Assert.Equal(5, own.Number("n"));
        Assert.Equal(5, (await (await api.As(lead)).Read($"{Statistics}/my-figures/open_cases")).Number("n"));
        await (await api.As(lead)).GetAsync($"{Statistics}/my-figures/arrived?from={town.From:O}&until={town.Until:O}").ExpectProblem(404, "not-found");
        var mine = await Made(town, lead, OfProgramme(town, lead.StaffId));
        Assert.Equal("ready", (await (await api.As(lead)).Read(mine)).Text("report/status"));
        Assert.Equal(5, (int)Cells(Table(await (await api.As(lead)).Read($"{mine}/document"), "open_cases"))[""]!);
        await (await api.As(other)).GetAsync(mine).ExpectProblem(404, "not-found");
        await (await api.As(lead)).Post(Reports, OfProgramme(town, other.StaffId)).ExpectProblem(400, "validation-failed");
        await (await api.As(lead)).Post(Reports, OfProgramme(town)).ExpectProblem(400, "validation-failed");

        // Off: nobody but she.
        object Look(Guid staff, string purpose) => new { figure = "contacts", staffId = staff, purpose, from = $"{town.From:O}", until = $"{town.Until:O}" };
        var supervisor = await api.As(town.Supervisor);
        await supervisor.GetAsync(mine).ExpectProblem(404, "not-found");
        await supervisor.Post(Reports, OfProgramme(town, lead.StaffId)).ExpectProblem(403, "staff-figures-not-agreed");
        await supervisor.Post($"{Statistics}/staff-figures", Look(lead.StaffId, "caseload_planning")).ExpectProblem(403, "staff-figures-not-agreed");
        await supervisor.GetAsync($"{Statistics}/figures/open_cases?worker={lead.StaffId}").ExpectProblem(403, "figure-of-another-worker");
        await supervisor.Post($"{Statistics}/staff-agreements",
            new { agreedOn = $"{town.Until:O}", purposes = new[] { "programme_report" }, from = $"{town.Until:O}" }).ExpectProblem(403, "not-permitted");

        var administrator = await api.As(town.Administrator);
        var today = api.Given.Today;
        var agreed = await administrator.Post($"{Statistics}/staff-agreements", new
        {
            agreedOn = $"{today:O}", purposes = new[] { "programme_report" }, from = $"{today:O}", reference = "DV 2026-03",
        }).Expect(201);
        await administrator.Post($"{Statistics}/staff-agreements", new
        {
            agreedOn = $"{today:O}", purposes = new[] { "caseload_planning" }, from = $"{today.AddDays(9):O}",
        }).ExpectProblem(409, "staff-figures-agreed-already");
        // For this purpose, not for another.
        await supervisor.Post($"{Statistics}/staff-figures", Look(lead.StaffId, "caseload_planning")).ExpectProblem(403, "staff-figures-not-agreed");
        await supervisor.Post($"{Statistics}/staff-figures", Look(town.Supervisor.StaffId, "programme_report")).ExpectProblem(400, "validation-failed");
        Assert.Equal(5, (await (await supervisor.Post($"{Statistics}/staff-figures", Look(lead.StaffId, "programme_report")).Expect(200)).Json()).Number("n"));
        var path = await Made(town, town.Supervisor, OfProgramme(town, lead.StaffId));
        supervisor = await api.As(town.Supervisor);
        var document = await supervisor.Read($"{path}/document");
        Assert.All(document["tables"]!.AsArray(), table => Assert.Contains(table!.Text("name"), new[] { "open_cases", "contacts", "case_work" }));
        Assert.DoesNotContain(other.StaffId.ToString(), document.ToJsonString(), StringComparison.Ordinal);

        // She reads of three looks: the figure, that the report was asked for, that it was read. Nobody reads of hers.
        var looks = (await (await api.As(lead)).Read($"{Statistics}/looks-at-my-figures"))["items"]!.AsArray();
        Assert.Equal(["report", "report", "contacts"], looks.Select(look => look!.Text("figure")));
        Assert.All(looks, look => Assert.Equal($"{town.Supervisor.StaffId}", look!.Text("lookedBy")));
        Assert.Empty((await (await api.As(other)).Read($"{Statistics}/looks-at-my-figures"))["items"]!.AsArray());
        Assert.Empty((await supervisor.Read($"{Statistics}/looks-at-my-figures"))["items"]!.AsArray());
        Assert.Equal("ready", (await (await api.As(lead)).Read(path)).Text("report/status"));

        // Its end ends what rested on it, but not what is her own.
        await (await api.As(town.Administrator)).Post($"{agreed.Headers.Location}/end", new { until = $"{today:O}" }, agreed.Tag())
            .ExpectProblem(400, "validation-failed");
        api.Clock.Offset += TimeSpan.FromDays(1);
        await (await api.As(town.Administrator)).Post($"{agreed.Headers.Location}/end", new { until = $"{today.AddDays(1):O}" }, "\"1\"")
            .ExpectProblem(412, "stale");
        await (await api.As(town.Administrator)).Post($"{agreed.Headers.Location}/end", new { until = $"{today.AddDays(1):O}" }, agreed.Tag()).Expect(200);
        supervisor = await api.As(town.Supervisor);
        await supervisor.GetAsync($"{path}/document").ExpectProblem(404, "not-found");
        await supervisor.Post(Reports, OfProgramme(town, lead.StaffId)).ExpectProblem(403, "staff-figures-not-agreed");
        await (await api.As(lead)).GetAsync($"{path}/document").Expect(200);
    }

    [Fact]
    public async Task In_a_team_of_two_nothing_is_told_of_one()
    {
        var town = await Built();
        await api.Given.StaffFigureAgreement(town.Organisation, town.Administrator);
        var small = await api.Given.Team(town.Organisation);
        Person[] pair = [await api.Given.Staff(town.Organisation, Role.Caseworker, small), await api.Given.Staff(town.Organisation, Role.Caseworker, small)];
        await api.Execute($"update app.team_member set from_date = '{town.From.AddYears(-1):O}' where team_id in ('{small}', '{town.Team}')");
        var supervisor = await api.As(town.Supervisor);
        await supervisor.Post(Reports, OfProgramme(town, pair[0].StaffId)).ExpectProblem(409, "staff-figures-small-team");
        await supervisor.Post(Reports, OfProgramme(town, town.Leads[0].StaffId)).Expect(201);
        // Nor of who is in a team of two besides.
        await api.Execute($"""
            update app.team_member set until_date = '{town.Until:O}' where team_id = '{small}' and staff_id = '{pair[1].StaffId}';
            insert into app.team_member (id, team_id, staff_id, from_date)
                select gen_random_uuid(), '{small}', '{town.Leads[0].StaffId}', '{town.From.AddYears(-1):O}'
            """);
        await supervisor.Post(Reports, OfProgramme(town, town.Leads[1].StaffId)).Expect(201);
    }

    [Theory]
    [InlineData("de")]
    [InlineData("en")]
    public async Task The_pages_stand_on_A4_in_a_browser_that_complains_of_nothing(string language)
    {
        Assert.SkipUnless(File.Exists(Chromium.Program), "No Chromium is installed.");
        var town = await Built();
        var path = await Made(town, town.Supervisor, Month(town));
        var audience = await api.Given.Audience(town.Organisation, town.Supervisor, "Gemeinderat");
        var client = await api.As(town.Supervisor);
        var days = Enumerable.Range(0, 4).Select(month => town.Until.AddMonths(-month).AddDays(-1)).Reverse();
        var draft = await (await client.Post($"{Statistics}/publications", new
        {
            audienceId = audience, title = "Integration im Überblick",
            tables = days.Select(day => (object)new { figure = "open_cases", on = $"{day:O}" }).Append(
                new { figure = "contacts", from = $"{town.From:O}", until = $"{town.Until:O}", by = new[] { new { dimension = "contact_kind" } } }),
        }).Expect(201)).Id();
        var publication = $"{Statistics}/publications/{draft}";
        await (await api.As(town.Second)).Post($"{publication}/sign-off", null, (await client.GetAsync(publication)).Tag()).Expect(200);
        await client.Post($"{publication}/publish", null, (await client.GetAsync(publication)).Tag()).Expect(200);
        var council = (await client.Post(Reports, new { kind = "town_council", publicationId = draft }).Expect(201)).Headers.Location!.ToString();
        var table = (await client.Post(Reports, new { kind = "public_table", publicationId = draft }).Expect(201)).Headers.Location!.ToString();

        var folder = Directory.CreateTempSubdirectory("report-");
        await using var browser = await Chromium.Start();
        foreach (var (name, at) in new[] { ("month", path), ("council", council), ("table", table) })
        {
            var page = Path.Combine(folder.FullName, $"{name}.html");
            var answer = await Get(client, $"{at}/document?format=html", language: language);
            // The policy goes along, where the browser holds the page to it.
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single().Split("; frame-ancestors")[0];
            await File.WriteAllTextAsync(page, (await answer.Content.ReadAsStringAsync()).Replace("<meta charset=\"utf-8\" />",
                $"<meta charset=\"utf-8\" /><meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />", StringComparison.Ordinal));
            await browser.Open(new Uri($"file://{page}"));
            await browser.Until("document.querySelector('h1')");
            await browser.Picture($"report-{name}-{language}");
            Assert.Equal(language, await browser.Ask("document.documentElement.lang"));
            // The style is in force; nothing is wider than the page; each chart has a size.
            Assert.Equal("left", await browser.Ask("getComputedStyle(document.querySelector('th')).textAlign"));
            Assert.Equal("true", await browser.Ask("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
            Assert.Equal("0", await browser.Ask("[...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().height < 20).length"));
            Assert.Equal(name == "table", await browser.Ask("document.querySelectorAll('svg').length") == "0");
            var pdf = Convert.FromBase64String((await browser.Do("Page.printToPDF", new { preferCSSPageSize = true })).Text("data")!);
            var pages = Regex.Count(Encoding.Latin1.GetString(pdf), @"/Type\s*/Page\b");
            Assert.True(pages >= 1 && (name != "council" || pages == 1), $"{name}: {pages} pages");
        }
        Assert.Empty(browser.Complaints);
        folder.Delete(recursive: true);
    }
}
