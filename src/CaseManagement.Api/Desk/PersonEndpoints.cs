using CaseManagement.Api.Http;
using CaseManagement.Api.Print;

namespace CaseManagement.Api.Desk;

/// <summary>Persons and households with what the rooms of cases know of them.</summary>
public static class PersonEndpoints
{
    /// <summary>Maps what is read under /clients and /households.</summary>
    public static void MapPersons(this IEndpointRouteBuilder api)
    {
        var clients = api.MapGroup("/clients").WithTags("Clients");
        clients.Post<SearchClients>("/search");
        clients.Get<GetClient>("/{id}");
        clients.Post<CopyPerson>("/{id}/copies");
        clients.On<PrintCopy, PrintedPage>("GET", "/{id}/copies/page", PrintEndpoints.Page)
            .Produces<string>(StatusCodes.Status200OK, "text/html", "application/pdf").ProducesProblem(StatusCodes.Status409Conflict);
        clients.On<SendCopy, CopySent>("POST", "/{clientId}/copies/send", (sent, _) => TypedResults.Created($"/api/v1/copies/{sent.Id}", sent))
            .Produces<CopySent>(StatusCodes.Status201Created);
        api.MapGroup("/copies").WithTags("Clients").Get<GetFileCopy>("/{id}");
        api.MapGroup("/households").WithTags("Households").Get<GetHousehold>("/{id}");
    }
}
