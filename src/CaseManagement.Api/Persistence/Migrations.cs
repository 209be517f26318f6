using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace CaseManagement.Api.Persistence;

/// <summary>
/// One file in migrations/ as an EF Core migration: forward only, one transaction with its journal row.
/// The journal and the lock against parallel runs are EF Core's own.
/// </summary>
public abstract class SqlMigration : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var name = $"migrations/{GetType().GetCustomAttribute<MigrationAttribute>()!.Id}.sql";
        using var stream = typeof(SqlMigration).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        migrationBuilder.Sql(reader.ReadToEnd());
    }
}

#pragma warning disable CS1591 // The file's own header says what it does.
[DbContext(typeof(CaseDb)), Migration("0001_foundation")] public sealed class M0001 : SqlMigration;
[DbContext(typeof(CaseDb)), Migration("0002_organisations")] public sealed class M0002 : SqlMigration;
[DbContext(typeof(CaseDb)), Migration("0003_reference_data")] public sealed class M0003 : SqlMigration;
[DbContext(typeof(CaseDb)), Migration("0004_assessment_template")] public sealed class M0004 : SqlMigration;
[DbContext(typeof(CaseDb)), Migration("0005_clients")] public sealed class M0005 : SqlMigration;
[DbContext(typeof(CaseDb)), Migration("0006_cases")] public sealed class M0006 : SqlMigration;
[DbContext(typeof(CaseDb)), Migration("0007_privacy")] public sealed class M0007 : SqlMigration;
[DbContext(typeof(CaseDb)), Migration("0008_contacts")] public sealed class M0008 : SqlMigration;
[DbContext(typeof(CaseDb)), Migration("0009_assessments")] public sealed class M0009 : SqlMigration;
[DbContext(typeof(CaseDb)), Migration("0010_reminders")] public sealed class M0010 : SqlMigration;
[DbContext(typeof(CaseDb)), Migration("0011_imports")] public sealed class M0011 : SqlMigration;
[DbContext(typeof(CaseDb)), Migration("0012_handovers")] public sealed class M0012 : SqlMigration;
[DbContext(typeof(CaseDb)), Migration("0013_jobs")] public sealed class M0013 : SqlMigration;
[DbContext(typeof(CaseDb)), Migration("0014_job_engines")] public sealed class M0014 : SqlMigration;
#pragma warning restore CS1591

/// <summary>The command "migrate": brings a database up to date and gives the API's login its role.</summary>
public static class MigrateCommand
{
    /// <summary>Applies what is missing, with the owner's connection; safe to run twice and in parallel.</summary>
    /// <param name="owner">The owner of all objects, who may create roles; never used by the API itself.</param>
    /// <param name="app">The API's connection string, whose login is created when it does not exist; null to leave roles alone.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    public static async Task Run(string owner, string? app, CancellationToken cancellationToken)
    {
        await using var db = new CaseDb(new DbContextOptionsBuilder<CaseDb>().UseNpgsql(owner, npgsql => npgsql.MigrationsHistoryTable("migration", "access")).Options);
        await db.Database.MigrateAsync(cancellationToken);
        await HangfireSchema.Install(owner, cancellationToken);
        if (app is not null)
        {
            await EnsureLogin(owner, new NpgsqlConnectionStringBuilder(app), cancellationToken);
        }
    }

    private static async Task EnsureLogin(string owner, NpgsqlConnectionStringBuilder app, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(owner);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Roles belong to the cluster: one instance at a time, whatever the database.
        await Execute("select pg_advisory_xact_lock(hashtext('casemanagement.roles'))");
        await using (var exists = new NpgsqlCommand("select exists (select from pg_roles where rolname = $1)", connection, transaction))
        {
            exists.Parameters.Add(new() { Value = app.Username! });
            if (!(bool)(await exists.ExecuteScalarAsync(cancellationToken))!)
            {
                await using var create = new NpgsqlCommand("select format('create role %I login password %L nosuperuser nobypassrls nocreatedb nocreaterole', $1, $2)", connection, transaction);
                create.Parameters.Add(new() { Value = app.Username! });
                create.Parameters.Add(new() { Value = (object?)app.Password ?? "" });
                await Execute((string)(await create.ExecuteScalarAsync(cancellationToken))!);
            }
        }
        await using (var grant = new NpgsqlCommand("select format('grant casemanagement_app to %I', $1)", connection, transaction))
        {
            grant.Parameters.Add(new() { Value = app.Username! });
            await Execute((string)(await grant.ExecuteScalarAsync(cancellationToken))!);
        }
        await transaction.CommitAsync(cancellationToken);

        async Task Execute(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
