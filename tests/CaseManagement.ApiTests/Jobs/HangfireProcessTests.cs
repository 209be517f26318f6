using System.Diagnostics;
using CaseManagement.Api.Access;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Jobs;

/// <summary>
/// The product as processes of their own with Hangfire, on real PostgreSQL: commands fire, outlive kill -9, never run beside
/// themselves, and are taken up where a process died in their middle.
/// </summary>
[TakesLong]
public sealed class HangfireProcessTests : IAsyncLifetime
{
    private const string Command = "sweep-sessions"; // Hourly: within a test it runs because it was woken.

    private readonly Fixture.Api api = new();

    public ValueTask InitializeAsync() => api.InitializeAsync();

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task A_recurring_command_fires_by_itself()
    {
        await using var process = await ApiProcess.Start(api, "hangfire");

        await api.Until("select outcome = 'done' from jobs.recurring_command where name = 'seal-audit'"); // Every full minute.
    }

    [Fact]
    public async Task A_dated_wake_up_outlives_kill_9_and_a_restart()
    {
        await api.Execute($"""
            insert into jobs.recurring_command (name, cron) values ('{Command}', '17 * * * *');
            insert into jobs.wake_up (id, command, due_at, created_at)
            values (gen_random_uuid(), '{Command}', '{api.Given.Now.AddHours(1):O}', '{api.Given.Now:O}');
            """);
        await using (var process = await ApiProcess.Start(api, "hangfire"))
        {
            await OnlyWokenRuns();
            process.Kill();
        }
        var job = await api.Sql<long>($"select id from hangfire.job where arguments::text like '%{Command}%' and statename = 'Scheduled'");
        // An hour passes.
        await api.Execute("""
            update hangfire.set set score = score - 3600 where key = 'schedule';
            update jobs.wake_up set due_at = due_at - interval '1 hour'
            """);

        await using var next = await ApiProcess.Start(api, "hangfire");
        await api.Until($"select statename = 'Succeeded' from hangfire.job where id = {job}");
        await api.Until("select done_at is not null from jobs.wake_up");
    }

    [Fact]
    public async Task Two_instances_never_run_a_command_at_once()
    {
        await SlowRuns(seconds: 1.5);
        var administrator = await Administrator();
        await using var one = await ApiProcess.Start(api, "hangfire");
        await using var other = await ApiProcess.Start(api, "hangfire");
        await OnlyWokenRuns();
        using var clients = new Clients(one.As(administrator), other.As(administrator));
        // As often as it takes: on a busy machine several requests come down to one run.
        for (var second = 0; second < 60 && await api.Sql<long>($"select count(*) from run_log where command = '{Command}'") < 6; second++)
        {
            await Task.WhenAll(clients.All.Select(client => client.Post($"/api/v1/jobs/{Command}/wake").Expect(202)));
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
        await api.Until($"select count(*) >= 6 and count(*) % 2 = 0 from run_log where command = '{Command}'");

        var log = await api.Sql<bool[]>($"select array_agg(begins order by id) from run_log where command = '{Command}'");
        Assert.Equal(log.Select((_, i) => i % 2 == 0), log); // Begun, ended, begun, ended …
        Assert.Equal(2L, await api.Sql<long>("select count(distinct data::jsonb ->> 'ServerId') from hangfire.state where name = 'Processing'"));
    }

    [Fact]
    public async Task A_run_killed_midway_is_taken_up_by_the_next_instance()
    {
        await SlowRuns(seconds: 6);
        await using (var process = await ApiProcess.Start(api, "hangfire"))
        {
            await OnlyWokenRuns();
            await process.As(await Administrator()).Post($"/api/v1/jobs/{Command}/wake").Expect(202);
            await api.Until("select count(*) > 0 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'");
            process.Kill();
        }
        await api.Execute("drop trigger slow_run on jobs.recurring_command"); // Waits for the statement that the dead process left behind.
        // Begun and not finished, whether or not it ran before.
        Assert.True(await api.Sql<bool>(
            $"select started_at > coalesce(finished_at, timestamptz '1900-01-01Z') from jobs.recurring_command where name = '{Command}'"));
        var job = await api.Sql<long>($"select min(id) from hangfire.job where arguments::text like '%{Command}%'");

        await using var next = await ApiProcess.Start(api, "hangfire");
        await api.Until($"select statename = 'Succeeded' from hangfire.job where id = {job}");
        Assert.Equal("done", await api.Sql<string>($"select outcome from jobs.recurring_command where name = '{Command}'"));
        Assert.Equal(2L, await api.Sql<long>(
            $"select count(distinct data::jsonb ->> 'ServerId') from hangfire.state where jobid = {job} and name = 'Processing'"));
    }

    // A test must not depend on the minute at which it runs.
    private Task OnlyWokenRuns() => api.Execute("delete from hangfire.set where key = 'recurring-jobs'");

    /// <summary>Every run lasts at least so long and leaves a row when it begins and when it ends.</summary>
    private Task SlowRuns(double seconds) => api.Execute(FormattableString.Invariant($"""
        create table run_log (id bigint generated always as identity, command text not null, begins boolean not null);
        create function slow_run() returns trigger language plpgsql security definer as $$
        begin
            insert into public.run_log (command, begins) values (new.name, new.started_at is distinct from old.started_at);
            if new.started_at is distinct from old.started_at then perform pg_sleep({seconds}); end if;
            return null;
        end $$;
        create trigger slow_run after update of started_at, finished_at on jobs.recurring_command for each row execute function slow_run();
        """));

    private async Task<string> Administrator() => await api.Token(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));

    private sealed record Clients(params HttpClient[] All) : IDisposable
    {
        public void Dispose() => Array.ForEach(All, client => client.Dispose());
    }
}
