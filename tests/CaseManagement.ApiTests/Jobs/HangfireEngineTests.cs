using System.Collections.Concurrent;
using System.Diagnostics;
using CaseManagement.Api.Jobs;
using CaseManagement.ApiTests.Fixture;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CaseManagement.ApiTests.Jobs;

/// <summary>
/// The promises of <see cref="IJobEngine"/> as Hangfire keeps them, on real PostgreSQL and with the API's login, which owns
/// nothing. An instance here is a host with the engine alone; what it wakes is the test's.
/// </summary>
[Collection(Collection)]
public sealed class HangfireEngineTests : IAsyncLifetime
{
    /// <summary>
    /// Hangfire logs through one static provider, that of the host that started last; asked for a logger after that host is gone, it
    /// throws, and every other host's workers fetch jobs and never begin them. So hosts with it in one process come one after the
    /// other, the demo's included.
    /// </summary>
    public const string Collection = "Hangfire in this process, or on a socket";

    private readonly ConcurrentQueue<Run> runs = new();
    private string owner = "", app = "";

    private sealed record Run(string Command, string Instance, DateTimeOffset At);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (owner, app) = await PostgresServer.NewDatabase();

    public async ValueTask DisposeAsync() => await PostgresServer.Drop(owner);

    [Fact]
    public async Task An_occurrence_missed_while_nothing_ran_is_delivered_once_after_the_restart()
    {
        using (var before = Instance("before"))
        {
            await before.StartAsync(Ct);
            await Engine(before).Recur("sweep", "0 3 * * *", Ct);
            await before.StopAsync(Ct);
        }
        var aWeekAgo = DateTimeOffset.UtcNow.AddDays(-7);
        await Execute($"""
            update hangfire.set set score = {aWeekAgo.ToUnixTimeSeconds()} where key = 'recurring-jobs' and value = 'sweep';
            update hangfire.hash set value = '{aWeekAgo.ToUnixTimeMilliseconds()}'
            where key = 'recurring-job:sweep' and field in ('CreatedAt', 'NextExecution');
            """);

        using var after = Instance("after");
        await Engine(after).Recur("sweep", "0 3 * * *", Ct); // Every start asks again; that must not forget the week.
        await after.StartAsync(Ct);
        await Waits.Until(() => !runs.IsEmpty, "a run");
        await Task.Delay(500, Ct);
        await after.StopAsync(Ct);

        Assert.Equal(["sweep"], runs.Select(run => run.Command));
        Assert.True(Recurring(after).Single().NextExecution > DateTime.UtcNow);
    }

    [Fact]
    public async Task A_changed_schedule_replaces_the_one_agreed_before()
    {
        using var instance = Instance("only");
        await Engine(instance).Recur("sweep", "0 3 * * *", Ct);
        await Engine(instance).Recur("sweep", "30 4 * * *", Ct);

        Assert.Equal(new TimeSpan(4, 30, 0), Recurring(instance).Single().NextExecution!.Value.TimeOfDay);
    }

    [Fact]
    public async Task A_command_that_the_product_no_longer_has_stops_recurring()
    {
        using var instance = Instance("only");
        await Engine(instance).Recur("kept", "0 3 * * *", Ct);
        await Engine(instance).Recur("dropped", "0 3 * * *", Ct);
        await Engine(instance).RecurOnly(["kept"], Ct);

        Assert.Equal(["kept"], Recurring(instance).Select(job => job.Id));
    }

    [Theory]
    [InlineData("0 3 * *")]
    [InlineData("0 0 3 * * ?")]
    [InlineData("daily at three")]
    public async Task What_is_no_crontab_of_five_fields_is_refused(string cron)
    {
        using var instance = Instance("only");
        await Assert.ThrowsAsync<FormatException>(() => Engine(instance).Recur("sweep", cron, Ct));
    }

    [Fact]
    public async Task A_dated_wake_up_outlives_the_process_that_asked_for_it()
    {
        var at = DateTimeOffset.UtcNow.AddMilliseconds(300);
        using (var before = Instance("before"))
        {
            await Engine(before).WakeAt("remind", at, Ct); // Never started: the process dies before the moment comes.
        }
        await Task.Delay(1400, Ct);
        using var after = Instance("after");
        await after.StartAsync(Ct);
        await Waits.Until(() => !runs.IsEmpty, "a run");
        await Task.Delay(300, Ct);
        await after.StopAsync(Ct);

        var run = Assert.Single(runs);
        Assert.Equal(("remind", "after"), (run.Command, run.Instance));
    }

