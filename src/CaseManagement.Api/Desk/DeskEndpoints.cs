using CaseManagement.Api.Http;

namespace CaseManagement.Api.Desk;

/// <summary>What reads across the slices: the case list, a case, its timeline.</summary>
public static class DeskEndpoints
{
    /// <summary>Maps what is read under /cases.</summary>
    public static void MapDesk(this IEndpointRouteBuilder api)
    {
        var cases = api.MapGroup("/cases").WithTags("Cases");
        cases.List<ListCases>("/");
        cases.Get<GetCase>("/{id}");
        cases.List<GetCaseTimeline>("/{id}/timeline");
    }
}
