using System.Text.Json.Serialization;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.TakingPart;

/// <summary>A move of a participation: which, when that was so, and why.</summary>
public abstract record MoveParticipation : ICommand<Saved>
{
    /// <summary>The participation.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    internal abstract (string Name, DateOnly? On, (string Code, string? Words)? Reason) Move { get; }
}

/// <summary>The person has the place.</summary>
/// <param name="On">Since when; today or earlier. Left out: today.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that there is a place", "waiting → place. It counts from that day on, until it ends.")]
public sealed record GetPlace([Example(Sample.Day)] DateOnly? On = null) : MoveParticipation
{
    internal override (string, DateOnly?, (string, string?)?) Move => (Participation.PlaceMove, On, null);
}

/// <summary>The person goes there.</summary>
/// <param name="On">Since when; today or earlier. Left out: today.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that it has begun", "place → begun.")]
public sealed record BeginParticipation([Example(Sample.Day)] DateOnly? On = null) : MoveParticipation
{
    internal override (string, DateOnly?, (string, string?)?) Move => (Participation.BeginMove, On, null);
}

/// <summary>It has reached its end.</summary>
/// <param name="On">First day no longer; tomorrow at the latest. Left out: today.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that it was completed", "begun → completed. `on` is the first day no longer: the day after the last one.")]
public sealed record CompleteParticipation([Example(Sample.LaterDay)] DateOnly? On = null) : MoveParticipation
{
    internal override (string, DateOnly?, (string, string?)?) Move => (Participation.CompleteMove, On, null);
}

/// <summary>It ended before its end.</summary>
/// <param name="ReasonCode">Why.</param>
/// <param name="Note">In words, up to 1,000 characters.</param>
/// <param name="On">First day no longer; tomorrow at the latest. Left out: today.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that it was broken off", "begun → broken_off, with the reason. `on` is the first day no longer: the day after the last one.")]
public sealed record BreakOffParticipation(
    [CodeOf(CodeLists.ParticipationBreakOffReason)] string ReasonCode,
    [Example(null)] string? Note = null,
    [Example(Sample.LaterDay)] DateOnly? On = null) : MoveParticipation, IGivesReason
{
    internal override (string, DateOnly?, (string, string?)?) Move => (Participation.BreakOffMove, On, (ReasonCode, Note));

    [JsonIgnore] string IGivesReason.Reason => ReasonCode;
}

/// <summary>The person does not wait for it any more, or does not take the place up.</summary>
/// <param name="ReasonCode">Why.</param>
/// <param name="Note">In words, up to 1,000 characters.</param>
/// <param name="On">When; today or earlier. Left out: today.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that it was withdrawn", "waiting, place → withdrawn, with the reason: it was given up before it had begun.")]
public sealed record WithdrawParticipation(
    [CodeOf(CodeLists.ParticipationWithdrawalReason)] string ReasonCode,
    [Example(null)] string? Note = null,
    [Example(Sample.Day)] DateOnly? On = null) : MoveParticipation, IGivesReason
{
    internal override (string, DateOnly?, (string, string?)?) Move => (Participation.WithdrawMove, On, (ReasonCode, Note));

    [JsonIgnore] string IGivesReason.Reason => ReasonCode;
}

internal sealed class GetPlaceValidator : AbstractValidator<GetPlace>
{
    public GetPlaceValidator(CallContext call) =>
        RuleFor(move => move.On).Must(day => day is null || day <= call.Today).WithProblem(ParticipationProblems.InFuture);
}

internal sealed class BeginParticipationValidator : AbstractValidator<BeginParticipation>
{
    public BeginParticipationValidator(CallContext call) =>
        RuleFor(move => move.On).Must(day => day is null || day <= call.Today).WithProblem(ParticipationProblems.InFuture);
}

internal sealed class CompleteParticipationValidator : AbstractValidator<CompleteParticipation>
{
    public CompleteParticipationValidator(CallContext call) =>
        RuleFor(move => move.On).Must(day => day is null || day <= call.Today.AddDays(1)).WithProblem(ParticipationProblems.InFuture);
}

internal sealed class BreakOffParticipationValidator : AbstractValidator<BreakOffParticipation>
{
    public BreakOffParticipationValidator(CallContext call)
    {
        RuleFor(move => move.On).Must(day => day is null || day <= call.Today.AddDays(1)).WithProblem(ParticipationProblems.InFuture);
        RuleFor(move => move.Note).NotEmpty().MaximumLength(1000).When(move => move.Note is not null);
    }
}

internal sealed class WithdrawParticipationValidator : AbstractValidator<WithdrawParticipation>
{
    public WithdrawParticipationValidator(CallContext call)
    {
        RuleFor(move => move.On).Must(day => day is null || day <= call.Today).WithProblem(ParticipationProblems.InFuture);
        RuleFor(move => move.Note).NotEmpty().MaximumLength(1000).When(move => move.Note is not null);
    }
}

internal sealed class MoveParticipationHandler(CaseDb db, CallContext call) : IHandler<GetPlace, Saved>, IHandler<BeginParticipation, Saved>,
    IHandler<CompleteParticipation, Saved>, IHandler<BreakOffParticipation, Saved>, IHandler<WithdrawParticipation, Saved>
{
    public Task<Saved> Handle(GetPlace request, CancellationToken cancellationToken) => Move(request, cancellationToken);
    public Task<Saved> Handle(BeginParticipation request, CancellationToken cancellationToken) => Move(request, cancellationToken);
    public Task<Saved> Handle(CompleteParticipation request, CancellationToken cancellationToken) => Move(request, cancellationToken);
    public Task<Saved> Handle(BreakOffParticipation request, CancellationToken cancellationToken) => Move(request, cancellationToken);
    public Task<Saved> Handle(WithdrawParticipation request, CancellationToken cancellationToken) => Move(request, cancellationToken);

    private async Task<Saved> Move(MoveParticipation request, CancellationToken cancellationToken)
    {
        var participation = await db.Set<Participation>().Include(row => row.History)
            .ToChange(db, call, request.Id, request.Version, cancellationToken);
        var (name, on, reason) = request.Move;
        participation.Move(name, on ?? call.Today, reason, call.Caller.StaffId, call.Now);
        if (request is GetPlace or BeginParticipation)
        {
            participation.Within(await db.LifeOf(participation.ClientId, cancellationToken), call.Caller.StaffId, call.Now);
        }
        return await db.Save(participation, cancellationToken);
    }
}
