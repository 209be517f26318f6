using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Referrals;

/// <summary>A move of the recipient.</summary>
public abstract record ReceivedMove : ICommand<Saved>
{
    /// <summary>The referral.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    internal abstract string Action { get; }
    internal virtual MoveReason Why => new();
}

internal abstract class ReceivedMoveHandler<TMove>(CaseDb db, CallContext call) : IHandler<TMove, Saved> where TMove : ReceivedMove
{
    public async Task<Saved> Handle(TMove request, CancellationToken cancellationToken)
    {
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Recipient, request.Action, request.Version, cancellationToken);
        referral.Make(request.Action, ReferralSide.Recipient, call.Caller, request.Why, call.Now);
        return await db.Save(referral, cancellationToken);
    }
}
