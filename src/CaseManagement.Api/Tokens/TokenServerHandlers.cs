using System.Security.Claims;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.AspNetCore;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace CaseManagement.Api.Tokens;

/// <summary>Where the product's rules stand in for OpenIddict's: tokens are of sessions, an assertion is good once.</summary>
internal static class TokenServerHandlers
{
    /// <summary>The claim of codes and refresh tokens in which the session's own refresh token lies.</summary>
    public const string Inner = "case_session";

    /// <summary>Under which the transaction keeps the session's access token until it is given out.</summary>
    public const string Access = "case_access";

    private const string AccessType = TokenTypeIdentifiers.AccessToken, RefreshType = TokenTypeIdentifiers.RefreshToken;

    public static void Add(OpenIddictServerBuilder server)
    {
        server.RemoveEventHandler(Revocation.RevokeToken.Descriptor);
        On<GenerateTokenContext, GiveAccessToken>(Protection.GenerateIdentityModelToken.Descriptor.Order - 1000);
        On<GenerateTokenContext, SignWithTheKeyInForce>(Protection.AttachSecurityCredentials.Descriptor.Order + 1);
        On<ValidateTokenContext, ReadAccessToken>(Protection.ValidateIdentityModelToken.Descriptor.Order - 1);
        On<ProcessSignInContext, RenewRefreshToken>(EvaluateGeneratedTokens.Descriptor.Order + 1);
        On<ProcessAuthenticationContext, TakeAssertionOnce>(ValidateClientSecret.Descriptor.Order + 1);
        On<ValidateEndSessionRequestContext, KnowWhereToGo>(OpenIddictServerHandlers.Session.ValidateClientPostLogoutRedirectUri.Descriptor.Order - 1);
        On<HandleIntrospectionRequestContext, AskTheSession>(Introspection.AttachPrincipal.Descriptor.Order + 1);
        On<HandleRevocationRequestContext, EndTheSession>(Revocation.AttachPrincipal.Descriptor.Order + 1);

        void On<TContext, THandler>(int order) where TContext : BaseContext where THandler : class, IOpenIddictServerHandler<TContext> =>
            server.AddEventHandler<TContext>(handler => handler.UseScopedHandler<THandler>().SetOrder(order));
    }

    /// <summary>The access token of the session, as /sessions gives it.</summary>
    private sealed class GiveAccessToken : IOpenIddictServerHandler<GenerateTokenContext>
    {
        public ValueTask HandleAsync(GenerateTokenContext context)
        {
            if (context.TokenType == AccessType)
            {
                context.Token = context.Transaction.GetProperty<string>(Access) ?? throw new InvalidOperationException("An access token without a session.");
            }
            return default;
        }
    }

    private sealed class SignWithTheKeyInForce(SigningKeys keys) : IOpenIddictServerHandler<GenerateTokenContext>
    {
        public ValueTask HandleAsync(GenerateTokenContext context)
        {
            if (context.TokenType == TokenTypeIdentifiers.IdentityToken)
            {
                context.SigningCredentials = keys.Current ?? throw new InvalidOperationException("An identity token without a key.");
            }
            return default;
        }
    }

    /// <summary>An access token that somebody asks about, or has ended.</summary>
    private sealed class ReadAccessToken(SessionTokenIssuer issuer) : IOpenIddictServerHandler<ValidateTokenContext>
    {
        public ValueTask HandleAsync(ValidateTokenContext context)
        {
            if (context.Principal is null && (context.ValidTokenTypes.Count == 0 || context.ValidTokenTypes.Contains(AccessType))
                && issuer.CallerOf(context.Token) is var (caller, until))
            {
                var identity = new ClaimsIdentity("session");
                identity.SetClaim(Claims.Subject, (caller.StaffId ?? caller.ApiClientId).ToString()).SetClaim("sid", caller.SessionId.ToString())
                    .SetClaim(Claims.ClientId, caller.Client).SetScopes(caller.Scopes.Select(scope => SnakeCase.Of(scope.ToString())));
                // Of /sessions: of no client, so that none may ask about it.
                context.Principal = new ClaimsPrincipal(identity).SetTokenType(AccessType).SetExpirationDate(until).SetPresenters(caller.Client ?? "-")
                    .SetAudiences(caller.Client ?? "-");
            }
            return default;
        }
    }

    /// <summary>With each exchange a new refresh token: the session counts them.</summary>
    private sealed class RenewRefreshToken : IOpenIddictServerHandler<ProcessSignInContext>
    {
        public ValueTask HandleAsync(ProcessSignInContext context)
        {
            if (context.EndpointType == OpenIddictServerEndpointType.Token && context.Request!.IsRefreshTokenGrantType())
            {
                context.GenerateRefreshToken = context.IncludeRefreshToken = true;
            }
            return default;
        }
    }

