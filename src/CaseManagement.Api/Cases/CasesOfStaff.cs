using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

// Open cases wait with the team to be assigned; parts in cases of the team end.
internal sealed class CasesOfStaff : IHeldByStaff
{
    public IQueryable<Guid> Holders(CaseDb db, Guid organisationId) =>
        db.Set<Case>().Where(c => c.OrganisationId == organisationId && c.Status == CaseStatus.Open && c.LeadStaffId != null).Select(c => c.LeadStaffId!.Value)
            .Concat(db.Set<CaseParticipant>().Where(part => part.OrganisationId == organisationId && part.UntilAt == null).Select(part => part.StaffId));

    public async Task GiveBack(CaseDb db, CallContext call, Departure departure, CancellationToken cancellationToken)
    {
        var open = db.Set<Case>().Where(c => c.OrganisationId == departure.OrganisationId && c.Status == CaseStatus.Open
            && (departure.TeamId == null || c.TeamId == departure.TeamId));
        foreach (var led in await open.Where(c => c.LeadStaffId == departure.StaffId).WithResponsibility().ToListAsync(cancellationToken))
        {
            led.Assign(null, CaseAccess.LeadLeft, call.Caller.StaffId, call.Now);
            await db.Passed(call, led, cancellationToken);
        }
        var parts = await db.Set<CaseParticipant>().Where(part => part.StaffId == departure.StaffId && part.UntilAt == null && part.FromAt < departure.At)
            .Join(open, part => part.CaseId, c => c.Id, (part, c) => new { Part = part, Case = c }).ToListAsync(cancellationToken);
        foreach (var found in parts)
        {
            found.Part.End(call.Now);
            found.Case.Touch(call.Now);
        }
    }
}
