using System.Text.Json.Nodes;
using CaseManagement.Api.Handovers;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Handovers;

/// <summary>C57: a household that changes while its package is before the receiver.</summary>
public sealed class HandoverChangesTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_newborn_who_joins_after_the_submission_is_told_to_both_sides_at_once()
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Submitted();
        var colleague = await api.Given.Staff(handover.Receiver.OrganisationId, Role.Caseworker, handover.ReceivingTeam);
        Assert.False((await handover.Get(handover.To)).Value<bool>("isOutdated"));

        var newborn = await Register(handover);

        foreach (var person in new[] { handover.Sender, handover.Receiver, colleague })
        {
            Assert.Equal(handover.Id, (await Told(person)).Single());
        }
        Assert.Equal(("person_joined", newborn), Assert.Single(Changes(await handover.Get(handover.From))));
        // Who joined is not in the package, and so not the receiver's to know.
        var seen = await handover.Get(handover.To);
        Assert.Equal(("person_joined", null), Assert.Single(Changes(seen)));
        Assert.True(seen.Value<bool>("isOutdated"));
        Assert.DoesNotContain(newborn.ToString(), seen.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("handover-outdated", Accept(seen).Text("code"));
        await handover.Move(handover.To, "accept", new { }).ExpectProblem(409, "handover-outdated");
    }

    [Fact]
    public async Task A_case_that_is_closed_after_the_submission_is_told_to_both_sides_at_once()
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Submitted();
        var closed = handover.Cases[1];
        var from = await handover.From;
        var path = $"/api/v1/cases/{closed.CaseId}";
        await from.Post($"{path}/close", new { reasonCode = "moved-away" }, (await from.GetAsync(path).Expect(200)).Tag()).Expect(200);

        Assert.Equal(handover.Id, (await Told(handover.Sender)).Single());
        Assert.Equal(handover.Id, (await Told(handover.Receiver)).Single());
        Assert.Equal(("case_closed", closed.ClientId), Assert.Single(Changes(await handover.Get(handover.From))));
        Assert.Equal(("case_closed", null), Assert.Single(Changes(await handover.Get(handover.To))));
    }

    [Fact]
    public async Task Both_sides_are_told_once_for_a_submission_and_again_after_the_next_one()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        var place = $"/persons/{handover.Cases[0].ClientId}";
        var (newborn, twin) = (await Register(handover), await Register(handover, "Bilal"));
        Assert.Single(await Told(handover.Receiver));

        // Put right, it is no longer outdated; the next submission begins anew.
        await Leave(handover, twin);
        await Leave(handover, newborn);
        Assert.False((await handover.Get(handover.From)).Value<bool>("isOutdated"));
        await handover.Move(handover.To, "request-clarification", new { items = new[] { new { place, question = "?" } } }).Expect(200);
        await handover.Move(handover.From, "answer-queries", new { answers = new[] { new { place, answer = "Ja." } } }).Expect(200);
        await handover.Move(handover.From, "submit").Expect(200);
        await Register(handover, "Cem");
        Assert.Equal(2, (await Told(handover.Receiver)).Count);
    }

    [Fact]
    public async Task Who_leaves_on_a_later_day_is_told_on_that_day()
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Submitted();
        await Leave(handover, handover.Cases[1].ClientId, api.Given.Today.AddDays(2));
        await api.SendAsSystem(handover.Sender.OrganisationId, new WatchHandovers());
        Assert.Empty(await Told(handover.Sender));

        api.Clock.Offset += TimeSpan.FromDays(2);
        await api.SendAsSystem(handover.Sender.OrganisationId, new WatchHandovers());
        await api.SendAsSystem(handover.Sender.OrganisationId, new WatchHandovers());
        Assert.Single(await Told(handover.Sender));
        Assert.Single(await Told(handover.Receiver));
        Assert.Equal(("person_left", null), Assert.Single(Changes(await handover.Get(handover.To))));
    }

    [Fact]
    public async Task Who_is_to_join_later_goes_along_and_nobody_is_left_between_two_organisations()
    {
        var handover = await api.Given.HouseholdToHandOver();
        var other = await api.Given.CaseOf(handover.Cases[0].TeamId, handover.Sender);
        await handover.Submitted();
        var from = await handover.From;
        var household = $"/api/v1/households/{handover.Cases[0].HouseholdId}";
        await from.Post($"{household}/add-member", new { clientId = other.ClientId, role = "other", from = api.Given.Today.AddDays(7) },
            (await from.GetAsync(household)).Tag()).Expect(200);
        Assert.Equal(("person_joined", other.ClientId), Assert.Single(Changes(await handover.Get(handover.From))));
        await handover.Move(handover.To, "accept", new { }).ExpectProblem(409, "handover-outdated");
    }

    [Fact]
    public async Task What_the_handover_itself_moves_is_no_change_of_the_household()
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Accepted();
        Assert.Empty(await Told(handover.Sender));
        Assert.Empty(await Told(handover.Receiver));
        Assert.False((await handover.Get(handover.To)).Value<bool>("isOutdated"));
    }

    [Fact]
    public async Task A_death_after_the_submission_is_told_to_both_sides_and_the_dead_stay_with_the_sender()
    {
        var handover = await api.Given.HouseholdToHandOver();
        var (living, dead) = (handover.Cases[0], handover.Cases[1]);
        await api.Execute($"update app.client set birth_date = '{api.Given.Today.AddYears(-10):O}' where id = '{living.ClientId}'");
        await handover.Submitted();
        var representations = $"/api/v1/clients/{living.ClientId}/representations";
        var parent = await (await (await handover.From).Post(representations, new
        {
            representativeClientId = dead.ClientId, kind = "parent-joint-custody", scopes = new[] { "all" }, evidence = "Geburtsurkunde",
            from = $"{api.Given.Today.AddDays(-300):O}",
        }).Expect(201)).Id();
        await Died(await handover.From, dead);
        Assert.Equal(handover.Id, (await Told(handover.Sender)).Single());
        Assert.Equal(handover.Id, (await Told(handover.Receiver)).Single());
        Assert.Equal(("person_died", dead.ClientId), Assert.Single(Changes(await handover.Get(handover.From))));
        Assert.Equal(("person_died", null), Assert.Single(Changes(await handover.Get(handover.To))));
        await handover.Move(handover.To, "accept", new { }).ExpectProblem(409, "handover-outdated");

        var place = $"/persons/{living.ClientId}";
        await handover.Move(handover.To, "request-clarification", new { items = new[] { new { place, question = "?" } } }).Expect(200);
        await handover.Move(handover.From, "answer-queries", new { answers = new[] { new { place, answer = "Ja." } } }).Expect(200);
        await Write(handover, living);
        await handover.Move(handover.From, "submit").Expect(200);
        var toClose = await api.Given.Reminder(dead);
        await handover.Move(handover.To, "accept", new { leadStaffId = handover.Receiver.StaffId }).Expect(200);
        Assert.Equal([living.ClientId], (await handover.Get(handover.To))["persons"]!.AsArray().Select(person => person!.Value<Guid>("clientId")));
        var (from, to) = (await handover.From, await handover.To);
        var left = await from.Read($"/api/v1/cases/{dead.CaseId}");
        Assert.Equal(("open", null), (left.Text("status"), left.Text("householdId")));
        await to.GetAsync($"/api/v1/cases/{dead.CaseId}").ExpectProblem(404, "not-found");
        await to.GetAsync($"/api/v1/cases/{living.CaseId}").Expect(200);
        // Whose death the receiver does not see represents nobody there, either.
        Assert.Equal((handover.Receiver.OrganisationId, api.Given.Today), (
            await api.Sql<Guid>($"select organisation_id from app.representation where id = '{parent}'"),
            await api.Sql<DateOnly>($"select until_date from app.representation where id = '{parent}'")));
        Assert.Empty((await to.Read(representations)).Values<string>("items/*/id"));
        Assert.Equal(dead.OrganisationId, await api.Sql<Guid>($"select organisation_id from app.reminder where id = '{toClose}'"));
    }

    [Fact]
    public async Task Of_the_dead_the_gate_wants_nothing_and_nobody_waits_for_a_first_contact_with_them()
    {
        var handover = await api.Given.HouseholdToHandOver(3);
        await Died(await handover.From, handover.Cases[1]);
        await api.Given.Assessed(handover.Cases[0]);
        await api.Given.Assessed(handover.Cases[2]);
        await handover.Prepared();
        await Write(handover, handover.Cases[0], handover.Cases[2]);
        await handover.Move(handover.From, "submit").Expect(200);
        await handover.Move(handover.To, "accept", new { leadStaffId = handover.Receiver.StaffId }).Expect(200);
        await api.Given.ContactWith(handover.Cases[0], handover.Receiver, handover.ReceivingTeam);
        await handover.Move(handover.To, "complete").ExpectProblem(409, "handover-first-contact-missing");
        await Died(await handover.To, handover.Cases[2]);
        await handover.Move(handover.To, "complete").Expect(200);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_death_that_is_put_right_after_the_submission_is_told_to_both_sides_at_once(bool neverWasSo)
    {
        var handover = await api.Given.HouseholdToHandOver();
        var (living, lives) = (handover.Cases[0], handover.Cases[1]);
        var died = await Died(await handover.From, lives);
        await api.Given.Assessed(living);
        await handover.Prepared();
        await Write(handover, living);
        await handover.Submitted();
        var (from, path) = (await handover.From, died.Headers.Location!.ToString());
        // Another day of the death changes nothing of who is on the way.
        var corrected = await from.Put(path, Lived(1, "died"), died.Tag()).Expect(200);
        Assert.Empty(await Told(handover.Receiver));
        await (neverWasSo ? from.Post($"{path}/void", new { reason = "Falsche Akte" }, corrected.Tag())
            : from.Put(path, Lived(1, "moved"), corrected.Tag())).Expect(200);

        Assert.Equal(handover.Id, (await Told(handover.Sender)).Single());
        Assert.Equal(handover.Id, (await Told(handover.Receiver)).Single());
        Assert.Equal(("person_joined", lives.ClientId), Assert.Single(Changes(await handover.Get(handover.From))));
        var seen = await handover.Get(handover.To);
        Assert.Equal(("person_joined", null), Assert.Single(Changes(seen)));
        Assert.Equal("handover-outdated", Accept(seen).Text("code"));

        object Lived(int daysAgo, string leaveReason) => new
        {
            from = api.Given.Today.AddDays(-90), arrivedAs = "moved-in", until = api.Given.Today.AddDays(-daysAgo), leaveReason, reason = "Sterbeurkunde",
        };
    }

    [Fact]
    public async Task What_is_allowed_says_of_completing_what_completing_does()
    {
        var handover = await (await api.Given.HouseholdToHandOver(3)).Accepted();
        var to = await handover.To;
        await api.Given.ContactWith(handover.Cases[0], handover.Receiver, handover.ReceivingTeam);
        await api.SendAsSystem(handover.Receiver.OrganisationId, new WatchHandovers());
        await Died(to, handover.Cases[1]);
        Assert.Equal("handover-first-contact-missing", (await Complete()).Text("code"));
        await handover.Move(handover.To, "complete").ExpectProblem(409, "handover-first-contact-missing");
        var path = $"/api/v1/cases/{handover.Cases[2].CaseId}";
        await to.Post($"{path}/close", new { reasonCode = "moved-away" }, (await to.GetAsync(path).Expect(200)).Tag()).Expect(200);
        Assert.True((await Complete()).Value<bool>("allowed"));
        await handover.Move(handover.To, "complete").Expect(200);

        async Task<JsonNode> Complete() => (await handover.Get(handover.To))["allowedActions"]!.AsArray().Single(one => one.Text("action") == "complete")!;
    }

    [Fact]
    public async Task Who_has_died_and_is_stored_only_holds_up_the_sender_and_not_the_receiver()
    {
        var handover = await api.Given.HouseholdToHandOver();
        var (living, dead) = (handover.Cases[0], handover.Cases[1]);
        var (from, path) = (await handover.From, $"/api/v1/clients/{dead.ClientId}");
        await Died(from, dead);
        await api.Given.Assessed(living);
        await handover.Prepared();
        await Write(handover, living);
        await from.Put($"{path}/restriction", new { groundCode = "objection-examined" }, (await from.GetAsync(path).Expect(200)).Tag()).Expect(200);
        await handover.Move(handover.From, "submit").ExpectProblem(409, "processing-restricted");
        Assert.Equal("processing-restricted",
            (await handover.Get(handover.From))["allowedActions"]!.AsArray().Single(one => one.Text("action") == "submit").Text("code"));
        await from.Post($"{path}/restriction/lift", new { reason = "Geprüft" }, (await from.GetAsync(path).Expect(200)).Tag()).Expect(200);
        await handover.Move(handover.From, "submit").Expect(200);
        await handover.Move(handover.To, "accept", new { leadStaffId = handover.Receiver.StaffId }).Expect(200);
    }

    private async Task<HttpResponseMessage> Died(HttpClient by, GivenCase of) => await by.Post($"/api/v1/clients/{of.ClientId}/presences", new
    {
        from = $"{api.Given.Today.AddDays(-90):O}", arrivedAs = "moved-in", until = $"{api.Given.Today:O}", leaveReason = "died",
    }).Expect(201);

    private static async Task Write(GivenHandover handover, params GivenCase[] of) => await handover.Write(new
    {
        receivingTeamId = handover.ReceivingTeam, noOpenItems = true, openItems = Array.Empty<object>(), includedItems = Array.Empty<Guid>(),
        documents = of.Select(one => new { clientId = one.ClientId, kind = "passport" }),
    }).Expect(200);

    private async Task<Guid> Register(GivenHandover handover, string name = "Ayla") => await (await (await handover.From).Post("/api/v1/clients", new
    {
        familyName = "Neugeboren", givenName = name, birthDate = api.Given.Today, sex = "female",
        household = new { id = handover.Household, role = "child" },
    }).Expect(201)).Id();

    private static async Task Leave(GivenHandover handover, Guid client, DateOnly? until = null)
    {
        var (from, path) = (await handover.From, $"/api/v1/households/{handover.Household}");
        var tag = (await from.GetAsync(path).Expect(200)).Tag();
        await from.Post($"{path}/members/{client}/remove", new { reason = "Ausgezogen", until }, tag).Expect(200);
    }

    private async Task<List<Guid>> Told(Person person) =>
        [.. (await (await api.As(person)).Read("/api/v1/notices"))["items"]!.AsArray()
            .Where(notice => notice.Text("kind") == "handover-outdated").Select(notice => notice.Value<Guid>("subjectId"))];

    private static List<(string?, Guid?)> Changes(JsonNode handover) =>
        [.. handover["changes"]!.AsArray().Select(change => (change.Text("kind"), change.At("clientId")?.GetValue<Guid>()))];

    private static JsonNode Accept(JsonNode handover) =>
        handover["allowedActions"]!.AsArray().Single(allowed => allowed.Text("action") == "accept")!;
}
