using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Audit;

/// <summary>What the data-protection officer reads, and that nothing can be forgotten.</summary>
public sealed class AuditTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task The_officer_reads_who_when_what_and_which_fields_but_neither_content_nor_names()
    {
        var organisation = await api.Given.Organisation();
        var admin = await api.Given.Staff(organisation, Role.Administrator);
        var officer = await api.As(await api.Given.Staff(organisation, Role.DataProtectionOfficer));
        var client = await api.As(admin);
        var created = await client.Post("/api/v1/staff", new
        {
            familyName = "Geheimrat",
            givenName = "Lina",
            userName = "geheim@example.org",
            initialPassword = "a long enough password",
            roles = new[] { Role.Caseworker },
        }).Expect(201);
        var id = await created.Id();
        var renamed = new { familyName = "Geheimrätin", givenName = "Lina", languages = Array.Empty<string>() };
        var changed = await client.Put($"/api/v1/staff/{id}", renamed, created.Tag()).Expect(200);
        await client.Post($"/api/v1/staff/{id}/disable", new { reason = "Frau Geheimrätin ist weg" }, changed.Tag()).Expect(200);

        var answer = await officer.GetAsync($"/api/v1/audit/entries?rowId={id}&kind=change").Expect(200);
        var body = await answer.Content.ReadAsStringAsync();
        var entries = (await answer.Json())["items"]!.AsArray();

        Assert.DoesNotContain("Geheim", body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["DisableStaff", "ChangeStaff", "CreateStaff"], entries.Select(entry => entry.Value<string>("action")));
        Assert.Equal(["family_name", "updated_at"], entries.Values<string>("1/fields/*"));
        Assert.All(entries, entry => Assert.Equal(admin.StaffId, entry.Value<Guid>("staffId")));
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task The_trail_is_paged_by_key_and_filtered_and_somebody_elses_is_not_there()
    {
        var organisation = await api.Given.Organisation();
        var admin = await api.As(await api.Given.Staff(organisation, Role.Administrator));
        var officer = await api.As(await api.Given.Staff(organisation, Role.DataProtectionOfficer));
        var stranger = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.DataProtectionOfficer));
        for (var i = 0; i < 5; i++)
        {
            await admin.Post("/api/v1/teams", new { name = $"Team Nr. {i}", kind = "accommodation" }).Expect(201);
        }
        var ids = new List<long>();
        string? cursor = null;
        do
        {
            var page = await officer.Read("/api/v1/audit/entries?action=CreateTeam&limit=2" + (cursor is null ? "" : $"&cursor={cursor}"));
            ids.AddRange(page.Values<long>("items/*/id"));
            cursor = page.Text("nextCursor");
        }
        while (cursor is not null);
        Assert.Equal(5, ids.Distinct().Count());
        Assert.Equal(ids.OrderDescending(), ids);
        Assert.Equal(5, (await officer.Read("/api/v1/audit/entries?action=CreateTeam&limit=2&count=true")).Number("count"));
        Assert.Empty((await stranger.Read("/api/v1/audit/entries?action=CreateTeam"))["items"]!.AsArray());
        var anHourAgo = Uri.EscapeDataString(api.Given.Now.AddHours(-1).ToString("O"));
        Assert.Empty((await officer.Read($"/api/v1/audit/entries?action=CreateTeam&until={anHourAgo}"))["items"]!.AsArray());
        await officer.GetAsync("/api/v1/audit/entries?kind=gossip").ExpectProblem(400, "validation-failed");
        await admin.GetAsync("/api/v1/audit/entries").ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task Refused_access_is_on_record_with_who_and_what()
    {
        var organisation = await api.Given.Organisation();
        var worker = await api.Given.Staff(organisation, Role.Caseworker);
        var officer = await api.As(await api.Given.Staff(organisation, Role.DataProtectionOfficer));
        var somebodyElses = await api.Given.Client(await api.Given.Organisation());
        var client = await api.As(worker);
        await client.GetAsync($"/api/v1/clients/{somebodyElses}/compartments").Expect(404);
        await client.Post("/api/v1/teams", new { name = "X", kind = "accommodation" }).Expect(403);

        var entries = (await officer.Read($"/api/v1/audit/entries?kind=refusal&staffId={worker.StaffId}"))["items"]!.AsArray();

        Assert.Equal(["not-permitted", "not-found"], entries.Select(entry => entry.Value<string>("code")));
        Assert.Equal("CreateTeam", entries.Value<string>("0/action"));
        Assert.Equal(somebodyElses, entries.Value<Guid>("1/rowId"));
    }

    [Fact]
    public async Task Who_has_read_or_changed_a_person_is_told_by_colleague()
    {
        var given = await api.Given.CaseWithLead();
        var officer = await api.As(await api.Given.Staff(given.OrganisationId, Role.DataProtectionOfficer));
        var stranger = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.DataProtectionOfficer));
        var lead = await api.As(given.Lead!);
        await lead.GetAsync($"/api/v1/clients/{given.ClientId}/compartments").Expect(200);
        await lead.GetAsync($"/api/v1/clients/{given.ClientId}/compartments").Expect(200);

        var seen = await officer.Read($"/api/v1/audit/persons/{given.ClientId}");

        var read = seen["items"]!.AsArray().Single(item => item.Value<string>("kind") == "read")!;
        Assert.Equal((given.Lead!.StaffId, 2), (read.Value<Guid>("staffId"), read.Value<int>("times")));
        Assert.Contains(seen["items"]!.AsArray(), item => item.Value<string>("kind") == "change");
        await stranger.GetAsync($"/api/v1/audit/persons/{given.ClientId}").ExpectProblem(404, "not-found");
        await lead.GetAsync($"/api/v1/audit/persons/{given.ClientId}").ExpectProblem(403, "not-permitted");
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry where kind = 'read' and action = 'ListAccessToPerson' and client_ids = array['{given.ClientId}'::uuid]
            """));
    }

    [Fact]
    public async Task Every_table_with_data_is_on_the_trail_or_listed_here_with_its_reason()
    {
        string[] without =
        [
            "access.idempotent_answer",    // a copy of an answer, kept for 24 hours
            "access.sign_in_attempt",      // digests of wrong passwords within an hour; each sign-in, refused or not, is on record as an event
            "access.data_protection_key",  // the framework's keys: nobody's data, and secret
            "access.credential",           // hashes of passwords: that one was given or changed stands at its account
            "access.context_secret",       // one row that nobody changes but migrate: a secret
            "access.signing_key",          // keys for identity tokens, the same
            "access.api_client_secret",    // digests of secrets: the change of its client is on the trail
            "access.api_client_use",       // when a machine last took a token
            "access.used_assertion",       // digests of assertions, for ten minutes
            "access.identity_provider_secret", // secrets: that one was set stands at its provider
            "access.provider_session",     // what a session stands on, as long as it lasts: the session is on the trail
            "access.session_use",          // with what somebody is signed in, as long as the session lasts: the session is on the trail
            "access.second_factor",        // secrets: setting one up, and each wrong code, is on record as an event
            "access.recovery_code",        // digests
            "access.enrolment_link",       // digests for a day: that one was made stands at its person, its use at the account
            "access.calendar_key",         // digests: that an address was made, made again and withdrawn stands at its calendar, which is on the trail
            "access.passkey",              // public keys: adding and removing one, and each sign-in with it, is on record as an event
            "access.webhook_secret",       // secrets: the change of its webhook is on the trail
            "access.migration",            // the journals of the schema
            "access.routine",
            "app.client_search_key",       // derived from app.client in the same statement, which is on the trail
            "app.import_file",             // an uploaded list's bytes, deleted once applied: the trail would keep them for ever
            "app.document_chunk",          // the bytes of a scan: erased is gone; its file, with the digest, is on the trail
            "app.code_list",               // the names of the lists: migrations write them, nobody else
            "app.holiday",                 // laws as dated data: migrations write them, nobody else
            "app.policy_kind",             // kinds of policies: the same; the policies themselves are on the trail
            "app.outbox_event",            // derived from what is told, in the same transaction, which is on the trail
            "app.outbox_feed",             // how many events an organisation has
            "app.notice_place",            // in which order somebody is told: the notices are on the trail
            "app.notice_stream",           // how many there are
            "app.webhook_state",           // how far a webhook is told
            "app.webhook_delivery",        // what was sent to it, ids only: a log of its own, with retention
            "app.webhook_attempt",         // the same
            "app.mail_code",               // when a code was sent to which address, by its digest: forgotten after ten minutes
            "app.mail_state",              // how far a mail address is told
            "app.mail",                    // what was sent to it, a number: a log of its own, with retention
            "app.mail_attempt",            // the same
            "app.digest",                  // that a colleague was told of a day: the same; whether she wants it is on the trail
            "app.translation",             // what printed pages say: the same
            "ledger.subject",              // the way from a pseudonym to a person, which the trail would keep open
            "ledger.entry",                // derived in the transaction of its fact, which is on the trail; append-only itself
            "ledger.source",               // the same
            "ledger.waiting",              // the same, and empty again at each commit
            "ledger.catching_up",          // the same, and empty again when migrate has ended
            "ledger.meaning",              // a number for each table, migrate's own
            "ledger.unit",                 // made of the ledger, and made anew from it
            "ledger.setting",              // the same
            "ledger.stale",                // the same
        ];
        var tables = await api.Sql<string[]>("""
            select coalesce(array_agg(n.nspname || '.' || c.relname order by 1), '{}') from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('app', 'access', 'ledger') and c.relkind in ('r', 'p') and not c.relispartition
              and (select count(*) from pg_trigger t where t.tgrelid = c.oid and t.tgfoid = 'audit.record_change'::regproc and t.tgenabled = 'O'
                and not t.tgisinternal) <> 3
            """);
        Assert.Equal(without.Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_table_of_an_organisation_is_behind_the_wall_or_listed_here_with_its_reason()
    {
        string[] without =
        [
            "access.calendar_key", // read before there is a context: whoever shows a key has no session; no grant on it
            "access.role_grant",   // read before there is a context: signing in asks it for the roles
            "access.session",      // behind one of its own (SignIn/Wall.sql), which does not hold the owner: a context is entered by it
            "app.accommodation",   // directory: allocation lists and handovers name accommodations of others
            "app.quarter",         // directory: addresses name quarters of others
            "app.team",            // directory: handovers are addressed to teams of others
        ];
        var tables = await api.Sql<string[]>("""
            select coalesce(array_agg(n.nspname || '.' || c.relname order by 1), '{}') from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('app', 'access', 'audit', 'ledger') and c.relkind in ('r', 'p') and not c.relispartition
              and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped)
              and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd in ('r', '*')))
            """);
        Assert.Equal(without.Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_column_compartment_is_guarded_by_a_restrictive_policy_or_listed_here_with_its_reason()
    {
        string[] without = ["app.named_person"]; // who is admitted must be seen by those who admit
        var tables = await api.Sql<string[]>("""
            select coalesce(array_agg(n.nspname || '.' || c.relname order by 1), '{}') from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and n.nspname = 'app'
              and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'compartment' and not a.attisdropped)
              and not exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive and p.polcmd in ('r', '*')
                              and pg_get_expr(p.polqual, p.polrelid) like '%may_open%')
            """);
        Assert.Equal(without, tables);
    }
}