    [Fact]
    public async Task A_dated_wake_up_comes_at_its_moment_and_not_before()
    {
        using var instance = Instance("only");
        await instance.StartAsync(Ct);
        // The store is open now, so that both calls below come before the moment.
        await Engine(instance).WakeAt("nothing", DateTimeOffset.UtcNow.AddDays(1), Ct);
        var at = DateTimeOffset.UtcNow.AddSeconds(4);
        await Engine(instance).WakeAt("remind", at, Ct);
        await Engine(instance).WakeAt("remind", at, Ct);
        await Waits.Until(() => !runs.IsEmpty, "a run");
        await Task.Delay(300, Ct);
        await instance.StopAsync(Ct);

        var run = Assert.Single(runs); // Asked for twice, one run.
        Assert.InRange(run.At, at, at.AddSeconds(3));
    }

    [Fact]
    public async Task A_moment_that_has_passed_is_now()
    {
        using var instance = Instance("only");
        await instance.StartAsync(Ct);
        var asked = DateTimeOffset.UtcNow;
        await Engine(instance).WakeAt("remind", asked.AddHours(-1), Ct);
        await Waits.Until(() => !runs.IsEmpty, "a run");
        await instance.StopAsync(Ct);

        Assert.InRange(Assert.Single(runs).At, asked, asked.AddSeconds(5));
    }

    [Fact]
    public async Task Wake_ups_in_quick_succession_are_one_a_second_and_one_comes_after_the_last()
    {
        using var instance = Instance("only");
        await instance.StartAsync(Ct);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 20; i++)
        {
            await Engine(instance).WakeNow("deliver", Ct);
        }
        var (seconds, last) = ((int)watch.Elapsed.TotalSeconds, DateTimeOffset.UtcNow);
        // On a busy machine the first may begin only now.
        await Waits.Until(() => runs.Count > 1 && runs.Any(run => run.At >= last), "a first run, and one after the last wake-up");
        await Task.Delay(1200, Ct);
        await instance.StopAsync(Ct);

        Assert.InRange(runs.Count, 2, seconds + 3); // At once, and at the end of each second that was begun.
    }

    [Fact]
    public async Task A_run_that_failed_is_tried_again_soon()
    {
        using var instance = Instance("only", (_, _) => throw new InvalidOperationException("The partner's server is away."));
        await instance.StartAsync(Ct);
        await Engine(instance).WakeNow("deliver", Ct);
        var store = instance.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        await Waits.Until(() => store.ScheduledCount() == 1, "another try");
        await instance.StopAsync(Ct);

        Assert.InRange(store.ScheduledJobs(0, 1).Single().Value.EnqueueAt, DateTime.UtcNow.AddSeconds(-5), DateTime.UtcNow.AddSeconds(20));
    }

    [Fact]
    public async Task Stopping_waits_for_what_runs_and_another_instance_takes_up_what_was_cut_short()
    {
        var began = new SemaphoreSlim(0);
        var unwound = false;
        using (var stopping = Instance("stopping", async (_, cancellationToken) =>
        {
            began.Release();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                await Task.Delay(200, CancellationToken.None);
                unwound = true;
            }
        }))
        {
            await stopping.StartAsync(Ct);
            await Engine(stopping).WakeNow("seal", Ct);
            await began.WaitAsync(Ct);
            await stopping.StopAsync(Ct);
            Assert.True(unwound);
        }
        using var next = Instance("next");
        await next.StartAsync(Ct);
        await Waits.Until(() => runs.Any(run => run.Instance == "next"), "a run of the next instance");
        await next.StopAsync(Ct);

        Assert.Equal(["stopping", "next"], runs.Select(run => run.Instance));
    }

    private IHost Instance(string name, RunCommand? run = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging(logging => logging.AddConsole().SetMinimumLevel(LogLevel.Critical));
        builder.Services.AddSingleton<ProductClock>();
        builder.Services.AddSingleton<RunCommand>((command, cancellationToken) =>
        {
            runs.Enqueue(new Run(command, name, DateTimeOffset.UtcNow));
            return run is null ? Task.CompletedTask : run(command, cancellationToken);
        });
        builder.Services.AddHangfireEngine(app);
        return builder.Build();
    }

    private static IJobEngine Engine(IHost instance) => instance.Services.GetRequiredService<IJobEngine>();

    private static List<RecurringJobDto> Recurring(IHost instance)
    {
        using var connection = instance.Services.GetRequiredService<JobStorage>().GetConnection();
        return connection.GetRecurringJobs();
    }

    private async Task Execute(string sql)
    {
        await using var source = NpgsqlDataSource.Create(app);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
