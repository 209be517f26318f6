using System.Text.Json.Nodes;
using CaseManagement.Api.Referrals;
using CaseManagement.Api.Reminders;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Referrals;

/// <summary>
/// What a sender waits for, by policies: the answer, in several steps where the organisation wants that, and what became of data whose consent was withdrawn.
/// Nobody ticks either off, so that a later step takes the place of the one before.
/// </summary>
public sealed class ReferralPolicyTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Theory]
    [InlineData("once", "at_once")]
    [InlineData("all", "at_once")]
    [InlineData("once", "on_the_day")]
    public async Task Each_step_towards_the_last_day_for_the_answer_comes_on_its_day_and_all_are_shown(string missed, string made)
    {
        var of = await api.Given.CaseWithLead();
        var policy = new { steps = new[] { 0, 4, 2 }, unit = "working_days", made, missed };
        await Change(of, "referral_answer", policy);
        var referral = await (await api.Given.Referral(of, byConsent: false)).Sent();
        var seen = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            if (number > 0 || made == "on_the_day")
            {
                var day = await Fires(referral, policy.steps.OrderDescending().ElementAt(number));
                MoveTo(day.AddDays(-1));
                Assert.Equal(0, await Apply(of));
                MoveTo(day);
                var preview = await Preview(of, "referral_answer", policy);
                Assert.Equal((1, number == 0 ? 0 : 1), (preview.Value<int>("made"), preview.Value<int>("ended")));
                Assert.Equal(number == 0 ? [] : ["next_step"],
                    preview["items"]!.AsArray().Where(item => item.Text("verdict") == "end").Select(item => item.Text("endedBecause")));
                await Task.WhenAll(Apply(of), Apply(of), Apply(of));
            }
            Assert.Equal(0, await Apply(of));
            var open = Assert.Single(await Reminders(of, "referral_answer", "open"));
            var shown = await (await api.As(of.Lead!)).Read($"/api/v1/reminders/{open.Text("id")}");
            var step = policy.steps.OrderDescending().ElementAt(number);
            Assert.Equal((step, open.Text("dueOn")), (shown["origin"]!.Value<int>("step"), shown["origin"]!.Text("firesOn")));
            // The whole of it in one answer, by its day, and which of them this one is.
            Assert.Equal(new[] { 4, 2, 0 }.Select(one => $"{one} {one == step}"),
                shown["origin"]!["steps"]!.AsArray().Select(one => $"{one!.Value<int>("step")} {one!.Value<bool>("isThis")}"));
            Assert.Equal((await referral.Get()).Text("expiresOn"), shown["origin"]!["steps"]![2].Text("firesOn"));
            if (made == "on_the_day" || number > 0)
            {
                await api.SendAsSystem(of.OrganisationId, new NoticeDueReminders());
                await api.SendAsSystem(of.OrganisationId, new NoticeDueReminders());
                seen.Add(open.Text("id")!);
            }
        }
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal((long)seen.Count, await api.Sql<long>($"select count(*) from app.notice where staff_id = '{of.Lead!.StaffId}' and kind = 'reminder-due'"));
        Assert.Equal(["next_step", "next_step"], (await Reminders(of, "referral_answer", "cancelled")).Select(row => Ended(row)));

        await referral.Answer("accept").Expect(200);
        Assert.Equal(1, await Apply(of));
        Assert.Equal("happened", Ended(Assert.Single(await Reminders(of, "referral_answer", "done"))));
        Assert.Equal(0, await Apply(of));
    }

    [Fact]
    public async Task Where_days_that_have_passed_are_not_made_up_the_step_before_stays()
    {
        var of = await api.Given.CaseWithLead();
        await Change(of, "referral_answer", new { steps = new[] { 0, 4, 2 }, unit = "working_days", made = "at_once", missed = "none" });
        var referral = await (await api.Given.Referral(of, byConsent: false)).Sent();
        MoveTo((await Fires(referral, 2)).AddDays(1));
        Assert.Equal(0, await Apply(of));
        Assert.Single(await Reminders(of, "referral_answer", "open"));
        MoveTo(await Fires(referral, 0));
        Assert.Equal(2, await Apply(of));
        Assert.Equal((await referral.Get()).Text("expiresOn"), Assert.Single(await Reminders(of, "referral_answer", "open")).Text("dueOn"));
    }

    [Fact]
    public async Task A_withdrawal_that_nobody_confirmed_is_asked_about_on_the_day_of_the_policy_and_told_to_the_supervisor_where_it_is_ignored()
    {
        var referral = await (await api.Given.Referral()).Completed();
        var of = referral.Of;
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        var policy = new { steps = new[] { 3 }, unit = "working_days", made = "on_the_day", escalateAfter = 2 };
        await Change(of, "referral_confirmation", policy);
        await referral.Withdraw();
        var withdrawn = api.Given.Today;
        await Apply(of);
        Assert.Empty(await Reminders(of, "referral_confirmation", "open"));
        var day = WorkingDays.Add(withdrawn, 3, Land.BadenWuerttemberg);
        MoveTo(day.AddDays(-1));
        await Apply(of);
        Assert.Empty(await Reminders(of, "referral_confirmation", "open"));
        MoveTo(day);
        var preview = await Preview(of, "referral_confirmation", policy);
        Assert.Equal((1, 0, of.ClientId.ToString()),
            (preview.Value<int>("made"), preview.Value<int>("ended"), Assert.Single(preview["items"]!.AsArray()).Text("clientId")));
        await Task.WhenAll(Apply(of), Watch(of), Apply(of), Watch(of));
        var reminder = Assert.Single(await Reminders(of, "referral_confirmation", "open"));
        Assert.Equal((of.Lead!.StaffId.ToString(), $"{day:O}", of.CaseId.ToString()),
            (reminder.Text("assigneeId"), reminder.Text("dueOn"), reminder.Text("caseId")));
        // The recipient has no part in it.
        var theirs = await (await api.As(await api.Given.Staff(referral.Partner.OrganisationId, Role.Supervisor))).Read("/api/v1/reminders");
        Assert.Empty(theirs["items"]!.AsArray());

        MoveTo(WorkingDays.Add(day, 3, Land.BadenWuerttemberg));
        await api.SendAsSystem(of.OrganisationId, new EscalateReminders());
        Assert.Equal(supervisor.StaffId, await api.Sql<Guid>($"select staff_id from app.reminder_escalation where reminder_id = '{reminder.Text("id")}'"));

        // Confirmed, and nobody has been told of the reminder yet: nobody is.
        await referral.Answer("confirm-withdrawal", new { reasonCode = "deleted" }).Expect(200);
        await api.SendAsSystem(of.OrganisationId, new NoticeDueReminders());
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.notice where subject_id = '{reminder.Text("id")}' and kind = 'reminder-due'"));
        var ended = await (await referral.From).Read($"/api/v1/reminders/{reminder.Text("id")}");
        Assert.Equal(("done", "happened"), (ended.Text("status"), ended.Text("endedBecause")));
        Assert.Equal(0, await Apply(of));
    }

    [Fact]
    public async Task What_is_withdrawn_again_on_the_same_day_is_asked_about_again()
    {
        var referral = await (await api.Given.Referral()).Completed();
        await referral.Withdraw();
        await Apply(referral.Of);
        Assert.Single(await Reminders(referral.Of, "referral_confirmation", "open"));
        await referral.Answer("confirm-withdrawal", new { reasonCode = "stopped" }).Expect(200);
        await Apply(referral.Of);
        var other = await api.Given.ConsentFor(referral.Of, [referral.Partner.OrganisationId]);
        await referral.Move("unblock", new { consentId = other }).Expect(200);
        await Apply(referral.Of);
        Assert.Empty(await Reminders(referral.Of, "referral_confirmation", "open"));
        var client = await referral.From;
        await client.Post($"/api/v1/consents/{other}/withdraw", new { withdrawnOn = api.Given.Today, form = "oral" },
            (await client.GetAsync($"/api/v1/consents/{other}")).Tag()).Expect(200);
        await Apply(referral.Of);
        Assert.Single(await Reminders(referral.Of, "referral_confirmation", "open"));
        Assert.Equal("happened", Ended(Assert.Single(await Reminders(referral.Of, "referral_confirmation", "done"))));
    }

    [Fact]
    public async Task In_a_closed_case_nothing_is_begun_and_its_team_still_asks_what_became_of_the_data()
    {
        var referral = await (await api.Given.Referral()).Completed();
        var (client, path) = (await referral.From, $"/api/v1/cases/{referral.Of.CaseId}");
        await client.Post($"{path}/close", new { reasonCode = "moved-away" }, (await client.GetAsync(path)).Tag()).Expect(200);
        await referral.Withdraw();
        Assert.Equal(1, await Apply(referral.Of));
        Assert.Equal($" {referral.Of.TeamId}", await api.Sql<string>($"""
            select concat(case_id, ' ', team_id) from app.reminder where subject_id = '{referral.Id}' and kind = 'referral_confirmation' and status = 'open'
            """));
        Assert.Equal(0, await Apply(referral.Of));
    }

    private Task<int> Apply(GivenCase of) => api.SendAsSystem(of.OrganisationId, new ApplyReminderPolicies());

    private Task<int> Watch(GivenCase of) => api.SendAsSystem(of.OrganisationId, new WatchReferrals());

    private void MoveTo(DateOnly day) => api.Clock.Offset += LocalTime.StartOf(day).AddHours(10) - api.Given.Now;

    private static async Task<DateOnly> Fires(GivenReferral referral, int step)
    {
        var last = DateOnly.Parse((await referral.Get()).Text("expiresOn")!, null);
        return step == 0 ? last : Enumerable.Range(1, 20).Select(ago => last.AddDays(-ago)).First(day =>
            WorkingDays.IsWorkingDay(day, Land.BadenWuerttemberg) && WorkingDays.Add(day, step, Land.BadenWuerttemberg) == last);
    }

    private async Task<HttpClient> Supervisor(GivenCase of) => await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));

    private async Task Change(GivenCase of, string kind, object body)
    {
        var (client, path) = (await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, await api.Given.Team(of.OrganisationId))),
            $"/api/v1/reminder-policies/{kind}");
        await client.Put(path, body, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
    }

    private async Task<JsonNode> Preview(GivenCase of, string kind, object body) =>
        await (await (await Supervisor(of)).Post($"/api/v1/reminder-policies/{kind}/preview", body).Expect(200)).Json();

    // With why it ended, which a single one says.
    private async Task<List<JsonNode>> Reminders(GivenCase of, string kind, string status)
    {
        var client = await api.As(of.Lead!);
        var rows = (await client.Read($"/api/v1/reminders?kind={kind}&status={status}&limit=200"))["items"]!.AsArray();
        var shown = new List<JsonNode>();
        foreach (var row in rows)
        {
            shown.Add(await client.Read($"/api/v1/reminders/{row.Text("id")}"));
        }
        return shown;
    }

    private static string? Ended(JsonNode row) => row.Text("endedBecause");
}
