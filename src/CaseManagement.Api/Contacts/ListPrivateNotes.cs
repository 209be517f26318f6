using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>The caller's own private notes, newest first: also those whose contacts have been handed over, which nothing else shows any more.</summary>
/// <param name="Cursor">Of the previous page.</param>
/// <param name="Limit">1 to 200, 50 where left out.</param>
[Requires(Permission.ReadCases)]
public sealed record ListPrivateNotes(string? Cursor, int? Limit) : IQuery<Page<PrivateNote>>;

/// <summary>A private note.</summary>
/// <param name="Id">The note.</param>
/// <param name="ContactId">On which contact.</param>
/// <param name="ClientId">About whom; null for all persons of the contact.</param>
/// <param name="Compartment">Its compartment, if it has one.</param>
/// <param name="Text">The words.</param>
/// <param name="CreatedAt">When.</param>
public sealed record PrivateNote(
    Guid Id,
    Guid ContactId,
    Guid? ClientId,
    [Example(null)] string? Compartment,
    [Example("We went through the course offers together.")] string Text,
    DateTimeOffset CreatedAt) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => ClientId is { } client ? [client] : Persons;

    /// <summary>The persons of the contact, for the trail, where the note is about all of them.</summary>
    [JsonIgnore] public IReadOnlyList<Guid> Persons { get; init; } = [];
}

internal sealed class ListPrivateNotesHandler(CaseDb db, CallContext call) : IHandler<ListPrivateNotes, Page<PrivateNote>>
{
    public async Task<Page<PrivateNote>> Handle(ListPrivateNotes request, CancellationToken cancellationToken)
    {
        var limit = Cursor.Limit(request.Limit);
        var me = call.Caller.StaffId;
        var filter = new { };
        // Lists show no compartment, not even to whom it is open.
        var notes = db.Set<ContactNote>().Where(note => note.WrittenBy == me && note.IsPrivate && note.Compartment == null && note.OrganisationId == call.Caller.OrganisationId);
        if (Cursor.Read<TimeKey>(request.Cursor, filter) is { } after)
        {
            notes = notes.Where(note => EF.Functions.LessThan(ValueTuple.Create(note.CreatedAt, note.Id), ValueTuple.Create(after.At, after.Id)));
        }
        var rows = await notes.OrderByDescending(note => note.CreatedAt).ThenByDescending(note => note.Id).Take(limit + 1)
            .Select(note => new PrivateNote(note.Id, note.ContactId, note.ClientId, note.Compartment, note.Text, note.CreatedAt) { Persons = note.ClientId == null ? AccessFunctions.PersonsOfNote(note.Id) : Array.Empty<Guid>() }).ToListAsync(cancellationToken);
        return Cursor.Page(rows, limit, filter, note => new TimeKey(note.CreatedAt, note.Id));
    }
}
