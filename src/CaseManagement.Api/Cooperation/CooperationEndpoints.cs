using CaseManagement.Api.Http;

namespace CaseManagement.Api.Cooperation;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class CooperationEndpoints
{
    /// <summary>Maps /cooperation-agreements.</summary>
    public static void MapCooperation(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/cooperation-agreements").WithTags("Cooperation agreements");
        room.Create<RecordCooperationAgreement>("/");
        room.List<ListCooperationAgreements>("/");
        room.Get<ListMissingAgreements>("/missing");
        room.Get<GetCooperationAgreement>("/{id}");
        room.Change<AcknowledgeCooperationAgreement>("/{id}/acknowledge");
        room.Change<DeclineCooperationAgreement>("/{id}/decline");
        room.Change<WithdrawCooperationAgreement>("/{id}/withdraw");
        room.Change<CorrectCooperationAgreement>("/{id}/correct");
        room.Change<EndCooperationAgreement>("/{id}/end");
        api.Change<RequireAgreements>("/organisations/{id}/require-agreements").WithTags("Organisations");
    }
}
