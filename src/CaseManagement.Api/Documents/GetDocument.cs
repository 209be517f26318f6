using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Documents;

/// <summary>One document.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadCases)]
[Operation("Get a document", "With its files and their SHA-256, its reminder, and what you may do now.")]
public sealed record GetDocument(Guid Id) : IQuery<DocumentView>;

/// <summary>A file of a document.</summary>
/// <param name="Id">The file.</param>
/// <param name="Name">Under which it is saved.</param>
/// <param name="MediaType">As its bytes tell.</param>
/// <param name="SizeBytes">In bytes.</param>
/// <param name="Sha256">In hexadecimal.</param>
/// <param name="UploadedBy">Who uploaded it.</param>
/// <param name="UploadedByName">The name; null for another organisation's colleague.</param>
/// <param name="UploadedAt">When.</param>
public sealed record DocumentFileView(
    Guid Id,
    [Example("Reisepass.pdf")] string Name,
    [Example("application/pdf")] string MediaType,
    [Example(482113)] long SizeBytes,
    [Example(Sample.Digest)] string Sha256,
    Guid? UploadedBy,
    [Example(Sample.Colleague)] string? UploadedByName,
    DateTimeOffset UploadedAt);

/// <summary>A paper and the scans of it.</summary>
public sealed record DocumentView : IVersioned, IShowsPersons
{
    /// <summary>The document.</summary>
    public required Guid Id { get; init; }
    /// <summary>The case in which it was recorded.</summary>
    public required Guid CaseId { get; init; }
    /// <summary>Whose it is.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Family name, given name; null where the person has been handed over and the document stayed behind.</summary>
    [Example(Sample.FamilyName + ", " + Sample.GivenName)]
    public required string? ClientName { get; init; }
    /// <summary>What it is.</summary>
    [CodeOf(CodeLists.DocumentKind)]
    public required string Kind { get; init; }
    /// <summary>Which one, where the kind does not say it.</summary>
    [Example(null)]
    public required string? Title { get; init; }
    /// <summary>As printed.</summary>
    [Example("P00123456")]
    public required string? Number { get; init; }
    /// <summary>Who issued it.</summary>
    [Example("Botschaft in Berlin")]
    public required string? Issuer { get; init; }
    /// <summary>First day of its validity.</summary>
    [Example("2024-03-15")]
    public required DateOnly? ValidFrom { get; init; }
    /// <summary>Last day of its validity, as printed.</summary>
    [Example("2099-03-14")]
    public required DateOnly? ExpiresOn { get; init; }
    /// <summary>Derived: the last day is over.</summary>
    public required bool IsExpired { get; init; }
    /// <summary>Where the paper itself is.</summary>
    [CodeOf(CodeLists.DocumentPlace)]
    public required string? Place { get; init; }
    /// <summary>What else is to be known.</summary>
    [Example(null)]
    public required string? Note { get; init; }
    /// <summary>Whether it is there.</summary>
    [Example("brought")]
    public required DocumentStatus Status { get; init; }
    /// <summary>Since when.</summary>
    public required DateOnly Since { get; init; }
    /// <summary>What it reveals.</summary>
    [Example(null)]
    public required Compartment? Compartment { get; init; }
    /// <summary>Scans and photographs, the first one first.</summary>
    public required IReadOnlyList<DocumentFileView> Files { get; init; }
    /// <summary>The open reminder of its last day.</summary>
    public required Guid? ReminderId { get; init; }
    /// <summary>Who recorded it.</summary>
    public required Guid? RecordedBy { get; init; }
    /// <summary>The name; null for another organisation's colleague.</summary>
    [Example(Sample.Colleague)]
    public required string? RecordedByName { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class GetDocumentHandler(CaseDb db, CallContext call) : IHandler<GetDocument, DocumentView>
{
    public async Task<DocumentView> Handle(GetDocument request, CancellationToken cancellationToken)
    {
        var expires = DocumentReminders.Expires;
        var worked = db.Set<Document>().WorkedOnBy(db, call.Caller);
        var found = await db.Set<Document>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id)
            .Select(row => new
            {
                Row = row, row.Version, Works = worked.Any(mine => mine.Id == row.Id),
                ClientName = db.Set<Client>().Where(client => client.Id == row.ClientId)
                    .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
                RecordedByName = db.Set<Staff>().Where(staff => staff.Id == row.RecordedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                ReminderId = db.Set<Reminder>().Where(reminder => reminder.SubjectId == row.Id && reminder.Kind == expires
                    && reminder.Status == ReminderStatus.Open).Select(reminder => (Guid?)reminder.Id).FirstOrDefault(),
                Files = db.Set<DocumentFile>().Where(file => file.DocumentId == row.Id).OrderBy(file => file.UploadedAt).ThenBy(file => file.Id)
                    .Select(file => new DocumentFileView(file.Id, file.Name, file.MediaType, file.SizeBytes, file.Sha256, file.UploadedBy,
                        db.Set<Staff>().Where(staff => staff.Id == file.UploadedBy)
                            .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(), file.UploadedAt)).ToList(),
            }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var document = found.Row;
        var objection = call.Caller.ObjectionToChange(found.Works);
        return new DocumentView
        {
            Id = document.Id, CaseId = document.CaseId, ClientId = document.ClientId, ClientName = found.ClientName, Kind = document.Kind,
            Title = document.Title, Number = document.Number, Issuer = document.Issuer, ValidFrom = document.ValidFrom, ExpiresOn = document.ExpiresOn,
            IsExpired = document.ExpiresOn < call.Today, Place = document.Place, Note = document.Note, Status = document.Status, Since = document.Since,
            Compartment = document.Compartment, Files = found.Files, ReminderId = found.ReminderId, RecordedBy = document.RecordedBy,
            RecordedByName = found.RecordedByName, RecordedAt = document.RecordedAt, Version = found.Version,
            AllowedActions =
            [
                .. from action in (string[])["correct", "files"]
                   select objection is null ? AllowedAction.Yes(action) : AllowedAction.No(action, objection),
                .. Document.Moves.Describe(document.Status, _ => objection),
            ],
        };
    }
}
