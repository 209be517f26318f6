using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;

namespace CaseManagement.ApiTests.Clients;

/// <summary>Where a person comes from, nationalities, family status and the quarter of residence, each dated where it changes.</summary>
public sealed class PersonFactsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Who_is_naturalised_is_German_from_that_day_and_keeps_the_other_nationality_until_it_is_ended()
    {
        var (path, client, id) = await Person("SYR", "TUR");
        Assert.Equal(["SYR null null", "TUR null null"], Held(await client.Read(path)));

        await Post(client, path, "nationalities", new { nationality = "DEU", from = "2026-02-01", legalBasis = "§ 10 StAG", source = "Urkunde" });
        var person = await client.Read(path);
        Assert.Equal(["DEU", "SYR", "TUR"], person.Values<string>("nationalities/*"));
        Assert.Equal(["DEU 2026-02-01 null", "SYR null null", "TUR null null"], Held(person));

        var syrian = Period(person, "SYR");
        await Post(client, path, $"nationalities/{syrian}/end", new { until = "2026-02-01" });
        person = await client.Read(path);
        Assert.Equal(["DEU", "TUR"], person.Values<string>("nationalities/*"));
        Assert.Equal(["DEU 2026-02-01 null", "SYR null 2026-02-01", "TUR null null"], Held(person));
        Assert.Equal("nationality_acquired DEU 2026-02-01, nationality_lost SYR 2026-02-01", await api.Sql<string>($"""
            select string_agg(e.kind || ' ' || (e.attributes ->> 'nationality') || ' ' || e.on_date, ', ' order by e.kind)
            from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
            where x.unit_id = '{id}' and e.kind like 'nationality%' and e.reversal_of is null
              and not exists (select from ledger.entry r where r.reversal_of = e.no)
            """));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task Base_data_say_which_last_as_before_and_what_is_dated_stays_dated()
    {
        var (path, client, _) = await Person("SYR");
        await Post(client, path, "nationalities", new { nationality = "DEU", from = "2026-02-01" });
        await Update("DEU", "IRQ");
        var person = await client.Read(path);
        Assert.Equal(["DEU", "IRQ"], person.Values<string>("nationalities/*"));
        Assert.Equal(["DEU 2026-02-01 null", "IRQ null null"], Held(person));

        // What ended and is there again: since when nobody has said, but not before the end.
        await Post(client, path, $"nationalities/{Period(person, "IRQ")}/end", new { until = "2026-03-01" });
        await Update("DEU", "IRQ");
        Assert.Equal(["DEU 2026-02-01 null", "IRQ 2026-03-01 null", "IRQ null 2026-03-01"], Held(await client.Read(path)));
        await Update();
        Assert.Equal(["IRQ null 2026-03-01"], Held(await client.Read(path)));

        async Task Update(params string[] nationalities) => await client.Put(path, new
        {
            familyName = "Haddad", givenName = "Rima", birthDate = "1990-05-04", sex = "female", nationalities, countryOfBirth = "SYR", countryOfOrigin = "IRQ",
        }, await Tag(client, path)).Expect(200);
    }

    [Fact]
    public async Task Country_of_birth_and_of_origin_are_kept_and_are_countries()
    {
        var (path, client, _) = await Person("XXA");
        object Body(string? born, string? origin) => new
        {
            familyName = "Haddad", givenName = "Rima", sex = "female", countryOfBirth = born, countryOfOrigin = origin,
        };
        await client.Put(path, Body("KWT", "SYR"), await Tag(client, path)).Expect(200);
        var person = await client.Read(path);
        Assert.Equal(("KWT", "SYR"), (person.Text("countryOfBirth"), person.Text("countryOfOrigin")));
        (string?, string?, string)[] wrong = [("XXA", null, "/countryOfBirth"), ("KWT", "XXX", "/countryOfOrigin"), (null, "QQQ", "/countryOfOrigin")];
        foreach (var (born, origin, at) in wrong)
        {
            var refused = await client.Put(path, Body(born, origin), await Tag(client, path)).ExpectProblem(400, "validation-failed");
            Assert.Equal(at, refused.Text("errors/0/pointer"));
        }
    }

    [Fact]
    public async Task A_nationality_is_held_once_a_day_has_come_and_may_be_corrected_with_a_reason_and_taken_out()
    {
        var (path, client, _) = await Person("SYR");
        var syrian = Period(await client.Read(path), "SYR");
        await client.Post($"{path}/nationalities", new { nationality = "SYR", from = "2020-01-01" }, await Tag(client, path))
            .ExpectProblem(409, "nationality-held");
        var tomorrow = $"{api.Given.Today.AddDays(1):O}";
        await client.Post($"{path}/nationalities", new { nationality = "DEU", from = tomorrow }, await Tag(client, path))
            .ExpectProblem(400, "validation-failed");
        await client.Post($"{path}/nationalities/{syrian}/end", new { until = tomorrow }, await Tag(client, path)).ExpectProblem(400, "validation-failed");

        var corrected = new { nationality = "SYR", from = "1990-05-04", source = "Pass", reason = "Geburtsurkunde gesehen" };
        await client.Put($"{path}/nationalities/{syrian}", corrected, "\"1\"").ExpectProblem(412, "stale");
        await client.Put($"{path}/nationalities/{syrian}", corrected with { reason = "" }, await Tag(client, path)).ExpectProblem(400, "validation-failed");
        await client.Put($"{path}/nationalities/{syrian}", corrected, await Tag(client, path)).Expect(200);
        Assert.Equal(["SYR 1990-05-04 null"], Held(await client.Read(path)));
        await client.Put($"{path}/nationalities/{Guid.CreateVersion7()}", corrected, await Tag(client, path)).ExpectProblem(404, "not-found");
        await client.Post($"{path}/nationalities/{syrian}/end", new { until = "1990-05-04" }, await Tag(client, path)).ExpectProblem(400, "validation-failed");

        await Post(client, path, $"nationalities/{syrian}/remove", new { reason = "Verwechslung" });
        Assert.Empty((await client.Read(path))["nationalities"]!.AsArray());
        await client.Post($"{path}/nationalities/{syrian}/remove", new { reason = "Verwechslung" }, await Tag(client, path)).ExpectProblem(404, "not-found");
        Assert.Equal("Geburtsurkunde gesehen, Verwechslung", await api.Sql<string>($"""
            select string_agg(reason, ', ' order by id) from audit.entry where row_id = '{syrian}' and operation in ('update', 'delete')
            """));
    }

    [Fact]
    public async Task Two_who_record_the_same_naturalisation_at_once_leave_one()
    {
        var (path, client, id) = await Person("SYR");
        var tag = await Tag(client, path);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            client.Post($"{path}/nationalities", new { nationality = "DEU", from = "2026-02-01" }, tag)));
        Assert.Equal([200, 412, 412, 412], answers.Select(answer => (int)answer.StatusCode).Order());
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.client_nationality where client_id = '{id}' and nationality = 'DEU'"));
    }

    [Fact]
    public async Task Nobody_of_another_organisation_and_no_administrator_records_any_of_it()
    {
        var (path, _, id) = await Person("SYR");
        var town = await api.Sql<Guid>($"select organisation_id from app.client where id = '{id}'");
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        await stranger.Post($"{path}/nationalities", new { nationality = "DEU" }, "\"1\"").ExpectProblem(404, "not-found");
        await stranger.Post($"{path}/family-statuses", new { status = "married", from = "2026-01-01" }, "\"1\"").ExpectProblem(404, "not-found");
        var administrator = await api.As(await api.Given.Staff(town, Role.Administrator));
        await administrator.Post($"{path}/nationalities", new { nationality = "DEU" }, "\"1\"").ExpectProblem(403, "not-permitted");
        await administrator.Post($"{path}/family-statuses", new { status = "married", from = "2026-01-01" }, "\"1\"").ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task A_civil_partnership_is_seen_by_the_lead_worker_alone_and_is_no_dimension()
    {
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        var (lead, colleague) = (await api.Given.Staff(town, Role.Caseworker, team), await api.Given.Staff(town, Role.Caseworker, team));
        var of = await api.Given.CaseOf(team, lead);
        var path = $"/api/v1/clients/{of.ClientId}";
        var (asLead, asColleague) = (await api.As(lead), await api.As(colleague));
        await Post(asLead, path, "family-statuses", new { status = "single", from = "1990-05-04" });
        await Post(asLead, path, "family-statuses", new { status = "civil-partnership", from = "2015-06-01" });

        Assert.Equal(["civil-partnership", "single"], (await asLead.Read(path)).Values<string>("familyStatuses/*/status"));
        Assert.Equal(["single"], (await asColleague.Read(path)).Values<string>("familyStatuses/*/status"));
        Assert.Equal("true {}", await api.Sql<string>($"""
            select e.withheld || ' ' || e.attributes from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
            where x.unit_id = '{of.ClientId}' and e.kind = 'family_status_begun' and e.on_date = '2015-06-01'
            """));
        await Post(asLead, path, "benefits", new { regime = "sgb2", from = "2026-01-05" });
        Assert.DoesNotContain("civil-partnership", await api.Sql<string>("select string_agg(dimensions::text || attributes::text, ' ') from ledger.entry"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quarter_is_kept_by_the_administrator_of_its_municipality()
    {
        var town = await api.Given.Organisation();
        var ags = await api.Sql<string>($"select ags from app.organisation where id = '{town}'");
        var administrator = await api.As(await api.Given.Staff(town, Role.Administrator));
        var worker = await api.As(await api.Given.Staff(town, Role.Caseworker, await api.Given.Team(town)));
        await worker.Post("/api/v1/quarters", new { name = "Stumpenhof" }).ExpectProblem(403, "not-permitted");
        var created = await administrator.Post("/api/v1/quarters", new { name = "Stumpenhof" }).Expect(201);
        var path = $"/api/v1/quarters/{await created.Id()}";
        await administrator.Post("/api/v1/quarters", new { name = "STUMPENHOF" }).ExpectProblem(409, "quarter-name-taken");
        await administrator.Post("/api/v1/quarters", new { name = " " }).ExpectProblem(400, "validation-failed");

        await administrator.Put(path, new { name = "Stumpenhof Nord" }).ExpectProblem(428, "if-match-required");
        await administrator.Put(path, new { name = "Stumpenhof Nord" }, created.Headers.ETag!.ToString()).Expect(200);
        await administrator.Put(path, new { name = "Anders" }, created.Headers.ETag!.ToString()).ExpectProblem(412, "stale");
        var stranger = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        await stranger.Put(path, new { name = "Anders" }, await Tag(administrator, path)).ExpectProblem(404, "not-found");
        var shown = await worker.Read(path);
        Assert.Equal(("Stumpenhof Nord", ags), (shown.Text("name"), shown.Text("ags")));
        Assert.Equal(["not-permitted", "not-permitted"], shown.Values<string>("allowedActions/*/code"));

        await administrator.Post($"{path}/close", new { reason = "Neu geschnitten" }, await Tag(administrator, path)).Expect(200);
        await administrator.Post($"{path}/close", new { reason = "Neu geschnitten" }, await Tag(administrator, path)).ExpectProblem(409, "quarter-transition");
        Assert.Empty((await worker.Read($"/api/v1/quarters?ags={ags}"))["items"]!.AsArray());
        Assert.Equal(1, (await worker.Read($"/api/v1/quarters?organisationId={town}&include=ended&count=true")).Number("count"));

        var district = await api.Given.Organisation(OrganisationKind.District);
        await (await api.As(await api.Given.Staff(district, Role.Administrator))).Post("/api/v1/quarters", new { name = "Mitte" })
            .ExpectProblem(409, "no-municipality");
    }

    [Fact]
    public async Task A_person_lives_in_the_quarter_of_the_address_for_as_long_as_in_the_address()
    {
        var (path, client, id) = await Person("SYR");
        var town = await api.Sql<Guid>($"select organisation_id from app.client where id = '{id}'");
        var ags = await api.Sql<string>($"select ags from app.organisation where id = '{town}'");
        var (quarter, closed) = (await api.Given.Quarter(town, ags: ags), await api.Given.Quarter(town, "Alt", ags));
        await api.Execute($"update app.quarter set closed_at = '2026-01-01Z' where id = '{closed}'");
        object Address(string from, Guid? quarterId, string? of) =>
            new { street = "Am Markt 1", postalCode = "73207", town = "Plochingen", ags = of, quarterId, from };

        foreach (var (wrong, of) in new (Guid, string?)[] { (Guid.CreateVersion7(), ags), (quarter, "08999999"), (quarter, null), (closed, ags) })
        {
            var refused = await client.Post($"{path}/addresses", Address("2026-01-10", wrong, of), await Tag(client, path))
                .ExpectProblem(400, "validation-failed");
            Assert.Equal(("/quarterId", "unknown-quarter"), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
        }
        await Post(client, path, "addresses", Address("2026-01-10", quarter, ags));
        await Post(client, path, "benefits", new { regime = "asylblg-3", from = "2026-01-15" });
        await Post(client, path, "addresses", Address("2026-02-01", null, null));
        await Post(client, path, "benefits", new { regime = "sgb2", from = "2026-02-01" });
        var person = await client.Read(path);
        Assert.Equal([null, "Stumpenhof"], person["addresses"]!.AsArray().Select(address => address.Text("quarterName")));
        Assert.Equal($"asylblg-3 {quarter}, sgb2 ", await api.Sql<string>($"""
            select string_agg((e.attributes ->> 'regime') || ' ' || coalesce(e.dimensions ->> 'quarter', ''), ', ' order by e.on_date)
            from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
            where x.unit_id = '{id}' and e.kind = 'benefit_begun' and e.reversal_of is null
              and not exists (select from ledger.entry r where r.reversal_of = e.no)
            """));

        // Where somebody lives whose address is barred, no figure tells.
        await Post(client, path, "block-address", new { });
        Assert.Equal(0L, await api.Sql<long>($"""
            select count(*) from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
            where x.unit_id = '{id}' and e.dimensions ? 'quarter' and e.reversal_of is null
              and not exists (select from ledger.entry r where r.reversal_of = e.no)
            """));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task All_of_it_goes_with_the_household_that_is_handed_over()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var person = handover.Cases[0].ClientId;
        var path = $"/api/v1/clients/{person}";
        var district = handover.Sender.OrganisationId;
        await api.Given.Nationality(district, person);
        await api.Given.FamilyStatus(district, person);
        var ags = await api.Sql<string>($"select ags from app.organisation where id = '{handover.Receiver.OrganisationId}'");
        var quarter = await api.Given.Quarter(handover.Receiver.OrganisationId, ags: ags);
        await Post(await handover.From, path, "addresses",
            new { street = "Am Markt 1", postalCode = "73207", town = "Plochingen", ags, quarterId = quarter, from = "2026-01-10" });
        await handover.Submitted();
        var told = (await handover.Package(handover.To))["package"]!["persons"]![0]!;
        Assert.Equal(("SYR", "married", "Stumpenhof"), (told.Text("nationalityHistory/0/nationality"), told.Text("familyStatuses/0/code"),
            told["addresses"]!.AsArray().Single(address => address.Text("kind") == "address").Text("quarterName")));
        await handover.Move(handover.To, "accept", new { leadStaffId = handover.Receiver.StaffId }).Expect(200);

        var taken = await (await handover.To).Read(path);
        Assert.Equal(("SYR", "married", quarter.ToString()),
            (taken.Text("nationalityHistory/0/nationality"), taken.Text("familyStatuses/0/status"), taken.Text("addresses/0/quarterId")));
        await Post(await handover.To, path, "nationalities", new { nationality = "DEU", from = $"{api.Given.Today:O}" });
        await (await handover.From).Post($"{path}/nationalities", new { nationality = "TUR" }, await Tag(await handover.From, path))
            .ExpectProblem(409, "handed-over");
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task A_case_is_closed_because_its_person_is_naturalised()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/cases/{of.CaseId}";
        await client.Post($"{path}/close", new { reasonCode = "naturalised" }, await Tag(client, path)).Expect(200);
        Assert.Equal("closed", (await client.Read(path)).Text("status"));
    }

    private async Task<(string Path, HttpClient Client, Guid Id)> Person(params string[] nationalities)
    {
        var town = await api.Given.Organisation();
        var worker = await api.Given.Staff(town, Role.Caseworker, await api.Given.Team(town));
        var client = await api.As(worker);
        var id = await (await client.Post("/api/v1/clients", new
        {
            familyName = $"Haddad{Guid.NewGuid().ToString("N")[..6].Select(c => (char)('a' + c % 26)).Aggregate("", (s, c) => s + c)}", givenName = "Rima",
            birthDate = "1990-05-04", sex = "female", nationalities,
        }).Expect(201)).Id();
        return ($"/api/v1/clients/{id}", client, id);
    }

    private static string[] Held(JsonNode person) => [.. person["nationalityHistory"]!.AsArray()
        .Select(n => $"{n.Text("nationality")} {n.Text("from") ?? "null"} {n.Text("until") ?? "null"}").Order(StringComparer.Ordinal)];

    private static Guid Period(JsonNode person, string nationality) =>
        person["nationalityHistory"]!.AsArray().Single(n => n.Text("nationality") == nationality).Value<Guid>("id");

    private static async Task<string> Tag(HttpClient client, string path) => (await client.GetAsync(path).Expect(200)).Tag();

    private static async Task Post(HttpClient client, string path, string action, object body) =>
        await client.Post($"{path}/{action}", body, await Tag(client, path)).Expect(200);
}
