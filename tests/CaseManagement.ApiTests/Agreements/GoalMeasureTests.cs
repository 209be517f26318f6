using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Agreements;

/// <summary>What is measured of a goal: agreed with it, measured since, and never written over.</summary>
public sealed class GoalMeasureTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_measure_is_part_of_what_both_agree_to_and_versions_without_one_keep_their_hash()
    {
        var of = await api.Given.CaseWithLead();
        var agreement = await api.Given.ActiveAgreement(of);
        var goal = (await agreement.Read()).Value<Guid>("goals/0/id");
        var first = (await agreement.Read()).Text("inForce/hash");
        await HashesHold(agreement, 1);
        Assert.Equal("""
            area baseline dependsOn dueOn fromStrength indicator needId ownWords ownWordsLanguage owner ownerName target title wanted
            """, await Members(agreement, 1));

        await agreement.Call("amend", new { kind = "goals", what = "Messen", why = "Wunsch" }).Expect(200);
        // Measured, it needs no words for baseline and target.
        var measured = agreement.Measured(12.50m, 20m);
        (measured["baseline"], measured["target"]) = (null, null);
        await agreement.Call($"goals/{goal}", measured, HttpMethod.Put).Expect(200);
        Assert.Empty((await agreement.Read())["missing"]!.AsArray());
        await agreement.Agreed();
        var told = await agreement.Read();
        Assert.NotEqual(first, told.Text("inForce/hash"));
        Assert.Equal("""{"what":"Arbeitszeit","unit":"hours-per-week","baseline":{"number":12.5,"level":null},"target":{"number":20,"level":null}}""",
            told.At("goals/0/measure")!.ToJsonString());
        Assert.Equal(("not_measured", null), (told.Text("goals/0/attainment"), told.At("goals/0/share")));
        var client = await agreement.Client;
        Assert.Equal(first, (await client.Read($"{agreement.Path}/versions/1")).Text("version/hash"));
        Assert.Null((await client.Read($"{agreement.Path}/versions/1")).At("goals/0/measure"));
        Assert.Equal("12.5", (await client.Read($"{agreement.Path}/versions/2")).At("goals/0/measure/baseline/number")!.ToJsonString());
        Assert.Contains(" measure ", await Members(agreement, 2), StringComparison.Ordinal);
        await HashesHold(agreement, 2);

        // In words, for the worker and plainly for the person; on paper as one writes numbers in Germany.
        using var german = await api.As(of.Lead!);
        german.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var lines = (await german.Read($"{agreement.Path}/versions/2/difference?from=1&audience=worker")).Values<string>("lines/*/text").ToList();
        Assert.Contains("Ziel „Eigene Wohnung finden“: Messung – → Arbeitszeit (Stunden pro Woche): von 12,5 auf 20", lines);
        var page = await german.GetStringAsync($"{agreement.Path}/page?language=ukr");
        foreach (var said in new[] { "Das messen wir", "Що ми вимірюємо", "Arbeitszeit", "Stunden pro Woche", "Годин на тиждень", "\u206812,5\u2069" })
        {
            Assert.Contains(said, page, StringComparison.Ordinal);
        }

        // Discarded, an amendment leaves it as it was.
        await agreement.Call("amend", new { kind = "goals", what = "Mehr", why = "Wunsch" }).Expect(200);
        await agreement.Call($"goals/{goal}", agreement.Measured("A2", "B1", "cefr-level"), HttpMethod.Put).Expect(200);
        Assert.Equal("B1", (await agreement.Read()).Text("goals/0/measure/target/level"));
        await agreement.Measure(goal, 14m).Expect(200); // By what is in force.
        await agreement.Measure(goal, "A2").ExpectProblem(400, "validation-failed");
        await agreement.Call("discard-amendment", new { reason = "Doch nicht" }).Expect(200);
        Assert.Equal(told.At("goals/0/measure")!.ToJsonString(), (await agreement.Read()).At("goals/0/measure")!.ToJsonString());
        var back = await agreement.Read();
        Assert.Equal(("under_half", "0.2"), (back.Text("goals/0/attainment"), back.At("goals/0/share")!.ToJsonString()));
    }

    [Theory]
    [InlineData("cefr-level", """{"level":"A2"}""", """{"level":"A2"}""", "/measure/target", "goal-target-is-baseline")]
    [InlineData("cefr-level", """{"level":"B1"}""", """{"level":"A2"}""", "/measure/target", "goal-level-falls")]
    [InlineData("cefr-level", """{"level":"A0"}""", """{"level":"A2"}""", "/measure/baseline/level", "unknown-code")]
    [InlineData("cefr-level", """{"number":1}""", """{"number":2}""", "/measure/baseline", "goal-value-unit")]
    [InlineData("euros", """{"level":"A1"}""", """{"level":"A2"}""", "/measure/baseline", "goal-value-unit")]
    [InlineData("euros", """{"number":1}""", """{"level":"A2"}""", "/measure/target", "goal-value-unit")]
    [InlineData("euros", """{"number":1,"level":"A1"}""", """{"number":2}""", "/measure/baseline/number", "goal-value")]
    [InlineData("euros", "{}", """{"number":2}""", "/measure/baseline/number", "goal-value")]
    [InlineData("euros", """{"number":10}""", """{"number":10.00}""", "/measure/target", "goal-target-is-baseline")]
    [InlineData("euros", """{"number":-1}""", """{"number":2}""", "/measure/baseline/number", "out-of-range")]
    [InlineData("euros", """{"number":1000000.01}""", """{"number":2}""", "/measure/baseline/number", "out-of-range")]
    [InlineData("euros", """{"number":0.005}""", """{"number":2}""", "/measure/baseline/number", "too-precise")]
    [InlineData("hours-per-week", """{"number":0}""", """{"number":168.5}""", "/measure/target/number", "goal-value-too-high")]
    [InlineData("percent", """{"number":0}""", """{"number":101}""", "/measure/target/number", "goal-value-too-high")]
    [InlineData("parsecs", """{"number":0}""", """{"number":1}""", "/measure/unit", "unknown-code")]
    [InlineData("euros", """{"number":"12,5"}""", """{"number":2}""", "/measure/baseline/number", "wrong-type")]
    [InlineData("euros", """{"number":1e400}""", """{"number":2}""", "/measure/baseline/number", "wrong-type")]
    [InlineData("euros", """{"number":"NaN"}""", """{"number":2}""", "/measure/baseline/number", "wrong-type")]
    [InlineData("euros", """{"number":1,"unit":"t"}""", """{"number":2}""", "/measure/baseline/unit", "unknown-member")]
    [InlineData("euros", "null", """{"number":2}""", "/measure/baseline", "required")]
    public async Task A_measure_that_cannot_be_is_refused_where_it_stands(string unit, string baseline, string target, string pointer, string code)
    {
        var agreement = await api.Given.StartedAgreement(await api.Given.CaseWithLead());
        var body = agreement.Goal().ToJsonString()[..^1]
            + $$""","measure":{"what":"x","unit":"{{unit}}","baseline":{{baseline}},"target":{{target}} } }""";
        var client = await agreement.Client;
        using var sent = new HttpRequestMessage(HttpMethod.Post, $"{agreement.Path}/goals");
        sent.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        sent.Headers.IfMatch.ParseAdd((await client.GetAsync(agreement.Path).Expect(200)).Tag());
        // What cannot be read at all is told like what can be and is wrong.
        var refused = code is "wrong-type" or "unknown-member" or "required" ? "malformed-request" : "validation-failed";
        var fault = Assert.Single((await client.SendAsync(sent).ExpectProblem(400, refused))["errors"]!.AsArray());
        Assert.Equal((pointer, code), (fault.Text("pointer"), fault.Text("code")));
        Assert.Empty((await agreement.Read())["goals"]!.AsArray());
    }

    [Fact]
    public async Task A_measurement_is_recorded_once_a_day_made_void_with_a_reason_and_never_changed()
    {
        var of = await api.Given.CaseWithLead();
        var (agreement, goal) = await Active(of, 10m, 20m);
        var plain = (await (await api.Given.ActiveAgreement(await api.Given.CaseWithLead())).Read()).Value<Guid>("goals/0/id");
        api.Clock.Offset += TimeSpan.FromDays(10);
        await agreement.Measure(goal, 13m, -5).Expect(200);
        await agreement.Measure(goal, 13m, -5).ExpectProblem(409, "goal-measured-already");
        await agreement.Measure(goal, 15m).Expect(200);
        await Faulty(await agreement.Measure(goal, 15m, 1), "agreement-in-future");
        await Faulty(await agreement.Measure(goal, 15m, -11), "goal-measured-too-early");
        await Faulty(await agreement.Measure(goal, 169m, -1), "goal-value-too-high");
        await Faulty(await agreement.Measure(goal, "B1", -1), "goal-value-unit");
        await agreement.Measure(plain, 15m).ExpectProblem(404, "not-found"); // Another agreement's.
        var told = await agreement.Read();
        Assert.Equal(("half_or_more", "0.5"), (told.Text("goals/0/attainment"), told.At("goals/0/share")!.ToJsonString()));
        Assert.Equal(["15", "13"], told.At("goals/0/measurements")!.AsArray().Select(one => one!.At("value/number")!.ToJsonString()));
        Assert.NotNull(told.Text("goals/0/measurements/0/recordedByName"));

        // A slip: it counts no more and stays readable; the right one is recorded anew.
        var slip = $"goals/{goal}/measurements/{told.Text("goals/0/measurements/0/id")}/void";
        await agreement.Call(slip, new { reason = " " }).ExpectProblem(400, "validation-failed");
        await agreement.Call(slip, new { reason = "Verlesen" }).Expect(200);
        await agreement.Call(slip, new { reason = "Verlesen" }).ExpectProblem(409, "goal-measurement-void");
        await agreement.Call($"goals/{goal}/measurements/{Guid.NewGuid()}/void", new { reason = "Verlesen" }).ExpectProblem(404, "not-found");
        Assert.Equal(("under_half", "Verlesen"), ((await agreement.Read()).Text("goals/0/attainment"),
            (await agreement.Read()).Text("goals/0/measurements/0/voidReason")));
        await agreement.Measure(goal, 9.5m).Expect(200);
        Assert.Equal(("worse", "-0.05", 3), ((await agreement.Read()).Text("goals/0/attainment"), (await agreement.Read()).At("goals/0/share")!.ToJsonString(),
            (await agreement.Read()).At("goals/0/measurements")!.AsArray().Count));
        Assert.Equal(1, await api.Sql<long>($"""
            select count(*) from audit.entry where action = 'VoidMeasurement' and client_ids = array['{of.ClientId}'::uuid] and reason = 'Verlesen'
                and kind <> 'read' and to_jsonb(entry)::text like '%agreement_goal_measurement%'
            """));

        // Stale, without a tag, of another team and another organisation: nothing changes.
        var client = await agreement.Client;
        await client.Post($"{agreement.Path}/goals/{goal}/measurements", new { value = new { number = 12 } }, "\"1\"").ExpectProblem(412, "stale");
        await client.Post($"{agreement.Path}/goals/{goal}/measurements", new { value = new { number = 12 } }).ExpectProblem(428, "if-match-required");
        var tag = (await client.GetAsync(agreement.Path).Expect(200)).Tag();
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        await stranger.Post($"{agreement.Path}/goals/{goal}/measurements", new { value = new { number = 12 } }, tag).ExpectProblem(404, "not-found");
        await stranger.Post($"{agreement.Path}/{slip}", new { reason = "x" }, tag).ExpectProblem(404, "not-found");
        Assert.Equal(tag, (await client.GetAsync(agreement.Path).Expect(200)).Tag());

        // What ended is measured until its end, and what is over is not measured at all.
        await agreement.Call($"goals/{goal}/progress", new { status = "not_achieved", result = "So kam es" }).Expect(200);
        api.Clock.Offset += TimeSpan.FromDays(2);
        await Faulty(await agreement.Measure(goal, 12m), "goal-measured-too-late");
        await agreement.Measure(goal, 12m, -3).Expect(200);
        await agreement.Call("complete", new { }).Expect(200);
        await agreement.Measure(goal, 12m, -4).ExpectProblem(409, "agreement-transition");
        // What is wrong is put right all the same.
        var wrong = (await (await agreement.Client).Read(agreement.Path))["goals"]![0]!["measurements"]![0].Text("id");
        await agreement.Call($"goals/{goal}/measurements/{wrong}/void", new { reason = "Vertippt" }).Expect(200);
        await agreement.Call($"goals/{goal}/measurements/{wrong}/void", new { reason = "Vertippt" }).ExpectProblem(409, "goal-measurement-void");

        async Task Refused(string sql) => Assert.Equal("goal_measurement_stands",
            (await Assert.ThrowsAsync<PostgresException>(() => api.Execute($"{sql} where goal_id = '{goal}'"))).ConstraintName);
        await Refused("update app.agreement_goal_measurement set number = 1");
        await Refused("update app.agreement_goal_measurement set voided_at = null, void_reason = null");
        await Refused("delete from app.agreement_goal_measurement");
    }

    [Fact]
    public async Task Of_two_measurements_at_once_one_is_recorded()
    {
        var (agreement, goal) = await Active(await api.Given.CaseWithLead(), 10m, 20m);
        var client = await agreement.Client;
        var tag = (await client.GetAsync(agreement.Path).Expect(200)).Tag();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => client.Post($"{agreement.Path}/goals/{goal}/measurements", new { value = new { number = 12 } }, tag)));
        Assert.Equal([200, 412, 412, 412], answers.Select(answer => (int)answer.StatusCode).Order());
        Assert.Single((await agreement.Read()).At("goals/0/measurements")!.AsArray());
    }

    [Fact]
    public async Task What_was_measured_is_restricted_with_its_goal_goes_along_at_a_handover_and_goes_with_the_person()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var of = handover.Cases[0];
        var at = await api.Given.StartedAgreement(of);
        await at.Complete();
        var open = (await at.Read()).Value<Guid>("goals/0/id");
        await at.Call($"goals/{open}", at.Measured(0m, 10m), HttpMethod.Put).Expect(200);
        await at.Call("goals", at.Measured(0m, 4m, "number", "health", "Therapie regelmäßig besuchen")).Expect(200);
        var hidden = (await at.Read())["goals"]!.AsArray().Single(goal => goal.Text("area") == "health")!.Value<Guid>("id");
        await at.Agreed();
        await at.Measure(open, 5m).Expect(200);
        await at.Measure(hidden, 2m).Expect(200);
        var seen = new GivenAgreement(api, await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId), at.Path);
        Assert.Equal(["0.5"], (await seen.Read())["goals"]!.AsArray().Select(goal => goal!["share"]!.ToJsonString()));
        await seen.Measure(hidden, 3m).ExpectProblem(404, "not-found");
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.agreement_goal_measurement where compartment = 'health' and goal_id = '{hidden}'"));
        var copy = await (await (await at.Client).Post($"/api/v1/clients/{of.ClientId}/copies", new { }).Expect(200)).Json();
        Assert.Equal(2, copy.At("records/agreement_goal_measurement")!.AsArray().Count);

        // Who is forgotten in the ledger is not found again by a goal, wherever that goal is by then.
        Assert.Equal("forgotten", (await Assert.ThrowsAsync<PostgresException>(() => api.Execute($"""
            do $$ begin
                if not exists (select from ledger.subject where unit = 'goal' and unit_id = '{open}') then
                    raise exception 'unknown before';
                end if;
                call ledger.forget('{of.OrganisationId}', array['{of.ClientId}'::uuid]);
                if not exists (select from ledger.subject where unit = 'goal' and unit_id = '{open}') then
                    raise exception 'undone' using constraint = 'forgotten';
                end if;
            end $$
            """))).ConstraintName);

        // Frozen in the package, and on at the receiver; what is not included stays, and goes on request.
        await handover.Accepted();
        var record = (await handover.Package(handover.To)).At("package/records")!.AsArray().Single(one => one.Text("section") == "agreements")!;
        Assert.Equal(("hours-per-week", "5"),
            (record.Text("content/goals/0/measure/unit"), record.At("content/goals/0/measured/0/value/number")!.ToJsonString()));
        var here = await new GivenAgreement(api, handover.Receiver, at.Path).Read();
        Assert.Equal(["0.5"], here["goals"]!.AsArray().Select(goal => goal!["share"]!.ToJsonString()));
        await new GivenAgreement(api, handover.Receiver, at.Path).Measure(open, 6m, 0).ExpectProblem(409, "goal-measured-already");
        api.Clock.Offset += TimeSpan.FromDays(15);
        var from = await handover.From;
        var kept = (await from.Read("/api/v1/left-behind"))["items"]!.AsArray().Single(row => row!.Value<Guid>("clientId") == of.ClientId)!;
        var path = $"/api/v1/left-behind/{kept.Text("id")}";
        await from.Post($"{path}/items/{hidden}/erase", new { reason = "Auf Antrag" }, (await from.GetAsync(path).Expect(200)).Tag()).Expect(200);
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.agreement_goal_measurement where goal_id = '{hidden}'"));
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.agreement_goal_measurement where goal_id = '{open}'"));

        var erased = await api.Given.CaseWithLead();
        var (agreement, goal) = await Active(erased, 0m, 10m);
        await agreement.Measure(goal, 5m).Expect(200);
        await agreement.Call("terminate", new { reasonCode = "other", note = "Umzug" }).Expect(200);
        await (await api.Given.Erasure(erased)).CarriedOut();
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.agreement_goal_measurement where client_id = '{erased.ClientId}'"));
        await Ledger.KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task What_was_measured_in_the_former_unit_stays_right_when_another_is_agreed_on_the_same_day()
    {
        var (agreement, goal) = await Active(await api.Given.CaseWithLead(), 10m, 20m);
        await agreement.Measure(goal, 15m).Expect(200);
        await agreement.Call("amend", new { kind = "goals", what = "Anders messen", why = "Wunsch" }).Expect(200);
        await agreement.Call($"goals/{goal}", agreement.Measured("A1", "B1", "cefr-level"), HttpMethod.Put).Expect(200);
        await agreement.Agreed();
        Assert.Equal(("not_measured", null), ((await agreement.Read()).Text("goals/0/attainment"), (await agreement.Read()).At("goals/0/share")));
        await agreement.Measure(goal, "A2").Expect(200);
        await agreement.Measure(goal, "B1").ExpectProblem(409, "goal-measured-already");
        var told = await agreement.Read();
        Assert.Equal(("half_or_more", 2), (told.Text("goals/0/attainment"), told.At("goals/0/measurements")!.AsArray().Count));
        Assert.Equal("half_or_more", await api.Sql<string>($"""
            select s.attainment from app.agreement a cross join lateral app.goal_states(a) s where a.id = '{agreement.Id}' order by s.on_date desc limit 1
            """));
        await Ledger.KeptLedger.AgreesWithTheFacts(api);
    }

    private async Task<(GivenAgreement Agreement, Guid Goal)> Active(GivenCase of, object baseline, object target)
    {
        var agreement = await api.Given.StartedAgreement(of);
        var goal = await agreement.Complete();
        await agreement.Call($"goals/{goal}", agreement.Measured(baseline, target), HttpMethod.Put).Expect(200);
        await agreement.Agreed();
        return (agreement, goal);
    }

    private static async Task Faulty(HttpResponseMessage answer, string code) =>
        Assert.Equal(code, (await Task.FromResult(answer).ExpectProblem(400, "validation-failed")).Text("errors/0/code"));

    // What a version says of its goal, in the order of its members.
    private Task<string> Members(GivenAgreement of, int number) => api.Sql<string>($"""
        select string_agg(k, ' ' order by k collate "C")
        from app.agreement_version v join app.agreement_version_item i on i.version_id = v.id and i.kind = 'goal'
            cross join lateral jsonb_object_keys(i.content) k where v.agreement_id = '{of.Id}' and v.number = {number}
        """);

    // Sealed as versions have been from the beginning: what stands in one makes its hash.
    private async Task HashesHold(GivenAgreement of, int count) => Assert.Equal((long)count, await api.Sql<long>($"""
        select count(*) from app.agreement_version v where v.agreement_id = '{of.Id}' and v.hash = sha256(convert_to(jsonb_build_object('number', v.number,
            'language', v.language, 'reviewOn', v.review_on, 'items', (
                select jsonb_agg(jsonb_build_object('kind', i.kind, 'id', i.item_id, 'content', i.content) order by i.kind, i.item_id)
                from app.agreement_version_item i where i.version_id = v.id))::text, 'UTF8'))
        """));
}
