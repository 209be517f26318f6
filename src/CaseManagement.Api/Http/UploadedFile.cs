using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace CaseManagement.Api.Http;

/// <summary>
/// A file that is the body of a request, byte for byte: sent as it is, or as the one file of a multipart/form-data. It has come whole, within its limit,
/// before anything else happens: what is cut off on the way never gets here. Beyond 64 KB it lies in a temporary file, which goes with the request.
/// What the record says of itself (for a repeated Idempotency-Key) is its digest, not its bytes.
/// </summary>
/// <param name="Name">As the form, or Content-Disposition, names it; null where nothing does.</param>
/// <param name="MediaType">As declared; null where nothing is, or application/octet-stream.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">In hexadecimal.</param>
public sealed record UploadedFile(string? Name, string? MediaType, long Length, string Sha256)
{
    // What multipart/form-data puts around the file.
    private const int Envelope = 64 * 1024;

    // So much of it lies in memory.
    private const int InMemory = 64 * 1024;

    /// <summary>The bytes, from the first one on.</summary>
    [JsonIgnore]
    public Stream Content { get; init; } = Stream.Null;

    /// <summary>All of them at once: of a file that is small enough to lie in memory.</summary>
    public async Task<byte[]> Bytes(CancellationToken cancellationToken)
    {
        var bytes = new byte[Length];
        Content.Position = 0;
        await Content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>Says nothing of the file, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(UploadedFile);

    /// <summary>The largest body of a request with such a file.</summary>
    internal static long BodyBytes(long maxBytes) => maxBytes + Envelope;

    /// <summary>How much of a body is listened to before the connection is cut: whoever sends a little too much is to hear so.</summary>
    internal static long HeardBytes(long maxBytes) => 4 * BodyBytes(maxBytes);

    /// <summary>Reads the body.</summary>
    /// <exception cref="RefusedException">400, 413 or 415.</exception>
    internal static async Task<UploadedFile> Read(HttpRequest request, FileOfAttribute of)
    {
        var most = of.Limit(request.HttpContext.RequestServices);
        if (request.ContentLength > BodyBytes(most))
        {
            throw await TooLarge(request, most);
        }
        var media = MediaOf(request.ContentType);
        if (media == "multipart/form-data")
        {
            var file = await ReadForm(request, most) is { Files: [var only] } ? only : throw RefusedException.Invalid("/file", HttpProblems.OneFile);
            return await Hash(request, file.OpenReadStream(), PlainText.Of(file.FileName), MediaOf(file.ContentType), most);
        }
        if (media is not (null or "application/octet-stream") && !of.MediaTypes.Contains(media))
        {
            throw new RefusedException(HttpProblems.UnsupportedMedia);
        }
        var spool = new FileBufferingReadStream(request.Body, InMemory, null, Path.GetTempPath());
        request.HttpContext.Response.RegisterForDisposeAsync(spool);
        return await Hash(request, spool, NameOf(request.Headers.ContentDisposition), media, most);
    }

    /// <summary>As the documents show it.</summary>
    internal static OpenApiRequestBody Describe(FileOfAttribute of) => new()
    {
        Required = true,
        Description = "The file, byte for byte: do not convert it.",
        Content = new Dictionary<string, OpenApiMediaType>(of.MediaTypes.Select(media => KeyValuePair.Create(media, new OpenApiMediaType { Schema = Bytes() })))
        {
            ["multipart/form-data"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "file" },
                    Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = Bytes() },
                },
            },
        },
    };

    private static OpenApiSchema Bytes() => new() { Type = JsonSchemaType.String, Format = "binary" };

    private static async Task<IFormCollection> ReadForm(HttpRequest request, long most)
    {
        var options = new FormOptions { MultipartBodyLengthLimit = BodyBytes(most), ValueCountLimit = 16, MemoryBufferThreshold = InMemory };
        request.HttpContext.Features.Set<IFormFeature>(new FormFeature(request, options));
        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException exceeded)
        {
            // The one exception type for a body over a limit and for one that is no form at all.
            throw exceeded.Message.Contains("limit", StringComparison.OrdinalIgnoreCase)
                ? await TooLarge(request, most) : RefusedException.Invalid("/file", HttpProblems.OneFile);
        }
        catch (IOException cut) when (cut is not BadHttpRequestException && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // The last boundary is missing.
            throw RefusedException.Invalid("/file", HttpProblems.OneFile);
        }
    }

    // Once through to the end, whatever length was announced.
    private static async Task<UploadedFile> Hash(HttpRequest request, Stream content, string? name, string? media, long most)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, length) = (new byte[InMemory], 0L);
        for (int read; (read = await content.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
        {
            length += read;
            if (length > most)
            {
                throw await TooLarge(request, most);
            }
            hash.AppendData(buffer, 0, read);
        }
        content.Position = 0;
        return new UploadedFile(string.IsNullOrWhiteSpace(name) ? null : name, media == "application/octet-stream" ? null : media, length,
            Convert.ToHexStringLower(hash.GetHashAndReset()))
        { Content = content };
    }

    // RFC 6266: filename* goes before filename.
    private static string? NameOf(StringValues disposition) => ContentDispositionHeaderValue.TryParse(disposition.ToString(), out var header)
        && HeaderUtilities.RemoveQuotes(header.FileNameStar.HasValue ? header.FileNameStar : header.FileName).Value is { } name ? PlainText.Of(name) : null;

    private static string? MediaOf(string? contentType) =>
        contentType?.Split(';')[0].Trim().ToLowerInvariant() is { Length: > 0 } media ? media : null;

    // Read to its end, and thrown away: while a caller sends, he does not listen, and an answer ahead of what he still sends is lost with the connection.
    internal static async Task<RefusedException> TooLarge(HttpRequest request, long most)
    {
        var refused = new RefusedException(HttpProblems.TooLarge) { Extensions = { ["maxBytes"] = most } };
        try
        {
            await request.Body.DrainAsync(request.HttpContext.RequestAborted);
        }
        catch (BadHttpRequestException)
        {
            // Beyond HeardBytes: the server ends the connection behind the answer.
        }
        return refused;
    }
}

/// <summary>What an <see cref="UploadedFile"/> may be; the request's other members come from route and query.</summary>
/// <param name="mediaType">Of the bytes sent as they are, such as text/csv; application/octet-stream, or to say nothing, will do, too.</param>
/// <param name="maxBytes">The largest file, where the configuration says nothing else.</param>
/// <param name="alsoAs">Other names that browsers and programs give such a file.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public class FileOfAttribute(string mediaType, int maxBytes, params string[] alsoAs) : Attribute
{
    /// <summary>Of the bytes sent as they are.</summary>
    public IReadOnlyList<string> MediaTypes { get; } = [mediaType, .. alsoAs];

    /// <summary>The largest file, where the configuration says nothing else.</summary>
    public int MaxBytes { get; } = maxBytes;

    /// <summary>The setting that says so, in megabytes; null where there is none.</summary>
    public string? Setting { get; init; }

    /// <summary>The largest file of this installation, in bytes.</summary>
    public long Limit(IServiceProvider services) =>
        Setting is not null && services.GetRequiredService<IConfiguration>().GetValue<int?>(Setting) is { } megabytes and > 0
            ? megabytes * 1024L * 1024 : MaxBytes;
}
