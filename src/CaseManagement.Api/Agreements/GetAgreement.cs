using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Representations;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>One agreement.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadCases)]
[Operation("Get an agreement", """
    Goals, steps, the needs behind them, what waits for whose acknowledgement, what is missing part by part, what may be edited and what you may do now.
    Of a joint one what is this adult's; the others' stand in theirs (`partners`).
    """)]
public sealed record GetAgreement(Guid Id) : IQuery<AgreementDetail>;

/// <summary>An agreement as a screen shows it.</summary>
public sealed record AgreementDetail : IVersioned, IShowsPersons
{
    /// <summary>The agreement.</summary>
    public required Guid Id { get; init; }
    /// <summary>The case.</summary>
    public required Guid CaseId { get; init; }
    /// <summary>Whose.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Family name, given name.</summary>
    [Example(Sample.FamilyName + ", " + Sample.GivenName)]
    public required string ClientName { get; init; }
    /// <summary>Where it stands.</summary>
    public required AgreementStatus Status { get; init; }
    /// <summary>The same, and under review how far an amendment has come: what may be done follows from it.</summary>
    public required AgreementStage Stage { get; init; }
    /// <summary>Why it is under review.</summary>
    [Example(null)]
    public required ReviewCause? ReviewCause { get; init; }
    /// <summary>In which language it is agreed with the person.</summary>
    [CodeOf(CodeLists.Language)]
    public required string Language { get; init; }
    /// <summary>The next review.</summary>
    [Example(Sample.DueDay)]
    public required DateOnly? ReviewOn { get; init; }
    /// <summary>Derived: in force, and that day is over.</summary>
    public required bool IsReviewOverdue { get; init; }
    /// <summary>When the last review was held that changed nothing.</summary>
    [Example(null)]
    public required DateTimeOffset? ReviewedAt { get; init; }
    /// <summary>The other adults of a joint one, while it runs.</summary>
    public required IReadOnlyList<AgreementPartner> Partners { get; init; }
    /// <summary>The version in force.</summary>
    public required AgreementVersionRow? InForce { get; init; }
    /// <summary>The version that waits for acknowledgements.</summary>
    public required AgreementVersionRow? Proposed { get; init; }
    /// <summary>Whose acknowledgement, or approval, it waits for.</summary>
    public required IReadOnlyList<AgreementWait> WaitsFor { get; init; }
    /// <summary>The amendment that is being written.</summary>
    public required AgreementAmendment? Amendment { get; init; }
    /// <summary>The goals, as they stand; those of restricted compartments for who is admitted.</summary>
    public required IReadOnlyList<GoalView> Goals { get; init; }
    /// <summary>Steps and obligations, soonest first.</summary>
    public required IReadOnlyList<StepView> Steps { get; init; }
    /// <summary>The needs of the current assessment, the most urgent first, and what becomes of each here.</summary>
    public required IReadOnlyList<AgreementNeed> Needs { get; init; }
    /// <summary>What stands in the way of proposing it, part by part; empty while it is not to be proposed.</summary>
    public required IReadOnlyList<ProblemError> Missing { get; init; }
    /// <summary>To be clarified about who acts for the person.</summary>
    public required IReadOnlyList<Warning> Warnings { get; init; }
    /// <summary>When it first came into force.</summary>
    public required DateTimeOffset? ActivatedAt { get; init; }
    /// <summary>When it ended.</summary>
    [Example(null)]
    public required DateTimeOffset? EndedAt { get; init; }
    /// <summary>Why it was terminated.</summary>
    [CodeOf(CodeLists.AgreementEndReason), Example(null)]
    public required string? EndReason { get; init; }
    /// <summary>In words.</summary>
    [Example(null)]
    public required string? EndNote { get; init; }
    /// <summary>The case's running agreement, where this one has ended.</summary>
    [Example(null)]
    public required Guid? NextId { get; init; }
    /// <summary>What the caller may edit now.</summary>
    public required IReadOnlyList<AgreementField> Editable { get; init; }
    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Partners.Select(partner => partner.ClientId).Prepend(ClientId);
}

