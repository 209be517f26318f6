using CaseManagement.Api.Clients;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.Bench;
using Npgsql;

namespace CaseManagement.ApiTests.Bench;

/// <summary>
/// The stock that `make bench` measures on is one that the product could have: it moves with the tables, or is red here. It is loaded without triggers
/// and foreign keys, so these are asked afterwards.
/// </summary>
public sealed class StockTests(StockTests.Town town) : IClassFixture<StockTests.Town>
{
    private const int Clients = 200;

    [Fact]
    public async Task Every_constraint_holds() => await town.Api.Execute("""
        begin;
        do $$
        declare c record;
        begin
            for c in select conrelid::regclass as of, conname, pg_get_constraintdef(oid) as definition from pg_constraint
                     where contype in ('f', 'x') and connamespace = 'app'::regnamespace loop
                execute format('alter table %s drop constraint %I, add constraint %2$I %s', c.of, c.conname, c.definition);
            end loop;
        end $$;
        -- What constraint triggers say of a case and its responsibilities, and of a contact and whom it names.
        update app."case" set updated_at = updated_at;
        update app.case_responsibility set from_at = from_at;
        set constraints all immediate;
        do $$
        begin
            if exists (select from app.contact c where c.is_anonymous = exists (select from app.contact_client x where x.contact_id = c.id)) then
                raise exception 'a contact names persons or is anonymous';
            end if;
            if exists (select from app.client_residence_status s
                       where not exists (select from app.code x where x.list = 'residence-status' and x.code = s.status))
                or exists (select from app.contact c where not exists (select from app.code x where x.list = 'contact-outcome' and x.code = c.outcome)) then
                raise exception 'a code that there is not';
            end if;
        end $$;
        rollback;
        """);

    [Fact]
    public async Task Figures_keep_of_it_what_the_product_would_keep() => Assert.Equal("", await town.Api.Sql<string>("""
        with people as (
            select array_agg(s.pseudonym) as all_ from ledger.subject s where s.unit = 'client'
        ), told as (
            select t.* from people p cross join lateral (
                select * from figures.told_open_case(p.all_, figures.codes()) union all select * from figures.told_place(p.all_, figures.codes())
                union all select * from figures.told_change_to_sgb2(p.all_, figures.codes())
                union all select * from figures.told_allocation(p.all_, figures.codes()) union all select * from figures.told_need(p.all_, figures.codes())) t
        ), kept as (
            select u.kind, u.pseudonym, u.from_day, u.until_day, t.content #>> '{}' as team, w.content #>> '{}' as worker, u.household::text,
                s.content || jsonb_build_object('team', t.content, 'household', u.household, 'born', u.born) as dimensions, a.content as attributes,
                u.withheld, u.before_day, u.day_1, u.day_2, u.day_3, u.day_4
            from ledger.unit u
            left join ledger.setting t on t.id = u.team left join ledger.setting w on w.id = u.worker
            left join ledger.setting s on s.id = u.setting left join ledger.setting a on a.id = u.attributes
        ), other as (
            (select 'told', x.* from (select * from told except select * from kept) x)
            union all (select 'kept', x.* from (select * from kept except select * from told) x)
        )
        select concat(string_agg(o::text, E'\n'), case when (select count(*) from told) < 500 then 'hardly anything is told' end)
        from (select * from other o order by o.pseudonym, o.kind, o.from_day limit 6) o
        """));

    [Fact]
    public async Task Persons_are_found_by_the_keys_that_the_product_would_give_them()
    {
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(town.Api.Owner));
        await using var command = source.CreateCommand("""
            select family_name, given_name, array(select k from unnest(search_keys) k where k !~ '^[dr]:'),
                (select array_agg(key) from app.client_search_key where client_id = c.id) @> search_keys from app.client c
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var (family, given) = (reader.GetString(0), reader.GetString(1));
            Assert.Equal(NameKeys.For(family, given).Concat(NameBeginnings.For(family, given)).Order(StringComparer.Ordinal),
                reader.GetFieldValue<string[]>(2).Order(StringComparer.Ordinal));
            Assert.True(reader.GetBoolean(3));
        }
    }

    [Fact]
    public async Task A_worker_signs_in_and_sees_the_cases_of_the_team_and_of_nobody_else()
    {
        using var client = town.Api.Anonymous();
        var session = await client.Post("/api/v1/sessions", new { userName = "w1@bench.example", password = Stock.Password }).Expect(200);
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await session.Json()).Text("accessToken"));

        var mine = await client.Read("/api/v1/cases?limit=200&count=true");
        Assert.Equal((int)await town.Api.Sql<long>("""
            select count(*) from app."case" c join gen.worker w on w.no = 1 where c.status = 'open' and (c.team_id = w.team_id
                or exists (select from app.case_participant p where p.case_id = c.id and p.staff_id = w.staff_id))
            """), mine.Number("count"));

        var own = await Client("team_id = (select team_id from gen.worker where no = 1)");
        var others = await Client("organisation_id <> (select organisation_id from gen.worker where no = 1)");
        Assert.Equal(own.ToString(), (await client.Read($"/api/v1/clients/{own}")).Text("id"));
        await client.GetAsync($"/api/v1/clients/{others}").ExpectProblem(404, "not-found");
    }

    private Task<Guid> Client(string where) => town.Api.Sql<Guid>($"select id from gen.person where {where} limit 1");

    /// <summary>The smallest stock in a database of its own.</summary>
    public sealed class Town : IAsyncLifetime
    {
        public Fixture.Api Api { get; } = new() { Settings = { ["Demo:ClockAhead"] = "00:00:00" } };

        public async ValueTask InitializeAsync()
        {
            await Api.InitializeAsync();
            await Stock.Fill(await PostgresServer.Superuser(Api.Owner), Clients);
        }

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }
}
