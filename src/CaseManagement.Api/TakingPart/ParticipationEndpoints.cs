using CaseManagement.Api.Http;

namespace CaseManagement.Api.TakingPart;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class ParticipationEndpoints
{
    /// <summary>Maps /participations, /employments, /language-levels.</summary>
    public static void MapParticipations(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/participations").WithTags("Participations");
        room.Create<RecordParticipation>("/");
        room.List<ListParticipations>("/");
        room.Get<GetParticipation>("/{id}");
        room.Replace<CorrectParticipation>("/{id}");
        room.Change<GetPlace>("/{id}/place");
        room.Change<BeginParticipation>("/{id}/begin");
        room.Change<CompleteParticipation>("/{id}/complete");
        room.Change<BreakOffParticipation>("/{id}/break-off");
        room.Change<WithdrawParticipation>("/{id}/withdraw");
        room.Change<CorrectParticipationMove>("/{id}/moves/{moveId}/correct");
        room.Change<TakeBackParticipationMove>("/{id}/take-back");
        room.Post<RemoveParticipation>("/{id}/remove");

        var jobs = api.MapGroup("/employments").WithTags("Employments");
        jobs.Create<RecordEmployment>("/");
        jobs.List<ListEmployments>("/");
        jobs.Get<GetEmployment>("/{id}");
        jobs.Replace<CorrectEmployment>("/{id}");
        jobs.Change<EndEmployment>("/{id}/end");
        jobs.Post<RemoveEmployment>("/{id}/remove");

        var levels = api.MapGroup("/language-levels").WithTags("Language levels");
        levels.Create<RecordLanguageLevel>("/");
        levels.List<ListLanguageLevels>("/");
        levels.Get<GetLanguageLevel>("/{id}");
        levels.Replace<CorrectLanguageLevel>("/{id}");
        levels.Post<RemoveLanguageLevel>("/{id}/remove");
    }
}
