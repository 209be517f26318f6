using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.SignIn;

/// <summary>Exchanges a refresh token for a new pair. Each is good for one use: a second use ends the session.</summary>
/// <param name="RefreshToken">As /sessions gave it.</param>
[OpenToAnyone]
[Operation("Refresh the tokens", """
    Each refresh token is good for one exchange; using one twice ends the session, because one of the two users is not the owner. Of many at once one
    gets tokens, and they end with the session: let one tab, or one thread, refresh for all.
    """, Audience = Audience.Everybody)]
public sealed record RefreshSession([Example(SessionTokens.SampleRefresh)] string RefreshToken) : ICommand<SignedIn>
{
    /// <summary>Says nothing of the token, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(RefreshSession);
}

internal sealed class RefreshSessionHandler(CaseDb db, CallContext call, SessionTokenIssuer issuer) : IHandler<RefreshSession, SignedIn>
{
    public async Task<SignedIn> Handle(RefreshSession request, CancellationToken cancellationToken)
    {
        if (issuer.Read(request.RefreshToken) is not var (id, refreshNo))
        {
            return SignedIn.Refused;
        }
        var now = call.Now;
        // Used twice: either a thief or a lost answer. Nobody can tell, so the session ends; its row's change is on record.
        var session = (await db.Set<Session>().FromSql($"select * from access.refresh_session({id}, {refreshNo}, {now})")
            .AsNoTracking().ToListAsync(cancellationToken)).SingleOrDefault();
        if (session is null)
        {
            return SignedIn.Refused;
        }
        var roles = await db.Set<RoleGrant>().HeldIn(session.Id, session.StaffId, session.OrganisationId)
            .Select(grant => grant.Role).ToListAsync(cancellationToken);
        var isOperator = await Contributions.The<IDirectory>().Operators(db).ContainsAsync(session.OrganisationId, cancellationToken);
        var caller = new Caller
        {
            StaffId = session.StaffId, OrganisationId = session.OrganisationId, SessionId = session.Id, Roles = roles, IsOperator = isOperator,
        };
        return new SignedIn(caller, session.RefreshNo);
    }
}
