using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseManagement.Api.Agreements;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Agreements;

public sealed class AgreementTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/agreements";
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData(""), InlineData(" "), InlineData("\u200B")]
    public async Task A_name_of_blanks_is_none_and_its_place_is_told(string blank)
    {
        var agreement = await api.Given.StartedAgreement(await api.Given.CaseWithLead());
        var (goal, step) = (agreement.Goal(), agreement.Step("office", "Vermieter anrufen"));
        (goal["ownerName"], step["who"]) = (blank, blank);
        Assert.Equal("/ownerName", (await agreement.Call("goals", goal).ExpectProblem(400, "validation-failed")).Text("errors/0/pointer"));
        Assert.Equal("/who", (await agreement.Call("steps", step).ExpectProblem(400, "validation-failed")).Text("errors/0/pointer"));
    }

    [Fact]
    public async Task From_the_needs_to_an_agreement_in_force_which_stands_in_timeline_lists_and_reminders()
    {
        var of = await api.Given.CaseWithLead();
        await api.Given.CompletedAssessment(of, new GivenNeed("housing", "acute", Need: "Wohnung"), new GivenNeed("leisure", "low"));
        var agreement = await api.Given.StartedAgreement(of);
        var draft = await agreement.Read();
        Assert.Equal(("draft", "draft"), (draft.Text("status"), draft.Text("stage")));
        Assert.Equal(["housing", "leisure"], draft.Values<string>("needs/*/area"));
        Assert.Contains("goals", draft.Values<string>("editable/*"));

        var goal = agreement.Goal();
        goal["needId"] = draft.Text("needs/0/id");
        await agreement.Call("goals", goal).Expect(200);
        var id = (await agreement.Read()).Value<Guid>("goals/0/id");
        await agreement.Call("steps", agreement.Step("client", "Antrag stellen", id)).Expect(200);
        await agreement.Call("steps", agreement.Step("office", "Vermieter anrufen")).Expect(200);
        await agreement.Call("steps", agreement.Step("third_party", "Kurs anbieten")).Expect(200);
        await agreement.Propose().Expect(200);

        var proposed = await agreement.Read();
        Assert.Equal(("proposed", 1, "first"), (proposed.Text("status"), proposed.Number("proposed/number"), proposed.Text("proposed/kind")));
        Assert.Equal(["client", "office"], proposed.Values<string>("waitsFor/*"));
        await agreement.Acknowledge("office").Expect(200);
        Assert.Equal(["client"], (await agreement.Read()).Values<string>("waitsFor/*"));
        await agreement.Acknowledge("client").Expect(200);

        var active = await agreement.Read();
        Assert.Equal(("active", 1, "active"), (active.Text("status"), active.Number("inForce/number"), active.Text("goals/0/status")));
        Assert.Equal($"{api.Given.Today.AddMonths(6):yyyy-MM-dd}", active.Text("reviewOn"));
        var recorder = await api.Sql<string>($"select given_name || ' ' || family_name from app.staff where id = '{of.Lead!.StaffId}'");
        Assert.All(active["inForce"]!["acknowledgements"]!.AsArray(), given => Assert.Equal(recorder, given.Text("recordedByName")));
        Assert.Equal("Frau Muster", active["inForce"]!["acknowledgements"]!.AsArray().Single(given => given.Text("side") == "client").Text("interpreter"));

        var client = await agreement.Client;
        var told = (await client.Read($"/api/v1/cases/{of.CaseId}/timeline")).Values<string>("items/*/kind").ToList();
        Assert.Equal(["agreement_acknowledged", "agreement_acknowledged", "agreement_proposed", "agreement_started"],
            told.Where(kind => kind.StartsWith("agreement_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var reminder = (await client.Read($"/api/v1/reminders?caseId={of.CaseId}"))["items"]!.AsArray().Single()!;
        Assert.Equal(("agreement_review", active.Text("reviewOn")), (reminder.Text("kind"), reminder.Text("dueOn")));
        Assert.Equal(agreement.Id.ToString(), (await client.Read($"{Path}?caseId={of.CaseId}")).Text("items/0/id"));
        Assert.Single((await client.Read($"{Path}?sort=reviewOn&teamId={of.TeamId}&reviewUntil={agreement.Day(400)}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task What_is_missing_is_named_part_by_part_and_every_urgent_need_has_a_goal_or_a_reason()
    {
        var of = await api.Given.CaseWithLead();
        await api.Given.CompletedAssessment(of, new GivenNeed("housing", "acute"), new GivenNeed("language", "high"), new GivenNeed("leisure", "low"));
        var agreement = await api.Given.StartedAgreement(of);
        await agreement.Call("goals", new { area = "housing", title = "Wohnung" }).Expect(200);
        var refused = await agreement.Propose().ExpectProblem(409, "agreement-incomplete");
        var goal = (await agreement.Read()).Text("goals/0/id");
        var need = (await agreement.Read())["needs"]!.AsArray().Single(need => need.Text("area") == "language").Text("id");
        Assert.Equal(
        [
            $"/goals/{goal}/title goal-specific", $"/goals/{goal}/indicator goal-measurable", $"/goals/{goal}/baseline goal-measurable",
            $"/goals/{goal}/target goal-measurable", $"/goals/{goal}/wanted goal-wanted", $"/goals/{goal}/ownWords goal-wanted",
            $"/goals/{goal}/ownWordsLanguage goal-wanted", $"/goals/{goal}/dependsOn goal-realistic", $"/goals/{goal}/dueOn goal-dated",
            $"/goals/{goal}/owner goal-owned", "/steps agreement-no-step-of-client", "/steps agreement-no-step-of-office",
            $"/needs/{need} agreement-urgent-need",
        ], refused["errors"]!.AsArray().Select(error => $"{error.Text("pointer")} {error.Text("code")}"));
        Assert.Equal(13, (await agreement.Read())["missing"]!.AsArray().Count); // The screen knows before it is refused.

        await agreement.Call($"goals/{goal}", agreement.Goal(), HttpMethod.Put).Expect(200);
        await agreement.Call("steps", agreement.Step("client", "Antrag stellen")).Expect(200);
        await agreement.Call("steps", agreement.Step("office", "Vermieter anrufen")).Expect(200);
        await agreement.Call("unmet-needs", new { area = "leisure", reason = "Nicht dringend" }).ExpectProblem(400, "validation-failed");
        await agreement.Call("unmet-needs", new { area = "language", reason = "Erst die Wohnung" }).Expect(200);
        Assert.Empty((await agreement.Read())["missing"]!.AsArray());
        await agreement.Propose().Expect(200);
    }

    [Fact]
    public async Task Only_the_version_that_waits_is_acknowledged_each_side_for_itself_and_a_change_makes_it_void()
    {
        var agreement = await Ready();
        await agreement.Propose().Expect(200);
        var first = await agreement.Hash();
        foreach (var (change, pointer, code) in new (Action<JsonObject>, string, string)[]
        {
            (body => body.Remove("interpreter"), "/interpreter", "agreement-interpreted"),
            (body => body["readBack"] = false, "/readBack", "agreement-interpreted"),
            (body => body.Remove("how"), "/how", "agreement-how"),
            (body => body.Remove("language"), "/language", "agreement-how"),
            (body => body["language"] = "klingon", "/language", "unknown-code"),
            (body => body["at"] = api.Given.Now.AddHours(1), "/at", "agreement-in-future"),
            (body => body["at"] = api.Given.Now.AddDays(-1), "/at", "agreement-before-proposal"),
            (body => body["representationId"] = Guid.NewGuid(), "/representationId", "agreement-representation-unknown"),
            (body => (body["side"], body["representationId"]) = ("office", Guid.NewGuid()), "/representationId", "agreement-sides-apart"),
            (body => (body["side"], body["state"]) = ("office", "not_reachable"), "/side", "agreement-office-reached"),
        })
        {
            var problem = await agreement.Acknowledge("client", change).ExpectProblem(400, "validation-failed");
            Assert.Equal((pointer, code), (problem.Text("errors/0/pointer"), problem.Text("errors/0/code")));
        }
        await agreement.Acknowledge("client", body => body["hash"] = Sample.Digest).ExpectProblem(409, "agreement-version-changed");
        // Not reached stands on record, and is no acknowledgement.
        await agreement.Acknowledge("client", body => body["state"] = "not_reachable").Expect(200);
        await agreement.Acknowledge("office").Expect(200);
        Assert.Equal(("proposed", "client"), ((await agreement.Read()).Text("status"), (await agreement.Read()).Text("waitsFor/0")));
        await agreement.Acknowledge("office").ExpectProblem(409, "agreement-acknowledged");

        await agreement.Call("goals", agreement.Goal("leisure", "Ein Verein")).ExpectProblem(409, "agreement-transition");
        await agreement.Call("revise").Expect(200);
        await agreement.Call("goals", agreement.Goal("leisure", "Ein Verein")).Expect(200);
        await agreement.Propose().Expect(200);
        Assert.Equal(["client", "office"], (await agreement.Read()).Values<string>("waitsFor/*"));
        await agreement.Acknowledge("client", body => body["hash"] = first).ExpectProblem(409, "agreement-version-changed");
        await agreement.Acknowledge("client", body => (body["how"], body["interpreter"], body["readBack"]) = ("signature_on_paper", null, false)).Expect(200);
        await agreement.Acknowledge("office").Expect(200);
        var versions = (await (await agreement.Client).Read($"{agreement.Path}/versions"))["items"]!.AsArray();
        Assert.Equal([2, 1], versions.Select(version => version.Value<int>("number")));
        Assert.NotNull(versions[1].Text("withdrawnAt"));
    }

    [Fact]
    public async Task For_a_minor_acknowledges_who_has_custody_and_never_the_author_herself()
    {
        var of = await api.Given.CaseOfAged(16);
        var agreement = await api.Given.StartedAgreement(of);
        await agreement.Complete();
        await agreement.Propose().Expect(200);
        var refused = await agreement.Acknowledge("client").ExpectProblem(400, "validation-failed");
        Assert.Equal("agreement-of-minor", refused.Text("errors/0/code"));
        var self = await api.Sql<string>($"select family_name || ', ' || given_name from app.staff where id = '{of.Lead!.StaffId}'");
        var author = await api.Given.Representation(of, self);
        refused = await agreement.Acknowledge("client", body => body["representationId"] = author).ExpectProblem(400, "validation-failed");
        Assert.Equal("agreement-sides-apart", refused.Text("errors/0/code"));
        var mother = await api.Given.Representation(of, "Haddad, Amal");
        await agreement.Acknowledge("client", body => body["representationId"] = mother).Expect(200);
        await agreement.Acknowledge("office").Expect(200);
        Assert.Equal("active", (await agreement.Read()).Text("status"));
    }

    [Fact]
    public async Task An_amendment_is_a_new_version_and_the_old_one_stays_in_force_until_then_and_readable_after()
    {
        var of = await api.Given.CaseWithLead();
        var agreement = await api.Given.ActiveAgreement(of);
        var client = await agreement.Client;
        var before = (await client.Read($"{agreement.Path}/versions/1")).ToJsonString();
        var goal = (await agreement.Read()).Text("goals/0/id");
        await agreement.Call($"goals/{goal}", agreement.Goal(), HttpMethod.Put).ExpectProblem(409, "agreement-transition");
        await agreement.Propose().ExpectProblem(409, "agreement-transition");
        await agreement.Call("amend", new { kind = "first", what = "Alles", why = "Darum" }).ExpectProblem(400, "validation-failed");
        await agreement.Call("amend", new { kind = "goals", what = "Zwei Zimmer", why = "Ein Kind ist geboren" }).Expect(200);
        var amending = await agreement.Read();
        Assert.Equal(("under_review", "amending", 1), (amending.Text("status"), amending.Text("stage"), amending.Number("inForce/number")));
        await agreement.Call($"goals/{goal}", agreement.Goal(title: "Wohnung mit zwei Zimmern"), HttpMethod.Put).Expect(200);
        await agreement.Call($"goals/{goal}", method: HttpMethod.Delete).ExpectProblem(409, "agreement-goal-agreed");
        var step = (await agreement.Read()).Text("steps/0/id");
        await agreement.Call($"steps/{step}", method: HttpMethod.Delete).Expect(204);
        Assert.Equal(("lapsed", "Ein Kind ist geboren"), ((await agreement.Read()).Text("steps/0/status"), (await agreement.Read()).Text("steps/0/reason")));
        await agreement.Call("steps", agreement.Step("client", "Neu suchen")).Expect(200);
        await agreement.Propose().Expect(200);
        Assert.Equal("amendment_proposed", (await agreement.Read()).Text("stage"));
        await agreement.Call("reviewed", new { }).ExpectProblem(409, "agreement-transition");
        await agreement.Acknowledge("client").Expect(200);
        Assert.Equal(1, (await agreement.Read()).Number("inForce/number"));
        await agreement.Acknowledge("office").Expect(200);

        Assert.Equal((2, "active"), ((await agreement.Read()).Number("inForce/number"), (await agreement.Read()).Text("status")));
        var second = await client.Read($"{agreement.Path}/versions/2");
        Assert.Equal(("Wohnung mit zwei Zimmern", "goals", "Ein Kind ist geboren"),
            (second.Text("goals/0/title"), second.Text("version/kind"), second.Text("version/why")));
        var first = await client.Read($"{agreement.Path}/versions/1");
        Assert.NotNull(first.Text("version/inForceUntil"));
        first["version"]!["inForceUntil"] = null;
        Assert.Equal(before, first.ToJsonString());
        await client.GetAsync($"{agreement.Path}/versions/3").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task An_amendment_that_is_discarded_leaves_all_as_it_was()
    {
        var agreement = await api.Given.ActiveAgreement(await api.Given.CaseWithLead());
        var goal = (await agreement.Read()).Text("goals/0/id");
        await agreement.Call("amend", new { kind = "steps", what = "Schritte", why = "Neuer Plan" }).Expect(200);
        await agreement.Call($"goals/{goal}", agreement.Goal(title: "Etwas ganz anderes"), HttpMethod.Put).Expect(200);
        await agreement.Complete("leisure", "Einen Verein finden");
        await agreement.Call($"steps/{(await agreement.Read()).Text("steps/0/id")}", method: HttpMethod.Delete).Expect(204);
        await agreement.Propose().Expect(200);
        await agreement.Call("discard-amendment", new { reason = "Will nicht" }).Expect(200);
        var back = await agreement.Read();
        Assert.Equal(("under_review", "under_review"), (back.Text("status"), back.Text("stage")));
        Assert.Equal((1, 2), (back["goals"]!.AsArray().Count, back["steps"]!.AsArray().Count));
        Assert.Equal("Eigene Wohnung finden", back.Text("goals/0/title"));
        Assert.All(back["steps"]!.AsArray(), step => Assert.Equal("open", step.Text("status")));
        await agreement.Call("reviewed", new { }).Expect(200);
    }

    [Fact]
    public async Task An_amendment_that_is_discarded_leaves_the_review_as_it_stood()
    {
        var agreement = await api.Given.ActiveAgreement(await api.Given.CaseWithLead());
        await agreement.Call("reviewed", new { nextReviewOn = agreement.Day(60) }).Expect(200);
        foreach (var changed in new[] { agreement.Day(200), null })
        {
            await agreement.Call("amend", new { kind = "dates", what = "Später", why = "Umzug" }).Expect(200);
            await agreement.Call("", new { language = "deu", reviewOn = changed }, HttpMethod.Put).Expect(200);
            await agreement.Propose().Expect(200);
            await agreement.Call("discard-amendment", new { reason = "Kein Umzug" }).Expect(200);
            Assert.Equal((agreement.Day(60), "ara"), ((await agreement.Read()).Text("reviewOn"), (await agreement.Read()).Text("language")));
        }
        // Agreed, it is the new one's.
        await agreement.Call("amend", new { kind = "dates", what = "Später", why = "Umzug" }).Expect(200);
        await agreement.Call("", new { language = "ara", reviewOn = agreement.Day(200) }, HttpMethod.Put).Expect(200);
        await agreement.Agreed();
        Assert.Equal(agreement.Day(200), (await agreement.Read()).Text("reviewOn"));
    }

    [Fact]
    public async Task What_was_agreed_to_be_done_by_today_waits_in_the_day_of_who_leads_the_case_until_it_is_settled()
    {
        var of = await api.Given.CaseWithLead();
        var agreement = await api.Given.StartedAgreement(of);
        await agreement.Complete();
        var steps = (await agreement.Read())["steps"]!.AsArray().Select(step => step.Text("id")!).ToList();
        await api.Execute($"update app.agreement_step set due_on = '{agreement.Day(0)}' where id = '{steps[0]}'");
        await api.Execute($"update app.agreement_step set due_on = '{agreement.Day(-1)}' where id = '{steps[1]}'");
        var goals = (await agreement.Read())["goals"]!.AsArray().Select(goal => goal.Text("id")!).ToList();
        await api.Execute($"update app.agreement_goal set due_on = '{agreement.Day(0)}' where id = '{goals[0]}'");
        Assert.Empty(await Due(of.Lead!)); // Not agreed yet.
        await agreement.Agreed();
        var due = await Due(of.Lead!);
        Assert.Equal([steps[1], steps[0]], due.Select(item => item.Text("id")!));
        Assert.All(due, item => Assert.Equal(("agreement", agreement.Id.ToString(), of.CaseId.ToString(), "done"),
            (item.Text("subjectType"), item.Text("subjectId"), item.Text("caseId"), item.Text("actions/0"))));
        Assert.Equal(2, (await (await agreement.Client).Read("/api/v1/my-day/agreement_steps_due?count=true")).Number("count"));
        Assert.Empty(await Due(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId)));

        await agreement.Call($"steps/{steps[1]}/not-done", new { reason = "Kein Platz" }).Expect(200);
        var goal = Assert.Single(await Due(of.Lead!, "agreement_goals_due"));
        Assert.Equal((goals[0], agreement.Id.ToString(), "progress"), (goal.Text("id"), goal.Text("subjectId"), goal.Text("actions/0")));
        Assert.Equal([steps[0]], (await Due(of.Lead!)).Select(item => item.Text("id")!));
        // An amendment that puts the day off, or adds something, is not agreed on yet.
        await agreement.Call("amend", new { kind = "goals", what = "Später", why = "Kein Platz" }).Expect(200);
        var side = (await agreement.Read())["steps"]!.AsArray().Single(step => step.Text("id") == steps[0]).Text("side")!;
        await agreement.Call($"steps/{steps[0]}", agreement.Step(side, "Zum Kurs gehen"), HttpMethod.Put).Expect(200);
        Assert.Equal([steps[0]], (await Due(of.Lead!)).Select(item => item.Text("id")!));
        // What is restricted is there for who is admitted, without its words.
        Assert.NotNull(goal.Text("text"));
        await api.Execute($"update app.agreement_goal set compartment = 'health' where id = '{goals[0]}'");
        Assert.Null(Assert.Single(await Due(of.Lead!, "agreement_goals_due")).Text("text"));
        await agreement.Call("terminate", new { reasonCode = "moved-away" }).Expect(200);
        Assert.Empty(await Due(of.Lead!));

        async Task<List<JsonNode>> Due(Person person, string kind = "agreement_steps_due") =>
            [.. (await (await api.As(person)).Read("/api/v1/my-day"))["parts"]!.AsArray()
            .Where(part => part.Text("kind") == kind).SelectMany(part => part!["items"]!.AsArray()).Select(item => item!)];
    }

    [Fact]
    public async Task Reviewed_and_nothing_changed_is_one_call_that_sets_the_next_day_and_what_is_overdue_shows()
    {
        var of = await api.Given.CaseWithLead();
        var agreement = await api.Given.ActiveAgreement(of);
        await api.Execute($"update app.agreement set review_on = '{agreement.Day(-1)}' where id = '{agreement.Id}'");
        Assert.True((await agreement.Read()).Value<bool>("isReviewOverdue"));
        var shown = await (await agreement.Client).Read($"/api/v1/cases/{of.CaseId}");
        Assert.Equal((agreement.Id.ToString(), "active", true),
            (shown.Text("agreement/id"), shown.Text("agreement/status"), shown.Value<bool>("agreement/isReviewOverdue")));
        var day = await (await agreement.Client).Read("/api/v1/my-day");
        var part = day["parts"]!.AsArray().Single(part => part.Text("kind") == "agreements_to_review");
        Assert.Equal((agreement.Id.ToString(), "reviewed"), (part.Text("items/0/id"), part.Text("items/0/actions/0")));

        await agreement.Call("reviewed", new { nextReviewOn = agreement.Day(0) }).ExpectProblem(400, "validation-failed");
        await agreement.Call("reviewed", new { nextReviewOn = agreement.Day(90), note = "Alles bleibt" }).Expect(200);
        var reviewed = await agreement.Read();
        Assert.Equal(("active", agreement.Day(90), false), (reviewed.Text("status"), reviewed.Text("reviewOn"), reviewed.Value<bool>("isReviewOverdue")));
        var reminders = (await (await agreement.Client).Read($"/api/v1/reminders?caseId={of.CaseId}"))["items"]!.AsArray();
        Assert.Equal(agreement.Day(90), Assert.Single(reminders)!.Text("dueOn"));
        // Under review it needs no amendment either.
        await agreement.Call("start-review").Expect(200);
        await agreement.Propose().ExpectProblem(409, "agreement-nothing-to-propose");
        await agreement.Call("reviewed", new { }).Expect(200);
        Assert.Equal($"{api.Given.Today.AddMonths(6):yyyy-MM-dd}", (await agreement.Read()).Text("reviewOn"));
    }

    [Fact]
    public async Task Goals_go_their_way_with_notes_and_an_agreement_is_completed_with_a_result_for_every_goal()
    {
        var of = await api.Given.CaseWithLead();
        var agreement = await api.Given.ActiveAgreement(of);
        var goal = (await agreement.Read()).Text("goals/0/id");
        await agreement.Call($"goals/{goal}/progress", new { }).ExpectProblem(400, "validation-failed");
        await agreement.Call($"goals/{goal}/progress", new { progress = "improving", note = "Besichtigung" }).Expect(200);
        await agreement.Call($"goals/{goal}/progress", new { status = "on_hold" }).Expect(200);
        await agreement.Call($"goals/{goal}/progress", new { status = "planned" }).ExpectProblem(409, "goal-transition");
        await agreement.Call($"goals/{goal}/progress", new { status = "achieved" }).ExpectProblem(400, "validation-failed");
        await agreement.Call($"goals/{goal}/progress", new { result = "Gut" }).ExpectProblem(400, "validation-failed");
        var refused = await agreement.Call("complete", new { }).ExpectProblem(409, "agreement-incomplete");
        Assert.Equal($"/goals/{goal}/result", refused.Text("errors/0/pointer"));
        await agreement.Call($"goals/{goal}/progress", new { status = "achieved", progress = "reached", result = "Mietvertrag ab Mai" }).Expect(200);
        Assert.Equal(3, (await agreement.Read())["goals"]![0]!["notes"]!.AsArray().Count);

        var step = (await agreement.Read()).Text("steps/0/id");
        await agreement.Call($"steps/{step}/done", new { on = agreement.Day(1) }).ExpectProblem(400, "validation-failed");
        Assert.Equal("step-too-early",
            (await agreement.Call($"steps/{step}/done", new { on = "1901-01-01" }).ExpectProblem(400, "validation-failed")).Text("errors/0/code"));
        Assert.Equal("due-too-far", (await agreement.Call("reviewed", new { nextReviewOn = "2199-12-31" }).ExpectProblem(400, "validation-failed"))
            .Text("errors/0/code"));
        await agreement.Call($"steps/{step}/done", new { }).Expect(200);
        await agreement.Call($"steps/{step}/not-done", new { reason = "Doch nicht" }).ExpectProblem(409, "step-transition");
        await agreement.Call($"steps/{(await agreement.Read()).Text("steps/1/id")}/not-done", new { reason = "Kein Platz" }).Expect(200);

        await agreement.Call("complete", new { note = "Geschafft" }).Expect(200);
        Assert.Equal("completed", (await agreement.Read()).Text("status"));
        Assert.Empty((await (await agreement.Client).Read($"/api/v1/reminders?caseId={of.CaseId}"))["items"]!.AsArray());
        await agreement.Call("reviewed", new { }).ExpectProblem(409, "agreement-transition");
        // Another one may begin.
        await api.Given.StartedAgreement(of);
    }

    [Fact]
    public async Task No_goal_and_no_step_is_due_further_ahead_than_a_reminder()
    {
        var agreement = await api.Given.StartedAgreement(await api.Given.CaseWithLead());
        var (latest, tooFar) = ($"{api.Given.Today.AddYears(20):yyyy-MM-dd}", $"{api.Given.Today.AddYears(20).AddDays(1):yyyy-MM-dd}");
        var (goal, step) = (agreement.Goal(), agreement.Step("client", "Wohnberechtigungsschein beantragen"));
        foreach (var (action, body) in new[] { ("goals", goal), ("steps", step) })
        {
            body["dueOn"] = tooFar;
            var refused = await agreement.Call(action, body).ExpectProblem(400, "validation-failed");
            Assert.Equal(("/dueOn", "due-too-far"), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
            body["dueOn"] = latest;
            await agreement.Call(action, body).Expect(200);
        }
        goal["dueOn"] = tooFar;
        var path = $"goals/{(await agreement.Read()).Text("goals/0/id")}";
        Assert.Equal("due-too-far",
            (await agreement.Call(path, goal, HttpMethod.Put).ExpectProblem(400, "validation-failed")).Text("errors/0/code"));
        Assert.Equal((latest, latest), ((await agreement.Read()).Text("goals/0/dueOn"), (await agreement.Read()).Text("steps/0/dueOn")));
        // Without a day, as long as nobody knows one.
        goal.Remove("dueOn");
        await agreement.Call(path, goal, HttpMethod.Put).Expect(200);
    }

    [Fact]
    public async Task A_case_has_one_running_agreement_and_is_not_closed_while_it_is_in_force()
    {
        var of = await api.Given.CaseWithLead();
        var agreement = await api.Given.ActiveAgreement(of);
        var client = await agreement.Client;
        var refused = await client.Post(Path, new { caseIds = new[] { of.CaseId }, language = "deu" }).ExpectProblem(409, "agreement-exists");
        Assert.Equal(agreement.Id, refused.Value<Guid>("agreementId"));
        var closing = await client.GetAsync($"/api/v1/cases/{of.CaseId}/close-preview").Expect(200);
        var open = (await closing.Json())["followUps"]!.AsArray().Single()!;
        Assert.Equal(("agreement", 0), (open.Text("type"), open["outcomes"]!.AsArray().Count));
        await client.Post($"/api/v1/cases/{of.CaseId}/close", new { reasonCode = "goals-reached" }, closing.Tag()).ExpectProblem(409, "agreement-running");

        await agreement.Call("terminate", new { reasonCode = "separated" }).ExpectProblem(400, "validation-failed");
        await agreement.Call("separate", new { }).ExpectProblem(409, "agreement-not-joint");
        await agreement.Call("terminate", new { reasonCode = "moved-away", note = "Nach Köln" }).Expect(200);
        var draft = await api.Given.StartedAgreement(of);
        closing = await client.GetAsync($"/api/v1/cases/{of.CaseId}/close-preview").Expect(200);
        await client.Post($"/api/v1/cases/{of.CaseId}/close", new { reasonCode = "goals-reached" }, closing.Tag()).Expect(200);
        Assert.Equal(("terminated", "case-closed"), ((await draft.Read()).Text("status"), (await draft.Read()).Text("endReason")));
        await client.Post(Path, new { caseIds = new[] { of.CaseId }, language = "deu" }).ExpectProblem(409, "agreement-case-closed");
    }

    [Fact]
    public async Task A_supervisor_approves_where_the_organisation_wants_it_and_never_the_author()
    {
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        var administrator = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        Assert.False((await administrator.Read("/api/v1/agreement-settings")).Value<bool>("requiresApproval"));
        var agreement = await api.Given.StartedAgreement(of);
        await agreement.Complete();
        await agreement.Propose().Expect(200);
        await agreement.Call("approve", by: supervisor).ExpectProblem(409, "agreement-no-approval");
        await (await api.As(supervisor)).Put("/api/v1/agreement-settings", new { requiresApproval = true, reviewMonths = 3 }).Expect(403);
        await administrator.Put("/api/v1/agreement-settings", new { requiresApproval = true, reviewMonths = 30 }).ExpectProblem(400, "validation-failed");
        await administrator.Put("/api/v1/agreement-settings", new { requiresApproval = true, reviewMonths = 3 }).Expect(200);

        await agreement.Acknowledge("client").Expect(200);
        await agreement.Acknowledge("office").Expect(200);
        Assert.Equal(("proposed", "approval"), ((await agreement.Read()).Text("status"), (await agreement.Read()).Text("waitsFor/0")));
        await agreement.Call("approve").Expect(403);
        await agreement.Call("approve", by: supervisor).Expect(200);
        var active = await agreement.Read();
        Assert.Equal(("active", $"{api.Given.Today.AddMonths(3):yyyy-MM-dd}"), (active.Text("status"), active.Text("reviewOn")));

        // Who writes the next version herself does not approve it.
        var own = new GivenAgreement(api, supervisor, agreement.Path);
        await own.Call("amend", new { kind = "dates", what = "Später", why = "Umzug" }).Expect(200);
        await own.Propose().Expect(200);
        await own.Call("approve").ExpectProblem(403, "agreement-author-approves");
        Assert.Equal("agreement-author-approves", (await own.Read())["allowedActions"]!.AsArray().Single(a => a.Text("action") == "approve").Text("code"));
    }

    [Fact]
    public async Task What_waits_for_an_approval_that_nobody_wants_any_more_is_in_force_and_not_reached_never_makes_it_so()
    {
        var of = await api.Given.CaseWithLead();
        var administrator = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        Task Wanted(bool approval) =>
            administrator.Put("/api/v1/agreement-settings", new { requiresApproval = approval, reviewMonths = 6 }).Expect(200);
        await Wanted(true);
        var agreement = await api.Given.StartedAgreement(of);
        await agreement.Complete();
        await agreement.Propose().Expect(200);
        await agreement.Acknowledge("client").Expect(200);
        var half = await api.Given.StartedAgreement(await api.Given.CaseOf(of.TeamId, of.Lead!));
        await half.Complete();
        await half.Propose().Expect(200);
        await half.Acknowledge("client").Expect(200);
        await agreement.Acknowledge("office").Expect(200);
        void NotReached(JsonObject body) => (body["state"], body["how"], body["language"]) = ("not_reachable", null, null);
        // Who has spoken was reached.
        await agreement.Acknowledge("client", NotReached).ExpectProblem(409, "agreement-acknowledged");
        Assert.Equal("approval", (await agreement.Read()).Text("waitsFor/0"));
        await Wanted(false);
        Assert.Equal(("active", "proposed"), ((await agreement.Read()).Text("status"), (await half.Read()).Text("status")));
        Assert.Equal("active", (await agreement.Read()).Text("goals/0/status"));
        await half.Acknowledge("office").Expect(200);
        Assert.Equal("active", (await half.Read()).Text("status"));
    }

    [Fact]
    public async Task Another_team_and_another_organisation_find_nothing_and_stale_or_missing_tags_change_nothing()
    {
        var of = await api.Given.CaseWithLead();
        var agreement = await api.Given.ActiveAgreement(of);
        foreach (var organisation in new[] { of.OrganisationId, await api.Given.Organisation() })
        {
            var other = await api.As(await api.Given.Staff(organisation, Role.Caseworker, await api.Given.Team(organisation)));
            await other.GetAsync(agreement.Path).ExpectProblem(404, "not-found");
            await other.GetAsync($"{agreement.Path}/versions").ExpectProblem(404, "not-found");
            await other.GetAsync($"{agreement.Path}/versions/1").ExpectProblem(404, "not-found");
            await other.Post(Path, new { caseIds = new[] { of.CaseId }, language = "deu" }).ExpectProblem(404, "not-found");
            await other.Post($"{agreement.Path}/reviewed", new { }, "\"1\"").ExpectProblem(404, "not-found");
            Assert.Empty((await other.Read($"{Path}?clientId={of.ClientId}"))["items"]!.AsArray());
        }
        var client = await agreement.Client;
        var tag = (await client.GetAsync(agreement.Path).Expect(200)).Tag();
        await client.Post($"{agreement.Path}/reviewed", new { }).ExpectProblem(428, "if-match-required");
        await agreement.Call("start-review").Expect(200);
        await client.Post($"{agreement.Path}/reviewed", new { }, tag).ExpectProblem(412, "stale");
        Assert.Equal("under_review", (await agreement.Read()).Text("status"));
        await (await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator))).GetAsync(agreement.Path).ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task What_is_complete_for_who_is_admitted_is_not_missing_for_who_does_not_see_it()
    {
        var of = await api.Given.CaseWithLead();
        var agreement = await api.Given.StartedAgreement(of);
        await agreement.Complete("health", "Therapieplatz finden"); // The only goal and both sides' steps are restricted.
        var seen = new GivenAgreement(api, await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId), agreement.Path);
        var read = await seen.Read();
        Assert.Empty(read["goals"]!.AsArray());
        Assert.Empty(read["missing"]!.AsArray());
        await seen.Propose().Expect(200);
    }

    [Fact]
    public async Task A_restricted_goal_shows_to_who_is_admitted_also_in_versions_and_is_part_of_what_both_agree_to()
    {
        var of = await api.Given.CaseWithLead();
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var agreement = await api.Given.StartedAgreement(of);
        await agreement.Complete();
        await agreement.Call("goals", agreement.Goal("health", "Therapieplatz finden")).Expect(200);
        var goal = (await agreement.Read())["goals"]!.AsArray().Single(goal => goal.Text("area") == "health")!;
        Assert.Equal("health", goal.Text("compartment")); // by its area
        await agreement.Call("steps", agreement.Step("office", "Klinik anrufen", goal.Value<Guid>("id"))).Expect(200);
        var seen = new GivenAgreement(api, colleague, agreement.Path);
        await seen.Call("goals", agreement.Goal("health", "Etwas anderes tun")).ExpectProblem(403, "agreement-compartment-closed");
        await seen.Call($"goals/{goal.Text("id")}", agreement.Goal(), HttpMethod.Put).ExpectProblem(404, "not-found");
        // Who does not see it does not propose past it, and learns nothing of it.
        await agreement.Call($"goals/{goal.Text("id")}", new { area = "health", title = "Therapieplatz finden" }, HttpMethod.Put).Expect(200);
        var refused = await seen.Propose().ExpectProblem(409, "agreement-incomplete");
        Assert.Equal(" agreement-hidden-incomplete", string.Join(", ", refused["errors"]!.AsArray().Select(e => $"{e.Text("pointer")} {e.Text("code")}")));
        Assert.Equal(" agreement-hidden-incomplete",
            string.Join(", ", (await seen.Read())["missing"]!.AsArray().Select(e => $"{e.Text("pointer")} {e.Text("code")}"))); // as the proposal says
        await agreement.Call($"goals/{goal.Text("id")}", agreement.Goal("health", "Therapieplatz finden"), HttpMethod.Put).Expect(200);
        // Proposed by who does not see it, and yet in it.
        await seen.Agreed();
        Assert.Equal((1, 2), ((await seen.Read())["goals"]!.AsArray().Count, (await seen.Read())["steps"]!.AsArray().Count));
        var hidden = await (await seen.Client).Read($"{agreement.Path}/versions/1");
        Assert.DoesNotContain("Therapie", hidden.ToJsonString());
        Assert.DoesNotContain("Klinik", hidden.ToJsonString());
        Assert.Equal(2, (await (await agreement.Client).Read($"{agreement.Path}/versions/1"))["goals"]!.AsArray().Count);
        Assert.Equal("active", (await agreement.Read())["goals"]!.AsArray().Single(row => row.Text("area") == "health").Text("status"));
        await agreement.Call($"goals/{goal.Text("id")}/progress", new { note = "Warteliste" }).Expect(200);
        Assert.DoesNotContain("Therapie", (await (await seen.Client).Read($"/api/v1/cases/{of.CaseId}/timeline")).ToJsonString());
        await seen.Call("complete", new { }).ExpectProblem(409, "agreement-incomplete");
        // Past the compartments, as it is refused then.
        await agreement.Call($"goals/{(await seen.Read()).Text("goals/0/id")}/progress", new { status = "achieved", result = "Eingezogen" }).Expect(200);
        Assert.Equal("agreement-incomplete", await Reason(seen, "complete"));
        await agreement.Call($"goals/{goal.Text("id")}/progress", new { status = "dropped", result = "Nicht mehr gewollt" }).Expect(200);
        Assert.Null(await Reason(seen, "complete"));
        await seen.Call("complete", new { }).Expect(200);
    }

    [Fact]
    public async Task What_would_be_refused_is_not_offered()
    {
        var agreement = await api.Given.StartedAgreement(await api.Given.CaseWithLead());
        Assert.Equal("agreement-incomplete", await Reason(agreement, "propose"));
        await agreement.Call("goals", agreement.Measured(12m, 20m)).Expect(200);
        var goal = (await agreement.Read()).Value<Guid>("goals/0/id");
        await agreement.Call("steps", agreement.Step("client", "Antrag stellen", goal)).Expect(200);
        Assert.Equal("agreement-incomplete", await Reason(agreement, "propose"));
        await agreement.Call("steps", agreement.Step("office", "Vermieter anrufen", goal)).Expect(200);
        Assert.Null(await Reason(agreement, "propose"));
        await agreement.Agreed();

        foreach (var (action, code) in new[] { ("complete", "agreement-incomplete"), ("void-measurement", "agreement-nothing-to-void") })
        {
            Assert.Equal(code, await Reason(agreement, action));
        }
        await agreement.Measure(goal, 14m).Expect(200);
        Assert.Null(await Reason(agreement, "void-measurement"));
        var measurement = (await agreement.Read()).Text("goals/0/measurements/0/id");
        await agreement.Call($"goals/{goal}/measurements/{measurement}/void", new { reason = "Verlesen" }).Expect(200);
        Assert.Equal("agreement-nothing-to-void", await Reason(agreement, "void-measurement"));
        await agreement.Call("start-review").Expect(200);
        Assert.Equal(("agreement-nothing-to-take-over", "agreement-incomplete"),
            (await Reason(agreement, "take-over"), await Reason(agreement, "complete")));
        await agreement.Call($"goals/{goal}/progress", new { status = "achieved", result = "Erreicht" }).Expect(200);
        Assert.Null(await Reason(agreement, "complete"));
    }

    private static async Task<string?> Reason(GivenAgreement of, string action) =>
        (await of.Read())["allowedActions"]!.AsArray().Single(allowed => allowed.Text("action") == action).Text("code");

    [Fact]
    public async Task What_belongs_to_a_goal_is_restricted_with_it_and_opened_only_where_it_is_no_record()
    {
        var of = await api.Given.CaseWithLead();
        var agreement = await api.Given.ActiveAgreement(of);
        var goal = (await agreement.Read()).Text("goals/0/id");
        await agreement.Call($"goals/{goal}/progress", new { progress = "improving", note = "Besichtigung im Schutzhaus" }).Expect(200);
        var seen = new GivenAgreement(api, await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId), agreement.Path);
        async Task Shows(bool isOpen)
        {
            var client = await seen.Client;
            foreach (var path in new[] { agreement.Path, $"{agreement.Path}/versions/1", $"/api/v1/cases/{of.CaseId}/timeline" })
            {
                var told = (await client.Read(path)).ToJsonString(Readable);
                Assert.Equal(isOpen && !path.EndsWith("timeline", StringComparison.Ordinal), told.Contains("Vermieter anrufen", StringComparison.Ordinal));
                Assert.True(isOpen || !told.Contains("Schutzhaus", StringComparison.Ordinal), told);
                Assert.True(isOpen || !told.Contains("Eigene Wohnung", StringComparison.Ordinal), told);
            }
            Assert.Equal(isOpen ? 2 : 0, (await seen.Read())["steps"]!.AsArray().Count);
            Assert.Equal(2, (await agreement.Read())["steps"]!.AsArray().Count);
        }
        await Shows(true);
        await agreement.Call("amend", new { kind = "circumstances", what = "Ziel schützen", why = "Gefährdung" }).Expect(200);
        var restricted = agreement.Goal();
        restricted["compartment"] = "protection";
        await agreement.Call($"goals/{goal}", restricted, HttpMethod.Put).Expect(200);
        await Shows(false);
        await agreement.Call("discard-amendment", new { reason = "Text bleibt" }).Expect(200);
        await Shows(false); // Who may read it is no part of the text that goes back.
        await agreement.Call("amend", new { kind = "circumstances", what = "Ziel öffnen", why = "Vorbei" }).Expect(200);
        await agreement.Call($"goals/{goal}", agreement.Goal(), HttpMethod.Put).Expect(200);
        var told = (await seen.Read()).ToJsonString(Readable);
        Assert.Contains("Vermieter anrufen", told);
        Assert.DoesNotContain("Schutzhaus", told);
        Assert.DoesNotContain("Vermieter", (await (await seen.Client).Read($"{agreement.Path}/versions/1")).ToJsonString(Readable));
    }

    [Fact]
    public async Task A_difference_between_two_versions_is_worded_for_the_worker_for_the_person_and_for_the_file()
    {
        var of = await api.Given.CaseWithLead();
        var agreement = await api.Given.ActiveAgreement(of);
        var goal = (await agreement.Read()).Text("goals/0/id");
        var office = (await agreement.Read())["steps"]!.AsArray().Single(step => step.Text("side") == "office").Text("id");
        await agreement.Call("amend", new { kind = "goals", what = "Mehr Zeit", why = "Kein Schein" }).Expect(200);
        var changed = agreement.Goal();
        (changed["dueOn"], changed["target"]) = (agreement.Day(300), "Drei Zimmer");
        await agreement.Call($"goals/{goal}", changed, HttpMethod.Put).Expect(200);
        await agreement.Call($"steps/{office}", method: HttpMethod.Delete).Expect(204);
        await agreement.Call("steps", agreement.Step("office", "Termin machen")).Expect(200);
        await agreement.Call("", new { language = "deu", reviewOn = agreement.Day(300) }, HttpMethod.Put).Expect(200);
        await agreement.Agreed();
        async Task<string> Told(string audience, string language)
        {
            var client = await agreement.Client;
            client.DefaultRequestHeaders.Add("Accept-Language", language);
            var difference = await client.Read($"{agreement.Path}/versions/2/difference?from=1&audience={audience}");
            return string.Join('\n', difference.Values<string>("lines/*/text"));
        }
        var (was, becomes) = ($"{api.Given.Today.AddDays(180):dd.MM.yyyy}", $"{api.Given.Today.AddDays(300):dd.MM.yyyy}");
        var worker = await Told("worker", "de");
        Assert.Contains($"Ziel „Eigene Wohnung finden“: Frist {was} → {becomes}", worker);
        Assert.Contains("Entfallen: Schritt „Vermieter anrufen“", worker);
        Assert.Contains("Neu: Schritt „Termin machen“", worker);
        Assert.Contains("Goal “Eigene Wohnung finden”: Target Eigene Wohnung → Drei Zimmer", await Told("worker", "en"));
        // The person's agreement is in German: so it is told, whatever the screen speaks.
        var person = await Told("client", "en");
        Assert.Contains("Das ändert sich: Mehr Zeit. Warum: Kein Schein.", person);
        Assert.Contains($"Ziel „Eigene Wohnung finden“: Sie haben Zeit bis: {becomes}.", person);
        Assert.Contains("Das gilt nicht mehr: „Vermieter anrufen“.", person);
        Assert.Contains("Das macht: unsere Stelle.", person);
        var file = await Told("file", "de");
        Assert.Contains("Fassung 1 → Fassung 2 (Ziele geändert)", file);
        Assert.Contains($"Frist geändert von „{was}“ in „{becomes}“.", file);
        Assert.Contains("Nicht mehr Bestandteil: Schritt „Vermieter anrufen“.", file);
        await (await agreement.Client).GetAsync($"{agreement.Path}/versions/2/difference?from=7&audience=file").ExpectProblem(404, "not-found");
        await (await agreement.Client).GetAsync($"{agreement.Path}/versions/2/difference?from=1&audience=press").ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task The_database_holds_what_was_agreed_and_by_whom()
    {
        var of = await api.Given.CaseWithLead();
        var agreement = await Ready(of);
        await agreement.Propose().Expect(200);
        async Task Refused(string constraint, string sql) =>
            Assert.Equal(constraint, (await Assert.ThrowsAsync<PostgresException>(() => api.Execute(sql))).ConstraintName);

        var version = await api.Sql<Guid>($"select id from app.agreement_version where agreement_id = '{agreement.Id}'");
        await Refused("agreement_acknowledged_by_all", $"""
            update app.agreement set status = 'active', in_force_number = 1, proposed_number = null, review_on = '2030-01-01' where id = '{agreement.Id}'
            """);
        await Refused("agreement_text_stands", $"update app.agreement_goal set title = 'Anders gesagt' where agreement_id = '{agreement.Id}'");
        await Refused("agreement_text_stands", $"delete from app.agreement_step where agreement_id = '{agreement.Id}'");
        await Refused("agreement_version_stands", $"update app.agreement_version set what = 'Anders' where id = '{version}'");
        await Refused("agreement_version_stands", $"update app.agreement_version set hash = sha256('x') where id = '{version}'");
        await Refused("agreement_version_stands", $"delete from app.agreement_version where id = '{version}'");
        await Refused("agreement_version_stands", $"update app.agreement_version_item set content = '{{}}' where version_id = '{version}'");
        await Refused("agreement_version_stands", $"delete from app.agreement_version_item where version_id = '{version}'");
        await Refused("agreement_move", $"update app.agreement set status = 'completed', ended_at = access.now() where id = '{agreement.Id}'");
        string Acknowledged(string side, string staff, string hash = "v.hash") => $"""
            insert into app.agreement_acknowledgement
                (id, organisation_id, version_id, client_id, hash, side, state, staff_id, how, at, language, recorded_by, recorded_at)
            select gen_random_uuid(), v.organisation_id, v.id, v.client_id, {hash}, '{side}', 'given', {staff}, 'electronic', access.now(), 'deu',
                v.proposed_by, access.now()
            from app.agreement_version v where v.id = '{version}'
            """;
        await Refused("agreement_sides_apart", Acknowledged("client", "v.proposed_by"));
        await Refused("agreement_sides_apart", Acknowledged("office", "null"));
        await Refused("agreement_acknowledges_proposed", Acknowledged("office", "v.proposed_by", "sha256('x')"));
        await Refused("agreement_author_never_approves",
            $"update app.agreement_version set approved_by = proposed_by, approved_at = access.now() where id = '{version}'");
        await Refused("agreement_one_running", $"""
            insert into app.agreement (id, organisation_id, case_id, client_id, status, language, started_at, updated_at)
            select gen_random_uuid(), organisation_id, case_id, client_id, 'draft', 'deu', access.now(), access.now()
            from app.agreement where id = '{agreement.Id}'
            """);
    }

    [Fact]
    public async Task The_legal_moves_of_the_database_are_those_of_the_table()
    {
        var stages = Enum.GetValues<AgreementStatus>();
        foreach (var from in stages)
        {
            foreach (var to in stages.Where(to => to != from))
            {
                var allowed = AgreementTable.Moves.All.Any(move =>
                    AgreementTable.StatusOf(move.From) == from && AgreementTable.StatusOf(move.To) == to);
                Assert.Equal(allowed, await api.Sql<bool>(
                    $"select app.agreement_may_move('{SnakeCase.Of(from.ToString())}', '{SnakeCase.Of(to.ToString())}')"));
            }
        }
    }

    private async Task<GivenAgreement> Ready(GivenCase? of = null)
    {
        var agreement = await api.Given.StartedAgreement(of ?? await api.Given.CaseWithLead());
        await agreement.Complete();
        return agreement;
    }
}
