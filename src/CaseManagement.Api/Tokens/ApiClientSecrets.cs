using System.Security.Cryptography;
using System.Text;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using Microsoft.Extensions.Options;
using OpenIddict.Core;

namespace CaseManagement.Api.Tokens;

/// <summary>OpenIddict's clients: those that are usable now, by one of two secrets.</summary>
public sealed class ApiClientManager(
    IOpenIddictApplicationCache<ApiClient> cache, ILogger<OpenIddictApplicationManager<ApiClient>> logger, IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictApplicationStore<ApiClient> store, CaseDb db, CallContext call)
    : OpenIddictApplicationManager<ApiClient>(cache, logger, options, store)
{
    /// <summary>A client that was revoked or has expired is as unknown as one that never was.</summary>
    public override async ValueTask<ApiClient?> FindByClientIdAsync(string identifier, CancellationToken cancellationToken = default) =>
        !PlainText.HasNul(identifier) && await base.FindByClientIdAsync(identifier, cancellationToken) is { } client && client.IsUsable(call.Now)
            ? client : null;

    /// <inheritdoc />
    public override async ValueTask<bool> ValidateClientSecretAsync(ApiClient application, string secret, CancellationToken cancellationToken = default) =>
        application.Kind == ApiClientKind.Machine && await db.IsSecretOf(application.Id, secret, cancellationToken);
}

/// <summary>Secrets of clients, which the database compares by digest and gives out to nobody.</summary>
internal static class ApiClientSecrets
{
    /// <summary>A new secret: 256 random bits. The one before stays good, older ones end.</summary>
    public static async Task<string> AddSecret(this CaseDb db, Guid clientId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        await db.Database.ExecuteSqlAsync($"CALL access.add_secret({Guid.CreateVersion7(now)}, {clientId}, {Digest(secret)})", cancellationToken);
        return secret;
    }

    public static Task<bool> IsSecretOf(this CaseDb db, Guid clientId, string secret, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<bool>($"""select access.is_secret_of({clientId}, {Digest(secret)}) as "Value" """).SingleAsync(cancellationToken);

    /// <summary>Takes an assertion's id; false where it was taken before.</summary>
    public static Task<bool> UseAssertion(this CaseDb db, string clientId, string id, DateTimeOffset until, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<bool>($"""select access.use_assertion({Digest($"{clientId}\n{id}")}, {until}) as "Value" """).SingleAsync(cancellationToken);

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
