using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Tokens;

/// <summary>What the browser is asked, and what the answer is held to.</summary>
/// <param name="Options">For navigator.credentials, JSON.</param>
/// <param name="State">Protected; comes back with the answer.</param>
public sealed record PasskeyQuestion(string Options, string State);

/// <summary>
/// Passkeys, by ASP.NET Core Identity's handler. An authenticator has to ask who it is (user verification), so one counts as two factors. Each question is
/// good for one answer. The API opens the session as the system: what was signed is checked here, and nobody but the system may open one without a password.
/// </summary>
public sealed class Passkeys(IPasskeyHandler<Account> handler, CaseDb db, CallContext call, IDataProtectionProvider protection)
{
    /// <summary>So many of one person, and no more.</summary>
    public const int Most = 10;

    private const int LongestAnswer = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector states = protection.CreateProtector("passkey-question").ToTimeLimitedDataProtector();

    /// <summary>Asks for one that there is, whoever it is.</summary>
    public async Task<PasskeyQuestion> ToUse(HttpContext http)
    {
        var asked = await handler.MakeRequestOptionsAsync(null, http);
        return new PasskeyQuestion(asked.RequestOptionsJson, states.Protect(asked.AssertionState!, Patience));
    }

    /// <summary>Asks the caller for a new one.</summary>
    public async Task<PasskeyQuestion> ToAdd(HttpContext http, string userName)
    {
        var asked = await handler.MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = $"{call.Caller.RequiredStaffId}", Name = userName, DisplayName = userName }, http);
        return new PasskeyQuestion(asked.CreationOptionsJson, states.Protect(asked.AttestationState!, Patience));
    }

    /// <summary>Adds the caller's new one; false where it is none of his, or there are enough.</summary>
    public async Task<bool> Add(HttpContext http, string state, string answer, string? name, CancellationToken cancellationToken)
    {
        if (await Take(state, answer, cancellationToken) is not { } asked)
        {
            return false;
        }
        var shown = await handler.PerformAttestationAsync(new() { HttpContext = http, CredentialJson = answer, AttestationState = asked });
        var account = await db.Set<Account>().SingleAsync(a => a.StaffId == call.Caller.RequiredStaffId, cancellationToken);
        if (!shown.Succeeded || shown.UserEntity.Id != $"{account.StaffId}"
            || await db.Set<Passkey>().CountAsync(p => p.AccountId == account.Id, cancellationToken) >= Most)
        {
            return false;
        }
        var made = shown.Passkey;
        db.Add(new Passkey(account.Id, made.CredentialId, made.PublicKey, made.SignCount, made.Transports, made.IsBackupEligible, made.IsBackedUp,
            NameOf(name), call.Now));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await Record("passkey-added", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Whose passkey has answered; null where none has, or the account is closed.</summary>
    public async Task<Account?> Use(HttpContext http, string state, string answer, CancellationToken cancellationToken)
    {
        if (await Take(state, answer, cancellationToken) is not { } asked)
        {
            return null;
        }
        call.Caller = Caller.System(null);
        var shown = await handler.PerformAssertionAsync(new() { HttpContext = http, CredentialJson = answer, AssertionState = asked });
        if (!shown.Succeeded || shown.User.DisabledAt is not null)
        {
            return null;
        }
        var (id, count, backedUp, now) = (shown.Passkey.CredentialId, shown.Passkey.SignCount, shown.Passkey.IsBackedUp, call.Now);
        await db.Set<Passkey>().Where(p => p.CredentialId == id).ExecuteUpdateAsync(set => set
            .SetProperty(p => p.SignCount, count).SetProperty(p => p.IsBackedUp, backedUp).SetProperty(p => p.UsedAt, now), cancellationToken);
        return shown.User;
    }

    /// <summary>Opens a session for somebody whose passkey has answered, for the employer or who else comes first; null where there is no role left.</summary>
    public async Task<Caller?> SignIn(Account account, CancellationToken cancellationToken)
    {
        (call.Caller, call.Action) = (Caller.System(null), nameof(Api.SignIn.SignIn));
        var operators = Contributions.The<IDirectory>().Operators(db);
        var grants = await db.Set<RoleGrant>().Where(grant => grant.StaffId == account.StaffId).OrderBy(grant => grant.Id)
            .Select(grant => new { grant.OrganisationId, grant.Role, IsOperator = operators.Contains(grant.OrganisationId) }).ToListAsync(cancellationToken);
        if (grants.Count == 0)
        {
            return null;
        }
        var session = new Session(account.Id, account.StaffId, grants[0].OrganisationId, call.Now);
        db.Add(session);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var caller = new Caller
        {
            StaffId = account.StaffId, OrganisationId = session.OrganisationId, SessionId = session.Id, IsOperator = grants[0].IsOperator,
            Roles = [.. grants.Where(grant => grant.OrganisationId == session.OrganisationId).Select(grant => grant.Role)],
        };
        await Record("signed-in-with-passkey", cancellationToken, caller);
        await transaction.CommitAsync(cancellationToken);
        if (!await Contributions.The<ILocalAccounts>().MaySignIn(db, call, caller, cancellationToken))
        {
            (call.Caller, call.Action) = (caller, nameof(SignOut));
            await db.Set<Session>().Where(opened => opened.Id == session.Id).ExecuteUpdateAsync(set => set
                .SetProperty(opened => opened.RevokedAt, call.Now).SetProperty(opened => opened.RevokedWhy, "local-account-forbidden"), cancellationToken);
            call.Caller = Caller.Anonymous;
            throw new RefusedException(SessionEndpoints.Provider);
        }
        return caller;
    }

    /// <summary>The caller's, oldest first.</summary>
    public Task<List<Passkey>> Mine(CancellationToken cancellationToken) =>
        OfCaller().OrderBy(p => p.CreatedAt).ThenBy(p => p.Id).AsNoTracking().ToListAsync(cancellationToken);

    /// <summary>Calls one of the caller's otherwise.</summary>
    public Task<int> Rename(Guid id, string? name, CancellationToken cancellationToken)
    {
        var called = NameOf(name);
        return OfCaller().Where(p => p.Id == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Name, called), cancellationToken);
    }

    /// <summary>Takes one of the caller's away.</summary>
    public async Task Remove(Guid id, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await OfCaller().Where(p => p.Id == id).ExecuteDeleteAsync(cancellationToken) == 1)
        {
            await Record("passkey-removed", cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Puts on record that an answer was none.</summary>
    public Task<int> RecordWrong(CancellationToken cancellationToken) => Record("wrong-passkey", cancellationToken, Caller.Anonymous);

    private IQueryable<Passkey> OfCaller()
    {
        var me = call.Caller.RequiredStaffId;
        return db.Set<Passkey>().Where(p => db.Set<Account>().Any(a => a.Id == p.AccountId && a.StaffId == me));
    }

    private static string NameOf(string? name) => name?.Trim() is { Length: > 0 } given ? given.Start(100) : "Passkey";

    // Once, on whichever instance: a question that was answered is none any more.
    private async Task<string?> Take(string state, string answer, CancellationToken cancellationToken)
    {
        if (state.Length == 0 || answer.Length is 0 or > LongestAnswer)
        {
            return null;
        }
        try
        {
            var asked = states.Unprotect(state);
            return await db.UseAssertion("passkey", asked, call.Now + Patience, cancellationToken) ? asked : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null; // Not asked here, or too long ago.
        }
    }

    private Task<int> Record(string what, CancellationToken cancellationToken, Caller? of = null)
    {
        var whose = of ?? call.Caller;
        return db.Database.ExecuteSqlAsync($"""
            CALL audit.record_event('sign_in', {call.Now}, {whose.OrganisationId}, {whose.StaffId}, {whose.SessionId},
                {call.RequestId}, {call.Action}, {what}, null)
            """, cancellationToken);
    }
}

/// <summary>Accounts and passkeys as Identity's handler looks them up; it changes none.</summary>
internal sealed class PasskeyStore(CaseDb db) : IUserPasskeyStore<Account>
{
    public void Dispose() { }

    public Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Guid.TryParse(userId, out var staff)
        ? db.Set<Account>().AsNoTracking().SingleOrDefaultAsync(a => a.StaffId == staff, cancellationToken) : Task.FromResult<Account?>(null);

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult($"{user.StaffId}");

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserName);

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken) =>
        [.. (await db.Set<Passkey>().AsNoTracking().Where(p => p.AccountId == user.Id).ToListAsync(cancellationToken)).Select(Of)];

    public Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => (
        from key in db.Set<Passkey>()
        join account in db.Set<Account>() on key.AccountId equals account.Id
        where key.CredentialId == credentialId
        select account).AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) =>
        await db.Set<Passkey>().AsNoTracking().SingleOrDefaultAsync(p => p.AccountId == user.Id && p.CredentialId == credentialId, cancellationToken)
            is { } key ? Of(key) : null;

    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static UserPasskeyInfo Of(Passkey key) => new(
        key.CredentialId, key.PublicKey, key.CreatedAt, (uint)key.SignCount, key.Transports, true, key.IsBackupEligible, key.IsBackedUp, [], []);
}
