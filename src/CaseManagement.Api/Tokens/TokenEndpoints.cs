using System.Security.Claims;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace CaseManagement.Api.Tokens;

/// <summary>
/// What the product says where OpenIddict, which has checked the request, asks it: who is to get tokens, and for what. Protocol, not product: no
/// requests of the pipeline, and in no document but the server's own (discovery).
/// </summary>
public static class TokenEndpoints
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    /// <summary>Maps /connect and /sign-in, where there is a token server.</summary>
    public static void MapTokenServer(this IEndpointRouteBuilder app, IConfiguration configuration)
    {
        if (TokenServer.Issuer(configuration) is null)
        {
            return;
        }
        var server = app.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        server.MapMethods(TokenServer.Authorize, ["GET", "POST"], Authorize);
        server.MapPost(TokenServer.Token, Token).RequireRateLimiting(Limits.SignIn);
        server.MapMethods(TokenServer.EndSession, ["GET", "POST"], SignOut);
        server.MapGet(SignInPage.Path, (SignInPage page, HttpContext http, CancellationToken ct) => page.Show(http, ct));
        server.MapPost(SignInPage.Path, (SignInPage page, HttpContext http, CancellationToken ct) => page.Submit(http, ct))
            .RequireRateLimiting(Limits.SignIn);
        server.MapGet(EnrolmentPage.Path, (EnrolmentPage page, HttpContext http, CancellationToken ct) => page.Show(http, ct))
            .RequireRateLimiting(Limits.SignIn);
        server.MapPost(EnrolmentPage.Path, (EnrolmentPage page, HttpContext http, CancellationToken ct) => page.Submit(http, ct))
            .RequireRateLimiting(Limits.SignIn);
        server.MapGet(AccountPage.Path, (AccountPage page, HttpContext http, CancellationToken ct) => page.Show(http, ct));
        server.MapPost(AccountPage.Path, (AccountPage page, HttpContext http, CancellationToken ct) => page.Submit(http, ct))
            .RequireRateLimiting(Limits.SignIn);
        server.MapGet(Pages.Script, Pages.GiveScript);
        server.MapJobsDashboard();
        server.MapGet(SignInPage.Path + "/provider/{id:guid}/return", (SignInPage page, HttpContext http, Guid id, CancellationToken ct) =>
            page.Returned(http, id, ct)).RequireRateLimiting(Limits.SignIn);
        server.MapPost(SignInPage.Path + "/provider/{id:guid}/logout", (ProviderLogout logout, HttpContext http, Guid id, CancellationToken ct) =>
            logout.Take(http, id, ct));
    }

    // A code for a session that was opened at the sign-in page for just this request; otherwise that page.
    private static async Task<IResult> Authorize(HttpContext http, SignInPage page, SessionTokenIssuer issuer, CaseDb db, CancellationToken cancellationToken)
    {
        if (http.GetOpenIddictServerResponse() is { } refused)
        {
            return await page.Refused(http, refused.Error);
        }
        var request = http.GetOpenIddictServerRequest()!;
        var asked = TokenServer.Authorize + QueryString.Create(request.GetParameters().Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
        if (page.TakeLogin(http, asked) is not { } login || issuer.CallerOf(login.Session, refresh: true)?.Caller is not { } caller)
        {
            if (request.HasPromptValue(PromptValues.None))
            {
                return Refuse(Errors.LoginRequired, "Nobody is signed in.");
            }
            var client = await db.Set<ApiClient>().Where(c => c.ClientId == request.ClientId).Select(c => new { c.Id, c.DisplayName })
                .SingleAsync(cancellationToken);
            return page.Begin(http, new SignInFlow(asked, client.Id, client.DisplayName!, new Uri(request.RedirectUri!).GetLeftPart(UriPartial.Authority)));
        }
        return Give(Identity(caller, login.Methods, login.At, login.Session), [.. request.GetScopes()]);
    }

    private static async Task<IResult> Token(
        HttpContext http, Pipeline.ISender sender, SessionTokenIssuer issuer, SigningKeys keys, CaseDb db, CallContext call,
        CancellationToken cancellationToken)
    {
        var request = http.GetOpenIddictServerRequest()!;
        if (request.IsClientCredentialsGrantType())
        {
            return await ForMachine(http, request, issuer, db, call, cancellationToken);
        }
        if (keys.Current is null)
        {
            return Later(http); // What is exchanged now would be spent for nothing.
        }
        var given = (await http.AuthenticateAsync(Scheme)).Principal!;
        // Each code and each refresh token is one exchange of the session; a second one ends it (RefreshSession).
        var exchanged = await sender.Send(new RefreshSession(given.GetClaim(TokenServerHandlers.Inner)!), cancellationToken);
        if (exchanged.Caller is not { } caller)
        {
            return Refuse(Errors.InvalidGrant, "The session has ended, or this was used before.");
        }
        // From here on nothing enters the session: a second use may have ended it by now, and what the first one got is told all the same.
        caller = caller with { Client = request.ClientId };
        await db.Database.ExecuteSqlAsync($"CALL access.note_use_of_session({caller.SessionId}, {call.Now})", cancellationToken);
        var tokens = issuer.Issue(caller, exchanged.RefreshNo);
        http.Features.Get<OpenIddictServerAspNetCoreFeature>()!.Transaction!.SetProperty(TokenServerHandlers.Access, tokens.AccessToken);
        return Give(Identity(caller, given.GetClaims(Claims.AuthenticationMethodReference), DateTimeOffset.FromUnixTimeSeconds(
            (long)given.GetClaim(Claims.AuthenticationTime).AsNumber()), tokens.RefreshToken), given.GetScopes());
    }

    private static async Task<IResult> ForMachine(
        HttpContext http, OpenIddictRequest request, SessionTokenIssuer issuer, CaseDb db, CallContext call, CancellationToken cancellationToken)
    {
        var client = await db.Set<ApiClient>().AsNoTracking().SingleAsync(c => c.ClientId == request.ClientId, cancellationToken);
        if (!client.MayCallFrom(call.Address))
        {
            return Refuse(Errors.InvalidClient, AccessProblems.NetworkRefused.English);
        }
        if (!await db.Set<Organisation>().AnyAsync(o => o.Id == client.OrganisationId && o.ClosedAt == null, cancellationToken))
        {
            return Refuse(Errors.InvalidClient, "The organisation of this client was closed.");
        }
        var asked = request.GetScopes();
        Scope[] scopes = [.. Enum.GetValues<Scope>().Where(scope => client.Scopes.Contains(SnakeCase.Of(scope.ToString()))
            && (asked.Length == 0 || asked.Contains(SnakeCase.Of(scope.ToString()))))];
        if (scopes.Length == 0)
        {
            return Refuse(Errors.InvalidScope, "None of these scopes was granted to this client.");
        }
        var caller = new Caller
        {
            ApiClientId = client.Id, SessionId = client.Id, OrganisationId = client.OrganisationId, Scopes = scopes, Client = client.ClientId,
        };
        await db.Database.ExecuteSqlAsync($"CALL access.note_use_of_client({client.Id}, {call.Now})", cancellationToken);
        http.Features.Get<OpenIddictServerAspNetCoreFeature>()!.Transaction!.SetProperty(TokenServerHandlers.Access, issuer.IssueAccess(caller));
        var identity = new ClaimsIdentity(Scheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, client.Id.ToString());
        return Give(identity, [.. scopes.Select(scope => SnakeCase.Of(scope.ToString()))]);
    }

    // What the identity token proves: the session to be ended is its sid. Without one there is nothing to end.
    private static async Task<IResult> SignOut(HttpContext http, SignInPage page, CaseDb db, CallContext call, CancellationToken cancellationToken)
    {
        if (http.GetOpenIddictServerResponse() is { } refused)
        {
            return await page.Refused(http, refused.Error);
        }
        if ((await http.AuthenticateAsync(Scheme)).Principal is { } hint && Guid.TryParse(hint.GetClaim("sid"), out var session)
            && Guid.TryParse(hint.GetClaim(Claims.Subject), out var staff))
        {
            await db.End(call, new Caller { StaffId = staff, SessionId = session }, "signed-out", cancellationToken);
        }
        return string.IsNullOrEmpty(http.GetOpenIddictServerRequest()!.PostLogoutRedirectUri)
            ? await page.SignedOut(http) : Results.SignOut(new AuthenticationProperties(), [Scheme]);
    }

    private static ClaimsIdentity Identity(Caller caller, IEnumerable<string> methods, DateTimeOffset at, string session)
    {
        var identity = new ClaimsIdentity(Scheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, caller.RequiredStaffId.ToString()).SetClaim("sid", caller.SessionId.ToString())
            .SetClaim(Claims.AuthenticationTime, at.ToUnixTimeSeconds()).SetClaims(Claims.AuthenticationMethodReference, [.. methods])
            .SetClaim(TokenServerHandlers.Inner, session);
        return identity;
    }

    private static IResult Give(ClaimsIdentity identity, System.Collections.Immutable.ImmutableArray<string> scopes)
    {
        var principal = new ClaimsPrincipal(identity).SetScopes(scopes);
        // What is for nobody stays inside of codes and refresh tokens, which only this server reads.
        principal.SetDestinations(claim => claim.Type == TokenServerHandlers.Inner ? [] : [Destinations.IdentityToken]);
        return Results.SignIn(principal, new AuthenticationProperties(), Scheme);
    }

    private static IResult Refuse(string error, string why) => Results.Forbid(new AuthenticationProperties(new Dictionary<string, string?>
    {
        [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
        [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = why,
    }), [Scheme]);

    // RFC 6749 has no word for it at this endpoint, so HTTP's own: the request was not looked at, and may be sent again as it is.
    private static IResult Later(HttpContext http)
    {
        (http.Response.Headers.RetryAfter, http.Response.Headers.CacheControl) = ("5", "no-store");
        return TypedResults.Json(new { error = Errors.TemporarilyUnavailable }, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static double AsNumber(this string? text) => double.Parse(text ?? "0", System.Globalization.CultureInfo.InvariantCulture);
}
