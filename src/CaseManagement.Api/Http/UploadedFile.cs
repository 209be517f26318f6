using Microsoft.AspNetCore.Http.Features;
using Microsoft.OpenApi;

namespace CaseManagement.Api.Http;

/// <summary>A file that is the body of a request, byte for byte: sent as it is, or as the one file of a multipart/form-data.</summary>
/// <param name="Name">As the form names it; null of bytes sent as they are.</param>
/// <param name="Content">The bytes.</param>
public sealed record UploadedFile(string? Name, byte[] Content)
{
    // What multipart/form-data puts around the file.
    private const int Envelope = 64 * 1024;

    /// <summary>Says nothing of the file, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(UploadedFile);

    /// <summary>The largest body of a request with such a file.</summary>
    internal static int BodyBytes(FileOfAttribute of) => of.MaxBytes + Envelope;

    /// <summary>Reads the body.</summary>
    /// <exception cref="RefusedException">400, 413 or 415.</exception>
    internal static async Task<UploadedFile> Read(HttpRequest request, FileOfAttribute of)
    {
        if (request.ContentLength > BodyBytes(of))
        {
            throw new RefusedException(HttpProblems.TooLarge);
        }
        var media = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (media == "multipart/form-data")
        {
            var file = await ReadForm(request, BodyBytes(of)) is { Files: [var only] } ? only : throw RefusedException.Invalid("/file", HttpProblems.OneFile);
            await using var content = file.OpenReadStream();
            return new UploadedFile(file.FileName, await ReadBytes(content, of.MaxBytes, request.HttpContext.RequestAborted));
        }
        return string.IsNullOrEmpty(media) || media == "application/octet-stream" || of.MediaTypes.Contains(media)
            ? new UploadedFile(null, await ReadBytes(request.Body, of.MaxBytes, request.HttpContext.RequestAborted))
            : throw new RefusedException(HttpProblems.UnsupportedMedia);
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

    private static async Task<IFormCollection> ReadForm(HttpRequest request, int mostBytes)
    {
        var options = new FormOptions { MultipartBodyLengthLimit = mostBytes, ValueCountLimit = 16 };
        request.HttpContext.Features.Set<IFormFeature>(new FormFeature(request, options));
        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException exceeded)
        {
            // The one exception type for a body over a limit and for one that is no form at all.
            throw exceeded.Message.Contains("limit", StringComparison.OrdinalIgnoreCase)
                ? new RefusedException(HttpProblems.TooLarge) : RefusedException.Invalid("/file", HttpProblems.OneFile);
        }
    }

    private static async Task<byte[]> ReadBytes(Stream stream, int mostBytes, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (content.Length + read > mostBytes)
            {
                throw new RefusedException(HttpProblems.TooLarge);
            }
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }
}

/// <summary>What an <see cref="UploadedFile"/> may be; the request's other members come from route and query.</summary>
/// <param name="mediaType">Of the bytes sent as they are, such as text/csv; application/octet-stream, or to say nothing, will do, too.</param>
/// <param name="maxBytes">The largest file.</param>
/// <param name="alsoAs">Other names that browsers and programs give such a file.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class FileOfAttribute(string mediaType, int maxBytes, params string[] alsoAs) : Attribute
{
    /// <summary>Of the bytes sent as they are.</summary>
    public IReadOnlyList<string> MediaTypes { get; } = [mediaType, .. alsoAs];

    /// <summary>The largest file.</summary>
    public int MaxBytes { get; } = maxBytes;
}
