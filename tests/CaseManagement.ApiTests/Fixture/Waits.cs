using System.Diagnostics;
using Npgsql;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>Waiting for what happens elsewhere: in another process, a job, the database.</summary>
internal static class Waits
{
    // Of a machine that does much else at the same time: it ends a test that waits for nothing, it is no promise of the product.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Until something holds; fails, naming it, where it never does, or not within the time that is promised.</summary>
    public static async Task Until(Func<Task<bool>> holds, string what, TimeSpan? within = null)
    {
        for (var waited = Stopwatch.StartNew(); !await holds(); await Task.Delay(25, TestContext.Current.CancellationToken))
        {
            Assert.True(waited.Elapsed < (within ?? Patience), $"It has not come to this: {what}");
        }
    }

    /// <summary>Until something holds that takes no time to ask.</summary>
    public static Task Until(Func<bool> holds, string what) => Until(() => Task.FromResult(holds()), what);

    /// <summary>Until a condition in SQL holds.</summary>
    public static Task Until(this Api api, string condition, TimeSpan? within = null) =>
        Until(() => api.Sql<bool>($"select coalesce(({condition}), false)"), condition, within);

    /// <summary>The backend of the test's database that waits for a lock, for somebody who asks; fails at once where he has his answer.</summary>
    public static async Task<int> Waiting(this NpgsqlDataSource source, Task asked, string which = "true")
    {
        var found = 0;
        await Until(async () =>
        {
            found = await source.CreateCommand($"""
                select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and {which} limit 1
                """).ExecuteScalarAsync() as int? ?? 0;
            Assert.False(found == 0 && asked.IsCompleted, $"It has not waited for a lock ({which}).");
            return found != 0;
        }, $"it waits for a lock ({which})");
        return found;
    }

    /// <summary>What is answered to who asks while somebody else has not committed a statement yet: he waits for a lock, and goes on after it.</summary>
    public static async Task<T> While<T>(this Api api, string statement, Func<Task<T>> ask)
    {
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var connection = await source.OpenConnectionAsync();
        await using var saying = await connection.BeginTransactionAsync();
        await new NpgsqlCommand(statement, connection, saying).ExecuteNonQueryAsync();

        var asked = ask();
        await source.Waiting(asked);
        await saying.CommitAsync();
        return await asked;
    }
}
