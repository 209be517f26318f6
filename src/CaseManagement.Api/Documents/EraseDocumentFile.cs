using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Documents;

/// <summary>
/// Erases a file: its bytes are gone at once and for good (Art. 5 (1) (c), Art. 17 GDPR). A scan that is wrong, or no longer needed, serves no purpose
/// any more; the trail keeps that it was there, its digest, who erased it and why.
/// </summary>
/// <param name="Reason">Why, for the trail; up to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Erase a file", "For good; the trail keeps that it was there, its SHA-256, and why it went. The register's entry stays.")]
public sealed record EraseDocumentFile([Example("Belongs to another person")] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The document.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>The file.</summary>
    [JsonIgnore] public Guid FileId { get; init; }

    /// <summary>If-Match: of the document.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class EraseDocumentFileHandler(CaseDb db, CallContext call) : IHandler<EraseDocumentFile, Saved>
{
    public async Task<Saved> Handle(EraseDocumentFile request, CancellationToken cancellationToken)
    {
        var document = await db.Set<Document>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        db.Remove(await db.Set<DocumentFile>().SingleOrDefaultAsync(file => file.Id == request.FileId && file.DocumentId == document.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.FileId));
        document.Touch(call.Now);
        return await db.Save(document, cancellationToken);
    }
}
