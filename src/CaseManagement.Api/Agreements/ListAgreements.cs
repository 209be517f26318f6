using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>In which order agreements are listed.</summary>
public enum AgreementSort
{
    /// <summary>What was started last first.</summary>
    [JsonStringEnumMemberName("-startedAt")] NewestFirst,
    /// <summary>The soonest review first; only those in force.</summary>
    [JsonStringEnumMemberName("reviewOn")] SoonestReviewFirst,
}

/// <summary>Agreements of the cases that the caller sees.</summary>
/// <param name="CaseId">Those of a case.</param>
/// <param name="ClientId">Those of a person.</param>
/// <param name="TeamId">Those of a team's cases.</param>
/// <param name="Status">Only those that stand so.</param>
/// <param name="ReviewUntil">Next review before this day.</param>
/// <param name="Page">Which page.</param>
/// <param name="Sort">In which order.</param>
[Requires(Permission.ReadCases)]
[Operation("List agreements", """
    Of the cases that you see; `sort=reviewOn` are those in force by their next review. Agreements of those who were handed over stand in the list of one
    case or one person only.
    """)]
public sealed record ListAgreements(
    Guid? CaseId, Guid? ClientId, Guid? TeamId, AgreementStatus? Status, DateOnly? ReviewUntil, Paging Page,
    AgreementSort Sort = AgreementSort.NewestFirst) : IQuery<Page<AgreementRow>>;

/// <summary>An agreement in a list.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="CaseId">The case.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="IsJoint">It is, or was, one with other adults.</param>
/// <param name="ReviewOn">The next review.</param>
/// <param name="IsReviewOverdue">Derived: in force, and that day is over.</param>
/// <param name="InForceNumber">The version in force.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record AgreementRow(
    Guid Id,
    Guid CaseId,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    AgreementStatus Status,
    bool IsJoint,
    [Example(Sample.DueDay)] DateOnly? ReviewOn,
    bool IsReviewOverdue,
    [Example(1)] int? InForceNumber,
    DateTimeOffset StartedAt,
    [Example(null)] DateTimeOffset? EndedAt) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListAgreementsHandler(CaseDb db, CallContext call) : IHandler<ListAgreements, Page<AgreementRow>>
{
    private static readonly Order<Agreement, AgreementRow> NewestFirst =
        Order.Descending((Agreement row) => ValueTuple.Create(row.StartedAt, row.Id), (AgreementRow row) => (row.StartedAt, row.Id));
    private static readonly Order<Agreement, AgreementRow> SoonestFirst =
        Order.Ascending((Agreement row) => ValueTuple.Create(row.ReviewOn!.Value, row.Id), (AgreementRow row) => (row.ReviewOn!.Value, row.Id));

    public async Task<Page<AgreementRow>> Handle(ListAgreements request, CancellationToken cancellationToken)
    {
        var (today, filter) = (call.Today, request with { Page = Paging.First });
        var (own, rows) = (call.Caller.OrganisationId, db.Set<Agreement>().VisibleTo(db, call.Caller));
        if (request is { CaseId: null, ClientId: null })
        {
            // Asked together with what was handed over, PostgreSQL would read all of them for a page.
            rows = rows.Where(row => row.OrganisationId == own);
        }
        rows = rows
            .If(request.CaseId, ofCase => row => row.CaseId == ofCase)
            .If(request.ClientId, client => row => row.ClientId == client)
            .If(request.TeamId, team => row => db.Set<Case>().Any(c => c.Id == row.CaseId && c.TeamId == team))
            .If(request.Status, status => row => row.Status == status)
            .If(request.ReviewUntil, until => row => row.ReviewOn < until);
        var order = NewestFirst;
        if (request.Sort == AgreementSort.SoonestReviewFirst)
        {
            (order, rows) = (SoonestFirst, rows.Where(row => row.ReviewOn != null
                && (row.Status == AgreementStatus.Active || row.Status == AgreementStatus.UnderReview)));
        }
        var shown = await order.Next(rows, request.Page, filter)
            .Select(row => new AgreementRow(row.Id, row.CaseId, row.ClientId,
                db.Set<Client>().Where(person => person.Id == row.ClientId).Select(person => person.FamilyName + ", " + person.GivenName).FirstOrDefault(),
                row.Status, row.JointId != null, row.ReviewOn,
                (row.Status == AgreementStatus.Active || row.Status == AgreementStatus.UnderReview) && row.ReviewOn < today,
                row.InForceNumber, row.StartedAt, row.EndedAt))
            .ToListAsync(cancellationToken);
        return request.Sort == AgreementSort.SoonestReviewFirst ? await order.CutMoving(shown, rows, request.Page, filter, cancellationToken)
            : order.Cut(shown, request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }
}
