using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Assessments;

/// <summary>
/// Saves one area of a draft as it stands; nothing has to be complete yet. The area has an ETag of its own, so that two
/// colleagues can record different areas at once.
/// </summary>
/// <param name="Answers">
/// Question's code to answer: text, yes or no, number, date (yyyy-MM-dd), one code, or a list of codes. What is left out or null is not answered.
/// </param>
/// <param name="Urgency">How urgent; "none" says that there is no need.</param>
/// <param name="Need">The need in words.</param>
/// <param name="ProposedService">What is proposed to meet it.</param>
/// <param name="GapReason">Why, where nothing can be proposed.</param>
/// <param name="GapNote">The gap in words.</param>
[Requires(Permission.WriteAssessments)]
[Operation("Save an area of a draft", """
    Replaces what the area holds; nothing has to be complete yet. If-Match is the area's own `eTag`, so that two colleagues can
    record different areas at once. Codes of lists must be valid today unless the answer stands as it was. An area behind a
    compartment is 404 for who is not admitted to it.
    """)]
public sealed record SaveAssessmentArea(
    [Example("""{"first-language":"prs","interpreter-needed":true,"german-level":"A2"}""", IsJson = true), Holds(FreeJson.Answers)]
    IReadOnlyDictionary<string, JsonElement> Answers,
    [CodeOf(CodeLists.Urgency, MayStand = true)] string? Urgency = null,
    [Example("A German course with childcare")] string? Need = null,
    [Example("Integration course with childcare, adult education centre")] string? ProposedService = null,
    [CodeOf(CodeLists.NeedGapReason, MayStand = true), Example(null)] string? GapReason = null,
    [Example(null)] string? GapNote = null) : ICommand<Saved>
{
    /// <summary>The assessment.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>The area.</summary>
    [JsonIgnore]
    public string Area { get; init; } = "";

    /// <summary>If-Match.</summary>
    [JsonIgnore]
    public uint Version { get; init; }
}

internal sealed class SaveAssessmentAreaValidator : AbstractValidator<SaveAssessmentArea>
{
    public SaveAssessmentAreaValidator()
    {
        RuleFor(save => save.Need).Words().MaximumLength(4000);
        RuleFor(save => save.ProposedService).Words().MaximumLength(500);
        RuleFor(save => save.GapNote).Words().MaximumLength(1000);
        RuleFor(save => save.GapReason).Null().When(save => save.ProposedService is not null)
            .WithErrorCode(AssessmentProblems.ServiceOrGap.Code).WithMessage(_ => AssessmentProblems.ServiceOrGap.Text());
        RuleFor(save => save.GapReason).NotNull().When(save => save.GapNote is not null)
            .WithErrorCode(AssessmentProblems.GapNoteWithoutReason.Code).WithMessage(_ => AssessmentProblems.GapNoteWithoutReason.Text());
    }
}

internal sealed class SaveAssessmentAreaHandler(CaseDb db, CallContext call, AssessmentForms forms, ReferenceCodes codes) : IHandler<SaveAssessmentArea, Saved>
{
    public async Task<Saved> Handle(SaveAssessmentArea request, CancellationToken cancellationToken)
    {
        var open = db.OpenCasesOf(call.Caller);
        var found = await (
            from assessment in db.Set<Assessment>().VisibleTo(db, call.Caller)
            where assessment.Id == request.Id
            join area in db.Set<AssessmentArea>().Where(area => area.Area == request.Area) on assessment.Id equals area.AssessmentId
            select new
            {
                assessment.Status, assessment.OrganisationId, assessment.TemplateId, assessment.Person, Area = area,
                IsOpen = open.Any(c => c.ClientId == assessment.ClientId),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, found.Area.Version);
        Assessment.Moves.Next(found.Status, "save-area");
        AssessmentWriting.Check(call, found.OrganisationId, found.IsOpen);

        var form = (await forms.Of(db, found.TemplateId, cancellationToken)).Areas.Single(area => area.Code == request.Area);
        JsonObject answers =
        [
            .. request.Answers.Where(answer => answer.Value.ValueKind != JsonValueKind.Null)
                .Select(answer => KeyValuePair.Create(answer.Key, JsonSerializer.SerializeToNode(answer.Value))),
        ];
        await Check(request, found.Area, form, found.Person, answers, cancellationToken);

        // The root row is touched without its version, so that areas saved at the same time do not get into each other's way;
        // the status in the condition keeps out an area that comes while somebody completes the assessment.
        var touched = await db.Set<Assessment>().Where(assessment => assessment.Id == request.Id && assessment.Status == AssessmentStatus.Draft)
            .ExecuteUpdateAsync(set => set.SetProperty(assessment => assessment.UpdatedAt, call.Now), cancellationToken);
        if (touched == 0)
        {
            throw Assessment.Moves.Refusal(AssessmentStatus.Completed);
        }
        found.Area.Save(answers, request.Urgency, request.Need, request.ProposedService, request.GapReason, request.GapNote, call.Caller.StaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(found.Area.Id, found.Area.Version);
    }

    private async Task Check(
        SaveAssessmentArea request, AssessmentArea area, FormArea form, AssessedPerson person, JsonObject answers, CancellationToken cancellationToken)
    {
        var (faults, uses) = AnswerRules.Check(form, person, answers, JsonNode.Parse(area.Answers)!.AsObject());
        CodeUse[] needed =
        [
            .. uses,
            new("/urgency", CodeLists.Urgency, request.Urgency), // Judged anew with each saving, so it is a code of today.
            new("/gapReason", CodeLists.NeedGapReason, request.GapReason == area.GapReason ? null : request.GapReason),
        ];
        ProblemError[] errors = [.. faults, .. await codes.Faults(needed, cancellationToken)];
        if (errors.Length > 0)
        {
            throw new RefusedException(HttpProblems.Invalid) { Errors = errors };
        }
    }
}

/// <summary>What every change of an assessment needs besides a legal move.</summary>
internal static class AssessmentWriting
{
    /// <summary>
    /// The open cases in which the caller records needs. A draft is the person's: where its case was closed, it goes on in the next one.
    /// </summary>
    public static IQueryable<Case> OpenCasesOf(this CaseDb db, Caller caller)
    {
        var mine = caller.OrganisationId;
        return db.Set<Case>().VisibleTo(db, caller).Where(c => c.Status == CaseStatus.Open && c.OrganisationId == mine);
    }

    /// <summary>The reason against writing, or null.</summary>
    public static ProblemType? Objection(CallContext call, Guid organisationId, bool isOpen) =>
        organisationId != call.Caller.OrganisationId ? AssessmentProblems.HandedOver : isOpen ? null : AssessmentProblems.NoOpenCase;

    /// <summary>Refuses writing for the sender of a handover and in a closed case.</summary>
    public static void Check(CallContext call, Guid organisationId, bool isOpen)
    {
        if (Objection(call, organisationId, isOpen) is { } objection)
        {
            throw new RefusedException(objection);
        }
    }
}
