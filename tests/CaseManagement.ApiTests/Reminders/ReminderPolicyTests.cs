using System.Text.Json.Nodes;
using CaseManagement.Api.Reminders;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Reminders;

/// <summary>What the organisation is reminded of, as data: dated versions, once for each step of a cause, ended with the reason.</summary>
public sealed class ReminderPolicyTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private DateOnly Today => api.Given.Today;

    [Fact]
    public async Task Each_kind_has_words_a_reference_policy_and_tells_its_causes()
    {
        var kinds = await api.Sql<string[]>("select array_agg(kind order by kind collate \"C\") from app.policy_kind");
        Assert.Equal(kinds, await api.Sql<string[]>("""
            select array_agg(substr(proname, 11) order by substr(proname, 11) collate "C") from pg_proc
            where pronamespace = 'app'::regnamespace and proname like 'causes\_of\_%'
            """));
        Assert.Equal(kinds, await api.Sql<string[]>(
            "select array_agg(kind order by kind collate \"C\") from app.reminder_policy where organisation_id is null"));
        Assert.All(kinds, kind => Assert.NotNull(NamedKinds.Find<ReminderKind>(kind)));
        // What nobody ticks off, and the database knows it.
        Assert.Equal(kinds.Where(kind => NamedKinds.Get<ReminderKind>(kind).EndsWithCause), await api.Sql<string[]>(
            "select array_agg(kind order by kind collate \"C\") from app.policy_kind where ends_with_cause"));

        var of = await api.Given.CaseWithLead();
        var list = (await (await api.As(of.Lead!)).Read("/api/v1/reminder-policies"))["items"]!.AsArray();
        Assert.Equal(kinds, list.Select(item => item!.Text("kind")!).Order(StringComparer.Ordinal));
        Assert.All(list, item => Assert.True(item!["inForce"]!.Value<bool>("isReference")));
    }

    // One cause of each kind, so long ago or so near that its reference policy reminds today; what makes it go away; and whether it is seen ahead.
    public static TheoryData<string> Kinds => [.. Causes.Keys];

    private static readonly Dictionary<string, (Func<Fixture.Api, GivenCase, Task> Begin, string Gone)> Causes = new()
    {
        ["residence_title_expires"] = (async (api, of) => await Title(api, of, api.Given.Today.AddDays(20)),
            "update app.client_residence_status set expires_on = expires_on + 400 where client_id = '{1}'"),
        ["benefit_approval_ends"] = (async (api, of) =>
            {
                await api.Given.Benefit(of.OrganisationId, of.ClientId);
                await api.Execute($"update app.client_benefit set approved_until = '{api.Given.Today.AddDays(20):O}' where client_id = '{of.ClientId}'");
            }, "update app.client_benefit set approved_until = null where client_id = '{1}'"),
        ["lease_ends"] = (async (api, of) =>
            {
                await api.Given.Lease(of.OrganisationId, await api.Given.Dwelling(of.OrganisationId), of.HouseholdId);
                await api.Execute($"update app.lease set until_date = '{api.Given.Today.AddDays(20):O}' where household_id = '{of.HouseholdId}'");
            }, "update app.lease set until_date = null where household_id = '{2}'"),
        ["consent_expires"] = (async (api, of) => await api.Given.Consent(of, api.Given.Today.AddDays(20)),
            "update app.consent set status = 'withdrawn', withdrawn_on = given_on, withdrawal_recorded_at = recorded_at, withdrawal_form = form "
            + "where client_id = '{1}'"),
        ["counselling_ends"] = (async (api, of) =>
            {
                await api.Given.Programme(of);
                await api.Execute($"""
                    update app.case_programme set from_date = '{api.Given.Today.AddYears(-3).AddDays(30):O}',
                        stated_start = '{api.Given.Today.AddYears(-3).AddDays(30):O}' where case_id = '{of.CaseId}'
                    """);
            }, "update app.case_programme set until_date = from_date + 1 where case_id = '{0}'"),
        ["no_contact"] = (async (api, of) => await Opened(api, of, 60), "select 1"),
        ["no_home_visit"] = (async (api, of) =>
            {
                await Opened(api, of, 200);
                await Change(api, of, "no_home_visit", new { steps = new[] { 182 }, unit = "days" });
            }, "select 1"),
        ["assessment_old"] = (async (api, of) =>
            {
                var id = await api.Given.CompletedAssessment(of);
                await api.Execute($"""
                    alter table app.assessment disable trigger user;
                    update app.assessment set started_at = started_at - interval '400 days', completed_at = completed_at - interval '400 days'
                        where id = '{id}';
                    alter table app.assessment enable trigger user;
                    """);
            }, """
            alter table app.assessment disable trigger user;
            update app.assessment set completed_at = completed_at + interval '390 days' where case_id = '{0}';
            alter table app.assessment enable trigger user;
            """),
        ["referral_answer"] = (async (api, of) => await (await api.Given.Referral(of, byConsent: false)).Sent(),
            "alter table app.referral disable trigger user; "
            + "update app.referral set status = 'accepted' where case_id = '{0}'; alter table app.referral enable trigger user;"),
        ["referral_outcome"] = (async (api, of) => await (await api.Given.Referral(of, byConsent: false)).Completed(),
            "alter table app.referral disable trigger user; "
            + "update app.referral set closed_at = ended_at where case_id = '{0}'; alter table app.referral enable trigger user;"),
        ["referral_confirmation"] = (async (api, of) =>
            {
                await api.Execute($"update app.client set birth_date = '{api.Given.Today.AddYears(-35):O}' where id = '{of.ClientId}'");
                var referral = await (await api.Given.Referral(of)).Completed();
                await referral.Withdraw();
            }, "alter table app.referral disable trigger user; update app.referral set block_confirmed_at = blocked_since, block_confirmed_as = 'deleted' "
            + "where case_id = '{0}'; alter table app.referral enable trigger user;"),
        ["no_first_contact"] = (async (api, of) =>
            {
                await Opened(api, of, 20);
                await Change(api, of, "no_first_contact", new { steps = new[] { 10 }, unit = "working_days" });
            }, "select 1"),
        ["participation_lasts"] = (async (api, of) =>
            {
                var id = await api.Given.Participation(of, CaseManagement.Api.TakingPart.ParticipationStatus.Begun);
                await api.Execute($"""
                    update app.participation set begun_on = begun_on - 100, first_on = first_on - 100, recorded_at = recorded_at - interval '100 days'
                    where id = '{id}'
                    """);
            }, "update app.participation set status = 'completed', ended_on = '{3}' where case_id = '{0}'"),
        ["employment_lasts"] = (async (api, of) =>
            {
                var id = await api.Given.Employment(of);
                await api.Execute($"update app.employment set from_date = from_date - 70, recorded_at = recorded_at - interval '100 days' where id = '{id}'");
            }, "update app.employment set until_date = '{3}' where case_id = '{0}'"),
        ["birthday"] = (async (api, of) =>
            {
                await Opened(api, of, 10);
                await api.Execute($"update app.client set birth_date = '{api.Given.Today.AddYears(-6).AddDays(-2):O}' where id = '{of.ClientId}'");
            }, "update app.client set birth_date = birth_date - 40 where id = '{1}'"),
        ["of_age"] = (async (api, of) =>
            {
                await api.Execute($"update app.client set birth_date = '{api.Given.Today.AddYears(-18):O}' where id = '{of.ClientId}'");
                await api.Given.Representation(of, kind: new("parent-joint-custody", true, CaseManagement.Api.Representations.Custody.Joint),
                    from: api.Given.Today.AddYears(-5));
            }, "update app.representation set until_date = from_date + 1 where client_id = '{1}'"),
        ["chain_first_contact"] = Step("first_contact"), ["chain_school"] = Step("school"), ["chain_health_check"] = Step("health_check"),
        ["chain_course"] = Step("course"), ["chain_own"] = Step("own"),
        ["information_due"] = (async (api, of) => await api.Given.ConsentText(of.OrganisationId, "information"),
            "update app.consent_text set status = 'retired', retired_at = published_at where organisation_id = '{4}'"),
    };

    private static (Func<Fixture.Api, GivenCase, Task> Begin, string Gone) Step(string kind) => (async (api, of) =>
    {
        var template = await api.Given.ChainTemplate(of.OrganisationId, [new { kind, title = kind == "own" ? "Vereine" : null, dueAfter = 5, unit = "days" }]);
        await (await api.As(of.Lead!)).Post($"/api/v1/cases/{of.CaseId}/chains", new { template }).Expect(201);
    }, "update app.chain_step set outcome = 'skipped' where chain_id in (select id from app.chain where case_id = '{0}')");

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_cause_of_each_kind_is_reminded_of_once_for_the_lead_and_ends_with_it(string kind)
    {
        var team = await api.Given.Team(await api.Given.Organisation());
        var organisation = await api.Sql<Guid>($"select organisation_id from app.team where id = '{team}'");
        var of = (await api.Given.CasesOfHousehold(team, await api.Given.Staff(organisation, Role.Caseworker, team), 1))[0];
        var (begin, gone) = Causes[kind];
        await begin(api, of);
        await Apply(of);
        var reminder = Assert.Single(await Open(of, kind));
        Assert.Equal(of.Lead!.StaffId.ToString(), reminder.Text("assigneeId"));
        var shown = await (await api.As(of.Lead!)).Read($"/api/v1/reminders/{reminder.Text("id")}");
        Assert.True(shown["origin"]!.Value<bool>("isReference") || kind is "no_home_visit" or "no_first_contact");
        Assert.Equal(0, await Apply(of));

        if (kind is "no_contact" or "no_home_visit" or "no_first_contact")
        {
            var contact = await api.Given.Contact(of);
            await api.Execute($"update app.contact set kind = 'home-visit' where id = '{contact}'");
        }
        await api.Execute(gone.Replace("{0}", $"{of.CaseId}", StringComparison.Ordinal).Replace("{1}", $"{of.ClientId}", StringComparison.Ordinal)
            .Replace("{2}", $"{of.HouseholdId}", StringComparison.Ordinal).Replace("{3}", $"{Today:O}", StringComparison.Ordinal)
            .Replace("{4}", $"{of.OrganisationId}", StringComparison.Ordinal));
        await Apply(of);
        var ended = await (await api.As(of.Lead!)).Read($"/api/v1/reminders/{reminder.Text("id")}");
        // What was awaited has happened, or it has just no cause any more.
        Assert.Equal(kind is "referral_answer" or "referral_confirmation" ? ("done", "happened") : ("cancelled", "no_longer_applies"),
            (ended.Text("status"), ended.Text("endedBecause")));
    }

    [Fact]
    public async Task A_referral_that_is_sent_is_reminded_of_at_once_as_the_policy_says_and_not_where_it_is_switched_off()
    {
        var of = await api.Given.CaseWithLead();
        var first = await (await api.Given.Referral(of, byConsent: false)).Sent();
        var reminder = Assert.Single(await Open(of, "referral_answer"));
        Assert.Equal((first.Id.ToString(), (await first.Get()).Text("expiresOn")), (reminder.Text("subjectId"), reminder.Text("dueOn")));
        Assert.Equal(0, await Apply(of));
        // Ahead of the last day, for the team; what was made by the policy before ends with the next run.
        await Change(api, of, "referral_answer", new { steps = new[] { 2 }, unit = "working_days", addressee = "team", made = "at_once" });
        Assert.Equal(2, await Apply(of));
        reminder = Assert.Single(await Open(of, "referral_answer"));
        Assert.Null(reminder.Text("assigneeId"));
        var expires = DateOnly.Parse((await first.Get()).Text("expiresOn")!, null);
        Assert.Equal($"{expires.AddDays(expires.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Tuesday ? -4 : -2):O}", reminder.Text("dueOn"));
        await Change(api, of, "referral_answer", new { steps = new[] { 2 }, unit = "working_days", isActive = false });
        await (await api.Given.Referral(of, byConsent: false)).Sent();
        Assert.Equal(1, await Apply(of));
        Assert.Empty(await Open(of, "referral_answer"));
    }

    [Fact]
    public async Task How_a_referral_ended_is_not_ticked_off_because_it_was_answered()
    {
        var of = await api.Given.CaseWithLead();
        var referral = await (await api.Given.Referral(of, byConsent: false)).Completed();
        await Apply(of);
        Assert.Single(await Open(of, "referral_outcome"));
        await api.SendAsSystem(of.OrganisationId, new CaseManagement.Api.Referrals.WatchReferrals());
        Assert.Equal(referral.Id.ToString(), Assert.Single(await Open(of, "referral_outcome")).Text("subjectId"));
    }

    [Fact]
    public async Task Each_step_comes_once_one_at_a_time_and_another_day_begins_anew()
    {
        var of = await api.Given.CaseWithLead();
        await Title(api, of, Today.AddDays(100));
        Assert.Equal(1, await Apply(of));
        Assert.Equal(0, await Apply(of));
        var client = await api.As(of.Lead!);
        // Seen ahead: 90 days before.
        var first = Assert.Single(await Open(of, "residence_title_expires"));
        Assert.Equal($"{Today.AddDays(10):O}", first.Text("dueOn"));
        var detail = await client.Read($"/api/v1/reminders/{first.Text("id")}");
        Assert.Equal((90, "days", "before", $"{Today.AddDays(100):O}", $"{Today.AddDays(100):O}"),
            (detail["origin"]!.Value<int>("step"), detail["origin"]!.Text("unit"), detail["origin"]!.Text("direction"), detail["origin"]!.Text("causeOn"),
                detail.Text("lastDay")));
        await Done(client, first);
        Assert.Equal(1, await Apply(of));
        var second = Assert.Single(await Open(of, "residence_title_expires"));
        Assert.Equal($"{Today.AddDays(70):O}", second.Text("dueOn"));

        // Prolonged: what was counted from the old day ends, and the first step of the new one is made.
        await api.Execute($"update app.client_residence_status set expires_on = expires_on + 365 where client_id = '{of.ClientId}'");
        Assert.Equal(2, await Apply(of));
        Assert.Equal($"{Today.AddDays(375):O}", Assert.Single(await Open(of, "residence_title_expires")).Text("dueOn"));
        Assert.Equal("no_longer_applies", (await client.Read($"/api/v1/reminders/{second.Text("id")}")).Text("endedBecause"));
    }

    [Theory]
    [InlineData("all", new[] { 90, 30, 7 })]
    [InlineData("once", new[] { 7 })]
    [InlineData("none", new int[0])]
    public async Task Days_that_had_passed_are_all_made_up_once_or_not(string missed, int[] expected)
    {
        var of = await api.Given.CaseWithLead();
        await Change(api, of, "residence_title_expires", new { steps = new[] { 7, 90, 30 }, unit = "days", made = "at_once", missed });
        await Title(api, of, Today.AddDays(5));
        var client = await api.As(of.Lead!);
        foreach (var step in expected)
        {
            await Apply(of);
            var reminder = Assert.Single(await Open(of, "residence_title_expires"));
            Assert.Equal($"{Today:O}", reminder.Text("dueOn"));
            Assert.Equal(step, (await client.Read($"/api/v1/reminders/{reminder.Text("id")}"))["origin"]!.Value<int>("step"));
            await Done(client, reminder);
        }
        Assert.Equal(0, await Apply(of));
        Assert.Empty(await Open(of, "residence_title_expires"));
    }

    [Fact]
    public async Task A_condition_is_looked_at_again_before_anybody_is_told()
    {
        var (of, silent) = (await api.Given.CaseWithLead(), await api.Given.CaseWithLead());
        foreach (var one in new[] { of, silent })
        {
            await Opened(api, one, 60);
            Assert.Equal(1, await Apply(one));
        }
        var reminder = Assert.Single(await Open(of, "no_contact")).Text("id");
        await api.Given.Contact(of);
        await api.SendAsSystem(of.OrganisationId, new NoticeDueReminders());
        Assert.Equal(0L, await Notices(reminder!));
        Assert.Empty(await Open(of, "no_contact"));
        await api.SendAsSystem(silent.OrganisationId, new NoticeDueReminders());
        Assert.Equal(1L, await Notices(Assert.Single(await Open(silent, "no_contact")).Text("id")!));
    }

    [Fact]
    public async Task A_closed_case_is_not_reminded_of_and_a_reopened_one_is_again()
    {
        var of = await api.Given.CaseWithLead();
        await Title(api, of, Today.AddDays(20));
        Assert.Equal(1, await Apply(of));
        var first = Assert.Single(await Open(of, "residence_title_expires")).Text("id");
        var (client, path) = (await api.As(of.Lead!), $"/api/v1/cases/{of.CaseId}");
        await client.Post($"{path}/close", new { reasonCode = "moved-away" }, (await client.GetAsync(path)).Tag()).Expect(200);
        Assert.Equal("case_closed", (await client.Read($"/api/v1/reminders/{first}")).Text("endedBecause"));
        Assert.Equal(0, await Apply(of));
        await client.Post($"{path}/reopen", new { reasonCode = "returned" }, (await client.GetAsync(path)).Tag()).Expect(200);
        Assert.Equal(1, await Apply(of));
    }

    [Fact]
    public async Task The_lease_of_those_who_have_joined_another_household_or_live_alone_now_is_still_reminded_of()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var worker = await api.Given.Staff(organisation, Role.Caseworker, team);
        foreach (var (action, body) in new (string, object)[]
        {
            ("move", new { toHouseholdId = await api.Given.Household(organisation), role = "other" }), ("remove", new { reason = "Ausgezogen" }),
        })
        {
            var of = (await api.Given.CasesOfHousehold(team, worker, 1))[0];
            await Causes["lease_ends"].Begin(api, of);
            await Apply(of);
            var (client, household) = (await api.As(worker), $"/api/v1/households/{of.HouseholdId}");
            await client.Post($"{household}/members/{of.ClientId}/{action}", body, (await client.GetAsync(household).Expect(200)).Tag()).Expect(200);
            await Apply(of);
            Assert.Equal(of.HouseholdId, Assert.Single(await Open(of, "lease_ends")).Value<Guid>("subjectId"));
        }
    }

    [Fact]
    public async Task Of_the_dead_nothing_is_reminded()
    {
        var of = await api.Given.CaseWithLead();
        await Title(api, of, Today.AddDays(20));
        var presence = await api.Given.Presence(of);
        await api.Execute($"""
            update app.presence set until_date = '{Today:O}', until_precision = 'day', leave_reason = 'died', from_date = '{Today.AddDays(-9):O}'
            where id = '{presence}'
            """);
        Assert.Equal(0, await Apply(of));
    }

    [Fact]
    public async Task Whoever_leads_the_case_next_is_reminded()
    {
        var of = await api.Given.CaseWithLead();
        await Title(api, of, Today.AddDays(20));
        await Apply(of);
        var (colleague, supervisor) = (await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId),
            await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        var (client, path) = (await api.As(supervisor), $"/api/v1/cases/{of.CaseId}");
        await client.Post($"{path}/assign", new { leadStaffId = colleague.StaffId }, (await client.GetAsync(path)).Tag()).Expect(200);
        Assert.Equal(colleague.StaffId.ToString(), Assert.Single(await Open(of, "residence_title_expires")).Text("assigneeId"));
    }

    [Fact]
    public async Task A_supervisor_sees_what_a_change_would_do_and_changes_it_by_a_version_that_others_do_not_feel()
    {
        var (of, other) = (await api.Given.CaseWithLead(), await api.Given.CaseWithLead());
        foreach (var one in new[] { of, other })
        {
            await Opened(api, one, 60);
            await Apply(one);
        }
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        var (client, path) = (await api.As(supervisor), "/api/v1/reminder-policies/no_contact");
        var body = new { steps = new[] { 58, 90 }, unit = "days", missed = "once", note = "Beschluss der Leitungen" };
        var preview = await (await client.Post($"{path}/preview", new { body.steps, body.unit, body.missed }).Expect(200)).Json();
        Assert.Equal((1, 1), (preview.Value<int>("made"), preview.Value<int>("ended")));
        Assert.Equal(["end policy_changed", "make "],
            preview["items"]!.AsArray().Select(item => $"{item.Text("verdict")} {item.Text("endedBecause")}").Order(StringComparer.Ordinal));
        Assert.All(preview["items"]!.AsArray(), item => Assert.Equal(of.CaseId.ToString(), item.Text("caseId")));
        var before = Assert.Single(await Open(of, "no_contact"));

        var tag = (await client.GetAsync(path).Expect(200)).Tag();
        await client.Put(path, body).ExpectProblem(428, "if-match-required");
        await client.Put(path, body, "\"77\"").ExpectProblem(412, "stale");
        await client.Put(path, new { body.steps, body.unit, from = Today.AddDays(-1) }, tag).ExpectProblem(400, "validation-failed");
        await client.Put(path, new { steps = new[] { 5, 5 }, body.unit }, tag).ExpectProblem(400, "validation-failed");
        await (await api.As(of.Lead!)).Put(path, body, tag).ExpectProblem(403, "not-permitted");
        await client.Put("/api/v1/reminder-policies/no_such", body, tag).ExpectProblem(404, "not-found");
        await client.Put("/api/v1/reminder-policies/assign_lead", body, tag).ExpectProblem(404, "not-found");

        var answers = await Task.WhenAll(client.Put(path, body, tag), client.Put(path, body, tag), client.Put(path, body, tag));
        Assert.Single(answers, answer => (int)answer.StatusCode == 200);
        Assert.All(answers.Where(answer => (int)answer.StatusCode != 200), answer => Assert.Equal(412, (int)answer.StatusCode));
        var shown = await client.Read(path);
        Assert.Equal((1, false, supervisor.StaffId.ToString(), 2), (shown["policy"]!["inForce"]!.Value<int>("number"),
            shown["policy"]!["inForce"]!.Value<bool>("isReference"), shown["policy"]!["inForce"]!.Text("createdBy"), shown["versions"]!.AsArray().Count));

        Assert.Equal(2, await Apply(of));
        Assert.Equal(0, await Apply(of));
        Assert.Equal("policy_changed", (await client.Read($"/api/v1/reminders/{before.Text("id")}")).Text("endedBecause"));
        var after = await client.Read($"/api/v1/reminders/{Assert.Single(await Open(of, "no_contact")).Text("id")}");
        Assert.Equal((1, 58), (after["origin"]!.Value<int>("policyNumber"), after["origin"]!.Value<int>("step")));
        Assert.Equal(0, await Apply(other));
        Assert.True((await (await api.As(other.Lead!)).Read(path))["policy"]!["inForce"]!.Value<bool>("isReference"));

        // Another one from a later day on: today's stays in force until then.
        await client.Put(path, new { body.steps, body.unit, isActive = false, from = Today.AddDays(1) }, (await client.GetAsync(path)).Tag()).Expect(200);
        shown = await client.Read(path);
        Assert.Equal((1, 2), (shown["policy"]!["inForce"]!.Value<int>("number"), shown["policy"]!["next"]!.Value<int>("number")));
        // Said once more for that day, and for a later one: what comes next is what will be done next.
        await client.Put(path, new { steps = new[] { 41 }, body.unit, from = Today.AddDays(1) }, (await client.GetAsync(path)).Tag()).Expect(200);
        await client.Put(path, new { steps = new[] { 42 }, body.unit, from = Today.AddDays(9) }, (await client.GetAsync(path)).Tag()).Expect(200);
        Assert.Equal(3, (await client.Read(path))["policy"]!["next"]!.Value<int>("number"));
        Assert.Equal(0, await Apply(of));
    }

    [Fact]
    public async Task What_is_switched_off_does_not_come_back_by_a_version_that_was_planned_before_unless_that_is_said()
    {
        var (organisation, path) = (await api.Given.Organisation(), "/api/v1/reminder-policies/no_contact");
        var client = await api.As(await api.Given.Staff(organisation, Role.Supervisor, await api.Given.Team(organisation)));
        var off = new { steps = new[] { 56 }, unit = "days", isActive = false };
        await client.Put(path, new { steps = new[] { 30 }, unit = "days", from = Today.AddDays(20) }, await Tag()).Expect(200);
        await client.Put(path, new { steps = new[] { 20 }, unit = "days", from = Today.AddDays(20) }, await Tag()).Expect(200);
        await client.Put(path, new { steps = new[] { 10 }, unit = "days", from = Today.AddDays(30) }, await Tag()).Expect(200);
        var refused = await client.Put(path, off, await Tag()).ExpectProblem(409, "reminder-policy-planned");
        Assert.Equal([$"2 {Today.AddDays(20):O} True", $"3 {Today.AddDays(30):O} True"],
            refused["planned"]!.AsArray().Select(row => $"{row.Value<int>("number")} {row.Text("from")} {row.Value<bool>("isActive")}"));
        Assert.True((await client.Read(path))["policy"]!["inForce"]!.Value<bool>("isActive"));

        await client.Put(path, new { off.steps, off.unit, off.isActive, planned = "keep" }, await Tag()).Expect(200);
        Assert.Equal((4, 2), (await Number("inForce"), await Number("next")));
        var tag = await Tag();
        await client.Put(path, new { off.steps, off.unit, off.isActive, planned = "withdraw" }, tag).Expect(200);
        Assert.Equal((5, null), (await Number("inForce"), await Number("next")));
        await client.Put(path, off, tag).ExpectProblem(412, "stale");
        // None of them holds on its day, and all can still be read.
        var versions = (await client.Read(path))["versions"]!.AsArray();
        Assert.Equal(3, versions.Count(version => version.Text("withdrawnAt") is not null));
        Assert.Equal("5", await api.Sql<string>($"""
            select number::text from app.reminder_policy where organisation_id = '{organisation}' and withdrawn_at is null and kind = 'no_contact'
                and from_date <= '{Today.AddDays(40):O}' order by from_date desc, number desc limit 1
            """));
        var before = api.Clock.Offset;
        api.Clock.Offset += TimeSpan.FromDays(40);
        client = await api.As(await api.Given.Staff(organisation, Role.Supervisor));
        Assert.Equal((5, null), (await Number("inForce"), await Number("next")));
        api.Clock.Offset = before;

        async Task<string> Tag() => (await client.GetAsync(path).Expect(200)).Tag();
        async Task<int?> Number(string which) => (await client.Read(path))["policy"]![which]?.Value<int>("number");
    }

    [Fact]
    public async Task A_planned_version_can_be_taken_back_once_and_one_that_holds_cannot()
    {
        var of = await api.Given.CaseWithLead();
        var (supervisor, path) = (await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId), "/api/v1/reminder-policies/no_contact");
        var client = await api.As(supervisor);
        await client.Put(path, new { steps = new[] { 50 }, unit = "days" }, await Tag()).Expect(200);
        await client.Put(path, new { steps = new[] { 30 }, unit = "days", from = Today.AddDays(20) }, await Tag()).Expect(200);
        var tag = await Tag();
        await client.Post($"{path}/withdraw", new { number = 2 }).ExpectProblem(428, "if-match-required");
        await client.Post($"{path}/withdraw", new { number = 1 }, tag).ExpectProblem(409, "reminder-policy-begun");
        await client.Post($"{path}/withdraw", new { number = 9 }, tag).ExpectProblem(404, "not-found");
        await (await api.As(of.Lead!)).Post($"{path}/withdraw", new { number = 2 }, tag).ExpectProblem(403, "not-permitted");
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => client.Post($"{path}/withdraw", new { number = 2 }, tag)));
        Assert.Equal([200, 412], both.Select(answer => (int)answer.StatusCode).Order());
        Assert.Equal(both.Single(answer => (int)answer.StatusCode == 200).Tag(), await Tag());
        await client.Post($"{path}/withdraw", new { number = 2 }, await Tag()).ExpectProblem(404, "not-found");
        var read = await client.Read(path);
        Assert.Equal((1, null), (read["policy"]!["inForce"]!.Value<int>("number"), read["policy"]!["next"]));
        // The next one has a number of its own.
        await client.Put(path, new { steps = new[] { 31 }, unit = "days", from = Today.AddDays(20) }, await Tag()).Expect(200);
        Assert.Equal(3, (await client.Read(path))["policy"]!["next"]!.Value<int>("number"));

        async Task<string> Tag() => (await client.GetAsync(path).Expect(200)).Tag();
    }

    [Fact]
    public async Task A_preview_counts_what_the_supervisor_does_not_see_and_does_not_show_it()
    {
        var of = await api.Given.CaseWithLead();
        await Opened(api, of, 60);
        var elsewhere = await api.Given.Staff(of.OrganisationId, Role.Supervisor, await api.Given.Team(of.OrganisationId));
        var preview = await (await (await api.As(elsewhere)).Post("/api/v1/reminder-policies/no_contact/preview",
            new { steps = new[] { 56 }, unit = "days" }).Expect(200)).Json();
        Assert.Equal((1, 0), (preview.Value<int>("made"), preview["items"]!.AsArray().Count));
        Assert.Empty(await Open(of, "no_contact"));
    }

    [Fact]
    public async Task What_is_for_the_team_or_its_supervisor_is_addressed_so()
    {
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        await api.Given.Staff(of.OrganisationId, Role.Supervisor, await api.Given.Team(of.OrganisationId));
        await Title(api, of, Today.AddDays(20));
        await Opened(api, of, 60);
        await Change(api, of, "residence_title_expires", new { steps = new[] { 30 }, unit = "days", addressee = "team" });
        await Change(api, of, "no_contact", new { steps = new[] { 5 }, unit = "working_days", addressee = "supervisor" });
        await Apply(of);
        Assert.Null(Assert.Single(await Open(of, "residence_title_expires")).Text("assigneeId"));
        Assert.Equal(supervisor.StaffId.ToString(), Assert.Single(await Open(of, "no_contact")).Text("assigneeId"));
    }

    [Fact]
    public async Task What_is_ignored_goes_to_the_supervisor_at_once_where_the_deputy_is_away_as_well()
    {
        var of = await api.Given.CaseWithLead();
        var (deputy, supervisor) = (await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId),
            await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        await Opened(api, of, 60);
        await Apply(of);
        var id = Assert.Single(await Open(of, "no_contact")).Text("id");
        await Overdue(id!, 30);
        await api.Given.Absence(of.Lead!, deputy.StaffId);
        await api.Given.Absence(deputy);
        await Escalate(of);
        Assert.Equal([$"supervisor {supervisor.StaffId} open"], await Told(of, id!));
    }

    [Fact]
    public async Task What_is_ignored_goes_to_the_deputy_of_who_is_away_and_then_to_the_supervisor_once_each()
    {
        var of = await api.Given.CaseWithLead();
        var (deputy, supervisor) = (await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId),
            await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        await Opened(api, of, 60);
        await Title(api, of, Today.AddDays(20));
        await Apply(of);
        Assert.Equal(0, await Escalate(of)); // Due today.
        var id = Assert.Single(await Open(of, "no_contact")).Text("id");
        await Overdue(id!, 30);
        var absence = await api.Given.Absence(of.Lead!, deputy.StaffId);
        Assert.Equal(2, await Escalate(of)); // It, and the notice.
        Assert.Equal(0, await Escalate(of));
        Assert.Equal([$"deputy {deputy.StaffId} open"], await Told(of, id!));
        Assert.Single((await (await api.As(deputy)).Read("/api/v1/notices"))["items"]!.AsArray(), item => item.Text("kind") == "reminder-escalated");

        // The deputy lets it lie as well.
        await api.Execute($"update app.reminder_escalation set at = at - interval '30 days' where reminder_id = '{id}'");
        Assert.Equal(3, await Escalate(of));
        Assert.Equal(0, await Escalate(of));
        Assert.Equal([$"deputy {deputy.StaffId} over", $"supervisor {supervisor.StaffId} open"], await Told(of, id!));

        // Seen to: it is over.
        var client = await api.As(of.Lead!);
        await Done(client, (await client.Read($"/api/v1/reminders/{id}"))!);
        Assert.Equal(1, await Escalate(of));
        Assert.Equal([$"deputy {deputy.StaffId} over", $"supervisor {supervisor.StaffId} over"], await Told(of, id!));
        Assert.NotEqual(Guid.Empty, absence);
    }

    [Fact]
    public async Task Where_nobody_stands_in_the_supervisor_is_told_at_once_and_of_a_subject_of_one_thing_at_a_time()
    {
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        await Title(api, of, Today.AddDays(20));
        await api.Given.Benefit(of.OrganisationId, of.ClientId);
        await api.Execute($"update app.client_benefit set approved_until = '{Today.AddDays(20):O}' where client_id = '{of.ClientId}'");
        Assert.Equal(2, await Apply(of));
        var ids = new List<string>();
        foreach (var kind in new[] { "residence_title_expires", "benefit_approval_ends" })
        {
            ids.Add(Assert.Single(await Open(of, kind)).Text("id")!);
            await Overdue(ids[^1], 30);
        }
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Escalate(of)));
        Assert.Equal([$"supervisor {supervisor.StaffId} open"], (await Told(of, ids[0])).Concat(await Told(of, ids[1])));
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.notice where staff_id = '{supervisor.StaffId}' and kind = 'reminder-escalated'"));
    }

    private Task Overdue(string reminder, int days) => api.Execute($"update app.reminder set due_on = due_on - {days} where id = '{reminder}'");

    private Task<int> Escalate(GivenCase of) => api.SendAsSystem(of.OrganisationId, new EscalateReminders());

    private async Task<List<string>> Told(GivenCase of, string reminder) =>
        [.. (await (await api.As(of.Lead!)).Read($"/api/v1/reminders/{reminder}"))["escalations"]!.AsArray()
            .Select(told => $"{told.Text("level")} {told.Text("staffId")} {(told.Text("endedAt") is null ? "open" : "over")}")];

    private static async Task Title(Fixture.Api api, GivenCase of, DateOnly expires)
    {
        await api.Given.ResidenceStatus(of.OrganisationId, of.ClientId);
        await api.Execute($"update app.client_residence_status set expires_on = '{expires:O}' where client_id = '{of.ClientId}'");
    }

    private static Task Opened(Fixture.Api api, GivenCase of, int daysAgo) => api.Execute($"""
        update app."case" set opened_at = opened_at - interval '{daysAgo} days' where id = '{of.CaseId}';
        update app.case_responsibility set from_at = from_at - interval '{daysAgo} days' where case_id = '{of.CaseId}' and until_at is null;
        """);

    private static async Task Change(Fixture.Api api, GivenCase of, string kind, object body)
    {
        var (client, path) = (await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, await api.Given.Team(of.OrganisationId))),
            $"/api/v1/reminder-policies/{kind}");
        await client.Put(path, body, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
    }

    private static async Task Done(HttpClient client, JsonNode reminder)
    {
        var path = $"/api/v1/reminders/{reminder.Text("id")}";
        await client.Post($"{path}/done", ifMatch: (await client.GetAsync(path)).Tag()).Expect(200);
    }

    private Task<int> Apply(GivenCase of) => api.SendAsSystem(of.OrganisationId, new ApplyReminderPolicies());

    private Task<long> Notices(string reminder) => api.Sql<long>($"select count(*) from app.notice where subject_id = '{reminder}'");

    private async Task<List<JsonNode>> Open(GivenCase of, string kind) =>
        [.. (await (await api.As(of.Lead!)).Read($"/api/v1/reminders?caseId={of.CaseId}&limit=200"))["items"]!.AsArray()
            .Where(item => item!.Text("kind") == kind).Select(item => item!)];
}
