using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Reminders.Chains;

/// <summary>Where a chain stands.</summary>
public enum ChainStatus
{
    /// <summary>Something of it is to be done.</summary>
    Running,
    /// <summary>Each step is done, not executable, skipped or does not apply.</summary>
    Completed,
    /// <summary>Ended before: by hand, with its case, with the person's death, or because its event never was.</summary>
    Ended,
}

/// <summary>Why a chain ended.</summary>
public enum ChainEndCause
{
    /// <summary>Each step is finished.</summary>
    Completed,
    /// <summary>Somebody has ended it.</summary>
    Stopped,
    /// <summary>Its case was closed.</summary>
    CaseClosed,
    /// <summary>The person has died.</summary>
    Died,
    /// <summary>What had started it never was so: it was voided, cancelled or removed.</summary>
    EventVoided,
}

/// <summary>Where a step stands.</summary>
public enum ChainStepStatus
{
    /// <summary>The step before is not finished.</summary>
    Waiting,
    /// <summary>To be done; there is a reminder of it, unless the policy of its kind is switched off.</summary>
    Open,
    /// <summary>Its reminder was marked as done.</summary>
    Done,
    /// <summary>Its reminder was marked as not executable.</summary>
    NotExecutable,
    /// <summary>Somebody has skipped it, with a reason.</summary>
    Skipped,
    /// <summary>The person is not of the age for which it is.</summary>
    NotApplicable,
    /// <summary>It was not finished when its chain ended.</summary>
    Ended,
}

/// <summary>
/// Follow-ups of one case, one after the other: a copy of the template's version that it was started with, adjusted in the case. A step's turn comes when the
/// step before is finished; what does not apply or is skipped is passed over. Reminders follow from it (<see cref="ChainReminders"/>), and it from them.
/// </summary>
public sealed class Chain : IOfOneCase
{
    /// <summary>So many steps at most, those that were added included.</summary>
    public const int MostSteps = 40;

    /// <summary>The legal moves of a chain.</summary>
    public static readonly Transitions<ChainStatus> Moves = new("chain",
        (ChainStatus.Running, "add-step", ChainStatus.Running), (ChainStatus.Running, "end", ChainStatus.Ended));

    /// <summary>The legal moves of a step.</summary>
    public static readonly Transitions<ChainStepStatus> StepMoves = new("chain-step",
        (ChainStepStatus.Open, "skip", ChainStepStatus.Skipped), (ChainStepStatus.Waiting, "skip", ChainStepStatus.Skipped),
        (ChainStepStatus.Open, "move", ChainStepStatus.Open), (ChainStepStatus.Open, "done", ChainStepStatus.Done));

    private readonly List<ChainStep> steps = [];

    private Chain() { }

    /// <summary>The chain.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whose it is.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>In which case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>The version of the template.</summary>
    public Guid TemplateId { get; private set; }
    /// <summary>The template's key.</summary>
    public string Key { get; private set; } = "";
    /// <summary>What it is called, in German.</summary>
    public string NameDe { get; private set; } = "";
    /// <summary>The same in English.</summary>
    public string? NameEn { get; private set; }
    /// <summary>What starts such chains.</summary>
    public ChainEvent Event { get; private set; }
    /// <summary>On which day that was.</summary>
    public DateOnly EventOn { get; private set; }
    /// <summary>What has happened; null where it was started by hand, or where that never was so.</summary>
    public Guid? OccasionId { get; private set; }
    /// <summary>Who started it; null: the event.</summary>
    public Guid? StartedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset StartedAt { get; private set; }
    /// <summary>Why it ended.</summary>
    public ChainEndCause? EndCause { get; private set; }
    /// <summary>The same in words, or the code for which the case was closed.</summary>
    public string? EndReason { get; private set; }
    /// <summary>Who ended it.</summary>
    public Guid? EndedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>Last change, also of a step.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
    /// <summary>Its steps.</summary>
    public IReadOnlyCollection<ChainStep> Steps => steps;

