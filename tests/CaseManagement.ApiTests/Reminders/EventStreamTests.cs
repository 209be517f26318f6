using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.SignIn;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Reminders;

/// <summary>Notices as they come.</summary>
public sealed class EventStreamTests(EventStreamTests.Streaming streaming) : IClassFixture<EventStreamTests.Streaming>
{
    private Fixture.Api Api => streaming.Api;

    public sealed class Streaming : IAsyncLifetime
    {
        public Fixture.Api Api { get; } = new() { OnSocket = true };

        public async ValueTask InitializeAsync()
        {
            Api.Settings["Events:StreamSeconds"] = "3600";
            await Api.InitializeAsync();
        }

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }

    private sealed class Reader(HttpResponseMessage answer, IAsyncEnumerator<SseItem<string>> items) : IAsyncDisposable
    {
        public HttpResponseMessage Answer => answer;

        public string? LastId { get; private set; }

        /// <summary>The next event that is no heartbeat; null at the end of the stream.</summary>
        public async Task<(string Type, JsonNode Data)?> Next()
        {
            while (await items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(40)))
            {
                LastId = items.Current.EventId ?? LastId;
                if (items.Current.EventType != "heartbeat")
                {
                    return (items.Current.EventType, JsonNode.Parse(items.Current.Data)!);
                }
            }
            return null;
        }

        public async Task<Guid> Notice()
        {
            var next = await Next();
            Assert.Equal("notice", next?.Type);
            return next!.Value.Data.Value<Guid>("id");
        }

