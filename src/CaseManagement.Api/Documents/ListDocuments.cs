using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Documents;

/// <summary>In which order documents are listed.</summary>
public enum DocumentSort
{
    /// <summary>What was recorded last first.</summary>
    [JsonStringEnumMemberName("-recordedAt")] NewestFirst,
    /// <summary>What expires next first; documents without a last day are not in it.</summary>
    [JsonStringEnumMemberName("expiresOn")] NextToExpireFirst,
}

/// <summary>Documents of the cases that the caller sees. Restricted ones stand in the list of one case or person only, for who is admitted.</summary>
/// <param name="CaseId">Those of a case.</param>
/// <param name="ClientId">Those of a person.</param>
/// <param name="TeamId">Those of a team's cases.</param>
/// <param name="Kind">Those of a kind.</param>
/// <param name="Status">Those that are there, or missing.</param>
/// <param name="ExpiresFrom">Last day on this day or later.</param>
/// <param name="ExpiresUntil">Last day before this day.</param>
/// <param name="Page">Which page.</param>
/// <param name="Sort">In which order.</param>
[Requires(Permission.ReadCases)]
[Operation("List documents", """
    Of the cases that you see: `status=missing` is what has still to be brought, `sort=expiresOn&expiresFrom=…` what expires next. Documents of those
    who were handed over, and restricted ones for who is admitted, stand in the list of one case or one person only.
    """)]
public sealed record ListDocuments(
    Guid? CaseId, Guid? ClientId, Guid? TeamId, [CodeOf(CodeLists.DocumentKind)] string? Kind, DocumentStatus? Status, DateOnly? ExpiresFrom,
    DateOnly? ExpiresUntil, Paging Page, DocumentSort Sort = DocumentSort.NewestFirst) : IQuery<Page<DocumentRow>>;

/// <summary>A document in a list.</summary>
/// <param name="Id">The document.</param>
/// <param name="CaseId">The case.</param>
/// <param name="ClientId">Whose it is.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Title">Which one, where the kind does not say it.</param>
/// <param name="ExpiresOn">Last day of its validity, as printed.</param>
/// <param name="IsExpired">Derived: the last day is over.</param>
/// <param name="Place">Where the paper itself is.</param>
/// <param name="Status">Whether it is there.</param>
/// <param name="Since">Since when.</param>
/// <param name="FileCount">How many files it has.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Compartment">What it reveals.</param>
public sealed record DocumentRow(
    Guid Id,
    Guid CaseId,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    [CodeOf(CodeLists.DocumentKind)] string Kind,
    [Example(null)] string? Title,
    [Example("2099-03-14")] DateOnly? ExpiresOn,
    bool IsExpired,
    [CodeOf(CodeLists.DocumentPlace)] string? Place,
    [Example("brought")] DocumentStatus Status,
    DateOnly Since,
    [Example(1)] int FileCount,
    DateTimeOffset RecordedAt,
    [Example(null)] Compartment? Compartment) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListDocumentsHandler(CaseDb db, CallContext call) : IHandler<ListDocuments, Page<DocumentRow>>
{
    private static readonly Order<Document, DocumentRow> NewestFirst =
        Order.Descending((Document row) => ValueTuple.Create(row.RecordedAt, row.Id), (DocumentRow row) => (row.RecordedAt, row.Id));
    private static readonly Order<Document, DocumentRow> NextToExpireFirst =
        Order.Ascending((Document row) => ValueTuple.Create(row.ExpiresOn!.Value, row.Id), (DocumentRow row) => (row.ExpiresOn!.Value, row.Id));

    public async Task<Page<DocumentRow>> Handle(ListDocuments request, CancellationToken cancellationToken)
    {
        var (today, filter) = (call.Today, request with { Page = Paging.First });
        var documents = request is { CaseId: null, ClientId: null }
            ? db.Set<Document>().OfSeveralVisibleTo(db, call.Caller) : db.Set<Document>().VisibleTo(db, call.Caller);
        documents = documents
            .If(request.CaseId, ofCase => row => row.CaseId == ofCase)
            .If(request.ClientId, client => row => row.ClientId == client)
            .If(request.TeamId, team => row => db.Set<Case>().Any(c => c.Id == row.CaseId && c.TeamId == team))
            .If(request.Kind, kind => row => row.Kind == kind)
            .If(request.Status, status => row => row.Status == status)
            .If(request.ExpiresFrom, from => row => row.ExpiresOn >= from)
            .If(request.ExpiresUntil, until => row => row.ExpiresOn < until);
        var order = NewestFirst;
        if (request.Sort == DocumentSort.NextToExpireFirst)
        {
            (order, documents) = (NextToExpireFirst, documents.Where(row => row.ExpiresOn != null));
        }
        var rows = await order.Next(documents, request.Page, filter)
            .Select(row => new DocumentRow(row.Id, row.CaseId, row.ClientId,
                db.Set<Client>().Where(person => person.Id == row.ClientId).Select(person => person.FamilyName + ", " + person.GivenName).FirstOrDefault(),
                row.Kind, row.Title, row.ExpiresOn, row.ExpiresOn < today, row.Place, row.Status, row.Since,
                db.Set<DocumentFile>().Count(file => file.DocumentId == row.Id), row.RecordedAt, row.Compartment))
            .ToListAsync(cancellationToken);
        // A day may be corrected while somebody reads the list.
        return request.Sort == DocumentSort.NextToExpireFirst ? await order.CutMoving(rows, documents, request.Page, filter, cancellationToken)
            : order.Cut(rows, request.Page, filter, await documents.CountFor(request.Page, cancellationToken));
    }
}
