using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseManagement.Api.Tokens;
using CaseManagement.ApiTests.Fixture;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CaseManagement.ApiTests.Tokens;

/// <summary>A town's own provider: the real oidc-provider, and one that answers wrongly, by following the redirects.</summary>
public sealed class IdentityProviderTests : IClassFixture<OpenIdProvider>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly OpenIdProvider provider;
    private readonly Fixture.Api api;

    public IdentityProviderTests(OpenIdProvider provider)
    {
        OpenIdProvider.Needed();
        (this.provider, api) = (provider, provider.Api);
    }

    [Fact]
    public async Task Who_was_linked_comes_in_by_the_providers_word_and_the_session_is_the_products_own_on_every_instance()
    {
        var town = await provider.Town();
        var person = await town.Colleague();
        await provider.Person("p-linked", new { email = "another@example.org", email_verified = true }, "pwd");
        await town.Link(person, "p-linked");

        var tokens = await town.Tokens("p-linked");
        foreach (var instance in (Fixture.Api[])[api, provider.Second])
        {
            var client = instance.With(tokens.Text("access_token")!);
            Assert.Equal(person.StaffId, (await client.Read("/api/v1/me")).Value<Guid>("staffId"));
            Assert.Equal("Oberfläche", (await client.Read("/api/v1/sessions")).Text("items/0/application"));
        }
        Assert.Equal(1, await api.Sql<long>($"""
            select count(*) from audit.entry where staff_id = '{person.StaffId}' and reason = 'signed-in-by-provider'
            """));
        Assert.Equal(2, (await town.Tokens("p-linked", provider.Second)).Text("id_token")!.Count(c => c == '.'));
        await api.With(tokens.Text("access_token")!).DeleteAsync("/api/v1/sessions/current", Ct).Expect(204);
        await provider.Second.With(tokens.Text("access_token")!).GetAsync("/api/v1/me", Ct).ExpectProblem(401, "session-ended");
    }

    [Fact]
    public async Task A_sign_in_that_begins_on_one_instance_ends_on_another()
    {
        var town = await provider.Town();
        await provider.Person("p-two", new { });
        await town.Link(await town.Colleague(), "p-two");
        var here = new SigningIn(api, town.Frontend);
        var cookies = "";
        var page = await here.Fill(await here.Open(), ("with", "provider"), ("userName", $"x@{town.Domain}")).Expect(200);
        foreach (var cookie in page.Headers.GetValues("Set-Cookie"))
        {
            Assert.Matches("; secure; samesite=(lax|strict); httponly$", cookie);
            cookies += cookie.Split(';')[0] + "; ";
        }
        var onward = WebUtility.HtmlDecode(Regex.Match(await page.Content.ReadAsStringAsync(Ct), "href=\"([^\"]+)\"").Groups[1].Value);
        using var back = new HttpRequestMessage(HttpMethod.Get, await Town.At(new Uri(onward), "p-two"));
        back.Headers.Add("Cookie", cookies);
        using var there = provider.Second.Anonymous();
        Assert.Contains("You are signed in", await (await there.SendAsync(back, Ct).Expect(200)).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verified_address_links_once_and_never_another_name_than_the_one_to_sign_in_with()
    {
        var town = await provider.Town();
        var person = await town.Colleague();
        await api.Given.InitialPassword(person);
        foreach (var (subject, claims) in ((string, object)[])
        [
            ("p-unverified", new { email = person.UserName, email_verified = false }),
            ("p-unsaid", new { email = person.UserName }),
            ("p-elsewhere", new { email = "kim@another.example", email_verified = true }),
            ("p-named", new { name = "Kim", preferred_username = person.UserName }),
        ])
        {
            await provider.Person(subject, claims);
            Assert.Equal(403, (int)(await town.SignIn(new SigningIn(api, town.Frontend), subject)).StatusCode);
        }
        // The directory's address, which an administrator writes, links nobody.
        var other = await town.Colleague();
        await api.Execute($"update app.staff set email = 'boss@{town.Domain}' where id = '{other.StaffId}'");
        await provider.Person("p-boss", new { email = $"boss@{town.Domain}", email_verified = true });
        Assert.Equal(403, (int)(await town.SignIn(new SigningIn(api, town.Frontend), "p-boss")).StatusCode);

        await provider.Person("p-mail", new { email = person.UserName.ToUpperInvariant(), email_verified = true });
        Assert.Equal(person.StaffId, await StaffOf(await town.Tokens("p-mail")));
        // An initial password that nobody has changed went with it.
        await api.Anonymous().Post("/api/v1/sessions", new { userName = person.UserName, password = Person.Password }).ExpectProblem(401, "sign-in-refused");
        // From here on it is the subject that counts: another one with the same address is not he, and he stays himself without it.
        await provider.Person("p-thief", new { email = person.UserName, email_verified = true });
        Assert.Equal(403, (int)(await town.SignIn(new SigningIn(api, town.Frontend), "p-thief")).StatusCode);
        await provider.Person("p-mail", new { });
        Assert.Equal(person.StaffId, await StaffOf(await town.Tokens("p-mail")));
    }

    [Theory]
    [InlineData("de", "ist hier mit keinem Zugang verbunden")]
    [InlineData("en", "is linked to no account here")]
    public async Task Who_is_not_linked_was_disabled_or_works_elsewhere_gets_clear_words_and_no_session(string language, string words)
    {
        var (town, other) = (await provider.Town(), await provider.Town());
        var (disabled, elsewhere) = (await town.Colleague(), await other.Colleague());
        await town.Link(disabled, $"p-disabled-{language}");
        await other.Link(elsewhere, $"p-stranger-{language}");
        await api.Execute($"update access.account set disabled_at = '{api.Given.Now:O}' where id = '{disabled.AccountId}'");
        foreach (var subject in (string[])[$"p-unlinked-{language}", $"p-disabled-{language}", $"p-stranger-{language}"])
        {
            await provider.Person(subject, new { email = elsewhere.UserName, email_verified = true });
            var signing = new SigningIn(api, town.Frontend);
            signing.Browser.DefaultRequestHeaders.Add("Accept-Language", language);
            var page = await town.SignIn(signing, subject);
            Assert.Equal(403, (int)page.StatusCode);
            Assert.Contains(words, await page.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
        Assert.Equal(0, await api.Sql<long>($"select count(*) from access.session where staff_id in ('{disabled.StaffId}', '{elsewhere.StaffId}')"));
        Assert.Equal(3, await api.Sql<long>($"""
            select count(*) from audit.entry where organisation_id = '{town.Organisation}' and reason = 'provider-not-linked'
            """));
    }

    [Fact]
    public async Task Who_comes_back_signs_in_with_the_same_identity_and_the_new_account()
    {
        var town = await provider.Town();
        var (byHand, byAddress) = (await town.Colleague(), await town.Colleague());
        var claims = new { email = byAddress.UserName, email_verified = true };
        await provider.Person("p-back", new { });
        await provider.Person("p-back-mail", claims);
        await town.Link(byHand, "p-back");
        Assert.Equal(byAddress.StaffId, await StaffOf(await town.Tokens("p-back-mail")));
        var administrator = await api.As(town.Administrator);
        foreach (var leaver in (Person[])[byHand, byAddress])
        {
            var path = $"/api/v1/staff/{leaver.StaffId}";
            await administrator.Post($"{path}/disable", new { reason = "geht" }, (await administrator.GetAsync(path, Ct)).Tag()).Expect(200);
        }
        Assert.Equal(403, (int)(await town.SignIn(new SigningIn(api, town.Frontend), "p-back")).StatusCode);
        Assert.Equal(403, (int)(await town.SignIn(new SigningIn(api, town.Frontend), "p-back-mail")).StatusCode);

        var again = await town.Colleague();
        await town.Link(again, "p-back");
        Assert.Equal(again.StaffId, await StaffOf(await town.Tokens("p-back")));
        var hired = await town.Colleague();
        await api.Execute($"update access.account set user_name = '{byAddress.UserName}' where id = '{hired.AccountId}'");
        Assert.Equal(hired.StaffId, await StaffOf(await town.Tokens("p-back-mail")));
        // Who linked the disabled account had it in hand still.
        Assert.Equal(1, await api.Sql<long>($"""
            select count(*) from access.identity_link
            where staff_id = '{byHand.StaffId}' and linked_by = '{town.Administrator.StaffId}' and ended_at is not null
            """));
    }

    [Fact]
    public async Task Who_cancels_at_the_provider_begins_again_on_the_page()
    {
        var town = await provider.Town();
        var signing = new SigningIn(api, town.Frontend);
        var page = await town.SignIn(signing, "cancels");
        Assert.Equal(401, (int)page.StatusCode);
        Assert.Contains("name=\"userName\"", await page.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_says_which_provider_and_nothing_of_who_works_there()
    {
        var town = await provider.Town();
        var person = await town.Colleague();
        var signing = new SigningIn(api, town.Frontend);
        var answers = new List<string>();
        foreach (var address in (string[])[person.UserName, $"nobody@{town.Domain}", $"x@{town.Domain.ToUpperInvariant()}"])
        {
            var page = await signing.Fill(await signing.Open(), ("with", "provider"), ("userName", address)).Expect(200);
            var text = await page.Content.ReadAsStringAsync(Ct);
            Assert.DoesNotContain(person.UserName, text, StringComparison.OrdinalIgnoreCase);
            answers.Add(Regex.Replace(text, "(state|nonce|code_challenge|flow)=[^&\"]+|value=\"[^\"]+\"", ""));
        }
        Assert.Single(answers.Distinct());
        foreach (var address in (string[])["", "kim", "x@nowhere.example", new string('x', 300)])
        {
            await signing.Fill(await signing.Open(), ("with", "provider"), ("userName", address)).Expect(400);
        }
        await town.Change(new { trustsSecondFactor = true }); // Waits for confirmation again: takes nobody in.
        await signing.Fill(await signing.Open(), ("with", "provider"), ("userName", person.UserName)).Expect(400);
    }

    [Fact]
    public async Task Keys_that_the_provider_has_changed_are_read_again_and_a_sign_in_does_not_notice()
    {
        var town = await provider.Town();
        var person = await town.Colleague();
        await provider.Person("p-rotated", new { });
        await town.Link(person, "p-rotated");
        await town.Tokens("p-rotated");
        await provider.Tell("rotate");
        Assert.Equal(person.StaffId, await StaffOf(await town.Tokens("p-rotated")));
        Assert.Equal(person.StaffId, await StaffOf(await town.Tokens("p-rotated", provider.Second)));
    }

    [Fact]
    public async Task What_a_wrong_token_says_opens_nothing()
    {
        foreach (var kind in (string[])["good", "expired", "audience", "issuer", "nonce", "no-nonce", "tampered", "unsigned", "foreign-key"])
        {
            var town = await provider.Town($"{provider.Issuer}/bad/{kind}");
            foreach (var subject in (string[])["bad-person", "somebody-else"])
            {
                await town.Link(await town.Colleague(), subject);
            }
            var signing = new SigningIn(api, town.Frontend);
            var page = await town.SignIn(signing, "x");
            Assert.True((kind == "good" ? 200 : 401) == (int)page.StatusCode, $"{kind}: {page.StatusCode}");
            Assert.Equal(kind == "good" ? 1 : 0, await api.Sql<long>($"""
                select count(*) from access.provider_session where identity_provider_id = '{town.ProviderId}'
                """));
        }
    }

    [Theory]
    [InlineData("another-issuer")]
    [InlineData("insecure-endpoint")]
    [InlineData("no-keys")]
    [InlineData("elsewhere")]
    [InlineData("silent")]
    [InlineData("down")]
    public async Task A_provider_that_is_down_or_says_what_it_must_not_lets_nobody_in_and_the_page_says_so(string kind)
    {
        var town = await provider.Town(kind == "down" ? "http://127.0.0.1:9" : $"{provider.Issuer}/bad/{kind}");
        var signing = new SigningIn(api, town.Frontend);
        signing.Browser.DefaultRequestHeaders.Add("Accept-Language", "de");
        var page = await signing.Fill(await signing.Open(), ("with", "provider"), ("userName", $"x@{town.Domain}")).Expect(503);
        Assert.Contains("Anmeldedienst Ihrer Organisation antwortet nicht", await page.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_good_once_in_the_browser_that_asked_for_it_and_leads_nowhere_else()
    {
        var town = await provider.Town();
        await provider.Person("p-once", new { });
        var person = await town.Colleague();
        await town.Link(person, "p-once");
        var (signing, other) = (new SigningIn(api, town.Frontend), new SigningIn(api, town.Frontend));
        var back = await Town.At(await town.ToProvider(signing), "p-once");
        Assert.Equal(401, (int)(await other.Browser.GetAsync(back, Ct)).StatusCode); // Somebody else's browser: a forged sign-in.
        await town.ToProvider(other);
        Assert.Equal(401, (int)(await other.Browser.GetAsync(back, Ct)).StatusCode);
        await Town.GoOn(signing, await signing.Browser.GetAsync(back, Ct));
        Assert.Equal(401, (int)(await signing.Browser.GetAsync(back, Ct)).StatusCode); // Replayed, state and code.
        var forged = new Uri($"{town.ReturnsTo}?code=x&state=https%3A%2F%2Fevil.example.org");
        Assert.Equal(401, (int)(await signing.Browser.GetAsync(forged, Ct)).StatusCode);
        Assert.Equal(401, (int)(await signing.Browser.GetAsync(new Uri(town.ReturnsTo), Ct)).StatusCode);
        // Of another provider's: its address is its own.
        var third = new SigningIn(api, town.Frontend);
        var mixed = await Town.At(await town.ToProvider(third), "p-once");
        var elsewhere = new Uri(mixed.ToString().Replace(town.ProviderId.ToString(), (await provider.Town()).ProviderId.ToString(), StringComparison.Ordinal));
        Assert.Equal(401, (int)(await third.Browser.GetAsync(elsewhere, Ct)).StatusCode);
        Assert.Equal(1, await api.Sql<long>($"select count(*) from access.session where staff_id = '{person.StaffId}'"));
    }

    [Fact]
    public async Task Signing_out_at_the_provider_ends_the_session_here_at_once()
    {
        var town = await provider.Town();
        var person = await town.Colleague();
        await provider.Person("p-logout", new { });
        await town.Link(person, "p-logout");
        var signing = new SigningIn(api, town.Frontend);
        var onward = await town.ToProvider(signing);
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Town.Cookies(onward, "p-logout") });
        var at = onward;
        while (at.Host != "sign-in.example.org")
        {
            at = new Uri(at, (await browser.GetAsync(at, Ct).Expect(302, or: 303)).Headers.Location!);
        }
        var last = await Town.GoOn(signing, await signing.Browser.GetAsync(at, Ct));
        var tokens = await (await signing.Exchange((await signing.Back(last))["code"]!).Expect(200)).Json();
        var (client, another) = (api.With(tokens.Text("access_token")!), api.With((await town.Tokens("p-logout")).Text("access_token")!));
        await client.GetAsync("/api/v1/me", Ct).Expect(200);

        var asks = await (await browser.GetAsync($"{provider.Issuer}/session/end", Ct).Expect(200)).Content.ReadAsStringAsync(Ct);
        var xsrf = Regex.Match(asks, "name=\"xsrf\" value=\"([^\"]+)\"").Groups[1].Value;
        await browser.PostAsync($"{provider.Issuer}/session/end/confirm",
            new FormUrlEncodedContent(new Dictionary<string, string> { ["xsrf"] = xsrf, ["logout"] = "yes" }), Ct).Expect(303, or: 302);
        Assert.Equal("", provider.Faults.Replace("oidc-provider WARNING: Unsupported runtime. Use Node.js v22.x LTS, or a later LTS release.\n", ""));
        await client.GetAsync("/api/v1/me", Ct).ExpectProblem(401, "session-ended");
        await signing.Refresh(tokens.Text("refresh_token")!).Expect(400);
        await another.GetAsync("/api/v1/me", Ct).Expect(200); // Another sid: another computer.
        Assert.Equal("provider-logout", await api.Sql<string>($"""
            select revoked_why from access.session where staff_id = '{person.StaffId}' and revoked_at is not null
            """));
    }

    [Fact]
    public async Task A_logout_token_ends_sessions_only_where_everything_about_it_is_right()
    {
        var town = await provider.Town($"{provider.Issuer}/bad/good");
        var person = await town.Colleague();
        await town.Link(person, "bad-person");
        var at = (api.Given.Now - DateTimeOffset.UnixEpoch).TotalSeconds is var seconds ? (long)seconds : 0;

        async Task<(string Token, HttpResponseMessage Answer)> Send(object claims, string? kind = null, object? header = null, string? client = null)
        {
            var token = (await provider.Tell("logout-token", new { of = "good", client = client ?? town.ClientId, kind, claims, header })).Text("token")!;
            return (token, await Post(token));
        }
        Task<HttpResponseMessage> Post(string token) => api.Anonymous().PostAsync(
            ProviderSignIn.LogoutPath(town.ProviderId), new FormUrlEncodedContent(new Dictionary<string, string> { ["logout_token"] = token }), Ct);

        var me = api.With((await town.Tokens("x")).Text("access_token")!);
        foreach (var (what, claims, kind, header, client) in ((string, object, string?, object?, string?)[])
        [
            ("iss", new { sub = "bad-person", iss = "https://another.example.org" }, null, null, null),
            ("aud", new { sub = "bad-person" }, null, null, "another-client"),
            ("old", new { sub = "bad-person", iat = at - 1200 }, null, null, null),
            ("of tomorrow", new { sub = "bad-person", iat = at + 600, exp = at + 660 }, null, null, null),
            ("expired", new { sub = "bad-person", iat = at - 300, exp = at - 180 }, null, null, null),
            ("for ever", new { sub = "bad-person", exp = at + 86400 }, null, null, null),
            ("no exp", new { sub = "bad-person", exp = (long?)null }, null, null, null),
            ("no iat", new { sub = "bad-person", iat = (long?)null }, null, null, null),
            ("no events", new { sub = "bad-person", events = (object?)null }, null, null, null),
            ("other events", new { sub = "bad-person", events = new { other = new { } } }, null, null, null),
            ("nonce", new { sub = "bad-person", nonce = "a-nonce" }, null, null, null),
            ("no jti", new { sub = "bad-person", jti = (string?)null }, null, null, null),
            ("neither sub nor sid", new { }, null, null, null),
            ("typ", new { sub = "bad-person" }, null, new { typ = "at+jwt" }, null),
            ("tampered", new { sub = "bad-person" }, "tampered", null, null),
            ("unsigned", new { sub = "bad-person" }, "unsigned", null, null),
            ("foreign key", new { sub = "bad-person" }, "foreign-key", null, null),
        ])
        {
            var (_, answer) = await Send(claims, kind, header, client);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{what}: {answer.StatusCode}");
            await me.GetAsync("/api/v1/me", Ct).Expect(200);
        }
        await Post("no token").Expect(400);
        (await Send(new { sub = "somebody-else" }, header: new { typ = "logout+jwt" })).Answer.EnsureSuccessStatusCode();
        (await Send(new { sub = "bad-person", sid = "another" })).Answer.EnsureSuccessStatusCode();
        await me.GetAsync("/api/v1/me", Ct).Expect(200);

        var (right, taken) = await Send(new { sub = "bad-person" });
        taken.EnsureSuccessStatusCode();
        Assert.True(taken.Headers.CacheControl!.NoStore);
        await me.GetAsync("/api/v1/me", Ct).ExpectProblem(401, "session-ended");
        var again = api.With((await town.Tokens("x")).Text("access_token")!);
        await Post(right).Expect(400); // jti: once.
        await again.GetAsync("/api/v1/me", Ct).Expect(200);
    }

    [Fact]
    public async Task A_frontend_that_signs_somebody_out_ends_this_session_too()
    {
        var town = await provider.Town();
        await provider.Person("p-out", new { });
        await town.Link(await town.Colleague(), "p-out");
        var tokens = await town.Tokens("p-out");
        await api.Browser().GetAsync($"/connect/end-session?id_token_hint={tokens.Text("id_token")}", Ct).Expect(200);
        await api.With(tokens.Text("access_token")!).GetAsync("/api/v1/me", Ct).ExpectProblem(401, "session-ended");
    }

    [Fact]
    public async Task A_second_factor_is_asked_here_unless_the_providers_counts_and_was_shown()
    {
        var town = await provider.Town();
        var administrator = await town.Colleague(Role.Administrator);
        await town.Link(administrator, "p-admin");
        async Task<bool> IsAsked(params string[] amr)
        {
            await provider.Person("p-admin", new { }, amr);
            var signing = new SigningIn(api, town.Frontend);
            var next = await Town.GoOn(signing, await town.SignIn(signing, "p-admin"));
            return next.StatusCode == HttpStatusCode.OK && (await next.Content.ReadAsStringAsync(Ct)).Contains("id=\"secret\"", StringComparison.Ordinal);
        }
        Assert.True(await IsAsked("pwd", "mfa"));
        Assert.True(await IsAsked("otp")); // The product's own word for its own.
        await town.Change(new { trustsSecondFactor = true });
        await town.Confirm();
        Assert.False(await IsAsked("pwd", "mfa"));
        Assert.True(await IsAsked("pwd"));
        Assert.True(await IsAsked());
    }

    [Fact]
    public async Task Groups_take_roles_away_and_never_give_one()
    {
        var town = await provider.Town(more: _ => new
        {
            groupsClaim = "groups",
            roleGroups = new[] { new { role = Role.Caseworker, group = "IM" }, new { role = Role.Supervisor, group = "Leitung" } },
        });
        var both = await api.Given.Staff(town.Organisation, [Role.Caseworker, Role.Supervisor]);
        await town.Link(both, "p-groups");
        await provider.Person("p-groups", new { groups = new[] { "IM", "Administratoren" } });
        var signing = new SigningIn(api, town.Frontend);
        var last = await Town.GoOn(signing, await town.SignIn(signing, "p-groups"));
        var tokens = await (await signing.Exchange((await signing.Back(last))["code"]!).Expect(200)).Json();
        Assert.Equal(["caseworker"], (await api.With(tokens.Text("access_token")!).Read("/api/v1/me")).Values<string>("roles/*"));
        tokens = await (await signing.Refresh(tokens.Text("refresh_token")!).Expect(200)).Json();
        Assert.Equal(["caseworker"], (await api.With(tokens.Text("access_token")!).Read("/api/v1/me")).Values<string>("roles/*"));

        await provider.Person("p-groups", new { groups = new[] { "Administratoren" } });
        Assert.Equal(403, (int)(await town.SignIn(new SigningIn(api, town.Frontend), "p-groups")).StatusCode);
        var client = await api.As(town.Administrator);
        foreach (var role in (Role[])[Role.Administrator, Role.DataProtectionOfficer])
        {
            await client.Put(town.Path, town.Body(new { groupsClaim = "groups", roleGroups = new[] { new { role, group = "IT" } } }), await town.Tag())
                .ExpectProblem(400, "validation-failed");
        }
    }

    [Fact]
    public async Task Where_passwords_are_forbidden_one_for_emergencies_stays_good_and_its_use_is_told()
    {
        var town = await provider.Town();
        var (person, emergency) = (await town.Colleague(), await town.Colleague());
        var officer = await town.Colleague(Role.DataProtectionOfficer);
        var client = await api.As(town.Administrator);
        await client.Put(town.Path, town.Body(new { isRequired = true }), await town.Tag()).ExpectProblem(400, "validation-failed");
        var stranger = (await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker)).StaffId;
        await client.Put(town.Path, town.Body(new { isRequired = true, emergencyStaffId = stranger }), await town.Tag())
            .ExpectProblem(400, "validation-failed");
        await town.Change(new { isRequired = true, emergencyStaffId = emergency.StaffId });

        await api.Anonymous().Post("/api/v1/sessions", new { userName = person.UserName, password = Person.Password }).ExpectProblem(401, "provider-required");
        await api.Anonymous().Post("/api/v1/sessions", new { userName = person.UserName, password = "not the password at all" })
            .ExpectProblem(401, "sign-in-refused");
        var page = await new SigningIn(api, town.Frontend).Password(person.UserName).Expect(401);
        Assert.Contains("takes no passwords here", await page.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(0, await api.Sql<long>($"select count(*) from access.session where staff_id = '{person.StaffId}' and revoked_at is null"));

        await api.Anonymous().Post("/api/v1/sessions", new { userName = emergency.UserName, password = Person.Password }).Expect(200);
        Assert.NotNull((await new SigningIn(api, town.Frontend).Tokens(emergency)).Text("access_token"));
        Assert.Equal(["emergency-account-used", "emergency-account-used"],
            (await (await api.As(officer)).Read("/api/v1/notices")).Values<string>("items/*/kind").Where(kind => kind == "emergency-account-used"));
        Assert.Equal(2, await api.Sql<long>($"select count(*) from audit.entry where staff_id = '{emergency.StaffId}' and reason = 'emergency-account-used'"));
        // A provider that waits for confirmation takes nobody in, so passwords are good meanwhile.
        await town.Change(new { isRequired = true, emergencyStaffId = emergency.StaffId, trustsSecondFactor = true });
        await api.Anonymous().Post("/api/v1/sessions", new { userName = person.UserName, password = Person.Password }).Expect(200);
    }

    [Fact]
    public async Task The_emergency_account_is_not_disabled_nor_left_without_a_role_while_passwords_are_forbidden()
    {
        var town = await provider.Town();
        var (emergency, other) = (await town.Colleague(), await town.Colleague());
        await town.Change(new { isRequired = true, emergencyStaffId = emergency.StaffId });
        var client = await api.As(town.Administrator);
        var path = $"/api/v1/staff/{emergency.StaffId}";
        var shown = await client.GetAsync(path, Ct).Expect(200);
        Assert.Equal("emergency-account", (await shown.Json())["allowedActions"]!.AsArray().Single(action => action.Text("action") == "disable").Text("code"));
        await client.Post($"{path}/disable", new { reason = "geht" }, shown.Tag()).ExpectProblem(409, "emergency-account");
        var role = (await client.Read(path)).Value<Guid>("roles/0/grantId");
        await client.Post($"/api/v1/role-grants/{role}/revoke", new { reason = "geht" }).ExpectProblem(409, "emergency-account");
        await api.Anonymous().Post("/api/v1/sessions", new { userName = emergency.UserName, password = Person.Password }).Expect(200);

        await town.Change(new { isRequired = true, emergencyStaffId = other.StaffId });
        await client.Post($"{path}/disable", new { reason = "geht" }, shown.Tag()).Expect(200);
        // Of who disables it and who makes it the emergency account at once, one comes first.
        for (var round = 0; round < 4; round++)
        {
            var third = await town.Colleague();
            var staff = $"/api/v1/staff/{third.StaffId}";
            var (tag, providerTag) = ((await client.GetAsync(staff, Ct)).Tag(), await town.Tag());
            var both = await Task.WhenAll(client.Post($"{staff}/disable", new { reason = "geht" }, tag),
                client.Put(town.Path, town.Body(new { isRequired = true, emergencyStaffId = third.StaffId }), providerTag));
            Assert.Contains((int)both[0].StatusCode * 1000 + (int)both[1].StatusCode, (int[])[200400, 409200]);
            await town.Change(new { isRequired = true, emergencyStaffId = other.StaffId });
        }
    }

    [Fact]
    public async Task A_provider_is_registered_by_an_administrator_and_confirmed_by_somebody_else()
    {
        var town = await provider.Town(confirmed: false);
        var (administrator, supervisor) = (await api.As(town.Administrator), await api.As(town.Supervisor));
        var shown = await (await administrator.GetAsync(town.Path, Ct).Expect(200)).Content.ReadAsStringAsync(Ct);
        Assert.DoesNotContain("a secret", shown, StringComparison.Ordinal);
        Assert.Equal(("awaits_confirmation", true, town.ReturnsTo),
            (JsonNode.Parse(shown).Text("status"), JsonNode.Parse(shown).Value<bool>("hasSecret"), JsonNode.Parse(shown).Text("redirectUri")));
        Assert.DoesNotContain("a secret", await api.Sql<string>($"""
            select protected from access.identity_provider_secret where identity_provider_id = '{town.ProviderId}'
            """), StringComparison.Ordinal);
        Assert.Contains("identity-provider-awaits-confirmation", (await supervisor.Read("/api/v1/notices")).Values<string>("items/*/kind"));

        var tag = await town.Tag();
        var signing = new SigningIn(api, town.Frontend);
        await signing.Fill(await signing.Open(), ("with", "provider"), ("userName", $"x@{town.Domain}")).Expect(400);
        await administrator.Post($"{town.Path}/confirm", null, tag).ExpectProblem(403, "not-permitted");
        await api.Execute($"insert into access.role_grant values (gen_random_uuid(), '{town.Administrator.StaffId}', '{town.Organisation}', 'supervisor')");
        await (await api.As(town.Administrator with { Roles = [Role.Administrator, Role.Supervisor] })).Post($"{town.Path}/confirm", null, tag)
            .ExpectProblem(409, "own-confirmation");
        // Who was linked by who proposes it is his second pair of eyes no more than one whose password he has given.
        var puppet = await town.Colleague(Role.Supervisor);
        await town.Link(puppet, "p-puppet");
        await (await api.As(puppet)).Post($"{town.Path}/confirm", null, tag).ExpectProblem(409, "confirmer-reset");
        await supervisor.Post($"{town.Path}/confirm", null, "\"1\"").ExpectProblem(412, "stale");
        await supervisor.Post($"{town.Path}/confirm", null, tag).Expect(200);
        await supervisor.Post($"{town.Path}/confirm", null, await town.Tag()).ExpectProblem(409, "identity-provider-transition");

        await (await api.As(await town.Colleague())).GetAsync(town.Path, Ct).ExpectProblem(403, "not-permitted");
        var stranger = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        await stranger.GetAsync(town.Path, Ct).ExpectProblem(404, "not-found");
        await stranger.Put(town.Path, town.Body(), await town.Tag()).ExpectProblem(404, "not-found");
        await stranger.Post("/api/v1/identity-providers", town.Body()).ExpectProblem(409, "domain-taken");
        await administrator.Post("/api/v1/identity-providers", town.Body()).ExpectProblem(409, "identity-provider-exists");
        await administrator.Put(town.Path, town.Body(), tag).ExpectProblem(412, "stale");
        foreach (var issuer in (string[])["http://login.town.example", "https://login.town.example/?x", "ftp://x", "https://user@login.town.example", "login"])
        {
            await administrator.Put(town.Path, town.Body(new { issuer }), await town.Tag()).ExpectProblem(400, "validation-failed");
        }
        await town.Change(new { name = "Stadt" });
        Assert.Equal("active", (await administrator.Read(town.Path)).Text("status"));
        await town.Change(new { name = "Stadt", issuer = "https://login.town.example" });
        Assert.Equal("awaits_confirmation", (await administrator.Read(town.Path)).Text("status"));
    }

    [Fact]
    public async Task A_provider_out_of_use_takes_its_sessions_and_links_with_it_and_so_does_unlinking()
    {
        var town = await provider.Town();
        var (person, other) = (await town.Colleague(), await town.Colleague());
        foreach (var (who, subject) in ((Person, string)[])[(person, "p-retired"), (other, "p-unlink")])
        {
            await provider.Person(subject, new { });
            await town.Link(who, subject);
        }
        var administrator = await api.As(town.Administrator);
        var mine = api.With((await town.Tokens("p-retired")).Text("access_token")!);
        var theirs = api.With((await town.Tokens("p-unlink")).Text("access_token")!);
        var path = $"/api/v1/staff/{other.StaffId}";
        await administrator.Post($"{path}/link-identity", new { subject = "p-x", reason = "x" }, (await administrator.GetAsync(path, Ct)).Tag())
            .ExpectProblem(409, "staff-linked");
        var third = $"/api/v1/staff/{(await town.Colleague()).StaffId}";
        await administrator.Post($"{third}/link-identity", new { subject = "p-unlink", reason = "x" }, (await administrator.GetAsync(third, Ct)).Tag())
            .ExpectProblem(409, "identity-linked");
        var own = $"/api/v1/staff/{town.Administrator.StaffId}";
        await administrator.Post($"{own}/link-identity", new { subject = "p-own", reason = "x" }, (await administrator.GetAsync(own, Ct)).Tag())
            .ExpectProblem(409, "own-identity");
        await administrator.Post($"{path}/unlink-identity", new { reason = "The wrong person" }, (await administrator.GetAsync(path, Ct)).Tag()).Expect(200);
        await theirs.GetAsync("/api/v1/me", Ct).ExpectProblem(401, "session-ended");
        Assert.Contains("identity-linked", (await (await api.As(other)).Read("/api/v1/notices")).Values<string>("items/*/kind"));

        await administrator.Post($"{town.Path}/retire", new { reason = "Another one" }, await town.Tag()).Expect(200);
        await mine.GetAsync("/api/v1/me", Ct).ExpectProblem(401, "session-ended");
        Assert.Equal(0, await api.Sql<long>($"select count(*) from access.identity_link where organisation_id = '{town.Organisation}'"));
        await administrator.Post("/api/v1/identity-providers", town.Body()).Expect(201);
    }

    [Theory]
    [InlineData("https://127.0.0.1:1")]
    [InlineData("https://localhost:1")]
    [InlineData("https://[::1]:1")]
    [InlineData("https://[::ffff:10.0.0.1]")]
    [InlineData("https://10.1.2.3")]
    [InlineData("https://169.254.169.254")]
    [InlineData("https://192.168.0.1")]
    [InlineData("https://[fd00::1]")]
    [InlineData("http://example.org")]
    [InlineData("http://127.0.0.1:1")]
    public async Task No_provider_leads_to_what_is_inside(string address)
    {
        using var metadata = new ProviderMetadata(new ConfigurationBuilder().Build(), api.Services.GetRequiredService<CaseManagement.Api.Rules.ProductClock>());
        var refused = await Assert.ThrowsAnyAsync<HttpRequestException>(() => metadata.Http.GetAsync(new Uri(address), Ct));
        Assert.Contains("Not a", (refused.InnerException ?? refused).Message + refused.Message, StringComparison.Ordinal);
    }

    private async Task<Guid> StaffOf(JsonNode tokens) => (await api.With(tokens.Text("access_token")!).Read("/api/v1/me")).Value<Guid>("staffId");
}
