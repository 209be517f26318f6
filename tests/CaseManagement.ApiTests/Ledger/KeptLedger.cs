using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Ledger;

/// <summary>What holds of the ledger at any time, whatever was done before.</summary>
internal static class KeptLedger
{
    /// <summary>The tables whose rows are facts of the ledger.</summary>
    public static Task<string[]> Tables(Fixture.Api api) => api.Sql<string[]>("""
        select array_agg(replace(tgrelid::regclass::text, '"', '') order by tgrelid::regclass::text collate "C") from pg_trigger
        where tgfoid = 'ledger.keep_fact'::regproc
        """);

    /// <summary>
    /// Summed up with their reversals, the rows of each organisation say of its facts what the facts say, no more and no less; and of facts that
    /// have gone to another organisation at most one version.
    /// </summary>
    public static async Task AgreesWithTheFacts(Fixture.Api api)
    {
        foreach (var table in await Tables(api))
        {
            var name = table["app.".Length..];
            Assert.Equal("", await api.Sql<string>($"""
                with fact as (
                    select x.organisation_id, x.id, f.unit, f.unit_id, f.kind, f.on_date, f.date_precision, coalesce(f.withheld, false) as withheld,
                        case when f.withheld then '{"{}"}' else jsonb_strip_nulls(f.attributes) end as attributes
                    from app."{name}" x cross join lateral app.ledger_of_{name}(x) f
                ), said as (
                    select e.organisation_id, s.fact_id, e.unit, u.unit_id, e.kind, e.on_date, e.date_precision, e.withheld, e.attributes
                    from ledger.entry e left join ledger.source s on s.entry_no = coalesce(e.reversal_of, e.no)
                    left join ledger.subject u on u.pseudonym = e.pseudonym
                    where s.fact_table = '{table}' and exists (select from app."{name}" x where x.id = s.fact_id and x.organisation_id = s.organisation_id)
                    group by 1, 2, 3, 4, 5, 6, 7, 8, 9 having sum(case when e.reversal_of is null then 1 else -1 end) <> 0
                )
                select coalesce(string_agg(d::text, E'\n'), '') from (
                    (select 'not in the ledger', f.* from (select * from fact except all select * from said) f)
                    union all (select 'not a fact', s.* from (select * from said except all select * from fact) s)) d
                """));
        }
        // What nothing has reversed has its fact; what is reversed, or whose subject is forgotten, has none.
        Assert.Equal(0L, await api.Sql<long>("""
            select count(*) from ledger.entry e
            where (e.reversal_of is null and not exists (select from ledger.entry r where r.reversal_of = e.no)
                   and (e.pseudonym is null or exists (select from ledger.subject u where u.pseudonym = e.pseudonym)))
                <> exists (select from ledger.source s where s.entry_no = e.no)
            """));
        // A reversal takes back exactly what was said.
        Assert.Equal(0L, await api.Sql<long>("""
            select count(*) from ledger.entry r join ledger.entry e on e.no = r.reversal_of
            where (r.organisation_id, r.unit, r.pseudonym, r.kind, r.on_date, r.date_precision, r.origin, r.withheld, r.attributes, r.dimensions)
                is distinct from (e.organisation_id, e.unit, e.pseudonym, e.kind, e.on_date, e.date_precision, e.origin, e.withheld, e.attributes, e.dimensions)
               or e.reversal_of is not null
            """));
        Assert.Equal(0L, await api.Sql<long>(
            "select count(*) from ledger.entry e where e.is_reversed <> exists (select from ledger.entry r where r.reversal_of = e.no)"));
    }
}
