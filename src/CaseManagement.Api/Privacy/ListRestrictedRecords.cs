using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>The restricted records of a client that the caller may open, newest first. What is closed is not even counted.</summary>
/// <param name="ClientId">Of whom.</param>
/// <param name="Compartment">Only this one.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.UseCompartments)]
[Operation("List restricted records", "Those that you may open, newest first. What is closed to you is neither shown nor counted.")]
public sealed record ListRestrictedRecords(Guid ClientId, Compartment? Compartment, Paging Page) : IQuery<Page<RestrictedRecordEntry>>;

/// <summary>A restricted record in a list.</summary>
/// <param name="Id">The record.</param>
/// <param name="ClientId">Of whom.</param>
/// <param name="Compartment">Where it is kept.</param>
/// <param name="Content">What it says.</param>
/// <param name="WrittenBy">Who wrote it.</param>
/// <param name="WriterName">The name; null for another organisation's colleague.</param>
/// <param name="CreatedAt">Written at.</param>
/// <param name="UpdatedAt">Last corrected at.</param>
public sealed record RestrictedRecordEntry(
    Guid Id,
    Guid ClientId,
    Compartment Compartment,
    [Example("Needs appointments in the morning.")] string Content,
    Guid WrittenBy,
    [Example(Sample.Colleague)] string? WriterName,
    DateTimeOffset CreatedAt,
    [Example(Sample.LaterInstant)] DateTimeOffset UpdatedAt) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListRestrictedRecordsHandler(CaseDb db, CallContext call) : IHandler<ListRestrictedRecords, Page<RestrictedRecordEntry>>
{
    private static readonly Order<RestrictedRecord, RestrictedRecordEntry> NewestFirst =
        Order.Descending((RestrictedRecord row) => ValueTuple.Create(row.CreatedAt, row.Id), (RestrictedRecordEntry row) => (row.CreatedAt, row.Id));

    public async Task<Page<RestrictedRecordEntry>> Handle(ListRestrictedRecords request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var records = db.Set<RestrictedRecord>().Where(record => record.ClientId == request.ClientId
            && (request.Compartment == null || record.Compartment == request.Compartment));
        var page = NewestFirst.Next(records, request.Page, filter);
        var found = await db.Set<Client>().SeenBy(db, call.Caller).Where(client => client.Id == request.ClientId).Select(client => new
        {
            Records = page.Select(record => new RestrictedRecordEntry(
                record.Id, record.ClientId, record.Compartment, record.Content, record.WrittenBy,
                db.Set<Staff>().Where(staff => staff.Id == record.WrittenBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                record.CreatedAt, record.UpdatedAt)).ToList(),
        }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        return NewestFirst.Cut(found.Records, request.Page, filter, await records.CountFor(request.Page, cancellationToken));
    }
}
