using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.UnitTests.Imports;

namespace CaseManagement.ApiTests.Statistics;

/// <summary>Numbers of others stand beside the organisation's, with where they come from, and are counted into nothing.</summary>
public sealed class ExternalSeriesTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Series = "/api/v1/statistics/series";

    private static readonly object Population = new
    {
        name = "Bevölkerung nach Geschlecht", unit = "Einwohner", source = "Statistisches Landesamt, Tabelle 12411", licence = "dl-de/by-2-0",
        dimension = "sex",
    };

    private async Task<(HttpClient Client, Person Person, Guid Team)> Supervisor()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var person = await api.Given.Staff(organisation, Role.Supervisor, team);
        return (await api.As(person), person, team);
    }

    private static async Task<HttpResponseMessage> Upload(HttpClient client, string path, byte[] file, string? tag = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{path}/values") { Content = new ByteArrayContent(file) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        request.Headers.TryAddWithoutValidation("If-Match", tag ?? (await client.GetAsync(path).Expect(200)).Tag());
        return await client.SendAsync(request);
    }

    private static Task<HttpResponseMessage> Upload(HttpClient client, string path, params string[] lines) =>
        Upload(client, path, Encoding.Latin1.GetBytes(string.Join("\r\n", lines)));

    private static IEnumerable<(string, string?, decimal)> Values(JsonNode series) => series["values"]!.AsArray()
        .Select(value => (value.Text("on")!, value!["value"] is { } of ? of.Text("value") : null, (decimal)value["number"]!));

    [Fact]
    public async Task A_list_as_an_office_writes_it_becomes_numbers_and_the_next_one_takes_its_place()
    {
        var (client, _, _) = await Supervisor();
        var path = $"{Series}/{await (await client.Post(Series, Population).Expect(201)).Id()}";
        await client.Post(Series, Population).ExpectProblem(409, "series-exists");
        await Upload(client, path, "Statistik;;", "Stichtag;Wert;Zahl", "31.12.2024;männlich;7.101", "31.12.2024;Weiblich;7129,5",
            "31.12.2024;Insgesamt;14.230", "2025-12-31;female;7 200", "Quelle: Amt").Expect(200);
        Assert.Equal([("2024-12-31", "female", 7129.5m), ("2024-12-31", "male", 7101), ("2024-12-31", "total", 14230), ("2025-12-31", "female", 7200)],
            Values(await client.Read(path)));
        var tag = (await client.GetAsync(path)).Tag();
        await Upload(client, path, "Datum,Merkmal,Anzahl", "2025-12-31,male,12").Expect(200);
        Assert.Equal([("2025-12-31", "male", 12m)], Values(await client.Read(path)));
        await Upload(client, path, Encoding.UTF8.GetBytes("Stichtag;Wert;Zahl\n31.12.2024;male;1"), tag).ExpectProblem(412, "stale");
        Assert.Equal([("2025-12-31", "male", 12m)], Values(await client.Read(path)));
        Assert.Equal("male", (await client.Read(path))["values"]![0]!["value"].Text("value"));

        var quota = $"{Series}/{await (await client.Post(Series, new { name = "Quote", unit = "%", source = "Land", licence = "amtlich" }).Expect(201)).Id()}";
        await Upload(client, quota, "On;Number", "2025-01-01;-0,5", "2025-02-01;1234567,1234").Expect(200);
        Assert.Equal([("2025-01-01", null, -0.5m), ("2025-02-01", null, 1234567.1234m)], Values(await client.Read(quota)));
        Assert.Equal(2, (await client.Read(Series))["items"]!.AsArray().Count);
        await client.DeleteAsync(quota).Expect(204);
        await client.DeleteAsync(quota).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task What_an_office_writes_is_read_as_it_means_it_or_not_at_all()
    {
        var (client, _, _) = await Supervisor();
        var path = $"{Series}/{await (await client.Post(Series, Population).Expect(201)).Id()}";
        Task<HttpResponseMessage> Sent(params string[] lines) => Upload(client, path, Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        async Task<IEnumerable<string>> Faults(params string[] lines) => (await Sent(lines).ExpectProblem(400, "validation-failed"))["errors"]!.AsArray()
            .Select(error => $"{error.Text("pointer")} {error.Text("code")}");

        // The total of a list whose first column says of whom is a row, and no sum below the table; a sum in place of a day is.
        await Sent("Wert;Stichtag;Zahl", "männlich;31.12.2024;7.101", "Insgesamt;31.12.2024;14\u202f230", "Summe;;14").Expect(200);
        Assert.Equal([("2024-12-31", "male", 7101m), ("2024-12-31", "total", 14230m)], Values(await client.Read(path)));

        // What is missing or kept secret is no 0.
        string[] signs = ["-", "–", ".", "…", "...", "/", "x", "X", "•", "*", "k. A.", "k.A."];
        await Sent([.. signs.Select((sign, day) => $"2024-01-{day + 1:00};male;{sign}").Prepend("Stichtag;Wert;Zahl").Append("2024-12-31;male;0")]).Expect(200);
        Assert.Equal([("2024-12-31", "male", 0m)], Values(await client.Read(path)));
        Assert.Equal(["/lines/2/number series-number", "/lines/3/number series-number", "/lines/4/number series-number"],
            await Faults("Stichtag;Wert;Zahl", "2024-01-01;male;", "2024-01-01;female;xx1", "2024-01-01;total;1..2"));

        string[] written = ["7'101", "7’101.5", "7\u00a0101,5", "\u22120,5", "1 234 567"];
        await Sent([.. written.Select((number, day) => $"2024-01-{day + 1:00};male;{number}").Prepend("Stichtag;Wert;Zahl")]).Expect(200);
        Assert.Equal([7101m, 7101.5m, 7101.5m, -0.5m, 1234567m], Values(await client.Read(path)).Select(value => value.Item3));
        Assert.Equal(["/lines/2/number series-number"], await Faults("Stichtag;Wert;Zahl", "2024-01-01;male;1 234'567"));

        // 7,101 between commas is two cells: 7 would be wrong, and so is nothing.
        Assert.Equal(["/lines/2/number series-cells"], await Faults("Stichtag,Wert,Zahl", "2024-12-31,male,7,101", "2024-12-31,female,\"7.129\""));
        Assert.Equal(["/lines/2/number series-cells"], await Faults("Stichtag;Wert;Zahl", "2024-12-31;male;\"7\"1"));
        Assert.Equal(5, Values(await client.Read(path)).Count());
    }

    [Fact]
    public async Task A_workbook_says_its_numbers_and_days_and_no_others()
    {
        var (client, _, _) = await Supervisor();
        var path = $"{Series}/{await (await client.Post(Series, new { name = "Quote", unit = "%", source = "Land", licence = "amtlich" }).Expect(201)).Id()}";
        byte[] Book(params double[] numbers) => Sheets.Workbook(new Sheets.Sheet("Werte", null, [[Sheets.Text("Stichtag"), Sheets.Text("Zahl")],
            .. numbers.Select((number, day) => (Sheets.Cell[])[Sheets.Date(new DateOnly(2024, 2, 29).AddDays(day)), Sheets.Number(number)])]));
        await Upload(client, path, Book(7129, 5.5, -0.25, 1234567)).Expect(200);
        Assert.Equal([("2024-02-29", null, 7129m), ("2024-03-01", null, 5.5m), ("2024-03-02", null, -0.25m), ("2024-03-03", null, 1234567m)],
            Values(await client.Read(path)));
        // 5.125 % are not 5125.
        Assert.Equal("series-number", (await Upload(client, path, Book(5.125)).ExpectProblem(400, "validation-failed")).Text("errors/0/code"));
        Assert.Equal(4, Values(await client.Read(path)).Count());
    }

    [Fact]
    public async Task A_team_is_one_of_ones_own_and_a_municipality_a_key()
    {
        var (client, person, team) = await Supervisor();
        var (_, _, other) = await Supervisor();
        var name = $"Team {Guid.NewGuid()}";
        await api.Execute($"update app.team set name = '{name}' where id in ('{team}', '{other}')");
        async Task<string> Added(string dimension) => $"{Series}/{await (await client.Post(Series,
            new { name = dimension, unit = "x", source = "x", licence = "x", dimension }).Expect(201)).Id()}";
        async Task<string?> Fault(string at, string value) => (await Upload(client, at, "On;Value;Number", $"2025-01-01;{value};1")
            .ExpectProblem(400, "validation-failed"))["errors"]![0].Text("code");
        var teams = await Added("team");
        await Upload(client, teams, "On;Value;Number", $"2025-01-01;{name};1").Expect(200);
        Assert.Equal([("2025-01-01", $"{team}", 1m)], Values(await client.Read(teams)));
        Assert.Equal("series-value", await Fault(teams, $"{other}"));
        var former = await api.Given.Team(await api.Sql<Guid>($"select organisation_id from app.team where id = '{team}'"));
        await api.Execute($"update app.team set name = '{name}', closed_at = '{api.Given.Now:O}' where id = '{former}'");
        Assert.Equal("series-value", await Fault(teams, name)); // One of this name was closed: which one is meant says the id.
        await Upload(client, teams, "On;Value;Number", $"2025-01-01;{former};1").Expect(200);

        var municipalities = await Added("municipality");
        await Upload(client, municipalities, "On;Value;Number", "2025-01-01;8116056;1", "2025-01-01;08116019;2", "2025-01-01;Insgesamt;3").Expect(200);
        Assert.Equal([("2025-01-01", "08116019", 2m), ("2025-01-01", "08116056", 1m), ("2025-01-01", "total", 3m)],
            Values(await client.Read(municipalities)));
        Assert.Equal("series-value", await Fault(municipalities, new string('9', 300)));
        Assert.Equal("series-value", await Fault(municipalities, "Esslingen"));
        Assert.Equal("series-repeated", (await Upload(client, municipalities, "On;Value;Number", "2025-01-01;8116056;1", "2025-01-01;08116056;2")
            .ExpectProblem(400, "validation-failed"))["errors"]![0].Text("code"));
    }

    [Fact]
    public async Task Of_two_lists_at_once_one_is_taken_whole()
    {
        var (client, _, _) = await Supervisor();
        var path = $"{Series}/{await (await client.Post(Series, new { name = "Quote", unit = "%", source = "Land", licence = "amtlich" }).Expect(201)).Id()}";
        var days = Enumerable.Range(0, 400).Select(day => new DateOnly(2020, 1, 1).AddDays(day)).ToList();
        var tag = (await client.GetAsync(path).Expect(200)).Tag();
        // In opposite order, so that each would wait for the other.
        var answers = await Task.WhenAll(Enumerable.Range(1, 4).Select(n => Upload(client, path, Encoding.UTF8.GetBytes(string.Join('\n',
            (n % 2 == 0 ? days : days.AsEnumerable().Reverse()).Select(day => $"{day:O};{n}").Prepend("On;Number"))), tag)));
        Assert.Equal([200, 412, 412, 412], answers.Select(answer => (int)answer.StatusCode).Order());
        Assert.Single(Values(await client.Read(path)).Select(value => value.Item3).Distinct());
        Assert.Equal(400, Values(await client.Read(path)).Count());
    }

    [Fact]
    public async Task A_list_with_a_fault_changes_nothing_and_each_line_is_told()
    {
        var (client, _, _) = await Supervisor();
        var path = $"{Series}/{await (await client.Post(Series, Population).Expect(201)).Id()}";
        await Upload(client, path, "Stichtag;Wert;Zahl", "31.12.2024;female;1").Expect(200);
        var problem = await Upload(client, path, "Stichtag;Wert;Zahl", "31.12.2024;female;5", "31.02.2024;female;5", "31.12.2024;;5", "31.12.2024;lila;5",
            "31.12.2024;male;12,345", "31.12.2024;male;1e400", "31.12.2024;Weiblich;6", "01.01.9999;male;1").ExpectProblem(400, "validation-failed");
        Assert.Equal(["3 on series-day", "4 value series-value-missing", "5 value series-value", "6 number series-number", "7 number series-number",
                "8 on series-repeated", "9 on series-day"],
            problem["errors"]!.AsArray().Select(error =>
                $"{error.Text("pointer")!.Split('/')[2]} {error.Text("pointer")!.Split('/')[3]} {error.Text("code")}"));
        Assert.Equal([("2024-12-31", "female", 1m)], Values(await client.Read(path)));
        await Upload(client, path, "Name;Vorname", "a;b").ExpectProblem(422, "import-no-header");
        await client.Post(Series, new { name = " ", unit = "x", source = "x", licence = "x" }).ExpectProblem(400, "validation-failed");
        await client.Post(Series, new { name = "x", unit = "x", source = "x", licence = "x", dimension = "colour" }).Expect(400);
        Assert.Equal("series-url", (await client.Post(Series, new { name = "x", unit = "x", source = "x", licence = "x", url = "javascript:alert(1)" })
            .ExpectProblem(400, "validation-failed"))["errors"]![0].Text("code"));
    }

    [Theory]
    [InlineData("06-09", null)]
    [InlineData("06. Sep", "series-made-a-date")]
    [InlineData("6-Sep", "series-made-a-date")]
    [InlineData("09. Jun", "series-made-a-date")]
    [InlineData("3. Mai", "series-made-a-date")]
    [InlineData("Nov 06", "series-made-a-date")]
    [InlineData("06.09.2026", "series-made-a-date")]
    [InlineData("09.06.2026 00:00:00", "series-made-a-date")]
    [InlineData("9/6/26", "series-made-a-date")]
    [InlineData("2026-09-06", "series-made-a-date")]
    [InlineData("6 bis 9 Jahre", "series-value")]
    [InlineData("06 - 12", "series-value")]
    public async Task An_age_band_of_which_a_spreadsheet_has_made_a_date_is_refused_with_what_has_happened(string band, string? code)
    {
        var (client, _, _) = await Supervisor();
        var path = $"{Series}/{await (await client.Post(Series,
            new { name = $"{Guid.NewGuid()}", unit = "Kinder", source = "x", licence = "x", dimension = "age_band" }).Expect(201)).Id()}";
        var answer = Upload(client, path, "Stichtag;Wert;Zahl", $"31.12.2025;{band};1");
        if (code is null)
        {
            await answer.Expect(200);
            return;
        }
        Assert.Equal(code, (await answer.ExpectProblem(400, "validation-failed"))["errors"]![0].Text("code"));
    }

    [Fact]
    public async Task A_figure_stands_beside_a_series_and_neither_counts_into_the_other()
    {
        var (client, person, team) = await Supervisor();
        for (var i = 0; i < 3; i++)
        {
            await api.Given.CaseOf(team, person);
        }
        var (today, name) = (api.Given.Today, await api.Sql<string>($"select name from app.team where id = '{team}'"));
        async Task<string> Added(string of, string dimension) => $"{Series}/{await (await client.Post(Series,
            new { name = of, unit = of, source = "Stadt", licence = "intern", dimension }).Expect(201)).Id()}";
        var path = await Added("Plätze", "team");
        await Upload(client, path, Encoding.UTF8.GetBytes(string.Join('\n', "Stichtag;Wert;Zahl", $"{today:O};{name.ToUpperInvariant()};40",
            $"{today:O};total;40", $"{today.AddDays(30):O};{name};50"))).Expect(200);
        var beside = await client.Read($"{path}/beside/open_cases");
        Assert.Equal("Stadt", beside.Text("series/source"));
        Assert.Equal([($"{today:O}", $"{team}", 3L, 40m), ($"{today:O}", "total", 3L, 40m), ($"{today.AddDays(30):O}", $"{team}", null, 50m)],
            beside["items"]!.AsArray().Select(item => (item.Text("on")!, item!["value"].Text("value")!, (long?)item["n"], (decimal)item["number"]!)));
        Assert.Equal(name, beside["items"]![0]!["value"].Text("label"));
        Assert.Equal(3, (await client.Read($"/api/v1/statistics/figures/open_cases?on={today:O}")).Number("n"));
        Assert.Empty((await client.Read($"{path}/beside/open_cases?until={today:O}"))["items"]!.AsArray());
        Assert.Equal("series-of-period", await Refused($"{path}/beside/allocated"));
        Assert.Equal("series-dimension", await Refused($"{await Added("Niveau", "level")}/beside/open_cases"));
        async Task<string?> Refused(string at) => (await client.GetAsync(at).ExpectProblem(400, "validation-failed"))["errors"]![0].Text("code");
        await client.GetAsync($"{path}/beside/nothing").ExpectProblem(404, "not-found");

        var (other, _, _) = await Supervisor();
        await other.GetAsync($"{path}/beside/open_cases").ExpectProblem(404, "not-found");
        await other.DeleteAsync(path).ExpectProblem(404, "not-found");
        Assert.Equal(404, (int)(await Upload(other, path, Encoding.UTF8.GetBytes("On;Number\n2025-01-01;1"), "\"1\"")).StatusCode);
    }

    [Fact]
    public async Task A_district_sees_in_numbers_whom_it_has_allocated_to_its_towns_and_nobody_elses()
    {
        var (district, elsewhere) = (await api.Given.Organisation(CaseManagement.Api.Organisations.OrganisationKind.District),
            await api.Given.Organisation(CaseManagement.Api.Organisations.OrganisationKind.District));
        var (day, towns) = (api.Given.Today, new List<Guid>());
        var (lead, blocked) = ((Person?)null, "");
        foreach (var size in (int[])[3, 2])
        {
            var (client, person, team) = await Supervisor();
            towns.Add(await api.Sql<Guid>($"select organisation_id from app.team where id = '{team}'"));
            for (var i = 0; i < size; i++)
            {
                var of = await api.Given.CaseOf(team, person);
                (lead, blocked) = (person, $"/api/v1/clients/{of.ClientId}");
                await client.Post($"/api/v1/clients/{of.ClientId}/allocations", new
                {
                    allocatedOn = $"{day:O}", municipalityAgs = "08116056", districtId = i == 2 ? elsewhere : district,
                }).Expect(201);
            }
        }
        var planner = await api.As(await api.Given.Staff(district, Role.Supervisor));
        var path = $"/api/v1/statistics/own-allocations?from={day:O}&until={day.AddDays(1):O}";
        var own = await planner.Read(path);
        Assert.Equal(4, own.Number("n"));
        Assert.Equal(towns.Select(town => ($"{town}", "08116056", 2)).Order(), own["items"]!.AsArray()
            .Select(item => (item.Text("organisationId")!, item.Text("municipality")!, (int)item.Number("n")!)).Order());
        // A district knows whom it has sent on that day: that where to is kept secret of one of them now changes nothing that it sees.
        var hidden = await api.As(lead!);
        await hidden.Post($"{blocked}/block-address", new { source = "Meldebehörde" }, (await hidden.GetAsync(blocked).Expect(200)).Tag()).Expect(200);
        Assert.True(await api.Sql<bool>($"""
            select bool_or(e.withheld) from ledger.source s join ledger.entry e on e.no = s.entry_no
            where s.fact_table = 'app.allocation' and e.organisation_id = '{towns[^1]}'
            """));
        Assert.Equal(own["items"]!.ToJsonString(), (await planner.Read(path))["items"]!.ToJsonString());
        Assert.Equal(1, (await (await api.As(await api.Given.Staff(elsewhere, Role.Supervisor))).Read(path)).Number("n"));
        Assert.Equal(0, (await planner.Read($"/api/v1/statistics/own-allocations?from={day.AddDays(1):O}&until={day.AddDays(2):O}")).Number("n"));
        // To a machine rounded, and only where it may ask freely: 2 and 2 are nobody, and 4 of them 5.
        var (free, press) = ((await api.Given.Machine(district, Scope.Statistics)).Client, (await api.Given.Machine(district, Scope.Statistics)).Client);
        var (machine, reader) = (await api.AsMachine(free, Scope.Statistics), await api.AsMachine(press, Scope.Statistics));
        await machine.GetAsync(path).ExpectProblem(403, "machine-not-admitted");
        await planner.Post("/api/v1/statistics/machines", new { machineId = free.Id }).Expect(201);
        var audience = await api.Given.Audience(district, await api.Given.Staff(district, Role.Supervisor), "Presse");
        await planner.Post("/api/v1/statistics/machines", new { machineId = press.Id, audienceId = audience }).Expect(201);
        await reader.GetAsync(path).ExpectProblem(403, "machine-of-audience");
        var rounded = await machine.Read(path);
        Assert.Equal(("to_5", 5, 0), (rounded.Text("rounding"), rounded.Number("n"), rounded["items"]!.AsArray().Count));
        await planner.GetAsync($"/api/v1/statistics/own-allocations?from={day:O}&until={day:O}").ExpectProblem(400, "validation-failed");
        await (await api.As(await api.Given.Staff(district, Role.Caseworker))).GetAsync(path).ExpectProblem(403, "not-permitted");
    }
}
