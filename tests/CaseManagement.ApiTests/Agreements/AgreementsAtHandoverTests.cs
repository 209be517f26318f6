using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Agreements;

public sealed class AgreementsAtHandoverTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agreement_in_force_is_under_review_until_the_receiver_and_the_person_have_confirmed_it(bool sameOrganisation)
    {
        var handover = await api.Given.HouseholdToHandOver(1, sameOrganisation);
        var at = await api.Given.ActiveAgreement(handover.Cases[0]);
        await handover.Accepted();
        var record = (await handover.Package(handover.To)).At("package/records")!.AsArray().Single(record => record.Text("section") == "agreements")!;
        Assert.Equal(("active", "Eigene Wohnung finden", 2),
            (record.Text("content/status"), record.Text("content/goals/0/title"), record.At("content/steps")!.AsArray().Count));

        var here = new GivenAgreement(api, handover.Receiver, at.Path);
        var moved = await here.Read();
        Assert.Equal(("under_review", "handover", 1), (moved.Text("status"), moved.Text("reviewCause"), moved.Number("inForce/number")));
        var reminder = (await (await here.Client).Read($"/api/v1/reminders?caseId={handover.Cases[0].CaseId}"))["items"]!.AsArray()
            .Single(row => row.Text("kind") == "agreement_review");
        Assert.Equal(handover.Receiver.StaffId.ToString(), reminder.Text("assigneeId"));
        var day = (await (await here.Client).Read("/api/v1/my-day"))["parts"]!.AsArray().Single(part => part.Text("kind") == "agreements_to_review");
        Assert.Equal((here.Id.ToString(), "propose"), (day.Text("items/0/id"), day.Text("items/0/actions/0")));
        await here.Call("reviewed", new { }).ExpectProblem(409, "agreement-needs-confirmation");

        var obligation = moved["steps"]!.AsArray().Single(step => step.Text("side") == "office")!;
        if (sameOrganisation)
        {
            Assert.Null(obligation.Text("formerOfficeId")); // The office is the same.
        }
        else
        {
            Assert.NotNull(obligation.Text("formerOffice"));
            var refused = await here.Propose().ExpectProblem(409, "agreement-incomplete");
            Assert.Equal("agreement-former-obligation", refused.Text("errors/0/code"));
            await here.Call($"steps/{moved["steps"]!.AsArray().Single(step => step.Text("side") == "client").Text("id")}/take-over")
                .ExpectProblem(409, "agreement-own-obligation");
            Assert.Null(await TakeOver());
            await here.Call($"steps/{obligation.Text("id")}/take-over").Expect(200);
        }
        Assert.Equal("agreement-nothing-to-take-over", await TakeOver());
        await here.Agreed();
        var confirmed = await here.Read();
        Assert.Equal(("active", 2, "handover"), (confirmed.Text("status"), confirmed.Number("inForce/number"), confirmed.Text("inForce/kind")));
        // The former office reads on for the time of grace, and changes nothing.
        if (!sameOrganisation)
        {
            Assert.Empty((await at.Read())["editable"]!.AsArray());
            await at.Call("reviewed", new { }).ExpectProblem(403, "case-handed-over");
            Assert.Single((await (await at.Client).Read($"{at.Path}/versions"))["items"]!.AsArray()); // what was agreed there, and nothing later
        }

        async Task<string?> TakeOver() =>
            (await here.Read())["allowedActions"]!.AsArray().Single(action => action.Text("action") == "take-over").Text("code");
    }

    [Fact]
    public async Task A_proposal_is_a_draft_again_and_an_obligation_that_nobody_takes_over_ends()
    {
        var handover = await api.Given.HouseholdToHandOver(2);
        var proposed = await api.Given.StartedAgreement(handover.Cases[0]);
        await proposed.Complete();
        await proposed.Propose().Expect(200);
        await proposed.Acknowledge("client").Expect(200);
        var active = await api.Given.ActiveAgreement(handover.Cases[1]);
        await handover.Accepted();

        var draft = await new GivenAgreement(api, handover.Receiver, proposed.Path).Read();
        Assert.Equal(("draft", 0), (draft.Text("status"), draft["waitsFor"]!.AsArray().Count));
        var here = new GivenAgreement(api, handover.Receiver, active.Path);
        var obligation = (await here.Read())["steps"]!.AsArray().Single(step => step.Text("formerOffice") is not null)!;
        await here.Call($"steps/{obligation.Text("id")}/not-done", new { reason = "Macht bisher das Landratsamt" }).Expect(200);
        Assert.Equal("lapsed", (await here.Read())["steps"]!.AsArray().Single(step => step.Text("id") == obligation.Text("id")).Text("status"));
        var refused = await here.Propose().ExpectProblem(409, "agreement-incomplete");
        Assert.Equal("agreement-no-step-of-office", refused.Text("errors/0/code"));
        await here.Call("amend", new { kind = "steps", what = "Eigene Pflicht", why = "Neue Stelle" }).Expect(200);
        await here.Call("steps", here.Step("office", "Wohnungsgesellschaft anrufen")).Expect(200);
        await here.Agreed();
        Assert.Equal(("active", 2), ((await here.Read()).Text("status"), (await here.Read()).Number("inForce/number")));
    }

    [Fact]
    public async Task A_joint_agreement_goes_along_with_the_household_and_is_confirmed_by_each_adult()
    {
        var handover = await api.Given.HouseholdToHandOver(2);
        await api.Execute($"update app.client set birth_date = null, birth_date_precision = 'unknown' where id in ({handover.Clients})");
        var his = await api.Given.StartedAgreement([.. handover.Cases]);
        await his.Complete();
        var hers = api.Given.AgreementAt(handover.Sender, (await his.Read()).Text("partners/0/agreementId")!);
        await hers.Complete(); // What is urgent at the handover has a goal of each.
        await his.Agreed(hers);
        await handover.Accepted();
        his = new GivenAgreement(api, handover.Receiver, his.Path);
        hers = new GivenAgreement(api, handover.Receiver, hers.Path);
        Assert.Equal(("under_review", "under_review"), ((await his.Read()).Text("status"), (await hers.Read()).Text("status")));
        foreach (var of in new[] { his, hers })
        {
            foreach (var step in (await of.Read())["steps"]!.AsArray().Where(step => step.Text("formerOfficeId") is not null))
            {
                await of.Call($"steps/{step.Text("id")}/take-over").Expect(200);
            }
        }
        await hers.Agreed(his);
        Assert.Equal(("active", 2), ((await his.Read()).Text("status"), (await his.Read()).Number("inForce/number")));
        Assert.Equal(2, (await hers.Read()).Number("inForce/number"));
    }

    [Fact]
    public async Task A_restricted_goal_goes_along_only_where_it_is_included_and_what_stays_is_kept()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var at = await api.Given.StartedAgreement(handover.Cases[0]);
        await at.Complete();
        await at.Call("goals", at.Goal("health", "Therapieplatz finden")).Expect(200);
        await at.Call("goals", at.Goal("health", "Hausarzt finden können")).Expect(200);
        await at.Agreed();
        var goals = (await at.Read())["goals"]!.AsArray().Where(goal => goal.Text("area") == "health").Select(goal => goal.Value<Guid>("id")).ToList();
        await handover.Ready([goals[0]]);
        await handover.Accepted();
        var here = (await new GivenAgreement(api, handover.Receiver, at.Path).Read())["goals"]!.AsArray();
        Assert.Equal([goals[0]], here.Where(goal => goal.Text("area") == "health").Select(goal => goal.Value<Guid>("id")));
        api.Clock.Offset += TimeSpan.FromDays(15); // The grace period is over.
        var from = await handover.From;
        var kept = (await from.Read("/api/v1/left-behind"))["items"]!.AsArray().Single(row => row!.Value<Guid>("clientId") == handover.Cases[0].ClientId)!;
        var path = $"/api/v1/left-behind/{kept.Text("id")}";
        var item = (await from.Read(path))["items"]!.AsArray().Single(item => item.Value<Guid>("itemId") == goals[1])!;
        Assert.Equal(("section", "agreements", "Hausarzt finden können"), (item.Text("kind"), item.Text("content/section"), item.Text("content/title")));
        await from.Post($"{path}/items/{goals[1]}/erase", new { reason = "Auf Antrag" }, (await from.GetAsync(path).Expect(200)).Tag()).Expect(200);
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.agreement_goal where id = '{goals[1]}'"));
    }
}
