using System.Diagnostics;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace CaseManagement.ApiTests.Jobs;

/// <summary>The product with an engine: what recurs and what is due reaches its commands through to their rows.</summary>
[Collection(HangfireEngineTests.Collection)]
public sealed class ProductIsWokenTests : IAsyncLifetime
{
    private readonly Fixture.Api api = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        api.Settings["Jobs:Engine"] = "hangfire";
        await api.InitializeAsync();
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task Every_recurring_command_is_announced_to_the_engine()
    {
        var announced = await api.Sql<string>("select string_agg(value, ',' order by value collate \"C\") from hangfire.set where key = 'recurring-jobs'");

        Assert.NotEmpty(RecurringCommand.All);
        Assert.Equal(string.Join(',', RecurringCommand.All.Select(command => command.Name)), announced);
        Assert.Equal(RecurringCommand.All.Count, await api.Sql<long>("select count(*) from jobs.recurring_command"));
    }

    [Fact]
    public async Task A_wake_up_runs_the_command_and_records_the_outcome_and_the_store_holds_its_name_only()
    {
        await api.Services.GetRequiredService<IJobEngine>().WakeNow("sweep-sessions", Ct);

        await api.Until("select outcome = 'done' from jobs.recurring_command where name = 'sweep-sessions'");
        Assert.Equal("""["\"sweep-sessions\"", null]""", await api.Sql<string>(
            "select distinct arguments::jsonb::text from hangfire.job where arguments::text like '%sweep-sessions%'"));
    }

    // As after a restart of the database: no worker may go on waiting for what nobody tells it any more.
    [Fact]
    public async Task Broken_connections_delay_nothing()
    {
        await api.Services.GetRequiredService<IJobEngine>().WakeNow("sweep-imports", Ct);
        await api.Until("select outcome = 'done' from jobs.recurring_command where name = 'sweep-imports'");
        await api.Execute("""
            select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and application_name = 'casemanagement-jobs'
            """);
        await Retry(() => api.Services.GetRequiredService<IJobEngine>().WakeNow("sweep-sessions", Ct));
        await api.Until("select outcome = 'done' from jobs.recurring_command where name = 'sweep-sessions'", within: TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_dated_wake_up_that_only_its_row_remembers_is_served_after_a_start()
    {
        await api.Execute($"""
            insert into jobs.wake_up (id, command, due_at, created_at)
            values (gen_random_uuid(), 'sweep-sessions', '{api.Given.Now.AddHours(-1):O}', '{api.Given.Now.AddDays(-1):O}')
            """);
        await ActivatorUtilities.CreateInstance<AnnounceJobs>(api.Services).StartAsync(Ct);

        await api.Until("select bool_or(done_at is not null) from jobs.wake_up");
    }

    [Fact]
    public async Task A_command_that_runs_elsewhere_is_not_run_beside_it()
    {
        await using var elsewhere = new NpgsqlConnection(api.App);
        await elsewhere.OpenAsync(Ct);
        await using var take = new NpgsqlCommand("select pg_advisory_lock(hashtext('job.sweep-sessions'))", elsewhere);
        await take.ExecuteNonQueryAsync(Ct);
        Assert.False(await api.Services.GetRequiredService<JobRunner>().Run("sweep-sessions", Ct));

        await using var free = new NpgsqlCommand("select pg_advisory_unlock(hashtext('job.sweep-sessions'))", elsewhere);
        await free.ExecuteNonQueryAsync(Ct);
        Assert.True(await api.Services.GetRequiredService<JobRunner>().Run("sweep-sessions", Ct));
    }

    [Fact]
    public async Task Wake_ups_that_are_turned_away_come_back_as_one()
    {
        await api.Execute("delete from hangfire.set where key = 'recurring-jobs'");
        await using var elsewhere = new NpgsqlConnection(api.App);
        await elsewhere.OpenAsync(Ct);
        await using var take = new NpgsqlCommand("select pg_advisory_lock(hashtext('job.sweep-sessions'))", elsewhere);
        await take.ExecuteNonQueryAsync(Ct);
        var first = Grid();
        for (var i = 0; i < 3; i++)
        {
            await api.Services.GetRequiredService<RunCommand>()("sweep-sessions", Ct);
        }
        Assert.InRange(await api.Sql<long>("select count(*) from hangfire.job where arguments::text like '%sweep-sessions%'"), 1, 1 + Grid() - first);

        await using var free = new NpgsqlCommand("select pg_advisory_unlock(hashtext('job.sweep-sessions'))", elsewhere);
        await free.ExecuteNonQueryAsync(Ct);
        await api.Until("select outcome = 'done' from jobs.recurring_command where name = 'sweep-sessions'");

        long Grid() => api.Given.Now.ToUnixTimeSeconds() / 5;
    }

    [Fact]
    public void An_engine_that_there_is_not_is_named_at_the_start()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Jobs:Engine", "cron")]).Build();

        var refused = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddJobEngine(configuration));
        Assert.Contains("'cron'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_is_not_ready_with_an_older_store_or_none_until_migrate_has_made_it()
    {
        using var client = api.Anonymous();
        await client.GetAsync("/health/ready", Ct).Expect(200);
        await api.Execute("update hangfire.schema set version = version - 1");
        await client.GetAsync("/health/ready", Ct).Expect(503);
        await api.Execute("alter schema hangfire rename to gone");
        await client.GetAsync("/health/ready", Ct).Expect(503);
        await MigrateCommand.Run(api.Owner, null, TextWriter.Null, Ct);
        await client.GetAsync("/health/ready", Ct).Expect(200);
    }

    [Fact]
    public async Task Without_an_engine_nothing_of_one_is_started()
    {
        await using var quiet = new Fixture.Api();
        await quiet.InitializeAsync();

        Assert.Equal("none", quiet.Services.GetRequiredService<IJobEngine>().Name);
        Assert.DoesNotContain(quiet.Services.GetServices<IHostedService>(), hosted => hosted is AnnounceJobs or Hangfire.BackgroundJobServerHostedService);
    }

    // Pooled connections find out one by one that they are broken.
    private static async Task Retry(Func<Task> work)
    {
        for (var broken = 0; ; broken++)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception failure) when (broken < 30 && failure.GetBaseException() is NpgsqlException or IOException or System.Net.Sockets.SocketException)
            {
                await Task.Delay(20, Ct);
            }
        }
    }
}
