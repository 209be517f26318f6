using System.Globalization;
using System.Text.Json.Nodes;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.Reminders.Chains;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Reminders;

/// <summary>Chains of follow-ups: templates in dated versions, started by an event or by hand, adjusted in the case, ended with it.</summary>
public sealed class ChainTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private DateOnly Today => api.Given.Today;

    private static object First(int days = 5) => new { kind = "first_contact", dueAfter = days, unit = "days" };

    private static object Own(string title, int? follows = null, int days = 3, string addressee = "lead") =>
        new { kind = "own", title, follows, dueAfter = days, unit = "days", addressee };

    private async Task<HttpClient> Supervisor(GivenCase of) => await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));

    // A chain of these steps that its lead has started.
    private async Task<(HttpClient Client, string Path)> Started(GivenCase of, params object[] steps)
    {
        var template = await api.Given.ChainTemplate(of.OrganisationId, steps);
        var client = await api.As(of.Lead!);
        return (client, (await client.Post($"/api/v1/cases/{of.CaseId}/chains", new { template }).Expect(201)).Headers.Location!.ToString());
    }

    private static List<string> States(JsonNode chain) => [.. chain.Values<string>("steps/*/status")];

    private static async Task<HttpResponseMessage> Close(HttpClient client, string path, int step, string how = "done", object? body = null)
    {
        var reminder = $"/api/v1/reminders/{Given.Step(await client.Read(path), step).Text("reminderId")}";
        return await client.Post($"{reminder}/{how}", body, (await client.GetAsync(reminder).Expect(200)).Tag()).Expect(200);
    }

    private static async Task Adjust(HttpClient client, string path, string move, object body) =>
        await client.Post($"{path}/{move}", body, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);

    private async Task<List<JsonNode>> Open(GivenCase of) =>
        [.. (await (await api.As(of.Lead!)).Read($"/api/v1/reminders?caseId={of.CaseId}"))["items"]!.AsArray().OfType<JsonNode>()];

    private Task<int> Apply(GivenCase of) => api.SendAsSystem(of.OrganisationId, new ApplyReminderPolicies());

    [Fact]
    public async Task Arrival_is_shipped_switched_off_in_both_languages_and_a_supervisor_switches_it_on()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var shipped = Assert.Single((await client.Read("/api/v1/chain-templates"))["items"]!.AsArray())!;
        Assert.Equal(("arrival", "Arrival", true, false, "arrival"), (shipped.Text("key"), shipped.Text("name"), shipped.Value<bool>("inForce/isReference"),
            shipped.Value<bool>("inForce/isActive"), shipped.Text("inForce/event")));
        Assert.Equal(["first_contact", "health_check", "school", "course"], shipped.Values<string>("inForce/steps/*/kind"));
        Assert.Equal(("The person has arrived", "School: see to the enrolment"), (shipped.Text("inForce/eventName"), shipped.Text("inForce/stepTexts/2")));
        await client.Post($"/api/v1/cases/{of.CaseId}/chains", new { template = "arrival" }).ExpectProblem(409, "chain-template-off");

        var supervisor = await Supervisor(of);
        var sent = new { nameDe = "Ankommen", nameEn = "Arrival", @event = "arrival", steps = shipped["inForce"]!["steps"]!.DeepClone() };
        var tag = (await supervisor.GetAsync("/api/v1/chain-templates/arrival").Expect(200)).Tag();
        await supervisor.Put("/api/v1/chain-templates/arrival", sent, tag).Expect(200);
        await client.Post($"/api/v1/cases/{of.CaseId}/chains", new { template = "arrival" }).Expect(201);
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        Assert.False((await stranger.Read("/api/v1/chain-templates/arrival")).Value<bool>("template/inForce/isActive"));

        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var chain = Assert.Single((await client.Read($"/api/v1/cases/{of.CaseId}/chains"))["items"]!.AsArray())!;
        Assert.Equal(("Ankommen", "Die Person ist angekommen", "Erstes Gespräch mit der Person führen"),
            (chain.Text("name"), chain.Text("eventName"), chain.Text("steps/0/text")));
        Assert.Equal("Schule: Anmeldung klären", (await client.Read("/api/v1/chain-templates/arrival")).Text("template/inForce/stepTexts/2"));
    }

    [Fact]
    public async Task Templates_are_changed_by_versions_which_only_supervisors_make_one_at_a_time()
    {
        var of = await api.Given.CaseWithLead();
        var (client, worker, path) = (await Supervisor(of), await api.As(of.Lead!), "/api/v1/chain-templates/umzug");
        var body = new { nameDe = "Umzug", @event = "moved_in", steps = new[] { First() }, note = "Beschluss" };
        await client.GetAsync(path).ExpectProblem(404, "not-found");
        await worker.Put(path, body, "\"0\"").ExpectProblem(403, "not-permitted");
        await client.Put(path, body).ExpectProblem(428, "if-match-required");
        await client.Put(path, body, "\"3\"").ExpectProblem(412, "stale");
        await client.Put("/api/v1/chain-templates/Nicht_so", body, "\"0\"").ExpectProblem(400, "validation-failed");
        await client.Post("/api/v1/chain-templates/Nicht_so/preview", new { body.nameDe, body.@event, body.steps }).ExpectProblem(400, "validation-failed");
        var past = await client.Put(path, new { body.nameDe, body.@event, body.steps, from = Today.AddDays(-1) }, "\"0\"")
            .ExpectProblem(400, "validation-failed");
        Assert.Equal("chain-template-in-past", past.Text("errors/0/code"));

        var answers = await Task.WhenAll(client.Put(path, body, "\"0\""), client.Put(path, body, "\"0\""), client.Put(path, body, "\"0\""));
        Assert.Equal([200, 412, 412], answers.Select(answer => (int)answer.StatusCode).Order());
        var shown = await client.Read(path);
        Assert.Equal(("Umzug", 1, false),
            (shown.Text("template/name"), shown.Number("template/inForce/number"), shown.Value<bool>("template/inForce/isReference")));
        await (await api.As((await api.Given.CaseWithLead()).Lead!)).GetAsync(path).ExpectProblem(404, "not-found");

        // A later version takes over on its day, and says what becomes of it when another one comes before.
        await client.Put(path, new { body.nameDe, body.@event, body.steps, from = Today.AddDays(9), isActive = false }, "\"1\"").Expect(200);
        var refused = await client.Put(path, body, "\"2\"").ExpectProblem(409, "chain-template-planned");
        Assert.Equal(2, refused.Number("planned/0/number"));
        await client.Put(path, new { body.nameDe, body.@event, body.steps, planned = "keep" }, "\"2\"").Expect(200);
        Assert.Equal((3, 2), ((await client.Read(path)).Number("template/inForce/number"), (await client.Read(path)).Number("template/next/number")));
        await client.Post($"{path}/withdraw", new { number = 3 }, "\"3\"").ExpectProblem(409, "chain-template-begun");
        await worker.Post($"{path}/withdraw", new { number = 2 }, "\"3\"").ExpectProblem(403, "not-permitted");
        await client.Post($"{path}/withdraw", new { number = 2 }, "\"3\"").Expect(200);
        await client.Post($"{path}/withdraw", new { number = 2 }, "\"4\"").ExpectProblem(404, "not-found");
        Assert.Null((await client.Read(path)).At("template/next"));

        // What cannot be is named one by one.
        var wrong = new
        {
            nameDe = "Falsch", @event = "manual",
            steps = new object[]
            {
                new { kind = "own", dueAfter = 1, unit = "days" }, new { kind = "school", title = "Schule", dueAfter = 1, unit = "days" },
                new { kind = "course", dueAfter = 251, unit = "working_days" }, new { kind = "course", dueAfter = 1, unit = "days", ageFrom = 6, ageUntil = 6 },
                new { kind = "course", follows = 5, dueAfter = 1, unit = "days" },
            },
        };
        var faults = await client.Put(path, wrong, "\"4\"").ExpectProblem(400, "validation-failed");
        Assert.Equal(["chain-step-ages", "chain-step-due-after", "chain-step-follows", "chain-step-title", "chain-step-title"],
            faults.Values<string>("errors/*/code").Order(StringComparer.Ordinal));
        await client.Put(path, new { wrong.nameDe, @event = "full_moon", steps = new[] { First() } }, "\"4\"").ExpectProblem(400, "malformed-request");
        await client.Put(path, new { wrong.nameDe, wrong.@event, steps = Enumerable.Repeat(First(), 21) }, "\"4\"").ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task A_chain_goes_on_step_by_step_and_keeps_the_version_that_it_was_started_with()
    {
        var of = await api.Given.CaseWithLead();
        var (client, path) = await Started(of, First(), Own("Schwimmkurs suchen", 1, 10, "team"), Own("Verein", 1));
        var chain = await client.Read(path);
        Assert.Equal(["open", "waiting", "waiting"], States(chain));
        Assert.Equal((0, 3, 1, "running", "Course of things"), (chain.Number("stepsFinished"), chain.Number("stepsInAll"), chain.Number("templateNumber"),
            chain.Text("status"), chain.Text("name")));
        var first = Assert.Single(await Open(of));
        Assert.Equal(($"{Today.AddDays(5):O}", "Hold the first talk with the person", of.Lead!.StaffId.ToString(), chain.Text("steps/0/reminderId")),
            (first.Text("dueOn"), first.Text("title"), first.Text("assigneeId"), first.Text("id")));
        var link = await client.Read($"/api/v1/reminders/{first.Text("id")}");
        Assert.Equal((chain.Text("id"), "Course of things"), (link.Text("chainId"), link.Text("chainName")));

        // Another version is for those that are started later.
        var supervisor = await Supervisor(of);
        await supervisor.Put("/api/v1/chain-templates/ablauf", new { nameDe = "Anders", @event = "manual", steps = new[] { First() } }, "\"1\"").Expect(200);

        await Close(client, path, 1);
        chain = await client.Read(path);
        Assert.Equal(["done", "open", "open"], States(chain));
        Assert.Equal((1, "Course of things"), (chain.Number("stepsFinished"), chain.Text("name")));
        Assert.Equal(of.Lead.StaffId.ToString(), chain.Text("steps/0/finishedBy"));
        var next = await Open(of);
        Assert.Equal([("Verein", $"{Today.AddDays(3):O}", of.Lead.StaffId.ToString()), ("Schwimmkurs suchen", $"{Today.AddDays(10):O}", null)],
            next.Select(reminder => (reminder.Text("title")!, reminder.Text("dueOn")!, reminder.Text("assigneeId"))));
        Assert.All(next, reminder => Assert.Equal(of.TeamId.ToString(), reminder.Text("teamId")));
        Assert.Equal(0, await Apply(of));

        await Close(client, path, 2, "not-executable", new { reasonCode = "client-declines" });
        await Close(client, path, 3);
        chain = await client.Read(path);
        Assert.Equal(["done", "not_executable", "done"], States(chain));
        Assert.Equal(("completed", "completed", 3), (chain.Text("status"), chain.Text("endedBecause"), chain.Number("stepsFinished")));
        Assert.Empty((await client.Read($"/api/v1/cases/{of.CaseId}/chains"))["items"]!.AsArray());
        Assert.Single((await client.Read($"/api/v1/cases/{of.CaseId}/chains?include=ended"))["items"]!.AsArray());
        // Then one more can be started, which is as the template says by now.
        var again = await (await client.Post($"/api/v1/cases/{of.CaseId}/chains", new { template = "ablauf", eventOn = Today.AddDays(-2) }).Expect(201)).Id();
        Assert.Equal(("Anders", $"{Today.AddDays(3):O}"),
            ((await client.Read($"/api/v1/chains/{again}")).Text("name"), (await client.Read($"/api/v1/chains/{again}")).Text("steps/0/dueOn")));
    }

    [Fact]
    public async Task One_of_a_template_runs_in_a_case_however_many_start_it_at_once_and_only_where_they_work()
    {
        var of = await api.Given.CaseWithLead();
        var template = await api.Given.ChainTemplate(of.OrganisationId, [First()]);
        var (client, path) = (await api.As(of.Lead!), $"/api/v1/cases/{of.CaseId}/chains");
        var unknown = await client.Post(path, new { template = "gibt-es-nicht" }).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/template", "chain-template-unknown"), (unknown.Text("errors/0/pointer"), unknown.Text("errors/0/code")));
        await client.Post(path, new { template, eventOn = Today.AddDays(-400) }).ExpectProblem(400, "validation-failed");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.Post(path, new { template })));
        Assert.Equal([201, 409, 409, 409], answers.Select(answer => (int)answer.StatusCode).Order());
        await client.Post(path, new { template }).ExpectProblem(409, "chain-running");
        Assert.Single(await Open(of));

        var chain = (await client.Read(path)).Text("items/0/id");
        var (stranger, officer) = (await api.As((await api.Given.CaseWithLead()).Lead!),
            await api.As(await api.Given.Staff(of.OrganisationId, Role.DataProtectionOfficer)));
        await stranger.Post(path, new { template }).ExpectProblem(404, "not-found");
        await stranger.GetAsync(path).ExpectProblem(404, "not-found");
        await stranger.GetAsync($"/api/v1/chains/{chain}").ExpectProblem(404, "not-found");
        await stranger.Post($"/api/v1/chains/{chain}/end", new { reason = "Fremd" }, "\"1\"").ExpectProblem(404, "not-found");
        await officer.Post(path, new { template }).ExpectProblem(403, "not-permitted");
        await officer.GetAsync($"/api/v1/chains/{chain}").ExpectProblem(403, "not-permitted");
    }

    public static TheoryData<string> Events => [.. Happened.Keys];

    // What happens so many days ago.
    private static readonly Dictionary<string, Func<Fixture.Api, GivenCase, int, Task>> Happened = new()
    {
        ["case_opened"] = (api, of, days) => api.Execute($"""
            update app."case" set opened_at = opened_at - interval '{days} days' where id = '{of.CaseId}';
            update app.case_responsibility set from_at = from_at - interval '{days} days' where case_id = '{of.CaseId}' and until_at is null;
            """),
        ["allocation"] = (api, of, days) => api.Given.Allocation(of, api.Given.Today.AddDays(-days)),
        ["arrival"] = async (api, of, days) => await Present(api, of, "allocation", days),
        ["birth"] = async (api, of, days) => await Present(api, of, "birth", days),
        ["moved_in"] = async (api, of, days) =>
        {
            var id = await api.Given.Occupancy(of);
            await api.Execute($"update app.occupancy set from_date = '{api.Given.Today.AddDays(-days):O}' where id = '{id}'");
        },
        ["left_accommodation"] = async (api, of, days) =>
        {
            var place = await api.Given.Accommodation(of.OrganisationId, of.TeamId, $"GU {of.CaseId}");
            var (client, today) = (await api.As(of.Lead!), api.Given.Today);
            var path = $"/api/v1/clients/{of.ClientId}";
            var lived = new { from = today.AddDays(-90), until = today.AddDays(-days), accommodationId = place, kind = "gemeinschaftsunterkunft" };
            await client.Post($"{path}/accommodations", lived, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200, 201);
        },
    };

    private static async Task Present(Fixture.Api api, GivenCase of, string arrivedAs, int days)
    {
        var id = await api.Given.Presence(of);
        await api.Execute($"update app.presence set arrived_as = '{arrivedAs}', from_date = '{api.Given.Today.AddDays(-days):O}' where id = '{id}'");
    }

    [Theory, MemberData(nameof(Events))]
    public async Task An_event_starts_one_chain_however_often_the_job_runs_and_one_of_long_ago_starts_none(string happened)
    {
        var of = await api.Given.CaseWithLead();
        var late = await api.Given.CaseOf(of.TeamId, of.Lead!);
        await Happened[happened](api, of, 2);
        await Happened[happened](api, late, 31);
        if (happened != "case_opened")
        {
            await api.Given.CaseOf(of.TeamId, of.Lead!); // To whom nothing has happened.
        }
        var (supervisor, steps) = (await Supervisor(of), new[] { First(), Own("Verein", 1) });
        var body = new { nameDe = "Ablauf", @event = happened, steps };
        var preview = await (await supervisor.Post("/api/v1/chain-templates/ablauf/preview", body).Expect(200)).Json();
        Assert.Equal((1, of.CaseId.ToString(), $"{Today.AddDays(-2):O}"),
            (preview.Number("started"), preview.Text("items/0/caseId"), preview.Text("items/0/eventOn")));
        Assert.Equal(["open", "waiting"], preview.Values<string>("items/0/steps/*/status"));
        Assert.Equal($"{Today.AddDays(3):O}", preview.Text("items/0/steps/0/dueOn"));
        Assert.Equal(0, await api.Given.StartChains(of.OrganisationId));

        await api.Given.ChainTemplate(of.OrganisationId, steps, happened);
        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => api.Given.StartChains(of.OrganisationId)));
        Assert.Equal([0, 0, 2], runs.Order()); // The chain and its reminder.
        var client = await api.As(of.Lead!);
        var chain = Assert.Single((await client.Read($"/api/v1/cases/{of.CaseId}/chains"))["items"]!.AsArray())!;
        Assert.Equal(($"{Today.AddDays(-2):O}", happened), (chain.Text("eventOn"), chain.Text("event")));
        Assert.Null(chain["startedBy"]);
        Assert.Equal($"{Today.AddDays(3):O}", Assert.Single(await Open(of)).Text("dueOn"));
        Assert.Empty((await client.Read($"/api/v1/cases/{late.CaseId}/chains"))["items"]!.AsArray());

        // One that somebody has ended does not come again for the same event.
        await Adjust(client, $"/api/v1/chains/{chain.Text("id")}", "end", new { reason = "Nicht nötig" });
        Assert.Equal(0, await api.Given.StartChains(of.OrganisationId));
        Assert.Empty(await Open(of));
    }

    [Fact]
    public async Task What_is_not_for_somebody_of_an_age_is_passed_over()
    {
        var of = await api.Given.CaseWithLead();
        var child = await api.Given.CaseOf(of.TeamId, of.Lead!);
        await api.Execute($"update app.client set birth_date = '{Today.AddYears(-30):O}' where id = '{of.ClientId}'");
        await api.Execute($"update app.client set birth_date = '{Today.AddYears(-9):O}' where id = '{child.ClientId}'");
        var template = await api.Given.ChainTemplate(of.OrganisationId,
            [new { kind = "school", dueAfter = 5, unit = "days", ageFrom = 6, ageUntil = 18 }, Own("Danach", 1, 2)]);
        var client = await api.As(of.Lead!);
        foreach (var (one, states, all) in new[] { (of, new[] { "not_applicable", "open" }, 1), (child, ["open", "waiting"], 2) })
        {
            var id = await (await client.Post($"/api/v1/cases/{one.CaseId}/chains", new { template }).Expect(201)).Id();
            var chain = await client.Read($"/api/v1/chains/{id}");
            Assert.Equal(states, States(chain));
            Assert.Equal(all, chain.Number("stepsInAll"));
        }
        var onlySchool = await api.Given.ChainTemplate(of.OrganisationId, [new { kind = "school", dueAfter = 5, unit = "days", ageUntil = 18 }], key: "schule");
        await client.Post($"/api/v1/cases/{of.CaseId}/chains", new { template = onlySchool }).ExpectProblem(409, "chain-without-steps");
    }

    [Fact]
    public async Task In_its_case_a_chain_is_adjusted_and_its_reminders_follow()
    {
        var of = await api.Given.CaseWithLead();
        var (client, path) = await Started(of, First(), Own("Verein", 1), Own("Danach", 2));
        var chain = await client.Read(path);
        string[] steps = [.. chain.Values<string>("steps/*/id")];
        var before = Assert.Single(await Open(of)).Text("id");
        await client.Post($"/api/v1/reminders/{before}/cancel", new { reason = "Nicht nötig" }, (await client.GetAsync($"/api/v1/reminders/{before}")).Tag())
            .ExpectProblem(409, "reminder-of-chain");

        // Another day: another reminder, whose day can also be earlier.
        var tag = (await client.GetAsync(path)).Tag();
        await client.Post($"{path}/steps/{steps[0]}/move", new { dueOn = Today.AddDays(2) }).ExpectProblem(428, "if-match-required");
        await client.Post($"{path}/steps/{steps[1]}/move", new { dueOn = Today.AddDays(2) }, tag).ExpectProblem(409, "chain-step-transition");
        await client.Post($"{path}/steps/{Guid.NewGuid()}/move", new { dueOn = Today.AddDays(2) }, tag).ExpectProblem(404, "not-found");
        await client.Post($"{path}/steps/{steps[0]}/move", new { dueOn = Today.AddDays(-1) }, tag).ExpectProblem(400, "validation-failed");
        await client.Post($"{path}/steps/{steps[0]}/move", new { dueOn = Today.AddDays(2) }, tag).Expect(200);
        await client.Post($"{path}/steps/{steps[0]}/move", new { dueOn = Today.AddDays(3) }, tag).ExpectProblem(412, "stale");
        Assert.Equal($"{Today.AddDays(2):O}", Assert.Single(await Open(of)).Text("dueOn"));
        Assert.Equal("no_longer_applies", (await client.Read($"/api/v1/reminders/{before}")).Text("endedBecause"));
        // And back, which is the day of the first reminder.
        await Adjust(client, path, $"steps/{steps[0]}/move", new { dueOn = Today.AddDays(5) });
        Assert.Equal($"{Today.AddDays(5):O}", Assert.Single(await Open(of)).Text("dueOn"));

        // A step that waits is skipped: the one before stays open, and what follows waits on.
        await Adjust(client, path, $"steps/{steps[1]}/skip", new { reason = "Ist schon im Verein" });
        chain = await client.Read(path);
        Assert.Equal(["open", "skipped", "waiting"], States(chain));
        Assert.Equal(("Ist schon im Verein", of.Lead!.StaffId.ToString()), (chain.Text("steps/1/reason"), chain.Text("steps/1/finishedBy")));
        // One that is open: its reminder ends with the reason, and what follows comes.
        var open = Assert.Single(await Open(of)).Text("id");
        await Adjust(client, path, $"steps/{steps[0]}/skip", new { reason = "Schon gesprochen" });
        var ended = await client.Read($"/api/v1/reminders/{open}");
        Assert.Equal(("cancelled", "Schon gesprochen"), (ended.Text("status"), ended.Text("reason")));
        Assert.Equal("Danach", Assert.Single(await Open(of)).Text("title"));

        // Another step, due whatever becomes of the others.
        await client.Post($"{path}/add-step", new { kind = "own", dueOn = Today.AddDays(4) }, (await client.GetAsync(path)).Tag())
            .ExpectProblem(400, "validation-failed");
        await Adjust(client, path, "add-step", new { kind = "own", title = "Fahrrad", dueOn = Today.AddDays(4), addressee = "team" });
        Assert.Equal(["Danach", "Fahrrad"], (await Open(of)).Select(reminder => reminder.Text("title")).Order(StringComparer.Ordinal));
        Assert.Equal(4, (await client.Read(path)).Number("stepsInAll"));

        // Ended by hand: nothing of it is to be done any more, and what was to be is told so.
        await Adjust(client, path, "end", new { reason = "Weggezogen" });
        chain = await client.Read(path);
        Assert.Equal(["skipped", "skipped", "ended", "ended"], States(chain));
        Assert.Equal(("ended", "stopped", "Weggezogen"), (chain.Text("status"), chain.Text("endedBecause"), chain.Text("endReason")));
        Assert.Empty(await Open(of));
        Assert.DoesNotContain(chain["allowedActions"]!.AsArray(), action => action.Value<bool>("allowed"));
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var refused = await client.Post($"{path}/end", new { reason = "Noch einmal" }, (await client.GetAsync(path)).Tag())
            .ExpectProblem(409, "chain-transition");
        Assert.Contains("„beendet“", refused.Text("title"), StringComparison.Ordinal);
        Assert.Equal(0, await Apply(of));
    }

    [Fact]
    public async Task What_was_done_by_mistake_takes_back_what_followed_and_follows_again()
    {
        var of = await api.Given.CaseWithLead();
        var (client, path) = await Started(of, First(), Own("Verein", 1));
        var reminder = $"/api/v1/reminders/{Given.Step(await client.Read(path), 1).Text("reminderId")}";
        await Close(client, path, 1);
        Assert.Equal("Verein", Assert.Single(await Open(of)).Text("title"));
        await client.Post($"{reminder}/reopen", ifMatch: (await client.GetAsync(reminder)).Tag()).Expect(200);
        Assert.Equal(["open", "waiting"], States(await client.Read(path)));
        Assert.Equal(reminder.Split('/')[^1], Assert.Single(await Open(of)).Text("id"));
        Assert.Equal(0, await Apply(of));
        await Close(client, path, 1);
        Assert.Equal(["done", "open"], States(await client.Read(path)));
        Assert.Equal("Verein", Assert.Single(await Open(of)).Text("title"));
    }

    [Fact]
    public async Task Steps_done_at_once_are_all_done_and_what_follows_comes_once()
    {
        var of = await api.Given.CaseWithLead();
        var (client, path) = await Started(of, Own("A"), Own("B"), Own("C"), Own("Danach", 1), Own("Und", 2));
        var chain = await client.Read(path);
        var items = new List<object>();
        foreach (var step in (int[])[1, 2, 3])
        {
            var id = Given.Step(chain, step).Text("reminderId");
            items.Add(new { id, eTag = (await client.GetAsync($"/api/v1/reminders/{id}")).Tag() });
        }
        // Each twice, by the single call and by the one for many.
        var calls = items.Select(item => client.Post("/api/v1/reminders/done", new { items = new[] { item } }).Expect(200))
            .Append(client.Post("/api/v1/reminders/done", new { items }).Expect(200));
        var done = 0;
        foreach (var answer in await Task.WhenAll(calls))
        {
            done += (await answer.Json()).Values<bool>("items/*/done").Count(so => so);
        }
        Assert.Equal(3, done);
        Assert.Equal(["done", "done", "done", "open", "open"], States(await client.Read(path)));
        Assert.Equal(2, (await Open(of)).Count);
        Assert.Equal(0, await Apply(of));
    }

    // Why a reminder may not be reopened, as it says itself; null where it may.
    private static string? Reopening(JsonNode reminder)
    {
        var action = reminder["allowedActions"]!.AsArray().Single(one => one.Text("action") == "reopen");
        return action!.Value<bool>("allowed") ? null : action.Text("code");
    }

    [Fact]
    public async Task What_was_done_in_a_chain_that_was_ended_since_says_itself_that_it_is_not_reopened()
    {
        var of = await api.Given.CaseWithLead();
        var (client, path) = await Started(of, Own("A"), Own("Danach", 1));
        var reminder = $"/api/v1/reminders/{Assert.Single(await Open(of)).Text("id")}";
        await client.Post($"{reminder}/done", ifMatch: (await client.GetAsync(reminder)).Tag()).Expect(200);
        Assert.Null(Reopening(await client.Read(reminder)));
        await client.Post($"{path}/end", new { reason = "Anders geregelt" }, (await client.GetAsync(path)).Tag()).Expect(200);
        Assert.Equal("chain-ended", Reopening(await client.Read(reminder)));
        await client.Post($"{reminder}/reopen", ifMatch: (await client.GetAsync(reminder)).Tag()).ExpectProblem(409, "chain-ended");
    }

    [Fact]
    public async Task A_chain_ends_with_its_case_and_a_reopened_one_begins_none_by_itself()
    {
        var of = await api.Given.CaseWithLead();
        var (client, path) = await Started(of, Own("A"), Own("B"), Own("Danach", 1));
        var supervisor = await Supervisor(of);
        var (at, chain) = ($"/api/v1/cases/{of.CaseId}", await client.Read(path));
        await client.Post($"{at}/close", new
        {
            reasonCode = "goals-reached", followUps = new[] { new { id = Given.Step(chain, 1).Text("reminderId"), outcome = "done" } },
        }, (await client.GetAsync(at)).Tag()).Expect(200);
        chain = await client.Read(path);
        Assert.Equal(["done", "ended", "ended"], States(chain));
        Assert.Equal(("ended", "case_closed", "goals-reached"), (chain.Text("status"), chain.Text("endedBecause"), chain.Text("endReason")));
        var of2 = await client.Read($"/api/v1/reminders?caseId={of.CaseId}&status=cancelled");
        Assert.Equal("B", Assert.Single(of2["items"]!.AsArray()).Text("title"));
        await client.Post($"{at}/chains", new { template = "ablauf" }).ExpectProblem(409, "chain-of-closed-case");

        await supervisor.Post($"{at}/reopen", new { reasonCode = "returned", leadStaffId = of.Lead!.StaffId },
            (await supervisor.GetAsync(at)).Tag()).Expect(200);
        Assert.Equal(0, await api.Given.StartChains(of.OrganisationId) + await Apply(of));
        Assert.Empty(await Open(of));
        await client.Post($"{at}/chains", new { template = "ablauf" }).Expect(201);
    }

    [Fact]
    public async Task It_goes_along_with_a_handover_and_goes_on_with_the_receiver()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var of = handover.Cases[0];
        var (client, path) = await Started(of, Own("A"), Own("B", addressee: "team"), Own("Danach", 1));
        var before = $"/api/v1/reminders/{Given.Step(await client.Read(path), 1).Text("reminderId")}";
        await Close(client, path, 1);
        await handover.Accepted();
        var (sender, receiver) = (await handover.From, await handover.To);
        var chain = await receiver.Read(path);
        Assert.Equal(["done", "open", "open"], States(chain));
        Assert.Null(chain["templateNumber"]);
        var open = (await receiver.Read($"/api/v1/reminders?caseId={of.CaseId}"))["items"]!.AsArray()
            .Where(reminder => reminder.Text("kind") == "chain_own").ToDictionary(reminder => reminder.Text("title")!);
        Assert.Equal((handover.Receiver.StaffId.ToString(), null), (open["Danach"].Text("assigneeId"), open["B"].Text("assigneeId")));
        Assert.All(open.Values, reminder => Assert.Equal(handover.ReceivingTeam.ToString(), reminder.Text("teamId")));
        // The sender reads on for a while, and changes nothing.
        var seen = await sender.Read(path);
        Assert.DoesNotContain(seen["allowedActions"]!.AsArray(), action => action.Value<bool>("allowed"));
        await sender.Post($"{path}/end", new { reason = "Fort" }, (await sender.GetAsync(path)).Tag()).ExpectProblem(403, "case-handed-over");
        Assert.Equal("case-handed-over", Reopening(await sender.Read(before)));
        await sender.Post($"{before}/reopen", ifMatch: (await sender.GetAsync(before)).Tag()).ExpectProblem(403, "case-handed-over");
        await api.SendAsSystem(handover.Receiver.OrganisationId, new ApplyReminderPolicies());
        await api.SendAsSystem(of.OrganisationId, new ApplyReminderPolicies());

        await Close(receiver, path, 3);
        await Close(receiver, path, 2);
        Assert.Equal("completed", (await receiver.Read(path)).Text("status"));
    }

    [Fact]
    public async Task Whoever_leads_the_case_next_has_the_lead_s_steps_and_the_team_keeps_its_own()
    {
        var of = await api.Given.CaseWithLead();
        var (client, path) = await Started(of, Own("Leitung"), Own("Team", addressee: "team"));
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var (supervisor, at) = (await Supervisor(of), $"/api/v1/cases/{of.CaseId}");
        await supervisor.Post($"{at}/assign", new { leadStaffId = colleague.StaffId }, (await supervisor.GetAsync(at)).Tag()).Expect(200);
        var open = (await Open(of)).ToDictionary(reminder => reminder.Text("title")!, reminder => reminder.Text("assigneeId"));
        Assert.Equal((colleague.StaffId.ToString(), null), (open["Leitung"], open["Team"]));
        Assert.Equal(["open", "open"], States(await client.Read(path)));
    }

    [Fact]
    public async Task What_somebody_has_typed_is_in_no_calendar()
    {
        var of = await api.Given.CaseWithLead();
        await Started(of, Own("Zitronenfalter beobachten"));
        var address = $"/api/v1/calendars/{await api.Given.CalendarKey(of.Lead!)}";
        var calendar = await (await api.Anonymous().GetAsync(address).Expect(200)).Content.ReadAsStringAsync();
        Assert.Contains("the turn of a step", calendar, StringComparison.Ordinal);
        Assert.DoesNotContain("Zitronenfalter", calendar, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_death_of_the_person_it_ends()
    {
        var of = await api.Given.CaseWithLead();
        var (client, path) = await Started(of, Own("A"), Own("B", 1));
        var presence = $"/api/v1/presences/{await api.Given.Presence(of)}";
        await client.Post($"{presence}/leave", new { until = Today, leaveReason = "died" }, (await client.GetAsync(presence)).Tag()).Expect(200);
        var chain = await client.Read(path);
        Assert.Equal(("ended", "died"), (chain.Text("status"), chain.Text("endedBecause")));
        Assert.Empty(await Open(of));
        await Happened["arrival"](api, await api.Given.CaseOf(of.TeamId, of.Lead!), 2);
        await api.Given.ChainTemplate(of.OrganisationId, [First()], "case_opened", "neu");
        Assert.Equal(2, await api.Given.StartChains(of.OrganisationId)); // For the other one, with its reminder.
        Assert.Single((await client.Read($"/api/v1/cases/{of.CaseId}/chains?include=ended"))["items"]!.AsArray());
    }

    // A chain that something of two days ago has started.
    private async Task<(HttpClient Client, JsonNode Chain, string Path)> StartedBy(string happened, GivenCase of, params object[] steps)
    {
        await Happened[happened](api, of, 2);
        await api.Given.ChainTemplate(of.OrganisationId, steps, happened);
        await api.Given.StartChains(of.OrganisationId);
        var client = await api.As(of.Lead!);
        var chain = Assert.Single((await client.Read($"/api/v1/cases/{of.CaseId}/chains"))["items"]!.AsArray())!;
        return (client, chain, $"/api/v1/chains/{chain.Text("id")}");
    }

    [Fact]
    public async Task Where_its_event_was_on_another_day_what_was_counted_from_it_is_due_by_that_with_its_reminder()
    {
        var of = await api.Given.CaseWithLead();
        var (client, chain, path) = await StartedBy("arrival", of, First(), Own("Verschoben"), Own("Danach", 1));
        await Adjust(client, path, $"steps/{chain.Text("steps/1/id")}/move", new { dueOn = Today.AddDays(9) });
        Assert.Equal(0, await api.Given.StartChains(of.OrganisationId));

        var presence = $"/api/v1/presences/{await api.Sql<Guid>($"select id from app.presence where client_id = '{of.ClientId}'")}";
        await client.Put(presence, new { from = Today.AddDays(-4), arrivedAs = "allocation", reason = "Bescheid gelesen" },
            (await client.GetAsync(presence)).Tag()).Expect(200);
        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => api.Given.StartChains(of.OrganisationId)));
        Assert.Contains(1, runs);
        chain = await client.Read(path);
        Assert.Equal(($"{Today.AddDays(-4):O}", "running"), (chain.Text("eventOn"), chain.Text("status")));
        string?[] days = [$"{Today.AddDays(1):O}", $"{Today.AddDays(9):O}", null];
        Assert.Equal(days, chain["steps"]!.AsArray().Select(step => step.Text("dueOn")));
        Assert.Equal(days[..2], (await Open(of)).Select(reminder => reminder.Text("dueOn")).Order(StringComparer.Ordinal));
        Assert.Equal(0, await api.Given.StartChains(of.OrganisationId) + await Apply(of));
    }

    [Theory]
    [InlineData("allocation", "allocation", "allocations/{0}/cancel", """{"cancelReason":"never-arrived"}""")]
    [InlineData("arrival", "presence", "presences/{0}/void", """{"reason":"Verwechselt"}""")]
    [InlineData("birth", "presence", "presences/{0}/void", """{"reason":"Verwechselt"}""")]
    [InlineData("moved_in", "occupancy", "occupancies/{0}/remove", """{"reason":"Verwechselt"}""")]
    [InlineData("left_accommodation", "client_accommodation", null, null)]
    public async Task What_never_was_so_ends_its_chain_and_should_it_come_to_be_it_starts_another(string happened, string table, string? undo, string? body)
    {
        var of = await api.Given.CaseWithLead();
        var (client, _, path) = await StartedBy(happened, of, First(), Own("Danach", 1), Own("Verein"));
        await Close(client, path, 3);
        var id = await api.Sql<Guid>($"select id from app.{table} where client_id = '{of.ClientId}'");
        if (undo is null)
        {
            await api.Execute($"update app.client_accommodation set until_date = null where id = '{id}'");
        }
        else
        {
            var at = "/api/v1/" + string.Format(CultureInfo.InvariantCulture, undo, id);
            await client.Post(at, JsonNode.Parse(body!), (await client.GetAsync(at[..at.LastIndexOf('/')])).Tag()).Expect(200, 204);
        }
        Assert.Equal(1, await api.Given.StartChains(of.OrganisationId));
        var chain = await client.Read(path);
        Assert.Equal(("ended", "event_voided"), (chain.Text("status"), chain.Text("endedBecause")));
        Assert.Equal(["ended", "ended", "done"], States(chain));
        Assert.Empty(await Open(of));
        Assert.Equal(0, await api.Given.StartChains(of.OrganisationId) + await Apply(of));

        // On a day before, which would start none had the other one been so.
        if (undo is null)
        {
            await api.Execute($"update app.client_accommodation set until_date = '{Today.AddDays(-4):O}' where id = '{id}'");
        }
        else
        {
            await Happened[happened](api, of, 4);
        }
        Assert.Equal(3, await api.Given.StartChains(of.OrganisationId));
        Assert.Equal($"{Today.AddDays(-4):O}",
            Assert.Single((await client.Read($"/api/v1/cases/{of.CaseId}/chains"))["items"]!.AsArray())!.Text("eventOn"));
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(18, false)]
    public async Task Who_was_born_on_another_day_after_all_is_asked_for_what_is_for_that_age(int age, bool isPupil)
    {
        var of = await api.Given.CaseWithLead();
        // Of that age a day after the event, and on its day.
        var right = Today.AddDays(-2).AddYears(-age);
        var wrong = right.AddDays(1);
        await api.Execute($"update app.client set birth_date = '{wrong:O}', birth_date_precision = 'day' where id = '{of.ClientId}'");
        var (client, chain, path) = await StartedBy("arrival", of, First(), new { kind = "school", dueAfter = 5, unit = "days", ageFrom = 6, ageUntil = 18 });
        Assert.Equal(["open", isPupil ? "not_applicable" : "open"], States(chain));
        await api.Execute($"update app.client set birth_date = '{right:O}' where id = '{of.ClientId}'");
        Assert.Equal(1, await api.Given.StartChains(of.OrganisationId));
        Assert.Equal(["open", isPupil ? "open" : "not_applicable"], States(await client.Read(path)));
        Assert.Equal(isPupil ? 2 : 1, (await Open(of)).Count(reminder => reminder.Text("kind")!.StartsWith("chain_", StringComparison.Ordinal)));
        Assert.Equal(0, await api.Given.StartChains(of.OrganisationId) + await Apply(of));
    }

    [Fact]
    public async Task Whose_event_stays_with_the_sender_of_a_handover_goes_on_with_the_receiver()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var of = handover.Cases[0];
        var (_, _, path) = await StartedBy("allocation", of, First());
        await handover.Accepted();
        Assert.Equal(0, await api.Given.StartChains(of.OrganisationId) + await api.Given.StartChains(handover.Receiver.OrganisationId));
        Assert.Equal(["open"], States(await (await handover.To).Read(path)));
    }

    [Fact]
    public async Task What_was_started_while_its_case_was_being_closed_ends_with_the_next_run()
    {
        var of = await api.Given.CaseWithLead();
        var (client, path) = await Started(of, First());
        var at = $"/api/v1/cases/{of.CaseId}";
        await client.Post($"{at}/close", new { reasonCode = "goals-reached" }, (await client.GetAsync(at)).Tag()).Expect(200);
        await api.Execute($"update app.chain set ended_at = null, ended_by = null, end_cause = null, end_reason = null where case_id = '{of.CaseId}'");
        Assert.Equal("running", (await client.Read(path)).Text("status"));
        Assert.Equal([0, 1], (await Task.WhenAll(api.Given.StartChains(of.OrganisationId), api.Given.StartChains(of.OrganisationId))).Order());
        Assert.Equal("case_closed", (await client.Read(path)).Text("endedBecause"));
    }

    [Fact]
    public async Task A_step_that_was_put_off_is_due_on_the_day_on_which_somebody_moves_it_though_it_was_that_before()
    {
        var of = await api.Given.CaseWithLead();
        var (client, path) = await Started(of, First(), Own("Verein"));
        var chain = await client.Read(path);
        var reminder = $"/api/v1/reminders/{chain.Text("steps/0/reminderId")}";
        await client.Post($"{reminder}/snooze", new { until = Today.AddDays(20) }, (await client.GetAsync(reminder)).Tag()).Expect(200);
        // Not by what is done with another step.
        await Adjust(client, path, $"steps/{chain.Text("steps/1/id")}/move", new { dueOn = Today.AddDays(2) });
        Assert.Equal($"{Today.AddDays(20):O}", (await client.Read(path)).Text("steps/0/dueOn"));
        await Adjust(client, path, $"steps/{chain.Text("steps/0/id")}/move", new { dueOn = Today.AddDays(5) });
        chain = await client.Read(path);
        Assert.Equal($"{Today.AddDays(5):O}", chain.Text("steps/0/dueOn"));
        Assert.Equal([$"{Today.AddDays(2):O}", $"{Today.AddDays(5):O}"], (await Open(of)).Select(open => open.Text("dueOn")).Order(StringComparer.Ordinal));
        Assert.Equal(0, await Apply(of));
        // Somebody has said the day: it follows from no holidays.
        Assert.All(chain["steps"]!.AsArray(), step => Assert.Null(step.Text("calendar")));
    }

    [Fact]
    public async Task A_step_is_due_on_its_day_though_the_policy_of_its_kind_reminds_of_it_before()
    {
        var of = await api.Given.CaseWithLead();
        var (supervisor, policy) = (await Supervisor(of), "/api/v1/reminder-policies/chain_own");
        await supervisor.Put(policy, new { steps = new[] { 4 }, unit = "days", made = "at_once" }, (await supervisor.GetAsync(policy)).Tag()).Expect(200);
        var (client, path) = await Started(of, Own("Verein", days: 6));
        Assert.Equal($"{Today.AddDays(2):O}", Assert.Single(await Open(of)).Text("dueOn"));
        Assert.Equal($"{Today.AddDays(6):O}", (await client.Read(path)).Text("steps/0/dueOn"));
    }

    [Fact]
    public async Task A_step_whose_day_had_passed_when_its_chain_was_started_is_overdue_and_reminded_of_today()
    {
        var of = await api.Given.CaseWithLead();
        var template = await api.Given.ChainTemplate(of.OrganisationId, [First()]);
        var client = await api.As(of.Lead!);
        var started = await client.Post($"/api/v1/cases/{of.CaseId}/chains", new { template, eventOn = Today.AddDays(-9) }).Expect(201);
        var path = started.Headers.Location!.ToString();
        var step = (await client.Read(path))["steps"]![0]!;
        Assert.Equal(($"{Today.AddDays(-4):O}", true), (step.Text("dueOn"), step.Value<bool>("isOverdue")));
        Assert.Equal($"{Today:O}", Assert.Single(await Open(of)).Text("dueOn"));
        var reminder = $"/api/v1/reminders/{step.Text("reminderId")}";
        await client.Post($"{reminder}/snooze", new { until = Today.AddDays(1) }, (await client.GetAsync(reminder)).Tag()).Expect(200);
        step = (await client.Read(path))["steps"]![0]!;
        Assert.Equal(($"{Today.AddDays(1):O}", false), (step.Text("dueOn"), step.Value<bool>("isOverdue")));
    }

    [Fact]
    public async Task A_step_is_done_at_the_chain_whether_or_not_somebody_is_reminded_of_it()
    {
        var of = await api.Given.CaseWithLead();
        var (supervisor, policy) = (await Supervisor(of), "/api/v1/reminder-policies/chain_own");
        await supervisor.Put(policy, new { isActive = false, steps = new[] { 0 }, unit = "days" }, (await supervisor.GetAsync(policy)).Tag()).Expect(200);
        var (client, path) = await Started(of, Own("Ohne"), First(), Own("Danach", 2));
        var chain = await client.Read(path);
        var (first, reminder) = ($"{path}/steps/{chain.Text("steps/0/id")}/done", $"/api/v1/reminders/{chain.Text("steps/1/reminderId")}");
        Assert.Null(chain.Text("steps/0/reminderId"));
        await client.Post(first).ExpectProblem(428, "if-match-required");
        await client.Post($"{path}/steps/{chain.Text("steps/2/id")}/done", ifMatch: (await client.GetAsync(path)).Tag())
            .ExpectProblem(409, "chain-step-transition");
        await Adjust(client, path, $"steps/{chain.Text("steps/0/id")}/done", new { });
        await client.Post(first, ifMatch: (await client.GetAsync(path)).Tag()).ExpectProblem(409, "chain-step-transition");

        // At once by the chain and by its reminder: one of them.
        var (tag, of2) = ((await client.GetAsync(path)).Tag(), (await client.GetAsync(reminder)).Tag());
        var answers = await Task.WhenAll(
            client.Post($"{path}/steps/{chain.Text("steps/1/id")}/done", ifMatch: tag), client.Post($"{reminder}/done", ifMatch: of2));
        Assert.Equal([200, 412], answers.Select(answer => (int)answer.StatusCode).Order());
        Assert.Equal(("done", of.Lead!.StaffId.ToString()),
            ((await client.Read(reminder)).Text("status"), (await client.Read(path)).Text("steps/1/finishedBy")));
        Assert.Equal(["done", "done", "open"], States(await client.Read(path)));
        await Adjust(client, path, $"steps/{chain.Text("steps/2/id")}/done", new { });
        Assert.Equal("completed", (await client.Read(path)).Text("status"));
    }

    [Fact]
    public async Task Nothing_is_begun_for_who_has_died()
    {
        var of = await api.Given.CaseWithLead();
        var template = await api.Given.ChainTemplate(of.OrganisationId, [First()]);
        var (client, presence) = (await api.As(of.Lead!), $"/api/v1/presences/{await api.Given.Presence(of)}");
        await client.Post($"{presence}/leave", new { until = Today, leaveReason = "died" }, (await client.GetAsync(presence)).Tag()).Expect(200);
        await client.Post($"/api/v1/cases/{of.CaseId}/chains", new { template }).ExpectProblem(409, "chain-of-the-dead");
    }

    [Fact]
    public async Task Where_a_policy_is_switched_off_the_chain_goes_on_without_its_reminders()
    {
        var of = await api.Given.CaseWithLead();
        var (client, path) = await Started(of, First(), Own("Verein", 1));
        var (supervisor, policy) = (await Supervisor(of), "/api/v1/reminder-policies/chain_own");
        await supervisor.Put(policy, new { isActive = false, steps = new[] { 0 }, unit = "days" }, (await supervisor.GetAsync(policy)).Tag()).Expect(200);
        await Close(client, path, 1);
        Assert.Empty(await Open(of));
        var chain = await client.Read(path);
        Assert.Equal(["done", "open"], States(chain));
        Assert.Null(Given.Step(chain, 2)["reminderId"]);
        await supervisor.Put(policy, new { steps = new[] { 0, 2 }, unit = "days", made = "at_once" }, (await supervisor.GetAsync(policy)).Tag()).Expect(200);
        Assert.Equal(1, await Apply(of));
        Assert.Equal($"{Today.AddDays(1):O}", Assert.Single(await Open(of)).Text("dueOn"));
    }
}
