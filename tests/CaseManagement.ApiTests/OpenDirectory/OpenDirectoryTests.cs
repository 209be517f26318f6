using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseManagement.Api.Http;
using CaseManagement.Api.OpenDirectory;
using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.Dev;
using Json.Schema;
using Npgsql;

namespace CaseManagement.ApiTests.OpenDirectory;

/// <summary>The open directory keeps to HSDS 3.1, member by member, and shows nothing that is confidential in any answer.</summary>
public sealed class OpenDirectoryTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Base = OpenDirectoryEndpoints.Base;
    private static readonly string[] Lists = ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms", "deletions"];

    [Fact]
    public async Task Every_answer_keeps_to_the_schemas_of_the_standard_and_to_the_document()
    {
        await Entry(await Keeper());
        await Entry(await Keeper(), own: false);
        var client = api.Anonymous();
        Valid("metadata-of-api", await client.Read($"{Base}/"), typeof(HsdsMetadata), null);
        foreach (var (list, one, item, type) in new (string, string, string, Type)[]
        {
            ("services", "service", "service_list", typeof(HsdsService)), ("organizations", "organization", "organization_list", typeof(HsdsOrganization)),
            ("service_at_locations", "service_at_location", "service_at_location_list", typeof(HsdsServiceAtLocation)),
            ("taxonomies", "taxonomy", "taxonomy", typeof(HsdsTaxonomy)), ("taxonomy_terms", "taxonomy_term", "taxonomy_term", typeof(HsdsTaxonomyTerm)),
        })
        {
            var page = await client.Read($"{Base}/{list}?per_page=2");
            Valid("page", page, typeof(HsdsPage<>).MakeGenericType(type), null);
            Assert.NotEmpty(page["contents"]!.AsArray());
            var posted = await (await client.PostAsync($"{Base}/{list}?per_page=2", null).Expect(200)).Json();
            Assert.True(JsonNode.DeepEquals(page, posted));
            foreach (var shown in page["contents"]!.AsArray())
            {
                Valid(item, shown!, type, item);
                Valid(one, await client.Read($"{Base}/{list}/{shown!["id"]}"), type, one);
            }
            var full = list is "taxonomies" or "taxonomy_terms" ? "" : "full=true&";
            foreach (var line in (await client.GetStringAsync($"{Base}/{list}?{full}format=ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Valid(one, JsonNode.Parse(line)!, type, one);
            }
        }
        foreach (var full in (await client.Read($"{Base}/organizations?full=true&full_service=true"))["contents"]!.AsArray())
        {
            Valid("organization", full!, typeof(HsdsOrganization), "organization");
            Assert.NotNull(full.At("services/0/attributes"));
        }
    }

    [Theory]
    [InlineData("GET", "services/17", 404, "not-found"), InlineData("GET", "servicez", 404, "not-found")]
    [InlineData("PUT", "services", 405, "method-not-allowed")]
    public async Task What_the_directory_does_not_have_is_no_reason_to_sign_in(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{Base}/{path}");
        await api.Anonymous().SendAsync(request, TestContext.Current.CancellationToken).ExpectProblem(status, code);
    }

    [Fact]
    public async Task A_service_says_what_its_keeper_has_written()
    {
        var keeper = await Keeper();
        var (id, name) = await Entry(keeper);
        var client = api.Anonymous();
        var shown = await client.Read($"{Base}/services/{id}");
        Assert.Equal((name, "active", "MO,WE", "WEEKLY", "09:00", "2026-06-30", "12.5", "EUR"), (shown.Text("name"), shown.Text("status"),
            shown.Text("schedules/0/byday"), shown.Text("schedules/0/freq"), shown.Text("schedules/0/opens_at"), shown.Text("schedules/0/valid_to"),
            shown.At("cost_options/0/amount")!.ToJsonString(), shown.Text("cost_options/0/currency")));
        Assert.Equal(2, shown["service_at_locations"]!.AsArray().Count);
        Assert.Equal(("Marktstraße 1", "DE"), (shown.Text("service_at_locations/0/location/addresses/0/address_1"),
            shown.Text("service_at_locations/0/location/addresses/0/country")));
        Assert.Contains("need-area", shown.Values<string>("attributes/*/link_type"));
        Assert.DoesNotContain("null", shown.ToJsonString(), StringComparison.Ordinal);
        Assert.False(shown.AsObject().ContainsKey("alert"));
        await api.Execute($"update app.service set assured_date = assured_date - 180 where id = '{id}'");
        Assert.True((await client.Read($"{Base}/services/{id}")).AsObject().ContainsKey("alert"));
    }

    [Fact]
    public async Task Lists_are_paged_searched_narrowed_and_told_what_has_changed()
    {
        var keeper = await Keeper();
        var (first, name) = await Entry(keeper);
        await Entry(keeper);
        var client = api.Anonymous();
        var of = $"organization_id={keeper.OrganisationId}";
        var page = await client.Read($"{Base}/services?{of}&per_page=1");
        Assert.Equal((2, 2, 1, 1, true, false, false), Envelope(page));
        Assert.Equal((2, 2, 2, 1, false, true, false), Envelope(await client.Read($"{Base}/services?{of}&per_page=1&page=2")));
        Assert.Equal((2, 2, 2147483647, 0, false, true, true), Envelope(await client.Read($"{Base}/services?{of}&per_page=1&page=2147483647")));
        Assert.Equal(1, (await client.Read($"{Base}/services?search={name.ToUpperInvariant()}")).Number("total_items"));
        Assert.Equal(0, (await client.Read($"{Base}/services?search=%25")).Number("total_items"));
        var term = (await client.Read($"{Base}/taxonomy_terms?search=housing-surroundings")).Value<Guid>("contents/0/id");
        Assert.Equal(0, (await client.Read($"{Base}/services?{of}&taxonomy_term_id={term}")).Number("total_items"));
        Assert.Equal(4, (await client.Read($"{Base}/service_at_locations?{of}&postcode=73207")).Number("total_items"));

        var since = Uri.EscapeDataString($"{api.Clock.GetUtcNow():O}");
        Assert.Equal(0, (await client.Read($"{Base}/services?{of}&modified_after={since}")).Number("total_items"));
        var minimal = await client.Read($"{Base}/services?{of}&minimal=true");
        Assert.All(minimal["contents"]!.AsArray(), shown => Assert.Equal(["id", "modified_date"], shown!.AsObject().Select(member => member.Key).Order()));

        var worker = await api.As(keeper);
        var body = (await worker.GetAsync($"/api/v1/services/{first}").Expect(200)).Tag();
        await worker.Put($"/api/v1/services/{first}", Written(keeper.OrganisationId, name, api.Given.Today), body).Expect(200);
        await client.GetAsync($"{Base}/services/{first}").ExpectProblem(404, "not-found");
        var gone = await client.Read($"{Base}/deletions?modified_after={since}");
        Assert.Equal(["service", "service_at_location", "service_at_location"], gone.Values<string>("contents/*/type").Order());
        Assert.Contains(first, gone.Values<Guid>("contents/*/id"));
    }

    [Fact]
    public async Task It_is_kept_by_anybody_read_from_anywhere_and_says_what_it_does_not_know()
    {
        await Entry(await Keeper());
        var client = api.Anonymous();
        client.DefaultRequestHeaders.Add("Origin", "https://anywhere.example.org");
        var read = await client.GetAsync($"{Base}/services").Expect(200);
        Assert.Equal("*", read.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.True(read.Headers.CacheControl!.Public);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"{Base}/services");
        again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(read.Tag()!));
        await client.SendAsync(again).Expect(304);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, $"{Base}/services");
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        Assert.Equal("*", (await client.SendAsync(preflight)).Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.False((await client.GetAsync("/api/v1/reference-data")).Headers.Contains("Access-Control-Allow-Origin"));
        foreach (var (query, pointer, code) in new[]
        {
            ("per_page=201", "per_page", "per-page-invalid"), ("page=0", "page", "page-invalid"), ("perPage=1", "perPage", "unknown-parameter"),
            ("proximity=5", "proximity", "unknown-parameter"), ("format=xml", "format", "unknown-value"), ("full=yes", "full", "wrong-type"),
            ("organization_id=x", "organization_id", "wrong-type"), ("modified_after=2026-01-01", "modified_after", "offset-required"),
            ("format=ndjson&page=1", "page", "page-of-lines"), ("per_page=1&per_page=2", "per_page", "duplicate"),
        })
        {
            var problem = await client.GetAsync($"{Base}/services?{query}").ExpectProblem(400, "validation-failed");
            Assert.Equal((query, pointer, code), (query, problem.Text("errors/0/pointer"), problem.Text("errors/0/code")));
        }
        Assert.Equal("*", (await client.GetAsync($"{Base}/services?page=0")).Headers.GetValues("Access-Control-Allow-Origin").Single());
        await client.GetAsync($"{Base}/services/{Guid.NewGuid()}").ExpectProblem(404, "not-found");
        Assert.Equal(0, await api.Sql<long>("select count(*) from audit.inbox where action like '%OpenService'"));
    }

    [Fact]
    public async Task Nothing_confidential_is_in_any_answer_whoever_asks_and_whatever_is_marked()
    {
        var random = new Random(11);
        var (hidden, open, hiddenIds) = (new List<string>(), new List<string>(), new List<Guid>());
        string Word() => $"w{random.NextInt64():x}";
        bool Marked() => random.Next(3) == 0;
        var keeper = await Keeper();
        var worker = await api.As(keeper);
        for (var i = 0; i < 10; i++)
        {
            var (isOfConfidential, isNamed, isConfidential) = (Marked(), random.Next(3) == 0, Marked());
            var provider = Word();
            var organisation = await api.Given.Organisation(OrganisationKind.PartnerAgency);
            await api.Execute($"update app.organisation set name = '{provider}', is_confidential = {isOfConfidential} where id = '{organisation}'");
            var own = new List<string>();
            string Said()
            {
                own.Add(Word());
                return own[^1];
            }
            var (place, contact) = (Marked(), Marked());
            var placeWords = new[] { Word(), Word(), Word() };
            var contactWords = new[] { Word(), $"{Word()}@example.org" };
            var body = new JsonObject
            {
                [isNamed ? "providerName" : "providerId"] = isNamed ? provider : organisation.ToString(), ["name"] = Said(), ["descriptionDe"] = Said(),
                ["descriptionEn"] = Said(), ["needAreas"] = new JsonArray("language"), ["capacity"] = "yes", ["answerDays"] = 5,
                ["isConfidential"] = isConfidential, ["url"] = $"https://{Said()}.example.org", ["applicationProcess"] = Said(), ["email"] = $"{Said()}@x.org",
                ["address"] = new JsonObject { ["address1"] = Said(), ["postalCode"] = "73207", ["city"] = Said() },
                ["areas"] = new JsonArray(new JsonObject { ["what"] = Said(), ["responsible"] = Said() }), ["requiredDocuments"] = new JsonArray(Said()),
                ["locations"] = new JsonArray(new JsonObject
                {
                    ["name"] = placeWords[0], ["isConfidential"] = place, ["description"] = placeWords[1],
                    ["address"] = new JsonObject { ["address1"] = placeWords[2], ["postalCode"] = "73207", ["city"] = "Plochingen" },
                }),
                ["contacts"] = new JsonArray(new JsonObject { ["title"] = contactWords[0], ["email"] = contactWords[1], ["isConfidential"] = contact }),
            };
            var ended = random.Next(4) == 0;
            body["activeUntil"] = ended ? $"{api.Given.Today:yyyy-MM-dd}" : null;
            var id = await (await worker.Post("/api/v1/services", body).Expect(201)).Id();
            var at = await api.Sql<Guid>($"select (details -> 'locations' -> 0 ->> 'id')::uuid from app.service where id = '{id}'");
            var all = isConfidential || isOfConfidential;
            (all || ended ? hidden : open).AddRange([.. own, provider]);
            (all || ended || place ? hidden : open).AddRange(placeWords);
            (all || ended || contact ? hidden : open).AddRange(contactWords);
            hiddenIds.AddRange(all ? [id, at, organisation] : place ? [at] : []);
        }
        foreach (var client in new[] { api.Anonymous(), worker })
        {
            var said = string.Join('\n', await Everything(client));
            Assert.Equal([], hidden.Concat(hiddenIds.Select(id => id.ToString())).Where(word => said.Contains(word, StringComparison.OrdinalIgnoreCase)));
            Assert.Equal([], open.Where(word => !said.Contains(word, StringComparison.OrdinalIgnoreCase)));
            foreach (var word in hidden.Where((_, i) => i % 7 == 0))
            {
                foreach (var list in Lists[..3])
                {
                    Assert.Equal((list, 0), (list, (await client.Read($"{Base}/{list}?search={word}")).Value<int>("total_items")));
                }
            }
            foreach (var id in hiddenIds)
            {
                foreach (var list in Lists[..3])
                {
                    await client.GetAsync($"{Base}/{list}/{id}").ExpectProblem(404, "not-found");
                }
                Assert.Equal(0, (await client.Read($"{Base}/services?organization_id={id}")).Number("total_items"));
            }
        }
        // And the wall itself: who has no context reads no such row, whatever he asks.
        await using var source = NpgsqlDataSource.Create(api.App);
        await using var command = source.CreateCommand("select count(*) from app.service s where s.is_confidential or app.is_hidden(s)");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    // All that there is to read, by every list and under every id that one of them names.
    private static async Task<List<string>> Everything(HttpClient client)
    {
        var said = new List<string>();
        foreach (var list in Lists)
        {
            string[] ways = list is "services" ? ["", "full=true", "minimal=true"] : list is "organizations" ? ["", "full=true", "full=true&full_service=true"]
                : list is "service_at_locations" ? ["", "full=true"] : [""];
            foreach (var way in ways)
            {
                said.Add(await client.GetStringAsync($"{Base}/{list}?{way}&per_page=200".Replace("?&", "?", StringComparison.Ordinal)));
                said.Add(await client.GetStringAsync($"{Base}/{list}?{way}&format=ndjson".Replace("?&", "?", StringComparison.Ordinal)));
            }
            foreach (var id in list is "services" or "organizations" or "service_at_locations"
                ? JsonNode.Parse(said[^2])!.Values<Guid>("contents/*/id") : [])
            {
                said.Add(await client.GetStringAsync($"{Base}/{list}/{id}{(list == "organizations" ? "?full_service=true" : "")}"));
            }
        }
        return said;
    }

    private static (int, int, int, int, bool, bool, bool) Envelope(JsonNode page) => (page.Value<int>("total_items"), page.Value<int>("total_pages"),
        page.Value<int>("page_number"), page.Value<int>("size"), page.Value<bool>("first_page"), page.Value<bool>("last_page"), page.Value<bool>("empty"));

    private static readonly JsonObject Schemas = JsonNode.Parse(File.ReadAllText(
        Path.Combine(Repository.Root, "tests", "CaseManagement.ApiTests", "OpenDirectory", "hsds-3.1.json")))!.AsObject();

    private static readonly Dictionary<string, JsonSchema> Read = [];

    private static readonly JsonSerializerOptions Strict = Spoken();

    private static JsonSerializerOptions Spoken()
    {
        var json = new JsonSerializerOptions();
        ApiJson.Configure(json);
        return json;
    }

    // By the standard, and member by member as the document says.
    private static void Valid(string what, JsonNode shown, Type type, string? by)
    {
        Assert.NotNull(shown.Deserialize(type, Strict));
        if ((by ?? what) is var schema && schema != "metadata-of-api")
        {
            if (!Read.TryGetValue(schema, out var rules))
            {
                var own = Schemas.DeepClone().AsObject();
                own["$ref"] = $"#/$defs/{schema}";
                Read[schema] = rules = JsonSchema.FromText(own.ToJsonString());
            }
            using var document = JsonDocument.Parse(shown.ToJsonString());
            var result = rules.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
            Assert.True(result.IsValid, $"{what}: " + string.Join('\n', (result.Details ?? []).Where(detail => detail.Errors is not null)
                .Select(detail => $"{detail.InstanceLocation} {string.Join(' ', detail.Errors!.Values)}")));
        }
    }

    private static JsonObject Written(Guid? provider, string name, DateOnly? until = null) => JsonNode.Parse($$"""
        {
          "providerId": {{(provider is null ? "null" : $"\"{provider}\"")}}, "providerName": {{(provider is null ? "\"Verein e. V.\"" : "null")}},
          "name": "{{name}}", "descriptionDe": "Beratung", "descriptionEn": "Counselling", "needAreas": ["language", "housing"],
          "languages": ["deu", "prs"], "residenceStatuses": [], "minimumAge": 18, "capacity": "waiting_list", "answerDays": 5,
          "address": { "address1": "Marktstraße 1", "postalCode": "73207", "city": "Plochingen", "quarter": "Stumpenhof" },
          "contacts": [{ "title": "Anmeldung", "phone": "+49 7153 000000", "email": "a@example.org" }],
          "url": "https://example.org/", "email": "b@example.org", "applicationProcess": "Anrufen", "interpretationServices": "auf Anfrage",
          "feesDescription": "frei", "costs": [{ "option": "Erwachsene", "amount": 12.5 }], "requiredDocuments": ["Aufenthaltstitel"],
          "phones": [{ "number": "+49 7153 111" }], "activeUntil": {{(until is { } day ? $"\"{day:yyyy-MM-dd}\"" : "null")}},
          "schedules": [{ "frequency": "weekly", "byDay": ["MO", "WE"], "opensAt": "09:00", "closesAt": "12:30", "until": "2026-07-01" }],
          "locations": [{ "name": "Familienzentrum", "address": { "postalCode": "73207" },
            "schedules": [{ "frequency": "monthly", "byDay": ["2MO", "-1FR"] }] }],
          "areas": [{ "forWhom": "Familiennamen A–K", "city": "Plochingen" }]
        }
        """)!.AsObject();

    private async Task<(Guid Id, string Name)> Entry(Person keeper, bool own = true, Guid? provider = null)
    {
        var name = $"Beratung{Guid.NewGuid():N}";
        var client = await api.As(keeper);
        return (await (await client.Post("/api/v1/services", Written(own ? keeper.OrganisationId : provider, name)).Expect(201)).Id(), name);
    }

    private async Task<Person> Keeper()
    {
        var organisation = await api.Given.Organisation();
        return await api.Given.Staff(organisation, Role.Caseworker, await api.Given.Team(organisation));
    }
}
