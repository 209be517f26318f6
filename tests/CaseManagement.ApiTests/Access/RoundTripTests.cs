using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CaseManagement.ApiTests.Access;

/// <summary>
/// How often each reading endpoint goes to the database: once with the access context in the same round trip, once more
/// for the record of whose data was shown. More needs a line and a reason here, so that no N+1 slips in.
/// </summary>
public sealed class RoundTripTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly Dictionary<string, int> More = new()
    {
        // The form, once in the life of the process: a published one never changes and stays in memory.
        ["/api/v1/assessments/{id:guid}"] = 3,
        // Whose it is to see, and only then what stayed behind, which PostgreSQL puts together.
        ["/api/v1/left-behind/{id:guid}"] = 3,
        // The case, and once for each room in which something can be open: reminders, letters, measures, agreements, appointments, referrals.
        ["/api/v1/cases/{id:guid}/close-preview"] = 7,
        // The words of the page; the grid; whose counselling lasts until when.
        ["/api/v1/households/{id:guid}/counselling-grid/page"] = 5,
        // The words of the page; who counsels; who else does.
        ["/api/v1/cases/{id:guid}/information-sheet/page"] = 4,
        ["/api/v1/clients/{id:guid}/copies/page"] = 5, // the words of the page, and the copy
        // The agreement; the words of the page, those of its areas.
        ["/api/v1/agreements/{id:guid}/page"] = 4,
        // Whose absence, of which cases, what happened there, who the persons are.
        ["/api/v1/absences/{id:guid}/digest"] = 4,
        // How much waits; what is told today, and what of it was; whether the caller is told by mail.
        ["/api/v1/me/digest/"] = 3,
        // Which file, and its bytes in pieces of 256 KiB.
        ["/api/v1/documents/{id:guid}/files/{fileId:guid}"] = 3,
        // What is to be shown, and how the caller stands to it, for the allowed actions; of an assignment also the mentor, the rule, who else is there.
        ["/api/v1/service-lists/export"] = 3, // the codes, the words for them, the services
        ["/api/v1/measures/{id:guid}"] = 3,
        ["/api/v1/appointments/{id:guid}"] = 3,
        ["/api/v1/case-work/{id:guid}"] = 3,
        ["/api/v1/confidential-notes/{id:guid}"] = 3,
        ["/api/v1/mentors/{id:guid}"] = 3,
        ["/api/v1/mentor-assignments/{id:guid}"] = 5,
    };

    [Fact]
    public async Task Every_reading_endpoint_answers_within_two_round_trips()
    {
        var world = await api.Given.Everything();
        var client = await api.As(world.Worker);
        using var count = new RoundTrips();
        using var sent = new SentCommands(api);
        var wrong = new List<string>();
        foreach (var endpoint in api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HandledRequest>() is { IsOpen: false }
                && endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Contains("GET")))
        {
            var trace = ActivityTraceId.CreateRandom();
            using var request = new HttpRequestMessage(HttpMethod.Get, world.Fill(endpoint));
            request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
            var status = (int)(await client.SendAsync(request)).StatusCode;
            var trips = count.Of(trace);
            if (status == 200 && trips > More.GetValueOrDefault(endpoint.RoutePattern.RawText!, 2))
            {
                wrong.Add($"{endpoint.RoutePattern.RawText}: {trips} round trips");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        // .First() of several columns and .Take(1) inside a projection: EF numbers all rows of the table and throws all but one away.
        var windows = sent.All.Select(command => command.Text).Where(text => text.Contains("ROW_NUMBER()", StringComparison.Ordinal)).ToList();
        Assert.Equal([], windows);
    }

    [Fact]
    public async Task A_contact_is_recorded_within_six_round_trips_and_the_commit()
    {
        var given = await api.Given.CaseWithLead();
        var client = await api.As(given.Lead!);
        await client.GetAsync("/api/v1/me").Expect(200); // The first request of a process reads the keys that sign tokens.
        using var count = new RoundTrips();
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/contacts")
        {
            Content = JsonContent.Create(new
            {
                at = api.Given.Now, kind = "office", outcome = "counselled", topics = new[] { "housing" },
                persons = new[] { new { clientId = given.ClientId } }, notes = new[] { new { text = "Wohnungssuche" } },
            }),
        };
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        await client.SendAsync(request).Expect(201);

        // The context with BEGIN, the codes, the cases, contact and person and note in one batch; then who of a handover has been spoken to.
        Assert.InRange(count.Of(trace), 1, 6);
        await using var scope = api.Services.CreateAsyncScope();
        Assert.False(scope.ServiceProvider.GetRequiredService<CaseDb>().Database.AutoSavepointsEnabled);
    }

    /// <summary>Npgsql reports one activity for each command, however many statements travel in it.</summary>
    private sealed class RoundTrips : IDisposable
    {
        private readonly ConcurrentDictionary<ActivityTraceId, int> seen = new();
        private readonly ActivityListener listener;

        public RoundTrips()
        {
            listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                {
                    if (activity.Source.Name == "Npgsql")
                    {
                        seen.AddOrUpdate(activity.TraceId, 1, (_, n) => n + 1);
                    }
                },
            };
            ActivitySource.AddActivityListener(listener);
        }

        public int Of(ActivityTraceId trace) => seen.GetValueOrDefault(trace);

        public void Dispose() => listener.Dispose();
    }
}
