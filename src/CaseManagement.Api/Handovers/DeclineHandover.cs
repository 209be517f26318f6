using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Reminders;
using FluentValidation;

namespace CaseManagement.Api.Handovers;

/// <summary>Refuses the household for a coded reason; the sender stays responsible and nothing moves.</summary>
[Requires(Permission.ReceiveHandovers)]
[Operation("Decline a handover", "submitted → declined, for a coded reason. The sender stays responsible.")]
public sealed record DeclineHandover : ICommand<Saved>, IGivesReason
{
    /// <summary>Why.</summary>
    [CodeOf(CodeLists.HandoverDeclineReason)]
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

internal sealed class DeclineHandoverValidator : AbstractValidator<DeclineHandover>
{
    public DeclineHandoverValidator() => RuleFor(command => command.Note).MaximumLength(4000);
}

internal sealed class DeclineHandoverHandler(CaseDb db, CallContext call) : IHandler<DeclineHandover, Saved>
{
    public async Task<Saved> Handle(DeclineHandover request, CancellationToken cancellationToken)
    {
        var handover = await HandoverAccess.Lock(db, call.Caller, request.Id, Side.Receiver, Handover.DeclineMove, request.Version, cancellationToken);
        handover.Decline(request.ReasonCode, request.Note, Actor.Of(call.Caller), call.Now);
        await db.CloseReminders(handover.Id, call, cancellationToken, HandoverReminders.Acceptance, HandoverReminders.Escalation);
        return await db.Save(handover, cancellationToken);
    }
}
