using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using CaseManagement.Api.Referrals;
using CaseManagement.Api.Representations;
using CaseManagement.ApiTests.Fixture;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Referrals;

/// <summary>A referral is a promise between two offices: what leaves is what was shown, both sides move it, and the loop closes.</summary>
public sealed class ReferralTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task What_the_preview_shows_is_what_is_sent_kept_and_registered_and_the_loop_closes()
    {
        var referral = await (await api.Given.Referral()).Written();
        var preview = await referral.Preview();
        Assert.Equal(["name", "languages", "phone"], preview.Values<string>("fields/*"));
        Assert.Empty(preview["missing"]!.AsArray());
        Assert.Equal(["cooperation-agreement-missing"], preview.Values<string>("warnings/*/code"));
        Assert.Null(preview.At("document/person/birthDate"));
        await referral.Sent();

        var sent = await referral.Get();
        Assert.Equal("sent", sent.Text("status"));
        Assert.Equal(preview["document"]!.ToJsonString(), sent["document"]!.ToJsonString());
        Assert.Equal(preview.Text("sha256"), sent.Text("sha256"));
        var received = await referral.Received();
        Assert.Equal(preview["document"]!.ToJsonString(), received["document"]!.ToJsonString());
        Assert.DoesNotContain(referral.Of.ClientId.ToString(), received.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(referral.Of.CaseId.ToString(), received.ToJsonString(), StringComparison.Ordinal);
        Assert.NotNull((await referral.Get())["retrievedAt"]);

        await referral.Answer("accept").Expect(200);
        var at = api.Given.Now.AddDays(3);
        await referral.Answer("appoint", new { at }).Expect(200);
        var appointment = (await referral.Received()).Text("appointments/0/id");
        api.Clock.Offset += TimeSpan.FromDays(3);
        await referral.Answer($"appointments/{appointment}", new { result = "kept" }).Expect(200);
        await referral.Answer("start").Expect(200);
        await referral.Answer("message", new { text = "Die Beratung läuft." }).Expect(200);
        await referral.Answer("complete", new { reasonCode = "need-met" }).Expect(200);
        Assert.Equal(1L, await InDay(referral, "referrals_to_acknowledge"));
        await referral.Move("acknowledge").Expect(200);
        var closed = await referral.Get();
        Assert.NotNull(closed["closedAt"]);
        Assert.Equal(["send", "accept", "appoint", "appoint", "start", "complete", "acknowledge"], closed.Values<string>("timeline/*/action"));
        Assert.Equal("kept", closed.Text("appointments/0/result"));
        await referral.Move("acknowledge").ExpectProblem(409, "referral-closed");

        var register = await (await referral.From).Read($"/api/v1/clients/{referral.Of.ClientId}/disclosures");
        var entry = Assert.Single(register["items"]!.AsArray(), entry => entry.Text("receivedFromId") is null)!;
        Assert.Equal(("consent", preview.Text("sha256"), referral.Consent.ToString()),
            (entry.Text("basis"), entry.Text("sha256"), entry.Text("consentId")));
        Assert.Equal(["name", "languages", "phone"], entry.Values<string>("fields/*"));
        var timeline = await (await referral.From).Read($"/api/v1/cases/{referral.Of.CaseId}/timeline");
        Assert.Contains("referral_complete", timeline.Values<string>("items/*/kind"));
    }

    [Fact]
    public async Task A_field_that_does_not_serve_the_purpose_is_refused_and_one_that_may_be_added_is_sent()
    {
        var referral = await api.Given.Referral();
        var from = await referral.From;
        var refused = await from.Post("/api/v1/referrals", referral.Body(new[] { "name", "work" })).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/fields/1", "referral-field-not-for-purpose"), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
        await referral.Written(new[] { "name", "birth_date" });
        Assert.NotNull((await referral.Preview()).At("document/person/birthDate"));
        await referral.Sent();
    }

    [Fact]
    public async Task A_second_open_referral_to_the_service_is_refused_with_the_first_and_a_new_one_is_possible_when_it_has_ended()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var from = await referral.From;
        var refused = await from.Post("/api/v1/referrals", referral.Body()).ExpectProblem(409, "referral-exists");
        Assert.Equal(referral.Id, refused.Value<Guid>("referralId"));
        await referral.Answer("reject", new { declinedBy = "client", reasonCode = "client-does-not-want" }).Expect(200);
        Assert.Equal(("rejected", "client"), ((await referral.Get()).Text("status"), (await referral.Get()).Text("declinedBy")));
        await from.Post("/api/v1/referrals", referral.Body()).Expect(201);
    }

    [Fact]
    public async Task Sent_twice_or_at_once_it_leaves_once()
    {
        var referral = await (await api.Given.Referral()).Written();
        var from = await referral.From;
        var tag = (await from.GetAsync(referral.Path).Expect(200)).Tag();
        var body = new { previewSha256 = (await referral.Preview()).Text("sha256") };
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => from.Post($"{referral.Path}/send", body, tag)));
        Assert.Equal([200, 409, 409, 409, 409], answers.Select(answer => (int)answer.StatusCode).Order());
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.referral_snapshot where referral_id = '{referral.Id}'"));
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.disclosure where referral_id = '{referral.Id}'"));
        await from.Post($"{referral.Path}/send", body, (await from.GetAsync(referral.Path)).Tag()).ExpectProblem(409, "referral-transition");
        await from.Post($"{referral.Path}/withdraw", new { reasonCode = "mistake" }, tag).ExpectProblem(412, "stale");
        await from.Post($"{referral.Path}/withdraw", new { reasonCode = "mistake" }).ExpectProblem(428, "if-match-required");
    }

    [Fact]
    public async Task What_has_changed_since_the_preview_is_not_sent()
    {
        var referral = await (await api.Given.Referral()).Written();
        var hash = (await referral.Preview()).Text("sha256");
        await api.Execute($"update app.client set phone = '+49 7153 111111' where id = '{referral.Of.ClientId}'");
        await referral.Move("send", new { previewSha256 = hash }).ExpectProblem(409, "referral-preview-outdated");
        Assert.Equal("draft", await referral.Status());
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.disclosure where referral_id = '{referral.Id}'"));
        await referral.Sent();
        await api.Execute($"update app.client set phone = '+49 7153 222222', family_name = 'Neuername' where id = '{referral.Of.ClientId}'");
        var received = (await referral.Received()).ToJsonString();
        Assert.Contains("111111", received, StringComparison.Ordinal);
        Assert.DoesNotContain("222222", received, StringComparison.Ordinal);
        Assert.DoesNotContain("Neuername", received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consent_that_is_withdrawn_over_for_another_purpose_recipient_or_less_data_carries_nothing()
    {
        await Refused(await api.Given.Referral(purpose: "photo"), "referral-consent-purpose");
        await Refused(await api.Given.Referral(names: await api.Given.Organisation()), "referral-consent-recipient");
        await Refused(await api.Given.Referral(data: ["base-data"]), "referral-consent-data");
        var withdrawn = await (await api.Given.Referral()).Written();
        var hash = (await withdrawn.Preview()).Text("sha256");
        await Withdraw(withdrawn);
        var refused = await withdrawn.Move("send", new { previewSha256 = hash }).ExpectProblem(409, "referral-not-sendable");
        Assert.Equal("referral-consent-over", refused.Text("errors/0/code"));
        var without = await (await api.Given.Referral(byConsent: false)).Sent();
        Assert.Equal("own-duty", (await without.Received()).Text("document/basis"));
        var somebodyElses = await api.Given.Referral();
        await (await without.From).Post("/api/v1/referrals", new
        {
            caseId = without.Of.CaseId, serviceId = somebodyElses.Service, purpose = "counselling", basis = "consent", consentId = somebodyElses.Consent,
        }).ExpectProblem(400, "validation-failed");

        async Task Refused(GivenReferral referral, string code)
        {
            await referral.Written();
            Assert.Contains(code, (await referral.Preview()).Values<string>("missing/*/code"));
            var problem = await referral.Send().ExpectProblem(409, "referral-not-sendable");
            Assert.Contains(code, problem.Values<string>("errors/*/code"));
            Assert.Equal("draft", await referral.Status());
        }
    }

    [Fact]
    public async Task Sending_and_withdrawing_the_consent_at_once_never_leaves_a_referral_that_goes_on()
    {
        for (var i = 0; i < 4; i++)
        {
            var referral = await (await api.Given.Referral()).Written();
            var body = new { previewSha256 = (await referral.Preview()).Text("sha256") };
            var answers = await Task.WhenAll(referral.Move("send", body), Withdraw(referral));
            Assert.Equal(200, (int)answers[1].StatusCode);
            Assert.True(await api.Sql<bool>($"""
                select status = 'draft' or blocked_since is not null from app.referral where id = '{referral.Id}'
                """));
        }
    }

    [Fact]
    public async Task Withdrawing_the_consent_blocks_what_runs_and_only_ends_or_a_new_consent_move_it()
    {
        var referral = await (await api.Given.Referral()).InProgress();
        await Withdraw(referral);
        var blocked = await referral.Get();
        Assert.Equal("consent_withdrawn", blocked.Text("blockedReason"));
        Assert.True((await referral.Received()).At("blockedSince") is not null);
        Assert.Equal(1L, await InDay(referral, "referrals_blocked"));
        await referral.Answer("complete", new { reasonCode = "need-met" }).ExpectProblem(409, "referral-blocked");
        await referral.Answer("hold", new { reasonCode = "waiting-list" }).ExpectProblem(409, "referral-blocked");
        await referral.Answer("message", new { text = "Noch etwas" }).ExpectProblem(409, "referral-blocked");
        await referral.Move("correct", new { topic = "contact", text = "x", reason = "y" }).ExpectProblem(409, "referral-blocked");
        await referral.Answer("confirm-withdrawal", new { reasonCode = "stopped" }).Expect(200);
        Assert.Equal("stopped", (await referral.Get()).Text("blockConfirmedAs"));
        await referral.Answer("confirm-withdrawal", new { reasonCode = "deleted" }).ExpectProblem(409, "referral-confirmed");

        await referral.Move("unblock", new { consentId = referral.Consent }).ExpectProblem(409, "referral-not-sendable");
        Assert.NotNull((await referral.Get())["blockedSince"]);
        var other = await api.Given.ConsentFor(referral.Of, [referral.Partner.OrganisationId]);
        await referral.Move("unblock", new { consentId = other }).Expect(200);
        Assert.Null((await referral.Get())["blockedSince"]);
        await referral.Answer("complete", new { reasonCode = "need-met" }).Expect(200);

        var ended = await (await api.Given.Referral()).InProgress();
        await Withdraw(ended);
        await ended.Answer("return", new { reasonCode = "consent-withdrawn" }).Expect(200);
        Assert.Null((await ended.Received())["document"]);
    }

    [Fact]
    public async Task A_consent_taken_back_before_the_partner_has_looked_leaves_nothing_to_look_at()
    {
        var referral = await api.Given.Referral();
        var item = await api.Given.RestrictedRecord(referral.Of, content: "Diabetes");
        await (await referral.Written(items: [item])).Sent();
        await referral.Move("message", new { text = "Geheimnis am Telefon" }).Expect(200);
        await Withdraw(referral);
        var received = await referral.Received();
        Assert.Null(received["document"]);
        Assert.Empty(received["restrictedItems"]!.AsArray());
        Assert.DoesNotContain("Geheimnis", received.ToJsonString(), StringComparison.Ordinal);
        Assert.Null((await referral.Get())["retrievedAt"]);
        Assert.NotNull((await referral.Get())["document"]);
    }

    [Fact]
    public async Task What_was_received_has_to_go_also_when_the_referral_has_ended_meanwhile()
    {
        var referral = await (await api.Given.Referral()).InProgress();
        await Withdraw(referral);
        await referral.Move("withdraw", new { reasonCode = "mistake" }).Expect(200);
        Assert.Equal(1L, await InDay(referral, "referrals_blocked"));
        await referral.Answer("confirm-withdrawal", new { reasonCode = "deleted" }).Expect(200);
        Assert.Equal(("withdrawn", "deleted"), ((await referral.Get()).Text("status"), (await referral.Get()).Text("blockConfirmedAs")));
        Assert.Equal(0L, await InDay(referral, "referrals_blocked"));
        var never = await (await api.Given.Referral()).InProgress();
        await never.Answer("return", new { reasonCode = "no-capacity" }).Expect(200);
        await never.Answer("confirm-withdrawal", new { reasonCode = "deleted" }).ExpectProblem(409, "referral-not-blocked");
    }

    [Fact]
    public async Task Another_adults_restricted_item_does_not_go_along_on_this_persons_consent()
    {
        var team = await api.Given.Team(await api.Given.Organisation());
        var worker = await api.Given.Staff(await api.Sql<Guid>($"select organisation_id from app.team where id = '{team}'"), Role.Caseworker, team);
        var family = await api.Given.CasesOfHousehold(team, worker, 2);
        foreach (var (years, code) in new (int, string?)[] { (40, "referral-item-of-adult"), (17, null) })
        {
            await api.Execute($"""
                update app.client set birth_date = '{api.Given.Today.AddYears(-years):O}', birth_date_precision = 'day' where id = '{family[1].ClientId}'
                """);
            var referral = await api.Given.Referral(family[0]);
            var item = await api.Given.RestrictedRecord(family[1]);
            await referral.Written(items: [item], members: [family[1].ClientId]);
            var missing = (await referral.Preview())["missing"]!.AsArray();
            Assert.Equal(code, missing.Count == 0 ? null : missing.Single().Text("code"));
            Assert.Equal(code is null ? 200 : 409, (int)(await referral.Send()).StatusCode);
        }
    }

    [Fact]
    public async Task A_service_that_has_another_provider_since_takes_nothing_from_who_was_asked()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var name = (await referral.Received()).Text("document/recipient");
        var other = await api.Given.Organisation(CaseManagement.Api.Organisations.OrganisationKind.PartnerAgency);
        await api.Execute($"update app.service set provider_id = '{other}' where id = '{referral.Service}'");
        await referral.Move("correct", new { topic = "contact", text = "Neue Nummer", reason = "Umzug" }).Expect(200);
        var register = await (await referral.From).Read($"/api/v1/clients/{referral.Of.ClientId}/disclosures");
        Assert.All(register["items"]!.AsArray(), entry => Assert.Equal(
            (name, referral.Partner.OrganisationId.ToString()), (entry!.Text("recipient"), entry.Text("recipientId"))));
        await Withdraw(referral);
        var wrong = await referral.Move("unblock", new { consentId = await api.Given.ConsentFor(referral.Of, [other]) })
            .ExpectProblem(409, "referral-not-sendable");
        Assert.Equal("referral-consent-recipient", wrong.Text("errors/0/code"));
        await referral.Move("unblock", new { consentId = await api.Given.ConsentFor(referral.Of, [referral.Partner.OrganisationId]) }).Expect(200);
    }

    [Fact]
    public async Task After_the_consents_last_day_nothing_more_is_told()
    {
        var referral = await (await api.Given.Referral()).Sent();
        await api.Execute($"update app.consent set valid_until = '{api.Given.Today.AddDays(1):O}' where id = '{referral.Consent}'");
        await referral.Move("message", new { text = "Noch erlaubt" }).Expect(200);
        api.Clock.Offset += TimeSpan.FromDays(1);
        var allowed = (await referral.Get())["allowedActions"]!.AsArray().Where(action => action!.Value<bool>("allowed"))
            .Select(action => action!.Text("action"));
        Assert.Equal(["unblock", "withdraw"], allowed);
        await referral.Move("message", new { text = "Zu spät" }).ExpectProblem(409, "referral-consent-over");
        await referral.Move("correct", new { topic = "contact", text = "Zu spät", reason = "Umzug" }).ExpectProblem(409, "referral-consent-over");
        Assert.DoesNotContain("Zu spät", (await referral.Received()).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_leads_the_case_hears_of_the_partners_words_and_of_a_consent_that_was_taken_back()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var lead = await api.Given.Staff(referral.Of.OrganisationId, Role.Caseworker, referral.Of.TeamId);
        var supervisor = await api.As(await api.Given.Staff(referral.Of.OrganisationId, Role.Supervisor, referral.Of.TeamId));
        var toCase = $"/api/v1/cases/{referral.Of.CaseId}";
        await supervisor.Post($"{toCase}/assign", new { leadStaffId = lead.StaffId, reason = "Elternzeit" }, (await supervisor.GetAsync(toCase)).Tag())
            .Expect(200);
        await referral.Answer("message", new { text = "Bitte Unterlagen mitbringen" }).Expect(200);
        await Watch(referral);
        await Watch(referral);
        Task<string[]> Heard() => api.Sql<string[]>(
            $"select coalesce(array_agg(kind order by at, kind), '{{}}') from app.notice where staff_id = '{lead.StaffId}' and subject_id = '{referral.Id}'");
        Assert.Equal(["referral-moved"], await Heard());
        await Withdraw(referral);
        Assert.Equal(["referral-blocked", "referral-moved"], (await Heard()).Order());
    }

    [Fact]
    public async Task The_partner_sees_the_sent_snapshot_and_nothing_else_and_others_see_nothing()
    {
        var referral = await (await api.Given.Referral()).Written();
        var to = await referral.To;
        await to.GetAsync(referral.PartnerPath).ExpectProblem(404, "not-found");
        Assert.Empty((await to.Read("/api/v1/partner/referrals"))["items"]!.AsArray());
        await referral.Sent();
        Assert.Single((await to.Read("/api/v1/partner/referrals"))["items"]!.AsArray());
        await to.GetAsync(referral.Path).ExpectProblem(403, "not-permitted");
        await to.GetAsync($"/api/v1/clients/{referral.Of.ClientId}").ExpectProblem(403, "not-permitted");
        // A caseworker of the partner's organisation is no recipient, and finds neither person nor referral.
        var colleague = await api.As(await api.Given.Staff(referral.Partner.OrganisationId, Role.Caseworker));
        await colleague.GetAsync($"/api/v1/clients/{referral.Of.ClientId}").ExpectProblem(404, "not-found");
        await colleague.GetAsync(referral.Path).ExpectProblem(404, "not-found");
        await colleague.GetAsync(referral.PartnerPath).ExpectProblem(403, "not-permitted");
        var stranger = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Partner));
        await stranger.GetAsync(referral.PartnerPath).ExpectProblem(404, "not-found");
        await stranger.Post($"{referral.PartnerPath}/accept", ifMatch: "\"1\"").ExpectProblem(404, "not-found");
        var ownPartner = await api.As(await api.Given.Staff(referral.Of.OrganisationId, Role.Partner));
        await ownPartner.GetAsync(referral.PartnerPath).ExpectProblem(404, "not-found");
        // The wall itself, as the partner's organisation: what the sender keeps is not there, what was sent is.
        foreach (var (table, rows) in new[]
        {
            ("client", 0), ("case", 0), ("consent", 0), ("referral_draft", 0), ("disclosure", 0), ("referral", 1), ("referral_snapshot", 1),
        })
        {
            var count = FormattableStringFactory.Create($"select count(*)::int as \"Value\" from app.\"{table}\"");
            var seen = await api.InOrganisation(referral.Partner.OrganisationId, db => db.Database.SqlQuery<int>(count).SingleAsync());
            Assert.Equal((table, rows), (table, seen));
        }
    }

    [Fact]
    public async Task Health_items_need_a_release_from_secrecy_or_a_stated_basis_at_the_moment_of_sending()
    {
        var of = await api.Given.CaseOfAged(35);
        var item = await api.Given.RestrictedRecord(of, content: "Diabetes");
        var plain = await api.Given.Referral(of);
        var referral = await new GivenReferral(api, of, plain.Partner, plain.Service, plain.Consent) { SecrecyBasis = null }.Written(items: [item]);
        // A consent to the referral alone releases nobody from secrecy.
        Assert.Equal(["referral-secrecy-basis-missing"], (await referral.Preview()).Values<string>("missing/*/code"));
        var refused = await referral.Send().ExpectProblem(409, "referral-not-sendable");
        Assert.Equal("/secrecyBasis", refused.Text("errors/0/pointer"));
        Assert.Equal("draft", await referral.Status());
        await (await referral.From).Send(HttpMethod.Delete, referral.Path).Expect(204);

        var duty = await api.Given.Referral(of, byConsent: false);
        var byDuty = await new GivenReferral(api, of, duty.Partner, duty.Service, null) { SecrecyBasis = null }.Written(items: [item]);
        await byDuty.Send().ExpectProblem(409, "referral-not-sendable");

        // What has no health in it needs none; a release carries it; so does a stated basis, which the recipient and the register have.
        var release = await api.Given.Referral(of, purpose: "confidentiality-release");
        var released = await new GivenReferral(api, of, release.Partner, release.Service, release.Consent) { SecrecyBasis = null }.Written(items: [item]);
        await released.Sent();
        Assert.Null((await released.Received()).At("document/secrecyBasis"));
        var stated = await new GivenReferral(api, of, plain.Partner, plain.Service, plain.Consent) { SecrecyBasis = "averting-danger" }.Written(items: [item]);
        Assert.Equal("averting-danger", (await stated.Preview()).Text("document/secrecyBasis"));
        await stated.Sent();
        Assert.Equal("averting-danger", (await stated.Received()).Text("document/secrecyBasis"));
        var register = await (await stated.From).Read($"/api/v1/clients/{of.ClientId}/disclosures");
        Assert.Equal("averting-danger", register.Text("items/0/secrecyBasis"));
        await (await referral.From).Post("/api/v1/referrals", new
        {
            caseId = of.CaseId, serviceId = duty.Service, purpose = "counselling", basis = "own-duty",
            secrecyBasis = "irgendetwas"
        }).ExpectProblem(400, "validation-failed");

        // The release is withdrawn, and a consent that is none does not take its place.
        var consent = $"/api/v1/consents/{released.Consent}";
        var client = await released.From;
        var tag = (await client.GetAsync(consent)).Tag();
        await client.Post($"{consent}/withdraw", new { withdrawnOn = $"{api.Given.Today:O}", form = "oral" }, tag).Expect(200);
        var none = await api.Given.ConsentFor(of, [released.Partner.OrganisationId]);
        var fault = await released.Move("unblock", new { consentId = none }).ExpectProblem(409, "referral-not-sendable");
        Assert.Equal(["referral-secrecy-basis-missing"], fault.Values<string>("errors/*/code"));
        var again = await api.Given.ConsentFor(of, [released.Partner.OrganisationId], purpose: "confidentiality-release");
        await released.Move("unblock", new { consentId = again }).Expect(200);
    }

    [Fact]
    public async Task Restricted_items_go_along_one_by_one_and_stay_closed_to_colleagues_of_the_sender()
    {
        var referral = await api.Given.Referral();
        var item = await api.Given.RestrictedRecord(referral.Of, content: "Diabetes");
        await api.Given.RestrictedRecord(referral.Of, content: "Trauma");
        await referral.Written();
        Assert.Equal(2, (await referral.Preview())["couldInclude"]!.AsArray().Count);
        Assert.Empty((await referral.Preview())["restrictedItems"]!.AsArray());
        var from = await referral.From;
        await from.Put(referral.Path, referral.Body(items: [item]), (await from.GetAsync(referral.Path)).Tag()).ExpectProblem(400, "malformed-request");
        var body = (JsonObject)System.Text.Json.JsonSerializer.SerializeToNode(referral.Body(items: [item]))!;
        body.Remove("caseId");
        await from.Put(referral.Path, body, (await from.GetAsync(referral.Path)).Tag()).Expect(200);
        await referral.Sent();

        var received = await referral.Received();
        Assert.Equal("Diabetes", received.Text("restrictedItems/0/text"));
        Assert.DoesNotContain("Trauma", received.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("Diabetes", (await referral.Get()).Text("restrictedItems/0/text"));
        var colleague = await api.As(await api.Given.Staff(referral.Of.OrganisationId, Role.Caseworker, referral.Of.TeamId));
        var seen = await colleague.Read(referral.Path);
        Assert.Empty(seen["restrictedItems"]!.AsArray());
        Assert.DoesNotContain("Diabetes", seen.ToJsonString(), StringComparison.Ordinal);
        var register = await from.Read($"/api/v1/clients/{referral.Of.ClientId}/disclosures");
        Assert.Contains("health", register.Values<string>("items/0/fields/*"));
        // A colleague who may not open it cannot send it either.
        var other = await (await api.Given.Referral()).Written();
        var hidden = await api.Given.RestrictedRecord(other.Of);
        var written = (JsonObject)System.Text.Json.JsonSerializer.SerializeToNode(other.Body(items: [hidden]))!;
        written.Remove("caseId");
        await (await other.From).Put(other.Path, written, (await (await other.From).GetAsync(other.Path)).Tag()).Expect(200);
        var mate = await api.As(await api.Given.Staff(other.Of.OrganisationId, Role.Caseworker, other.Of.TeamId));
        Assert.Contains("referral-item-unknown", (await mate.Read($"{other.Path}/preview")).Values<string>("missing/*/code"));
    }

    [Fact]
    public async Task A_correction_stands_beside_the_snapshot_is_confirmed_and_registered_and_closed_referrals_take_no_words()
    {
        var referral = await (await api.Given.Referral()).Sent();
        await referral.Move("correct", new { topic = "contact", text = "Neue Nummer 0711 1", reason = "Vertippt" }).Expect(200);
        var received = await referral.Received();
        Assert.Equal(("correction", "Neue Nummer 0711 1"), (received.Text("messages/0/kind"), received.Text("messages/0/text")));
        await referral.Answer($"corrections/{received.Text("messages/0/id")}/confirm").Expect(200);
        Assert.NotNull((await referral.Get()).At("messages/0/confirmedAt"));
        await referral.Move("message", new { text = "Bitte nach 16 Uhr anrufen." }).Expect(200);
        var register = await (await referral.From).Read($"/api/v1/clients/{referral.Of.ClientId}/disclosures");
        Assert.Equal(["message", "correction", "referral"], register.Values<string>("items/*/kind"));
        await referral.Move("withdraw", new { reasonCode = "need-met-otherwise" }).Expect(200);
        await referral.Move("message", new { text = "Noch etwas" }).ExpectProblem(409, "referral-not-open");
        await referral.Answer("message", new { text = "Noch etwas" }).ExpectProblem(409, "referral-not-open");
        await referral.Move("correct", new { topic = "contact", text = "x", reason = "y" }).ExpectProblem(409, "referral-transition");
        var over = await referral.Received();
        Assert.Null(over["document"]);
        Assert.Empty(over["messages"]!.AsArray());
    }

    [Fact]
    public async Task A_wrong_value_is_corrected_as_long_as_the_recipient_reads_it_also_after_the_end()
    {
        var correction = new { topic = "contact", text = "Neue Nummer 0711 2", reason = "Vertippt" };
        var referral = await (await api.Given.Referral()).Completed();
        Assert.NotNull((await referral.Received()).At("document/person"));
        Assert.Contains("correct", Allowed(await referral.Get()));
        await referral.Move("correct", correction).Expect(200);
        var received = await referral.Received();
        Assert.Equal(("completed", "Neue Nummer 0711 2"), (received.Text("status"), received.Text("messages/0/text")));
        Assert.Equal("referral.corrected",
            (await (await referral.To).Read("/api/v1/partner/referrals/changes"))["items"]!.AsArray()[^1].Text("type"));
        await referral.Answer($"corrections/{received.Text("messages/0/id")}/confirm").Expect(200);
        var register = await (await referral.From).Read($"/api/v1/clients/{referral.Of.ClientId}/disclosures");
        Assert.Equal("correction", register.Text("items/0/kind"));
        // Acknowledged, it is read on.
        await referral.Move("acknowledge").Expect(200);
        await referral.Move("correct", correction).Expect(200);
        Assert.Equal(2, (await referral.Received())["messages"]!.AsArray().Count);
        // Taken back, or ended otherwise, nothing is read any more.
        await Withdraw(referral).Expect(200);
        await referral.Move("correct", correction).ExpectProblem(409, "referral-blocked");
        var failed = await (await api.Given.Referral()).InProgress();
        await failed.Answer("fail", new { reasonCode = "client-broke-off" }).Expect(200);
        Assert.Null((await failed.Received())["document"]);
        await failed.Move("correct", correction).ExpectProblem(409, "referral-transition");
    }

    [Theory]
    [InlineData("kept")]
    [InlineData("missed")]
    public async Task What_became_of_an_appointment_is_told_once_it_has_begun(string result)
    {
        var referral = await (await api.Given.Referral()).InProgress();
        await referral.Answer("appoint", new { at = api.Given.Now.AddDays(1) }).Expect(200);
        var path = $"appointments/{(await referral.Received()).Text("appointments/0/id")}";
        var early = await referral.Answer(path, new { result }).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/result", "referral-appointment-ahead"), (early.Text("errors/0/pointer"), early.Text("errors/0/code")));
        Assert.Equal("planned", (await referral.Get()).Text("appointments/0/result"));
        await referral.Answer(path, new { result = "planned" }).Expect(200);
        api.Clock.Offset += TimeSpan.FromDays(1);
        await referral.Answer(path, new { result }).Expect(200);
        Assert.Equal(result, (await referral.Get()).Text("appointments/0/result"));
    }

    [Fact]
    public async Task An_appointment_lies_between_the_sending_and_two_years_ahead()
    {
        var referral = await (await api.Given.Referral()).InProgress();
        var sent = (await referral.Get()).Value<DateTimeOffset>("sentAt");
        foreach (var (at, code) in new[]
        {
            (sent.AddMinutes(-1), "referral-appointment-before-sent"), (api.Given.Now.AddYears(2).AddMinutes(1), "appointment-far"),
            (api.Given.Now.AddYears(99), "appointment-far"),
        })
        {
            var refused = await referral.Answer("appoint", new { at }).ExpectProblem(400, "validation-failed");
            Assert.Equal(("/at", code), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
        }
        Assert.Empty((await referral.Get())["appointments"]!.AsArray());
        await referral.Answer("appoint", new { at = sent }).Expect(200);
        await referral.Answer("appoint", new { at = api.Given.Now.AddYears(2).AddDays(-1) }).Expect(200);
    }

    [Fact]
    public async Task What_was_not_answered_expires_on_the_working_day_after_the_offers_time_and_is_told()
    {
        var before = api.Clock.Offset;
        var referral = await (await api.Given.Referral()).Sent();
        var expires = DateOnly.Parse((await referral.Get()).Text("expiresOn")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(WorkingDays.Add(api.Given.Today, 5, Land.BadenWuerttemberg), expires);
        var sender = await (await referral.From).GetAsync($"{referral.Path}/preview").ExpectProblem(409, "referral-transition");
        Assert.Contains("withdraw", sender.Values<string>("allowedActions/*"));
        Assert.DoesNotContain("accept", sender.Values<string>("allowedActions/*")); // To accept is the provider's.
        api.Clock.Offset += TimeSpan.FromDays(expires.DayNumber - api.Given.Today.DayNumber);
        await Watch(referral);
        Assert.Equal("sent", await referral.Status());
        Assert.Equal(1L, await InDay(referral, "referrals_silent"));
        api.Clock.Offset += TimeSpan.FromDays(1);
        var raced = await Task.WhenAll(Tolerant(() => Watch(referral)), Tolerant(async () => (int)(await referral.Answer("accept")).StatusCode));
        var status = await referral.Status();
        Assert.Contains(status, new[] { "expired", "accepted" });
        Assert.True(status == "accepted" ? raced[1] == 200 : raced[1] is 409 or 412);
        var late = await (await api.Given.Referral()).Sent();
        api.Clock.Offset += TimeSpan.FromDays(30);
        await Watch(late);
        await Watch(late);
        Assert.Equal("expired", await late.Status());
        // To acknowledge is the sender's.
        Assert.Empty((await late.Answer("accept").ExpectProblem(409, "referral-transition")).Values<string>("allowedActions/*"));
        var shown = (await late.Received())["allowedActions"]!.AsArray().Single(allowed => allowed.Text("action") == "accept")!;
        Assert.DoesNotContain("acknowledge", shown.Text("reason"), StringComparison.Ordinal);
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.notice where subject_id = '{late.Id}' and kind = 'referral-moved'"));
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.reminder where subject_id = '{late.Id}' and status = 'open'"));
        await late.Move("acknowledge").Expect(200);
        api.Clock.Offset = before;
    }

    [Fact]
    public async Task Nobody_is_referred_to_a_provider_that_was_closed()
    {
        var referral = await (await api.Given.Referral()).Written();
        var (of, agency) = (referral.Of, referral.Partner.OrganisationId);
        var client = await referral.From;
        var services = $"/api/v1/services?providerId={agency}";
        Assert.Equal([referral.Service], (await client.Read(services)).Values<Guid>("items/*/id"));
        await api.Given.Closed(agency);

        var preview = await referral.Preview();
        Assert.Equal(["referral-service-ended"], preview.Values<string>("missing/*/code"));
        await referral.Move("send", new { previewSha256 = preview.Text("sha256") }).ExpectProblem(409, "referral-not-sendable");
        await client.Post("/api/v1/referrals", referral.Body()).ExpectProblem(400, "validation-failed");
        Assert.Empty((await client.Read(services))["items"]!.AsArray());
        Assert.Equal([referral.Service], (await client.Read($"{services}&include=ended")).Values<Guid>("items/*/id"));
        Assert.False((await client.Read($"/api/v1/services/{referral.Service}")).Value<bool>("isActive"));
        await client.Post($"/api/v1/services/{referral.Service}/point-out").ExpectProblem(404, "not-found");
        var refused = await client.Post($"/api/v1/clients/{of.ClientId}/consents", new
        {
            textId = await api.Given.ConsentText(of.OrganisationId, "referral"), language = "deu", data = new[] { "base-data" },
            recipients = new[] { await api.Sql<string>($"select name from app.organisation where id = '{agency}'") },
            recipientOrganisationIds = new[] { agency }, givenOn = $"{api.Given.Today:O}", form = "written", reading = "read-alone", evidence = "Akte",
        }).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/recipientOrganisationIds/0", "consent-recipient-unknown"), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
    }

    [Fact]
    public async Task The_answer_of_a_provider_without_access_is_recorded_by_the_sender()
    {
        var referral = await (await api.Given.Referral(outside: true)).Sent();
        await referral.Move("record-answer", new { answer = "reject", reasonCode = "no-capacity" }).ExpectProblem(400, "validation-failed");
        await referral.Move("record-answer", new { answer = "accept" }).Expect(200);
        await referral.Move("record-answer", new { answer = "start" }).Expect(200);
        var refused = await referral.Move("record-answer", new { answer = "complete", reasonCode = "no-such-code" }).ExpectProblem(400, "validation-failed");
        Assert.Equal("/reasonCode", refused.Text("errors/0/pointer"));
        await referral.Move("record-answer", new { answer = "complete", reasonCode = "place-found" }).Expect(200);
        var inside = await (await api.Given.Referral()).Sent();
        await inside.Move("record-answer", new { answer = "accept" }).ExpectProblem(409, "referral-has-recipient");
    }

    [Fact]
    public async Task Closing_the_case_withdraws_what_runs_and_acknowledges_what_has_ended()
    {
        var of = await api.Given.CaseWithLead();
        var (running, ended) = (await (await api.Given.Referral(of)).Sent(), await (await api.Given.Referral(of)).Sent());
        var draft = await (await api.Given.Referral(of)).Written();
        await ended.Answer("reject", new { declinedBy = "provider", reasonCode = "no-capacity" }).Expect(200);
        var lead = await api.As(of.Lead!);
        var path = $"/api/v1/cases/{of.CaseId}";
        var preview = await lead.Read($"{path}/close-preview");
        Assert.Equal(3, preview["followUps"]!.AsArray().Count(followUp => followUp.Text("type") == "referral"));
        await lead.Post($"{path}/close", new { reasonCode = "goals-reached" }, (await lead.GetAsync(path)).Tag()).Expect(200);
        Assert.Equal("withdrawn", await running.Status());
        Assert.True(await api.Sql<bool>($"select closed_at is not null from app.referral where id = '{ended.Id}'"));
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.referral where id = '{draft.Id}'"));
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.reminder where case_id = '{of.CaseId}' and status = 'open'"));
    }

    [Fact]
    public async Task A_minors_referral_names_who_acts_and_warns_where_the_second_holder_of_custody_is_missing()
    {
        var of = await api.Given.CaseOfAged(9);
        var referral = await api.Given.Referral(of, byConsent: false);
        await referral.Written();
        Assert.Contains("no-representative", (await referral.Preview()).Values<string>("warnings/*/code"));
        await api.Given.Representation(of, kind: new RepresentationKind("parent-joint-custody", true, Custody.Joint));
        var preview = await referral.Preview();
        Assert.Contains("second-custody-holder-missing", preview.Values<string>("warnings/*/code"));
        Assert.Single(preview.At("document/representatives")!.AsArray());
        await referral.Sent();
    }

    [Fact]
    public void No_field_outside_the_preview_is_ever_in_the_snapshot_or_the_partners_answers() =>
        Prop.ForAll(Gen.SubListOf("name", "phone", "languages", "birth_date", "sex", "email", "address", "residence_status", "benefits", "needs")
                .Where(fields => fields.Count > 0).ToArbitrary(), fields => OnlyChosen([.. fields]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(8));

    private async Task OnlyChosen(string[] fields)
    {
        var referral = await api.Given.Referral(byConsent: false);
        var of = referral.Of.ClientId;
        await api.Execute($"update app.client set phone = '+49 7153 4711', email = 'geheim@example.org' where id = '{of}'");
        await api.Given.Benefit(referral.Of.OrganisationId, of, "sgb2");
        await api.Given.Address(referral.Of.OrganisationId, of, "Geheimweg 9");
        await referral.Written(fields);
        var preview = (await referral.Preview())["document"]!;
        await referral.Sent();
        var received = await referral.Received();
        Assert.Equal(preview.ToJsonString(), received["document"]!.ToJsonString());
        Assert.Equal(preview.ToJsonString(), (await referral.Get())["document"]!.ToJsonString());
        var (text, list) = (received.ToJsonString(), (await (await referral.To).Read("/api/v1/partner/referrals")).ToJsonString());
        var name = await api.Sql<string>($"select family_name from app.client where id = '{of}'");
        foreach (var (field, value) in new[]
        {
            ("name", name), ("phone", "7153 4711"), ("email", "geheim@"), ("address", "Geheimweg"), ("benefits", "sgb2"), ("sex", "female"),
        })
        {
            Assert.Equal((field, fields.Contains(field)), (field, text.Contains(value, StringComparison.Ordinal)));
            Assert.DoesNotContain(value, list, StringComparison.Ordinal);
        }
    }

    private Task<int> Watch(GivenReferral referral) => api.SendAsSystem(referral.Of.OrganisationId, new WatchReferrals());

    // Of two at once one may meet the other's lock or change; a test asks only what came of it.
    private static async Task<int> Tolerant(Func<Task<int>> work) => await work();

    private static async Task<HttpResponseMessage> Withdraw(GivenReferral referral)
    {
        var client = await referral.From;
        var path = $"/api/v1/consents/{referral.Consent}";
        var read = await client.GetAsync(path).Expect(200);
        return await client.Post($"{path}/withdraw", new { withdrawnOn = (await read.Json()).Text("givenOn"), form = "oral" }, read.Tag());
    }

    private static IEnumerable<string> Allowed(JsonNode shown) => shown["allowedActions"]!.AsArray()
        .Where(action => action!.Value<bool>("allowed")).Select(action => action!.Text("action")!);

    private static async Task<long> InDay(GivenReferral referral, string part) =>
        (await (await referral.From).Read("/api/v1/my-day"))["parts"]!.AsArray().Where(one => one.Text("kind") == part)
            .Sum(one => one.Value<int>("count"));

    [Fact]
    public async Task Who_may_not_open_what_went_along_learns_neither_its_compartment_nor_its_hash()
    {
        var of = await api.Given.CaseOfAged(35);
        var item = await api.Given.RestrictedRecord(of, content: "Diabetes");
        var referral = await (await (await api.Given.Referral(of)).Written(items: [item])).Sent();
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        var register = $"/api/v1/clients/{of.ClientId}/disclosures";
        var (whole, shown) = (await referral.Get(), await colleague.Read(referral.Path));
        var hash = whole.Text("document/restricted/0/sha256")!;
        Assert.Equal(("health", "told-by-person", 64),
            (whole.Text("document/restricted/0/compartment"), whole.Text("secrecyBasis"), whole.Text("sha256")!.Length));
        Assert.Contains("health", (await (await referral.From).Read(register)).Values<string>("items/0/fields/*"));
        Assert.Single((await referral.Received()).At("document/restricted")!.AsArray());

        Assert.All(new[] { "document/restricted", "document/secrecyBasis", "secrecyBasis", "sha256" }, told => Assert.Null(shown.At(told)));
        Assert.NotNull(shown.Text("document/person/familyName"));
        var row = (await colleague.Read(register)).At("items/0")!;
        Assert.Equal((null, null), (row.Text("sha256"), row.Text("secrecyBasis")));
        Assert.Contains("name", row.Values<string>("fields/*"));
        var copy = (await (await colleague.Post($"/api/v1/clients/{of.ClientId}/copies", new { }).Expect(200)).Json())["records"]!;
        Assert.NotEmpty(copy["referral_snapshot"]!.AsArray());
        foreach (var text in new[] { shown.ToJsonString(), row.ToJsonString(), copy.ToJsonString() })
        {
            Assert.All(new[] { "health", hash, whole.Text("sha256")! }, told => Assert.DoesNotContain(told, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Members_of_the_household_whom_the_caller_does_not_see_are_neither_offered_nor_sent_along()
    {
        var organisation = await api.Given.Organisation();
        var (team, other) = (await api.Given.Team(organisation), await api.Given.Team(organisation));
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var family = await api.Given.CasesOfHousehold(team, lead, 3);
        await api.Execute($"update app.client set given_name = 'Verborgen' where id = '{family[1].ClientId}'");
        var referral = await (await api.Given.Referral(family[0])).Written(members: [family[1].ClientId]);
        Assert.Contains("Verborgen", (await referral.Preview()).ToJsonString(), StringComparison.Ordinal);
        await api.Execute($"""
            update app."case" set team_id = '{other}', lead_staff_id = null where id = '{family[1].CaseId}';
            update app.case_responsibility set team_id = '{other}', lead_staff_id = null where case_id = '{family[1].CaseId}'
            """);

        var preview = await referral.Preview();
        Assert.Equal([$"{family[2].ClientId}"], preview.Values<string>("householdMembers/*/clientId"));
        Assert.DoesNotContain("Verborgen", preview.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["/memberIds/0"], preview.Values<string>("missing/*/pointer"));
        await referral.Send().ExpectProblem(409, "referral-not-sendable");
    }

    [Fact]
    public async Task What_closing_would_settle_names_no_service_of_a_confidential_organisation()
    {
        var referral = await (await api.Given.Referral()).Sent();
        await api.Execute($"""
            update app.organisation set is_confidential = true where id = '{referral.Partner.OrganisationId}';
            update app.service set name = 'Zufluchtshaus' where id = '{referral.Service}'
            """);
        var preview = await (await referral.From).Read($"/api/v1/cases/{referral.Of.CaseId}/close-preview");
        Assert.Contains($"{referral.Id}", preview.Values<string>("followUps/*/id"));
        Assert.DoesNotContain("Zufluchtshaus", preview.ToJsonString(), StringComparison.Ordinal);
    }
}
