using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>
/// Somebody leaves: the account is closed for good, every session ends at once, memberships, grants, deputyships, admissions and
/// parts in cases end. Cases and reminders go to their teams, and the supervisors are told.
/// </summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Disable a colleague's account", """
    For good: every session ends at once, roles and memberships end. Not one's own (409 `own-access`), nor the emergency account while passwords are
    forbidden (409 `emergency-account`). The identity at the own provider is free for a new account of the same person.
    """)]
public sealed record DisableStaff : Closing;

/// <summary>What still needs somebody's account, so that it is neither disabled nor left without a role; contributed by the rooms above.</summary>
public interface INeedsAccount
{
    /// <summary>The ids of what needs it in an organisation.</summary>
    IQueryable<Guid> Needs(CaseDb db, Guid organisationId, Guid staffId);

    /// <summary>409: what has to be done first.</summary>
    ProblemType Refusal { get; }
}

internal static class NeededAccounts
{
    /// <summary>Why an organisation cannot do without somebody's account yet; null where it can.</summary>
    public static async Task<ProblemType?> ObjectionToLosing(this CaseDb db, Guid organisationId, Guid staffId, CancellationToken cancellationToken)
    {
        foreach (var need in Contributions.Of<INeedsAccount>())
        {
            if (await need.Needs(db, organisationId, staffId).AnyAsync(cancellationToken))
            {
                return need.Refusal;
            }
        }
        return null;
    }
}

internal sealed class DisableStaffHandler(CaseDb db, CallContext call) : IHandler<DisableStaff, Saved>
{
    public async Task<Saved> Handle(DisableStaff request, CancellationToken cancellationToken)
    {
        var staff = await db.Employee(request.Id, request.Version, call, cancellationToken);
        if (staff.Id == call.Caller.StaffId)
        {
            throw new RefusedException(OrganisationProblems.OwnAccess);
        }
        await db.CheckStillManages(call, cancellationToken);
        // A right that is being confirmed for him is waited for; the next one finds the account disabled (Rights.Fulfil). So it is with what comes to need the
        // account, such as a provider that makes it the emergency account.
        await db.Set<Account>().FromSql($"select * from access.account where staff_id = {staff.Id} for update").AsNoTracking().ToListAsync(cancellationToken);
        if (await db.ObjectionToLosing(call.Caller.RequiredOrganisationId, staff.Id, cancellationToken) is { } objection)
        {
            throw new RefusedException(objection);
        }
        await db.GiveBack(call, new Departure(call.Caller.RequiredOrganisationId, staff.Id, null, call.Now), cancellationToken);
        // Rights that wait, another organisation's offers among them: nobody can agree to them any more.
        await db.Set<PendingRight>().Where(right => right.StaffId == staff.Id).ExecuteDeleteAsync(cancellationToken);
        staff.Leave(call.Now);
        foreach (var account in await db.Set<Account>().Where(a => a.StaffId == staff.Id).ToListAsync(cancellationToken))
        {
            account.Disable(call.Now);
        }
        foreach (var link in await db.Set<IdentityLink>().Where(link => link.StaffId == staff.Id).ToListAsync(cancellationToken))
        {
            link.End(call.Now);
        }
        var today = call.Today;
        foreach (var membership in await db.Set<TeamMember>().OpenOn(today).Where(m => m.StaffId == staff.Id).ToListAsync(cancellationToken))
        {
            if (membership.FromDate >= today)
            {
                db.Remove(membership);
            }
            else
            {
                membership.End(today);
            }
        }
        db.RemoveRange(await db.Set<RoleGrant>().Where(grant => grant.StaffId == staff.Id).ToListAsync(cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        await Sessions.EndAll(db, staff.Id, "account-disabled", call.Now, cancellationToken);
        return new Saved(staff.Id, staff.Version);
    }
}
