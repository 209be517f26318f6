using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Lets somebody sign in again whom wrong passwords have locked out.</summary>
[Requires(Permission.ManageOrganisation)]
public sealed record UnlockStaff(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class UnlockStaffHandler(CaseDb db, CallContext call) : IHandler<UnlockStaff, Saved>
{
    public async Task<Saved> Handle(UnlockStaff request, CancellationToken cancellationToken)
    {
        var staff = await db.Employee(request.Id, request.Version, call, cancellationToken);
        staff.Touch("unlock", call.Now);
        var account = await db.Set<Account>().SingleAsync(a => a.StaffId == staff.Id, cancellationToken);
        if (!account.IsLocked(call.Now))
        {
            throw new RefusedException(OrganisationProblems.NotLocked);
        }
        account.Unlock();
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(staff.Id, staff.Version);
    }
}
