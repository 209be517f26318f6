using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>What is agreed of a step.</summary>
public abstract record StepBody
{
    /// <summary>Who takes it: the person, the office (then it is the office's obligation), or a third party.</summary>
    [Example("office")]
    public required AgreementSide Side { get; init; }

    /// <summary>The third party's name, up to 200 characters; mandatory for one, and only then.</summary>
    [Example(null)]
    public string? Who { get; init; }

    /// <summary>What is to be done, up to 500 characters.</summary>
    [Example("Kitaplatz am Vormittag anfragen")]
    public required string What { get; init; }

    /// <summary>By when.</summary>
    [Example(Sample.DueDay)]
    public required DateOnly DueOn { get; init; }

    /// <summary>The goal that it serves; left out: all of them.</summary>
    [Example(null)]
    public Guid? GoalId { get; init; }
}

internal sealed class StepBodyValidator : AbstractValidator<StepBody>
{
    public StepBodyValidator(CallContext call)
    {
        RuleFor(step => step.What).NotEmpty().MaximumLength(500);
        RuleFor(step => step.DueOn).Must(day => day >= call.Today)
            .WithErrorCode(AgreementProblems.InPast.Code).WithMessage(_ => AgreementProblems.InPast.Text())
            .IsNoSlip(call);
        RuleFor(step => step.Who).Words().MaximumLength(200).Must((step, name) => (step.Side == AgreementSide.ThirdParty) == !string.IsNullOrWhiteSpace(name))
            .WithErrorCode(AgreementProblems.OwnerName.Code).WithMessage(_ => AgreementProblems.OwnerName.Text());
    }
}

/// <summary>Adds a step.</summary>
[Requires(Permission.WriteCases)]
[Operation("Add a step", """
    Of the person, of the office (its obligation) or of a third party, by a day. Of a draft, or while an amendment is being written. One that serves a
    restricted goal is restricted with it. The answer is the agreement.
    """)]
public sealed record AddStep : StepBody, ICommand<Saved>
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>States a step anew.</summary>
[Requires(Permission.WriteCases)]
[Operation("Change a step", "What is agreed of it, stated anew: of a draft, or while an amendment is being written.")]
public sealed record ChangeStep : StepBody, ICommand<Saved>
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>The step.</summary>
    [JsonIgnore] public Guid StepId { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Takes a step out.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="StepId">The step.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.WriteCases)]
[Operation("Remove a step", "Of a draft, or while an amendment is being written. One that was agreed stays readable as `lapsed`, with the amendment's reason.")]
public sealed record RemoveStep(Guid Id, Guid StepId, uint Version) : ICommand<Saved>;

internal sealed class AddStepHandler(CaseDb db, CallContext call) : IHandler<AddStep, Saved>
{
    public async Task<Saved> Handle(AddStep request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Steps, call, request.Id, request.Version, cancellationToken);
        var (facts, compartment) = await db.FactsOf(group.Own, request, cancellationToken);
        db.Add(new Step(group.Own, facts, compartment, call.Now));
        return await db.SavePart(call, group, cancellationToken);
    }
}

internal sealed class ChangeStepHandler(CaseDb db, CallContext call) : IHandler<ChangeStep, Saved>
{
    public async Task<Saved> Handle(ChangeStep request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Steps, call, request.Id, request.Version, cancellationToken);
        var step = await db.StepOf(group.Own, request.StepId, cancellationToken);
        var (facts, compartment) = await db.FactsOf(group.Own, request, cancellationToken);
        step.Set(facts, compartment, call.Now);
        return await db.SavePart(call, group, cancellationToken);
    }
}

internal sealed class RemoveStepHandler(CaseDb db, CallContext call) : IHandler<RemoveStep, Saved>
{
    public async Task<Saved> Handle(RemoveStep request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Steps, call, request.Id, request.Version, cancellationToken);
        var step = await db.StepOf(group.Own, request.StepId, cancellationToken);
        if (await db.WasAgreed(step.Id, cancellationToken))
        {
            step.Settle(Step.LapseMove, call.Today, group.Own.AmendWhy, call.Caller.StaffId, call.Now);
        }
        else
        {
            db.Remove(step);
        }
        return await db.SavePart(call, group, cancellationToken);
    }
}

internal static class Steps
{
    /// <summary>A step of an agreement that the caller may open.</summary>
    /// <exception cref="RefusedException">404.</exception>
    public static async Task<Step> StepOf(this CaseDb db, Agreement of, Guid id, CancellationToken cancellationToken) =>
        await db.Set<Step>().SingleOrDefaultAsync(step => step.Id == id && step.AgreementId == of.Id, cancellationToken) ?? throw RefusedException.NotFound(id);

    /// <summary>What is agreed of a step, and the compartment of the goal that it serves.</summary>
    public static async Task<(StepFacts Facts, Compartment? Compartment)> FactsOf(
        this CaseDb db, Agreement of, StepBody body, CancellationToken cancellationToken)
    {
        var goal = body.GoalId is not { } id ? null : await db.Set<Goal>().SingleOrDefaultAsync(g => g.Id == id && g.AgreementId == of.Id, cancellationToken)
            ?? throw RefusedException.Invalid("/goalId", AgreementProblems.GoalUnknown);
        return (new StepFacts(body.GoalId, body.Side, body.Who, body.What, body.DueOn), goal?.Compartment);
    }
}
