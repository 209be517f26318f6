using System.Data;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Statistics;

/// <summary>An organisation with a ledger of whatever happened, and figures straight from it to compare with (ByDefinition.sql).</summary>
internal sealed class RandomTown : IAsyncDisposable
{
    private readonly NpgsqlDataSource superuser;

    private RandomTown(NpgsqlDataSource superuser, Guid organisation) => (this.superuser, Organisation) = (superuser, organisation);

    public Guid Organisation { get; }

    public static async Task<RandomTown> Of(Fixture.Api api, int seed)
    {
        var town = new RandomTown(NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner)), await api.Given.Organisation());
        using var script = new StreamReader(typeof(RandomTown).Assembly.GetManifestResourceStream("ByDefinition.sql")!);
        var text = await script.ReadToEndAsync();
        await town.Ask<object>($"drop schema if exists reference cascade; {text}");
        await town.Ask<object>($"select setseed({seed} / 10.0); select reference.fill('{town.Organisation}', 20, 22); analyze ledger.entry");
        return town;
    }

    /// <summary>One value, past every wall but in the organisation's context, which those compare that run as another role.</summary>
    public async Task<T> Ask<T>(string sql)
    {
        await using var entered = await Enter();
        var told = await Ask<T>(entered, sql);
        await entered.Transaction.CommitAsync();
        return told;
    }

    public static async Task<T> Ask<T>(Entered entered, string sql)
    {
        await using var command = new NpgsqlCommand(sql, entered.Connection, entered.Transaction);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task<Entered> Enter(IsolationLevel isolation = IsolationLevel.ReadCommitted) => Enter(superuser, Organisation, isolation);

    public static async Task<Entered> Enter(Fixture.Api api, Guid organisation) =>
        await Enter(NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner)), organisation, IsolationLevel.ReadCommitted);

    private static async Task<Entered> Enter(NpgsqlDataSource source, Guid organisation, IsolationLevel isolation)
    {
        var connection = await source.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync(isolation);
        var entered = new Entered(connection, transaction);
        await Ask<object>(entered, $"""
            set local role casemanagement_app;
            call access.enter_system('{organisation}', timestamptz '2026-03-01Z', 'test', 'test', null, null);
            reset role
            """);
        return entered;
    }

    public ValueTask DisposeAsync() => superuser.DisposeAsync();
}

/// <summary>A transaction in an organisation's context; undone unless it is committed.</summary>
internal sealed record Entered(NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
