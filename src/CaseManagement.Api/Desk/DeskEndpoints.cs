using CaseManagement.Api.Http;

namespace CaseManagement.Api.Desk;

/// <summary>What reads across the slices: the case list, a case, its timeline, the worker's day.</summary>
public static class DeskEndpoints
{
    /// <summary>Maps what is read under /cases, the digest of an absence, and /my-day.</summary>
    public static void MapDesk(this IEndpointRouteBuilder api)
    {
        var cases = api.MapGroup("/cases").WithTags("Cases");
        cases.List<ListCases>("/");
        cases.Get<GetCase>("/{id}");
        cases.List<GetCaseTimeline>("/{id}/timeline");

        api.MapGroup("/absences").WithTags("Absences").Get<GetAbsenceDigest>("/{id}/digest");
        api.MapGroup("/my-day").WithTags("My day").Get<GetMyDay>("/");
    }
}
