using CaseManagement.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CaseManagement.Api.Assessments;

/// <summary>The binding form, assessments and needs.</summary>
public static class AssessmentEndpoints
{
    /// <summary>Maps /assessment-templates, /assessments and what belongs to a client.</summary>
    public static void MapAssessments(this IEndpointRouteBuilder api)
    {
        var templates = api.MapGroup("/assessment-templates").WithTags("Assessments");
        templates.MapGet("/", (DateOnly? on, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new ListAssessmentTemplates(on), ct), http))
            .Handles<ListAssessmentTemplates>("List the versions of the assessment form", "With `on` only what is binding on that day.");
        templates.MapGet("/{id:guid}", async Task<Results<Ok<SingleTemplate>, StatusCodeHttpResult>> (Guid id, ISender sender, HttpContext http, CancellationToken ct) =>
            {
                var template = await sender.Send(new GetAssessmentTemplate(id), ct);
                var tag = $"\"{template.Version}-{Language.Choose("de", "en")}\"";
                http.Response.Headers.ETag = tag;
                http.Response.Headers.Vary = "Accept-Language, Authorization";
                http.Response.Headers.CacheControl = "private, no-cache"; // No personal data; a form may be kept and asked about.
                return http.Request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(tag)
                    ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(template);
            })
            .Handles<GetAssessmentTemplate>("Get a version of the assessment form", """
                Areas and questions in both languages. A question is of the kind text, single, multiple, boolean, number or date; choices
                are in `options` or come from the code list in `optionsFrom`. `appliesTo` says whether adults or children (under 18) are asked.
                Areas with a `compartment` are voluntary and shown to admitted persons only. A published version never changes.
                """).Produces(StatusCodes.Status304NotModified);

        var ofClient = api.MapGroup("/clients/{clientId:guid}").WithTags("Assessments");
        ofClient.MapPost("/assessments", (Guid clientId, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Created(sender.Send(new StartAssessment(clientId), ct), http, "/api/v1/assessments"))
            .Handles<StartAssessment>("Start an assessment", """
                A draft with the version of the form that is binding today. It starts from the answers and needs of the current assessment,
                which stays current until the draft is completed. One draft per client (409 `assessment-draft-exists` with its `assessmentId`).
                """);
        ofClient.MapGet("/assessments", (Guid clientId, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Ok(sender.Send(new ListAssessments(clientId, cursor, limit), ct), http))
            .Handles<ListAssessments>("List a client's assessments", "Newest first, without answers.");
        ofClient.MapGet("/needs", (Guid clientId, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetNeeds(clientId), ct), http))
            .Handles<GetNeeds>("Get a client's needs", "As the current assessment holds them, the most urgent first. Areas behind a compartment are never in lists.");
        ofClient.MapGet("/needs/history", (Guid clientId, string? area, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetNeedHistory(clientId, area), ct), http))
            .Handles<GetNeedHistory>("Get the change of needs over time", """
                By area, from one completed assessment to the next: whether the need became more or less urgent or was resolved, and which answers
                changed. An area behind a compartment has to be named in `area` and is shown to who is admitted to it.
                """);

        var assessments = api.MapGroup("/assessments").WithTags("Assessments");
        assessments.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetAssessment(id), ct), http))
            .Handles<GetAssessment>("Get an assessment", "Answers and needs by area, each area with an `eTag` of its own; what is missing before it can be completed; what you may do.");
        assessments.MapPut("/{id:guid}/areas/{area}", (Guid id, string area, SaveAssessmentArea body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { AssessmentId = id, Area = area, Version = ifMatch.Version }, ct), http))
            .Handles<SaveAssessmentArea>("Save an area of a draft", """
                Replaces what the area holds; nothing has to be complete yet. If-Match is the area's own `eTag`, so that two colleagues can
                record different areas at once. Codes of lists must be valid today unless the answer stands as it was. An area behind a
                compartment is 404 for who is not admitted to it.
                """);
        assessments.MapPost("/{id:guid}/complete", (Guid id, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(new CompleteAssessment(id, ifMatch.Version), ct), http))
            .Handles<CompleteAssessment>("Complete an assessment", """
                It becomes the client's current assessment, supersedes the previous one and never changes again. Refused with 409
                `assessment-incomplete` and errors[] while a required answer or an area's urgency is missing.
                """);
    }
}
