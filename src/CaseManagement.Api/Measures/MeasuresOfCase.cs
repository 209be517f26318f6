using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Measures;

// One that runs owes its result and stands in the way of closing; one that has not begun is dropped. Those of the household with its last open case.
internal sealed class MeasuresOfCase : IEndsWithCase
{
    /// <summary>Code of the list measure-drop-reason.</summary>
    public const string CaseClosed = "case-closed";

    public async Task<IReadOnlyList<FollowUp>> Open(CaseDb db, Case of, CancellationToken cancellationToken)
    {
        var open = await OpenIn(db, of).Select(measure => new
        {
            measure.Id, measure.What, measure.DueOn, measure.Status, measure.ActorStaffId,
            Actor = db.Set<Staff>().Where(staff => staff.Id == measure.ActorStaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        return open.ConvertAll(measure => new FollowUp("measure", measure.Id, measure.What, measure.DueOn, measure.ActorStaffId, measure.Actor,
            measure.Status == MeasureStatus.Planned ? [FollowUpOutcome.Cancelled] : [])
        { StandsInTheWay = measure.Status == MeasureStatus.Running ? MeasureProblems.StillRuns : null });
    }

    public async Task Settle(CaseDb db, CallContext call, Case closed, IReadOnlyDictionary<Guid, FollowUpDecision> decisions,
        CancellationToken cancellationToken)
    {
        foreach (var measure in await OpenIn(db, closed).ToListAsync(cancellationToken))
        {
            measure.Drop(call.Today, (CaseClosed, decisions.GetValueOrDefault(measure.Id)?.Reason), call.Caller.StaffId, call.Now);
        }
    }

    private static IQueryable<Measure> OpenIn(CaseDb db, Case of) => db.Set<Measure>().Where(measure => measure.OrganisationId == of.OrganisationId
        && (measure.Status == MeasureStatus.Planned || measure.Status == MeasureStatus.Running)
        && (measure.CaseId == of.Id || (measure.CaseId == null && measure.HouseholdId == of.HouseholdId
            && !db.Set<Case>().Any(other => other.HouseholdId == of.HouseholdId && other.Id != of.Id && other.Status == CaseStatus.Open))));
}
