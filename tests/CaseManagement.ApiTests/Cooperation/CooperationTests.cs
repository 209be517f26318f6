using System.Net;
using CaseManagement.Api.Cooperation;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace CaseManagement.ApiTests.Cooperation;

/// <summary>What organisations have agreed on processing data together: both stand behind it, nobody else knows of it, and it holds by the day.</summary>
public sealed class CooperationTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Agreements = "/api/v1/cooperation-agreements";

    [Fact]
    public async Task One_side_records_the_other_acknowledges_and_each_moves_only_its_part()
    {
        var (town, agency) = (await Sides(), await Sides(OrganisationKind.PartnerAgency));
        var path = await Recorded(town, agency.OrganisationId);
        var seen = await (await api.As(agency)).Read(path);
        Assert.Equal(("proposed", false, "propose"),
            (seen.Text("agreement/status"), seen.Value<bool>("agreement/isInForce"), seen.Text("timeline/0/action")));
        Assert.Null(seen.At("timeline/0/staffName")); // The other side's colleague is not named.
        Assert.NotNull((await (await api.As(town)).Read(path)).Text("timeline/0/staffName"));
        Assert.Equal(["acknowledge", "decline"], Allowed(seen));
        Assert.Equal(["correct", "withdraw"], Allowed(await (await api.As(town)).Read(path)));

        await Move(town, path, "acknowledge").ExpectProblem(409, "cooperation-other-side");
        await Move(town, path, "decline", new { reason = "Nein" }).ExpectProblem(409, "cooperation-other-side");
        await Move(agency, path, "withdraw", new { reason = "Nein" }).ExpectProblem(409, "cooperation-other-side");
        await Move(agency, path, "correct", Terms(reason: "Anders")).ExpectProblem(409, "cooperation-other-side");
        await Move(agency, path, "end", new { until = Day(1), reason = "Zu früh" }).ExpectProblem(409, "cooperation-agreement-transition");
        await (await api.As(agency)).Post($"{path}/acknowledge", null, "\"1\"").ExpectProblem(412, "stale");
        await (await api.As(agency)).Post($"{path}/acknowledge").ExpectProblem(428, "if-match-required");
        await Move(agency, path, "acknowledge").Expect(200);
        var again = await Move(agency, path, "acknowledge").ExpectProblem(409, "cooperation-agreement-transition");
        Assert.Equal(["end"], again.Values<string>("allowedActions/*")); // To correct is for who has recorded it.
        Assert.True((await (await api.As(town)).Read(path)).Value<bool>("agreement/isInForce"));

        // Somebody else's agreement is not there; who only casework does is refused.
        var stranger = await api.As(await Sides());
        await stranger.GetAsync(path).ExpectProblem(404, "not-found");
        await stranger.Post($"{path}/end", new { until = Day(1), reason = "Nein" }, "\"1\"").ExpectProblem(404, "not-found");
        Assert.Empty((await stranger.Read($"{Agreements}?include=ended"))["items"]!.AsArray());
        await (await api.As(await api.Given.Staff(town.OrganisationId, Role.Caseworker))).GetAsync(path).ExpectProblem(403, "not-permitted");
        var officer = await api.As(await api.Given.Staff(town.OrganisationId, Role.DataProtectionOfficer));
        await officer.GetAsync(path).Expect(200);
        await officer.Post($"{path}/end", new { until = Day(1), reason = "Nein" }, "\"1\"").ExpectProblem(403, "not-permitted");

        // What was acknowledged and is corrected has to be acknowledged anew.
        await Move(town, path, "correct", Terms(subject: "Beratung und Kurse", reason: "Kurse fehlten")).Expect(200);
        var corrected = await (await api.As(agency)).Read(path);
        Assert.Equal(("proposed", "Beratung und Kurse", "Kurse fehlten"),
            (corrected.Text("agreement/status"), corrected.Text("agreement/subject"), corrected.Text("timeline/2/reason")));
        Assert.Null(corrected.At("acknowledgedAt"));
        await Move(agency, path, "acknowledge").Expect(200);
        await Move(agency, path, "end", new { until = Day(-1), reason = "Vor dem Anfang" }).ExpectProblem(400, "validation-failed");
        await Move(agency, path, "end", new { until = Day(0), reason = "Träger hört auf" }).Expect(200);
        Assert.False((await (await api.As(town)).Read(path)).Value<bool>("agreement/isInForce"));
        await Move(town, path, "end", new { until = Day(0), reason = "Noch einmal" }).ExpectProblem(409, "cooperation-agreement-transition");
    }

    [Fact]
    public async Task Nobody_gives_both_sides_word_and_the_database_says_so_too()
    {
        var (town, agency) = (await Sides(), await Sides(OrganisationKind.PartnerAgency));
        var path = await Recorded(town, agency.OrganisationId);
        // The same person with a role on the other side as well.
        var both = town with { OrganisationId = agency.OrganisationId };
        await api.Execute($"""
            insert into access.role_grant (id, staff_id, organisation_id, role)
            values (gen_random_uuid(), '{town.StaffId}', '{agency.OrganisationId}', 'supervisor')
            """);
        await Move(both, path, "acknowledge").ExpectProblem(409, "cooperation-own-hand");
        var id = Id(path);
        foreach (var (organisation, statement) in (IEnumerable<(Guid, string)>)
        [
            (town.OrganisationId, "status = 'agreed', acknowledged_at = access.now()"), (agency.OrganisationId, "subject = 'Alles'"),
            (agency.OrganisationId, "until_date = from_date + 1"), (agency.OrganisationId, "partner_id = organisation_id"),
            (agency.OrganisationId, $"status = 'agreed', acknowledged_at = access.now(), acknowledged_by = '{town.StaffId}'"),
        ])
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => api.InOrganisation(organisation, db => Run(db, id, statement)));
            Assert.Equal("23514", refused.SqlState);
        }
    }

    [Fact]
    public async Task Of_two_at_once_one_moves_and_the_other_is_told()
    {
        var (town, agency) = (await Sides(), await Sides(OrganisationKind.PartnerAgency));
        var path = await Recorded(town, agency.OrganisationId);
        var tag = (await (await api.As(agency)).GetAsync(path).Expect(200)).Tag();
        var (theirs, ours) = (await api.As(agency), await api.As(town));
        var answers = await Task.WhenAll(
            theirs.Post($"{path}/acknowledge", null, tag), theirs.Post($"{path}/acknowledge", null, tag),
            ours.Post($"{path}/withdraw", new { reason = "Versehen" }, tag));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.StatusCode != HttpStatusCode.OK),
            answer => Assert.True(answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed));
        // The same call with the same key is answered as before.
        var body = New(agency.OrganisationId);
        var first = await (await ours.Post(Agreements, body, key: "einmal").Expect(201)).Id();
        Assert.Equal(first, await (await ours.Post(Agreements, body, key: "einmal").Expect(201)).Id());
    }

    [Fact]
    public async Task It_is_in_force_from_its_first_day_until_the_day_before_its_last_one()
    {
        var (town, agency) = (await Sides(), await Sides(OrganisationKind.PartnerAgency));
        var path = await Recorded(town, agency.OrganisationId, from: Day(2), until: Day(4));
        await Move(agency, path, "acknowledge").Expect(200);
        var before = api.Clock.Offset;
        try
        {
            foreach (var (days, expected) in (IEnumerable<(int, bool)>)[(0, false), (1, false), (2, true), (3, true), (4, false)])
            {
                api.Clock.Offset = before + TimeSpan.FromDays(days);
                Assert.Equal(expected, (await (await api.As(town)).Read(path)).Value<bool>("agreement/isInForce"));
                Assert.Equal(expected, await api.InOrganisation(agency.OrganisationId, db => Cooperates(db, town.OrganisationId)));
            }
        }
        finally
        {
            api.Clock.Offset = before;
        }
        Assert.Single((await (await api.As(town)).Read(Agreements))["items"]!.AsArray());
    }

    [Fact]
    public async Task What_is_recorded_has_to_make_sense_and_paper_is_for_those_who_are_not_here()
    {
        var (town, agency) = (await Sides(), await Sides(OrganisationKind.PartnerAgency));
        var client = await api.As(town);
        foreach (var (body, code) in (IEnumerable<(object, string)>)
        [
            (New(null), "cooperation-partner"), (New(agency.OrganisationId, name: "Verein"), "cooperation-partner"),
            (New(agency.OrganisationId, paper: "Papier"), "cooperation-paper"), (New(null, name: "Verein"), "cooperation-paper"),
            (New(town.OrganisationId), "cooperation-partner-unknown"), (New(Guid.NewGuid()), "cooperation-partner-unknown"),
            (New(agency.OrganisationId, until: Day(0)), "until-before-from"), (New(agency.OrganisationId, document: Day(1)), "document-date-ahead"),
        ])
        {
            Assert.Contains(code, (await client.Post(Agreements, body).ExpectProblem(400, "validation-failed")).Values<string>("errors/*/code"));
        }
        var path = $"{Agreements}/{await (await client.Post(Agreements, New(null, name: "Verein", paper: "Nicht im System")).Expect(201)).Id()}";
        var view = await client.Read(path);
        Assert.Equal(("agreed", true, "Nicht im System"),
            (view.Text("agreement/status"), view.Value<bool>("agreement/isInForce"), view.Text("paperReason")));
        await Move(town, path, "correct", Terms(subject: "Kurse", reason: "Falsch erfasst")).Expect(200);
        Assert.Equal(("agreed", "Kurse"), ((await client.Read(path)).Text("agreement/status"), (await client.Read(path)).Text("agreement/subject")));
    }

    [Fact]
    public async Task A_confidential_organisation_is_named_to_those_only_who_may_refer_there()
    {
        var town = await Sides();
        var refuge = await Sides(OrganisationKind.PartnerAgency);
        await api.Execute($"update app.organisation set is_confidential = true, name = 'Zufluchtshaus' where id = '{refuge.OrganisationId}'");
        var supervisor = await api.Given.Staff(town.OrganisationId, Role.Supervisor);
        var administrator = town with { IsOperator = false };
        await (await api.As(administrator)).Post(Agreements, New(refuge.OrganisationId)).ExpectProblem(400, "validation-failed");
        var path = await Recorded(supervisor, refuge.OrganisationId);
        await Move(refuge, path, "acknowledge").Expect(200);
        await (await api.As(supervisor)).GetAsync(path).Expect(200);
        var officer = await api.Given.Staff(town.OrganisationId, Role.DataProtectionOfficer);
        await api.SendAsSystem(town.OrganisationId, new WatchCooperation());
        foreach (var person in (Person[])[administrator, officer])
        {
            var client = await api.As(person);
            await client.GetAsync(path).ExpectProblem(404, "not-found");
            var list = await client.Read($"{Agreements}?include=ended&count=true");
            Assert.Equal(0, list.Number("count"));
            Assert.DoesNotContain(refuge.OrganisationId.ToString(), (await client.Read("/api/v1/notices")).ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain(Id(path), (await client.Read("/api/v1/notices")).ToJsonString(), StringComparison.Ordinal);
        }
        await Move(administrator, path, "end", new { until = Day(1), reason = "Nein" }, "\"1\"").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task The_officer_has_a_standing_warning_for_the_operator_and_for_colleagues_of_other_employers()
    {
        var town = await Sides();
        var (team, other) = (await api.Given.Team(town.OrganisationId), await Sides(OrganisationKind.WelfareAssociation));
        var colleague = await api.Given.Staff(other.OrganisationId, Role.Caseworker);
        await api.Execute($"""
            update app.organisation set is_operator = (id = '{other.OrganisationId}');
            insert into access.role_grant (id, staff_id, organisation_id, role)
            values (gen_random_uuid(), '{colleague.StaffId}', '{town.OrganisationId}', 'caseworker');
            insert into app.team_member (id, team_id, staff_id, from_date)
            values (gen_random_uuid(), '{team}', '{colleague.StaffId}', '{Day(-1):O}');
            """);
        var officer = await api.Given.Staff(town.OrganisationId, Role.DataProtectionOfficer);
        Assert.Equal([("operator", other.OrganisationId), ("mixed_team", other.OrganisationId)], await Missing(officer));
        await api.SendAsSystem(town.OrganisationId, new WatchCooperation());
        await api.SendAsSystem(town.OrganisationId, new WatchCooperation());
        Assert.Equal(1, await Told(officer, "cooperation-agreement-missing"));

        // A transmission does for the team, not for who keeps the data on one's behalf.
        var path = await Recorded(town, other.OrganisationId);
        Assert.Equal(2, (await Missing(officer)).Count); // Proposed is not agreed.
        await api.SendAsSystem(other.OrganisationId, new WatchCooperation());
        Assert.Equal(1, await Told(other, "cooperation-agreement-proposed"));
        await Move(other, path, "acknowledge").Expect(200);
        await api.SendAsSystem(town.OrganisationId, new WatchCooperation());
        Assert.Equal(1, await Told(town, "cooperation-agreement-moved"));
        Assert.Equal([("operator", other.OrganisationId)], await Missing(officer));
        Assert.Equal(2, await Told(officer, "cooperation-agreement-missing")); // The list has changed.
        var contract = await Recorded(other, town.OrganisationId, kind: "processor");
        await Move(town, contract, "acknowledge").Expect(200);
        Assert.Empty(await Missing(officer));
        await Move(town, contract, "end", new { until = Day(0), reason = "Gekündigt" }).Expect(200);
        Assert.Equal([("operator", other.OrganisationId)], await Missing(officer));
        await (await api.As(colleague)).GetAsync($"{Agreements}/missing").ExpectProblem(403, "not-permitted");
        await api.Execute("update app.organisation set is_operator = false");
    }

    [Fact]
    public async Task Without_an_agreement_a_referral_is_warned_of_or_refused_as_the_organisation_says_and_looked_at_when_it_is_sent()
    {
        var referral = await (await api.Given.Referral()).Written();
        var town = referral.Of.OrganisationId;
        Assert.Contains("cooperation-agreement-missing", (await referral.Preview()).Values<string>("warnings/*/code"));
        Assert.Contains("cooperation-agreement-missing", (await referral.Get()).Values<string>("warnings/*/code"));
        var administrator = await api.Given.Staff(town, Role.Administrator);
        var organisation = $"/api/v1/organisations/{town}";
        await (await api.As(administrator)).Post($"{organisation}/require-agreements", new { isRequired = true }, "\"1\"").ExpectProblem(412, "stale");
        var setting = await api.As(administrator);
        await setting.Post($"{organisation}/require-agreements", new { isRequired = true }, (await setting.GetAsync(organisation)).Tag()).Expect(200);
        Assert.True((await setting.Read(organisation)).Value<bool>("agreementsRequired"));
        await (await referral.From).Post($"{organisation}/require-agreements", new { isRequired = false }, "\"1\"").ExpectProblem(403, "not-permitted");

        Assert.Contains("cooperation-agreement-missing", (await referral.Preview()).Values<string>("missing/*/code"));
        Assert.DoesNotContain("send", Allowed(await referral.Get()));
        await referral.Send().ExpectProblem(409, "cooperation-agreement-missing");
        Assert.Equal("draft", await referral.Status());

        var agency = await api.Given.Staff(referral.Partner.OrganisationId, Role.Administrator);
        var path = await Recorded(agency, town);
        await referral.Send().ExpectProblem(409, "cooperation-agreement-missing"); // Proposed by the partner: the own side has not acknowledged it.
        await Move(administrator, path, "acknowledge").Expect(200);
        var preview = await referral.Preview();
        Assert.Empty(preview["missing"]!.AsArray());
        Assert.DoesNotContain("cooperation-agreement-missing", preview.Values<string>("warnings/*/code"));
        // Ended between the preview and the sending.
        await Move(agency, path, "end", new { until = Day(0), reason = "Gekündigt" }).Expect(200);
        await referral.Move("send", new { previewSha256 = preview.Text("sha256") }).ExpectProblem(409, "cooperation-agreement-missing");
        var next = await Recorded(administrator, referral.Partner.OrganisationId);
        await Move(agency, next, "acknowledge").Expect(200);
        await referral.Move("send", new { previewSha256 = preview.Text("sha256") }).Expect(200);
        Assert.Empty((await referral.Get())["warnings"]!.AsArray());
        // The running referral asks for one from the day on which that ends.
        var officer = await api.Given.Staff(town, Role.DataProtectionOfficer);
        Assert.DoesNotContain("referrals", (await Missing(officer)).Select(one => one.Reason));
        await Move(administrator, next, "end", new { until = Day(0), reason = "Gekündigt" }).Expect(200);
        Assert.Contains(("referrals", referral.Partner.OrganisationId), await Missing(officer));
    }

    [Fact]
    public async Task While_a_referral_is_being_sent_nobody_ends_the_agreement_under_it()
    {
        var referral = await (await api.Given.Referral()).Written();
        var town = referral.Of.OrganisationId;
        await api.Execute($"update app.organisation set agreements_required = true where id = '{town}'");
        var administrator = await api.Given.Staff(town, Role.Administrator);
        var agency = await api.Given.Staff(referral.Partner.OrganisationId, Role.Administrator);
        var path = await Recorded(administrator, referral.Partner.OrganisationId);
        await Move(agency, path, "acknowledge").Expect(200);
        var hash = (await referral.Preview()).Text("sha256");
        var tag = (await (await api.As(agency)).GetAsync(path)).Tag();
        var (sender, other) = (await referral.From, await api.As(agency));
        var version = (await sender.GetAsync(referral.Path)).Tag();
        var answers = await Task.WhenAll(
            sender.Post($"{referral.Path}/send", new { previewSha256 = hash }, version),
            other.Post($"{path}/end", new { until = Day(0), reason = "Gekündigt" }, tag));
        Assert.Equal(HttpStatusCode.OK, answers[1].StatusCode);
        // Sent before it ended, or refused after: told by the times on record.
        var sent = await api.Sql<bool>($"""
            select case when r.sent_at is null then true else m.at >= r.sent_at or m.xmin::text::bigint > r.xmin::text::bigint end
            from app.referral r, app.cooperation_move m where r.id = '{referral.Id}' and m.agreement_id = '{Id(path)}' and m.action = 'end'
            """);
        Assert.True(sent);
        Assert.True(answers[0].StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_partner_who_is_not_here_is_known_by_name_on_paper()
    {
        var referral = await (await api.Given.Referral(outside: true, byConsent: false)).Written();
        Assert.Contains("cooperation-agreement-missing", (await referral.Preview()).Values<string>("warnings/*/code"));
        var supervisor = await api.Given.Staff(referral.Of.OrganisationId, Role.Supervisor);
        await (await api.As(supervisor)).Post(Agreements, New(null, name: " verein ", paper: "Nicht im System")).Expect(201);
        Assert.DoesNotContain("cooperation-agreement-missing", (await referral.Preview()).Values<string>("warnings/*/code"));
    }

    [Fact]
    public async Task Who_was_asked_outside_is_missed_while_it_holds_the_data_whoever_offers_the_service_since()
    {
        var referral = await (await api.Given.Referral(outside: true, byConsent: false)).Sent();
        var officer = await api.As(await api.Given.Staff(referral.Of.OrganisationId, Role.DataProtectionOfficer));
        var (keeper, service) = (await referral.From, $"/api/v1/services/{referral.Service}");
        await keeper.Put(service, new
        {
            providerName = "Anderer Verein", name = "Beratung", needAreas = new[] { "language" }, capacity = "yes", answerDays = 5,
        }, (await keeper.GetAsync(service).Expect(200)).Tag()).Expect(200);
        var missing = (await officer.Read($"{Agreements}/missing"))["items"]!.AsArray();
        Assert.Equal(["Verein"], missing.Where(item => item.Text("reason") == "referrals").Select(item => item.Text("name")));
    }

    private static string Id(string path) => path.Split('/')[^1];

    private static async Task<bool> Run(CaseDb db, string id, string statement)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"update app.cooperation_agreement set {statement} where id = '{id}'";
        command.Transaction = transaction.GetDbTransaction();
        return await command.ExecuteNonQueryAsync() > 0;
    }

    private static async Task<bool> Cooperates(CaseDb db, Guid with) =>
        await db.Database.SqlQuery<bool>($"select app.cooperates({with}, null, access.today()) as \"Value\"").SingleAsync();

    private async Task<IReadOnlyList<(string Reason, Guid With)>> Missing(Person officer) =>
        [.. (await (await api.As(officer)).Read($"{Agreements}/missing"))["items"]!.AsArray()
            .Select(item => (item!.Text("reason")!, item!.Value<Guid>("organisationId")))];

    private Task<long> Told(Person person, string kind) =>
        api.Sql<long>($"select count(*) from app.notice where staff_id = '{person.StaffId}' and kind = '{kind}'");

    [Fact]
    public async Task A_confidential_partner_outside_is_told_to_who_may_refer_and_to_who_has_recorded_the_agreement()
    {
        var town = await Sides();
        var supervisor = await api.Given.Staff(town.OrganisationId, Role.Supervisor);
        var officer = await api.Given.Staff(town.OrganisationId, Role.DataProtectionOfficer);
        var administrator = await api.Given.Staff(town.OrganisationId, Role.Administrator);
        var path = $"{Agreements}/{await (await (await api.As(town)).Post(
            Agreements, New(null, name: "Haus am See", paper: "Ohne Zugang")).Expect(201)).Id()}";
        await (await api.As(officer)).GetAsync(path).Expect(200);
        await (await api.As(supervisor)).Post("/api/v1/services", new
        {
            providerName = "haus am see ", name = "Schutz", needAreas = new[] { "housing" }, capacity = "yes", answerDays = 5, isConfidential = true,
        }).Expect(201);
        foreach (var who in new[] { officer, administrator })
        {
            var client = await api.As(who);
            await client.GetAsync(path).ExpectProblem(404, "not-found");
            Assert.DoesNotContain("Haus am See", (await client.Read(Agreements)).ToJsonString(), StringComparison.Ordinal);
        }
        foreach (var who in new[] { supervisor, town })
        {
            Assert.Contains("Haus am See", (await (await api.As(who)).Read(Agreements)).ToJsonString(), StringComparison.Ordinal);
        }
    }

    private async Task<Person> Sides(OrganisationKind kind = OrganisationKind.Municipality) =>
        await api.Given.Staff(await api.Given.Organisation(kind), Role.Administrator);

    private async Task<string> Recorded(Person by, Guid with, DateOnly? from = null, DateOnly? until = null, string kind = "transmission") =>
        $"{Agreements}/{await (await (await api.As(by)).Post(Agreements, New(with, from: from, until: until, kind: kind)).Expect(201)).Id()}";

    private async Task<HttpResponseMessage> Move(Person by, string path, string action, object? body = null, string? tag = null)
    {
        var client = await api.As(by);
        return await client.Post($"{path}/{action}", body, tag ?? (await client.GetAsync(path).Expect(200)).Tag());
    }

    private object New(Guid? with, string? name = null, string? paper = null, DateOnly? from = null, DateOnly? until = null, DateOnly? document = null,
        string kind = "transmission") => new
        {
            partnerId = with, partnerName = name, paperReason = paper, kind, subject = "Beratung", dataBasis = "Stammdaten; § 69 SGB X",
            documentDate = document ?? Day(0), from = from ?? Day(0), until,
        };

    private object Terms(string subject = "Beratung", string reason = "Falsch erfasst") =>
        new { kind = "transmission", subject, dataBasis = "Stammdaten", documentDate = Day(0), from = Day(0), reason };

    private DateOnly Day(int days) => api.Given.Today.AddDays(days);

    private static List<string> Allowed(System.Text.Json.Nodes.JsonNode view) =>
        [.. view["allowedActions"]!.AsArray().Where(action => action!.Value<bool>("allowed")).Select(action => action!.Text("action")!)];
}
