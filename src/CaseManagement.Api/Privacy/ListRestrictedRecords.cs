using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>The restricted records of a client that the caller may open, newest first. What is closed is not even counted.</summary>
/// <param name="ClientId">Of whom.</param>
/// <param name="Compartment">Only this one.</param>
/// <param name="Cursor">Where to go on.</param>
/// <param name="Limit">1 to 200, usually 50.</param>
[Requires(Permission.UseCompartments)]
public sealed record ListRestrictedRecords(Guid ClientId, Compartment? Compartment, string? Cursor, int? Limit) : IQuery<Page<RestrictedRecordEntry>>;

/// <summary>A restricted record in a list.</summary>
/// <param name="Id">The record.</param>
/// <param name="ClientId">Of whom.</param>
/// <param name="Compartment">Where it is kept.</param>
/// <param name="Content">What it says.</param>
/// <param name="WrittenBy">Who wrote it.</param>
/// <param name="CreatedAt">Written at.</param>
/// <param name="UpdatedAt">Last corrected at.</param>
public sealed record RestrictedRecordEntry(
    Guid Id,
    Guid ClientId,
    [Example("health")] Compartment Compartment,
    [Example("Needs appointments in the morning.")] string Content,
    Guid WrittenBy,
    DateTimeOffset CreatedAt,
    [Example(Sample.LaterInstant)] DateTimeOffset UpdatedAt) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListRestrictedRecordsHandler(CaseDb db, CallContext call) : IHandler<ListRestrictedRecords, Page<RestrictedRecordEntry>>
{
    public async Task<Page<RestrictedRecordEntry>> Handle(ListRestrictedRecords request, CancellationToken cancellationToken)
    {
        var limit = Http.Cursor.Limit(request.Limit);
        var filter = new { request.ClientId, request.Compartment };
        var records = db.Set<RestrictedRecord>().Where(record => record.ClientId == request.ClientId
            && (request.Compartment == null || record.Compartment == request.Compartment));
        if (Http.Cursor.Read<TimeKey>(request.Cursor, filter) is { } after)
        {
            records = records.Where(record => EF.Functions.LessThan(ValueTuple.Create(record.CreatedAt, record.Id), ValueTuple.Create(after.At, after.Id)));
        }
        var found = await db.Set<Client>().SeenBy(db, call.Caller).Where(client => client.Id == request.ClientId).Select(client => new
        {
            Records = records.OrderByDescending(record => record.CreatedAt).ThenByDescending(record => record.Id).Take(limit + 1)
                .Select(record => new RestrictedRecordEntry(
                    record.Id, record.ClientId, record.Compartment, record.Content, record.WrittenBy, record.CreatedAt, record.UpdatedAt))
                .ToList(),
        }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        return Http.Cursor.Page(found.Records, limit, filter, record => new TimeKey(record.CreatedAt, record.Id));
    }
}
