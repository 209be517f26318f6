using System.Diagnostics;
using CaseManagement.Api.Reminders;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.Dev;
using Npgsql;

namespace CaseManagement.ApiTests.Reminders;

/// <summary>
/// A month on two instances with Hangfire over one PostgreSQL, of which something fails each day: of ten thousand reminders each that was still open on its day
/// is told once, none before its day, none is lost.
/// </summary>
[TakesLong]
public sealed class MonthOfRemindersTests : IAsyncLifetime
{
    private const int Days = 30, Reminders = 10_000;

    private Fixture.Api api = null!;
    private Cluster cluster = null!;
    private readonly ApiProcess?[] instances = new ApiProcess?[2];
    // What the clock of each says, and said when it was started: hours since the month began.
    private readonly (int Now, int Start)[] clocks = new (int, int)[2];
    private int hours;
    private Person administrator = null!;

    public async ValueTask InitializeAsync()
    {
        (var owner, var app, cluster) = await PostgresServer.Crashable();
        api = new Fixture.Api { Elsewhere = (owner, app), PoolWait = 3 };
        await api.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in instances)
        {
            await (instance?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        one.Dispose();
        await api.DisposeAsync();
        await cluster.Remove();
    }

    // What fails while reminders fall due; drawn from a seed, each of them several times a month.
    private static readonly string[] Failures = ["nothing", "kill", "kill both", "crash", "cut", "exhaust", "stall", "clock ahead", "clock back"];

    [Theory, InlineData(1)]
    public async Task Each_reminder_is_told_once_on_its_day_whatever_dies(int seed)
    {
        var random = new Random(seed);
        var (today, expected) = (api.Given.Today, await Made(random));
        administrator = await api.Given.Staff(await api.Given.Organisation(), Role.Administrator);
        var began = await api.Sql<DateTime>("select pg_postmaster_start_time()");
        await Task.WhenAll(Start(0), Start(1));
        var month = Enumerable.Range(0, Days).Select(day => Failures[day % Failures.Length]).OrderBy(_ => random.Next()).ToList();
        for (var day = 1; day <= Days; day++)
        {
            hours += 24;
            await Everywhere();
            await Wake();
            await Task.Delay(random.Next(400)); // Before, in the middle of it, or after.
            await Fail(month[day - 1], random);
            await UntilTold(today.AddDays(day), month[day - 1]);
        }

        Assert.True(await api.Sql<DateTime>("select pg_postmaster_start_time()") > began);
        Assert.Equal(expected, await api.Sql<long>("select count(*) from app.notice where kind = 'reminder-due'"));
        Assert.Equal(expected, await api.Sql<long>("select count(distinct subject_id) from app.notice where kind = 'reminder-due'"));
        Assert.Equal(expected, await api.Sql<long>("select count(*) from app.notice_place"));
        Assert.Equal(0L, await api.Sql<long>("""
            select count(*) from app.notice n join app.reminder r on r.id = n.subject_id
            where n.kind = 'reminder-due' and (r.status <> 'open' or (n.at at time zone 'Europe/Berlin')::date < r.due_on)
            """));
        Assert.Equal(expected, await api.Sql<long>("select count(*) from app.reminder where status = 'open'"));
    }

    /// <summary>Of two organisations, due over the month; a twentieth is done before its day. How many are left.</summary>
    private async Task<long> Made(Random random)
    {
        var left = 0;
        foreach (var of in new[] { await api.Given.CaseOfAged(35), await api.Given.CaseOfAged(40) })
        {
            await api.InOrganisation(of.OrganisationId, async db =>
            {
                for (var i = 0; i < Reminders / 2; i++)
                {
                    var reminder = Reminder.Personal(of.OrganisationId, (ReminderSubject.Case, of.CaseId), of.CaseId, of.HouseholdId, of.TeamId,
                        of.Lead!.StaffId, "Anrufen", null, api.Given.Today.AddDays(1 + random.Next(Days)), of.Lead.StaffId, api.Given.Now);
                    if (i % 20 == 0)
                    {
                        reminder.Close("done", null, of.Lead.StaffId, api.Given.Now);
                    }
                    left += i % 20 == 0 ? 0 : 1;
                    db.Add(reminder);
                }
                return await db.SaveChangesAsync();
            });
        }
        return left;
    }

    private async Task Fail(string what, Random random)
    {
        switch (what)
        {
            case "kill":
                await Restart(random.Next(2));
                break;
            case "kill both":
                await Task.WhenAll(Restart(0), Restart(1));
                break;
            case "crash":
                await cluster.Crash();
                break;
            case "cut":
                await api.Execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
                break;
            case "exhaust":
                await Exhaust();
                break;
            case "stall":
                await using (var held = await Open())
                {
                    await using var transaction = await held.BeginTransactionAsync();
                    await using var command = new NpgsqlCommand("lock table app.notice in share mode", held, transaction);
                    await command.ExecuteNonQueryAsync();
                    await Task.Delay(1500);
                }
                break;
            case "clock ahead" or "clock back":
                // One of the two is half a day ahead, or behind, for a while.
                await Set(random.Next(2), hours + (what == "clock ahead" ? 12 : -12));
                await Wake();
                await Task.Delay(500);
                await Everywhere();
                break;
        }
    }

    // No connection is to be had, for whoever asks, until these are given back.
    private async Task Exhaust()
    {
        List<NpgsqlConnection> held = [];
        try
        {
            while (held.Count < 200)
            {
                held.Add(await Open(api.Owner));
            }
        }
        catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            await Wake();
            await Task.Delay(1500);
        }
        foreach (var connection in held)
        {
            await connection.DisposeAsync();
        }
    }

