using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>The inbox of a partner agency.</summary>
/// <param name="Status">Only those that stand so.</param>
/// <param name="ServiceId">Those to a service.</param>
/// <param name="Blocked">Only those that are (or are not) blocked.</param>
/// <param name="Page">Which page.</param>
/// <param name="Open">true: those that run, and those of which a withdrawal of consent is still to be confirmed; false: all others.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("List received referrals", "Sent to your organisation, newest first. Nobody is named: the first retrieval of one takes on its purpose.",
    Audience = Audience.Partner)]
public sealed record ListReceivedReferrals(ReferralStatus? Status, Guid? ServiceId, bool? Blocked, Paging Page, bool? Open = null)
    : IQuery<Page<ReceivedReferralRow>>;

/// <summary>A referral in the inbox.</summary>
/// <param name="Id">The referral.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="ServiceId">To which service.</param>
/// <param name="ServiceName">Its name.</param>
/// <param name="SenderId">Who refers, now; null where a confidential organisation that has not sent it itself is not told to you.</param>
/// <param name="Sender">By name.</param>
/// <param name="Purpose">For what.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="ExpiresOn">The last day for the answer.</param>
/// <param name="IsRetrieved">Whether somebody has retrieved it.</param>
/// <param name="IsBlocked">Its consent was withdrawn or does not cover it: nothing more may be done with the data.</param>
/// <param name="Reference">Your own file number.</param>
/// <param name="UpdatedAt">The last change.</param>
public sealed record ReceivedReferralRow(
    Guid Id,
    ReferralStatus Status,
    Guid ServiceId,
    [Example("Migrationsberatung")] string? ServiceName,
    Guid? SenderId,
    [Example(Sample.Town)] string? Sender,
    [CodeOf(CodeLists.ReferralPurpose)] string Purpose,
    DateTimeOffset SentAt,
    [Example(Sample.DueDay)] DateOnly? ExpiresOn,
    [Example(false)] bool IsRetrieved,
    [Example(false)] bool IsBlocked,
    [Example("2026-0815")] string? Reference,
    DateTimeOffset UpdatedAt);

internal sealed class ListReceivedReferralsHandler(CaseDb db, CallContext call) : IHandler<ListReceivedReferrals, Page<ReceivedReferralRow>>
{
    private static readonly Order<Referral, ReceivedReferralRow> NewestFirst =
        Order.Descending((Referral row) => ValueTuple.Create(row.SentAt!.Value, row.Id), (ReceivedReferralRow row) => (row.SentAt, row.Id));

    public async Task<Page<ReceivedReferralRow>> Handle(ListReceivedReferrals request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var rows = db.Set<Referral>().ReceivedBy(call.Caller).Where(row => (request.Status == null || row.Status == request.Status)
            && (request.ServiceId == null || row.ServiceId == request.ServiceId)
            && (request.Blocked == null || row.BlockedSince != null == request.Blocked)
            && (request.Open == null || (row.EndedAt == null || (row.BlockedSince != null && row.BlockConfirmedAt == null)) == request.Open));
        var shown = await NewestFirst.Next(rows, request.Page, filter).Select(row => new ReceivedReferralRow(row.Id, row.Status, row.ServiceId,
            ReferralFacts.ToldService(row.Id), ReferralFacts.ToldOrganisation(row.Id, row.OrganisationId), db.Set<Organisation>()
                .Where(o => o.Id == ReferralFacts.ToldOrganisation(row.Id, row.OrganisationId)).Select(o => o.Name).FirstOrDefault(), row.Purpose,
            row.SentAt!.Value,
            row.ExpiresOn, db.Set<ReferralRetrieval>().Any(retrieval => retrieval.ReferralId == row.Id), row.BlockedSince != null,
            db.Set<ReferralReference>().Where(x => x.ReferralId == row.Id).Select(x => x.Reference).FirstOrDefault(), row.UpdatedAt))
            .ToListAsync(cancellationToken);
        return NewestFirst.Cut(shown, request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }
}
