using System.Collections.Concurrent;
using CaseManagement.Api.Persistence;
using CaseManagement.Dev;
using Npgsql;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>
/// The PostgreSQL of a test run: the server in CASEMANAGEMENT_TEST_POSTGRES (a superuser's connection string), else a container where
/// an engine answers, else a throw-away cluster of our own. One template database is migrated once; each test class gets a copy of it.
/// </summary>
public static class PostgresServer
{
    public const string OwnerRole = "cm_test_owner", AppRole = "cm_test_app", Password = "only-for-tests";

    private static readonly Lazy<Task<(string Admin, string Template)>> Started = new(Start);

    // Clusters of their own, by port.
    private static readonly ConcurrentDictionary<int, string> Others = new();

    /// <summary>A clean database: connection strings of its owner and of the application.</summary>
    public static async Task<(string Owner, string App)> NewDatabase()
    {
        var (admin, template) = await Started.Value;
        var name = $"cm_{Environment.ProcessId}_{Guid.NewGuid():N}";
        // Files as they are: through buffers and WAL, PostgreSQL's usual way, a copy costs four times as much.
        await Execute(admin, $"create database {name} template {template} owner {OwnerRole} strategy file_copy");
        return (For(admin, name, OwnerRole), For(admin, name, AppRole));
    }

    /// <summary>A database that nothing has been applied to: its owner's connection string.</summary>
    public static async Task<string> EmptyDatabase()
    {
        var (admin, _) = await Started.Value;
        var name = $"cm_{Environment.ProcessId}_{Guid.NewGuid():N}";
        await Execute(admin, $"create database {name} owner {OwnerRole}");
        return For(admin, name, OwnerRole);
    }

    /// <summary>A cluster that the test may crash, with a migrated database.</summary>
    public static async Task<(string Owner, string App, Cluster Cluster)> Crashable()
    {
        var cluster = await Cluster.ThrowAwayDurable();
        var admin = cluster.Connection(Cluster.Superuser, "postgres");
        await Prepare(admin);
        await Execute(admin, $"create database cm owner {OwnerRole}");
        var owner = For(admin, "cm", OwnerRole);
        await MigrateCommand.Run(owner, null, TextWriter.Null, CancellationToken.None);
        Others[new NpgsqlConnectionStringBuilder(admin).Port] = admin;
        return (owner, For(admin, "cm", AppRole), cluster);
    }

    /// <summary>Drops a database that <see cref="NewDatabase"/> made.</summary>
    public static async Task Drop(string owner)
    {
        var (admin, _) = await Started.Value;
        await Execute(admin, $"drop database if exists {new NpgsqlConnectionStringBuilder(owner).Database} with (force)");
    }

    /// <summary>The superuser's connection string to a database, for tests that tamper with rows.</summary>
    public static async Task<string> Superuser(string owner)
    {
        var of = new NpgsqlConnectionStringBuilder(owner);
        var admin = Others.TryGetValue(of.Port, out var other) ? other : (await Started.Value).Admin;
        return new NpgsqlConnectionStringBuilder(admin) { Database = of.Database, Pooling = false, CommandTimeout = 300 }.ConnectionString;
    }

    private static string For(string admin, string database, string role) => new NpgsqlConnectionStringBuilder(admin)
    {
        Database = database, Username = role, Password = Password, Pooling = role == AppRole, MaxPoolSize = 20,
    }.ConnectionString;

    private static async Task<(string, string)> Start()
    {
        var given = Environment.GetEnvironmentVariable("CASEMANAGEMENT_TEST_POSTGRES");
        var admin = given ?? await ContainerPostgres.TryStart() ?? (await Cluster.ThrowAway()).Connection(Cluster.Superuser, "postgres");
        await Prepare(admin);
        var template = $"cm_template_{Environment.ProcessId}";
        await Execute(admin, $"drop database if exists {template} with (force)");
        await Execute(admin, $"create database {template} owner {OwnerRole}");
        await MigrateCommand.Run(For(admin, template, OwnerRole), null, TextWriter.Null, CancellationToken.None);
        if (given is not null)
        {
            // A private cluster goes as a whole; a shared one is left as it was found.
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Execute(admin, $"drop database if exists {template} with (force)").GetAwaiter().GetResult();
        }
        NpgsqlConnection.ClearAllPools();
        return (admin, template);
    }

    private static Task Prepare(string admin) =>
        // Roles belong to the cluster, and several test processes may share it.
        Execute(admin, $"""
            select pg_advisory_lock(hashtext('casemanagement.tests'));
            do $$ begin
                if not exists (select from pg_roles where rolname = '{OwnerRole}') then
                    create role {OwnerRole} login createrole createdb password '{Password}';
                end if;
                if not exists (select from pg_roles where rolname = 'casemanagement_app') then create role casemanagement_app nologin; end if;
                if not exists (select from pg_roles where rolname = '{AppRole}') then create role {AppRole} login password '{Password}'; end if;
            end $$;
            grant casemanagement_app to {AppRole};
            """);

    private static async Task Execute(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
