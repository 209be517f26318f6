using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api;
using CaseManagement.Api.Http;
using CaseManagement.Api.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace CaseManagement.UnitTests.Http;

/// <summary>How a request is put together from route, query, headers and body.</summary>
public sealed class RequestShapeTests
{
    public enum Mood
    {
        Glad,
        [JsonStringEnumMemberName("-sad")] VerySad,
    }

    public sealed record Ask(
        Guid Id, string? Name, Mood? Mood, DateOnly? On, [FromHeader(Name = "If-None-Match")] string? Tag, Paging Page,
        Mood Sort = Mood.VerySad, int Depth = 3);

    public sealed record Needs(Guid Id, string Name);

    public sealed record AskMoods(IReadOnlyList<Mood>? Moods);

    public sealed record Tell(string Text, IReadOnlyList<Part>? Parts = null)
    {
        [JsonIgnore] public Guid Id { get; init; }
        [JsonIgnore] public uint Version { get; init; }
    }

    public sealed record Part([CodeOf("sex")] string Code, DateOnly? On = null);

    public sealed record Send([FileOf("text/csv", 4)] UploadedFile File, string? Name = null);

    public sealed record Act(Guid Id, uint Version);

    public sealed record Free(IReadOnlyDictionary<string, JsonElement> Answers);

    public sealed record Forgetful(Guid Id, string Text);

    [Fact]
    public async Task A_question_takes_its_members_from_route_query_and_headers()
    {
        var id = Guid.CreateVersion7();
        var http = Request("GET", $"?name=%C3%84pfel&mood=glad&on=2026-11-21&limit=7&count=true", ("id", id.ToString()));
        http.Request.Headers.IfNoneMatch = "\"x\"";
        var ask = (Ask)await Shape<Ask>("/{id:guid}").Read(http);
        Assert.Equal(new Ask(id, "Äpfel", Mood.Glad, new DateOnly(2026, 11, 21), "\"x\"", new Paging(7, null, true)), ask);
        Assert.Equal((Mood.VerySad, 3), (ask.Sort, ask.Depth));
    }

    [Fact]
    public async Task What_is_left_out_is_nothing_or_its_default_and_what_is_needed_is_asked_for()
    {
        Assert.Equal(new Paging(), ((Ask)await Shape<Ask>("/{id:guid}").Read(Request("GET", "", ("id", Guid.Empty.ToString())))).Page);
        Assert.Equal([("name", "required")], await Faults<Needs>("/{id:guid}", Request("GET", "", ("id", Guid.Empty.ToString()))));
    }

    [Fact]
    public async Task Closed_sets_are_spoken_as_in_JSON_and_several_stand_between_commas()
    {
        var asked = (AskMoods)await Shape<AskMoods>("/").Read(Request("GET", "?moods=glad,-sad"));
        Assert.Equal([Mood.Glad, Mood.VerySad], asked.Moods);
        Assert.Equal([("moods", "unknown-value")], await Faults<AskMoods>("/", Request("GET", "?moods=glad,VerySad")));
    }

    [Fact]
    public async Task A_command_takes_its_id_from_the_route_its_version_from_If_Match_and_the_rest_from_the_body()
    {
        var id = Guid.CreateVersion7();
        var http = Request("POST", "", ("id", id.ToString()));
        Body(http, """{"text":"a","parts":[{"code":"female"}]}""");
        http.Request.Headers.IfMatch = "\"4711\"";
        var shape = Shape<Tell>("/{id:guid}/tell", true);
        var told = (Tell)await shape.Read(http);
        Assert.Equal((id, 4711u, "a", "female"), (told.Id, told.Version, told.Text, told.Parts![0].Code));
        Assert.True(shape is { HasBody: true, NeedsIfMatch: true });
        Assert.Equal(("name", "/text", "/parts/0/code"), (Shape<Needs>("/{id}").Spell("/name"), shape.Spell("/text"), shape.Spell("/parts/0/code")));
    }

    [Theory]
    [InlineData("text/csv", null)]
    [InlineData("application/octet-stream", null)]
    [InlineData("application/json", "unsupported-media-type")]
    public async Task A_file_is_the_body_and_leaves_the_other_members_to_the_query(string mediaType, string? refusal)
    {
        var http = Request("POST", "?name=list");
        Body(http, "a;b");
        http.Request.ContentType = mediaType;
        var shape = Shape<Send>("/", true);
        Assert.False(shape.HasBody);
        if (refusal is not null)
        {
            Assert.Equal(refusal, (await Assert.ThrowsAsync<RefusedException>(async () => await shape.Read(http))).Type.Code);
            return;
        }
        var sent = (Send)await shape.Read(http);
        Assert.Equal(("a;b", null, "list"), (System.Text.Encoding.UTF8.GetString(await sent.File.Bytes(CancellationToken.None)), sent.File.Name, sent.Name));
    }

    [Fact]
    public async Task A_file_may_be_as_large_as_is_said()
    {
        var http = Request("POST", "");
        Body(http, "a;b;c");
        http.Request.ContentType = "text/csv";
        Assert.Equal("too-large", (await Assert.ThrowsAsync<RefusedException>(async () => await Shape<Send>("/", true).Read(http))).Type.Code);
    }

