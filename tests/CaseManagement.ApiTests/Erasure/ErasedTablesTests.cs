using CaseManagement.Api.Audit;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Erasure;

/// <summary>That nothing of an erased person is found in any column of any table, and no table is forgotten.</summary>
public sealed class ErasedTablesTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Mark = "Zitronenfalter";

    // Of these no row is about a person: what is marked in the others has to go. A table that comes later is in none of them, and so marked.
    private static readonly string[] OfNobody =
    [
        "app.organisation", "app.team", "app.staff", "app.team_member", "app.accommodation", "app.absence", "app.code_list", "app.code", "app.code_word",
        "app.assessment_template", "app.translation", "app.agreement_setting", "app.consent_text", "app.consent_wording", "app.mentor", "app.mentor_rule",
        "app.service", "app.service_gap", "app.service_pointer", "app.webhook", "app.webhook_state", "app.webhook_delivery", "app.webhook_attempt",
        "app.admitted_network", "app.outbox_event", "app.outbox_feed", "app.retention_class", "app.mail_address",
        "app.quarter", "app.funded_post", "app.mail_state", "app.mail", "app.mail_attempt", "app.cooperation_agreement", "app.cooperation_move",
        "app.landlord", "app.dwelling", "app.lease", // flats and who lets them; who lives there is an occupancy
        "app.policy_kind", "app.reminder_policy", "app.chain_template", // of what an organisation is reminded
        "app.holiday", "app.working_calendar", "app.office_hours", // when it works
        "app.statistical_audience", "app.statistical_publication", "app.statistical_report", "app.received_publication", "app.statistics_machine",
        "app.external_series", "app.external_value", // counts, and who is given them
        "app.staff_figure_agreement", "app.staff_figure_look", // on figures of colleagues
        "app.digest_setting", "app.digest_choice", "app.digest", // of colleagues: whether and when they are told by mail
        "app.notice",       // ids and a kind, no words: by the ids it is looked for, and goes
        "app.import",       // the list as such: its file's name, counts
        "app.fact_list",    // likewise
        "app.import_file",  // gone when the list is settled; until then nobody is erased whom it names
        "app.erasure",      // outlives the person, without her id
    ];

    [Fact]
    public async Task Nothing_of_the_person_is_left_in_any_column_of_any_table_and_the_trail_is_whole()
    {
        var world = await api.Given.Everything();
        var worker = await api.As(world.Worker);
        var of = new GivenCase(Guid.Parse(world.Ids["cases"]), Guid.Parse(world.Ids["clients"]), world.OrganisationId, world.TeamId,
            Guid.Parse(world.Ids["households"]), world.Worker);
        await WriteEverywhere(worker, world);
        var handover = $"/api/v1/handovers/{world.Ids["handovers"]}";
        await worker.Post($"{handover}/withdraw", new { reasonCode = "stays", note = $"{Mark} bleibt" }, (await worker.GetAsync(handover).Expect(200)).Tag())
            .Expect(200);
        await api.Execute($"delete from app.erasure where organisation_id = '{world.OrganisationId}'");
        await api.Execute($"update app.client_mark set lifted_at = set_at, lifting_reason = '{Mark}' where client_id = '{of.ClientId}'");
        var erasure = await api.Given.Erasure(of);
        var reminder = await (await worker.Post("/api/v1/reminders",
            new { subjectType = "client", subjectId = of.ClientId, title = Mark, dueOn = api.Given.Today.AddDays(2) }, key: "erasure-key").Expect(201)).Id();
        Assert.Contains("access.idempotent_answer", await Found($"{reminder}"));
        await api.SendAsSystem(null, new SealAudit());
        var marked = await MarkTexts(world.OrganisationId);
        Assert.True(marked.Length > 60, string.Join(", ", marked));
        var before = await Found(Mark);
        Assert.True(before.Length > 35, string.Join(", ", before));
        Assert.Contains(before, table => table.StartsWith("audit.sealed_values", StringComparison.Ordinal));
        await erasure.CarriedOut();

        // Recipients outside stay, by name: they are to be told by hand.
        Assert.Equal(["app.erasure"], await Found(Mark));
        foreach (var name in world.Secrets)
        {
            Assert.Empty(await Found(name));
        }
        // Her id stays in the trail alone: who did what when is the entry, and the chain covers it.
        Assert.DoesNotContain(await Found($"{of.ClientId}"), column => !column.StartsWith("audit.sealed_2", StringComparison.Ordinal)
            && column is not ("audit.inbox" or "audit.sealed"));
        Assert.DoesNotContain(await Found($"{reminder}"), column => !column.StartsWith("audit.", StringComparison.Ordinal));
        Assert.DoesNotContain(await Found($"{of.CaseId}"), column => !column.StartsWith("audit.", StringComparison.Ordinal));
        var verified = await (await (await erasure.Officer).Post("/api/v1/audit/verifications", new { }).Expect(200)).Json();
        Assert.True(verified.Value<bool>("whole"), verified.ToJsonString());
        await api.SendAsSystem(null, new SealAudit());
        Assert.Equal(["app.erasure"], await Found(Mark));
    }

    [Fact]
    public async Task No_table_that_names_a_person_is_neither_erased_nor_excused()
    {
        // What names a person and has no row that goes by itself is decided here, with its reason.
        string[] excused =
        [
            "app.erasure",           // outlives the person: her id is replaced by its digest
            "app.client_search_key", // goes with app.client, by its foreign key
        ];
        var naming = await api.Sql<string[]>("""
            select array_agg(distinct c.oid::regclass::text) from pg_class c
            join pg_attribute a on a.attrelid = c.oid and not a.attisdropped and (a.attname in ('client_id', 'case_id') or a.attname like '%client_id'
                and a.attname not in ('api_client_id', 'decided_client_id', 'representative_client_id', 'actor_client_id'))
            where c.relkind = 'r' and c.relnamespace = 'app'::regnamespace
            """);
        var erased = await api.Sql<string[]>("select array_agg(erased::text) from app.erased_tables()");
        Assert.Empty(naming.Except(erased).Except(excused));
        Assert.Empty(erased.Intersect(excused));

        // A ledger of pseudonyms, or whatever comes later and names the person, is within reach without a word about it here.
        await api.Execute("""
            select set_config('role', (select tableowner from pg_tables where schemaname = 'app' and tablename = 'client'), false);
            create table app.later (organisation_id uuid not null references app.organisation, client_id uuid not null references app.client,
                pseudonym uuid not null, primary key (organisation_id, client_id));
            call access.protect('app.later')
            """);
        try
        {
            var of = await api.Given.CaseWithLead();
            await api.Execute($"insert into app.later values ('{of.OrganisationId}', '{of.ClientId}', gen_random_uuid())");
            await (await api.Given.Erasure(of)).CarriedOut();
            Assert.Equal(0L, await api.Sql<long>("select count(*) from app.later"));
        }
        finally
        {
            await api.Execute("drop table app.later");
        }
    }

    // Texts that only the API brings into the trail with its values and reasons.
    private static async Task WriteEverywhere(HttpClient worker, World world)
    {
        async Task Change(string path, object body) =>
            await worker.Post(path, body, (await worker.GetAsync(path[..path.LastIndexOf('/')]).Expect(200)).Tag()).Expect(200);
        await Change($"/api/v1/contacts/{world.Ids["contacts"]}/add-note",
            new { note = new { clientId = world.Ids["clients"], text = $"{Mark} im Gespräch" } });
        await Change($"/api/v1/clients/{world.Ids["clients"]}/dispute", new { field = "sex", statedBy = "client", statement = $"{Mark} stimmt nicht" });
        await worker.Post($"/api/v1/clients/{world.Ids["clients"]}/break-glass", new { reason = $"{Mark} im Notfall" }).Expect(201);
        await Change($"/api/v1/documents/{world.Ids["documents"]}/missing", new { on = "2026-01-02", reason = $"{Mark} weg" });
    }

    // Every text and JSON document of every row that could be about the person, past the product's triggers; what a rule of the table refuses stays.
    private Task<string[]> MarkTexts(Guid organisation) => api.Sql<string[]>($"""
        create function pg_temp.mark_texts() returns text[] language plpgsql as $$
        declare
            t record;
            marked text[] := array[]::text[];
            n integer;
        begin
            set local session_replication_role = replica;
            for t in select c.oid::regclass as rel, a.attname as col, a.atttypid::regtype::text as type,
                       access.has_column(c.oid::regclass, 'organisation_id') as has_organisation
                from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                where c.relkind = 'r' and c.relnamespace = 'app'::regnamespace and a.atttypid::regtype::text in ('text', 'text[]', 'jsonb')
                  and c.oid::regclass::text <> all (array['{string.Join("', '", OfNobody)}'])
            loop
                begin
                    execute format('update %s set %I = %s where %s', t.rel, t.col, case t.type
                        when 'text' then format('coalesce(%I, '''') || '' {Mark}''', t.col)
                        when 'text[]' then format('array_append(%I, ''{Mark}'')', t.col)
                        else format('case jsonb_typeof(%1$I) when ''array'' then %1$I || ''["{Mark}"]''
                            else coalesce(%1$I, ''{"{}"}'') || jsonb_build_object(''x'', ''{Mark}'') end', t.col) end,
                        case when t.has_organisation then 'organisation_id = ''{organisation}''' else 'true' end);
                    get diagnostics n = row_count;
                    if n > 0 then
                        marked := marked || (t.rel || '.' || t.col);
                    end if;
                exception when integrity_constraint_violation or check_violation or unique_violation or exclusion_violation then
                    null;
                end;
            end loop;
            return marked;
        end $$;
        select pg_temp.mark_texts()
        """);

    // Where a value stands: the whole database, rows as text; bytes as they are.
    private Task<string[]> Found(string value) => api.Sql<string[]>($"""
        create or replace function pg_temp.found_in(p_value text) returns text[] language plpgsql as $$
        declare
            t record;
            hits text[] := array[]::text[];
            hit boolean;
        begin
            for t in select c.oid::regclass as rel from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema)'
            loop
                execute format('select exists (select from %s x where x::text ~* (''\m'' || $1 || ''\M'')
                    or position(encode(convert_to($1, ''UTF8''), ''hex'') in x::text) > 0)', t.rel) into hit using p_value;
                if hit then
                    hits := hits || t.rel::text;
                end if;
            end loop;
            return hits;
        end $$;
        select pg_temp.found_in('{value}')
        """);
}
