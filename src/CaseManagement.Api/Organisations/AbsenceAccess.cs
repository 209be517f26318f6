using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Whose absences a caller may see and record.</summary>
public static class AbsenceAccess
{
    /// <summary>Own ones, those in which the caller stands in, those of colleagues in the caller's teams, and those that the caller manages.</summary>
    public static IQueryable<Absence> VisibleTo(this IQueryable<Absence> absences, Caller caller, CaseDb db, DateOnly today)
    {
        var (me, supervised) = (caller.StaffId, db.SupervisedBy(caller, today));
        return absences.Where(absence => absence.StaffId == me || absence.DeputyId == me || supervised.Contains(absence.StaffId)
            || db.Set<TeamMember>().On(today).Any(member => member.StaffId == absence.StaffId && AccessFunctions.IsMyTeam(member.TeamId)
                && db.Set<Team>().Any(team => team.Id == member.TeamId && team.ClosedAt == null)));
    }

    /// <summary>Own ones; for a supervisor those of whom he or she supervises today, too.</summary>
    public static IQueryable<Absence> ManagedBy(this IQueryable<Absence> absences, Caller caller, CaseDb db, DateOnly today)
    {
        var (me, supervised) = (caller.StaffId, db.SupervisedBy(caller, today));
        return absences.Where(absence => absence.StaffId == me || supervised.Contains(absence.StaffId));
    }

    /// <summary>Whether the caller may record an absence of a colleague.</summary>
    internal static async Task<bool> MayRecordFor(this CaseDb db, Guid staffId, Caller caller, DateOnly today, CancellationToken cancellationToken) =>
        staffId == caller.StaffId || await db.SupervisedBy(caller, today).ContainsAsync(staffId, cancellationToken);

    /// <summary>An absence that the caller manages, at the version that he or she has read.</summary>
    /// <exception cref="RefusedException">404, 412.</exception>
    internal static async Task<Absence> ToChange(this CaseDb db, Guid id, uint version, CallContext call, CancellationToken cancellationToken)
    {
        var absence = await db.Set<Absence>().ManagedBy(call.Caller, db, call.Today).SingleOrDefaultAsync(a => a.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, absence.Version);
        return absence;
    }

    /// <summary>
    /// Until the end of the transaction nobody else of the organisation records or changes an absence: of two who name each other's deputy, or of whom one
    /// names the other who is just leaving, the second sees what the first has done.
    /// </summary>
    internal static Task OneAtATime(this CaseDb db, CallContext call, CancellationToken cancellationToken)
    {
        var own = call.Caller.RequiredOrganisationId;
        return db.Set<Organisation>().FromSql($"select o.*, o.xmin from app.organisation o where o.id = {own} for no key update")
            .AsNoTracking().Select(organisation => organisation.Id).SingleAsync(cancellationToken);
    }

    /// <summary>Tells whoever has named a colleague who is away now, too, and the supervisors: on these days nobody stands in.</summary>
    /// <param name="db">The database.</param>
    /// <param name="absence">That of the deputy.</param>
    /// <param name="before">The days of which it was told before; null where it is new.</param>
    /// <param name="call">Who records it, and when.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static async Task TellOfAbsentDeputy(
        this CaseDb db, Absence absence, (DateOnly From, DateOnly Until)? before, CallContext call, CancellationToken cancellationToken)
    {
        var (organisation, deputy, from, until, today) = (absence.OrganisationId, absence.StaffId, absence.FromDate, absence.UntilDate, call.Today);
        var relying = await db.Set<Absence>().Where(other => other.OrganisationId == organisation && other.DeputyId == deputy
            && other.CancelledAt == null && other.UntilDate > today && other.FromDate < until && other.UntilDate > from).ToListAsync(cancellationToken);
        foreach (var other in relying.Where(other => before is not { } was || other.FromDate >= was.Until || other.UntilDate <= was.From))
        {
            await db.TellOfDeputy(StaffNews.DeputyAway, other, deputy, call, cancellationToken);
        }
    }

    /// <summary>Tells who is away, and the supervisors, what has become of the deputy.</summary>
    internal static async Task TellOfDeputy(
        this CaseDb db, StaffNews news, Absence absence, Guid deputyId, CallContext call, CancellationToken cancellationToken)
    {
        var today = call.Today;
        var teams = db.Set<TeamMember>().On(today).Where(member => member.StaffId == absence.StaffId).Select(member => member.TeamId);
        var supervisors = await db.SupervisorsOf(absence.OrganisationId, db.Set<TeamMember>().Where(member => teams.Contains(member.TeamId)),
            deputyId, today, cancellationToken);
        Contributions.The<ITellsStaff>().Tell(db, news, absence.OrganisationId, [absence.StaffId, .. supervisors], absence.Id, call.Now);
    }

    /// <summary>
    /// Refuses a deputy who has no casework role in the organisation, is away at the time, would stand in for somebody who
    /// stands in for a third; and, where the caller is in no team with the absent colleague, a supervisor, unless it stands so already.
    /// </summary>
    internal static async Task CheckDeputy(
        this CaseDb db, Guid? deputyId, Guid staffId, DateOnly from, DateOnly until, bool isNew, CallContext call, CancellationToken cancellationToken)
    {
        if (deputyId is not { } deputy)
        {
            return;
        }
        Role[] roles = [.. RolePermissions.RolesWith(Permission.ReadCases)];
        if (deputy == staffId || !await db.Set<RoleGrant>().AnyAsync(
            grant => grant.StaffId == deputy && grant.OrganisationId == call.Caller.OrganisationId && roles.Contains(grant.Role), cancellationToken))
        {
            throw RefusedException.Invalid("/deputyId", OrganisationProblems.DeputyUnfit);
        }
        if (isNew && staffId != call.Caller.StaffId && !await db.InTeamWith(call.Caller.StaffId, call.Today).ContainsAsync(staffId, cancellationToken)
            && await db.Set<RoleGrant>().AnyAsync(grant => grant.StaffId == deputy && grant.OrganisationId == call.Caller.OrganisationId
                && grant.Role == Role.Supervisor, cancellationToken))
        {
            throw RefusedException.Invalid("/deputyId", OrganisationProblems.DeputyElsewhere);
        }
        var meanwhile = db.Set<Absence>().Where(absence => absence.CancelledAt == null && absence.FromDate < until && absence.UntilDate > from);
        if (await meanwhile.AnyAsync(absence => absence.StaffId == deputy, cancellationToken))
        {
            throw new RefusedException(OrganisationProblems.DeputyAbsent);
        }
        if (await meanwhile.AnyAsync(absence => absence.DeputyId == staffId, cancellationToken))
        {
            throw new RefusedException(OrganisationProblems.DeputyChain);
        }
    }
}
