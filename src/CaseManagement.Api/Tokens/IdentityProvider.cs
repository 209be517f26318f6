using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Tokens;

/// <summary>Whether staff can sign in with a provider.</summary>
public enum IdentityProviderStatus
{
    /// <summary>A supervisor has to confirm it: who runs a provider can be anybody in it. It takes nobody in.</summary>
    AwaitsConfirmation,
    /// <summary>Takes staff in.</summary>
    Active,
    /// <summary>Out of use for good.</summary>
    Retired,
}

/// <summary>What an organisation says of its OpenID provider.</summary>
public abstract record IdentityProviderBody
{
    /// <summary>What staff call it; shown at the sign-in page.</summary>
    [Example("Stadt Plochingen")] public required string Name { get; init; }
    /// <summary>Its address, letter by letter as `iss` in its tokens; `/.well-known/openid-configuration` is read below it.</summary>
    [Example("https://login.stadt.example/realms/stadt")] public required string Issuer { get; init; }
    /// <summary>The client's name there (`client_id`).</summary>
    [Example("case-management")] public required string ClientId { get; init; }
    /// <summary>Domains of the staff's addresses: by them the sign-in page finds the provider, and by addresses in them it links accounts.</summary>
    [Example("stadt.example")] public required string[] Domains { get; init; }
    /// <summary>The claim in which the provider names groups; only with `roleGroups`.</summary>
    [Example(null)] public string? GroupsClaim { get; init; }
    /// <summary>Who holds one of these roles acts in it only as a member of one of its groups. Groups never give a role.</summary>
    public RoleGroup[] RoleGroups { get; init; } = [];
    /// <summary>A second factor that the provider has asked for (`amr` says `mfa`) counts here.</summary>
    [Example(false)] public bool TrustsSecondFactor { get; init; }
    /// <summary>Nobody whom the organisation employs signs in with a password any more, but the emergency account.</summary>
    [Example(false)] public bool IsRequired { get; init; }
    /// <summary>Whose password stays good all the same, for the day on which the provider is down; its use is told to the data-protection officers.</summary>
    [Example(null)] public Guid? EmergencyStaffId { get; init; }
}

/// <summary>A group without which a role is withheld.</summary>
/// <param name="Role">One that works on cases.</param>
/// <param name="Group">As the provider names it.</param>
public sealed record RoleGroup([Example("caseworker")] Role Role, [Example("Integrationsmanagement")] string Group);

/// <summary>
/// A town's own OpenID provider. Who runs it can be anybody in it, so it needs a second pair of eyes like a right: one that was registered, or changed
/// in what it vouches for, waits for a supervisor.
/// </summary>
public sealed class IdentityProvider : IRoot
{
    /// <summary>The legal moves.</summary>
    public static readonly Transitions<IdentityProviderStatus> Moves = new("identity-provider",
        (IdentityProviderStatus.AwaitsConfirmation, "confirm", IdentityProviderStatus.Active),
        (IdentityProviderStatus.AwaitsConfirmation, "change", IdentityProviderStatus.AwaitsConfirmation),
        (IdentityProviderStatus.Active, "change", IdentityProviderStatus.AwaitsConfirmation),
        (IdentityProviderStatus.AwaitsConfirmation, "retire", IdentityProviderStatus.Retired),
        (IdentityProviderStatus.Active, "retire", IdentityProviderStatus.Retired));

    private IdentityProvider() { }

    /// <summary>Registers one.</summary>
    public IdentityProvider(Guid organisationId, IdentityProviderBody body, Guid by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        OrganisationId = organisationId;
        Say(body, by, now);
    }

    /// <summary>Where it stands.</summary>
    public IdentityProviderStatus Status => RetiredAt is not null ? IdentityProviderStatus.Retired
        : ConfirmedAt is not null ? IdentityProviderStatus.Active : IdentityProviderStatus.AwaitsConfirmation;

    /// <summary>Says it anew; waits for confirmation again where it would vouch for others, or for more.</summary>
    public void Change(IdentityProviderBody body, Guid by, DateTimeOffset now)
    {
        Moves.Next(Status, "change");
        var before = (Issuer, PublicId, GroupsClaim, TrustsSecondFactor, string.Join('\n', Domains), string.Join('\n', RoleGroups));
        var confirmed = (ConfirmedBy, ConfirmedAt, ProposedBy, ProposedAt);
        Say(body, by, now);
        if (before == (Issuer, PublicId, GroupsClaim, TrustsSecondFactor, string.Join('\n', Domains), string.Join('\n', RoleGroups)))
        {
            (ConfirmedBy, ConfirmedAt, ProposedBy, ProposedAt) = confirmed;
        }
    }

