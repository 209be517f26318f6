using CaseManagement.Api.Http;

namespace CaseManagement.Api.Counselling;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class CounsellingEndpoints
{
    /// <summary>Maps the counselling clock of a case, its programmes and complexity; and funded posts.</summary>
    public static void MapCounselling(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/cases").WithTags("Counselling clock");
        room.Get<GetCounsellingClock>("/{id}/counselling-clock");
        room.Change<ChooseProgramme>("/{id}/choose-programme");
        room.Change<EndProgramme>("/{id}/end-programme");
        room.Change<RateComplexity>("/{id}/rate-complexity");
        room.Get<GetCounsellingHistory>("/{id}/counselling-history");
        room.Change<ExtendCounselling>("/{id}/extend-counselling");
        room.Change<PauseCounselling>("/{id}/pause-counselling");
        room.Change<EndCounsellingPause>("/{id}/counselling-pauses/{pauseId}/end");
        room.Change<RemoveCounsellingPause>("/{id}/counselling-pauses/{pauseId}/remove");

        var posts = api.MapGroup("/funded-posts").WithTags("Funded posts");
        posts.List<ListFundedPosts>("/");
        posts.Get<GetFundedPost>("/{id}");
        posts.Create<CreateFundedPost>("/");
        posts.Replace<ChangeFundedPost>("/{id}");
    }
}
