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
        var outside = await (
            from row in running
            join service in db.Set<Service>() on row.ServiceId equals service.Id
            where row.RecipientId == null && service.ProviderName != null
            group service by service.ProviderName into named
            select new { Name = named.Key, IsConfidential = named.Any(service => service.IsConfidential) }).ToListAsync(cancellationToken);
        return
        [
            .. here.Select(id => new AgreementNeed(AgreementReason.Referrals, id, null, false)),
            .. outside.Select(row => new AgreementNeed(AgreementReason.Referrals, null, row.Name, row.IsConfidential)),
        ];
    }
}
