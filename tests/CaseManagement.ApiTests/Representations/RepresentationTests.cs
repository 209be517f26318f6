using System.Text.Json.Nodes;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.Representations;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Representations;

public sealed class RepresentationTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly RepresentationKind Joint = new("parent-joint-custody", true, Custody.Joint);

    [Fact]
    public async Task A_mother_on_file_is_recorded_read_and_ended_and_the_second_holder_of_custody_is_asked_for()
    {
        var of = await api.Given.CaseOfAged(10);
        var mother = await api.Given.Client(of.OrganisationId, familyName: "Haddad", givenName: "Amal");
        var client = await api.As(of.Lead!);
        var list = $"/api/v1/clients/{of.ClientId}/representations";
        Assert.Equal(["no-representative"], Warnings(await client.Read(list)));

        var recorded = await client.Post(list, Body("parent-joint-custody", new { representativeClientId = mother })).Expect(201);
        var read = await client.GetAsync(recorded.Headers.Location).Expect(200);
        var shown = await read.Json();
        Assert.Equal(("Haddad, Amal", true, true), (shown.Text("name"), shown.Value<bool>("isInForce"), shown.Value<bool>("endsAtMajority")));
        Assert.Equal($"{Birthday.Of(api.Given.Today.AddYears(-10), 18):yyyy-MM-dd}", shown.Text("until"));

        var all = await client.Read(list);
        Assert.Equal(["second-custody-holder-missing"], Warnings(all));
        Assert.True(all.Value<bool>("isMinor"));
        var twice = await client.Post(list, Body("parent-joint-custody", new { representativeClientId = mother, name = "Amal H." }))
            .ExpectProblem(400, "validation-failed");
        Assert.Equal(("/name", "representative-name-on-file"), Fault(twice));
        await client.Post(list, Body("parent-joint-custody", new { representativeClientId = mother })).ExpectProblem(409, "representation-exists");
        await client.Post(list, Body("parent-joint-custody", new { name = "Haddad, Samir" })).Expect(201);
        Assert.Empty(Warnings(await client.Read(list)));

        await client.Post($"{recorded.Headers.Location}/end", new { until = api.Given.Today, reason = "Tod der Mutter" }, read.Tag()).Expect(200);
        Assert.Single((await client.Read(list))["items"]!.AsArray());
        Assert.Equal(2, (await client.Read($"{list}?include=ended"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Kinds_of_minors_are_refused_for_adults_and_carers_for_minors_on_the_first_day()
    {
        var of = await api.Given.CaseOfAged(18);
        var client = await api.As(of.Lead!);
        var list = $"/api/v1/clients/{of.ClientId}/representations";
        var today = api.Given.Today;
        var refused = await client.Post(list, Body("guardian", new { name = "Amt" }, today)).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/kind", "representation-of-adult"), Fault(refused));
        refused = await client.Post(list, Body("carer", new { name = "Amt" }, today.AddDays(-1))).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/kind", "representation-of-minor"), Fault(refused));
        await client.Post(list, Body("guardian", new { name = "Amt" }, today.AddDays(-1))).Expect(201);
        await client.Post(list, Body("carer", new { name = "Betreuungsverein" }, today)).Expect(201);
        // The guardian's time was over this morning, without anybody's doing.
        Assert.Equal(["Betreuungsverein"], (await client.Read(list))["items"]!.AsArray().Select(item => item!.Text("name")));
    }

    [Fact]
    public async Task What_is_wrong_is_named_and_nothing_is_recorded_twice()
    {
        var of = await api.Given.CaseOfAged(10);
        var client = await api.As(of.Lead!);
        var list = $"/api/v1/clients/{of.ClientId}/representations";
        Assert.Equal(("/name", "representative-missing"), Fault(await client.Post(list, Body("guardian", new { })).ExpectProblem(400, "validation-failed")));
        Assert.Equal(("/representativeClientId", "representative-oneself"),
            Fault(await client.Post(list, Body("guardian", new { representativeClientId = of.ClientId })).ExpectProblem(400, "validation-failed")));
        Assert.Equal(("/representativeClientId", "unknown-client"),
            Fault(await client.Post(list, Body("guardian", new { representativeClientId = Guid.NewGuid() })).ExpectProblem(400, "validation-failed")));
        Assert.Equal(("/until", "until-before-from"),
            Fault(await client.Post(list, Body("guardian", new { name = "Amt", until = "2027-01-01" })).ExpectProblem(400, "validation-failed")));

        var body = Body("guardian", new { name = "Amt" });
        var first = await client.Post(list, body, key: "zweimal").Expect(201);
        Assert.Equal(await first.Id(), await (await client.Post(list, body, key: "zweimal").Expect(201)).Id());
        await client.Post(list, body).ExpectProblem(409, "representation-exists");
    }

    [Fact]
    public async Task A_stale_tag_and_an_illegal_move_are_refused()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/representations/{await api.Given.Representation(of)}";
        var end = new { until = api.Given.Today, reason = "Widerrufen" };
        var tag = (await client.GetAsync(path).Expect(200)).Tag();
        await client.Post($"{path}/end", end).ExpectProblem(428, "if-match-required");
        var ended = await client.Post($"{path}/end", end, tag).Expect(200);
        await client.Post($"{path}/end", end, tag).ExpectProblem(412, "stale");
        await client.Post($"{path}/end", end, ended.Tag()).ExpectProblem(409, "representation-transition");
    }

    [Fact]
    public async Task Another_team_and_another_organisation_find_nothing_and_an_officer_may_not_look()
    {
        var of = await api.Given.CaseWithLead();
        var id = await api.Given.Representation(of);
        foreach (var organisation in new[] { of.OrganisationId, await api.Given.Organisation() })
        {
            var other = await api.As(await api.Given.Staff(organisation, Role.Caseworker, await api.Given.Team(organisation)));
            await other.GetAsync($"/api/v1/representations/{id}").ExpectProblem(404, "not-found");
            await other.GetAsync($"/api/v1/clients/{of.ClientId}/representations").ExpectProblem(404, "not-found");
            await other.Post($"/api/v1/clients/{of.ClientId}/representations", Body("power-of-attorney", new { name = "Wer" })).ExpectProblem(404, "not-found");
        }
        var officer = await api.As(await api.Given.Staff(of.OrganisationId, Role.DataProtectionOfficer));
        await officer.GetAsync($"/api/v1/representations/{id}").ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task Who_has_come_of_age_is_asked_anew_once()
    {
        var of = await api.Given.CaseOfAged(18);
        var tomorrow = await api.Given.CaseOfAged(18, dayAfter: 1);
        foreach (var child in new[] { of, tomorrow })
        {
            await api.Given.Representation(child, kind: Joint, from: api.Given.Today.AddYears(-10));
            // She is reminded of the age, too.
            Assert.Equal(child == of ? 2 : 0, await api.SendAsSystem(child.OrganisationId, new ApplyReminderPolicies()));
            Assert.Equal(0, await api.SendAsSystem(child.OrganisationId, new ApplyReminderPolicies()));
        }
        var client = await api.As(of.Lead!);
        var reminder = Assert.Single((await client.Read($"/api/v1/reminders?caseId={of.CaseId}"))["items"]!.AsArray(), item => item.Text("kind") == "of_age")!;
        Assert.Equal(("of_age", of.Lead!.StaffId.ToString()), (reminder.Text("kind"), reminder.Text("assigneeId")));
        Assert.Equal(["ask-anew-at-18"], Warnings(await client.Read($"/api/v1/clients/{of.ClientId}/representations")));
    }

    [Fact]
    public async Task Who_comes_of_age_is_asked_anew_also_where_the_birthday_was_written_down_as_the_end()
    {
        var of = await api.Given.CaseOfAged(18);
        var client = await api.As(of.Lead!);
        var list = $"/api/v1/clients/{of.ClientId}/representations";
        var body = Body("guardian", new { name = "Jugendamt", until = $"{api.Given.Today:yyyy-MM-dd}" }, api.Given.Today.AddYears(-3));
        var recorded = await client.Post(list, body).Expect(201);
        Assert.True((await client.Read(recorded.Headers.Location!.ToString())).Value<bool>("endsAtMajority"));
        Assert.Equal(["ask-anew-at-18"], Warnings(await client.Read(list)));
        await api.SendAsSystem(of.OrganisationId, new ApplyReminderPolicies());
        Assert.Contains("of_age", (await client.Read($"/api/v1/reminders?caseId={of.CaseId}")).Values<string>("items/*/kind"));
    }

    [Fact]
    public async Task A_guardian_of_somebody_who_turns_out_to_be_of_age_never_acted_and_consents_to_nothing()
    {
        var of = await api.Given.CaseOfAged(16);
        var client = await api.As(of.Lead!);
        var (person, today) = ($"/api/v1/clients/{of.ClientId}", api.Given.Today);
        var guardian = await client.Post($"{person}/representations", Body("guardian", new { name = "Jugendamt" })).Expect(201);
        Assert.True((await client.Read(guardian.Headers.Location!)).Value<bool>("isInForce"));
        await client.Put(person, new
        {
            familyName = "Haddad", givenName = "Karim", birthDate = $"{today.AddYears(-21):O}", birthDatePrecision = "day", sex = "male",
            nationalities = new[] { "SYR" }, reason = "Altersfeststellung",
        }, (await client.GetAsync(person)).Tag()).Expect(200);

        Assert.False((await client.Read(guardian.Headers.Location!)).Value<bool>("isInForce"));
        var now = await client.Read($"{person}/representations");
        Assert.Equal((false, 0), (now.Value<bool>("isMinor"), now["items"]!.AsArray().Count));
        Assert.Equal(["ask-anew-at-18"], Warnings(now));
        var refused = await client.Post($"{person}/consents", new
        {
            textId = await api.Given.ConsentText(of.OrganisationId), language = "deu", recipients = new[] { "Caritas" }, data = new[] { "base-data" },
            givenOn = $"{today:O}", form = "written", reading = "read-alone", evidence = "Akte", representationIds = new[] { await guardian.Id() },
        }).ExpectProblem(400, "validation-failed");
        Assert.Equal("/representationIds/0", Fault(refused).Item1);
    }

    [Fact]
    public async Task It_is_told_in_the_timeline()
    {
        var of = await api.Given.CaseWithLead();
        await api.Given.Representation(of);
        var told = (await (await api.As(of.Lead!)).Read($"/api/v1/cases/{of.CaseId}/timeline"))["items"]!.AsArray();
        Assert.Contains(told, item => item!.Text("kind") == "representation_recorded" && item!.Text("text") == "Haddad, Samir");
    }

    private JsonObject Body(string kind, object who, DateOnly? from = null)
    {
        var body = (JsonObject)System.Text.Json.JsonSerializer.SerializeToNode(who)!;
        (body["kind"], body["scopes"], body["evidence"]) = (kind, new JsonArray("all"), "Geburtsurkunde");
        body["from"] = $"{from ?? api.Given.Today.AddDays(-30):yyyy-MM-dd}";
        return body;
    }

    private static IEnumerable<string> Warnings(JsonNode of) => of["warnings"]!.AsArray().Select(warning => warning!.Text("code")!);

    private static (string?, string?) Fault(JsonNode problem) => (problem["errors"]![0]!.Text("pointer"), problem["errors"]![0]!.Text("code"));
}
