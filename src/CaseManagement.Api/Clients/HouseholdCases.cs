using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

internal static class HouseholdCases
{
    /// <summary>The open cases of persons follow them into a household, or out of any (null): who lives together is counselled together.</summary>
    internal static async Task CounselTogether(this CaseDb db, IReadOnlyCollection<Guid> clients, Guid? householdId, CallContext call, CancellationToken cancellationToken)
    {
        if (clients.Count > 0)
        {
            var (ids, organisation, now) = (clients.ToArray(), call.Caller.RequiredOrganisationId, call.Now);
            await db.Set<Case>().Where(c => ids.Contains(c.ClientId) && c.Status == CaseStatus.Open && c.OrganisationId == organisation && c.HouseholdId != householdId)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.HouseholdId, householdId).SetProperty(c => c.UpdatedAt, now), cancellationToken);
        }
    }
}
