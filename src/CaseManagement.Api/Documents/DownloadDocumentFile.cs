using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Documents;

/// <summary>The bytes of a file.</summary>
/// <param name="Id">The document.</param>
/// <param name="FileId">The file.</param>
[Requires(Permission.ReadCases)]
[Operation("Download a file", """
    As it was uploaded, as an attachment; parts of it by `Range`. Each call is on record as a reading of the person's data. Its SHA-256 is the ETag, and
    in `Repr-Digest`.
    """)]
public sealed record DownloadDocumentFile(Guid Id, Guid FileId) : IQuery<FileContent>;

/// <summary>A file and its bytes.</summary>
/// <param name="Name">Under which it is saved.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Sha256">In hexadecimal.</param>
/// <param name="ClientId">Whose it is.</param>
/// <param name="Bytes">Read piece by piece while they are sent.</param>
public sealed record FileContent(string Name, string MediaType, string Sha256, Guid ClientId, Stream Bytes) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];

    /// <summary>Says nothing of the file, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(FileContent);
}

internal sealed class DownloadDocumentFileHandler(CaseDb db, CallContext call) : IHandler<DownloadDocumentFile, FileContent>
{
    public async Task<FileContent> Handle(DownloadDocumentFile request, CancellationToken cancellationToken)
    {
        var documents = db.Set<Document>().VisibleTo(db, call.Caller);
        var file = await db.Set<DocumentFile>().AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == request.FileId && row.DocumentId == request.Id && documents.Any(of => of.Id == row.DocumentId),
                cancellationToken) ?? throw RefusedException.NotFound(request.FileId);
        return new FileContent(file.Name, file.MediaType, file.Sha256, file.ClientId, new ChunkStream(db, file.Id, file.SizeBytes));
    }
}

/// <summary>The bytes of a file, one row of the database at a time: no connection and no transaction is held while a slow caller reads.</summary>
/// <param name="db">Under the caller's access context: the walls hold for each piece.</param>
/// <param name="file">The file.</param>
/// <param name="length">In bytes.</param>
internal sealed class ChunkStream(CaseDb db, Guid file, long length) : Stream
{
    private byte[] chunk = [];
    private int no = -1;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= length)
        {
            return 0;
        }
        var (wanted, at) = ((int)(Position / DocumentFile.ChunkBytes), (int)(Position % DocumentFile.ChunkBytes));
        if (wanted != no)
        {
            chunk = await db.Database.SqlQuery<byte[]>(
                $"select content as \"Value\" from app.document_chunk where file_id = {file} and no = {wanted}").SingleAsync(cancellationToken);
            no = wanted;
        }
        var count = Math.Min(buffer.Length, chunk.Length - at);
        chunk.AsMemory(at, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Database work is asynchronous here.");
    public override void Flush() => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