    /// <summary>private_key_jwt: an assertion names itself (jti), lives for minutes, and is good once, on whichever instance it is shown.</summary>
    private sealed class TakeAssertionOnce(CaseDb db, CallContext call) : IOpenIddictServerHandler<ProcessAuthenticationContext>
    {
        private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

        public async ValueTask HandleAsync(ProcessAuthenticationContext context)
        {
            // OpenIddict looks at a request's client more than once; the request takes its assertion once.
            if (context.ClientAssertionPrincipal is not { } assertion || context.Transaction.GetProperty<object>(nameof(TakeAssertionOnce)) is not null)
            {
                return;
            }
            var id = assertion.GetTokenId() ?? assertion.GetClaim(Claims.JwtId);
            if (string.IsNullOrEmpty(id) || assertion.GetExpirationDate() is not { } until || until > call.Now + Longest)
            {
                context.Reject(Errors.InvalidClient, "An assertion has a jti and expires within ten minutes.");
            }
            else if (!await db.UseAssertion(assertion.GetClaim(Claims.Subject)!, id, until, context.CancellationToken))
            {
                context.Reject(Errors.InvalidClient, "This assertion was used before: each is good once.");
            }
            else
            {
                context.Transaction.SetProperty(nameof(TakeAssertionOnce), assertion);
            }
        }
    }

    /// <summary>Signing out leads to an address of the client that asks, not to any that some client has.</summary>
    private sealed class KnowWhereToGo : IOpenIddictServerHandler<ValidateEndSessionRequestContext>
    {
        public ValueTask HandleAsync(ValidateEndSessionRequestContext context)
        {
            context.Request.ClientId ??= context.IdentityTokenHintPrincipal?.GetAudiences().FirstOrDefault();
            if (!string.IsNullOrEmpty(context.PostLogoutRedirectUri) && string.IsNullOrEmpty(context.Request.ClientId))
            {
                context.Reject(Errors.InvalidRequest, "post_logout_redirect_uri needs client_id or id_token_hint.");
            }
            return default;
        }
    }

    /// <summary>An access token is active as long as its session is; of others nothing is said.</summary>
    private sealed class AskTheSession(CaseDb db, CallContext call, SessionTokenIssuer issuer) : IOpenIddictServerHandler<HandleIntrospectionRequestContext>
    {
        public async ValueTask HandleAsync(HandleIntrospectionRequestContext context)
        {
            if (context.GenericTokenPrincipal?.GetTokenType() != AccessType || issuer.CallerOf(context.Request.Token!)?.Caller is not { } caller)
            {
                context.Reject(Errors.InvalidToken);
                return;
            }
            try
            {
                call.Caller = caller;
                await db.Database.ExecuteSqlAsync($"select 1", context.CancellationToken);
            }
            catch (PostgresException ended) when (Refusals.OfSession(ended) is not null)
            {
                context.Reject(Errors.InvalidToken);
            }
        }
    }

    /// <summary>Revoking any token ends its session, and with it all others. A machine has none to end: its client is taken out of use.</summary>
    private sealed class EndTheSession(CaseDb db, CallContext call, SessionTokenIssuer issuer) : IOpenIddictServerHandler<HandleRevocationRequestContext>
    {
        public async ValueTask HandleAsync(HandleRevocationRequestContext context)
        {
            if (Of(context.GenericTokenPrincipal, context.Request.Token, issuer) is not { ApiClientId: null } caller)
            {
                context.Reject(Errors.UnsupportedTokenType, "Only tokens of sessions can be revoked.");
                return;
            }
            await db.End(call, caller, "revoked", context.CancellationToken);
        }
    }

    private static Caller? Of(ClaimsPrincipal? token, string? text, SessionTokenIssuer issuer) =>
        token?.GetTokenType() switch
        {
            AccessType => issuer.CallerOf(text!)?.Caller,
            RefreshType => token.GetClaim(Inner) is { } inner ? issuer.CallerOf(inner, refresh: true)?.Caller : null,
            _ => null,
        };
}

/// <summary>Ending a session from outside of it.</summary>
internal static class EndedSessions
{
    /// <summary>Ends the caller's session; nothing happens where it has ended already.</summary>
    public static async Task End(this CaseDb db, CallContext call, Caller caller, string why, CancellationToken cancellationToken)
    {
        try
        {
            (call.Caller, call.Action) = (caller, nameof(SignOut));
            await db.Set<SignIn.Session>().Where(session => session.Id == caller.SessionId && session.RevokedAt == null).ExecuteUpdateAsync(
                set => set.SetProperty(session => session.RevokedAt, call.Now).SetProperty(session => session.RevokedWhy, why), cancellationToken);
        }
        catch (PostgresException ended) when (Refusals.OfSession(ended) is not null)
        {
            // Ended before.
        }
    }
}
