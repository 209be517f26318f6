using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>The receipt of a message.</summary>
/// <param name="MessageId">The message.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("Get a receipt", "What became of a report, by the message's own id: for whoever did not get the answer.", Audience = Audience.Partner)]
public sealed record GetReferralReceipt(Guid MessageId) : IQuery<ReceiptView>;

internal sealed class GetReferralReceiptHandler(CaseDb db, CallContext call) : IHandler<GetReferralReceipt, ReceiptView>
{
    public async Task<ReceiptView> Handle(GetReferralReceipt request, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        return ReceiptView.Of(await db.Set<ReferralReceipt>().AsNoTracking()
            .SingleOrDefaultAsync(row => row.OrganisationId == mine && row.MessageId == request.MessageId, cancellationToken)
            ?? throw RefusedException.NotFound(request.MessageId));
    }
}
