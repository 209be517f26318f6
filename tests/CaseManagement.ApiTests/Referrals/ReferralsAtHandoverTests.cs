using CaseManagement.Api.Organisations;
using CaseManagement.Api.Referrals;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Referrals;

/// <summary>No referral is lost between two offices: the receiver sends it from then on, blocked where the consent does not name her.</summary>
public sealed class ReferralsAtHandoverTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_completed_one_is_corrected_by_the_receiver_on_a_consent_that_names_her_only()
    {
        var (handover, of) = await Household();
        var referral = await api.Given.Referral(of);
        await referral.InProgress();
        await referral.Answer("complete", new { reasonCode = "need-met" }).Expect(200);
        await handover.Accepted();

        var to = await handover.To;
        var correction = new { topic = "contact", text = "Neue Telefonnummer: 0711 5550199", reason = "Vertippt" };
        var moved = await to.GetAsync(referral.Path).Expect(200);
        Assert.Equal(("completed", "referral-consent-over"), ((await moved.Json()).Text("status"), (await moved.Json())["allowedActions"]!.AsArray()
            .Single(action => action!.Text("action") == "correct")!.Text("code")));
        await to.Post($"{referral.Path}/correct", correction, moved.Tag()).ExpectProblem(409, "referral-consent-over");

        var mine = of with { OrganisationId = handover.Receiver.OrganisationId, Lead = handover.Receiver, TeamId = handover.ReceivingTeam };
        var consent = await api.Given.ConsentFor(mine, [referral.Partner.OrganisationId]);
        var unblocked = await to.Post($"{referral.Path}/unblock", new { consentId = consent }, moved.Tag()).Expect(200);
        await to.Post($"{referral.Path}/correct", correction, unblocked.Tag()).Expect(200);
    }

    [Fact]
    public async Task An_open_referral_gets_the_receiver_as_sender_blocked_until_a_consent_names_her_and_its_receipt_stays()
    {
        var (handover, of) = await Household();
        var (byConsent, byDuty) = (await api.Given.Referral(of), await api.Given.Referral(of, byConsent: false));
        await byConsent.InProgress();
        await byDuty.Sent();
        var closed = await (await api.Given.Referral(of, byConsent: false)).Sent();
        await closed.Move("withdraw", new { reasonCode = "mistake" }).Expect(200);
        await handover.Accepted();

        var to = await handover.To;
        var moved = await to.GetAsync(byConsent.Path).Expect(200);
        var shown = await moved.Json();
        Assert.Equal(("in_progress", "sender_changed", handover.Receiver.OrganisationId.ToString()),
            (shown.Text("status"), shown.Text("blockedReason"), shown.Text("senderId")));
        Assert.Null((await to.Read(byDuty.Path))["blockedSince"]);
        await to.GetAsync(closed.Path).ExpectProblem(404, "not-found");
        Assert.Equal(handover.Receiver.OrganisationId.ToString(), (await byConsent.Received()).Text("senderId"));
        Assert.Contains("sender-changed", (await byConsent.Received()).Values<string>("timeline/*/action"));
        var told = await (await byConsent.To).Read("/api/v1/partner/referrals/changes");
        Assert.Equal((handover.Receiver.OrganisationId.ToString(), "referral.sender_changed"),
            (told["items"]!.AsArray()[^1].Text("referral/senderId"), told["items"]!.AsArray()[^1].Text("type")));
        await byConsent.Answer("complete", new { reasonCode = "need-met" }).ExpectProblem(409, "referral-blocked");
        Assert.Empty((await to.Read($"/api/v1/clients/{of.ClientId}/disclosures"))["items"]!.AsArray());
        Assert.Equal(3, await api.InOrganisation(of.OrganisationId, db => db.Set<Disclosure>().CountAsync(entry => entry.ClientId == of.ClientId)));

        // Of the former office's moves the receiver has heard nothing; of the block she has.
        await api.SendAsSystem(handover.Receiver.OrganisationId, new WatchReferrals());
        Assert.Equal(["referral-blocked", "referral-moved"], await api.Sql<string[]>($"""
            select array_agg(distinct kind order by kind) from app.notice where staff_id = '{handover.Receiver.StaffId}' and subject_id = '{byConsent.Id}'
            """));
        Assert.Equal(0L, await api.Sql<long>($"""
            select count(*) from app.notice n join app.referral_move m on m.id::text = n.occasion
            where n.staff_id = '{handover.Receiver.StaffId}' and m.organisation_id = '{of.OrganisationId}' and m.staff_id is not null
            """));

        // A consent taken back weighs more than another sender, and asks the partner anew.
        await byConsent.Answer("confirm-withdrawal", new { reasonCode = "stopped" }).Expect(200);
        var given = await to.GetAsync($"/api/v1/consents/{byConsent.Consent}").Expect(200);
        await to.Post($"/api/v1/consents/{byConsent.Consent}/withdraw", new { withdrawnOn = api.Given.Today, form = "oral" }, given.Tag()).Expect(200);
        moved = await to.GetAsync(byConsent.Path).Expect(200);
        Assert.Equal(("consent_withdrawn", null), ((await moved.Json()).Text("blockedReason"), (await moved.Json()).Text("blockConfirmedAs")));
        Assert.Null((await byConsent.Received())["document"]);

        var mine = of with { OrganisationId = handover.Receiver.OrganisationId, Lead = handover.Receiver, TeamId = handover.ReceivingTeam };
        var consent = await api.Given.ConsentFor(mine, [byConsent.Partner.OrganisationId]);
        await to.Post($"{byConsent.Path}/unblock", new { consentId = consent }, moved.Tag()).Expect(200);
        await byConsent.Answer("complete", new { reasonCode = "need-met" }).Expect(200);
    }

    [Fact]
    public async Task A_handover_that_is_accepted_while_the_partner_accepts_leaves_both_done_or_the_partner_told()
    {
        var (handover, of) = await Household();
        var referral = await (await api.Given.Referral(of, byConsent: false)).Sent();
        await handover.Submitted();
        var answers = await Task.WhenAll(
            handover.Move(handover.To, "accept", new { leadStaffId = handover.Receiver.StaffId }), referral.Answer("accept"));
        Assert.Equal(200, (int)answers[0].StatusCode);
        Assert.Contains((int)answers[1].StatusCode, new[] { 200, 409, 412 });
        var shown = await (await handover.To).Read(referral.Path);
        Assert.Equal((int)answers[1].StatusCode == 200 ? "accepted" : "sent", shown.Text("status"));
        Assert.Equal(handover.Receiver.OrganisationId.ToString(), shown.Text("senderId"));
    }

    // Who sends it is a caseworker: accommodation staff refer nobody.
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
