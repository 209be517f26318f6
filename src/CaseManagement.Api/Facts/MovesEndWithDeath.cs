using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Facts;

// A move that was still to come is not made: who has died stays on file where he or she lived, and so does the case. Was the death none, it is planned anew.
internal sealed class MovesEndWithDeath : IEndsWithDeath
{
    public async Task End(CaseDb db, CallContext call, Guid clientId, DateOnly day, CancellationToken cancellationToken)
    {
        var (own, today) = (call.Caller.OrganisationId, call.Today);
        foreach (var household in await db.Set<Household>().Include(household => household.Members)
            .Where(household => household.OrganisationId == own && household.Members.Any(member => member.ClientId == clientId
                && (member.FromDate > today || member.UntilDate > today))).ToListAsync(cancellationToken))
        {
            household.CancelMoves(clientId, today, call.Now);
        }
    }
}
