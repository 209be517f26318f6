using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.SignIn;

/// <summary>Who a colleague is at the employer's OpenID provider: issuer and subject, never a name or an address.</summary>
public sealed class IdentityLink
{
    private IdentityLink() { }

    /// <summary>Links a colleague.</summary>
    public IdentityLink(Guid organisationId, Guid identityProviderId, Guid staffId, string issuer, string subject, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, IdentityProviderId, StaffId, Issuer, Subject, LinkedBy, LinkedAt) =
            (organisationId, identityProviderId, staffId, issuer, subject, by, now);
    }

    /// <summary>The link.</summary>
    public Guid Id { get; private set; }
    /// <summary>The employer.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>At which provider.</summary>
    public Guid IdentityProviderId { get; private set; }
    /// <summary>Whose it is.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>iss of the provider's tokens; a provider that changes it is another one.</summary>
    public string Issuer { get; private set; } = "";
    /// <summary>sub of the provider's tokens.</summary>
    public string Subject { get; private set; } = "";
    /// <summary>The administrator whose hand it was; null where the provider has verified the person's address.</summary>
    public Guid? LinkedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset LinkedAt { get; private set; }
    /// <summary>Since when it holds no longer, because the account was disabled; it says still through whose hands that has gone.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The account was disabled.</summary>
    public void End(DateTimeOffset now) => EndedAt ??= now;
}

/// <summary>What a session that a provider has vouched for stands on: whatever ends there ends here.</summary>
public sealed class ProviderSession
{
    private ProviderSession() { }

    /// <summary>A session opened by a provider's word.</summary>
    public ProviderSession(Guid sessionId, Guid identityProviderId, Guid actsFor, string subject, string? sid, IEnumerable<Role> withheld)
    {
        (SessionId, IdentityProviderId, ActsFor, Subject, Sid) = (sessionId, identityProviderId, actsFor, subject, sid);
        WithheldRoles = [.. withheld.Select(role => SnakeCase.Of($"{role}"))];
    }

    /// <summary>The session.</summary>
    public Guid SessionId { get; private set; }
    /// <summary>Whose word it was.</summary>
    public Guid IdentityProviderId { get; private set; }
    /// <summary>The provider's organisation.</summary>
    public Guid ActsFor { get; private set; }
    /// <summary>Who it is there.</summary>
    public string Subject { get; private set; } = "";
    /// <summary>The provider's own session; null where it names none.</summary>
    public string? Sid { get; private set; }
    /// <summary>Roles that the person holds for the organisation and has not in this session, because the provider's groups do not name him.</summary>
    public string[] WithheldRoles { get; private set; } = [];
}

/// <summary>Roles of a session.</summary>
public static class SessionRoles
{
    /// <summary>What somebody holds for an organisation, without what is withheld from the session.</summary>
    public static IQueryable<RoleGrant> HeldIn(this DbSet<RoleGrant> grants, Guid? sessionId, Guid staffId, Guid organisationId) => grants.FromSql($"""
        select g.* from access.role_grant g where g.staff_id = {staffId} and g.organisation_id = {organisationId}
            and not (g.role = any (access.withheld_roles({sessionId}, {organisationId})))
        """);
}

/// <summary>Whether a password still opens an account; said by the room of providers, which stands above.</summary>
public interface ILocalAccounts
{
    /// <summary>False where the employer has forbidden it. The use of the emergency account is told to the officers.</summary>
    /// <param name="db">The database.</param>
    /// <param name="call">The request; it is as it was afterwards.</param>
    /// <param name="caller">Whom the password has let in, and with which session.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<bool> MaySignIn(CaseDb db, CallContext call, Caller caller, CancellationToken cancellationToken);
}

internal sealed class IdentityLinkMap : IEntityTypeConfiguration<IdentityLink>, IEntityTypeConfiguration<ProviderSession>
{
    // That they refer to staff, organisations and providers is said by the room that knows those (IdentityProviderMap).
    public void Configure(EntityTypeBuilder<IdentityLink> entity) => entity.ToTable("identity_link", "access");

    public void Configure(EntityTypeBuilder<ProviderSession> entity)
    {
        entity.ToTable("provider_session", "access").HasKey(session => session.SessionId);
        entity.Refers<Session>(nameof(ProviderSession.SessionId));
    }
}
