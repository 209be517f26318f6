using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Somebody of another employer, or an administrator there, accepts a role that an organisation has offered.</summary>
[Requires(Permission.UseProduct)]
[Operation("Accept a role", """
    awaits_acceptance → granted, or awaits_confirmation where a supervisor has to confirm it, too. By the person, or by an administrator of
    the employer who has not offered it (409 `own-confirmation`). What is offered lists `/role-grants?state=pending`.
    """)]
public sealed record AcceptRight(Guid Id) : ICommand<GivenRight>;

internal sealed class AcceptRightHandler(CaseDb db, CallContext call) : IHandler<AcceptRight, GivenRight>
{
    public async Task<GivenRight> Handle(AcceptRight request, CancellationToken cancellationToken)
    {
        var right = await db.ToMove(call, request.Id, cancellationToken);
        if (right.Status == RightStatus.AwaitsConfirmation && (right.StaffId == call.Caller.StaffId || right.OrganisationId == call.Caller.OrganisationId))
        {
            throw PendingRight.Moves.Refusal(right.Status);
        }
        if (!await db.Set<PendingRight>().OfferedTo(db, call.Caller).AnyAsync(offered => offered.Id == right.Id, cancellationToken))
        {
            throw RefusedException.NotFound(request.Id);
        }
        if (call.Caller.StaffId == right.GrantedBy)
        {
            throw new RefusedException(OrganisationProblems.OwnConfirmation);
        }
        var staff = right.StaffId ?? await db.Set<Account>().Named(right.UserName!).Select(account => account.StaffId).SingleAsync(cancellationToken);
        return await db.Give(call, right, staff, cancellationToken);
    }
}
