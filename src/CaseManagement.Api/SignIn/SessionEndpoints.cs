using CaseManagement.Api.Http;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;

namespace CaseManagement.Api.SignIn;

/// <summary>Tokens for a session.</summary>
/// <param name="AccessToken">Send as "Authorization: Bearer …".</param>
/// <param name="ExpiresIn">Seconds until the access token ends.</param>
/// <param name="RefreshToken">Good for one exchange at /sessions/refresh.</param>
/// <param name="StaffId">Who is signed in.</param>
/// <param name="OrganisationId">For which organisation.</param>
/// <param name="Roles">With which roles.</param>
public sealed record SessionTokens(string AccessToken, long ExpiresIn, string RefreshToken, Guid StaffId, Guid OrganisationId, IReadOnlyCollection<string> Roles);

/// <summary>A refresh token to exchange.</summary>
/// <param name="RefreshToken">As /sessions gave it.</param>
public sealed record RefreshTokenBody(string RefreshToken);

/// <summary>Signing in and out.</summary>
public static class SessionEndpoints
{
    private static readonly ProblemType Refused = new("sign-in-refused", 401, "User name or password is not right.", "Benutzername oder Passwort stimmt nicht.");
    private static readonly ProblemType Locked = new("account-locked", 423, "Too many wrong passwords. Try again in 15 minutes.", "Zu viele falsche Passwörter. Bitte in 15 Minuten erneut versuchen.");
    private static readonly ProblemType RefreshRefused = new("refresh-refused", 401, "This refresh token is not good any more. Sign in again.", "Dieses Refresh-Token gilt nicht mehr. Bitte erneut anmelden.");
    private const Audience All = Audience.Caseworker | Audience.Partner | Audience.Statistics;

    /// <summary>Maps /sessions.</summary>
    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("Sessions");
        sessions.MapPost("/", async (SignIn body, ISender sender, SessionTokenIssuer issuer, CancellationToken ct) =>
            {
                var answer = await sender.Send(body, ct);
                return answer.Caller is { } caller ? TypedResults.Ok(issuer.Issue(caller, answer.RefreshNo)) : throw new RefusedException(answer.IsLocked ? Locked : Refused);
            })
            .Handles<SignIn>("Sign in", "Exchanges user name and password for a short-lived access token and a refresh token. Five wrong passwords lock the account for 15 minutes (423). The answer never tells whether a name exists.", All)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status423Locked).RequireRateLimiting(Limits.SignIn);
        sessions.MapPost("/refresh", async (RefreshTokenBody body, ISender sender, SessionTokenIssuer issuer, CancellationToken ct) =>
            {
                var answer = issuer.Read(body.RefreshToken) is { } token ? await sender.Send(token, ct) : null;
                return answer?.Caller is { } caller ? TypedResults.Ok(issuer.Issue(caller, answer.RefreshNo)) : throw new RefusedException(RefreshRefused);
            })
            .Handles<RefreshSession>("Refresh the tokens", "Each refresh token is good for one exchange; using one twice ends the session, because one of the two users is not the owner.", All)
            .ProducesProblem(StatusCodes.Status401Unauthorized).RequireRateLimiting(Limits.SignIn);
        sessions.MapDelete("/current", async (ISender sender, CancellationToken ct) =>
            {
                await sender.Send(new SignOut(), ct);
                return TypedResults.NoContent();
            })
            .Handles<SignOut>("Sign out", "Ends the session at once: every token of it is refused from now on.", All);
        sessions.MapPut("/current/password", async (ChangePassword body, ISender sender, CancellationToken ct) =>
            {
                await sender.Send(body, ct);
                return TypedResults.NoContent();
            })
            .Handles<ChangePassword>("Change the own password", "Ends every session of the account, this one included. The new password has at least 12 characters.", All);
    }
}

/// <summary>Protects and reads tokens with the framework's bearer token format and the data-protection keys in the database.</summary>
public sealed class SessionTokenIssuer(IOptionsMonitor<BearerTokenOptions> options, ProductClock time)
{
    private BearerTokenOptions Bearer => options.Get(BearerTokenDefaults.AuthenticationScheme);

    /// <summary>A pair of tokens for a session.</summary>
    public SessionTokens Issue(Caller caller, int refreshNo)
    {
        var access = new AuthenticationTicket(CallerClaims.Write(caller, BearerTokenDefaults.AuthenticationScheme),
            new AuthenticationProperties { ExpiresUtc = time.GetUtcNow() + Bearer.BearerTokenExpiration }, $"{BearerTokenDefaults.AuthenticationScheme}:AccessToken");
        var refresh = new AuthenticationTicket(CallerClaims.Write(caller, BearerTokenDefaults.AuthenticationScheme, refreshNo),
            new AuthenticationProperties { ExpiresUtc = time.GetUtcNow() + Bearer.RefreshTokenExpiration }, $"{BearerTokenDefaults.AuthenticationScheme}:RefreshToken");
        return new SessionTokens(Bearer.BearerTokenProtector.Protect(access), (long)Bearer.BearerTokenExpiration.TotalSeconds,
            Bearer.RefreshTokenProtector.Protect(refresh), caller.RequiredStaffId, caller.RequiredOrganisationId, caller.Roles);
    }

    /// <summary>The session and number in a refresh token; null when it is not one of ours or too old.</summary>
    public RefreshSession? Read(string token) =>
        Bearer.RefreshTokenProtector.Unprotect(token) is { Properties.ExpiresUtc: { } until } ticket && until > time.GetUtcNow()
            && CallerClaims.Read(ticket.Principal) is { SessionId: { } session }
            ? new RefreshSession(session, CallerClaims.RefreshNo(ticket.Principal)) : null;
}
