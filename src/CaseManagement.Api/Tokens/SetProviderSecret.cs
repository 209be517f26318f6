using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using CallContext = CaseManagement.Api.Access.CallContext;

namespace CaseManagement.Api.Tokens;

/// <summary>Keeps the secret that the provider has given the client.</summary>
/// <param name="Secret">It; null where the provider asks for none (a public client with PKCE).</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Set an identity provider's secret",
    "Kept encrypted, and never shown again; sent to the provider's token endpoint in the body (`client_secret_post`).")]
public sealed record SetProviderSecret([Example("q83vEjRWeJCrze8S…")] string? Secret) : ICommand<Saved>
{
    /// <summary>The provider.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    /// <summary>Says nothing of the secret, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(SetProviderSecret);
}

internal sealed class SetProviderSecretValidator : AbstractValidator<SetProviderSecret>
{
    public SetProviderSecretValidator() => RuleFor(set => set.Secret).Length(1, 1000);
}

internal sealed class SetProviderSecretHandler(CaseDb db, CallContext call, ProviderSecrets secrets) : IHandler<SetProviderSecret, Saved>
{
    public async Task<Saved> Handle(SetProviderSecret request, CancellationToken cancellationToken)
    {
        var provider = await db.OwnProvider(request.Id, request.Version, call, cancellationToken);
        provider.ChangeSecret(request.Secret is not null);
        await secrets.Set(provider.Id, request.Secret, cancellationToken);
        // Another secret moves no column: the version, and so whoever changes it at the same time, has to see it all the same.
        db.Entry(provider).Property(p => p.HasSecret).IsModified = true;
        return await db.Save(provider, cancellationToken);
    }
}

/// <summary>Secrets of clients at providers: protected by the key ring, which a certificate encrypts where one is given.</summary>
public sealed class ProviderSecrets(CaseDb db, IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("identity-provider-secret");

    /// <summary>Keeps one, or forgets it.</summary>
    public Task Set(Guid providerId, string? secret, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"CALL access.set_provider_secret({providerId}, {(secret is null ? null : protector.Protect(secret))})", cancellationToken);

    /// <summary>The one to send; null where there is none.</summary>
    public async Task<string?> Of(Guid providerId, CancellationToken cancellationToken) => await db.Database
        .SqlQuery<string>($"""select access.provider_secret({providerId}) as "Value" where access.provider_secret({providerId}) is not null""")
        .SingleOrDefaultAsync(cancellationToken) is { } kept ? protector.Unprotect(kept) : null;
}
