using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Audit;

/// <summary>Readings that wait at the same time go on record together.</summary>
public sealed class ReadingsTests : IAsyncLifetime
{
    private readonly Fixture.Api api = new();

    public ValueTask InitializeAsync() => api.InitializeAsync();
    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task Each_of_many_at_once_is_on_record_under_who_read_and_by_which_request()
    {
        var cases = new List<GivenCase>();
        for (var i = 0; i < 4; i++)
        {
            cases.Add(await api.Given.CaseWithLead());
        }
        var readers = await Task.WhenAll(cases.Select(given => api.As(given.Lead!)));

        await Task.WhenAll(Enumerable.Range(0, 80).Select(n => readers[n % 4].GetAsync($"/api/v1/clients/{cases[n % 4].ClientId}").Expect(200)));

        foreach (var given in cases)
        {
            Assert.Equal(20L, await api.Sql<long>($"""
                select count(distinct request_id) from audit.entry
                where kind = 'read' and action = 'GetClient' and staff_id = '{given.Lead!.StaffId}' and organisation_id = '{given.OrganisationId}'
                  and session_id is not null and client_ids = array['{given.ClientId}'::uuid]
                """));
        }
    }

    [Fact]
    public async Task What_cannot_be_put_on_record_is_not_shown_and_the_next_reading_is()
    {
        var given = await api.Given.CaseWithLead();
        var reader = await api.As(given.Lead!);
        await api.Execute("alter table audit.inbox add constraint no_readings check (kind <> 'read') not valid");

        var refused = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => reader.GetAsync($"/api/v1/clients/{given.ClientId}")));

        Assert.All(refused, answer => Assert.Equal(500, (int)answer.StatusCode));
        Assert.All(refused, answer => Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType));
        await api.Execute("alter table audit.inbox drop constraint no_readings");
        await reader.GetAsync($"/api/v1/clients/{given.ClientId}").Expect(200);
    }
}