    private void Say(IdentityProviderBody body, Guid by, DateTimeOffset now)
    {
        (Name, Issuer, PublicId) = (body.Name.Trim(), body.Issuer, body.ClientId);
        Domains = [.. body.Domains.Select(domain => domain.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];
        (GroupsClaim, TrustsSecondFactor, IsRequired, EmergencyStaffId) =
            (body.GroupsClaim, body.TrustsSecondFactor, body.IsRequired, body.EmergencyStaffId);
        RoleGroups = [.. body.RoleGroups.Select(group => $"{SnakeCase.Of($"{group.Role}")}={group.Group}").Distinct().Order(StringComparer.Ordinal)];
        (ProposedBy, ProposedAt, ConfirmedBy, ConfirmedAt) = (by, now, null, null);
    }

    /// <summary>A second pair of eyes has seen it.</summary>
    public void Confirm(Guid by, DateTimeOffset now)
    {
        Moves.Next(Status, "confirm");
        (ConfirmedBy, ConfirmedAt) = (by, now);
    }

    /// <summary>It has another secret, or none.</summary>
    public void ChangeSecret(bool has) => HasSecret = Status == IdentityProviderStatus.Retired ? throw Moves.Refusal(Status) : has;

    /// <summary>Out of use for good; its sessions have to be ended with it.</summary>
    public void Retire(DateTimeOffset now)
    {
        Moves.Next(Status, "retire");
        RetiredAt = now;
    }

    /// <summary>Which roles are withheld from somebody who is in these groups.</summary>
    public IEnumerable<Role> Withheld(IReadOnlyCollection<string> groups) => Groups.GroupBy(group => group.Role)
        .Where(role => !role.Any(group => groups.Contains(group.Group))).Select(role => role.Key);

    /// <summary>Roles and their groups.</summary>
    public IEnumerable<RoleGroup> Groups => RoleGroups.Select(group => group.Split('=', 2))
        .Select(parts => new RoleGroup(Enum.GetValues<Role>().Single(role => SnakeCase.Of($"{role}") == parts[0]), parts[1]));

    /// <summary>The provider.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose it is.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>What staff call it.</summary>
    public string Name { get; private set; } = "";
    /// <summary>iss.</summary>
    public string Issuer { get; private set; } = "";
    /// <summary>client_id.</summary>
    public string PublicId { get; private set; } = "";
    /// <summary>Domains of addresses, in lower case.</summary>
    public string[] Domains { get; private set; } = [];
    /// <summary>The claim with groups.</summary>
    public string? GroupsClaim { get; private set; }
    /// <summary>Role and group, as "caseworker=group".</summary>
    public string[] RoleGroups { get; private set; } = [];
    /// <summary>Its second factor counts.</summary>
    public bool TrustsSecondFactor { get; private set; }
    /// <summary>No passwords but the emergency account's.</summary>
    public bool IsRequired { get; private set; }
    /// <summary>Whose password stays good.</summary>
    public Guid? EmergencyStaffId { get; private set; }
    /// <summary>It has given the client a secret.</summary>
    public bool HasSecret { get; private set; }
    /// <summary>Who has said all this.</summary>
    public Guid? ProposedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset ProposedAt { get; private set; }
    /// <summary>The second pair of eyes.</summary>
    public Guid? ConfirmedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }
    /// <summary>Out of use since.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

internal sealed class IdentityProviderMap
    : IEntityTypeConfiguration<IdentityProvider>, IEntityTypeConfiguration<IdentityLink>, IEntityTypeConfiguration<ProviderSession>
{
    public void Configure(EntityTypeBuilder<IdentityProvider> entity)
    {
        entity.ToTable("identity_provider", "access").Refers<Organisation>(nameof(IdentityProvider.OrganisationId));
        entity.Refers<Staff>(nameof(IdentityProvider.EmergencyStaffId)).Refers<Staff>(nameof(IdentityProvider.ProposedBy))
            .Refers<Staff>(nameof(IdentityProvider.ConfirmedBy));
        entity.Ignore(provider => provider.Groups);
    }

    // Mapped by SignIn, which stands below and knows neither staff nor providers.
    public void Configure(EntityTypeBuilder<IdentityLink> entity) => entity.Refers<Organisation>(nameof(IdentityLink.OrganisationId))
        .Refers<IdentityProvider>(nameof(IdentityLink.IdentityProviderId)).Refers<Staff>(nameof(IdentityLink.StaffId))
        .Refers<Staff>(nameof(IdentityLink.LinkedBy));

    public void Configure(EntityTypeBuilder<ProviderSession> entity) => entity
        .Refers<IdentityProvider>(nameof(ProviderSession.IdentityProviderId)).Refers<Organisation>(nameof(ProviderSession.ActsFor));
}
