using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.SignIn;

namespace CaseManagement.Api.Tokens;

/// <summary>What one of these pages shows; what is not set is not shown.</summary>
public sealed record AccountModel
{
    /// <summary>Above everything.</summary>
    public string Heading { get; init; } = "";
    /// <summary>What there is to say.</summary>
    public string Message { get; init; } = "";
    /// <summary>Whether that is a problem.</summary>
    public bool IsProblem { get; init; }
    /// <summary>Against forged forms.</summary>
    public string FormToken { get; init; } = "";
    /// <summary>The name of its field.</summary>
    public string FormTokenName { get; init; } = "";
    /// <summary>Whose account it is.</summary>
    public string UserName { get; init; } = "";
    /// <summary>Of a link with which a password is set.</summary>
    public string? EnrolmentKey { get; init; }
    /// <summary>The way to the account's page.</summary>
    public bool LeadsToAccount { get; init; }
    /// <summary>The person's own.</summary>
    public IReadOnlyList<Passkey>? Passkeys { get; init; }
    /// <summary>For another one.</summary>
    public PasskeyQuestion? NewPasskey { get; init; }
    /// <summary>One-time passwords are set up.</summary>
    public bool HasCode { get; init; }
    /// <summary>Of one-time passwords that are being set up.</summary>
    public string? Secret { get; init; }
    /// <summary>To be written down.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];
    /// <summary>The operator's administrator is offered the engine's dashboard.</summary>
    public bool ShowsJobs { get; init; }
}

/// <summary>
/// Where somebody keeps the own passkeys and one-time passwords, signed in at the same page as everywhere. Not by the API: whoever has a token of a
/// frontend cannot make himself at home with it.
/// </summary>
public sealed class AccountPage(
    SignInPage signIn, Passkeys passkeys, SecondFactors factors, CallContext call, Pipeline.ISender sender, Pages pages, PageLogin logins)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/account";

    private static readonly OwnPage Page = new("account", nameof(AccountPage));

    private static string Heading => Language.Choose("Mein Konto", "My account");

    /// <summary>GET: what there is, or the way to sign in.</summary>
    public Task<IResult> Show(HttpContext http, CancellationToken cancellationToken) => WhileSignedIn(() => ToShow(http, cancellationToken), http);

    /// <summary>POST: one change.</summary>
    public Task<IResult> Submit(HttpContext http, CancellationToken cancellationToken) => WhileSignedIn(() => ToSubmit(http, cancellationToken), http);

    private async Task<IResult> ToShow(HttpContext http, CancellationToken cancellationToken) =>
        await logins.Enter(http, Page, Path, cancellationToken) is var (_, login) ? await ToPage(http, login, cancellationToken) : Begin(http);

    private async Task<IResult> ToSubmit(HttpContext http, CancellationToken cancellationToken)
    {
        var form = await pages.Form(http, cancellationToken);
        if (form.Count == 0 || await Who(http, cancellationToken) is not var (caller, login))
        {
            return Begin(http);
        }
        var isOne = Guid.TryParse(form["id"], out var id);
        switch (form["step"].ToString())
        {
            case SignInPage.AddPasskey:
                var added = await passkeys.Add(http, form["state"].ToString(), form["credential"].ToString(), form["name"], cancellationToken);
                return added ? Back() : await ToPage(http, login, cancellationToken, SignInPage.WrongPasskey);
            case "Rename" when isOne:
                await passkeys.Rename(id, form["name"], cancellationToken);
                return Back();
            case "Remove" when isOne:
                if (await IsLast(caller, cancellationToken))
                {
                    return await ToPage(http, login, cancellationToken, Language.Choose(
                        "Ihre Rolle verlangt einen zweiten Faktor. Bitte zuerst einen anderen einrichten.",
                        "Your role asks for a second factor. Please set another one up first."));
                }
                await passkeys.Remove(id, cancellationToken);
                return Back();
            case "NewCode" when !(await factors.Of(caller.RequiredStaffId, cancellationToken)).HasCode:
                login = login with { Secret = SecondFactors.NewSecret() };
                Remember(http, login);
                return await ToPage(http, login, cancellationToken);
            case "Code" when login.Secret is { } secret:
                return await WithCode(http, login, secret, form["code"].ToString(), cancellationToken);
            case "SignOut":
                return await logins.SignOut(http, Page, caller, cancellationToken);
            default:
                return Back();
        }
    }

    /// <summary>Who has signed in here, and how; null where nobody has, or the session has ended. The call is theirs from then on.</summary>
    public Task<(Caller Caller, Login Login)?> Who(HttpContext http, CancellationToken cancellationToken) => logins.Who(http, Page, cancellationToken);

    private async Task<IResult> WithCode(HttpContext http, Login login, string secret, string code, CancellationToken cancellationToken)
    {
        if (await factors.Enrol(secret, code, cancellationToken) is not { } codes)
        {
            return await ToPage(http, login, cancellationToken, SignInPage.WrongCode);
        }
        await signIn.Record("second-factor-enrolled", cancellationToken);
        Remember(http, login with { Secret = null });
        return pages.Show(http, new AccountModel
        {
            Heading = Language.Choose("Wiederherstellungscodes", "Recovery codes"), Codes = codes, LeadsToAccount = true,
        });
    }

    private async Task<bool> IsLast(Caller caller, CancellationToken cancellationToken) =>
        !(await factors.Of(caller.RequiredStaffId, cancellationToken)).HasCode && (await passkeys.Mine(cancellationToken)).Count == 1
        && await factors.IsAsked(caller, cancellationToken);

    private async Task<IResult> ToPage(HttpContext http, Login login, CancellationToken cancellationToken, string? problem = null)
    {
        var me = await sender.Send(new GetMe(), cancellationToken);
        var mine = await passkeys.Mine(cancellationToken);
        return pages.Show(http, new AccountModel
        {
            Heading = Heading, Message = problem ?? "", UserName = me.UserName, Secret = login.Secret, Passkeys = mine,
            NewPasskey = mine.Count < Tokens.Passkeys.Most ? await passkeys.ToAdd(http, me.UserName) : null,
            HasCode = (await factors.Of(me.StaffId, cancellationToken)).HasCode, ShowsJobs = JobsDashboard.IsFor(call.Caller, login),
        }, problem is null ? 200 : 400);
    }

    // Ended in the middle, elsewhere or in another tab.
    private async Task<IResult> WhileSignedIn(Func<Task<IResult>> step, HttpContext http)
    {
        try
        {
            return await step();
        }
        catch (Exception ended) when (Refusals.OfSession(ended) is not null)
        {
            return Begin(http);
        }
    }

    // To the page by GET: loading it again repeats nothing.
    private static IResult Back() => TypedResults.LocalRedirect("~" + Path);

    private IResult Begin(HttpContext http) => logins.Begin(http, Path, Heading);

    private void Remember(HttpContext http, Login login) => logins.Remember(http, Page, login);
}
