using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>Takes note of a correction.</summary>
[Requires(Permission.ReceiveReferrals)]
[Operation("Confirm a correction", "The sender sees that the correct value has arrived. A second time changes nothing.", Audience = Audience.Partner)]
public sealed record ConfirmCorrection : ICommand<Saved>
{
    /// <summary>The referral.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>The correction.</summary>
    [JsonIgnore] public Guid MessageId { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ConfirmCorrectionHandler(CaseDb db, CallContext call) : IHandler<ConfirmCorrection, Saved>
{
    public async Task<Saved> Handle(ConfirmCorrection request, CancellationToken cancellationToken)
    {
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Recipient, null, request.Version, cancellationToken);
        var correction = await db.Set<ReferralMessage>().SingleOrDefaultAsync(message => message.Id == request.MessageId
            && message.ReferralId == referral.Id && message.Kind == MessageKind.Correction, cancellationToken)
            ?? throw RefusedException.NotFound(request.MessageId);
        correction.Confirm(call.Caller.StaffId, call.Now);
        referral.Touch(call.Now);
        return await db.Save(referral, cancellationToken);
    }
}
