using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>The second pair of eyes: a supervisor says that a role or membership is to hold.</summary>
[Requires(Permission.ConfirmRights)]
[Operation("Confirm a right", """
    awaits_confirmation → granted, of a role or a membership that somebody gave who also made the account or gave it its password. By a
    supervisor who neither gave it nor gets it (409 `own-confirmation`), and whose password who gave it has not reset (409 `confirmer-reset`): another
    supervisor does, or where there is none the operator's console. A second time is 409 `right-transition`.
    """)]
public sealed record ConfirmRight(Guid Id) : ICommand<GivenRight>;

/// <summary>The same on the operator's console, while the organisation has no supervisor who could; the officers are told.</summary>
[ForSystem]
public sealed record ConfirmRightOnConsole(Guid Id) : ICommand<GivenRight>;

internal sealed class ConfirmRightHandler(CaseDb db, CallContext call) : IHandler<ConfirmRight, GivenRight>, IHandler<ConfirmRightOnConsole, GivenRight>
{
    public async Task<GivenRight> Handle(ConfirmRight request, CancellationToken cancellationToken)
    {
        var (right, me) = (await Confirmable(request.Id, cancellationToken), call.Caller.RequiredStaffId);
        return me == right.GrantedBy || me == right.StaffId ? throw new RefusedException(OrganisationProblems.OwnConfirmation)
            : await db.GavePassword(right.GrantedBy, me, cancellationToken) ? throw new RefusedException(OrganisationProblems.ConfirmerReset)
            : await db.Fulfil(call, right, right.StaffId!.Value, cancellationToken);
    }

    public async Task<GivenRight> Handle(ConfirmRightOnConsole request, CancellationToken cancellationToken)
    {
        var right = await Confirmable(request.Id, cancellationToken);
        if (await db.Confirmers(right).AnyAsync(cancellationToken))
        {
            throw new RefusedException(OrganisationProblems.SupervisorConfirms);
        }
        Contributions.The<ITellsStaff>().Tell(db, StaffNews.RightConfirmedOnConsole, right.OrganisationId,
            await db.OfficersOf(right.OrganisationId, null, cancellationToken), right.Id, call.Now);
        return await db.Fulfil(call, right, right.StaffId!.Value, cancellationToken);
    }

    private async Task<PendingRight> Confirmable(Guid id, CancellationToken cancellationToken)
    {
        var right = await db.ToMove(call, id, cancellationToken);
        if (right.OrganisationId != call.Caller.OrganisationId)
        {
            throw RefusedException.NotFound(id);
        }
        PendingRight.Moves.Next(right.Status, "confirm");
        return right;
    }
}
