using System.Linq.Expressions;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>
/// Who may see what, inside what row-level security shows of the organisation: the one definition, which lists, details,
/// searches, packages and exports ask. All of it is made of a few sets that belong to the caller (the teams in which
/// he works or stands in, where he takes part, whose glass he has broken; access.learn, <see cref="AccessFunctions"/>) and of columns of the case; whatever
/// belongs to a case or a person is seen with it. The system sees all of its organisation.
/// </summary>
public static class Sight
{
    /// <summary>
    /// Cases of the caller's teams, his own and those of whom he stands in for, and of supervisors those that are dissolved; open
    /// cases in which he takes part; until the grace period ends the cases that one of his teams has handed over; for four hours
    /// those whose glass he has broken. Who leads a case sees it because he works in its team, and no longer. Each of it compares
    /// an indexed column with a set that is known since the context was entered.
    /// </summary>
    public static IQueryable<Case> VisibleTo(this IQueryable<Case> cases, CaseDb db, Caller caller)
    {
        if (caller.IsSystem)
        {
            return cases;
        }
        var now = db.Call!.Now;
        return cases.Where(c => AccessFunctions.IsMyTeam(c.TeamId)
            || AccessFunctions.IsMyCase(c.Id)
            || AccessFunctions.IsMyGlass(c.ClientId)
            || (AccessFunctions.IsMyTeam(c.FormerTeamId) && c.FormerAccessUntil > now));
    }

    /// <summary>
    /// The ids of the first of <see cref="VisibleTo"/>, some more than a page needs: the first of each team and of each other ground, each out of its
    /// own index in the page's order, so that a team's further cases are not read.
    /// </summary>
    /// <param name="cases">Of which cases.</param>
    /// <param name="db">The database.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="first">Sorts cases, cuts them to a page, and takes the ids.</param>
    public static IQueryable<Guid> FirstVisibleTo(
        this IQueryable<Case> cases, CaseDb db, Caller caller, Func<IQueryable<Case>, IQueryable<Guid>> first)
    {
        if (caller.IsSystem)
        {
            return first(cases);
        }
        var now = db.Call!.Now;
        var (team, of) = (Expression.Parameter(typeof(Team), "team"), Expression.Parameter(typeof(Case), "c"));
        var teamId = Expression.Property(team, nameof(Team.Id));
        // Asked once more inside: out of a mere equation EF makes a join, and of the page a window over the cases of all teams.
        var isOfTeam = Expression.AndAlso(Expression.Equal(Expression.Property(of, nameof(Case.TeamId)), teamId),
            Expression.Call(typeof(AccessFunctions), nameof(AccessFunctions.IsMyTeam), null, Expression.Convert(teamId, typeof(Guid?))));
        var ofTeam = first(cases.Where(Expression.Lambda<Func<Case, bool>>(isOfTeam, of)));
        return db.Set<Team>().Where(t => AccessFunctions.IsMyTeam(t.Id))
            .SelectMany(Expression.Lambda<Func<Team, IEnumerable<Guid>>>(ofTeam.Expression, team))
            .Union(first(cases.Where(c => AccessFunctions.IsMyCase(c.Id))))
            .Union(first(cases.Where(c => AccessFunctions.IsMyGlass(c.ClientId))))
            .Union(first(cases.Where(c => AccessFunctions.IsMyTeam(c.FormerTeamId) && c.FormerAccessUntil > now)));
    }

    /// <summary>
    /// Cases on which the caller works: as <see cref="VisibleTo"/>, but those of the acting organisation only and without
    /// what his team has handed over.
    /// </summary>
    public static IQueryable<Case> WorkedOnBy(this IQueryable<Case> cases, CaseDb db, Caller caller)
    {
        var mine = caller.OrganisationId;
        return caller.IsSystem ? cases : cases.Where(c => c.OrganisationId == mine
            && (AccessFunctions.IsMyTeam(c.TeamId) || AccessFunctions.IsMyCase(c.Id)));
    }

    /// <summary>Open cases that the caller leads, being a member of the responsible team.</summary>
    public static IQueryable<Case> LedBy(this IQueryable<Case> cases, Caller caller)
    {
        var me = caller.StaffId;
        return cases.Where(c => c.Status == CaseStatus.Open && c.LeadStaffId == me && AccessFunctions.IsMyTeam(c.TeamId));
    }

    // Persons of whom the caller sees a case, and those who have no case yet.
    private sealed class OfPersons : IClientSight
    {
        public Expression<Func<Client, bool>> Shows(CaseDb db, Caller caller) =>
            client => db.Set<Case>().VisibleTo(db, caller).Any(c => c.ClientId == client.Id) || !db.Set<Case>().Any(c => c.ClientId == client.Id);
    }
}
