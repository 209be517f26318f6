using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseManagement.Api.Http;
using CaseManagement.Api.Pipeline;
using CaseManagement.Api.Rules;
using CaseManagement.ApiTests.Access;
using CaseManagement.ApiTests.Fixture;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CaseManagement.ApiTests.Http;

/// <summary>
/// What a write accepts can be read back by everybody: generated from the endpoints. Each day, instant and text that a body may hold is set to the bounds
/// of what can be meant, and then everything is read.
/// </summary>
[TakesLong]
public sealed class ReadBackTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    // What ends something comes last, so that it does not keep the others from being accepted.
    private static readonly string[] Ends =
    [
        "close", "reopen", "end", "leave", "disable", "revoke", "withdraw", "discard", "erase", "drop", "cancel", "reject", "accept", "lift", "concern",
        "merge", "remove",
    ];

    // Not required by the type, but by a rule: one of two ways to say it.
    private static readonly Dictionary<string, Func<World, JsonNode>> OneOfTwo = new()
    {
        ["ServiceBody.ProviderName"] = _ => "Verein", ["RecordRepresentation.Name"] = _ => "Haddad, Samir", ["CorrectLeftBehind.Text"] = _ => "Anders",
        ["AssignMentor.ClientId"] = world => world.Ids["clients"], ["StartAgreement.CaseIds"] = world => new JsonArray(world.Ids["cases"]),
        ["RecordContact.Persons"] = world => new JsonArray(new JsonObject { ["clientId"] = world.Ids["clients"] }),
        ["CorrectContact.Persons"] = world => new JsonArray(new JsonObject { ["clientId"] = world.Ids["clients"] }),
        ["LanguageLevelBody.Literacy"] = _ => "latin",
        ["PlanMeasure.CaseId"] = world => world.Ids["cases"], ["RegisterApiClient.Scopes"] = _ => new JsonArray("directory"),
        ["PrepareHandover.ReceivingTeamId"] = world => world.Ids["teams"],
        ["AcknowledgeAgreement.How"] = _ => "signature_on_paper", ["AcknowledgeAgreement.Language"] = _ => "deu",
    };

    private static int counted;

    [Fact]
    public async Task What_any_write_accepts_is_read_without_a_failure()
    {
        var codes = (await api.Sql<string[]>("""
            select array_agg(one) from (select list || E'\t' || min(code) one from app.code
                where valid_to is null and not attributes ? 'compartment' group by list) l
            """)).Select(row => row.Split('\t')).ToDictionary(row => row[0], row => row[1]);
        var endpoints = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HandledRequest>() is
            {
                IsOpen: false, Type.Name: not ("SignOut" or "MoveClock" or "UnlinkIdentity"),
            })
            .Select(endpoint => (Endpoint: endpoint, Handled: endpoint.Metadata.GetRequiredMetadata<HandledRequest>(),
                Method: endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0])).ToList();
        var (accepted, failed, refused) = (new HashSet<string>(), new SortedSet<string>(), new SortedDictionary<string, string>());
        // All of them first: what is done to reference data below would be in the way.
        var worlds = new Queue<World>();
        for (var i = 0; i < 5; i++)
        {
            worlds.Enqueue(await api.Given.Everything());
        }
        var (world, clients) = (worlds.Dequeue(), new Dictionary<Role, HttpClient>());

        // What one write has moved on keeps others from being accepted: those are tried again in another world, where nothing else is written.
        for (var round = 0; round < 2; round++)
        {
            foreach (var (endpoint, handled, method) in endpoints.Where(one => one.Method is "POST" or "PUT")
                .OrderBy(one => one.Endpoint.RoutePattern.RawText!.Contains("/reference-data/", StringComparison.Ordinal))
                .ThenBy(one => Array.FindIndex(Ends, end => one.Endpoint.RoutePattern.RawText!.Contains($"/{end}", StringComparison.Ordinal))))
            {
                string? tag = null;
                foreach (var member in SampleBody.Members(handled.Type))
                {
                    var what = $"{method} {endpoint.RoutePattern.RawText} {SampleBody.NameOf(member)}";
                    foreach (var value in Extremes(member, api.Given.Now).TakeWhile(_ => round == 0 || !accepted.Contains(what)))
                    {
                        var body = Body(handled.Type, world, codes, api.Given.Now);
                        body[SampleBody.NameOf(member)] = value;
                        var path = world.Fill(endpoint);
                        tag ??= await Tag(await Client(handled), path);
                        var answer = await (await Client(handled)).Send(new HttpMethod(method), path, body, tag);
                        if (answer.IsSuccessStatusCode)
                        {
                            accepted.Add(what);
                            tag = null;
                            continue;
                        }
                        refused[what] = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
                        if ((int)answer.StatusCode == 401)
                        {
                            await Read();
                            (world, clients, tag) = (worlds.Dequeue(), [], null); // Whoever wrote was just disabled.
                        }
                        else if ((int)answer.StatusCode >= 500)
                        {
                            failed.Add($"{what} = {value.ToJsonString()}: {refused[what]}");
                        }
                    }
                }
            }
            await Read();
            (world, clients) = (worlds.TryDequeue(out var next) ? next : world, []);
            var agreement = $"/api/v1/agreements/{world.Ids["agreements"]}";
            var worker = await api.As(world.Worker);
            await worker.Post($"{agreement}/revise", new { }, await Tag(worker, agreement)).Expect(200); // Its parts may be written again.
        }
        Assert.Equal([], failed);
        var never = refused.Where(one => !accepted.Contains(one.Key)).ToList();
        // Refused by a rule of its own: an email, a telephone, a hash, a day ahead. The others by what stands already.
        var byRule = never.Count(one => one.Value.Contains($"\"/{one.Key.Split(' ')[^1]}\"", StringComparison.Ordinal));
        Assert.True(accepted.Count > 175, $"Only {accepted.Count} members were accepted, {byRule} have a rule, {never.Count - byRule} not\n"
            + string.Join('\n', never.Select(one => $"{one.Key}: {one.Value}")));

        async Task Read()
        {
            foreach (var (endpoint, handled, _) in endpoints.Where(one => one.Method == "GET"))
            {
                var answer = await (await Client(handled)).GetAsync(world.Fill(endpoint));
                if ((int)answer.StatusCode >= 500)
                {
                    failed.Add($"GET {endpoint.RoutePattern.RawText}: {(int)answer.StatusCode}");
                }
            }
        }

        async Task<HttpClient> Client(HandledRequest handled)
        {
            var role = handled.Permission is not { } permission || RolePermissions.Allow([Role.Caseworker], permission) ? Role.Caseworker
                : RolePermissions.RolesWith(permission).First();
            return clients.TryGetValue(role, out var known) ? known : clients[role] = await api.As(role == Role.Caseworker ? world.Worker
                : await api.Given.Staff(world.OrganisationId, role, world.TeamId));
        }
    }

    // Of what is changed: of the record that the path names.
    private static async Task<string> Tag(HttpClient client, string path)
    {
        for (var at = path; at.Count(c => c == '/') > 3; at = at[..at.LastIndexOf('/')])
        {
            if (await client.GetAsync(at) is { IsSuccessStatusCode: true, Headers.ETag.Tag: { } tag })
            {
                return tag;
            }
        }
        return "\"1\"";
    }

    private static IEnumerable<JsonNode> Extremes(PropertyInfo member, DateTimeOffset now)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        return type == typeof(DateOnly) ? new[] { "1900-01-01", "2199-12-31" }.Concat(new[] { -30, 0, 30 }
                .Select(days => $"{LocalTime.DateOf(now).AddDays(days):O}")).Select(day => (JsonNode)day)
            : type == typeof(DateTimeOffset) ? new[]
            {
                "1900-01-01T00:00:00Z", "2199-12-31T23:59:59.9999999-12:00", $"{now.AddHours(-1):O}", $"{now.AddDays(1):O}",
            }.Select(at => (JsonNode)at)
            : type == typeof(string) && member.Find<CodeOfAttribute>() is null ? ["e\u0301 \uD83D\uDE00 \u05E9\u200F\u0001\uFFFE\t\n'\"\\%_{}<>&;--"] : [];
    }

    private static JsonObject Body(Type type, World world, Dictionary<string, string> codes, DateTimeOffset now, int depth = 0)
    {
        var body = SampleBody.Of(type, now, member => Known(member, world, codes, now), depth);
        foreach (var member in SampleBody.Members(type))
        {
            if (OneOfTwo.TryGetValue($"{type.Name}.{member.Name}", out var said)
                || OneOfTwo.TryGetValue($"{member.DeclaringType!.Name}.{member.Name}", out said))
            {
                body[SampleBody.NameOf(member)] = said(world);
            }
        }
        return body;
    }

    private static JsonNode? Known(PropertyInfo member, World world, Dictionary<string, string> codes, DateTimeOffset now)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        var one = type.IsArray ? type.GetElementType()! : type.IsGenericType && type.GetGenericArguments() is [var of] ? of : type;
        JsonNode? value = member.Find<CodeOfAttribute>() is { } list && codes.TryGetValue(list.List, out var code) ? code
            : one == typeof(Guid) ? IdOf(member.Name, world)
            : one == typeof(DateOnly) || one == typeof(DateTimeOffset) ? null
            : one == typeof(CaseManagement.Api.Measures.MeasureActorEntry) ? new JsonObject { ["kind"] = "partner", ["name"] = "Verein" }
            : member.Find<ExampleAttribute>() is { Value: { } example, IsJson: false } ? Once(member.Name, JsonSerializer.SerializeToNode(example))
            : one != type && one.IsClass && one != typeof(string) ? Body(one, world, codes, now, 2) : null;
        return one != type && value is not (null or JsonArray) ? new JsonArray(value) : value;
    }

    // What may stand once only, another time each time.
    private static JsonNode? Once(string member, JsonNode? example) => member switch
    {
        "UserName" => $"jonas.{Interlocked.Increment(ref counted)}@example.org",
        "Name" or "What" or "Subject" or "Number" or "Title" or "Reference" => $"{example} {Interlocked.Increment(ref counted)}",
        _ => example,
    };

    private static JsonNode? IdOf(string member, World world) => member switch
    {
        "CaseId" or "SubjectId" => world.Ids["cases"],
        "ClientId" => world.Ids["clients"],
        "HouseholdId" => world.Ids["households"],
        "TeamId" or "ReceivingTeamId" => world.Ids["teams"],
        "OrganisationId" => world.Ids["organisations"],
        "MentorId" => world.Ids["mentors"],
        "ServiceId" => world.Ids["services"],
        "ConsentId" => world.Ids["consents"],
        "TextId" => world.Ids["consent-texts"],
        _ when member.Contains("Staff", StringComparison.Ordinal) => world.Ids["staff"],
        _ => null,
    };
}