    /// <summary>Where it stands.</summary>
    public ChainStatus Status => EndCause switch
    {
        null => ChainStatus.Running,
        ChainEndCause.Completed => ChainStatus.Completed,
        _ => ChainStatus.Ended,
    };

    /// <summary>A chain as a template says, for a person.</summary>
    /// <param name="template">The version in force.</param>
    /// <param name="of">The controller, the case and the person.</param>
    /// <param name="eventOn">The day of the event.</param>
    /// <param name="occasionId">What has happened; null by hand.</param>
    /// <param name="born">The person's birth date, as far as it is known.</param>
    /// <param name="calendar">By which holidays working days are counted.</param>
    /// <param name="by">Who starts it; null: the event.</param>
    /// <param name="now">When.</param>
    /// <returns>Null where no step of it is for the person.</returns>
    internal static Chain? Start(ChainTemplate template, (Guid Organisation, Guid Case, Guid Client) of, DateOnly eventOn, Guid? occasionId,
        DateOnly? born, CalendarInForce calendar, Guid? by, DateTimeOffset now)
    {
        var chain = new Chain
        {
            Id = Guid.CreateVersion7(now), OrganisationId = of.Organisation, CaseId = of.Case, ClientId = of.Client, TemplateId = template.Id,
            Key = template.Key, NameDe = template.NameDe, NameEn = template.NameEn, Event = template.Event, EventOn = eventOn, OccasionId = occasionId,
            StartedBy = by, StartedAt = now, UpdatedAt = now,
        };
        foreach (var step in template.ReadSteps())
        {
            chain.steps.Add(new ChainStep(chain, step, step.AppliesTo(born, eventOn), now));
        }
        chain.Advance(calendar, now);
        return chain.Status == ChainStatus.Running ? chain : null;
    }

    /// <summary>Where a step stands.</summary>
    public ChainStepStatus StatusOf(ChainStep step) => step.Outcome
        ?? (EndedAt is not null ? ChainStepStatus.Ended : step.DueOn is null ? ChainStepStatus.Waiting : ChainStepStatus.Open);

    /// <summary>A step by its id.</summary>
    /// <exception cref="RefusedException">404.</exception>
    public ChainStep Step(Guid id) => steps.Find(step => step.Id == id) ?? throw RefusedException.NotFound(id);

    /// <summary>Adds a step of its own, due on a day whatever becomes of the others.</summary>
    internal ChainStep Add(ChainStepKind kind, string? title, ChainAddressee addressee, DateOnly dueOn, DateTimeOffset now)
    {
        Moves.Next(Status, "add-step");
        if (steps.Count == MostSteps)
        {
            throw new RefusedException(ChainProblems.TooManySteps);
        }
        var said = new ChainTemplateStep { Kind = kind, Title = title, Addressee = addressee, DueAfter = 0, Unit = ChainUnit.Days };
        var added = new ChainStep(this, said, true, now);
        added.Move(dueOn);
        steps.Add(added);
        UpdatedAt = now;
        return added;
    }

    /// <summary>A step is not to be done. What follows counts from today, or from the day when its turn would have come.</summary>
    internal void Skip(Guid id, string reason, DateOnly today, CalendarInForce calendar, Guid? by, DateTimeOffset now)
    {
        var step = Step(id);
        step.Finish(StepMoves.Next(StatusOf(step), "skip"), today, reason, by, now);
        Advance(calendar, now);
    }

    /// <summary>A step is done, said at the chain: there may be no reminder of it.</summary>
    internal void Complete(Guid id, DateOnly today, CalendarInForce calendar, Guid? by, DateTimeOffset now)
    {
        var step = Step(id);
        step.Finish(StepMoves.Next(StatusOf(step), "done"), today, null, by, now);
        Advance(calendar, now);
    }

    /// <summary>A step is due on another day.</summary>
    internal void Move(Guid id, DateOnly dueOn, DateTimeOffset now)
    {
        var step = Step(id);
        StepMoves.Next(StatusOf(step), "move");
        step.Move(dueOn);
        UpdatedAt = now;
    }

