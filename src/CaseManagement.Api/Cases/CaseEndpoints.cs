using CaseManagement.Api.Http;

namespace CaseManagement.Api.Cases;

/// <summary>Cases. What is read of them across the slices stands in the desk.</summary>
public static class CaseEndpoints
{
    /// <summary>Maps /cases.</summary>
    public static void MapCases(this IEndpointRouteBuilder api)
    {
        var cases = api.MapGroup("/cases").WithTags("Cases");
        cases.Create<OpenCase>("/");
        cases.Get<GetCaseResponsibilities>("/{id}/responsibilities");
        cases.Post<AssignCases>("/assign");
        cases.Change<AssignCase>("/{id}/assign");
        cases.Change<TakeCase>("/{id}/take");
        cases.Change<ReassignCase>("/{id}/reassign");
        cases.Change<ChangeCasePhase>("/{id}/change-phase");
        cases.Get<PreviewCaseClosing>("/{id}/close-preview");
        cases.Change<CloseCase>("/{id}/close");
        cases.Change<ReopenCase>("/{id}/reopen");
        cases.Change<AddCaseParticipant>("/{id}/add-participant");
        cases.Change<EndCaseParticipation>("/{id}/participants/{staffId}/end");
    }
}