/// <summary>Another adult of a joint agreement.</summary>
/// <param name="AgreementId">That adult's agreement.</param>
/// <param name="ClientId">Who.</param>
/// <param name="ClientName">Family name, given name.</param>
public sealed record AgreementPartner(Guid AgreementId, Guid ClientId, [Example(Sample.FamilyName + ", Samir")] string ClientName);

/// <summary>Who or what is still to come.</summary>
public enum AgreementWait
{
    /// <summary>The person.</summary>
    Client,
    /// <summary>The office.</summary>
    Office,
    /// <summary>Another adult of a joint one.</summary>
    Partner,
    /// <summary>A supervisor's approval.</summary>
    Approval,
}

/// <summary>An amendment that is being written.</summary>
/// <param name="Kind">What kind of change.</param>
/// <param name="What">What is to change.</param>
/// <param name="Why">Why.</param>
public sealed record AgreementAmendment(
    [CodeOf(CodeLists.AgreementChangeKind)] string Kind,
    [Example("Deutschkurs statt Praktikum")] string What,
    [Example("Kursplatz ab September")] string Why);

/// <summary>A goal.</summary>
public sealed record GoalView
{
    /// <summary>The goal.</summary>
    public required Guid Id { get; init; }
    /// <summary>In which area.</summary>
    [CodeOf(CodeLists.NeedArea)]
    public required string Area { get; init; }
    /// <summary>The need that it comes from.</summary>
    public required Guid? NeedId { get; init; }
    /// <summary>It starts from what the person can.</summary>
    public required bool FromStrength { get; init; }
    /// <summary>The official text.</summary>
    [Example("Deutsch auf Niveau B1 bis Sommer")]
    public required string Title { get; init; }
    /// <summary>What the person said.</summary>
    [Example("أريد أن أتكلم مع معلمة ابنتي")]
    public required string? OwnWords { get; init; }
    /// <summary>In which language.</summary>
    [CodeOf(CodeLists.Language), Example("ara")]
    public required string? OwnWordsLanguage { get; init; }
    /// <summary>The person wants it.</summary>
    public required bool? Wanted { get; init; }
    /// <summary>What shows that it is reached.</summary>
    [Example("Zertifikat B1")]
    public required string? Indicator { get; init; }
    /// <summary>How it was at the beginning.</summary>
    [Example("A2, Kurs abgebrochen")]
    public required string? Baseline { get; init; }
    /// <summary>How it is to be.</summary>
    [Example("B1 bestanden")]
    public required string? Target { get; init; }
    /// <summary>What is measured of it.</summary>
    public required GoalMeasure? Measure { get; init; }
    /// <summary>Derived: the share of the way from baseline to target that the latest measurement has come, to two decimals; below 0 where it has become
    /// worse, above 1 beyond the target.</summary>
    [Example(0.5)]
    public required decimal? Share { get; init; }
    /// <summary>Derived: the same as a class, by the exact share; null where nothing is measured.</summary>
    public required GoalAttainment? Attainment { get; init; }
    /// <summary>What was measured, latest first; void ones, too.</summary>
    public required IReadOnlyList<GoalMeasurementView> Measurements { get; init; }
    /// <summary>Until when.</summary>
    [Example(Sample.DueDay)]
    public required DateOnly? DueOn { get; init; }
    /// <summary>Derived: not ended, and that day is over.</summary>
    public required bool IsOverdue { get; init; }
    /// <summary>Who sees to it.</summary>
    public required AgreementSide? Owner { get; init; }
    /// <summary>The third party.</summary>
    [Example(null)]
    public required string? OwnerName { get; init; }
    /// <summary>What it depends on.</summary>
    [Example("Kitaplatz am Vormittag")]
    public required string? DependsOn { get; init; }
    /// <summary>What it reveals.</summary>
    [Example(null)]
    public required Compartment? Compartment { get; init; }
    /// <summary>Where it stands.</summary>
    public required GoalStatus Status { get; init; }
    /// <summary>How it goes.</summary>
    public required GoalProgress? Progress { get; init; }
    /// <summary>What came of it.</summary>
    [Example(null)]
    public required string? Result { get; init; }
    /// <summary>When it ended.</summary>
    [Example(null)]
    public required DateOnly? EndedOn { get; init; }
    /// <summary>What it lacks to be specific, measurable, wanted, realistic, dated, owned: part by part.</summary>
    public IReadOnlyList<GoalLack> Missing { get; init; } = [];
    /// <summary>What was said of it, newest first.</summary>
    public required IReadOnlyList<GoalNoteView> Notes { get; init; }
    /// <summary>Where it may go from here.</summary>
    [Example("achieved")]
    public IReadOnlyList<string> AllowedStatuses { get; init; } = [];

