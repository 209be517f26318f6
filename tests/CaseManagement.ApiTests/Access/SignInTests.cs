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
        Assert.Equal(person.OrganisationId, tokens.Value<Guid>("organisationId"));
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.Value<string>("accessToken"));

        await client.DeleteAsync("/api/v1/sessions/current").Expect(204);

        await client.DeleteAsync("/api/v1/sessions/current").ExpectProblem(401, "session-ended");
    }

    [Fact]
    public async Task A_token_that_holds_no_more_bars_nobody_from_what_is_open_to_anyone()
    {
        var person = await NewPerson();
        var client = api.Anonymous();
        var signIn = new { person.UserName, Person.Password };
        var ended = await (await client.Post("/api/v1/sessions", signIn).Expect(200)).Json();
        var kept = await (await client.Post("/api/v1/sessions", signIn).Expect(200)).Json();
        client.DefaultRequestHeaders.Authorization = new("Bearer", ended.Value<string>("accessToken"));
        await client.DeleteAsync("/api/v1/sessions/current").Expect(204);

        // A frontend may put its token on every call, these included.
        await client.Post("/api/v1/sessions", signIn).Expect(200);
        await client.Post("/api/v1/sessions/refresh", new { refreshToken = kept.Value<string>("refreshToken") }).Expect(200);
        await client.GetAsync("/hsds/v3.1/services").Expect(200);
        await client.GetAsync("/version").Expect(200);
    }

    [Fact]
    public async Task Unknown_name_and_wrong_password_are_refused_alike_in_the_callers_language()
    {
        var person = await NewPerson();
        var client = api.Anonymous();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de-DE,de;q=0.9");
        var wrong = await client.Post("/api/v1/sessions", new { person.UserName, Password = "wrong" }).ExpectProblem(401, "sign-in-refused");
        var unknown = await client.Post("/api/v1/sessions", new { UserName = "nobody@example.org", Password = "wrong" }).ExpectProblem(401, "sign-in-refused");
        Assert.Equal("Benutzername oder Passwort stimmt nicht.", wrong.Value<string>("title"));
        Assert.Equal(wrong.Value<string>("title"), unknown.Value<string>("title"));
    }

    [Fact]
    public async Task After_five_wrong_passwords_the_next_attempt_from_there_waits_longer_each_time_whatever_it_is()
    {
        var person = await NewPerson();
        var (here, elsewhere) = (From("203.0.113.7"), From("203.0.113.8"));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Try(here, person.UserName, "wrong").Expect(401)));

        foreach (var wait in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            foreach (var (name, password) in ((string, string)[])[(person.UserName, "wrong"), (person.UserName, Person.Password)])
            {
                var early = await Try(here, name, password);
                await Task.FromResult(early).ExpectProblem(429, "too-many-attempts");
                Assert.Equal(wait, (int)early.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
            }
            api.Clock.Offset += TimeSpan.FromSeconds(wait);
            await Try(here, person.UserName, "wrong").Expect(401);
        }
        await Try(elsewhere, person.UserName, Person.Password).Expect(200); // Nobody locks a colleague out.
        await Try(here, person.UserName, Person.Password).ExpectProblem(429, "too-many-attempts");
        api.Clock.Offset += TimeSpan.FromSeconds(60);
        await Try(here, person.UserName, Person.Password).Expect(200);
        await Try(here, person.UserName, "wrong").Expect(401); // Counted from the beginning.
    }

    [Fact]
    public async Task Names_that_do_not_exist_are_delayed_alike()
    {
        var here = From("203.0.113.9");
        for (var i = 0; i < 5; i++)
        {
            await Try(here, "nobody@example.org", "wrong").ExpectProblem(401, "sign-in-refused");
        }
        await Try(here, "Nobody@example.org ", "wrong").ExpectProblem(429, "too-many-attempts");
    }

    [Fact]
    public async Task What_the_database_takes_for_one_name_counts_as_one()
    {
        var here = From("203.0.113.19");
        foreach (var name in (string[])["iris@example.org", "İris@example.org", "irİs@example.org", "İRİS@example.org", "IRIS@example.org"])
        {
            await Try(here, name, "wrong").ExpectProblem(401, "sign-in-refused");
        }
        await Try(here, "Irİs@example.org", "wrong").ExpectProblem(429, "too-many-attempts");
    }

    [Fact]
    public async Task Who_has_a_network_of_IPv6_addresses_is_delayed_as_one_and_his_neighbour_is_not()
    {
        var name = $"{Guid.NewGuid()}@example.org";
        for (var i = 1; i <= 5; i++)
        {
            await Try(From($"2001:db8:1:2::{i}"), name, "wrong").ExpectProblem(401, "sign-in-refused");
        }
        await Try(From("2001:db8:1:2:ffff::1"), name, "wrong").ExpectProblem(429, "too-many-attempts");
        await Try(From("2001:db8:1:3::1"), name, "wrong").ExpectProblem(401, "sign-in-refused");
        await Try(From("::ffff:203.0.113.18"), name, "wrong").ExpectProblem(401, "sign-in-refused");
    }

    [Fact]
    public async Task Of_forwarded_addresses_the_proxys_counts_and_none_that_the_caller_has_written()
    {
        await using var trusting = new Fixture.Api { Beside = api };
        trusting.Settings["ForwardedHeaders_Enabled"] = "true"; // ASPNETCORE_FORWARDEDHEADERS_ENABLED
        await trusting.InitializeAsync();
        var name = $"{Guid.NewGuid()}@example.org";
        for (var i = 0; i < 6; i++)
        {
            var client = trusting.Anonymous();
            client.DefaultRequestHeaders.Add("X-Forwarded-For", $"198.51.100.{i}, 203.0.113.17");
            await Try(client, name, "wrong").Expect(i < 5 ? 401 : 429);
        }
    }

    [Fact]
    public async Task Parallel_guesses_are_all_counted()
    {
        var person = await NewPerson();
        var here = From("203.0.113.10");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Try(here, person.UserName, $"wrong {i}")));
        Assert.Equal(5, answers.Count(answer => (int)answer.StatusCode == 401));
        Assert.Equal(15, answers.Count(answer => (int)answer.StatusCode == 429));
    }

    [Fact]
    public async Task Right_sign_ins_of_one_account_at_once_do_not_delay_one_another()
    {
        var person = await NewPerson();
        var here = From("203.0.113.11");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Try(here, person.UserName, Person.Password)));
        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
    }

    [Fact]
    public async Task A_wrong_current_password_counts_as_a_wrong_sign_in()
    {
        var client = await api.As(await NewPerson());
        var wrong = new { currentPassword = "wrong", newPassword = "kranich lampe sofort elf" };
        for (var i = 0; i < 5; i++)
        {
            await client.Put("/api/v1/sessions/current/password", wrong).ExpectProblem(400, "validation-failed");
        }
        // At the moment of the last one, however slow the machine is.
        api.Clock.Offset -= TimeSpan.FromSeconds(30);
        await client.Put("/api/v1/sessions/current/password", wrong with { currentPassword = Person.Password }).ExpectProblem(429, "too-many-attempts");
        api.Clock.Offset += TimeSpan.FromSeconds(30);
    }

    [Theory]
    [InlineData("            ", "password-guessable")]
    [InlineData("aaaaaaaaaaaaaaa", "password-guessable")]
    [InlineData("password12345", "password-guessable")]
    [InlineData("qwertzuiop123", "password-guessable")]
    [InlineData("kurz", "too-short")]
    public async Task A_new_password_is_long_and_not_guessable(string password, string code)
    {
        var client = await api.As(await NewPerson());
        var problem = await client.Put("/api/v1/sessions/current/password", new { currentPassword = Person.Password, newPassword = password })
            .ExpectProblem(400, "validation-failed");
        Assert.Contains(problem["errors"]!.AsArray(), error => error.Value<string>("code") == code);
    }

    [Fact]
    public async Task A_town_hall_behind_one_address_signs_in_at_eight()
    {
        await using var usual = new Fixture.Api();
        usual.Settings.Remove("Limits:SignInsPerMinute");
        usual.Settings.Remove("Limits:RequestsPerMinute");
        await usual.InitializeAsync();
        var organisation = await usual.Given.Organisation();
        var people = new List<Person>();
        for (var i = 0; i < 200; i++)
        {
            people.Add(await usual.Given.Staff(organisation, Role.Caseworker));
        }
        var answers = await Task.WhenAll(people.Select(person => Try(usual.Anonymous(), person.UserName, Person.Password)));
        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
    }

    private static Task<HttpResponseMessage> Try(HttpClient client, string userName, string password) =>
        client.Post("/api/v1/sessions", new { userName, password });

    // As a proxy says it; the tests' own connection has no address.
    private HttpClient From(string address)
    {
        var client = api.Anonymous();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return client;
    }

    [Fact]
    public async Task A_refresh_token_is_good_for_one_exchange_and_a_second_use_ends_the_session()
    {
        var person = await NewPerson();
        var client = api.Anonymous();
        var first = await (await client.Post("/api/v1/sessions", new { person.UserName, Person.Password }).Expect(200)).Json();
        var second = await (await client.Post("/api/v1/sessions/refresh", new { refreshToken = first.Value<string>("refreshToken") }).Expect(200)).Json();

        await client.Post("/api/v1/sessions/refresh", new { refreshToken = first.Value<string>("refreshToken") }).ExpectProblem(401, "refresh-refused");

        client.DefaultRequestHeaders.Authorization = new("Bearer", second.Value<string>("accessToken"));
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
        Assert.Equal(0L, await api.Sql<long>("select count(*) from audit.entry_values where before ? 'password_hash' or after ? 'password_hash'"));
        Assert.NotEqual(0L, await api.Sql<long>("select count(*) from audit.entry where table_name = 'access.account'"));
    }

    [Fact]
    public async Task An_unknown_member_is_refused_with_its_place_and_without_its_value()
    {
        var problem = await api.Anonymous().Post("/api/v1/sessions", new { userName = "x", password = "y", pasword = "secret" })
            .ExpectProblem(400, "malformed-request");
        Assert.Equal("/pasword", problem.Value<string>("errors/0/pointer"));
        Assert.DoesNotContain("secret", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_or_unreadable_is_named_in_bodies_and_in_parameters()
    {
        var missing = await api.Anonymous().Post("/api/v1/sessions", new { organisationId = (Guid?)null }).ExpectProblem(400, "malformed-request");
        Assert.Equal([("/password", "required"), ("/userName", "required")], missing["errors"]!.AsArray()
            .Select(error => (error.Value<string>("pointer"), error.Value<string>("code"))).Order());

        var client = await api.As(await NewPerson());
        var parameter = await client.GetAsync("/api/v1/handovers").ExpectProblem(400, "validation-failed");
        Assert.Equal(("direction", "required"), (parameter.Text("errors/0/pointer"), parameter.Text("errors/0/code")));
        var unreadable = await client.GetAsync("/api/v1/reminders?limit=Zahra").ExpectProblem(400, "validation-failed");
        Assert.Equal("limit", unreadable.Value<string>("errors/0/pointer"));
        Assert.DoesNotContain("Zahra", unreadable.ToJsonString(), StringComparison.Ordinal);
    }

    private async Task<Person> NewPerson() => await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
}
