using CaseManagement.Api.Http;

namespace CaseManagement.Api.Offers;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class OfferEndpoints
{
    /// <summary>Maps the offers for a need, pointing out, and gaps.</summary>
    public static void MapOffers(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("").WithTags("Offers");
        room.Get<FindOffers>("/clients/{clientId}/needs/{needId}/offers");
        room.Post<PointOutService>("/services/{id}/point-out");
        room.Post<RecordServiceGap>("/service-gaps");
        room.Get<ListServiceGaps>("/service-gaps");
    }
}
