using System.Globalization;
using Hangfire.PostgreSql;
using Npgsql;

namespace CaseManagement.Api.Persistence;

/// <summary>
/// Where Hangfire keeps what it wants to wake. Its own installer makes and upgrades the tables, as their owner and in
/// <c>migrate</c> only; the API's login works in them and alters nothing. Nothing of the product refers to them.
/// </summary>
public static class HangfireSchema
{
    /// <summary>The schema's name.</summary>
    public const string Name = "hangfire";

    // The installer's scripts are numbered, and it offers no other word for the version that it makes.
    private static readonly int Newest = typeof(PostgreSqlStorage).Assembly.GetManifestResourceNames()
        .Where(script => script.Contains(".Install.v", StringComparison.Ordinal))
        .Max(script => int.Parse(script.Split('.')[^2].AsSpan(1), CultureInfo.InvariantCulture));

    /// <summary>Applies what is missing; safe to run twice. Called under migrate's lock: the installer has none of its own.</summary>
    internal static async Task Install(string owner, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        PostgreSqlObjectsInstaller.Install(connection, Name);
        await Execute($"""
            grant usage on schema {Name} to casemanagement_app;
            grant select, insert, update, delete on all tables in schema {Name} to casemanagement_app;
            grant usage, select on all sequences in schema {Name} to casemanagement_app;
            revoke insert, update, delete on {Name}.schema from casemanagement_app; -- its version, which is migrate's to say
            """);

        async Task Execute(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Whether the tables are there in the version that this build works with, or a newer one.</summary>
    internal static async Task<bool> IsCurrent(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"select exists (select from {Name}.schema where version >= $1)");
        command.Parameters.Add(new() { Value = Newest });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
