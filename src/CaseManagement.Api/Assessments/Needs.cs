using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Assessments;

/// <summary>Which needs count as urgent. Areas behind a compartment are seen by admitted persons only, whoever asks.</summary>
internal static class Needs
{
    /// <summary>
    /// Areas whose urgency counts as urgent (attribute urgent of the list urgency, in the period in which the area was saved).
    /// </summary>
    public static IQueryable<AssessmentArea> UrgentNeeds(this CaseDb db) => db.Set<AssessmentArea>().FromSql($"""
        select n.*, n.xmin from app.assessment_area n
         where exists (select from app.code u
                        where u.list = {CodeLists.Urgency} and u.code = n.urgency and (u.attributes ->> 'urgent')::boolean
                          and daterange(u.valid_from, u.valid_to, '[)') @> (n.updated_at at time zone 'Europe/Berlin')::date)
        """);
}
