using System.Text.Json.Nodes;
using CaseManagement.Api.Tokens;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Statistics;

/// <summary>What was published is received by those for whom it is, people and machines, without its hidden numbers; a machine asks in rounded ones.</summary>
public sealed class ReceivedPublicationTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Statistics = "/api/v1/statistics", Publications = $"{Statistics}/publications", Received = $"{Statistics}/received-publications",
        Machines = $"{Statistics}/machines", OpenCases = $"{Statistics}/figures/open_cases";

    // Teams of 9, 2 and 12 open cases yesterday, as in PublicationTests: the second is small, and another is hidden with it.
    private sealed record Town(Guid Organisation, Guid[] Teams, Person First, Person Second, Guid Audience, DateOnly On)
    {
        public object ByTeam => new { figure = "open_cases", on = $"{On:O}", by = new[] { new { dimension = "team" } } };
    }

    private async Task<Town> Built(Guid? recipient = null, params int[] sizes)
    {
        var organisation = await api.Given.Organisation();
        var teams = new List<Guid>();
        foreach (var size in sizes.Length > 0 ? sizes : [9, 2, 12])
        {
            var team = await api.Given.Team(organisation);
            var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
            for (var i = 0; i < size; i++)
            {
                await api.Given.CaseOf(team, lead);
            }
            teams.Add(team);
        }
        var first = await api.Given.Staff(organisation, Role.Supervisor, teams[0]);
        var on = api.Given.Today;
        api.Clock.Offset += TimeSpan.FromDays(1);
        return new Town(organisation, [.. teams], first, await api.Given.Staff(organisation, Role.Supervisor),
            await api.Given.Audience(organisation, first, recipientId: recipient), on);
    }

    private async Task<Guid> Published(Town town, Guid? audience = null)
    {
        var (first, second) = (await api.As(town.First), await api.As(town.Second));
        var id = await (await first.Post(Publications, new { audienceId = audience ?? town.Audience, title = "Quartal", tables = new[] { town.ByTeam } })
            .Expect(201)).Id();
        await second.Post($"{Publications}/{id}/sign-off", null, (await second.GetAsync($"{Publications}/{id}")).Tag()).Expect(200);
        await first.Post($"{Publications}/{id}/publish", null, (await first.GetAsync($"{Publications}/{id}")).Tag()).Expect(200);
        return id;
    }

    private async Task<(ApiClient Client, HttpClient Http)> Machine(Guid organisation)
    {
        var client = (await api.Given.Machine(organisation, Scope.Statistics)).Client;
        return (client, await api.AsMachine(client, Scope.Statistics));
    }

    private async Task<HttpClient> Admitted(Town town, Guid? audience)
    {
        var (client, http) = await Machine(town.Organisation);
        await (await api.As(town.First)).Post(Machines, new { machineId = client.Id, audienceId = audience }).Expect(201);
        return http;
    }

    private static async Task<Guid[]> Listed(HttpClient client, Guid? organisation = null) =>
    [
        .. (await client.Read($"{Received}?limit=100{(organisation is null ? "" : $"&organisationId={organisation}")}"))["items"]!.AsArray()
            .Select(row => Guid.Parse(row.Text("id")!)),
    ];

    private static JsonNode Cells(JsonNode publication) => publication["tables"]![0]!["cells"]!;

    [Fact]
    public async Task A_machine_receives_what_is_published_for_its_audience_as_json_and_csv_and_nothing_that_is_hidden()
    {
        var town = await Built();
        var machine = await Admitted(town, town.Audience);
        Assert.DoesNotContain(await Published(town, await api.Given.Audience(town.Organisation, town.First, "Andere")), await Listed(machine));
        var id = await Published(town);
        Assert.Equal([id], await Listed(machine, town.Organisation));
        var received = await machine.Read($"{Received}/{id}");
        Assert.Equal("Quartal", received.Text("publication/title"));
        Assert.Equal($"{town.Organisation}", received.Text("publication/organisationId"));
        var shown = Cells(await (await api.As(town.First)).Read($"{Publications}/{id}"));
        Assert.True(JsonNode.DeepEquals(shown, Cells(received)));
        Assert.Contains(Cells(received).AsArray(), cell => cell!["n"] is null);

        // A line for each cell, and a description that fits it.
        var answer = await machine.GetAsync($"{Received}/{id}/tables/0").Expect(200);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n")[..^1].Select(line => line.Split(',')).ToList();
        Assert.Equal(["team", "team_label", "n", "is_hidden"], lines[0]);
        Assert.Equal(Cells(received).AsArray().Select(cell => (cell!["values"]![0].Text("value")!, $"{(long?)cell["n"]}", cell["isHidden"]!.ToJsonString())),
            lines[1..].Select(line => (line[0], line[2], line[3])));
        var link = answer.Headers.GetValues("Link").Single();
        Assert.Equal($"<{Received}/{id}/tables/0/metadata>; rel=\"describedby\"; type=\"application/csvm+json\"", link);
        var described = await machine.GetAsync($"{Received}/{id}/tables/0/metadata").Expect(200);
        Assert.Equal("application/csvm+json", described.Content.Headers.ContentType!.MediaType);
        var metadata = JsonNode.Parse(await described.Content.ReadAsStringAsync())!;
        Assert.Equal(lines[0], metadata["tableSchema"]!["columns"]!.AsArray().Select(column => column.Text("titles")));
        Assert.Equal($"{town.On:O}", metadata.Text("dc:temporal"));
        Assert.Equal($"{Received}/{id}/tables/0", new Uri(new Uri(api.Address, $"{Received}/{id}/tables/0/metadata"), metadata.Text("url")).AbsolutePath);
        // Who has it asks whether it still holds; in another language it is another file.
        foreach (var path in (string[])[$"{Received}/{id}/tables/0", $"{Received}/{id}/tables/0/metadata"])
        {
            var tag = (await machine.GetAsync(path).Expect(200)).Headers.ETag!;
            async Task<System.Net.HttpStatusCode> Asked(System.Net.Http.Headers.EntityTagHeaderValue known, string language)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.IfNoneMatch.Add(known);
                request.Headers.Add("Accept-Language", language);
                return (await machine.SendAsync(request)).StatusCode;
            }
            Assert.Equal((System.Net.HttpStatusCode.NotModified, System.Net.HttpStatusCode.OK, System.Net.HttpStatusCode.OK),
                (await Asked(tag, "en"), await Asked(tag, "de"), await Asked(new("\"1\""), "en")));
        }
        await machine.GetAsync($"{Received}/{id}/tables/1").ExpectProblem(404, "not-found");
        await machine.GetAsync($"{Received}/{id}/tables/-1").ExpectProblem(404, "not-found");

        // What it has no number of stands nowhere in what it could read.
        Assert.Equal(0, await api.Sql<long>($"""
            select count(*) from app.received_publication p, jsonb_array_elements(p.tables) t, jsonb_array_elements(t -> 'Cells') c
            where p.id = '{id}' and (c ->> 'Hidden')::boolean and (c ->> 'N')::bigint <> 0
            """));
        // No machine writes, and none reads what people read.
        await machine.GetAsync($"{Publications}/{id}").ExpectProblem(403, "not-permitted");
        await machine.Post(Machines, new { machineId = Guid.CreateVersion7() }).ExpectProblem(403, "not-permitted");
        await machine.GetAsync($"{OpenCases}/units?on={town.On:O}").ExpectProblem(403, "not-permitted");
        await machine.GetAsync(OpenCases).ExpectProblem(403, "machine-of-audience");
    }

    [Fact]
    public async Task A_district_receives_its_towns_figures_with_the_names_of_their_teams_and_another_organisation_only_what_is_public()
    {
        var district = await api.Given.Organisation(CaseManagement.Api.Organisations.OrganisationKind.District);
        var town = await Built(district);
        var (planner, stranger) = (await api.As(await api.Given.Staff(district, Role.Supervisor)),
            await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor)));
        var id = await Published(town);
        Assert.Contains(id, await Listed(planner));
        // The district's own machine is the district once it was admitted to ask freely; one of an audience of it is that audience and nothing else.
        var (unknown, at) = (await Machine(district), await api.Given.Staff(district, Role.Supervisor));
        Assert.DoesNotContain(id, await Listed(unknown.Http));
        await planner.Post(Machines, new { machineId = unknown.Client.Id }).Expect(201);
        Assert.Contains(id, await Listed(unknown.Http));
        var press = await Machine(district);
        await planner.Post(Machines, new { machineId = press.Client.Id, audienceId = await api.Given.Audience(district, at, "Presse") }).Expect(201);
        Assert.DoesNotContain(id, await Listed(press.Http));
        await press.Http.GetAsync($"{Received}/{id}").ExpectProblem(404, "not-found");
        await press.Http.GetAsync($"{Received}/{id}/tables/0").ExpectProblem(404, "not-found");
        var names = Cells(await planner.Read($"{Received}/{id}")).AsArray().Select(cell => cell!["values"]![0].Text("label")).ToList();
        foreach (var team in town.Teams)
        {
            Assert.Contains(await api.Sql<string>($"select name from app.team where id = '{team}'"), names);
        }
        await planner.GetAsync($"{Publications}/{id}").ExpectProblem(404, "not-found");
        Assert.DoesNotContain(id, await Listed(stranger));
        await stranger.GetAsync($"{Received}/{id}").ExpectProblem(404, "not-found");
        await stranger.GetAsync($"{Received}/{id}/tables/0").ExpectProblem(404, "not-found");
        await (await Machine(town.Organisation)).Http.GetAsync($"{Received}/{id}/tables/0/metadata").ExpectProblem(404, "not-found");

        var everybody = await Published(town, await api.Given.Audience(town.Organisation, town.First, "Öffentlichkeit", isPublic: true));
        Assert.Contains(everybody, await Listed(stranger));
        Assert.Contains(everybody, await Listed((await Machine(town.Organisation)).Http));
        Assert.Equal([everybody, id], (await planner.Read($"{Received}?organisationId={town.Organisation}"))["items"]!.AsArray()
            .Select(row => Guid.Parse(row.Text("id")!)));
        await (await api.As(await api.Given.Staff(town.Organisation, Role.Caseworker))).GetAsync(Received).ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task A_machine_asks_freely_once_it_was_admitted_and_gets_rounded_numbers_of_three_dimensions_at_most()
    {
        var town = await Built();
        var (client, machine) = await Machine(town.Organisation);
        Assert.NotEmpty((await machine.Read($"{Statistics}/definitions"))["items"]!.AsArray());
        await machine.GetAsync($"{OpenCases}?on={town.On:O}").ExpectProblem(403, "machine-not-admitted");
        await (await api.As(town.First)).Post(Machines, new { machineId = client.Id }).Expect(201);
        var answer = await machine.Read($"{OpenCases}?on={town.On:O}&by=team");
        Assert.Equal(("to_5", 25), (answer.Text("rounding"), answer.Number("n")));
        // 9 and 12 are 10; that there are two of the other team is not told, not even that there is somebody.
        Assert.Equal([10, 10], answer["cells"]!.AsArray().Select(cell => (int)cell.Number("n")!));
        Assert.DoesNotContain($"{town.Teams[1]}", answer.ToJsonString());
        Assert.Equal("to_5", (await machine.Read($"{OpenCases}?on={town.On:O}&rounding=none")).Text("rounding"));
        // 25 to 5 and 20 to 10 together would be 23 or 24.
        Assert.Equal((25, "to_5"), ((await machine.Read($"{OpenCases}?on={town.On:O}&rounding=to_10")).Number("n"),
            (await machine.Read($"{OpenCases}?on={town.On:O}&rounding=to_10")).Text("rounding")));
        await machine.Read($"{OpenCases}?on={town.On:O}&by=team,sex&residenceStatus=gestattung");
        await machine.GetAsync($"{OpenCases}?on={town.On:O}&by=team,sex,age_band&residenceStatus=gestattung").ExpectProblem(400, "validation-failed");
        await machine.GetAsync($"{OpenCases}?worker={town.First.StaffId}").ExpectProblem(403, "figure-of-another-worker");
        foreach (var path in (string[])[$"{Statistics}/caseload", $"{Statistics}/figures/contacts/amounts", $"{Statistics}/reports", Publications, Machines])
        {
            Assert.Equal(403, (int)(await machine.GetAsync(path)).StatusCode);
        }
    }

    [Fact]
    public async Task What_a_publisher_calls_a_row_is_no_formula_in_the_file_and_stays_one_cell()
    {
        var town = await Built();
        var (first, second) = (await api.As(town.First), await api.As(town.Second));
        const string Label = "=HYPERLINK(\"http://x\"),\"Süd\"";
        var id = await (await first.Post(Publications, new
        {
            audienceId = town.Audience, title = "Quartal", tables = new object[]
            {
                new { figure = "open_cases", on = $"{town.On:O}", by = new[] { new { dimension = "team", groups = new[] { new { label = Label,
                    values = new[] { town.Teams[0] } } } } } },
                new { figure = "open_cases", on = $"{town.On:O}" },
            },
        }).Expect(201)).Id();
        await second.Post($"{Publications}/{id}/sign-off", null, (await second.GetAsync($"{Publications}/{id}")).Tag()).Expect(200);
        await first.Post($"{Publications}/{id}/publish", null, (await first.GetAsync($"{Publications}/{id}")).Tag()).Expect(200);
        var machine = await Admitted(town, town.Audience);
        var said = "\"'" + Label.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        Assert.StartsWith($"{said},{said},9,false", (await machine.GetStringAsync($"{Received}/{id}/tables/0")).Split("\r\n")[1], StringComparison.Ordinal);
        // One number is one line, of which nothing is a key; and so CSVW says nothing of one.
        Assert.Equal(["n,is_hidden", "23,false", ""], (await machine.GetStringAsync($"{Received}/{id}/tables/1")).Split("\r\n"));
        Assert.Null((await machine.Read($"{Received}/{id}/tables/1/metadata")).At("tableSchema/primaryKey"));
        Assert.Equal("team", (await machine.Read($"{Received}/{id}/tables/0/metadata")).Text("tableSchema/primaryKey/0"));
    }

    [Fact]
    public async Task A_supervisor_says_once_what_a_machine_of_the_organisation_receives()
    {
        var town = await Built(null, 1);
        var (other, supervisor) = (await Built(null, 1), await api.As(town.First));
        var (client, machine) = await Machine(town.Organisation);
        async Task Refused(object body, string pointer, string code)
        {
            var problem = await supervisor.Post(Machines, body).ExpectProblem(400, "validation-failed");
            Assert.Equal((pointer, code), (problem["errors"]![0].Text("pointer"), problem["errors"]![0].Text("code")));
        }
        await Refused(new { machineId = Guid.CreateVersion7() }, "/machineId", "machine-unknown");
        await Refused(new { machineId = (await Machine(other.Organisation)).Client.Id }, "/machineId", "machine-unknown");
        await Refused(new { machineId = (await api.Given.Machine(town.Organisation)).Client.Id }, "/machineId", "machine-unknown");
        await Refused(new { machineId = (await api.Given.Frontend(town.Organisation)).Id }, "/machineId", "machine-unknown");
        await Refused(new { machineId = client.Id, audienceId = other.Audience }, "/audienceId", "audience-unknown");
        await (await api.As(await api.Given.Staff(town.Organisation, Role.Administrator))).Post(Machines, new { machineId = client.Id })
            .ExpectProblem(403, "not-permitted");

        var answers = await Task.WhenAll(Enumerable.Range(0, 2)
            .Select(_ => supervisor.Post(Machines, new { machineId = client.Id, audienceId = town.Audience })));
        Assert.Equal([201, 409], answers.Select(answer => (int)answer.StatusCode).Order());
        await supervisor.Post(Machines, new { machineId = client.Id }).ExpectProblem(409, "machine-admitted");
        var row = (await supervisor.Read($"{Machines}/{client.Id}"))["machine"]!;
        Assert.Equal(($"{town.Audience}", "Sozialplanung", true, $"{town.First.StaffId}"),
            (row.Text("audienceId"), row.Text("audienceName"), row.Value<bool>("isUsable"), row.Text("admittedBy")));
        Assert.Equal([$"{client.Id}"], (await supervisor.Read(Machines))["items"]!.AsArray().Select(one => one.Text("id")));
        await (await api.As(other.First)).GetAsync($"{Machines}/{client.Id}").ExpectProblem(404, "not-found");

        // Out of use with its client.
        var administrator = await api.As(await api.Given.Staff(town.Organisation, Role.Administrator));
        var at = $"/api/v1/api-clients/{client.Id}";
        await administrator.Post($"{at}/revoke", new { reason = "Ausgedient" }, (await administrator.GetAsync(at)).Tag()).Expect(200);
        Assert.False((await supervisor.Read($"{Machines}/{client.Id}"))["machine"]!.Value<bool>("isUsable"));
        Assert.Equal(401, (int)(await machine.GetAsync(Received)).StatusCode);
    }

    [Fact]
    public async Task What_was_received_stays_and_what_was_published_before_there_was_a_record_of_it_is_caught_up_with()
    {
        var town = await Built();
        var id = await Published(town);
        var before = await api.Sql<string>($"select tables::text || names::text || published_at from app.received_publication where id = '{id}'");
        await Assert.ThrowsAsync<PostgresException>(() => api.InOrganisation(town.Organisation,
            db => Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlAsync(db.Database,
                $"update app.received_publication set title = 'x' where id = {id}")));
        await api.Execute($"delete from app.received_publication where id = '{id}'");
        await CaseManagement.Api.Persistence.MigrateCommand.Run(api.Owner, null, TextWriter.Null, TestContext.Current.CancellationToken);
        Assert.Equal(before, await api.Sql<string>($"select tables::text || names::text || published_at from app.received_publication where id = '{id}'"));
    }
}
