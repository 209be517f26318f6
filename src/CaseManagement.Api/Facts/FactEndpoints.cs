using CaseManagement.Api.Http;

namespace CaseManagement.Api.Facts;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class FactEndpoints
{
    /// <summary>Maps what stands below /clients/{clientId}, /allocations and /presences.</summary>
    public static void MapFacts(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("").WithTags("Facts");
        room.List<ListAllocations>("/clients/{clientId}/allocations");
        room.Create<RecordAllocation>("/clients/{clientId}/allocations", at: "/api/v1/allocations");
        room.Get<GetAllocation>("/allocations/{id}");
        room.Replace<CorrectAllocation>("/allocations/{id}");
        room.Change<CancelAllocation>("/allocations/{id}/cancel");

        room.List<ListBenefitChanges>("/clients/{clientId}/benefit-changes");

        room.List<ListPresences>("/clients/{clientId}/presences");
        room.Create<RecordPresence>("/clients/{clientId}/presences", at: "/api/v1/presences");
        room.Get<GetPresence>("/presences/{id}");
        room.Replace<CorrectPresence>("/presences/{id}");
        room.Change<LeavePresence>("/presences/{id}/leave");
        room.Change<LosePresence>("/presences/{id}/unknown");
        room.Change<FindPresence>("/presences/{id}/found");
        room.Change<VoidPresence>("/presences/{id}/void");
    }
}
