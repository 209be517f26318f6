using CaseManagement.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace CaseManagement.Api.Documents;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class DocumentEndpoints
{
    /// <summary>Maps /documents.</summary>
    public static void MapDocuments(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/documents").WithTags("Documents");
        room.Create<RecordDocument>("/");
        room.List<ListDocuments>("/");
        room.Get<GetDocument>("/{id}");
        room.Replace<CorrectDocument>("/{id}");
        room.Change<BringDocument>("/{id}/brought");
        room.Change<MissDocument>("/{id}/missing");
        room.On<AddDocumentFile, AddedFile>("POST", "/{id}/files", Added).Produces<AddedFile>(201);
        room.On<DownloadDocumentFile, FileContent>("GET", "/{id}/files/{fileId}", Content).Produces<Stream>(200, FileKind.All[0].MediaType,
            [.. FileKind.All.Skip(1).Select(kind => kind.MediaType)]).Produces(206).Produces(304).ProducesProblem(412)
            .ProducesProblem(416);
        room.Change<EraseDocumentFile>("/{id}/files/{fileId}/erase");
    }

    private static Created<AddedFile> Added(AddedFile added, HttpContext http) => TypedResults.Created($"{http.Request.Path}/{added.Id}", added);

    // To be saved, never shown in the product's own origin, and nobody's to keep on the way.
    private static FileStreamHttpResult Content(FileContent file, HttpContext http)
    {
        var headers = http.Response.Headers;
        (headers.CacheControl, headers.XContentTypeOptions, headers.ContentSecurityPolicy) = ("no-store", "nosniff", "sandbox; default-src 'none'");
        headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(file.Sha256))}:"; // RFC 9530
        return TypedResults.Stream(file.Bytes, file.MediaType, file.Name, entityTag: new EntityTagHeaderValue($"\"{file.Sha256}\""),
            enableRangeProcessing: true);
    }
}
