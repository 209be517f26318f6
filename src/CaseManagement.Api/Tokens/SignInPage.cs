using System.Security.Cryptography;
using System.Text;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using FluentValidation;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Tokens;

/// <summary>Why somebody signs in: the request to /connect/authorize that waits for it, and who asks.</summary>
/// <param name="Return">Path and query to go on with; made here, so that it leads nowhere else.</param>
/// <param name="ApiClientId">The frontend; null for a page of the product's own.</param>
/// <param name="ClientName">Its name, as it is shown.</param>
/// <param name="Origin">Where the code will go: the page's policy has to allow the way there.</param>
public sealed record SignInFlow(string Return, Guid? ApiClientId, string ClientName, string Origin);

/// <summary>How far somebody has come at the sign-in page; lies in a protected cookie for some minutes.</summary>
/// <param name="Return">For which request.</param>
/// <param name="Session">The first refresh token of the session that was opened: good for one exchange, so the cookie gives one session at most.</param>
/// <param name="Methods">What was shown so far (RFC 8176).</param>
/// <param name="At">When.</param>
/// <param name="IsComplete">Nothing is wanting.</param>
/// <param name="HasChosen">The organisation is chosen.</param>
/// <param name="Secret">Of a second factor that is being set up; nobody's yet.</param>
public sealed record Login(
    string Return, string Session, string[] Methods, DateTimeOffset At, bool IsComplete = false, bool HasChosen = false, string? Secret = null)
{
    /// <summary>A one-time password or a recovery code was shown.</summary>
    public const string SecondFactor = "otp";

    /// <summary>A passkey has answered, and its authenticator knew whose it is: two factors in one.</summary>
    public const string Passkey = "pop";

    /// <summary>Says nothing of what is in it, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(Login);
}

/// <summary>What the page asks for next.</summary>
public enum SignInStep
{
    /// <summary>User name and password.</summary>
    Password,
    /// <summary>A password of one's own instead of one that somebody else has chosen.</summary>
    NewPassword,
    /// <summary>For which organisation.</summary>
    Organisation,
    /// <summary>A one-time password, or a recovery code.</summary>
    SecondFactor,
    /// <summary>Setting one up, which the role asks for.</summary>
    Enrolment,
    /// <summary>Recovery codes, shown this once.</summary>
    RecoveryCodes,
    /// <summary>Nothing: words only.</summary>
    Message,
}

