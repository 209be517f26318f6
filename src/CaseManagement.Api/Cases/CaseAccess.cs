using CaseManagement.Api.Access;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>Which cases a caller sees, inside what row-level security shows of the organisation.</summary>
public static class CaseAccess
{
    /// <summary>
    /// Cases of the caller's teams, led by the caller or by whom he stands in for, or in which he takes part; and for the
    /// sender of a handover, until the grace period ends, the cases that one of his teams has handed over. The system sees
    /// all of its organisation. One composable expression: the teams are read once per statement, not per row.
    /// </summary>
    public static IQueryable<Case> VisibleTo(this IQueryable<Case> cases, CaseDb db, Caller caller)
    {
        if (caller.IsSystem)
        {
            return cases;
        }
        var (me, mine, now) = (caller.StaffId, caller.OrganisationId, db.Call!.Now);
        return cases.Where(c =>
            db.MyTeams().Select(team => team.Id).Contains(c.TeamId)
            || c.LeadStaffId == me
            || db.Deputised().Select(colleague => (Guid?)colleague.Id).Contains(c.LeadStaffId)
            || db.Set<CaseParticipant>().Any(p => p.CaseId == c.Id && p.StaffId == me && p.UntilAt == null)
            || (c.FormerOrganisationId == mine && c.FormerAccessUntil > now
                && db.Set<CaseResponsibility>().Any(r => r.CaseId == c.Id && r.EndedBy == ResponsibilityEnd.HandedOver
                    && db.MyTeams().Select(team => team.Id).Contains(r.TeamId))));
    }

    /// <summary>Loads what a move of responsibility needs: the current row of the history.</summary>
    public static IQueryable<Case> WithResponsibility(this IQueryable<Case> cases) =>
        cases.Include(c => c.Responsibilities.Where(row => row.UntilAt == null));
}
