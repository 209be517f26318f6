using CaseManagement.Api.Http;

namespace CaseManagement.Api.Privacy;

/// <summary>Compartments: restricted records, named persons, break-glass.</summary>
public static class PrivacyEndpoints
{
    /// <summary>Maps what stands below /clients/{clientId}, and /restricted-records, /named-persons, /break-glass.</summary>
    public static void MapPrivacy(this IEndpointRouteBuilder api)
    {
        var privacy = api.MapGroup("").WithTags("Privacy");
        privacy.Get<ListCompartments>("/clients/{clientId}/compartments");
        privacy.List<ListRestrictedRecords>("/clients/{clientId}/restricted-records");
        privacy.Create<WriteRestrictedRecord>("/clients/{clientId}/restricted-records", at: "/api/v1/restricted-records");
        privacy.Create<NamePerson>("/clients/{clientId}/named-persons", at: "/api/v1/named-persons");
        privacy.On<BreakGlass, GlassBroken>("POST", "/clients/{clientId}/break-glass",
                (broken, _) => TypedResults.Created($"/api/v1/break-glass/{broken.Id}", broken))
            .Produces<GlassBroken>(StatusCodes.Status201Created);
        privacy.Get<GetRestrictedRecord>("/restricted-records/{id}");
        privacy.Replace<CorrectRestrictedRecord>("/restricted-records/{id}");
        privacy.Get<GetNamedPerson>("/named-persons/{id}");
        privacy.Change<EndNamedPerson>("/named-persons/{id}/end");
        privacy.List<ListBreakGlass>("/break-glass");
        privacy.Get<GetBreakGlass>("/break-glass/{id}");
    }
}
