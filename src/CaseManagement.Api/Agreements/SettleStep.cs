using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>A step was taken.</summary>
/// <param name="On">When; today where left out. Not before the case was opened.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that a step is done", "open → done. 409 `step-transition` where it is settled already.")]
public sealed record DoStep([Example(Sample.LaterDay)] DateOnly? On = null) : ICommand<Saved>
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>The step.</summary>
    [JsonIgnore] public Guid StepId { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>A step was not taken, or the former office's obligation ends.</summary>
/// <param name="Reason">Why, up to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that a step is not done", "open → not_done, with the reason; an obligation of a former office ends with it (lapsed).")]
public sealed record LeaveStep([Example("Kein Platz frei")] string Reason) : ICommand<Saved>
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>The step.</summary>
    [JsonIgnore] public Guid StepId { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The office that counsels now takes an obligation of the former one over.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="StepId">The step.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.WriteCases)]
[Operation("Take an obligation over", "After a handover: what the former office had to do is yours from now on. One by one; the others end as not done.")]
public sealed record TakeStepOver(Guid Id, Guid StepId, uint Version) : ICommand<Saved>;

internal sealed class DoStepValidator : AbstractValidator<DoStep>
{
    public DoStepValidator(CallContext call) => RuleFor(step => step.On).Must(day => day <= call.Today).When(step => step.On is not null)
        .WithErrorCode(AgreementProblems.InFuture.Code).WithMessage(_ => AgreementProblems.InFuture.Text());
}

internal sealed class LeaveStepValidator : AbstractValidator<LeaveStep>
{
    public LeaveStepValidator() => RuleFor(step => step.Reason).NotEmpty().MaximumLength(1000);
}

internal sealed class DoStepHandler(CaseDb db, CallContext call) : IHandler<DoStep, Saved>
{
    public async Task<Saved> Handle(DoStep request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Done, call, request.Id, request.Version, cancellationToken);
        var step = await db.StepOf(group.Own, request.StepId, cancellationToken);
        var of = group.Own.CaseId;
        if (request.On < LocalTime.DateOf(await db.Set<Case>().Where(c => c.Id == of).Select(c => c.OpenedAt).SingleAsync(cancellationToken)))
        {
            throw RefusedException.Invalid("/on", AgreementProblems.StepTooEarly);
        }
        step.Settle(AgreementTable.Done, request.On ?? call.Today, null, call.Caller.StaffId, call.Now);
        return await db.SavePart(call, group, cancellationToken);
    }
}

internal sealed class LeaveStepHandler(CaseDb db, CallContext call) : IHandler<LeaveStep, Saved>
{
    public async Task<Saved> Handle(LeaveStep request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.NotDone, call, request.Id, request.Version, cancellationToken);
        var step = await db.StepOf(group.Own, request.StepId, cancellationToken);
        step.Settle(step.FormerOfficeId is null ? AgreementTable.NotDone : Step.LapseMove, call.Today, request.Reason, call.Caller.StaffId, call.Now);
        return await db.SavePart(call, group, cancellationToken);
    }
}

internal sealed class TakeStepOverHandler(CaseDb db, CallContext call) : IHandler<TakeStepOver, Saved>
{
    public async Task<Saved> Handle(TakeStepOver request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.TakeOver, call, request.Id, request.Version, cancellationToken);
        (await db.StepOf(group.Own, request.StepId, cancellationToken)).TakeOver(call.Now);
        return await db.SavePart(call, group, cancellationToken);
    }
}
