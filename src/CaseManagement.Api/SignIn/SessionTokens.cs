using CaseManagement.Api.Http;
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
public sealed record SessionTokens(
    [Example("eyJhbGciOi…")] string AccessToken,
    [Example(600)] long ExpiresIn,
    [Example(SessionTokens.SampleRefresh)] string RefreshToken,
    Guid StaffId,
    Guid OrganisationId,
    IReadOnlyCollection<Role> Roles)
{
    internal const string SampleRefresh = "q83vEjRWeJCrze8S…";

    /// <summary>Says nothing of the tokens, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(SessionTokens);
}

/// <summary>Protects and reads tokens with the framework's bearer token format and the data-protection keys in the database.</summary>
public sealed class SessionTokenIssuer(IOptionsMonitor<BearerTokenOptions> options, ProductClock time)
{
    private const string Scheme = BearerTokenDefaults.AuthenticationScheme;

    private BearerTokenOptions Bearer => options.Get(Scheme);

    /// <summary>A pair of tokens for a session.</summary>
    public SessionTokens Issue(Caller caller, int refreshNo)
    {
        var (now, bearer) = (time.GetUtcNow(), Bearer);
        return new SessionTokens(
            Protect(bearer.BearerTokenProtector, "AccessToken", now + bearer.BearerTokenExpiration, null),
            (long)bearer.BearerTokenExpiration.TotalSeconds,
            Protect(bearer.RefreshTokenProtector, "RefreshToken", now + bearer.RefreshTokenExpiration, refreshNo),
            caller.RequiredStaffId, caller.RequiredOrganisationId, caller.Roles);

        string Protect(ISecureDataFormat<AuthenticationTicket> protector, string kind, DateTimeOffset until, int? number) => protector.Protect(
            new AuthenticationTicket(CallerClaims.Write(caller, Scheme, number), new AuthenticationProperties { ExpiresUtc = until }, $"{Scheme}:{kind}"));
    }

    /// <summary>An access token alone: what a machine gets, which asks again instead of refreshing.</summary>
    public string IssueAccess(Caller caller) => Bearer.BearerTokenProtector.Protect(new AuthenticationTicket(
        CallerClaims.Write(caller, Scheme), new AuthenticationProperties { ExpiresUtc = time.GetUtcNow() + Bearer.BearerTokenExpiration },
        $"{Scheme}:AccessToken"));

    /// <summary>Whose an access or refresh token is and until when; null when it is none of ours. Whether the session still lives is not looked up.</summary>
    public (Caller Caller, DateTimeOffset Until)? CallerOf(string token, bool refresh = false) =>
        (refresh ? Bearer.RefreshTokenProtector : Bearer.BearerTokenProtector).Unprotect(token) is { Properties.ExpiresUtc: { } until } ticket
            ? (CallerClaims.Read(ticket.Principal), until) : null;

    /// <summary>The session and number in a refresh token; null when it is not one of ours or too old.</summary>
    public (Guid SessionId, int RefreshNo)? Read(string token) =>
        Bearer.RefreshTokenProtector.Unprotect(token) is { Properties.ExpiresUtc: { } until } ticket && until > time.GetUtcNow()
            && CallerClaims.Read(ticket.Principal) is { SessionId: { } session }
            ? (session, CallerClaims.RefreshNo(ticket.Principal)) : null;
}
