using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Erasure;

/// <summary>Proposed, decided by one, confirmed by another; what refuses it; what is left on record.</summary>
public sealed class ErasureTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task It_is_proposed_decided_and_confirmed_by_different_people_and_then_nobody_finds_the_person()
    {
        var of = await api.Given.CaseWithLead();
        var erasure = await (await api.Given.Erasure(of)).Proposed();
        var worker = await erasure.Worker;
        Assert.Equal($"{of.ClientId}", (await worker.Read(erasure.Path)).Text("erasure/clientId"));
        await worker.Post("/api/v1/erasures", new { of.ClientId, reasonCode = "no-longer-needed", requestedOn = api.Given.Today })
            .ExpectProblem(409, "erasure-proposed-already");
        await erasure.Move(erasure.Worker, "decide").ExpectProblem(403, "not-permitted");
        await erasure.Move(erasure.Officer, "confirm").ExpectProblem(409, "erasure-transition");
        await erasure.Move(erasure.Supervisor, "decide").Expect(200);

        // Told of, by reference; the officer sees nothing of the person.
        var officer = await erasure.Officer;
        Assert.Contains("erasure-awaits-confirmation", (await officer.Read("/api/v1/notices")).Values<string>("items/*/kind"));
        var seen = await officer.Read(erasure.Path);
        Assert.Equal((null, null), (seen.Text("erasure/clientId"), seen.Text("erasure/clientName")));
        Assert.Matches("^L-[0-9]{4}-[0-9A-F]{8}$", seen.Text("erasure/reference"));

        await erasure.Move(erasure.Supervisor, "confirm").ExpectProblem(403, "erasure-needs-another");
        await officer.Post($"{erasure.Path}/confirm").ExpectProblem(428, "if-match-required");
        await erasure.Move(erasure.Officer, "confirm").Expect(200);

        await worker.GetAsync($"/api/v1/clients/{of.ClientId}").ExpectProblem(404, "not-found");
        await worker.GetAsync($"/api/v1/cases/{of.CaseId}").ExpectProblem(404, "not-found");
        var done = await officer.Read(erasure.Path);
        Assert.Equal(("carried_out", null), (done.Text("erasure/status"), done.Text("erasure/clientId")));
        Assert.Equal(1, done.Number("erased/client"));
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{of.ClientId}"))),
            done.Text("erasure/subjectDigest"));
        Assert.NotNull(done.Text("erasure/endedByName"));
        await erasure.Move(erasure.Officer, "confirm").ExpectProblem(409, "erasure-transition");
        Assert.Contains(done.Text("erasure/reference"), (await officer.Read("/api/v1/erasures?include=ended&count=true")).Values<string>("items/*/reference"));
        Assert.DoesNotContain(done.Text("erasure/reference"), (await officer.Read("/api/v1/erasures")).Values<string>("items/*/reference"));
    }

    [Theory]
    [InlineData("erasure-case-open")]
    [InlineData("erasure-referral-open")]
    [InlineData("erasure-withdrawal-unconfirmed")]
    [InlineData("erasure-handover-open")]
    [InlineData("erasure-processing-restricted")]
    public async Task It_is_refused_with_the_reason_while_something_stands_in_the_way(string code)
    {
        var family = code == "erasure-handover-open" ? await (await api.Given.HouseholdToHandOver(1)).Submitted() : null;
        var of = family?.Cases[0] ?? await api.Given.CaseOfAged(35);
        if (code is "erasure-referral-open" or "erasure-withdrawal-unconfirmed")
        {
            var referral = await (await api.Given.Referral(of)).Sent();
            if (code == "erasure-withdrawal-unconfirmed")
            {
                var consent = $"/api/v1/consents/{referral.Consent}";
                var client = await referral.From;
                var tag = (await client.GetAsync(consent).Expect(200)).Tag();
                await client.Post($"{consent}/withdraw", new { withdrawnOn = api.Given.Today, form = "oral" }, tag).Expect(200);
                await referral.Move("withdraw", new { reasonCode = "need-met-otherwise" }).Expect(200);
            }
        }
        if (code == "erasure-processing-restricted")
        {
            await Restrict(await api.As(of.Lead!), of.ClientId).Expect(200);
        }
        var erasure = await (await api.Given.Erasure(of, closed: code == "erasure-processing-restricted")).Proposed();
        Assert.Contains(code, (await (await erasure.Supervisor).Read(erasure.Path)).Values<string>("obstacles/*/code"));
        var problem = await erasure.Move(erasure.Supervisor, "decide").ExpectProblem(409, "erasure-in-the-way");
        Assert.Contains(code, problem.Values<string>("errors/*/code"));
        await erasure.Move(erasure.Supervisor, "refuse", new { reasonCode = "still-needed" }).Expect(200);
        await erasure.Move(erasure.Supervisor, "decide").ExpectProblem(409, "erasure-transition");
        Assert.Equal("still-needed", (await (await erasure.Officer).Read(erasure.Path)).Text("erasure/endReason"));
        // Refused is not for ever.
        await erasure.Proposed();
        await erasure.Move(erasure.Worker, "withdraw", new { reasonCode = "request-withdrawn" }).Expect(200);
    }

    [Fact]
    public async Task A_case_reopened_after_the_decision_stops_it_and_nothing_is_gone()
    {
        var of = await api.Given.CaseWithLead();
        var erasure = await (await api.Given.Erasure(of)).Decided();
        await Reopen(await erasure.Worker, of.CaseId).Expect(200);
        var problem = await erasure.Move(erasure.Officer, "confirm").ExpectProblem(409, "erasure-in-the-way");
        Assert.Equal(["erasure-case-open"], problem.Values<string>("errors/*/code"));
        await (await erasure.Worker).GetAsync($"/api/v1/clients/{of.ClientId}").Expect(200);
    }

    [Fact]
    public async Task Somebody_elses_is_404_and_a_stale_tag_is_412()
    {
        var of = await api.Given.CaseWithLead();
        var other = await api.Given.CaseWithLead();
        var stranger = await api.As(other.Lead!);
        await stranger.Post("/api/v1/erasures", new { of.ClientId, reasonCode = "objection", requestedOn = api.Given.Today }).ExpectProblem(404, "not-found");
        var erasure = await (await api.Given.Erasure(of)).Proposed();
        await stranger.GetAsync(erasure.Path).ExpectProblem(404, "not-found");
        var foreign = await api.As(await api.Given.Staff(other.OrganisationId, Role.DataProtectionOfficer));
        await foreign.GetAsync(erasure.Path).ExpectProblem(404, "not-found");
        var supervisor = await erasure.Supervisor;
        var tag = (await supervisor.GetAsync(erasure.Path)).Tag();
        await supervisor.Post($"{erasure.Path}/decide", ifMatch: tag).Expect(200);
        await supervisor.Post($"{erasure.Path}/refuse", new { reasonCode = "still-needed" }, tag).ExpectProblem(412, "stale");
        await (await erasure.Worker).Post("/api/v1/erasures", new { of.ClientId, reasonCode = "retention-over", requestedOn = api.Given.Today.AddDays(1) })
            .ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task Figures_count_the_person_before_that_day_as_ever_and_from_it_on_no_more()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var of = await api.Given.CaseOf(team, await api.Given.Staff(organisation, Role.Caseworker, team));
        await api.Given.Presence(of);
        await api.Given.Employment(of);
        var dwelling = await api.Given.Dwelling(organisation);
        await api.Given.Occupancy(of, dwelling);
        await api.Given.Participation(of, CaseManagement.Api.TakingPart.ParticipationStatus.Begun);
        var worker = await api.As(of.Lead!);
        var path = $"/api/v1/clients/{of.ClientId}";
        await worker.Post($"{path}/benefits", new { regime = "none", from = $"{api.Given.Today.AddDays(-20):O}" },
            (await worker.GetAsync(path).Expect(200)).Tag()).Expect(200);
        var supervisor = await api.Given.Staff(organisation, Role.Supervisor, team);
        api.Clock.Offset += TimeSpan.FromDays(3);
        var today = api.Given.Today;
        var client = await api.As(supervisor);
        string[] days = ["present", "in_work", "living_in_flats", "places", "independent"];
        string[] periods = ["arrived", "found_work", "lived_in_flats", "lived_in_town_flats", "participations_begun", "departed", "work_lost"];
        var before = await Told(days, $"on={today.AddDays(-1):O}");
        var happened = await Told(periods, $"from={today.AddDays(-40):O}&until={today:O}");
        Assert.All(before, n => Assert.Equal(1, n));
        await (await api.Given.Erasure(of)).CarriedOut();

        for (var kept = 0; kept < 2; kept++)
        {
            client = await api.As(supervisor);
            Assert.Equal(before, await Told(days, $"on={today.AddDays(-1):O}"));
            Assert.Equal(happened, await Told(periods, $"from={today.AddDays(-40):O}&until={today:O}"));
            Assert.Equal(happened, await Told(periods, $"from={today.AddDays(-40):O}&until={today.AddDays(30):O}"));
            Assert.All(await Told(days, $"on={today:O}"), n => Assert.Equal(0, n));
            Assert.All(await Told(days, "on=2036-01-01"), n => Assert.Equal(0, n));
            Assert.All(await Told(periods, $"from={today:O}&until=2036-01-01"), n => Assert.Equal(0, n));
            // As the definition says, and as it is kept.
            await api.SendAsSystem(organisation, new CaseManagement.Api.Statistics.RenewUnits());
        }
        // By the day alone: the instant stands in the record of the erasure.
        Assert.Equal($"{today:O} 00:00 {{}}", await api.Sql<string>($"""
            select concat_ws(' ', on_date, to_char(recorded_at at time zone 'Europe/Berlin', 'HH24:MI'), dimensions) from ledger.entry
            where organisation_id = '{organisation}' and kind = 'erased' and unit = 'client'
            """));

        async Task<int[]> Told(string[] figures, string time)
        {
            var told = new List<int>();
            foreach (var figure in figures)
            {
                told.Add((await client.Read($"/api/v1/statistics/figures/{figure}?{time}")).Number("n")!.Value);
            }
            return [.. told];
        }
    }

    [Fact]
    public async Task Confirmed_twice_at_once_it_is_carried_out_once()
    {
        var of = await api.Given.CaseWithLead();
        var erasure = await (await api.Given.Erasure(of)).Decided();
        var (one, other) = (await erasure.Officer, await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId)));
        var tag = (await one.GetAsync(erasure.Path)).Tag();
        var answers = await Task.WhenAll(one.Post($"{erasure.Path}/confirm", ifMatch: tag), other.Post($"{erasure.Path}/confirm", ifMatch: tag),
            one.Post($"{erasure.Path}/confirm", ifMatch: tag, key: "twice"), one.Post($"{erasure.Path}/confirm", ifMatch: tag, key: "twice"));
        Assert.All(answers, answer => Assert.Contains((int)answer.StatusCode, new[] { 200, 412 }));
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry where kind = 'event' and reason = 'values-erased' and row_id = '{of.ClientId}'
            """));
    }

    [Fact]
    public async Task Confirmed_while_its_case_is_reopened_either_happens_and_never_both()
    {
        for (var round = 0; round < 4; round++)
        {
            var of = await api.Given.CaseWithLead();
            var erasure = await (await api.Given.Erasure(of)).Decided();
            var worker = await erasure.Worker;
            var answers = await Task.WhenAll(erasure.Move(erasure.Officer, "confirm"), Reopen(worker, of.CaseId));
            var (erased, reopened) = ((int)answers[0].StatusCode, (int)answers[1].StatusCode);
            Assert.True((erased == 200) != (reopened == 200), $"{erased} {reopened}");
            Assert.Contains(erased == 200 ? reopened : erased, new[] { 404, 409, 412 });
            Assert.Equal(erased == 200 ? 0L : 1L, await api.Sql<long>($"""
                select count(*) from app."case" where client_id = '{of.ClientId}' and (status = 'open' or {erased == 200})
                """));
            await worker.GetAsync($"/api/v1/clients/{of.ClientId}").Expect(erased == 200 ? 404 : 200);
        }
    }

    [Fact]
    public async Task What_writes_about_the_person_at_the_same_time_leaves_nothing_behind()
    {
        for (var round = 0; round < 3; round++)
        {
            var of = await api.Given.CaseWithLead();
            var erasure = await (await api.Given.Erasure(of)).Decided();
            var worker = await erasure.Worker;
            var writes = Enumerable.Range(0, 4).Select(n => worker.Post("/api/v1/reminders", new
            {
                subjectType = "client", subjectId = of.ClientId, title = $"Nachfassen {n}", dueOn = api.Given.Today.AddDays(n),
            })).ToList();
            var opens = worker.Post("/api/v1/cases", new { of.ClientId, teamId = of.TeamId, leadStaffId = of.Lead!.StaffId });
            var confirmed = await erasure.Move(erasure.Officer, "confirm");
            await Task.WhenAll([.. writes, opens]);
            if (confirmed.IsSuccessStatusCode)
            {
                Assert.Equal(0L, await api.Sql<long>($"""
                    select (select count(*) from app."case" where client_id = '{of.ClientId}') + (select count(*) from app.client where id = '{of.ClientId}')
                    """));
            }
            else
            {
                Assert.Equal(201, (int)(await opens).StatusCode);
            }
        }
    }

    [Fact]
    public async Task Cut_off_midway_nothing_is_half_done()
    {
        var of = await api.Given.CaseWithLead();
        await api.Given.Contact(of);
        var erasure = await (await api.Given.Erasure(of)).Decided();
        // The last thing that it does before it commits.
        await api.Execute($"""
            create function app.cut_off() returns trigger language plpgsql as 'begin raise exception ''cut off'' using errcode = ''57P01''; end';
            create trigger cut_off before update on app.erasure for each row when (new.status = 'carried_out' and new.id = '{erasure.Id}')
                execute function app.cut_off()
            """);
        try
        {
            Assert.True((int)(await erasure.Move(erasure.Officer, "confirm")).StatusCode >= 500);
            await (await erasure.Worker).GetAsync($"/api/v1/cases/{of.CaseId}").Expect(200);
            Assert.Equal("decided", (await (await erasure.Officer).Read(erasure.Path)).Text("erasure/status"));
            Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.contact_client where client_id = '{of.ClientId}'"));
        }
        finally
        {
            await api.Execute("drop function app.cut_off() cascade");
        }
        await erasure.Move(erasure.Officer, "confirm").Expect(200);
        await (await erasure.Worker).GetAsync($"/api/v1/clients/{of.ClientId}").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Members_of_the_household_stay_and_are_redacted_of_who_went()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var family = await api.Given.CasesOfHousehold(team, lead, 2);
        var (gone, stays) = (family[0], family[1]);
        var name = await api.Sql<string>($"select family_name from app.client where id = '{gone.ClientId}'");
        var referral = await (await (await api.Given.Referral(stays)).Written(members: [gone.ClientId])).Sent();
        var hash = (await referral.Get()).Text("sha256");
        Assert.Contains(name, (await referral.Get()).ToJsonString(), StringComparison.Ordinal);

        await (await api.Given.Erasure(gone)).CarriedOut();
        var left = await referral.Get();
        Assert.DoesNotContain(name, left.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(hash, left.Text("sha256"));
        var client = await api.As(lead);
        await client.GetAsync($"/api/v1/clients/{stays.ClientId}").Expect(200);
        await client.GetAsync($"/api/v1/households/{stays.HouseholdId}").Expect(200);
        await (await api.Given.Erasure(stays, closed: false)).Proposed();
    }

    [Fact]
    public async Task Recipients_are_told_by_their_feed_and_those_outside_by_hand()
    {
        var of = await api.Given.CaseOfAged(35);
        var referral = await (await api.Given.Referral(of)).InProgress();
        await referral.Answer("complete", new { reasonCode = "need-met" });
        if (await referral.Status() != "completed")
        {
            await referral.Move("withdraw", new { reasonCode = "need-met-otherwise" }).Expect(200);
        }
        var done = await (await api.Given.Erasure(of)).CarriedOut();
        Assert.Single(done.Values<string>("told/*"));
        var partner = await referral.To;
        await partner.GetAsync(referral.PartnerPath).ExpectProblem(404, "not-found");
        var last = (await partner.Read("/api/v1/partner/referrals/changes"))["items"]!.AsArray()[^1];
        Assert.Equal(("referral.erased", "deleted", $"{referral.Id}"), (last.Text("type"), last.Text("tombstone"), last.Text("referralId")));
    }

    [Fact]
    public async Task Of_a_recipient_that_was_closed_no_confirmation_is_waited_for_and_it_is_told_by_hand()
    {
        var of = await api.Given.CaseOfAged(35);
        var referral = await (await api.Given.Referral(of)).Completed();
        await referral.Withdraw();
        await api.Given.Closed(referral.Partner.OrganisationId);
        var done = await (await api.Given.Erasure(of)).CarriedOut();
        Assert.Empty(done["told"]!.AsArray());
        Assert.Equal([await api.Sql<string>($"select name from app.organisation where id = '{referral.Partner.OrganisationId}'")],
            done.Values<string>("toTell/*"));
    }

    [Fact]
    public async Task A_list_that_names_the_person_is_settled_first_and_then_her_rows_go()
    {
        var office = await api.Given.ImportOffice();
        var file = AllocationFile.Of(AllocationFile.Row("Zeisig", "Amal", "01.02.1990", household: "H1", file: "ES-1"),
            AllocationFile.Row("Kiebitz", "Sami", "03.04.1991", household: "H2", file: "ES-2"));
        await office.Import(file);
        var id = await api.Sql<Guid>($"select id from app.client where organisation_id = '{office.OrganisationId}' and family_name = 'Zeisig'");
        var caseId = await api.Sql<Guid>($"select id from app.\"case\" where client_id = '{id}'");
        var again = await office.Check(AllocationFile.Of(AllocationFile.Row("Zeisig", "Amal", "01.02.1990", household: "H1", file: "ES-1")));
        var of = new GivenCase(caseId, id, office.OrganisationId, office.TeamId, null, office.Worker);
        var erasure = await (await api.Given.Erasure(of)).Proposed();
        var problem = await erasure.Move(erasure.Supervisor, "decide").ExpectProblem(409, "erasure-in-the-way");
        Assert.Equal(["erasure-import-open"], problem.Values<string>("errors/*/code"));
        await office.Discard(again).Expect(200);
        await erasure.Move(erasure.Supervisor, "decide").Expect(200);
        await erasure.Move(erasure.Officer, "confirm").Expect(200);
        Assert.Equal((0L, 1L), (
            await api.Sql<long>($"select count(*) from app.import_row r where organisation_id = '{office.OrganisationId}' and r::text like '%Zeisig%'"),
            await api.Sql<long>($"select count(*) from app.import_row r where organisation_id = '{office.OrganisationId}' and r::text like '%Kiebitz%'")));
    }

    [Fact]
    public async Task A_list_that_asks_whether_a_row_is_the_person_is_settled_first()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(AllocationFile.Row("Zeisig", "Amal", "01.02.1990", household: "H1", file: "ES-1")));
        var id = await api.Sql<Guid>($"select id from app.client where organisation_id = '{office.OrganisationId}' and family_name = 'Zeisig'");
        var caseId = await api.Sql<Guid>($"select id from app.\"case\" where client_id = '{id}'");
        var again = await office.Check(AllocationFile.Of(AllocationFile.Row("Zeisig", "Amal", "11.02.1990", household: "H1", file: "ES-1")));
        Assert.Equal("likely_duplicate", (await office.Rows(again))[0].Text("verdict"));
        var erasure = await (await api.Given.Erasure(new GivenCase(caseId, id, office.OrganisationId, office.TeamId, null, office.Worker))).Proposed();
        var problem = await erasure.Move(erasure.Supervisor, "decide").ExpectProblem(409, "erasure-in-the-way");
        Assert.Equal(["erasure-import-open"], problem.Values<string>("errors/*/code"));
        await office.Discard(again).Expect(200);
        await erasure.Move(erasure.Supervisor, "decide").Expect(200);
    }

    [Fact]
    public async Task Restricted_data_is_stored_only_until_that_is_lifted()
    {
        var of = await api.Given.CaseOfAged(35);
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/clients/{of.ClientId}";
        var referral = await (await api.Given.Referral(of)).Written();
        await client.Put($"{path}/restriction", new { groundCode = "nonsense" }, (await client.GetAsync(path)).Tag()).ExpectProblem(400, "validation-failed");
        await Restrict(client, of.ClientId).Expect(200);
        var shown = await client.Read(path);
        Assert.Equal("objection-examined", shown.Text("restriction/groundCode"));
        Assert.Equal("processing-restricted", shown["allowedActions"]!.AsArray().Single(action => action.Text("action") == "benefits").Text("code"));
        await client.Post($"{path}/block-address", new { }, (await client.GetAsync(path)).Tag()).ExpectProblem(409, "processing-restricted");
        await referral.Send().ExpectProblem(409, "processing-restricted");
        await client.Post($"{path}/presences", new { from = "2026-01-01", arrivedAs = "moved-in" }).ExpectProblem(409, "processing-restricted");
        await client.Post($"{path}/allocations", new { allocatedOn = "2026-01-12" }).ExpectProblem(409, "processing-restricted");
        await client.Post("/api/v1/participations", new { of.CaseId, kind = "club", provider = "TSV" }).ExpectProblem(409, "processing-restricted");
        await client.Post("/api/v1/employments", new { of.CaseId, kind = "full-time", employer = "Bäckerei", from = "2026-01-05" })
            .ExpectProblem(409, "processing-restricted");
        await client.Post($"{path}/restriction/lift", new { reason = "Geprüft" }, (await client.GetAsync(path)).Tag()).Expect(200);
        await client.Post($"{path}/restriction/lift", new { reason = "Geprüft" }, (await client.GetAsync(path)).Tag())
            .ExpectProblem(409, "processing-not-restricted");
        Assert.Null((await client.Read(path))["restriction"]);
        await referral.Send().Expect(200);
    }

    [Fact]
    public async Task A_list_changes_nothing_of_whose_data_is_stored_only()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(AllocationFile.Row("Goldammer", "Nour", "01.02.1990", file: "ES-7")));
        var id = await api.Sql<Guid>($"select id from app.client where organisation_id = '{office.OrganisationId}'");
        await Restrict(office.Client, id).Expect(200);
        var again = await office.Import(AllocationFile.Of(
            AllocationFile.Row("Goldammer", "Nour", "01.02.1990", file: "ES-7", place: "Gemeinschaftsunterkunft Zell", allocated: "12.03.2026"),
            AllocationFile.Row("Grünspecht", "Ali", "01.02.1980", household: "H2", file: "ES-8")));
        var row = (await office.Rows(again, "known")).Single();
        Assert.Equal(["known-stored-only"], row.Values<string>("findings/*/code"));
        Assert.Empty(row["differences"]!.AsArray());
        Assert.Equal((1L, 1L, 2L), (
            await api.Sql<long>($"select count(*) from app.client_accommodation where client_id = '{id}'"),
            await api.Sql<long>($"select count(*) from app.allocation where client_id = '{id}'"), await office.Count("app.client")));
    }

    [Fact]
    public async Task Rows_of_lists_that_nobody_linked_go_too_and_the_trail_never_held_them()
    {
        var office = await api.Given.ImportOffice();
        await office.Discard(await office.Check(AllocationFile.Of(AllocationFile.Row("Wendehals", "Rima", "10.02.1990", file: "ES-9")))).Expect(200);
        await office.Import(AllocationFile.Of(AllocationFile.Row("Wendehals", "Rima", "01.02.1990", file: "ES-9")));
        var id = await api.Sql<Guid>($"select id from app.client where organisation_id = '{office.OrganisationId}'");
        var caseId = await api.Sql<Guid>($"select id from app.\"case\" where client_id = '{id}'");
        await (await api.Given.Erasure(new GivenCase(caseId, id, office.OrganisationId, office.TeamId, null, office.Worker))).CarriedOut();
        Assert.Equal((0L, 0L), (
            await api.Sql<long>($"select count(*) from app.import_row r where organisation_id = '{office.OrganisationId}' and r::text like '%Wendehals%'"),
            await api.Sql<long>("select count(*) from audit.sealed_values v where v::text like '%Wendehals%'")));
    }

    [Fact]
    public async Task Who_acts_for_others_is_named_by_their_rows_and_packages_no_more()
    {
        var handover = await api.Given.HouseholdToHandOver(3);
        var (first, second, child) = (handover.Cases[0], handover.Cases[1], handover.Cases[2]);
        var names = new List<string>();
        var from = await handover.From;
        foreach (var parent in (GivenCase[])[first, second])
        {
            names.Add(await api.Sql<string>($"select family_name from app.client where id = '{parent.ClientId}'"));
            await from.Post("/api/v1/measures", new
            {
                child.CaseId, area = "housing", what = "Zusammen suchen", responsible = new { kind = "client", id = parent.ClientId }, agreedIn = "talk",
                from = api.Given.Today, dueOn = api.Given.Today.AddDays(30),
            }).Expect(201);
            await from.Post($"/api/v1/clients/{child.ClientId}/representations", new
            {
                kind = "power-of-attorney", representativeClientId = parent.ClientId, contact = "0711 4711", scopes = new[] { "all" },
                evidence = "Vollmacht vom 01.01.2025", from = "2025-01-01",
            }).Expect(201);
        }
        await handover.Completed();
        foreach (var parent in (GivenCase[])[first, second])
        {
            await (await api.Given.Erasure(parent, closed: false)).CarriedOut();
        }
        var package = (await handover.Package(handover.From, 1)).ToJsonString();
        Assert.All(names.Append("0711 4711"), name => Assert.DoesNotContain(name, package, StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> Restrict(HttpClient client, Guid id) => await client.Put($"/api/v1/clients/{id}/restriction",
        new { groundCode = "objection-examined" }, (await client.GetAsync($"/api/v1/clients/{id}").Expect(200)).Tag());

    private static async Task<HttpResponseMessage> Reopen(HttpClient client, Guid caseId)
    {
        var read = await client.GetAsync($"/api/v1/cases/{caseId}");
        return read.IsSuccessStatusCode ? await client.Post($"/api/v1/cases/{caseId}/reopen", new { reasonCode = "new-need" }, read.Tag()) : read;
    }
}
