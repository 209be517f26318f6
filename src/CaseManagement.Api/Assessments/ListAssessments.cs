using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Assessments;

/// <summary>A client's assessments, newest first.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadAssessments)]
[Operation("List a client's assessments", "Newest first, without answers.")]
public sealed record ListAssessments(Guid ClientId, Paging Page) : IQuery<Page<AssessmentRow>>;

/// <summary>An assessment in a list.</summary>
/// <param name="Id">The assessment.</param>
/// <param name="ClientId">Whose needs.</param>
/// <param name="CaseId">The case in which it was started; of one that outlived that case as a draft, the one in which it was completed.</param>
/// <param name="TemplateId">The version of the form.</param>
/// <param name="Status">draft, completed or superseded.</param>
/// <param name="Person">adult or child.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="CompletedAt">When it was completed.</param>
/// <param name="UpdatedAt">The last change.</param>
public sealed record AssessmentRow(
    Guid Id,
    Guid ClientId,
    Guid CaseId,
    Guid TemplateId,
    [Example("completed")] AssessmentStatus Status,
    AssessedPerson Person,
    DateTimeOffset StartedAt,
    DateTimeOffset? CompletedAt,
    [Example(Sample.LaterInstant)] DateTimeOffset UpdatedAt) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListAssessmentsHandler(CaseDb db, CallContext call) : IHandler<ListAssessments, Page<AssessmentRow>>
{
    private static readonly Order<Assessment, AssessmentRow> NewestFirst =
        Order.Descending((Assessment row) => ValueTuple.Create(row.StartedAt, row.Id), (AssessmentRow row) => (row.StartedAt, row.Id));

    public async Task<Page<AssessmentRow>> Handle(ListAssessments request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var assessments = db.Set<Assessment>().Where(assessment => assessment.ClientId == request.ClientId);
        var page = NewestFirst.Next(assessments, request.Page, filter);
        // From the case, so that a client without assessments and somebody else's client are told apart in one statement.
        var found = await db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.ClientId == request.ClientId).OrderBy(c => c.Id).Take(1)
            .Select(c => new
            {
                Rows = page.Select(a => new AssessmentRow(
                    a.Id, a.ClientId, a.CaseId, a.TemplateId, a.Status, a.Person, a.StartedAt, a.CompletedAt, a.UpdatedAt)).ToList(),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        return NewestFirst.Cut(found.Rows, request.Page, filter, await assessments.CountFor(request.Page, cancellationToken));
    }
}
