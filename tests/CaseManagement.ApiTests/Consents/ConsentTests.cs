using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Representations;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Consents;

public sealed class ConsentTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task It_is_recorded_in_the_words_that_were_read_and_withdrawn_and_stays_on_record()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var text = await api.Given.ConsentText(of.OrganisationId);
        var list = $"/api/v1/clients/{of.ClientId}/consents";
        var recorded = await client.Post(list, Body(text)).Expect(201);

        var read = await client.GetAsync(recorded.Headers.Location).Expect(200);
        var shown = await read.Json();
        Assert.Equal(("من موافقم.", "prs", "referral"), (shown.Text("wording"), shown.Text("language"), shown.Text("purpose")));
        Assert.True(shown.Value<bool>("isInForce"));
        Assert.Empty(shown["warnings"]!.AsArray());

        var withdraw = new { withdrawnOn = api.Given.Today, form = "oral", note = "Am Telefon" };
        await client.Post($"{recorded.Headers.Location}/withdraw", withdraw, read.Tag()).Expect(200);
        shown = await client.Read(recorded.Headers.Location!.ToString());
        Assert.Equal(("withdrawn", "oral", false), (shown.Text("status"), shown["withdrawal"]!.Text("form"), shown.Value<bool>("isInForce")));
        Assert.Empty((await client.Read(list))["items"]!.AsArray());
        Assert.Single((await client.Read($"{list}?include=ended"))["items"]!.AsArray());
        var told = (await client.Read($"/api/v1/cases/{of.CaseId}/timeline"))["items"]!.AsArray().Select(item => item!.Text("kind")).ToList();
        Assert.Contains("consent_given", told);
        Assert.Contains("consent_withdrawn", told);
    }

    [Fact]
    public async Task For_a_minor_the_representative_consents_and_a_missing_second_holder_of_custody_is_warned_of()
    {
        var of = await api.Given.CaseOfAged(14);
        var client = await api.As(of.Lead!);
        var list = $"/api/v1/clients/{of.ClientId}/consents";
        var (referral, benefits) = (await api.Given.ConsentText(of.OrganisationId), await api.Given.ConsentText(of.OrganisationId, "social-benefits"));
        Assert.Equal(("/representationIds", "consent-of-minor"), Fault(await client.Post(list, Body(referral)).ExpectProblem(400, "validation-failed")));
        Assert.Equal(("/representationIds", "consent-of-minor"), Fault(await client.Post(list, Body(benefits)).ExpectProblem(400, "validation-failed")));

        var joint = new RepresentationKind("parent-joint-custody", true, Custody.Joint);
        var mother = await api.Given.Representation(of, "Haddad, Amal", joint);
        var father = await api.Given.Representation(of, "Haddad, Samir", joint);
        var alone = await client.Post(list, Body(referral, mother)).Expect(201);
        var shown = await client.Read(alone.Headers.Location!.ToString());
        Assert.Equal("second-custody-holder-missing", Assert.Single(shown["warnings"]!.AsArray())!.Text("code"));
        Assert.Equal(("Haddad, Amal", "parent-joint-custody"), (shown["givenBy"]![0]!.Text("name"), shown["givenBy"]![0]!.Text("kind")));
        var both = await client.Post(list, Body(benefits, mother, father)).Expect(201);
        Assert.Empty((await client.Read(both.Headers.Location!.ToString()))["warnings"]!.AsArray());
        // The mother of somebody else, and one whose time had not begun.
        var other = await api.Given.Representation(await api.Given.CaseOf(of.TeamId, of.Lead!));
        var later = await api.Given.Representation(of, "Vormund", from: api.Given.Today.AddDays(1));
        Assert.Equal(("/representationIds/1", "representation-not-in-force"),
            Fault(await client.Post(list, Body(benefits, mother, other)).ExpectProblem(400, "validation-failed")));
        Assert.Equal(("/representationIds/0", "representation-not-in-force"),
            Fault(await client.Post(list, Body(benefits, later)).ExpectProblem(400, "validation-failed")));
    }

    [Fact]
    public async Task The_second_holder_of_custody_joins_what_the_first_one_consented_to()
    {
        var of = await api.Given.CaseOfAged(14);
        var client = await api.As(of.Lead!);
        var joint = new RepresentationKind("parent-joint-custody", true, Custody.Joint);
        var (mother, father) = (await api.Given.Representation(of, "Haddad, Amal", joint), await api.Given.Representation(of, "Haddad, Samir", joint));
        var stranger = await api.Given.Representation(await api.Given.CaseOf(of.TeamId, of.Lead!));
        var alone = await client.Post($"/api/v1/clients/{of.ClientId}/consents", Body(await api.Given.ConsentText(of.OrganisationId), mother)).Expect(201);
        var path = alone.Headers.Location!.ToString();
        object Joined(params Guid[] who) => new { representationIds = who, evidence = "Von beiden unterschrieben, Register 2" };

        await client.Post($"{path}/countersign", Joined(father)).ExpectProblem(428, "if-match-required");
        Assert.Equal(("/representationIds/1", "representation-not-in-force"),
            Fault(await client.Post($"{path}/countersign", Joined(father, stranger), alone.Tag()).ExpectProblem(400, "validation-failed")));
        Assert.Equal(["countersign", "withdraw"], (await client.Read(path)).Values<string>("allowedActions/*/action"));
        var joined = await client.Post($"{path}/countersign", Joined(father), alone.Tag()).Expect(200);
        await client.Post($"{path}/countersign", Joined(father), alone.Tag()).ExpectProblem(412, "stale");
        await client.Post($"{path}/countersign", Joined(father, mother), joined.Tag()).Expect(200); // Says nothing new.

        var shown = await client.Read(path);
        Assert.Empty(shown["warnings"]!.AsArray());
        Assert.Equal(["Haddad, Amal", "Haddad, Samir"], shown.Values<string>("givenBy/*/name").Order());
        Assert.Equal(("Von beiden unterschrieben, Register 2", "given"), (shown.Text("evidence"), shown.Text("status")));

        // What a person says alone nobody joins.
        var grown = await api.Given.CaseWithLead();
        var own = $"/api/v1/consents/{await api.Given.Consent(grown)}";
        var lead = await api.As(grown.Lead!);
        var read = await lead.GetAsync(own).Expect(200);
        Assert.Contains((await read.Json())["allowedActions"]!.AsArray(), action => action!.Text("code") == "consent-of-the-person");
        await lead.Post($"{own}/countersign", Joined(await api.Given.Representation(grown)), read.Tag()).ExpectProblem(409, "consent-of-the-person");
    }

    [Fact]
    public async Task From_the_15th_birthday_on_own_social_benefits_are_claimed_alone_and_nothing_else()
    {
        foreach (var (dayAfter, status) in new[] { (0, 201), (1, 400) })
        {
            var of = await api.Given.CaseOfAged(15, dayAfter);
            var client = await api.As(of.Lead!);
            var list = $"/api/v1/clients/{of.ClientId}/consents";
            await client.Post(list, Body(await api.Given.ConsentText(of.OrganisationId, "social-benefits"))).Expect(status);
            await client.Post(list, Body(await api.Given.ConsentText(of.OrganisationId))).Expect(400);
        }
    }

    [Fact]
    public async Task What_is_wrong_is_named_and_nothing_is_recorded_twice()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var list = $"/api/v1/clients/{of.ClientId}/consents";
        var text = await api.Given.ConsentText(of.OrganisationId);
        foreach (var (member, value, pointer, code) in new (string, JsonNode?, string, string)[]
        {
            ("textId", await api.Given.ConsentText(of.OrganisationId, published: false), "/textId", "consent-text-not-in-use"),
            ("textId", await api.Given.ConsentText(await api.Given.Organisation()), "/textId", "consent-text-not-in-use"),
            ("language", "ukr", "/language", "consent-text-language"),
            ("language", "xx", "/language", "unknown-code"),
            ("recipients", new JsonArray("Caritas", " caritas "), "/recipients", "consent-recipients"),
            ("recipientOrganisationIds", new JsonArray(Guid.NewGuid()), "/recipientOrganisationIds/0", "consent-recipient-unknown"),
            ("recipientOrganisationIds", new JsonArray(of.OrganisationId), "/recipientOrganisationIds/0", "consent-recipient-not-read-out"),
            ("givenOn", $"{api.Given.Today.AddDays(1):yyyy-MM-dd}", "/givenOn", "consent-in-future"),
            ("validUntil", $"{api.Given.Today:yyyy-MM-dd}", "/validUntil", "consent-valid-until"),
            ("data", new JsonArray("everything"), "/data/0", "unknown-code"),
        })
        {
            var body = Body(text);
            body[member] = value;
            Assert.Equal((pointer, code), Fault(await client.Post(list, body).ExpectProblem(400, "validation-failed")));
        }
        var first = await client.Post(list, Body(text), key: "zweimal").Expect(201);
        Assert.Equal(await first.Id(), await (await client.Post(list, Body(text), key: "zweimal").Expect(201)).Id());
        var twice = await client.Post(list, Body(text)).ExpectProblem(409, "consent-exists");
        Assert.Equal(await first.Id(), twice.Value<Guid>("consentId"));
        Assert.Single((await client.Read(list))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_stale_tag_and_an_illegal_move_are_refused()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/consents/{await api.Given.Consent(of)}";
        var withdraw = new { withdrawnOn = api.Given.Today, form = "oral" };
        var tag = (await client.GetAsync(path).Expect(200)).Tag();
        await client.Post($"{path}/withdraw", withdraw).ExpectProblem(428, "if-match-required");
        await client.Post($"{path}/withdraw", new { withdrawnOn = api.Given.Today.AddDays(-1), form = "oral" }, tag).ExpectProblem(400, "validation-failed");
        await client.Post($"{path}/withdraw", new { withdrawnOn = api.Given.Today.AddDays(1), form = "oral" }, tag).ExpectProblem(400, "validation-failed");
        var withdrawn = await client.Post($"{path}/withdraw", withdraw, tag).Expect(200);
        await client.Post($"{path}/withdraw", withdraw, tag).ExpectProblem(412, "stale");
        await client.Post($"{path}/withdraw", withdraw, withdrawn.Tag()).ExpectProblem(409, "consent-transition");
    }

    [Fact]
    public async Task Another_team_finds_nothing_and_an_administrator_may_not_look()
    {
        var of = await api.Given.CaseWithLead();
        var id = await api.Given.Consent(of);
        var other = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, await api.Given.Team(of.OrganisationId)));
        await other.GetAsync($"/api/v1/consents/{id}").ExpectProblem(404, "not-found");
        await other.GetAsync($"/api/v1/clients/{of.ClientId}/consents").ExpectProblem(404, "not-found");
        await other.Post($"/api/v1/consents/{id}/withdraw", new { withdrawnOn = api.Given.Today, form = "oral" }, "\"1\"").ExpectProblem(404, "not-found");
        var administrator = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        await administrator.GetAsync($"/api/v1/consents/{id}").ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task A_text_is_written_published_and_superseded_and_what_was_consented_to_stays()
    {
        var of = await api.Given.CaseWithLead();
        var officer = await api.As(await api.Given.Staff(of.OrganisationId, Role.DataProtectionOfficer));
        var worker = await api.As(of.Lead!);
        await worker.Post("/api/v1/consent-texts", TextBody("Eins")).ExpectProblem(403, "not-permitted");

        var first = await officer.Post("/api/v1/consent-texts", TextBody("Eins")).Expect(201);
        await officer.Post("/api/v1/consent-texts", TextBody("Zwei")).ExpectProblem(409, "consent-text-draft-exists");
        var changed = await officer.Put(first.Headers.Location!.ToString(), TextBody("Eins, geändert", key: false), first.Tag()).Expect(200);
        await officer.Post($"{first.Headers.Location}/publish", ifMatch: first.Tag()).ExpectProblem(412, "stale");
        var published = await officer.Post($"{first.Headers.Location}/publish", ifMatch: changed.Tag()).Expect(200);
        await officer.Put(first.Headers.Location!.ToString(), TextBody("Anders", key: false), published.Tag()).ExpectProblem(409, "consent-text-transition");

        var consent = await worker.Post($"/api/v1/clients/{of.ClientId}/consents", Body(await first.Id(), language: "deu")).Expect(201);
        var second = await officer.Post("/api/v1/consent-texts", TextBody("Zwei")).Expect(201);
        await officer.Post($"{second.Headers.Location}/publish", ifMatch: second.Tag()).Expect(200);

        Assert.Equal("retired", (await worker.Read(first.Headers.Location!.ToString())).Text("status"));
        var list = (await worker.Read("/api/v1/consent-texts"))["items"]!.AsArray();
        Assert.Equal((2, "published"), (Assert.Single(list)!.Value<int>("number"), list[0]!.Text("status")));
        Assert.Equal("Eins, geändert", (await worker.Read(consent.Headers.Location!.ToString())).Text("wording"));
        var tag = (await officer.GetAsync(second.Headers.Location).Expect(200)).Tag();
        var retired = await officer.Post($"{second.Headers.Location}/retire", ifMatch: tag).Expect(200);
        await officer.Post($"{second.Headers.Location}/retire", ifMatch: retired.Tag()).ExpectProblem(409, "consent-text-transition");
        // Not by the application's back door either.
        var refused = await Assert.ThrowsAsync<PostgresException>(() => api.Execute("update app.consent_wording set text = 'anders'"));
        Assert.Equal("consent_text_kept", refused.ConstraintName);
    }

    [Fact]
    public async Task A_text_without_German_or_of_another_organisation_cannot_be_published()
    {
        var organisation = await api.Given.Organisation();
        var administrator = await api.As(await api.Given.Staff(organisation, Role.Administrator));
        var text = await administrator.Post("/api/v1/consent-texts", new
        {
            key = "nur-dari", purpose = "referral", title = "Titel", wordings = new[] { new { language = "prs", text = "متن" } },
        }).Expect(201);
        await administrator.Post($"{text.Headers.Location}/publish", ifMatch: text.Tag()).ExpectProblem(409, "consent-text-german-missing");
        var other = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        await other.GetAsync(text.Headers.Location).ExpectProblem(404, "not-found");
        await other.Post($"{text.Headers.Location}/publish", ifMatch: text.Tag()).ExpectProblem(404, "not-found");
    }

    private JsonObject Body(Guid text, params Guid[] representations) => Body(text, "prs", representations);

    private JsonObject Body(Guid text, string language, params Guid[] representations) => new()
    {
        ["textId"] = text, ["language"] = language, ["recipients"] = new JsonArray("Caritas", "Jobcenter"), ["data"] = new JsonArray("base-data", "needs"),
        ["givenOn"] = $"{api.Given.Today:yyyy-MM-dd}", ["form"] = "written", ["reading"] = "read-out-interpreted", ["interpreter"] = "professional",
        ["representationIds"] = new JsonArray([.. representations.Select(id => (JsonNode)id)]), ["evidence"] = "Unterschriebenes Blatt, Register 2",
    };

    [Fact]
    public async Task Confidential_recipients_are_told_to_who_may_refer_and_restricted_data_to_who_may_open_them()
    {
        var of = await api.Given.CaseWithLead();
        var (refuge, agency) = (await api.Given.Organisation(OrganisationKind.PartnerAgency), await api.Given.Organisation(OrganisationKind.PartnerAgency));
        await api.Execute($"""
            update app.organisation set is_confidential = true, name = 'Zufluchtshaus' where id = '{refuge}';
            update app.organisation set name = 'Offene Stelle' where id = '{agency}'
            """);
        await api.Given.Service(of.Lead!, confidential: true); // Of a provider outside, called "Verein".
        var client = await api.As(of.Lead!);
        var list = $"/api/v1/clients/{of.ClientId}/consents";
        var (byId, byName) = (Body(await api.Given.ConsentText(of.OrganisationId)), Body(await api.Given.ConsentText(of.OrganisationId)));
        byId["recipients"] = new JsonArray("Zufluchtshaus", "Offene Stelle", "Die Frau vom Haus");
        byId["recipientOrganisationIds"] = new JsonArray(refuge, agency);
        (byId["data"], byName["data"]) = (new JsonArray("base-data", "health", "protection"), new JsonArray("base-data", "health", "protection"));
        byName["recipients"] = new JsonArray("Jobcenter", " verein ");
        var (one, two) = (await client.Post(list, byId).Expect(201), await client.Post(list, byName).Expect(201));

        var housing = await api.As(await api.Given.Staff(of.OrganisationId, Role.AccommodationStaff, of.TeamId));
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        foreach (var (reader, refers, opens) in new[] { (client, true, true), (colleague, true, false), (housing, false, false) })
        {
            string[] data = opens ? ["base-data", "health", "protection"] : ["base-data"];
            foreach (var (made, all, some) in new (HttpResponseMessage, string[], string[])[]
            {
                (one, ["Zufluchtshaus", "Offene Stelle", "Die Frau vom Haus"], ["Offene Stelle"]), (two, ["Jobcenter", " verein "], ["Jobcenter"]),
            })
            {
                var shown = await reader.Read(made.Headers.Location!.ToString());
                var row = (await reader.Read(list))["items"]!.AsArray().Single(item => item.Text("id") == shown.Text("id"));
                Assert.All(new[] { shown, row }, told => Assert.Equal((refers ? all : some).Select(name => name.Trim()).Order(),
                    told.Values<string>("recipients/*").Select(name => name.Trim()).Order()));
                Assert.All(new[] { shown, row }, told => Assert.Equal(data, told.Values<string>("data/*")));
                Assert.Equal(refers && made == one, shown.ToJsonString().Contains($"{refuge}", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task In_a_package_restricted_data_and_confidential_recipients_of_a_consent_stand_one_by_one()
    {
        var handover = await api.Given.HouseholdToHandOver(members: 1);
        var of = handover.Cases[0];
        var refuge = await api.Given.Organisation(OrganisationKind.PartnerAgency);
        await api.Execute($"update app.organisation set is_confidential = true, name = 'Haus am Wald' where id = '{refuge}'");
        var body = Body(await api.Given.ConsentText(of.OrganisationId));
        (body["recipients"], body["recipientOrganisationIds"]) = (new JsonArray("Haus am Wald"), new JsonArray(refuge));
        body["data"] = new JsonArray("base-data", "health");
        await (await handover.From).Post($"/api/v1/clients/{of.ClientId}/consents", body).Expect(201);
        await api.Given.Assessed(of);
        await handover.Prepared();
        var items = (await (await handover.From).Read($"{handover.Path}/includable"))["items"]!.AsArray()
            .Where(item => item.Text("content/section") == "consents").ToDictionary(item => item.Text("compartment")!, item => item!);
        Assert.Equal(["health", "protection"], items.Keys.Order());
        Assert.Equal(["health"], items["health"].Values<string>("content/data/*"));
        Assert.Equal(["Haus am Wald"], items["protection"].Values<string>("content/recipients/*"));

        await handover.Written(included: [items["health"].Value<Guid>("itemId")]);
        await handover.Submitted();
        var package = (await handover.Package(handover.To)).ToJsonString();
        Assert.DoesNotContain("Haus am Wald", package, StringComparison.Ordinal);
        Assert.Contains("\"data\":[\"base-data\"]", package, StringComparison.Ordinal);
        Assert.Contains(items["health"].Text("itemId")!, package, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vermittlung\n")]
    [InlineData("vermittlung-٣")]
    public async Task A_key_that_ends_with_a_line_or_has_other_digits_is_refused(string key)
    {
        var officer = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.DataProtectionOfficer));
        var body = TextBody("Eins");
        body["key"] = key;
        Assert.Equal("/key", (await officer.Post("/api/v1/consent-texts", body).ExpectProblem(400, "validation-failed")).Text("errors/0/pointer"));
    }

    private static JsonObject TextBody(string text, bool key = true)
    {
        var body = new JsonObject
        {
            ["purpose"] = "referral", ["title"] = "Vermittlung", ["wordings"] = new JsonArray(new JsonObject { ["language"] = "deu", ["text"] = text }),
        };
        if (key)
        {
            body["key"] = "vermittlung";
        }
        return body;
    }

    private static (string?, string?) Fault(JsonNode problem) => (problem["errors"]![0]!.Text("pointer"), problem["errors"]![0]!.Text("code"));
}
