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
    changing it, signing out, and GET /me (else 403 `password-change-required`). Who has set a second factor up sends `oneTimePassword`, too (else 401
    `second-factor-required`). Administrators and data-protection officers, and those of whom the organisation asks one, set it up first where they have
    none: until then nothing else is possible (403 `second-factor-setup-required`; GET and PUT /sessions/current/second-factor). Who has passkeys only signs in
    at the sign-in page (401 `passkey-required`), and so does everybody where the organisation lets no scripts sign in (401 `script-sign-in-off`). Where the
    employer takes its own provider's word only: 401 `provider-required`.
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

    /// <summary>Of the second factor, where one is set up: six digits, or a recovery code.</summary>
    [Example(null)]
    public string? OneTimePassword { get; init; }

    /// <summary>Sent by the sign-in page, which asks for the second factor in a step of its own. No member of the body.</summary>
    internal bool IsAtPage { get; init; }
}

/// <summary>Who has signed in, or why not. A failed attempt is saved (the count), so it is an answer, not an exception.</summary>
/// <param name="Caller">The caller for the tokens; null when refused.</param>
/// <param name="RefreshNo">The number of the refresh token.</param>
/// <param name="Wait">Too early after wrong passwords: how long to wait.</param>
/// <param name="NeedsSecondFactor">The password was right; the second factor was not, or was not there.</param>
/// <param name="NeedsProvider">The password was right; the employer takes none any more, but its own provider's word.</param>
/// <param name="NeedsSetUp">A second factor is asked of the person: where there is none yet, the session can do nothing but set one up.</param>
/// <param name="NeedsPasskey">The password was right; the second factor is a passkey, which works at the sign-in page alone.</param>
/// <param name="IsSwitchedOff">The password was right; the organisation lets no scripts sign in.</param>
public sealed record SignedIn(Caller? Caller, int RefreshNo, TimeSpan? Wait = null, bool NeedsSecondFactor = false, bool NeedsSetUp = false,
    bool NeedsProvider = false, bool NeedsPasskey = false, bool IsSwitchedOff = false)
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
        RuleFor(command => command.OneTimePassword).MaximumLength(40);
    }
}

