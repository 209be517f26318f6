using CaseManagement.Api.Http;

namespace CaseManagement.Api.Consents;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class ConsentEndpoints
{
    /// <summary>Maps /consent-texts, what stands below /clients/{clientId}, and /consents.</summary>
    public static void MapConsents(this IEndpointRouteBuilder api)
    {
        var texts = api.MapGroup("/consent-texts").WithTags("Consents");
        texts.Create<WriteConsentText>("/");
        texts.List<ListConsentTexts>("/");
        texts.Get<GetConsentText>("/{id}");
        texts.Replace<ChangeConsentText>("/{id}");
        texts.Change<PublishConsentText>("/{id}/publish");
        texts.Change<RetireConsentText>("/{id}/retire");

        var room = api.MapGroup("").WithTags("Consents");
        room.List<ListConsents>("/clients/{clientId}/consents");
        room.Create<RecordConsent>("/clients/{clientId}/consents", at: "/api/v1/consents");
        room.List<ListInformationNotices>("/clients/{clientId}/information-notices");
        room.Create<RecordInformationNotice>("/clients/{clientId}/information-notices", at: "/api/v1/information-notices");
        room.Get<GetInformationNotice>("/information-notices/{id}");
        room.Change<CorrectInformationNotice>("/information-notices/{id}/correct");
        room.Get<GetConsent>("/consents/{id}");
        room.Change<CountersignConsent>("/consents/{id}/countersign");
        room.Change<WithdrawConsent>("/consents/{id}/withdraw");
    }
}
