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
        room.Create<AddAudience>("/audiences");
        room.List<ListAudiences>("/audiences");
        room.Get<GetAudience>("/audiences/{id}");

        var publications = room.MapGroup("/publications");
        publications.Create<DraftPublication>("/");
        publications.List<ListPublications>("/");
        publications.Get<GetPublication>("/{id}");
        publications.Change<SignOffPublication>("/{id}/sign-off");
        publications.Change<PublishPublication>("/{id}/publish");
        publications.Change<ProtectPublication>("/{id}/protect");
        publications.Change<DiscardPublication>("/{id}/discard");
        publications.Get<GetPublicationProof>("/{id}/proof");
        publications.Get<ListPublicationDifferences>("/{id}/differences");
    }
}
