using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Http;

/// <summary>What every endpoint of one line promises: strict parameters, bodies told fault by fault, one convention for each thing.</summary>
public sealed class OneLineEndpointTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Cases = "/api/v1/cases";

    [Theory]
    [InlineData("en", "There is no such parameter. Known: teamId, ")]
    [InlineData("de", "Diesen Parameter gibt es nicht. Bekannt: teamId, ")]
    public async Task An_unknown_parameter_is_named_with_those_that_are_known(string language, string message)
    {
        var client = await Worker(language);
        var fault = Assert.Single(Faults(await client.GetAsync($"{Cases}?staus=closed&limit=200").ExpectProblem(400, "validation-failed")));
        Assert.Equal(("staus", "unknown-parameter"), Place(fault));
        Assert.StartsWith(message, fault.Value<string>("message"), StringComparison.Ordinal);
        Assert.Contains("status", fault.Values<string>("allowed/*"));
        await client.GetAsync($"{Cases}?status=closed&limit=200").Expect(200);
    }

    [Theory]
    [InlineData("status=clsed", "status", "unknown-value", "open,closed")]
    [InlineData("status=Open", "status", "unknown-value", "open,closed")]
    [InlineData("sort=name", "sort", "unknown-value", "-openedAt,openedAt,nextDueOn")]
    [InlineData("teamId=17", "teamId", "wrong-type", null)]
    [InlineData("unassigned=yes", "unassigned", "wrong-type", null)]
    [InlineData("limit=many", "limit", "wrong-type", null)]
    [InlineData("limit=201", "limit", "limit-invalid", null)]
    [InlineData("dueUntil=21.11.2026", "dueUntil", "malformed-date", null)]
    [InlineData("dueUntil=2026-02-30", "dueUntil", "malformed-date", null)]
    [InlineData("phase=", "phase", "required", null)]
    [InlineData("phase=castle", "phase", "unknown-code", null)]
    [InlineData("status=open&status=closed", "status", "duplicate", null)]
    [InlineData("Status=open", "Status", "unknown-parameter", null)]
    public async Task A_parameter_that_cannot_be_meant_is_named_by_its_bare_name(string query, string name, string code, string? allowed)
    {
        var fault = Assert.Single(Faults(await (await Worker()).GetAsync($"{Cases}?{query}").ExpectProblem(400, "validation-failed")),
            fault => fault.Value<string>("code") == code);
        Assert.Equal(name, fault.Value<string>("pointer"));
        if (allowed is not null)
        {
            Assert.Equal(allowed.Split(','), fault.Values<string>("allowed/*"));
        }
    }

    [Fact]
    public async Task Every_fault_of_the_parameters_is_told_at_once_and_no_value_comes_back()
    {
        var problem = await (await Worker()).GetAsync($"{Cases}?teamId=Zahra&status=x&dueFrom=soon&page=2").ExpectProblem(400, "validation-failed");
        Assert.Equal(["dueFrom", "page", "status", "teamId"], Faults(problem).Select(fault => fault.Value<string>("pointer")).Order());
        Assert.DoesNotContain("Zahra", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"clientId":"Zahra","teamId":5,"phase":7,"colour":"red"}""",
        "/clientId wrong-type,/colour unknown-member,/phase wrong-type,/teamId wrong-type")]
    [InlineData("""{"clientId":null,"leadStaffId":null}""", "/clientId required,/teamId required")]
    [InlineData("""{"clientId":"0199c1a0-5e00-7a56-8145-270ce6b3bebd","teamId":"0199c1a0-5e00-7a56-8145-270ce6b3bebd","phase":"a","phase":"b"}""",
        "/phase duplicate")]
    [InlineData("""{"clientId":""", " malformed-json")]
    [InlineData("null", " required")]
    [InlineData("[]", " wrong-type")]
    [InlineData("", " malformed-json")]
    public async Task Every_fault_of_a_body_is_told_at_once_with_its_place(string body, string faults)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var problem = await (await Worker()).PostAsync(Cases, content).ExpectProblem(400, "malformed-request");
        Assert.Equal(faults.Split(','), Faults(problem).Select(fault => $"{fault["pointer"]} {fault["code"]}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Zahra", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "There is no such member. Known: clientId, teamId, leadStaffId, phase, openedOn.", "The value must be a UUID.", "A value is needed.")]
    [InlineData("de", "Dieses Feld gibt es nicht. Bekannt: clientId, teamId, leadStaffId, phase, openedOn.",
        "Der Wert muss eine UUID sein.", "Hier fehlt ein Wert.")]
    public async Task Faults_of_a_body_are_told_in_the_callers_language(string language, params string[] messages)
    {
        var problem = await (await Worker(language)).Post(Cases, new { colour = "red", clientId = 1 }).ExpectProblem(400, "malformed-request");
        Assert.Equal(messages, Faults(problem).Select(fault => fault.Value<string>("message")));
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_in_UTF8_is_415()
    {
        var client = await Worker();
        using var form = new FormUrlEncodedContent([new("clientId", "x")]);
        await client.PostAsync(Cases, form).ExpectProblem(415, "unsupported-media-type");
        using var latin = new ByteArrayContent("{}"u8.ToArray());
        latin.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=iso-8859-1");
        await client.PostAsync(Cases, latin).ExpectProblem(415, "unsupported-media-type");
    }

    [Theory]
    [InlineData("{\"now\":true}", 400)]
    [InlineData("                                                                                    [1]", 400)]
    [InlineData("now", 400)]
    [InlineData("{}", 202)]
    [InlineData("{\n}\n", 202)]
    [InlineData("null", 202)]
    [InlineData("", 202)]
    public async Task What_is_sent_to_an_operation_that_takes_nothing_is_refused_instead_of_dropped(string body, int status)
    {
        var client = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var answer = await client.PostAsync("/api/v1/jobs/seal-audit/wake", content).Expect(status);
        Assert.Equal(status == 400 ? "no-body" : null, status == 400 ? (await answer.Json()).Text("errors/0/code") : null);
    }

    [Fact]
    public async Task A_code_is_refused_by_its_place_before_anything_is_looked_at()
    {
        var given = await api.Given.CaseWithLead();
        var client = await api.As(given.Lead!);
        var tag = (await client.GetAsync($"{Cases}/{given.CaseId}").Expect(200)).Tag();
        var problem = await client.Post($"{Cases}/{given.CaseId}/close", new { reasonCode = "no-such-reason" }, tag).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/reasonCode", "unknown-code"), Place(Assert.Single(Faults(problem))));
        Assert.Equal("open", await api.Sql<string>($"select status::text from app.\"case\" where id = '{given.CaseId}'"));
    }

    [Fact]
    public async Task A_filter_may_ask_for_a_code_that_has_ended_since()
    {
        var client = await Worker();
        await api.Given.Code("accommodation-phase", "long-ago", new(2000, 1, 1), new(2001, 1, 1));
        await client.GetAsync($"{Cases}?phase=long-ago").Expect(200);
    }

    [Fact]
    public async Task A_change_shows_the_changed_resource_to_who_prefers_it_as_GET_would()
    {
        var given = await api.Given.CaseWithLead();
        var client = await api.As(given.Lead!);
        var tag = (await client.GetAsync($"{Cases}/{given.CaseId}").Expect(200)).Tag();
        var read = await Readings(given);

        var changed = await Preferring(client, $"{Cases}/{given.CaseId}/change-phase", new { phase = "private-wohnung" }, tag);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("return=representation", changed.Headers.GetValues("Preference-Applied").Single());
        Assert.Equal(read + 1, await Readings(given));
        var shown = await client.GetAsync($"{Cases}/{given.CaseId}").Expect(200);
        Assert.Equal(shown.Tag(), changed.Tag());
        Assert.Equal(await shown.Content.ReadAsStringAsync(), await changed.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_was_created_is_shown_at_its_place_to_who_prefers_it()
    {
        var given = await api.Given.CaseWithLead();
        var client = await api.As(given.Lead!);
        var created = await Preferring(client, Cases, new { clientId = await api.Given.Client(given.OrganisationId), teamId = given.TeamId });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var shown = await client.GetAsync(created.Headers.Location).Expect(200);
        Assert.Equal(shown.Tag(), created.Tag());
        Assert.Equal(await shown.Content.ReadAsStringAsync(), await created.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Without_the_preference_or_where_it_may_not_be_read_any_more_a_change_answers_its_id()
    {
        var given = await api.Given.CaseWithLead();
        var supervisor = await api.As(await api.Given.Staff(given.OrganisationId, Role.Supervisor, given.TeamId));
        var other = await api.Given.Team(given.OrganisationId);
        await api.Given.Staff(given.OrganisationId, Role.Caseworker, other);
        var tag = (await supervisor.GetAsync($"{Cases}/{given.CaseId}").Expect(200)).Tag();

        var plain = await supervisor.Post($"{Cases}/{given.CaseId}/assign", new { leadStaffId = (Guid?)null }, tag).Expect(200);
        Assert.Equal(["id"], (await plain.Json()).AsObject().Select(member => member.Key));
        var moved = new { teamId = other, leadStaffId = (Guid?)null, reason = "Umzug" };
        var gone = await Preferring(supervisor, $"{Cases}/{given.CaseId}/reassign", moved, plain.Tag());
        Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
        Assert.False(gone.Headers.Contains("Preference-Applied"));
        Assert.Equal(["id"], (await gone.Json()).AsObject().Select(member => member.Key));
        await supervisor.GetAsync($"{Cases}/{given.CaseId}").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_list_counts_itself_on_request_whatever_the_page()
    {
        var given = await api.Given.CaseWithLead();
        var client = await api.As(given.Lead!);
        await api.Given.CaseOf(given.TeamId, given.Lead!);
        await api.Given.CaseOf(given.TeamId, given.Lead!);

        var first = await client.Read($"{Cases}?limit=2&count=true");
        Assert.Equal((2, 3), (first["items"]!.AsArray().Count, first.Value<int>("count")));
        var second = await client.Read($"{Cases}?limit=2&count=true&cursor={first["nextCursor"]}");
        Assert.Equal((1, 3), (second["items"]!.AsArray().Count, second.Value<int>("count")));
        Assert.False((await client.Read(Cases)).AsObject().ContainsKey("count"));
        var timeline = await client.Read($"{Cases}/{given.CaseId}/timeline?limit=1&count=true");
        Assert.Equal((1, 2), (timeline["items"]!.AsArray().Count, timeline.Value<int>("count")));
    }

    private async Task<HttpClient> Worker(string language = "en")
    {
        var organisation = await api.Given.Organisation();
        var client = await api.As(await api.Given.Staff(organisation, Role.Caseworker, await api.Given.Team(organisation)));
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        return client;
    }

    private Task<long> Readings(GivenCase given) =>
        api.Sql<long>($"select count(*) from audit.entry where kind = 'read' and action = 'GetCase' and '{given.ClientId}' = any (client_ids)");

    private static async Task<HttpResponseMessage> Preferring(HttpClient client, string path, object body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = System.Net.Http.Json.JsonContent.Create(body) };
        request.Headers.Add("Prefer", "respond-async, return=representation");
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }
        return await client.SendAsync(request);
    }

    private static IEnumerable<JsonNode> Faults(JsonNode problem) => problem["errors"]!.AsArray().Select(fault => fault!);

    private static (string Pointer, string Code) Place(JsonNode fault) => (fault.Value<string>("pointer"), fault.Value<string>("code"));
}
