using System.Collections.Frozen;

namespace CaseManagement.Api.Agreements;

/// <summary>Where an agreement stands, as far as it decides what may be done: the status, and under review how far an amendment has come.</summary>
public enum AgreementStage
{
    /// <summary>draft.</summary>
    Draft,
    /// <summary>proposed.</summary>
    Proposed,
    /// <summary>active.</summary>
    Active,
    /// <summary>under_review, and nothing is being changed.</summary>
    UnderReview,
    /// <summary>under_review, and an amendment is being written.</summary>
    Amending,
    /// <summary>under_review, and the next version waits for acknowledgements.</summary>
    AmendmentProposed,
    /// <summary>completed.</summary>
    Completed,
    /// <summary>terminated.</summary>
    Terminated,
}

/// <summary>What of an agreement is edited together.</summary>
public enum AgreementField
{
    /// <summary>Its language and the day of the next review.</summary>
    Header,
    /// <summary>What goals there are and what is agreed of each.</summary>
    Goals,
    /// <summary>What steps there are and what is agreed of each.</summary>
    Steps,
    /// <summary>Why an urgent need has no goal.</summary>
    UnmetNeeds,
    /// <summary>How a goal stands: lifecycle, progress, notes, result.</summary>
    GoalProgress,
    /// <summary>Whether a step is done.</summary>
    StepOutcome,
    /// <summary>Who has acknowledged.</summary>
    Acknowledgements,
}

/// <summary>What can be done with an agreement.</summary>
/// <param name="Action">As spelt in the path.</param>
/// <param name="Needs">The permission, and so the roles.</param>
/// <param name="Changes">What it edits; null where it moves only.</param>
/// <param name="Moves">In which stages, and where it leads.</param>
public sealed record AgreementRule(string Action, Permission Needs, AgreementField? Changes, params (AgreementStage From, AgreementStage To)[] Moves);

/// <summary>
/// Field × state × role: what may be done with an agreement, when and by whom, in one table. The commands, allowedActions, editable and the tests
/// are made of it; KeepAgreement.sql repeats the moves of the status and what may still be edited, which a test compares.
/// </summary>
public static class AgreementTable
{
    /// <summary>Names of the actions, as in paths and allowedActions.</summary>
    public const string Change = "change", Goals = "goals", Steps = "steps", UnmetNeeds = "unmet-needs", Progress = "progress", Done = "done",
        NotDone = "not-done", TakeOver = "take-over", Propose = "propose", Revise = "revise", Acknowledge = "acknowledge", Approve = "approve",
        StartReview = "start-review", Reviewed = "reviewed", Amend = "amend", DiscardAmendment = "discard-amendment", Complete = "complete",
        Terminate = "terminate", Separate = "separate", VoidMeasurement = "void-measurement";

    /// <summary>No action of a caller: the last acknowledgement, or the approval after it, makes it.</summary>
    public const string Activate = "activate";

    /// <summary>Codes of the list agreement-change-kind that the product sets.</summary>
    public const string FirstKind = "first", HandoverKind = "handover";

    /// <summary>Codes of the list agreement-end-reason that the product sets.</summary>
    public const string Separated = "separated", CaseClosed = "case-closed";

