using CaseManagement.Api.Http;

namespace CaseManagement.Api.Dwellings;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class DwellingEndpoints
{
    /// <summary>Maps what stands below /landlords, /dwellings, /leases and /occupancies.</summary>
    public static void MapDwellings(this IEndpointRouteBuilder api)
    {
        var landlords = api.MapGroup("/landlords").WithTags("Dwellings");
        landlords.List<ListLandlords>("/");
        landlords.Create<RecordLandlord>("/");
        landlords.Get<GetLandlord>("/{id}");
        landlords.Replace<ChangeLandlord>("/{id}");
        landlords.Post<RemoveLandlord>("/{id}/remove");

        var dwellings = api.MapGroup("/dwellings").WithTags("Dwellings");
        dwellings.List<ListDwellings>("/");
        dwellings.Create<RecordDwelling>("/");
        dwellings.Get<GetDwelling>("/{id}");
        dwellings.Replace<CorrectDwelling>("/{id}");
        dwellings.Change<MoveIn>("/{id}/move-in");
        dwellings.Post<RemoveDwelling>("/{id}/remove");
        dwellings.Create<RecordLease>("/{dwellingId}/leases", at: "/api/v1/leases");

        var leases = api.MapGroup("/leases").WithTags("Dwellings");
        leases.Get<GetLease>("/{id}");
        leases.Replace<CorrectLease>("/{id}");
        leases.Change<EndLease>("/{id}/end");
        leases.Post<RemoveLease>("/{id}/remove");

        var occupancies = api.MapGroup("/occupancies").WithTags("Dwellings");
        occupancies.List<ListOccupancies>("/");
        occupancies.Get<GetOccupancy>("/{id}");
        occupancies.Replace<CorrectOccupancy>("/{id}");
        occupancies.Change<MoveOut>("/{id}/move-out");
        occupancies.Post<RemoveOccupancy>("/{id}/remove");
    }
}
