using System.Text.Json.Serialization;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Tokens;

/// <summary>Takes a colleague's second factor away, because the telephone is gone.</summary>
/// <param name="Reason">Why, and how it was made sure that it is the colleague who asks.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Take a second factor away", """
    One-time passwords and passkeys, of a colleague whom your organisation employs, never your own (409 `own-second-factor`). Every session of the colleague
    ends; where the role asks for a second factor, the next sign-in sets up another one. 409 `no-second-factor` where there is none.
    """)]
public sealed record RemoveSecondFactor([Example("Telephone lost, came in person")] string Reason) : ICommand<bool>, INeedsReason
{
    /// <summary>The colleague.</summary>
    [JsonIgnore] public Guid Id { get; init; }
}

internal sealed class RemoveSecondFactorHandler(CaseDb db, CallContext call) : IHandler<RemoveSecondFactor, bool>
{
    public async Task<bool> Handle(RemoveSecondFactor request, CancellationToken cancellationToken)
    {
        var staff = await db.Set<Staff>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        if (staff.OrganisationId != call.Caller.OrganisationId)
        {
            throw RefusedException.Forbidden(OrganisationProblems.NotEmployer, request.Id);
        }
        if (staff.Id == call.Caller.StaffId)
        {
            throw new RefusedException(OrganisationProblems.OwnSecondFactor);
        }
        Staff.Moves.Next(staff.Status, "remove-second-factor");
        if (!await db.Database.SqlQuery<bool>($"""select access.remove_second_factor({request.Id}) as "Value" """).SingleAsync(cancellationToken))
        {
            throw new RefusedException(OrganisationProblems.NoSecondFactor);
        }
        await db.Database.ExecuteSqlAsync($"""
            CALL audit.record_event('event', {call.Now}, {call.Caller.OrganisationId}, {call.Caller.StaffId}, {call.Caller.SessionId},
                {call.RequestId}, {call.Action}, {"second-factor-removed"}, {request.Id})
            """, cancellationToken);
        return true;
    }
}