    /// <summary>
    /// The event was on another day, or the person is of another age: what is open and was counted from it is counted anew, unless somebody has said its day,
    /// and what is not finished applies or does not.
    /// </summary>
    internal void Correct(DateOnly eventOn, DateOnly? born, CalendarInForce calendar, DateTimeOffset now)
    {
        var before = steps.ToDictionary(step => step.Number, Ground);
        EventOn = eventOn;
        foreach (var step in steps.OrderBy(step => step.Number))
        {
            step.Apply(born, eventOn);
            step.Stand(Ground(step), calendar, Ground(step) != before[step.Number]);
        }
        Advance(calendar, now);
    }

    /// <summary>What had started it never was so. Should it come to be one day, it starts another one.</summary>
    internal void EndWithEvent(DateTimeOffset now)
    {
        End(ChainEndCause.EventVoided, null, null, now);
        OccasionId = null;
    }

    /// <summary>Ends all of it.</summary>
    internal void End(ChainEndCause cause, string? reason, Guid? by, DateTimeOffset now)
    {
        Moves.Next(Status, "end");
        (EndCause, EndReason, EndedBy, EndedAt, UpdatedAt) = (cause, reason, by, now, now);
    }

    /// <summary>The reminder of a step has been done, could not be done, or was reopened.</summary>
    /// <exception cref="RefusedException">409 `chain-ended` where it was reopened, and the chain has ended otherwise than by it.</exception>
    internal void Follow(Reminder reminder, CalendarInForce calendar, DateTimeOffset now)
    {
        if (Status == ChainStatus.Ended)
        {
            throw new RefusedException(ChainProblems.Ended);
        }
        var step = Step(reminder.SubjectId);
        if (reminder.Status == ReminderStatus.Open)
        {
            step.Reopen();
        }
        else
        {
            step.Finish(reminder.Status == ReminderStatus.Done ? ChainStepStatus.Done : ChainStepStatus.NotExecutable,
                LocalTime.DateOf(reminder.ClosedAt!.Value), reminder.Reason, reminder.ClosedBy, now);
        }
        Advance(calendar, now);
    }

    // From which day a step is counted; null while the one before is not finished.
    private DateOnly? Ground(ChainStep step) => step.Follows is { } before ? steps.Single(other => other.Number == before).PassedOn : EventOn;

    // A step follows one with a lower number, so one pass in their order is enough.
    private void Advance(CalendarInForce calendar, DateTimeOffset now)
    {
        foreach (var step in steps.OrderBy(step => step.Number))
        {
            step.Stand(Ground(step), calendar);
        }
        var isDone = steps.TrueForAll(step => step.Outcome is not null);
        if (isDone != (EndCause == ChainEndCause.Completed))
        {
            (EndCause, EndedAt) = isDone ? ((ChainEndCause?)ChainEndCause.Completed, (DateTimeOffset?)now) : (null, null);
        }
        UpdatedAt = now;
    }
}

/// <summary>A step of a chain.</summary>
public sealed class ChainStep
{
    private ChainStep() { }

    internal ChainStep(Chain chain, ChainTemplateStep step, bool applies, DateTimeOffset now)
    {
        (Id, OrganisationId, ChainId, Number) = (Guid.CreateVersion7(now), chain.OrganisationId, chain.Id, chain.Steps.Count + 1);
        (Kind, Title, Addressee, Follows, DueAfter, Unit) = (step.Kind, step.Title?.Trim(), step.Addressee, step.Follows, step.DueAfter, step.Unit);
        (AgeFrom, AgeUntil) = (step.AgeFrom, step.AgeUntil);
        Outcome = applies ? null : ChainStepStatus.NotApplicable;
    }