    /// <summary>The table.</summary>
    public static readonly IReadOnlyList<AgreementRule> Rules =
    [
        // What is agreed may be edited until it is proposed, and again while an amendment is being written.
        new(Change, Permission.WriteCases, AgreementField.Header, [.. Stay(AgreementStage.Draft, AgreementStage.Amending)]),
        new(Goals, Permission.WriteCases, AgreementField.Goals, [.. Stay(AgreementStage.Draft, AgreementStage.Amending)]),
        new(Steps, Permission.WriteCases, AgreementField.Steps, [.. Stay(AgreementStage.Draft, AgreementStage.Amending)]),
        new(UnmetNeeds, Permission.WriteCases, AgreementField.UnmetNeeds, [.. Stay(AgreementStage.Draft, AgreementStage.Amending)]),
        // What becomes of it, while it is in force.
        new(Progress, Permission.WriteCases, AgreementField.GoalProgress, [.. Stay(InForce)]),
        // Also when it is over: what is wrong on file is put right (Art. 16 GDPR).
        new(VoidMeasurement, Permission.WriteCases, null, [.. Stay([.. InForce, AgreementStage.Completed, AgreementStage.Terminated])]),
        new(Done, Permission.WriteCases, AgreementField.StepOutcome, [.. Stay(InForce)]),
        new(NotDone, Permission.WriteCases, AgreementField.StepOutcome, [.. Stay(InForce)]),
        new(TakeOver, Permission.WriteCases, AgreementField.StepOutcome, [.. Stay(AgreementStage.UnderReview, AgreementStage.Amending)]),
        new(Propose, Permission.WriteCases, null, (AgreementStage.Draft, AgreementStage.Proposed),
            (AgreementStage.Amending, AgreementStage.AmendmentProposed), (AgreementStage.UnderReview, AgreementStage.AmendmentProposed)),
        new(Revise, Permission.WriteCases, null, (AgreementStage.Proposed, AgreementStage.Draft), (AgreementStage.AmendmentProposed, AgreementStage.Amending)),
        new(Acknowledge, Permission.WriteCases, AgreementField.Acknowledgements, [.. Stay(AgreementStage.Proposed, AgreementStage.AmendmentProposed)]),
        new(Approve, Permission.AssignCases, null, [.. Stay(AgreementStage.Proposed, AgreementStage.AmendmentProposed)]),
        new(Activate, Permission.WriteCases, null, (AgreementStage.Proposed, AgreementStage.Active), (AgreementStage.AmendmentProposed, AgreementStage.Active)),
        new(StartReview, Permission.WriteCases, null, (AgreementStage.Active, AgreementStage.UnderReview)),
        new(Reviewed, Permission.WriteCases, null, (AgreementStage.Active, AgreementStage.Active), (AgreementStage.UnderReview, AgreementStage.Active)),
        new(Amend, Permission.WriteCases, null, (AgreementStage.Active, AgreementStage.Amending), (AgreementStage.UnderReview, AgreementStage.Amending)),
        new(DiscardAmendment, Permission.WriteCases, null, (AgreementStage.Amending, AgreementStage.UnderReview),
            (AgreementStage.AmendmentProposed, AgreementStage.UnderReview)),
        new(Complete, Permission.WriteCases, null, (AgreementStage.Active, AgreementStage.Completed), (AgreementStage.UnderReview, AgreementStage.Completed)),
        new(Terminate, Permission.WriteCases, null, [.. Running.Select(stage => (stage, AgreementStage.Terminated))]),
        new(Separate, Permission.WriteCases, null, [.. Running.Select(stage => (stage, AgreementStage.Terminated))]),
    ];

    /// <summary>The legal moves.</summary>
    public static readonly Transitions<AgreementStage> Moves =
        new("agreement", [.. Rules.SelectMany(rule => rule.Moves.Select(move => (move.From, rule.Action, move.To)))]);

    private static readonly FrozenDictionary<string, AgreementRule> ByAction = Rules.ToFrozenDictionary(rule => rule.Action);

    private static AgreementStage[] InForce => [AgreementStage.Active, AgreementStage.UnderReview, AgreementStage.Amending, AgreementStage.AmendmentProposed];

    private static AgreementStage[] Running => [AgreementStage.Draft, AgreementStage.Proposed, .. InForce];

    /// <summary>The status that a stage is part of.</summary>
    public static AgreementStatus StatusOf(AgreementStage stage) => stage switch
    {
        AgreementStage.Draft => AgreementStatus.Draft,
        AgreementStage.Proposed => AgreementStatus.Proposed,
        AgreementStage.Active => AgreementStatus.Active,
        AgreementStage.Completed => AgreementStatus.Completed,
        AgreementStage.Terminated => AgreementStatus.Terminated,
        _ => AgreementStatus.UnderReview,
    };

    /// <summary>What somebody with these roles may edit in a stage.</summary>
    public static IReadOnlyList<AgreementField> Editable(AgreementStage stage, IReadOnlyCollection<Role> roles) =>
        [.. Rules.Where(rule => rule.Changes is not null && Moves.Allows(stage, rule.Action) && RolePermissions.Allow(roles, rule.Needs))
            .Select(rule => rule.Changes!.Value).Distinct()];

    /// <summary>Every action of a caller in a stage, with the reason where it is refused.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="roles">The caller's.</param>
    /// <param name="objection">A further reason of this agreement, or null.</param>
    public static IReadOnlyList<AllowedAction> Describe(AgreementStage stage, IReadOnlyCollection<Role> roles, Func<string, ProblemType?> objection) =>
        [.. Moves.Describe(stage, action => RolePermissions.Allow(roles, ByAction[action].Needs) ? objection(action) : AccessProblems.NotPermitted)
            .Where(action => action.Action != Activate)];

    /// <summary>Whether it is done together with the person, and so not after a death.</summary>
    public static bool NeedsPerson(string action) => action is Propose or StartReview or Reviewed or Amend;

    /// <summary>Whether it leads to a version that the other adults of a joint one have to acknowledge, and so not after the death of one.</summary>
    public static bool NeedsPartners(string action) => action is Propose or Amend;

    private static IEnumerable<(AgreementStage From, AgreementStage To)> Stay(params AgreementStage[] stages) => stages.Select(stage => (stage, stage));
}
