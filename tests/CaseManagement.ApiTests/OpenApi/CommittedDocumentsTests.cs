using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using CaseManagement.Api.Http;
using CaseManagement.Api.OpenApi;
using CaseManagement.Dev;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CaseManagement.ApiTests.OpenApi;

/// <summary>The documents under openapi/ are what the API says of itself; a frontend generates its client from them.</summary>
public sealed partial class CommittedDocumentsTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "openapi");

    [Fact]
    public async Task Each_document_is_what_the_API_says()
    {
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
            host.UseSetting("ConnectionStrings:App", "Host=nobody.example").UseSetting("Jobs:Engine", "none"));
        using var client = factory.CreateClient();
        foreach (var (name, _, _) in OpenApiDocuments.All)
        {
            var (said, committed) = (await client.GetStringAsync($"/openapi/{name}.json"), await File.ReadAllTextAsync(Path.Combine(Folder, $"{name}.json")));
            var (there, here) = (said.Split('\n'), committed.Split('\n'));
            var line = there.Zip(here).TakeWhile(pair => pair.First.TrimEnd() == pair.Second.TrimEnd()).Count();
            Assert.True(line == there.Length && line == here.Length,
                $"openapi/{name}.json is stale from line {line + 1} on: 'make openapi' writes it anew.\n"
                + $"- {here.ElementAtOrDefault(line)}\n+ {there.ElementAtOrDefault(line)}");
        }
    }

    [Fact]
    public async Task Every_action_that_the_code_names_is_one_of_those_that_a_client_knows()
    {
        var document = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "caseworker.json"), TestContext.Current.CancellationToken))!;
        var known = document["components"]!["schemas"]!["ActionName"]!["enum"]!.AsArray().Select(name => name!.GetValue<string>());
        var named = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "CaseManagement.Api"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Named().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(named.Count > 30);
        Assert.Empty(named.Except(known));
    }

    /// <summary>A generated client is as right about null and about what is always there as the documents are.</summary>
    [Fact]
    public async Task What_may_be_null_may_be_null_in_the_documents_and_an_answer_has_all_its_members()
    {
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
            host.UseSetting("ConnectionStrings:App", "Host=nobody.example").UseSetting("Jobs:Engine", "none"));
        var json = factory.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var types = typeof(HandledRequest).Assembly.GetTypes().Where(type => !type.IsEnum).ToLookup(type => type.Name);
        var (wrong, members) = (new List<string>(), 0);
        foreach (var name in OpenApiDocuments.All.Where(document => document.Audience != Audience.Open).Select(document => document.Name))
        {
            var document = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, $"{name}.json"), TestContext.Current.CancellationToken))!;
            var schemas = document["components"]!["schemas"]!.AsObject();
            var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!).ToList();
            var sent = Reached(schemas, operations.Select(operation => operation["requestBody"]));
            var frozen = Reached(schemas, [schemas["PackageDocument"]]);
            foreach (var (of, schema) in schemas.Where(schema => types[schema.Key].Count() == 1 && schema.Value!["properties"] is not null))
            {
                foreach (var member in json.GetTypeInfo(types[of].Single()).Properties.Where(member => schema!["properties"]![member.Name] is not null))
                {
                    members++;
                    var isLeftOut = ((PropertyInfo)member.AttributeProvider!).GetCustomAttribute<JsonIgnoreAttribute>() is not null;
                    var isRead = sent.Contains(of) && member is not { Set: null, AssociatedParameter: null };
                    if ((isRead ? member.AssociatedParameter?.IsNullable ?? member.IsSetNullable : member.IsGetNullable && !isLeftOut)
                        && !MayBeNull(schema!["properties"]![member.Name]!))
                    {
                        wrong.Add($"{name}: {of}.{member.Name} may be null");
                    }
                    if (!sent.Contains(of) && !frozen.Contains(of) && of != "PackageDocument" && !isLeftOut
                        && schema!["required"]?.AsArray().Any(required => required!.GetValue<string>() == member.Name) != true)
                    {
                        wrong.Add($"{name}: {of}.{member.Name} is always there");
                    }
                }
            }
        }
        Assert.Equal([], wrong);
        Assert.True(members > 1000, $"{members} members");

        static bool MayBeNull(JsonNode? schema) => schema!["type"] is JsonArray types ? types.Any(type => type!.GetValue<string>() == "null")
            : schema["oneOf"] is JsonArray choices ? choices.Any(MayBeNull) : schema["$ref"] is null && schema["type"]?.GetValue<string>() is null or "null";
    }

    private static HashSet<string> Reached(JsonObject schemas, IEnumerable<JsonNode?> from)
    {
        var reached = new HashSet<string>();
        foreach (var start in from)
        {
            Walk(start);
        }
        return reached;

        void Walk(JsonNode? node)
        {
            foreach (var inner in node switch { JsonObject members => members.Select(member => member.Value), JsonArray items => items, _ => [] })
            {
                Walk(inner);
            }
            if (node is JsonObject && node["$ref"] is JsonValue reference && reference.GetValue<string>().Split('/')[^1] is var name && reached.Add(name))
            {
                Walk(schemas[name]);
            }
        }
    }

    [GeneratedRegex("(?:AllowedAction\\.(?:Yes|No|Of)|Other)\\(\"([^\"]+)\"")]
    private static partial Regex Named();

    [Fact]
    public void There_is_one_document_for_each_audience() =>
        Assert.Equal(OpenApiDocuments.All.Select(document => $"{document.Name}.json").Order(),
            Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order());
}
