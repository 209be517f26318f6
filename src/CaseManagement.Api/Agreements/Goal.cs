namespace CaseManagement.Api.Agreements;

/// <summary>Where a goal stands; how it goes is said apart from it.</summary>
public enum GoalStatus
{
    /// <summary>Written, and not in force yet.</summary>
    Planned,
    /// <summary>Being worked on.</summary>
    Active,
    /// <summary>Waits, for instance for a place in a course.</summary>
    OnHold,
    /// <summary>Reached.</summary>
    Achieved,
    /// <summary>Not reached.</summary>
    NotAchieved,
    /// <summary>No longer wanted.</summary>
    Dropped,
}

/// <summary>How a goal goes.</summary>
public enum GoalProgress
{
    /// <summary>Nothing has happened yet.</summary>
    NotStarted,
    /// <summary>It gets better.</summary>
    Improving,
    /// <summary>As before.</summary>
    NoChange,
    /// <summary>It gets worse.</summary>
    Worsening,
    /// <summary>What was aimed at is there.</summary>
    Reached,
}

/// <summary>Who has to act.</summary>
public enum AgreementSide
{
    /// <summary>The person.</summary>
    Client,
    /// <summary>The office that counsels.</summary>
    Office,
    /// <summary>Somebody else, by name.</summary>
    ThirdParty,
}

/// <summary>What is agreed of a goal.</summary>
/// <param name="Area">Code of the list need-area.</param>
/// <param name="NeedId">The need of an assessment that it comes from.</param>
/// <param name="FromStrength">It starts from what the person can.</param>
/// <param name="Title">The official text.</param>
/// <param name="OwnWords">What the person said.</param>
/// <param name="OwnWordsLanguage">In which language.</param>
/// <param name="Wanted">The person wants it.</param>
/// <param name="Indicator">What shows that it is reached.</param>
/// <param name="Baseline">How it is now.</param>
/// <param name="Target">How it is to be.</param>
/// <param name="DueOn">Until when.</param>
/// <param name="Owner">Who has to see to it.</param>
/// <param name="OwnerName">The third party.</param>
/// <param name="DependsOn">What has to be there for it.</param>
/// <param name="Compartment">What it reveals.</param>
/// <param name="Measure">What is measured of it.</param>
public sealed record GoalFacts(
    string Area, Guid? NeedId, bool FromStrength, string Title, string? OwnWords, string? OwnWordsLanguage, bool? Wanted, string? Indicator, string? Baseline,
    string? Target, DateOnly? DueOn, AgreementSide? Owner, string? OwnerName, string? DependsOn, Compartment? Compartment,
    GoalMeasure? Measure = null)
{
    /// <summary>What it lacks before both can agree to it, part by part, by the members that say it.</summary>
    public IEnumerable<(GoalPart Part, string Member)> Lacks(DateOnly today)
    {
        (GoalPart Part, string Member, bool Lacks)[] asked =
        [
            (GoalPart.Specific, "title", Title.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length < 2),
            (GoalPart.Measurable, "indicator", Indicator is null), (GoalPart.Measurable, "baseline", Baseline is null && Measure is null),
            (GoalPart.Measurable, "target", Target is null && Measure is null),
            (GoalPart.Wanted, "wanted", Wanted is not true), (GoalPart.Wanted, "ownWords", OwnWords is null),
            (GoalPart.Wanted, "ownWordsLanguage", OwnWordsLanguage is null),
            (GoalPart.Realistic, "dependsOn", DependsOn is null),
            (GoalPart.Dated, "dueOn", DueOn is null || DueOn < today),
            (GoalPart.Owned, "owner", Owner is null),
        ];
        return asked.Where(part => part.Lacks).Select(part => (part.Part, part.Member));
    }
}

/// <summary>What a goal may lack.</summary>
public enum GoalPart
{
    /// <summary>One knows what is meant.</summary>
    Specific,
    /// <summary>Indicator, baseline and target.</summary>
    Measurable,
    /// <summary>By the person, in own words.</summary>
    Wanted,
    /// <summary>What it depends on has been thought of.</summary>
    Realistic,
    /// <summary>A day ahead.</summary>
    Dated,
    /// <summary>Somebody sees to it.</summary>
    Owned,
}

