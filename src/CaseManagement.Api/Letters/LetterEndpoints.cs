using CaseManagement.Api.Http;

namespace CaseManagement.Api.Letters;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class LetterEndpoints
{
    /// <summary>Maps /letters.</summary>
    public static void MapLetters(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/letters").WithTags("Letters");
        room.Create<RecordLetter>("/");
        room.List<ListLetters>("/");
        room.Post<ProposeDeadline>("/deadline-proposal");
        room.Get<GetLetter>("/{id}");
        room.Replace<CorrectLetter>("/{id}");
        room.Change<SendRemedy>("/{id}/remedy-sent");
        room.Change<RenounceRemedy>("/{id}/remedy-renounced");
        room.Change<ReopenRemedy>("/{id}/reopen-remedy");
    }
}
