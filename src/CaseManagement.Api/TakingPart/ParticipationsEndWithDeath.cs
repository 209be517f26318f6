using CaseManagement.Api.Facts;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.TakingPart;

// Places included that were not taken up yet, and waiting lists. Those that whoever records the death may not open stay to who may.
internal sealed class ParticipationsEndWithDeath : IEndsWithDeath
{
    public async Task End(CaseDb db, CallContext call, Guid clientId, DateOnly day, CancellationToken cancellationToken)
    {
        var own = call.Caller.OrganisationId;
        foreach (var participation in await db.Set<Participation>().Include(row => row.History)
            .Where(row => row.ClientId == clientId && row.OrganisationId == own
                && (row.EndedOn == null || row.EndReason == Presence.Died)).ToListAsync(cancellationToken))
        {
            participation.EndWithDeath(day, call.Caller.StaffId, call.Now);
        }
    }

    public async Task TakeBack(CaseDb db, CallContext call, Guid clientId, CancellationToken cancellationToken)
    {
        var own = call.Caller.OrganisationId;
        foreach (var participation in await db.Set<Participation>().Include(row => row.History)
            .Where(row => row.ClientId == clientId && row.OrganisationId == own && row.EndReason == Presence.Died).ToListAsync(cancellationToken))
        {
            participation.TakeBack(call.Now);
        }
    }
}
