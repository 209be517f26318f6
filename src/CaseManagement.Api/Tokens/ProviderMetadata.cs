using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using CaseManagement.Api.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CaseManagement.Api.Tokens;

/// <summary>
/// What providers say of themselves (discovery and keys), and the only way to reach them. An organisation's administrator writes the address, so it leads
/// nowhere inside: https to public addresses only, looked at when connecting, and no redirect is followed. Hosts that <c>IdentityProviders:InternalHosts</c>
/// names may be inside, and of those this machine itself may speak http.
/// </summary>
public sealed class ProviderMetadata : IDisposable
{
    private static readonly TimeSpan Reread = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(Guid, string), Known> known = new();
    private readonly HashSet<string> internalHosts;
    private readonly ProductClock time;

    /// <summary>One per instance.</summary>
    public ProviderMetadata(IConfiguration configuration, ProductClock time)
    {
        this.time = time;
        var patience = configuration.GetValue("IdentityProviders:Patience", TimeSpan.FromSeconds(5)); // For one answer.
        internalHosts = (configuration["IdentityProviders:InternalHosts"] ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Http = new HttpClient(new AllowedOnly(this, new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = patience, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = Connect,
        }))
        { Timeout = patience, MaxResponseContentBufferSize = 1 << 20 };
    }

    /// <summary>With which providers are asked.</summary>
    public HttpClient Http { get; }

    /// <summary>Whether an address may be a provider's, by its look.</summary>
    public bool IsAllowed(Uri uri) => uri.Scheme == Uri.UriSchemeHttps
        || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback && internalHosts.Contains(uri.Host));

    /// <summary>Where its endpoints are and which keys sign; nobody's word is taken where they cannot be read.</summary>
    /// <exception cref="ProviderUnavailableException">They cannot.</exception>
    public Task<OpenIdConnectConfiguration> Of(IdentityProvider provider, CancellationToken cancellationToken) =>
        At(provider).Read(this, null, cancellationToken);

    /// <summary>The handler that checks its tokens: a key that is not known yet makes it read the keys again, a few times a minute.</summary>
    public JsonWebTokenHandler Checker(IdentityProvider provider) => new KeysOf(this, At(provider)) { MapInboundClaims = false };

    /// <summary>What every token of a provider has to be.</summary>
    public TokenValidationParameters Rules(IdentityProvider provider) => new()
    {
        ValidIssuer = provider.Issuer, ValidAudience = provider.PublicId, RequireSignedTokens = true, RequireExpirationTime = true,
        ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
            SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
            SecurityAlgorithms.EcdsaSha512,
        ],
        LifetimeValidator = (from, until, _, _) => time.GetUtcNow() is var now && until > now - Skew && (from is null || from <= now + Skew),
        NameClaimType = "sub",
    };

    /// <summary>How far a provider's clock may be off.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public void Dispose()
    {
        Http.Dispose();
        foreach (var one in known.Values)
        {
            one.Dispose();
        }
    }

    private Known At(IdentityProvider provider) => known.GetOrAdd((provider.Id, provider.Issuer), at => new Known(at.Item2));

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        if (!internalHosts.Contains(host))
        {
            addresses = [.. addresses.Select(address => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
                .Where(PublicAddresses.IsPublic)];
        }
        if (addresses.Length == 0)
        {
            throw new HttpRequestException("Not a public address.");
        }
        return await PublicAddresses.Connect(addresses, port, cancellationToken);
    }

    private sealed class AllowedOnly(ProviderMetadata owner, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            owner.IsAllowed(request.RequestUri!) ? base.SendAsync(request, cancellationToken)
                : throw new HttpRequestException("Not an address of a provider.");
    }

    private sealed class KeysOf(ProviderMetadata owner, Known at) : JsonWebTokenHandler
    {
        public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
        {
            var configuration = await at.Read(owner, KeyOf(token), CancellationToken.None);
            var rules = validationParameters.Clone();
            // The framework's handler takes an unsigned one that comes from the token endpoint (OpenID Connect Core, 3.1.3.7); here none is taken.
            (rules.RequireSignedTokens, rules.IssuerSigningKeys) = (true, configuration.SigningKeys);
            return await base.ValidateTokenAsync(token, rules);
        }

        private string? KeyOf(string token)
        {
            try
            {
                return CanReadToken(token) ? ReadJsonWebToken(token).Kid : null;
            }
            catch (ArgumentException)
            {
                return null; // Not a token: the base says so.
            }
        }
    }

    // What one provider has said. Of those who ask at the same time one goes there.
    private sealed class Known(string issuer) : IDisposable
    {
        private const long Pause = 2000; // Milliseconds after a failure in which nobody waits for the next one.

        private readonly SemaphoreSlim turn = new(1);
        private readonly TokenBucketRateLimiter rereads = new(new()
        {
            TokenLimit = 5, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(15), QueueLimit = 0,
        });
        private OpenIdConnectConfiguration? read;
        private DateTimeOffset at;
        private long failedAt = -Pause;

        public async Task<OpenIdConnectConfiguration> Read(ProviderMetadata owner, string? kid, CancellationToken cancellationToken)
        {
            await turn.WaitAsync(cancellationToken);
            try
            {
                var (now, isUnknown) = (owner.time.GetUtcNow(), !string.IsNullOrEmpty(kid) && read?.SigningKeys.Any(key => key.KeyId == kid) == false);
                if (read is null || at + Reread <= now || at > now || (isUnknown && rereads.AttemptAcquire().IsAcquired))
                {
                    (read, at) = (await Ask(owner, cancellationToken), now);
                }
                return read;
            }
            finally
            {
                turn.Release();
            }
        }

        private async Task<OpenIdConnectConfiguration> Ask(ProviderMetadata owner, CancellationToken cancellationToken)
        {
            if (Environment.TickCount64 - failedAt < Pause)
            {
                throw new ProviderUnavailableException("Has just failed.");
            }
            OpenIdConnectConfiguration said;
            try
            {
                said = await OpenIdConnectConfigurationRetriever.GetAsync(issuer.TrimEnd('/') + "/.well-known/openid-configuration",
                    new HttpDocumentRetriever(owner.Http) { RequireHttps = false }, cancellationToken); // Http sees to it, and to more.
            }
            catch (Exception failed) when (failed is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                failedAt = Environment.TickCount64;
                throw new ProviderUnavailableException(failed.GetType().Name);
            }
            return said.Issuer == issuer && said.SigningKeys.Count > 0 && IsEndpoint(said.AuthorizationEndpoint) && IsEndpoint(said.TokenEndpoint)
                ? said : throw new ProviderUnavailableException("Not what it has to say.");

            bool IsEndpoint(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && owner.IsAllowed(uri);
        }

        public void Dispose()
        {
            turn.Dispose();
            rereads.Dispose();
        }
    }
}

/// <summary>A provider does not answer, or not as it should; nobody gets in. Names no address.</summary>
public sealed class ProviderUnavailableException(string why) : Exception(why);
