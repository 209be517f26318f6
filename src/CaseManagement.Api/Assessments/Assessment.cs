using System.Text.Json.Nodes;
using CaseManagement.Api.Clients;

namespace CaseManagement.Api.Assessments;

/// <summary>Where an assessment stands.</summary>
public enum AssessmentStatus
{
    /// <summary>Being recorded, area by area; the only one of its client.</summary>
    Draft,
    /// <summary>The client's current assessment. It never changes.</summary>
    Completed,
    /// <summary>A later one has taken its place. It stays readable and never changes.</summary>
    Superseded,
}

/// <summary>Whose questions are asked.</summary>
public enum AssessedPerson
{
    /// <summary>18 or older on the day on which the assessment was started, or of unknown age.</summary>
    Adult,
    /// <summary>Under 18 on that day.</summary>
    Child,
}

/// <summary>
/// An assessment of a client's needs (Bedarfserhebung) with a version of the binding form. A completed
/// one never changes; the next one starts from its answers and takes its place when it is completed.
/// </summary>
public sealed class Assessment : IRoot
{
    /// <summary>The legal moves. "supersede" is no action of a caller: completing the next one makes it.</summary>
    public static readonly Transitions<AssessmentStatus> Moves = new("assessment",
        (AssessmentStatus.Draft, "save-area", AssessmentStatus.Draft),
        (AssessmentStatus.Draft, "complete", AssessmentStatus.Completed),
        (AssessmentStatus.Completed, "start-next", AssessmentStatus.Completed),
        (AssessmentStatus.Completed, "supersede", AssessmentStatus.Superseded));

    private Assessment() { }

    /// <summary>The assessment.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who handed the household over, and reads on until <see cref="FormerAccessUntil"/>.</summary>
    public Guid? FormerOrganisationId { get; private set; }
    /// <summary>End of the sender's grace period (exclusive).</summary>
    public DateTimeOffset? FormerAccessUntil { get; private set; }
    /// <summary>Whose needs.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The case in which it was started; of one that outlived that case as a draft, the one in which it was completed.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>The version of the form, for good.</summary>
    public Guid TemplateId { get; private set; }
    /// <summary>Draft, completed or superseded.</summary>
    public AssessmentStatus Status { get; private set; }
    /// <summary>Whose questions are asked.</summary>
    public AssessedPerson Person { get; private set; }
    /// <summary>The assessment whose answers it started from.</summary>
    public Guid? PreviousId { get; private set; }
    /// <summary>Who started it; null for the system.</summary>
    public Guid? StartedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset StartedAt { get; private set; }
    /// <summary>Who completed it.</summary>
    public Guid? CompletedBy { get; private set; }
    /// <summary>When; null while it is a draft.</summary>
    public DateTimeOffset? CompletedAt { get; private set; }
    /// <summary>When the next one took its place.</summary>
    public DateTimeOffset? SupersededAt { get; private set; }
    /// <summary>The last change, of an area too.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Starts a draft.</summary>
    /// <param name="organisationId">The controller.</param>
    /// <param name="clientId">Whose needs.</param>
    /// <param name="caseId">The client's open case.</param>
    /// <param name="templateId">The binding version of the form.</param>
    /// <param name="birthDate">The client's, if known; decides whose questions are asked.</param>
    /// <param name="previousId">The client's current assessment, if there is one.</param>
    /// <param name="by">Who starts it.</param>
    /// <param name="now">When.</param>
    public static Assessment Start(Guid organisationId, Guid clientId, Guid caseId, Guid templateId,
        DateOnly? birthDate, Guid? previousId, Guid? by, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now), OrganisationId = organisationId, ClientId = clientId, CaseId = caseId, TemplateId = templateId,
            Status = AssessmentStatus.Draft, Person = PersonOf(birthDate, LocalTime.DateOf(now)), PreviousId = previousId,
            StartedBy = by, StartedAt = now, UpdatedAt = now,
        };

    /// <summary>
    /// A child until the end of the day before the 18th birthday (§§ 2, 187 Abs. 2, 188 Abs. 2 BGB): born on 29 February,
    /// until the end of 28 February. Who has no known birth date is asked as an adult.
    /// </summary>
    public static AssessedPerson PersonOf(DateOnly? birthDate, DateOnly today) =>
        birthDate is { } born && Age.On(today, born) is not >= 18 ? AssessedPerson.Child : AssessedPerson.Adult;

    /// <summary>Completes the draft. What has to be answered first is the handler's to check, since it knows the form.</summary>
    /// <param name="caseId">The client's case that is open now.</param>
    /// <param name="by">Who.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 unless it is a draft.</exception>
    public void Complete(Guid caseId, Guid? by, DateTimeOffset now)
    {
        Status = Moves.Next(Status, "complete");
        (CaseId, CompletedBy, CompletedAt, UpdatedAt) = (caseId, by, now, now);
    }

    /// <summary>The next one has been completed.</summary>
    /// <exception cref="RefusedException">409 unless it is the current one.</exception>
    public void Supersede(DateTimeOffset now)
    {
        Status = Moves.Next(Status, "supersede");
        (SupersededAt, UpdatedAt) = (now, now);
    }
}

/// <summary>
/// One area of an assessment: the answers and the need. Laid out for every area of the form when the draft is started
/// (app.lay_out_assessment); where it has a compartment, the database shows it to admitted persons only.
/// </summary>
public sealed class AssessmentArea : IRoot
{
    private AssessmentArea() { }

    /// <summary>The area in this assessment; a need is referred to by it.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Its assessment.</summary>
    public Guid AssessmentId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Code of the list need-area.</summary>
    public string Area { get; private set; } = "";
    /// <summary>health, protection, sexual_orientation, or null for what the whole team reads.</summary>
    public string? Compartment { get; private set; }
    /// <summary>A JSON object: question's code to answer.</summary>
    public string Answers { get; private set; } = "{}";
    /// <summary>Code of the list urgency; null while nobody has judged it.</summary>
    public string? Urgency { get; private set; }
    /// <summary>The need in words.</summary>
    public string? Need { get; private set; }
    /// <summary>What is proposed to meet it.</summary>
    public string? ProposedService { get; private set; }
    /// <summary>Code of the list need-gap-reason: why nothing is proposed.</summary>
    public string? GapReason { get; private set; }
    /// <summary>The gap in words.</summary>
    public string? GapNote { get; private set; }
    /// <summary>Who saved it last.</summary>
    public Guid? UpdatedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag of the area.</summary>
    public uint Version { get; private set; }

    /// <summary>Replaces what the area holds. The form's rules have been checked.</summary>
    public void Save(JsonObject answers, string? urgency, string? need, string? proposedService, string? gapReason, string? gapNote,
        Guid? by, DateTimeOffset now)
    {
        (Answers, Urgency, Need) = (answers.ToJsonString(), urgency, need?.Trim());
        (ProposedService, GapReason, GapNote) = (proposedService?.Trim(), gapReason, gapNote?.Trim());
        (UpdatedBy, UpdatedAt) = (by, now);
    }
}