/// <summary>A goal of an agreement. planned → active ⇄ on_hold → achieved | not_achieved | dropped.</summary>
public sealed class Goal
{
    /// <summary>The legal moves, by the status that is aimed at.</summary>
    public static readonly Transitions<GoalStatus> Moves = new("goal",
    [
        (GoalStatus.Planned, "active", GoalStatus.Active), (GoalStatus.Active, "on_hold", GoalStatus.OnHold), (GoalStatus.OnHold, "active", GoalStatus.Active),
        .. from open in new[] { GoalStatus.Planned, GoalStatus.Active, GoalStatus.OnHold }
           from ended in new[] { GoalStatus.Achieved, GoalStatus.NotAchieved, GoalStatus.Dropped }
           select (open, SnakeCase.Of(ended.ToString()), ended),
        // Recorded too early, or wrongly.
        (GoalStatus.Achieved, "active", GoalStatus.Active), (GoalStatus.NotAchieved, "active", GoalStatus.Active),
        (GoalStatus.Dropped, "active", GoalStatus.Active),
    ]);

    private Goal() { }

    /// <summary>Adds it.</summary>
    public Goal(Agreement of, GoalFacts facts, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, AgreementId, ClientId, AddedAt) = (of.OrganisationId, of.Id, of.ClientId, now);
        Set(facts, by, now);
    }

    /// <summary>The goal.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The agreement.</summary>
    public Guid AgreementId { get; private set; }
    /// <summary>Whose goal.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>What it reveals: the compartment that hides it.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>Code of the list need-area.</summary>
    public string Area { get; private set; } = "";
    /// <summary>The need that it comes from.</summary>
    public Guid? NeedId { get; private set; }
    /// <summary>It starts from what the person can.</summary>
    public bool FromStrength { get; private set; }
    /// <summary>The official text.</summary>
    public string Title { get; private set; } = "";
    /// <summary>What the person said.</summary>
    public string? OwnWords { get; private set; }
    /// <summary>In which language.</summary>
    public string? OwnWordsLanguage { get; private set; }
    /// <summary>The person wants it; null while nobody has asked.</summary>
    public bool? Wanted { get; private set; }
    /// <summary>What shows that it is reached.</summary>
    public string? Indicator { get; private set; }
    /// <summary>How it is now.</summary>
    public string? Baseline { get; private set; }
    /// <summary>How it is to be.</summary>
    public string? Target { get; private set; }
    /// <summary>Until when.</summary>
    public DateOnly? DueOn { get; private set; }
    /// <summary>Who has to see to it.</summary>
    public AgreementSide? Owner { get; private set; }
    /// <summary>The third party.</summary>
    public string? OwnerName { get; private set; }
    /// <summary>What has to be there for it.</summary>
    public string? DependsOn { get; private set; }
    /// <summary>What is measured of it; null where nothing is.</summary>
    public string? MeasureWhat { get; private set; }
    /// <summary>Code of the list goal-measure-unit.</summary>
    public string? MeasureUnit { get; private set; }
    /// <summary>The value when it was agreed.</summary>
    public decimal? BaselineNumber { get; private set; }
    /// <summary>Or the level, code of the list cefr-level.</summary>
    public string? BaselineLevel { get; private set; }
    /// <summary>The value that is aimed at.</summary>
    public decimal? TargetNumber { get; private set; }
    /// <summary>Or the level.</summary>
    public string? TargetLevel { get; private set; }
    /// <summary>Where it stands.</summary>
    public GoalStatus Status { get; private set; }
    /// <summary>How it goes.</summary>
    public GoalProgress? Progress { get; private set; }
    /// <summary>What came of it.</summary>
    public string? Result { get; private set; }
    /// <summary>When it ended.</summary>
    public DateOnly? EndedOn { get; private set; }
    /// <summary>When it was added.</summary>
    public DateTimeOffset AddedAt { get; private set; }
    /// <summary>Who changed it last.</summary>
    public Guid? UpdatedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Achieved, not achieved or dropped.</summary>
    public bool HasEnded => Status is GoalStatus.Achieved or GoalStatus.NotAchieved or GoalStatus.Dropped;

    /// <summary>Restates what is agreed of it. Whether that may still be done, the agreement says.</summary>
    public void Set(GoalFacts facts, Guid? by, DateTimeOffset now)
    {
        (Area, NeedId, FromStrength, Title, Compartment) = (facts.Area, facts.NeedId, facts.FromStrength, facts.Title.Trim(), facts.Compartment);
        (OwnWords, OwnWordsLanguage, Wanted) = (facts.OwnWords?.Trim(), facts.OwnWordsLanguage, facts.Wanted);
        (Indicator, Baseline, Target) = (facts.Indicator?.Trim(), facts.Baseline?.Trim(), facts.Target?.Trim());
        (DueOn, Owner, OwnerName, DependsOn) = (facts.DueOn, facts.Owner, facts.OwnerName?.Trim(), facts.DependsOn?.Trim());
        (MeasureWhat, MeasureUnit) = (facts.Measure?.What.Trim(), facts.Measure?.Unit);
        (BaselineNumber, BaselineLevel) = (facts.Measure?.Baseline.Number, facts.Measure?.Baseline.Level);
        (TargetNumber, TargetLevel) = (facts.Measure?.Target.Number, facts.Measure?.Target.Level);
        (UpdatedBy, UpdatedAt) = (by, now);
    }

    /// <summary>How it stands now.</summary>
    /// <param name="status">Where it stands from now on; null: where it stood.</param>
    /// <param name="progress">How it goes; null: as before.</param>
    /// <param name="result">What came of it: mandatory where it ends.</param>
    /// <param name="today">Today.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 for an illegal move, 400 where it ends without a result.</exception>
    public void Report(GoalStatus? status, GoalProgress? progress, string? result, DateOnly today, Guid? by, DateTimeOffset now)
    {
        if (status is { } next && next != Status)
        {
            Status = Moves.Next(Status, SnakeCase.Of(next.ToString()));
            (Result, EndedOn) = (null, HasEnded ? today : null);
        }
        Result = HasEnded ? result?.Trim() ?? Result : null;
        if (HasEnded && Result is null)
        {
            throw RefusedException.Invalid("/result", AgreementProblems.ResultMissing);
        }
        if (!HasEnded && result is not null)
        {
            throw RefusedException.Invalid("/result", AgreementProblems.ResultTooEarly);
        }
        (Progress, UpdatedBy, UpdatedAt) = (progress ?? Progress, by, now);
    }
}

