using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>Writes a draft anew.</summary>
[Requires(Permission.SendReferrals)]
[Operation("Change a referral", "A draft only; what was sent is corrected (`/correct`) or withdrawn. What is left out is emptied.")]
public sealed record ChangeReferral : ReferralBody, ICommand<Saved>
{
    /// <summary>The referral.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeReferralHandler(CaseDb db, CallContext call) : IHandler<ChangeReferral, Saved>
{
    public async Task<Saved> Handle(ChangeReferral request, CancellationToken cancellationToken)
    {
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Sender, null, request.Version, cancellationToken);
        if (referral.Status != ReferralStatus.Draft)
        {
            throw referral.Refusal(ReferralSide.Sender);
        }
        await db.Entry(referral).Reference(r => r.Draft).LoadAsync(cancellationToken);
        var (recipient, content) = await db.Content(request, referral.ClientId, referral.Id, call, cancellationToken);
        referral.Address(request.ServiceId, recipient);
        referral.Write(content, call.Now);
        return await db.Save(referral, cancellationToken);
    }
}
