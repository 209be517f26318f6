using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>Which clients a caller meets here. What they may open of them is the database's decision alone (access.may_open).</summary>
internal static class PrivacyAccess
{
    /// <summary>
    /// Clients with a case that the caller sees (break-glass included, see CaseAccess), without any case yet, or of whom he
    /// is named for a compartment.
    /// </summary>
    public static IQueryable<Client> SeenBy(this IQueryable<Client> clients, CaseDb db, Caller caller)
    {
        var me = caller.StaffId;
        var cases = db.Set<Case>().VisibleTo(db, caller);
        return clients.Where(client => cases.Any(c => c.ClientId == client.Id) || !db.Set<Case>().Any(c => c.ClientId == client.Id)
            || db.Set<NamedPerson>().Any(named => named.ClientId == client.Id && named.StaffId == me && named.EndedAt == null));
    }

    /// <summary>Refuses who is not the lead worker of the client's open case: 403 where the client is seen, 404 otherwise.</summary>
    public static async Task CheckLead(this CaseDb db, Guid clientId, Caller caller, CancellationToken cancellationToken)
    {
        var own = caller.OrganisationId;
        var found = await db.Set<Client>().SeenBy(db, caller).Where(client => client.Id == clientId && client.OrganisationId == own)
            .Select(client => new { IsLead = db.Set<Case>().LedBy(caller).Any(c => c.ClientId == client.Id) })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(clientId);
        if (!found.IsLead)
        {
            throw RefusedException.Forbidden(PrivacyProblems.NotLead, clientId);
        }
    }
}
