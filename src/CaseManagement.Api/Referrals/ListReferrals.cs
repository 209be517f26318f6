using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>Referrals out of the cases that the caller sees.</summary>
/// <param name="CaseId">Those of a case.</param>
/// <param name="ClientId">Those of a person.</param>
/// <param name="ServiceId">Those to a service.</param>
/// <param name="Status">Only those that stand so.</param>
/// <param name="Blocked">Only those that are (or are not) blocked.</param>
/// <param name="Unacknowledged">true: those that have ended and wait to be acknowledged.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.SendReferrals)]
[Operation("List referrals", "Of the cases that you see, newest first.")]
public sealed record ListReferrals(
    Guid? CaseId, Guid? ClientId, Guid? ServiceId, ReferralStatus? Status, bool? Blocked, bool? Unacknowledged, Paging Page) : IQuery<Page<ReferralRow>>;

/// <summary>A referral in a list.</summary>
/// <param name="Id">The referral.</param>
/// <param name="CaseId">Out of which case.</param>
/// <param name="ClientId">Who is referred.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="ServiceId">To which service.</param>
/// <param name="ServiceName">Its name.</param>
/// <param name="Provider">Who was asked, whoever offers it since; of a draft, who offers it.</param>
/// <param name="Purpose">For what.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="IsBlocked">Its consent does not cover it any more.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="ExpiresOn">The last day for the answer.</param>
/// <param name="EndedAt">When it came to its end.</param>
/// <param name="ClosedAt">When the loop was closed.</param>
public sealed record ReferralRow(
    Guid Id,
    Guid CaseId,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    Guid ServiceId,
    [Example("Migrationsberatung")] string? ServiceName,
    [Example("Caritas Fils-Neckar-Alb")] string? Provider,
    [CodeOf(CodeLists.ReferralPurpose)] string Purpose,
    ReferralStatus Status,
    [Example(false)] bool IsBlocked,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SentAt,
    [Example(Sample.DueDay)] DateOnly? ExpiresOn,
    [Example(null)] DateTimeOffset? EndedAt,
    [Example(null)] DateTimeOffset? ClosedAt) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListReferralsHandler(CaseDb db, CallContext call) : IHandler<ListReferrals, Page<ReferralRow>>
{
    private static readonly Order<Referral, ReferralRow> NewestFirst =
        Order.Descending((Referral row) => ValueTuple.Create(row.CreatedAt, row.Id), (ReferralRow row) => (row.CreatedAt, row.Id));

    public async Task<Page<ReferralRow>> Handle(ListReferrals request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var rows = db.Set<Referral>().VisibleTo(db, call.Caller).Where(row => (request.CaseId == null || row.CaseId == request.CaseId)
            && (request.ClientId == null || row.ClientId == request.ClientId) && (request.ServiceId == null || row.ServiceId == request.ServiceId)
            && (request.Status == null || row.Status == request.Status) && (request.Blocked == null || row.BlockedSince != null == request.Blocked)
            && (request.Unacknowledged == null || (row.EndedAt != null && row.ClosedAt == null) == request.Unacknowledged));
        var shown = await NewestFirst.Next(rows, request.Page, filter).Select(row => new ReferralRow(row.Id, row.CaseId, row.ClientId,
            db.Set<Client>().Where(person => person.Id == row.ClientId).Select(person => person.FamilyName + ", " + person.GivenName).FirstOrDefault(),
            row.ServiceId, db.Set<Service>().Where(service => service.Id == row.ServiceId).Select(service => service.Name).FirstOrDefault(),
            ReferralFacts.AskedProvider(row.Id),
            row.Purpose, row.Status, row.BlockedSince != null, row.CreatedAt, row.SentAt, row.ExpiresOn, row.EndedAt, row.ClosedAt))
            .ToListAsync(cancellationToken);
        return NewestFirst.Cut(shown, request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }
}
