using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Organisations;

/// <summary>Nobody reaches case content alone by administering accounts: rights hold when two have agreed.</summary>
public sealed class RightsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Password = "a long enough password", Grants = "/api/v1/role-grants";
    private static int number;

    private sealed record Office(Guid Organisation, Guid Team, Person Administrator, Person Supervisor, Person Officer);

    private async Task<Office> Given()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        return new(organisation, team, await api.Given.Staff(organisation, Role.Administrator),
            await api.Given.Staff(organisation, Role.Supervisor, team), await api.Given.Staff(organisation, Role.DataProtectionOfficer));
    }

    [Fact]
    public async Task Who_makes_an_account_does_not_alone_make_it_one_that_reads_cases()
    {
        var office = await Given();
        var administrator = await api.As(office.Administrator);
        var (id, name) = await TakeOn(administrator, Role.Caseworker);
        var shown = await administrator.Read($"/api/v1/staff/{id}");
        Assert.Empty(shown["roles"]!.AsArray());
        var right = shown.Value<Guid>("awaitedRoles/0/grantId");
        await api.Anonymous().Post("/api/v1/sessions", new { userName = name, password = Password }).ExpectProblem(401, "sign-in-refused");

        var supervisor = await api.As(office.Supervisor);
        Assert.Equal([right], await Told(supervisor, "right-awaits-confirmation"));
        var waits = (await supervisor.Read($"{Grants}?state=pending"))["items"]!.AsArray().Single()!;
        Assert.Equal((right, "awaits_confirmation", "caseworker"), (waits.Value<Guid>("id"), waits.Text("status"), waits.Text("role")));
        Assert.Equal(["confirm"], Allowed(waits));
        await administrator.Post($"{Grants}/{right}/confirm").ExpectProblem(403, "not-permitted");
        await supervisor.Post($"{Grants}/{right}/confirm").Expect(200);

        await supervisor.Post($"{Grants}/{right}/confirm").ExpectProblem(409, "right-transition");
        Assert.Empty((await supervisor.Read(Grants))["items"]!.AsArray());
        await api.Anonymous().Post("/api/v1/sessions", new { userName = name, password = Password }).Expect(200);
        Assert.Equal(right, (await administrator.Read($"/api/v1/staff/{id}")).Value<Guid>("roles/0/grantId"));
        Assert.Equal(office.Supervisor.StaffId,
            await api.Sql<Guid>($"select staff_id from audit.entry where table_name = 'access.role_grant' and row_id = '{right}' and operation = 'insert'"));
    }

    [Fact]
    public async Task Neither_a_reset_password_nor_a_second_administrator_of_ones_own_making_gets_around_it()
    {
        var office = await Given();
        var administrator = await api.As(office.Administrator);
        var worker = await api.Given.Staff(office.Organisation, Role.Partner);
        await administrator.Post(Grants, new { role = Role.DataProtectionOfficer, worker.StaffId }).Expect(201); // No casework.
        await administrator.Post(Grants, new { role = Role.Caseworker, worker.StaffId }).Expect(201); // Not an account of hers.
        await api.Execute($"update access.account set password_reset_by = '{office.Administrator.StaffId}' where staff_id = '{worker.StaffId}'");
        Assert.Equal("awaits_confirmation",
            (await (await administrator.Post(Grants, new { role = Role.Supervisor, worker.StaffId }).Expect(202)).Json()).Text("status"));
        await administrator.Post(Grants, new { role = Role.Supervisor, worker.StaffId }).ExpectProblem(409, "right-pending");
        await administrator.Post(Grants, new { role = Role.Caseworker, worker.StaffId }).ExpectProblem(409, "role-held");

        var (second, _) = await TakeOn(administrator, Role.Administrator);
        await api.Execute($"update access.account set must_change_password = false where staff_id = '{second}'");
        var puppet = await api.As(new Person(second, await api.Sql<Guid>($"select id from access.account where staff_id = '{second}'"),
            office.Organisation, [Role.Administrator], ""));
        var (third, _) = await TakeOn(administrator);
        await puppet.Post(Grants, new { role = Role.Caseworker, staffId = third }).Expect(202);
        var (fourth, _) = await TakeOn(puppet);
        await administrator.Post(Grants, new { role = Role.Caseworker, staffId = fourth }).Expect(202);
    }

    [Fact]
    public async Task Who_resets_a_supervisors_password_is_not_the_second_pair_of_eyes_as_her()
    {
        var office = await Given();
        var administrator = await api.As(office.Administrator);
        var (id, _) = await TakeOn(administrator, Role.Caseworker);
        var right = (await administrator.Read($"/api/v1/staff/{id}")).Value<Guid>("awaitedRoles/0/grantId");
        var tag = (await administrator.GetAsync($"/api/v1/staff/{office.Supervisor.StaffId}")).Tag();
        await administrator.Post($"/api/v1/staff/{office.Supervisor.StaffId}/reset-password", new { initialPassword = Password }, tag).Expect(200);

        // Whoever signs in now and changes the password may be the administrator.
        var name = new { userName = office.Supervisor.UserName, password = Password };
        var tokens = await (await api.Anonymous().Post("/api/v1/sessions", name).Expect(200)).Json();
        var supervisor = api.Anonymous();
        supervisor.DefaultRequestHeaders.Authorization = new("Bearer", tokens.Text("accessToken"));
        await supervisor.Put("/api/v1/sessions/current/password", new { currentPassword = Password, newPassword = Password + " of my own" }).Expect(204);
        tokens = await (await api.Anonymous().Post("/api/v1/sessions", name with { password = Password + " of my own" }).Expect(200)).Json();
        supervisor.DefaultRequestHeaders.Authorization = new("Bearer", tokens.Text("accessToken"));
        Assert.DoesNotContain("confirm", Allowed((await supervisor.Read($"{Grants}?state=pending"))["items"]!.AsArray().Single()!));
        await supervisor.Post($"{Grants}/{right}/confirm").ExpectProblem(409, "confirmer-reset");

        // What another administrator gives she confirms, and another supervisor what this one has given.
        var other = await api.Given.Staff(office.Organisation, Role.Administrator);
        var worker = await TakeOn(await api.As(other), Role.Caseworker);
        var others = (await administrator.Read($"/api/v1/staff/{worker.Id}")).Value<Guid>("awaitedRoles/0/grantId");
        await supervisor.Post($"{Grants}/{others}/confirm").Expect(200);
        await (await api.As(await api.Given.Staff(office.Organisation, Role.Supervisor, office.Team))).Post($"{Grants}/{right}/confirm").Expect(200);
    }

    [Fact]
    public async Task A_membership_of_a_team_waits_as_well_and_holds_from_the_day_of_its_confirmation()
    {
        var office = await Given();
        var administrator = await api.As(office.Administrator);
        var (id, _) = await TakeOn(administrator, Role.DataProtectionOfficer);
        var path = $"/api/v1/teams/{office.Team}";
        var added = await administrator.Post($"{path}/add-member", new { staffId = id, from = api.Given.Today.AddDays(-9) },
            (await administrator.GetAsync(path)).Tag()).Expect(200);
        await administrator.Post($"{path}/add-member", new { staffId = id }, added.Tag()).ExpectProblem(409, "right-pending");
        var members = await administrator.Read($"{path}/members");
        Assert.DoesNotContain(id, members.Values<Guid>("items/*/staffId"));
        var right = members.Value<Guid>("awaiting/0/id");

        await (await api.As(office.Supervisor)).Post($"{Grants}/{right}/confirm").Expect(200);

        members = await administrator.Read($"{path}/members");
        Assert.Empty(members["awaiting"]!.AsArray());
        var member = members["items"]!.AsArray().Single(item => item.Value<Guid>("staffId") == id);
        Assert.Equal((right, $"{api.Given.Today:yyyy-MM-dd}"), (member.Value<Guid>("id"), member.Text("from")));
    }

    [Fact]
    public async Task An_administrator_who_works_on_cases_joins_no_team_by_her_own_hand()
    {
        var office = await Given();
        var both = await api.Given.Staff(office.Organisation, [Role.Administrator, Role.Caseworker]);
        var (administrator, path) = (await api.As(both), $"/api/v1/teams/{office.Team}");
        await administrator.Post($"{path}/add-member", new { both.StaffId }, (await administrator.GetAsync(path)).Tag()).Expect(200);
        var members = await administrator.Read($"{path}/members");
        Assert.DoesNotContain(both.StaffId, members.Values<Guid>("items/*/staffId"));
        await (await api.As(office.Supervisor)).Post($"{Grants}/{members.Value<Guid>("awaiting/0/id")}/confirm").Expect(200);
        Assert.Contains(both.StaffId, (await administrator.Read($"{path}/members")).Values<Guid>("items/*/staffId"));
    }

    [Fact]
    public async Task Neither_who_gave_a_right_nor_who_is_to_have_it_confirms_it()
    {
        var office = await Given();
        var both = await api.Given.Staff(office.Organisation, [Role.Administrator, Role.Supervisor]);
        var grantee = await api.Given.Staff(office.Organisation, Role.Supervisor);
        await api.Execute($"update access.account set created_by = '{both.StaffId}' where staff_id = '{grantee.StaffId}'");
        var administrator = await api.As(both);
        var right = await (await administrator.Post(Grants, new { role = Role.Caseworker, grantee.StaffId }).Expect(202)).Id();

        await administrator.Post($"{Grants}/{right}/confirm").ExpectProblem(409, "own-confirmation");
        await (await api.As(grantee)).Post($"{Grants}/{right}/confirm").ExpectProblem(409, "own-confirmation");
        var elsewhere = await Given();
        await (await api.As(elsewhere.Supervisor)).Post($"{Grants}/{right}/confirm").ExpectProblem(404, "not-found");
        Assert.Empty((await (await api.As(elsewhere.Supervisor)).Read(Grants))["items"]!.AsArray());
        Assert.Empty((await (await api.As(office.Officer)).Read(Grants))["items"]!.AsArray());
        await (await api.As(office.Supervisor)).Post($"{Grants}/{right}/confirm").Expect(200);
    }

    [Fact]
    public async Task A_right_of_who_has_left_or_that_was_taken_back_is_not_confirmed_any_more()
    {
        var office = await Given();
        var (administrator, supervisor) = (await api.As(office.Administrator), await api.As(office.Supervisor));
        var (id, _) = await TakeOn(administrator, Role.Caseworker);
        var shown = await administrator.GetAsync($"/api/v1/staff/{id}");
        var right = (await shown.Json()).Value<Guid>("awaitedRoles/0/grantId");
        await administrator.Post($"/api/v1/staff/{id}/disable", new { reason = "Tritt nicht an" }, shown.Tag()).Expect(200);
        await supervisor.Post($"{Grants}/{right}/confirm").ExpectProblem(404, "not-found");
        Assert.Empty((await supervisor.Read(Grants))["items"]!.AsArray());

        (id, _) = await TakeOn(administrator, Role.Caseworker);
        right = (await administrator.Read($"/api/v1/staff/{id}")).Value<Guid>("awaitedRoles/0/grantId");
        await administrator.Post($"{Grants}/{right}/revoke", new { reason = "Tritt nicht an" }).Expect(204);
        await administrator.Post($"{Grants}/{right}/revoke", new { reason = "Tritt nicht an" }).ExpectProblem(404, "not-found");
        await supervisor.Post($"{Grants}/{right}/confirm").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Of_confirmations_and_revocations_at_once_each_has_a_clear_answer_and_no_right_is_left_that_was_revoked()
    {
        var office = await Given();
        var (administrator, supervisor) = (await api.As(office.Administrator), await api.As(office.Supervisor));
        for (var i = 0; i < 8; i++)
        {
            var (id, _) = await TakeOn(administrator, Role.Caseworker);
            var right = (await administrator.Read($"/api/v1/staff/{id}")).Value<Guid>("awaitedRoles/0/grantId");
            var sent = await Task.WhenAll(
                supervisor.Post($"{Grants}/{right}/confirm"), administrator.Post($"{Grants}/{right}/revoke", new { reason = "Doch nicht" }),
                supervisor.Post($"{Grants}/{right}/confirm"));
            Assert.Equal(204, (int)sent[1].StatusCode);
            Assert.All((int[])[(int)sent[0].StatusCode, (int)sent[2].StatusCode], status => Assert.Contains(status, (int[])[200, 404, 409]));
            Assert.True(sent.Count(response => (int)response.StatusCode == 200) <= 1);
            Assert.Equal(0L, await api.Sql<long>(
                $"select (select count(*) from access.role_grant where id = '{right}') + (select count(*) from access.pending_right where id = '{right}')"));
        }
    }

    [Fact]
    public async Task Who_works_for_another_employer_is_asked_and_an_unknown_name_is_answered_as_a_known_one()
    {
        var (town, caritas) = (await Given(), await Given());
        var administrator = await api.As(town.Administrator);
        var worker = await api.Given.Staff(caritas.Organisation, Role.Caseworker);
        var known = await (await administrator.Post(Grants, new { role = Role.Caseworker, userName = worker.UserName }).Expect(202)).Json();
        var unknown = await (await administrator.Post(Grants, new { role = Role.Caseworker, userName = "nobody@example.org" }).Expect(202)).Json();
        foreach (var answer in (System.Text.Json.Nodes.JsonNode[])[known, unknown])
        {
            answer["id"] = null;
        }
        Assert.Equal(known.ToJsonString(), unknown.ToJsonString());
        await administrator.Post(Grants, new { role = Role.Caseworker, userName = "Nobody@example.org" }).ExpectProblem(409, "right-pending");
        await administrator.Post(Grants, new { role = Role.Caseworker, userName = worker.UserName }).ExpectProblem(409, "right-pending");
        var listed = (await administrator.Read(Grants))["items"]!.AsArray();
        Assert.All(listed, entry => Assert.Equal((null, null, 1), (entry.Text("staffName"), entry.At("staffId"), Allowed(entry!).Count)));

        var person = await api.As(worker);
        var offer = (await person.Read("/api/v1/me")).Value<Guid>("offers/0/id");
        await (await api.As(await api.Given.Staff(caritas.Organisation, Role.Caseworker))).Post($"{Grants}/{offer}/accept").ExpectProblem(404, "not-found");
        await administrator.Post($"{Grants}/{offer}/accept").ExpectProblem(404, "not-found");
        await (await api.As(town.Supervisor)).Post($"{Grants}/{offer}/confirm").ExpectProblem(409, "right-transition");
        await person.Post($"{Grants}/{offer}/accept").Expect(200);
        await person.Post($"{Grants}/{offer}/accept").ExpectProblem(409, "right-transition");
        Assert.Empty((await person.Read("/api/v1/me"))["offers"]!.AsArray());
        var tokens = await (await api.Anonymous().Post(
            "/api/v1/sessions", new { worker.UserName, Person.Password, organisationId = town.Organisation }).Expect(200)).Json();
        Assert.Equal(["caseworker"], tokens.Values<string>("roles/*"));
    }

    [Fact]
    public async Task The_employers_administrator_accepts_too_but_not_what_she_has_offered_herself()
    {
        var (town, caritas) = (await Given(), await Given());
        var employer = await api.As(caritas.Administrator);
        var worker = await api.Given.Staff(caritas.Organisation, Role.Partner);
        await (await api.As(town.Administrator)).Post(Grants, new { role = Role.Caseworker, userName = worker.UserName }).Expect(202);
        var offered = (await employer.Read(Grants))["items"]!.AsArray().Single()!;
        Assert.Equal(["accept"], Allowed(offered));
        await employer.Post($"{Grants}/{offered.Value<Guid>("id")}/accept").Expect(200);

        // One and the same person administers both: the offer is hers, and so is the account.
        await api.Execute($"""
            insert into access.role_grant (id, staff_id, organisation_id, role)
            values (gen_random_uuid(), '{caritas.Administrator.StaffId}', '{town.Organisation}', 'administrator');
            update access.account set created_by = '{caritas.Administrator.StaffId}' where staff_id = '{worker.StaffId}'
            """);
        var inTown = await api.As(caritas.Administrator with { OrganisationId = town.Organisation });
        var right = await (await inTown.Post(Grants, new { role = Role.AccommodationStaff, worker.StaffId }).Expect(202)).Id();
        await employer.Post($"{Grants}/{right}/accept").ExpectProblem(409, "own-confirmation");
        var accepted = await (await (await api.As(worker)).Post($"{Grants}/{right}/accept").Expect(200)).Json();
        Assert.Equal("awaits_confirmation", accepted.Text("status"));
        await (await api.As(worker)).Post($"{Grants}/{right}/accept").ExpectProblem(409, "right-transition");
        await (await api.As(town.Supervisor)).Post($"{Grants}/{right}/confirm").Expect(200);
    }

    [Fact]
    public async Task Where_nobody_can_confirm_yet_the_console_does_and_the_officer_is_told()
    {
        var organisation = await api.Given.Organisation();
        var officer = await api.As(await api.Given.Staff(organisation, Role.DataProtectionOfficer));
        var administrator = await api.As(await api.Given.Staff(organisation, Role.Administrator));
        var (id, _) = await TakeOn(administrator, Role.Supervisor);
        var right = (await administrator.Read($"/api/v1/staff/{id}")).Value<Guid>("awaitedRoles/0/grantId");
        Assert.Equal([right], await Told(officer, "right-awaits-confirmation"));

        Assert.Contains($"{right}", (await Console(null)).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await Console("all")).Code);
        Assert.Equal(1, (await Console($"{Guid.NewGuid()}")).Code);
        Assert.Equal(0, (await Console($"{right}")).Code);
        Assert.Equal(1, (await Console($"{right}")).Code);
        Assert.Equal([right], await Told(officer, "right-confirmed-on-console"));
        Assert.Equal("supervisor", (await administrator.Read($"/api/v1/staff/{id}")).Text("roles/0/role"));

        // Now there is somebody who can.
        var (next, _) = await TakeOn(administrator, Role.Caseworker);
        var second = (await administrator.Read($"/api/v1/staff/{next}")).Value<Guid>("awaitedRoles/0/grantId");
        Assert.Equal(1, (await Console($"{second}")).Code);
    }

    [Fact]
    public async Task What_nobody_has_agreed_to_lapses_after_thirty_days()
    {
        var office = await Given();
        var administrator = await api.As(office.Administrator);
        await administrator.Post(Grants, new { role = Role.Caseworker, userName = "still.nobody@example.org" }).Expect(202);
        Assert.Equal(0, await api.SendAsSystem(office.Organisation, new LapseRights()));
        await api.Execute($"update access.pending_right set granted_at = granted_at - interval '31 days' where organisation_id = '{office.Organisation}'");
        Assert.Equal(1, await api.SendAsSystem(office.Organisation, new LapseRights()));
        Assert.Empty((await administrator.Read(Grants))["items"]!.AsArray());
    }

    private static async Task<(Guid Id, string Name)> TakeOn(HttpClient administrator, params Role[] roles)
    {
        var userName = $"neu{Interlocked.Increment(ref number)}@rights.example";
        var created = await administrator.Post("/api/v1/staff", new
        {
            familyName = "Weber", givenName = "Lina", userName, initialPassword = Password, roles,
        }).Expect(201);
        return (await created.Id(), userName);
    }

    private async Task<(int Code, string Output)> Console(string? id)
    {
        await using var output = new StringWriter();
        return (await CaseManagement.Api.Tokens.ConfirmGrantCommand.Run(api.Services, id, output, output), output.ToString());
    }

    private static List<string?> Allowed(System.Text.Json.Nodes.JsonNode entry) =>
        [.. entry["allowedActions"]!.AsArray().Where(action => action.Value<bool>("allowed")).Select(action => action.Text("action"))];

    private static async Task<List<Guid>> Told(HttpClient client, string kind) =>
        [.. (await client.Read("/api/v1/notices"))["items"]!.AsArray().Where(notice => notice.Text("kind") == kind)
            .Select(notice => notice.Value<Guid>("subjectId"))];
}
