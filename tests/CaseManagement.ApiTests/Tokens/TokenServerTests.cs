using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CaseManagement.Api.Tokens;
using CaseManagement.ApiTests.Fixture;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace CaseManagement.ApiTests.Tokens;

/// <summary>OAuth 2.0 and OpenID Connect as frontends see them, and that the session stays the truth about every token.</summary>
public sealed class TokenServerTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Discovery_offers_codes_with_S256_and_neither_plain_nor_anything_implicit()
    {
        var document = await api.Browser().Read("/.well-known/openid-configuration");
        Assert.Equal(Fixture.Api.Issuer, document.Text("issuer"));
        Assert.Equal(["S256"], document.Values<string>("code_challenge_methods_supported/*"));
        Assert.Equal(["code"], document.Values<string>("response_types_supported/*"));
        Assert.Equal(["authorization_code", "client_credentials", "refresh_token"], document.Values<string>("grant_types_supported/*").Order());
        Assert.DoesNotContain("fragment", document.Values<string>("response_modes_supported/*"));
        Assert.True(document.Value<bool>("authorization_response_iss_parameter_supported"));
        foreach (var endpoint in (string[])["authorization", "token", "introspection", "revocation", "end_session"])
        {
            Assert.StartsWith($"{Fixture.Api.Issuer}connect/", document.Text($"{endpoint}_endpoint"), StringComparison.Ordinal);
        }
        var keys = await api.Browser().Read("/.well-known/jwks");
        Assert.Null(keys.At("keys/0/d"));
        Assert.Equal("ES256", keys.Text("keys/0/alg"));
    }

    [Fact]
    public async Task A_person_signs_in_at_a_frontend_and_its_tokens_are_those_of_a_session()
    {
        var (person, signing) = await Someone();
        var answer = await signing.Back(await signing.Password(person.UserName));
        Assert.Equal("a-state", answer["state"]);
        Assert.Equal(Fixture.Api.Issuer, answer["iss"]);

        var tokens = await (await signing.Exchange(answer["code"]!).Expect(200)).Json();
        Assert.Equal("Bearer", tokens.Text("token_type"));
        Assert.InRange(tokens.Number("expires_in")!.Value, 590, 600);
        var claims = JsonNode.Parse(Base64(tokens.Text("id_token")!.Split('.')[1]))!;
        Assert.Equal((person.StaffId.ToString(), "a-nonce"), (claims.Text("sub"), claims.Text("nonce")));
        Assert.DoesNotContain("case_session", claims.AsObject().Select(claim => claim.Key));

        var me = await api.With(tokens.Text("access_token")!).Read("/api/v1/me");
        Assert.Equal(person.StaffId, me.Value<Guid>("staffId"));
        Assert.Equal(claims.Text("sid"), (await api.Sql<Guid>($"select id from access.session where staff_id = '{person.StaffId}'")).ToString());
    }

    [Fact]
    public async Task Signing_out_ends_every_token_of_the_session_at_once()
    {
        var (person, signing) = await Someone();
        var tokens = await signing.Tokens(person);
        var frontend = api.With(tokens.Text("access_token")!);
        await frontend.GetAsync("/api/v1/me").Expect(200);

        await signing.Browser.GetAsync($"/connect/end-session?id_token_hint={tokens.Text("id_token")}").Expect(200);

        await frontend.GetAsync("/api/v1/me").ExpectProblem(401, "session-ended");
        Assert.Equal("invalid_grant", (await (await signing.Refresh(tokens.Text("refresh_token")!).Expect(400)).Json()).Text("error"));
    }

    [Fact]
    public async Task After_signing_out_the_browser_goes_only_where_the_client_has_said()
    {
        var (person, signing) = await Someone();
        var tokens = await signing.Tokens(person);
        var hint = $"/connect/end-session?id_token_hint={tokens.Text("id_token")}&post_logout_redirect_uri=";
        await signing.Browser.GetAsync(hint + Uri.EscapeDataString("https://evil.example.org/")).Expect(400);
        await signing.Browser.GetAsync("/connect/end-session?post_logout_redirect_uri=" + Uri.EscapeDataString("https://app.example.org/")).Expect(400);
        var gone = await signing.Browser.GetAsync(hint + Uri.EscapeDataString("https://app.example.org/")).Expect(302);
        Assert.Equal("https://app.example.org/", gone.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("update access.account set disabled_at = access.now() where staff_id = '{0}'")]
    [InlineData("update access.session set revoked_at = access.now(), revoked_why = 'roles-changed' where staff_id = '{0}'")]
    public async Task A_closed_account_or_changed_roles_end_access_and_refresh_tokens_at_once(string sql)
    {
        var (person, signing) = await Someone();
        var tokens = await signing.Tokens(person);
        await api.Execute(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, person.StaffId));
        await api.With(tokens.Text("access_token")!).GetAsync("/api/v1/me").ExpectProblem(401, "session-ended");
        await signing.Refresh(tokens.Text("refresh_token")!).Expect(400);
    }

    [Fact]
    public async Task A_refresh_token_is_good_once_and_a_second_use_ends_the_whole_family()
    {
        var (person, signing) = await Someone();
        var first = await signing.Tokens(person);
        var second = await (await signing.Refresh(first.Text("refresh_token")!).Expect(200)).Json();
        await api.With(second.Text("access_token")!).GetAsync("/api/v1/me").Expect(200);

        await signing.Refresh(first.Text("refresh_token")!).Expect(400);

        await api.With(second.Text("access_token")!).GetAsync("/api/v1/me").ExpectProblem(401, "session-ended");
        await signing.Refresh(second.Text("refresh_token")!).Expect(400);
        Assert.Equal("refresh-reused", await api.Sql<string>($"select revoked_why from access.session where staff_id = '{person.StaffId}'"));
    }

    [Fact]
    public async Task A_code_is_good_once_and_a_second_use_ends_what_the_first_one_got()
    {
        var (person, signing) = await Someone();
        var code = await signing.Code(person);
        var tokens = await (await signing.Exchange(code).Expect(200)).Json();
        await signing.Exchange(code).Expect(400);
        await api.With(tokens.Text("access_token")!).GetAsync("/api/v1/me").ExpectProblem(401, "session-ended");
    }

    [Fact]
    public async Task Of_many_who_exchange_one_refresh_token_at_once_one_gets_tokens_and_the_family_ends()
    {
        var (person, signing) = await Someone();
        var token = (await signing.Tokens(person)).Text("refresh_token")!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => signing.Refresh(token)));
        var one = Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.All(answers.Where(answer => answer != one), answer => Assert.Equal(400, (int)answer.StatusCode));
        await api.With((await one.Json()).Text("access_token")!).GetAsync("/api/v1/me", Ct).ExpectProblem(401, "session-ended");
    }

    [Fact]
    public async Task Who_exchanges_first_gets_his_answer_however_soon_the_second_one_ends_the_session()
    {
        var (person, signing) = await Someone();
        var token = (await signing.Tokens(person)).Text("refresh_token")!;
        // As if somebody else had shown the same token the moment after this one was taken.
        await api.Execute($"""
            create function access.test_second_use() returns trigger language plpgsql as $$ begin
                update access.session set revoked_at = created_at, revoked_why = 'refresh-reused' where id = new.id; return null; end $$;
            create trigger test_second_use after update of refresh_no on access.session for each row
                when (new.staff_id = '{person.StaffId}') execute function access.test_second_use()
            """);
        try
        {
            await signing.Refresh(token).Expect(200);
            await signing.Refresh(token).Expect(400);
        }
        finally
        {
            await api.Execute("drop trigger test_second_use on access.session; drop function access.test_second_use");
        }
    }

    [Fact]
    public async Task Without_a_key_to_sign_with_nothing_is_exchanged_and_the_same_code_is_good_afterwards()
    {
        var (person, signing) = await Someone();
        var code = await signing.Code(person);
        await using var other = new Fixture.Api { Beside = api };
        await api.Execute("revoke execute on function access.signing_keys from casemanagement_app");
        try
        {
            await other.InitializeAsync();
            var later = await signing.Exchange(code, other.Browser()).Expect(503);
            Assert.NotNull(later.Headers.RetryAfter);
            Assert.Equal("temporarily_unavailable", (await later.Json()).Text("error"));
        }
        finally
        {
            await api.Execute("grant execute on function access.signing_keys to casemanagement_app");
        }
        await signing.Exchange(code).Expect(200);
    }

    [Theory]
    [InlineData("redirect_uri", "https://app.example.org/signed-in/")]
    [InlineData("redirect_uri", "https://app.example.org/signed-in?x=1")]
    [InlineData("redirect_uri", "https://evil.example.org/signed-in")]
    [InlineData("redirect_uri", null)]
    [InlineData("client_id", "nobody")]
    public async Task A_code_is_sent_to_no_address_that_the_client_has_not_registered_letter_by_letter(string parameter, string? value)
    {
        var (_, signing) = await Someone();
        signing.Asked[parameter] = value;
        var refused = await signing.Ask().Expect(400);
        Assert.Null(refused.Headers.Location);
        Assert.Equal("text/html", refused.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("code_challenge", null)]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("code_challenge_method", null)]
    [InlineData("response_type", "token")]
    [InlineData("response_type", "code id_token")]
    [InlineData("scope", "openid directory")]
    public async Task What_is_not_a_code_with_S256_is_refused_and_goes_nowhere(string parameter, string? value)
    {
        var (_, signing) = await Someone();
        signing.Asked[parameter] = value;
        Assert.Null((await signing.Ask().Expect(400)).Headers.Location);
    }

    [Fact]
    public async Task A_code_is_worth_nothing_without_its_verifier_or_to_another_client()
    {
        var (person, signing) = await Someone();
        var other = new SigningIn(api, await api.Given.Frontend(person.OrganisationId));
        await other.Exchange(await signing.Code(person)).Expect(400);
        var (another, again) = await Someone();
        var stolen = new SigningIn(api, await api.Given.Frontend(person.OrganisationId));
        await stolen.Refresh((await again.Tokens(another)).Text("refresh_token")!).Expect(400);
    }

    [Fact]
    public async Task Nobody_is_signed_in_silently()
    {
        var (_, signing) = await Someone();
        signing.Asked["prompt"] = "none";
        Assert.Contains("error=login_required", (await signing.Ask().Expect(302)).Headers.Location!.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoking_a_refresh_token_ends_the_access_tokens_too()
    {
        var (person, signing) = await Someone();
        var tokens = await signing.Tokens(person);
        await signing.Browser.PostAsync("/connect/revoke", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["token"] = tokens.Text("refresh_token")!, ["client_id"] = signing.Asked["client_id"]!,
        }), Ct).Expect(200);
        await api.With(tokens.Text("access_token")!).GetAsync("/api/v1/me").ExpectProblem(401, "session-ended");
    }

    [Fact]
    public async Task A_refresh_token_of_the_server_is_none_of_sessions_and_the_other_way_round()
    {
        var (person, signing) = await Someone();
        var tokens = await signing.Tokens(person);
        await api.Anonymous().Post("/api/v1/sessions/refresh", new { refreshToken = tokens.Text("refresh_token") }).ExpectProblem(401, "refresh-refused");
        var script = await (await api.Anonymous().Post("/api/v1/sessions", new { userName = person.UserName, password = Person.Password }).Expect(200)).Json();
        await signing.Refresh(script.Text("refreshToken")!).Expect(400);
    }

    [Fact]
    public async Task Keys_are_one_set_on_two_instances_rotated_in_time_and_kept_while_what_they_signed_may_be_shown()
    {
        await using var own = new Fixture.Api();
        await own.InitializeAsync();
        await using var other = new Fixture.Api { Beside = own };
        await other.InitializeAsync();
        var first = await own.Browser().Read("/.well-known/jwks");
        Assert.Equal(first.ToJsonString(), (await other.Browser().Read("/.well-known/jwks")).ToJsonString());
        Assert.Equal(0, await own.SendAsSystem(null, new RotateSigningKeys()));

        own.Clock.Offset += SigningKeys.Signs - TimeSpan.FromDays(3);
        Assert.Equal(1, await own.SendAsSystem(null, new RotateSigningKeys()));
        Assert.Equal(0, await own.SendAsSystem(null, new RotateSigningKeys()));
        await using var third = new Fixture.Api { Beside = own };
        await third.InitializeAsync();
        third.Clock.Offset = own.Clock.Offset;
        var both = await third.Browser().Read("/.well-known/jwks");
        Assert.Equal(2, both["keys"]!.AsArray().Count);
        Assert.Equal(first.Text("keys/0/kid"), both.Text("keys/0/kid"));
    }

    [Fact]
    public async Task Two_instances_that_find_no_key_at_the_same_time_go_by_one()
    {
        await using var own = new Fixture.Api();
        await own.InitializeAsync();
        await using var other = new Fixture.Api { Beside = own };
        await other.InitializeAsync();
        await own.Execute("delete from access.signing_key");
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(own.Owner));
        await using var connection = await source.OpenConnectionAsync(Ct);
        await using var held = await connection.BeginTransactionAsync(Ct);
        await using var hold = new NpgsqlCommand("lock table access.signing_key in share row exclusive mode", connection);
        await hold.ExecuteNonQueryAsync(Ct);

        var asked = new[] { own, other }.Select(instance => Task.Run(async () =>
        {
            instance.Services.GetRequiredService<SigningKeys>().ReadAgain();
            return (await instance.Browser().Read("/.well-known/jwks")).ToJsonString();
        }, Ct)).ToArray();
        while (!await own.Sql<bool>("select count(*) = 2 from pg_locks where relation = 'access.signing_key'::regclass and not granted"))
        {
            Assert.DoesNotContain(asked, task => task.IsCompleted);
            await Task.Delay(25, Ct);
        }
        await held.CommitAsync(Ct);

        var published = await Task.WhenAll(asked);
        Assert.Equal(published[0], published[1]);
        Assert.Equal(1, await own.Sql<long>("select count(*) from access.signing_key"));
    }

    [Fact]
    public async Task While_keys_are_rotated_every_identity_token_of_either_instance_can_be_checked_at_both()
    {
        await using var own = new Fixture.Api();
        await own.InitializeAsync();
        await using var other = new Fixture.Api { Beside = own };
        await other.InitializeAsync();
        var person = await own.Given.Staff(await own.Given.Organisation(), Role.Caseworker);
        var frontend = await own.Given.Frontend(person.OrganisationId);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        done.CancelAfter(TimeSpan.FromMinutes(2));
        using var gate = new SemaphoreSlim(4, 4); // No clock jumps in the middle of a sign-in.
        var seen = new System.Collections.Concurrent.ConcurrentBag<string>();
        var load = Enumerable.Range(0, 4).Select(number => Task.Run(() => SignInAgainAndAgain(number % 2 == 0 ? (own, other) : (other, own)), Ct)).ToArray();

        await Until(2, 1);
        await Move(SigningKeys.Signs - TimeSpan.FromDays(3));
        Assert.Equal(1, await own.SendAsSystem(null, new RotateSigningKeys()));
        other.Services.GetRequiredService<SigningKeys>().ReadAgain(); // As it does within a quarter of an hour; the key signs in a day.
        await Until(6, 1);
        await Move(TimeSpan.FromDays(1) + TimeSpan.FromHours(1)); // The new one signs.
        await Until(12, 2);
        await Move(TimeSpan.FromDays(5)); // The one before is forgotten.
        await Until(18, 2);
        await done.CancelAsync();

        Assert.All(await Task.WhenAll(load), count => Assert.True(count > 0));

        async Task Move(TimeSpan by)
        {
            for (var i = 0; i < load.Length; i++)
            {
                await gate.WaitAsync(done.Token);
            }
            (own.Clock.Offset, other.Clock.Offset) = (own.Clock.Offset + by, other.Clock.Offset + by);
            gate.Release(load.Length);
        }

        async Task Until(int tokens, int keys)
        {
            while (seen.Count < tokens || seen.Distinct().Count() < keys)
            {
                foreach (var ended in load.Where(task => task.IsCompleted))
                {
                    await ended;
                }
                await Task.Delay(50, done.Token);
            }
        }

        async Task<int> SignInAgainAndAgain((Fixture.Api At, Fixture.Api Elsewhere) on)
        {
            var count = 0;
            for (; !done.IsCancellationRequested; count++)
            {
                await gate.WaitAsync(Ct);
                try
                {
                    await SignInOnce(on);
                }
                finally
                {
                    gate.Release();
                }
            }
            return count;
        }

        async Task SignInOnce((Fixture.Api At, Fixture.Api Elsewhere) on)
        {
            var tokens = await new SigningIn(on.At, frontend).Tokens(person);
            var published = new JsonWebKeySet((await on.Elsewhere.Browser().Read("/.well-known/jwks")).ToJsonString());
            var verdict = await new Microsoft.IdentityModel.JsonWebTokens.JsonWebTokenHandler().ValidateTokenAsync(tokens.Text("id_token"),
                new TokenValidationParameters
                {
                    ValidIssuer = Fixture.Api.Issuer, ValidAudience = frontend.ClientId, IssuerSigningKeys = published.GetSigningKeys(),
                    ValidateLifetime = false, // Of the product's clock, which is moved meanwhile.
                });
            Assert.True(verdict.IsValid, verdict.Exception?.Message);
            seen.Add(((Microsoft.IdentityModel.JsonWebTokens.JsonWebToken)verdict.SecurityToken).Kid);
        }
    }

    [Fact]
    public async Task Keys_that_the_key_ring_does_not_open_any_more_stand_in_nobodys_way()
    {
        await using var own = new Fixture.Api();
        await own.InitializeAsync();
        var lost = (await own.Browser().Read("/.well-known/jwks")).Text("keys/0/kid");
        await own.Execute("update access.signing_key set protected = 'Q2ZESjhBQUFB'"); // As by a key ring whose certificate is gone.
        await using var other = new Fixture.Api { Beside = own };
        await other.InitializeAsync();
        var person = await other.Given.Staff(await other.Given.Organisation(), Role.Caseworker);
        await (await other.As(person)).GetAsync("/api/v1/me", Ct).Expect(200);
        var tokens = await new SigningIn(other, await other.Given.Frontend(person.OrganisationId)).Tokens(person);
        var published = await other.Browser().Read("/.well-known/jwks");
        Assert.Single(published["keys"]!.AsArray());
        Assert.NotEqual(lost, published.Text("keys/0/kid"));
        var header = Base64UrlEncoder.Decode(tokens.Text("id_token")!.Split('.')[0]);
        Assert.Equal(published.Text("keys/0/kid"), JsonNode.Parse(header).Text("kid"));
        await using var third = new Fixture.Api { Beside = own };
        await third.InitializeAsync();
        Assert.Equal(published.ToJsonString(), (await third.Browser().Read("/.well-known/jwks")).ToJsonString());
    }

    [Fact]
    public async Task Requests_to_the_token_server_are_not_logged_for_they_may_name_a_person()
    {
        await using var own = new Fixture.Api { Beside = api };
        own.Settings["Logging:LogLevel:Default"] = "Information";
        await own.InitializeAsync();
        Assert.False(own.Services.GetRequiredService<ILoggerFactory>().CreateLogger("OpenIddict.Server.OpenIddictServerDispatcher")
            .IsEnabled(LogLevel.Information));
    }

    [Theory]
    [InlineData("https://app.example.org", true)]
    [InlineData("https://evil.example.org", false)]
    public async Task A_script_of_a_frontends_own_origin_may_call_and_no_other(string origin, bool allowed)
    {
        await using var own = new Fixture.Api { Beside = api };
        own.Settings["Http:AllowedOrigins"] = "https://app.example.org, https://other.example.org";
        await own.InitializeAsync();
        foreach (var path in (string[])["/connect/token", "/.well-known/openid-configuration", "/api/v1/me"])
        {
            using var ask = new HttpRequestMessage(HttpMethod.Options, path);
            ask.Headers.Add("Origin", origin);
            ask.Headers.Add("Access-Control-Request-Method", path == "/connect/token" ? "POST" : "GET");
            var answer = await own.Browser().SendAsync(ask, Ct);
            Assert.Equal(allowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Fact]
    public async Task The_APIs_login_reads_neither_keys_nor_secrets()
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(api.App);
        foreach (var table in (string[])["signing_key", "api_client_secret", "used_assertion"])
        {
            await using var command = source.CreateCommand($"select * from access.{table}");
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteReaderAsync(Ct));
            Assert.Equal("42501", refused.SqlState);
        }
        await api.Browser().GetAsync("/.well-known/jwks", Ct).Expect(200);
        var kept = await api.Sql<string>("select string_agg(protected, ' ') from access.signing_key");
        Assert.StartsWith("CfDJ8", Convert.ToBase64String(Convert.FromBase64String(kept)), StringComparison.Ordinal);
    }

    private async Task<(Person, SigningIn)> Someone()
    {
        var organisation = await api.Given.Organisation();
        return (await api.Given.Staff(organisation, Role.Caseworker), new SigningIn(api, await api.Given.Frontend(organisation)));
    }

    private static string Base64(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(
        text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=')));
}
