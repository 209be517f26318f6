using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>How the caller stands to a case that he sees.</summary>
/// <param name="IsOwn">It belongs to the acting organisation and has not been handed over by the caller's team.</param>
/// <param name="IsOfTeam">The responsible team is one of the caller's.</param>
/// <param name="TakesPart">The caller takes part in it.</param>
public sealed record CaseStanding(bool IsOwn, bool IsOfTeam, bool TakesPart)
{
    /// <summary>Why the caller may only read the case; null where he works on it.</summary>
    public ProblemType? ObjectionToWork => !IsOwn || !(IsOfTeam || TakesPart) ? CaseProblems.HandedOver : null;

    /// <summary>Why the caller may not decide about the case; null for the responsible team and who stands in for one of it.</summary>
    public ProblemType? ObjectionToDecide => ObjectionToWork ?? (IsOfTeam ? null : CaseProblems.NotYourTeam);
}

/// <summary>How a case is loaded for a change, and who may be responsible for one. Who sees a case stands in Sight.cs.</summary>
public static class CaseAccess
{
    /// <summary>The reason in the history where a case waits because its lead worker does not work in the team any more.</summary>
    public const string LeadLeft = "lead-left";

    /// <summary>Loads what a move of responsibility needs: the current row of the history.</summary>
    public static IQueryable<Case> WithResponsibility(this IQueryable<Case> cases) =>
        cases.Include(c => c.Responsibilities.Where(row => row.UntilAt == null));

    /// <summary>The case for a change: seen by the caller, of the version that he read, permitted by his standing.</summary>
    /// <exception cref="RefusedException">404 when he does not see it, 403 by his standing, 412 when stale.</exception>
    internal static async Task<Case> ToChange(
        this CaseDb db, CallContext call, Guid id, uint version, Func<CaseStanding, ProblemType?> objection, CancellationToken cancellationToken)
    {
        var mine = call.Caller.OrganisationId;
        var found = await db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.Id == id).WithResponsibility()
            .Select(c => new
            {
                Case = c,
                IsOwn = c.OrganisationId == mine,
                IsOfTeam = AccessFunctions.IsMyTeam(c.TeamId),
                TakesPart = AccessFunctions.IsMyCase(c.Id),
            })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(id);
        if (!call.Caller.IsSystem && objection(new CaseStanding(found.IsOwn, found.IsOfTeam, found.TakesPart)) is { } refusal)
        {
            throw RefusedException.Forbidden(refusal, id);
        }
        IfMatch.Check(version, found.Case.Version);
        return found.Case;
    }

    /// <summary>Whether a team is one of the caller's today (<see cref="AccessFunctions.IsMyTeam"/>).</summary>
    internal static Task<bool> IsMyTeam(this CaseDb db, Guid teamId, CancellationToken cancellationToken) =>
        db.Set<Team>().AnyAsync(team => team.Id == teamId && AccessFunctions.IsMyTeam(team.Id), cancellationToken);

    /// <summary>
    /// Refuses a team that is not a working team of the organisation, one where nobody would see what it gets, and a lead worker who does not work in it
    /// today.
    /// </summary>
    /// <exception cref="RefusedException">400 for the team, 409 for one without members and for the lead worker.</exception>
    internal static async Task CheckTeam(this CaseDb db, CallContext call, Guid teamId, Guid? leadStaffId, CancellationToken cancellationToken)
    {
        var organisation = call.Caller.RequiredOrganisationId;
        var caseworkers = db.Caseworkers(organisation, call.Today);
        // Held until the end: who is leaving it as the last one is waited for, and not counted.
        var found = await db.Set<Team>().FromSql($"select t.*, t.xmin from app.team t where t.id = {teamId} for share")
            .Where(team => team.OrganisationId == organisation && team.ClosedAt == null)
            .Select(team => new
            {
                IsStaffed = AccessFunctions.IsStaffed(team.Id),
                HasLead = leadStaffId == null || caseworkers.Any(member => member.TeamId == team.Id && member.StaffId == leadStaffId),
            })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.Invalid("/teamId", CaseProblems.UnknownTeam);
        if (!found.IsStaffed)
        {
            throw new RefusedException(OrganisationProblems.TeamWithoutMembers);
        }
        if (!found.HasLead)
        {
            throw new RefusedException(CaseProblems.NotInTeam);
        }
    }

    /// <summary>Members of teams today who can lead a case of the organisation: they have not left, and hold a role there that works on cases.</summary>
    internal static IQueryable<TeamMember> Caseworkers(this CaseDb db, Guid organisationId, DateOnly today) =>
        db.Set<TeamMember>().On(today).OfCaseworkers(db, organisationId);
}
