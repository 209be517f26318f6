using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Reminders;
using FluentValidation;

namespace CaseManagement.Api.Handovers;

/// <summary>Refuses the household for a coded reason; the sender stays responsible and nothing moves.</summary>
[Requires(Permission.ReceiveHandovers)]
public sealed record DeclineHandover : ICommand<Saved>, IGivesReason
{
    /// <summary>Code of the list handover-decline-reason.</summary>
    [Example("not-responsible")]
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

internal sealed class DeclineHandoverValidator : AbstractValidator<DeclineHandover>
{
    public DeclineHandoverValidator()
    {
        RuleFor(command => command.ReasonCode).NotEmpty().MaximumLength(64);
        RuleFor(command => command.Note).MaximumLength(4000);
    }
}

internal sealed class DeclineHandoverHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<DeclineHandover, Saved>
{
    public async Task<Saved> Handle(DeclineHandover request, CancellationToken cancellationToken)
    {
        var handover = await HandoverAccess.Lock(db, call.Caller, request.Id, Side.Receiver, Handover.DeclineMove, request.Version, cancellationToken);
        await codes.Check(cancellationToken, new CodeUse("/reasonCode", CodeLists.HandoverDeclineReason, request.ReasonCode));
        handover.Decline(request.ReasonCode, request.Note, Actor.Of(call.Caller), call.Now);
        await HandoverReminders.Close(db, handover.Id, call.Caller.StaffId, call.Now, cancellationToken, ReminderKind.HandoverAcceptance, ReminderKind.HandoverEscalation);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(handover.Id, handover.Version);
    }
}
