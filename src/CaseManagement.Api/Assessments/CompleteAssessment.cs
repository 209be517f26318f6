using System.Text.Json.Nodes;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Assessments;

/// <summary>Completes a draft: it becomes the client's current assessment, supersedes the previous one and never changes again.</summary>
[Requires(Permission.WriteAssessments)]
[Operation("Complete an assessment", """
    It becomes the client's current assessment, supersedes the previous one and never changes again. Refused with 409
    `assessment-incomplete` and errors[] while a required answer or an area's urgency is missing.
    """)]
public sealed record CompleteAssessment(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class CompleteAssessmentHandler(CaseDb db, CallContext call, AssessmentForms forms, ReferenceCodes codes) : IHandler<CompleteAssessment, Saved>
{
    public async Task<Saved> Handle(CompleteAssessment request, CancellationToken cancellationToken)
    {
        var open = db.OpenCasesOf(call.Caller);
        // The previous one is joined: as .FirstOrDefault() of a whole entity it would number all assessments by a window.
        var found = await (
            from draft in db.Set<Assessment>().VisibleTo(db, call.Caller)
            where draft.Id == request.Id
            from former in db.Set<Assessment>().Where(former => former.Id == draft.PreviousId).DefaultIfEmpty()
            select new
            {
                Assessment = draft,
                OpenCaseId = open.Where(c => c.ClientId == draft.ClientId).Select(c => (Guid?)c.Id).FirstOrDefault(),
                Previous = former,
                Areas = db.Set<AssessmentArea>().Where(area => area.AssessmentId == draft.Id)
                    .Select(area => new { area.Area, area.Urgency, area.Answers }).ToList(),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var assessment = found.Assessment;
        IfMatch.Check(request.Version, assessment.Version);
        Assessment.Moves.Next(assessment.Status, "complete");
        AssessmentWriting.Check(call, assessment.OrganisationId, found.OpenCaseId is not null);

        var form = await forms.Of(db, assessment.TemplateId, cancellationToken);
        ProblemError[] missing =
        [
            .. form.Missing(assessment.Person,
                found.Areas.ToDictionary(area => area.Area, area => ((string?)area.Urgency, JsonNode.Parse(area.Answers)!.AsObject()))),
            // A draft may lie for a while; what is completed today is judged in today's words.
            .. await codes.Faults(
                [.. found.Areas.Select(area => new CodeUse($"/areas/{area.Area}/urgency", CodeLists.Urgency, area.Urgency))], cancellationToken),
        ];
        if (missing.Length > 0)
        {
            throw new RefusedException(AssessmentProblems.Incomplete) { Errors = missing };
        }
        if (found.Previous is { } previous)
        {
            // Saved first: the client has one current assessment at any time (assessment_one_current).
            previous.Supersede(call.Now);
            await db.SaveChangesAsync(cancellationToken);
        }
        assessment.Complete(found.OpenCaseId!.Value, call.Caller.StaffId, call.Now);
        return await db.Save(assessment, cancellationToken);
    }
}
