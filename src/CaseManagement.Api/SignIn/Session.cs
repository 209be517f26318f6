using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.SignIn;

/// <summary>A staff member's account. The hash of its password is where the API's login does not read it (access.credential).</summary>
public sealed class Account
{
    private Account() { }

    /// <summary>A new account, whose password the person has chosen; see <see cref="Accounts.GivePassword"/>.</summary>
    public Account(Guid staffId, string userName, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (StaffId, UserName, PasswordChangedAt) = (staffId, userName, now);
    }

    /// <summary>A new account with an initial password, which somebody else has chosen.</summary>
    /// <param name="staffId">Whose it is.</param>
    /// <param name="userName">The name to sign in with.</param>
    /// <param name="createdBy">The colleague who makes the account; null for the operator's console.</param>
    /// <param name="now">The product's time.</param>
    public static Account Initial(Guid staffId, string userName, Guid? createdBy, DateTimeOffset now) =>
        new(staffId, userName, now) { MustChangePassword = true, CreatedBy = createdBy };

    /// <summary>The account.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose it is.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>The name to sign in with, usually the e-mail address at work; case does not matter.</summary>
    public string UserName { get; private set; } = "";
    /// <summary>Set when a colleague has left.</summary>
    public DateTimeOffset? DisabledAt { get; private set; }
    /// <summary>When the password was last set.</summary>
    public DateTimeOffset PasswordChangedAt { get; private set; }

    /// <summary>Somebody else has chosen the password: until it is changed, a session may do nothing else (access.enter).</summary>
    public bool MustChangePassword { get; private set; }
    /// <summary>The colleague who made the account; null for the operator's console.</summary>
    public Guid? CreatedBy { get; private set; }
    /// <summary>The colleague who last gave it a password; null where nobody has.</summary>
    public Guid? PasswordResetBy { get; private set; }

    /// <summary>Closes the account for good; the sessions have to be ended with it.</summary>
    public void Disable(DateTimeOffset now) => DisabledAt ??= now;
}

/// <summary>Finding accounts, and opening them.</summary>
public static class Accounts
{
    /// <summary>Gives a saved account the initial password that somebody else has chosen, the first one or a new one, which ends its sessions.</summary>
    public static Task GivePassword(this CaseDb db, Guid staffId, string hash, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"CALL access.give_password({staffId}, {hash}, {now})", cancellationToken);

    /// <summary>What a proof of the password is made with (<see cref="PasswordProof"/>); null where there is no such name.</summary>
    public static async Task<string?> SaltOf(this CaseDb db, string name, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<string>($"""select coalesce(access.salt_of({name}), '') as "Value" """).SingleAsync(cancellationToken)
            is { Length: > 0 } salt ? salt : null;

    /// <summary>Of a name to sign in with, whatever its case; open ones.</summary>
    public static IQueryable<Account> Named(this IQueryable<Account> accounts, string name) =>
#pragma warning disable CA1862, CA1304, CA1311 // Runs as SQL lower(), on the index account_user_name.
        accounts.Where(account => account.UserName.ToLower() == name.ToLower() && account.DisabledAt == null);
#pragma warning restore CA1862, CA1304, CA1311
}

/// <summary>A role that a member of staff has for an organisation.</summary>
public sealed class RoleGrant
{
    private RoleGrant() { }

    /// <summary>Grants a role; of the id of the pending right where it was one.</summary>
    public RoleGrant(Guid staffId, Guid organisationId, Role role, DateTimeOffset now, Guid? id = null)
    {
        Id = id ?? Guid.CreateVersion7(now);
        (StaffId, OrganisationId, Role) = (staffId, organisationId, role);
    }

    /// <summary>The grant.</summary>
    public Guid Id { get; private set; }
    /// <summary>To whom.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>For which organisation.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Which.</summary>
    public Role Role { get; private set; }
}

/// <summary>What a pair of tokens stands for. Ended sessions are refused by the database itself (access.enter).</summary>
public sealed class Session
{
    /// <summary>How long somebody stays signed in when refreshing: one working day.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private Session() { }

    /// <summary>Signs in.</summary>
    public Session(Guid accountId, Guid staffId, Guid organisationId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (AccountId, StaffId, OrganisationId, CreatedAt, ExpiresAt) = (accountId, staffId, organisationId, now, now + Longest);
    }

    /// <summary>The session.</summary>
    public Guid Id { get; private set; }
    /// <summary>The account signed in with.</summary>
    public Guid AccountId { get; private set; }
    /// <summary>Who.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>Acting for which organisation.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>How often the tokens were refreshed; a refresh token of an earlier number was stolen or used twice.</summary>
    public int RefreshNo { get; private set; }
    /// <summary>Signed in at.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>No longer than this.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }
    /// <summary>A second factor is asked of the person, who has none: until it is set up, the session may do nothing else (access.enter).</summary>
    public bool AwaitsSecondFactor { get; private set; }
    /// <summary>Ended before its time at.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }
    /// <summary>signed-out, password-changed, roles-changed, account-disabled, refresh-reused, revoked.</summary>
    public string? RevokedWhy { get; private set; }
}

internal sealed class AccessMap : IEntityTypeConfiguration<Account>, IEntityTypeConfiguration<RoleGrant>, IEntityTypeConfiguration<Session>
{
    // That they refer to staff and organisations is said by the room that knows those (OrganisationMap).
    public void Configure(EntityTypeBuilder<Account> entity) => entity.ToTable("account", "access");
    public void Configure(EntityTypeBuilder<RoleGrant> entity) => entity.ToTable("role_grant", "access");
    public void Configure(EntityTypeBuilder<Session> entity) => entity.ToTable("session", "access").Refers<Account>(nameof(Session.AccountId));
}

/// <summary>Ending sessions, and what is on record about signing in.</summary>
public static class Sessions
{
    /// <summary>Puts a step of signing in on record.</summary>
    public static Task<int> RecordSignIn(this CaseDb db, CallContext call, string what, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            CALL audit.record_event('sign_in', {call.Now}, {call.Caller.OrganisationId}, {call.Caller.StaffId}, {call.Caller.SessionId},
                {call.RequestId}, {call.Action}, {what}, null)
            """, cancellationToken);

    /// <summary>
    /// Ends every session of a person from this moment: the next statement under its tokens is refused. With an organisation,
    /// only those that act for it: one employer's change of roles is no reason to interrupt work for another. Without a person, all of the organisation.
    /// </summary>
    public static Task<int> EndAll(
        CaseDb db, Guid? staffId, string why, DateTimeOffset now, CancellationToken cancellationToken, Guid? organisationId = null) =>
        db.Database.SqlQuery<int>($"""select access.end_sessions({staffId}, {organisationId}, {why}, {now}) as "Value" """).SingleAsync(cancellationToken);
}
