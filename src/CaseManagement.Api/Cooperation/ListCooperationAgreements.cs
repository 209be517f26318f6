using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cooperation;

/// <summary>Agreements of the own organisation, whichever side has recorded them.</summary>
/// <param name="PartnerId">Only with this organisation.</param>
/// <param name="Kind">Only of this kind.</param>
/// <param name="Status">Only where they stand so, the past ones included.</param>
/// <param name="Include">ended: also those that were declined, withdrawn or are over.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCooperation)]
[Operation("List cooperation agreements", """
    Newest first; proposed ones, and those that are in force or will be. One with a confidential partner, here or outside, stands in it
    for those only who may refer there.
    """)]
public sealed record ListCooperationAgreements(Guid? PartnerId, CooperationKind? Kind, CooperationStatus? Status, Include? Include, Paging Page)
    : IQuery<Page<CooperationRow>>;

/// <summary>An agreement.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="OrganisationId">Who has recorded it.</param>
/// <param name="Organisation">By name.</param>
/// <param name="PartnerId">The other side, where it is an organisation here.</param>
/// <param name="Partner">By name.</param>
/// <param name="Kind">By which law.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="DataBasis">Which data, on which basis.</param>
/// <param name="DocumentDate">Of the signed document.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="IsInForce">Derived: agreed, and today within its period.</param>
/// <param name="CreatedAt">When it was recorded.</param>
public sealed record CooperationRow(
    Guid Id,
    Guid OrganisationId,
    [Example(Sample.Town)] string Organisation,
    Guid? PartnerId,
    [Example("Caritas Fils-Neckar-Alb")] string Partner,
    CooperationKind Kind,
    [Example("Vermittlung in die Migrationsberatung")] string Subject,
    [Example("Stammdaten und Beratungsanlass; § 67d Abs. 1 i. V. m. § 69 Abs. 1 Nr. 1 SGB X")] string DataBasis,
    DateOnly DocumentDate,
    [Example(Sample.Day)] DateOnly From,
    [Example(null)] DateOnly? Until,
    CooperationStatus Status,
    [Example(true)] bool IsInForce,
    DateTimeOffset CreatedAt)
{
    internal static IQueryable<CooperationRow> Of(CaseDb db, IQueryable<CooperationAgreement> rows, DateOnly today) =>
        from row in rows
        join recorder in db.Set<Organisation>() on row.OrganisationId equals recorder.Id
        from partner in db.Set<Organisation>().Where(other => other.Id == row.PartnerId).DefaultIfEmpty()
        select new CooperationRow(row.Id, row.OrganisationId, recorder.Name, row.PartnerId, row.PartnerName ?? partner.Name, row.Kind, row.Subject,
            row.DataBasis, row.DocumentDate, row.FromDate, row.UntilDate, row.Status,
            (row.Status == CooperationStatus.Agreed || row.Status == CooperationStatus.Ended)
                && row.FromDate <= today && (row.UntilDate == null || row.UntilDate > today), row.CreatedAt);
}

internal sealed class ListCooperationAgreementsHandler(CaseDb db, CallContext call) : IHandler<ListCooperationAgreements, Page<CooperationRow>>
{
    private static readonly Order<CooperationAgreement, CooperationRow> NewestFirst =
        Order.Descending((CooperationAgreement row) => ValueTuple.Create(row.CreatedAt, row.Id), (CooperationRow row) => (row.CreatedAt, row.Id));

    public async Task<Page<CooperationRow>> Handle(ListCooperationAgreements request, CancellationToken cancellationToken)
    {
        var (filter, today) = (request with { Page = Paging.First }, call.Today);
        var rows = db.Set<CooperationAgreement>().VisibleTo(db, call.Caller).Where(row =>
            (request.PartnerId == null || row.PartnerId == request.PartnerId || row.OrganisationId == request.PartnerId)
            && (request.Kind == null || row.Kind == request.Kind) && (request.Status == null || row.Status == request.Status));
        if (request.Include is null && request.Status is null)
        {
            rows = rows.Where(row => row.Status != CooperationStatus.Declined && row.Status != CooperationStatus.Withdrawn
                && (row.UntilDate == null || row.UntilDate > today));
        }
        var shown = await CooperationRow.Of(db, NewestFirst.Next(rows, request.Page, filter), today).ToListAsync(cancellationToken);
        shown = [.. shown.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)];
        return NewestFirst.Cut(shown, request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }
}
