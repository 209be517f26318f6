using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Ledger;

/// <summary>What figures count: a row per event, by a pseudonym, in the transaction of its fact.</summary>
public sealed class LedgerTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    // A fact of each table that the ledger keeps. A new one is red until it stands here.
    private static readonly Dictionary<string, Func<Given, GivenCase, Task<Guid>>> Facts = new()
    {
        ["app.client_residence_status"] = (given, of) => given.ResidenceStatus(of.OrganisationId, of.ClientId),
        ["app.client_benefit"] = (given, of) => given.Benefit(of.OrganisationId, of.ClientId),
        ["app.benefit_change"] = (given, of) => given.BenefitChange(of),
        ["app.client_accommodation"] = (given, of) => given.Stay(of.OrganisationId, of.ClientId),
        ["app.client_work"] = (given, of) => given.Work(of.OrganisationId, of.ClientId),
        ["app.allocation"] = (given, of) => given.Allocation(of),
        ["app.presence"] = (given, of) => given.Presence(of),
        ["app.participation"] = (given, of) => given.Participation(of),
        ["app.employment"] = (given, of) => given.Employment(of),
        ["app.language_level"] = (given, of) => given.LanguageLevel(of),
        ["app.client_family_status"] = (given, of) => given.FamilyStatus(of.OrganisationId, of.ClientId),
        ["app.client_nationality"] = (given, of) => given.Nationality(of.OrganisationId, of.ClientId),
        ["app.case_programme"] = (given, of) => given.Programme(of),
        ["app.case_complexity"] = (given, of) => given.Complexity(of),
        ["app.case_event"] = (given, of) => given.OpeningOf(of),
        ["app.occupancy"] = (given, of) => given.Occupancy(of),
        ["app.case_responsibility"] = (given, of) => given.ResponsibilityFor(of),
        ["app.client_address"] = (given, of) => given.Address(of.OrganisationId, of.ClientId),
        ["app.household_member"] = (given, of) => given.Membership(of.OrganisationId, of.ClientId),
        ["app.contact"] = (given, of) => given.Contact(of),
        ["app.case_work"] = (given, of) => given.CaseWork(of),
        ["app.assessment"] = (given, of) => given.CompletedAssessment(of, new GivenNeed("housing", "medium")),
        ["app.agreement"] = async (given, of) => (await given.ActiveAgreement(of)).Id,
        ["app.referral"] = async (given, of) => (await (await given.Referral(of)).Sent()).Id,
        ["app.handover_move"] = (given, of) => given.AcceptanceOf(of),
    };

    // Facts of another unit than a person.
    private static readonly Dictionary<string, Func<Given, Guid, Task<Guid>>> OfDwellings = new()
    {
        ["app.dwelling"] = (given, organisation) => given.Dwelling(organisation),
        ["app.lease"] = async (given, organisation) => await given.Lease(organisation, await given.Dwelling(organisation)),
    };

    // And of nobody in particular.
    private static readonly Dictionary<string, Func<Given, Guid, Task<Guid>>> OfNobody = new()
    {
        ["app.service_gap"] = (given, organisation) => given.ServiceGap(organisation),
    };

    [Fact]
    public async Task Every_fact_writes_its_row_and_every_table_that_the_ledger_keeps_is_asked_here()
    {
        Assert.Equal(Facts.Keys.Concat(OfDwellings.Keys).Concat(OfNobody.Keys).Order(StringComparer.Ordinal), await KeptLedger.Tables(api));
        var of = await api.Given.CaseWithLead();
        foreach (var (table, record) in Facts)
        {
            var fact = await record(api.Given, of);
            Assert.True(await api.Sql<bool>($"""
                select exists (select from ledger.source s join ledger.entry e on e.no = s.entry_no
                    join ledger.subject x on x.pseudonym = e.pseudonym and x.unit = 'client' and x.unit_id = '{of.ClientId}'
                    where s.fact_table = '{table}' and s.fact_id = '{fact}' and e.organisation_id = '{of.OrganisationId}' and e.reversal_of is null
                      and e.origin = 'recorded' and not e.withheld)
                """), table);
        }
        foreach (var (table, record) in OfDwellings)
        {
            var fact = await record(api.Given, of.OrganisationId);
            Assert.True(await api.Sql<bool>($"""
                select exists (select from ledger.source s join ledger.entry e on e.no = s.entry_no join ledger.subject x on x.pseudonym = e.pseudonym
                    where s.fact_table = '{table}' and s.fact_id = '{fact}' and x.unit = 'dwelling' and e.unit = 'dwelling' and e.dimensions = '{"{}"}')
                """), table);
        }
        foreach (var (table, record) in OfNobody)
        {
            var fact = await record(api.Given, of.OrganisationId);
            Assert.True(await api.Sql<bool>($"""
                select exists (select from ledger.source s join ledger.entry e on e.no = s.entry_no
                    where s.fact_table = '{table}' and s.fact_id = '{fact}' and e.pseudonym is null and e.unit is null and e.dimensions = '{"{}"}')
                """), table);
        }
        await KeptLedger.AgreesWithTheFacts(api);
        Assert.Equal(0L, await api.Sql<long>("select count(*) from ledger.waiting")); // Each commit has told what it had to tell.
    }

    [Fact]
    public async Task A_row_says_who_the_person_was_on_that_day()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var household = await api.Given.Household(organisation);
        var born = api.Given.Today.AddYears(-18).AddDays(-25); // of age five days after what follows began
        var client = await api.Given.Client(organisation, household, birthDate: born);
        await api.Given.Case(organisation, client, team);
        await api.Given.ResidenceStatus(organisation, client);
        await api.Given.Benefit(organisation, client);
        Assert.Equal("16-17 female gestattung asylblg-3", await Dimensions(client, "benefit_begun"));
        Assert.Equal($"18-20 female gestattung asylblg-3 {team}", await Dimensions(client, "case_opened"));
        var pseudonyms = await api.Sql<string[]>($"""
            select array_agg(distinct e.dimensions ->> 'household') from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
            where x.unit_id = '{client}'
            """);
        Assert.Equal([await api.Sql<string>($"select pseudonym::text from ledger.subject where unit = 'household' and unit_id = '{household}'")], pseudonyms);
    }

    [Fact]
    public async Task What_is_corrected_is_reversed_and_written_anew_and_the_same_again_writes_nothing()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var person = $"/api/v1/clients/{of.ClientId}";
        var benefit = await api.Given.Benefit(of.OrganisationId, of.ClientId);
        var from = api.Given.Today.AddDays(-30);

        await Correct(client, person, benefit, "sgb2", from).Expect(200);
        Assert.Equal(["asylblg-3", "-asylblg-3", "sgb2"], await Told(of.ClientId, "benefit_begun"));
        await Correct(client, person, benefit, "sgb2", from).Expect(200);
        Assert.Equal(3, (await Told(of.ClientId, "benefit_begun")).Length);

        // What the facts are grouped by was wrong.
        await api.Execute($"update app.client set sex = 'male' where id = '{of.ClientId}'");
        Assert.Equal(["asylblg-3", "-asylblg-3", "sgb2", "-sgb2", "sgb2"], await Told(of.ClientId, "benefit_begun"));
        Assert.Contains(" male ", await Dimensions(of.ClientId, "benefit_begun"), StringComparison.Ordinal);

        await client.Post($"{person}/benefits/{benefit}/remove", new { reason = "Nie bezogen" }, (await client.GetAsync(person)).Tag()).Expect(200);
        Assert.Equal("-sgb2", (await Told(of.ClientId, "benefit_begun"))[^1]);
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task What_is_refused_writes_nothing()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var person = $"/api/v1/clients/{of.ClientId}";
        var benefit = await api.Given.Benefit(of.OrganisationId, of.ClientId);
        var before = await api.Sql<long>("select count(*) from ledger.entry");
        await Correct(client, person, benefit, "sgb2", api.Given.Today.AddDays(-30), "\"1\"").ExpectProblem(412, "stale");
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var connection = await source.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var change = new NpgsqlCommand($"""
                update app.client_benefit set regime = 'sgb2' where id = '{benefit}'; set constraints all immediate
                """, connection, transaction);
            await change.ExecuteNonQueryAsync();
            await using var count = new NpgsqlCommand("select count(*) from ledger.entry", connection, transaction);
            // As long as the transaction lasts: a reversal and a new row of the benefit, of the opening of the case under it, and of who is responsible.
            Assert.Equal(before + 6, await count.ExecuteScalarAsync());
            await transaction.RollbackAsync();
        }
        Assert.Equal(before, await api.Sql<long>("select count(*) from ledger.entry"));
    }

    [Fact]
    public async Task What_is_in_a_compartment_or_at_a_sensitive_place_counts_and_says_nothing_more()
    {
        var of = await api.Given.CaseWithLead();
        await api.Given.Shelter(of.OrganisationId, of.ClientId);
        Assert.Equal("true {}", await Withheld(of.ClientId, "accommodation_begun"));

        var other = await api.Given.CaseOf(of.TeamId, of.Lead!);
        var refuge = await api.Given.Accommodation(of.OrganisationId, of.TeamId, "Haus am See");
        await api.Execute($"update app.accommodation set is_sensitive = true where id = '{refuge}'");
        var client = await api.As(of.Lead!);
        var person = $"/api/v1/clients/{other.ClientId}";
        await client.Post($"{person}/accommodations", new { from = "2026-01-05", accommodationId = refuge, kind = "gemeinschaftsunterkunft" },
            (await client.GetAsync(person)).Tag()).Expect(200);
        await client.Post($"{person}/residence-statuses", new { from = "2026-01-05", status = "25-4a" }, (await client.GetAsync(person)).Tag()).Expect(200);
        await client.Post($"{person}/benefits", new { from = "2026-01-05", regime = "sgb2" }, (await client.GetAsync(person)).Tag()).Expect(200);
        Assert.Equal("true {}", await Withheld(other.ClientId, "accommodation_begun"));
        Assert.Equal("true {}", await Withheld(other.ClientId, "residence_status_begun"));
        // Also where it becomes a sensitive one only later, and for whoever was sent there.
        var third = await api.Given.CaseOf(of.TeamId, of.Lead!);
        var house = await api.Given.Accommodation(of.OrganisationId, of.TeamId, "Haus am Wald");
        person = $"/api/v1/clients/{third.ClientId}";
        await client.Post($"{person}/accommodations", new { from = "2026-01-05", accommodationId = house, kind = "gemeinschaftsunterkunft" },
            (await client.GetAsync(person)).Tag()).Expect(200);
        await client.Post($"{person}/allocations", new { allocatedOn = "2026-01-05", accommodationId = house }).Expect(201);
        var administrator = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        await administrator.Put($"/api/v1/accommodations/{house}", new { name = "Haus am Wald", kind = "gemeinschaftsunterkunft", isSensitive = true },
            (await administrator.GetAsync($"/api/v1/accommodations/{house}")).Tag()).Expect(200);
        Assert.Equal("true {}", await Withheld(third.ClientId, "accommodation_begun"));
        Assert.Equal("true {}", await Withheld(third.ClientId, "allocated"));
        Assert.True((await client.Read($"{person}/allocations"))["items"]!.AsArray().All(row => row.Value<bool>("restricted")));
        // Nor does it stand among the dimensions of what is open.
        Assert.DoesNotContain("25-4a", await api.Sql<string>("select string_agg(dimensions::text || attributes::text, ' ') from ledger.entry"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handover_leaves_the_senders_rows_as_they_are_and_gives_the_receiver_rows_of_its_own()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var (district, town, person) = (handover.Sender.OrganisationId, handover.Receiver.OrganisationId, handover.Cases[0].ClientId);
        var benefit = await api.Given.Benefit(district, person);
        await handover.Submitted();
        var before = await OfOrganisation(district);
        await handover.Move(handover.To, "accept", new { leadStaffId = handover.Receiver.StaffId }).Expect(200);

        Assert.Equal(before, await OfOrganisation(district));
        Assert.Equal("handed_over taken_over", await api.Sql<string>($"""
            select string_agg(e.kind, ' ' order by e.no) from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
            where x.unit_id = '{person}' and e.kind in ('handed_over', 'taken_over') and e.organisation_id
                = case e.kind when 'handed_over' then '{district}'::uuid else '{town}' end
            """));
        Assert.Equal(2L, await api.Sql<long>($"select count(distinct pseudonym) from ledger.subject where unit_id = '{person}'"));
        Assert.Equal("taken_over", await api.Sql<string>($"""
            select origin from ledger.entry where organisation_id = '{town}' and kind = 'benefit_begun'
            """));
        // What the receiver corrects is the receiver's.
        var client = await api.As(handover.Receiver);
        await Correct(client, $"/api/v1/clients/{person}", benefit, "sgb2", api.Given.Today.AddDays(-30)).Expect(200);
        Assert.Equal(before, await OfOrganisation(district));
        Assert.Equal(3L, await api.Sql<long>($"select count(*) from ledger.entry where organisation_id = '{town}' and kind = 'benefit_begun'"));
        await KeptLedger.AgreesWithTheFacts(api);

        Task<string> OfOrganisation(Guid id) =>
            api.Sql<string>($"select string_agg(e::text, E'\\n' order by no) from ledger.entry e where organisation_id = '{id}' and kind <> 'handed_over'");
    }

    [Fact]
    public async Task The_statistics_role_reads_the_rows_of_one_organisation_and_of_no_person_anything()
    {
        var of = await api.Given.CaseWithLead();
        await api.Given.CaseWithLead();
        var session = await api.SessionOf(of.Lead!);
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var connection = await source.OpenConnectionAsync();
        await Run("set role casemanagement_statistics");
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.Equal(0L, await Run("select count(*) from ledger.entry"));
        await Run($"call access.enter('{session}', '{api.Given.Now:O}', 'test', 'test', null)");
        Assert.Equal(of.OrganisationId.ToString(), await Run("select string_agg(distinct organisation_id::text, ' ') from ledger.entry"));
        await transaction.RollbackAsync();

        Assert.Equal("ledger.entry ledger.setting ledger.stale ledger.unit_allocation ledger.unit_change_to_sgb2 ledger.unit_need "
            + "ledger.unit_open_case ledger.unit_place",
            await Readable("casemanagement_statistics", "app,access,audit,jobs,ledger"));
        Assert.Equal("", await Readable("casemanagement_app", "ledger"));
        Assert.Equal(0L, await api.Sql<long>($"""
            select count(*) from pg_proc where pronamespace = 'ledger'::regnamespace
              and (has_function_privilege('casemanagement_app', oid, 'execute') or has_function_privilege('casemanagement_statistics', oid, 'execute'))
            """));

        async Task<object?> Run(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }

        Task<string> Readable(string role, string schemas) => api.Sql<string>($$"""
            select coalesce(string_agg(c.oid::regclass::text, ' ' order by c.oid::regclass::text), '') from pg_class c
            where c.relnamespace = any('{{{schemas}}}'::regnamespace[]) and c.relkind in ('r', 'p', 'v', 'm')
              and (has_any_column_privilege('{{role}}', c.oid, 'select,insert,update') or has_table_privilege('{{role}}', c.oid, 'delete,truncate'))
            """);
    }

    [Theory]
    [InlineData("update ledger.entry set kind = 'x'")]
    [InlineData("update ledger.entry set is_reversed = true")]
    [InlineData("delete from ledger.entry")]
    [InlineData("truncate ledger.entry cascade")]
    [InlineData("update ledger.subject set unit_id = gen_random_uuid()")]
    [InlineData("delete from ledger.subject")]
    [InlineData("truncate ledger.subject cascade")]
    public async Task Nobody_alters_it_in_passing(string statement)
    {
        await api.Given.CaseWithLead();
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => api.Execute(statement))).SqlState);
    }

    [Fact]
    public async Task It_outlives_a_person_who_is_erased_and_nobody_can_tell_any_more_whose_rows_they_are()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var of = (await api.Given.CasesOfHousehold(team, await api.Given.Staff(organisation, Role.Caseworker, team), 1))[0];
        var benefit = await api.Given.Benefit(of.OrganisationId, of.ClientId);
        var allocation = await api.Given.Allocation(of);
        await api.Given.Presence(of);
        var pseudonyms = await api.Sql<Guid[]>($"select array_agg(pseudonym) from ledger.subject where unit_id in ('{of.ClientId}', '{of.HouseholdId}')");
        Assert.Equal(2, pseudonyms.Length);
        var erasure = await api.Given.Erasure(of);
        var rows = await Rows();
        await erasure.CarriedOut();
        // As they were, and one more of each: that nothing more is said.
        Assert.Equal(rows, await Rows());
        Assert.Equal($"client {api.Given.Today:O} {{}} {{}}, household {api.Given.Today:O} {{}} {{}}", await api.Sql<string>($"""
            select string_agg(concat_ws(' ', unit, on_date, attributes, dimensions), ', ' order by unit) from ledger.entry
            where pseudonym = any('{Many(pseudonyms)}') and kind = 'erased'
            """));
        Assert.Equal(0L, await api.Sql<long>($"""
            select (select count(*) from ledger.subject where pseudonym = any('{Many(pseudonyms)}'))
                + (select count(*) from ledger.source where pseudonym = any('{Many(pseudonyms)}'))
            """));
        Assert.Equal(0L, await api.Sql<long>($"""
            select count(*) from ledger.entry e where pseudonym = any('{Many(pseudonyms)}')
              and e::text ~ '{of.ClientId}|{of.HouseholdId}|{benefit}|{allocation}|{of.CaseId}|Familienname'
            """));
        await KeptLedger.AgreesWithTheFacts(api);

        Task<string> Rows() => api.Sql<string>($"""
            select string_agg(e::text, E'\n' order by e.no) from ledger.entry e
            where pseudonym = any('{Many(pseudonyms)}') and kind <> 'erased'
            """);

        static string Many(Guid[] ids) => $"{{{string.Join(',', ids)}}}";
    }

    [Fact]
    public async Task Of_a_referral_to_what_becomes_confidential_or_is_for_another_need_the_ledger_says_what_holds_now()
    {
        var of = await api.Given.CaseWithLead();
        var referral = await (await api.Given.Referral(of)).Sent();
        Assert.Equal("language false", await Said());
        await api.Execute($"update app.service set need_areas = '{{work}}' where id = (select service_id from app.referral where id = '{referral.Id}')");
        Assert.Equal("work false", await Said());
        await api.Execute($"""
            update app.organisation set is_confidential = true where id = (select s.provider_id from app.service s join app.referral r on r.service_id = s.id
                where r.id = '{referral.Id}')
            """);
        Assert.Equal(" true", await Said());
        await KeptLedger.AgreesWithTheFacts(api);

        Task<string> Said() => api.Sql<string>($"""
            select coalesce(e.attributes ->> 'area', '') || ' ' || e.withheld from ledger.source s join ledger.entry e on e.no = s.entry_no
            where s.fact_id = '{referral.Id}' and e.kind = 'referral_sent'
            """);
    }

    [Fact]
    public async Task Facts_from_before_are_caught_up_with_by_migrate_once()
    {
        var (owner, _) = await PostgresServer.NewDatabase();
        try
        {
            await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(owner));
            await Run("""
                set session_replication_role = replica;
                insert into app.organisation (id, name, kind, created_at) values ('00000000-0000-0000-0000-000000000001', 'Alt', 'district', '2020-01-01Z');
                insert into app.client (id, organisation_id, family_name, given_name, birth_date, birth_date_precision, sex, created_at, updated_at)
                    values ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', 'A', 'B', '1990-01-01', 'day', 'male',
                        '2020-01-01Z',
                        '2020-01-01Z');
                insert into app.client_benefit (id, organisation_id, client_id, from_date, until_date, regime, recorded_at)
                    values ('00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002',
                        '2020-01-01', '2021-01-01', 'sgb2', '2020-01-01Z');
                """);
            Assert.Equal(0L, await Run("select count(*) from ledger.entry"));
            await Migrate();
            await Migrate();
            Assert.Equal("benefit_begun 27-34, benefit_ended 27-34",
                await Run("select string_agg(kind || ' ' || (dimensions ->> 'ageBand'), ', ' order by no) from ledger.entry"));
            Assert.Equal(true, await Run("select relforcerowsecurity from pg_class where oid = 'app.client_benefit'::regclass"));

            async Task Migrate()
            {
                await Run("update access.routine set sha256 = 'x' || gen_random_uuid() where name = 'Clients/Wall.sql'");
                await MigrateCommand.Run(owner, null, TextWriter.Null, CancellationToken.None);
            }

            async Task<object?> Run(string sql)
            {
                await using var command = source.CreateCommand(sql);
                return await command.ExecuteScalarAsync();
            }
        }
        finally
        {
            await PostgresServer.Drop(owner);
        }
    }

    [Fact]
    public async Task Two_who_change_a_person_at_once_both_stand_in_it()
    {
        for (var i = 0; i < 5; i++)
        {
            var of = await api.Given.CaseWithLead();
            var benefit = await api.Given.Benefit(of.OrganisationId, of.ClientId);
            await Task.WhenAll(
                api.Execute($"update app.client_benefit set regime = 'sgb2' where id = '{benefit}'"),
                api.Execute($"update app.client set birth_date = '{api.Given.Today.AddYears(-50):O}' where id = '{of.ClientId}'"),
                api.Execute($"update app.client_benefit set until_date = from_date + 5 where id = '{benefit}'"));
            Assert.StartsWith("45-54", await Dimensions(of.ClientId, "benefit_ended"), StringComparison.Ordinal);
        }
        await KeptLedger.AgreesWithTheFacts(api);
    }

    private static async Task<HttpResponseMessage> Correct(
        HttpClient client, string person, Guid benefit, string regime, DateOnly from, string? tag = null) =>
        await client.Put($"{person}/benefits/{benefit}", new { from = $"{from:O}", regime, reason = "Bescheid gesehen" },
            tag ?? (await client.GetAsync(person).Expect(200)).Tag());

    private Task<string[]> Told(Guid client, string kind) => api.Sql<string[]>($"""
        select array_agg(case when e.reversal_of is null then '' else '-' end || (e.attributes ->> 'regime') order by e.no)
        from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym where x.unit_id = '{client}' and e.kind = '{kind}'
        """);

    private Task<string> Withheld(Guid client, string kind) => api.Sql<string>($"""
        select e.withheld || ' ' || e.attributes from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
        where x.unit_id = '{client}' and e.kind = '{kind}' order by e.no desc limit 1
        """);

    // The newest row of a kind.
    private Task<string> Dimensions(Guid client, string kind) => api.Sql<string>($"""
        select concat_ws(' ', e.dimensions ->> 'ageBand', e.dimensions ->> 'sex', e.dimensions ->> 'residenceStatus', e.dimensions -> 'benefits' ->> 0,
            e.dimensions ->> 'team')
        from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
        where x.unit_id = '{client}' and e.kind = '{kind}' order by e.no desc limit 1
        """);
}
