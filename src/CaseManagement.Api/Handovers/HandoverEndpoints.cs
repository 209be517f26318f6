using System.Text;
using CaseManagement.Api.Http;

namespace CaseManagement.Api.Handovers;

/// <summary>Handing a household over, from both sides.</summary>
public static class HandoverEndpoints
{
    /// <summary>Maps /handovers and /left-behind.</summary>
    public static void MapHandovers(this IEndpointRouteBuilder api)
    {
        var handovers = api.MapGroup("/handovers").WithTags("Handovers");
        handovers.Create<PrepareHandover>("/");
        handovers.List<ListHandovers>("/");
        handovers.Get<GetHandover>("/{id}");
        handovers.Replace<WriteHandover>("/{id}");
        handovers.Remove<DiscardHandover>("/{id}");
        handovers.Get<CheckCompleteness>("/{id}/completeness").ProducesProblem(StatusCodes.Status409Conflict);
        handovers.Get<ListIncludable>("/{id}/includable").ProducesProblem(StatusCodes.Status409Conflict);
        handovers.Change<SubmitHandover>("/{id}/submit");
        handovers.Get<GetPackage>("/{id}/package");
        handovers.On<GetPackageContent, PackageContent>("GET", "/{id}/packages/{packageVersion}/content", ExactText).Produces<PackageDocument>();
        handovers.Change<ReviewItems>("/{id}/review-items");
        handovers.Change<RequestClarification>("/{id}/request-clarification");
        handovers.Change<AnswerQueries>("/{id}/answer-queries");
        handovers.Change<AcceptHandover>("/{id}/accept");
        handovers.Change<DeclineHandover>("/{id}/decline");
        handovers.Change<WithdrawHandover>("/{id}/withdraw");
        handovers.Change<CompleteHandover>("/{id}/complete");

        var left = api.MapGroup("/left-behind").WithTags("Handovers");
        left.List<ListLeftBehind>("/");
        left.Get<GetLeftBehind>("/{id}");
        left.Change<NameKeeper>("/{id}/name-keeper");
        left.Change<CorrectLeftBehind>("/{id}/items/{itemId}/correct");
        left.Change<EraseLeftBehind>("/{id}/items/{itemId}/erase");
    }

    private static IResult ExactText(PackageContent package, HttpContext http)
    {
        http.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(package.Sha256)}:";
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(package.Content, "application/json", Encoding.UTF8);
    }
}
