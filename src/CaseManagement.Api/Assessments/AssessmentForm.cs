using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Assessments;

/// <summary>Whether a version of the form is in use.</summary>
public enum TemplateStatus
{
    /// <summary>Being written; nobody is asked by it.</summary>
    Draft,
    /// <summary>Binding in its period. Its content never changes.</summary>
    Published,
    /// <summary>Was binding; kept for the assessments made with it.</summary>
    Retired,
}

/// <summary>A version of the binding form. Versions come by migration; the application reads them.</summary>
public sealed class AssessmentTemplate : IRoot
{
    /// <summary>The form that needs are recorded with.</summary>
    public const string BindingForm = "bedarfserhebung";

    /// <summary>The legal moves. Migrations make them; the database holds them to it (app.assessment_form_may_move).</summary>
    public static readonly Transitions<TemplateStatus> Moves = new("assessment-template",
        (TemplateStatus.Draft, "publish", TemplateStatus.Published),
        (TemplateStatus.Published, "retire", TemplateStatus.Retired));

    private AssessmentTemplate() { }

    /// <summary>This version.</summary>
    public Guid Id { get; private set; }
    /// <summary>The form's name, the same for all its versions.</summary>
    public string Code { get; private set; } = "";
    /// <summary>Counts up from 1.</summary>
    public int Number { get; private set; }
    /// <summary>In German.</summary>
    public string NameDe { get; private set; } = "";
    /// <summary>In English.</summary>
    public string NameEn { get; private set; } = "";
    /// <summary>What the form follows.</summary>
    public string? Source { get; private set; }
    /// <summary>First day on which it is binding.</summary>
    public DateOnly ValidFrom { get; private set; }
    /// <summary>First day on which it is not binding any more; null while no end is known.</summary>
    public DateOnly? ValidTo { get; private set; }
    /// <summary>Draft, published or retired.</summary>
    public TemplateStatus Status { get; private set; }
    /// <summary>The form as JSON, see <see cref="Form"/>.</summary>
    public string Content { get; private set; } = "{}";
    /// <summary>PostgreSQL's xmin.</summary>
    public uint Version { get; private set; }
}

/// <summary>The content of a form.</summary>
/// <param name="Areas">In the order in which they are asked.</param>
public sealed record Form(IReadOnlyList<FormArea> Areas)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Reads a template's content; the database has checked its form (app.is_assessment_form).</summary>
    public static Form Read(string content) => JsonSerializer.Deserialize<Form>(content, Options)!;

    /// <summary>The areas that are asked of a person.</summary>
    public IEnumerable<FormArea> For(AssessedPerson person) => Areas.Where(area => FormArea.Applies(area.AppliesTo, person));

    /// <summary>
    /// What is missing before an assessment can be completed: the urgency of every area and the required answers. Areas
    /// with a compartment are voluntary (Art. 9 GDPR) and demand nothing.
    /// </summary>
    /// <param name="person">Whose questions.</param>
    /// <param name="areas">What has been recorded, by area.</param>
    public IReadOnlyList<ProblemError> Missing(AssessedPerson person, IReadOnlyDictionary<string, (string? Urgency, JsonObject Answers)> areas) =>
    [
        .. For(person).Where(area => area.Compartment is null).SelectMany(area =>
        {
            var (urgency, answers) = areas.TryGetValue(area.Code, out var found) ? found : (null, []);
            var unanswered = area.For(person).Where(question => question.Required && !answers.ContainsKey(question.Code))
                .Select(question => Fault($"/areas/{area.Code}/answers/{question.Code}", AssessmentProblems.AnswerRequired));
            return urgency is null ? unanswered.Append(Fault($"/areas/{area.Code}/urgency", AssessmentProblems.UrgencyRequired)) : unanswered;
        }),
    ];

    private static ProblemError Fault(string pointer, ProblemType rule) => new(pointer, rule.Code, rule.Text());
}

/// <summary>An area of a form.</summary>
/// <param name="Code">Code of the list need-area.</param>
/// <param name="LabelDe">In German.</param>
/// <param name="LabelEn">In English.</param>
/// <param name="AppliesTo">adult, child or all; null means all.</param>
/// <param name="Compartment">health, protection, sexual_orientation or null.</param>
/// <param name="Questions">In the order in which they are asked.</param>
public sealed record FormArea(
    [Example("language")] string Code,
    [Example("Sprache")] string LabelDe,
    [Example("Language")] string LabelEn,
    [Example("adult")] string? AppliesTo,
    [Example(null)] string? Compartment,
    IReadOnlyList<FormQuestion> Questions)
{
    /// <summary>The questions that are asked of a person.</summary>
    public IEnumerable<FormQuestion> For(AssessedPerson person) => Questions.Where(question => Applies(question.AppliesTo, person));

    internal static bool Applies(string? to, AssessedPerson person) => to is null or "all" || to == SnakeCase.Of(person.ToString());
}

/// <summary>A question of a form.</summary>
/// <param name="Code">Its name in the area.</param>
/// <param name="LabelDe">As it is asked in German.</param>
/// <param name="LabelEn">As it is asked in English.</param>
/// <param name="HelpDe">What the counsellor should know.</param>
/// <param name="HelpEn">The same in English.</param>
/// <param name="Kind">text, single, multiple, boolean, number or date.</param>
/// <param name="Options">What can be chosen, where the form says it itself.</param>
/// <param name="OptionsFrom">The code list to choose from.</param>
/// <param name="Required">Whether an assessment can only be completed with an answer.</param>
/// <param name="AppliesTo">adult, child or all; null means all.</param>
public sealed record FormQuestion(
    [Example("course")] string Code,
    [Example("Wie steht es um den Sprach- oder Integrationskurs?")] string LabelDe,
    [Example("What is the state of the language or integration course?")] string LabelEn,
    [Example("Behutsam fragen.")] string? HelpDe,
    [Example("Ask with care.")] string? HelpEn,
    [Example("single")] string Kind,
    IReadOnlyList<FormOption>? Options,
    [Example(null)] string? OptionsFrom,
    bool Required,
    [Example("adult")] string? AppliesTo);

/// <summary>An option of a question.</summary>
/// <param name="Code">What an answer holds.</param>
/// <param name="LabelDe">In German.</param>
/// <param name="LabelEn">In English.</param>
public sealed record FormOption(
    [Example("waiting")] string Code,
    [Example("Angemeldet, wartet auf Platz")] string LabelDe,
    [Example("Registered, waiting for a place")] string LabelEn);

/// <summary>The forms that assessments were made with, kept in memory: what is published never changes.</summary>
public sealed class AssessmentForms
{
    private readonly ConcurrentDictionary<Guid, Form> known = new();

    /// <summary>The form of a template.</summary>
    public async Task<Form> Of(CaseDb db, Guid templateId, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(templateId, out var form))
        {
            return form;
        }
        var template = await db.Set<AssessmentTemplate>().AsNoTracking().SingleAsync(template => template.Id == templateId, cancellationToken);
        form = Form.Read(template.Content);
        if (template.Status != TemplateStatus.Draft)
        {
            known[templateId] = form;
        }
        return form;
    }
}
