using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

// The sender's own record, which stays when the household is not to be seen any more.
internal sealed class TookOver : ITellsWhoTookOver
{
    async Task<IReadOnlyDictionary<Guid, (Guid OrganisationId, DateTimeOffset At)>> ITellsWhoTookOver.TookOver(
        CaseDb db, Guid organisationId, Guid[] clients, CancellationToken cancellationToken)
    {
        var handovers = await (
            from person in db.Set<HandoverPerson>()
            join handover in db.Set<Handover>() on person.HandoverId equals handover.Id
            where clients.Contains(person.ClientId) && handover.SenderOrganisationId == organisationId && handover.AcceptedAt != null
            orderby handover.AcceptedAt descending
            select new { person.ClientId, handover.ReceiverOrganisationId, At = handover.AcceptedAt!.Value }).ToListAsync(cancellationToken);
        return handovers.DistinctBy(handover => handover.ClientId).ToDictionary(
            handover => handover.ClientId, handover => (handover.ReceiverOrganisationId, handover.At));
    }
}
