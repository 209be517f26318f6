using CaseManagement.Api.Http;

namespace CaseManagement.Api.Desk;

/// <summary>What reads across the slices: the case list, a case, its timeline, the worker's day.</summary>
public static class DeskEndpoints
{
    /// <summary>Maps what is read under /cases, the digest of an absence, /my-day and /me/digest.</summary>
    public static void MapDesk(this IEndpointRouteBuilder api)
    {
        var cases = api.MapGroup("/cases").WithTags("Cases");
        cases.List<ListCases>("/");
        cases.Get<GetCase>("/{id}");
        cases.List<GetCaseTimeline>("/{id}/timeline");

        api.MapGroup("/absences").WithTags("Absences").Get<GetAbsenceDigest>("/{id}/digest");
        var day = api.MapGroup("/my-day").WithTags("My day");
        day.Get<GetMyDay>("/");
        day.List<ListPartOfMyDay>("/{kind}");

        var digest = api.MapGroup("/me/digest").WithTags("Digests");
        digest.Get<GetMyDigest>("/");
        digest.Post<LookAtOverdueByColleague>("/overdue-by-colleague");
    }
}
