using CaseManagement.Api.Http;
using CaseManagement.Api.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CaseManagement.Api.Imports;

/// <summary>Lists of facts about persons on file.</summary>
public static class FactListEndpoints
{
    private const string Path = "/api/v1/fact-lists";

    /// <summary>Maps /fact-lists.</summary>
    public static void MapFactLists(this IEndpointRouteBuilder api)
    {
        var lists = api.MapGroup("/fact-lists").WithTags("Fact lists");
        lists.Get<GetFactKinds>("/kinds");
        lists.Create<UploadFactList>("/").ThenWakes(ProcessFactLists.Name);
        lists.List<ListFactLists>("/");
        lists.Get<GetFactList>("/{id}");
        lists.List<ListFactListRows>("/{id}/rows");
        lists.On<DownloadFactListReport, FactListReport>("GET", "/{id}/report", Report).Produces<Stream>(200, "text/csv");
        lists.On<ApplyFactList, Saved>("POST", "/{id}/apply", (saved, http) => Answer.Accepted(saved, $"{Path}/{saved.Id}", http))
            .Produces<Changed>(StatusCodes.Status202Accepted).ThenWakes(ProcessFactLists.Name);
        lists.Change<DiscardFactList>("/{id}/discard");
    }

    // To be saved, never shown in the product's own origin, and nobody's to keep on the way.
    private static FileContentHttpResult Report(FactListReport report, HttpContext http)
    {
        var headers = http.Response.Headers;
        (headers.CacheControl, headers.XContentTypeOptions) = ("no-store", "nosniff");
        return TypedResults.Bytes(report.Csv, "text/csv; charset=utf-8", report.Name);
    }
}
