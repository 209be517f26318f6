using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Assessments;

/// <summary>An assessment with its areas, what is missing, and what the caller may do.</summary>
[Requires(Permission.ReadAssessments)]
[Operation("Get an assessment", """
    Answers and needs by area, each area with an `eTag` of its own; what is missing before it can be completed; what you may do.
    """)]
public sealed record GetAssessment(Guid Id) : IQuery<SingleAssessment>;

/// <summary>An assessment.</summary>
/// <param name="Id">The assessment.</param>
/// <param name="ClientId">Whose needs.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="CaseId">The case in which it was started; of one that outlived that case as a draft, the one in which it was completed.</param>
/// <param name="TemplateId">The version of the form; GET /assessment-templates/{id} has its questions.</param>
/// <param name="Status">draft, completed or superseded.</param>
/// <param name="Person">Whose questions are asked: adult or child.</param>
/// <param name="PreviousId">The assessment whose answers it started from.</param>
/// <param name="StartedBy">Who started it; null for the system.</param>
/// <param name="StartedByName">That colleague's name; null for another organisation's.</param>
/// <param name="StartedAt">When.</param>
/// <param name="CompletedBy">Who completed it.</param>
/// <param name="CompletedByName">That colleague's name; null for another organisation's.</param>
/// <param name="CompletedAt">When.</param>
/// <param name="SupersededAt">When the next one took its place.</param>
/// <param name="UpdatedAt">The last change.</param>
/// <param name="Areas">In the order of the form; those behind a compartment only for who is admitted to it.</param>
/// <param name="RestrictedAreas">Areas of the form that the caller is not admitted to.</param>
/// <param name="Missing">What has to be answered before the draft can be completed; empty otherwise.</param>
/// <param name="UrgentNeedsWithoutService">
/// Areas with an urgent need that have neither a proposed service nor a stated gap; a handover is not complete with them.
/// </param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record SingleAssessment(
    Guid Id,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    Guid CaseId,
    Guid TemplateId,
    AssessmentStatus Status,
    AssessedPerson Person,
    Guid? PreviousId,
    Guid? StartedBy,
    [Example(Sample.Colleague)] string? StartedByName,
    DateTimeOffset StartedAt,
    Guid? CompletedBy,
    [Example(Sample.Colleague)] string? CompletedByName,
    [Example(null)] DateTimeOffset? CompletedAt,
    [Example(null)] DateTimeOffset? SupersededAt,
    [Example(Sample.LaterInstant)] DateTimeOffset UpdatedAt,
    [Example("language")] IReadOnlyList<AreaOfAssessment> Areas,
    [Example("health")] IReadOnlyList<string> RestrictedAreas,
    IReadOnlyList<ProblemError> Missing,
    [Example(null)] IReadOnlyList<string> UrgentNeedsWithoutService,
    IReadOnlyList<AllowedAction> AllowedActions) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    [JsonIgnore]
    public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>An area of an assessment.</summary>
/// <param name="Id">The area in this assessment; a need is referred to by it.</param>
/// <param name="Area">Which.</param>
/// <param name="Label">In the language of the request.</param>
/// <param name="Compartment">health, protection, sexual_orientation or null.</param>
/// <param name="Answers">Question's code to answer.</param>
/// <param name="Urgency">How urgent the need is; null while nobody has judged it.</param>
/// <param name="Need">The need in words.</param>
/// <param name="ProposedService">What is proposed to meet it.</param>
/// <param name="GapReason">Why nothing is proposed.</param>
/// <param name="GapNote">The gap in words.</param>
/// <param name="UpdatedBy">Who saved it last.</param>
/// <param name="UpdatedByName">That colleague's name; null for another organisation's.</param>
/// <param name="UpdatedAt">When.</param>
/// <param name="ETag">Send as If-Match to save the area.</param>
public sealed record AreaOfAssessment(
    Guid Id,
    [CodeOf(CodeLists.NeedArea)] string Area,
    [Example("Language")] string Label,
    [Example(null)] string? Compartment,
    [Example("""{"first-language":"prs","interpreter-needed":true,"german-level":"A2"}""", IsJson = true), Holds(FreeJson.Answers)]
    JsonElement Answers,
    [CodeOf(CodeLists.Urgency)] string? Urgency,
    [Example("A German course with childcare")] string? Need,
    [Example("Integration course with childcare, adult education centre")] string? ProposedService,
    [CodeOf(CodeLists.NeedGapReason), Example(null)] string? GapReason,
    [Example(null)] string? GapNote,
    Guid? UpdatedBy,
    [Example(Sample.Colleague)] string? UpdatedByName,
    [Example(Sample.LaterInstant)] DateTimeOffset UpdatedAt,
    [Example("\"4711\"")][property: JsonPropertyName("eTag")] string ETag);

