using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>Throws a draft away: nothing has left.</summary>
/// <param name="Id">The referral.</param>
[Requires(Permission.SendReferrals)]
[Operation("Discard a referral", "A draft only. What was sent is withdrawn, and stays on record.")]
public sealed record DiscardReferral(Guid Id) : ICommand<bool>;

internal sealed class DiscardReferralHandler(CaseDb db, CallContext call) : IHandler<DiscardReferral, bool>
{
    public async Task<bool> Handle(DiscardReferral request, CancellationToken cancellationToken)
    {
        var version = await db.Set<Referral>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id).Select(row => (uint?)row.Version)
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Sender, null, version, cancellationToken);
        if (referral.Status != ReferralStatus.Draft)
        {
            throw new RefusedException(ReferralProblems.OnlyDrafts);
        }
        await db.Entry(referral).Reference(r => r.Draft).LoadAsync(cancellationToken);
        db.Remove(referral.Draft!);
        db.Remove(referral);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}
