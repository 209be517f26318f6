using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseManagement.Api.OpenApi;
using CaseManagement.Dev;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

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

    [GeneratedRegex("(?:AllowedAction\\.(?:Yes|No|Of)|Other)\\(\"([^\"]+)\"")]
    private static partial Regex Named();

    [Fact]
    public void There_is_one_document_for_each_audience() =>
        Assert.Equal(OpenApiDocuments.All.Select(document => $"{document.Name}.json").Order(),
            Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order());
}
