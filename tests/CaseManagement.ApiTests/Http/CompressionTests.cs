using System.Net;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Http;

/// <summary>Compressed is what is the same for everybody, and nothing that holds a secret beside what somebody else may have written (BREACH).</summary>
public sealed class CompressionTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Theory]
    [InlineData("/api/v1/reference-data")]
    [InlineData("/api/v1/reference-data/nationality")]
    [InlineData("/openapi/statistics.json")]
    [InlineData("/hsds/v3.1/services")]
    public async Task What_holds_no_secret_is_compressed(string path)
    {
        var client = await SignedIn();
        Assert.Equal("br", Assert.Single((await client.GetAsync(path).Expect(200)).Content.Headers.ContentEncoding));
    }

    [Theory]
    [InlineData("/api/v1/me")]
    [InlineData("/api/v1/cases")]
    [InlineData("/api/v1/reminders")]
    public async Task What_is_about_somebody_is_not(string path)
    {
        var client = await SignedIn();
        Assert.Empty((await client.GetAsync(path).Expect(200)).Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Other_bytes_have_the_tag_in_its_weak_form_and_are_known_by_it()
    {
        var client = await SignedIn();
        var first = await client.GetAsync("/api/v1/reference-data/nationality").Expect(200);
        Assert.True(first.Headers.ETag!.IsWeak);
        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, (await client.GetAsync("/api/v1/reference-data/nationality")).StatusCode);
    }

    private async Task<HttpClient> SignedIn()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        return client;
    }
}