    [Fact]
    public async Task A_command_without_members_of_its_own_has_no_body()
    {
        var http = Request("POST", "", ("id", Guid.Empty.ToString()));
        var shape = Shape<Act>("/{id:guid}/act", true);
        Assert.False(shape.HasBody);
        Assert.Equal("if-match-required", (await Assert.ThrowsAsync<RefusedException>(async () => await shape.Read(http))).Type.Code);
        http.Request.Headers.IfMatch = "\"5\"";
        Assert.Equal(new Act(Guid.Empty, 5), await shape.Read(http));
    }

    [Theory]
    [InlineData("""{"text":1,"parts":[{"code":"x","on":"21.11.2026"},{"on":"2026-11-21","off":1}]}""",
        "/text wrong-type,/parts/0/on malformed-date,/parts/1/off unknown-member,/parts/1/code required")]
    [InlineData("""{"text":"a","parts":{"0":1}}""", "/parts wrong-type")]
    [InlineData("""{"text":"a","parts":[{"code":"x","on":5}]}""", "/parts/0/on wrong-type")]
    [InlineData("""{"text":null,"Text":"a"}""", "/text required,/Text unknown-member")]
    public async Task A_body_is_told_fault_by_fault(string body, string faults)
    {
        var http = Request("POST", "", ("id", Guid.Empty.ToString()));
        http.Request.Headers.IfMatch = "\"1\"";
        Body(http, body);
        Assert.Equal(faults.Split(','), (await Faults<Tell>("/{id:guid}", http, true)).Select(fault => $"{fault.Pointer} {fault.Code}"));
    }

    [Theory]
    [InlineData("""{"answers":{"literacy":"\ud800"}}""", "/answers/literacy malformed-json")]
    [InlineData("""{"answers":{"course":[{"a":"b"},{"a":["\udc00"]}]}}""", "/answers/course/1/a/0 malformed-json")]
    [InlineData("""{"answers":{"course":{"\ud800":1}}}""", "/answers/course wrong-type")]
    [InlineData("""{"answers":{"course":["a\u0000"]}}""", "/answers/course/0 nul-in-text")]
    public async Task A_fault_in_free_JSON_is_told_with_its_place(string body, string fault)
    {
        var http = Request("POST", "");
        Body(http, body);
        var refused = await Assert.ThrowsAnyAsync<Exception>(async () => await Shape<Free>("/", true).Read(http));
        var error = Assert.Single(RefusalHandler.Translate(refused).Errors);
        Assert.Equal(fault, $"{error.Pointer} {error.Code}");
    }

    [Fact]
    public void A_mapping_that_cannot_work_fails_at_the_start()
    {
        var unmarked = Assert.Throws<InvalidOperationException>(() => Shape<Forgetful>("/{id:guid}", true));
        Assert.Contains("[JsonIgnore]", unmarked.Message, StringComparison.Ordinal);
        var untaken = Assert.Throws<InvalidOperationException>(() => Shape<Needs>("/{id:guid}/{other}"));
        Assert.Contains("{other}", untaken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_in_a_path_is_a_guid_because_the_member_is() =>
        Assert.Equal("/{id:guid}/of/{name}/{depth:int}/{other:alpha}", Verbs.Constrain("/{id}/of/{name}/{depth}/{other:alpha}", typeof(Ask)));

    [Fact]
    public void Codes_are_found_in_the_records_inside_a_request_with_their_places()
    {
        var uses = CodeUses.Of(new Tell("x", [new Part("female"), new Part("male")]));
        Assert.Equal([new CodeUse("/parts/0/code", "sex", "female"), new CodeUse("/parts/1/code", "sex", "male")], uses);
        Assert.Empty(CodeUses.Of(new Act(Guid.Empty, 1)));
    }

    private static RequestShape Shape<T>(string route, bool mayHaveBody = false) => RequestShape.Of(typeof(T), RoutePatternFactory.Parse(route), mayHaveBody);

    private static async Task<IEnumerable<(string Pointer, string Code)>> Faults<T>(string route, HttpContext http, bool mayHaveBody = false) =>
        (await Assert.ThrowsAsync<RefusedException>(async () => await Shape<T>(route, mayHaveBody).Read(http))).Errors
            .Select(error => (error.Pointer, error.Code));

    private static DefaultHttpContext Request(string method, string query, params (string Name, string Value)[] route)
    {
        var services = new ServiceCollection().ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions)).BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services };
        (http.Request.Method, http.Request.QueryString) = (method, new QueryString(query));
        http.Request.RouteValues = new RouteValueDictionary(route.Select(value => KeyValuePair.Create<string, object?>(value.Name, value.Value)));
        return http;
    }

    private static void Body(HttpContext http, string json)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(json);
        (http.Request.Body, http.Request.ContentLength, http.Request.ContentType) = (new MemoryStream(bytes), bytes.Length, "application/json");
    }
}
