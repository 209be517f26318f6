using System.Net;
using System.Text.Json;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Abstractions.OpenIddictConstants.Permissions;

namespace CaseManagement.Api.Tokens;

/// <summary>What a program is that asks for tokens.</summary>
public enum ApiClientKind
{
    /// <summary>A partner's or the organisation's own system; it acts as itself, within its scopes.</summary>
    Machine,
    /// <summary>A frontend, at which people sign in; it has no rights of its own and keeps no secret.</summary>
    Frontend,
}

/// <summary>
/// A program that may ask for tokens, for the organisation to which it belongs. OpenIddict reads it as its application; what it may ask for there
/// follows from kind and scopes and is stored nowhere.
/// </summary>
public sealed class ApiClient : OpenIddictEntityFrameworkCoreApplication<Guid, NoAuthorization, NoToken>, IRoot
{
    private static readonly string PkceRequired = JsonSerializer.Serialize<string[]>([OpenIddict.Abstractions.OpenIddictConstants.Requirements.Features
        .ProofKeyForCodeExchange]);

    private ApiClient() { }

    /// <summary>A machine.</summary>
    public static ApiClient Machine(Guid organisationId, string name, IEnumerable<Scope> scopes, Guid? by, DateTimeOffset now) =>
        new(organisationId, ApiClientKind.Machine, name, by, now) { Scopes = Spoken(scopes) };

    /// <summary>A frontend.</summary>
    public static ApiClient Frontend(
        Guid organisationId, string name, IEnumerable<string> signInAt, IEnumerable<string> signedOutAt, Guid? by, DateTimeOffset now) =>
        new(organisationId, ApiClientKind.Frontend, name, by, now) { SignInAt = [.. signInAt.Distinct()], SignedOutAt = [.. signedOutAt.Distinct()] };

    private ApiClient(Guid organisationId, ApiClientKind kind, string name, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, Kind, DisplayName, CreatedBy, CreatedAt) = (organisationId, kind, name, by, now);
        ClientId = $"{SnakeCase.Of(kind.ToString())}-{Id:N}";
    }

    /// <summary>For whom it acts, or who runs it.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>What it is.</summary>
    public ApiClientKind Kind { get; private set; }
    /// <summary>Of a machine: for what its tokens may be.</summary>
    public string[] Scopes { get; private set; } = [];
    /// <summary>From where a machine may call; empty: from anywhere.</summary>
    public IPNetwork[] Networks { get; private set; } = [];
    /// <summary>Of a frontend: addresses to which codes are sent.</summary>
    public string[] SignInAt { get; private set; } = [];
    /// <summary>Of a frontend: addresses to go to after signing out.</summary>
    public string[] SignedOutAt { get; private set; } = [];
    /// <summary>Who made it; null for the operator's console.</summary>
    public Guid? CreatedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>No tokens from then on, and none is good any more.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }
    /// <summary>When it last got a secret.</summary>
    public DateTimeOffset? SecretChangedAt { get; private set; }
    /// <summary>Taken out of use at.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }
    /// <summary>By whom.</summary>
    public Guid? RevokedBy { get; private set; }
    /// <summary>Why.</summary>
    public string? RevokedWhy { get; private set; }
    /// <summary>A second pair of eyes has agreed at; null while it waits, and of what needs none.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }
    /// <summary>Whose; null for the operator's console.</summary>
    public Guid? ConfirmedBy { get; private set; }
    /// <summary>Its version.</summary>
    public uint Version { get; private set; }

    /// <summary>Whoever registers a machine has its secret: one that shows persons gets no tokens until somebody else has agreed.</summary>
    public bool AwaitsConfirmation => ConfirmedAt is null && RevokedAt is null && Scopes.Contains(ShowsPersons);

    /// <summary>The one scope that does.</summary>
    public const string ShowsPersons = "partner";

    /// <summary>Until when, from where, and with which public keys instead of a secret.</summary>
    public ApiClient Within(DateTimeOffset? until, IEnumerable<IPNetwork> networks, string? keys)
    {
        (ExpiresAt, Networks, JsonWebKeySet) = (until, [.. networks.Distinct()], keys);
        return this;
    }

    /// <summary>Whether it may have tokens now.</summary>
    public bool IsUsable(DateTimeOffset now) => RevokedAt is null && !AwaitsConfirmation && (ExpiresAt is null || ExpiresAt > now);

    /// <summary>Whether it may call from an address.</summary>
    public bool MayCallFrom(string address) => Networks.Length == 0
        || (IPAddress.TryParse(address, out var from) && Array.Exists(Networks, n => n.Contains(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from)));

    /// <summary>A second pair of eyes has agreed.</summary>
    /// <exception cref="RefusedException">409 where nothing waits.</exception>
    public ApiClient Confirm(Guid? by, DateTimeOffset now)
    {
        if (!AwaitsConfirmation)
        {
            throw new RefusedException(RevokedAt is null ? ApiClientProblems.NothingToConfirm : ApiClientProblems.Revoked);
        }
        (ConfirmedAt, ConfirmedBy) = (now, by);
        return this;
    }

    /// <summary>It gets another secret; the one before stays good beside it.</summary>
    public void ChangeSecret(DateTimeOffset now) => SecretChangedAt = now;

    /// <summary>Taken out of use for good: its tokens end at once.</summary>
    public void Revoke(Guid by, string why, DateTimeOffset now) => (RevokedAt, RevokedBy, RevokedWhy) = (now, by, why);

    /// <inheritdoc />
    public override string? ClientType => Kind == ApiClientKind.Machine ? ClientTypes.Confidential : ClientTypes.Public;

    /// <inheritdoc />
    public override string? ConsentType => ConsentTypes.Implicit;

    /// <inheritdoc />
    public override string? RedirectUris => JsonSerializer.Serialize(SignInAt);

    /// <inheritdoc />
    public override string? PostLogoutRedirectUris => JsonSerializer.Serialize(SignedOutAt);

    /// <inheritdoc />
    public override string? Requirements => Kind == ApiClientKind.Frontend ? PkceRequired : null;

    /// <inheritdoc />
    public override string? Permissions => JsonSerializer.Serialize<string[]>(Kind == ApiClientKind.Frontend
        ?
        [
            Endpoints.Authorization, Endpoints.Token, Endpoints.Revocation, Endpoints.EndSession,
            OpenIddict.Abstractions.OpenIddictConstants.Permissions.GrantTypes.AuthorizationCode,
            OpenIddict.Abstractions.OpenIddictConstants.Permissions.GrantTypes.RefreshToken,
            OpenIddict.Abstractions.OpenIddictConstants.Permissions.ResponseTypes.Code,
        ]
        :
        [
            Endpoints.Token, Endpoints.Introspection, Endpoints.Revocation,
            OpenIddict.Abstractions.OpenIddictConstants.Permissions.GrantTypes.ClientCredentials,
            .. Scopes.Select(scope => Prefixes.Scope + scope),
        ]);

    private static string[] Spoken(IEnumerable<Scope> scopes) => [.. scopes.Distinct().Order().Select(scope => SnakeCase.Of(scope.ToString()))];
}

