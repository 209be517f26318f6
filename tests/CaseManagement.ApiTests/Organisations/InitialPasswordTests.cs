using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Organisations;

/// <summary>A password that somebody else has chosen is good for choosing another one, and for nothing else.</summary>
public sealed class InitialPasswordTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Initial = "a long enough password", Chosen = "another still longer phrase";

    private sealed record Office(Guid Organisation, Person Administrator, Person Officer);

    private async Task<Office> Given()
    {
        var organisation = await api.Given.Organisation();
        return new(organisation, await api.Given.Staff(organisation, Role.Administrator), await api.Given.Staff(organisation, Role.DataProtectionOfficer));
    }

    [Fact]
    public async Task Who_was_taken_on_changes_the_initial_password_before_anything_else()
    {
        var office = await Given();
        var created = await (await api.As(office.Administrator)).Post("/api/v1/staff", new
        {
            familyName = "Weber", givenName = "Lina", userName = "lina.weber@example.org", initialPassword = Initial, roles = new[] { Role.Administrator },
        }).Expect(201);

        var lina = await SignIn("lina.weber@example.org", Initial);
        Assert.True((await lina.Read("/api/v1/me")).Value<bool>("mustChangePassword"));
        foreach (var path in (string[])["staff", "notices", "teams", "reference-data", $"staff/{await created.Id()}"])
        {
            await lina.GetAsync($"/api/v1/{path}").ExpectProblem(403, "password-change-required");
        }
        await lina.Put("/api/v1/sessions/current/password", new { currentPassword = Initial, newPassword = Initial }).ExpectProblem(400, "validation-failed");
        await lina.Put("/api/v1/sessions/current/password", new { currentPassword = Initial, newPassword = Chosen }).Expect(204);
        await lina.GetAsync("/api/v1/me").ExpectProblem(401, "session-ended");

        lina = await SignIn("lina.weber@example.org", Chosen);
        Assert.False((await lina.Read("/api/v1/me")).Value<bool>("mustChangePassword"));
        await lina.SetUpSecondFactor();
        await lina.GetAsync("/api/v1/staff").Expect(200);
    }

    [Fact]
    public async Task A_reset_password_locks_all_but_its_change_and_the_person_and_the_officer_are_told()
    {
        var office = await Given();
        var worker = await api.Given.Staff(office.Organisation, Role.Caseworker);
        var administrator = await api.As(office.Administrator);
        var path = $"/api/v1/staff/{worker.StaffId}";
        await administrator.Post($"{path}/reset-password", new { initialPassword = Initial }, (await administrator.GetAsync(path)).Tag()).Expect(200);
        Assert.True((await administrator.Read(path)).Value<bool>("account/mustChangePassword"));
        Assert.Contains("password-given", await Notices(await api.As(office.Officer)));

        var session = await SignIn(worker.UserName, Initial);
        await session.GetAsync("/api/v1/cases").ExpectProblem(403, "password-change-required");
        await session.Send(HttpMethod.Delete, "/api/v1/sessions/current").Expect(204);
        var change = new { currentPassword = Initial, newPassword = Chosen };
        await (await SignIn(worker.UserName, Initial)).Put("/api/v1/sessions/current/password", change).Expect(204);
        session = await SignIn(worker.UserName, Chosen);
        await session.GetAsync("/api/v1/cases").Expect(200);
        Assert.Contains("password-given", await Notices(session));
    }

    [Fact]
    public async Task Refreshing_the_tokens_does_not_get_around_it_and_the_refusal_is_on_record()
    {
        var office = await Given();
        var worker = await api.Given.Staff(office.Organisation, Role.Caseworker);
        await api.Given.InitialPassword(worker);
        var tokens = await (await api.Anonymous().Post("/api/v1/sessions", new { worker.UserName, Person.Password }).Expect(200)).Json();
        tokens = await (await api.Anonymous().Post("/api/v1/sessions/refresh", new { refreshToken = tokens.Text("refreshToken") }).Expect(200)).Json();
        await With(tokens.Text("accessToken")!).GetAsync("/api/v1/cases").ExpectProblem(403, "password-change-required");
        Assert.Equal("password-change-required",
            await api.Sql<string>($"select reason from audit.entry where kind = 'refusal' and staff_id = '{worker.StaffId}' order by id desc limit 1"));
    }

    private async Task<HttpClient> SignIn(string userName, string password) =>
        With((await (await api.Anonymous().Post("/api/v1/sessions", new { userName, password }).Expect(200)).Json()).Text("accessToken")!);

    private HttpClient With(string token)
    {
        var client = api.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static async Task<IEnumerable<string?>> Notices(HttpClient client) =>
        (await client.Read("/api/v1/notices"))["items"]!.AsArray().Select(notice => notice.Text("kind"));
}
