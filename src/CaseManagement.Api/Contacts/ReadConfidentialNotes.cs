using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>One confidential note.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadCases)]
[Operation("Get a confidential note", "One that you hold, or for which you are named. Whoever is not finds nothing.")]
public sealed record GetConfidentialNote(Guid Id) : IQuery<ConfidentialNoteView>;

/// <summary>The confidential notes that the caller holds or is named for, newest first; also of persons who have been handed over.</summary>
/// <param name="ClientId">Those about a person.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("List confidential notes", "Those that you hold or are named for, newest first, without their words.")]
public sealed record ListConfidentialNotes(Guid? ClientId, Paging Page) : IQuery<Page<ConfidentialNoteRow>>;

/// <summary>A confidential note in a list.</summary>
/// <param name="Id">The note.</param>
/// <param name="CaseId">The case.</param>
/// <param name="ClientId">Whose secret.</param>
/// <param name="ClientName">Family name, given name; null where the person has been handed over.</param>
/// <param name="ContactId">The contact in which it was said.</param>
/// <param name="AuthorId">Who wrote it.</param>
/// <param name="AuthorName">The name.</param>
/// <param name="IsMine">The caller holds it; otherwise he is named for it.</param>
/// <param name="CreatedAt">When.</param>
public sealed record ConfidentialNoteRow(
    Guid Id,
    Guid CaseId,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    Guid? ContactId,
    Guid AuthorId,
    [Example(Sample.Colleague)] string? AuthorName,
    bool IsMine,
    DateTimeOffset CreatedAt) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>A confidential note.</summary>
/// <param name="Note">What the list tells.</param>
/// <param name="Text">The words.</param>
/// <param name="HolderId">Who holds it now.</param>
/// <param name="HolderName">The name.</param>
/// <param name="SuccessorId">To whom it goes when the holder leaves.</param>
/// <param name="SuccessorName">The name.</param>
/// <param name="ReaderIds">Whom the holder has named.</param>
/// <param name="ReaderNames">Their names, by name.</param>
/// <param name="UpdatedAt">Last change.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
/// <param name="Version">The ETag.</param>
public sealed record ConfidentialNoteView(
    ConfidentialNoteRow Note,
    [Example("Speaks of something that nobody else is to know yet.")] string Text,
    Guid? HolderId,
    [Example(Sample.Colleague)] string? HolderName,
    Guid? SuccessorId,
    [Example(null)] string? SuccessorName,
    IReadOnlyList<Guid> ReaderIds,
    [Example(Sample.Colleague)] IReadOnlyList<string> ReaderNames,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<AllowedAction> AllowedActions,
    [property: JsonIgnore] uint Version) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [Note.ClientId];

    /// <summary>Says nothing of the note, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(ConfidentialNoteView);
}

internal sealed class ReadConfidentialNotesHandler(CaseDb db, CallContext call)
    : IHandler<GetConfidentialNote, ConfidentialNoteView>, IHandler<ListConfidentialNotes, Page<ConfidentialNoteRow>>
{
    private static readonly Order<ConfidentialNote, ConfidentialNoteRow> NewestFirst =
        Order.Descending((ConfidentialNote row) => ValueTuple.Create(row.CreatedAt, row.Id), (ConfidentialNoteRow row) => (row.CreatedAt, row.Id));

    // The database shows no others; said here as well, so that the indexes serve it.
    private IQueryable<ConfidentialNote> Mine()
    {
        var me = call.Caller.StaffId!.Value;
        return db.Set<ConfidentialNote>().Where(note => note.HolderId == me || note.ReaderIds.Contains(me));
    }

    private IQueryable<ConfidentialNoteRow> Rows(IQueryable<ConfidentialNote> notes)
    {
        var me = call.Caller.StaffId;
        return notes.Select(note => new ConfidentialNoteRow(note.Id, note.CaseId, note.ClientId,
            db.Set<Client>().Where(client => client.Id == note.ClientId).Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
            note.ContactId, note.AuthorId,
            db.Set<Staff>().Where(staff => staff.Id == note.AuthorId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            note.HolderId == me, note.CreatedAt));
    }

    public async Task<ConfidentialNoteView> Handle(GetConfidentialNote request, CancellationToken cancellationToken)
    {
        var found = await Mine().Where(note => note.Id == request.Id)
            .Select(note => new
            {
                note.SecretText, note.HolderId, note.SuccessorId, note.ReaderIds, note.AuthorId, note.CreatedAt, note.UpdatedAt, note.Version,
                HolderName = db.Set<Staff>().Where(staff => staff.Id == note.HolderId)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                SuccessorName = db.Set<Staff>().Where(staff => staff.Id == note.SuccessorId)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                ReaderNames = db.Set<Staff>().Where(staff => note.ReaderIds.Contains(staff.Id))
                    .OrderBy(staff => staff.FamilyName).ThenBy(staff => staff.GivenName).Select(staff => staff.GivenName + " " + staff.FamilyName).ToList(),
            })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var row = await Rows(Mine().Where(note => note.Id == request.Id)).SingleAsync(cancellationToken);
        var writes = RolePermissions.Allow(call.Caller.Roles, Permission.WriteCases) ? null : AccessProblems.NotPermitted;
        var holds = writes ?? (row.IsMine ? null : ContactProblems.NoteNotYours);
        var correction = holds ?? ConfidentialNote.ObjectionToCorrection(found.AuthorId, found.CreatedAt, call.Caller.StaffId, call.Now);
        return new ConfidentialNoteView(row, found.SecretText, found.HolderId, found.HolderName, found.SuccessorId, found.SuccessorName,
            found.ReaderIds, found.ReaderNames, found.UpdatedAt,
        [
            correction is null ? AllowedAction.Yes("correct") : AllowedAction.No("correct", correction),
            holds is null ? AllowedAction.Yes("entrust") : AllowedAction.No("entrust", holds),
        ], found.Version);
    }

    public async Task<Page<ConfidentialNoteRow>> Handle(ListConfidentialNotes request, CancellationToken cancellationToken)
    {
        var (notes, filter) = (Mine(), request with { Page = Paging.First });
        notes = notes.If(request.ClientId, client => note => note.ClientId == client);
        var rows = await Rows(NewestFirst.Next(notes, request.Page, filter)).ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await notes.CountFor(request.Page, cancellationToken));
    }
}
