using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Desk;

/// <summary>
/// How much memory the hot requests allocate, the test's own client included: a loaded entity graph or a plan of EF that is made anew each time
/// shows here. The bands are half as much again as today. Counted by the runtime, never timed; alone in its process, which it counts as a whole.
/// </summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const int Times = 40;

    /// <summary>No other test runs meanwhile.</summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

    [Fact]
    public async Task A_hot_request_allocates_no_more_than_its_band()
    {
        var given = await api.Given.CaseWithLead();
        for (var n = 0; n < 50; n++)
        {
            await api.Given.Reminder(await api.Given.CaseOf(given.TeamId, given.Lead!));
        }
        var http = await api.As(given.Lead!);
        var contact = new { at = api.Given.Now, kind = "office", outcome = "counselled", persons = new[] { new { clientId = given.ClientId } } };
        var allocated = new Dictionary<string, (long Kilobytes, long AtMost)>
        {
            ["client"] = (await Kilobytes(() => http.GetAsync($"/api/v1/clients/{given.ClientId}").Expect(200)), 220),
            ["case"] = (await Kilobytes(() => http.GetAsync($"/api/v1/cases/{given.CaseId}").Expect(200)), 300),
            ["page of 50 cases"] = (await Kilobytes(() => http.GetAsync("/api/v1/cases?limit=50").Expect(200)), 650),
            ["timeline"] = (await Kilobytes(() => http.GetAsync($"/api/v1/cases/{given.CaseId}/timeline").Expect(200)), 400), // each room adds its source
            ["page of 50 reminders"] = (await Kilobytes(() => http.GetAsync("/api/v1/reminders?limit=50").Expect(200)), 500),
            ["contact"] = (await Kilobytes(() => http.Post("/api/v1/contacts", contact).Expect(201)), 600),
        };
        Assert.DoesNotContain(allocated, request => request.Value.Kilobytes > request.Value.AtMost);
    }

    private static async Task<long> Kilobytes(Func<Task> request)
    {
        for (var n = 0; n < Times; n++)
        {
            await request();
        }
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var n = 0; n < Times; n++)
        {
            await request();
        }
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Times / 1024;
    }
}
