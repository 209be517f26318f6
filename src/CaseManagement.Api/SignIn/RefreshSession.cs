using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.SignIn;

/// <summary>Exchanges a refresh token for a new pair. Each is good for one use: a second use ends the session.</summary>
/// <param name="RefreshToken">As /sessions gave it.</param>
[OpenToAnyone]
[Operation("Refresh the tokens", """
    Each refresh token is good for one exchange; using one twice ends the session, because one of the two users is not the owner.
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
        // One statement decides between two users of the same token.
        var session = (await db.Set<Session>().FromSql($"""
            update access.session s set refresh_no = s.refresh_no + 1
            from access.account a
            where s.id = {id} and s.refresh_no = {refreshNo} and s.revoked_at is null and s.expires_at > {now}
              and a.id = s.account_id and a.disabled_at is null
            returning s.*
            """).AsNoTracking().ToListAsync(cancellationToken)).SingleOrDefault();
        if (session is null)
        {
            // Used twice: either a thief or a lost answer. Nobody can tell, so the session ends; its row's change is on record.
            await db.Set<Session>().Where(s => s.Id == id && s.RevokedAt == null && s.RefreshNo > refreshNo)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.RevokedAt, now).SetProperty(s => s.RevokedWhy, "refresh-reused"), cancellationToken);
            return SignedIn.Refused;
        }
        var roles = await db.Set<RoleGrant>().Where(grant => grant.StaffId == session.StaffId && grant.OrganisationId == session.OrganisationId)
            .Select(grant => grant.Role).ToListAsync(cancellationToken);
        var isOperator = await Contributions.The<IDirectory>().Operators(db).ContainsAsync(session.OrganisationId, cancellationToken);
        var caller = new Caller
        {
            StaffId = session.StaffId, OrganisationId = session.OrganisationId, SessionId = session.Id, Roles = roles, IsOperator = isOperator,
        };
        return new SignedIn(caller, session.RefreshNo);
    }
}
