using CaseManagement.Api.Http;

namespace CaseManagement.Api.Assessments;

/// <summary>The binding form, assessments and needs.</summary>
public static class AssessmentEndpoints
{
    /// <summary>Maps /assessment-templates, /assessments and what belongs to a client.</summary>
    public static void MapAssessments(this IEndpointRouteBuilder api)
    {
        var assessments = api.MapGroup("").WithTags("Assessments");
        assessments.List<ListAssessmentTemplates>("/assessment-templates");
        assessments.Get<GetAssessmentTemplate>("/assessment-templates/{id}");
        assessments.Create<StartAssessment>("/clients/{clientId}/assessments", at: "/api/v1/assessments");
        assessments.List<ListAssessments>("/clients/{clientId}/assessments");
        assessments.Get<GetNeeds>("/clients/{clientId}/needs");
        assessments.Get<GetNeedHistory>("/clients/{clientId}/needs/history");
        assessments.Get<GetAssessment>("/assessments/{id}");
        assessments.Replace<SaveAssessmentArea>("/assessments/{id}/areas/{area}");
        assessments.Change<CompleteAssessment>("/assessments/{id}/complete");
    }
}
