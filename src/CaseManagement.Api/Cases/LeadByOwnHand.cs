using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>
/// Who decides about a team's cases and makes himself the lead worker opens its compartments by that: he says why, and the former lead worker and
/// the data-protection officers are told, as of a broken glass.
/// </summary>
internal sealed class LeadByOwnHand : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        if (IsOwn(call, passed.LeadStaffId) && await FormerLead(db, passed, cancellationToken) is var former && former != call.Caller.StaffId)
        {
            await TellOfficers(db, call, passed, former, cancellationToken);
        }
    }

    /// <summary>Tells the officers, and the former lead worker, of a case that somebody has taken by the right to assign it. Saves nothing.</summary>
    public static async Task TellOfficers(CaseDb db, CallContext call, Case passed, Guid? former, CancellationToken cancellationToken)
    {
        if (!IsOwn(call, passed.LeadStaffId))
        {
            return;
        }
        List<Guid> told = await db.OfficersOf(passed.OrganisationId, call.Caller.StaffId, cancellationToken);
        Contributions.The<ITellsStaff>().Tell(
            db, StaffNews.LeadByOwnHand, passed.OrganisationId, former is { } before ? told.Prepend(before) : told, passed.Id, call.Now);
    }

    /// <summary>Refuses it without a reason.</summary>
    /// <exception cref="RefusedException">400.</exception>
    public static void CheckReason(CallContext call, Guid? leadStaffId, string? reason)
    {
        if (IsOwn(call, leadStaffId) && string.IsNullOrWhiteSpace(reason))
        {
            throw RefusedException.Invalid("/reason", CaseProblems.LeadNeedsReason);
        }
    }

    /// <summary>Why somebody may not lead a case by a move that takes no reason; null where he may.</summary>
    public static ProblemType? Objection(Caller caller) => RolePermissions.Allow(caller.Roles, Permission.AssignCases) ? CaseProblems.LeadByAssigning : null;

    private static bool IsOwn(CallContext call, Guid? leadStaffId) =>
        leadStaffId is not null && leadStaffId == call.Caller.StaffId && Objection(call.Caller) is not null;

    private static Task<Guid?> FormerLead(CaseDb db, Case passed, CancellationToken cancellationToken) =>
        db.Set<CaseResponsibility>().Where(row => row.CaseId == passed.Id && row.LeadStaffId != null)
            .OrderByDescending(row => row.FromAt).Select(row => row.LeadStaffId).FirstOrDefaultAsync(cancellationToken);
}
