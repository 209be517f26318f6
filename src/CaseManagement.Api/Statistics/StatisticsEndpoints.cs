using CaseManagement.Api.Http;

namespace CaseManagement.Api.Statistics;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class StatisticsEndpoints
{
    /// <summary>Maps /statistics.</summary>
    public static void MapStatistics(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/statistics").WithTags("Statistics");
        room.Get<ListFigureDefinitions>("/definitions");
        room.Get<GetFigureDefinition>("/definitions/{name}");
        room.Get<GetFigure>("/figures/{name}");
        room.List<ListFigureUnits>("/figures/{name}/units");
    }
}
