namespace CaseManagement.Api.Reminders;

/// <summary>In what a step of a policy is counted.</summary>
public enum StepUnit
{
    /// <summary>Calendar days.</summary>
    Days,
    /// <summary>Monday to Friday without the holidays of the organisation's Land and commune.</summary>
    WorkingDays,
    /// <summary>Calendar months; where the month has no such day, its last (§ 188 Abs. 3 BGB).</summary>
    Months,
    /// <summary>Years of an age.</summary>
    Years,
}

/// <summary>On which side of the cause's day steps are counted.</summary>
public enum PolicyDirection
{
    /// <summary>Ahead of it.</summary>
    Before,
    /// <summary>From it on.</summary>
    After,
}

/// <summary>Whom a reminder is for.</summary>
public enum PolicyAddressee
{
    /// <summary>Who leads the case; its team while nobody does.</summary>
    Lead,
    /// <summary>The case's team.</summary>
    Team,
    /// <summary>A supervisor of the team.</summary>
    Supervisor,
}

/// <summary>When a reminder is there to be seen.</summary>
public enum PolicyMade
{
    /// <summary>As soon as its cause is known, due on its day.</summary>
    AtOnce,
    /// <summary>On its day.</summary>
    OnTheDay,
}

/// <summary>What becomes of days that had passed before anybody was reminded.</summary>
public enum MissedFirings
{
    /// <summary>Each is made up, one after the other.</summary>
    All,
    /// <summary>The last of them is made up.</summary>
    Once,
    /// <summary>None is.</summary>
    None,
}

/// <summary>In what is counted until somebody else is told of what is ignored.</summary>
public enum EscalationUnit
{
    /// <summary>Days on which the team is there: working days of the calendar, where it has stated no office hours.</summary>
    WorkingDays,
    /// <summary>Hours in which the team is there: the whole of each working day, where it has stated no office hours.</summary>
    WorkingHours,
}

/// <summary>A kind of policy: what there is to be reminded of. Reference data of the product.</summary>
public sealed class PolicyKind
{
    private PolicyKind() { }

    /// <summary>The reminder's kind.</summary>
    public ReminderKind Kind { get; private set; } = ReminderKind.Personal;
    /// <summary>In which order they are shown.</summary>
    public int Sort { get; private set; }
    /// <summary>What its reminders are about.</summary>
    public ReminderSubject SubjectType { get; private set; }
    /// <summary>On which side of the cause's day steps are counted.</summary>
    public PolicyDirection Direction { get; private set; }
    /// <summary>When there is a cause, in German.</summary>
    public string ConditionDe { get; private set; } = "";
    /// <summary>The same in English.</summary>
    public string ConditionEn { get; private set; } = "";
    /// <summary>The law or rule behind it.</summary>
    public string? Source { get; private set; }
    /// <summary>Nobody ticks its reminders off, so that a later step takes the place of the one before.</summary>
    public bool EndsWithCause { get; private set; }
}

/// <summary>
/// One version of how an organisation is reminded of one kind of thing, from a day on. Never changed: what is to be another way is another version. In force on
/// a day is the organisation's own with the latest first day, of those the one made last; without
/// one the reference policy of the product. One that has not begun can be taken back.
/// </summary>
public sealed class ReminderPolicy : DatedVersion
{
    private ReminderPolicy() { }

    private protected override ProblemType Begun => ReminderProblems.PolicyBegun;
    internal override ProblemType Planned => ReminderProblems.PolicyPlanned;

    /// <summary>Another version.</summary>
    /// <param name="organisationId">Whose.</param>
    /// <param name="kind">Of what.</param>
    /// <param name="number">The one after its last.</param>
    /// <param name="body">What it says.</param>
    /// <param name="from">First day.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="now">When.</param>
    internal ReminderPolicy(Guid organisationId, ReminderKind kind, int number, ReminderPolicyBody body, DateOnly from, Guid by, DateTimeOffset now)
    {
        Begin(organisationId, number, body.IsActive, from, by, now);
        Kind = kind;
        (Steps, Unit, Addressee) = ([.. body.Steps], body.Unit, body.Addressee);
        (Made, Missed, EscalateAfter, EscalateUnit) = (body.Made, body.Missed, body.EscalateAfter, body.EscalateUnit);
    }

    /// <summary>Of what.</summary>
    public ReminderKind Kind { get; private set; } = ReminderKind.Personal;
    /// <summary>How many units before or after the cause's day; each once.</summary>
    public int[] Steps { get; private set; } = [];
    /// <summary>Of what.</summary>
    public StepUnit Unit { get; private set; }
    /// <summary>For whom.</summary>
    public PolicyAddressee Addressee { get; private set; }
    /// <summary>When it is there to be seen.</summary>
    public PolicyMade Made { get; private set; }
    /// <summary>What becomes of days that had passed.</summary>
    public MissedFirings Missed { get; private set; }
    /// <summary>After how many working days or hours past the due day somebody else is told; null: nobody.</summary>
    public int? EscalateAfter { get; private set; }
    /// <summary>Of what.</summary>
    public EscalationUnit EscalateUnit { get; private set; }
}
