using CaseManagement.Api.Http;

namespace CaseManagement.Api.Print;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class PrintEndpoints
{
    /// <summary>Maps the printed pages.</summary>
    public static void MapPrint(this IEndpointRouteBuilder api)
    {
        var pages = api.MapGroup("").WithTags("Printed pages");
        pages.On<PrintCounsellingGrid, PrintedPage>("GET", "/households/{id}/counselling-grid/page", Page)
            .Produces<string>(StatusCodes.Status200OK, "text/html", "application/pdf");
        pages.On<PrintInformationSheet, PrintedPage>("GET", "/cases/{id}/information-sheet/page", Page)
            .Produces<string>(StatusCodes.Status200OK, "text/html", "application/pdf");
        pages.On<PrintAgreement, PrintedPage>("GET", "/agreements/{id}/page", Page)
            .Produces<string>(StatusCodes.Status200OK, "text/html", "application/pdf").ProducesProblem(StatusCodes.Status409Conflict);
    }

    internal static IResult Page(PrintedPage page, HttpContext http)
    {
        // Nothing on it runs or is fetched, and nobody keeps it.
        (http.Response.Headers.CacheControl, http.Response.Headers.ContentSecurityPolicy) = ("no-store", "default-src 'none'; style-src 'unsafe-inline'");
        return TypedResults.Bytes(page.Content, page.ContentType);
    }
}
