using System.Net.Http.Json;
using CaseManagement.Api.Http;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Http;

public sealed class LimitsTests
{
    [Fact]
    public async Task Who_asks_too_often_is_told_how_long_to_wait()
    {
        var api = new Fixture.Api();
        api.Settings["Limits:SignInsPerMinute"] = "1";
        await api.InitializeAsync();
        await using var _ = api;
        var client = api.Anonymous();
        var nobody = new { userName = "nobody@example.org", password = "wrong" };
        await client.Post("/api/v1/sessions", nobody).ExpectProblem(401, "sign-in-refused");

        var refused = await client.Post("/api/v1/sessions", nobody).Expect(429);

        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Who_sends_a_body_that_is_too_large_hears_so_instead_of_losing_the_connection(bool chunked)
    {
        await using var api = new Fixture.Api { OnSocket = true };
        await api.InitializeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sessions")
        {
            Content = JsonContent.Create(new { userName = "nobody@example.org", password = new string('x', 2 * (int)Limits.BodyBytes) }),
        };
        if (!chunked)
        {
            await request.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
        }
        Assert.Equal(chunked, request.Content.Headers.ContentLength is null);

        var refused = await api.Anonymous().SendAsync(request, TestContext.Current.CancellationToken).ExpectProblem(413, "too-large");

        Assert.Equal((int)Limits.BodyBytes, refused.Number("maxBytes"));
    }

    [Fact]
    public async Task No_more_is_heard_of_a_body_that_nothing_takes_or_of_a_form()
    {
        await using var api = new Fixture.Api { OnSocket = true };
        await api.InitializeAsync();
        var (client, cancel) = (api.Anonymous(), TestContext.Current.CancellationToken);
        var tooMuch = new string('x', 2 * (int)Limits.BodyBytes);
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/version") { Content = JsonContent.Create(tooMuch) };
        await client.SendAsync(asked, cancel).ExpectProblem(413, "too-large");
        using var form = new FormUrlEncodedContent([new("client_id", tooMuch)]);
        await client.PostAsync("/connect/token", form, cancel).ExpectProblem(413, "too-large");
    }

    [Fact]
    public async Task What_no_statement_can_hold_is_refused_at_the_token_server_and_its_pages_too()
    {
        await using var api = new Fixture.Api();
        await api.InitializeAsync();
        var (client, cancel) = (api.Anonymous(), TestContext.Current.CancellationToken);
        foreach (var path in (string[])["/connect/authorize?response_type=code&client_id=a%00b", "/connect/logout?client_id=a%00b"])
        {
            var refused = await client.GetAsync(path, cancel).ExpectProblem(400, "validation-failed");
            Assert.Equal(("client_id", "nul-in-text"), (refused["errors"]![0]!.Text("pointer"), refused["errors"]![0]!.Text("code")));
        }
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", "a\0b"), new("client_secret", "x")]);
        await client.PostAsync("/connect/token", form, cancel).ExpectProblem(400, "validation-failed");
        using var cut = new StringContent("--x");
        cut.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        await client.PostAsync("/connect/token", cut, cancel).ExpectProblem(400, "malformed-request");
    }
}
