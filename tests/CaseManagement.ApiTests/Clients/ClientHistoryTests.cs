using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Clients;

public sealed class ClientHistoryTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_change_of_status_closes_the_previous_one_on_that_day_in_one_call()
    {
        var (path, client) = await Person();
        await Change(client, path, "residence-statuses", new { status = "gestattung", from = "2024-01-01" });
        var permit = new { status = "25-3", from = "2025-06-15", expiresOn = "2026-06-14", legalBasis = "§ 25 Abs. 3 AufenthG", source = "Bescheid" };
        await Change(client, path, "residence-statuses", permit);

        var periods = (await Read(client, path))["residenceStatuses"]!.AsArray();
        Assert.Equal(["25-3", "gestattung"], periods.Select(p => p.Value<string>("status")));
        Assert.Equal("2025-06-15", periods.Value<string>("1/until"));
        Assert.Equal("2026-06-14", periods.Value<string>("0/expiresOn"));
    }

    [Fact]
    public async Task A_period_that_would_lie_on_another_one_is_refused_and_changes_nothing()
    {
        var (path, client) = await Person();
        await Change(client, path, "benefits", new { regime = "asylblg-3", from = "2024-01-01", until = "2024-12-01" });
        var before = (await Read(client, path))["benefits"]!.ToJsonString();

        (string, string?)[] wrong = [("2023-06-01", null), ("2024-01-01", null), ("2024-03-01", "2024-04-01"), ("2023-01-01", "2024-01-02")];
        foreach (var (from, until) in wrong)
        {
            await client.Post($"{path}/benefits", new { regime = "sgb2", from, until }, await Tag(client, path)).ExpectProblem(409, "periods-overlap");
        }
        Assert.Equal(before, (await Read(client, path))["benefits"]!.ToJsonString());
        // Half-open: the day on which one ends is the first day of the next.
        await Change(client, path, "benefits", new { regime = "sgb2", from = "2024-12-01" });
        await Change(client, path, "benefits", new { regime = "none", from = "2023-06-01", until = "2024-01-01" });
    }

    [Fact]
    public async Task A_correction_needs_a_reason_and_the_trail_keeps_what_stood_there()
    {
        var (path, client) = await Person();
        await Change(client, path, "works", new { status = "jobseeking", from = "2024-01-01" });
        var id = (await Read(client, path)).Value<Guid>("works/0/id");

        var refused = await client.Put($"{path}/works/{id}", new { status = "course", from = "2024-02-01", reason = "" }, await Tag(client, path))
            .ExpectProblem(400, "validation-failed");
        Assert.Equal("/reason", Assert.Single(refused["errors"]!.AsArray()).Value<string>("pointer"));
        await client.Put($"{path}/works/{id}", new { status = "course", from = "2024-02-01", reason = "Kursbescheinigung lag vor" }, await Tag(client, path))
            .Expect(200);

        var work = Assert.Single((await Read(client, path))["works"]!.AsArray())!;
        Assert.Equal("course", work.Value<string>("status"));
        Assert.Equal("2024-02-01", work.Value<string>("from"));
        Assert.Equal("jobseeking", await api.Sql<string>($"""
            select before ->> 'status' from audit.entry e join audit.entry_values v on v.entry_id = e.id
            where row_id = '{id}' and operation = 'update' and v.reason = 'Kursbescheinigung lag vor'
            """));
    }

    [Fact]
    public async Task A_correction_onto_another_period_is_refused()
    {
        var (path, client) = await Person();
        await Change(client, path, "benefits", new { regime = "asylblg-3", from = "2024-01-01" });
        await Change(client, path, "benefits", new { regime = "sgb2", from = "2025-01-01" });
        var first = (await Read(client, path)).Value<Guid>("benefits/1/id");
        var correction = new { regime = "asylblg-3", from = "2024-01-01", until = "2025-01-02", reason = "x" };
        await client.Put($"{path}/benefits/{first}", correction, await Tag(client, path)).ExpectProblem(409, "periods-overlap");
        await client.Put($"{path}/benefits/{Guid.CreateVersion7()}", correction, await Tag(client, path)).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_period_ends_without_a_successor_and_what_never_was_is_removed()
    {
        var (path, client) = await Person();
        await Change(client, path, "accommodations", new { kind = "mietwohnung", from = "2024-01-01" });
        var id = (await Read(client, path)).Value<Guid>("accommodations/0/id");

        await client.Post($"{path}/accommodations/{id}/end", new { until = "2024-05-01" }, await Tag(client, path)).Expect(200);
        Assert.Equal("2024-05-01", (await Read(client, path)).Value<string>("accommodations/0/until"));
        await client.Post($"{path}/accommodations/{id}/end", new { until = "2024-06-01" }, await Tag(client, path)).ExpectProblem(409, "period-ended");
        await client.Post($"{path}/accommodations/{id}/end", new { until = "2024-01-01" }, await Tag(client, path)).ExpectProblem(400, "validation-failed");

        await client.Post($"{path}/accommodations/{id}/remove", new { reason = "Verwechslung" }, await Tag(client, path)).Expect(200);
        Assert.Empty((await Read(client, path))["accommodations"]!.AsArray());
        var trail = $"select count(*) from audit.entry where row_id = '{id}' and operation = 'delete' and reason = 'Verwechslung'";
        Assert.Equal(1L, await api.Sql<long>(trail));
        await client.Post($"{path}/nowhere/{id}/remove", new { reason = "Verwechslung" }, await Tag(client, path)).ExpectProblem(404, "not-found");
    }

    [Theory]
    [InlineData("residence-statuses", "residenceStatuses", """{ "status": "25-3", "expiresOn": "2027-01-01" }""", """{ "status": "25-5" }""")]
    [InlineData("benefits", "benefits", """{ "regime": "asylblg-3" }""", """{ "regime": "sgb2" }""")]
    [InlineData("accommodations", "accommodations", """{ "kind": "mietwohnung", "room": "3" }""", """{ "kind": "gemeinschaftsunterkunft" }""")]
    [InlineData("addresses", "addresses", """{ "street": "Filsweg 7", "postalCode": "73207", "town": "Plochingen", "careOf": "Said" }""",
        """{ "street": "Am Markt 1", "postalCode": "73728", "town": "Esslingen" }""")]
    [InlineData("family-statuses", "familyStatuses", """{ "status": "married" }""", """{ "status": "separated" }""")]
    [InlineData("works", "works", """{ "status": "part-time", "occupation": "Tailor", "hoursPerWeek": 19.5 }""", """{ "status": "jobseeking" }""")]
    public async Task Every_history_begins_is_corrected_ends_and_loses_a_period_alike(string history, string member, string first, string second)
    {
        var (path, client) = await Person();
        await Change(client, path, history, Entry(first, "2025-01-01"));
        var shown = (await Read(client, path))[member]![0]!;
        Assert.All(JsonNode.Parse(first)!.AsObject(), stated => Assert.Equal(stated.Value!.ToJsonString(), shown[stated.Key]!.ToJsonString()));
        await Change(client, path, history, Entry(second, "2025-06-01"));
        var periods = (await Read(client, path))[member]!.AsArray();
        Assert.Equal(["2025-06-01", "2025-01-01"], periods.Select(period => period.Value<string>("from")));
        Assert.Equal("2025-06-01", periods.Value<string>("1/until"));

        var latest = $"{path}/{history}/{periods[0]!["id"]}";
        var correction = Entry(second, "2025-07-01");
        correction["reason"] = "Bescheid lag vor";
        correction["source"] = "Bescheid";
        await client.Put(latest, correction, await Tag(client, path)).Expect(200);
        await client.Post($"{latest}/end", new { until = "2025-08-01" }, await Tag(client, path)).Expect(200);
        var ended = (await Read(client, path))[member]![0]!;
        Assert.Equal(("2025-07-01", "2025-08-01", "Bescheid"),
            (ended.Value<string>("from"), ended.Value<string>("until"), ended.Value<string>("source")));
        await client.Post($"{latest}/remove", new { reason = "Verwechslung" }, await Tag(client, path)).Expect(200);
        Assert.Single((await Read(client, path))[member]!.AsArray());

        static JsonObject Entry(string of, string from)
        {
            var entry = JsonNode.Parse(of)!.AsObject();
            entry["from"] = from;
            return entry;
        }
    }

    [Fact]
    public async Task A_stale_tag_is_refused_and_changes_nothing()
    {
        var (path, client) = await Person();
        var stale = await Tag(client, path);
        await Change(client, path, "benefits", new { regime = "asylblg-3", from = "2024-01-01" });
        await client.Post($"{path}/benefits", new { regime = "sgb2", from = "2025-01-01" }, stale).ExpectProblem(412, "stale");
        await client.Post($"{path}/benefits", new { regime = "sgb2", from = "2025-01-01" }).ExpectProblem(428, "if-match-required");
        Assert.Single((await Read(client, path))["benefits"]!.AsArray());
    }

    [Fact]
    public async Task Two_changes_at_once_on_one_reading_of_the_person_leave_one()
    {
        var (path, client) = await Person();
        var tag = await Tag(client, path);
        var answers = await Task.WhenAll(Enumerable.Range(1, 4)
            .Select(i => client.Post($"{path}/residence-statuses", new { status = "25-3", from = $"2025-0{i}-01" }, tag)));
        Assert.Equal([200, 412, 412, 412], answers.Select(a => (int)a.StatusCode).Order());
        Assert.Single((await Read(client, path))["residenceStatuses"]!.AsArray());
    }

    [Fact]
    public async Task The_database_itself_refuses_two_periods_on_one_day()
    {
        var (path, client) = await Person();
        await Change(client, path, "benefits", new { regime = "asylblg-3", from = "2024-01-01" });
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => api.Execute($"""
            insert into app.client_benefit (id, organisation_id, client_id, from_date, regime, recorded_at)
            select gen_random_uuid(), organisation_id, client_id, '2024-05-01', 'sgb2', 'epoch' from app.client_benefit where client_id = '{path[^36..]}'
            """));
        Assert.Equal("client_benefit_no_overlap", refused.ConstraintName);
    }

    [Fact]
    public async Task A_code_must_be_valid_on_the_day_on_which_the_period_begins()
    {
        var (path, client) = await Person();
        var problem = await client.Post($"{path}/residence-statuses", new { status = "104c", from = "2020-01-01" }, await Tag(client, path))
            .ExpectProblem(400, "validation-failed");
        Assert.Equal("/status", problem.Value<string>("errors/0/pointer"));
    }

    [Fact]
    public async Task A_status_that_tells_of_violence_is_seen_by_the_lead_worker_and_not_by_the_team()
    {
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        var (lead, colleague) = (await api.Given.Staff(town, Role.Caseworker, team), await api.Given.Staff(town, Role.Caseworker, team));
        var of = await api.Given.CaseOf(team, lead);
        var path = $"/api/v1/clients/{of.ClientId}";
        var (asLead, asColleague) = (await api.As(lead), await api.As(colleague));

        // Who is not admitted may record it all the same: it vanishes from view.
        await Change(asColleague, path, "residence-statuses", new { status = "25-4a", from = "2025-01-01" });
        Assert.Empty((await Read(asColleague, path))["residenceStatuses"]!.AsArray());
        Assert.True((await Read(asLead, path)).Value<bool>("residenceStatuses/0/restricted"));
        // A refusal would tell that there is something: what is not seen is not in the way.
        await Change(asColleague, path, "residence-statuses", new { status = "25-3", from = "2024-02-01" });
        Assert.Equal("25-3", Assert.Single((await Read(asColleague, path))["residenceStatuses"]!.AsArray()).Text("status"));
        Assert.Equal(2, (await Read(asLead, path))["residenceStatuses"]!.AsArray().Count);
    }

    private async Task<(string Path, HttpClient Client)> Person()
    {
        var town = await api.Given.Organisation();
        var worker = await api.Given.Staff(town, Role.Caseworker, await api.Given.Team(town));
        return ($"/api/v1/clients/{await api.Given.Client(town)}", await api.As(worker));
    }

    private static async Task<string> Tag(HttpClient client, string path) => (await client.GetAsync(path).Expect(200)).Tag();
    private static async Task<JsonNode> Read(HttpClient client, string path) => await client.Read(path);

    private static async Task Change(HttpClient client, string path, string history, object body) =>
        await client.Post($"{path}/{history}", body, await Tag(client, path)).Expect(200);
}