    // A clock can only be put ahead of where it started: half a day behind, so that it can be put back as well.
    private async Task Start(int which)
    {
        instances[which] = await ApiProcess.Start(api, "hangfire", new Dictionary<string, string>
        {
            ["Demo:ClockAhead"] = (TestDay.Ahead + TimeSpan.FromHours(hours - 12)).ToString("c"), ["Logging:LogLevel:Default"] = "None",
        });
        clocks[which] = (hours - 12, hours - 12);
    }

    private async Task Restart(int which)
    {
        instances[which]!.Kill();
        await instances[which]!.DisposeAsync();
        instances[which] = null;
        await Start(which);
        await Set(which, hours);
    }

    private Task Everywhere() => Task.WhenAll(Set(0, hours), Set(1, hours));

    private async Task Set(int which, int at)
    {
        await Waits.Until(async () =>
        {
            try
            {
                using var client = await As(which);
                using var answer = await client.Send(HttpMethod.Put, "/api/v1/demo/clock", new { hoursAhead = at - clocks[which].Start });
                return answer.IsSuccessStatusCode;
            }
            catch (Exception down) when (down is NpgsqlException or InvalidOperationException or HttpRequestException)
            {
                return false; // The database is coming back.
            }
        }, $"instance {which} answers");
        clocks[which].Now = at;
    }

    // As the five minutes of its schedule would; some of it meets a database that is not there.
    private async Task Wake()
    {
        for (var which = 0; which < instances.Length; which++)
        {
            try
            {
                using var client = await As(which);
                using var answer = await client.Post("/api/v1/jobs/notice-due-reminders/wake");
            }
            catch (Exception down) when (down is NpgsqlException or InvalidOperationException or HttpRequestException)
            {
                continue; // As when the timer of an instance goes off in vain.
            }
        }
    }

    private readonly SemaphoreSlim one = new(1, 1);

    private async Task<T> OneAtATime<T>(Func<Task<T>> ask)
    {
        await one.WaitAsync();
        try
        {
            return await ask();
        }
        finally
        {
            one.Release();
        }
    }

    // Signed in at the time that its clock shows.
    private async Task<HttpClient> As(int which)
    {
        var token = await OneAtATime(async () =>
        {
            api.Clock.Offset = TimeSpan.FromHours(clocks[which].Now);
            return await api.Token(administrator);
        });
        return instances[which]!.As(token);
    }

    private async Task UntilTold(DateOnly day, string after)
    {
        var question = $"""
            select count(*) from app.reminder r where r.status = 'open' and r.due_on <= '{day:O}'
                and not exists (select from app.notice n where n.subject_id = r.id and n.kind = 'reminder-due')
            """;
        var round = 0;
        await Waits.Until(async () =>
        {
            if (++round % 80 == 0)
            {
                await Wake();
            }
            try
            {
                return await api.Sql<long>(question) == 0;
            }
            catch (NpgsqlException)
            {
                return false; // It is coming back.
            }
        }, $"all told until {day:O}, after: {after}");
    }

    private async Task<NpgsqlConnection> Open(string? owner = null)
    {
        var connection = new NpgsqlConnection($"{owner ?? await PostgresServer.Superuser(api.Owner)};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }
}
