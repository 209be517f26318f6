using System.Text.Json.Nodes;

namespace CaseManagement.Api.Demo;

// A person is referred: accepted and closed, rejected and sent elsewhere, stopped by the person. The directory and the text of the consent are made once and
// found again by whoever plays the demo after that.
public sealed partial class DemoStory
{
    private const string Advice = "Sprach- und Berufsberatung", Course = "Deutschkurs am Vormittag", College = "Volkshochschule Plochingen",
        CollegeCourse = "Integrationskurs mit Kinderbetreuung", ConsentKey = "vermittlung",
        AgencyName = "Berufsberatung Neckar-Fils";
    private static readonly string[] ConsentData = ["base-data", "contact-data", "language-education"];

    private sealed record Directory(Guid Agency, Guid Advice, Guid Course);

    // Whoever answers for data protection publishes what persons are asked by.
    private async Task<Guid> ConsentText()
    {
        var texts = await officer.Get($"/api/v1/consent-texts?key={ConsentKey}", quiet: true);
        var published = texts.Items.FirstOrDefault(text => text!["status"]!.GetValue<string>() == "published");
        if (published is not null)
        {
            return published["id"]!.GetValue<Guid>();
        }
        // A draft is there where an earlier demo was interrupted between the two calls.
        var draft = texts.Items.FirstOrDefault()?["id"]!.GetValue<Guid>() ?? (await officer.Post("/api/v1/consent-texts", new
        {
            key = ConsentKey, purpose = "referral", title = "Einwilligung in die Vermittlung",
            wordings = new[]
            {
                new { language = "deu", text = "Ich bin einverstanden, dass die genannten Daten den genannten Stellen übermittelt werden. Ich kann das "
                    + "jederzeit ohne Nachteil widerrufen." },
                new { language = "ara", text = "أوافق على إرسال البيانات المذكورة إلى الجهات المذكورة. يمكنني سحب موافقتي في أي وقت دون أي ضرر." },
            },
        }, quiet: true)).Id;
        await officer.Post($"/api/v1/consent-texts/{draft}/publish", null, await officer.Tag($"/api/v1/consent-texts/{draft}"), 200, quiet: true);
        return draft;
    }

    private async Task<Directory> Offers()
    {
        story.Chapter("The directory of services, open to everybody");
        var agency = (await partner.Get("/api/v1/me", quiet: true))["organisationId"]!.GetValue<Guid>();
        var known = (await worker.Get("/api/v1/services?needArea=language&limit=200", quiet: true)).Items;
        var advice = await Service(Advice, agency, null, "yes");
        var course = await Service(Course, agency, null, "assessment_needed");
        await Service(CollegeCourse, null, College, "yes");
        Expect(await worker.Get("/hsds/v3.1/services?minimal=true"), answer => answer["total_items"]!.GetValue<int>() > 0, "the public directory has services");
        return new Directory(agency, advice, course);

        async Task<Guid> Service(string name, Guid? providerId, string? providerName, string capacity) =>
            known.FirstOrDefault(one => one!["name"]!.GetValue<string>() == name && one["providerId"]?.GetValue<Guid>() == providerId)
                ?["id"]!.GetValue<Guid>()
            ?? (await worker.Post("/api/v1/services", new
            {
                providerId, providerName, name, needAreas = new[] { "language" }, languages = new[] { "deu", "ara" }, capacity, answerDays = 5,
                descriptionDe = "Für Zugewanderte, mit Sprachmittlung.",
                address = new { address1 = "Marktstraße 1", postalCode = "73207", city = "Plochingen" },
                contacts = new[] { new { title = "Anmeldung", phone = "+49 7153 000000" } },
            })).Id;
    }

    private async Task Refer((Guid Household, Guid[] Members) family, Guid text)
    {
        var offers = await Offers();
        var person = family.Members[0];
        var of = await CaseIn(family.Household, person);
        var consent = await Consent(person, text, [AgencyName, College], offers.Agency);
        await AcceptedAndClosed(of, offers.Advice, consent);
        await RejectedAndSentElsewhere(person, of, offers.Course, consent);
        await ConsentTakenBack(person, of, offers.Advice, await Consent(person, text, [AgencyName], offers.Agency));
    }

    private async Task<Guid> Consent(Guid person, Guid text, string[] recipients, Guid agency) =>
        (await worker.Post($"/api/v1/clients/{person}/consents", new
        {
            textId = text, language = "ara", recipients, recipientOrganisationIds = new[] { agency }, data = ConsentData,
            givenOn = LocalTime.DateOf(now), form = "written", reading = "read-out-interpreted", interpreter = "professional",
            evidence = "Unterschriebenes Blatt",
        }, quiet: true)).Id;

