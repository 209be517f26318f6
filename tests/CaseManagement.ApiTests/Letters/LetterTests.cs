using System.Text.Json.Nodes;
using CaseManagement.Api.Letters;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Letters;

public sealed class LetterTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/letters";

    [Fact]
    public async Task A_decision_is_recorded_with_its_last_day_and_a_reminder_and_the_remedy_sent_in_time()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var recorded = await client.Post(Path, Body(of)).Expect(201);
        var read = await client.GetAsync(recorded.Headers.Location).Expect(200);
        var shown = await read.Json();
        Assert.Equal(("open", "letter", 30), (shown.Text("remedyStatus"), shown.Text("lastDaySource"), shown.Number("daysLeft")));
        Assert.Equal("§ 84 Abs. 1 SGG", shown.Text("paragraph")); // that of the proposal, which is kept beside
        var proposed = WorkingDays.Add(api.Given.Today.AddMonths(1), 0, Land.BadenWuerttemberg);
        Assert.Equal($"{proposed:yyyy-MM-dd}", shown.Text("proposedLastDay"));

        var reminder = await client.Read($"/api/v1/reminders/{shown.Text("reminderId")}");
        Assert.Equal(("letter_deadline", $"{LastDay(-7):yyyy-MM-dd}", $"{LastDay():yyyy-MM-dd}", of.Lead!.StaffId.ToString()),
            (reminder.Text("kind"), reminder.Text("dueOn"), reminder.Text("lastDay"), reminder.Text("assigneeId")));

        await client.Post($"{recorded.Headers.Location}/remedy-sent", Sent(), read.Tag()).Expect(200);
        shown = await client.Read(recorded.Headers.Location!.ToString());
        Assert.Equal(("sent", false, null), (shown.Text("remedyStatus"), shown["completion"]!.Value<bool>("isLate"), shown.Text("reminderId")));
        Assert.Equal("done", (await client.Read($"/api/v1/reminders/{reminder.Text("id")}")).Text("status"));
        var told = (await client.Read($"/api/v1/cases/{of.CaseId}/timeline"))["items"]!.AsArray().Select(item => item!.Text("kind")).ToList();
        Assert.Contains("letter_received", told);
        Assert.Contains("remedy_sent", told);
    }

    [Fact]
    public async Task The_reminder_cannot_be_put_off_past_the_last_day_nor_ended_by_hand()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var letter = await client.Post(Path, Body(of)).Expect(201);
        var path = $"/api/v1/reminders/{(await client.Read(letter.Headers.Location!.ToString())).Text("reminderId")}";
        var tag = (await client.GetAsync(path).Expect(200)).Tag();
        var refused = await client.Post($"{path}/snooze", new { until = LastDay(1) }, tag).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/until", "reminder-past-last-day"), Fault(refused));
        await client.Post($"{path}/done", ifMatch: tag).ExpectProblem(409, "reminder-of-system");
        await client.Post($"{path}/cancel", new { reason = "Weg damit" }, tag).ExpectProblem(409, "reminder-of-system");
        await client.Post($"{path}/not-executable", new { reasonCode = "client-not-reached" }, tag).ExpectProblem(409, "reminder-of-system");
        await client.Post($"{path}/snooze", new { until = LastDay() }, tag).Expect(200);
        await client.Post("/api/v1/reminders", new { subjectType = "letter", subjectId = await letter.Id(), title = "Frist", dueOn = LastDay() })
            .ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task A_correction_moves_the_reminder_and_taking_the_remedy_out_ends_it()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var letter = await client.Post(Path, Body(of)).Expect(201);
        var path = letter.Headers.Location!.ToString();
        var reminder = (await client.Read(path)).Text("reminderId");
        var corrected = await client.Put(path, Corrected(of, body => body["lastDay"] = $"{LastDay(-28):yyyy-MM-dd}"), letter.Tag()).Expect(200);
        var moved = await client.Read($"/api/v1/reminders/{reminder}");
        Assert.Equal(($"{api.Given.Today:yyyy-MM-dd}", $"{LastDay(-28):yyyy-MM-dd}"), (moved.Text("dueOn"), moved.Text("lastDay")));

        await client.Put(path, Corrected(of), letter.Tag()).ExpectProblem(412, "stale");
        var without = Corrected(of, body =>
        {
            body.Remove("remedy");
            body.Remove("lastDay");
            body.Remove("lastDaySource");
        });
        var taken = await client.Put(path, without, corrected.Tag()).Expect(200);
        Assert.Equal("done", (await client.Read($"/api/v1/reminders/{reminder}")).Text("status"));
        await client.Post($"{path}/remedy-sent", Sent(), taken.Tag()).ExpectProblem(409, "letter-remedy-transition");
    }

    [Fact]
    public async Task Only_the_person_or_who_acts_for_her_renounces_and_a_mistake_is_reopened()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var letter = await client.Post(Path, Body(of)).Expect(201);
        object Renounced(string by) => new { on = api.Given.Today, by, reason = "Nach Rechtsberatung" };
        var renounce = $"{letter.Headers.Location}/remedy-renounced";
        var refused = await client.Post(renounce, Renounced("staff"), letter.Tag()).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/by", "remedy-not-theirs"), Fault(refused));
        await client.Post(renounce, Renounced("client")).ExpectProblem(428, "if-match-required");
        var renounced = await client.Post(renounce, Renounced("client"), letter.Tag()).Expect(200);
        Assert.True((await client.Read(letter.Headers.Location!.ToString()))["allowedActions"]!.AsArray()
            .Single(action => action.Text("action") == "reopen-remedy").Value<bool>("allowed"));
        await client.Post($"{letter.Headers.Location}/remedy-sent", Sent(), letter.Tag()).ExpectProblem(412, "stale");
        await client.Post($"{letter.Headers.Location}/remedy-sent", Sent(), renounced.Tag()).ExpectProblem(409, "letter-remedy-transition");
        await client.Post($"{letter.Headers.Location}/reopen-remedy", new { reason = "Falscher Brief" }, renounced.Tag()).Expect(200);
        Assert.NotNull((await client.Read(letter.Headers.Location!.ToString())).Text("reminderId"));
    }

    [Fact]
    public async Task What_is_wrong_is_named_and_nothing_is_recorded_twice()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        foreach (var (member, value, pointer, code) in new (string, JsonNode?, string, string)[]
        {
            ("lastDay", null, "/lastDay", "letter-last-day"),
            ("lastDaySource", null, "/lastDaySource", "letter-last-day"),
            ("remedy", null, "/lastDay", "letter-last-day-without-remedy"),
            ("remedy", "beschwerde", "/remedy", "unknown-code"),
            ("lastDay", $"{api.Given.Today.AddYears(10):yyyy-MM-dd}", "/lastDay", "letter-last-day-implausible"),
            ("receivedOn", $"{api.Given.Today.AddDays(1):yyyy-MM-dd}", "/receivedOn", "letter-in-future"),
            ("postedOn", $"{api.Given.Today.AddDays(1):yyyy-MM-dd}", "/postedOn", "letter-posted-later"),
            ("lastDay", "2027-02-30", "/lastDay", "malformed-date"),
        })
        {
            var body = Body(of);
            body[member] = value;
            var problem = await (await client.Post(Path, body).Expect(400)).Json();
            Assert.Equal((pointer, code), Fault(problem));
        }
        var first = await client.Post(Path, Body(of), key: "zweimal").Expect(201);
        Assert.Equal(await first.Id(), await (await client.Post(Path, Body(of), key: "zweimal").Expect(201)).Id());
        await client.Post(Path, Body(of)).ExpectProblem(409, "letter-exists");
        Assert.Single((await client.Read($"{Path}?caseId={of.CaseId}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Another_team_and_another_organisation_find_nothing_and_an_administrator_may_not_look()
    {
        var of = await api.Given.CaseWithLead();
        var id = await api.Given.Letter(of);
        foreach (var organisation in new[] { of.OrganisationId, await api.Given.Organisation() })
        {
            var other = await api.As(await api.Given.Staff(organisation, Role.Caseworker, await api.Given.Team(organisation)));
            await other.GetAsync($"{Path}/{id}").ExpectProblem(404, "not-found");
            await other.Post(Path, Body(of)).ExpectProblem(404, "not-found");
            await other.Post($"{Path}/{id}/remedy-sent", Sent(), "\"1\"").ExpectProblem(404, "not-found");
            Assert.Empty((await other.Read($"{Path}?clientId={of.ClientId}"))["items"]!.AsArray());
        }
        await (await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator))).GetAsync($"{Path}/{id}").ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task A_restricted_letter_is_seen_by_who_is_admitted_and_stands_in_no_list_of_several_persons()
    {
        var of = await api.Given.CaseWithLead();
        var lead = await api.As(of.Lead!);
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        var letter = await lead.Post(Path, Body(of, body => body["compartment"] = "health")).Expect(201);
        await lead.GetAsync(letter.Headers.Location).Expect(200);
        await colleague.GetAsync(letter.Headers.Location).ExpectProblem(404, "not-found");
        Assert.Single((await lead.Read($"{Path}?clientId={of.ClientId}"))["items"]!.AsArray());
        Assert.Empty((await colleague.Read($"{Path}?clientId={of.ClientId}"))["items"]!.AsArray());
        Assert.Empty((await lead.Read($"{Path}?teamId={of.TeamId}"))["items"]!.AsArray());
        var refused = Body(of, body => (body["compartment"], body["subject"]) = ("protection", "Anderer"));
        await colleague.Post(Path, refused).ExpectProblem(403, "letter-compartment-closed");
        var told = (await colleague.Read($"/api/v1/cases/{of.CaseId}/timeline"))["items"]!.AsArray();
        Assert.DoesNotContain(told, item => item!.Text("kind") == "letter_received");
        // Its deadline is everybody's: the reminder says nothing of the letter.
        var reminder = Assert.Single((await colleague.Read($"/api/v1/reminders?caseId={of.CaseId}"))["items"]!.AsArray())!;
        Assert.Equal(("letter_deadline", "Legal deadline of a letter"), (reminder.Text("kind"), reminder.Text("title")));
        // A letter that nobody sees stands in nobody's way.
        await colleague.Post(Path, Body(of)).Expect(201);
    }

    [Fact]
    public async Task A_running_deadline_stands_in_the_way_of_closing_and_a_missed_one_is_settled()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var letter = await client.Post(Path, Body(of)).Expect(201);
        var preview = await client.GetAsync($"/api/v1/cases/{of.CaseId}/close-preview").Expect(200);
        var open = Assert.Single((await preview.Json())["followUps"]!.AsArray())!;
        Assert.Equal(("letter", 0), (open.Text("type"), open["outcomes"]!.AsArray().Count));
        await client.Post($"/api/v1/cases/{of.CaseId}/close", new { reasonCode = "goals-reached" }, preview.Tag()).ExpectProblem(409, "letter-deadline-runs");
        Assert.Equal("open", (await client.Read($"/api/v1/cases/{of.CaseId}")).Text("status"));

        var missed = await client.Put(letter.Headers.Location!.ToString(),
            Corrected(of, body => body["lastDay"] = $"{api.Given.Today.AddDays(-1):yyyy-MM-dd}"), letter.Tag()).Expect(200);
        Assert.True((await client.Read(letter.Headers.Location!.ToString())).Value<bool>("isMissed"));
        await client.Post($"/api/v1/cases/{of.CaseId}/close", new { reasonCode = "goals-reached" },
            (await client.GetAsync($"/api/v1/cases/{of.CaseId}/close-preview").Expect(200)).Tag()).Expect(200);
        // Late as it is, it may still be sent.
        await client.Post($"{letter.Headers.Location}/remedy-sent", Sent(), missed.Tag()).Expect(200);
        var settled = await client.GetAsync(letter.Headers.Location).Expect(200);
        Assert.True((await settled.Json())["completion"]!.Value<bool>("isLate"));
        // A closed case takes no reminder again, and so it is told before.
        Assert.Equal("case-closed",
            (await settled.Json())["allowedActions"]!.AsArray().Single(action => action.Text("action") == "reopen-remedy").Text("code"));
        await client.Post($"{letter.Headers.Location}/reopen-remedy", new { reason = "Falscher Brief" }, settled.Tag()).ExpectProblem(409, "case-closed");
        await client.Post(Path, Body(of, body => body["subject"] = "Neu")).ExpectProblem(409, "letter-case-closed");
    }

    [Fact]
    public async Task On_the_last_day_the_supervisor_is_told_the_same_day_and_an_absence_does_not_silence_it()
    {
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var client = await api.As(of.Lead!);
        var later = await client.Post(Path, Body(of, body => (body["subject"], body["lastDay"]) = ("Später", $"{LastDay(-25):yyyy-MM-dd}"))).Expect(201);
        Assert.Equal(0, await api.SendAsSystem(of.OrganisationId, new WatchLetters()));

        // Away without a deputy: the team and its supervisor hear of the running deadline.
        await client.Post("/api/v1/absences", new { staffId = of.Lead!.StaffId, from = api.Given.Today, until = LastDay() }).Expect(201);
        Assert.NotEqual(0, await api.SendAsSystem(of.OrganisationId, new WatchLetters()));
        Assert.Equal(["letter-deadline-unattended"], await Notices(colleague, await later.Id()));

        var today = await client.Post(Path, Body(of, body => (body["subject"], body["lastDay"]) = ("Heute", $"{api.Given.Today:yyyy-MM-dd}"))).Expect(201);
        await api.SendAsSystem(of.OrganisationId, new WatchLetters());
        Assert.Equal(["letter-last-day"], await Notices(supervisor, await today.Id()));
        Assert.Equal(["letter-last-day"], await Notices(colleague, await today.Id()));
        Assert.Equal(0, await api.SendAsSystem(of.OrganisationId, new WatchLetters()));
    }

    [Fact]
    public async Task The_reminder_goes_to_whoever_leads_the_case_now()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        var next = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var letter = await client.Post(Path, Body(of)).Expect(201);
        var tag = (await client.GetAsync($"/api/v1/cases/{of.CaseId}").Expect(200)).Tag();
        await client.Post($"/api/v1/cases/{of.CaseId}/reassign", new { teamId = of.TeamId, leadStaffId = next.StaffId, reason = "Urlaub" }, tag).Expect(200);
        var reminder = (await client.Read(letter.Headers.Location!.ToString())).Text("reminderId");
        Assert.Equal(next.StaffId.ToString(), (await client.Read($"/api/v1/reminders/{reminder}")).Text("assigneeId"));
    }

    [Fact]
    public async Task A_last_day_is_proposed_step_by_step_with_the_law()
    {
        var of = await api.Given.CaseWithLead(); // a town in Baden-Württemberg
        var client = await api.As(of.Lead!);
        client.DefaultRequestHeaders.Add("Accept-Language", "de");
        var proposed = await (await client.Post($"{Path}/deadline-proposal", new
        {
            remedy = "objection-sgg", receivedOn = "2027-02-25", postedOn = "2027-02-22", delivery = "post-sgbx",
        }).Expect(200)).Json();
        // Posted Monday 22 February + 4 = 26 February; 26 March 2027 is Good Friday, then Easter: Tuesday the 30th.
        Assert.Equal(("2027-03-30", "§ 84 Abs. 1 SGG", "BW"), (proposed.Text("lastDay"), proposed.Text("paragraph"), proposed.Text("land")));
        Assert.Equal(["2027-02-26", "2027-03-26", "2027-03-30"], proposed["steps"]!.AsArray().Select(step => step!.Text("day")));
        Assert.Equal(["delivered", "term_ends", "moved_to_working_day"], proposed["steps"]!.AsArray().Select(step => step!.Text("rule")));
        Assert.Contains("Vorschlag", proposed.Text("note"));
        // The law before 2025: the third day.
        proposed = await (await client.Post($"{Path}/deadline-proposal", new
        {
            remedy = "objection-sgg", receivedOn = "2024-03-06", postedOn = "2024-03-04", delivery = "post-sgbx", withoutInstruction = true,
        }).Expect(200)).Json();
        Assert.Equal(("2025-03-07", "§ 66 Abs. 2 SGG"), (proposed.Text("lastDay"), proposed.Text("paragraph")));

        foreach (var (body, pointer, code) in new (object, string, string)[]
        {
            (new { remedy = "other", receivedOn = "2027-02-25" }, "/remedy", "remedy-without-term"),
            (new { remedy = "objection-sgg", receivedOn = "2027-02-25", delivery = "post-sgbx" }, "/postedOn", "posting-day-missing"),
            (new { remedy = "objection-sgg", receivedOn = "2027-02-25", postedOn = "2027-02-26" }, "/postedOn", "letter-posted-later"),
            (new { remedy = "objection-sgg", receivedOn = "1990-02-25" }, "/receivedOn", "no-calendar"),
            (new { remedy = "objection-sgg", receivedOn = "2027-02-25", land = "XX" }, "/land", "land-unknown"),
        })
        {
            Assert.Equal((pointer, code), Fault(await client.Post($"{Path}/deadline-proposal", body).ExpectProblem(400, "validation-failed")));
        }
    }

    [Fact]
    public async Task Deadlines_are_listed_by_their_last_day_page_by_page()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        foreach (var days in new[] { 20, 5, 10 })
        {
            await api.Given.Letter(of, days);
        }
        var page = await client.Read($"{Path}?teamId={of.TeamId}&remedyStatus=open&sort=lastDay&limit=2&count=true");
        Assert.Equal(3, page.Number("count"));
        var next = await client.Read($"{Path}?teamId={of.TeamId}&remedyStatus=open&sort=lastDay&limit=2&count=true&cursor={page.Text("nextCursor")}");
        Assert.Equal(new[] { 5, 10, 20 }.Select(days => $"{api.Given.Today.AddDays(days):yyyy-MM-dd}"),
            page["items"]!.AsArray().Concat(next["items"]!.AsArray()).Select(item => item!.Text("lastDay")));
        Assert.Single((await client.Read($"{Path}?lastDayUntil={api.Given.Today.AddDays(10):yyyy-MM-dd}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_deputy_who_is_away_as_well_stands_in_for_nobody_and_it_is_told()
    {
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var deputy = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var client = await api.As(of.Lead!);
        var letter = await (await client.Post(Path, Body(of, body => body["lastDay"] = $"{LastDay(-26):yyyy-MM-dd}")).Expect(201)).Id();
        var absence = await (await client.Post("/api/v1/absences",
            new { from = api.Given.Today, until = LastDay(), deputyId = deputy.StaffId }).Expect(201)).Id();
        await api.SendAsSystem(of.OrganisationId, new WatchLetters());
        Assert.Empty(await Notices(colleague, letter));

        await (await api.As(deputy)).Post("/api/v1/absences", new { from = api.Given.Today, until = LastDay(-20) }).Expect(201);
        await api.SendAsSystem(of.OrganisationId, new WatchLetters());
        foreach (var told in new[] { of.Lead!, supervisor })
        {
            Assert.Equal(["deputy-away"], await Notices(told, absence));
        }
        foreach (var told in new[] { supervisor, colleague })
        {
            Assert.Equal(["letter-deadline-unattended"], await Notices(told, letter));
        }
        Assert.Equal(0, await api.SendAsSystem(of.OrganisationId, new WatchLetters()));
    }

    private DateOnly LastDay(int more = 0) => api.Given.Today.AddDays(30 + more);

    private JsonObject Body(GivenCase of, Action<JsonObject>? change = null)
    {
        var body = new JsonObject
        {
            ["caseId"] = of.CaseId, ["office"] = "Jobcenter", ["subject"] = "Ablehnung des Mehrbedarfs", ["kind"] = "decision",
            ["receivedOn"] = $"{api.Given.Today:yyyy-MM-dd}", ["remedy"] = "objection-sgg",
            ["lastDay"] = $"{LastDay():yyyy-MM-dd}", ["lastDaySource"] = "letter",
        };
        change?.Invoke(body);
        return body;
    }

    private JsonObject Corrected(GivenCase of, Action<JsonObject>? change = null) => Body(of, body =>
    {
        body.Remove("caseId");
        body["reason"] = "Zahlendreher";
        change?.Invoke(body);
    });

    private object Sent() => new { on = api.Given.Today, by = "client", evidence = "Faxbericht" };

    private async Task<IEnumerable<string?>> Notices(Person of, Guid letter) =>
        (await (await api.As(of)).Read("/api/v1/notices"))["items"]!.AsArray()
            .Where(notice => notice!.Text("subjectId") == letter.ToString()).Select(notice => notice!.Text("kind"));

    private static (string?, string?) Fault(JsonNode problem) => (problem["errors"]![0]!.Text("pointer"), problem["errors"]![0]!.Text("code"));
}
