using System.Text.Json.Nodes;
using CaseManagement.Api.Facts;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;

namespace CaseManagement.ApiTests.Facts;

/// <summary>The dead act no more: what ends with a death, what is refused after it, and what becomes of it when it never was so.</summary>
public sealed class DeathTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Who_is_dead_represents_nobody_and_gives_no_consent_and_what_was_given_before_stays()
    {
        var of = await api.Given.CaseOfAged(10);
        var mother = await api.Given.CaseOf(of.TeamId, of.Lead!);
        var client = await api.As(of.Lead!);
        var (list, consents) = ($"/api/v1/clients/{of.ClientId}/representations", $"/api/v1/clients/{of.ClientId}/consents");
        var text = await api.Given.ConsentText(of.OrganisationId);
        var hers = await client.Post(list, Parent(new { representativeClientId = mother.ClientId }, -300)).Expect(201);
        var (his, her) = (await (await client.Post(list, Parent(new { name = "Haddad, Samir" }, -300)).Expect(201)).Id(), await hers.Id());
        var before = (await client.Post(consents, Consent(-40, "Verein", her, his)).Expect(201)).Headers.Location!;
        var died = await Died(client, mother.ClientId, 30);

        var shown = await client.Read(hers.Headers.Location!);
        Assert.Equal((false, Iso(-30), false), (shown.Value<bool>("isInForce"), shown.Text("until"), shown.Value<bool>("endsAtMajority")));
        // Who survives holds custody alone: nobody is missing.
        Assert.Empty((await client.Read(list))["warnings"]!.AsArray());
        Assert.Equal(("/representationIds/1", "representative-has-died"), await Fault(client.Post(consents, Consent(0, "Caritas", his, her))));
        Assert.Equal(("/representationIds/0", "representative-has-died"), await Fault(client.Post(consents, Consent(-30, "Caritas", her))));
        var alone = (await client.Post(consents, Consent(0, "Caritas", his)).Expect(201)).Headers.Location!;
        Assert.Empty((await client.Read(alone))["warnings"]!.AsArray());
        Assert.True((await client.Read(before)).Value<bool>("isInForce"));
        await client.Post(consents, Consent(-31, "Diakonie", her, his)).Expect(201); // The day before, written down today.
        Assert.Equal(("/from", "representation-after-death"),
            await Fault(client.Post(list, Parent(new { representativeClientId = mother.ClientId }, -30))));

        await client.Post($"{died.Path}/void", new { reason = "Verwechslung" }, died.Tag).Expect(200);
        Assert.True((await client.Read(hers.Headers.Location!)).Value<bool>("isInForce"));

        await Died(client, of.ClientId, 1);
        Assert.Equal(("/givenOn", "consent-after-death"), await Fault(client.Post(consents, Consent(0, "Tafel", his))));
        await client.Post(consents, Consent(-2, "Tafel", his, her)).Expect(201);
        Assert.Empty((await client.Read(list)).Values<string>("items/*/id"));

        object Consent(int day, string recipient, params Guid[] by) => new
        {
            textId = text, language = "deu", recipients = new[] { recipient }, data = new[] { "base-data" }, givenOn = Iso(day), form = "written",
            reading = "read-alone", evidence = "Akte", representationIds = by,
        };
    }

    [Fact]
    public async Task Appointments_ahead_end_with_a_death_and_none_is_made_after_it()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var (ahead, other) = (await api.Given.Appointment(of, api.Given.Now.AddDays(3)),
            await api.Given.Appointment(await api.Given.CaseOf(of.TeamId, of.Lead!), api.Given.Now.AddDays(3)));
        await Died(client, of.ClientId, 1);
        Assert.Equal(("cancelled", "invited"), (await Status(ahead), await Status(other)));
        await client.Post("/api/v1/appointments", new { of.CaseId, kind = "office", at = api.Given.Now.AddDays(4) })
            .ExpectProblem(409, "appointment-of-the-dead");

        Task<string> Status(Guid id) => api.Sql<string>($"select status from app.appointment where id = '{id}'");
    }

    [Fact]
    public async Task Nobody_who_has_died_is_referred()
    {
        var referral = await (await api.Given.Referral()).Written();
        Assert.Empty((await referral.Preview())["missing"]!.AsArray());
        var from = await referral.From;
        await Died(from, referral.Of.ClientId, 1);
        var preview = await referral.Preview();
        Assert.Equal(("/caseId", "referral-of-the-dead"), (preview.Text("missing/0/pointer"), preview.Text("missing/0/code")));
        Assert.Equal("referral-of-the-dead", (await referral.Send().ExpectProblem(409, "referral-not-sendable")).Text("errors/0/code"));
        await from.Post("/api/v1/referrals", referral.Body()).ExpectProblem(409, "referral-of-the-dead");
    }

    [Fact]
    public async Task The_review_of_an_agreement_ends_with_a_death_and_all_that_is_left_is_to_terminate_it()
    {
        var of = await api.Given.CaseWithLead();
        var agreement = await api.Given.ActiveAgreement(of);
        api.Clock.Offset += TimeSpan.FromDays(200);
        Assert.Single((await ToReview())["items"]!.AsArray());
        await Died(await api.As(of.Lead!), of.ClientId, 1);

        Assert.Equal("cancelled", await api.Sql<string>($"select status from app.reminder where case_id = '{of.CaseId}' and kind = 'agreement_review'"));
        Assert.Empty((await ToReview())["items"]!.AsArray());
        foreach (var action in new[] { "reviewed", "start-review" })
        {
            await agreement.Call(action, new { }).ExpectProblem(409, "agreement-of-the-dead");
            Assert.Equal("agreement-of-the-dead",
                (await agreement.Read())["allowedActions"]!.AsArray().Single(one => one.Text("action") == action)!.Text("code"));
        }
        await (await api.As(of.Lead!)).Post("/api/v1/agreements", new { caseIds = new[] { of.CaseId }, language = "ara" })
            .ExpectProblem(409, "agreement-of-the-dead");
        await agreement.Call("terminate", new { reasonCode = "moved-away" }).Expect(200);

        async Task<JsonNode> ToReview() => await (await api.As(of.Lead!)).Read("/api/v1/my-day/agreements_to_review");
    }

    [Fact]
    public async Task A_death_that_never_was_takes_back_what_ended_with_it_and_tells_who_leads_of_the_rest()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var agreement = await api.Given.ActiveAgreement(of);
        var (reminder, appointment) = (await api.Given.Reminder(of), await api.Given.Appointment(of, api.Given.Now.AddDays(3)));
        var occupancy = await api.Given.Occupancy(of);
        var (begun, waiting) = (await TakesPart("begun"), await TakesPart("waiting"));
        Assert.Equal("begun", (await client.Read(begun)).Text("status"));
        var died = await Died(client, of.ClientId, 7);
        Assert.Equal("cancelled cancelled", await Reminders());
        // Another day: what ended with it follows, a place that was given up as well.
        var corrected = await client.Put(died.Path, Lived(5, "Sterbeurkunde"), died.Tag).Expect(200);
        Assert.Equal((Iso(-5), Iso(-5), "withdrawn"),
            ((await client.Read(begun)).Text("endedOn"), (await client.Read(waiting)).Text("endedOn"), (await client.Read(waiting)).Text("status")));
        Assert.Empty(await Told());

        await client.Post($"{died.Path}/void", new { reason = "Falsche Akte" }, corrected.Tag()).Expect(200);
        Assert.Equal(("begun", "waiting"), ((await client.Read(begun)).Text("status"), (await client.Read(waiting)).Text("status")));
        Assert.Equal("", await api.Sql<string>($"select concat(until_date, leave_reason) from app.occupancy where id = '{occupancy}'"));
        Assert.Equal("cancelled open open", await Reminders()); // That of the review was made anew.
        Assert.Equal("open", await api.Sql<string>($"select status from app.reminder where id = '{reminder}'"));
        Assert.Equal("cancelled", await api.Sql<string>($"select status from app.appointment where id = '{appointment}'"));
        Assert.Equal(of.CaseId, Assert.Single(await Told()));
        await agreement.Call("reviewed", new { }).Expect(200);
        await KeptLedger.AgreesWithTheFacts(api);

        async Task<Uri> TakesPart(string status) => (await client.Post("/api/v1/participations",
            new { of.CaseId, kind = "club", provider = $"TSV {status}", status, on = Iso(-20) }).Expect(201)).Headers.Location!;
        Task<string> Reminders() => api.Sql<string>($"select string_agg(status, ' ' order by status) from app.reminder where case_id = '{of.CaseId}'");
        async Task<List<Guid>> Told() => [.. (await client.Read("/api/v1/notices"))["items"]!.AsArray()
            .Where(notice => notice.Text("kind") == DeathNotices.TakenBack.Name).Select(notice => notice.Value<Guid>("subjectId"))];
    }

    [Fact]
    public async Task Nothing_begins_after_a_death_and_what_is_recorded_late_ends_with_it()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var flat = $"/api/v1/dwellings/{await api.Given.Dwelling(of.OrganisationId)}";
        var (waits, works) = ((await client.Post("/api/v1/participations", Part("waiting", -90, "Verein A")).Expect(201)).Headers.Location!,
            (await client.Post("/api/v1/employments", Job(-90)).Expect(201)).Headers.Location!);
        await Died(client, of.ClientId, 30);

        foreach (var status in new[] { "waiting", "place", "begun" })
        {
            await client.Post("/api/v1/participations", Part(status, -30, "Verein B")).ExpectProblem(409, "person-has-died");
        }
        await client.Post("/api/v1/employments", Job(-10)).ExpectProblem(409, "person-has-died");
        await client.Put($"{works}", Job(-10, "Tippfehler"), (await client.GetAsync(works)).Tag()).ExpectProblem(409, "person-has-died");
        await client.Post($"{flat}/move-in", MoveIn(-30), (await client.GetAsync(flat)).Tag()).ExpectProblem(409, "person-has-died");
        await client.Post($"/api/v1/clients/{of.ClientId}/allocations", new { allocatedOn = Iso(-10) }).ExpectProblem(409, "person-has-died");
        await client.Post("/api/v1/contacts", Talk(-12, true)).ExpectProblem(409, "person-has-died");
        await client.Post("/api/v1/contacts", Talk(-12, false)).Expect(201);
        await client.Post("/api/v1/contacts", Talk(-30, true)).Expect(201);
        Assert.Equal("withdrawn", (await client.Read(waits)).Text("status"));

        // Of before, recorded late.
        var late = (await client.Post("/api/v1/participations", Part("begun", -60, "Verein C")).Expect(201)).Headers.Location!;
        Assert.Equal(("broken_off", Iso(-30)), ((await client.Read(late)).Text("status"), (await client.Read(late)).Text("endedOn")));
        await client.Post($"{flat}/move-in", MoveIn(-60), (await client.GetAsync(flat)).Tag()).Expect(200);
        Assert.Equal($"{Iso(-30)} died", await api.Sql<string>(
            $"select concat_ws(' ', until_date, leave_reason) from app.occupancy where client_id = '{of.ClientId}'"));
        await KeptLedger.AgreesWithTheFacts(api);

        object Part(string status, int day, string provider) => new { of.CaseId, kind = "club", provider, status, on = Iso(day) };
        object Job(int day, string? reason = null) => reason is null ? new { of.CaseId, kind = "mini-job", employer = "Y", from = Iso(day) }
            : new { kind = "mini-job", employer = "Y", from = Iso(day), reason };
        object MoveIn(int day) => new { clientIds = new[] { of.ClientId }, from = Iso(day) };
        object Talk(int day, bool present) => new
        {
            at = LocalTime.StartOf(api.Given.Today.AddDays(day)).AddHours(9), kind = "office", outcome = "counselled",
            persons = new[] { new { clientId = of.ClientId, present } },
        };
    }

    [Fact]
    public async Task A_households_checklist_goes_on_while_one_of_them_lives_and_is_counselled()
    {
        var cases = await Family(3);
        var client = await api.As(cases[0].Lead!);
        var flat = $"/api/v1/dwellings/{await api.Given.Dwelling(cases[0].OrganisationId)}";
        await client.Post($"{flat}/move-in", new { clientIds = cases.Select(of => of.ClientId), from = Iso(-1), aftercare = true },
            (await client.GetAsync(flat)).Tag()).Expect(200);
        var (died, checklist) = (new List<Guid>(), $"subject_id = '{cases[0].HouseholdId}' and kind like 'move%'");
        for (var left = 2; left >= 0; left--)
        {
            var filed = await api.Sql<Guid>($"select distinct case_id from app.reminder where {checklist}");
            var at = cases.Single(of => of.CaseId == filed);
            Assert.DoesNotContain(at.ClientId, died);
            died.Add(at.ClientId);
            await Died(client, at.ClientId, 0);
            Assert.Equal(left > 0 ? "open 6" : "cancelled 6", await api.Sql<string>(
                $"select string_agg(concat_ws(' ', status, n), ', ') from (select status, count(*) n from app.reminder where {checklist} group by status) x"));
        }
    }

    [Fact]
    public async Task Of_a_case_that_was_closed_with_a_death_that_never_was_its_lead_is_told_and_reopening_brings_its_reminders_back()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var (reminder, path) = (await api.Given.Reminder(of), $"/api/v1/cases/{of.CaseId}");
        var died = await Died(client, of.ClientId, 7);
        await client.Post($"{path}/close", new { reasonCode = "deceased" }, (await client.GetAsync(path)).Tag()).Expect(200);
        await client.Post($"{died.Path}/void", new { reason = "Verwechslung" }, died.Tag).Expect(200);

        var told = (await client.Read("/api/v1/notices"))["items"]!.AsArray().Single(notice => notice.Text("kind") == DeathNotices.TakenBackOfClosed.Name)!;
        Assert.Equal(of.CaseId, told.Value<Guid>("subjectId"));
        Assert.Equal("cancelled", await Status());
        var reason = await api.Sql<string>("select code from app.code where list = 'case-reopening-reason' order by code limit 1");
        await client.Post($"{path}/reopen", new { reasonCode = reason, leadStaffId = of.Lead!.StaffId }, (await client.GetAsync(path)).Tag()).Expect(200);
        Assert.Equal("open", await Status());

        Task<string> Status() => api.Sql<string>($"select status from app.reminder where id = '{reminder}'");
    }

    [Fact]
    public async Task Who_has_died_makes_no_move_that_was_planned()
    {
        var of = (await Family(2))[0];
        var client = await api.As(of.Lead!);
        var (home, other) = ($"/api/v1/households/{of.HouseholdId}", await api.Given.Household(of.OrganisationId));
        await client.Post($"{home}/members/{of.ClientId}/move", new { toHouseholdId = other, role = "applicant", on = Iso(5) },
            (await client.GetAsync(home)).Tag()).Expect(200);
        await Died(client, of.ClientId, 1);
        api.Clock.Offset += TimeSpan.FromDays(6);
        await api.SendAsSystem(of.OrganisationId, new CaseManagement.Api.Cases.FollowHouseholds());
        Assert.Equal(of.HouseholdId, await api.Sql<Guid>($"select household_id from app.\"case\" where id = '{of.CaseId}'"));
        Assert.Equal($"{of.HouseholdId}", await api.Sql<string>(
            $"select string_agg(concat_ws(' ', household_id, until_date), ', ') from app.household_member where client_id = '{of.ClientId}'"));
    }

    private async Task<IReadOnlyList<GivenCase>> Family(int members)
    {
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        return await api.Given.CasesOfHousehold(team, await api.Given.Staff(town, Role.Caseworker, team), members);
    }

    private JsonObject Parent(object who, int since)
    {
        var body = (JsonObject)System.Text.Json.JsonSerializer.SerializeToNode(who)!;
        (body["kind"], body["scopes"], body["evidence"], body["from"]) = ("parent-joint-custody", new JsonArray("all"), "Geburtsurkunde", Iso(since));
        return body;
    }

    private async Task<(string Path, string Tag)> Died(HttpClient client, Guid person, int daysAgo)
    {
        var died = await client.Post($"/api/v1/clients/{person}/presences", Lived(daysAgo)).Expect(201);
        return (died.Headers.Location!.ToString(), died.Tag());
    }

    private object Lived(int daysAgo, string? reason = null) => reason is null
        ? new { from = Iso(-400), arrivedAs = "moved-in", until = Iso(-daysAgo), leaveReason = Presence.Died }
        : new { from = Iso(-400), arrivedAs = "moved-in", until = Iso(-daysAgo), leaveReason = Presence.Died, reason };

    private string Iso(int days) => $"{api.Given.Today.AddDays(days):O}";

    private static async Task<(string?, string?)> Fault(Task<HttpResponseMessage> refused) =>
        await refused.ExpectProblem(400, "validation-failed") is var problem ? (problem.Text("errors/0/pointer"), problem.Text("errors/0/code")) : default;
}
