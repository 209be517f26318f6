using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Assessments;

/// <summary>The versions of the form, the newest first, without their questions.</summary>
/// <param name="On">Only those binding on this day.</param>
[Requires(Permission.ReadReferenceData)]
[Operation("List the versions of the assessment form", "With `on` only what is binding on that day.")]
public sealed record ListAssessmentTemplates(DateOnly? On) : IQuery<TemplateList>;

/// <summary>Versions of the form.</summary>
/// <param name="Items">The newest first.</param>
public sealed record TemplateList(IReadOnlyList<TemplateRow> Items);

/// <summary>A version of the form in a list.</summary>
/// <param name="Id">This version.</param>
/// <param name="Code">The form's name.</param>
/// <param name="Number">Counts up from 1.</param>
/// <param name="Name">In the language of the request.</param>
/// <param name="From">First day on which it is binding.</param>
/// <param name="Until">First day on which it is not binding any more.</param>
/// <param name="Status">published or retired.</param>
public sealed record TemplateRow(
    Guid Id,
    [Example("bedarfserhebung")] string Code,
    int Number,
    [Example("Survey of needs")] string Name,
    [Example("2026-01-01")] DateOnly From,
    [Example(null)] DateOnly? Until,
    [Example("published")] TemplateStatus Status);

internal sealed class ListAssessmentTemplatesHandler(CaseDb db) : IHandler<ListAssessmentTemplates, TemplateList>
{
    public async Task<TemplateList> Handle(ListAssessmentTemplates request, CancellationToken cancellationToken)
    {
        var german = Language.IsGerman;
        return new TemplateList(await db.Set<AssessmentTemplate>()
            .Where(t => t.Status != TemplateStatus.Draft && (request.On == null || (t.Status == TemplateStatus.Published
                && t.ValidFrom <= request.On && (t.ValidTo == null || t.ValidTo > request.On))))
            .OrderBy(t => t.Code).ThenByDescending(t => t.Number)
            .Select(t => new TemplateRow(t.Id, t.Code, t.Number, german ? t.NameDe : t.NameEn, t.ValidFrom, t.ValidTo, t.Status))
            .ToListAsync(cancellationToken));
    }
}
