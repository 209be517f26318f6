using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Tokens;

/// <summary>An account's password by a link: whoever makes the link never knows the password, and stands in the account all the same.</summary>
public sealed class EnrolmentTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Chosen = "seven quiet gardens by the mill";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_taken_on_without_a_password_sets_one_by_a_link_that_is_good_once()
    {
        var (office, administrator) = await Office();
        var officer = await api.As(await api.Given.Staff(office, Role.DataProtectionOfficer));
        var name = $"lina-{Guid.NewGuid():N}@example.org";
        var created = await administrator.Post("/api/v1/staff",
            new { familyName = "Weber", givenName = "Lina", userName = name, roles = new[] { Role.Partner } }).Expect(201);
        var lina = await created.Id();
        var right = (await administrator.Read($"/api/v1/staff/{lina}")).Value<Guid>("awaitedRoles/0/grantId");
        await (await api.As(await api.Given.Staff(office, Role.Supervisor))).Post($"/api/v1/role-grants/{right}/confirm").Expect(200);
        Assert.Equal(["right-awaits-confirmation"], await Notices(officer));

        var (link, until) = await Make(administrator, lina);
        Assert.Equal(api.Given.Now.AddDays(1), until, TimeSpan.FromMinutes(1));
        Assert.StartsWith($"{Fixture.Api.Issuer}sign-in/enrolment?key=", link, StringComparison.Ordinal);
        Assert.Equal(["enrolment-link-made", "right-awaits-confirmation"], await Notices(officer));
        var browser = api.Browser();
        await Open(browser, link);
        var page = await Open(browser, link);
        Assert.Contains(name, page, StringComparison.Ordinal);
        foreach (var guessable in (string[])["short", "password1234"])
        {
            await SigningIn.Send(browser, "/sign-in/enrolment", page, ("newPassword", guessable)).Expect(400);
        }
        await SigningIn.Send(browser, "/sign-in/enrolment", page, ("form", "forged"), ("newPassword", Chosen)).Expect(400);
        await SigningIn.Send(browser, "/sign-in/enrolment", page, ("newPassword", Chosen)).Expect(200);

        await SigningIn.Send(browser, "/sign-in/enrolment", page, ("newPassword", "another and still longer phrase")).Expect(400);
        await browser.GetAsync(link, Ct).Expect(400);
        var me = await (await SignIn(name, Chosen)).Read("/api/v1/me");
        Assert.False(me.Value<bool>("mustChangePassword"));
        Assert.Equal(["enrolment-link-used"], await Recorded(lina));
        Assert.Equal(1, await api.Sql<long>($"""
            select count(*) from access.account where staff_id = '{lina}' and password_reset_by = created_by and not must_change_password
            """));
        Assert.Equal(0, await Links(lina));
    }

    [Fact]
    public async Task Of_many_who_use_a_link_at_once_one_sets_the_password()
    {
        var (office, administrator) = await Office();
        var person = await api.Given.Staff(office, Role.Caseworker);
        var session = await api.As(person);
        var (link, _) = await Make(administrator, person.StaffId);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async number =>
        {
            var browser = api.Browser();
            return await SigningIn.Send(browser, "/sign-in/enrolment", await Open(browser, link), ("newPassword", $"{Chosen} number {number}"));
        }));
        var first = Array.FindIndex(answers, answer => answer.IsSuccessStatusCode);
        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        await SignIn(person.UserName, $"{Chosen} number {first}");
        await session.GetAsync("/api/v1/me", Ct).ExpectProblem(401, "session-ended");
    }

    [Fact]
    public async Task Another_link_another_password_a_closed_account_and_time_end_a_link()
    {
        var (office, administrator) = await Office();
        var person = await api.Given.Staff(office, Role.Caseworker);
        var path = $"/api/v1/staff/{person.StaffId}";
        var browser = api.Browser();
        var (old, _) = await Make(administrator, person.StaffId);
        var (link, _) = await Make(administrator, person.StaffId);
        await browser.GetAsync(old, Ct).Expect(400);
        await Open(browser, link);
        await administrator.Post($"{path}/reset-password", new { initialPassword = Chosen }, (await administrator.GetAsync(path, Ct)).Tag()).Expect(200);
        await browser.GetAsync(link, Ct).Expect(400);

        (link, _) = await Make(administrator, person.StaffId);
        await (await SignIn(person.UserName, Chosen)).Put("/api/v1/sessions/current/password",
            new { currentPassword = Chosen, newPassword = Chosen + " of my own" }).Expect(204);
        await browser.GetAsync(link, Ct).Expect(400);

        (link, _) = await Make(administrator, person.StaffId);
        var page = await Open(browser, link);
        await api.Execute("update access.enrolment_link set created_at = created_at - interval '25 hours', expires_at = expires_at - interval '25 hours'");
        await SigningIn.Send(browser, "/sign-in/enrolment", page, ("newPassword", Chosen)).Expect(400);

        (link, _) = await Make(administrator, person.StaffId);
        await administrator.Post($"{path}/disable", new { reason = "hat gekündigt" }, (await administrator.GetAsync(path, Ct)).Tag()).Expect(200);
        await browser.GetAsync(link, Ct).Expect(400);
        await Make(administrator, person.StaffId, 409, "staff-transition");
    }

    [Fact]
    public async Task A_link_is_made_by_the_employers_administrator_and_for_nobody_himself()
    {
        var (office, administrator) = await Office();
        var person = await api.Given.Staff(office, Role.Caseworker);
        await Make(await api.As(person), person.StaffId, 403, "not-permitted");
        await Make(await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator)), person.StaffId, 404, "not-found");
        var me = await administrator.Read("/api/v1/me");
        await Make(administrator, me.Value<Guid>("staffId"), 409, "own-enrolment");
        var own = (await administrator.Read($"/api/v1/staff/{me.Text("staffId")}"))["allowedActions"]!.AsArray();
        Assert.Equal("own-enrolment", own.Single(action => action.Text("action") == "enrolment-link").Text("code"));
        Assert.Equal(0, await Links(person.StaffId));
    }

    [Fact]
    public async Task The_APIs_login_makes_neither_a_link_nor_a_passkey_by_itself()
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(api.App);
        var person = await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
        foreach (var sql in (string[])
        [
            $"""
            insert into access.passkey select gen_random_uuid(), id, 'x', 'x', 0, array[]::text[], false, false, 'x', access.now(), null
            from access.account where staff_id = '{person.StaffId}'
            """,
            "select * from access.enrolment_link", $"call access.make_enrolment_link('{person.StaffId}', sha256('x'), access.now())",
        ])
        {
            await using var command = source.CreateCommand(sql);
            Assert.Equal("42501", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync(Ct))).SqlState);
        }
    }

    private Task<long> Links(Guid staff) =>
        api.Sql<long>($"select count(*) from access.enrolment_link l join access.account a on a.id = l.account_id where a.staff_id = '{staff}'");

    private async Task<(Guid, HttpClient)> Office()
    {
        var organisation = await api.Given.Organisation();
        return (organisation, await api.As(await api.Given.Staff(organisation, Role.Administrator)));
    }

    private static async Task<(string Link, DateTimeOffset Until)> Make(HttpClient administrator, Guid staff)
    {
        var made = await (await administrator.Send(HttpMethod.Put, $"/api/v1/staff/{staff}/enrolment-link").Expect(200)).Json();
        return (made.Text("link")!, made.Value<DateTimeOffset>("until"));
    }

    private static Task<JsonNode> Make(HttpClient somebody, Guid staff, int status, string code) =>
        somebody.Send(HttpMethod.Put, $"/api/v1/staff/{staff}/enrolment-link").ExpectProblem(status, code);

    private static async Task<string> Open(HttpClient browser, string link) =>
        await (await browser.GetAsync(link, Ct).Expect(200)).Content.ReadAsStringAsync(Ct);

    private async Task<HttpClient> SignIn(string userName, string password) =>
        api.With((await (await api.Anonymous().Post("/api/v1/sessions", new { userName, password }).Expect(200)).Json()).Text("accessToken")!);

    private static async Task<IEnumerable<string?>> Notices(HttpClient client) =>
        (await client.Read("/api/v1/notices"))["items"]!.AsArray().Select(notice => notice.Text("kind"));

    private Task<string[]> Recorded(Guid staff) => api.Sql<string[]>($"""
        select coalesce(array_agg(reason), array[]::text[]) from audit.entry where action = 'UseEnrolmentLink' and kind = 'sign_in' and staff_id = '{staff}'
        """);
}