    // What the preview shows, and nothing else, is sent.
    private async Task<Guid> Send(Guid of, Guid service, Guid consent, string purpose, bool quiet = true)
    {
        var referral = (await worker.Post("/api/v1/referrals", new
        {
            caseId = of, serviceId = service, purpose, basis = "consent", consentId = consent, note = "Bitte um einen Termin am Vormittag.",
        }, quiet: quiet)).Id;
        var hash = (await worker.Get($"/api/v1/referrals/{referral}/preview", quiet: quiet))["sha256"]!.GetValue<string>();
        await worker.Post($"/api/v1/referrals/{referral}/send", new { previewSha256 = hash }, await worker.Tag($"/api/v1/referrals/{referral}"), 200, quiet);
        return referral;
    }

    private async Task<DemoAnswer> Answer(Guid referral, string action, object? body = null, string? tag = null, bool quiet = false)
    {
        var path = $"/api/v1/partner/referrals/{referral}";
        return await partner.Post($"{path}/{action}", body, tag ?? await partner.Tag(path), 200, quiet);
    }

    private async Task AcceptedAndClosed(Guid of, Guid service, Guid consent)
    {
        story.Chapter("A referral is accepted, and its loop closed");
        var referral = await Send(of, service, consent, "counselling", quiet: false);
        var received = await partner.Get($"/api/v1/partner/referrals/{referral}");
        var accepted = await Answer(referral, "accept", tag: received.Tag);
        var appointed = await Answer(referral, "appoint", new { at = now.AddDays(3) }, accepted.Tag);
        var started = await Answer(referral, "start", tag: appointed.Tag, quiet: true);
        await Answer(referral, "complete", new { reasonCode = "need-met", note = "Beraten und zum Einstufungstest angemeldet." }, started.Tag);
        await worker.Post($"/api/v1/referrals/{referral}/acknowledge", null, await worker.Tag($"/api/v1/referrals/{referral}"), 200);
        Expect(await worker.Get($"/api/v1/referrals/{referral}", quiet: true),
            answer => answer["closedAt"] is not null && answer["endReason"]!.GetValue<string>() == "need-met", "the loop is closed with its outcome");
    }

    private async Task RejectedAndSentElsewhere(Guid person, Guid of, Guid service, Guid consent)
    {
        story.Chapter("A referral is rejected, and a second offer found");
        var rejected = await Send(of, service, consent, "language-course");
        await Answer(rejected, "reject", new { declinedBy = "provider", reasonCode = "no-capacity", note = "Erst im Herbst wieder." });
        await worker.Post($"/api/v1/referrals/{rejected}/acknowledge", null, await worker.Tag($"/api/v1/referrals/{rejected}"), 200, quiet: true);
        var need = (await worker.Get($"/api/v1/clients/{person}/needs", quiet: true)).Items.First(one => one!["area"]!.GetValue<string>() == "language")!;
        var offers = Expect(await worker.Get($"/api/v1/clients/{person}/needs/{need["id"]}/offers"),
            answer => answer.Items.Any(IsAnother), "another course fits the need");
        var second = offers.Items.First(IsAnother)!;
        story.Say($"Instead: {second["name"]}, {second["provider"]}.");
        var referral = await Send(of, second["serviceId"]!.GetValue<Guid>(), consent, "language-course");
        // It has no access here: what it tells on the telephone is recorded.
        await worker.Post($"/api/v1/referrals/{referral}/record-answer", new { answer = "accept", note = "Platz ab Montag" },
            await worker.Tag($"/api/v1/referrals/{referral}"), 200);

        static bool IsAnother(JsonNode? offer) => offer!["fits"]!.GetValue<bool>() && offer["name"]!.GetValue<string>() == CollegeCourse;
    }

    private async Task ConsentTakenBack(Guid person, Guid of, Guid service, Guid consent)
    {
        story.Chapter("A consent is taken back: the referral stops, and the partner says what became of the data");
        var referral = await Send(of, service, consent, "counselling");
        await Answer(referral, "accept", quiet: true);
        await worker.Post($"/api/v1/consents/{consent}/withdraw", new { withdrawnOn = LocalTime.DateOf(now), form = "oral" },
            await worker.Tag($"/api/v1/consents/{consent}"), 200);
        var stopped = Expect(await partner.Get($"/api/v1/partner/referrals/{referral}"),
            answer => answer["blockedReason"]!.GetValue<string>() == "consent_withdrawn" && answer["document"] is null,
            "the partner is shown no data any more");
        await Answer(referral, "confirm-withdrawal", new
        {
            reasonCode = "kept", note = "Terminbuch: Aufbewahrung nach § 147 AO, sonst alles gelöscht.",
        }, stopped.Tag);
        Expect(await worker.Get($"/api/v1/referrals/{referral}"), answer => answer["blockConfirmedAs"]!.GetValue<string>() == "kept",
            "the sender sees what was done with the data");
        await worker.Post($"/api/v1/referrals/{referral}/withdraw", new { reasonCode = "consent-withdrawn" },
            await worker.Tag($"/api/v1/referrals/{referral}"), 200, quiet: true);
        await worker.Get($"/api/v1/clients/{person}/disclosures");
    }
}
