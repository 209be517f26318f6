using CaseManagement.Api.Http;

namespace CaseManagement.Api.Mentors;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class MentorEndpoints
{
    /// <summary>Maps /mentors, /mentor-assignments and /mentor-rule.</summary>
    public static void MapMentors(this IEndpointRouteBuilder api)
    {
        var mentors = api.MapGroup("/mentors").WithTags("Mentors");
        mentors.Create<RecordMentor>("/");
        mentors.List<ListMentors>("/");
        mentors.Get<GetMentor>("/{id}");
        mentors.Replace<ChangeMentor>("/{id}");
        mentors.Change<SeeCertificate>("/{id}/certificate-seen");
        mentors.Change<ReinstateMentor>("/{id}/reinstate");
        mentors.Change<LeaveMentor>("/{id}/leave");
        mentors.List<ListMentorConcerns>("/{id}/concerns");

        var assignments = api.MapGroup("/mentor-assignments").WithTags("Mentors");
        assignments.Create<AssignMentor>("/");
        assignments.List<ListMentorAssignments>("/");
        assignments.Get<GetMentorAssignment>("/{id}");
        assignments.Change<EndMentorAssignment>("/{id}/end");
        assignments.Change<RaiseMentorConcern>("/{id}/concern");

        var rule = api.MapGroup("/mentor-rule").WithTags("Mentors");
        rule.Get<GetMentorRule>("/");
        rule.Put<SetMentorRule>("/");
    }
}
