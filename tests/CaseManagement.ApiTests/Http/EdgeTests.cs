using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseManagement.Api.Http;
using CaseManagement.ApiTests.Fixture;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CaseManagement.ApiTests.Http;

/// <summary>What no request may bring in, wherever it stands: the answer names the place and the rule, and is never a 5xx.</summary>
[TakesLong]
public sealed class EdgeTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private DateOnly Today => LocalTime.DateOf(api.Clock.GetUtcNow());

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(-5), InlineData(14)]
    public async Task An_instant_may_be_written_with_any_offset_and_is_the_same_instant(int hours)
    {
        var (of, client) = await CaseAndClient();
        var at = api.Clock.GetUtcNow().AddHours(-2);
        at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));
        var written = at.ToOffset(TimeSpan.FromHours(hours)).ToString("yyyy-MM-ddTHH:mm:sszzz", null);
        var made = await client.Post("/api/v1/contacts", Contact(of, written)).Expect(201);

        var read = await client.Read(made.Headers.Location);
        Assert.Equal(at, read.Value<DateTimeOffset>("at"));
        Assert.Equal(TimeSpan.Zero, read.Value<DateTimeOffset>("at").Offset);
    }

    [Theory]
    [InlineData("T10:00:00", "offset-required"), InlineData("T10:00", "offset-required"), InlineData("", "offset-required")]
    [InlineData("T25:00:00Z", "malformed-date")]
    public async Task An_instant_without_an_offset_is_refused_and_its_place_named(string time, string code)
    {
        var (of, client) = await CaseAndClient();
        var problem = await client.Post("/api/v1/contacts", Contact(of, $"{Today.AddDays(-1):yyyy-MM-dd}{time}")).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/at", code), Fault(problem));
    }

    [Theory]
    [InlineData("%2B01:00", 200), InlineData("Z", 200), InlineData("-05:00", 200), InlineData("", 400)]
    public async Task The_trails_period_takes_offsets_and_asks_for_them(string offset, int status)
    {
        var organisation = await api.Given.Organisation();
        var officer = await api.As(await api.Given.Staff(organisation, Role.DataProtectionOfficer, await api.Given.Team(organisation)));
        await officer.GetAsync($"/api/v1/audit/entries?from={Today.AddDays(-1):yyyy-MM-dd}T00:00:00{offset}").Expect(status);
    }

    [Fact]
    public async Task A_plus_that_an_address_has_turned_into_a_blank_is_told_to_be_escaped()
    {
        var officer = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.DataProtectionOfficer));
        var problem = await officer.GetAsync("/api/v1/audit/entries?from=2026-01-01T10:00:00+01:00").ExpectProblem(400, "validation-failed");
        Assert.Equal(("from", "offset-required"), Fault(problem));
        Assert.Contains("%2B", problem.Text("errors/0/message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0001-01-01"), InlineData("9999-12-31")]
    public async Task A_day_that_cannot_be_meant_is_refused(string day)
    {
        var (of, client) = await CaseAndClient();
        var problem = await client.Post("/api/v1/reminders", Reminder(of, "Termin", day)).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/dueOn", "date-out-of-range"), Fault(problem));
    }

    [Fact]
    public async Task A_day_that_was_not_sent_is_missing_and_in_no_year()
    {
        var (of, client) = await CaseAndClient();
        foreach (var (path, body, pointer) in new (string, object, string)[]
        {
            ($"/api/v1/clients/{of.ClientId}/presences", new { arrivedAs = "birth" }, "/from"),
            ("/api/v1/reminders", new { kind = "note", title = "Termin", subject = new { type = "case", id = of.CaseId } }, "/dueOn"),
        })
        {
            var problem = await (await client.Post(path, body).Expect(400)).Json();
            Assert.Contains((pointer, "required"), problem["errors"]!.AsArray().Select(error => (error.Text("pointer"), error.Text("code"))));
        }
    }

    [Fact]
    public async Task U0000_in_a_text_is_refused_and_named_at_sign_in_too()
    {
        var (of, client) = await CaseAndClient();
        var problem = await client.Post("/api/v1/reminders", Reminder(of, "a\0b", $"{Today.AddDays(7):O}")).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/title", "nul-in-text"), Fault(problem));
        var unnamed = await api.Anonymous().Post("/api/v1/sessions", new { userName = "a\0b", password = "x" }).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/userName", "nul-in-text"), Fault(unnamed));
        Assert.Equal(("phase", "nul-in-text"), Fault(await client.GetAsync("/api/v1/cases?phase=a%00b").ExpectProblem(400, "validation-failed")));
    }

    [Fact]
    public async Task Text_is_kept_composed_and_without_invisible_characters()
    {
        var (of, client) = await CaseAndClient();
        var reminder = Reminder(of, "Ru\u0308ckruf\u200B bei\u00AD Hr.\u0007 X\u202E", $"{Today.AddDays(7):O}");
        var made = await client.Post("/api/v1/reminders", reminder).Expect(201);
        var read = await client.Read(made.Headers.Location);
        Assert.Equal("R\u00FCckruf bei Hr. X", read.Value<string>("title"));
        var note = new { subjectType = "case", subjectId = of.CaseId, title = "Anruf", note = "eins\u001B\r\n\tzwei\u007F", dueOn = Today.AddDays(7) };
        Assert.Equal("eins\r\n\tzwei", (await client.Read((await client.Post("/api/v1/reminders", note).Expect(201)).Headers.Location)).Text("note"));
        await client.Post("/api/v1/reminders", Reminder(of, "\u0007\u0001", $"{Today.AddDays(7):O}")).ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task A_parameters_text_is_composed_as_what_is_kept_was()
    {
        var (_, client) = await CaseAndClient();
        await client.Post("/api/v1/households", new { reference = "M\u00FCller 7" }).Expect(201);
        var asked = Uri.EscapeDataString("Mu\u0308ller\u200B 7");
        Assert.Single((await client.Read($"/api/v1/households?reference={asked}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task What_is_on_file_can_be_read_whatever_the_edge_would_say_to_it_today()
    {
        var (of, client) = await CaseAndClient();
        await api.Execute($"""
            alter table app.client drop constraint client_birth_date_in_bounds; -- As before there was one.
            update app.client set birth_date = '1850-05-01', birth_date_precision = 'day' where id = '{of.ClientId}'
            """);
        var read = await client.Read($"/api/v1/clients/{of.ClientId}");
        Assert.Equal("1850-05-01", read.Value<string>("birthDate"));
    }

    [Theory]
    [InlineData("version"), InlineData("id")]
    public async Task A_member_that_is_the_routes_or_the_headers_is_unknown_in_a_body(string member)
    {
        var (of, client) = await CaseAndClient();
        var path = $"/api/v1/cases/{of.CaseId}";
        var body = new JsonObject { ["phase"] = "anschlussunterbringung", [member] = member == "id" ? of.CaseId.ToString() : 1 };
        var problem = await client.Post($"{path}/change-phase", body, (await client.GetAsync(path)).Tag()).ExpectProblem(400, "malformed-request");
        Assert.Equal(($"/{member}", "unknown-member"), Fault(problem));
    }

    [Fact]
    public async Task A_null_in_a_list_is_refused_and_its_place_named()
    {
        var (of, client) = await CaseAndClient();
        var body = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(Contact(of, api.Clock.GetUtcNow().AddHours(-1).ToString("O"))))!;
        body["topics"] = new JsonArray("language", null);
        Assert.Equal(("/topics/1", "required"), Fault(await client.Post("/api/v1/contacts", body).ExpectProblem(400, "validation-failed")));
    }

    [Theory]
    [InlineData("staus=closed", "staus", "unknown-parameter", "leadStaffId"), InlineData("status=clsed", "status", "unknown-value", "open, closed")]
    [InlineData("status=open&status=closed", "status", "duplicate", ""), InlineData("teamId=17", "teamId", "wrong-type", "")]
    public async Task A_misspelt_filter_is_refused_and_what_is_allowed_told(string query, string parameter, string code, string says)
    {
        var (_, client) = await CaseAndClient();
        var problem = await client.GetAsync($"/api/v1/cases?{query}&limit=200").ExpectProblem(400, "validation-failed");
        Assert.Equal((parameter, code), Fault(problem));
        Assert.Contains(says, problem.Value<string>("errors/0/message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_a_problem_document_whatever_Accept_says()
    {
        var (_, client) = await CaseAndClient();
        foreach (var path in (string[])["/api/v1/cases?limit=0", $"/api/v1/cases/{Guid.CreateVersion7()}", "/api/v1/nowhere"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Accept.ParseAdd("text/html");
            var answer = await client.SendAsync(request);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.True((int)answer.StatusCode is 400 or 404);
        }
        Assert.Equal("method-not-allowed", (await (await client.Send(HttpMethod.Put, "/api/v1/cases", new { })).Json()).Value<string>("code"));
    }

    [Fact]
    public async Task A_member_has_one_spelling_and_a_media_type_may_be_quoted()
    {
        var (of, client) = await CaseAndClient();
        var body = System.Text.Json.JsonSerializer.Serialize(Reminder(of, "Termin", $"{Today.AddDays(7):O}"));
        var problem = await Send(body.Replace("\"title\"", "\"Title\"", StringComparison.Ordinal), "application/json").ExpectProblem(400, "malformed-request");
        Assert.Contains(("/Title", "unknown-member"), problem["errors"]!.AsArray().Select(error => (error.Text("pointer"), error.Text("code"))));
        await Send(body, "application/json; charset=\"UTF-8\"").Expect(201);
        await Send(body, "application/json; charset=utf-16").ExpectProblem(415, "unsupported-media-type");

        Task<HttpResponseMessage> Send(string text, string media) => client.PostAsync("/api/v1/reminders",
            new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(media) } });
    }

    [Fact]
    public async Task No_operation_answers_5xx_to_what_the_edge_refuses_or_with_a_status_that_it_does_not_tell()
    {
        var wrong = new List<string>();
        var told = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HandledRequest>() is not null)
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.SelectMany(method =>
                endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Select(answer => ($"{method} {endpoint.RoutePattern.RawText}", answer.StatusCode))))
            .ToHashSet();
        await EachOperation(async (what, method, path, type, client) =>
        {
            foreach (var (attack, request) in Attacks(method, path, type, api.Given.Now))
            {
                request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
                var answer = await client.SendAsync(request);
                if ((int)answer.StatusCode >= 500 || ((int)answer.StatusCode == 401 && !path.Contains("/sessions", StringComparison.Ordinal))
                    || !told.Contains((what, (int)answer.StatusCode)))
                {
                    wrong.Add($"{what}: {attack}: {(int)answer.StatusCode}");
                }
            }
        });
        Assert.Equal("", string.Join('\n', wrong));
    }

    [Fact]
    public async Task Each_instant_of_each_operation_takes_any_offset_and_asks_for_one()
    {
        var (wrong, members) = (new List<string>(), 0);
        await EachOperation(async (what, method, path, type, client) =>
        {
            foreach (var (pointer, ask) in Instants(method, path, type))
            {
                members++;
                foreach (var offset in (string[])["Z", "+01:00", "-05:00", ""])
                {
                    var request = ask($"{api.Given.Now:yyyy-MM-ddTHH:mm:ss}{offset}");
                    request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
                    var answer = await client.SendAsync(request);
                    var problem = answer.IsSuccessStatusCode ? null : JsonNode.Parse(await answer.Content.ReadAsStringAsync());
                    var asked = problem?["errors"]?.AsArray().Any(error => error.Value<string>("pointer") == pointer
                        && error.Value<string>("code") is "offset-required" or "malformed-date" or "wrong-type") ?? false;
                    if ((int)answer.StatusCode is >= 500 or 401 || asked != (offset.Length == 0))
                    {
                        wrong.Add($"{what} {pointer} {offset}: {(int)answer.StatusCode} {problem?["errors"]?.ToJsonString()}");
                    }
                }
            }
        });
        Assert.Equal([], wrong);
        Assert.True(members > 10, $"{members} members");
    }

    // Of the body, however deep, and of the query; each with the request that sets it.
    private IEnumerable<(string Pointer, Func<string, HttpRequestMessage> Ask)> Instants(string method, string path, Type type)
    {
        foreach (var member in type.GetProperties().Where(member => method == "GET" && IsInstant(member.PropertyType)))
        {
            var name = Access.SampleBody.NameOf(member);
            yield return (name, at => new HttpRequestMessage(HttpMethod.Get, new Uri(
                $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(at)}", UriKind.Relative)));
        }
        foreach (var steps in method == "GET" ? [] : Paths(type, 0))
        {
            yield return ("/" + string.Join('/', steps), at =>
            {
                var body = Access.SampleBody.Of(type, api.Given.Now);
                Set(body, steps, at);
                return new HttpRequestMessage(new HttpMethod(method), path)
                {
                    Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
                };
            }
            );
        }

        static bool IsInstant(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset);

        static IEnumerable<string[]> Paths(Type type, int depth) => Access.SampleBody.Members(type).SelectMany(member =>
        {
            var name = Access.SampleBody.NameOf(member);
            var of = member.PropertyType;
            return IsInstant(of) ? [[name]]
                : depth > 2 ? []
                : of.IsGenericType && of.GetGenericArguments() is [{ IsClass: true } one] && one != typeof(string)
                    ? Paths(one, depth + 1).Select(rest => (string[])[name, "0", .. rest])
                : of.Assembly == typeof(HandledRequest).Assembly && of.IsClass ? Paths(of, depth + 1).Select(rest => (string[])[name, .. rest]) : [];
        });

        static void Set(JsonObject body, string[] steps, string at)
        {
            for (JsonNode here = body; steps.Length > 0; steps = steps[1..])
            {
                JsonNode next = steps.Length == 1 ? at : steps[1] == "0" ? new JsonArray() : new JsonObject();
                if (here is JsonArray list)
                {
                    list.Add(next);
                }
                else
                {
                    here[steps[0]] = next;
                }
                here = next;
            }
        }
    }

    private async Task EachOperation(Func<string, string, string, Type, HttpClient, Task> use)
    {
        var world = await api.Given.Everything();
        var endpoints = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HandledRequest>() is { Type.Name: not ("SignOut" or "MoveClock") }).ToList();
        var clients = new Dictionary<Role, HttpClient>();
        foreach (var endpoint in endpoints)
        {
            var handled = endpoint.Metadata.GetMetadata<HandledRequest>()!;
            var role = handled.Permission is { } permission ? RolePermissions.RolesWith(permission).First() : Role.Caseworker;
            var client = clients.TryGetValue(role, out var known) ? known
                : clients[role] = await api.As(await api.Given.Staff(world.OrganisationId, role, world.TeamId));
            foreach (var method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods)
            {
                await use($"{method} {endpoint.RoutePattern.RawText}", method, world.Fill(endpoint), handled.Type, client);
            }
        }
        Assert.True(endpoints.Count > 100);
    }

    private static IEnumerable<(string What, HttpRequestMessage Request)> Attacks(string method, string path, Type type, DateTimeOffset now)
    {
        var glue = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        yield return ("unknown parameter", Request($"{path}{glue}staus=1"));
        yield return ("U+0000 in a parameter", Request($"{path}{glue}cursor=%00"));
        yield return ("no characters in a parameter", Request($"{path}{glue}cursor=a%EF%BF%BE%EF%BF%BF%01"));
        yield return ("an instant without offset", Request($"{path}{glue}from=2026-11-25T10:00:00"));
        yield return ("nothing", Request(path));
        if (method is "GET" or "DELETE")
        {
            var kept = Request(path);
            kept.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
            yield return ("what is kept", kept);
            yield break;
        }
        yield return ("a form", Request(path, "a=b", "application/x-www-form-urlencoded"));
        var sample = Access.SampleBody.Of(type, now).ToJsonString();
        yield return ("U+0000 in each text", Request(path, sample.Replace("\"sample\"", "\"a\\u0000b\"", StringComparison.Ordinal)));
        yield return ("null in each list", Request(path, sample.Replace("[]", "[null]", StringComparison.Ordinal)));
        yield return ("days of no calendar", Request(path, Regex.Replace(sample, @"""\d{4}-\d\d-\d\d""", "\"9999-12-31\"")));
        yield return ("instants without offset", Request(path, Regex.Replace(sample, @"""(\d{4}-\d\d-\d\dT[\d:]{8})[^""]*""", "\"$1\"")));
        yield return ("no characters", Request(path, sample.Replace("\"sample\"", "\"a\\ufffe\\uffff\\u0001b\"", StringComparison.Ordinal)));
        yield return ("half a character", Request(path, sample.Replace("\"sample\"", "\"\\ud800\"", StringComparison.Ordinal)));
        yield return ("unknown charset", Request(path, sample, "application/json; charset=klingon"));
        yield return ("no JSON", Request(path, "{"));
        yield return ("null", Request(path, "null"));

        HttpRequestMessage Request(string target, string? body = null, string media = "application/json")
        {
            var request = new HttpRequestMessage(new HttpMethod(method), target);
            request.Headers.Accept.ParseAdd("text/html");
            if (body is not null)
            {
                request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(media);
            }
            return request;
        }
    }

    private async Task<(GivenCase Case, HttpClient Client)> CaseAndClient()
    {
        var of = await api.Given.CaseWithLead();
        return (of, await api.As(of.Lead!));
    }

    private static object Contact(GivenCase of, string at) => new
    {
        at, kind = "office", outcome = "counselled", durationMinutes = 30, topics = new[] { "language" },
        persons = new[] { new { clientId = of.ClientId, present = true } },
    };

    private static object Reminder(GivenCase of, string title, string dueOn) => new { subjectType = "case", subjectId = of.CaseId, title, dueOn };

    private static (string Pointer, string Code) Fault(JsonNode problem) =>
        (problem.Value<string>("errors/0/pointer"), problem.Value<string>("errors/0/code"));
}
