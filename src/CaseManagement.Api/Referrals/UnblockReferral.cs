using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>Goes on with a referral by a new consent.</summary>
/// <param name="ConsentId">In force, for this recipient and purpose.</param>
[Requires(Permission.SendReferrals)]
[Operation("Unblock a referral", """
    By a new consent that names the recipient (and your organisation, where it was given to another). Checked at this moment. Of a blocked one, and of one that
    rests on a consent which is over or comes to its end. 409 `referral-not-blocked` where it rests on that consent already.
    """)]
public sealed record UnblockReferral(Guid ConsentId) : ICommand<Saved>
{
    /// <summary>The referral.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class UnblockReferralHandler(CaseDb db, CallContext call) : IHandler<UnblockReferral, Saved>
{
    public async Task<Saved> Handle(UnblockReferral request, CancellationToken cancellationToken)
    {
        // Before the referral, as who withdraws it takes them.
        await db.Database.ExecuteSqlAsync($"select from app.consent c where c.id = {request.ConsentId} for share", cancellationToken);
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Sender, Referral.UnblockMove, request.Version, cancellationToken);
        await db.CheckConsent(request.ConsentId, referral.ClientId, cancellationToken);
        referral.Unblock(request.ConsentId, call.Caller, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        var facts = await ReferralFacts.Read(db, referral.Id, cancellationToken);
        if (facts.ConsentFaults().ToList() is { Count: > 0 } faults)
        {
            throw new RefusedException(ReferralProblems.NotSendable) { Errors = faults };
        }
        return new Saved(referral.Id, referral.Version);
    }
}
