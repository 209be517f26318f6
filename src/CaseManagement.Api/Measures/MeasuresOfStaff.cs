using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Measures;

// What a colleague still had to do waits for the team to take it over; it stands in the day of each of its members.
internal sealed class MeasuresOfStaff : IHeldByStaff
{
    public IQueryable<Guid> Holders(CaseDb db, Guid organisationId) =>
        Open(db, organisationId).Where(measure => measure.ActorStaffId != null).Select(measure => measure.ActorStaffId!.Value);

    public async Task GiveBack(CaseDb db, CallContext call, Departure departure, CancellationToken cancellationToken)
    {
        var held = Open(db, departure.OrganisationId).Where(measure => measure.ActorStaffId == departure.StaffId && measure.RecordedAt < departure.At
            && (departure.TeamId == null || db.Set<Case>().Any(c => c.TeamId == departure.TeamId
                && (c.Id == measure.CaseId || (measure.CaseId == null && c.HouseholdId == measure.HouseholdId)))));
        foreach (var measure in await held.ToListAsync(cancellationToken))
        {
            measure.HandToTeam(call.Now);
        }
    }

    private static IQueryable<Measure> Open(CaseDb db, Guid organisationId) => db.Set<Measure>().Where(measure => measure.OrganisationId == organisationId
        && (measure.Status == MeasureStatus.Planned || measure.Status == MeasureStatus.Running));
}
