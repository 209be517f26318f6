using CaseManagement.Api.Http;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Outbox;

namespace CaseManagement.Api.Referrals;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class ReferralEndpoints
{
    /// <summary>Maps /referrals, the register of disclosures, and /partner/referrals.</summary>
    public static void MapReferrals(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/referrals").WithTags("Referrals");
        room.Create<WriteReferral>("/");
        room.List<ListReferrals>("/");
        room.Get<GetReferral>("/{id}");
        room.Replace<ChangeReferral>("/{id}");
        room.Remove<DiscardReferral>("/{id}");
        room.Get<PreviewReferral>("/{id}/preview").ProducesProblem(StatusCodes.Status409Conflict);
        room.Change<SendReferral>("/{id}/send").ThenWakes(DeliverWebhooks.Name);
        room.Change<CorrectReferral>("/{id}/correct").ThenWakes(DeliverWebhooks.Name);
        room.Change<WriteReferralMessage>("/{id}/message").ThenWakes(DeliverWebhooks.Name);
        room.Change<RecordReferralAnswer>("/{id}/record-answer");
        room.Change<UnblockReferral>("/{id}/unblock");
        room.Change<WithdrawReferral>("/{id}/withdraw").ThenWakes(DeliverWebhooks.Name);
        room.Change<AcknowledgeReferral>("/{id}/acknowledge");
        api.MapGroup("").WithTags("Referrals").List<ListDisclosures>("/clients/{clientId}/disclosures");

        var partner = api.MapGroup("/partner/referrals").WithTags("Received referrals");
        partner.List<ListReceivedReferrals>("/");
        partner.Get<FollowReferrals>("/changes").ProducesProblem(StatusCodes.Status410Gone);
        partner.Post<ReportReferral>("/report");
        partner.Get<GetReceivedReferral>("/{id}");
        partner.Change<AcceptReferral>("/{id}/accept");
        partner.Change<RejectReferral>("/{id}/reject");
        partner.Change<StartReferral>("/{id}/start");
        partner.Change<HoldReferral>("/{id}/hold");
        partner.Change<ResumeReferral>("/{id}/resume");
        partner.Change<CompleteReferral>("/{id}/complete");
        partner.Change<FailReferral>("/{id}/fail");
        partner.Change<ReturnReferral>("/{id}/return");
        partner.Change<AnswerReferralMessage>("/{id}/message");
        partner.Change<GiveAppointment>("/{id}/appoint");
        partner.Change<RecordAppointment>("/{id}/appointments/{appointmentId}");
        partner.Change<ConfirmCorrection>("/{id}/corrections/{messageId}/confirm");
        partner.Change<ConfirmWithdrawal>("/{id}/confirm-withdrawal");

        var receipts = api.MapGroup("/partner/receipts").WithTags("Received referrals");
        receipts.List<ListReferralReceipts>("/");
        receipts.Get<GetReferralReceipt>("/{messageId}");
    }
}
