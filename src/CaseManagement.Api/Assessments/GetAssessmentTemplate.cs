using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Assessments;

/// <summary>A version of the binding form with its questions.</summary>
[Requires(Permission.UseProduct)]
public sealed record GetAssessmentTemplate(Guid Id) : IQuery<SingleTemplate>;

/// <summary>A version of the binding form.</summary>
/// <param name="Id">This version.</param>
/// <param name="Code">The form's name, the same for all its versions.</param>
/// <param name="Number">Counts up from 1.</param>
/// <param name="Name">In the language of the request.</param>
/// <param name="Source">What the form follows.</param>
/// <param name="ValidFrom">First day on which it is binding.</param>
/// <param name="ValidTo">First day on which it is not binding any more; null while no end is known.</param>
/// <param name="Status">published or retired.</param>
/// <param name="Areas">Areas and questions, labelled in both languages, in the order in which they are asked.</param>
public sealed record SingleTemplate(
    Guid Id,
    [Example("beratungsraster")] string Code,
    int Number,
    [Example("Assessment form")] string Name,
    [Example("Beratungsraster")] string? Source,
    [Example("2026-01-01")] DateOnly ValidFrom,
    [Example(null)] DateOnly? ValidTo,
    [Example("published")] TemplateStatus Status,
    [Example("language")] IReadOnlyList<FormArea> Areas) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore]
    public uint Version { get; init; }
}

internal sealed class GetAssessmentTemplateHandler(CaseDb db) : IHandler<GetAssessmentTemplate, SingleTemplate>
{
    public async Task<SingleTemplate> Handle(GetAssessmentTemplate request, CancellationToken cancellationToken)
    {
        var found = await db.Set<AssessmentTemplate>().AsNoTracking().Where(template => template.Id == request.Id && template.Status != TemplateStatus.Draft)
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        return new SingleTemplate(found.Id, found.Code, found.Number, Language.Choose(found.NameDe, found.NameEn), found.Source, found.ValidFrom, found.ValidTo, found.Status,
            Form.Read(found.Content).Areas)
        { Version = found.Version };
    }
}
