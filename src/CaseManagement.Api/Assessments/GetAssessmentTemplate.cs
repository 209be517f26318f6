using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Assessments;

/// <summary>A version of the binding form with its questions.</summary>
[Requires(Permission.ReadReferenceData)]
[Operation("Get a version of the assessment form", """
    Areas and questions in both languages. A question is of the kind text, single, multiple, boolean, number or date; choices
    are in `options` or come from the code list in `optionsFrom`. `appliesTo` says whether adults or children (under 18) are asked.
    Areas with a `compartment` are voluntary and shown to admitted persons only. A published version never changes.
    """)]
public sealed record GetAssessmentTemplate(Guid Id) : IQuery<Kept<SingleTemplate>>;

/// <summary>A version of the binding form.</summary>
/// <param name="Id">This version.</param>
/// <param name="Code">The form's name, the same for all its versions.</param>
/// <param name="Number">Counts up from 1.</param>
/// <param name="Name">In the language of the request.</param>
/// <param name="Source">What the form follows.</param>
/// <param name="From">First day on which it is binding.</param>
/// <param name="Until">First day on which it is not binding any more; null while no end is known.</param>
/// <param name="Status">published or retired.</param>
/// <param name="Areas">Areas and questions, labelled in both languages, in the order in which they are asked.</param>
public sealed record SingleTemplate(
    Guid Id,
    [Example("bedarfserhebung")] string Code,
    int Number,
    [Example("Survey of needs")] string Name,
    [Example("Bedarfserhebung (Dortmund)")] string? Source,
    [Example("2026-01-01")] DateOnly From,
    [Example(null)] DateOnly? Until,
    [Example("published")] TemplateStatus Status,
    [Example("language")] IReadOnlyList<FormArea> Areas);

internal sealed class GetAssessmentTemplateHandler(CaseDb db) : IHandler<GetAssessmentTemplate, Kept<SingleTemplate>>
{
    public async Task<Kept<SingleTemplate>> Handle(GetAssessmentTemplate request, CancellationToken cancellationToken)
    {
        var found = await db.Set<AssessmentTemplate>().AsNoTracking()
            .Where(template => template.Id == request.Id && template.Status != TemplateStatus.Draft)
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        return new Kept<SingleTemplate>($"\"{found.Version}-{Language.Choose("de", "en")}\"", new SingleTemplate(
            found.Id, found.Code, found.Number, Language.Choose(found.NameDe, found.NameEn), found.Source,
            found.ValidFrom, found.ValidTo, found.Status, Form.Read(found.Content).Areas));
    }
}
