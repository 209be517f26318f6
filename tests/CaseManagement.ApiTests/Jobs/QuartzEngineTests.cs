using System.Collections.Concurrent;
using System.Diagnostics;
using CaseManagement.Api.Jobs;
using CaseManagement.ApiTests.Fixture;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CaseManagement.ApiTests.Jobs;

/// <summary>
/// The promises of <see cref="IJobEngine"/> as Quartz keeps them, on real PostgreSQL and with the API's login, which owns
/// nothing. An instance here is a host with the engine alone; what it wakes is the test's.
/// </summary>
public sealed class QuartzEngineTests : IAsyncLifetime
{
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
        await Execute($"update quartz.qrtz_triggers set next_fire_time = {aWeekAgo.UtcTicks} where trigger_name = 'sweep'");

        using var after = Instance("after");
        await Engine(after).Recur("sweep", "0 3 * * *", Ct); // Every start asks again; that must not forget the week.
        await after.StartAsync(Ct);
        await Until(() => !runs.IsEmpty);
        await Task.Delay(500, Ct);
        await after.StopAsync(Ct);

        Assert.Equal(["sweep"], runs.Select(run => run.Command));
        Assert.True(await NextFiring("sweep") > DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task A_changed_schedule_replaces_the_one_agreed_before()
    {
        using var instance = Instance("only");
        await Engine(instance).Recur("sweep", "0 3 * * *", Ct);
        await Engine(instance).Recur("sweep", "30 4 * * *", Ct);

        Assert.Equal(new TimeSpan(4, 30, 0), (await NextFiring("sweep")).UtcDateTime.TimeOfDay);
    }

    [Fact]
    public async Task A_command_that_the_product_no_longer_has_stops_recurring()
    {
        using var instance = Instance("only");
        await Engine(instance).Recur("kept", "0 3 * * *", Ct);
        await Engine(instance).Recur("dropped", "0 3 * * *", Ct);
        await Engine(instance).RecurOnly(["kept"], Ct);

        Assert.Equal("kept", await Value<string>("select string_agg(trigger_name, ',') from quartz.qrtz_triggers"));
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
        await Until(() => !runs.IsEmpty);
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
        var at = DateTimeOffset.UtcNow.AddMilliseconds(700);
        await Engine(instance).WakeAt("remind", at, Ct);
        await Engine(instance).WakeAt("remind", at, Ct);
        await Until(() => !runs.IsEmpty);
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
        await Until(() => !runs.IsEmpty);
        await instance.StopAsync(Ct);

        Assert.InRange(Assert.Single(runs).At, asked, asked.AddSeconds(5));
    }

    [Fact]
    public async Task Wake_ups_that_still_wait_are_one()
    {
        using var instance = Instance("only");
        for (var i = 0; i < 20; i++)
        {
            await Engine(instance).WakeNow("deliver", Ct);
        }
        await instance.StartAsync(Ct);
        await Until(() => !runs.IsEmpty);
        await Task.Delay(300, Ct);
        await instance.StopAsync(Ct);

        Assert.Single(runs);
    }

    [Fact]
    public async Task Two_instances_never_run_one_command_at_the_same_time()
    {
        var (running, most) = (0, 0);
        async Task Slowly(string command, CancellationToken cancellationToken)
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(100, CancellationToken.None);
            Interlocked.Decrement(ref running);
        }
        using var a = Instance("a", Slowly);
        using var b = Instance("b", Slowly);
        await Task.WhenAll(a.StartAsync(Ct), b.StartAsync(Ct)); // Both find an empty store and make its tables.
        for (var i = 0; i < 10; i++)
        {
            await Task.WhenAll(Engine(a).WakeNow("deliver", Ct), Engine(b).WakeAt("deliver", DateTimeOffset.UtcNow.AddSeconds(-i - 1), Ct));
        }
        await Until(() => runs.Count >= 8);
        await Task.WhenAll(a.StopAsync(Ct), b.StopAsync(Ct));

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_wake_up_during_a_run_leads_to_one_more_run()
    {
        var (began, end) = (new SemaphoreSlim(0), new SemaphoreSlim(0));
        using var instance = Instance("only", async (_, _) =>
        {
            began.Release();
            await end.WaitAsync(Ct);
        });
        await instance.StartAsync(Ct);
        await Engine(instance).WakeNow("deliver", Ct);
        await began.WaitAsync(Ct);
        for (var i = 0; i < 3; i++)
        {
            await Engine(instance).WakeNow("deliver", Ct);
        }
        end.Release();
        Assert.True(await began.WaitAsync(TimeSpan.FromSeconds(10), Ct)); // One more …
        end.Release();
        Assert.False(await began.WaitAsync(TimeSpan.FromMilliseconds(500), Ct)); // … and only one.
        await instance.StopAsync(Ct);
    }

    [Fact]
    public async Task A_run_that_failed_is_tried_again_soon()
    {
        using var instance = Instance("only", (_, _) => throw new InvalidOperationException("The partner's server is away."));
        await instance.StartAsync(Ct);
        await Engine(instance).WakeNow("deliver", Ct);
        await Until(() => !runs.IsEmpty);
        await instance.StopAsync(Ct);

        Assert.InRange(await NextFiring("deliver"), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddSeconds(20));
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
        await Until(() => runs.Any(run => run.Instance == "next"));
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
        builder.Services.AddQuartzEngine(app);
        return builder.Build();
    }

    private static IJobEngine Engine(IHost instance) => instance.Services.GetRequiredService<IJobEngine>();

    private static async Task Until(Func<bool> condition)
    {
        for (var waited = Stopwatch.StartNew(); !condition();)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(15), "It did not happen within 15 seconds.");
            await Task.Delay(10, Ct);
        }
    }

    private async Task<DateTimeOffset> NextFiring(string trigger) =>
        new(await Value<long>($"select next_fire_time from quartz.qrtz_triggers where trigger_name = '{trigger}'"), TimeSpan.Zero);

    private async Task<T> Value<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create(app);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }

    private async Task Execute(string sql)
    {
        await using var source = NpgsqlDataSource.Create(app);
        await using var command = source.CreateCommand(sql);
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Ct));
    }
}
