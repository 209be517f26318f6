using CaseManagement.Api.Http;

namespace CaseManagement.Api.Measures;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class MeasureEndpoints
{
    /// <summary>Maps /measures and the grid of a household.</summary>
    public static void MapMeasures(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("").WithTags("Measures");
        room.On<PlanMeasure, PlannedMeasure>("POST", "/measures", (planned, http) =>
        {
            http.Response.Headers.ETag = IfMatch.TagOf(planned.Version);
            return TypedResults.Created(At(planned.Id), new MeasureWarnings(planned.Id, [.. planned.Overlaps.Select(id => new MeasureLink(id, At(id)))]));
        }).Produces<MeasureWarnings>(StatusCodes.Status201Created);
        room.List<ListMeasures>("/measures");
        room.Get<GetMeasure>("/measures/{id}");
        room.Replace<CorrectMeasure>("/measures/{id}");
        room.Change<StartMeasure>("/measures/{id}/start");
        room.Change<FinishMeasure>("/measures/{id}/done");
        room.Change<DropMeasure>("/measures/{id}/drop");
        room.Get<GetCounsellingGrid>("/households/{id}/counselling-grid");
    }

    private static string At(Guid id) => $"/api/v1/measures/{id}";
}