    /// <summary>What it lacks before both can agree to it.</summary>
    internal IEnumerable<(GoalPart Part, string Member)> Lacks(DateOnly today) => Status is GoalStatus.Planned or GoalStatus.Active or GoalStatus.OnHold
        ? new GoalFacts(Area, NeedId, FromStrength, Title, OwnWords, OwnWordsLanguage, Wanted, Indicator, Baseline, Target, DueOn, Owner, OwnerName,
            DependsOn, Compartment, Measure).Lacks(today) : [];
}

/// <summary>Something that a goal lacks.</summary>
/// <param name="Part">What it is not yet.</param>
/// <param name="Member">The member that would say it.</param>
/// <param name="Text">In the language of the request.</param>
public sealed record GoalLack(GoalPart Part, [Example("indicator")] string Member, [Example("Say what shows it.")] string Text);

/// <summary>What was said of a goal at a time.</summary>
/// <param name="At">When.</param>
/// <param name="Status">Where it stood.</param>
/// <param name="Progress">How it went.</param>
/// <param name="Note">In words.</param>
/// <param name="NotedBy">Who noted it.</param>
/// <param name="NotedByName">The name; null for another organisation's colleague.</param>
public sealed record GoalNoteView(
    DateTimeOffset At,
    GoalStatus Status,
    GoalProgress? Progress,
    [Example("Kursplatz zugesagt")] string? Note,
    Guid? NotedBy,
    [Example(Sample.Colleague)] string? NotedByName);

/// <summary>What was measured of a goal on a day.</summary>
/// <param name="Id">The measurement.</param>
/// <param name="MeasuredOn">On which day.</param>
/// <param name="Unit">In what; one in another unit than the agreed one counts no more.</param>
/// <param name="Value">The value.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="RecordedByName">The name; null for another organisation's colleague.</param>
/// <param name="RecordedAt">When.</param>
/// <param name="VoidedBy">Who has declared it void.</param>
/// <param name="VoidedByName">The name; null for another organisation's colleague.</param>
/// <param name="VoidedAt">When.</param>
/// <param name="VoidReason">Why.</param>
public sealed record GoalMeasurementView(
    Guid Id,
    DateOnly MeasuredOn,
    [CodeOf(CodeLists.GoalMeasureUnit)] string Unit,
    [Example("""{"level":"B1"}""", IsJson = true)] MeasuredValue Value,
    Guid? RecordedBy,
    [Example(Sample.Colleague)] string? RecordedByName,
    DateTimeOffset RecordedAt,
    [Example(null)] Guid? VoidedBy,
    [Example(null)] string? VoidedByName,
    [Example(null)] DateTimeOffset? VoidedAt,
    [Example(null)] string? VoidReason);

