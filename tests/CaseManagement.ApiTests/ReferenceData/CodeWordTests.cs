using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.ReferenceData;

/// <summary>What offices write for codes is reference data: read by all, kept by the operator's administrator.</summary>
public sealed class CodeWordTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Root = "/api/v1/reference-data/household-role/words";

    [Fact]
    public async Task Everybody_reads_the_words()
    {
        var reader = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker));
        var words = await reader.Read("/api/v1/reference-data/nationality/words?code=AFG&count=true");
        Assert.Contains("423", words.Values<string>("items/*/word"));
        Assert.Equal(words["items"]!.AsArray().Count, words.Number("count"));
        Assert.Empty((await reader.Read("/api/v1/reference-data/urgency/words"))["items"]!.AsArray());
        await reader.GetAsync("/api/v1/reference-data/no-such-list/words").ExpectProblem(404, "not-found");
    }

    [Theory]
    [InlineData("Kurdisch")]
    [InlineData("Kurdisch/Arabisch")]
    [InlineData("Zazaki")]
    [InlineData("Azeri")]
    [InlineData("Farsi")]
    public async Task A_language_is_read_by_its_bare_name_as_well(string language)
    {
        var office = await api.Given.ImportOffice();
        var row = AllocationFile.Row("Karimi", "Zahra", "26.10.1986").Replace(";prs;", $";{language};", StringComparison.Ordinal);
        Assert.Equal("new", (await office.Rows(await office.Check(AllocationFile.Of(row))))[0].Text("verdict"));
    }

    [Fact]
    public async Task The_operators_administrator_adds_a_word_and_takes_it_away_and_the_next_list_is_read_by_it()
    {
        var operating = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        var office = await api.Given.ImportOffice();
        var list = AllocationFile.Of(AllocationFile.Row("Karimi", "Zahra", "26.10.1986", role: "Clanchefin"));
        Assert.Equal("refused", (await office.Rows(await office.Check(list)))[0].Text("verdict"));

        var added = await operating.Post(Root, new { code = "applicant", word = "Clanchefin" }).Expect(201);
        Assert.Equal("new", (await office.Rows(await office.Check(list)))[0].Text("verdict"));
        await operating.Post(Root, new { code = "spouse", word = "CLANCHEFIN" }).ExpectProblem(409, "word-taken");
        await operating.Post(Root, new { code = "no-such-role", word = "x" }).ExpectProblem(400, "validation-failed");

        await office.Client.Post(Root, new { code = "spouse", word = "Gemahlin" }).Expect(403);
        var word = added.Headers.Location!.ToString();
        Assert.Equal("Clanchefin", (await operating.Read(word)).Text("word"));
        await operating.Send(HttpMethod.Delete, word).Expect(428);
        await operating.Send(HttpMethod.Delete, word, ifMatch: added.Tag()).Expect(204);
        Assert.Equal("refused", (await office.Rows(await office.Check(list)))[0].Text("verdict"));
    }
}
