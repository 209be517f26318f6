using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.SignIn;

/// <summary>Exchanges a refresh token for a new pair. Each is good for one use: a second use ends the session.</summary>
/// <param name="SessionId">Out of the protected token.</param>
/// <param name="RefreshNo">Out of the protected token.</param>
[OpenToAnyone]
public sealed record RefreshSession(Guid SessionId, int RefreshNo) : ICommand<SignedIn>;

internal sealed class RefreshSessionHandler(CaseDb db, CallContext call) : IHandler<RefreshSession, SignedIn>
{
    public async Task<SignedIn> Handle(RefreshSession request, CancellationToken cancellationToken)
    {
        var now = call.Now;
        // One statement decides between two users of the same token.
        var session = (await db.Set<Session>().FromSql($"""
            update access.session s set refresh_no = s.refresh_no + 1
            from access.account a
            where s.id = {request.SessionId} and s.refresh_no = {request.RefreshNo} and s.revoked_at is null and s.expires_at > {now}
              and a.id = s.account_id and a.disabled_at is null
            returning s.*
            """).AsNoTracking().ToListAsync(cancellationToken)).SingleOrDefault();
        if (session is null)
        {
            // Used twice: either a thief or a lost answer. Nobody can tell, so the session ends; its row's change is on record.
            await db.Set<Session>().Where(s => s.Id == request.SessionId && s.RevokedAt == null && s.RefreshNo > request.RefreshNo)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.RevokedAt, now).SetProperty(s => s.RevokedWhy, "refresh-reused"), cancellationToken);
            return new SignedIn(null, 0, false);
        }
        var roles = await db.Set<RoleGrant>().Where(grant => grant.StaffId == session.StaffId && grant.OrganisationId == session.OrganisationId)
            .Select(grant => grant.Role).ToListAsync(cancellationToken);
        var isOperator = await Contributions.The<IDirectory>().Operators(db).ContainsAsync(session.OrganisationId, cancellationToken);
        return new SignedIn(new Caller { StaffId = session.StaffId, OrganisationId = session.OrganisationId, SessionId = session.Id, Roles = roles, IsOperator = isOperator }, session.RefreshNo, false);
    }
}