        public async ValueTask DisposeAsync()
        {
            answer.Dispose();
            await items.DisposeAsync();
        }
    }

    private static async Task<Reader> Follow(HttpClient client, string? lastId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events");
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); // Expect would read to the end.
        Assert.Equal(200, (int)answer.StatusCode);
        var reader = new Reader(answer, SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator());
        Assert.Equal("ready", (await reader.Next())!.Value.Type);
        return reader;
    }

    private async Task<Person> Worker()
    {
        var organisation = await Api.Given.Organisation();
        return await Api.Given.Staff(organisation, Role.Caseworker, await Api.Given.Team(organisation));
    }

    [Fact]
    public async Task Each_notice_comes_once_in_order_to_each_window_of_its_reader_and_to_nobody_else()
    {
        var (worker, other) = (await Worker(), await Worker());
        await Api.Given.Notice(worker); // Before the stream: it is in the list.
        var client = await Api.As(worker);
        client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        await using var one = await Follow(client);
        await using var two = await Follow(client);
        await using var theirs = await Follow(await Api.As(other));
        Assert.Equal("text/event-stream", one.Answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no", one.Answer.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.DoesNotContain("gzip", one.Answer.Content.Headers.ContentEncoding);

        var sent = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            sent.Add(await Api.Given.Notice(worker));
        }
        var foreign = await Api.Given.Notice(other);

        foreach (var reader in new[] { one, two })
        {
            foreach (var id in sent)
            {
                Assert.Equal(id, await reader.Notice());
            }
        }
        Assert.Equal(foreign, await theirs.Notice());
    }

    [Fact]
    public async Task It_says_what_and_when_and_nothing_else()
    {
        var worker = await Worker();
        await using var reader = await Follow(await Api.As(worker));
        var id = await Api.Given.Notice(worker);
        var (_, data) = (await reader.Next())!.Value;
        Assert.Equal(["at", "id", "kind"], data.AsObject().Where(member => member.Value is not null).Select(member => member.Key).Order());
        Assert.Equal((id, "reminder-due"), (data.Value<Guid>("id"), data.Text("kind")));
    }

    [Fact]
    public async Task Broken_off_it_goes_on_behind_the_last_event_without_a_gap_on_another_instance_too()
    {
        var worker = await Worker();
        string? last;
        await using (var first = await Follow(await Api.As(worker)))
        {
            await Api.Given.Notice(worker);
            await first.Notice();
            last = first.LastId;
        }
        var missed = new[] { await Api.Given.Notice(worker), await Api.Given.Notice(worker) };
        await using var beside = new Fixture.Api { Beside = Api };
        beside.Settings["Events:StreamSeconds"] = "3600";
        await beside.InitializeAsync();
        await using var again = await Follow(await beside.As(worker), last);
        foreach (var id in missed)
        {
            Assert.Equal(id, await again.Notice());
        }
        var later = await Api.Given.Notice(worker); // Written by one instance, told by the other.
        Assert.Equal(later, await again.Notice());
    }

    [Fact]
    public async Task What_commits_late_comes_late_and_is_not_lost()
    {
        var worker = await Worker();
        await using var reader = await Follow(await Api.As(worker));
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(Api.Owner));
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var early = Guid.CreateVersion7(Api.Given.Now);
        await using (var insert = new NpgsqlCommand($"""
            insert into app.notice (id, organisation_id, staff_id, kind, subject_type, subject_id, occasion, at)
            values ('{early}', '{worker.OrganisationId}', '{worker.StaffId}', 'reminder-due', 'reminder', gen_random_uuid(), 'x', '{Api.Given.Now:O}')
            """, connection, transaction))
        {
            await insert.ExecuteNonQueryAsync();
        }
        var late = await Api.Given.Notice(worker);
        Assert.Equal(late, await reader.Notice());
        await transaction.CommitAsync();
        Assert.Equal(early, await reader.Notice());
        await using var all = await Follow(await Api.As(worker), "0");
        Assert.Equal(late, await all.Notice());
        Assert.Equal(early, await all.Notice());
    }

    [Fact]
    public async Task It_ends_with_the_session_and_shows_nothing_that_came_after()
    {
        var worker = await Worker();
        await using var reader = await Follow(await Api.As(worker));
        await Api.InOrganisation(worker.OrganisationId, async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await Sessions.EndAll(db, worker.StaffId, "test", Api.Given.Now, CancellationToken.None);
            await transaction.CommitAsync();
            return 0;
        });
        await Api.Given.Notice(worker);
        var next = await reader.Next();
        Assert.Equal(("end", "session-ended"), (next!.Value.Type, next.Value.Data.Text("reason")));
        Assert.Null(await reader.Next());
    }

    [Fact]
    public async Task It_ends_with_the_token()
    {
        await using var own = new Fixture.Api();
        own.Settings["Events:StreamSeconds"] = "3600";
        await own.InitializeAsync();
        var organisation = await own.Given.Organisation();
        var worker = await own.Given.Staff(organisation, Role.Caseworker, await own.Given.Team(organisation));
        await using var reader = await Follow(await own.As(worker));
        own.Clock.Offset += TimeSpan.FromMinutes(11);
        await own.Given.Notice(worker);
        var next = await reader.Next();
        Assert.Equal(("end", "token-expired"), (next!.Value.Type, next.Value.Data.Text("reason")));
        Assert.Null(await reader.Next());
    }

    [Fact]
    public async Task The_listening_connection_is_one_and_comes_back_when_it_is_cut()
    {
        var worker = await Worker();
        await using var one = await Follow(await Api.As(worker));
        await using var two = await Follow(await Api.As(await Worker()));
        const string listening = "from pg_stat_activity where datname = current_database() and query = 'listen notice'";
        await Api.Until($"select count(*) = 1 {listening}");
        await Api.Sql<long>($"select count(pg_terminate_backend(pid)) {listening}");
        var id = await Api.Given.Notice(worker);
        Assert.Equal(id, await one.Notice());
        await Api.Until($"select count(*) = 1 {listening}");
    }

    [Fact]
    public async Task A_ninth_window_and_an_id_that_is_none_are_refused()
    {
        var client = await Api.As(await Worker());
        var open = new List<Reader>();
        for (var i = 0; i < 8; i++)
        {
            open.Add(await Follow(client));
        }
        await client.GetAsync("/api/v1/events").ExpectProblem(429, "too-many-streams");
        await open[0].DisposeAsync();
        await Waits.Until(async () =>
        {
            using var answer = await client.GetAsync("/api/v1/events", HttpCompletionOption.ResponseHeadersRead);
            return (int)answer.StatusCode == 200;
        }, "a stream in the place of the one that has ended");
        foreach (var reader in open.Skip(1))
        {
            await reader.DisposeAsync();
        }
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events") { Headers = { { "Last-Event-ID", "x" } } };
        await client.SendAsync(request).ExpectProblem(400, "validation-failed");
        await Api.Anonymous().GetAsync("/api/v1/events").Expect(401);
    }
}
