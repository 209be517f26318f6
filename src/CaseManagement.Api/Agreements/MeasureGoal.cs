using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>What was measured of a goal.</summary>
/// <param name="Value">The value, in the unit that is agreed.</param>
/// <param name="MeasuredOn">On which day; today where left out.</param>
[Requires(Permission.WriteCases)]
[Operation("Record a measurement of a goal", """
    While the agreement is in force, of a goal whose version in force says what is measured (409 `goal-not-measured`): a value in its unit, on a day since the
    agreement came into force, not in the future and not after the goal ended. Of a day one holds in each unit (409 `goal-measured-already`); what was recorded
    wrongly is void first. How far the goal has come is derived: `share` and `attainment` of the agreement.
    """)]
public sealed record MeasureGoal(
    [Example("""{"level":"B1"}""", IsJson = true)] MeasuredValue Value, [Example(Sample.LaterDay)] DateOnly? MeasuredOn = null) : ICommand<Saved>
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>The goal.</summary>
    [JsonIgnore] public Guid GoalId { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>A measurement was recorded wrongly.</summary>
/// <param name="Reason">Why, up to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Void a measurement of a goal", """
    It counts no more and stays readable with the reason; the right one is recorded anew, while the agreement is in force. What is wrong can be void afterwards,
    too. 409 `goal-measurement-void` where it is void already.
    """)]
public sealed record VoidMeasurement([Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>The goal.</summary>
    [JsonIgnore] public Guid GoalId { get; init; }
    /// <summary>The measurement.</summary>
    [JsonIgnore] public Guid MeasurementId { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class MeasureGoalValidator : AbstractValidator<MeasureGoal>
{
    public MeasureGoalValidator(CallContext call)
    {
        RuleFor(measured => measured.Value).SetValidator(new MeasuredValueValidator());
        RuleFor(measured => measured.MeasuredOn).Must(day => day <= call.Today).When(measured => measured.MeasuredOn is not null)
            .WithProblem(AgreementProblems.InFuture);
    }
}

internal sealed class MeasureGoalHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<MeasureGoal, Saved>
{
    public async Task<Saved> Handle(MeasureGoal request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Progress, call, request.Id, request.Version, cancellationToken);
        var goal = await db.GoalOf(group.Own, request.GoalId, cancellationToken);
        var unit = await UnitOf(group.Own, goal.Id, cancellationToken);
        await codes.Check(cancellationToken, new CodeUse("/value", CodeLists.GoalMeasureUnit, unit, Ever: true));
        codes.CheckValue(unit, request.Value, call.Today, "/value");
        var on = request.MeasuredOn ?? call.Today;
        if (on < LocalTime.DateOf(group.Own.ActivatedAt!.Value))
        {
            throw RefusedException.Invalid("/measuredOn", AgreementProblems.MeasuredTooEarly);
        }
        if (on > goal.EndedOn)
        {
            throw RefusedException.Invalid("/measuredOn", AgreementProblems.MeasuredTooLate);
        }
        db.Add(new GoalMeasurement(goal, unit, request.Value, on, call.Caller.StaffId, call.Now));
        return await db.SavePart(call, group, cancellationToken);
    }

    // By what both have agreed, whatever an amendment that is being written says.
    private async Task<string> UnitOf(Agreement of, Guid goal, CancellationToken cancellationToken)
    {
        var content = await db.Set<VersionItem>().Where(item => item.ItemId == goal && db.Set<AgreementVersion>()
                .Any(version => version.Id == item.VersionId && version.AgreementId == of.Id && version.Number == of.InForceNumber))
            .Select(item => item.Content).SingleOrDefaultAsync(cancellationToken);
        return (content is null ? null : AgreementFile.Parse<AgreedGoal>(content).Measure?.Unit) ?? throw new RefusedException(AgreementProblems.NotMeasured);
    }
}

internal sealed class VoidMeasurementHandler(CaseDb db, CallContext call) : IHandler<VoidMeasurement, Saved>
{
    public async Task<Saved> Handle(VoidMeasurement request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.VoidMeasurement, call, request.Id, request.Version, cancellationToken);
        var goal = await db.GoalOf(group.Own, request.GoalId, cancellationToken);
        var measurement = await db.Set<GoalMeasurement>()
                .SingleOrDefaultAsync(row => row.Id == request.MeasurementId && row.GoalId == goal.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.MeasurementId);
        measurement.Void(request.Reason, call.Caller.StaffId, call.Now);
        return await db.SavePart(call, group, cancellationToken);
    }
}
