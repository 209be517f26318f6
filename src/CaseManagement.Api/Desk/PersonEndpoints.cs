using CaseManagement.Api.Http;

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
        api.MapGroup("/households").WithTags("Households").Get<GetHousehold>("/{id}");
    }
}
