using System.Text.Json.Nodes;
using CaseManagement.Api.Assessments;
using CaseManagement.Api.Http;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseManagement.ApiTests.Assessments;

public sealed class AssessmentTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly DateOnly Adult = new(1990, 5, 17);

    [Fact]
    public async Task U_0000_inside_an_answer_is_refused_and_its_place_named()
    {
        var given = await api.Given.CaseWithLead();
        var lead = await api.As(given.Lead!);
        var started = await lead.Post($"/api/v1/clients/{given.ClientId}/assessments").Expect(201);
        var area = $"{started.Headers.Location}/areas/language";
        foreach (var (answers, pointer) in new (object, string)[]
        {
            (new Dictionary<string, object> { ["first-language"] = "a\0b" }, "/answers/first-language"),
            (new Dictionary<string, object> { ["course-obstacles"] = new[] { "childcare", "a\0b" } }, "/answers/course-obstacles/1"),
            (new Dictionary<string, object> { ["a\0b"] = "x" }, "/answers"),
        })
        {
            var problem = await lead.Put(area, new { answers }, started.Tag()).ExpectProblem(400, "validation-failed");
            Assert.Equal((pointer, "nul-in-text"), (problem.Text("errors/0/pointer"), problem.Text("errors/0/code")));
        }
    }

    [Fact]
    public async Task The_database_knows_the_same_moves_as_the_product()
    {
        await Compare("assessment_may_move", Assessment.Moves);
        await Compare("assessment_form_may_move", AssessmentTemplate.Moves);

        async Task Compare<TStatus>(string inDatabase, Transitions<TStatus> moves) where TStatus : struct, Enum
        {
            var statuses = Enum.GetValues<TStatus>();
            foreach (var (from, to) in from one in statuses from other in statuses where !one.Equals(other) select (one, other))
            {
                var legal = moves.All.Any(move => move.From.Equals(from) && move.To.Equals(to));
                Assert.Equal(legal, await api.Sql<bool>($"select app.{inDatabase}('{SnakeCase.Of(from.ToString())}', '{SnakeCase.Of(to.ToString())}')"));
            }
        }
    }

    [Fact]
    public async Task A_draft_holds_every_area_that_is_asked_of_an_adult()
    {
        var (lead, given) = await Lead();
        var draft = await Start(lead, given.ClientId);
        Assert.Equal(
            [
                "language",
                "social-contacts",
                "housing-surroundings",
                "leisure",
                "applications",
                "housing",
                "legal-matters",
                "health",
                "work",
                "finances",
                "family",
            ],
            Areas(draft.Body));
        Assert.Equal(("draft", "adult"), (Text(draft.Body, "status"), Text(draft.Body, "person")));
        Assert.Contains(draft.Body["missing"]!.AsArray(), fault => Text(fault!, "pointer") == "/areas/language/answers/german-level");
        Assert.DoesNotContain(draft.Body["missing"]!.AsArray(), fault => Text(fault!, "pointer").StartsWith("/areas/health", StringComparison.Ordinal));
        Assert.Equal("assessment-incomplete", Action(draft.Body, "complete").Value<string>("code"));
        Assert.True(Action(draft.Body, "save-area").Value<bool>("allowed"));
    }

    [Fact]
    public async Task A_child_is_asked_about_school_and_not_about_work()
    {
        var (lead, given) = await Lead(birthDate: api.Given.Today.AddYears(-18).AddDays(1));
        var draft = await Start(lead, given.ClientId);
        Assert.Equal("child", Text(draft.Body, "person"));
        Assert.Contains("school", Areas(draft.Body));
        Assert.DoesNotContain("work", Areas(draft.Body));
        await lead.Put($"{draft.Path}/areas/language", Answers(("literacy", "latin")), AreaTag(draft.Body, "language")).Expect(400);
        Assert.Equal(
            "question-not-applicable",
            Text(
                (
                    await lead.Put($"{draft.Path}/areas/language", Answers(("literacy", "latin")), AreaTag(draft.Body, "language"))
                        .ExpectProblem(400, "validation-failed"))["errors"]![0]!,
                "code"));
    }

    [Fact]
    public async Task A_draft_is_saved_area_by_area_as_one_goes()
    {
        var (lead, given) = await Lead();
        var draft = await Start(lead, given.ClientId);
        var saved = await lead.Put(
                $"{draft.Path}/areas/language",
                new
                {
                    answers = new JsonObject
                    {
                        ["german-level"] = "A2",
                        ["interpreter-needed"] = true,
                        ["course-obstacles"] = new JsonArray("childcare", "distance"),
                        ["course"] = null,
                    },
                    urgency = "high",
                    need = " Kurs mit Kinderbetreuung ",
                    gapReason = "waiting-list",
                    gapNote = "Warteliste der VHS bis März",
                },
                AreaTag(draft.Body, "language"))
            .Expect(200);
        var read = await Read(lead, draft.Path);
        var area = Area(read.Body, "language");
        Assert.Equal(saved.Tag(), Text(area, "eTag"));
        Assert.Equal(("high", "Kurs mit Kinderbetreuung", "waiting-list"), (Text(area, "urgency"), Text(area, "need"), Text(area, "gapReason")));
        Assert.Equal(2, area["answers"]!["course-obstacles"]!.AsArray().Count);
        Assert.False(area["answers"]!.AsObject().ContainsKey("course"));
        Assert.NotEqual(draft.Tag, read.Tag);
        Assert.Empty(read.Body["urgentNeedsWithoutService"]!.AsArray());
        await lead.Put($"{draft.Path}/areas/language", new { answers = new { }, urgency = "acute" }, saved.Tag()).Expect(200);
        Assert.Equal(["language"], (await Read(lead, draft.Path)).Body.Values<string>("urgentNeedsWithoutService/*"));
    }

    [Fact]
    public async Task Every_answer_that_does_not_fit_is_told_with_its_place()
    {
        var (lead, given) = await Lead();
        var draft = await Start(lead, given.ClientId);
        var problem = await lead.Put($"{draft.Path}/areas/language", new
        {
            answers = new JsonObject
            {
                ["german-level"] = "Z9", ["interpreter-needed"] = "yes", ["course"] = "flying", ["course-obstacles"] = new JsonArray("childcare", "childcare"),
                ["Secret name"] = 1, ["language-support-child"] = "school"
            },
            urgency = "very", gapReason = "because",
        }, AreaTag(draft.Body, "language")).ExpectProblem(400, "validation-failed");
        Assert.Equal(
            ["/answers unknown-question", "/answers/course unknown-option", "/answers/course-obstacles answer-kind", "/answers/german-level unknown-code",
                "/answers/interpreter-needed answer-kind",
                "/answers/language-support-child question-not-applicable", "/gapReason unknown-code", "/urgency unknown-code"],
            problem["errors"]!.AsArray().Select(error => $"{Text(error!, "pointer")} {Text(error!, "code")}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Secret", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_and_a_gap_exclude_each_other()
    {
        var (lead, given) = await Lead();
        var draft = await Start(lead, given.ClientId);
        var tag = AreaTag(draft.Body, "work");
        var both = await lead.Put($"{draft.Path}/areas/work", new { answers = new { }, proposedService = "IQ-Beratung", gapReason = "no-offer" }, tag)
            .ExpectProblem(400, "validation-failed");
        Assert.Equal("service-or-gap", Text(both["errors"]![0]!, "code"));
        var note = await lead.Put($"{draft.Path}/areas/work", new { answers = new { }, gapNote = "keins da" }, tag).ExpectProblem(400, "validation-failed");
        Assert.Equal("gap-reason-required", Text(note["errors"]![0]!, "code"));
    }

    [Fact]
    public async Task A_member_that_is_there_twice_is_refused()
    {
        var (lead, given) = await Lead();
        var draft = await Start(lead, given.ClientId);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{draft.Path}/areas/work")
        {
            Content = new StringContent("""{"answers":{"goal":"work","goal":"school"}}""", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", AreaTag(draft.Body, "work"));
        await lead.SendAsync(request).ExpectProblem(400, "malformed-request");
    }

    [Fact]
    public async Task A_stale_tag_is_refused_and_changes_nothing()
    {
        var (lead, given) = await Lead();
        var draft = await Start(lead, given.ClientId);
        var stale = AreaTag(draft.Body, "work");
        await lead.Put($"{draft.Path}/areas/work", new { answers = new { }, need = "first" }, stale).Expect(200);
        await lead.Put($"{draft.Path}/areas/work", new { answers = new { }, need = "second" }, stale).ExpectProblem(412, "stale");
        await lead.Put($"{draft.Path}/areas/work", new { answers = new { }, need = "second" }).ExpectProblem(428, "if-match-required");
        await lead.Post($"{draft.Path}/complete", ifMatch: draft.Tag).ExpectProblem(412, "stale");
        Assert.Equal("first", Text(Area((await Read(lead, draft.Path)).Body, "work"), "need"));
    }

    [Fact]
    public async Task Two_colleagues_record_different_areas_at_once()
    {
        var (lead, given) = await Lead();
        var colleague = await api.As(await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId));
        var draft = await Start(lead, given.ClientId);
        await Task.WhenAll(
            lead.Put($"{draft.Path}/areas/work", new { answers = new { }, need = "one" }, AreaTag(draft.Body, "work")).Expect(200),
            colleague.Put($"{draft.Path}/areas/housing", new { answers = new { }, need = "two" }, AreaTag(draft.Body, "housing")).Expect(200));
        var read = (await Read(lead, draft.Path)).Body;
        Assert.Equal(("one", "two"), (Text(Area(read, "work"), "need"), Text(Area(read, "housing"), "need")));
    }

    [Fact]
    public async Task Completing_needs_the_required_answers_and_then_nothing_changes_any_more()
    {
        var (lead, given) = await Lead();
        var draft = await Start(lead, given.ClientId);
        var refused = await lead.Post($"{draft.Path}/complete", ifMatch: draft.Tag).ExpectProblem(409, "assessment-incomplete");
        Assert.Equal(draft.Body["missing"]!.AsArray().Count, refused["errors"]!.AsArray().Count);

        var tag = await Fill(lead, draft.Path);
        var completed = await lead.Post($"{draft.Path}/complete", ifMatch: tag).Expect(200);

        var read = await Read(lead, draft.Path);
        Assert.Equal(completed.Tag(), read.Tag);
        Assert.Equal("completed", Text(read.Body, "status"));
        Assert.Equal(given.Lead!.StaffId, read.Body.Value<Guid>("completedBy"));
        var illegal = await lead.Put($"{draft.Path}/areas/work", new { answers = new { } }, AreaTag(read.Body, "work"))
            .ExpectProblem(409, "assessment-transition");
        Assert.Equal("completed", Text(illegal, "state"));
        await lead.Post($"{draft.Path}/complete", ifMatch: read.Tag).ExpectProblem(409, "assessment-transition");
        Assert.False(Action(read.Body, "save-area").Value<bool>("allowed"));
        Assert.True(Action(read.Body, "start-next").Value<bool>("allowed"));
        Assert.DoesNotContain(read.Body["allowedActions"]!.AsArray(), action => Text(action!, "action") == "supersede");
    }

    [Fact]
    public async Task The_next_one_starts_from_the_answers_of_the_last_and_takes_its_place()
    {
        var (lead, given) = await Lead();
        var first = await api.Given.CompletedAssessment(given, new GivenNeed("work", "high", ProposedService: "IQ-Beratung"));
        var next = await Start(lead, given.ClientId);
        Assert.Equal(first, next.Body.Value<Guid>("previousId"));
        Assert.Empty(next.Body["missing"]!.AsArray());
        var work = Area(next.Body, "work");
        Assert.Equal(("high", "IQ-Beratung", "jobseeking"),
            (Text(work, "urgency"), Text(work, "proposedService"), work.Value<string>("answers/status")));
        Assert.Equal("completed", Text((await Read(lead, $"/api/v1/assessments/{first}")).Body, "status"));

        await lead.Post($"{next.Path}/complete", ifMatch: next.Tag).Expect(200);

        Assert.Equal("superseded", Text((await Read(lead, $"/api/v1/assessments/{first}")).Body, "status"));
        var list = (await lead.Read($"/api/v1/clients/{given.ClientId}/assessments"))["items"]!.AsArray();
        Assert.Equal(["completed", "superseded"], list.Select(row => Text(row!, "status")));
        var page = await lead.Read($"/api/v1/clients/{given.ClientId}/assessments?limit=1");
        var rest = await lead.Read($"/api/v1/clients/{given.ClientId}/assessments?limit=1&cursor={page["nextCursor"]}");
        Assert.Equal(first, rest.Value<Guid>("items/0/id"));
        Assert.Null(rest["nextCursor"]);
    }

    [Fact]
    public async Task There_is_one_draft_per_client_even_when_two_start_at_once()
    {
        var (lead, given) = await Lead();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => lead.Post($"/api/v1/clients/{given.ClientId}/assessments")));
        Assert.Equal([201, 409, 409, 409], answers.Select(answer => (int)answer.StatusCode).Order());
        var refused = await lead.Post($"/api/v1/clients/{given.ClientId}/assessments").ExpectProblem(409, "assessment-draft-exists");
        Assert.Equal(await answers.Single(answer => (int)answer.StatusCode == 201).Id(), refused.Value<Guid>("assessmentId"));
        Assert.Equal(11L, await api.Sql<long>($"select count(*) from app.assessment_area where client_id = '{given.ClientId}'"));
    }

    [Fact]
    public async Task Who_completes_and_who_saves_at_the_same_time_do_not_both_succeed()
    {
        for (var round = 0; round < 8; round++)
        {
            var (lead, given) = await Lead();
            await api.Given.CompletedAssessment(given);
            var draft = await Start(lead, given.ClientId);
            var both = await Task.WhenAll(
                lead.Post($"{draft.Path}/complete", ifMatch: draft.Tag),
                lead.Put($"{draft.Path}/areas/leisure", new { answers = new { }, need = "too late?" }, AreaTag(draft.Body, "leisure")));
            Assert.Contains(both, answer => (int)answer.StatusCode == 200);
            Assert.Contains(both, answer => (int)answer.StatusCode is 409 or 412);
            var read = (await Read(lead, draft.Path)).Body;
            Assert.Equal(Text(read, "status") == "completed" ? null : "too late?", Area(read, "leisure").Text("need"));
        }
    }

    [Theory]
    [InlineData(Role.Administrator)]
    [InlineData(Role.DataProtectionOfficer)]
    [InlineData(Role.Partner)]
    public async Task Who_does_no_casework_neither_reads_nor_writes_needs(Role role)
    {
        var (lead, given) = await Lead();
        var draft = await Start(lead, given.ClientId);
        var other = await api.As(await api.Given.Staff(given.OrganisationId, role, given.TeamId));
        await other.GetAsync(draft.Path).ExpectProblem(403, "not-permitted");
        await other.GetAsync($"/api/v1/clients/{given.ClientId}/needs").ExpectProblem(403, "not-permitted");
        await other.GetAsync($"/api/v1/clients/{given.ClientId}/needs/history").ExpectProblem(403, "not-permitted");
        await other.GetAsync($"/api/v1/clients/{given.ClientId}/assessments").ExpectProblem(403, "not-permitted");
        await other.Post($"/api/v1/clients/{given.ClientId}/assessments").ExpectProblem(403, "not-permitted");
        await other.Put($"{draft.Path}/areas/work", new { answers = new { } }, AreaTag(draft.Body, "work")).ExpectProblem(403, "not-permitted");
        await other.Post($"{draft.Path}/complete", ifMatch: draft.Tag).ExpectProblem(403, "not-permitted");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_elses_assessment_is_404_in_the_same_house_and_in_another(bool sameHouse)
    {
        var (lead, given) = await Lead();
        var draft = await Start(lead, given.ClientId);
        var organisation = sameHouse ? given.OrganisationId : await api.Given.Organisation();
        var stranger = await api.As(await api.Given.Staff(organisation, Role.Caseworker, await api.Given.Team(organisation)));
        await stranger.GetAsync(draft.Path).ExpectProblem(404, "not-found");
        await stranger.GetAsync($"/api/v1/clients/{given.ClientId}/needs").ExpectProblem(404, "not-found");
        await stranger.GetAsync($"/api/v1/clients/{given.ClientId}/needs/history").ExpectProblem(404, "not-found");
        await stranger.GetAsync($"/api/v1/clients/{given.ClientId}/assessments").ExpectProblem(404, "not-found");
        await stranger.Post($"/api/v1/clients/{given.ClientId}/assessments").ExpectProblem(404, "not-found");
        await stranger.Put($"{draft.Path}/areas/work", new { answers = new { } }, AreaTag(draft.Body, "work")).ExpectProblem(404, "not-found");
        await stranger.Post($"{draft.Path}/complete", ifMatch: draft.Tag).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Needs_are_recorded_in_an_open_case_only()
    {
        var (lead, given) = await Lead();
        await api.Given.CompletedAssessment(given);
        var draft = await Start(lead, given.ClientId);
        await api.InOrganisation(given.OrganisationId, async db =>
        {
            var of = await db.Set<CaseManagement.Api.Cases.Case>().Include(c => c.Responsibilities).SingleAsync(c => c.Id == given.CaseId);
            of.Close("goals-reached", null, null, api.Given.Now);
            return await db.SaveChangesAsync();
        });
        await lead.Put($"{draft.Path}/areas/work", new { answers = new { } }, AreaTag(draft.Body, "work")).ExpectProblem(409, "assessment-no-open-case");
        await lead.Post($"{draft.Path}/complete", ifMatch: draft.Tag).ExpectProblem(409, "assessment-no-open-case");
        await lead.Post($"/api/v1/clients/{given.ClientId}/assessments").ExpectProblem(409, "assessment-no-open-case");
    }

    [Fact]
    public async Task A_draft_outlives_its_case_and_is_completed_in_the_next_one()
    {
        var (lead, given) = await Lead();
        await api.Given.CompletedAssessment(given);
        var draft = await Start(lead, given.ClientId);
        var path = $"/api/v1/cases/{given.CaseId}";
        await lead.Post($"{path}/close", new { reasonCode = "goals-reached" }, (await lead.GetAsync(path)).Tag()).Expect(200);
        await lead.Put($"{draft.Path}/areas/work", new { answers = new { } }, AreaTag(draft.Body, "work")).ExpectProblem(409, "assessment-no-open-case");
        var next = await (await lead.Post("/api/v1/cases", new { clientId = given.ClientId, teamId = given.TeamId, leadStaffId = given.Lead!.StaffId })
            .Expect(201)).Id();
        await lead.Post($"/api/v1/clients/{given.ClientId}/assessments").ExpectProblem(409, "assessment-draft-exists");
        // What was assessed in the former case grows old in the new one.
        Assert.Equal([next], await api.InOrganisation(given.OrganisationId, db =>
            db.Database.SqlQuery<Guid>($"""select subject_id as "Value" from app.causes_of_assessment_old()""").ToListAsync()));

        Assert.True(Action((await Read(lead, draft.Path)).Body, "complete").Value<bool>("allowed"));
        await lead.Post($"{draft.Path}/complete", ifMatch: await Fill(lead, draft.Path)).Expect(200);

        var read = (await Read(lead, draft.Path)).Body;
        Assert.Equal(("completed", next), (Text(read, "status"), read.Value<Guid>("caseId")));
        Assert.Contains("assessment_completed", (await lead.Read($"/api/v1/cases/{next}/timeline")).Values<string>("items/*/kind"));
    }

    [Fact]
    public async Task A_draft_is_not_gone_on_with_by_who_sees_the_former_case_alone()
    {
        var (lead, given) = await Lead();
        var draft = await Start(lead, given.ClientId);
        var path = $"/api/v1/cases/{given.CaseId}";
        await lead.Post($"{path}/close", new { reasonCode = "goals-reached" }, (await lead.GetAsync(path)).Tag()).Expect(200);
        await api.Given.Case(given.OrganisationId, given.ClientId, await api.Given.Team(given.OrganisationId));
        await lead.Put($"{draft.Path}/areas/work", new { answers = new { } }, AreaTag(draft.Body, "work")).ExpectProblem(409, "assessment-no-open-case");
    }

    [Fact]
    public async Task Health_shows_to_the_lead_worker_and_to_nobody_else_and_reaches_the_next_assessment_all_the_same()
    {
        var (lead, given) = await Lead();
        var colleague = await api.As(await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId));
        await api.Given.CompletedAssessment(given, new GivenNeed("health", "acute", Need: "Traumatherapie"));

        // The colleague starts the next one and cannot see what is carried over.
        var draft = await Start(colleague, given.ClientId);
        Assert.Equal(["health"], draft.Body.Values<string>("restrictedAreas/*"));
        Assert.DoesNotContain("health", Areas(draft.Body));
        Assert.DoesNotContain("Traumatherapie", draft.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(draft.Body["urgentNeedsWithoutService"]!.AsArray());
        await colleague.Put($"{draft.Path}/areas/health", new { answers = new { } }, "\"1\"").ExpectProblem(404, "not-found");

        var seen = (await Read(lead, draft.Path)).Body;
        Assert.Empty(seen["restrictedAreas"]!.AsArray());
        Assert.Equal("Traumatherapie", Text(Area(seen, "health"), "need"));
        Assert.Equal(["health"], seen.Values<string>("urgentNeedsWithoutService/*"));

        // Completing does not need what the colleague cannot see.
        await colleague.Post($"{draft.Path}/complete", ifMatch: draft.Tag).Expect(200);
        Assert.Equal("Traumatherapie", Text(Area((await Read(lead, draft.Path)).Body, "health"), "need"));

        // Never in lists; in the history only where it is asked for by name, and then only for who is admitted.
        Assert.DoesNotContain("health", Areas(await lead.Read($"/api/v1/clients/{given.ClientId}/needs"), "items"));
        Assert.DoesNotContain("health", Areas(await lead.Read($"/api/v1/clients/{given.ClientId}/needs/history")));
        Assert.Equal(
            2,
            (await lead.Read($"/api/v1/clients/{given.ClientId}/needs/history?area=health"))["areas"]![0]!["points"]!
                .AsArray()
                .Count);
        Assert.Empty(
            (await colleague.Read($"/api/v1/clients/{given.ClientId}/needs/history?area=health"))["areas"]!.AsArray());
    }

    [Fact]
    public async Task An_area_that_will_be_called_otherwise_one_day_is_called_as_it_is()
    {
        var (lead, given) = await Lead();
        await api.Given.CompletedAssessment(given, new GivenNeed("leisure", "low"));
        var name = await api.Sql<string>("select label_en from app.code where list = 'need-area' and code = 'leisure'");
        await api.Execute("update app.code set valid_to = date '2190-01-01' where list = 'need-area' and code = 'leisure'");
        await api.Given.Code("need-area", "leisure", from: new(2190, 1, 1));
        Assert.NotEqual("leisure", name);
        var needs = (await lead.Read($"/api/v1/clients/{given.ClientId}/needs"))["items"]!.AsArray();
        Assert.Equal(name, Text(needs.Single(need => Text(need!, "area") == "leisure")!, "areaLabel"));
        var areas = (await lead.Read($"/api/v1/clients/{given.ClientId}/needs/history"))["areas"]!.AsArray();
        Assert.Equal(name, Text(areas.Single(area => Text(area!, "area") == "leisure")!, "label"));
    }

    [Fact]
    public async Task Needs_come_with_the_most_urgent_first_and_in_the_callers_language()
    {
        var (lead, given) = await Lead();
        Assert.Null((await lead.Read($"/api/v1/clients/{given.ClientId}/needs"))["assessmentId"]);
        await api.Given.CompletedAssessment(given, new GivenNeed("leisure", "low"), new GivenNeed("housing", "acute", GapReason: "no-offer"),
            new GivenNeed("family", "medium", ProposedService: "Familienzentrum"));
        lead.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var needs = (await lead.Read($"/api/v1/clients/{given.ClientId}/needs"))["items"]!.AsArray();
        Assert.Equal(["housing", "family", "leisure"], needs.Take(3).Select(need => Text(need!, "area")));
        Assert.Equal(("Wohnen", "Kein Angebot vorhanden"), (Text(needs[0]!, "areaLabel"), Text(needs[0]!, "gapReasonLabel")));
        Assert.Equal((4, true), (needs.Value<int>("0/rank"), needs.Value<bool>("0/urgent")));
        Assert.All(needs.Skip(3), need => Assert.Equal(0, need.Value<int>("rank")));
    }

    [Fact]
    public async Task The_change_over_time_says_what_became_of_each_need()
    {
        var (lead, given) = await Lead();
        await api.Given.CompletedAssessment(given, new GivenNeed("work", "high"), new GivenNeed("leisure", "low"));
        var second = await Start(lead, given.ClientId);
        await lead.Put(
                $"{second.Path}/areas/work",
                new
                {
                    answers = new JsonObject
                    {
                        ["status"] = "part-time",
                        ["permission"] = "free",
                        ["education"] = "isced-2",
                        ["goal"] = "work",
                    },
                    urgency = "low",
                },
                AreaTag(second.Body, "work"))
            .Expect(200);
        await lead.Put(
                $"{second.Path}/areas/leisure",
                new { answers = new JsonObject { ["activities"] = "Fußball" }, urgency = "none" },
                AreaTag(second.Body, "leisure"))
            .Expect(200);
        await lead.Post($"{second.Path}/complete", ifMatch: (await Read(lead, second.Path)).Tag).Expect(200);

        var areas = (await lead.Read($"/api/v1/clients/{given.ClientId}/needs/history"))["areas"]!.AsArray();
        Assert.Equal(["first", "less_urgent"], Changes("work"));
        Assert.Equal(["first", "resolved"], Changes("leisure"));
        Assert.Equal(["first", "unchanged"], Changes("housing"));
        var changed = areas.Single(area => Text(area!, "area") == "work")!["points"]![1]!["changedAnswers"]!.AsArray();
        Assert.Equal(["goal", "status"], changed.Select(answer => Text(answer!, "question")));
        Assert.Equal(("jobseeking", "part-time"), (Text(changed[1]!, "before"), Text(changed[1]!, "after")));
        Assert.Null(changed[0]!["before"]);
        Assert.Single((await lead.Read($"/api/v1/clients/{given.ClientId}/needs/history?area=work"))["areas"]!.AsArray());

        IEnumerable<string> Changes(string code) => areas.Single(area => Text(area!, "area") == code)!["points"]!.AsArray()
            .Select(point => Text(point!, "change"));
    }

    [Fact]
    public async Task An_answer_that_stands_as_it_was_is_not_held_against_todays_codes()
    {
        var (lead, given) = await Lead();
        await api.Given.CompletedAssessment(given);
        var tomorrow = api.Given.Today.AddDays(1);
        await api.Given.Code("work-status", "pilot-job", until: tomorrow);
        var draft = await Start(lead, given.ClientId);
        var answers = new JsonObject { ["status"] = "pilot-job", ["permission"] = "free", ["education"] = "isced-2" };
        var tag = (await lead.Put($"{draft.Path}/areas/work", new { answers, urgency = "low" }, AreaTag(draft.Body, "work")).Expect(200)).Tag();
        api.Clock.Offset += TimeSpan.FromDays(2);
        lead = await api.As(given.Lead!);
        answers["permission"] = "permit";
        tag = (await lead.Put($"{draft.Path}/areas/work", new { answers, urgency = "low" }, tag).Expect(200)).Tag();
        answers["status"] = "retired";
        tag = (await lead.Put($"{draft.Path}/areas/work", new { answers, urgency = "low" }, tag).Expect(200)).Tag();
        answers["status"] = "pilot-job";
        await lead.Put($"{draft.Path}/areas/work", new { answers, urgency = "low" }, tag).Expect(400);
    }

    [Fact]
    public async Task A_need_is_judged_anew_when_the_code_of_its_urgency_or_gap_has_ended()
    {
        var (lead, given) = await Lead();
        var tomorrow = api.Given.Today.AddDays(1);
        await api.Given.Code("urgency", "pilot", until: tomorrow, attributes: """{"rank":5,"urgent":true}""");
        await api.Given.Code("need-gap-reason", "pilot", until: tomorrow);
        await api.Given.CompletedAssessment(given, new GivenNeed("housing", "pilot", GapReason: "pilot", Need: "Wohnung"));
        var path = $"/api/v1/clients/{given.ClientId}/needs";
        Assert.True((await lead.Read(path)).Value<bool>("items/0/urgent"));
        api.Clock.Offset += TimeSpan.FromDays(1);
        lead = await api.As(given.Lead!);
        Assert.Equal(5, (await lead.Read(path)).Value<int>("items/0/rank"));
        var next = await Start(lead, given.ClientId);
        Assert.Equal("/areas/housing/urgency", Text(Assert.Single(next.Body["missing"]!.AsArray())!, "pointer"));
        Assert.Equal(("Wohnung", null, null),
            (Text(Area(next.Body, "housing"), "need"), Area(next.Body, "housing")["urgency"], Area(next.Body, "housing")["gapReason"]));
    }

    [Fact]
    public async Task An_urgency_whose_code_ended_while_the_draft_was_open_has_to_be_judged_anew()
    {
        var (lead, given) = await Lead();
        await api.Given.CompletedAssessment(given);
        var tomorrow = api.Given.Today.AddDays(1);
        await api.Given.Code("urgency", "trial", until: tomorrow, attributes: """{"rank":5,"urgent":true}""");
        var draft = await Start(lead, given.ClientId);
        await lead.Put(
                $"{draft.Path}/areas/leisure",
                new { answers = new JsonObject { ["activities"] = "Fußball" }, urgency = "trial" },
                AreaTag(draft.Body, "leisure"))
            .Expect(200);
        api.Clock.Offset += TimeSpan.FromDays(1);
        lead = await api.As(given.Lead!);
        var refused = await lead.Post($"{draft.Path}/complete", ifMatch: (await Read(lead, draft.Path)).Tag).ExpectProblem(409, "assessment-incomplete");
        Assert.Equal(("/areas/leisure/urgency", "unknown-code"), (Text(refused["errors"]![0]!, "pointer"), Text(refused["errors"]![0]!, "code")));
    }

    [Fact]
    public async Task The_database_itself_keeps_what_is_completed_and_lets_a_handover_move_it()
    {
        var (_, given) = await Lead();
        var id = await api.Given.CompletedAssessment(given);
        foreach (var sql in (string[])
        [
            $"update app.assessment_area set need = 'x' where assessment_id = '{id}'", $"delete from app.assessment_area where assessment_id = '{id}'",
            $"update app.assessment set status = 'draft', completed_at = null where id = '{id}'",
            $"update app.assessment set client_id = gen_random_uuid() where id = '{id}'",
            $"delete from app.assessment where id = '{id}'",
            $"""
                insert into app.assessment_area (id, organisation_id, assessment_id, client_id, area, updated_at)
                values (gen_random_uuid(), '{given.OrganisationId}', '{id}', '{given.ClientId}', 'school', '{api.Given.Now:O}')
                """,
        ])
        {
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => api.Execute(sql));
            Assert.Contains(refused.ConstraintName, (string[])["assessment_immutable", "assessment_move"]);
        }
        var receiver = await api.Given.Organisation();
        foreach (var table in (string[])["assessment", "assessment_area"])
        {
            await api.Execute($"""
                update app.{table} set former_organisation_id = organisation_id, former_access_until = '{api.Given.Now.AddDays(14):O}',
                  organisation_id = '{receiver}' where client_id = '{given.ClientId}'
                """);
        }
        Assert.Equal(11L, await api.Sql<long>($"select count(*) from app.assessment_area where organisation_id = '{receiver}'"));
    }

    [Fact]
    public async Task The_sender_of_a_handover_reads_on_for_the_grace_period_and_writes_nothing()
    {
        var (lead, given) = await Lead();
        await api.Given.CompletedAssessment(given);
        var draft = await Start(lead, given.ClientId);
        await HandOver(given);
        Assert.Equal("assessment-handed-over", Text(Action((await Read(lead, draft.Path)).Body, "save-area"), "code"));
        await lead.Put($"{draft.Path}/areas/work", new { answers = new { } }, AreaTag(draft.Body, "work")).ExpectProblem(412, "stale");
        await lead.Put($"{draft.Path}/areas/work", new { answers = new { } }, AreaTag((await Read(lead, draft.Path)).Body, "work"))
            .ExpectProblem(409, "assessment-handed-over");
        await lead.Post($"{draft.Path}/complete", ifMatch: (await Read(lead, draft.Path)).Tag).ExpectProblem(409, "assessment-handed-over");
        await lead.Post($"/api/v1/clients/{given.ClientId}/assessments").ExpectProblem(409, "assessment-handed-over");
        api.Clock.Offset += TimeSpan.FromDays(15);
        await (await api.As(given.Lead!)).GetAsync(draft.Path).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Reading_needs_is_on_record_with_whose_they_were()
    {
        var (lead, given) = await Lead();
        var draft = await Start(lead, given.ClientId);
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry
            where kind = 'read' and action = 'GetAssessment' and '{given.ClientId}' = any (client_ids)
            """));
        await lead.GetAsync($"/api/v1/clients/{given.ClientId}/needs").Expect(200);
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry
            where kind = 'read' and action = 'GetNeeds' and '{given.ClientId}' = any (client_ids)
            """));
        Assert.Equal(11L, await api.Sql<long>($"""
            select count(*) from audit.entry e join audit.entry_values v on v.entry_id = e.id
            where action = 'StartAssessment' and table_name = 'app.assessment_area' and staff_id = '{given.Lead!.StaffId}'
              and after ->> 'assessment_id' = '{draft.Path.Split('/')[^1]}'
            """));
    }

    [Fact]
    public async Task Each_question_to_the_database_is_one_round_trip()
    {
        var (_, given) = await Lead();
        var id = await api.Given.CompletedAssessment(given);
        await Send(new GetAssessment(id)); // The form is in memory from here on.
        Assert.Equal(1, await Send(new GetAssessment(id)));
        Assert.Equal(1, await Send(new GetNeeds(given.ClientId)));
        Assert.Equal(1, await Send(new GetNeedHistory(given.ClientId, null)));
        Assert.Equal(1, await Send(new ListAssessments(given.ClientId, Paging.First)));

        async Task<int> Send<T>(MediatR.IRequest<T> request)
        {
            await using var scope = api.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(given.OrganisationId);
            // The record of the reading is one more; the pipeline is measured elsewhere.
            using var counted = new Statements();
            await scope.ServiceProvider.GetRequiredService<ISender>().Send(request, CancellationToken.None);
            return counted.Count - 1;
        }
    }

    [Fact]
    public async Task The_binding_form_is_served_with_its_questions_and_a_tag()
    {
        var (lead, _) = await Lead();
        var list = (await lead.Read("/api/v1/assessment-templates?on=2026-11-21"))["items"]!.AsArray();
        var id = Assert.Single(list).Value<Guid>("id");
        Assert.Empty((await lead.Read("/api/v1/assessment-templates?on=2019-12-31"))["items"]!.AsArray());
        var response = await lead.GetAsync($"/api/v1/assessment-templates/{id}").Expect(200);
        var areas = (await response.Json())["areas"]!.AsArray();
        Assert.Equal(13, areas.Count);
        Assert.All(areas, area => Assert.InRange(area!["questions"]!.AsArray().Count, 4, 8));
        Assert.Equal("health", Text(areas.Single(area => Text(area!, "code") == "health")!, "compartment"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/assessment-templates/{id}");
        request.Headers.TryAddWithoutValidation("If-None-Match", response.Tag());
        await lead.SendAsync(request).Expect(304);
        await lead.GetAsync($"/api/v1/assessment-templates/{Guid.CreateVersion7()}").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_new_version_of_the_form_takes_over_the_answers_that_it_still_asks_for()
    {
        var (lead, given) = await Lead();
        await api.Given.CompletedAssessment(given, new GivenNeed("leisure", "low"));
        // Version 2 drops a question's options, keeps another, renames a third.
        var change = api.Given.Today.AddYears(1);
        await api.Execute($"update app.assessment_template set valid_to = '{change:O}' where code = 'bedarfserhebung'");
        await api.Execute($$"""
            insert into app.assessment_template (id, code, version, name_de, name_en, valid_from, status, content)
            values (gen_random_uuid(), 'bedarfserhebung', 2, 'Bedarfserhebung', 'Survey of needs', '{{change:O}}', 'published', '{"areas": [
              {"code": "leisure", "labelDe": "Freizeit", "labelEn": "Leisure", "questions": [
                {"code": "activities", "kind": "text", "required": true, "labelDe": "Was?", "labelEn": "What?"}]},
              {"code": "housing", "labelDe": "Wohnen", "labelEn": "Housing", "questions": [
                {"code": "situation", "kind": "single", "optionsFrom": "accommodation-kind", "required": true, "labelDe": "Wie?", "labelEn": "How?"},
                {"code": "adequate", "kind": "single", "required": true, "labelDe": "Gut?", "labelEn": "Good?",
                    "options": [{"code": "good", "labelDe": "Gut", "labelEn": "Good"}]}]}]}')
            """);
        api.Clock.Offset += TimeSpan.FromDays(366);
        lead = await api.As(given.Lead!);
        var next = await Start(lead, given.ClientId);
        Assert.Equal(["leisure", "housing"], Areas(next.Body));
        Assert.Equal("Fußball", Text(Area(next.Body, "leisure")["answers"]!, "activities"));
        Assert.Equal("gemeinschaftsunterkunft", Text(Area(next.Body, "housing")["answers"]!, "situation"));
        Assert.Equal("/areas/housing/answers/adequate", Text(Assert.Single(next.Body["missing"]!.AsArray())!, "pointer"));
        api.Clock.Offset -= TimeSpan.FromDays(366);
    }

    private async Task<(HttpClient Client, GivenCase Case)> Lead(DateOnly? birthDate = null)
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var client = await api.Given.Client(organisation, birthDate: birthDate ?? Adult);
        return (await api.As(lead), new GivenCase(await api.Given.Case(organisation, client, team, lead.StaffId), client, organisation, team, null, lead));
    }

    private static async Task<(string Path, string Tag, JsonNode Body)> Start(HttpClient client, Guid of)
    {
        var started = await client.Post($"/api/v1/clients/{of}/assessments").Expect(201);
        var path = started.Headers.Location!.ToString();
        var (body, tag) = await Read(client, path);
        Assert.Equal(started.Tag(), tag);
        return (path, tag, body);
    }

    private static async Task<(JsonNode Body, string Tag)> Read(HttpClient client, string path)
    {
        var response = await client.GetAsync(path).Expect(200);
        return (await response.Json(), response.Tag());
    }

    // Every required answer and urgency, one area after the other, as a counsellor would.
    private static async Task<string> Fill(HttpClient client, string path)
    {
        var (body, _) = await Read(client, path);
        var person = Enum.Parse<AssessedPerson>(Text(body, "person"), ignoreCase: true);
        var form = new Form(
            System.Text.Json.JsonSerializer.Deserialize<IReadOnlyList<FormArea>>(
                (await client.Read($"/api/v1/assessment-templates/{body["templateId"]}"))["areas"]!,
                System.Text.Json.JsonSerializerOptions.Web)!);
        foreach (var area in form.For(person).Where(area => area.Compartment is null))
        {
            await client.Put($"{path}/areas/{area.Code}", new { answers = FormAnswers.Required(area, person), urgency = "none" }, AreaTag(body, area.Code))
                .Expect(200);
        }
        return (await Read(client, path)).Tag;
    }

    private async Task HandOver(GivenCase given)
    {
        var receiver = await api.Given.Organisation();
        var team = await api.Given.Team(receiver);
        var moves = $"""
            organisation_id = '{receiver}', former_organisation_id = '{given.OrganisationId}',
            former_access_until = '{api.Given.Now.AddDays(14):O}'
            """;
        await api.Execute($"""
            begin;
            update app.case_responsibility set until_at = '{api.Given.Now:O}', ended_by = 'handed_over'
            where case_id = '{given.CaseId}' and until_at is null;
            update app."case" set {moves}, former_team_id = team_id, team_id = '{team}', lead_staff_id = null where id = '{given.CaseId}';
            update app.case_responsibility set {moves} where case_id = '{given.CaseId}';
            insert into app.case_responsibility (id, organisation_id, case_id, team_id, from_at)
            select gen_random_uuid(), '{receiver}', '{given.CaseId}', '{team}', max(until_at)
            from app.case_responsibility where case_id = '{given.CaseId}';
            update app.client set {moves} where id = '{given.ClientId}';
            update app.assessment set {moves} where client_id = '{given.ClientId}';
            update app.assessment_area set {moves} where client_id = '{given.ClientId}';
            commit;
            """);
    }

    private static object Answers(params (string Question, string Answer)[] answers) =>
        new { answers = new JsonObject(answers.Select(answer => KeyValuePair.Create(answer.Question, (JsonNode?)answer.Answer))) };

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
    private static IEnumerable<string> Areas(JsonNode body, string member = "areas") => [.. body[member]!.AsArray().Select(area => Text(area!, "area"))];
    private static JsonNode Area(JsonNode body, string code) => body["areas"]!.AsArray().Single(area => Text(area!, "area") == code)!;
    private static string AreaTag(JsonNode body, string code) => Text(Area(body, code), "eTag");
    private static JsonNode Action(JsonNode body, string name) => body["allowedActions"]!.AsArray().Single(action => Text(action!, "action") == name)!;
}
