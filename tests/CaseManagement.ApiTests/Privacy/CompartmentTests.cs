using CaseManagement.Api.Privacy;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Privacy;

public sealed class CompartmentTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task The_lead_writes_reads_and_corrects_and_the_team_colleague_sees_nothing_of_it()
    {
        var (given, colleague) = await CaseAndColleague();
        var (lead, other) = (await api.As(given.Lead!), await api.As(colleague));
        var list = $"/api/v1/clients/{given.ClientId}/restricted-records";
        var written = await lead.Post(list, new { compartment = "health", content = "Traumatherapie begonnen" }).Expect(201);
        var path = $"/api/v1/restricted-records/{await written.Id()}";
        Assert.Equal(path, written.Headers.Location!.ToString());
        Assert.Single((await lead.Read(list))["items"]!.AsArray());

        Assert.Empty((await other.Read(list))["items"]!.AsArray());
        await other.GetAsync(path).ExpectProblem(404, "not-found");
        await other.Put(path, new { content = "x", reason = "y" }, written.Tag()).ExpectProblem(404, "not-found");
        await other.Post(list, new { compartment = "health", content = "Eigenes" }).ExpectProblem(403, "compartment-closed");

        await lead.Put(path, new { content = "Traumatherapie beendet", reason = "Irrtum" }).ExpectProblem(428, "if-match-required");
        var corrected = await lead.Put(path, new { content = "Traumatherapie beendet", reason = "Irrtum" }, written.Tag()).Expect(200);
        await lead.Put(path, new { content = "Wieder anders", reason = "Irrtum" }, written.Tag()).ExpectProblem(412, "stale");
        var view = await lead.GetAsync(path).Expect(200);
        Assert.Equal("Traumatherapie beendet", (await view.Json()).Value<string>("content"));
        Assert.Equal(corrected.Tag(), view.Tag());
        Assert.Equal("Traumatherapie begonnen", await api.Sql<string>($"""
            select before ->> 'content' from audit.entry e join audit.entry_values v on v.entry_id = e.id
            where action = 'CorrectRestrictedRecord' and operation = 'update' and staff_id = '{given.Lead!.StaffId}'
            """));
    }

    [Fact]
    public async Task Another_organisation_and_other_roles_never_get_there()
    {
        var (given, _) = await CaseAndColleague();
        var record = await api.Given.RestrictedRecord(given);
        var list = $"/api/v1/clients/{given.ClientId}/restricted-records";
        var stranger = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker));
        await stranger.GetAsync(list).ExpectProblem(404, "not-found");
        await stranger.GetAsync($"/api/v1/restricted-records/{record}").ExpectProblem(404, "not-found");
        await stranger.Post($"/api/v1/clients/{given.ClientId}/break-glass", new { reason = "Ich bin neugierig" }).ExpectProblem(404, "not-found");
        foreach (var role in (Role[])[Role.DataProtectionOfficer, Role.Administrator, Role.Partner])
        {
            var client = await api.As(await api.Given.Staff(given.OrganisationId, role, given.TeamId));
            await client.GetAsync(list).ExpectProblem(403, "not-permitted");
            await client.GetAsync($"/api/v1/restricted-records/{record}").ExpectProblem(403, "not-permitted");
            await client.Post($"/api/v1/clients/{given.ClientId}/break-glass", new { reason = "Ich bin neugierig" }).ExpectProblem(403, "not-permitted");
        }
    }

    [Fact]
    public async Task A_named_person_sees_the_one_compartment_until_the_lead_ends_it()
    {
        var (given, colleague) = await CaseAndColleague();
        var health = await api.Given.RestrictedRecord(given);
        var protection = await api.Given.RestrictedRecord(given, Compartment.Protection);
        var (lead, other) = (await api.As(given.Lead!), await api.As(colleague));
        var names = $"/api/v1/clients/{given.ClientId}/named-persons";
        await other.Post(names, new { compartment = "health", colleague.StaffId }).ExpectProblem(403, "not-lead-worker");
        var officer = await api.Given.Staff(given.OrganisationId, Role.DataProtectionOfficer);
        var stranger = await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
        await lead.Post(names, new { compartment = "health", officer.StaffId }).ExpectProblem(400, "validation-failed");
        await lead.Post(names, new { compartment = "health", stranger.StaffId }).ExpectProblem(400, "validation-failed");

        var named = await lead.Post(names, new { compartment = "health", colleague.StaffId }).Expect(201);
        await lead.Post(names, new { compartment = "health", colleague.StaffId }).ExpectProblem(409, "named-already");

        await other.GetAsync($"/api/v1/restricted-records/{health}").Expect(200);
        await other.GetAsync($"/api/v1/restricted-records/{protection}").ExpectProblem(404, "not-found");
        var compartments = await other.Read($"/api/v1/clients/{given.ClientId}/compartments");
        Assert.Equal([true, false, false], compartments.Values<bool>("items/*/isOpen"));
        Assert.Equal(colleague.StaffId, compartments.Value<Guid>("items/0/namedPersons/0/staffId"));

        var path = $"/api/v1/named-persons/{await named.Id()}";
        var view = await other.Read(path);
        Assert.Equal("not-lead-worker", view.Value<string>("allowedActions/0/code"));
        await other.Post($"{path}/end", ifMatch: named.Tag()).ExpectProblem(403, "not-lead-worker");
        await lead.Post($"{path}/end", ifMatch: "\"1\"").ExpectProblem(412, "stale");
        var ended = await lead.Post($"{path}/end", ifMatch: named.Tag()).Expect(200);
        await other.GetAsync($"/api/v1/restricted-records/{health}").ExpectProblem(404, "not-found");
        await lead.Post($"{path}/end", ifMatch: ended.Tag()).ExpectProblem(409, "named-person-transition");
    }

    [Fact]
    public async Task Breaking_the_glass_opens_for_four_hours_and_tells_supervisor_and_officer()
    {
        var (given, _) = await CaseAndColleague();
        var record = await api.Given.RestrictedRecord(given);
        var elsewhere = await api.Given.Team(given.OrganisationId);
        var worker = await api.Given.Staff(given.OrganisationId, Role.Caseworker, elsewhere);
        var supervisor = await api.Given.Staff(given.OrganisationId, Role.Supervisor, given.TeamId);
        var otherSupervisor = await api.Given.Staff(given.OrganisationId, Role.Supervisor, elsewhere);
        var officer = await api.Given.Staff(given.OrganisationId, Role.DataProtectionOfficer);
        var client = await api.As(worker);
        var path = $"/api/v1/clients/{given.ClientId}";
        await client.GetAsync($"{path}/compartments").ExpectProblem(404, "not-found");
        await client.Post($"{path}/break-glass", new { reason = "  Notfall  " }).ExpectProblem(400, "validation-failed");

        var emergency = new { reason = "Suizidgefahr, Rettungsdienst fragt nach Medikamenten" };
        var broken = await client.Post($"{path}/break-glass", emergency, key: "once").Expect(201);
        Assert.Equal($"/api/v1/break-glass/{await broken.Id()}", broken.Headers.Location!.ToString());
        Assert.Equal(await broken.Id(), await (await client.Post($"{path}/break-glass", emergency, key: "once").Expect(201)).Id());

        await client.GetAsync($"/api/v1/restricted-records/{record}").Expect(200);
        Assert.Single((await client.Read($"{path}/restricted-records"))["items"]!.AsArray());
        var compartments = await client.Read($"{path}/compartments");
        Assert.NotNull(compartments["brokenUntil"]);

        foreach (var told in (Person[])[supervisor, officer])
        {
            var reader = await api.As(told);
            var notice = (await reader.Read("/api/v1/notices?unread=true"))["items"]!.AsArray().Single()!;
            Assert.Equal("break-glass", notice.Value<string>("kind"));
            var view = await reader.Read($"/api/v1/break-glass/{notice["subjectId"]}");
            Assert.Equal((worker.StaffId, given.ClientId), (view.Value<Guid>("staffId"), view.Value<Guid>("clientId")));
            Assert.False(string.IsNullOrWhiteSpace(view.Text("staffName")));
            Assert.StartsWith("Suizidgefahr", view.Value<string>("reason"), StringComparison.Ordinal);
            await reader.Post($"/api/v1/notices/{notice["id"]}/read").Expect(200);
            Assert.Empty((await reader.Read("/api/v1/notices?unread=true"))["items"]!.AsArray());
        }
        var apart = await api.As(otherSupervisor);
        Assert.Empty((await apart.Read("/api/v1/notices"))["items"]!.AsArray());
        await apart.GetAsync($"/api/v1/break-glass/{await broken.Id()}").ExpectProblem(404, "not-found");
        await apart.GetAsync("/api/v1/break-glass").ExpectProblem(403, "not-permitted");
        Assert.Single((await (await api.As(officer)).Read("/api/v1/break-glass"))["items"]!.AsArray());

        api.Clock.Offset += BreakGlassOpening.OpenFor - TimeSpan.FromMinutes(1);
        client = await api.As(worker);
        await client.GetAsync($"/api/v1/restricted-records/{record}").Expect(200);
        api.Clock.Offset += TimeSpan.FromMinutes(1);
        await client.GetAsync($"/api/v1/restricted-records/{record}").ExpectProblem(404, "not-found");
        await client.GetAsync($"{path}/compartments").ExpectProblem(404, "not-found");

        Task<long> Entries(string like) => api.Sql<long>($"select count(*) from audit.entry where staff_id = '{worker.StaffId}' and {like}");
        var ofThePerson = $"client_ids = array['{given.ClientId}'::uuid]";
        Assert.Equal(1L, await Entries($"action = 'BreakGlass' and table_name = 'app.break_glass' and {ofThePerson} and reason like 'Suizidgefahr%'"));
        Assert.Equal(2L, await Entries($"kind = 'read' and action = 'GetRestrictedRecord' and {ofThePerson}"));
        Assert.Equal(1L, await Entries($"kind = 'refusal' and action = 'GetRestrictedRecord' and row_id = '{record}'"));
    }

    [Fact]
    public async Task The_same_call_ten_times_at_once_opens_one_glass_and_tells_once_and_another_reason_is_told_anew()
    {
        var (given, colleague) = await CaseAndColleague();
        var supervisor = await api.As(await api.Given.Staff(given.OrganisationId, Role.Supervisor, given.TeamId));
        var client = await api.As(colleague);
        Task<HttpResponseMessage> Break(string reason) => client.Post($"/api/v1/clients/{given.ClientId}/break-glass", new { reason }).Expect(201);

        // All have begun before any of them is on record.
        await client.GetAsync("/api/v1/me").Expect(200);
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var blocker = await source.OpenConnectionAsync();
        await using var hold = await blocker.BeginTransactionAsync();
        await new NpgsqlCommand("lock table app.break_glass in share mode", blocker, hold).ExecuteNonQueryAsync();
        var breaking = Enumerable.Range(0, 10).Select(i => Break(i % 2 == 0 ? "Rettungsdienst am Telefon" : " Rettungsdienst am Telefon ")).ToList();
        await Waits.Until(async () => await api.Sql<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == breaking.Count, "all wait");
        await hold.RollbackAsync();
        var broken = await Task.WhenAll(breaking);
        var first = Assert.Single((await Task.WhenAll(broken.Select(answer => answer.Id()))).Distinct());
        Assert.Equal(1L, await Openings());
        Assert.Equal(1, await Told());

        // What else somebody has to say is on record, and opens from then on.
        api.Clock.Offset += TimeSpan.FromMinutes(1);
        var other = await (await Break("Klinik fragt nach Medikamenten")).Json();
        Assert.Equal(api.Given.Now + BreakGlassOpening.OpenFor, other.Value<DateTimeOffset>("untilAt"), TimeSpan.FromSeconds(30));
        Assert.Equal(first, await (await Break("Rettungsdienst am Telefon")).Id());
        Assert.Equal(2L, await Openings());
        Assert.Equal(2, await Told());

        // A colleague opens for himself, and the same reason opens anew when it is over.
        await (await api.As(given.Lead!)).Post($"/api/v1/clients/{given.ClientId}/break-glass", new { reason = "Rettungsdienst am Telefon" }).Expect(201);
        api.Clock.Offset += BreakGlassOpening.OpenFor;
        client = await api.As(colleague);
        await Break("Rettungsdienst am Telefon");
        Assert.Equal(4L, await Openings());

        Task<long> Openings() => api.Sql<long>($"select count(*) from app.break_glass where client_id = '{given.ClientId}'");
        async Task<int> Told() => (await supervisor.Read("/api/v1/notices"))["items"]!.AsArray().Count;
    }

    [Fact]
    public async Task Without_a_supervisor_in_the_team_every_supervisor_of_the_organisation_is_told()
    {
        var (given, colleague) = await CaseAndColleague();
        var supervisor = await api.Given.Staff(given.OrganisationId, Role.Supervisor);
        await (await api.As(colleague)).Post($"/api/v1/clients/{given.ClientId}/break-glass", new { reason = "Rettungsdienst am Telefon" }).Expect(201);
        Assert.Single((await (await api.As(supervisor)).Read("/api/v1/notices"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_deputy_sees_the_case_but_inherits_no_compartment()
    {
        var (given, _) = await CaseAndColleague();
        var record = await api.Given.RestrictedRecord(given);
        var deputy = await api.Given.Staff(given.OrganisationId, Role.Caseworker);
        var client = await api.As(deputy);
        await client.GetAsync($"/api/v1/clients/{given.ClientId}/compartments").ExpectProblem(404, "not-found");
        await api.Given.Absence(given.Lead!, deputy.StaffId);
        var compartments = await client.Read($"/api/v1/clients/{given.ClientId}/compartments");
        Assert.All(compartments["items"]!.AsArray(), item => Assert.False(item.Value<bool>("isOpen")));
        Assert.Empty((await client.Read($"/api/v1/clients/{given.ClientId}/restricted-records"))["items"]!.AsArray());
        await client.GetAsync($"/api/v1/restricted-records/{record}").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Restricted_records_are_paged_by_key_within_one_compartment()
    {
        var (given, _) = await CaseAndColleague();
        var lead = await api.As(given.Lead!);
        for (var i = 0; i < 5; i++)
        {
            await api.Given.RestrictedRecord(given, i == 0 ? Compartment.SexualOrientation : Compartment.Health, $"Eintrag {i}");
        }
        var seen = new List<Guid>();
        var list = $"/api/v1/clients/{given.ClientId}/restricted-records?compartment=";
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await lead.Read($"{list}health&limit=3&count=true{cursor}");
            Assert.Equal(4, page.Number("count"));
            seen.AddRange(page.Values<Guid>("items/*/id"));
            cursor = page.Text("nextCursor") is { } next ? $"&cursor={next}" : null;
        }
        Assert.Equal(await api.Sql<Guid[]>($"""
            select array_agg(id order by created_at desc, id desc) from app.restricted_record
            where client_id = '{given.ClientId}' and compartment = 'health'
            """), seen);
        await lead.GetAsync($"{list}gossip").ExpectProblem(400, "validation-failed");
    }

    private async Task<(GivenCase Case, Person Colleague)> CaseAndColleague()
    {
        var given = await api.Given.CaseWithLead();
        return (given, await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId));
    }
}