/// <summary>A step or an obligation.</summary>
/// <param name="Id">The step.</param>
/// <param name="GoalId">The goal that it serves.</param>
/// <param name="Side">Who takes it.</param>
/// <param name="Who">The third party.</param>
/// <param name="What">What is to be done.</param>
/// <param name="DueOn">By when.</param>
/// <param name="IsOverdue">Derived: open, and that day is over.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Reason">Why it was not done, or is no longer agreed.</param>
/// <param name="SettledOn">When it was settled.</param>
/// <param name="FormerOfficeId">The office that has handed the household over, whose obligation it is until it is taken over or ends.</param>
/// <param name="FormerOffice">Its name.</param>
/// <param name="Compartment">That of its goal.</param>
public sealed record StepView(
    Guid Id,
    Guid? GoalId,
    AgreementSide Side,
    [Example(null)] string? Who,
    [Example("Kitaplatz am Vormittag anfragen")] string What,
    [Example(Sample.DueDay)] DateOnly DueOn,
    bool IsOverdue,
    StepStatus Status,
    [Example(null)] string? Reason,
    [Example(null)] DateOnly? SettledOn,
    [Example(null)] Guid? FormerOfficeId,
    [Example(null)] string? FormerOffice,
    [Example(null)] Compartment? Compartment);

/// <summary>A need, and what becomes of it.</summary>
/// <param name="Id">The area of the assessment: a goal's needId.</param>
/// <param name="Area">In which area.</param>
/// <param name="Urgency">How urgent.</param>
/// <param name="Urgent">It has to have a goal or a reason.</param>
/// <param name="Need">In words.</param>
/// <param name="GoalIds">The goals in its area.</param>
/// <param name="Reason">Why it has none.</param>
public sealed record AgreementNeed(
    Guid Id,
    [CodeOf(CodeLists.NeedArea)] string Area,
    [CodeOf(CodeLists.Urgency)] string Urgency,
    bool Urgent,
    [Example("A German course with childcare")] string? Need,
    IReadOnlyList<Guid> GoalIds,
    [Example(null)] string? Reason);

