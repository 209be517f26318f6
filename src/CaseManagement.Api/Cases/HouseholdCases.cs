using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

// The open cases of persons follow them into a household, or out of any: who lives together is counselled together.
internal sealed class HouseholdCases : IFollowsHousehold
{
    public Task Follow(CaseDb db, CallContext call, IReadOnlyCollection<Guid> clients, Guid? householdId, CancellationToken cancellationToken)
    {
        var (ids, organisation, now) = (clients.ToArray(), call.Caller.RequiredOrganisationId, call.Now);
        return db.Set<Case>().Where(c => ids.Contains(c.ClientId) && c.Status == CaseStatus.Open
                && c.OrganisationId == organisation && c.HouseholdId != householdId)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.HouseholdId, householdId).SetProperty(c => c.UpdatedAt, now), cancellationToken);
    }
}
