using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Assessments;

/// <summary>What other slices ask about needs. Areas behind a compartment are seen by admitted persons only, whoever asks.</summary>
public static class Needs
{
    /// <summary>
    /// Areas whose urgency counts as urgent (attribute urgent of the list urgency, in the period in which the area was saved).
    /// </summary>
    public static IQueryable<AssessmentArea> UrgentNeeds(this CaseDb db) => db.Set<AssessmentArea>().FromSql($"""
        select n.* , n.xmin from app.assessment_area n
         where exists (select from app.code u
                        where u.list = {CodeLists.Urgency} and u.code = n.urgency and (u.attributes ->> 'urgent')::boolean
                          and daterange(u.valid_from, u.valid_to, '[)') @> (n.updated_at at time zone 'Europe/Berlin')::date)
        """);

    /// <summary>What stands in the way of handing clients over, as far as needs go.</summary>
    /// <returns>One row per client, in no order.</returns>
    public static async Task<IReadOnlyList<NeedReadiness>> ReadinessOf(CaseDb db, IReadOnlyCollection<Guid> clientIds, CancellationToken cancellationToken)
    {
        var found = await db.Set<Assessment>().Where(a => clientIds.Contains(a.ClientId) && a.Status == AssessmentStatus.Completed)
            .Select(a => new
            {
                a.ClientId, a.Id,
                Open = db.UrgentNeeds().Where(need => need.AssessmentId == a.Id && need.ProposedService == null && need.GapReason == null).Select(need => need.Area).ToList(),
            }).ToListAsync(cancellationToken);
        return
        [
            .. clientIds.Distinct().Select(client => found.SingleOrDefault(row => row.ClientId == client) is { } row
                ? new NeedReadiness(client, row.Id, row.Open) : new NeedReadiness(client, null, [])),
        ];
    }
}

/// <summary>Whether a client's needs are ready for a handover.</summary>
/// <param name="ClientId">The client.</param>
/// <param name="AssessmentId">The current assessment; null where none has been completed.</param>
/// <param name="UrgentWithoutService">Areas with an urgent need and neither a proposed service nor a stated gap.</param>
public sealed record NeedReadiness(Guid ClientId, Guid? AssessmentId, IReadOnlyList<string> UrgentWithoutService);
