using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Desk;

/// <summary>The copy for who asks what is kept about him (Art. 15 (3), 20 GDPR).</summary>
public sealed class CopyPersonTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task It_holds_what_is_on_file_of_this_person_and_says_what_it_leaves_out()
    {
        var world = await api.Given.Everything();
        var client = await api.As(world.Worker);
        var person = world.Ids["clients"];
        var copy = await client.Post($"/api/v1/clients/{person}/copies", new { }).Expect(200);
        var text = await copy.Content.ReadAsStringAsync();
        var records = JsonDocument.Parse(text).RootElement.GetProperty("records");
        foreach (var part in (string[])
        [
            "client", "case", "client_benefit", "client_address", "contact", "assessment", "assessment_area", "agreement", "agreement_goal", "agreement_step",
            "agreement_goal_measurement",
            "document", "letter", "measure", "consent", "representation", "referral", "reminder", "appointment", "case_work", "mentor_assignment",
            "allocation", "presence", "participation", "participation_move", "employment", "language_level", "occupancy",
        ])
        {
            Assert.True(records.TryGetProperty(part, out var rows) && rows.GetArrayLength() > 0, part);
        }
        Assert.False(records.TryGetProperty("confidential_note", out _));
        Assert.Contains("confidential_note", text, StringComparison.Ordinal); // Said to be left out.

        // The other one's file has no part in it, and nobody else gets it.
        var other = await api.Given.CaseWithLead();
        Assert.DoesNotContain($"{other.ClientId}", text, StringComparison.Ordinal);
        await (await api.As(other.Lead!)).Post($"/api/v1/clients/{person}/copies", new { }).ExpectProblem(404, "not-found");
        Assert.Equal(1, await api.Sql<long>($"""
            select count(*) from audit.entry where action = 'CopyPerson' and client_ids = array['{person}'::uuid]
            """));
    }

    [Fact]
    public async Task What_is_in_a_compartment_is_copied_by_who_is_admitted_only()
    {
        var of = await api.Given.CaseWithLead();
        await api.Given.RestrictedRecord(of);
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var path = $"/api/v1/clients/{of.ClientId}/copies";
        var (admitted, not) = (await (await api.As(of.Lead!)).Post(path, new { }).Expect(200), await (await api.As(colleague)).Post(path, new { }).Expect(200));
        Assert.Contains("\"restricted_record\":[", await admitted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var text = await not.Content.ReadAsStringAsync();
        Assert.DoesNotContain("\"restricted_record\":[", text, StringComparison.Ordinal);
        Assert.Contains("compartment:health", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_table_that_names_a_person_is_left_out_but_those_that_it_tells_of()
    {
        string[] leftOut =
        [
            "app.client_search_key", "app.confidential_note", "app.handover_inclusion", "app.handover_package_restricted", "app.handover_person",
            "app.handover_document", "app.handover_open_item", "app.handover", "app.keeper", "app.file_copy",
        ];
        var naming = await api.Sql<string[]>("""
            select array_agg(distinct c.oid::regclass::text) from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname in ('client_id', 'case_id') and not a.attisdropped
            where c.relkind = 'r' and c.relnamespace = 'app'::regnamespace
            """);
        var copied = await api.Sql<string[]>("select array_agg(copied::text) from app.copied_tables()");
        Assert.Equal([], naming.Except(copied).Except(leftOut));
        Assert.Empty(copied.Intersect(leftOut));
    }

    [Fact]
    public async Task Who_went_along_with_a_joint_referral_is_not_in_it()
    {
        var team = await api.Given.Team(await api.Given.Organisation());
        var worker = await api.Given.Staff(await api.Sql<Guid>($"select organisation_id from app.team where id = '{team}'"), Role.Caseworker, team);
        var family = await api.Given.CasesOfHousehold(team, worker, 2);
        var (person, child) = (family[0], family[1]);
        await api.Execute($"""
            update app.client set birth_date = '{api.Given.Today.AddYears(-9):O}', birth_date_precision = 'day', given_name = 'Zweitperson'
            where id = '{child.ClientId}'
            """);
        var referral = await api.Given.Referral(person);
        var (own, others) = (await api.Given.RestrictedRecord(person, content: "Eigenes"), await api.Given.RestrictedRecord(child, content: "Fremdes"));
        await (await referral.Written(items: [own, others], members: [child.ClientId])).Sent();
        Assert.Contains("Zweitperson", (await referral.Get()).ToJsonString(), StringComparison.Ordinal);

        var client = await api.As(worker);
        var copy = await (await client.Post($"/api/v1/clients/{person.ClientId}/copies", new { }).Expect(200)).Json();
        var text = copy.ToJsonString();
        Assert.DoesNotContain("Zweitperson", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Fremdes", text, StringComparison.Ordinal);
        Assert.DoesNotContain(child.ClientId.ToString(), text, StringComparison.Ordinal);
        Assert.Contains("third_persons", copy.Values<string>("leftOut/*/what"));
        Assert.Single(copy.At("records/referral_snapshot/0/content/restricted")!.AsArray());
        Assert.Contains("Eigenes", text, StringComparison.Ordinal);
        // Her own copy tells who got her data with the other one's referral, and nothing of him.
        var hers = (await (await client.Post($"/api/v1/clients/{child.ClientId}/copies", new { }).Expect(200)).Json())["records"]!;
        Assert.Equal(["name", "birth_date", "health"], hers.At("disclosure/0/fields")!.AsArray().Select(field => field!.GetValue<string>()));
        Assert.DoesNotContain("Eigenes", hers.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain($"\"{person.ClientId}\"", hers.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_checksum_is_that_of_the_records_and_it_is_printed_for_the_person_in_both_languages()
    {
        var referral = await (await api.Given.Referral()).Sent();
        var client = await referral.From;
        var path = $"/api/v1/clients/{referral.Of.ClientId}/copies";
        var copy = await (await client.Post(path, new { }).Expect(200)).Json();
        var plain = copy["records"]!.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain))), copy.Text("sha256"));

        var page = await client.GetAsync($"{path}/page?language=ukr").Expect(200);
        Assert.Equal(("text/html", "no-store"), (page.Content.Headers.ContentType!.MediaType, $"{page.Headers.CacheControl}"));
        var html = await page.Content.ReadAsStringAsync();
        foreach (var said in new[]
        {
            "Wer Daten von Ihnen bekommen hat", "Хто отримав дані про вас", "Vermittlungen", copy.At("records/client/0/family_name")!.GetValue<string>(),
            copy.At("records/disclosure/0/recipient")!.GetValue<string>(), "Vertrauliche Vermerke", "Einwilligung",
        })
        {
            Assert.Contains(said, html, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("binding\"><span", await (await client.GetAsync($"{path}/page?language=tir").Expect(200)).Content.ReadAsStringAsync(),
            StringComparison.Ordinal); // Nothing is written in it: German alone.
        await api.Execute($"update app.client set family_name = '<script>x</script>' where id = '{referral.Of.ClientId}'");
        Assert.DoesNotContain("<script>", await (await client.GetAsync($"{path}/page").Expect(200)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await (await api.As((await api.Given.CaseWithLead()).Lead!)).GetAsync($"{path}/page").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task For_a_town_outside_a_file_of_what_the_consent_covers_is_made_hashed_and_registered()
    {
        var of = await api.Given.CaseWithLead();
        await api.Execute($"update app.client set phone = '+49 7153 424242', family_name = 'Überall' where id = '{of.ClientId}'");
        await api.Given.RestrictedRecord(of, content: "Diabetes");
        await api.Given.Benefit(of.OrganisationId, of.ClientId);
        await api.Given.Address(of.OrganisationId, of.ClientId);
        var client = await api.As(of.Lead!);
        var consent = await Consent(of, ["base-data", "benefits"]);
        object body = new { recipient = "stadt esslingen ", address = "Rathausplatz 2, 73728 Esslingen", consentId = consent };
        var made = await client.Post($"/api/v1/clients/{of.ClientId}/copies/send", body).Expect(201);
        var sent = await made.Json();
        var file = await client.Read(made.Headers.Location!.ToString());
        var content = file.Text("content")!;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))), file.Text("sha256"));
        var document = JsonNode.Parse(content)!;
        Assert.Equal(["client", "client_benefit"], document["records"]!.AsObject().Select(kind => kind.Key).Order());
        Assert.Contains("Überall", content, StringComparison.Ordinal);
        Assert.Equal(["birth_date", "birth_date_precision", "family_name", "given_name", "id", "nationalities", "sex"],
            document.At("records/client/0")!.AsObject().Select(member => member.Key).Order());
        foreach (var hidden in new[] { "Diabetes", "424242", "restrict", "search_keys", "organisation_id" })
        {
            Assert.DoesNotContain(hidden, document["records"]!.ToJsonString(), StringComparison.Ordinal);
        }
        Assert.Contains("contact-data", document["leftOut"]!.AsArray().Select(left => left.Text("what")));

        var entry = Assert.Single((await client.Read($"/api/v1/clients/{of.ClientId}/disclosures"))["items"]!.AsArray());
        Assert.Equal(("copy", "stadt esslingen", "Rathausplatz 2, 73728 Esslingen", "file-copy", null, file.Text("sha256"), consent.ToString()),
            (entry.Text("kind"), entry.Text("recipient"), entry.Text("recipientAddress"), entry.Text("copyPurpose"), entry.Text("purpose"),
                entry.Text("sha256"), entry.Text("consentId")));
        Assert.Equal((sent.Text("disclosureId"), sent.Text("sha256")), (entry.Text("id"), file.Text("sha256")));
        Assert.Equal(["client", "client_benefit"], entry.Values<string>("fields/*"));
        var frozen = await Record.ExceptionAsync(() => api.Execute($"update app.file_copy set content = '{{}}' where id = '{sent.Text("id")}'"));
        Assert.Contains("what was disclosed never changes", frozen!.Message, StringComparison.Ordinal);
        // Twice is two files on record; the printed copy tells of both.
        await client.Post($"/api/v1/clients/{of.ClientId}/copies/send", body).Expect(201);
        Assert.Contains("Rathausplatz 2", await client.GetStringAsync($"/api/v1/clients/{of.ClientId}/copies/page"), StringComparison.Ordinal);

        // Whoever made it hears when the consent is taken back, and the next one is refused.
        var given = await client.GetAsync($"/api/v1/consents/{consent}").Expect(200);
        await client.Post($"/api/v1/consents/{consent}/withdraw", new { withdrawnOn = api.Given.Today, form = "oral" }, given.Tag()).Expect(200);
        Assert.Equal(2, (await client.Read("/api/v1/notices?unread=true"))["items"]!.AsArray().Count(one => one.Text("kind") == "copy-consent-withdrawn"));
        await client.Post($"/api/v1/clients/{of.ClientId}/copies/send", body).ExpectProblem(409, "copy-consent-over");
    }

    [Fact]
    public async Task A_consent_for_another_purpose_recipient_or_person_makes_no_file_and_nobody_else_does()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/clients/{of.ClientId}/copies/send";
        object Body(Guid consent, string recipient = "Stadt Esslingen") => new { recipient, address = "Rathausplatz 2", consentId = consent };
        var consent = await Consent(of, ["base-data"]);
        await client.Post(path, Body(await Consent(of, ["base-data"], "referral"))).ExpectProblem(409, "copy-consent-purpose");
        await client.Post(path, Body(consent, "Stadt Ulm")).ExpectProblem(409, "copy-consent-recipient");
        await client.Post(path, Body(await Consent(await api.Given.CaseWithLead(), ["base-data"]))).ExpectProblem(400, "validation-failed");
        await client.Post(path, Body(Guid.CreateVersion7())).ExpectProblem(400, "validation-failed");
        await client.Post(path, new { recipient = " ", address = "", consentId = consent }).ExpectProblem(400, "validation-failed");
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.disclosure where client_id = '{of.ClientId}'"));

        var made = await (await client.Post(path, Body(consent)).Expect(201)).Id();
        foreach (var stranger in new[]
        {
            (await api.Given.CaseWithLead()).Lead!, await api.Given.Staff(of.OrganisationId, Role.Caseworker, await api.Given.Team(of.OrganisationId)),
        })
        {
            await (await api.As(stranger)).Post(path, Body(consent)).ExpectProblem(404, "not-found");
            await (await api.As(stranger)).GetAsync($"/api/v1/copies/{made}").ExpectProblem(404, "not-found");
        }
    }

    [Fact]
    public async Task While_processing_is_restricted_no_file_leaves_and_what_left_goes_when_the_person_is_erased()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var (path, consent) = ($"/api/v1/clients/{of.ClientId}", await Consent(of, ["contact-data"]));
        object body = new { recipient = "Stadt Esslingen", address = "Rathausplatz 2", consentId = consent };
        var made = await (await client.Post($"{path}/copies/send", body).Expect(201)).Id();
        // A consent to how to reach somebody is none to who that is.
        Assert.DoesNotContain("family_name", (await client.Read($"/api/v1/copies/{made}")).Text("content")!, StringComparison.Ordinal);
        await client.Put($"{path}/restriction", new { groundCode = "accuracy-disputed" }, (await client.GetAsync(path)).Tag()).Expect(200);
        await client.Post($"{path}/copies/send", body).ExpectProblem(409, "processing-restricted");
        await client.Post($"{path}/restriction/lift", new { reason = "Geklärt" }, (await client.GetAsync(path)).Tag()).Expect(200);

        await (await api.Given.Erasure(of)).CarriedOut();
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.file_copy where id = '{made}'"));
        await client.GetAsync($"/api/v1/copies/{made}").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task After_a_handover_the_receiver_needs_a_consent_of_her_own_and_the_former_office_makes_no_file()
    {
        var handover = await api.Given.HouseholdToHandOver();
        var of = handover.Cases[0];
        var consent = await Consent(of, ["base-data"], by: handover.Sender);
        await handover.Accepted();
        object body = new { recipient = "Stadt Esslingen", address = "Rathausplatz 2", consentId = consent };
        var path = $"/api/v1/clients/{of.ClientId}/copies/send";
        await (await handover.To).Post(path, body).ExpectProblem(409, "copy-consent-sender");
        await (await api.As(handover.Sender)).GetAsync($"/api/v1/clients/{of.ClientId}/copies/page").ExpectProblem(409, "handed-over");
    }

    [Fact]
    public async Task What_belongs_to_a_case_of_another_team_is_not_in_it_for_who_does_not_see_that_case()
    {
        var organisation = await api.Given.Organisation();
        var (team, other) = (await api.Given.Team(organisation), await api.Given.Team(organisation));
        var (worker, before) = (await api.Given.Staff(organisation, Role.Caseworker, team), await api.Given.Staff(organisation, Role.Caseworker, other));
        var closed = await api.Given.CaseOf(other, before);
        await api.Given.CompletedAssessment(closed, new GivenNeed("housing", "high", "Wohnungshilfe"));
        await api.Given.ContactWith(closed, before, other);
        await (await api.Given.Referral(closed, byConsent: false)).Completed();
        await api.Given.Reminder(closed);
        var client = await api.As(before);
        var path = $"/api/v1/cases/{closed.CaseId}";
        await client.Post($"{path}/close", new { reasonCode = "moved-away" }, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
        var open = closed with { CaseId = await api.Given.Case(organisation, closed.ClientId, team, worker.StaffId), TeamId = team, Lead = worker };
        await api.Given.ContactWith(open, worker, team);

        var whole = (await Copy(before))["records"]!;
        string[] parts =
            ["case", "contact", "contact_client", "contact_note", "assessment", "assessment_area", "referral", "referral_move", "disclosure", "reminder"];
        Assert.All(parts, part => Assert.NotEmpty(whole[part]!.AsArray()));
        Assert.Equal([$"{closed.CaseId}"], whole["case"]!.AsArray().Select(row => row.Text("id")));
        var copy = await Copy(worker);
        Assert.Equal([$"{open.CaseId}"], copy["records"]!["case"]!.AsArray().Select(row => row.Text("id")));
        Assert.Equal(["case", "contact", "contact_client"], parts.Where(part => copy["records"]![part] is not null).Take(3));
        Assert.Single(copy["records"]!["contact"]!.AsArray());
        Assert.All(parts[4..], part => Assert.Null(copy["records"]![part]));
        Assert.DoesNotContain($"{closed.CaseId}", copy.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("case", copy.Values<string>("leftOut/*/what"));

        async Task<JsonNode> Copy(Person by) => await (await (await api.As(by)).Post($"/api/v1/clients/{closed.ClientId}/copies", new { }).Expect(200)).Json();
    }

    [Fact]
    public async Task To_whom_somebody_was_referred_is_copied_by_who_may_refer_only()
    {
        var of = await api.Given.CaseWithLead();
        var housing = await api.Given.Staff(of.OrganisationId, Role.AccommodationStaff, of.TeamId);
        var referral = await (await api.Given.Referral(of)).Sent();
        await api.Execute($"""
            update app.organisation set is_confidential = true where id = '{referral.Partner.OrganisationId}';
            update app.service set name = 'Zufluchtshaus' where id = '{referral.Service}'
            """);
        var name = await api.Sql<string>($"select name from app.organisation where id = '{referral.Partner.OrganisationId}'");
        var path = $"/api/v1/clients/{of.ClientId}/copies";
        var whole = await (await (await api.As(of.Lead!)).Post(path, new { }).Expect(200)).Content.ReadAsStringAsync();
        Assert.Contains("\"referral_snapshot\":[", whole, StringComparison.Ordinal);
        Assert.Contains(name, whole, StringComparison.Ordinal);

        var client = await api.As(housing);
        var copy = await (await client.Post(path, new { }).Expect(200)).Json();
        Assert.DoesNotContain(copy["records"]!.AsObject(), kind => kind.Key.StartsWith("referral", StringComparison.Ordinal) || kind.Key == "disclosure");
        Assert.NotEmpty(copy["records"]!["consent"]!.AsArray());
        Assert.Contains("referral", copy.Values<string>("leftOut/*/what"));
        var page = await client.GetStringAsync($"{path}/page");
        Assert.DoesNotContain("Niemand.", page, StringComparison.Ordinal); // It does not know.
        Assert.All(new[] { copy.ToJsonString(), page }, text => Assert.DoesNotContain(name, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Taken_back_after_a_handover_or_when_who_passed_the_file_on_has_gone_somebody_is_told_all_the_same()
    {
        // At the office that passed it on before the person moved.
        var district = await api.Given.Organisation(OrganisationKind.District);
        var from = await api.Given.Team(district);
        var sender = await api.Given.Staff(district, Role.Caseworker, from);
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        var receiver = await api.Given.Staff(town, Role.Caseworker, team);
        var of = (await api.Given.CasesOfHousehold(from, sender, 1))[0];
        var consent = await Passed(of);
        await new GivenHandover(api, sender, receiver, team, [of]).Accepted();
        await Withdraw(receiver, consent);
        Assert.Equal([sender.StaffId], await Told(of));

        // Gone: the lead of the case; no lead: the supervisors.
        foreach (var isLed in new[] { true, false })
        {
            var mine = await api.Given.CaseWithLead();
            var supervisor = await api.Given.Staff(mine.OrganisationId, Role.Supervisor, mine.TeamId);
            consent = await Passed(mine);
            var administrator = await api.As(await api.Given.Staff(mine.OrganisationId, Role.Administrator));
            var staff = $"/api/v1/staff/{mine.Lead!.StaffId}";
            await administrator.Post($"{staff}/disable", new { reason = "geht" }, (await administrator.GetAsync(staff).Expect(200)).Tag()).Expect(200);
            var next = await api.Given.Staff(mine.OrganisationId, Role.Caseworker, mine.TeamId);
            if (isLed)
            {
                var worker = await api.As(next);
                var path = $"/api/v1/cases/{mine.CaseId}";
                await worker.Post($"{path}/take", null, (await worker.GetAsync(path).Expect(200)).Tag()).Expect(200);
            }
            await Withdraw(next, consent);
            Assert.Equal([isLed ? next.StaffId : supervisor.StaffId], await Told(mine));
        }

        async Task<Guid> Passed(GivenCase who)
        {
            var given = await Consent(who, ["base-data"]);
            await (await api.As(who.Lead!)).Post($"/api/v1/clients/{who.ClientId}/copies/send",
                new { recipient = "Stadt Esslingen", address = "Rathausplatz 2", consentId = given }).Expect(201);
            return given;
        }

        async Task Withdraw(Person by, Guid which)
        {
            var client = await api.As(by);
            var path = $"/api/v1/consents/{which}";
            var tag = (await client.GetAsync(path).Expect(200)).Tag();
            await client.Post($"{path}/withdraw", new { withdrawnOn = api.Given.Today, form = "oral" }, tag).Expect(200);
        }

        Task<Guid[]> Told(GivenCase who) =>
            api.Sql<Guid[]>($"""
                select coalesce(array_agg(staff_id), array[]::uuid[]) from app.notice where kind = 'copy-consent-withdrawn' and subject_id = '{who.ClientId}'
                """);
    }

    private async Task<Guid> Consent(GivenCase of, string[] data, string purpose = "file-copy", Person? by = null)
    {
        var client = await api.As(by ?? of.Lead!);
        return await (await client.Post($"/api/v1/clients/{of.ClientId}/consents", new
        {
            textId = await api.Given.ConsentText(of.OrganisationId, purpose), language = "deu", recipients = new[] { "Stadt Esslingen" }, data,
            givenOn = $"{api.Given.Today:O}", form = "written", reading = "read-alone", evidence = "Akte",
        }).Expect(201)).Id();
    }
}
