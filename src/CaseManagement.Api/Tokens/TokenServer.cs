using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace CaseManagement.Api.Tokens;

/// <summary>
/// The token server: OAuth 2.0 and OpenID Connect for frontends and machines, by OpenIddict. It stores no tokens. Its access tokens are those of
/// /sessions, read by the same handler; its codes and refresh tokens carry a refresh token of the session, which is good for one exchange whoever asks.
/// It works where <c>TokenServer:Issuer</c> says under which address, and nowhere else.
/// </summary>
public static class TokenServer
{
    internal const string Connect = "/connect", Authorize = Connect + "/authorize", Token = Connect + "/token", EndSession = Connect + "/end-session";
    private const string WellKnown = "/.well-known";

    /// <summary>The address under which the server speaks, with a slash at its end; null where there is to be none.</summary>
    public static Uri? Issuer(IConfiguration configuration) => configuration["TokenServer:Issuer"] is not { Length: > 0 } issuer ? null
        : Uri.TryCreate(issuer.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.PathAndQuery == "/" ? uri
        : throw new InvalidOperationException("TokenServer:Issuer has to be an address such as https://casemanagement.example.org.");

    /// <summary>Registers the server.</summary>
    public static void AddTokenServer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<ProviderMetadata>();
        services.AddScoped<ProviderSecrets>();
        if (Issuer(configuration) is not { } issuer)
        {
            return;
        }
        services.AddScoped<Pages>().AddScoped<SignInPage>().AddScoped<EnrolmentPage>().AddScoped<AccountPage>().AddScoped<PageLogin>().AddScoped<Passkeys>()
            .AddScoped<ProviderSignIn>().AddScoped<ProviderLogout>();
        services.AddIdentityCore<Account>().AddUserStore<PasskeyStore>();
        services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.Configure<IdentityPasskeyOptions>(passkeys =>
        {
            // One that finds the account by itself and asks who holds it: instead of name, password and second factor.
            (passkeys.ServerDomain, passkeys.UserVerificationRequirement, passkeys.ResidentKeyRequirement) = (issuer.Host, "required", "required");
            passkeys.AttestationConveyancePreference = "none";
            passkeys.ValidateOrigin = asked => ValueTask.FromResult(
                !asked.CrossOrigin && asked.TopOrigin is null && asked.Origin == issuer.GetLeftPart(UriPartial.Authority));
        });
        services.AddRazorComponents();
        services.AddAntiforgery(forms =>
        {
            var isSecure = issuer.Scheme == Uri.UriSchemeHttps;
            forms.FormFieldName = "form";
            forms.Cookie.Name = (isSecure ? "__Host-" : "") + "form";
            forms.Cookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            forms.SuppressXFrameOptionsHeader = true; // The page denies frames altogether.
        });
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>>(provider => provider.GetRequiredService<SigningKeys>());
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(provider => provider.GetRequiredService<SigningKeys>());
        services.AddOptions<OpenIddictServerOptions>().Configure<ProductClock>((options, time) => options.TimeProvider = time);
        services.AddOpenIddict()
            .AddCore(core => core
                .DisableEntityCaching()
                .ReplaceApplicationManager<ApiClient, ApiClientManager>()
                .UseEntityFrameworkCore().UseDbContext<CaseDb>()
                .ReplaceDefaultEntities<ApiClient, NoAuthorization, OpenIddictEntityFrameworkCoreScope<Guid>, NoToken, Guid>())
            .AddServer(server => Configure(server, issuer));
    }

    private static void Configure(OpenIddictServerBuilder server, Uri issuer)
    {
        server.SetIssuer(issuer)
            .SetConfigurationEndpointUris(WellKnown + "/openid-configuration", WellKnown + "/oauth-authorization-server")
            .SetJsonWebKeySetEndpointUris(WellKnown + "/jwks")
            .SetAuthorizationEndpointUris(Authorize).SetTokenEndpointUris(Token).SetEndSessionEndpointUris(EndSession)
            .SetIntrospectionEndpointUris(Connect + "/introspect").SetRevocationEndpointUris(Connect + "/revoke")
            .AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().AllowClientCredentialsFlow()
            .RequireProofKeyForCodeExchange()
            .SetAuthorizationCodeLifetime(TimeSpan.FromMinutes(1))
            .SetAccessTokenLifetime(TimeSpan.FromMinutes(10)).SetIdentityTokenLifetime(TimeSpan.FromMinutes(10))
            .SetRefreshTokenLifetime(Session.Longest)
            .DisableTokenStorage().DisableAuthorizationStorage()
            // A client's scopes are on its row; there are no others to look up.
            .RegisterScopes([Scopes.OpenId, Scopes.OfflineAccess, .. Enum.GetNames<Scope>().Select(SnakeCase.Of)]).DisableScopeValidation()
            .RegisterClaims(Claims.Subject, "sid", Claims.AuthenticationTime, Claims.AuthenticationMethodReference)
            // Nothing is encrypted with it: codes and refresh tokens are protected by the key ring.
            .AddEncryptionKey(new SymmetricSecurityKey(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
        server.UseDataProtection();
        var host = server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough().EnableEndSessionEndpointPassthrough()
            .EnableErrorPassthrough();
        if (issuer.Scheme == Uri.UriSchemeHttp)
        {
            host.DisableTransportSecurityRequirement(); // The operator has said so: on his own machine.
        }
        server.Configure(options =>
        {
            options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain);
            options.ResponseModes.Remove(ResponseModes.Fragment); // Of a code that would be in the address's history for scripts.
            options.ClientAuthenticationMethods.Remove(ClientAuthenticationMethods.ClientSecretPost);
        });
        TokenServerHandlers.Add(server);
    }
}
