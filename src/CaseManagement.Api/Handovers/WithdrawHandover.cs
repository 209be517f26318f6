using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Handovers;

/// <summary>Takes the household back for a coded reason before it was accepted; the sender stays responsible.</summary>
[Requires(Permission.SendHandovers)]
public sealed record WithdrawHandover : ICommand<Saved>, IGivesReason
{
    /// <summary>Code of the list handover-withdrawal-reason.</summary>
    [Example("allocation-changed")]
    public required string ReasonCode { get; init; }

    /// <summary>In words, up to 4,000 characters.</summary>
    [Example(Sample.Note)]
    public string? Note { get; init; }

    /// <summary>Out of the route.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>Out of If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    string? IGivesReason.Reason => ReasonCode;
}

internal sealed class WithdrawHandoverValidator : AbstractValidator<WithdrawHandover>
{
    public WithdrawHandoverValidator()
    {
        RuleFor(command => command.ReasonCode).NotEmpty().MaximumLength(64);
        RuleFor(command => command.Note).MaximumLength(4000);
    }
}

internal sealed class WithdrawHandoverHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<WithdrawHandover, Saved>
{
    public async Task<Saved> Handle(WithdrawHandover request, CancellationToken cancellationToken)
    {
        var handover = await HandoverAccess.Lock(db, call.Caller, request.Id, Side.Sender, Handover.WithdrawMove, request.Version, cancellationToken);
        await codes.Check(cancellationToken, new CodeUse("/reasonCode", CodeLists.HandoverWithdrawalReason, request.ReasonCode));
        handover.Withdraw(request.ReasonCode, request.Note, Actor.Of(call.Caller), call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(handover.Id, handover.Version);
    }
}
