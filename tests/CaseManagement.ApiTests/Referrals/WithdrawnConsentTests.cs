using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Referrals;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Referrals;

/// <summary>A consent that is taken back when the work is done: what was received has to go, or be kept on another basis, and the sender hears which.</summary>
public sealed class WithdrawnConsentTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Changes = "/api/v1/partner/referrals/changes";

    [Fact]
    public async Task After_completion_the_partner_is_told_shown_nothing_any_more_and_asked_what_it_did()
    {
        var referral = await (await api.Given.Referral()).Completed();
        await referral.Move("acknowledge").Expect(200);
        Assert.NotNull((await referral.Received())["document"]);
        await referral.Withdraw();

        var received = await referral.Received();
        Assert.Equal(("completed", "consent_withdrawn"), (received.Text("status"), received.Text("blockedReason")));
        Assert.Null(received["document"]);
        Assert.Contains("confirm-withdrawal", Allowed(received));
        var told = (await (await referral.To).Read(Changes))["items"]!.AsArray()[^1];
        Assert.Equal(("referral.blocked", true), (told.Text("type"), told.Value<bool>("referral/isBlocked")));
        Assert.Equal(1, await InDay(referral));
        Assert.Equal(1L, await Notices(referral, "referral-blocked"));

        await referral.Answer("confirm-withdrawal", new { reasonCode = "kept", note = "§ 147 AO, bis 2037" }).Expect(200);
        var shown = await referral.Get();
        Assert.Equal(("kept", "§ 147 AO, bis 2037"), (shown.Text("blockConfirmedAs"), shown["timeline"]!.AsArray()[^1].Text("note")));
        Assert.Equal("consent_withdrawn", (await (await referral.To).Read(Changes))["items"]!.AsArray()[^1].Text("tombstone"));
        Assert.Equal(0, await InDay(referral));
        await Watch(referral);
        await Watch(referral);
        Assert.Equal(1L, await Notices(referral, "referral-moved"));
        await referral.Answer("confirm-withdrawal", new { reasonCode = "deleted" }).ExpectProblem(409, "referral-confirmed");
    }

    [Fact]
    public async Task Whoever_has_not_confirmed_is_chased_by_one_reminder_that_ends_with_the_confirmation()
    {
        foreach (var referral in new[] { await (await api.Given.Referral()).InProgress(), await (await api.Given.Referral()).Completed() })
        {
            await referral.Withdraw();
            await Watch(referral);
            await Watch(referral);
            Assert.Equal($"open {api.Given.Today.AddDays(7):O}", await Reminders(referral));
            // It is the lead's, and nobody ticks it off.
            var mine = (await (await referral.From).Read("/api/v1/reminders?limit=200"))["items"]!.AsArray()
                .Single(one => one.Text("kind") == "referral_confirmation");
            var client = await referral.From;
            var path = $"/api/v1/reminders/{mine.Text("id")}";
            await client.Post($"{path}/done", new { }, (await client.GetAsync(path).Expect(200)).Tag()).ExpectProblem(409, "reminder-of-system");
            await referral.Answer("confirm-withdrawal", new { reasonCode = "deleted" }).Expect(200);
            await Watch(referral);
            Assert.Equal($"done {api.Given.Today.AddDays(7):O}", await Reminders(referral));
            await Watch(referral);
            Assert.Equal($"done {api.Given.Today.AddDays(7):O}", await Reminders(referral));
        }
    }

    [Fact]
    public async Task A_withdrawn_one_is_confirmed_still_and_one_that_nobody_looked_at_asks_nobody()
    {
        var looked = await (await api.Given.Referral()).Sent();
        await looked.Received();
        await looked.Answer("reject", new { declinedBy = "provider", reasonCode = "no-capacity" }).Expect(200);
        await looked.Withdraw();
        Assert.Equal("consent_withdrawn", (await looked.Received()).Text("blockedReason"));
        await looked.Answer("confirm-withdrawal", new { reasonCode = "deleted" }).Expect(200);

        var never = await (await api.Given.Referral()).Sent();
        await never.Move("withdraw", new { reasonCode = "mistake" }).Expect(200);
        await never.Withdraw();
        Assert.Null((await never.Get())["blockedSince"]);
        Assert.Equal("referral.withdrawn", (await (await never.To).Read(Changes))["items"]!.AsArray()[^1].Text("type"));
        // Where the basis is another one, no consent carries it.
        var byDuty = await (await api.Given.Referral(of: never.Of, byConsent: false)).Completed();
        Assert.Null((await byDuty.Get())["blockedSince"]);
    }

    [Fact]
    public async Task Taken_back_twice_or_while_the_partner_completes_it_is_told_once_and_never_missed()
    {
        for (var round = 0; round < 5; round++)
        {
            var referral = await (await api.Given.Referral()).InProgress();
            var (from, to) = (await referral.From, await referral.To);
            var tag = (await from.GetAsync($"/api/v1/consents/{referral.Consent}").Expect(200)).Tag();
            var partnerTag = (await to.GetAsync(referral.PartnerPath).Expect(200)).Tag();
            var body = new { withdrawnOn = api.Given.Today, form = "oral" };
            var answers = await Task.WhenAll(
                from.Post($"/api/v1/consents/{referral.Consent}/withdraw", body, tag), from.Post($"/api/v1/consents/{referral.Consent}/withdraw", body, tag),
                to.Post($"{referral.PartnerPath}/complete", new { reasonCode = "need-met" }, partnerTag));
            Assert.Single(answers[..2], answer => (int)answer.StatusCode == 200);
            Assert.Contains((int)answers[2].StatusCode, new[] { 200, 409, 412 });
            Assert.Equal("consent_withdrawn", (await referral.Get()).Text("blockedReason"));
            Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.referral_move where referral_id = '{referral.Id}' and action = 'block'"));
            Assert.Equal(1L, await api.Sql<long>(
                $"select count(*) from app.outbox_event where subject_id = '{referral.Id}' and type = 'referral.blocked'"));
        }
    }

    [Fact]
    public async Task A_new_consent_lets_a_completed_one_stand_and_asks_anew_when_that_is_taken_back_too()
    {
        var referral = await (await api.Given.Referral()).Completed();
        await referral.Withdraw();
        await referral.Answer("confirm-withdrawal", new { reasonCode = "stopped" }).Expect(200);
        await Watch(referral);
        var other = await api.Given.ConsentFor(referral.Of, [referral.Partner.OrganisationId]);
        await referral.Move("unblock", new { consentId = other }).Expect(200);
        Assert.NotNull((await referral.Received())["document"]);
        Assert.Equal("completed", await referral.Status());
        var client = await referral.From;
        await client.Post($"/api/v1/consents/{other}/withdraw", new { withdrawnOn = api.Given.Today, form = "oral" },
            (await client.GetAsync($"/api/v1/consents/{other}")).Tag()).Expect(200);
        Assert.Equal(("consent_withdrawn", null), ((await referral.Get()).Text("blockedReason"), (await referral.Get()).Text("blockConfirmedAs")));
        Assert.Null((await referral.Received())["document"]);
        Assert.Contains("confirm-withdrawal", Allowed(await referral.Received()));
    }

    [Fact]
    public async Task What_a_provider_outside_did_is_recorded_by_the_sender()
    {
        var referral = await (await api.Given.Referral(outside: true)).Sent();
        foreach (var (answer, reason) in new (string, string?)[] { ("accept", null), ("start", null), ("complete", "need-met") })
        {
            await referral.Move("record-answer", new { answer, reasonCode = reason }).Expect(200);
        }
        await referral.Move("record-answer", new { answer = "confirm_withdrawal", reasonCode = "deleted" }).ExpectProblem(409, "referral-not-blocked");
        await referral.Withdraw();
        await Watch(referral);
        Assert.StartsWith("open", await Reminders(referral), StringComparison.Ordinal);
        Assert.Contains("record-answer", Allowed(await referral.Get()));
        await referral.Move("record-answer", new { answer = "confirm_withdrawal", reasonCode = "deleted", note = "Am Telefon" }).Expect(200);
        Assert.Equal("deleted", (await referral.Get()).Text("blockConfirmedAs"));
        Assert.DoesNotContain("record-answer", Allowed(await referral.Get()));
    }

    [Fact]
    public async Task What_the_partner_did_with_the_data_and_does_not_confirm_itself_the_sender_records_as_it_was_told()
    {
        foreach (var referral in new[] { await (await api.Given.Referral()).InProgress(), await (await api.Given.Referral()).Completed() })
        {
            await referral.Move("record-answer", new { answer = "confirm_withdrawal", reasonCode = "deleted" })
                .ExpectProblem(409, "referral-has-recipient");
            await referral.Withdraw();
            if (await referral.Status() == "in_progress")
            {
                await referral.Move("withdraw", new { reasonCode = "consent-withdrawn" }).Expect(200);
            }
            await Watch(referral);
            Assert.StartsWith("open", await Reminders(referral), StringComparison.Ordinal);
            // My day shows nothing that its reader cannot do anything about.
            var actions = (await (await referral.From).Read("/api/v1/my-day/referrals_blocked")).At("items/0/actions")!.AsArray()
                .Select(action => action!.GetValue<string>()).ToList();
            Assert.Contains("record-answer", actions);
            Assert.Empty(actions.Except(Allowed(await referral.Get())));
            await referral.Move("record-answer", new { answer = "accept" }).ExpectProblem(409, "referral-has-recipient");
            await referral.Move("record-answer", new { answer = "confirm_withdrawal", reasonCode = "deleted", note = "Am Telefon" }).Expect(200);
            var shown = await referral.Get();
            Assert.Equal(("deleted", "Am Telefon"), (shown.Text("blockConfirmedAs"), shown["timeline"]!.AsArray()[^1].Text("note")));
            // By whom it was recorded both sides see.
            Assert.Equal($"{referral.Of.OrganisationId}", (await referral.Received())["timeline"]!.AsArray()[^1].Text("organisationId"));
            Assert.DoesNotContain("record-answer", Allowed(shown));
            Assert.Equal(0, await InDay(referral));
            await Watch(referral);
            Assert.StartsWith("done", await Reminders(referral), StringComparison.Ordinal);
            await referral.Answer("confirm-withdrawal", new { reasonCode = "deleted" }).ExpectProblem(409, "referral-confirmed");
        }
    }

    [Fact]
    public async Task What_a_provider_that_was_closed_still_tells_is_recorded_by_the_sender_who_is_told_of_it()
    {
        var referral = await (await api.Given.Referral()).InProgress();
        await referral.Move("record-answer", new { answer = "complete", reasonCode = "need-met" }).ExpectProblem(409, "referral-has-recipient");
        await api.Given.Closed(referral.Partner.OrganisationId);
        await Watch(referral);
        await Watch(referral);
        Assert.Single((await (await referral.From).Read("/api/v1/notices")).Values<string>("items/*/kind"), "referral-recipient-closed");
        Assert.Contains("record-answer", Allowed(await referral.Get()));
        await referral.Move("record-answer", new { answer = "complete", reasonCode = "need-met", note = "Am Telefon" }).Expect(200);
        // What was heard on the telephone was disclosed to nobody.
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.disclosure where referral_id = '{referral.Id}' and kind = 'note'"));

        await referral.Withdraw();
        await referral.Move("record-answer", new { answer = "confirm_withdrawal", reasonCode = "deleted" }).Expect(200);
        Assert.Equal(("completed", "deleted"), ((await referral.Get()).Text("status"), (await referral.Get()).Text("blockConfirmedAs")));
    }

    [Fact]
    public async Task After_a_handover_whoever_got_data_from_the_former_office_is_told_and_the_open_confirmation_goes_along()
    {
        var (handover, of) = await Household();
        var closed = await (await api.Given.Referral(of)).Completed();
        await closed.Move("acknowledge").Expect(200);
        var waiting = await (await api.Given.Referral(of)).Completed();
        await waiting.Move("acknowledge").Expect(200);
        await waiting.Withdraw();
        await Watch(waiting);
        await handover.Accepted();

        // The loop that waits for a confirmation is the receiver's, with its reminder; the partner hears who asks now.
        var to = await handover.To;
        Assert.Equal(handover.Receiver.OrganisationId.ToString(), (await to.Read(waiting.Path)).Text("senderId"));
        Assert.Equal(handover.Receiver.OrganisationId, await api.Sql<Guid>(
            $"select organisation_id from app.reminder where subject_id = '{waiting.Id}' and kind = 'referral_confirmation' and status = 'open'"));
        Assert.Equal("referral.sender_changed", (await (await waiting.To).Read(Changes))["items"]!.AsArray()[^1].Text("type"));

        // The closed one stayed with the former office, whose recipient is told all the same; it is not the receiver's to see.
        await to.GetAsync(closed.Path).ExpectProblem(404, "not-found");
        await closed.Withdraw(to);
        Assert.Equal("consent_withdrawn", (await closed.Received()).Text("blockedReason"));
        Assert.Equal("referral.blocked", (await (await closed.To).Read(Changes))["items"]!.AsArray()[^1].Text("type"));
        Assert.Equal(of.OrganisationId, await api.Sql<Guid>($"select organisation_id from app.referral where id = '{closed.Id}'"));
        Assert.Equal(1L, await Notices(closed, "referral-blocked"));
        await Watch(closed);
        Assert.Equal(of.Lead!.StaffId, await api.Sql<Guid>(
            $"select assignee_id from app.reminder where subject_id = '{closed.Id}' and kind = 'referral_confirmation' and status = 'open'"));
        await closed.Answer("confirm-withdrawal", new { reasonCode = "deleted" }).Expect(200);
        await Watch(closed);
        Assert.StartsWith("done", await Reminders(closed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_case_that_was_closed_by_death_a_consent_is_taken_back_and_its_team_chases_the_recipient()
    {
        var referral = await (await api.Given.Referral()).Completed();
        var client = await referral.From;
        var path = $"/api/v1/cases/{referral.Of.CaseId}";
        await client.Post($"{path}/close", new { reasonCode = "deceased" }, (await client.GetAsync(path)).Tag()).Expect(200);
        await referral.Withdraw();
        Assert.Equal("consent_withdrawn", (await referral.Received()).Text("blockedReason"));
        await Watch(referral);
        Assert.StartsWith("open", await Reminders(referral), StringComparison.Ordinal);
        await referral.Answer("confirm-withdrawal", new { reasonCode = "deleted" }).Expect(200);
        await Watch(referral);
        Assert.StartsWith("done", await Reminders(referral), StringComparison.Ordinal);
        // Whoever may not see the case does not learn of it.
        var elsewhere = await api.As(await api.Given.Staff(referral.Of.OrganisationId, Role.Caseworker, await api.Given.Team(referral.Of.OrganisationId)));
        await elsewhere.GetAsync(referral.Path).ExpectProblem(404, "not-found");
        var stranger = await api.As(await api.Given.Staff(await api.Given.Organisation(OrganisationKind.PartnerAgency), Role.Partner));
        await stranger.Post($"{referral.PartnerPath}/confirm-withdrawal", new { reasonCode = "deleted" }, "\"1\"").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Nobody_blocks_by_a_consent_that_is_not_his_or_stands()
    {
        var referral = await (await api.Given.Referral()).Completed();
        var stranger = await api.Given.Organisation();
        foreach (var organisation in new[] { stranger, referral.Of.OrganisationId })
        {
            await api.InOrganisation(organisation, async db =>
            {
                await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlAsync(
                    db.Database, $"call app.block_elsewhere({referral.Consent})");
                return true;
            });
        }
        Assert.Null((await referral.Get())["blockedSince"]);
    }

    [Fact]
    public async Task What_the_former_office_has_to_ask_rests_on_its_team_and_is_not_lost_when_who_sent_it_leaves()
    {
        var (handover, of) = await Household();
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        var administrator = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        var (one, other) = (await (await api.Given.Referral(of)).Completed(), await (await api.Given.Referral(of)).Completed());
        await one.Move("acknowledge").Expect(200);
        await other.Move("acknowledge").Expect(200);
        await handover.Accepted();

        // Whoever sent it can be let go; the team has it then.
        await one.Withdraw(await handover.To);
        await Watch(one);
        Assert.Equal(of.Lead!.StaffId, await Asked(one));
        var staff = $"/api/v1/staff/{of.Lead.StaffId}";
        await administrator.Post($"{staff}/disable", new { reason = "geht" }, (await administrator.GetAsync(staff).Expect(200)).Tag()).Expect(200);
        Assert.True(await api.Sql<bool>($"""
            select assignee_id is null and team_id = '{of.TeamId}' and status = 'open' from app.reminder where subject_id = '{one.Id}'
                and kind = 'referral_confirmation'
            """));

        // Gone before: a supervisor is told, asks, and finds both.
        await other.Withdraw(await handover.To);
        await Watch(other);
        Assert.Equal(supervisor.StaffId, await Asked(other));
        Assert.Equal(supervisor.StaffId, await api.Sql<Guid>($"select staff_id from app.notice where kind = 'referral-blocked' and subject_id = '{other.Id}'"));
        await api.SendAsSystem(of.OrganisationId, new GiveBackDuties());
        var seen = (await (await api.As(supervisor)).Read("/api/v1/reminders?limit=200"))["items"]!.AsArray()
            .Where(row => row.Text("kind") == "referral_confirmation").Select(row => row.Text("subjectId"));
        Assert.Equal(new[] { $"{one.Id}", $"{other.Id}" }.Order(), seen.Order());

        Task<Guid> Asked(GivenReferral referral) => api.Sql<Guid>(
            $"select assignee_id from app.reminder where subject_id = '{referral.Id}' and kind = 'referral_confirmation' and team_id = '{of.TeamId}'");
    }

    [Theory]
    [InlineData("message", """{"text":"Bitte vormittags."}""")]
    [InlineData("correct", """{"topic":"contact","text":"Neue Nummer","reason":"Umzug"}""")]
    public async Task Who_writes_while_the_consent_is_being_withdrawn_waits_for_it_and_holds_nothing_that_it_needs(string action, string body)
    {
        var referral = await (await api.Given.Referral()).InProgress();
        await using var withdrawing = new NpgsqlConnection(await PostgresServer.Superuser(api.Owner));
        await withdrawing.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await withdrawing.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await Run($"select from app.consent where id = '{referral.Consent}' for update");
        var writing = referral.Move(action, JsonNode.Parse(body));
        while (await api.Sql<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 0)
        {
            Assert.False(writing.IsCompleted);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        await Run($"select from app.referral where id = '{referral.Id}' for update nowait"); // As BlockedByConsent does; else both would wait for ever.
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await writing.Expect(200);

        async Task Run(string sql)
        {
            await using var command = new NpgsqlCommand(sql, withdrawing, transaction);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    private static IEnumerable<string> Allowed(JsonNode shown) => shown["allowedActions"]!.AsArray()
        .Where(action => action!.Value<bool>("allowed")).Select(action => action!.Value<string>("action"));

    private Task Watch(GivenReferral referral) => api.SendAsSystem(referral.Of.OrganisationId, new WatchReferrals());

    private Task<string> Reminders(GivenReferral referral) => api.Sql<string>($"""
        select string_agg(status || ' ' || due_on, ', ') from app.reminder where subject_id = '{referral.Id}' and kind = 'referral_confirmation'
        """);

    private Task<long> Notices(GivenReferral referral, string kind) => api.Sql<long>($"""
        select count(*) from app.notice where staff_id = '{referral.Of.Lead!.StaffId}' and subject_id = '{referral.Id}' and kind = '{kind}'
            and not exists (select from app.referral_move m where m.id::text = occasion and m.action <> 'confirm-withdrawal')
        """);

    private static async Task<int> InDay(GivenReferral referral) =>
        (await (await referral.From).Read("/api/v1/my-day"))["parts"]!.AsArray().Where(one => one.Text("kind") == "referrals_blocked")
            .Sum(one => one!.Value<int>("count"));

    private async Task<(GivenHandover Handover, GivenCase Of)> Household()
    {
        var district = await api.Given.Organisation(OrganisationKind.District);
        var from = await api.Given.Team(district);
        var sender = await api.Given.Staff(district, Role.Caseworker, from);
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        var receiver = await api.Given.Staff(town, Role.Caseworker, team);
        var cases = await api.Given.CasesOfHousehold(from, sender, 1);
        return (new GivenHandover(api, sender, receiver, team, cases), cases[0]);
    }
}
