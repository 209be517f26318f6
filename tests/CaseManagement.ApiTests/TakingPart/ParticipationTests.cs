using System.Text.Json.Nodes;
using CaseManagement.Api.Access;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.TakingPart;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace CaseManagement.ApiTests.TakingPart;

/// <summary>What persons take part in, from the waiting list to the end, with the days on which it was so.</summary>
public sealed class ParticipationTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/participations";

    [Fact]
    public async Task A_child_waits_gets_a_place_goes_there_and_leaves_and_each_key_date_says_whether_it_has_the_place()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var recorded = await client.Post(Path, Body(of, body => (body["status"], body["on"]) = ("waiting", Iso(-90)))).Expect(201);
        var path = recorded.Headers.Location!.ToString();
        var tag = await Move(client, path, "place", new { on = Iso(-60) }, recorded.Tag());
        tag = await Move(client, path, "begin", new { on = Iso(-30) }, tag);
        Assert.Single((await client.Read($"{Path}?caseId={of.CaseId}"))["items"]!.AsArray());
        await Move(client, path, "break-off", new { on = Iso(-10), reasonCode = "moved", note = "Nach Esslingen" }, tag);

        var shown = await client.Read(path);
        Assert.Equal(("broken_off", "moved", Iso(-90), Iso(-60), Iso(-30), Iso(-10)), (shown.Text("status"), shown.Text("endReason"), shown.Text("waitingOn"),
            shown.Text("placeOn"), shown.Text("begunOn"), shown.Text("endedOn")));
        Assert.Equal(["waiting", "place", "begun", "broken_off"], shown.Values<string>("moves/*/status"));
        Assert.Equal($"{api.Given.Today:yyyy-MM-dd}", shown.Text("moves/0/recordedAt")![..10]); // Apart from when it was so.
        Assert.Equal((0, 1, 1, 0), (await On(-61), await On(-60), await On(-11), await On(-10)));
        Assert.Empty((await client.Read($"{Path}?caseId={of.CaseId}"))["items"]!.AsArray());
        Assert.Single((await client.Read($"{Path}?teamId={of.TeamId}&include=ended&count=true"))["items"]!.AsArray());
        Assert.Equal(["participation_broken_off", "participation_begun", "participation_place", "participation_waiting"],
            (await client.Read($"/api/v1/cases/{of.CaseId}/timeline")).Values<string>("items/*/kind").Take(4));
        Assert.Equal($"participation_begun {Iso(-30)}, participation_broken_off {Iso(-10)}, participation_place {Iso(-60)}, "
            + $"participation_waiting {Iso(-90)}, place_begun {Iso(-60)}, place_ended {Iso(-10)}", await Told(of));

        async Task<int> On(int days) => (await client.Read($"{Path}?teamId={of.TeamId}&kind=kindergarten&placeOn={Iso(days)}"))["items"]!.AsArray().Count;
    }

    [Fact]
    public async Task Several_stand_beside_each_other_and_the_same_one_twice_does_not()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        await client.Post(Path, Body(of)).Expect(201);
        await client.Post(Path, Body(of)).ExpectProblem(409, "participation-exists");
        await client.Post(Path, Body(of, body => body["provider"] = "Kindergarten Regenbogen")).Expect(201);
        await client.Post(Path, Body(of, body => (body["kind"], body["form"]) = ("club", null))).Expect(201);
        Assert.Equal(3, (await client.Read($"{Path}?clientId={of.ClientId}&count=true")).Number("count"));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task A_move_that_the_state_does_not_allow_is_refused_with_those_that_it_does_and_a_stale_one_changes_nothing()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"{Path}/{await api.Given.Participation(of)}";
        var waiting = (await client.GetAsync(path).Expect(200)).Tag();
        var refused = await client.Post($"{path}/begin", new { }, waiting).ExpectProblem(409, "participation-transition");
        Assert.Equal(["place", "withdraw"], refused.Values<string>("allowedActions/*"));
        await client.Post($"{path}/place", new { }).ExpectProblem(428, "if-match-required");
        await Move(client, path, "place", new { }, waiting);
        await client.Post($"{path}/begin", new { }, waiting).ExpectProblem(412, "stale");
        Assert.Equal("place", (await client.Read(path)).Text("status"));
        var actions = (await client.Read(path))["allowedActions"]!.AsArray();
        Assert.True(actions.Single(one => one.Text("action") == "begin").Value<bool>("allowed"));
        Assert.True(actions.Single(one => one.Text("action") == "withdraw").Value<bool>("allowed"));
        Assert.False(actions.Single(one => one.Text("action") == "complete").Value<bool>("allowed"));
    }

    [Fact]
    public async Task Of_two_who_move_it_at_once_one_is_told()
    {
        for (var i = 0; i < 5; i++)
        {
            var of = await api.Given.CaseWithLead();
            var client = await api.As(of.Lead!);
            var path = $"{Path}/{await api.Given.Participation(of)}";
            var tag = (await client.GetAsync(path).Expect(200)).Tag();
            var answers = await Task.WhenAll(client.Post($"{path}/place", new { }, tag), client.Post($"{path}/withdraw", new { reasonCode = "moved" }, tag));
            Assert.Equal([200, 412], answers.Select(answer => (int)answer.StatusCode).Order());
            Assert.Equal(2, (await client.Read(path))["moves"]!.AsArray().Count);
        }
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task What_was_recorded_wrongly_is_corrected_taken_back_or_removed_with_a_reason_and_so_in_the_ledger()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var recorded = await client.Post(Path, Body(of, body => (body["status"], body["on"]) = ("place", Iso(-40)))).Expect(201);
        var path = recorded.Headers.Location!.ToString();
        var tag = await Move(client, path, "begin", new { on = Iso(-20) }, recorded.Tag());
        var moves = (await client.Read(path)).Values<Guid>("moves/*/id").ToList();
        await client.Post($"{path}/moves/{moves[0]}/correct", new { on = Iso(-19), reason = "Bescheid" }, tag).ExpectProblem(400, "validation-failed");
        await client.Post($"{path}/moves/{moves[0]}/correct", new { on = Iso(-50) }, tag).Expect(400);
        await client.Post($"{path}/moves/{Guid.CreateVersion7()}/correct", new { on = Iso(-50), reason = "Bescheid" }, tag).ExpectProblem(404, "not-found");
        tag = await Move(client, path, $"moves/{moves[0]}/correct", new { on = Iso(-50), reason = "Bescheid gesehen" }, tag);
        tag = await Move(client, path, "take-back", new { reason = "Noch nicht hingegangen" }, tag);
        Assert.Equal($"participation_place {Iso(-50)}, place_begun {Iso(-50)}", await Told(of));
        await client.Post($"{path}/take-back", new { reason = "Irrtum" }, tag).ExpectProblem(409, "participation-first-move");

        var corrected = Body(of, body => (body["kind"], body["schoolKind"], body["form"], body["reason"]) = ("school", "primary", "vkl", "Schulkind"));
        corrected.Remove("caseId");
        tag = (await client.Put(path, corrected, tag).Expect(200)).Tag();
        Assert.Equal("school primary vkl", await api.Sql<string>($"""
            select concat_ws(' ', e.attributes ->> 'kind', e.attributes ->> 'schoolKind', e.attributes ->> 'form') from ledger.entry e
            join ledger.subject x on x.pseudonym = e.pseudonym where x.unit_id = '{of.ClientId}' and e.kind = 'place_begun' order by e.no desc limit 1
            """));
        await client.Post($"{path}/remove", new { reason = "Anderes Kind" }).ExpectProblem(428, "if-match-required");
        await client.Post($"{path}/remove", new { reason = "Anderes Kind" }, tag).Expect(204);
        await client.GetAsync(path).ExpectProblem(404, "not-found");
        Assert.Equal("", await Told(of));
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry where row_id = '{path.Split('/')[^1]}' and operation = 'delete' and reason = 'Anderes Kind'
            """));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        foreach (var (member, value, pointer, code) in new (string, JsonNode?, string, string)[]
        {
            ("kind", "kita", "/kind", "unknown-code"),
            ("form", "vkl", "/form", "participation-form"),
            ("schoolKind", "primary", "/schoolKind", "participation-form"),
            ("serviceId", $"{Guid.CreateVersion7()}", "/serviceId", "participation-unknown-service"),
            ("status", "completed", "/status", "participation-start"),
            ("on", Iso(1), "/on", "participation-in-future"),
        })
        {
            var problem = await (await client.Post(Path, Body(of, body => body[member] = value)).Expect(400)).Json();
            Assert.Equal((pointer, code), (problem.Text("errors/0/pointer"), problem.Text("errors/0/code")));
        }
        var begun = $"{Path}/{await api.Given.Participation(of, ParticipationStatus.Begun)}";
        var tag = (await client.GetAsync(begun).Expect(200)).Tag();
        foreach (var days in (int[])[0, 2]) // On the day on which it began, and later than tomorrow.
        {
            await client.Post($"{begun}/complete", new { on = Iso(days) }, tag).ExpectProblem(400, "validation-failed");
        }
        await client.Post($"{begun}/complete", new { on = Iso(1) }, tag).Expect(200);
    }

    [Fact]
    public async Task A_special_school_is_restricted_by_its_kind_and_counts_without_saying_what_it_is()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        JsonObject Special(string provider) => Body(of, body =>
            (body["kind"], body["schoolKind"], body["form"], body["provider"], body["status"]) = ("school", "special-needs", null, provider, "begun"));
        var path = (await client.Post(Path, Special("Schule am Park")).Expect(201)).Headers.Location!.ToString();
        Assert.Equal("health", (await client.Read(path)).Text("compartment"));
        await colleague.GetAsync(path).ExpectProblem(404, "not-found");
        await colleague.Post(Path, Special("Schule am Ried")).ExpectProblem(403, "participation-compartment-closed");
        Assert.Empty((await client.Read($"{Path}?teamId={of.TeamId}"))["items"]!.AsArray());
        Assert.Single((await client.Read($"{Path}?clientId={of.ClientId}"))["items"]!.AsArray());
        Assert.Empty((await colleague.Read($"{Path}?clientId={of.ClientId}"))["items"]!.AsArray());
        var kinds = (await colleague.Read($"/api/v1/cases/{of.CaseId}/timeline")).Values<string>("items/*/kind");
        Assert.DoesNotContain("participation_begun", kinds);
        Assert.Equal("true {}", await Withheld(of));
    }

    [Fact]
    public async Task A_confidential_service_is_told_to_who_may_refer_there_alone_and_counts_without_its_name()
    {
        var of = await api.Given.CaseWithLead(CaseManagement.Api.Organisations.TeamKind.Accommodation);
        var keeper = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var service = await api.Given.Service(keeper, confidential: true);
        var (knows, not) = (await api.As(keeper), await api.As(of.Lead!));
        var body = Body(of, body => (body["kind"], body["form"], body["serviceId"], body["status"]) = ("group", null, service.ToString(), "begun"));
        await not.Post(Path, body.DeepClone()).Expect(400);
        var path = (await knows.Post(Path, body).Expect(201)).Headers.Location!.ToString();
        Assert.Equal(service, (await knows.Read(path)).Value<Guid>("serviceId"));
        Assert.Equal((null, null), ((await not.Read(path)).Text("serviceId"), (await not.Read(path)).Text("serviceName")));
        Assert.Null((await not.Read($"{Path}?caseId={of.CaseId}")).Text("items/0/serviceId"));
        Assert.Equal("true {}", await Withheld(of));

        // Who corrects something else without having been told of it does not take it out.
        var correction = new { kind = "group", provider = "Treff", hoursPerWeek = 2, reason = "Stunden" };
        await not.Put(path, correction, (await not.GetAsync(path).Expect(200)).Tag()).Expect(200);
        Assert.Equal(service, (await knows.Read(path)).Value<Guid>("serviceId"));
    }

    [Fact]
    public async Task Who_takes_part_at_a_service_that_carries_a_compartment_is_shown_so_to_who_is_admitted_also_where_it_is_put_there_later()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        var keeper = await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor);
        var service = await api.Given.Service(keeper);
        JsonObject At(string title) => Body(of, body => (body["kind"], body["form"], body["title"], body["serviceId"], body["status"]) =
            ("group", null, title, service.ToString(), "begun"));
        var before = (await client.Post(Path, At("Dienstag")).Expect(201)).Headers.Location!.ToString();
        Assert.Equal("Dienstag", (await colleague.Read(before)).Text("title"));

        var (http, entry) = (await api.As(keeper), $"/api/v1/services/{service}");
        Assert.Null((await http.Read(entry)).Text("compartment"));
        await Put(keeper, service, body => body["compartment"] = "sexual_orientation");
        Assert.Equal("sexual_orientation", (await http.Read(entry)).Text("compartment"));

        // Whoever takes part already, at another organisation, and who comes after.
        Assert.Equal("sexual_orientation", (await client.Read(before)).Text("compartment"));
        await colleague.GetAsync(before).ExpectProblem(404, "not-found");
        await colleague.Post(Path, At("Mittwoch")).ExpectProblem(403, "participation-compartment-closed");
        var after = (await client.Post(Path, At("Mittwoch")).Expect(201)).Headers.Location!.ToString();
        Assert.Equal("sexual_orientation", (await client.Read(after)).Text("compartment"));
        Assert.Empty((await colleague.Read($"{Path}?clientId={of.ClientId}"))["items"]!.AsArray());
        Assert.Equal("true {}", await Withheld(of));
        // A correction that leaves the compartment out takes nobody out of it, and one to another place does, the second time as the first.
        var correction = new { kind = "group", title = "Mittwochs", serviceId = (Guid?)service, reason = "Name" };
        await client.Put(after, correction, (await client.GetAsync(after).Expect(200)).Tag()).Expect(200);
        await colleague.GetAsync(after).ExpectProblem(404, "not-found");
        foreach (var _ in (int[])[1, 2])
        {
            await client.Put(after, correction with { serviceId = null }, (await client.GetAsync(after).Expect(200)).Tag()).Expect(200);
            Assert.Null((await colleague.Read(after)).Text("compartment"));
        }
    }

    [Fact]
    public async Task Who_is_being_recorded_while_the_service_is_put_into_a_compartment_is_in_it_too()
    {
        var of = await api.Given.CaseWithLead();
        var keeper = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        var service = await api.Given.Service(keeper);
        Task put;
        await using (var scope = api.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(of.OrganisationId);
            var db = scope.ServiceProvider.GetRequiredService<CaseDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Add(new Participation((of.OrganisationId, of.CaseId, of.ClientId), new("group", null, null, "Dienstag", null, service, null, null, null),
                (ParticipationStatus.Begun, api.Given.Today), null, api.Given.Now));
            await db.SaveChangesAsync();
            put = Put(keeper, service, body => body["compartment"] = "protection");
            await Task.WhenAny(put, Task.Delay(TimeSpan.FromSeconds(1)));
            Assert.False(put.IsCompleted, "It does not wait for who is being recorded.");
            await transaction.CommitAsync();
        }
        await put;
        Assert.Equal("protection", await api.Sql<string>($"select compartment from app.participation where service_id = '{service}'"));
    }

    [Fact]
    public async Task A_service_that_becomes_confidential_later_or_whose_provider_does_is_told_by_no_figure_any_more()
    {
        var of = await api.Given.CaseWithLead();
        var keeper = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        var agency = await api.Given.Organisation();
        var client = await api.As(of.Lead!);
        foreach (var later in (bool[])[true, false])
        {
            var service = await api.Given.Service(keeper, later ? agency : null);
            await client.Post(Path, Body(of, body => (body["kind"], body["form"], body["title"], body["serviceId"], body["status"]) =
                ("group", null, $"{later}", service.ToString(), "begun"))).Expect(201);
            Assert.StartsWith("false", await Withheld(of), StringComparison.Ordinal);
            if (later)
            {
                await api.Execute($"update app.organisation set is_confidential = true where id = '{agency}'");
            }
            else
            {
                await Put(keeper, service, body => body["isConfidential"] = true);
            }
            Assert.Equal("true {}", await Withheld(of));
        }
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task A_place_may_be_given_up_before_it_is_taken_and_a_death_ends_what_lasts()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var unused = await client.Post(Path, Body(of, body => (body["status"], body["on"]) = ("place", Iso(-20)))).Expect(201);
        await Move(client, unused.Headers.Location!.ToString(), "withdraw", new { reasonCode = "own-wish", on = Iso(-10) }, unused.Tag());
        Assert.Equal(Iso(-10), (await client.Read(unused.Headers.Location!.ToString())).Text("endedOn"));

        JsonObject At(string provider, string status, int days) =>
            Body(of, body => (body["provider"], body["status"], body["on"]) = (provider, status, Iso(days)));
        foreach (var record in new[] { At("Schule", "begun", -40), At("Hort", "waiting", -40), At("Verein", "place", -40), At("Kurs", "begun", -1) })
        {
            await client.Post(Path, record).Expect(201);
        }
        var presences = $"/api/v1/clients/{of.ClientId}/presences";
        var here = await client.Post(presences, new { from = Iso(-300), arrivedAs = "moved-in" }).Expect(201);
        await client.Post($"{here.Headers.Location}/leave", new { until = Iso(-5), leaveReason = "died" }, here.Tag()).Expect(200);
        var ended = (await client.Read($"{Path}?clientId={of.ClientId}&include=ended"))["items"]!.AsArray();
        Assert.Equal(["Hort withdrawn died", "Kindergarten Sonnenschein withdrawn own-wish", "Kurs broken_off died", "Schule broken_off died",
            "Verein withdrawn died"], ended.Select(row => $"{row.Text("provider")} {row.Text("status")} {row.Text("endReason")}").Order());
        Assert.Equal([Iso(-5), Iso(-10), Iso(0), Iso(-5), Iso(-5)],
            ended.OrderBy(row => row.Text("provider"), StringComparer.Ordinal).Select(row => row.Text("endedOn")));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    private async Task Put(Person keeper, Guid service, Action<JsonObject> change)
    {
        var (http, entry) = (await api.As(keeper), $"/api/v1/services/{service}");
        var got = await http.GetAsync(entry).Expect(200);
        var body = (await got.Json()).AsObject();
        foreach (var shown in body.Select(member => member.Key).Except(Stated).ToArray())
        {
            body.Remove(shown);
        }
        change(body);
        await http.Put(entry, body, got.Tag()).Expect(200);
    }

    // What a service's body may say; GET shows more.
    private static readonly string[] Stated = [.. typeof(CaseManagement.Api.ServiceDirectory.ServiceBody).GetProperties()
        .Select(property => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name))];

    [Fact]
    public async Task A_colleague_of_another_team_and_another_organisation_find_nothing_and_a_closed_case_takes_nothing()
    {
        var of = await api.Given.CaseWithLead();
        var path = $"{Path}/{await api.Given.Participation(of)}";
        var other = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, await api.Given.Team(of.OrganisationId)));
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        foreach (var client in (HttpClient[])[other, stranger])
        {
            await client.GetAsync(path).ExpectProblem(404, "not-found");
            await client.Post($"{path}/place", new { }, "\"1\"").ExpectProblem(404, "not-found");
            await client.Post($"{path}/remove", new { reason = "x" }, "\"1\"").ExpectProblem(404, "not-found");
            await client.Post(Path, Body(of)).ExpectProblem(404, "not-found");
        }
        var lead = await api.As(of.Lead!);
        var @case = $"/api/v1/cases/{of.CaseId}";
        await lead.Post($"{@case}/close", new { reasonCode = "goals-reached" }, (await lead.GetAsync(@case).Expect(200)).Tag()).Expect(200);
        await lead.Post(Path, Body(of)).ExpectProblem(409, "participation-case-closed");
    }

    [Fact]
    public async Task They_go_along_at_a_handover_stand_in_the_package_and_the_restricted_ones_stay_unless_included()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var goes = await api.Given.Participation(handover.Cases[0], ParticipationStatus.Begun);
        var stays = await api.Given.Participation(handover.Cases[0], ParticipationStatus.Begun, Compartment.Health);
        var included = await api.Given.Participation(handover.Cases[0], ParticipationStatus.Place, Compartment.Health);
        await (await handover.Ready([included])).Accepted();
        var records = (await handover.Package(handover.To)).At("package/records")!.AsArray().Where(record => record.Text("section") == "participations");
        Assert.Contains(records, record => record.Text("content/status") == "begun" && record.Text("content/form") == "full-day");

        var (to, from) = (await handover.To, await handover.From);
        var taken = await to.GetAsync($"{Path}/{goes}").Expect(200);
        await to.GetAsync($"{Path}/{included}").Expect(200);
        await to.GetAsync($"{Path}/{stays}").ExpectProblem(404, "not-found");
        // The sender reads on for the time of grace, and changes nothing.
        await from.Post($"{Path}/{goes}/complete", new { on = Iso(1) }, (await from.GetAsync($"{Path}/{goes}").Expect(200)).Tag())
            .ExpectProblem(403, "case-handed-over");
        await to.Post($"{Path}/{goes}/complete", new { on = Iso(1) }, taken.Tag()).Expect(200);
        Assert.Equal("taken_over", await api.Sql<string>($"""
            select distinct origin from ledger.entry where organisation_id = '{handover.Receiver.OrganisationId}' and kind = 'participation_begun'
            """));
        await KeptLedger.AgreesWithTheFacts(api);

        api.Clock.Offset += TimeSpan.FromDays(15);
        await (await handover.From).GetAsync($"{Path}/{goes}").ExpectProblem(404, "not-found");
        from = await handover.From;
        await from.GetAsync($"{Path}/{stays}").Expect(200);
        var kept = (await from.Read("/api/v1/left-behind"))["items"]!.AsArray().Single(row => row!.Value<Guid>("clientId") == handover.Cases[0].ClientId)!;
        var left = $"/api/v1/left-behind/{kept.Text("id")}";
        var item = Assert.Single((await from.Read(left))["items"]!.AsArray(), item => item.Value<Guid>("itemId") == stays);
        Assert.Equal(("section", "participations"), (item.Text("kind"), item.Text("content/section")));
        var tag = (await from.GetAsync(left).Expect(200)).Tag();
        await from.Post($"{left}/items/{stays}/correct", new { text = "Anders", reason = "Auf Antrag" }, tag).ExpectProblem(409, "left-behind-participation");
        await from.Post($"{left}/items/{stays}/erase", new { reason = "Auf Antrag" }, tag).Expect(200);
        await from.GetAsync($"{Path}/{stays}").ExpectProblem(404, "not-found");
    }

    private static async Task<string> Move(HttpClient client, string path, string move, object body, string tag) =>
        (await client.Post($"{path}/{move}", body, tag).Expect(200)).Tag();

    // What nothing has reversed.
    private Task<string> Told(GivenCase of) => api.Sql<string>($"""
        select coalesce(string_agg(e.kind || ' ' || e.on_date, ', ' order by e.kind), '') from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
        where x.unit_id = '{of.ClientId}' and (e.kind like 'participation%' or e.kind like 'place%') and e.reversal_of is null
          and not exists (select from ledger.entry r where r.reversal_of = e.no)
        """);

    private Task<string> Withheld(GivenCase of) => api.Sql<string>($"""
        select e.withheld || ' ' || e.attributes from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
        where x.unit_id = '{of.ClientId}' and e.kind = 'place_begun' order by e.no desc limit 1
        """);

    private string Iso(int days) => $"{api.Given.Today.AddDays(days):yyyy-MM-dd}";

    private static JsonObject Body(GivenCase of, Action<JsonObject>? change = null)
    {
        var body = new JsonObject
        {
            ["caseId"] = of.CaseId, ["kind"] = "kindergarten", ["form"] = "full-day", ["provider"] = "Kindergarten Sonnenschein", ["hoursPerWeek"] = 35,
        };
        change?.Invoke(body);
        return body;
    }
}
