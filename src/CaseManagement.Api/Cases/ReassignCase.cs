using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Cases;

/// <summary>Moves a case of one of the caller's teams to another team of the organisation, or to another lead worker, or both.</summary>
/// <param name="TeamId">A working team of the same organisation; other organisations receive a handover.</param>
/// <param name="LeadStaffId">A member of that team; null when the case waits there to be assigned.</param>
/// <param name="Reason">Why, for the history.</param>
[Requires(Permission.AssignCases)]
[Operation("Reassign to another team or lead worker", """
    Inside the organisation, with a reason. Another organisation receives a handover. 409 `team-without-members` where nobody in the team works on cases
    today. Another lead worker is told by a notice `case-assigned`. Where you make yourself the lead worker, the former one and the data-protection officer
    are told.
    """)]
public sealed record ReassignCase(Guid TeamId, Guid? LeadStaffId, [Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ReassignCaseValidator : AbstractValidator<ReassignCase>
{
    public ReassignCaseValidator()
    {
        RuleFor(command => command.TeamId).NotEmpty();
    }
}

internal sealed class ReassignCaseHandler(CaseDb db, CallContext call) : IHandler<ReassignCase, Saved>
{
    public async Task<Saved> Handle(ReassignCase request, CancellationToken cancellationToken)
    {
        var moved = await db.ToChange(call, request.Id, request.Version, standing => standing.ObjectionToDecide, cancellationToken);
        Case.Moves.Next(moved.Status, "reassign");
        await db.CheckTeam(call, request.TeamId, request.LeadStaffId, cancellationToken);
        moved.Reassign(request.TeamId, request.LeadStaffId, request.Reason, call.Caller.StaffId, call.Now);
        await db.Passed(call, moved, cancellationToken);
        return await db.Save(moved, cancellationToken);
    }
}
