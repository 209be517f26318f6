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
    public async Task Every_day_on_file_lies_in_the_years_that_can_be_meant() => Assert.Empty(await api.Sql<string[]>("""
        -- ledger.unit is made of days that have been asked already, and of what has not ended.
        select coalesce(array_agg(a.attrelid::regclass || '.' || a.attname
            || ': add constraint NAME check (' || a.attname || ' between date ''1900-01-01'' and date ''2200-01-01'')' order by 1), '{}')
        from pg_attribute a join pg_class r on r.oid = a.attrelid join pg_namespace n on n.oid = r.relnamespace
        where n.nspname in ('app', 'access', 'ledger') and r.relkind = 'r' and a.atttypid = 'date'::regtype and not a.attisdropped
          and not (n.nspname = 'ledger' and starts_with(r.relname, 'unit_'))
          and not exists (select from pg_constraint c where c.conrelid = a.attrelid and c.contype = 'c' and a.attnum = any(c.conkey)
                          and pg_get_constraintdef(c.oid) like '%1900-01-01%' and pg_get_constraintdef(c.oid) like '%2200-01-01%')
        """));

    [Fact]
    public async Task Every_instant_on_file_lies_in_the_years_that_can_be_meant() => Assert.Empty(await api.Sql<string[]>("""
        select coalesce(array_agg(a.attrelid::regclass || '.' || a.attname
            || ': add constraint NAME check (' || a.attname || ' between timestamptz ''1900-01-01Z'' and timestamptz ''2200-01-01Z'')' order by 1), '{}')
        from pg_attribute a join pg_class r on r.oid = a.attrelid join pg_namespace n on n.oid = r.relnamespace
        where n.nspname in ('app', 'access', 'ledger') and r.relkind = 'r' and a.atttypid = 'timestamptz'::regtype and not a.attisdropped
          and not exists (select from pg_constraint c where c.conrelid = a.attrelid and c.contype = 'c' and a.attnum = any(c.conkey)
                          and pg_get_constraintdef(c.oid) ~ '(1900-01-01|1899-12-31)' and pg_get_constraintdef(c.oid) ~ '(2200-01-01|2199-12-31)')
        """));

    [Fact]
    public async Task Every_file_of_this_build_is_in_the_journal()
    {
        Assert.Equal(SqlFiles.OfThisBuild.Migrations.Select(file => file.Name),
            await api.Sql<string[]>("select array_agg(name order by name collate \"C\") from access.migration"));
        Assert.Equal(SqlFiles.OfThisBuild.Routines.Select(file => file.Name).Order(StringComparer.Ordinal),
            await api.Sql<string[]>("select array_agg(name order by name collate \"C\") from access.routine"));
    }

    [Fact]
    public async Task Every_routine_trigger_and_view_in_the_database_stands_in_a_file_and_none_is_there_twice()
    {
        var made = await api.Sql<string[]>("""
            select array_agg(made order by made collate "C") from (
                select 'routine ' || pronamespace::regnamespace || '.' || proname from pg_proc
                    where pronamespace = any('{app,access,audit,figures,jobs,ledger}'::regnamespace[])
                        and not (pronamespace = 'ledger'::regnamespace and starts_with(proname, 'told_by_')) -- one for each ledger.keep
                union all
                select 'view ' || oid::regclass from pg_class
                    where relkind = 'v' and relnamespace = any('{app,access,audit,figures,jobs,ledger}'::regnamespace[])
                union all
                select 'trigger ' || tgname || ' on ' || tgrelid::regclass from pg_trigger
                    where not tgisinternal
                        and tgfoid <> all('{audit.record_change,ledger.keep_fact,ledger.follow_row,ledger.note_move,
                            app.refuse_while_restricted,app.goes_with_client,access.goes_with}'::regproc[])) x(made)
            """);
        Assert.Equal(SqlFiles.OfThisBuild.Routines.SelectMany(file => file.Defines).Order(StringComparer.Ordinal), made);
    }

    [Fact]
    public async Task Every_table_of_facts_of_a_person_takes_none_while_they_are_stored_only() => Assert.Empty(await api.Sql<string[]>("""
        select coalesce(array_agg(r.oid::regclass::text order by 1), '{}') from pg_class r
        where r.relkind = 'r' and exists (select from pg_attribute a where a.attrelid = r.oid and a.attname = 'client_id' and not a.attisdropped)
          and exists (select from pg_trigger t where t.tgrelid = r.oid and t.tgname = 'z_ledger')
          and not exists (select from pg_trigger t where t.tgrelid = r.oid and t.tgname = 'stored_only_added')
          and r.relname not like 'client\_%'                         -- parts of the person: ClientAccess.ToChange and KnownPerson ask
          -- Of the case, whose work goes on; and written by the database alone, out of the histories.
          and r.oid <> all ('{app.case_programme,app.case_complexity,app.benefit_change,app.case_work,app.assessment,app.agreement,
              app.referral}'::regclass[])
        """));

    [Fact]
    public async Task Every_table_that_moves_with_a_household_holds_what_its_rows_go_with() => Assert.Empty(await api.Sql<string[]>("""
        select coalesce(array_agg(r.oid::regclass::text order by 1), '{}') from pg_class r
        where r.relkind = 'r' and r.relnamespace = 'app'::regnamespace
          and exists (select from pg_attribute a where a.attrelid = r.oid and a.attname = 'former_organisation_id' and not a.attisdropped)
          and not exists (select from pg_trigger t where t.tgrelid = r.oid and t.tgname = 'goes_along')
          -- What others go with; a contact by its persons; a reminder by app.check_reminder_case.
          and r.oid <> all ('{app.household,app.client,app.contact,app.reminder}'::regclass[])
        """));

    [Fact]
    public async Task The_shipped_form_passes_the_rules_that_guard_forms()
    {
        // Data of migrations comes before the triggers; a form that nobody could publish must not be shipped either.
        await api.Execute("update app.assessment_template set name_de = name_de");
    }

    [Fact]
    public async Task An_instance_is_ready_with_the_sql_of_its_own_build_and_stays_so_beside_a_newer_one()
    {
        var client = api.Anonymous();
        await client.GetAsync("/health/ready").Expect(200);
        await api.Execute("""
            insert into access.routine (name, sha256, defines) values ('Privacy/BrokenGlass.sql', 'newer', '{}'), ('Later/Wall.sql', 'newer', '{}')
            """);
        await client.GetAsync("/health/ready").Expect(200);

        await api.Execute("update access.routine set sha256 = 'x' || sha256 where name = 'SignIn/Wall.sql'");
        await client.GetAsync("/health/ready").Expect(503);
        await api.Execute("update access.routine set sha256 = substr(sha256, 2) where name = 'SignIn/Wall.sql'");
        await api.Execute("delete from access.routine where sha256 = 'newer'");
        await client.GetAsync("/health/ready").Expect(200);

        await api.Execute("update access.migration set name = 'x' || name where name = '0013_jobs.sql'");
        await client.GetAsync("/health/ready").Expect(503);
        await api.Execute("update access.migration set name = '0013_jobs.sql' where name = 'x0013_jobs.sql'");
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
