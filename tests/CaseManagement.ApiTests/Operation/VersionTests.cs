using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Operation;

public sealed class VersionTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Anybody_learns_which_build_answers_and_nothing_of_the_installation()
    {
        var shown = await api.Anonymous().Read("/version");
        Assert.Equal(["changelog", "commit", "committedAt", "schema", "version"], shown.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Matches("^[0-9]+[.][0-9]+[.][0-9]+$", shown.Text("version"));
        Assert.Equal(await api.Sql<string>("select max(name) from access.migration"), $"{shown.Text("schema")}.sql");
        if (shown.Text("commit") is { } commit) // Sources without a repository, as in an image, have none.
        {
            Assert.Matches("^[0-9a-f]{40}$", commit);
            Assert.True(DateTimeOffset.Parse(shown.Text("committedAt")!, System.Globalization.CultureInfo.InvariantCulture) < api.Given.Now);
        }
        await api.Anonymous().GetAsync("/version?all=true").ExpectProblem(400, "validation-failed");
    }
}
