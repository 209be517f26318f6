using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Counselling;

/// <summary>How long a case is counselled: from the first contact on, as long as its programme allows.</summary>
public sealed class CounsellingClockTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task The_clock_starts_with_the_first_contact_that_reached_the_person()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        await client.Post($"{Path(of)}/choose-programme", new { programme = "bw-integrationsmanagement" }, await Tag(client, of)).Expect(200);
        var clock = (await client.Read($"{Path(of)}/counselling-clock"))["clock"];
        Assert.Equal(("bw-integrationsmanagement", null, null, 36),
            (clock.Text("programme"), clock.Text("startedOn"), clock.Text("lastDay"), clock.Number("months")));

        await api.Given.ContactWith(of, of.Lead!, of.TeamId, reached: false);
        Assert.Null((await client.Read($"{Path(of)}/counselling-clock")).Text("clock/startedOn"));
        await api.Given.ContactWith(of, of.Lead!, of.TeamId);
        var today = api.Given.Today;
        var shown = (await client.Read(Path(of)))["counselling"];
        Assert.Equal(($"{today:O}", $"{today.AddMonths(36):O}"), (shown.Text("startedOn"), shown.Text("lastDay")));
        Assert.Equal(today.AddMonths(36).DayNumber - today.DayNumber, shown.Number("daysLeft"));
    }

    [Fact]
    public async Task A_pause_moves_the_end_and_two_never_overlap()
    {
        var of = await Counselled();
        var client = await api.As(of.Lead!);
        var today = api.Given.Today;
        async Task<HttpResponseMessage> Pause(object body) => await client.Post($"{Path(of)}/pause-counselling", body, await Tag(client, of));
        await Pause(new { reasonCode = "urlaub", from = today.AddDays(10) }).Expect(400);
        var wrong = await (await Pause(new { reasonCode = "abroad", from = today.AddDays(10), until = today.AddDays(10) }).Expect(400)).Json();
        Assert.Equal(("/until", "counselling-until-before-from"), (wrong.Text("errors/0/pointer"), wrong.Text("errors/0/code")));
        await Pause(new { reasonCode = "abroad", from = today.AddDays(10), until = today.AddDays(40) }).Expect(200);
        await Pause(new { reasonCode = "hospital", from = today.AddDays(39) }).ExpectProblem(409, "counselling-pauses-overlap");
        await Pause(new { reasonCode = "hospital", from = today.AddDays(40) }).Expect(200);
        var clock = (await client.Read($"{Path(of)}/counselling-clock"))["clock"]!;
        Assert.Equal((30, 2, $"{today.AddMonths(36).AddDays(30):O}"), (clock.Number("pausedDays"), clock["pauses"]!.AsArray().Count, clock.Text("lastDay")));

        var (first, second) = (clock.Text("pauses/0/id"), clock.Text("pauses/1/id"));
        await client.Post($"{Path(of)}/counselling-pauses/{second}/end", new { until = today.AddDays(50) }, await Tag(client, of)).Expect(200);
        await client.Post($"{Path(of)}/counselling-pauses/{first}/remove", new { reason = "Falscher Fall" }, await Tag(client, of)).Expect(200);
        clock = (await client.Read($"{Path(of)}/counselling-clock"))["clock"]!;
        Assert.Equal((10, 1), (clock.Number("pausedDays"), clock["pauses"]!.AsArray().Count));
        await client.Post($"{Path(of)}/counselling-pauses/{first}/end", new { }, await Tag(client, of)).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task It_is_extended_once_with_its_reason_and_by_what_the_programme_allows()
    {
        var of = await Counselled();
        var client = await api.As(of.Lead!);
        var extend = $"{Path(of)}/extend-counselling";
        var stale = await Tag(client, of);
        await client.Post(extend, new { reasonCode = "special-need" }).ExpectProblem(428, "if-match-required");
        await client.Post(extend, new { reasonCode = "special-need", note = "Prüfung im Herbst" }, stale).Expect(200);
        await client.Post(extend, new { reasonCode = "special-need" }, stale).ExpectProblem(412, "stale");
        await client.Post(extend, new { reasonCode = "special-need" }, await Tag(client, of)).ExpectProblem(409, "counselling-extended-already");
        var answer = await client.Read($"{Path(of)}/counselling-clock");
        Assert.Equal((48, "special-need"), (answer.Number("clock/months"), answer.Text("clock/extension/reasonCode")));
        var action = answer["allowedActions"]!.AsArray().Single(action => action.Text("action") == "extend-counselling");
        Assert.Equal("counselling-extended-already", action.Text("code"));

        await client.Post($"{Path(of)}/choose-programme", new { programme = "mbe", from = api.Given.Today }, await Tag(client, of)).Expect(200);
        await client.Post(extend, new { reasonCode = "special-need" }, await Tag(client, of)).ExpectProblem(409, "counselling-no-extension");
        Assert.Null((await client.Read($"{Path(of)}/counselling-clock")).Text("clock/lastDay"));
    }

    [Fact]
    public async Task It_runs_on_at_a_handover_inside_the_programme_and_anew_under_another()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var of = handover.Cases[0];
        var (from, started) = (await handover.From, api.Given.Today);
        await from.Post($"{Path(of)}/choose-programme", new { programme = "bw-integrationsmanagement" }, await Tag(from, of)).Expect(200);
        await api.Given.ContactWith(of, handover.Sender, handover.SendingTeam);
        from = await handover.From;
        await from.Post($"{Path(of)}/pause-counselling", new { reasonCode = "abroad", from = started.AddDays(5), until = started.AddDays(8) },
            await Tag(from, of)).Expect(200);
        api.Clock.Offset += TimeSpan.FromDays(20);
        await handover.Accepted();
        var record = (await handover.Package(handover.To)).At("package/records")!.AsArray().Single(record => record.Text("section") == "counselling");
        Assert.Equal(("bw-integrationsmanagement", $"{started:O}"), (record.Text("content/programme"), record.Text("content/firstContactOn")));

        api.Clock.Offset += TimeSpan.FromDays(3);
        await api.Given.ContactWith(of, handover.Receiver, handover.ReceivingTeam);
        var to = await handover.To;
        var clock = (await to.Read(Path(of)))["counselling"];
        Assert.Equal(($"{started:O}", 3), (clock.Text("startedOn"), clock.Number("pausedDays")));

        var accepted = started.AddDays(20);
        await to.Post($"{Path(of)}/choose-programme", new { programme = "municipal", from = accepted }, await Tag(to, of)).Expect(200);
        Assert.Equal($"{accepted.AddDays(3):O}", (await to.Read($"{Path(of)}/counselling-clock")).Text("clock/startedOn"));
    }

    [Fact]
    public async Task What_was_counselled_elsewhere_is_stated_and_strangers_see_nothing()
    {
        var of = await Counselled();
        var client = await api.As(of.Lead!);
        var since = api.Given.Today.AddMonths(-35);
        await client.Post($"{Path(of)}/choose-programme", new { programme = "bw-integrationsmanagement", statedStart = since },
            await Tag(client, of)).Expect(200);
        Assert.Equal($"{since:O}", (await client.Read($"{Path(of)}/counselling-clock")).Text("clock/startedOn"));
        var future = await (await client.Post($"{Path(of)}/choose-programme", new { programme = "mbe", from = api.Given.Today.AddDays(1) },
            await Tag(client, of)).Expect(400)).Json();
        Assert.Equal("counselling-in-future", future.Text("errors/0/code"));
        var other = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, await api.Given.Team(of.OrganisationId)));
        await other.GetAsync($"{Path(of)}/counselling-clock").ExpectProblem(404, "not-found");
        await other.Post($"{Path(of)}/extend-counselling", new { reasonCode = "other" }, await Tag(client, of)).ExpectProblem(404, "not-found");
    }

    private static string Path(GivenCase of) => $"/api/v1/cases/{of.CaseId}";

    private static async Task<string> Tag(HttpClient client, GivenCase of) => (await client.GetAsync(Path(of)).Expect(200)).Tag();

    private async Task<GivenCase> Counselled()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        await client.Post($"{Path(of)}/choose-programme", new { programme = "bw-integrationsmanagement" }, await Tag(client, of)).Expect(200);
        await api.Given.ContactWith(of, of.Lead!, of.TeamId);
        return of;
    }
}
