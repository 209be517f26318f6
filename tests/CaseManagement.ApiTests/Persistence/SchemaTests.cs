using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace CaseManagement.ApiTests.Persistence;

/// <summary>SQL owns the schema; these hold the model to it, since there is no snapshot that would.</summary>
public sealed class SchemaTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Every_mapped_column_exists_with_the_same_type_and_nullability()
    {
        var columns = new Dictionary<(string, string, string), (string Type, bool Nullable)>();
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using (var command = source.CreateCommand("""
            select n.nspname, c.relname, a.attname, format_type(a.atttypid, null), not a.attnotnull
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'v') and not a.attisdropped
            """))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                columns[(reader.GetString(0), reader.GetString(1), reader.GetString(2))] = (reader.GetString(3), reader.GetBoolean(4));
            }
        }
        var differences = await api.InOrganisation(null, db => Task.FromResult(
            from entity in db.Model.GetEntityTypes()
            where entity.GetTableName() is not null
            from property in entity.GetProperties()
            let key = (entity.GetSchema() ?? "app", entity.GetTableName()!, property.GetColumnName())
            let difference = !columns.TryGetValue(key, out var column) ? "is missing"
                : column.Type != Normal(property.GetColumnType()) ? $"is {column.Type}, mapped as {property.GetColumnType()}"
                : property.Name != "Version" && column.Nullable != property.IsNullable ? $"nullable {column.Nullable}, mapped as {property.IsNullable}"
                : null
            where difference is not null
            select $"{key.Item1}.{key.Item2}.{key.Item3} {difference}"));
        Assert.Empty(differences.ToList());
    }

    [Fact]
    public async Task Every_file_in_migrations_is_in_the_journal()
    {
        var files = typeof(CaseDb).Assembly.GetManifestResourceNames().Count(name => name.StartsWith("migrations/", StringComparison.Ordinal));
        Assert.Equal(files, await api.Sql<long>("select count(*) from access.migration"));
    }

    [Theory]
    [InlineData("create table hangfire.mine (id int)")]
    [InlineData("alter table hangfire.job add column mine int")]
    [InlineData("drop table hangfire.jobqueue")]
    [InlineData("truncate hangfire.job cascade")]
    [InlineData("update hangfire.schema set version = 0")]
    [InlineData("create schema mine")]
    public async Task The_APIs_login_alters_nothing_about_the_store_of_the_job_engine(string statement)
    {
        await using var source = NpgsqlDataSource.Create(api.App);
        await using var command = source.CreateCommand(statement);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    // EF says "timestamp with time zone", "text", "uuid[]" … the way format_type does, but for these.
    private static string Normal(string type) => type switch
    {
        "varchar" => "character varying",
        _ => type,
    };
}