/// <summary>OpenIddict's entity for consents of users; the product keeps none: a colleague signs in at the organisation's own frontends.</summary>
public sealed class NoAuthorization : OpenIddictEntityFrameworkCoreAuthorization<Guid, ApiClient, NoToken>;

/// <summary>OpenIddict's entity for tokens; the product keeps none: a token stands for a session.</summary>
public sealed class NoToken : OpenIddictEntityFrameworkCoreToken<Guid, ApiClient, NoAuthorization>;

/// <summary>At which client a session was opened, with what, and when its tokens were last renewed.</summary>
public sealed class SessionUse
{
    private SessionUse() { }

    /// <summary>The session.</summary>
    public Guid SessionId { get; private set; }
    /// <summary>The frontend.</summary>
    public Guid? ApiClientId { get; private set; }
    /// <summary>Browser and system, coarse.</summary>
    public string? Device { get; private set; }
    /// <summary>When its tokens were last renewed.</summary>
    public DateTimeOffset UsedAt { get; private set; }
}

/// <summary>When a machine last took a token.</summary>
public sealed class ApiClientUse
{
    private ApiClientUse() { }

    /// <summary>The machine.</summary>
    public Guid ApiClientId { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
}

internal sealed class TokensMap : IEntityTypeConfiguration<ApiClient>, IEntityTypeConfiguration<SessionUse>, IEntityTypeConfiguration<ApiClientUse>
{
    public void Configure(EntityTypeBuilder<ApiClient> entity)
    {
        entity.ToTable("api_client", "access").Refers<Organisation>(nameof(ApiClient.OrganisationId));
        entity.Refers<Staff>(nameof(ApiClient.CreatedBy)).Refers<Staff>(nameof(ApiClient.RevokedBy));
        entity.Property(client => client.ClientId).HasColumnName("public_id").IsRequired();
        entity.Property(client => client.DisplayName).HasColumnName("name").IsRequired();
        entity.Property(client => client.Networks).HasColumnType("cidr[]");
        // Follows from kind and scopes, or is not used.
        foreach (var name in (string[])
        [
            nameof(ApiClient.ApplicationType), nameof(ApiClient.ClientSecret), nameof(ApiClient.ClientType), nameof(ApiClient.ConcurrencyToken),
            nameof(ApiClient.ConsentType), nameof(ApiClient.DisplayNames), nameof(ApiClient.Permissions), nameof(ApiClient.PostLogoutRedirectUris),
            nameof(ApiClient.Properties), nameof(ApiClient.RedirectUris), nameof(ApiClient.Requirements), nameof(ApiClient.Settings),
            nameof(ApiClient.Authorizations), nameof(ApiClient.Tokens),
        ])
        {
            entity.Ignore(name);
        }
    }

    public void Configure(EntityTypeBuilder<SessionUse> entity)
    {
        entity.ToTable("session_use", "access").HasKey(use => use.SessionId);
        entity.Refers<SignIn.Session>(nameof(SessionUse.SessionId)).Refers<ApiClient>(nameof(SessionUse.ApiClientId));
    }

    public void Configure(EntityTypeBuilder<ApiClientUse> entity)
    {
        entity.ToTable("api_client_use", "access").HasKey(use => use.ApiClientId);
        entity.Refers<ApiClient>(nameof(ApiClientUse.ApiClientId));
    }
}