/// <summary>What was said of a goal at a time.</summary>
public sealed class GoalNote
{
    private GoalNote() { }

    /// <summary>Notes how it stands.</summary>
    public GoalNote(Goal of, string? note, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, GoalId, ClientId, Compartment) = (of.OrganisationId, of.Id, of.ClientId, of.Compartment);
        (Status, Progress, Note, NotedBy, NotedAt) = (of.Status, of.Progress, note?.Trim(), by, now);
    }

    /// <summary>The note.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which goal.</summary>
    public Guid GoalId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The goal's.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>Where it stood.</summary>
    public GoalStatus Status { get; private set; }
    /// <summary>How it went.</summary>
    public GoalProgress? Progress { get; private set; }
    /// <summary>In words.</summary>
    public string? Note { get; private set; }
    /// <summary>Who noted it.</summary>
    public Guid? NotedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset NotedAt { get; private set; }
}

/// <summary>Whether a step was taken.</summary>
public enum StepStatus
{
    /// <summary>Still to be done.</summary>
    Open,
    /// <summary>Done.</summary>
    Done,
    /// <summary>Not done, with the reason.</summary>
    NotDone,
    /// <summary>No longer agreed: taken out by an amendment, or ended with the former office.</summary>
    Lapsed,
}

/// <summary>What is agreed of a step.</summary>
/// <param name="GoalId">The goal that it serves.</param>
/// <param name="Side">Who has to take it.</param>
/// <param name="Who">The third party.</param>
/// <param name="What">What is to be done.</param>
/// <param name="DueOn">Until when.</param>
public sealed record StepFacts(Guid? GoalId, AgreementSide Side, string? Who, string What, DateOnly DueOn);

/// <summary>A step of the person, an obligation of the office, or what somebody else does. open → done | not_done | lapsed.</summary>
public sealed class Step
{
    /// <summary>What taking it out of an amendment, or ending it with the former office, makes of it.</summary>
    public const string LapseMove = "lapse";

