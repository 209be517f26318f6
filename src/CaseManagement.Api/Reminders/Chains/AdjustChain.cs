using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders.Chains;

/// <summary>What is changed of a chain.</summary>
public abstract record AdjustChain : ICommand<Saved>
{
    /// <summary>The chain.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match, of the chain.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Adds a step.</summary>
[Requires(Permission.UseReminders)]
[Operation("Add a step to a chain", """
    To a running chain of a case on which you work: due on a day, whatever becomes of the other steps. Its reminder is made with it. 40 steps at most.
    """)]
public sealed record AddChainStep : AdjustChain
{
    /// <summary>What it is about.</summary>
    [Example("own")]
    public required ChainStepKind Kind { get; init; }

    /// <summary>What to do, up to 200 characters: of `own` alone, and mandatory there. It is in no mail and no calendar.</summary>
    [Example("Look for a swimming course")]
    public string? Title { get; init; }

    /// <summary>Whom it is for.</summary>
    [Example("lead")]
    public ChainAddressee Addressee { get; init; }

    /// <summary>Due at the end of this day; today or later.</summary>
    [Example(Sample.DueDay)]
    public required DateOnly DueOn { get; init; }
}

/// <summary>Skips a step.</summary>
[Requires(Permission.UseReminders)]
[Operation("Skip a step of a chain", """
    open or waiting → skipped, with a reason. Its reminder ends with it. What follows counts from today, or from the day when its turn would have come.
    """)]
public sealed record SkipChainStep : AdjustChain, INeedsReason
{
    /// <summary>Why, up to 1,000 characters.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }

    /// <summary>The step.</summary>
    [JsonIgnore] public Guid StepId { get; init; }
}

/// <summary>Moves a step to another day.</summary>
[Requires(Permission.UseReminders)]
[Operation("Move a step of a chain", """
    Of an open step: due on another day, today or later, also earlier than before. Its reminder ends (`no_longer_applies`) and another one is made for the day;
    that it had been put off holds no more. A step that waits has no day yet.
    """)]
public sealed record MoveChainStep : AdjustChain
{
    /// <summary>Due at the end of this day.</summary>
    [Example(Sample.DueDay)]
    public required DateOnly DueOn { get; init; }

    /// <summary>The step.</summary>
    [JsonIgnore] public Guid StepId { get; init; }
}

/// <summary>Marks a step as done.</summary>
[Requires(Permission.UseReminders)]
[Operation("Mark a step of a chain as done", """
    open → done, as at its reminder, which is done with it: what follows counts from today. Also of a step of which nobody is reminded, because the policy of
    its kind is switched off or does so later.
    """)]
public sealed record CompleteChainStep : AdjustChain
{
    /// <summary>The step.</summary>
    [JsonIgnore] public Guid StepId { get; init; }
}

/// <summary>Ends a chain.</summary>
[Requires(Permission.UseReminders)]
[Operation("End a chain", "running → ended, with a reason: what of it is open or waits is not to be done. Its reminders end with it.")]
public sealed record EndChain : AdjustChain, INeedsReason
{
    /// <summary>Why, up to 1,000 characters.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
}

internal sealed class AddChainStepValidator : AbstractValidator<AddChainStep>
{
    public AddChainStepValidator(CallContext call)
    {
        RuleFor(step => step.Title).Words().MaximumLength(200);
        RuleFor(step => step.Title).Must((step, title) => step.Kind == ChainStepKind.Own == !string.IsNullOrWhiteSpace(title)).WithProblem(ChainProblems.Title);
        RuleFor(step => step.DueOn).IsDayToCome(call);
    }
}

internal sealed class MoveChainStepValidator : AbstractValidator<MoveChainStep>
{
    public MoveChainStepValidator(CallContext call) => RuleFor(move => move.DueOn).IsDayToCome(call);
}

internal sealed class AdjustChainHandler(CaseDb db, CallContext call) :
    IHandler<AddChainStep, Saved>, IHandler<SkipChainStep, Saved>, IHandler<CompleteChainStep, Saved>, IHandler<MoveChainStep, Saved>, IHandler<EndChain, Saved>
{
    public Task<Saved> Handle(AddChainStep request, CancellationToken cancellationToken) => Adjust(request, null, (chain, _) =>
        db.Add(chain.Add(request.Kind, request.Title, request.Addressee, request.DueOn, call.Now)), cancellationToken);

    public Task<Saved> Handle(SkipChainStep request, CancellationToken cancellationToken) => Adjust(request, request.Reason, (chain, calendar) =>
        chain.Skip(request.StepId, request.Reason, call.Today, calendar, call.Caller.StaffId, call.Now), cancellationToken);

    public Task<Saved> Handle(CompleteChainStep request, CancellationToken cancellationToken) => Adjust(request, null, (chain, calendar) =>
        chain.Complete(request.StepId, call.Today, calendar, call.Caller.StaffId, call.Now), cancellationToken);

    public Task<Saved> Handle(MoveChainStep request, CancellationToken cancellationToken) => Adjust(request, null, (chain, _) =>
        chain.Move(request.StepId, request.DueOn, call.Now), cancellationToken, request.StepId);

    public Task<Saved> Handle(EndChain request, CancellationToken cancellationToken) => Adjust(request, request.Reason, (chain, _) =>
        chain.End(ChainEndCause.Stopped, request.Reason, call.Caller.StaffId, call.Now), cancellationToken);

    private async Task<Saved> Adjust(
        AdjustChain request, string? reason, Action<Chain, CalendarInForce> change, CancellationToken cancellationToken, Guid? moved = null)
    {
        var chain = await db.Set<Chain>().Include(row => row.Steps).ToChange(db, call, request.Id, request.Version, cancellationToken);
        change(chain, await db.CalendarOn(call.Today, cancellationToken));
        await db.SettleReminders(call, chain, reason, cancellationToken, moved);
        return new Saved(chain.Id, chain.Version);
    }
}
