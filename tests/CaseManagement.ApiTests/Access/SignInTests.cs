using CaseManagement.Api.SignIn;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Access;

public sealed class SignInTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_right_password_gives_tokens_that_work_until_signing_out()
    {
        var person = await NewPerson();
        var client = api.Anonymous();
        var tokens = await (await client.Post("/api/v1/sessions", new { person.UserName, Person.Password }).Expect(200)).Json();
        Assert.Equal(person.OrganisationId, tokens["organisationId"]!.GetValue<Guid>());
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens["accessToken"]!.GetValue<string>());

        await client.DeleteAsync("/api/v1/sessions/current").Expect(204);

        await client.DeleteAsync("/api/v1/sessions/current").ExpectProblem(401, "session-ended");
    }

    [Fact]
    public async Task Unknown_name_and_wrong_password_are_refused_alike_in_the_callers_language()
    {
        var person = await NewPerson();
        var client = api.Anonymous();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de-DE,de;q=0.9");
        var wrong = await client.Post("/api/v1/sessions", new { person.UserName, Password = "wrong" }).ExpectProblem(401, "sign-in-refused");
        var unknown = await client.Post("/api/v1/sessions", new { UserName = "nobody@example.org", Password = "wrong" }).ExpectProblem(401, "sign-in-refused");
        Assert.Equal("Benutzername oder Passwort stimmt nicht.", wrong["title"]!.GetValue<string>());
        Assert.Equal(wrong["title"]!.GetValue<string>(), unknown["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_until_the_time_is_over()
    {
        var person = await NewPerson();
        var client = api.Anonymous();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.Post("/api/v1/sessions", new { person.UserName, Password = "wrong" }).Expect(401)));

        await client.Post("/api/v1/sessions", new { person.UserName, Person.Password }).ExpectProblem(423, "account-locked");

        api.Clock.Offset += Account.LockTime + TimeSpan.FromSeconds(1);
        await client.Post("/api/v1/sessions", new { person.UserName, Person.Password }).Expect(200);
    }

    [Fact]
    public async Task A_refresh_token_is_good_for_one_exchange_and_a_second_use_ends_the_session()
    {
        var person = await NewPerson();
        var client = api.Anonymous();
        var first = await (await client.Post("/api/v1/sessions", new { person.UserName, Person.Password }).Expect(200)).Json();
        var second = await (await client.Post("/api/v1/sessions/refresh", new { refreshToken = first["refreshToken"]!.GetValue<string>() }).Expect(200)).Json();

        await client.Post("/api/v1/sessions/refresh", new { refreshToken = first["refreshToken"]!.GetValue<string>() }).ExpectProblem(401, "refresh-refused");

        client.DefaultRequestHeaders.Authorization = new("Bearer", second["accessToken"]!.GetValue<string>());
        await client.DeleteAsync("/api/v1/sessions/current").ExpectProblem(401, "session-ended");
    }

    [Fact]
    public async Task An_access_token_ends_after_ten_minutes()
    {
        var client = await api.As(await NewPerson());
        api.Clock.Offset += TimeSpan.FromMinutes(11);
        await client.DeleteAsync("/api/v1/sessions/current").ExpectProblem(401, "not-signed-in");
    }

    [Fact]
    public async Task A_new_password_ends_every_session_at_once()
    {
        var person = await NewPerson();
        var one = await api.As(person);
        var other = await api.As(person);
        await one.Put("/api/v1/sessions/current/password", new { currentPassword = Person.Password, newPassword = "another long password" }).Expect(204);
        await other.DeleteAsync("/api/v1/sessions/current").ExpectProblem(401, "session-ended");
        await api.Anonymous().Post("/api/v1/sessions", new { person.UserName, Password = "another long password" }).Expect(200);
    }

    [Fact]
    public async Task The_trail_never_holds_a_password_hash()
    {
        await NewPerson();
        Assert.Equal(0L, await api.Sql<long>("select count(*) from audit.entry where before ? 'password_hash' or after ? 'password_hash'"));
        Assert.NotEqual(0L, await api.Sql<long>("select count(*) from audit.entry where table_name = 'access.account'"));
    }

    [Fact]
    public async Task An_unknown_member_is_refused_with_its_place_and_without_its_value()
    {
        var problem = await api.Anonymous().Post("/api/v1/sessions", new { userName = "x", password = "y", pasword = "secret" })
            .ExpectProblem(400, "malformed-request");
        Assert.Equal("/pasword", problem["errors"]![0]!["pointer"]!.GetValue<string>());
        Assert.DoesNotContain("secret", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_or_unreadable_is_named_in_bodies_and_in_parameters()
    {
        var missing = await api.Anonymous().Post("/api/v1/sessions", new { organisationId = (Guid?)null }).ExpectProblem(400, "malformed-request");
        Assert.Equal([("/password", "required"), ("/userName", "required")], missing["errors"]!.AsArray()
            .Select(error => (error!["pointer"]!.GetValue<string>(), error["code"]!.GetValue<string>())).Order());

        var client = await api.As(await NewPerson());
        var parameter = await client.GetAsync("/api/v1/handovers").ExpectProblem(400, "malformed-request");
        Assert.Equal("direction", parameter["errors"]![0]!["pointer"]!.GetValue<string>());
        var unreadable = await client.GetAsync("/api/v1/reminders?limit=Zahra").ExpectProblem(400, "validation-failed");
        Assert.Equal("limit", unreadable["errors"]![0]!["pointer"]!.GetValue<string>());
        Assert.DoesNotContain("Zahra", unreadable.ToJsonString(), StringComparison.Ordinal);
    }

    private async Task<Person> NewPerson() => await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
}
