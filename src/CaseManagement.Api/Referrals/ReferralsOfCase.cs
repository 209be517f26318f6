using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

// Running ones are withdrawn with the case, drafts thrown away, how the others ended is acknowledged with it.
internal sealed class ReferralsOfCase : IEndsWithCase
{
    private const string CaseClosed = "case-closed";

    public async Task<IReadOnlyList<FollowUp>> Open(CaseDb db, Case of, CancellationToken cancellationToken)
    {
        var open = await OpenIn(db, of).Select(row => new
        {
            row.Id, row.Status, row.ExpiresOn,
            Service = db.Set<Service>().KnownToAll(db).Where(service => service.Id == row.ServiceId).Select(service => service.Name).FirstOrDefault(),
        }).AsNoTracking().ToListAsync(cancellationToken);
        return open.ConvertAll(row => new FollowUp("referral", row.Id, row.Service ?? Language.Choose("Vermittlung", "Referral"), row.ExpiresOn, null, null,
            Referral.IsOpen(row.Status) ? [FollowUpOutcome.Cancelled] : [FollowUpOutcome.Done, FollowUpOutcome.Cancelled]));
    }

    public async Task Settle(CaseDb db, CallContext call, Case closed, IReadOnlyDictionary<Guid, FollowUpDecision> decisions,
        CancellationToken cancellationToken)
    {
        foreach (var referral in await OpenIn(db, closed).Include(row => row.Draft).OrderBy(row => row.Id).ToListAsync(cancellationToken))
        {
            if (referral.Status == ReferralStatus.Draft)
            {
                db.Remove(referral.Draft!);
                db.Remove(referral);
                continue;
            }
            var (move, why) = Referral.IsOpen(referral.Status) ? (Referral.WithdrawMove, new MoveReason(CaseClosed))
                : (Referral.AcknowledgeMove, new MoveReason());
            referral.Make(move, ReferralSide.Sender, call.Caller, why, call.Now);
            await db.EndReminder(referral, call, cancellationToken);
        }
    }

    private static IQueryable<Referral> OpenIn(CaseDb db, Case of) =>
        db.Set<Referral>().Where(row => row.CaseId == of.Id && row.OrganisationId == of.OrganisationId && row.ClosedAt == null);
}
