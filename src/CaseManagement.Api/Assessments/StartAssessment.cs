using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Assessments;

/// <summary>
/// Starts a draft with the version of the form that is binding today. It takes over the answers and needs of the client's
/// current assessment, which stays current until the draft is completed.
/// </summary>
[Requires(Permission.WriteAssessments)]
[Operation("Start an assessment", """
    A draft with the version of the form that is binding today. It starts from the answers and needs of the current assessment,
    which stays current until the draft is completed. One draft per client (409 `assessment-draft-exists` with its `assessmentId`).
    """)]
public sealed record StartAssessment(Guid ClientId) : ICommand<Saved>;

internal sealed class StartAssessmentHandler(CaseDb db, CallContext call, AssessmentForms forms) : IHandler<StartAssessment, Saved>
{
    public async Task<Saved> Handle(StartAssessment request, CancellationToken cancellationToken)
    {
        var today = call.Today;
        var known = await db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.ClientId == request.ClientId)
            .OrderBy(c => c.Status == CaseStatus.Open ? 0 : 1)
            .Select(c => new
            {
                c.Id, c.Status, c.OrganisationId,
                BirthDate = db.Set<Client>().Where(client => client.Id == c.ClientId).Select(client => client.BirthDate).FirstOrDefault(),
                Draft = db.Set<Assessment>().Where(a => a.ClientId == c.ClientId && a.Status == AssessmentStatus.Draft)
                    .Select(a => (Guid?)a.Id).FirstOrDefault(),
                Current = db.Set<Assessment>().Where(a => a.ClientId == c.ClientId && a.Status == AssessmentStatus.Completed)
                    .Select(a => (Guid?)a.Id).FirstOrDefault(),
                Template = db.Set<AssessmentTemplate>().Where(t => t.Code == AssessmentTemplate.BindingForm && t.Status == TemplateStatus.Published
                    && t.ValidFrom <= today && (t.ValidTo == null || t.ValidTo > today)).Select(t => (Guid?)t.Id).FirstOrDefault(),
            })
            .FirstOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        if (known.OrganisationId != call.Caller.OrganisationId)
        {
            throw new RefusedException(AssessmentProblems.HandedOver);
        }
        if (known.Status != CaseStatus.Open)
        {
            throw new RefusedException(AssessmentProblems.NoOpenCase);
        }
        if (known.Draft is { } draft)
        {
            throw new RefusedException(AssessmentProblems.DraftExists) { Extensions = { ["assessmentId"] = draft } };
        }
        var templateId = known.Template ?? throw new RefusedException(AssessmentProblems.NoBindingForm);
        var form = await forms.Of(db, templateId, cancellationToken);

        var assessment = Assessment.Start(
            known.OrganisationId, request.ClientId, known.Id, templateId, known.BirthDate, known.Current, call.Caller.StaffId, call.Now);
        db.Add(assessment);
        await db.SaveChangesAsync(cancellationToken);
        string[] areas = [.. form.For(assessment.Person).Select(area => area.Code)];
        Guid[] ids = [.. areas.Select(_ => Guid.CreateVersion7(call.Now))];
        await db.Database.ExecuteSqlAsync($"CALL app.lay_out_assessment({assessment.Id}, {ids}, {areas})", cancellationToken);
        return new Saved(assessment.Id, assessment.Version);
    }
}
