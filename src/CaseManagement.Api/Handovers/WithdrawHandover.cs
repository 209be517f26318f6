using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Handovers;

/// <summary>Takes the household back for a coded reason before it was accepted; the sender stays responsible.</summary>
[Requires(Permission.SendHandovers)]
[Operation("Withdraw a handover", "submitted or clarification_requested → withdrawn, for a coded reason. The sender stays responsible.")]
public sealed record WithdrawHandover : ICommand<Saved>, IGivesReason
{
    /// <summary>Why.</summary>
    [CodeOf(CodeLists.HandoverWithdrawalReason)]
    public required string ReasonCode { get; init; }

    /// <summary>In words, up to 4,000 characters.</summary>
    [Example(Sample.Note)]
    public string? Note { get; init; }

    /// <summary>The handover.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    string? IGivesReason.Reason => ReasonCode;
}

internal sealed class WithdrawHandoverValidator : AbstractValidator<WithdrawHandover>
{
    public WithdrawHandoverValidator() => RuleFor(command => command.Note).MaximumLength(4000);
}

internal sealed class WithdrawHandoverHandler(CaseDb db, CallContext call) : IHandler<WithdrawHandover, Saved>
{
    public async Task<Saved> Handle(WithdrawHandover request, CancellationToken cancellationToken)
    {
        var handover = await HandoverAccess.Lock(db, call.Caller, request.Id, Side.Sender, Handover.WithdrawMove, request.Version, cancellationToken);
        handover.Withdraw(request.ReasonCode, request.Note, Actor.Of(call.Caller), call.Now);
        return await db.Save(handover, cancellationToken);
    }
}
