using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Imports;

/// <summary>A household whose application fails by an unforeseen error, again and again.</summary>
public sealed class FailingHouseholdTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly byte[] List = AllocationFile.Of(
        AllocationFile.Row("Karimi", "Zahra", "26.10.1986"), AllocationFile.Row("Pech", "Vogel", "01.11.2000", "H002", "ES-2026-2"),
        AllocationFile.Row("Pech", "Marie", "01.11.2010", "H002", "ES-2026-2", "Kind"),
        AllocationFile.Row("Haile", "Selam", "05.05.1990", "H003", "ES-2026-3"));

    [Theory]
    [InlineData("row_by_row", "applied", 2)]
    [InlineData("all_or_nothing", "checked", 0)]
    public async Task It_ends_as_failed_after_three_attempts_and_the_import_goes_on(string mode, string status, long persons)
    {
        var office = await api.Given.ImportOffice();
        await Break(office);
        var id = await office.Check(List);
        await office.RequestApply(id, mode).Expect(202);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await Assert.ThrowsAsync<AggregateException>(office.Process);
            Assert.Equal("applying", (await office.Get(id)).Text("progress/stage"));
            Assert.Equal(persons, await office.Count("app.client")); // The others have their turn first.
        }
        await office.Process();
        Assert.Equal(status, await office.Status(id));
        Assert.Equal(persons, await office.Count("app.client"));
        var rows = await office.Rows(id, "failed");
        Assert.Equal([3, 4], rows.Select(row => row.Value<int>("line")));
        Assert.All(rows, row => Assert.Equal("application-failed", row.Text("findings/0/code")));
        Assert.Equal(2, (await office.Get(id)).Number("counts/failed"));

        // Nothing is left to do, and once the error is mended the same list puts the rest on file.
        Assert.Equal(0, await office.Process());
        await Mend();
        await office.Import(List);
        Assert.Equal(4L, await office.Count("app.client"));
    }

    [Fact]
    public async Task An_error_that_passes_costs_nothing()
    {
        var office = await api.Given.ImportOffice();
        await Break(office);
        var id = await office.Check(List);
        await office.RequestApply(id, "row_by_row").Expect(202);
        await Assert.ThrowsAsync<AggregateException>(office.Process);
        await Mend();
        await office.Process();
        Assert.Equal("applied", await office.Status(id));
        Assert.Equal(4L, await office.Count("app.client"));
        Assert.Null((await office.Get(id))["counts"]!["failed"]);
    }

    private Task Break(ImportOffice office) => api.Execute($"""
        create or replace function app.test_break() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
        create or replace trigger test_break before insert on app.client for each row
            when (new.given_name = 'Marie' and new.organisation_id = '{office.OrganisationId}') execute function app.test_break()
        """);

    private Task Mend() => api.Execute("drop trigger test_break on app.client; drop function app.test_break()");
}