    /// <summary>The legal moves.</summary>
    public static readonly Transitions<StepStatus> Moves = new("step",
        (StepStatus.Open, AgreementTable.Done, StepStatus.Done), (StepStatus.Open, AgreementTable.NotDone, StepStatus.NotDone),
        (StepStatus.Open, LapseMove, StepStatus.Lapsed), (StepStatus.Open, AgreementTable.TakeOver, StepStatus.Open));

    private Step() { }

    /// <summary>Adds it.</summary>
    public Step(Agreement of, StepFacts facts, Compartment? compartment, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, AgreementId, ClientId, AddedAt) = (of.OrganisationId, of.Id, of.ClientId, now);
        Set(facts, compartment, now);
    }

    /// <summary>The step.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The agreement.</summary>
    public Guid AgreementId { get; private set; }
    /// <summary>Whose agreement.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>That of its goal.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>The goal that it serves.</summary>
    public Guid? GoalId { get; private set; }
    /// <summary>Who has to take it.</summary>
    public AgreementSide Side { get; private set; }
    /// <summary>The third party.</summary>
    public string? Who { get; private set; }
    /// <summary>What is to be done.</summary>
    public string What { get; private set; } = "";
    /// <summary>Until when.</summary>
    public DateOnly DueOn { get; private set; }
    /// <summary>Where it stands.</summary>
    public StepStatus Status { get; private set; }
    /// <summary>Why it was not done, or is no longer agreed.</summary>
    public string? Reason { get; private set; }
    /// <summary>When it was settled.</summary>
    public DateOnly? SettledOn { get; private set; }
    /// <summary>Who recorded that.</summary>
    public Guid? SettledBy { get; private set; }
    /// <summary>The office that has handed the household over, whose obligation it is until it is taken over or ends.</summary>
    public Guid? FormerOfficeId { get; private set; }
    /// <summary>When it was added.</summary>
    public DateTimeOffset AddedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Restates what is agreed of it.</summary>
    public void Set(StepFacts facts, Compartment? compartment, DateTimeOffset now)
    {
        (GoalId, Side, Who, What, DueOn) = (facts.GoalId, facts.Side, facts.Who?.Trim(), facts.What.Trim(), facts.DueOn);
        (Compartment, UpdatedAt) = (compartment, now);
        FormerOfficeId = Side == AgreementSide.Office ? FormerOfficeId : null;
    }

    /// <summary>What became of it.</summary>
    /// <param name="move">done, not-done or lapse.</param>
    /// <param name="on">When.</param>
    /// <param name="reason">Why not; null where it is done.</param>
    /// <param name="by">Who records it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when it is settled already.</exception>
    public void Settle(string move, DateOnly on, string? reason, Guid? by, DateTimeOffset now)
    {
        Status = Moves.Next(Status, move);
        (SettledOn, Reason, SettledBy, UpdatedAt) = (on, reason?.Trim(), by, now);
    }

    /// <summary>The office that counsels now takes the obligation of the former one over.</summary>
    /// <exception cref="RefusedException">409 when it is settled, or nobody else's.</exception>
    public void TakeOver(DateTimeOffset now)
    {
        Moves.Next(Status, AgreementTable.TakeOver);
        if (FormerOfficeId is null)
        {
            throw new RefusedException(AgreementProblems.OwnObligation);
        }
        (FormerOfficeId, UpdatedAt) = (null, now);
    }
}

/// <summary>Why an urgent need has no goal in an agreement.</summary>
public sealed class UnmetNeed
{
    private UnmetNeed() { }

    /// <summary>States it.</summary>
    public UnmetNeed(Agreement of, string area, string reason, Compartment? compartment, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, AgreementId, ClientId, Area, Compartment) = (of.OrganisationId, of.Id, of.ClientId, area, compartment);
        State(reason, by, now);
    }

    /// <summary>The statement.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The agreement.</summary>
    public Guid AgreementId { get; private set; }
    /// <summary>Whose need.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The area's.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>Code of the list need-area.</summary>
    public string Area { get; private set; } = "";
    /// <summary>Why.</summary>
    public string Reason { get; private set; } = "";
    /// <summary>Who stated it.</summary>
    public Guid? StatedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset StatedAt { get; private set; }

    /// <summary>States it anew.</summary>
    public void State(string reason, Guid? by, DateTimeOffset now) => (Reason, StatedBy, StatedAt) = (reason.Trim(), by, now);
}