internal sealed class GetAssessmentHandler(CaseDb db, CallContext call, AssessmentForms forms) : IHandler<GetAssessment, SingleAssessment>
{
    public async Task<SingleAssessment> Handle(GetAssessment request, CancellationToken cancellationToken)
    {
        var open = db.OpenCasesOf(call.Caller);
        var found = await db.Set<Assessment>().AsNoTracking().VisibleTo(db, call.Caller).Where(assessment => assessment.Id == request.Id)
            .Select(assessment => new
            {
                Assessment = assessment,
                ClientName = db.Set<Client>().Where(client => client.Id == assessment.ClientId)
                    .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
                IsOpen = open.Any(c => c.ClientId == assessment.ClientId),
                HasDraft = db.Set<Assessment>().Any(other => other.ClientId == assessment.ClientId && other.Status == AssessmentStatus.Draft),
                Areas = db.Set<AssessmentArea>().Where(area => area.AssessmentId == assessment.Id)
                    .Select(area => new
                    {
                        Row = area, IsUrgent = db.UrgentNeeds().Any(urgent => urgent.Id == area.Id),
                        UpdatedBy = db.Set<Staff>().Where(staff => staff.Id == area.UpdatedBy)
                            .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                    }).ToList(),
                StartedBy = db.Set<Staff>().Where(staff => staff.Id == assessment.StartedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                CompletedBy = db.Set<Staff>().Where(staff => staff.Id == assessment.CompletedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var assessment = found.Assessment;
        var form = await forms.Of(db, assessment.TemplateId, cancellationToken);
        var rows = found.Areas.ToDictionary(area => area.Row.Area);
        var missing = assessment.Status == AssessmentStatus.Draft
            ? form.Missing(assessment.Person, rows.ToDictionary(
                row => row.Key, row => (row.Value.Row.Urgency, JsonNode.Parse(row.Value.Row.Answers)!.AsObject())))
            : [];
        var asked = form.For(assessment.Person).ToList();
        return new SingleAssessment(
            assessment.Id, assessment.ClientId, found.ClientName, assessment.CaseId, assessment.TemplateId, assessment.Status, assessment.Person,
            assessment.PreviousId, assessment.StartedBy, found.StartedBy, assessment.StartedAt,
            assessment.CompletedBy, found.CompletedBy, assessment.CompletedAt,
            assessment.SupersededAt, assessment.UpdatedAt,
            [.. asked.Where(area => rows.ContainsKey(area.Code)).Select(area => Area(rows[area.Code].Row, rows[area.Code].UpdatedBy, area))],
            [.. asked.Where(area => !rows.ContainsKey(area.Code)).Select(area => area.Code)],
            missing,
            [
                .. asked.Where(area => rows.TryGetValue(area.Code, out var row) && row.IsUrgent && row.Row is { ProposedService: null, GapReason: null })
                    .Select(area => area.Code),
            ],
            [.. Assessment.Moves.Describe(assessment.Status, Objection).Where(action => action.Action != "supersede")])
        { Version = assessment.Version };

        ProblemType? Objection(string action) =>
            !RolePermissions.Allow(call.Caller.Roles, Permission.WriteAssessments) ? AccessProblems.NotPermitted
            : AssessmentWriting.Objection(call, assessment.OrganisationId, found.IsOpen) is { } objection ? objection
            : action == "complete" && missing.Count > 0 ? AssessmentProblems.Incomplete
            : action == "start-next" && found.HasDraft ? AssessmentProblems.DraftExists
            : null;
    }

    private static AreaOfAssessment Area(AssessmentArea row, string? updatedBy, FormArea area) => new(
        row.Id, row.Area, Language.Choose(area.LabelDe, area.LabelEn), row.Compartment, JsonElement.Parse(row.Answers), row.Urgency, row.Need,
        row.ProposedService, row.GapReason, row.GapNote, row.UpdatedBy, updatedBy, row.UpdatedAt, IfMatch.TagOf(row.Version));
}
