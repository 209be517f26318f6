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
}
