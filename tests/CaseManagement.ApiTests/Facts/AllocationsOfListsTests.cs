using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Imports;
using CaseManagement.ApiTests.Ledger;
using Npgsql;

namespace CaseManagement.ApiTests.Facts;

/// <summary>A list tells allocations, and what holds on their day; it does not tell since when.</summary>
public sealed class AllocationsOfListsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Each_person_of_a_list_is_allocated_once_by_its_line_however_often_it_is_imported()
    {
        var office = await api.Given.ImportOffice();
        var import = await office.Import(AllocationFile.PlochingenUtf8);
        // Whoever was born after it is there, and was not allocated.
        var born = await api.Sql<long>($"select count(*) from app.import_row where import_id = '{import}' and findings::text like '%born-after-allocation%'");
        var persons = await office.Count("app.client") - born;
        Assert.Equal(2L, born);
        Assert.Equal(persons, await Allocations("import_id is not null and recorded_by is null and status = 'effective' and accommodation_id is not null"));
        Assert.Equal(0L, await api.Sql<long>($"""
            select count(*) from app.allocation a
            where a.organisation_id = '{office.OrganisationId}' and not exists (select from app.import_row r
                where r.import_id = a.import_id and r.import_id = '{import}' and r.line_number = a.line_number and r.client_id = a.client_id
                  and to_date(r.raw ->> 'allocationDate', 'DD.MM.YYYY') = a.allocated_on)
            """));
        Assert.Equal(persons, await api.Sql<long>($"""
            select sum(case when reversal_of is null then 1 else -1 end) from ledger.entry
            where organisation_id = '{office.OrganisationId}' and kind = 'allocated'
            """));
        await office.Import(AllocationFile.PlochingenUtf8);
        Assert.Equal(persons, await Allocations("true"));
        await KeptLedger.AgreesWithTheFacts(api);

        Task<long> Allocations(string which) =>
            api.Sql<long>($"select count(*) from app.allocation where organisation_id = '{office.OrganisationId}' and {which}");
    }

    [Fact]
    public async Task Nothing_begins_on_the_day_of_the_allocation_but_what_began_with_a_birth()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.PlochingenUtf8);
        foreach (var table in (string[])["client_residence_status", "client_accommodation", "household_member"])
        {
            // H011 was allocated on 08.03.2026; its youngest child was born on 22.03.2026.
            Assert.Equal("t t t", await api.Sql<string>($"""
                select concat_ws(' ', bool_and(t.from_known = (c.birth_date = t.from_date)), bool_or(t.from_known and t.from_date = '2026-03-22'),
                    bool_or(not t.from_known))
                from app.{table} t join app.client c on c.id = t.client_id where t.organisation_id = '{office.OrganisationId}'
                """));
        }
        Assert.Equal(0L, await api.Sql<long>($"""
            select count(*) from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym join app.client c on c.id = x.unit_id
            where e.organisation_id = '{office.OrganisationId}' and e.kind = 'residence_status_begun' and e.on_date <> c.birth_date
            """));
        var person = await api.Sql<Guid>($"""
            select client_id from app.client_residence_status where organisation_id = '{office.OrganisationId}' and not from_known limit 1
            """);
        var shown = await (await api.As(office.Worker)).Read($"/api/v1/clients/{person}");
        Assert.False(shown.Value<bool>("residenceStatuses/0/fromKnown"));
        Assert.False(shown.Value<bool>("households/0/fromKnown"));
    }

    [Fact]
    public async Task What_was_imported_before_is_migrated_by_what_the_rows_still_know()
    {
        var build = SqlFiles.OfThisBuild;
        var owner = await PostgresServer.EmptyDatabase();
        try
        {
            await Migrate(new SqlFiles(build.Migrations.Where(file => string.CompareOrdinal(file.Name, "0079") < 0), []));
            await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(owner));
            // With the walls as they stand on a database in use: they hold for the owner, too.
            await Run($"""
                set session_replication_role = replica;
                insert into app.organisation (id, name, kind, created_at, parent_id) values ('{Id(1)}', 'Kreis', 'district', '2020-01-01Z', null);
                insert into app.organisation (id, name, kind, ags, created_at, parent_id)
                    values ('{Id(2)}', 'Stadt', 'municipality', '08116056', '2020-01-01Z', '{Id(1)}');
                insert into app.accommodation (id, organisation_id, name, kind, created_at)
                    values ('{Id(3)}', '{Id(2)}', 'Filsweg 7', 'gemeinschaftsunterkunft', '2020-01-01Z');
                insert into app.client (id, organisation_id, family_name, given_name, birth_date, birth_date_precision, sex, created_at, updated_at)
                    values ('{Id(4)}', '{Id(2)}', 'A', 'B', '1990-01-01', 'day', 'male', '2020-01-01Z', '2020-01-01Z'),
                           ('{Id(5)}', '{Id(2)}', 'A', 'C', '2026-02-01', 'day', 'male', '2020-01-01Z', '2020-01-01Z');
                insert into app.client_residence_status (id, organisation_id, client_id, from_date, status, source, recorded_at)
                    values ('{Id(6)}', '{Id(2)}', '{Id(4)}', '2026-01-12', 'gestattung', 'Zuweisungsliste', '2026-01-13Z'),
                           ('{Id(7)}', '{Id(2)}', '{Id(5)}', '2026-02-01', 'gestattung', 'Zuweisungsliste', '2026-02-13Z');
                insert into app.household_member (id, organisation_id, household_id, client_id, role, from_date)
                    values ('{Id(8)}', '{Id(2)}', '{Id(9)}', '{Id(4)}', 'applicant', '2026-01-12');
                insert into app.import (id, organisation_id, file_name, sha256, encoding, separator, status, rows_total, rows_done, uploaded_by, uploaded_at,
                                        checked_at, applied_at, updated_at, notes)
                    values ('{Id(10)}', '{Id(2)}', 'l.csv', sha256('x'), 'utf-8', ';', 'applied', 2, 2, '{Id(11)}', '2026-01-13Z', '2026-01-13Z',
                        '2026-01-13Z', '2026-01-13Z', '[]');
                insert into app.import_row (id, organisation_id, import_id, line_number, raw, verdict, findings, candidates, client_id, applied_at)
                    select gen_random_uuid(), '{Id(2)}', '{Id(10)}', n, jsonb_build_object('allocationDate', d, 'accommodation', ' filsweg 7'), 'new',
                        '[]', '[]', c::uuid, '2026-01-13Z'
                    from (values (2, '12.1.2026', '{Id(4)}'), (3, '2026-01-12', '{Id(5)}')) x(n, d, c);
                """);
            foreach (var table in (string[])["client", "client_residence_status", "household_member", "import_row"])
            {
                await Run($"alter table app.{table} enable row level security; alter table app.{table} force row level security");
            }
            await Migrate(build);
            Assert.Equal(["2 2026-01-12 08116056 gestattung", "3 2026-01-12 08116056"], await Ask<string[]>($"""
                select array_agg(concat_ws(' ', line_number, allocated_on, municipality_ags, residence_status) order by line_number) from app.allocation
                where district_id = '{Id(1)}' and accommodation_id = '{Id(3)}' and status = 'effective' and import_id = '{Id(10)}'
                """));
            Assert.Equal("2026-01-12 2026-01-12", await Ask<string>(
                "select string_agg(concat_ws(' ', listed_on, corrected_at), ' ' order by line_number) from app.allocation"));
            Assert.Equal("f t f", await Ask<string>($"""
                select string_agg(left(x.known::text, 1), ' ' order by x.id) from (
                    select id, from_known from app.client_residence_status union all select id, from_known from app.household_member) x(id, known)
                """));
            Assert.True(await Ask<bool>("select bool_and(relforcerowsecurity) from pg_class where oid = any('{app.client,app.import_row}'::regclass[])"));
            Assert.Equal(2L, await Ask<long>("select count(*) from ledger.entry where kind = 'allocated'"));

            async Task Run(string sql) => await Ask<object?>(sql + "; select 1");

            async Task<T> Ask<T>(string sql)
            {
                await using var command = source.CreateCommand(sql);
                return (T)(await command.ExecuteScalarAsync())!;
            }
        }
        finally
        {
            await PostgresServer.Drop(owner);
        }

        Task Migrate(SqlFiles files) => MigrateCommand.Run(owner, null, TextWriter.Null, CancellationToken.None, files);

        static Guid Id(int n) => new(n, 0, 0, new byte[8]);
    }
}
