using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.SignIn;

/// <summary>A second factor to set up, from within a session that may do nothing else; nothing is kept of it yet.</summary>
[Requires(Permission.UseProduct)]
[Operation("Propose a second factor", """
    Of a session that awaits one (`mustSetUpSecondFactor` of GET /me): the secret for an app or a script that makes one-time passwords (RFC 6238, SHA-1, six
    digits, 30 seconds). It becomes the person's when PUT has shown that it has arrived. Each call answers another one; the last ten minutes' are good.
    In any other session, and where there is one meanwhile, 409 `second-factor-kept-elsewhere`: it is kept at /account, where no token of a frontend reaches.
    """, Audience = Audience.Everybody)]
public sealed record ProposeSecondFactor : IQuery<ProposedSecondFactor>;

/// <summary>A second factor that is nobody's yet.</summary>
/// <param name="Secret">In base 32, as apps take it by hand.</param>
/// <param name="Uri">The same as an otpauth address, for a QR code.</param>
/// <param name="Proposal">To send with the first one-time password.</param>
public sealed record ProposedSecondFactor(
    [Example("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")] string Secret,
    [Example("otpauth://totp/jonas.beispiel%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Case%20management")] string Uri,
    [Example(SetUpSecondFactor.Sample)] string Proposal);

internal sealed class ProposeSecondFactorHandler(CaseDb db, CallContext call, SecondFactors factors) : IHandler<ProposeSecondFactor, ProposedSecondFactor>
{
    public async Task<ProposedSecondFactor> Handle(ProposeSecondFactor request, CancellationToken cancellationToken)
    {
        var userName = await db.UserNameOfHeld(call, cancellationToken);
        if (await factors.Has(call.Caller.RequiredStaffId, cancellationToken))
        {
            throw new RefusedException(HeldSessions.Elsewhere);
        }
        var secret = SecondFactors.NewSecret();
        return new(secret, SecondFactors.AddressOf(secret, userName), factors.Propose(secret, call.Caller.RequiredStaffId));
    }
}

/// <summary>Sessions that can do nothing but set a second factor up.</summary>
internal static class HeldSessions
{
    /// <summary>409: nothing is set up from here.</summary>
    public static readonly ProblemType Elsewhere = new("second-factor-kept-elsewhere", 409,
        "You have a second factor, or are not asked for one: it is kept at /account. Where this session waits for it, sign in again with it.",
        "Ihr zweiter Faktor ist eingerichtet oder wird nicht verlangt: Er wird unter /account verwaltet. Wartet die Sitzung, bitte neu anmelden.");

    /// <summary>Whose session it is, where it awaits a second factor; else refused.</summary>
    public static async Task<string> UserNameOfHeld(this CaseDb db, CallContext call, CancellationToken cancellationToken) =>
        await (from session in db.Set<Session>()
               join account in db.Set<Account>() on session.AccountId equals account.Id
               where session.Id == call.Caller.SessionId && session.AwaitsSecondFactor
               select account.UserName).SingleOrDefaultAsync(cancellationToken) ?? throw new RefusedException(Elsewhere);
}
