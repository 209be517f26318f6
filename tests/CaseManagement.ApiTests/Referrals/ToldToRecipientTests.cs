using System.Net;
using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Referrals;

/// <summary>
/// Where a protected place is, and who protects the person now, is told to nobody who has no business with it any more, however much he once knew.
/// </summary>
public sealed class ToldToRecipientTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Received = "/api/v1/partner/referrals", Changes = $"{Received}/changes", Secret = "NEUE Geheimadresse 9";
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // An open one that becomes confidential while it serves the person.
    public async Task A_confidential_address_is_told_while_who_was_asked_serves_the_person_and_not_after(bool fromTheStart)
    {
        var (referral, keeper) = await Asked(fromTheStart);
        Assert.Equal(fromTheStart ? null : "Marktstraße 1", (await referral.Get()).Text("service/address/address1"));
        await referral.Answer("accept").Expect(200);
        await Change(keeper, referral, referral.Partner.OrganisationId, "Schutz", Secret);
        foreach (var step in (string?[])[null, "start", "hold", "resume"])
        {
            if (step is not null)
            {
                await referral.Answer(step, step == "hold" ? new { reasonCode = "waiting-list" } : null).Expect(200);
            }
            Assert.Equal((Secret, Secret), ((await referral.Get()).Text("service/address/address1"),
                (await referral.Received()).Text("service/address/address1")));
        }
        await referral.Answer("return", new { reasonCode = "other-need" }).Expect(200);
        Assert.DoesNotContain(Secret, (await referral.Get()).ToJsonString(), StringComparison.Ordinal);
        await referral.Move("acknowledge").Expect(200);
        await Change(keeper, referral, referral.Partner.OrganisationId, "Schutz", $"{Secret} b");
        Assert.Null((await referral.Get()).At("service/address"));
        Assert.Null((await referral.Received()).At("service/address"));
        Assert.Null((await (await referral.From).Read($"/api/v1/services/{referral.Service}"))["address"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_was_asked_learns_nothing_of_what_the_service_became_when_another_offers_it(bool hasEnded)
    {
        var (referral, keeper) = await Asked(false);
        var asked = (await referral.Received())["service"]!;
        await referral.Answer("accept").Expect(200);
        if (hasEnded)
        {
            await referral.Answer("return", new { reasonCode = "other-need" }).Expect(200);
        }
        var refuge = await Confidential("Frauenhaus am See");
        await Change(keeper, referral, refuge, "Zuflucht", Secret, "housing");

        var told = (await referral.Received())["service"]!;
        Assert.Equal((asked.Text("name"), asked.Text("provider"), asked.Text("providerId")),
            (told.Text("name"), told.Text("provider"), told.Text("providerId")));
        Assert.Equal((null, false, false, 0), (told["address"], told.Value<bool>("isConfidential"), told.Value<bool>("isActive"),
            told["needAreas"]!.AsArray().Count));
        foreach (var answer in await Everything(referral))
        {
            Assert.Contains(asked.Text("name")!, answer, StringComparison.Ordinal);
            AssertSilent(answer, "Frauenhaus", "Zuflucht", "Geheimadresse", $"{refuge}");
        }
        // Who refers knows of it, and not where it is; and reads whom it was that was asked.
        var own = (await referral.Get())["service"]!;
        Assert.Equal(("Zuflucht", asked.Text("provider"), asked.Text("providerId"), null),
            (own.Text("name"), own.Text("provider"), own.Text("providerId"), own["address"]));
        Assert.Equal(asked.Text("provider"), await Listed(referral));
    }

    [Fact]
    public async Task Who_refers_reads_who_was_asked_and_of_a_draft_who_offers_it_now()
    {
        var of = await api.Given.CaseWithLead();
        var keeper = await Keeper();
        var agency = await api.Given.Organisation(OrganisationKind.PartnerAgency);
        var name = await api.Sql<string>($"select name from app.organisation where id = '{agency}'");
        var sent = await new GivenReferral(api, of, keeper, await api.Given.Service(keeper), null).Sent();
        var draft = await new GivenReferral(api, of, keeper, await api.Given.Service(keeper), null).Written();
        foreach (var (provider, called, now) in ((Guid?, string?, string)[])[(null, "Anderer Verein", "Anderer Verein"), (agency, null, name)])
        {
            foreach (var (referral, expected, id) in new[] { (sent, "Verein", (string?)null), (draft, now, provider?.ToString()) })
            {
                await Change(keeper, referral, provider, $"Beratung {referral.Id}", "Marktstraße 2", name: called);
                var shown = await referral.Get();
                Assert.Equal((expected, id, expected), (shown.Text("service/provider"), shown.Text("service/providerId"), await Listed(referral)));
            }
        }
        Assert.Equal("Verein", (await sent.Get()).Text("document/recipient"));
        Assert.Equal(name, (await draft.Preview()).Text("document/recipient"));
    }

    [Fact]
    public async Task A_provider_outside_is_the_one_that_was_asked_while_it_has_the_name_by_which_it_was()
    {
        var of = await api.Given.CaseWithLead();
        var keeper = await Keeper();
        var service = await api.Given.Service(keeper, confidential: true);
        var referral = await new GivenReferral(api, of, keeper, service, null).Sent();
        await referral.Move("record-answer", new { answer = "accept" }).Expect(200);
        Assert.Equal("Marktstraße 1", (await referral.Get()).Text("service/address/address1"));
        await Change(keeper, referral, null, "Schutz", Secret, name: "Anderer Verein");
        Assert.Null((await referral.Get()).At("service/address"));
    }

    [Fact]
    public async Task A_partner_is_not_told_that_a_confidential_organisation_looks_after_the_person_now()
    {
        var district = await api.Given.Organisation(OrganisationKind.District);
        var from = await api.Given.Team(district);
        var sender = await api.Given.Staff(district, Role.Caseworker, from);
        var refuge = await Confidential("Zufluchtshaus am See");
        var team = await api.Given.Team(refuge);
        var receiver = await api.Given.Staff(refuge, Role.Caseworker, team);
        var of = (await api.Given.CasesOfHousehold(from, sender, 1))[0];
        var referral = await (await api.Given.Referral(of)).InProgress();
        await referral.Move("message", new { text = "Bitte nach 16 Uhr." }).Expect(200);
        var before = await referral.Received();
        await new GivenHandover(api, sender, receiver, team, [of]).Accepted();

        var told = await referral.Received();
        Assert.Equal((null, null, "sender_changed"), (told.Text("senderId"), told.Text("sender"), told.Text("blockedReason")));
        var changed = told["timeline"]!.AsArray().Single(step => step.Text("action") == "sender-changed")!;
        Assert.Equal((null, null), (changed.Text("organisationId"), changed.Text("organisationName")));
        // Who has sent it is named with what it did.
        Assert.Equal((before.Text("sender"), before.Text("sender")), (told.Text("timeline/0/organisationName"), told.Text("messages/0/organisationName")));
        var partner = await referral.To;
        Assert.Null((await partner.Read(Received)).At("items/0/sender"));
        Assert.Null((await partner.Read(Changes))["items"]!.AsArray()[^1].Text("referral/sender"));
        foreach (var answer in await Everything(referral))
        {
            AssertSilent(answer, "Zufluchtshaus", $"{refuge}");
        }
        Assert.All(await Pages(referral, "de"), page => Assert.Contains("eine andere Stelle", page, StringComparison.Ordinal));
        Assert.All(await Pages(referral, "en"), page => Assert.Contains("another office", page, StringComparison.Ordinal));
        // Nor does a machine learn it that reads the directory.
        var (_, machine) = await MachineKey.Registered(api, referral.Partner.OrganisationId, "directory");
        Assert.Empty((await machine.Read($"/api/v1/teams?organisationId={refuge}"))["items"]!.AsArray());
        await machine.GetAsync($"/api/v1/teams/{team}").ExpectProblem(404, "not-found");

        // What it sends itself it has told itself; the sender's side names who refers.
        var mine = of with { OrganisationId = refuge, Lead = receiver, TeamId = team };
        Assert.Equal("Zufluchtshaus am See", (await (await api.As(receiver)).Read(referral.Path)).Text("sender"));
        var another = await api.Given.Service(sender, referral.Partner.OrganisationId);
        var own = await new GivenReferral(api, mine, referral.Partner, another, null).Sent();
        Assert.Equal(("Zufluchtshaus am See", $"{refuge}"), ((await own.Received()).Text("sender"), (await own.Received()).Text("senderId")));
        Assert.Equal("Zufluchtshaus am See", (await partner.Read(Received)).Text("items/0/sender"));
    }

    // A service that another organisation keeps, of an agency here; a referral to it that was sent.
    private async Task<(GivenReferral Referral, Person Keeper)> Asked(bool confidential)
    {
        var keeper = await Keeper();
        var agency = await api.Given.Organisation(OrganisationKind.PartnerAgency);
        var service = await api.Given.Service(keeper, agency, confidential);
        var of = await api.Given.CaseWithLead();
        return (await new GivenReferral(api, of, await api.Given.Staff(agency, Role.Partner), service, null).Sent(), keeper);
    }

    // The provider in the sender's list.
    private static async Task<string?> Listed(GivenReferral referral) =>
        (await (await referral.From).Read($"/api/v1/referrals?caseId={referral.Of.CaseId}"))["items"]!.AsArray()
            .Single(row => row.Value<Guid>("id") == referral.Id).Text("provider");

    private async Task<Person> Keeper()
    {
        var district = await api.Given.Organisation(OrganisationKind.District);
        return await api.Given.Staff(district, Role.Caseworker, await api.Given.Team(district));
    }

    private async Task<Guid> Confidential(string name)
    {
        var refuge = await api.Given.Organisation(OrganisationKind.PartnerAgency);
        await api.Execute($"update app.organisation set is_confidential = true, name = '{name}' where id = '{refuge}'");
        return refuge;
    }

    // The keeper writes the entry anew: a confidential one at a secret address.
    private async Task Change(
        Person keeper, GivenReferral referral, Guid? provider, string title, string address, string area = "language", string? name = null)
    {
        var client = await api.As(keeper);
        var path = $"/api/v1/services/{referral.Service}";
        await client.Put(path, new
        {
            providerId = provider, providerName = name, name = title, needAreas = new[] { area }, capacity = "yes", answerDays = 5, isConfidential = true,
            address = new { address1 = address, postalCode = "73207", city = "Plochingen" },
        }, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
    }

    // Wherever the recipient reads of it.
    private async Task<IReadOnlyList<string>> Everything(GivenReferral referral)
    {
        var client = await referral.To;
        return
        [
            (await client.Read(referral.PartnerPath)).ToJsonString(), (await client.Read(Received)).ToJsonString(),
            (await client.Read(Changes)).ToJsonString(), .. await Pages(referral, "de"),
        ];
    }

    // The inbox and the referral.
    private async Task<IReadOnlyList<string>> Pages(GivenReferral referral, string language)
    {
        using var browser = api.Browser();
        browser.DefaultRequestHeaders.Add("Accept-Language", language);
        var inbox = (await referral.Received())["endedAt"] is null ? "/partner" : "/partner?ended";
        var page = await SigningIn.OpenOwn(browser, inbox);
        await SigningIn.Send(browser, "/sign-in", page, ("userName", referral.Partner.UserName), ("password", Person.Password)).Expect(302);
        List<string> shown = [];
        foreach (var path in (string[])[inbox, $"/partner/{referral.Id}"])
        {
            shown.Add(WebUtility.HtmlDecode(await (await browser.GetAsync(path, Ct).Expect(200)).Content.ReadAsStringAsync(Ct)));
        }
        return shown;
    }

    private static void AssertSilent(string answer, params string[] words) =>
        Assert.All(words, word => Assert.DoesNotContain(word, answer, StringComparison.OrdinalIgnoreCase));
}
