using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using FluentValidation;

namespace CaseManagement.Api.Handovers;

/// <summary>Asks the sender about at least one item, queried here or before.</summary>
[Requires(Permission.ReceiveHandovers)]
[Operation("Request clarification", """
    submitted → clarification_requested. At least one item is queried, in this call or before (409 `handover-nothing-queried`).
    """)]
public sealed record RequestClarification : ICommand<Saved>
{
    /// <summary>Verdicts to add to those given before.</summary>
    public IReadOnlyList<ReviewedItem> Items { get; init; } = [];

    /// <summary>In general, up to 4,000 characters.</summary>
    [Example(Sample.Note)]
    public string? Note { get; init; }

    /// <summary>The handover.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RequestClarificationValidator : AbstractValidator<RequestClarification>
{
    public RequestClarificationValidator()
    {
        RuleFor(command => command.Items).NotNull().AtMost(1000);
        RuleForEach(command => command.Items).SetValidator(new ReviewedItemValidator());
        RuleFor(command => command.Note).MaximumLength(4000);
    }
}

internal sealed class RequestClarificationHandler(CaseDb db, CallContext call) : IHandler<RequestClarification, Saved>
{
    public async Task<Saved> Handle(RequestClarification request, CancellationToken cancellationToken)
    {
        var handover = await HandoverAccess.Lock(db, call.Caller, request.Id, Side.Receiver, Handover.ClarifyMove, request.Version, cancellationToken);
        var items = await ReviewItemsHandler.Review(db, handover, request.Items, call, cancellationToken);
        if (!items.Any(item => item.Verdict == ItemVerdict.Queried))
        {
            throw new RefusedException(HandoverProblems.NothingQueried);
        }
        handover.RequestClarification(Actor.Of(call.Caller), request.Note, call.Now);
        await db.CloseReminders(handover.Id, call, cancellationToken, HandoverReminders.Acceptance, HandoverReminders.Escalation);
        return await db.Save(handover, cancellationToken);
    }
}
