using CaseManagement.Api.Cases;
using CaseManagement.Api.Consents;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

// A consent that is withdrawn stops what rests on it, in the same transaction; the recipient sees the mark and tells what was done with the data. So does the
// recipient of one that has ended: what was received has to go all the same. Who ends one at the same moment is waited for, and then found ended.
internal sealed class BlockedByConsent : IFollowsConsent
{
    public async Task Withdrawn(CaseDb db, CallContext call, Consent consent, CancellationToken cancellationToken)
    {
        var rows = await db.Set<Referral>()
            .FromSql($"""
                select r.*, r.xmin from app.referral r
                where r.consent_id = {consent.Id} and r.organisation_id = {call.Caller.OrganisationId} and r.sent_at is not null
                  and (r.ended_at is null or app.outlives_consent(r))
                order by r.id for update
                """).ToListAsync(cancellationToken);
        var cases = rows.ConvertAll(referral => referral.CaseId);
        var leads = await db.Set<Case>().Where(c => cases.Contains(c.Id)).Select(c => new { c.Id, c.LeadStaffId })
            .ToDictionaryAsync(c => c.Id, c => c.LeadStaffId, cancellationToken);
        foreach (var referral in rows)
        {
            referral.Block(BlockReason.ConsentWithdrawn, call.Caller, call.Now);
            // Who looks after it now, who may be another than who has sent it.
            if ((leads.GetValueOrDefault(referral.CaseId) ?? referral.SentBy) is { } responsible)
            {
                db.Add(new Notice(referral.OrganisationId, responsible, ReferralReminders.BlockedNotice, "referral", referral.Id, $"{consent.Id}", call.Now));
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"call app.block_elsewhere({consent.Id})", cancellationToken);
    }
}
