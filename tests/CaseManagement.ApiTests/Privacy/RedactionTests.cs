using CaseManagement.Api.Privacy;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Privacy;

/// <summary>
/// The one redaction layer: the database. Tried with raw queries through the application's role on every table that has a
/// column "compartment", whichever slice it belongs to; a new one is in the test by itself.
/// </summary>
public sealed class RedactionTests : IAsyncLifetime
{
    private readonly Fixture.Api api = new();

    public ValueTask InitializeAsync() => api.InitializeAsync();
    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task A_raw_query_of_an_unnamed_colleague_returns_no_restricted_row_of_any_table()
    {
        var given = await api.Given.CaseWithLead();
        var colleague = await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId);
        var named = await api.Given.Staff(given.OrganisationId, Role.Caseworker);
        var glass = await api.Given.Staff(given.OrganisationId, Role.Caseworker);
        var deputy = await api.Given.Staff(given.OrganisationId, Role.Caseworker);
        var officer = await api.Given.Staff(given.OrganisationId, Role.DataProtectionOfficer);
        var stranger = await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor);
        await api.Given.NamedPerson(given, named);
        await api.Given.BreakGlass(given, glass);
        await api.Given.Absence(given.Lead!, deputy.StaffId);
        var tables = await Tables();
        Assert.Contains("app.restricted_record", tables);
        await api.Execute(string.Join('\n', tables.Select(table => OneRowOf(table, given))));

        var wrong = new List<string>();
        foreach (var table in tables)
        {
            Assert.Equal(1L, await api.Sql<long>($"select count(*) from {table}"));
            foreach (var (who, person) in ((string, Person)[])[("colleague", colleague), ("deputy", deputy), ("officer", officer), ("stranger", stranger)])
            {
                if (await Count(table, person) != 0)
                {
                    wrong.Add($"{table}: {who}");
                }
            }
        }
        Assert.Empty(wrong);
        // And the wall has its doors: those who are admitted get through it by the same query.
        foreach (var admitted in (Person[])[given.Lead!, named, glass])
        {
            Assert.Equal(1, await Count("app.restricted_record", admitted));
        }
        Assert.Equal(0, await Count("app.restricted_record where compartment <> 'health'", named));
    }

    [Fact]
    public async Task What_may_not_be_read_may_not_be_written_blindly()
    {
        var given = await api.Given.CaseWithLead();
        var colleague = await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId);
        await api.Given.RestrictedRecord(given);
        Assert.Equal(0, await Run("update app.restricted_record set content = 'x'", colleague));
        Assert.Equal(0, await Run("delete from app.restricted_record", colleague));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Run($"""
            insert into app.restricted_record (id, organisation_id, client_id, compartment, content, written_by, created_at, updated_at)
            values (gen_random_uuid(), '{given.OrganisationId}', '{given.ClientId}', 'health', 'x', '{colleague.StaffId}', access.now(), access.now())
            """, colleague));
        Assert.Equal("42501", refused.SqlState);
    }

    [Fact]
    public async Task The_trail_does_not_give_away_what_the_compartment_hides()
    {
        var given = await api.Given.CaseWithLead();
        var colleague = await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId);
        await api.Given.RestrictedRecord(given);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => Run("select after from audit.entry_values", colleague))).SqlState);
    }

    private Task<string[]> Tables() => api.Sql<string[]>("""
        select array_agg(n.nspname || '.' || quote_ident(c.relname) order by 1) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm') and n.nspname in ('app', 'access', 'audit')
          -- Who is admitted; walls of packages and of what was referred are of their own kind (Handovers, Referrals).
          and c.relname not in ('named_person', 'handover_package_restricted', 'referral_snapshot_restricted')
          and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'compartment' and not a.attisdropped)
        """);

    // Nothing of what a table otherwise asks for matters here: its checks, references and triggers are set aside.
    private static string OneRowOf(string table, GivenCase given) => $"""
        do $$
        declare x record;
        begin
            for x in select conname from pg_constraint where conrelid = '{table}'::regclass and contype in ('c', 'f') loop
                execute format('alter table {table} drop constraint %I', x.conname);
            end loop;
            for x in select attname from pg_attribute
                     where attrelid = '{table}'::regclass and attnum > 0 and attnotnull and not attisdropped and attidentity = ''
                     and not exists (select from pg_index i where i.indrelid = attrelid and i.indisprimary and attnum = any (i.indkey)) loop
                execute format('alter table {table} alter column %I drop not null', x.attname);
            end loop;
            set local session_replication_role = replica;
            insert into {table} (id, organisation_id, client_id, compartment)
            values (gen_random_uuid(), '{given.OrganisationId}', '{given.ClientId}', 'health');
        end $$;
        """;

    private Task<int> Count(string table, Person person) =>
        As(person, $"select count(*)::int from {table}", async command => (int)(await command.ExecuteScalarAsync())!);

    private Task<int> Run(string sql, Person person) => As(person, sql, command => command.ExecuteNonQueryAsync());

    // As the interceptor does it: the context of the person's session first, then the statement, in one transaction.
    private async Task<int> As(Person person, string sql, Func<NpgsqlCommand, Task<int>> execute)
    {
        await api.Token(person);
        var session = await api.Sql<Guid>($"select id from access.session where staff_id = '{person.StaffId}' order by id desc limit 1");
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(api.App) { Pooling = false }.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var enter = new NpgsqlCommand("CALL access.enter($1, $2, 'test', 'test', null)", connection, transaction))
        {
            enter.Parameters.Add(new() { Value = session });
            enter.Parameters.Add(new() { Value = api.Given.Now });
            await enter.ExecuteNonQueryAsync();
        }
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        return await execute(command);
    }
}
