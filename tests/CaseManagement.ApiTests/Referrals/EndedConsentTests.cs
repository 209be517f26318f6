using System.Text.Json.Nodes;
using CaseManagement.Api.Reminders;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Referrals;

/// <summary>
/// A consent that ends by its day: what was begun goes on, nothing is begun or told any more, and a new consent lets the referral go on. Before that day as
/// well, so that nothing stands still.
/// </summary>
public sealed class EndedConsentTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly object Words = new { text = "Bitte vormittags." },
        Correction = new { topic = "contact", text = "Neue Nummer 0711 3", reason = "Vertippt" };

    [Fact]
    public async Task A_running_referral_goes_on_by_a_new_consent_and_its_lead_hears_of_the_end_before_it_comes()
    {
        var referral = await Sent();
        await referral.Answer("accept").Expect(200);
        await api.SendAsSystem(referral.Of.OrganisationId, new ApplyReminderPolicies());
        var reminder = Assert.Single((await (await referral.From).Read("/api/v1/reminders?kind=consent_expires"))["items"]!.AsArray());
        Assert.Equal(($"{referral.Consent}", $"{referral.Of.Lead!.StaffId}", $"{referral.Of.CaseId}"),
            (reminder.Text("subjectId"), reminder.Text("assigneeId"), reminder.Text("caseId")));
        Assert.Empty(await InDay(referral));

        Pass(5);
        var row = Assert.Single(await InDay(referral));
        Assert.Equal($"{referral.Id}", row.Text("id"));
        Assert.Equal(["unblock", "withdraw"], row["actions"]!.AsArray().Select(action => action!.GetValue<string>()).Order());
        Assert.Equal(["unblock", "withdraw"], Allowed(await referral.Get()));
        await referral.Move("message", Words).ExpectProblem(409, "referral-consent-over");
        await referral.Move("correct", Correction).ExpectProblem(409, "referral-consent-over");
        await referral.Answer("start").Expect(200);

        await referral.Move("unblock", new { consentId = referral.Consent }).ExpectProblem(409, "referral-not-blocked");
        foreach (var (consent, code) in new[]
        {
            (await api.Given.ConsentFor(referral.Of, [await api.Given.Organisation()]), "referral-consent-recipient"),
            (await api.Given.ConsentFor(referral.Of, [referral.Partner.OrganisationId], ["base-data"]), "referral-consent-data"),
        })
        {
            var refused = await referral.Move("unblock", new { consentId = consent }).ExpectProblem(409, "referral-not-sendable");
            Assert.Equal(code, refused.Text("errors/0/code"));
        }
        await referral.Move("unblock", new { consentId = await NewConsent(referral) }).Expect(200);
        Assert.Empty(await InDay(referral));
        Assert.Equal("referral.unblocked", (await (await referral.To).Read("/api/v1/partner/referrals/changes"))["items"]!.AsArray()[^1].Text("type"));
        await referral.Move("message", Words).Expect(200);
        await referral.Move("correct", Correction).Expect(200);
        await referral.Answer("complete", new { reasonCode = "need-met" }).Expect(200);
    }

    [Fact]
    public async Task Before_the_last_day_it_can_rest_on_a_new_consent_and_then_nothing_stands_still()
    {
        var referral = await Sent();
        Assert.Contains("unblock", Allowed(await referral.Get()));
        var other = await NewConsent(referral);
        await referral.Move("unblock", new { consentId = other }).Expect(200);
        Assert.Equal($"{other}", (await referral.Get()).Text("consentId"));
        Pass(5);
        Assert.Empty(await InDay(referral));
        await referral.Move("message", Words).Expect(200);
        await referral.Answer("accept").Expect(200);
        // It is this one that stops it now.
        var client = await referral.From;
        await client.Post($"/api/v1/consents/{other}/withdraw", new { withdrawnOn = api.Given.Today, form = "oral" },
            (await client.GetAsync($"/api/v1/consents/{other}")).Tag()).Expect(200);
        Assert.Equal("consent_withdrawn", (await referral.Get()).Text("blockedReason"));

        // What rests on another basis has no consent to exchange.
        var byDuty = await (await api.Given.Referral(byConsent: false)).Sent();
        Assert.DoesNotContain("unblock", Allowed(await byDuty.Get()));
        await byDuty.Move("unblock", new { consentId = await NewConsent(byDuty) }).ExpectProblem(409, "referral-not-blocked");
    }

    [Fact]
    public async Task Of_a_completed_one_a_wrong_value_is_corrected_once_there_is_a_new_consent()
    {
        var referral = await (await api.Given.Referral(until: api.Given.Today.AddDays(3))).Completed();
        Pass(5);
        await referral.Move("correct", Correction).ExpectProblem(409, "referral-consent-over");
        await referral.Move("unblock", new { consentId = await NewConsent(referral) }).Expect(200);
        await referral.Move("correct", Correction).Expect(200);
        Assert.Equal("Neue Nummer 0711 3", (await referral.Received()).Text("messages/0/text"));
    }

    [Fact]
    public async Task After_the_last_day_a_partner_accepts_by_no_way_declines_and_writes_and_accepts_by_a_new_consent()
    {
        var referral = await Sent();
        Assert.Contains("accept", Allowed(await referral.Received()));
        Pass(5);
        var allowed = Allowed(await referral.Received()).ToList();
        Assert.DoesNotContain("accept", allowed);
        Assert.Contains("reject", allowed);
        Assert.Contains("message", allowed);
        await referral.Answer("accept").ExpectProblem(409, "referral-consent-over");
        var told = await Report(referral, null);
        Assert.Equal(("refused", "referral-consent-over"), (told.Text("outcome"), told.Text("code")));
        Assert.Equal("sent", await referral.Status());
        await referral.Answer("message", new { text = "Wir hätten einen Platz." }).Expect(200);
        await referral.Move("unblock", new { consentId = await NewConsent(referral) }).Expect(200);
        Assert.Contains("accept", Allowed(await referral.Received()));
        await referral.Answer("accept").Expect(200);

        var other = await Sent();
        Pass(5);
        await other.Answer("reject", new { declinedBy = "provider", reasonCode = "no-capacity" }).Expect(200);
    }

    [Fact]
    public async Task What_was_accepted_while_the_consent_was_in_force_is_recorded_after_its_last_day_on_its_day()
    {
        var referral = await (await api.Given.Referral(outside: true, until: api.Given.Today.AddDays(3))).Sent();
        var (sent, last) = (api.Given.Today, api.Given.Today.AddDays(2));
        Pass(5);
        await referral.Move("record-answer", new { answer = "accept" }).ExpectProblem(409, "referral-consent-over");
        await referral.Move("record-answer", new { answer = "accept", acceptedOn = last.AddDays(1) }).ExpectProblem(409, "referral-consent-over");
        foreach (var wrong in new object[]
        {
            new { answer = "accept", acceptedOn = sent.AddDays(-1) }, new { answer = "accept", acceptedOn = api.Given.Today.AddDays(1) },
            new { answer = "reject", declinedBy = "provider", reasonCode = "no-capacity", acceptedOn = last },
        })
        {
            var refused = await referral.Move("record-answer", wrong).ExpectProblem(400, "validation-failed");
            Assert.Equal(("/acceptedOn", "referral-accepted-on"), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
        }
        Assert.Equal("sent", await referral.Status());
        await referral.Move("record-answer", new { answer = "accept", acceptedOn = last }).Expect(200);
        Assert.Equal(LocalTime.StartOf(last), (await referral.Get()).Value<DateTimeOffset>("acceptedAt"));
        await referral.Move("record-answer", new { answer = "start" }).Expect(200);

        // The same of a partner whose software tells it later.
        var late = await Sent();
        var day = api.Given.Today.AddDays(1);
        Pass(5);
        var told = await Report(late, day);
        Assert.Equal(("created", null), (told.Text("outcome"), told.Text("code")));
        Assert.Equal(("accepted", LocalTime.StartOf(day)), ((await late.Get()).Text("status"), (await late.Get()).Value<DateTimeOffset>("acceptedAt")));
    }

    private async Task<GivenReferral> Sent() => await (await api.Given.Referral(until: api.Given.Today.AddDays(3))).Sent();

    private void Pass(int days) => api.Clock.Offset += TimeSpan.FromDays(days);

    private Task<Guid> NewConsent(GivenReferral referral) => api.Given.ConsentFor(referral.Of, [referral.Partner.OrganisationId]);

    private static async Task<JsonNode> Report(GivenReferral referral, DateOnly? acceptedOn) =>
        await (await (await referral.To).Post("/api/v1/partner/referrals/report", new
        {
            messageId = Guid.NewGuid(), reference = $"{Guid.NewGuid()}", referralId = referral.Id, answer = "accept", acceptedOn,
        }).Expect(200)).Json();

    private static async Task<IReadOnlyList<JsonNode>> InDay(GivenReferral referral) =>
        [.. (await (await referral.From).Read("/api/v1/my-day/referrals_blocked"))["items"]!.AsArray().Select(row => row!)];

    private static IEnumerable<string> Allowed(JsonNode shown) => shown["allowedActions"]!.AsArray()
        .Where(action => action!.Value<bool>("allowed")).Select(action => action!.Text("action")!);
}
