using Npgsql;

namespace CaseManagement.ApiTests.Fixture;

internal static class Waits
{
    /// <summary>The backend of the test's database that waits for a lock, within five seconds; null where none does.</summary>
    public static async Task<int?> Waiting(this NpgsqlDataSource source, string which = "true")
    {
        for (var i = 0; i < 200; i++)
        {
            if (await source.CreateCommand($"""
                select pid from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock' and {which} limit 1
                """).ExecuteScalarAsync() is int pid)
            {
                return pid;
            }
            await Task.Delay(25);
        }
        return null;
    }
}
