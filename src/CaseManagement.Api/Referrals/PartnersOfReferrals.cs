using CaseManagement.Api.Cooperation;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

// With whom there has to be an agreement, because referrals to it run. Whom they are about is not asked.
internal sealed class PartnersOfReferrals : INeedsAgreement
{
    public async Task<IReadOnlyList<AgreementNeed>> Needs(CaseDb db, CallContext call, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        var running = db.Set<Referral>().Where(row => row.OrganisationId == mine && row.SentAt != null && row.EndedAt == null && row.RecipientId != mine);
        var here = await running.Where(row => row.RecipientId != null).Select(row => row.RecipientId!.Value).Distinct().ToListAsync(cancellationToken);
        // By the name as it was sent: who was asked holds the data, whoever offers the service since.
        var outside = await (
            from row in running
            join service in db.Set<Service>() on row.ServiceId equals service.Id
            where row.RecipientId == null
            select new { Name = ReferralFacts.AskedProvider(row.Id), service.IsConfidential }).Distinct().ToListAsync(cancellationToken);
        return
        [
            .. here.Select(id => new AgreementNeed(AgreementReason.Referrals, id, null, false)),
            .. outside.GroupBy(row => row.Name, (name, of) => new AgreementNeed(AgreementReason.Referrals, null, name, of.Any(row => row.IsConfidential))),
        ];
    }
}
