using CaseManagement.Api.Http;

namespace CaseManagement.Api.Representations;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class RepresentationEndpoints
{
    /// <summary>Maps what stands below /clients/{clientId}, and /representations.</summary>
    public static void MapRepresentations(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("").WithTags("Representations");
        room.Get<ListRepresentations>("/clients/{clientId}/representations");
        room.Create<RecordRepresentation>("/clients/{clientId}/representations", at: "/api/v1/representations");
        room.Get<GetRepresentation>("/representations/{id}");
        room.Change<EndRepresentation>("/representations/{id}/end");
    }
}
