using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Clients;

/// <summary>Art. 18 GDPR: what is stored only stays, whichever way would remove it, and what a caller may do says so.</summary>
public sealed class StoredOnlyTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Refused = "processing-restricted";

    [Fact]
    public async Task What_is_stored_only_is_not_removed_either()
    {
        var of = await api.Given.CaseOfAged(35);
        var document = await api.Given.Document(of);
        await api.Given.Membership(of.OrganisationId, of.ClientId);
        var household = $"/api/v1/households/{await api.Sql<Guid>($"select household_id from app.household_member where client_id = '{of.ClientId}'")}";
        var reason = new { reason = "Gehört zu jemand anderem" };
        (string Path, string Removal, int Answer)[] removals =
        [
            ($"/api/v1/employments/{await api.Given.Employment(of)}", "remove", 204),
            ($"/api/v1/language-levels/{await api.Given.LanguageLevel(of)}", "remove", 204),
            ($"/api/v1/participations/{await api.Given.Participation(of)}", "remove", 204),
            ($"/api/v1/occupancies/{await api.Given.Occupancy(of)}", "remove", 204),
            (household, $"members/{of.ClientId}/remove", 200), // On the day of joining: it never was so.
            ($"/api/v1/documents/{document}", $"files/{await api.Given.DocumentFile(of, document)}/erase", 200),
            ($"/api/v1/cases/{of.CaseId}", $"counselling-pauses/{await api.Given.CounsellingPause(of)}/remove", 200),
        ];
        var client = await api.As(of.Lead!);
        var before = await Held(of);
        await Restrict(client, of);

        foreach (var (path, removal, _) in removals)
        {
            await client.Post($"{path}/{removal}", reason, (await client.GetAsync(path).Expect(200)).Tag()).ExpectProblem(409, Refused);
        }
        Assert.Equal(before, await Held(of));

        var person = $"/api/v1/clients/{of.ClientId}";
        await client.Post($"{person}/restriction/lift", new { reason = "Geprüft" }, (await client.GetAsync(person)).Tag()).Expect(200);
        foreach (var (path, removal, answer) in removals)
        {
            await client.Post($"{path}/{removal}", reason, (await client.GetAsync(path).Expect(200)).Tag()).Expect(answer);
        }
    }

    [Fact]
    public async Task Nor_does_a_caller_read_that_it_could_be_changed()
    {
        var of = await api.Given.CaseOfAged(35);
        await api.Given.Membership(of.OrganisationId, of.ClientId);
        var household = await api.Sql<Guid>($"select household_id from app.household_member where client_id = '{of.ClientId}'");
        string[] paths =
        [
            $"/api/v1/employments/{await api.Given.Employment(of)}", $"/api/v1/language-levels/{await api.Given.LanguageLevel(of)}",
            $"/api/v1/participations/{await api.Given.Participation(of)}", $"/api/v1/occupancies/{await api.Given.Occupancy(of)}",
            $"/api/v1/presences/{await api.Given.Presence(of)}", $"/api/v1/allocations/{await api.Given.Allocation(of)}",
        ];
        var client = await api.As(of.Lead!);
        var before = await Each();
        Assert.All(before, allowed => Assert.NotEmpty(allowed));
        Assert.Contains("remove", await Allowed(client, $"/api/v1/households/{household}"));
        await Restrict(client, of);

        Assert.All(await Each(), allowed => Assert.Empty(allowed));
        foreach (var path in paths)
        {
            Assert.Equal(Refused, Actions(await client.Read(path)).Single(action => action.Text("action") == "correct").Text("code"));
        }
        foreach (var list in (string[])["presences", "allocations"])
        {
            var row = Assert.Single((await client.Read($"/api/v1/clients/{of.ClientId}/{list}"))["items"]!.AsArray())!;
            Assert.DoesNotContain(Actions(row), action => action.Value<bool>("allowed"));
        }
        // Somebody else may join whoever lives there.
        Assert.Equal(["update", "add-member"], await Allowed(client, $"/api/v1/households/{household}"));

        async Task<List<string>[]> Each() => await Task.WhenAll(paths.Select(path => Allowed(client, path)));
    }

    private static async Task<List<string>> Allowed(HttpClient client, string path) =>
        [.. Actions(await client.Read(path)).Where(action => action.Value<bool>("allowed")).Select(action => action.Text("action")!)];

    private static IEnumerable<JsonNode> Actions(JsonNode shown) => shown["allowedActions"]!.AsArray().Select(action => action!);

    private static async Task Restrict(HttpClient client, GivenCase of)
    {
        var path = $"/api/v1/clients/{of.ClientId}";
        await client.Put($"{path}/restriction", new { groundCode = "unlawful-not-erased" }, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
    }

    private Task<long> Held(GivenCase of) => api.Sql<long>($"""
        select (select count(*) from app.employment where client_id = '{of.ClientId}')
            + (select count(*) from app.language_level where client_id = '{of.ClientId}')
            + (select count(*) from app.participation p join app.participation_move m on m.participation_id = p.id where p.client_id = '{of.ClientId}')
            + (select count(*) from app.occupancy where client_id = '{of.ClientId}')
            + (select count(*) from app.household_member where client_id = '{of.ClientId}')
            + (select count(*) from app.document_chunk k join app.document_file f on f.id = k.file_id where f.client_id = '{of.ClientId}')
            + (select count(*) from app.counselling_pause where client_id = '{of.ClientId}')
        """);
}
