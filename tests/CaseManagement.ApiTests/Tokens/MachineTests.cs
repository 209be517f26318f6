using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;
using Microsoft.IdentityModel.Tokens;

namespace CaseManagement.ApiTests.Tokens;

/// <summary>Machines: client credentials, by secret or by keys of their own, acting as themselves.</summary>
public sealed class MachineTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Clients = "/api/v1/api-clients";
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_registers_a_machine_whose_secret_is_shown_once_and_it_reads_the_directory_as_itself()
    {
        var (organisation, administrator) = await Administrator();
        var created = await administrator.Post(Clients, new { name = "Fachverfahren", kind = "machine", scopes = new[] { "directory" } }).Expect(201);
        var id = await created.Id();
        var secret = await (await administrator.PutAsync($"{Clients}/{id}/secret", null, Ct).Expect(200)).Json();

        var token = await Token(secret.Text("clientId")!, secret.Text("secret")!);
        Assert.Equal("directory", token.Text("scope"));
        Assert.Null(token.At("refresh_token"));
        var machine = api.With(token.Text("access_token")!);
        await machine.GetAsync($"/api/v1/organisations/{organisation}").Expect(200);
        await machine.GetAsync("/api/v1/reference-data").Expect(200);
        await machine.GetAsync("/api/v1/me").ExpectProblem(403, "not-permitted");
        await machine.GetAsync("/api/v1/cases").ExpectProblem(403, "not-permitted");

        var shown = await administrator.Read($"{Clients}/{id}");
        Assert.NotNull(shown.At("lastUsedAt"));
        Assert.DoesNotContain(secret.Text("secret")!, shown.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret.Text("secret")!, await api.Sql<string>("select string_agg(e::text, '') from audit.inbox e"), StringComparison.Ordinal);
        // As itself in the trail: what it was refused stands under its id, and under nobody's name.
        Assert.True(await api.Sql<long>($"select count(*) from audit.inbox where session_id = '{id}' and staff_id is null and kind = 'refusal'") > 0);
    }

    [Fact]
    public async Task A_machine_that_shows_persons_gets_no_token_until_a_supervisor_who_did_not_register_it_agrees()
    {
        var (organisation, administrator) = await Administrator();
        var supervisor = await api.As(await api.Given.Staff(organisation, Role.Supervisor));
        var id = await (await administrator.Post(Clients, new { name = "Träger", kind = "machine", scopes = new[] { "partner" } }).Expect(201)).Id();
        var secret = await (await administrator.PutAsync($"{Clients}/{id}/secret", null, Ct).Expect(200)).Json();
        Task<HttpResponseMessage> Token() => Ask(secret.Text("clientId")!, secret.Text("secret")!, "partner");
        await Token().Expect(401);
        Assert.True((await administrator.Read($"{Clients}/{id}")).Value<bool>("isAwaitingConfirmation"));
        Assert.True((await administrator.Read(Clients)).Value<bool>("items/0/isAwaitingConfirmation"));
        Assert.Equal(["api-client-awaits-confirmation"], (await supervisor.Read("/api/v1/notices")).Values<string>("items/*/kind"));

        var path = $"{Clients}/{id}/confirm";
        var tag = (await supervisor.GetAsync($"{Clients}/{id}", Ct)).Tag();
        await administrator.Post(path, null, tag).ExpectProblem(403, "not-permitted");
        await supervisor.Post(path, null).ExpectProblem(428, "if-match-required");
        var elsewhere = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor));
        await elsewhere.Post(path, null, tag).ExpectProblem(404, "not-found");
        await supervisor.Post($"{Clients}/{id}/revoke", new { reason = "x" }, tag).ExpectProblem(403, "not-permitted");
        await supervisor.Post(path, null, tag).Expect(200);
        await supervisor.Post(path, null, (await supervisor.GetAsync($"{Clients}/{id}", Ct)).Tag()).ExpectProblem(409, "api-client-not-awaiting");

        var machine = api.With((await (await Token().Expect(200)).Json()).Text("access_token")!);
        await machine.GetAsync("/api/v1/partner/referrals", Ct).Expect(200);
    }

    [Fact]
    public async Task Nobody_confirms_the_machine_of_her_own_and_no_puppet_does_and_the_console_only_where_nobody_can()
    {
        var organisation = await api.Given.Organisation();
        var both = await api.Given.Staff(organisation, Role.Administrator);
        var officer = await api.As(await api.Given.Staff(organisation, Role.DataProtectionOfficer));
        var administrator = await api.As(both);
        var id = await (await administrator.Post(Clients, new { name = "Träger", kind = "machine", scopes = new[] { "partner" } }).Expect(201)).Id();
        Assert.Equal(["api-client-awaits-confirmation"], (await officer.Read("/api/v1/notices")).Values<string>("items/*/kind"));
        await api.Execute($"""
            insert into access.role_grant (id, staff_id, organisation_id, role) values (gen_random_uuid(), '{both.StaffId}', '{organisation}', 'supervisor')
            """);
        var puppet = await api.Given.Staff(organisation, Role.Supervisor);
        await api.Execute($"update access.account set password_reset_by = '{both.StaffId}' where staff_id = '{puppet.StaffId}'");
        foreach (var (who, code) in ((Person, string)[])[(both with { Roles = [Role.Supervisor] }, "own-confirmation"), (puppet, "confirmer-reset")])
        {
            var http = await api.As(who);
            await http.Post($"{Clients}/{id}/confirm", null, (await http.GetAsync($"{Clients}/{id}", Ct)).Tag()).ExpectProblem(409, code);
        }
        Assert.True((await administrator.Read($"{Clients}/{id}")).Value<bool>("isAwaitingConfirmation"));

        await using var output = new StringWriter();
        Assert.Equal(0, await CaseManagement.Api.Tokens.ConfirmGrantCommand.Run(api.Services, null, output, output));
        Assert.Contains($"{id}", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await CaseManagement.Api.Tokens.ConfirmGrantCommand.Run(api.Services, $"{id}", output, output));
        Assert.Contains("api-client-confirmed-on-console", (await officer.Read("/api/v1/notices")).Values<string>("items/*/kind"));
        Assert.Equal(1, await CaseManagement.Api.Tokens.ConfirmGrantCommand.Run(api.Services, $"{id}", output, output));
    }

    [Fact]
    public async Task Two_secrets_are_good_at_a_time_and_the_third_ends_the_first()
    {
        var (_, administrator) = await Administrator();
        var id = await (await administrator.Post(Clients, new { name = "M", kind = "machine", scopes = new[] { "directory" } }).Expect(201)).Id();
        var secrets = new List<JsonNode>();
        for (var i = 0; i < 3; i++)
        {
            secrets.Add(await (await administrator.PutAsync($"{Clients}/{id}/secret", null, Ct).Expect(200)).Json());
            await Token(secrets[i].Text("clientId")!, secrets[i].Text("secret")!);
            await Token(secrets[Math.Max(0, i - 1)].Text("clientId")!, secrets[Math.Max(0, i - 1)].Text("secret")!);
        }
        await Ask(secrets[0].Text("clientId")!, secrets[0].Text("secret")!).Expect(401);
    }

    [Fact]
    public async Task Taking_a_machine_out_of_use_ends_its_tokens_at_once()
    {
        var (organisation, administrator) = await Administrator();
        var (client, secret) = await api.Given.Machine(organisation);
        var machine = api.With((await Token(client.ClientId!, secret)).Text("access_token")!);
        await machine.GetAsync("/api/v1/organisations").Expect(200);
        var tag = (await administrator.GetAsync($"{Clients}/{client.Id}", Ct).Expect(200)).Tag();
        await administrator.Post($"{Clients}/{client.Id}/revoke", new { reason = "Ende" }, "\"1\"").ExpectProblem(412, "stale");
        await administrator.Post($"{Clients}/{client.Id}/revoke", new { reason = "Ende" }, tag).Expect(200);

        await machine.GetAsync("/api/v1/organisations").ExpectProblem(401, "session-ended");
        await Ask(client.ClientId!, secret).Expect(401);
        await administrator.PutAsync($"{Clients}/{client.Id}/secret", null, Ct).ExpectProblem(409, "api-client-revoked");
    }

    [Fact]
    public async Task A_machine_that_has_expired_or_calls_from_elsewhere_is_stopped_with_the_token_it_has()
    {
        var organisation = await api.Given.Organisation();
        var (expiring, secret) = await api.Given.Machine(organisation, until: api.Given.Now.AddMinutes(5));
        var machine = api.With((await Token(expiring.ClientId!, secret)).Text("access_token")!);
        await machine.GetAsync("/api/v1/organisations").Expect(200);
        await api.Execute($"update access.api_client set expires_at = '{api.Given.Now.AddMinutes(-1):O}' where id = '{expiring.Id}'");
        await machine.GetAsync("/api/v1/organisations").ExpectProblem(401, "session-ended");

        var (elsewhere, other) = await api.Given.Machine(organisation);
        var from = api.With((await Token(elsewhere.ClientId!, other)).Text("access_token")!);
        await api.Execute($"update access.api_client set networks = array['203.0.113.0/24']::cidr[] where id = '{elsewhere.Id}'");
        await from.GetAsync("/api/v1/organisations").ExpectProblem(403, "network-refused");
        await Ask(elsewhere.ClientId!, other).Expect(400, 401);
    }

    [Fact]
    public async Task The_machines_of_an_organisation_end_with_it()
    {
        var organisation = await api.Given.Organisation();
        var (client, secret) = await api.Given.Machine(organisation);
        var machine = api.With((await Token(client.ClientId!, secret)).Text("access_token")!);
        await machine.GetAsync("/api/v1/organisations", Ct).Expect(200);
        await api.Execute($"update app.organisation set closed_at = '{api.Given.Now:O}' where id = '{organisation}'");
        await machine.GetAsync("/api/v1/organisations", Ct).ExpectProblem(401, "session-ended");
        await Ask(client.ClientId!, secret).Expect(401);
    }

    [Theory]
    [InlineData("partner")]
    [InlineData("openid")]
    [InlineData("no-such-scope")]
    public async Task A_machine_gets_no_scope_that_was_not_granted(string scope)
    {
        var (client, secret) = await api.Given.Machine(await api.Given.Organisation());
        await Ask(client.ClientId!, secret, scope).Expect(400);
    }

    [Fact]
    public async Task A_wrong_secret_and_an_unknown_client_get_the_same_answer()
    {
        var (client, secret) = await api.Given.Machine(await api.Given.Organisation());
        var wrong = await Ask(client.ClientId!, secret + "x").Expect(401);
        var unknown = await Ask("machine-nobody", secret).Expect(401);
        Assert.Equal((await wrong.Json()).Text("error"), (await unknown.Json()).Text("error"));
    }

    [Fact]
    public async Task An_assertion_of_private_key_jwt_is_good_once_on_whichever_instance()
    {
        await using var other = new Fixture.Api { Beside = api };
        await other.InitializeAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (_, administrator) = await Administrator();
        var keys = new { keys = new[] { MachineKey.Public(key) } };
        var created = await administrator.Post(Clients,
            new { name = "K", kind = "machine", scopes = new[] { "directory" }, jsonWebKeySet = JsonSerializer.Serialize(keys) }).Expect(201);
        var client = (await administrator.Read($"{Clients}/{await created.Id()}")).Text("clientId")!;

        var assertion = Assertion(client, key);
        await Ask(api, assertion).Expect(200);
        Assert.Equal("invalid_client", (await (await Ask(other, assertion)).Json()).Text("error"));
        Assert.Equal("invalid_client", (await (await Ask(api, assertion)).Json()).Text("error"));
        await Ask(other, Assertion(client, key)).Expect(200);

        var twice = Assertion(client, key);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Ask(n % 2 == 0 ? api : other, twice)));
        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.False((await Ask(api, Assertion(client, stranger))).IsSuccessStatusCode);
        Assert.False((await Ask(api, Assertion(client, key, jti: null))).IsSuccessStatusCode);
        Assert.False((await Ask(api, Assertion(client, key, minutes: 60))).IsSuccessStatusCode);
        Assert.False((await Ask(api, Assertion(client, key, audience: "https://other.example.org/"))).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_machine_learns_of_its_own_tokens_whether_they_are_active_and_of_nobody_elses()
    {
        var organisation = await api.Given.Organisation();
        var (client, secret) = await api.Given.Machine(organisation);
        var (stranger, strangers) = await api.Given.Machine(organisation);
        var token = (await Token(client.ClientId!, secret)).Text("access_token")!;
        Assert.True((await Introspect(client.ClientId!, secret, token)).Value<bool>("active"));
        Assert.False((await Introspect(stranger.ClientId!, strangers, token)).Value<bool>("active"));
        Assert.False((await Introspect(client.ClientId!, secret, await api.Token(await api.Given.Staff(organisation, Role.Caseworker)))).Value<bool>("active"));
        await api.Execute($"update access.api_client set revoked_at = '{api.Given.Now:O}', revoked_why = 'x' where id = '{client.Id}'");
        Assert.Equal("invalid_client", (await Introspect(client.ClientId!, secret, token)).Text("error"));
    }

    [Fact]
    public async Task Only_the_operator_registers_frontends_and_what_belongs_to_the_other_kind_is_refused()
    {
        var organisation = await api.Given.Organisation();
        var town = await api.As(await api.Given.Staff(organisation, Role.Administrator) with { IsOperator = false });
        var frontend = new { name = "Oberfläche", kind = "frontend", signInAt = new[] { "https://app.example.org/cb" } };
        await town.Post(Clients, frontend).ExpectProblem(403, "not-operator");
        var (_, administrator) = await Administrator();
        await administrator.Post(Clients, frontend).Expect(201);
        foreach (var address in (string[])
            ["http://app.example.org/cb", "https://app.example.org/cb#x", "javascript:alert(1)", "/cb", "https://a@b.example.org/"])
        {
            await administrator.Post(Clients, new { name = "O", kind = "frontend", signInAt = new[] { address } }).ExpectProblem(400, "validation-failed");
        }
        await administrator.Post(Clients, new { name = "O", kind = "frontend", signInAt = new[] { "http://127.0.0.1:5173/cb" } }).Expect(201);
        await administrator.Post(Clients, new { name = "M", kind = "machine", scopes = new[] { "directory" }, signInAt = new[] { "https://a.example.org/" } })
            .ExpectProblem(400, "validation-failed");
        await administrator.Post(Clients, new { name = "M", kind = "machine" }).ExpectProblem(400, "validation-failed");
        await administrator.Post(Clients, new { name = "M", kind = "machine", scopes = new[] { "directory" }, networks = new[] { "203.0.113.0" } })
            .ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task A_private_key_is_not_taken_for_a_public_one()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(key));
        var (_, administrator) = await Administrator();
        await administrator.Post(Clients, new
        {
            name = "K", kind = "machine", scopes = new[] { "directory" },
            jsonWebKeySet = JsonSerializer.Serialize(new { keys = new[] { new { kty = jwk.Kty, crv = jwk.Crv, x = jwk.X, y = jwk.Y, d = jwk.D } } }),
        }).ExpectProblem(400, "validation-failed");
    }

    private async Task<(Guid, HttpClient)> Administrator()
    {
        var organisation = await api.Given.Organisation();
        return (organisation, await api.As(await api.Given.Staff(organisation, Role.Administrator)));
    }

    private async Task<JsonNode> Token(string client, string secret) => await (await Ask(client, secret).Expect(200)).Json();

    private Task<HttpResponseMessage> Ask(string client, string secret, string? scope = null) => Post("/connect/token", client, secret,
        scope is null ? new() { ["grant_type"] = "client_credentials" } : new() { ["grant_type"] = "client_credentials", ["scope"] = scope });

    private async Task<JsonNode> Introspect(string client, string secret, string token) =>
        await (await Post("/connect/introspect", client, secret, new() { ["token"] = token })).Json();

    private Task<HttpResponseMessage> Post(string path, string client, string secret, Dictionary<string, string> form)
    {
        var browser = api.Browser();
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client}:{secret}"));
        browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", basic);
        return browser.PostAsync(path, new FormUrlEncodedContent(form), Ct);
    }

    private static Task<HttpResponseMessage> Ask(Fixture.Api at, string assertion) => at.Browser().PostAsync("/connect/token",
        new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_assertion"] = assertion,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        }), Ct);

    private string Assertion(string client, ECDsa key, string? jti = "", int minutes = 2, string audience = Fixture.Api.Issuer) =>
        MachineKey.Assertion(api.Given.Now, client, key, jti, minutes, audience);
}
