using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>The caller's own private notes, newest first: also those whose contacts have been handed over, which nothing else shows any more.</summary>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("List own private notes", """
    Newest first, also those whose contacts were handed over: private notes stay with the author's organisation.
    """)]
public sealed record ListPrivateNotes(Paging Page) : IQuery<Page<PrivateNote>>;

/// <summary>A private note.</summary>
/// <param name="Id">The note.</param>
/// <param name="ContactId">On which contact.</param>
/// <param name="ClientId">About whom; null for all persons of the contact.</param>
/// <param name="ClientName">Family name, given name; null for all of them, and where you do not see the person.</param>
/// <param name="Compartment">Its compartment, if it has one.</param>
/// <param name="Text">The words.</param>
/// <param name="CreatedAt">When.</param>
public sealed record PrivateNote(
    Guid Id,
    Guid ContactId,
    Guid? ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
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
    private static readonly Order<ContactNote, PrivateNote> NewestFirst =
        Order.Descending((ContactNote row) => ValueTuple.Create(row.CreatedAt, row.Id), (PrivateNote row) => (row.CreatedAt, row.Id));

    public async Task<Page<PrivateNote>> Handle(ListPrivateNotes request, CancellationToken cancellationToken)
    {
        var (me, mine, filter) = (call.Caller.StaffId, call.Caller.OrganisationId, request with { Page = Paging.First });
        var seen = db.Set<Client>().VisibleTo(db, call.Caller);
        // Lists show no compartment, not even to whom it is open.
        var notes = db.Set<ContactNote>().Where(note => note.WrittenBy == me && note.IsPrivate && note.Compartment == null && note.OrganisationId == mine);
        var rows = await NewestFirst.Next(notes, request.Page, filter)
            .Select(note => new PrivateNote(note.Id, note.ContactId, note.ClientId,
                seen.Where(client => client.Id == note.ClientId).Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
                note.Compartment, note.Text, note.CreatedAt)
            {
                Persons = note.ClientId == null ? AccessFunctions.PersonsOfNote(note.Id) : Array.Empty<Guid>(),
            })
            .ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await notes.CountFor(request.Page, cancellationToken));
    }
}
