using CaseManagement.Api.Http;
using CaseManagement.Api.Jobs;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace CaseManagement.Api.Imports;

/// <summary>Imports of allocation lists.</summary>
public static class ImportEndpoints
{
    private const string Path = "/api/v1/imports";

    // What multipart/form-data puts around the file.
    private const int Envelope = 64 * 1024;

    /// <summary>Maps /imports.</summary>
    public static void MapImports(this IEndpointRouteBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");
        imports.MapPost("/", async (string? fileName, ISender sender, IJobEngine engine, HttpContext http, CancellationToken ct) =>
            {
                var created = await Answer.Created(sender.Send(await ReadFile(http.Request, fileName, ct), ct), http, Path);
                await engine.WakeNow(ProcessImports.Name, ct);
                return created;
            })
            .WithMetadata(new RequestSizeLimitAttribute(UploadImport.MaxBytes + Envelope))
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = FileBody();
                return Task.CompletedTask;
            })
            .Handles<UploadImport>("Upload an allocation list",
                "CSV as Excel writes it: UTF-8 (with or without byte order mark), UTF-16 or Windows-1252; semicolon, comma or tab; at most 10 MB and 20,000 rows. "
                + "Send the bytes as `text/csv` with the file's name as `fileName`, or one file as `multipart/form-data`. "
                + "A file that cannot be read is refused at once (422 with the reason); otherwise a dry run gives every row its verdict: follow `progress` in the import.");
        imports.MapGet("/", (string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new ListImports(cursor, limit), ct), http))
            .Handles<ListImports>("List imports", "The organisation's, newest first.");
        imports.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetImport(id), ct), http))
            .Handles<GetImport>("Get an import", "With progress, rows by verdict and what may be done now. Its ETag changes with every piece of work: read it again before you send it.");
        imports.MapGet("/{id:guid}/rows", (Guid id, string? verdict, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Ok(sender.Send(new ListImportRows(id, ListImportRows.VerdictOf(verdict), cursor, limit), ct), http))
            .Handles<ListImportRows>("List the rows of an import", "In the order of the file. `verdict`: new, known, repeated, likely_duplicate or refused. Findings name the column as the file does.");
        imports.MapPut("/{id:guid}/rows/{line:int}/decision", (Guid id, int line, DecideImportRow body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { ImportId = id, RowLine = line, Version = ifMatch.Version }, ct), http))
            .Handles<DecideImportRow>("Decide on a likely duplicate",
                "`create`: somebody else than the candidates. `use_existing` with `clientId` or `line`: this candidate, who stays as on file. `skip`: leave the row aside. The ETag is the import's.");
        imports.MapPost("/{id:guid}/apply", async (Guid id, ApplyImport body, IfMatch ifMatch, ISender sender, IJobEngine engine, HttpContext http, CancellationToken ct) =>
            {
                var saved = await sender.Send(body with { Id = id, Version = ifMatch.Version }, ct);
                await engine.WakeNow(ProcessImports.Name, ct);
                return Accepted(saved, http);
            })
            .Handles<ApplyImport>("Apply a checked import",
                "202: it is being applied; follow `progress`. `row_by_row` applies household by household and leaves refused and undecided rows aside. `all_or_nothing` is refused (409 `import-obstacles`, with `lines`) "
                + "while a row is refused or undecided, and runs in one transaction. Both look once more who is on file; where `all_or_nothing` then meets a new obstacle it changes nothing and sets `applyRefusedAt`. "
                + "Known and repeated rows change nothing, so the same file twice does no harm.");
        imports.MapPost("/{id:guid}/discard", (Guid id, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(new DiscardImport(id, ifMatch.Version), ct), http))
            .Handles<DiscardImport>("Discard an import", "The file is deleted; the rows checked so far stay as evidence.");
    }

    private static Accepted<Changed> Accepted(Saved saved, HttpContext http)
    {
        http.Response.Headers.ETag = IfMatch.TagOf(saved.Version);
        return TypedResults.Accepted($"{Path}/{saved.Id}", new Changed(saved.Id));
    }

    private static async Task<UploadImport> ReadFile(HttpRequest request, string? fileName, CancellationToken cancellationToken)
    {
        if (request.ContentLength > UploadImport.MaxBytes + Envelope)
        {
            throw new RefusedException(HttpProblems.TooLarge);
        }
        if (request.HasFormContentType && request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            var form = await ReadForm(request, cancellationToken);
            var file = form.Files is [var only] ? only : throw RefusedException.Invalid("/file", ImportProblems.OneFile);
            await using var content = file.OpenReadStream();
            return new UploadImport { FileName = UploadImport.NameOf(fileName ?? file.FileName), Content = await ReadBytes(content, cancellationToken) };
        }
        if (request.ContentType?.Split(';')[0].Trim() is not ("text/csv" or "application/octet-stream"))
        {
            throw new RefusedException(HttpProblems.UnsupportedMedia);
        }
        return new UploadImport { FileName = UploadImport.NameOf(fileName), Content = await ReadBytes(request.Body, cancellationToken) };
    }

    private static async Task<IFormCollection> ReadForm(HttpRequest request, CancellationToken cancellationToken)
    {
        request.HttpContext.Features.Set<IFormFeature>(new FormFeature(request, new FormOptions { MultipartBodyLengthLimit = UploadImport.MaxBytes + Envelope, ValueCountLimit = 16 }));
        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException exceeded)
        {
            // The one exception type for a body over a limit and for one that is no form at all.
            throw exceeded.Message.Contains("limit", StringComparison.OrdinalIgnoreCase) ? new RefusedException(HttpProblems.TooLarge) : RefusedException.Invalid("/file", ImportProblems.OneFile);
        }
    }

    private static async Task<byte[]> ReadBytes(Stream stream, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (content.Length + read > UploadImport.MaxBytes)
            {
                throw new RefusedException(HttpProblems.TooLarge);
            }
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    private static OpenApiRequestBody FileBody() => new()
    {
        Required = true,
        Description = "The file, byte for byte: do not convert it.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["text/csv"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
            ["multipart/form-data"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "file" },
                    Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                },
            },
        },
    };
}