internal sealed class GetAgreementHandler(CaseDb db, CallContext call) : IHandler<GetAgreement, AgreementDetail>
{
    public async Task<AgreementDetail> Handle(GetAgreement request, CancellationToken cancellationToken)
    {
        // Past the compartments for who may propose or complete it, and hears the same then.
        var mayPropose = RolePermissions.Allow(call.Caller.Roles, Permission.WriteCases);
        var found = await db.Set<Agreement>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id)
            .Select(row => new
            {
                Row = row, row.Version, File = AgreementFunctions.File(row.Id),
                Whole = mayPropose && row.ProposedNumber == null && (row.Status == AgreementStatus.Draft || row.Status == AgreementStatus.UnderReview)
                    ? AgreementFunctions.WholeFile(row.Id) : null,
                LacksResult = mayPropose && (row.Status == AgreementStatus.Active || row.Status == AgreementStatus.UnderReview)
                    && AgreementFunctions.LacksResult(row.Id),
            })
            .AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var (agreement, today, stage, file) = (found.Row, call.Today, found.Row.Stage, AgreementFile.Parse<AgreementFile>(found.File));
        var (own, proposed) = (file.Own, file.Own.Proposed);
        var isOwn = agreement.OrganisationId == call.Caller.OrganisationId;
        var isProposing = isOwn && (stage is AgreementStage.Draft or AgreementStage.Amending
            || (stage == AgreementStage.UnderReview && agreement.ReviewCause == ReviewCause.Handover));
        var missing = isProposing ? file.Missing(found.Whole is { } whole ? AgreementFile.Parse<AgreementFile>(whole) : file, today) : [];
        return new AgreementDetail
        {
            Id = agreement.Id, CaseId = agreement.CaseId, ClientId = agreement.ClientId, ClientName = own.ClientName, Status = agreement.Status,
            Stage = stage, ReviewCause = agreement.ReviewCause, Language = agreement.Language, ReviewOn = agreement.ReviewOn,
            IsReviewOverdue = agreement.Status is AgreementStatus.Active or AgreementStatus.UnderReview && agreement.ReviewOn < today,
            ReviewedAt = agreement.ReviewedAt,
            Partners = [.. file.Partners.Select(other => new AgreementPartner(other.AgreementId, other.ClientId, other.ClientName))],
            InForce = own.InForce, Proposed = proposed, WaitsFor = proposed is null ? [] : [.. file.WaitsFor(proposed)],
            Amendment = agreement.AmendKind is { } kind ? new AgreementAmendment(kind, agreement.AmendWhat!, agreement.AmendWhy!) : null,
            Goals = [.. own.Goals.Select(goal => goal with
            {
                Missing = [.. goal.Lacks(today).Select(lack => new GoalLack(lack.Part, lack.Member, AgreementProblems.Of(lack.Part).Text()))],
                AllowedStatuses = Goal.Moves.Allowed(goal.Status),
            })],
            Steps = own.Steps,
            Needs = [.. own.Needs.Select(need => new AgreementNeed(
                need.Id, need.Area, need.Urgency, need.Urgent, need.Need, [.. own.GoalsOf(need).Select(goal => goal.Id)], own.ReasonOf(need)))],
            Missing = missing,
            Warnings = RepresentationWarnings.On(today, file.BirthDate, file.Held, own.DiedOn),
            ActivatedAt = agreement.ActivatedAt, EndedAt = agreement.EndedAt, EndReason = agreement.EndReason, EndNote = agreement.EndNote,
            NextId = file.NextId, Version = found.Version,
            Editable = isOwn ? AgreementTable.Editable(stage, call.Caller.Roles) : [],
            AllowedActions = AgreementTable.Describe(stage, call.Caller.Roles,
                action => Objection(action, agreement, file, missing.Count > 0, found.LacksResult)),
        };
    }

    private ProblemType? Objection(string action, Agreement agreement, AgreementFile file, bool isIncomplete, bool lacksResult) =>
        agreement.OrganisationId != call.Caller.OrganisationId ? CaseProblems.HandedOver : action switch
        {
            _ when file.Own.DiedOn is not null && AgreementTable.NeedsPerson(action) => AgreementProblems.PersonDied,
            _ when AgreementTable.NeedsPartners(action) && file.Partners.Any(part => part.DiedOn is not null) => AgreementProblems.PartnerDied,
            AgreementTable.Approve when !file.RequiresApproval => AgreementProblems.NoApprovalWanted,
            AgreementTable.Approve when file.Own.Proposed?.ProposedBy == call.Caller.StaffId => AgreementProblems.AuthorApproves,
            AgreementTable.Approve when file.Own.Proposed?.ApprovedAt is not null => AgreementProblems.ApprovedAlready,
            AgreementTable.Reviewed when agreement.ReviewCause == ReviewCause.Handover => AgreementProblems.NeedsConfirmation,
            AgreementTable.Propose when agreement.Stage == AgreementStage.UnderReview && agreement.ReviewCause != ReviewCause.Handover
                => AgreementProblems.NothingToPropose,
            AgreementTable.Propose when isIncomplete => AgreementProblems.Incomplete,
            AgreementTable.Complete when lacksResult => AgreementProblems.Incomplete,
            AgreementTable.VoidMeasurement when !file.Own.Goals.SelectMany(goal => goal.Measurements).Any(measured => measured.VoidedAt is null)
                => AgreementProblems.NothingToVoid,
            AgreementTable.TakeOver when !file.Own.Steps.Any(step => step is { Status: StepStatus.Open, FormerOfficeId: not null })
                => AgreementProblems.NothingToTakeOver,
            AgreementTable.Separate when agreement.JointId is null => AgreementProblems.NotJoint,
            _ => null,
        };
}
