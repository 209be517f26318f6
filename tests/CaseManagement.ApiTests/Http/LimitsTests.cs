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
}
