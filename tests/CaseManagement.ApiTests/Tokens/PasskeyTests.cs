using System.Text.Json.Nodes;
using CaseManagement.Api.Tokens;
using CaseManagement.ApiTests.Fixture;
using OtpNet;

namespace CaseManagement.ApiTests.Tokens;

/// <summary>
/// Signing in as a person sees it, in headless Chromium: password, one-time passwords by a real generator, passkeys by Chromium's virtual authenticator.
/// </summary>
public sealed class PasskeyTests(PasskeyTests.OnLocalhost fixture) : IClassFixture<PasskeyTests.OnLocalhost>
{
    /// <summary>An instance that a browser reaches: passkeys belong to a name, and localhost is one.</summary>
    public sealed class OnLocalhost : IAsyncLifetime
    {
        private static readonly int Port = Ports.Free();

        public Fixture.Api Api { get; } = new() { OnSocket = true, Port = Port };

        public Uri Address { get; } = new($"http://localhost:{Port}/");

        public ValueTask InitializeAsync()
        {
            (Api.Settings["TokenServer:Issuer"], Api.Settings["Jobs:Engine"]) = ($"{Address}", "hangfire");
            return Api.InitializeAsync();
        }

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }

    private readonly Fixture.Api api = fixture.Api;

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private Uri Account => new(fixture.Address, "account");

    [Fact]
    public async Task The_operators_administrator_signs_in_by_password_and_code_then_by_passkey_and_looks_at_the_engine()
    {
        Assert.SkipUnless(File.Exists(Chromium.Program), "No Chromium is installed.");
        var organisation = await api.Given.Organisation();
        await api.Execute($"update app.organisation set is_operator = true where id = '{organisation}'");
        var person = await api.Given.Staff(organisation, Role.Administrator);
        await using var browser = await Chromium.Start();
        var authenticator = await Authenticator(browser);

        // Password and one-time password; wrong ones of each.
        await browser.Open(Account);
        await browser.Until("!document.getElementById('passkey').hidden");
        await browser.Picture("1-password");
        await browser.Press("button", ("#userName", person.UserName), ("#password", "not the password at all"));
        await browser.Until("document.querySelector('[role=alert]#message')");
        await browser.Press("button", ("#password", Person.Password));
        await browser.Until("document.getElementById('secret') && document.querySelector('svg')");
        await browser.Picture("2-enrolment");
        var app = new Totp(Base32Encoding.ToBytes(await browser.Ask("document.getElementById('secret').textContent")));
        await browser.Press("button", ("#code", "000000"));
        await browser.Until("document.querySelector('[role=alert]#message')");
        await browser.Press("button", ("#code", app.ComputeTotp(MachineTime.Now.UtcDateTime)));
        await browser.Until("document.querySelectorAll('li code').length === 10");
        await browser.Press("button");
        await browser.Until("location.pathname === '/account'");

        // A passkey, called by a name; then out, and in by it alone.
        await browser.Press("#passkey button", ("#name", "Dienst-Laptop"));
        await browser.Until("document.querySelector('button[value=Remove]')");
        await browser.Picture("3-account");
        Assert.Equal("Dienst-Laptop", await browser.Ask("document.querySelector('input[id^=name-]').value"));
        await browser.Press("button[value=SignOut]");
        await browser.Until("!document.querySelector('button')");
        await browser.Open(Account);
        await browser.Press("#passkey button");
        await browser.Until("location.pathname === '/account'");
        Assert.Equal(1, await api.Sql<long>($"""
            select count(*) from access.session where staff_id = '{person.StaffId}' and revoked_at is null
            """));

        // Background work, without a complaint about the page's policy, and nothing to press.
        await browser.Open(new Uri(fixture.Address, "engine/recurring?count=100"));
        await browser.Until("document.body.innerText.includes('sweep-sessions')");
        await browser.Picture("4-engine");
        Assert.Equal("0", await browser.Ask("document.querySelectorAll('button.btn, .js-jobs-list-command').length"));
        Assert.DoesNotContain(browser.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));

