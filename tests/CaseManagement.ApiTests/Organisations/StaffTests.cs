using System.Buffers.Text;
using System.Text;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.SignIn;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Organisations;

public sealed class StaffTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task A_new_colleague_signs_in_with_the_initial_password_and_knows_who_he_is()
    {
        var admin = await Administrator();
        var client = await api.As(admin);
        var created = await client.Post("/api/v1/staff", New("lina@example.org", Role.Caseworker)).Expect(201);
        await client.Post("/api/v1/staff", New("LINA@example.org", Role.Caseworker)).ExpectProblem(409, "user-name-taken");
        var refused = await client.Post("/api/v1/staff", New("x@example.org", "king")).ExpectProblem(400, "malformed-request");
        Assert.Equal("unknown-value", refused.Text("errors/0/code"));
        await client.Post("/api/v1/staff", New("x@example.org", Role.Caseworker, "short")).ExpectProblem(400, "validation-failed");

        var right = (await client.Read($"/api/v1/staff/{await created.Id()}")).Value<Guid>("awaitedRoles/0/grantId");
        await (await api.As(await api.Given.Staff(admin.OrganisationId, Role.Supervisor))).Post($"/api/v1/role-grants/{right}/confirm").Expect(200);
        var session = api.Anonymous();
        var tokens = await (await session.Post("/api/v1/sessions", new { userName = "lina@example.org", password = Password }).Expect(200)).Json();
        session.DefaultRequestHeaders.Authorization = new("Bearer", tokens.Value<string>("accessToken"));
        var me = await (await session.GetAsync("/api/v1/me").Expect(200)).Json();

        Assert.Equal(await created.Id(), me.Value<Guid>("staffId"));
        Assert.Equal(admin.OrganisationId, me.Value<Guid>("employerId"));
        Assert.Contains("read_clients", me.Values<string>("permissions/*"));
        Assert.DoesNotContain("manage_organisation", me.Values<string>("permissions/*"));
        Assert.Equal(["caseworker"], me["organisations"]![0]!.Values<string>("roles/*"));
    }

    [Fact]
    public async Task Only_the_employer_changes_a_colleague_and_strangers_do_not_see_one()
    {
        var (town, caritas) = (await Administrator(), await Administrator(OrganisationKind.WelfareAssociation));
        var worker = await api.Given.Staff(town.OrganisationId, Role.Caseworker, employerId: caritas.OrganisationId);
        var (atTown, atCaritas, stranger) = (await api.As(town), await api.As(caritas), await api.As(await Administrator()));
        var path = $"/api/v1/staff/{worker.StaffId}";
        var change = new { familyName = "Neu", givenName = "Kim", languages = new[] { "deu", "ara" } };
        var read = await atTown.GetAsync(path).Expect(200);
        var seen = await read.Json();
        Assert.Null(seen["account"]);
        Assert.Equal("not-employer", seen["allowedActions"]!.AsArray().Single(action => action.Text("action") == "disable").Text("code"));

        await atTown.Put(path, change, read.Tag()).ExpectProblem(403, "not-employer");
        await stranger.GetAsync(path).ExpectProblem(404, "not-found");
        await stranger.Put(path, change, read.Tag()).ExpectProblem(404, "not-found");
        await atCaritas.Put(path, change with { languages = ["xx"] }, read.Tag()).ExpectProblem(400, "validation-failed");
        await atCaritas.Put(path, change, read.Tag()).Expect(200);
        await atCaritas.Put(path, change, read.Tag()).ExpectProblem(412, "stale");
        Assert.NotNull((await (await atCaritas.GetAsync(path).Expect(200)).Json())["account"]);
        await (await api.As(worker)).Post("/api/v1/staff", New("y@example.org", Role.Caseworker)).ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task Granting_or_revoking_a_role_ends_the_sessions_at_once()
    {
        var admin = await Administrator();
        var client = await api.As(admin);
        var worker = await api.Given.Staff(admin.OrganisationId, Role.Caseworker);
        var session = await api.As(worker);
        await session.GetAsync("/api/v1/me").Expect(200);

        var granted = await client.Post("/api/v1/role-grants", new { role = Role.Supervisor, worker.StaffId }).Expect(201);
        await session.GetAsync("/api/v1/me").ExpectProblem(401, "session-ended");
        await client.Post("/api/v1/role-grants", new { role = Role.Supervisor, worker.StaffId }).ExpectProblem(409, "role-held");

        session = await api.As(worker);
        var path = $"/api/v1/role-grants/{await granted.Id()}/revoke";
        await (await api.As(await Administrator())).Post(path, new { reason = "Wechsel" }).ExpectProblem(404, "not-found");
        await client.Post(path, new { reason = "Wechsel" }).Expect(204);
        await session.GetAsync("/api/v1/me").ExpectProblem(401, "session-ended");
        await client.Post(path, new { reason = "Wechsel" }).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_worker_of_another_employer_is_let_in_by_user_name_and_then_acts_for_the_town()
    {
        var (town, caritas) = (await Administrator(), await Administrator(OrganisationKind.WelfareAssociation));
        var client = await api.As(town);
        var worker = await api.Given.Staff(caritas.OrganisationId, Role.Caseworker);
        await client.Post("/api/v1/role-grants", new { role = Role.Caseworker, worker.StaffId }).ExpectProblem(400, "validation-failed");
        await client.Post("/api/v1/role-grants", new { role = Role.Caseworker }).ExpectProblem(400, "validation-failed");

        var offered = await client.Post("/api/v1/role-grants", new { role = Role.Caseworker, userName = worker.UserName.ToUpperInvariant() }).Expect(202);
        await (await api.As(worker)).Post($"/api/v1/role-grants/{await offered.Id()}/accept").Expect(200);

        var tokens = await (await api.Anonymous().Post("/api/v1/sessions", new { worker.UserName, Person.Password, town.OrganisationId }).Expect(200)).Json();
        Assert.Equal(town.OrganisationId, tokens.Value<Guid>("organisationId"));
        await client.GetAsync($"/api/v1/staff/{worker.StaffId}").Expect(200);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_administrators_who_shut_each_other_out_at_once_one_is_left(bool disable)
    {
        var first = await Administrator();
        var second = await api.Given.Staff(first.OrganisationId, Role.Administrator);
        var (one, other) = (await api.As(first), await api.As(second));
        var ofFirst = await other.GetAsync($"/api/v1/staff/{first.StaffId}").Expect(200);
        var ofSecond = await one.GetAsync($"/api/v1/staff/{second.StaffId}").Expect(200);
        var (firstGrant, secondGrant) = ((await ofFirst.Json()).Value<Guid>("roles/0/grantId"), (await ofSecond.Json()).Value<Guid>("roles/0/grantId"));
        Task<HttpResponseMessage> ShutOut(HttpClient by, Person whom, Guid grant, string tag) => disable
            ? by.Post($"/api/v1/staff/{whom.StaffId}/disable", new { reason = "Streit" }, tag)
            : by.Post($"/api/v1/role-grants/{grant}/revoke", new { reason = "Streit" });
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var blocker = await source.OpenConnectionAsync();
        await using var hold = await blocker.BeginTransactionAsync();
        await new NpgsqlCommand($"select from access.role_grant where id = '{secondGrant}' for update", blocker, hold).ExecuteNonQueryAsync();

        var winning = ShutOut(one, second, secondGrant, ofSecond.Tag());
        await source.Waiting(winning);
        var losing = ShutOut(other, first, firstGrant, ofFirst.Tag());
        await source.Waiting(losing, "query like '%app.organisation%for no key update%'");
        await hold.RollbackAsync();

        await winning.Expect(disable ? 200 : 204);
        await losing.ExpectProblem(403, "not-permitted");
        await one.GetAsync("/api/v1/me").Expect(200);
        Assert.Equal(first.StaffId, await api.Sql<Guid>($"""
            select staff_id from access.role_grant where organisation_id = '{first.OrganisationId}' and role = 'administrator'
            """));
    }

    [Fact]
    public async Task An_administrator_neither_gives_himself_roles_nor_shuts_himself_out()
    {
        var admin = await Administrator();
        var client = await api.As(admin);
        await client.Post("/api/v1/role-grants", new { role = Role.Caseworker, admin.StaffId }).ExpectProblem(409, "own-roles");
        var view = await client.GetAsync($"/api/v1/staff/{admin.StaffId}").Expect(200);
        var grant = (await view.Json()).Value<Guid>("roles/0/grantId");
        await client.Post($"/api/v1/role-grants/{grant}/revoke", new { reason = "Versehen" }).ExpectProblem(409, "own-access");
        await client.Post($"/api/v1/staff/{admin.StaffId}/disable", new { reason = "Versehen" }, view.Tag()).ExpectProblem(409, "own-access");
        await client.GetAsync("/api/v1/me").Expect(200);
    }

    [Fact]
    public async Task Who_has_left_is_listed_only_where_that_is_asked_for_and_roles_are_a_closed_set()
    {
        var admin = await Administrator();
        var client = await api.As(admin);
        var worker = await api.Given.Staff(admin.OrganisationId, Role.Caseworker);
        var read = await client.GetAsync($"/api/v1/staff/{worker.StaffId}").Expect(200);
        Assert.Contains("grant-role", (await read.Json())["allowedActions"]!.AsArray().Select(action => action.Text("action")));
        await client.Post($"/api/v1/staff/{worker.StaffId}/disable", new { reason = "Ausgeschieden" }, read.Tag()).Expect(200);

        Assert.DoesNotContain(worker.StaffId, await Ids("/api/v1/staff"));
        Assert.Contains(worker.StaffId, await Ids("/api/v1/staff?include=ended"));
        var refused = await client.GetAsync("/api/v1/staff?role=king").ExpectProblem(400, "validation-failed");
        Assert.Equal("unknown-value", refused.Text("errors/0/code"));

        async Task<IEnumerable<Guid>> Ids(string path) => (await client.Read(path)).Values<Guid>("items/*/id");
    }

    [Fact]
    public async Task Who_comes_back_gets_a_new_account_of_the_same_name_and_the_former_one_stays_closed()
    {
        var admin = await Administrator();
        var client = await api.As(admin);
        var leaver = await api.Given.Staff(admin.OrganisationId, Role.Caseworker, await api.Given.Team(admin.OrganisationId));
        var (back, elsewhere) = (New(leaver.UserName.ToUpperInvariant(), Role.Administrator), await api.As(await Administrator()));
        await client.Post("/api/v1/staff", back).ExpectProblem(409, "user-name-taken");
        foreach (var _ in (int[])[1, 2]) // And leaves and comes once more.
        {
            var open = (await client.Read("/api/v1/staff")).Values<Guid>("items/*/id").Single(id => id != admin.StaffId);
            var tag = (await client.GetAsync($"/api/v1/staff/{open}")).Tag();
            await client.Post($"/api/v1/staff/{open}/disable", new { reason = "Elternzeit" }, tag).Expect(200);
            await elsewhere.Post("/api/v1/staff", back).ExpectProblem(409, "user-name-taken");
            var both = await Task.WhenAll(client.Post("/api/v1/staff", back), client.Post("/api/v1/staff", back));
            Assert.Equal([201, 409], both.Select(answer => (int)answer.StatusCode).Order());
        }

        await api.Anonymous().Post("/api/v1/sessions", new { leaver.UserName, Person.Password }).ExpectProblem(401, "sign-in-refused");
        var tokens = await (await api.Anonymous().Post("/api/v1/sessions", new { leaver.UserName, Password }).Expect(200)).Json();
        var me = api.With(tokens.Value<string>("accessToken"));
        Assert.NotEqual(leaver.StaffId, (await me.Read("/api/v1/me")).Value<Guid>("staffId"));
    }

    [Fact]
    public async Task A_disabled_account_is_out_at_once_and_for_good()
    {
        var admin = await Administrator();
        var client = await api.As(admin);
        var worker = await api.Given.Staff(admin.OrganisationId, Role.Caseworker, await api.Given.Team(admin.OrganisationId));
        var session = await api.As(worker);
        var path = $"/api/v1/staff/{worker.StaffId}";
        var tag = (await client.GetAsync(path)).Tag();

        var disabled = await client.Post($"{path}/disable", new { reason = "Ausgeschieden" }, tag).Expect(200);

        await session.GetAsync("/api/v1/me").ExpectProblem(401, "session-ended");
        await api.Anonymous().Post("/api/v1/sessions", new { worker.UserName, Person.Password }).ExpectProblem(401, "sign-in-refused");
        await client.Post($"{path}/disable", new { reason = "Ausgeschieden" }, disabled.Tag()).ExpectProblem(409, "staff-transition");
        await client.Post($"{path}/disable", new { reason = "Ausgeschieden" }, tag).ExpectProblem(412, "stale");
        var view = await (await client.GetAsync(path).Expect(200)).Json();
        Assert.Empty(view["roles"]!.AsArray());
        Assert.Empty(view["teams"]!.AsArray());
        Assert.NotNull(view["account"]!["disabledAt"]);
    }

    [Fact]
    public async Task Who_has_forgotten_the_password_gets_a_new_one_and_every_session_ends()
    {
        var admin = await Administrator();
        var client = await api.As(admin);
        var worker = await api.Given.Staff(admin.OrganisationId, Role.Caseworker);
        var path = $"/api/v1/staff/{worker.StaffId}";
        var session = await api.As(worker);
        await client.Post($"{path}/reset-password", new { initialPassword = Password }, (await client.GetAsync(path)).Tag()).Expect(200);
        await session.GetAsync("/api/v1/me").ExpectProblem(401, "session-ended");
        await api.Anonymous().Post("/api/v1/sessions", new { worker.UserName, password = Password }).Expect(200);
    }

    [Fact]
    public async Task The_list_of_colleagues_is_paged_by_name_and_its_cursor_holds_no_name()
    {
        var admin = await Administrator();
        var client = await api.As(admin);
        var team = await api.Given.Team(admin.OrganisationId);
        for (var i = 0; i < 5; i++)
        {
            await api.Given.Staff(admin.OrganisationId, Role.Caseworker, team);
        }
        foreach (var sort in (string[])["name", "-name", "-createdAt"])
        {
            var ids = new List<Guid>();
            string? cursor = null;
            do
            {
                var more = cursor is null ? "" : $"&cursor={cursor}";
                var page = await client.Read($"/api/v1/staff?teamId={team}&role=caseworker&limit=2&count=true&sort={sort}{more}");
                Assert.Equal(5, page.Number("count"));
                ids.AddRange(page.Values<Guid>("items/*/id"));
                cursor = page.Text("nextCursor");
                Assert.DoesNotContain("Fachkraft", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor ?? "")), StringComparison.Ordinal);
            }
            while (cursor is not null);
            var order = sort switch { "name" => "family_name, given_name, s.id", "-name" => "family_name desc, given_name desc, s.id desc", _ => "s.id desc" };
            Assert.Equal(await api.Sql<Guid[]>(
                $"select array_agg(s.id order by {order}) from app.staff s join app.team_member m on m.staff_id = s.id where m.team_id = '{team}'"), ids);
        }
    }

    private async Task<Person> Administrator(OrganisationKind kind = OrganisationKind.Municipality) =>
        await api.Given.Staff(await api.Given.Organisation(kind), Role.Administrator);

    private static object New(string userName, object role, string password = Password) => new
    {
        familyName = "Weber", givenName = "Lina", userName, initialPassword = password, roles = new[] { role }, languages = new[] { "deu" },
    };
}
