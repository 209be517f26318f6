using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.Dev;

namespace CaseManagement.ApiTests.Desk;

/// <summary>The screens of src/README.md: each in at most three calls, each of which there is, and what is read can be read.</summary>
public sealed partial class ScreenTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly IReadOnlyList<(string Screen, IReadOnlyList<string> Calls)> Screens =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "src", "README.md")).SkipWhile(line => line != "## Screens").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).Where(line => line.Contains("| `", StringComparison.Ordinal))
            .Select(line => (line.Split('|')[1].Trim(), (IReadOnlyList<string>)[.. Call().Matches(line).Select(call => call.Groups[1].Value)])),
    ];

    [Fact]
    public async Task There_are_nine_each_of_at_most_three_calls_that_the_document_has()
    {
        Assert.Equal(["Sign-in", "My day", "Case list", "Client file", "Form", "Handover inbox", "Contact log", "Calendar", "Import"],
            Screens.Select(screen => screen.Screen));
        var file = Path.Combine(Repository.Root, "openapi", "caseworker.json");
        var document = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
        foreach (var (screen, calls) in Screens)
        {
            Assert.InRange(calls.Count, 1, 3);
            Assert.All(calls, call => Assert.True(
                document["paths"]![$"/api/v1{call.Split(' ')[1].Split('?')[0]}"]?[call.Split(' ')[0].ToLowerInvariant()] is not null, $"{screen}: {call}"));
        }
    }

    [Fact]
    public async Task What_a_screen_reads_can_be_read()
    {
        var world = await api.Given.Everything();
        var client = await api.As(world.Worker);
        var office = await api.Given.ImportOffice();
        var import = await office.Upload(AllocationFile.Of(AllocationFile.Row("Karimi", "Zahra", "26.10.1986")));
        foreach (var call in Screens.SelectMany(screen => screen.Calls).Where(call => call.StartsWith("GET ", StringComparison.Ordinal)))
        {
            var path = Place().Replace(call["GET ".Length..].Replace("caseId={id}", $"caseId={world.Ids["cases"]}", StringComparison.Ordinal),
                place => $"/{place.Groups[1]}/{(place.Groups[1].Value == "imports" ? import : world.Ids[place.Groups[1].Value])}");
            await (path.StartsWith("/imports/", StringComparison.Ordinal) ? office.Client : client).GetAsync($"/api/v1{path}").Expect(200);
        }
    }

    [GeneratedRegex("`((?:GET|POST|PUT) /[^`]+)`")]
    private static partial Regex Call();

    [GeneratedRegex(@"/([a-z-]+)/\{id\}")]
    private static partial Regex Place();
}
