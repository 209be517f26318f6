using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseManagement.Api.Tokens;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace CaseManagement.ApiTests.Tokens;

/// <summary>The page at which people sign in, as a browser sees it.</summary>
public sealed partial class SignInPageTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_runs_its_own_script_only_stands_in_no_frame_is_kept_by_nobody_and_its_cookies_are_its_own()
    {
        var (person, signing) = await Someone(Role.Caseworker);
        var sent = await signing.Ask().Expect(302);
        var page = await signing.Browser.GetAsync(sent.Headers.Location, Ct).Expect(200);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        // For passkeys, from a file; nothing in the page itself runs, and nothing from elsewhere.
        Assert.Contains($"; script-src {Fixture.Api.Issuer}sign-in/passkey.js; ", policy, StringComparison.Ordinal);
        Assert.Equal(["<script src=\"/sign-in/passkey.js\" defer>"],
            Script().Matches(await page.Content.ReadAsStringAsync(Ct)).Select(match => match.Value));
        Assert.Equal("text/javascript", (await signing.Browser.GetAsync("/sign-in/passkey.js", Ct).Expect(200)).Content.Headers.ContentType!.MediaType);
        Assert.True(page.Headers.CacheControl!.NoStore);
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        var last = await signing.Password(person.UserName);
        foreach (var cookie in page.Headers.GetValues("Set-Cookie").Concat(last.Headers.GetValues("Set-Cookie")))
        {
            Assert.Matches("^__Host-[a-z-]+=.*; path=/; secure; samesite=strict; httponly$", cookie);
        }
    }

    [Theory]
    [InlineData("de", "Benutzername", "Benutzername oder Passwort stimmt nicht.")]
    [InlineData("en", "User name", "User name or password is not right.")]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_words_in_the_readers_language(string language, string label, string words)
    {
        var (person, signing) = await Someone(Role.Caseworker);
        signing.Browser.DefaultRequestHeaders.Add("Accept-Language", language);
        Assert.Contains(label, await signing.Open(), StringComparison.Ordinal);
        foreach (var name in (string[])[person.UserName, "nobody@example.org"])
        {
            var refused = await signing.Password(name, "not the password at all");
            Assert.Equal(401, (int)refused.StatusCode);
            var page = await refused.Content.ReadAsStringAsync(Ct);
            Assert.Contains(words, page, StringComparison.Ordinal);
            Assert.DoesNotContain("not the password", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Wrong_passwords_at_the_page_delay_as_those_at_sessions_do_and_the_right_one_too()
    {
        var (person, signing) = await Someone(Role.Caseworker);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(401, (int)(await signing.Password(person.UserName, "not the password at all")).StatusCode);
        }
        var early = await signing.Password(person.UserName);
        Assert.Equal(429, (int)early.StatusCode);
        Assert.NotNull(early.Headers.RetryAfter);
        var script = new { userName = person.UserName, password = Person.Password };
        await api.Anonymous().Post("/api/v1/sessions", script).ExpectProblem(429, "too-many-attempts");
    }

    [Fact]
    public async Task A_forged_form_a_forged_flow_and_another_browsers_form_open_nothing()
    {
        var (person, signing) = await Someone(Role.Caseworker);
        var page = await signing.Open();
        await signing.Fill(page, ("form", "forged"), ("userName", person.UserName), ("password", Person.Password)).Expect(400);
        await signing.Fill(page, ("flow", "/connect/authorize?x"), ("userName", person.UserName), ("password", Person.Password)).Expect(400);
        await signing.Browser.GetAsync("/sign-in?flow=https%3A%2F%2Fevil.example.org", Ct).Expect(400);
        await signing.Browser.GetAsync("/sign-in", Ct).Expect(400);
        var (_, other) = await Someone(Role.Caseworker);
        await other.Fill(page, ("userName", person.UserName), ("password", Person.Password)).Expect(400);
        Assert.Equal(0, await api.Sql<long>($"select count(*) from access.session where staff_id = '{person.StaffId}'"));
    }

    [Fact]
    public async Task A_sign_in_is_for_the_request_that_asked_for_it_and_good_for_one_session()
    {
        var (person, signing) = await Someone(Role.Caseworker);
        var last = await signing.Password(person.UserName);
        signing.Asked["state"] = "another";
        Assert.StartsWith("/sign-in", (await signing.Ask().Expect(302)).Headers.Location!.ToString(), StringComparison.Ordinal);
        await signing.Back(last);
        var replayed = await signing.Browser.GetAsync(last.Headers.Location, Ct).Expect(302);
        Assert.StartsWith("/sign-in", replayed.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_loaded_again_after_the_last_step_goes_on_to_the_application()
    {
        var (person, signing) = await Someone(Role.Caseworker);
        var sent = await signing.Ask().Expect(302);
        var page = await (await signing.Browser.GetAsync(sent.Headers.Location, Ct).Expect(200)).Content.ReadAsStringAsync(Ct);
        await signing.Fill(page, ("userName", person.UserName), ("password", Person.Password)).Expect(302);
        var again = await signing.Browser.GetAsync(sent.Headers.Location, Ct).Expect(302);
        Assert.NotNull((await signing.Back(again))["code"]);
    }

    [Theory]
    [InlineData("SecondFactor")]
    [InlineData("Organisation")]
    [InlineData("NewPassword")]
    public async Task A_sign_in_that_was_ended_meanwhile_begins_again_on_the_page(string step)
    {
        var (person, signing) = await Someone(Role.Administrator);
        var page = await (await signing.Password(person.UserName).Expect(200)).Content.ReadAsStringAsync(Ct);
        await api.Execute($"update access.session set revoked_at = created_at, revoked_why = 'password-changed' where staff_id = '{person.StaffId}'");
        var next = await signing.Fill(page, ("step", step), ("code", "000000"), ("organisation", person.OrganisationId.ToString()),
            ("password", Person.Password), ("newPassword", "seven quiet gardens by the mill")).Expect(200);
        Assert.Contains("name=\"userName\"", await next.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_a_password_of_somebody_elses_choosing_changes_it_first()
    {
        var (person, signing) = await Someone(Role.Caseworker);
        await api.Given.InitialPassword(person);
        var page = await (await signing.Password(person.UserName).Expect(200)).Content.ReadAsStringAsync(Ct);
        Assert.Contains("name=\"newPassword\"", page, StringComparison.Ordinal);
        await signing.Fill(page, ("password", Person.Password), ("newPassword", "password1234")).Expect(400);
        const string Own = "seven quiet gardens by the mill";
        await signing.Fill(page, ("password", Person.Password), ("newPassword", Own)).Expect(200);

        var again = new SigningIn(api, await api.Given.Frontend(person.OrganisationId));
        Assert.NotNull((await again.Back(await again.Password(person.UserName, Own)))["code"]);
    }

    [Fact]
    public async Task Who_works_for_several_organisations_chooses_and_acts_for_that_one()
    {
        var (home, other) = (await api.Given.Organisation(name: "Stadt Hier"), await api.Given.Organisation(name: "Stadt Dort"));
        var person = await api.Given.Staff(home, Role.Caseworker);
        await api.Execute($"insert into access.role_grant values (gen_random_uuid(), '{person.StaffId}', '{other}', 'supervisor')");
        var signing = new SigningIn(api, await api.Given.Frontend(home));
        var page = await (await signing.Password(person.UserName).Expect(200)).Content.ReadAsStringAsync(Ct);
        Assert.Contains("Stadt Dort", page, StringComparison.Ordinal);

        var stranger = await signing.Fill(page, ("organisation", (await api.Given.Organisation()).ToString()));
        Assert.Equal(200, (int)stranger.StatusCode);
        var code = (await signing.Back(await signing.Fill(page, ("organisation", other.ToString()))))["code"]!;
        var me = await api.With((await (await signing.Exchange(code).Expect(200)).Json()).Text("access_token")!).Read("/api/v1/me");
        Assert.Equal(other, me.Value<Guid>("organisationId"));
        Assert.Equal(["supervisor"], me.Values<string>("roles/*"));
    }

    [Theory]
    [InlineData(Role.Administrator)]
    [InlineData(Role.DataProtectionOfficer)]
    public async Task Administrators_and_officers_set_a_second_factor_up_and_every_code_is_good_once(Role role)
    {
        var (person, signing) = await Someone(role);
        var enrolment = await (await signing.Password(person.UserName).Expect(200)).Content.ReadAsStringAsync(Ct);
        Assert.Contains("<svg", enrolment, StringComparison.Ordinal);
        var app = new Totp(Base32Encoding.ToBytes(Secret().Match(enrolment).Groups[1].Value));
        await signing.Fill(enrolment, ("code", "000000")).Expect(400);
        var first = app.ComputeTotp(MachineTime.Now.UtcDateTime);
        var codes = await (await signing.Fill(enrolment, ("code", first)).Expect(200)).Content.ReadAsStringAsync(Ct);
        var recovery = Recovery().Matches(codes).Select(match => match.Value).ToList();
        Assert.Equal(10, recovery.Distinct().Count());
        Assert.NotNull((await signing.Back(await signing.Fill(codes)))["code"]);

        // Again: the app is asked for, the code that was used is not good a second time, the next one is.
        var again = new SigningIn(api, await api.Given.Frontend(person.OrganisationId));
        var asked = await (await again.Password(person.UserName).Expect(200)).Content.ReadAsStringAsync(Ct);
        await again.Fill(asked, ("code", first)).Expect(401);
        var next = app.ComputeTotp(MachineTime.Now.AddSeconds(30).UtcDateTime);
        Assert.NotNull((await again.Back(await again.Fill(asked, ("code", next))))["code"]);

        // At /sessions the same holds.
        var script = new { userName = person.UserName, password = Person.Password };
        await api.Anonymous().Post("/api/v1/sessions", script).ExpectProblem(401, "second-factor-required");
        await api.Anonymous().Post("/api/v1/sessions", new { script.userName, script.password, oneTimePassword = next })
            .ExpectProblem(401, "second-factor-required");
        Assert.Equal(2, await api.Sql<long>($"""
            select count(*) from access.session where staff_id = '{person.StaffId}' and revoked_why = 'no-second-factor'
            """));
        await api.Anonymous().Post("/api/v1/sessions", new { script.userName, script.password, oneTimePassword = recovery[5] }).Expect(200);
        await api.Anonymous().Post("/api/v1/sessions?isAtPage=true", script).ExpectProblem(400, "validation-failed");

        // A recovery code, once.
        foreach (var (code, status) in ((string, int)[])[(recovery[0], 302), (recovery[0], 401), (recovery[1].ToUpperInvariant(), 302)])
        {
            var lost = new SigningIn(api, await api.Given.Frontend(person.OrganisationId));
            var page = await (await lost.Password(person.UserName).Expect(200)).Content.ReadAsStringAsync(Ct);
            await lost.Fill(page, ("code", code)).Expect(status);
        }
    }

    [Fact]
    public async Task An_organisation_asks_a_second_factor_of_the_roles_it_names_at_every_door_and_another_does_not()
    {
        var (administrator, signing) = await Someone(Role.Administrator);
        var organisation = administrator.OrganisationId;
        var (path, rule) = ($"/api/v1/organisations/{organisation}", new { roles = new[] { "caseworker", "administrator" } });
        var http = await api.As(administrator);
        async Task<string?> Tag() => (await http.GetAsync(path, Ct).Expect(200)).Tag();
        async Task<string?> Objection() => (await http.Read(path))["allowedActions"]!.AsArray()
            .Single(action => action.Text("action") == "require-second-factor").Text("code");
        Assert.Equal("own-second-factor-first", await Objection());
        await http.Post(path + "/require-second-factor", rule, await Tag()).ExpectProblem(409, "own-second-factor-first");
        var enrolment = await (await signing.Password(administrator.UserName).Expect(200)).Content.ReadAsStringAsync(Ct);
        var app = new Totp(Base32Encoding.ToBytes(Secret().Match(enrolment).Groups[1].Value));
        await signing.Fill(enrolment, ("code", app.ComputeTotp(MachineTime.Now.UtcDateTime))).Expect(200);
        Assert.Null(await Objection());
        await http.Post(path + "/require-second-factor", new { roles = new[] { "king" } }, await Tag()).ExpectProblem(400, "malformed-request");
        await http.Post(path + "/require-second-factor", rule, "\"1\"").ExpectProblem(412, "stale");
        await http.Post(path + "/require-second-factor", rule, await Tag()).Expect(200);
        Assert.Equal(["caseworker", "administrator"], (await http.Read(path)).Values<string>("secondFactorRoles/*"));
        var elsewhere = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        await elsewhere.Post(path + "/require-second-factor", new { roles = Array.Empty<string>() }, await Tag()).ExpectProblem(404, "not-found");

        // Of the roles that were named, others and other organisations are none the wiser.
        var (worker, leader) = (await api.Given.Staff(organisation, Role.Caseworker), await api.Given.Staff(organisation, Role.Supervisor));
        var (second, other) = (await api.Given.Staff(organisation, Role.Administrator), await api.Given.Organisation());
        var stranger = await api.Given.Staff(other, Role.Caseworker);
        Task<HttpResponseMessage> Script(Person person) => api.Anonymous().Post("/api/v1/sessions", new { person.UserName, Person.Password });
        await Held(worker);
        await Held(second);
        await Script(leader).Expect(200);
        await Script(stranger).Expect(200);
        await api.Anonymous().Post("/api/v1/sessions", new { worker.UserName, password = "wrong" }).ExpectProblem(401, "sign-in-refused");

        // At the page it is set up, and asked from then on.
        var first = new SigningIn(api, await api.Given.Frontend(organisation));
        enrolment = await (await first.Password(worker.UserName).Expect(200)).Content.ReadAsStringAsync(Ct);
        app = new Totp(Base32Encoding.ToBytes(Secret().Match(enrolment).Groups[1].Value));
        var codes = await (await first.Fill(enrolment, ("code", app.ComputeTotp(MachineTime.Now.UtcDateTime))).Expect(200)).Content.ReadAsStringAsync(Ct);
        Assert.NotNull((await first.Back(await first.Fill(codes)))["code"]);
        await Script(worker).ExpectProblem(401, "second-factor-required");
        await api.Anonymous().Post("/api/v1/sessions", new { worker.UserName, Person.Password, oneTimePassword = Recovery().Match(codes).Value }).Expect(200);

        // Taken back: who has one keeps it, nobody else is asked.
        await http.Post(path + "/require-second-factor", new { roles = Array.Empty<string>() }, await Tag()).Expect(200);
        await Held(second); // An administrator is asked everywhere.
        await Script(worker).ExpectProblem(401, "second-factor-required");

        async Task Held(Person person)
        {
            var held = api.With((await (await Script(person).Expect(200)).Json()).Text("accessToken")!);
            await held.GetAsync("/api/v1/reference-data", Ct).ExpectProblem(403, "second-factor-setup-required");
        }
    }

    [Fact]
    public async Task An_organisation_lets_no_scripts_sign_in_and_the_page_and_others_go_on()
    {
        var (administrator, _) = await Someone(Role.Administrator);
        var (path, http) = ($"/api/v1/organisations/{administrator.OrganisationId}", await api.As(administrator));
        var (worker, stranger) = (await api.Given.Staff(administrator.OrganisationId, Role.Caseworker),
            await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        async Task<string?> Tag() => (await http.GetAsync(path, Ct).Expect(200)).Tag();
        Task<HttpResponseMessage> Script(Person person, string password = Person.Password) =>
            api.Anonymous().Post("/api/v1/sessions", new { person.UserName, password });
        var before = await (await Script(worker).Expect(200)).Json();
        await http.Post(path + "/allow-script-sign-in", new { isAllowed = false }).ExpectProblem(428, "if-match-required");
        await http.Post(path + "/allow-script-sign-in", new { isAllowed = false }, "\"1\"").ExpectProblem(412, "stale");
        await (await api.As(worker)).Post(path + "/allow-script-sign-in", new { isAllowed = false }, await Tag()).ExpectProblem(403, "not-permitted");
        await (await api.As(stranger)).Post(path + "/allow-script-sign-in", new { isAllowed = false }, await Tag()).ExpectProblem(404, "not-found");
        await http.Post(path + "/allow-script-sign-in", new { isAllowed = false }, await Tag()).Expect(200);
        Assert.False((await http.Read(path)).Value<bool>("scriptSignIn"));

        await Script(worker).ExpectProblem(401, "script-sign-in-off");
        await Script(worker, "wrong").ExpectProblem(401, "sign-in-refused"); // Who does not know the password learns nothing.
        await Script(stranger).Expect(200);
        Assert.Equal(2, await api.Sql<long>($"select count(*) from access.session where staff_id = '{worker.StaffId}' and revoked_at is null"));
        await api.With(before.Text("accessToken")!).GetAsync("/api/v1/me", Ct).Expect(200);
        var signing = new SigningIn(api, await api.Given.Frontend(administrator.OrganisationId));
        Assert.NotNull((await signing.Back(await signing.Password(worker.UserName)))["code"]);
        Assert.Equal(1, await api.Sql<long>($"""
            select count(*) from audit.entry
            where action = 'AllowScriptSignIn' and staff_id = '{administrator.StaffId}' and 'script_sign_in' = any (fields)
            """));

        await http.Post(path + "/allow-script-sign-in", new { isAllowed = true }, await Tag()).Expect(200);
        await Script(worker).Expect(200);
    }

    [Fact]
    public async Task Without_the_second_factor_the_password_alone_gets_no_code_and_guessing_is_slowed_down()
    {
        var (person, signing) = await Someone(Role.Administrator);
        var enrolment = await (await signing.Password(person.UserName).Expect(200)).Content.ReadAsStringAsync(Ct);
        var app = new Totp(Base32Encoding.ToBytes(Secret().Match(enrolment).Groups[1].Value));
        await signing.Fill(enrolment, ("code", app.ComputeTotp(MachineTime.Now.UtcDateTime))).Expect(200);

        var thief = new SigningIn(api, await api.Given.Frontend(person.OrganisationId));
        var page = await (await thief.Password(person.UserName).Expect(200)).Content.ReadAsStringAsync(Ct);
        Assert.StartsWith("/sign-in", (await thief.Ask().Expect(302)).Headers.Location!.ToString(), StringComparison.Ordinal);
        foreach (var step in (string[])["Organisation", "RecoveryCodes", "Enrolment", "Message"])
        {
            var tried = await thief.Fill(page, ("step", step), ("code", "000000"), ("organisation", person.OrganisationId.ToString()));
            Assert.NotEqual(302, (int)tried.StatusCode);
        }
        for (var i = 0; i < 5; i++)
        {
            await thief.Fill(page, ("code", "00000" + i)).Expect(401);
        }
        await thief.Fill(page, ("code", app.ComputeTotp(MachineTime.Now.AddSeconds(30).UtcDateTime))).Expect(429);
    }

    [Fact]
    public async Task A_second_factor_that_is_gone_is_taken_away_by_an_administrator_of_the_employer_only()
    {
        var (person, signing) = await Someone(Role.DataProtectionOfficer);
        var enrolment = await (await signing.Password(person.UserName).Expect(200)).Content.ReadAsStringAsync(Ct);
        var app = new Totp(Base32Encoding.ToBytes(Secret().Match(enrolment).Groups[1].Value));
        await signing.Fill(enrolment, ("code", app.ComputeTotp(MachineTime.Now.UtcDateTime))).Expect(200);
        var path = $"/api/v1/staff/{person.StaffId}/remove-second-factor";
        var (reason, session) = (new { reason = "Telefon verloren" }, await api.As(person));

        await (await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator))).Post(path, reason).ExpectProblem(404, "not-found");
        await session.Post(path, reason).ExpectProblem(403, "not-permitted");
        await (await api.As(await api.Given.Staff(person.OrganisationId, Role.Administrator))).Post(path, reason).Expect(204);

        await session.GetAsync("/api/v1/me", Ct).ExpectProblem(401, "session-ended");
        var again = new SigningIn(api, await api.Given.Frontend(person.OrganisationId));
        Assert.Contains("<svg", await (await again.Password(person.UserName).Expect(200)).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_reads_a_colleague_is_told_whether_a_second_factor_can_be_taken_away()
    {
        var person = await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
        var me = await api.Given.Staff(person.OrganisationId, Role.Administrator);
        var administrator = await api.As(me);
        await Is(person, "no-second-factor");
        await Is(me, "own-second-factor");
        await Enrol();
        await Is(person, null);
        var caseworker = await api.As(await api.Given.Staff(person.OrganisationId, Role.Caseworker));
        Assert.Equal("not-permitted", (await Told(caseworker, person)).Text("code"));
        await Remove(person).Expect(204);
        await Is(person, "no-second-factor");

        await Enrol();
        var path = $"/api/v1/staff/{person.StaffId}";
        await administrator.Post($"{path}/disable", new { reason = "hat gekündigt" }, (await administrator.GetAsync(path, Ct)).Tag()).Expect(200);
        await Is(person, "staff-transition");

        async Task Is(Person whose, string? code)
        {
            Assert.Equal((code is null, code), ((await Told(administrator, whose)).Value<bool>("allowed"), (await Told(administrator, whose)).Text("code")));
            if (code is not null)
            {
                await Remove(whose).ExpectProblem(409, code);
            }
        }

        Task<HttpResponseMessage> Remove(Person whose) =>
            administrator.Post($"/api/v1/staff/{whose.StaffId}/remove-second-factor", new { reason = "Telefon verloren" });

        async Task<JsonNode> Told(HttpClient reader, Person whose) => (await reader.Read($"/api/v1/staff/{whose.StaffId}"))["allowedActions"]!.AsArray()
            .Single(action => action.Text("action") == "remove-second-factor")!;

        Task Enrol() => api.InOrganisation(person.OrganisationId, async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"CALL access.give_second_factor({person.StaffId}, {"protected"})");
            await transaction.CommitAsync();
            return true;
        });
    }

    [Fact]
    public async Task A_person_sees_the_own_sessions_and_ends_one_or_all_others()
    {
        var (person, signing) = await Someone(Role.Caseworker);
        signing.Browser.DefaultRequestHeaders.Add("User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0");
        var browser = api.With((await signing.Tokens(person)).Text("access_token")!);
        var script = await api.As(person);
        var stranger = await api.As(await api.Given.Staff(person.OrganisationId, Role.Caseworker));

        var sessions = await browser.Read("/api/v1/sessions");
        Assert.Equal(2, sessions["items"]!.AsArray().Count);
        var mine = sessions["items"]!.AsArray().Single(session => session.Value<bool>("isThis"));
        Assert.Equal(("Oberfläche", "Firefox, Windows"), (mine.Text("application"), mine.Text("device")));

        await stranger.DeleteAsync($"/api/v1/sessions/{mine.Text("id")}", Ct).ExpectProblem(404, "not-found");
        await script.DeleteAsync($"/api/v1/sessions/{mine.Text("id")}", Ct).Expect(204);
        await browser.GetAsync("/api/v1/me", Ct).ExpectProblem(401, "session-ended");
        var third = await api.As(person);
        await script.Post("/api/v1/sessions/end-others").Expect(204);
        await third.GetAsync("/api/v1/me", Ct).ExpectProblem(401, "session-ended");
        await script.GetAsync("/api/v1/me", Ct).Expect(200);
    }

    private async Task<(Person, SigningIn)> Someone(Role role)
    {
        var organisation = await api.Given.Organisation();
        return (await api.Given.Staff(organisation, role), new SigningIn(api, await api.Given.Frontend(organisation)));
    }

    [GeneratedRegex("id=\"secret\">([A-Z2-7]+)<")]
    private static partial Regex Secret();

    internal static string SecretOf(string page) => Secret().Match(page).Groups[1].Value;

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();

    [GeneratedRegex("[a-z2-9]{4}(-[a-z2-9]{4}){3}")]
    private static partial Regex Recovery();
}
