using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Referrals;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Referrals;

/// <summary>Who got what of a person, when, on which basis: words of either side too, and what an office disclosed before it handed the person over.</summary>
public sealed class DisclosureRegisterTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Words_of_either_side_stand_in_it_with_who_wrote_them_to_whom()
    {
        var referral = await (await api.Given.Referral()).InProgress();
        await referral.Move("message", new { text = "Bitte vormittags." }).Expect(200);
        await referral.Answer("message", new { text = "Sie war heute da." }).Expect(200);
        await referral.Move("correct", new { topic = "contact", text = "Neue Nummer", reason = "Umzug" }).Expect(200);
        await referral.Answer("complete", new { reasonCode = "need-met", note = "Kurs beendet, B1." }).Expect(200);

        var rows = await Register(referral);
        Assert.Equal(["note", "correction", "message", "message", "referral"], rows.Select(row => row.Text("kind")));
        Assert.Equal(["Kurs beendet, B1.", "Neue Nummer", "Sie war heute da.", "Bitte vormittags.", null], rows.Select(row => row.Text("text")));
        var (partner, sender) = ($"{referral.Partner.OrganisationId}", $"{referral.Of.OrganisationId}");
        Assert.Equal([partner, null, partner, null, null], rows.Select(row => row.Text("receivedFromId")));
        Assert.Equal([sender, partner, sender, partner, partner], rows.Select(row => row.Text("recipientId")));
        Assert.Equal((await referral.Get())["messages"]!.AsArray().Select(message => message.Text("id")).Reverse(),
            rows[1..4].Select(row => row.Text("messageId")));
        Assert.All(rows, row => Assert.Equal(("counselling", "consent"), (row.Text("purpose"), row.Text("basis"))));
        // Colleagues of another organisation are not named.
        Assert.Equal([null, "x", null, "x", "x"], rows.Select(row => row.Text("disclosedByName") is null ? null : "x"));
    }

    [Fact]
    public async Task A_note_to_the_partner_stands_in_it_and_what_a_provider_outside_said_is_no_disclosure()
    {
        var referral = await (await api.Given.Referral()).Sent();
        await referral.Move("withdraw", new { reasonCode = "client-wish", note = "Sie zieht um." }).Expect(200);
        var note = (await Register(referral))[0];
        Assert.Equal(("note", "Sie zieht um.", null, $"{referral.Partner.OrganisationId}"),
            (note.Text("kind"), note.Text("text"), note.Text("receivedFromId"), note.Text("recipientId")));
        var outside = await (await api.Given.Referral(outside: true)).Sent();
        await outside.Move("record-answer", new { answer = "accept", note = "Am Telefon" }).Expect(200);
        Assert.Equal(["referral"], (await Register(outside)).Select(row => row.Text("kind")));
    }

    [Fact]
    public async Task To_a_recipient_that_was_closed_nothing_is_written_and_a_correction_is_still_on_record()
    {
        var referral = await (await api.Given.Referral()).InProgress();
        await api.Given.Closed(referral.Partner.OrganisationId);
        Assert.Equal("referral-service-ended",
            (await referral.Get())["allowedActions"]!.AsArray().Single(action => action.Text("action") == "message").Text("code"));
        await referral.Move("message", new { text = "Bitte vormittags." }).ExpectProblem(409, "referral-service-ended");
        Assert.Equal(["referral"], (await Register(referral)).Select(row => row.Text("kind")));
        // Whoever took its files over is told by hand.
        await referral.Move("correct", new { topic = "contact", text = "Neue Nummer", reason = "Umzug" }).Expect(200);
        Assert.Equal(["correction", "referral"], (await Register(referral)).Select(row => row.Text("kind")));
    }

    [Fact]
    public async Task Nobody_else_reads_it_nor_writes_into_another_ones()
    {
        var referral = await (await api.Given.Referral()).Sent();
        await referral.Answer("message", new { text = "Geheim" }).Expect(200);
        var path = Path(referral);
        foreach (var stranger in new[]
        {
            await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker),
            await api.Given.Staff(referral.Partner.OrganisationId, Role.Caseworker), // The partner agency's own register has nothing of it.
            await api.Given.Staff(referral.Of.OrganisationId, Role.Caseworker, await api.Given.Team(referral.Of.OrganisationId)),
            await api.Given.Staff(referral.Of.OrganisationId, Role.Supervisor, await api.Given.Team(referral.Of.OrganisationId)),
        })
        {
            await (await api.As(stranger)).GetAsync(path).ExpectProblem(404, "not-found");
        }
        await (await referral.To).GetAsync(path).ExpectProblem(403, "not-permitted");
        Assert.Equal(0L, await api.InOrganisation(referral.Partner.OrganisationId, db => db.Set<Disclosure>().LongCountAsync()));
    }

    [Fact]
    public async Task Sent_at_once_a_partners_words_stand_in_it_once_each()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var to = await referral.To;
        var tag = (await to.GetAsync(referral.PartnerPath).Expect(200)).Tag();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(n =>
            to.Post($"{referral.PartnerPath}/message", new { text = $"Nachricht {n}" }, tag)));
        Assert.Equal([200, 412, 412, 412], answers.Select(answer => (int)answer.StatusCode).Order());
        Assert.Equal(["message", "referral"], (await Register(referral)).Select(row => row.Text("kind")));
    }

    [Fact]
    public async Task After_a_handover_an_office_answers_for_what_it_has_disclosed_itself_and_for_nothing_else()
    {
        var district = await api.Given.Organisation(OrganisationKind.District);
        var from = await api.Given.Team(district);
        var sender = await api.Given.Staff(district, Role.Caseworker, from);
        var colleague = await api.Given.Staff(district, Role.Caseworker, from);
        var supervisor = await api.Given.Staff(district, Role.Supervisor, from);
        var elsewhere = await api.Given.Staff(district, Role.Supervisor, await api.Given.Team(district));
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        var receiver = await api.Given.Staff(town, Role.Caseworker, team);
        var of = (await api.Given.CasesOfHousehold(from, sender, 1))[0];
        var referral = await (await api.Given.Referral(of, byConsent: false)).InProgress();
        await referral.Move("message", new { text = "Vor der Übergabe" }).Expect(200);
        await referral.Answer("message", new { text = "Antwort an das Amt" }).Expect(200);
        await new GivenHandover(api, sender, receiver, team, [of]).Accepted();
        var mine = of with { OrganisationId = town, Lead = receiver, TeamId = team };
        var later = await (await api.Given.Referral(mine, byConsent: false)).Sent();
        api.Clock.Offset += TimeSpan.FromDays(60); // Past the days in which the former office reads on.

        foreach (var person in new[] { sender, supervisor })
        {
            var client = await api.As(person);
            await client.GetAsync($"/api/v1/clients/{of.ClientId}").ExpectProblem(404, "not-found");
            var rows = (await client.Read(Path(referral)))["items"]!.AsArray();
            Assert.Equal(["message", "referral"], rows.Select(row => row.Text("kind")));
            Assert.All(rows, row => Assert.Equal((null, "own-duty", $"{referral.Partner.OrganisationId}"),
                (row.Text("text"), row.Text("basis"), row.Text("recipientId"))));
            Assert.NotNull(rows[1].Text("sha256"));
            Assert.Equal(2, (await client.Read($"{Path(referral)}?count=true&limit=1")).Number("count"));
        }
        foreach (var person in new[] { colleague, elsewhere })
        {
            await (await api.As(person)).GetAsync(Path(referral)).ExpectProblem(404, "not-found");
        }
        // The receiver has her own.
        Assert.Equal([$"{later.Id}"], (await (await api.As(receiver)).Read(Path(referral)))["items"]!.AsArray().Select(row => row.Text("referralId")));
        Assert.Equal(2L, await api.Sql<long>($"""
            select count(*) from audit.entry where action = 'ListDisclosures' and staff_id = '{sender.StaffId}' and '{of.ClientId}'::uuid = any(client_ids)
                and organisation_id = '{district}'
            """));
    }

    private static string Path(GivenReferral referral) => $"/api/v1/clients/{referral.Of.ClientId}/disclosures";

    private static async Task<List<JsonNode?>> Register(GivenReferral referral) =>
        [.. (await (await referral.From).Read(Path(referral)))["items"]!.AsArray()];
}
