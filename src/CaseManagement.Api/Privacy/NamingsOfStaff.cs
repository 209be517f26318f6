using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

// Who does not work here any more is admitted to nothing here.
internal sealed class NamingsOfStaff : IHeldByStaff
{
    public IQueryable<Guid> Holders(CaseDb db, Guid organisationId) =>
        db.Set<NamedPerson>().Where(named => named.OrganisationId == organisationId && named.EndedAt == null).Select(named => named.StaffId);

    public async Task GiveBack(CaseDb db, CallContext call, Departure departure, CancellationToken cancellationToken)
    {
        var named = db.Set<NamedPerson>().Where(named => named.OrganisationId == departure.OrganisationId && named.StaffId == departure.StaffId
            && named.EndedAt == null && named.NamedAt < departure.At);
        if (departure.TeamId is { } team)
        {
            named = named.Where(named => db.Set<Case>().Any(c => c.ClientId == named.ClientId && c.TeamId == team && c.Status == CaseStatus.Open));
        }
        foreach (var naming in await named.ToListAsync(cancellationToken))
        {
            naming.End(call.Now);
        }
    }
}
