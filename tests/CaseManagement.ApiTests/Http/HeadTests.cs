using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Jobs;

namespace CaseManagement.ApiTests.Http;

/// <summary>HEAD is GET without the content, at every endpoint that reads.</summary>
[Collection(HangfireEngineTests.Collection)] // There is one port for them.
public sealed class HeadTests : IAsyncLifetime
{
    private readonly Fixture.Api api = new() { OnSocket = true };

    public ValueTask InitializeAsync() => api.InitializeAsync();

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task It_has_the_status_and_headers_of_GET_and_no_content()
    {
        var of = await api.Given.CaseWithLead();
        using var client = new HttpClient { BaseAddress = api.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await api.Token(of.Lead!));
        foreach (var path in (string[])[
            $"/api/v1/clients/{of.ClientId}", $"/api/v1/cases/{of.CaseId}", "/api/v1/cases?limit=1", $"/api/v1/cases/{Guid.NewGuid()}",
            "/api/v1/cases?limit=x", "/api/v1/nothing", "/health/ready", "/openapi/caseworker.json"])
        {
            var get = await client.GetAsync(path);
            var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            Assert.Equal((path, get.StatusCode), (path, head.StatusCode));
            Assert.Equal(get.Headers.ETag, head.Headers.ETag);
            Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
            Assert.Equal("", await head.Content.ReadAsStringAsync());
        }
    }
}