    /// <summary>The step.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which chain.</summary>
    public Guid ChainId { get; private set; }
    /// <summary>From 1.</summary>
    public int Number { get; private set; }
    /// <summary>What it is about.</summary>
    public ChainStepKind Kind { get; private set; }
    /// <summary>What to do, of an own one.</summary>
    public string? Title { get; private set; }
    /// <summary>Whom it is for.</summary>
    public ChainAddressee Addressee { get; private set; }
    /// <summary>The number of the step before; null: the event.</summary>
    public int? Follows { get; private set; }
    /// <summary>So many days after it.</summary>
    public int DueAfter { get; private set; }
    /// <summary>Of what.</summary>
    public ChainUnit Unit { get; private set; }
    /// <summary>Only for who is so old on the day of the event; null: for everybody.</summary>
    public int? AgeFrom { get; private set; }
    /// <summary>Only for who is younger than this.</summary>
    public int? AgeUntil { get; private set; }
    /// <summary>Due at the end of this day; null while it waits.</summary>
    public DateOnly? DueOn { get; private set; }
    /// <summary>By which holidays that was counted; null where somebody has said the day.</summary>
    public string? Calendar { get; private set; }
    /// <summary>How it was finished; null while it waits or is open.</summary>
    public ChainStepStatus? Outcome { get; private set; }
    /// <summary>From which day what follows is counted; null while that waits.</summary>
    public DateOnly? PassedOn { get; private set; }
    /// <summary>Why it was skipped; the code for which it was not executable.</summary>
    public string? Reason { get; private set; }
    /// <summary>Who finished it.</summary>
    public Guid? DecidedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>What it says.</summary>
    public string Text() => Title ?? ReminderKind().Text();

    /// <summary>Of which kind its reminders are.</summary>
    public ReminderKind ReminderKind() => ChainReminders.Kinds[Kind];

    internal void Finish(ChainStepStatus outcome, DateOnly on, string? reason, Guid? by, DateTimeOffset now) =>
        (Outcome, PassedOn, Reason, DecidedBy, DecidedAt) = (outcome, on, reason, by, now);

    internal void Reopen() => (Outcome, PassedOn, Reason, DecidedBy, DecidedAt) = (null, null, null, null, null);

    internal void Move(DateOnly dueOn) => (DueOn, Calendar) = (dueOn, null);

    // What is finished stays so, whoever it was for.
    internal void Apply(DateOnly? born, DateOnly on)
    {
        if (Outcome is null or ChainStepStatus.NotApplicable)
        {
            var applies = ChainTemplateStep.IsFor(AgeFrom, AgeUntil, born, on);
            (Outcome, PassedOn) = (applies ? null : ChainStepStatus.NotApplicable, null);
            (DueOn, Calendar) = applies ? (DueOn, Calendar) : (null, null);
        }
    }

    // What does not apply is passed on the day when its turn comes; what was skipped, not before it was.
    internal void Stand(DateOnly? ground, CalendarInForce calendar, bool anew = false)
    {
        if (Outcome is ChainStepStatus.NotApplicable)
        {
            PassedOn = ground;
        }
        else if (Outcome is ChainStepStatus.Skipped)
        {
            PassedOn = ground is not { } day ? null : LocalTime.DateOf(DecidedAt!.Value) is var skipped && skipped > day ? skipped : day;
        }
        else if (Outcome is null && ground is null)
        {
            (DueOn, Calendar) = (null, null);
        }
        else if (Outcome is null)
        {
            var isCounted = DueOn is null || (anew && Calendar is not null);
            (DueOn, Calendar) = isCounted ? (calendar.Day(ground!.Value, DueAfter, Unit), calendar.Name) : (DueOn, Calendar);
        }
    }
}

internal static class ChainDays
{
    /// <summary>
    /// So many days after a day, which does not count (§ 187 Abs. 1 BGB); with 0 working days it is the day itself where it is one, else the next.
    /// </summary>
    public static DateOnly Day(this CalendarInForce calendar, DateOnly from, int days, ChainUnit unit) =>
        unit == ChainUnit.Days ? from.AddDays(days) : WorkingDays.Add(from, days, calendar.OfLand, calendar.OfCommune);
}
