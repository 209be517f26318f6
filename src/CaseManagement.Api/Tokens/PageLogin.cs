using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Tokens;

/// <summary>A page of the product's own, at which people sign in.</summary>
/// <param name="Cookie">What its cookie is called.</param>
/// <param name="Action">As what the trail names it.</param>
public sealed record OwnPage(string Cookie, string Action);

/// <summary>
/// Who has signed in at a page of the product's own: by the one sign-in page, kept in a protected cookie for half an hour, one for each such page. The
/// cookie stands for a session, which ends it at once.
/// </summary>
public sealed class PageLogin(SignInPage signIn, CaseDb db, CallContext call, SessionTokenIssuer issuer, Pages pages, IDataProtectionProvider protection)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>Who has come from the sign-in page for an address just now, or has signed in at the page before; null where nobody has.</summary>
    /// <param name="http">The request.</param>
    /// <param name="page">Which page.</param>
    /// <param name="address">Path and query for which the sign-in was begun.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<(Caller Caller, Login Login)?> Enter(HttpContext http, OwnPage page, string address, CancellationToken cancellationToken)
    {
        if (signIn.TakeLogin(http, address) is not { } fresh)
        {
            return await Who(http, page, cancellationToken);
        }
        Remember(http, page, fresh);
        return await IsIn(fresh, page, cancellationToken) is { } caller ? (caller, fresh) : null;
    }

    /// <summary>Who has signed in, and how; null where nobody has, or the session has ended. The call is theirs from then on.</summary>
    public async Task<(Caller Caller, Login Login)?> Who(HttpContext http, OwnPage page, CancellationToken cancellationToken) =>
        Pages.Read<Login>(Protector(page), http.Request.Cookies[pages.Cookie(page.Cookie).Name]) is { } login
            && await IsIn(login, page, cancellationToken) is { } caller ? (caller, login) : null;

    /// <summary>Keeps who has signed in, for half an hour from now.</summary>
    public void Remember(HttpContext http, OwnPage page, Login login)
    {
        var (name, options) = pages.Cookie(page.Cookie);
        http.Response.Cookies.Append(name, Protector(page).Protect(System.Text.Json.JsonSerializer.Serialize(login), Patience), options);
    }

    /// <summary>The way to sign in, and back to an address of the product's own.</summary>
    public IResult Begin(HttpContext http, string address, string heading) => signIn.Begin(http, new SignInFlow(address, null, heading, ""));

    /// <summary>Ends the session.</summary>
    public async Task<IResult> SignOut(HttpContext http, OwnPage page, Caller caller, CancellationToken cancellationToken)
    {
        await db.End(call, caller, "signed-out", cancellationToken);
        var (name, options) = pages.Cookie(page.Cookie);
        http.Response.Cookies.Delete(name, options);
        return await signIn.SignedOut(http);
    }

    private ITimeLimitedDataProtector Protector(OwnPage page) => protection.CreateProtector($"{page.Cookie}-page").ToTimeLimitedDataProtector();

    private async Task<Caller?> IsIn(Login login, OwnPage page, CancellationToken cancellationToken)
    {
        if (issuer.CallerOf(login.Session, refresh: true) is not var (caller, until) || until <= call.Now)
        {
            return null;
        }
        (call.Caller, call.Action) = (caller, page.Action);
        try
        {
            await db.Database.ExecuteSqlAsync($"select 1", cancellationToken);
            return caller;
        }
        catch (Npgsql.PostgresException ended) when (Refusals.OfSession(ended) is not null)
        {
            call.Caller = Caller.Anonymous;
            return null;
        }
    }
}
