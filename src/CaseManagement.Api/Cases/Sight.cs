using System.Linq.Expressions;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>
/// Who may see what, inside what row-level security shows of the organisation: the one definition, which lists, details,
/// searches, packages and exports ask. All of it is made of a few sets that belong to the caller (his teams, those he stands
/// in for, where he takes part, whose glass he has broken; <see cref="AccessFunctions"/>) and of columns of the case; whatever
/// belongs to a case or a person is seen with it. The system sees all of its organisation.
/// </summary>
public static class Sight
{
    /// <summary>
    /// Cases of the caller's teams, led by the caller or by whom he stands in for, or in which he takes part; and for the
    /// sender of a handover, until the grace period ends, the cases that one of his teams has handed over. Who has broken
    /// the glass sees that client's case for four hours. One composable expression: the sets are read once per statement, not per row.
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
            || (c.OrganisationId == mine && db.BrokenGlass().Select(client => client.Id).Contains(c.ClientId))
            || db.Deputised().Select(colleague => (Guid?)colleague.Id).Contains(c.LeadStaffId)
            || db.Set<CaseParticipant>().Any(p => p.CaseId == c.Id && p.StaffId == me && p.UntilAt == null)
            || (c.FormerOrganisationId == mine && c.FormerAccessUntil > now
                && db.Set<CaseResponsibility>().Any(r => r.CaseId == c.Id && r.EndedBy == ResponsibilityEnd.HandedOver
                    && db.MyTeams().Select(team => team.Id).Contains(r.TeamId))));
    }

    /// <summary>
    /// Cases on which the caller works: as <see cref="VisibleTo"/>, but those of the acting organisation only and without
    /// what his team has handed over.
    /// </summary>
    public static IQueryable<Case> WorkedOnBy(this IQueryable<Case> cases, CaseDb db, Caller caller)
    {
        var (me, mine) = (caller.StaffId, caller.OrganisationId);
        return caller.IsSystem ? cases : cases.Where(c => c.OrganisationId == mine
            && (db.MyTeams().Select(team => team.Id).Contains(c.TeamId)
                || c.LeadStaffId == me
                || db.Deputised().Select(colleague => (Guid?)colleague.Id).Contains(c.LeadStaffId)
                || db.Set<CaseParticipant>().Any(p => p.CaseId == c.Id && p.StaffId == me && p.UntilAt == null)));
    }

    // Persons of whom the caller sees a case, and those who have no case yet.
    private sealed class OfPersons : IClientSight
    {
        public Expression<Func<Client, bool>> Shows(CaseDb db, Caller caller) =>
            client => db.Set<Case>().VisibleTo(db, caller).Any(c => c.ClientId == client.Id) || !db.Set<Case>().Any(c => c.ClientId == client.Id);
    }
}