internal sealed class SignInHandler(CaseDb db, CallContext call, IPasswordHasher<Account> hasher, SignInAttempts attempts, SecondFactors factors)
    : IHandler<SignIn, SignedIn>
{
    public async Task<SignedIn> Handle(SignIn request, CancellationToken cancellationToken)
    {
        var name = request.UserName.Trim();
        using var attempt = await attempts.Begin(name, call.Address, cancellationToken);
        if (attempt.Wait is { } wait)
        {
            await Record(Caller.Anonymous, "too-early", cancellationToken);
            return SignedIn.Refused with { Wait = wait };
        }
        var salt = await db.SaltOf(name, cancellationToken);
        // Takes long, so no connection waits for it.
        var proof = PasswordProof.Of(request.Password, salt);
        var renewed = salt is not null && PasswordProof.IsOutdated(salt) ? hasher.HashPassword(null!, request.Password) : null;
        SignedIn answer;
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            answer = await Decide(name, proof, request.OrganisationId, renewed, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        if (answer.Caller is { } local
            && !await Contributions.The<ILocalAccounts>().MaySignIn(db, call, local, cancellationToken))
        {
            answer = await Unheard(local, "local-account-forbidden", cancellationToken) with { NeedsProvider = true };
        }
        if (answer.Caller is { } caller && !request.IsAtPage)
        {
            answer = answer.IsSwitchedOff ? await Unheard(caller, "script-sign-in-off", cancellationToken) with { IsSwitchedOff = true }
                : await factors.Of(caller.RequiredStaffId, cancellationToken) switch
                {
                    { HasCode: true } => await WithSecondFactor(answer, caller, request.OneTimePassword, cancellationToken),
                    { HasPasskey: true } => await Unheard(caller, "passkey-only", cancellationToken) with { NeedsPasskey = true },
                    _ when answer.NeedsSetUp => await Held(answer, caller, cancellationToken),
                    _ => answer,
                };
        }
        await (answer.Caller is null ? attempt.Failed(cancellationToken) : attempt.Succeeded(cancellationToken));
        return answer;
    }

    private async Task<SignedIn> WithSecondFactor(SignedIn answer, Caller caller, string? code, CancellationToken cancellationToken)
    {
        var taken = code is null ? new SecondFactors.Taken(false, null) : await factors.Take(caller.RequiredStaffId, code, call.Now, cancellationToken);
        if (taken.IsRight)
        {
            return answer;
        }
        return await Unheard(caller, code is null ? "second-factor-missing" : "wrong-one-time-password", cancellationToken) with
        {
            Wait = taken.Wait,
            NeedsSecondFactor = true,
        };
    }

    // Before anybody has heard of the session.
    private async Task<SignedIn> Held(SignedIn answer, Caller caller, CancellationToken cancellationToken)
    {
        (call.Caller, call.Action) = (caller, nameof(SignOut));
        await db.Set<Session>().Where(session => session.Id == caller.SessionId)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.AwaitsSecondFactor, true), cancellationToken);
        (call.Caller, call.Action) = (Caller.Anonymous, nameof(SignIn));
        await Record(caller, "second-factor-not-set-up", cancellationToken);
        return answer;
    }

    // The session is nobody's yet: without the second factor it ends before anybody has heard of it.
    private async Task<SignedIn> Unheard(Caller caller, string why, CancellationToken cancellationToken)
    {
        (call.Caller, call.Action) = (caller, nameof(SignOut));
        await db.Set<Session>().Where(session => session.Id == caller.SessionId).ExecuteUpdateAsync(set => set
            .SetProperty(session => session.RevokedAt, call.Now).SetProperty(session => session.RevokedWhy, "no-second-factor"), cancellationToken);
        (call.Caller, call.Action) = (Caller.Anonymous, nameof(SignIn));
        await Record(caller, why, cancellationToken);
        return SignedIn.Refused;
    }

    private async Task<SignedIn> Decide(string name, string proof, Guid? organisation, string? renewed, CancellationToken cancellationToken)
    {
        var session = Guid.CreateVersion7(call.Now);
        var verdict = await db.Database.SqlQuery<Verdict>($"""
            select why as "Why", staff_id as "StaffId", organisation_id as "OrganisationId"
            from access.sign_in({name}, {proof}, {organisation}, {session}, {call.Now}, {Session.Longest}, {renewed})
            """).SingleAsync(cancellationToken);
        var caller = new Caller { StaffId = verdict.StaffId, OrganisationId = verdict.OrganisationId };
        if (verdict.Why != SignedInWell)
        {
            await Record(caller, verdict.Why, cancellationToken);
            return SignedIn.Refused;
        }
        var directory = Contributions.The<IDirectory>();
        var (operators, rules) = (directory.Operators(db), directory.SecondFactorRoles(db, verdict.OrganisationId!.Value));
        var scripts = directory.ScriptSignIn(db, verdict.OrganisationId.Value);
        var roles = await db.Set<RoleGrant>().Where(grant => grant.StaffId == verdict.StaffId && grant.OrganisationId == verdict.OrganisationId)
            .OrderBy(grant => grant.Id).Select(grant => new
            {
                grant.Role, IsOperator = operators.Contains(grant.OrganisationId), Rule = rules.First(),
                Scripts = scripts.First()
            }).ToListAsync(cancellationToken);
        caller = caller with { SessionId = session, Roles = [.. roles.Select(grant => grant.Role)], IsOperator = roles[0].IsOperator };
        await Record(caller, verdict.Why, cancellationToken);
        return new SignedIn(caller, 0, NeedsSetUp: SecondFactors.IsAsked(caller.Roles, roles[0].Rule), IsSwitchedOff: !roles[0].Scripts);
    }

    private const string SignedInWell = "signed-in";

    private sealed record Verdict(string Why, Guid? StaffId, Guid? OrganisationId);

    private Task Record(Caller caller, string why, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        CALL audit.record_event('sign_in', {call.Now}, {caller.OrganisationId}, {caller.StaffId}, {caller.SessionId},
            {call.RequestId}, {call.Action}, {why}, null)
        """, cancellationToken);
}
