using CaseManagement.Api.Http;

namespace CaseManagement.Api.Agreements;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class AgreementEndpoints
{
    /// <summary>Maps /agreements and /agreement-settings.</summary>
    public static void MapAgreements(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/agreements").WithTags("Agreements");
        room.Create<StartAgreement>("/");
        room.List<ListAgreements>("/");
        room.Get<GetAgreement>("/{id}");
        room.Replace<ChangeAgreement>("/{id}");
        room.Change<AddGoal>("/{id}/goals");
        room.Replace<ChangeGoal>("/{id}/goals/{goalId}");
        room.Remove<RemoveGoal>("/{id}/goals/{goalId}");
        room.Change<ReportGoal>("/{id}/goals/{goalId}/progress");
        room.Change<MeasureGoal>("/{id}/goals/{goalId}/measurements");
        room.Change<VoidMeasurement>("/{id}/goals/{goalId}/measurements/{measurementId}/void");
        room.Change<AddStep>("/{id}/steps");
        room.Replace<ChangeStep>("/{id}/steps/{stepId}");
        room.Remove<RemoveStep>("/{id}/steps/{stepId}");
        room.Change<DoStep>("/{id}/steps/{stepId}/done");
        room.Change<LeaveStep>("/{id}/steps/{stepId}/not-done");
        room.Change<TakeStepOver>("/{id}/steps/{stepId}/take-over");
        room.Change<StateUnmetNeed>("/{id}/unmet-needs");
        room.Change<ProposeAgreement>("/{id}/propose");
        room.Change<ReviseAgreement>("/{id}/revise");
        room.Change<AcknowledgeAgreement>("/{id}/acknowledge");
        room.Change<ApproveAgreement>("/{id}/approve");
        room.Change<StartReview>("/{id}/start-review");
        room.Change<ReviewedAgreement>("/{id}/reviewed");
        room.Change<AmendAgreement>("/{id}/amend");
        room.Change<DiscardAmendment>("/{id}/discard-amendment");
        room.Change<CompleteAgreement>("/{id}/complete");
        room.Change<TerminateAgreement>("/{id}/terminate");
        room.Change<SeparateAgreement>("/{id}/separate");
        room.Get<ListAgreementVersions>("/{id}/versions");
        room.Get<GetAgreementVersion>("/{id}/versions/{number}");
        room.Get<CompareVersions>("/{id}/versions/{number}/difference");

        var settings = api.MapGroup("/agreement-settings").WithTags("Agreements");
        settings.Get<GetAgreementSettings>("/");
        settings.Put<SetAgreementSettings>("/");
    }
}
