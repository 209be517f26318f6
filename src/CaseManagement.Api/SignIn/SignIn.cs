using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.SignIn;

/// <summary>Signs a member of staff in with user name and password.</summary>
[OpenToAnyone, InPieces]
[Operation("Sign in", """
    Exchanges user name and password for a short-lived access token and a refresh token. After five wrong
    passwords for a name from one address the next attempt from there has to wait 1, 2, 4 … 60 seconds (429 `too-many-attempts`, `Retry-After`),
    be it right or wrong. The answer never tells whether a name exists. With a password that somebody else has chosen nothing is possible but
    changing it, signing out, and GET /me (else 403 `password-change-required`).
    """, Audience = Audience.Everybody)]
public sealed record SignIn : ICommand<SignedIn>
{
    internal const string SamplePassword = "a long pass phrase of mine";

    /// <summary>The user name, usually the e-mail address at work.</summary>
    [Example("jonas.beispiel@example.org")]
    public required string UserName { get; init; }

    /// <summary>The password.</summary>
    [Example(SamplePassword)]
    public required string Password { get; init; }

    /// <summary>For which organisation to act, where the person has roles in several; the employer where left out.</summary>
    public Guid? OrganisationId { get; init; }
}

/// <summary>Who has signed in, or why not. A failed attempt is saved (the count), so it is an answer, not an exception.</summary>
/// <param name="Caller">The caller for the tokens; null when refused.</param>
/// <param name="RefreshNo">The number of the refresh token.</param>
/// <param name="Wait">Too early after wrong passwords: how long to wait.</param>
public sealed record SignedIn(Caller? Caller, int RefreshNo, TimeSpan? Wait = null)
{
    /// <summary>Not signed in, and no more is said.</summary>
    public static readonly SignedIn Refused = new(null, 0);
}

internal sealed class SignInValidator : AbstractValidator<SignIn>
{
    public SignInValidator()
    {
        RuleFor(command => command.UserName).NotEmpty().MaximumLength(200);
        RuleFor(command => command.Password).NotEmpty().MaximumLength(200);
    }
}

internal sealed class SignInHandler(CaseDb db, CallContext call, IPasswordHasher<Account> hasher, SignInAttempts attempts) : IHandler<SignIn, SignedIn>
{
    // Verified for unknown names too, so that the time of the answer does not tell whether a name exists.
    private static readonly string Decoy = new PasswordHasher<Account>().HashPassword(null!, Guid.NewGuid().ToString());

    public async Task<SignedIn> Handle(SignIn request, CancellationToken cancellationToken)
    {
        var name = request.UserName.Trim();
        using var attempt = await attempts.Begin(name, call.Address, cancellationToken);
        if (attempt.Wait is { } wait)
        {
            await Record(Caller.Anonymous, "too-early", cancellationToken);
            return SignedIn.Refused with { Wait = wait };
        }
#pragma warning disable CA1862, CA1304, CA1311 // Runs as SQL lower(), on the index account_user_name.
        var account = await db.Set<Account>().AsNoTracking().SingleOrDefaultAsync(a => a.UserName.ToLower() == name.ToLower(), cancellationToken);
#pragma warning restore CA1862, CA1304, CA1311
        // Takes long, so no connection waits for it.
        var verdict = hasher.VerifyHashedPassword(account!, account?.PasswordHash ?? Decoy, request.Password);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var answer = await Decide(request, account, verdict, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await (answer.Caller is null ? attempt.Failed(cancellationToken) : attempt.Succeeded(cancellationToken));
        return answer;
    }

    private async Task<SignedIn> Decide(SignIn request, Account? account, PasswordVerificationResult verdict, CancellationToken cancellationToken)
    {
        var now = call.Now;
        if (account is null || account.DisabledAt is not null)
        {
            return await Refuse(account, null, "unknown-account", cancellationToken);
        }
        var operators = Contributions.The<IDirectory>().Operators(db);
        var grants = await db.Set<RoleGrant>().Where(grant => grant.StaffId == account.StaffId).OrderBy(grant => grant.Id)
            .Select(grant => new { grant.OrganisationId, grant.Role, IsOperator = operators.Contains(grant.OrganisationId) }).ToListAsync(cancellationToken);
        // What happens to the account stands in the trail of the organisation for which it signs in.
        var trail = grants.FirstOrDefault()?.OrganisationId;
        var home = request.OrganisationId ?? trail;
        await db.Database.ExecuteSqlAsync($"select set_config('app.organisation_id', {trail?.ToString() ?? ""}, true)", cancellationToken);
        if (verdict == PasswordVerificationResult.Failed)
        {
            return await Refuse(account, trail, "wrong-password", cancellationToken);
        }
        var roles = grants.Where(grant => grant.OrganisationId == home).ToList();
        if (home is null || roles.Count == 0)
        {
            return await Refuse(account, trail, "no-role", cancellationToken);
        }
        // The password may have been reset or the account closed while the hash was computed: then the old one is not good.
        var hash = verdict == PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(account, request.Password) : account.PasswordHash;
        var updated = await db.Database.ExecuteSqlAsync($"""
            update access.account set password_hash = {hash}
            where id = {account.Id} and password_hash = {account.PasswordHash} and disabled_at is null
            """, cancellationToken);
        if (updated == 0)
        {
            return await Refuse(account, home, "password-changed-meanwhile", cancellationToken);
        }
        var session = new Session(account.Id, account.StaffId, home.Value, now);
        db.Add(session);
        await db.SaveChangesAsync(cancellationToken);
        var caller = new Caller
        {
            StaffId = account.StaffId, OrganisationId = home, SessionId = session.Id,
            Roles = [.. roles.Select(grant => grant.Role)], IsOperator = roles[0].IsOperator,
        };
        await Record(caller, "signed-in", cancellationToken);
        return new SignedIn(caller, session.RefreshNo);
    }

    private async Task<SignedIn> Refuse(Account? account, Guid? organisationId, string why, CancellationToken cancellationToken)
    {
        await Record(new Caller { StaffId = account?.StaffId, OrganisationId = organisationId }, why, cancellationToken);
        return SignedIn.Refused;
    }

    private Task Record(Caller caller, string why, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        CALL audit.record_event('sign_in', {call.Now}, {caller.OrganisationId}, {caller.StaffId}, {caller.SessionId},
            {call.RequestId}, {call.Action}, {why}, null)
        """, cancellationToken);
}
