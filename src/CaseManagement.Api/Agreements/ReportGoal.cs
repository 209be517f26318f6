using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Agreements;

/// <summary>How a goal stands and goes. Everything that is said is kept.</summary>
/// <param name="Status">Where it stands from now on; left out: where it stood.</param>
/// <param name="Progress">How it goes; left out: as before.</param>
/// <param name="Note">In words, up to 2,000 characters.</param>
/// <param name="Result">What came of it, up to 2,000 characters: mandatory where it ends.</param>
[Requires(Permission.WriteCases)]
[Operation("Report on a goal", """
    While the agreement is in force: active, on_hold, achieved, not_achieved, dropped; a progress apart from it; a note. 409 `goal-transition` names
    what is possible. A goal ends with a result; what ended by mistake is active again.
    """)]
public sealed record ReportGoal(
    [Example("active")] GoalStatus? Status = null,
    [Example("improving")] GoalProgress? Progress = null,
    [Example("Kursplatz zugesagt")] string? Note = null,
    [Example(null)] string? Result = null) : ICommand<Saved>
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>The goal.</summary>
    [JsonIgnore] public Guid GoalId { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ReportGoalValidator : AbstractValidator<ReportGoal>
{
    public ReportGoalValidator()
    {
        RuleFor(report => report.Note).NotEmpty().MaximumLength(2000).When(report => report.Note is not null);
        RuleFor(report => report.Result).NotEmpty().MaximumLength(2000).When(report => report.Result is not null);
        RuleFor(report => report.Status).NotNull().When(report => report is { Progress: null, Note: null, Result: null });
    }
}

internal sealed class ReportGoalHandler(CaseDb db, CallContext call) : IHandler<ReportGoal, Saved>
{
    public async Task<Saved> Handle(ReportGoal request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Progress, call, request.Id, request.Version, cancellationToken);
        var goal = await db.GoalOf(group.Own, request.GoalId, cancellationToken);
        goal.Report(request.Status, request.Progress, request.Result, call.Today, call.Caller.StaffId, call.Now);
        db.Add(new GoalNote(goal, request.Note, call.Caller.StaffId, call.Now));
        return await db.SavePart(call, group, cancellationToken);
    }
}
