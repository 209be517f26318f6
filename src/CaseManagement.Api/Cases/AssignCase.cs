using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Cases;

/// <summary>Gives a case of one of the caller's teams to a lead worker of that team, or takes it from the present one.</summary>
/// <param name="LeadStaffId">A member of the responsible team; null when nobody leads the case for the time being.</param>
/// <param name="Reason">Why, for the history; mandatory where the caller makes himself the lead worker.</param>
[Requires(Permission.AssignCases)]
[Operation("Assign a lead worker", """
    A member of the responsible team (409 `case-lead-not-in-team`), who is told by a notice `case-assigned`, or nobody. For cases of your own teams.
    Yourself only with a `reason`: it opens the compartments, so the former lead worker and the data-protection officer are told.
    """)]
public sealed record AssignCase(Guid? LeadStaffId, [Example(Sample.Reason)] string? Reason = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class AssignCaseValidator : AbstractValidator<AssignCase>
{
    public AssignCaseValidator() => RuleFor(command => command.Reason).MaximumLength(1000);
}

internal sealed class AssignCaseHandler(CaseDb db, CallContext call) : IHandler<AssignCase, Saved>
{
    public async Task<Saved> Handle(AssignCase request, CancellationToken cancellationToken)
    {
        var assigned = await db.ToChange(call, request.Id, request.Version, standing => standing.ObjectionToDecide, cancellationToken);
        Case.Moves.Next(assigned.Status, "assign"); // The state first: it is what the caller has to know.
        LeadByOwnHand.CheckReason(call, request.LeadStaffId, request.Reason);
        await db.CheckTeam(call, assigned.TeamId, request.LeadStaffId, cancellationToken);
        assigned.Assign(request.LeadStaffId, request.Reason, call.Caller.StaffId, call.Now);
        await db.Passed(call, assigned, cancellationToken);
        return await db.Save(assigned, cancellationToken);
    }
}