/// <summary>
/// The one page at which people sign in: plain HTML, which needs no script but for passkeys. What a password is worth is decided by the command of
/// /sessions: the same delays after wrong ones, the same silence about names. The session it opens gets tokens when every step is done.
/// </summary>
public sealed partial class SignInPage(
    Pipeline.ISender sender, CallContext call, CaseDb db, SessionTokenIssuer issuer, IAntiforgery antiforgery, IDataProtectionProvider protection,
    Pages pages, SecondFactors factors, Passkeys passkeys, ProviderSignIn providers)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/sign-in";

    /// <summary>Steps that the script takes.</summary>
    internal const string UsePasskey = "UsePasskey", AddPasskey = "AddPasskey";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector flows = protection.CreateProtector("sign-in-flow").ToTimeLimitedDataProtector();
    private readonly ITimeLimitedDataProtector logins = protection.CreateProtector("sign-in-login").ToTimeLimitedDataProtector();

    private string CookieName => pages.Cookie("sign-in").Name;

    /// <summary>Sends the browser here.</summary>
    public IResult Begin(HttpContext http, SignInFlow flow)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Redirect($"{Path}?flow={flows.Protect(System.Text.Json.JsonSerializer.Serialize(flow), Patience)}");
    }

    /// <summary>The finished sign-in for a request, once; null where there is none.</summary>
    public Login? TakeLogin(HttpContext http, string asked)
    {
        if (Pages.Read<Login>(logins, http.Request.Cookies[CookieName]) is not { IsComplete: true } login || login.Return != asked)
        {
            return null;
        }
        Forget(http);
        return login;
    }

    /// <summary>GET: the step that somebody has come to.</summary>
    public async Task<IResult> Show(HttpContext http, CancellationToken cancellationToken)
    {
        if (Pages.Read<SignInFlow>(flows, http.Request.Query["flow"]) is not { } flow)
        {
            return await TooLate(http);
        }
        return await Next(http, flow, LoginOf(http, flow), cancellationToken);
    }

    /// <summary>POST: one step.</summary>
    public async Task<IResult> Submit(HttpContext http, CancellationToken cancellationToken)
    {
        var form = http.Request.HasFormContentType && await antiforgery.IsRequestValidAsync(http)
            ? await http.Request.ReadFormAsync(cancellationToken) : FormCollection.Empty;
        if (Pages.Read<SignInFlow>(flows, form["flow"]) is not { } flow)
        {
            return await TooLate(http);
        }
        try
        {
            return await Step(http, flow, LoginOf(http, flow), form, cancellationToken);
        }
        catch (Exception ended) when (Refusals.OfSession(ended) is not null)
        {
            return await Page(http, flow, SignInStep.Password); // Ended meanwhile: elsewhere, or by another password.
        }
    }

    private async Task<IResult> Step(HttpContext http, SignInFlow flow, Login? login, IFormCollection form, CancellationToken cancellationToken)
    {
        if (form["with"] == "provider")
        {
            return await ToProvider(http, flow, form["userName"].ToString(), cancellationToken);
        }
        switch (form["step"])
        {
            case nameof(SignInStep.Password):
                return await WithPassword(http, flow, form["userName"].ToString(), form["password"].ToString(), cancellationToken);
            case nameof(SignInStep.NewPassword) when login is not null:
                return await WithNewPassword(http, flow, login, form["password"].ToString(), form["newPassword"].ToString(), cancellationToken);
            case nameof(SignInStep.Organisation) when login is not null && Guid.TryParse(form["organisation"], out var organisation):
                return await For(http, flow, login, organisation, cancellationToken);
            case nameof(SignInStep.SecondFactor) when login is not null:
                return await WithSecondFactor(http, flow, login, form["code"].ToString(), cancellationToken);
            case nameof(SignInStep.Enrolment) when login is { Secret: { } secret }:
                return await WithEnrolment(http, flow, login, secret, form["code"].ToString(), cancellationToken);
            case UsePasskey:
                return await WithPasskey(http, flow, login, form, cancellationToken);
            case AddPasskey when login is not null:
                return await WithNewPasskey(http, flow, login, form, cancellationToken);
            case nameof(SignInStep.RecoveryCodes):
                return await Next(http, flow, login, cancellationToken);
            default:
                return await Page(http, flow, SignInStep.Password);
        }
    }

    /// <summary>A request for tokens that OpenIddict has refused and that must not go back to where it claims to come from.</summary>
    public Task<IResult> Refused(HttpContext http, string? error) => Page(http, null, SignInStep.Message, Language.Choose(
        $"Die Anwendung hat die Anmeldung nicht richtig angefragt ({error}). Bitte dort Bescheid geben.",
        $"The application did not ask for the sign-in correctly ({error}). Please tell those who run it."), status: 400);

    /// <summary>Signed out, and nowhere to go.</summary>
    public Task<IResult> SignedOut(HttpContext http) => Page(http, null, SignInStep.Message, Language.Choose("Sie sind abgemeldet.", "You are signed out."));

    private Task<IResult> TooLate(HttpContext http) => Page(http, null, SignInStep.Message, Language.Choose(
        "Diese Seite ist zu alt. Bitte die Anmeldung in der Anwendung neu beginnen.",
        "This page is too old. Please begin again in the application."), status: 400);

    private async Task<IResult> WithPassword(HttpContext http, SignInFlow flow, string userName, string password, CancellationToken cancellationToken)
    {
        if (userName.Length is 0 or > 200 || password.Length is 0 or > 200)
        {
            return await Wrong(http, flow, userName);
        }
        var signedIn = await sender.Send(new SignIn.SignIn { UserName = userName, Password = password, IsAtPage = true }, cancellationToken);
        if (signedIn.Wait is { } wait)
        {
            return await TooEarly(http, flow, SignInStep.Password, wait, userName);
        }
        if (signedIn.NeedsProvider)
        {
            return await Page(http, flow, SignInStep.Password, SessionEndpoints.Provider.Text(), userName, 401);
        }
        if (signedIn.Caller is not { } caller)
        {
            return await Wrong(http, flow, userName);
        }
        return await Next(http, flow, new Login(flow.Return, First(caller), ["pwd"], call.Now), cancellationToken);
    }

    private Task<IResult> TooEarly(HttpContext http, SignInFlow flow, SignInStep step, TimeSpan wait, string? userName = null)
    {
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Page(http, flow, step, SessionEndpoints.TooEarly.Text(), userName, 429);
    }

    private Task<IResult> Wrong(HttpContext http, SignInFlow flow, string userName) =>
        Page(http, flow, SignInStep.Password, SessionEndpoints.Refused.Text(), userName, 401);

    // Changing it ends every session, this one too: with the new one somebody signs in again, which also shows that he has it.
    private async Task<IResult> WithNewPassword(
        HttpContext http, SignInFlow flow, Login login, string password, string chosen, CancellationToken cancellationToken)
    {
        if (issuer.CallerOf(login.Session, refresh: true)?.Caller is not { } caller)
        {
            return await Page(http, flow, SignInStep.Password);
        }
        (call.Caller, call.Action) = (caller, nameof(ChangePassword));
        try
        {
            await sender.Send(new ChangePassword { CurrentPassword = password, NewPassword = chosen }, cancellationToken);
        }
        catch (ValidationException faults)
        {
            return await Page(http, flow, SignInStep.NewPassword, string.Join(' ', faults.Errors.Select(fault => fault.ErrorMessage).Distinct()), status: 400);
        }
        catch (RefusedException refused)
        {
            return await Page(http, flow, SignInStep.NewPassword, refused.Errors.Count > 0 ? refused.Errors[0].Message : refused.Type.Text(),
                status: refused.Type.Status);
        }
        Forget(http);
        return await Page(http, flow, SignInStep.Password,
            Language.Choose("Das Passwort ist geändert. Bitte damit anmelden.", "The password is changed. Please sign in with it."));
    }

    // A session acts for one organisation: another choice is another session.
    private async Task<IResult> For(HttpContext http, SignInFlow flow, Login login, Guid organisation, CancellationToken cancellationToken)
    {
        if (issuer.CallerOf(login.Session, refresh: true)?.Caller is not { } caller)
        {
            return await Page(http, flow, SignInStep.Password);
        }
        (call.Caller, call.Action) = (caller, nameof(SignIn.SignIn));
        var operators = Contributions.The<IDirectory>().Operators(db);
        var grants = await db.Set<RoleGrant>().HeldIn(caller.SessionId, caller.RequiredStaffId, organisation)
            .Select(grant => new { grant.Role, IsOperator = operators.Contains(organisation) }).ToListAsync(cancellationToken);
        if (grants.Count == 0)
        {
            return await Next(http, flow, login, cancellationToken);
        }
        if (organisation != caller.OrganisationId)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var account = await db.Set<Session>().Where(session => session.Id == caller.SessionId).Select(session => session.AccountId)
                .SingleAsync(cancellationToken);
            var chosen = new Session(account, caller.RequiredStaffId, organisation, call.Now);
            db.Add(chosen);
            await db.SaveChangesAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync($"CALL access.carry_provider({caller.SessionId}, {chosen.Id})", cancellationToken);
            await db.Set<Session>().Where(session => session.Id == caller.SessionId).ExecuteUpdateAsync(set => set
                .SetProperty(session => session.RevokedAt, call.Now).SetProperty(session => session.RevokedWhy, "other-organisation"), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            caller = new Caller
            {
                StaffId = caller.StaffId, OrganisationId = organisation, SessionId = chosen.Id, Roles = [.. grants.Select(grant => grant.Role)],
                IsOperator = grants[0].IsOperator,
            };
        }
        return await Next(http, flow, login with { Session = First(caller), HasChosen = true }, cancellationToken);
    }

    private async Task<IResult> Next(HttpContext http, SignInFlow flow, Login? login, CancellationToken cancellationToken)
    {
        if (login is null || issuer.CallerOf(login.Session, refresh: true)?.Caller is not { } caller)
        {
            return await Page(http, flow, SignInStep.Password);
        }
        (call.Caller, call.Action) = (caller, nameof(GetMe));
        Me me;
        try
        {
            me = await sender.Send(new GetMe(), cancellationToken);
        }
        catch (Exception ended) when (Refusals.OfSession(ended) is not null)
        {
            return await Page(http, flow, SignInStep.Password);
        }
        Remember(http, login);
        if (me.MustChangePassword)
        {
            return await Page(http, flow, SignInStep.NewPassword);
        }
        if (!login.HasChosen && me.Organisations.Count > 1)
        {
            return await Page(http, flow, SignInStep.Organisation, organisations: [.. me.Organisations.Select(o => (o.Id, o.Name))]);
        }
        if (login.Methods.Any(method => method is Login.SecondFactor or Login.Passkey or ProviderSignIn.Mfa))
        {
            return await Done(http, flow, caller, login, cancellationToken);
        }
        if (await factors.Has(caller.RequiredStaffId, cancellationToken))
        {
            return await Page(http, flow, SignInStep.SecondFactor);
        }
        if (!await factors.IsAsked(caller, cancellationToken))
        {
            return await Done(http, flow, caller, login, cancellationToken);
        }
        login = login with { Secret = login.Secret ?? SecondFactors.NewSecret() };
        Remember(http, login);
        return await Page(http, flow, SignInStep.Enrolment, userName: me.UserName, secret: login.Secret);
    }

    // Instead of a password, or after one: then the same person's.
    private async Task<IResult> WithPasskey(HttpContext http, SignInFlow flow, Login? login, IFormCollection form, CancellationToken cancellationToken)
    {
        var account = await passkeys.Use(http, form["state"].ToString(), form["credential"].ToString(), cancellationToken);
        var before = login is null ? null : issuer.CallerOf(login.Session, refresh: true)?.Caller;
        if (account is null || (before is not null && before.StaffId != account.StaffId))
        {
            await passkeys.RecordWrong(cancellationToken);
            call.Caller = before ?? Caller.Anonymous;
            return await Page(http, flow, before is null ? SignInStep.Password : SignInStep.SecondFactor, WrongPasskey, status: 401);
        }
        if (before is not null)
        {
            return await Next(http, flow, login! with { Methods = [.. login.Methods, Login.Passkey] }, cancellationToken);
        }
        try
        {
            return await passkeys.SignIn(account, cancellationToken) is { } caller
                ? await Next(http, flow, new Login(flow.Return, First(caller), [Login.Passkey], call.Now), cancellationToken)
                : await Page(http, flow, SignInStep.Password, WrongPasskey, status: 401);
        }
        catch (RefusedException refused) when (refused.Type == SessionEndpoints.Provider)
        {
            return await Page(http, flow, SignInStep.Password, refused.Type.Text(), status: 401);
        }
    }

    // Instead of one-time passwords, where the role asks for a second factor and there is none.
    private async Task<IResult> WithNewPasskey(HttpContext http, SignInFlow flow, Login login, IFormCollection form, CancellationToken cancellationToken)
    {
        if (issuer.CallerOf(login.Session, refresh: true)?.Caller is not { } caller)
        {
            return await Page(http, flow, SignInStep.Password);
        }
        (call.Caller, call.Action) = (caller, nameof(SignIn.SignIn));
        if (await factors.Has(caller.RequiredStaffId, cancellationToken))
        {
            return await Next(http, flow, login, cancellationToken); // Set up elsewhere meanwhile: that one is asked for.
        }
        var name = Device.Of(http.Request.Headers.UserAgent.ToString());
        if (!await passkeys.Add(http, form["state"].ToString(), form["credential"].ToString(), name, cancellationToken))
        {
            return await Page(http, flow, SignInStep.Enrolment, WrongPasskey, status: 400, secret: login.Secret);
        }
        return await Next(http, flow, login with { Methods = [.. login.Methods, Login.Passkey], Secret = null }, cancellationToken);
    }

    private async Task<IResult> WithSecondFactor(HttpContext http, SignInFlow flow, Login login, string code, CancellationToken cancellationToken)
    {
        if (issuer.CallerOf(login.Session, refresh: true)?.Caller is not { } caller)
        {
            return await Page(http, flow, SignInStep.Password);
        }
        (call.Caller, call.Action) = (caller, nameof(SignIn.SignIn));
        var taken = await factors.Take(caller.RequiredStaffId, code, call.Now, cancellationToken);
        if (taken.Wait is { } wait)
        {
            return await TooEarly(http, flow, SignInStep.SecondFactor, wait);
        }
        if (!taken.IsRight)
        {
            await Record("wrong-one-time-password", cancellationToken);
            return await Page(http, flow, SignInStep.SecondFactor, WrongCode, status: 401);
        }
        return await Next(http, flow, login with { Methods = [.. login.Methods, Login.SecondFactor] }, cancellationToken);
    }

    private async Task<IResult> WithEnrolment(
        HttpContext http, SignInFlow flow, Login login, string secret, string code, CancellationToken cancellationToken)
    {
        if (issuer.CallerOf(login.Session, refresh: true)?.Caller is not { } caller)
        {
            return await Page(http, flow, SignInStep.Password);
        }
        (call.Caller, call.Action) = (caller, nameof(SignIn.SignIn));
        if (await factors.Has(caller.RequiredStaffId, cancellationToken))
        {
            return await Next(http, flow, login, cancellationToken); // Set up elsewhere meanwhile: that one is asked for.
        }
        if (await factors.Enrol(secret, code, cancellationToken) is not { } codes)
        {
            return await Page(http, flow, SignInStep.Enrolment, WrongCode, status: 400, secret: secret);
        }
        await Record("second-factor-enrolled", cancellationToken);
        Remember(http, login with { Methods = [.. login.Methods, Login.SecondFactor], Secret = null });
        return await Page(http, flow, SignInStep.RecoveryCodes, codes: codes);
    }

    internal static string WrongPasskey => Language.Choose("Dieser Passkey hat hier nicht geantwortet.", "This passkey has not answered here.");

    internal static string WrongCode => Language.Choose(
        "Dieser Code stimmt nicht, oder er wurde schon benutzt. Bitte den nächsten abwarten.",
        "This code is not right, or it was used already. Please wait for the next one.");

    internal Task<int> Record(string what, CancellationToken cancellationToken) => db.RecordSignIn(call, what, cancellationToken);

    private async Task<IResult> Done(HttpContext http, SignInFlow flow, Caller caller, Login login, CancellationToken cancellationToken)
    {
        call.Caller = caller;
        var device = Device.Of(http.Request.Headers.UserAgent.ToString());
        // A page that was loaded again, or sent twice, has come here before.
        await db.Database.ExecuteSqlAsync($"""
            insert into access.session_use (session_id, api_client_id, device, used_at)
            values ({caller.SessionId}, {flow.ApiClientId}, {device}, {call.Now}) on conflict do nothing
            """, cancellationToken);
        Remember(http, login with { IsComplete = true });
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.LocalRedirect("~" + login.Return);
    }

    private string First(Caller caller) => issuer.Issue(caller, 0).RefreshToken;

    private Login? LoginOf(HttpContext http, SignInFlow flow) =>
        Pages.Read<Login>(logins, http.Request.Cookies[CookieName]) is { } login && login.Return == flow.Return ? login : null;

    private void Remember(HttpContext http, Login login) => http.Response.Cookies.Append(
        CookieName, logins.Protect(System.Text.Json.JsonSerializer.Serialize(login), Patience), Cookie());

    private void Forget(HttpContext http) => http.Response.Cookies.Delete(CookieName, Cookie());

    private CookieOptions Cookie() => pages.Cookie("sign-in").Options;

    private async Task<IResult> Page(HttpContext http, SignInFlow? flow, SignInStep step, string? message = null, string? userName = null, int status = 200,
        IReadOnlyList<(Guid, string)>? organisations = null, string? secret = null, IReadOnlyList<string>? codes = null, string? onward = null)
    {
        var form = antiforgery.GetAndStoreTokens(http);
        pages.Guard(http, flow?.Origin);
        var means = step == SignInStep.SecondFactor ? await factors.Of(call.Caller.RequiredStaffId, http.RequestAborted) : null;
        var asked = step switch
        {
            SignInStep.Password => await passkeys.ToUse(http),
            SignInStep.SecondFactor when means!.HasPasskey => await passkeys.ToUse(http),
            SignInStep.Enrolment => await passkeys.ToAdd(http, userName ?? "-"),
            _ => null,
        };
        return new RazorComponentResult<SignInView>(new
        {
            Step = step,
            Flow = flow is null ? "" : flows.Protect(System.Text.Json.JsonSerializer.Serialize(flow), Patience),
            ClientName = flow?.ClientName ?? "",
            Message = message ?? "",
            IsProblem = status >= 400,
            UserName = userName ?? "",
            FormToken = form.RequestToken!,
            FormTokenName = form.FormFieldName,
            Organisations = organisations ?? [],
            Secret = secret ?? "",
            Codes = codes ?? [],
            HasCode = means?.HasCode ?? true,
            Passkey = asked?.Options ?? "",
            PasskeyState = asked?.State ?? "",
            Onward = onward ?? "",
        })
        { StatusCode = status, PreventStreamingRendering = true };
    }
}

/// <summary>Browser and system, coarse: enough for a person to know the own sessions again, too little to follow anybody.</summary>
internal static class Device
{
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    private static readonly (string Mark, string Name)[] Systems =
        [("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Mac OS", "macOS"), ("Linux", "Linux")];

    public static string? Of(string userAgent)
    {
        var known = new[] { Browsers, Systems }.Select(list => list.FirstOrDefault(x => userAgent.Contains(x.Mark, StringComparison.Ordinal)).Name)
            .OfType<string>().ToList();
        return known.Count == 0 ? null : string.Join(", ", known);
    }
}
