using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Assessments;

/// <summary>Which assessments a caller sees: those of clients of whom he sees a case. Areas behind a compartment are the database's to hide.</summary>
public static class AssessmentAccess
{
    /// <summary>See <see cref="Sight.VisibleTo"/>.</summary>
    public static IQueryable<Assessment> VisibleTo(this IQueryable<Assessment> assessments, CaseDb db, Caller caller)
    {
        var cases = db.Set<Case>().VisibleTo(db, caller);
        return assessments.Where(assessment => cases.Any(c => c.ClientId == assessment.ClientId));
    }
}
