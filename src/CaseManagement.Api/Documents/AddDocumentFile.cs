using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Documents;

/// <summary>Adds a scan or photograph to a document.</summary>
/// <param name="Id">The document.</param>
/// <param name="File">The file, byte for byte.</param>
/// <param name="Disposition">
/// The file's name, where the body is the file alone: `attachment; filename*=UTF-8''Reisepass.pdf` (RFC 6266). In no address, because it may name a person.
/// </param>
/// <param name="Replaces">A file of the same document that is erased for it.</param>
[Requires(Permission.WriteCases)]
[Operation("Upload a file", """
    PDF, JPEG, PNG, TIFF or HEIC, as the bytes tell (415 `document-file-type`; `document-file-type-differs` where the Content-Type says otherwise), up to
    20 MB unless your installation says otherwise (413 with `maxBytes`). Send the bytes, or one file as `multipart/form-data`. The same bytes twice
    on a document are 409 `document-file-exists` with `fileId`. A repeated Idempotency-Key with the same bytes gets the first answer.
    `replaces` erases a file in the same step.
    """)]
public sealed record AddDocumentFile(
    Guid Id,
    [FileOf("application/pdf", DocumentLimits.MaxBytes, "image/jpeg", "image/png", "image/tiff", "image/heic", "application/x-pdf", "image/jpg",
        "image/pjpeg", "image/x-png", "image/tif", "image/x-tiff", "image/heif", Setting = "Documents:MaxMegabytes")]
    UploadedFile File,
    [FromHeader(Name = "Content-Disposition"), Example("attachment; filename=\"Reisepass.pdf\"")] string? Disposition = null,
    [Example(null)] Guid? Replaces = null) : ICommand<AddedFile>, IGivesReason
{
    /// <inheritdoc />
    public string? Reason => Replaces is null ? null : "replaced";

    /// <summary>Says nothing of the file, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(AddDocumentFile);
}

/// <summary>The file as it is kept.</summary>
/// <param name="Id">The file.</param>
/// <param name="MediaType">As its bytes tell.</param>
/// <param name="SizeBytes">In bytes.</param>
/// <param name="Sha256">Of the bytes, in hexadecimal: compare it with your own.</param>
public sealed record AddedFile(
    Guid Id,
    [Example("application/pdf")] string MediaType,
    [Example(482113)] long SizeBytes,
    [Example(Sample.Digest)] string Sha256);

internal sealed class AddDocumentFileHandler(CaseDb db, CallContext call, DocumentLimits limits) : IHandler<AddDocumentFile, AddedFile>
{
    public async Task<AddedFile> Handle(AddDocumentFile request, CancellationToken cancellationToken)
    {
        var (sent, own) = (request.File, call.Caller.RequiredOrganisationId);
        var worked = db.Set<Document>().WorkedOnBy(db, call.Caller);
        var of = await db.Set<Document>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id)
            .Select(row => new { row.CaseId, row.ClientId, Works = worked.Any(mine => mine.Id == row.Id) }).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        var kind = await KindOf(sent, cancellationToken);

        // Several pages come at once: whoever adds holds the document until the others may look, and none of them is out of date for that.
        if (!of.Works || await db.Set<Document>().Where(row => row.Id == request.Id && row.OrganisationId == own)
                .ExecuteUpdateAsync(row => row.SetProperty(document => document.UpdatedAt, call.Now), cancellationToken) == 0)
        {
            throw RefusedException.Forbidden(CaseProblems.HandedOver, request.Id);
        }
        var files = await db.Set<DocumentFile>().Where(file => file.DocumentId == request.Id).ToListAsync(cancellationToken);
        if (files.Find(file => file.Sha256 == sent.Sha256) is { } same)
        {
            throw new RefusedException(DocumentProblems.FileExists) { Extensions = { ["fileId"] = same.Id } };
        }
        var replaced = request.Replaces is not { } old ? null : files.Find(file => file.Id == old) ?? throw RefusedException.NotFound(old);
        if (files.Count - (replaced is null ? 0 : 1) >= DocumentLimits.FilesPerDocument)
        {
            throw new RefusedException(DocumentProblems.TooMany, DocumentLimits.FilesPerDocument);
        }
        if (limits.QuotaGigabytes > 0 && sent.Length - (replaced?.SizeBytes ?? 0) + await db.Set<DocumentFile>().Where(file => file.OrganisationId == own)
            .SumAsync(file => file.SizeBytes, cancellationToken) > limits.QuotaGigabytes * 1024L * 1024 * 1024)
        {
            throw new RefusedException(DocumentProblems.QuotaFull);
        }
        var file = new DocumentFile((request.Id, own, of.CaseId, of.ClientId), kind.NameOf(sent.Name), kind.MediaType, sent.Length, sent.Sha256,
            call.Caller.StaffId, call.Now);
        db.Add(file);
        if (replaced is not null)
        {
            db.Remove(replaced);
        }
        await db.SaveChangesAsync(cancellationToken);
        await Write(file.Id, sent.Content, cancellationToken);
        return new AddedFile(file.Id, file.MediaType, file.SizeBytes, file.Sha256);
    }

    private static async Task<FileKind> KindOf(UploadedFile sent, CancellationToken cancellationToken)
    {
        if (sent.Length == 0)
        {
            throw RefusedException.Invalid("/file", DocumentProblems.EmptyFile);
        }
        var head = new byte[FileKind.HeadBytes];
        sent.Content.Position = 0;
        var read = await sent.Content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var kind = FileKind.Of(head.AsSpan(0, read)) ?? throw new RefusedException(DocumentProblems.NotAPaper)
        {
            Extensions = { ["allowed"] = FileKind.All.Select(known => known.MediaType).ToArray() },
        };
        return kind.IsCalled(sent.MediaType) ? kind : throw new RefusedException(DocumentProblems.OtherType);
    }

    private async Task Write(Guid file, Stream content, CancellationToken cancellationToken)
    {
        content.Position = 0;
        var buffer = new byte[DocumentFile.ChunkBytes];
        for (var no = 0; await content.ReadAtLeastAsync(buffer, buffer.Length, false, cancellationToken) is > 0 and var read; no++)
        {
            var piece = read == buffer.Length ? buffer : buffer[..read];
            await db.Database.ExecuteSqlAsync($"insert into app.document_chunk (file_id, no, content) values ({file}, {no}, {piece})", cancellationToken);
        }
    }
}
