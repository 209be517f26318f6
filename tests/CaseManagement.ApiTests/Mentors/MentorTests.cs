using CaseManagement.Api.Cases;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Mentors;

public sealed class MentorTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Mentors = "/api/v1/mentors", Assignments = "/api/v1/mentor-assignments";

    [Fact]
    public async Task A_mentor_is_recorded_found_by_language_and_leaves()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var recorded = await client.Post(Mentors, new
        {
            familyName = "Maier", givenName = "Hanne", sex = "female", kinds = new[] { "family", "language" }, languages = new[] { "deu", "prs" },
        }).Expect(201);
        var path = recorded.Headers.Location!.ToString();
        Assert.Single((await client.Read($"{Mentors}?language=prs&kind=language"))["items"]!.AsArray());
        Assert.Empty((await client.Read($"{Mentors}?language=ukr"))["items"]!.AsArray());
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        await stranger.GetAsync(path).ExpectProblem(404, "not-found");
        Assert.Empty((await stranger.Read(Mentors))["items"]!.AsArray());
        await client.Post($"{path}/leave", ifMatch: recorded.Tag()).Expect(200);
        await client.Post(Assignments, new { mentorId = await recorded.Id(), clientId = of.ClientId, from = api.Given.Today })
            .ExpectProblem(409, "mentor-not-available");
    }

    [Fact]
    public async Task A_minor_or_a_household_with_minors_needs_a_certificate_that_is_still_taken()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var mentor = await api.Given.Mentor(of.OrganisationId);
        await api.Execute($"update app.client set birth_date = '{api.Given.Today.AddYears(-30):yyyy-MM-dd}' where id = '{of.ClientId}'");
        object Person() => new { mentorId = mentor, clientId = of.ClientId, from = api.Given.Today };
        var adult = await client.Post(Assignments, Person()).Expect(201);
        await client.Post(Assignments, Person()).ExpectProblem(409, "mentor-assigned-twice");
        Assert.Empty((await client.Read(adult.Headers.Location))["warnings"]!.AsArray());
        await client.Post($"{adult.Headers.Location}/end", new { reason = "concern" }, adult.Tag()).ExpectProblem(400, "validation-failed");
        await client.Post($"{adult.Headers.Location}/end", new { reason = "goal-reached" }, adult.Tag()).Expect(200);

        await api.Execute($"update app.client set birth_date = '{api.Given.Today.AddYears(-17):yyyy-MM-dd}' where id = '{of.ClientId}'");
        await client.Post(Assignments, Person()).ExpectProblem(409, "mentor-without-certificate");
        await api.Execute($"update app.client set birth_date = null, birth_date_precision = 'unknown' where id = '{of.ClientId}'");
        await client.Post(Assignments, Person()).ExpectProblem(409, "mentor-without-certificate");
        async Task Show(int monthsAgo) => await client.Post($"{Mentors}/{mentor}/certificate-seen",
            new { datedOn = api.Given.Today.AddMonths(-monthsAgo) }, (await client.GetAsync($"{Mentors}/{mentor}").Expect(200)).Tag()).Expect(200);
        await Show(60);
        await client.Post(Assignments, Person()).ExpectProblem(409, "mentor-without-certificate");
        await Show(59);
        var minor = await client.Post(Assignments, Person()).Expect(201);

        // A supervisor takes certificates for three years only: said where the mentor still is.
        var supervisor = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        await client.Put("/api/v1/mentor-rule", new { certificateMonths = 36, oneOfEachSex = false }).ExpectProblem(403, "not-permitted");
        await supervisor.Put("/api/v1/mentor-rule", new { certificateMonths = 36, oneOfEachSex = true }).Expect(200);
        await supervisor.Put("/api/v1/mentor-rule", new { certificateMonths = 36, oneOfEachSex = true }).Expect(200);
        Assert.Equal(["mentor-certificate"], (await client.Read(minor.Headers.Location)).Values<string>("warnings/*/code"));
        Assert.Contains("mentor_assigned", (await client.Read($"/api/v1/cases/{of.CaseId}/timeline")).Values<string>("items/*/kind"));
    }

    [Fact]
    public async Task A_concern_is_heard_also_when_the_assignment_has_ended()
    {
        var of = await api.Given.CaseWithLead();
        var (client, mentor) = (await api.As(of.Lead!), await api.Given.Mentor(of.OrganisationId));
        await api.Execute($"update app.client set birth_date = '1990-05-05', birth_date_precision = 'day' where id = '{of.ClientId}'");
        object Body() => new { mentorId = mentor, clientId = of.ClientId, from = api.Given.Today };
        var made = await client.Post(Assignments, Body()).Expect(201);
        var ended = await client.Post($"{made.Headers.Location}/end", new { reason = "goal-reached" }, made.Tag()).Expect(200);
        var running = await client.Post(Assignments, Body()).Expect(201);
        await client.Post($"{made.Headers.Location}/concern", new { text = "Kam abends unangemeldet" }, ended.Tag()).Expect(200);
        Assert.Equal("suspended", (await client.Read($"{Mentors}/{mentor}")).Text("mentor/status"));
        Assert.Equal(["mentor-suspended"], (await client.Read(running.Headers.Location)).Values<string>("warnings/*/code"));
    }

    [Fact]
    public async Task Two_of_one_sex_for_a_household_are_warned_of_where_the_organisation_wants_one_of_each()
    {
        var team = await api.Given.Team(await api.Given.Organisation());
        var worker = await api.Given.Staff(await api.Sql<Guid>($"select organisation_id from app.team where id = '{team}'"), Role.Caseworker, team);
        var of = (await api.Given.CasesOfHousehold(team, worker, 1))[0];
        var supervisor = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, team));
        await supervisor.Put("/api/v1/mentor-rule", new { certificateMonths = 60, oneOfEachSex = true }).Expect(200);
        await api.Execute($"update app.client set birth_date = '1990-05-05', birth_date_precision = 'day' where id = '{of.ClientId}'");
        var client = await api.As(worker);
        async Task<IEnumerable<string>> Assign(string sex) => (await client.Read((await client.Post(Assignments, new
        {
            mentorId = await api.Given.Mentor(of.OrganisationId, sex), householdId = of.HouseholdId, from = api.Given.Today,
        }).Expect(201)).Headers.Location)).Values<string>("warnings/*/code");
        Assert.Empty(await Assign("female"));
        Assert.Empty(await Assign("male"));
        Assert.Equal(["mentor-same-sex"], await Assign("female"));
        var refused = await (await client.Post(Assignments, new { mentorId = Guid.CreateVersion7(), householdId = of.HouseholdId, from = api.Given.Today })
            .Expect(400)).Json();
        Assert.Equal("/mentorId", refused.Text("errors/0/pointer"));
    }

    [Fact]
    public async Task The_mentors_of_a_household_stay_with_it_and_go_along_with_who_leaves_it_last()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var worker = await api.Given.Staff(organisation, Role.Caseworker, team);
        var (client, of) = (await api.As(worker), await api.Given.CasesOfHousehold(team, worker, 2));
        var joined = (await api.Given.CasesOfHousehold(team, worker, 1))[0].HouseholdId!.Value;
        async Task<string> Assign(Guid mentor, Guid? household) => (await client.Post(Assignments,
            new { mentorId = mentor, householdId = household, from = api.Given.Today.AddDays(-3) }).Expect(201)).Headers.Location!.ToString();
        async Task Leave(GivenCase who, Guid from, string action, object body)
        {
            var household = $"/api/v1/households/{from}";
            await client.Post($"{household}/members/{who.ClientId}/{action}", body, (await client.GetAsync(household).Expect(200)).Tag()).Expect(200);
        }
        var (hanne, there) = (await api.Given.Mentor(organisation), await api.Given.Mentor(organisation));
        var (moves, isThere) = (await Assign(hanne, of[0].HouseholdId), await Assign(there, of[0].HouseholdId));
        var goesOn = await Assign(there, joined);

        await Leave(of[0], of[0].HouseholdId!.Value, "move", new { toHouseholdId = joined, role = "other" });
        Assert.Equal(of[0].HouseholdId, (await client.Read(moves)).Value<Guid>("assignment/householdId"));
        await Leave(of[1], of[0].HouseholdId!.Value, "move", new { toHouseholdId = joined, role = "other" });
        Assert.Equal(joined, (await client.Read(moves)).Value<Guid>("assignment/householdId"));
        // Who is with that household already has one assignment there.
        Assert.Null((await client.Read(goesOn)).Text("assignment/until"));
        Assert.Equal("moved", await api.Sql<string>($"select end_reason from app.mentor_assignment where id = '{isThere[^36..]}'"));

        // Without a household it is the person's own.
        var alone = (await api.Given.CasesOfHousehold(team, worker, 1))[0];
        var own = await Assign(hanne, alone.HouseholdId);
        await Leave(alone, alone.HouseholdId!.Value, "remove", new { reason = "Ausgezogen" });
        var read = await client.GetAsync(own).Expect(200);
        Assert.Equal((alone.ClientId, null), ((await read.Json()).Value<Guid>("assignment/clientId"), (await read.Json()).Text("assignment/householdId")));
        await client.Post($"{own}/concern", new { text = "Kommt unangemeldet" }, read.Tag()).Expect(200);
    }

    [Fact]
    public async Task Who_was_their_mentor_before_does_not_end_what_goes_on_when_households_join()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var worker = await api.Given.Staff(organisation, Role.Caseworker, team);
        var (client, mentor) = (await api.As(worker), await api.Given.Mentor(organisation));
        var (leaves, stays) = ((await api.Given.CasesOfHousehold(team, worker, 1))[0], (await api.Given.CasesOfHousehold(team, worker, 1))[0]);
        async Task<string> Assign(GivenCase to, int from, int? until = null) => (await client.Post(Assignments, new
        {
            mentorId = mentor, householdId = to.HouseholdId, from = api.Given.Today.AddDays(from),
            until = until is { } days ? api.Given.Today.AddDays(days) : (DateOnly?)null,
        }).Expect(201)).Headers.Location!.ToString();
        var (earlier, runs) = (await Assign(stays, -30, -5), await Assign(leaves, -10));
        var before = (await client.Read(earlier))["assignment"]!.ToJsonString();

        var household = $"/api/v1/households/{leaves.HouseholdId}";
        await client.Post($"{household}/members/{leaves.ClientId}/move", new { toHouseholdId = stays.HouseholdId, role = "other" },
            (await client.GetAsync(household).Expect(200)).Tag()).Expect(200);
        var goesOn = await client.Read(runs);
        Assert.Equal((stays.HouseholdId!.Value, null, null), (
            goesOn.Value<Guid>("assignment/householdId"), goesOn.Text("assignment/until"), goesOn.Text("assignment/endReason")));
        // The days on which the mentor was with them already are not told twice.
        Assert.Equal($"{api.Given.Today.AddDays(-5):O}", goesOn.Text("assignment/from"));
        Assert.Equal(before, (await client.Read(earlier))["assignment"]!.ToJsonString());
    }

    [Fact]
    public async Task Of_several_who_have_left_it_the_last_takes_along_what_was_the_households()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var worker = await api.Given.Staff(organisation, Role.Caseworker, team);
        var of = await api.Given.CasesOfHousehold(team, worker, 2);
        var (client, household) = (await api.As(worker), $"/api/v1/households/{of[0].HouseholdId}");
        var mentor = (await client.Post(Assignments, new
        {
            mentorId = await api.Given.Mentor(organisation), householdId = of[0].HouseholdId, from = api.Given.Today,
        }).Expect(201)).Headers.Location!;
        var measure = (await client.Post("/api/v1/measures", new
        {
            householdId = of[0].HouseholdId, area = "housing", what = "Beratung", agreedIn = "talk", responsible = new { kind = "partner", name = "VHS" },
            from = api.Given.Today, dueOn = api.Given.Today.AddDays(60),
        }).Expect(201)).Headers.Location!;
        foreach (var (who, index) in of.Select((who, index) => (who, index)))
        {
            await client.Post($"{household}/members/{who.ClientId}/remove", new { reason = "Zieht aus", until = api.Given.Today.AddDays(index + 1) },
                (await client.GetAsync(household).Expect(200)).Tag()).Expect(200);
        }
        // Told of both at once.
        api.Clock.Offset += TimeSpan.FromDays(3);
        await api.SendAsSystem(organisation, new FollowHouseholds());
        client = await api.As(worker);
        Assert.Equal(of[1].ClientId, (await client.Read(mentor)).Value<Guid>("assignment/clientId"));
        var shown = await client.Read(measure);
        Assert.Equal((of[1].CaseId, of[1].ClientId, null), (shown.Value<Guid>("caseId"), shown.Value<Guid>("clientId"), shown.Text("householdId")));
    }

    [Fact]
    public async Task A_concern_ends_the_assignment_suspends_the_mentor_and_is_read_by_its_author_and_supervisors()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var supervisor = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        var path = $"{Assignments}/{await api.Given.MentorAssignment(of)}";
        var read = await client.GetAsync(path).Expect(200);
        var mentor = (await read.Json()).Text("assignment/mentorId");
        await client.Post($"{path}/concern", new { text = "Kommt unangemeldet" }, read.Tag()).Expect(200);
        Assert.Equal("concern", (await client.Read(path)).Text("assignment/endReason"));
        await client.Post(Assignments, new { mentorId = mentor, clientId = of.ClientId, from = api.Given.Today.AddDays(3) })
            .ExpectProblem(409, "mentor-not-available");
        Assert.Equal(["Kommt unangemeldet"], (await client.Read($"{Mentors}/{mentor}/concerns")).Values<string>("items/*/text"));
        Assert.Equal(["Kommt unangemeldet"], (await supervisor.Read($"{Mentors}/{mentor}/concerns")).Values<string>("items/*/text"));
        Assert.Empty((await colleague.Read($"{Mentors}/{mentor}/concerns"))["items"]!.AsArray());
        Assert.Contains("mentor-concern", (await supervisor.Read("/api/v1/notices")).Values<string>("items/*/kind"));
        var tag = (await supervisor.GetAsync($"{Mentors}/{mentor}").Expect(200)).Tag();
        await client.Post($"{Mentors}/{mentor}/reinstate", new { reason = "Geklärt" }, tag).ExpectProblem(403, "not-permitted");
        await supervisor.Post($"{Mentors}/{mentor}/reinstate", new { reason = "Geklärt" }, tag).Expect(200);
    }

    [Fact]
    public async Task At_a_handover_it_ends_with_the_sender()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var of = handover.Cases[0];
        var assignment = await api.Given.MentorAssignment(of with { Lead = handover.Sender });
        await handover.Accepted();
        Assert.Equal("moved", await api.Sql<string>($"select end_reason from app.mentor_assignment where id = '{assignment}'"));
        await (await handover.To).GetAsync($"{Assignments}/{assignment}").ExpectProblem(404, "not-found");
    }
}
