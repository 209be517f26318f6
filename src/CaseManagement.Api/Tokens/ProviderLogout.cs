using System.Text.Json;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using CallContext = CaseManagement.Api.Access.CallContext;

namespace CaseManagement.Api.Tokens;

/// <summary>A provider says that somebody has signed out there: every session that stands on it ends (OpenID Connect Back-Channel Logout 1.0).</summary>
public sealed class ProviderLogout(CaseDb db, CallContext call, ProviderSignIn providers, ProviderMetadata metadata)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    // A logout token is for now: OpenID Connect Back-Channel Logout 1.0, 2.4 asks for two minutes at most.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>POST logout_token=…: 200 where it holds, whether there was a session or not; 400 where it is none, 503 where keys cannot be read.</summary>
    public async Task<IResult> Take(HttpContext http, Guid id, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        var token = http.Request.HasFormContentType ? (await http.Request.ReadFormAsync(cancellationToken))["logout_token"].ToString() : "";
        if (token.Length is 0 or > 20_000 || await providers.Find(id, cancellationToken) is not { } provider)
        {
            return Refused();
        }
        try
        {
            var checkedToken = await metadata.Checker(provider).ValidateTokenAsync(token, metadata.Rules(provider));
            return checkedToken is { IsValid: true, SecurityToken: JsonWebToken word } && Is(word) && await End(provider, word, cancellationToken)
                ? TypedResults.Ok() : Refused();
        }
        catch (ProviderUnavailableException)
        {
            http.Response.Headers.RetryAfter = "5";
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private bool Is(JsonWebToken word) =>
        word.Typ is null or "" or "JWT" or "logout+jwt" && word.Id is { Length: > 0 and <= 255 }
        && word.TryGetPayloadValue<long>("iat", out var iat) && DateTimeOffset.FromUnixTimeSeconds(iat) is var at
        && at <= call.Now + ProviderMetadata.Skew && at > call.Now - Longest && word.ValidTo <= (call.Now + Longest).UtcDateTime
        && word.TryGetPayloadValue<JsonElement>("events", out var events) && events.ValueKind == JsonValueKind.Object
        && events.TryGetProperty(Event, out var logout) && logout.ValueKind == JsonValueKind.Object
        && !word.TryGetPayloadValue<object>("nonce", out _) && (Text(word, "sid") ?? Text(word, "sub")) is not null;

    // Once: jti and sessions go together, so that a token whose work was not done can be sent again.
    private async Task<bool> End(IdentityProvider provider, JsonWebToken word, CancellationToken cancellationToken)
    {
        var (sid, subject) = (Text(word, "sid"), Text(word, "sub"));
        (call.Caller, call.Action) = (Caller.System(provider.OrganisationId), nameof(ProviderLogout));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var until = new DateTimeOffset(word.ValidTo, TimeSpan.Zero) + ProviderMetadata.Skew;
        if (!await db.UseAssertion($"logout {provider.Id}", word.Id, until, cancellationToken))
        {
            return false;
        }
        await db.Set<Session>().Where(session => session.RevokedAt == null && db.Set<ProviderSession>().Any(by => by.SessionId == session.Id
                && by.IdentityProviderId == provider.Id && (sid == null || by.Sid == sid) && (subject == null || by.Subject == subject)))
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.RevokedAt, call.Now)
                .SetProperty(session => session.RevokedWhy, "provider-logout"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static string? Text(JsonWebToken word, string claim) =>
        word.TryGetPayloadValue<string>(claim, out var text) && text is { Length: > 0 and <= 255 } ? text : null;

    private static IResult Refused() => TypedResults.Json(new { error = "invalid_request" }, statusCode: StatusCodes.Status400BadRequest);
}
