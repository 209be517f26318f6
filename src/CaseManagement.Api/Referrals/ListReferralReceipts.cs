using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>Receipts of the own messages.</summary>
/// <param name="Outcome">Only those with this outcome.</param>
/// <param name="ReferralId">Only those of a referral.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("List receipts", "What became of your organisation's reports, newest first.", Audience = Audience.Partner)]
public sealed record ListReferralReceipts(ReceiptOutcome? Outcome, Guid? ReferralId, Paging Page) : IQuery<Page<ReceiptRow>>;

/// <summary>A receipt in the list.</summary>
/// <param name="Id">The receipt.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Reference">The file number that it named.</param>
/// <param name="ReferralId">Which referral that is.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Code">Why it was ignored or refused.</param>
/// <param name="At">When.</param>
public sealed record ReceiptRow(
    Guid Id,
    Guid MessageId,
    [Example("2026-0815")] string Reference,
    Guid? ReferralId,
    ReceiptOutcome Outcome,
    [Example(null)] string? Code,
    DateTimeOffset At);

internal sealed class ListReferralReceiptsHandler(CaseDb db) : IHandler<ListReferralReceipts, Page<ReceiptRow>>
{
    private static readonly Order<ReferralReceipt, ReceiptRow> NewestFirst =
        Order.Descending((ReferralReceipt row) => ValueTuple.Create(row.At, row.Id), (ReceiptRow row) => (row.At, row.Id));

    public async Task<Page<ReceiptRow>> Handle(ListReferralReceipts request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var rows = db.Set<ReferralReceipt>().Where(row => (request.Outcome == null || row.Outcome == request.Outcome)
            && (request.ReferralId == null || row.ReferralId == request.ReferralId));
        var shown = await NewestFirst.Next(rows, request.Page, filter)
            .Select(row => new ReceiptRow(row.Id, row.MessageId, row.Reference, row.ReferralId, row.Outcome, row.Code, row.At)).ToListAsync(cancellationToken);
        return NewestFirst.Cut(shown, request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }
}
