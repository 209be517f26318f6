using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Imports;

/// <summary>kill -9 in the middle: what was saved stays, nothing is half done, the next process finishes it.</summary>
public sealed class KilledImportTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const int New = 139;

    [Fact]
    public async Task A_process_killed_while_it_applies_is_taken_over_and_nothing_is_doubled_or_half_done()
    {
        var office = await api.Given.ImportOffice();
        var token = await api.Token(office.Worker);
        Guid id;
        await using (var process = await ApiProcess.Start(api, "hangfire"))
        {
            var client = process.As(token);
            id = await (await client.Upload(AllocationFile.PlochingenUtf8).Expect(201)).Id();
            await Status(client, "checked");
            var tag = (await client.GetAsync($"/api/v1/imports/{id}").Expect(200)).Tag();
            await client.Post($"/api/v1/imports/{id}/apply", new { mode = "row_by_row" }, tag).Expect(202);
            await Waits.Until(async () => await office.Count("app.household") >= 3, "three households");
            process.Kill();
        }
        var households = await office.Count("app.household");
        Assert.InRange(households, 3, 39);
        await AssertWhole();

        await using (var process = await ApiProcess.Start(api, "hangfire"))
        {
            var client = process.As(token);
            await Status(client, "applied");
        }
        await AssertWhole();
        Assert.Equal((40L, (long)New, (long)New), (await office.Count("app.household"), await office.Count("app.client"), await office.Count("app.\"case\"")));
        Assert.Equal(New, (await office.Get(id)).Value<int>("counts/created"));

        Task Status(HttpClient client, string status) =>
            Waits.Until(async () => (await client.Read($"/api/v1/imports/{id}")).Text("status") == status, $"an import that is {status}");

        // Every household on file has all its rows of the list, each with its person, household and case.
        async Task AssertWhole()
        {
            Assert.Equal(0L, await api.Sql<long>($"""
                select count(*) from app.household h where h.organisation_id = '{office.OrganisationId}'
                and (select count(*) from app.household_member m join app."case" c on c.client_id = m.client_id and c.household_id = h.id
                     where m.household_id = h.id)
                 <> (select count(*) from app.import_row r where r.import_id = '{id}' and r.household = h.reference and r.verdict = 'new')
                """));
            // In one statement: PostgreSQL may still commit what the dead process sent last.
            Assert.Equal(0L, await api.Sql<long>($"""
                select (select count(*) from app.client where organisation_id = '{office.OrganisationId}')
                    - (select count(*) from app.import_row where import_id = '{id}' and applied_at is not null)
                """));
        }
    }
}
