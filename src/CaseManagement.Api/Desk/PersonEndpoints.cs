using CaseManagement.Api.Http;

namespace CaseManagement.Api.Desk;

/// <summary>Persons and households with what the rooms of cases know of them.</summary>
public static class PersonEndpoints
{
    /// <summary>Maps what is read under /clients and /households.</summary>
    public static void MapPersons(this IEndpointRouteBuilder api)
    {
        var clients = api.MapGroup("/clients").WithTags("Clients");
        clients.MapPost("/search", (SearchClients body, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(body, ct), http))
            .Handles<SearchClients>("Search persons", """
                By name in any spelling and script (Mohammad finds Mohamad, Al-Ahmad finds Alahmad, Yousef finds Youssuf), birth date or
                another office's number. A POST, so that no name stands in a URL.
                """);
        clients.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetClient(id), ct), http))
            .Handles<GetClient>("Get a person", """
                Everything on file: names, histories, languages, marks, households, cases. What is in a compartment to which you are not
                admitted is not in it.
                """);

        var households = api.MapGroup("/households").WithTags("Households");
        households.Get<GetHousehold>("/{id}");
    }
}