        // An authenticator that does not know who holds it, and one that has no passkey, open nothing.
        await browser.Open(Account);
        await browser.Press("button[value=SignOut]");
        await browser.Until("!document.querySelector('button')");
        await browser.Do("WebAuthn.setUserVerified", new { authenticatorId = authenticator, isUserVerified = false });
        await browser.Open(Account);
        await browser.Press("#passkey button");
        await browser.Until("!document.querySelector('#passkey p').hidden");
        await browser.Picture("5-refused");
        Assert.Equal("/sign-in", await browser.Ask("location.pathname"));
        Assert.Equal(["passkey-added", "signed-in-with-passkey"], await api.Sql<string[]>($"""
            select array_agg(reason order by at) from audit.entry where kind = 'sign_in' and staff_id = '{person.StaffId}' and reason like '%passkey%'
            """));
    }

    [Fact]
    public async Task A_passkey_is_a_second_factor_answers_each_question_once_and_opens_nobody_elses_account()
    {
        Assert.SkipUnless(File.Exists(Chromium.Program), "No Chromium is installed.");
        var organisation = await api.Given.Organisation();
        var (person, other) = (await api.Given.Staff(organisation, Role.DataProtectionOfficer), await api.Given.Staff(organisation, Role.Caseworker));
        await using var browser = await Chromium.Start();
        await Authenticator(browser);

        // Instead of one-time passwords, where the role asks for a second factor.
        await SetUpPasskey(browser, person);
        await browser.Press("button[value=Remove]");
        await browser.Until("document.querySelector('[role=alert]#message')"); // The last one stays: the role asks for one.
        await browser.Press("button[value=SignOut]");
        await browser.Until("!document.querySelector('button')");
        var script = new { userName = person.UserName, password = Person.Password };
        await api.Anonymous().Post("/api/v1/sessions", script).ExpectProblem(401, "passkey-required");
        await api.Anonymous().Post("/api/v1/sessions", script with { password = "wrong" }).ExpectProblem(401, "sign-in-refused");

        // After a password it is asked for, and there is no field for a code.
        await browser.Open(Account);
        await browser.Press("button", ("#userName", person.UserName), ("#password", Person.Password));
        await browser.Until("!document.getElementById('passkey').hidden && !document.getElementById('userName')");
        await browser.Picture("6-passkey-only");
        Assert.Equal("null", await browser.Ask("document.getElementById('code')"));

        // What the browser would send, once by somebody who has taken it over: good for one answer, whoever gives it.
        var sent = await Answer(browser);
        using var http = Client();
        var page = await SigningIn.OpenOwn(http);
        (string, string)[] answer = [("step", "UsePasskey"), ("state", sent.Text("state")!), ("credential", sent.Text("credential")!)];
        await SigningIn.Send(http, "/sign-in", page, ("step", "UsePasskey"), ("state", "forged"), ("credential", sent.Text("credential")!)).Expect(401);

        // For a colleague who has given her own password it is none.
        await SigningIn.Send(http, "/sign-in", page, ("userName", other.UserName), ("password", Person.Password)).Expect(302);
        await SigningIn.Send(http, "/sign-in", page, answer).Expect(401);
        using var again = Client();
        await SigningIn.Send(again, "/sign-in", await SigningIn.OpenOwn(again), answer).Expect(401);

        // Another question, asked and answered without the browser's page; and a second time.
        await browser.Do("Page.reload");
        await browser.Until("!window.sent && !document.getElementById('passkey').hidden");
        sent = await Answer(browser);
        answer = [("step", "UsePasskey"), ("state", sent.Text("state")!), ("credential", sent.Text("credential")!)];
        await SigningIn.Send(again, "/sign-in", await SigningIn.OpenOwn(again), answer).Expect(302);
        await again.GetAsync("/account", Ct).Expect(200);
        using var third = Client();
        await SigningIn.Send(third, "/sign-in", await SigningIn.OpenOwn(third), answer).Expect(401);

        // Taken away by the administrator with everything else.
        await (await api.As(await api.Given.Staff(organisation, Role.Administrator)))
            .Post($"/api/v1/staff/{person.StaffId}/remove-second-factor", new { reason = "Laptop verloren" }).Expect(204);
        await again.GetAsync("/account", Ct).Expect(302);
        Assert.Equal(0, await api.Sql<long>($"""
            select count(*) from access.passkey p join access.account a on a.id = p.account_id where a.staff_id = '{person.StaffId}'
            """));
    }

    [Fact]
    public async Task Nor_does_it_go_round_an_employer_who_takes_the_own_providers_word_only()
    {
        Assert.SkipUnless(File.Exists(Chromium.Program), "No Chromium is installed.");
        var organisation = await api.Given.Organisation();
        var person = await api.Given.Staff(organisation, Role.DataProtectionOfficer);
        await using var browser = await Chromium.Start();
        await Authenticator(browser);
        await SetUpPasskey(browser, person);
        await browser.Press("button[value=SignOut]");
        await browser.Until("!document.querySelector('button')");
        var administrator = await api.Given.Staff(organisation, Role.Administrator);
        var provider = await api.Given.IdentityProvider(organisation, administrator);
        Task Required(string emergency) => api.Execute($"""
            update access.identity_provider set is_required = true, confirmed_by = '{person.StaffId}', confirmed_at = proposed_at,
                emergency_staff_id = {emergency} where id = '{provider}'
            """);
        await Required("null");

        await browser.Open(Account);
        await browser.Press("#passkey button");
        await browser.Until("document.querySelector('[role=alert]#message')");
        Assert.Contains("your organisation's account", await browser.Ask("document.getElementById('message').textContent"), StringComparison.Ordinal);
        await browser.Open(Account);
        Assert.Equal("/sign-in", await browser.Ask("location.pathname"));
        Assert.Equal("local-account-forbidden", await api.Sql<string>($"""
            select revoked_why from access.session where staff_id = '{person.StaffId}' order by id desc limit 1
            """));

        // The one emergency account's is good.
        await Required($"'{person.StaffId}'");
        await browser.Press("#passkey button");
        await browser.Until("location.pathname === '/account'");
    }

    [Theory]
    [InlineData(Role.Caseworker)]
    [InlineData(Role.Administrator)]
    [InlineData(null)]
    public async Task The_engines_dashboard_is_not_there_for_anybody_else(Role? role)
    {
        using var http = Client();
        if (role is { } of)
        {
            var organisation = await api.Given.Organisation();
            var person = await api.Given.Staff(organisation, of);
            http.DefaultRequestHeaders.Authorization = new("Bearer", await api.Token(person with { IsOperator = true }));
            var entered = await SigningIn.Send(http, "/sign-in", await SigningIn.OpenOwn(http), ("userName", person.UserName), ("password", Person.Password));
            var page = await entered.Content.ReadAsStringAsync(Ct);
            if (of == Role.Administrator)
            {
                var app = new Totp(Base32Encoding.ToBytes(SignInPageTests.SecretOf(page)));
                await SigningIn.Send(http, "/sign-in", page, ("code", app.ComputeTotp(MachineTime.Now.UtcDateTime))).Expect(200);
                await SigningIn.Send(http, "/sign-in", page, ("step", "RecoveryCodes")).Expect(302);
            }
            page = await (await http.GetAsync("/account", Ct).Expect(200)).Content.ReadAsStringAsync(Ct);
            Assert.DoesNotContain(JobsDashboard.Path, page, StringComparison.Ordinal);
        }
        foreach (var path in (string[])["/engine", "/engine/recurring", "/engine/js1810", "/engine/stats"])
        {
            await http.GetAsync(path, Ct).ExpectProblem(404, "not-found");
        }
    }

    private HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = fixture.Address };

    // Instead of one-time passwords, where the role asks for a second factor; then the person is in.
    private async Task SetUpPasskey(Chromium browser, Person person)
    {
        await browser.Open(Account);
        await browser.Press("button", ("#userName", person.UserName), ("#password", Person.Password));
        await browser.Until("document.getElementById('secret')");
        await browser.Press("#passkey button");
        await browser.Until("location.pathname === '/account'");
    }

    // What the page's script would send.
    private static async Task<JsonNode> Answer(Chromium browser)
    {
        await browser.Do("Runtime.evaluate", new
        {
            expression = "HTMLFormElement.prototype.submit = function () { window.sent = Object.fromEntries(new FormData(this)) }",
        });
        await browser.Press("#passkey button");
        await browser.Until("window.sent");
        return JsonNode.Parse((await browser.Ask("JSON.stringify(window.sent)"))!)!;
    }

    private static async Task<string> Authenticator(Chromium browser)
    {
        await browser.Do("WebAuthn.enable");
        return (await browser.Do("WebAuthn.addVirtualAuthenticator", new
        {
            options = new
            {
                protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true,
                automaticPresenceSimulation = true,
            },
        })).Text("authenticatorId")!;
    }
}
