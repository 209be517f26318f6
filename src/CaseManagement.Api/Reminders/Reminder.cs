using CaseManagement.Api.Reminders.Chains;

namespace CaseManagement.Api.Reminders;

/// <summary>Where a reminder stands. Overdue is not a status: it follows from the date.</summary>
public enum ReminderStatus
{
    /// <summary>Still to be done.</summary>
    Open,
    /// <summary>Done.</summary>
    Done,
    /// <summary>Could not be done; the reason is coded.</summary>
    NotExecutable,
    /// <summary>No longer wanted.</summary>
    Cancelled,
}

/// <summary>Why a reminder exists. All but the personal ones are made by the product, once per subject at a time.</summary>
public sealed record ReminderKind(string Name, string German, string English) : NamedKind(Name, German, English)
{
    /// <summary>Made by a member of staff, with a title of its own.</summary>
    public static readonly ReminderKind Personal = new("personal", "", "");

    /// <summary>Every kind by name.</summary>
    public static IReadOnlyList<string> Names => NamedKinds.Of<ReminderKind>();

    /// <summary>Nobody ticks it off: what it is about ends it, and says what becomes of it when its case is closed.</summary>
    public bool EndsWithCause { get; init; }

    /// <summary>A case has no lead worker yet.</summary>
    public static readonly ReminderKind AssignLead = new("assign_lead", "Fallverantwortung zuweisen", "Assign a lead worker");
}

/// <summary>Why a reminder that a policy made ended without anybody's doing.</summary>
public enum ReminderEndCause
{
    /// <summary>What was awaited has happened, or need not happen any more: it is done.</summary>
    Happened,
    /// <summary>Its cause is not there any more, or has another day.</summary>
    NoLongerApplies,
    /// <summary>The policy in force does not ask for it.</summary>
    PolicyChanged,
    /// <summary>The day of a later step has come, which has taken its place: of what nobody ticks off.</summary>
    NextStep,
    /// <summary>Its case was closed.</summary>
    CaseClosed,
}

/// <summary>What a reminder is about.</summary>
public enum ReminderSubject
{
    /// <summary>A case.</summary>
    Case,
    /// <summary>A person.</summary>
    Client,
    /// <summary>A household.</summary>
    Household,
    /// <summary>A handover.</summary>
    Handover,
    /// <summary>A letter with a legal deadline.</summary>
    Letter,
    /// <summary>A paper that expires.</summary>
    Document,
    /// <summary>A referral that waits for its answer.</summary>
    Referral,
    /// <summary>An entry of the directory of services, which may be so no longer.</summary>
    Service,
    /// <summary>A consent that ends by itself.</summary>
    Consent,
    /// <summary>A course, school or club that was begun.</summary>
    Participation,
    /// <summary>A job that was begun.</summary>
    Employment,
    /// <summary>A step of a chain whose turn it is.</summary>
    ChainStep,
}

/// <summary>
/// A dated follow-up (Wiedervorlage) on a subject, for one member of staff or, without one, for a team.
/// open → done | not_executable | cancelled; done by mistake it is reopened the same day; snoozing moves the date and keeps the history.
/// </summary>
public sealed class Reminder : IRoot
{
    /// <summary>The legal moves.</summary>
    public static readonly Transitions<ReminderStatus> Moves = new("reminder",
        (ReminderStatus.Open, "done", ReminderStatus.Done),
        (ReminderStatus.Open, "not-executable", ReminderStatus.NotExecutable),
        (ReminderStatus.Open, "cancel", ReminderStatus.Cancelled),
        (ReminderStatus.Done, "reopen", ReminderStatus.Open),
        (ReminderStatus.Open, "snooze", ReminderStatus.Open),
        (ReminderStatus.Open, "change", ReminderStatus.Open),
        (ReminderStatus.Open, StopRepeatingMove, ReminderStatus.Open));

    /// <summary>The move after which nothing comes any more.</summary>
    public const string StopRepeatingMove = "stop-repeating";

    private readonly List<ReminderMove> moves = [];

    private Reminder() { }

    /// <summary>A reminder that a member of staff makes.</summary>
    public static Reminder Personal(Guid organisationId, (ReminderSubject Type, Guid Id) subject,
        Guid? caseId, Guid? householdId, Guid? teamId, Guid? assigneeId, string title, string? note, DateOnly dueOn, Guid createdBy, DateTimeOffset now) =>
        new(organisationId, subject, caseId, householdId, teamId, assigneeId, ReminderKind.Personal, dueOn, now)
        {
            Title = title.Trim(), Note = note, CreatedBy = createdBy,
        };

    /// <summary>A reminder that the product makes. The database refuses a second open one of the kind for the subject.</summary>
    public static Reminder OfSystem(Guid organisationId, (ReminderSubject Type, Guid Id) subject, ReminderKind kind,
        Guid? caseId, Guid? householdId, Guid? teamId, Guid? assigneeId, DateOnly dueOn, DateTimeOffset now,
        DateOnly? lastDay = null) =>
        new(organisationId, subject, caseId, householdId, teamId, assigneeId, kind, dueOn, now) { LastDay = lastDay };

    /// <summary>The next of a series: as the one before is by now, on another day.</summary>
    public static Reminder After(Reminder before, DateOnly occursOn, DateTimeOffset now) =>
        new(before.OrganisationId, (before.SubjectType, before.SubjectId), before.CaseId, before.HouseholdId, before.TeamId, before.AssigneeId, before.Kind,
            occursOn, now)
        {
            Title = before.Title, Note = before.Note, CreatedBy = before.CreatedBy,
            SeriesId = before.SeriesId, Repeats = before.Repeats, RepeatsFrom = before.RepeatsFrom, OccursOn = occursOn,
        };

    private Reminder(Guid organisationId, (ReminderSubject Type, Guid Id) subject,
        Guid? caseId, Guid? householdId, Guid? teamId, Guid? assigneeId, ReminderKind kind, DateOnly dueOn, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, SubjectType, SubjectId, CaseId, HouseholdId) = (organisationId, subject.Type, subject.Id, caseId, householdId);
        (TeamId, AssigneeId, Kind, DueOn, CreatedAt, UpdatedAt) = (teamId, assigneeId, kind, dueOn, now, now);
    }

    /// <summary>The reminder.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>What it is about.</summary>
    public ReminderSubject SubjectType { get; private set; }
    /// <summary>Which one.</summary>
    public Guid SubjectId { get; private set; }
    /// <summary>The case that it belongs to.</summary>
    public Guid? CaseId { get; private set; }
    /// <summary>The household that it moves with.</summary>
    public Guid? HouseholdId { get; private set; }
    /// <summary>The team that looks after it when nobody is assigned.</summary>
    public Guid? TeamId { get; private set; }
    /// <summary>Who has to act.</summary>
    public Guid? AssigneeId { get; private set; }
    /// <summary>Why it exists.</summary>
    public ReminderKind Kind { get; private set; } = ReminderKind.Personal;
    /// <summary>What to do; null where the kind says it.</summary>
    public string? Title { get; private set; }
    /// <summary>More about it.</summary>
    public string? Note { get; private set; }
    /// <summary>Due at the end of this day.</summary>
    public DateOnly DueOn { get; private set; }
    /// <summary>The last day on which it is of any use, until its end: it cannot be put off past it.</summary>
    public DateOnly? LastDay { get; private set; }
    /// <summary>Where it stands.</summary>
    public ReminderStatus Status { get; private set; } = ReminderStatus.Open;
    /// <summary>Coded reason when not executable; words when cancelled.</summary>
    public string? Reason { get; private set; }
    /// <summary>Who made it; null for the product itself.</summary>
    public Guid? CreatedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Who ended it.</summary>
    public Guid? ClosedBy { get; private set; }
    /// <summary>When it ended.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }
    /// <summary>The version of the policy that made it; null of what was made by a person or by an event.</summary>
    public Guid? PolicyId { get; private set; }
    /// <summary>The day of its cause, from which its step was counted.</summary>
    public DateOnly? CauseOn { get; private set; }
    /// <summary>Which step of the policy.</summary>
    public int? Step { get; private set; }
    /// <summary>In what that is counted.</summary>
    public StepUnit? StepUnit { get; private set; }
    /// <summary>The day that follows from it.</summary>
    public DateOnly? FiresOn { get; private set; }
    /// <summary>By which holidays days were counted: Land, holidays of the commune, version of the calendar.</summary>
    public string? Calendar { get; private set; }
    /// <summary>Why it ended without anybody's doing.</summary>
    public ReminderEndCause? EndCause { get; private set; }
    /// <summary>The first one of its series; null of what comes once.</summary>
    public Guid? SeriesId { get; private set; }
    /// <summary>The rule by which it comes again (RFC 5545); null where nothing comes after it.</summary>
    public string? Repeats { get; private set; }
    /// <summary>The rule's first day.</summary>
    public DateOnly? RepeatsFrom { get; private set; }
    /// <summary>The day of the rule that it stands for, wherever it was put off to.</summary>
    public DateOnly? OccursOn { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
    /// <summary>Every snooze.</summary>
    public IReadOnlyCollection<ReminderMove> Snoozes => moves;

    /// <summary>Why a move is not for people to make, whatever the state; null where it is. A deadline of the product ends with its cause.</summary>
    public ProblemType? ObjectionTo(string action) =>
        action == StopRepeatingMove && Repeats is null ? ReminderProblems.DoesNotRepeat : ObjectionTo(action, Kind);

    /// <summary>The same of any reminder of a kind.</summary>
    public static ProblemType? ObjectionTo(string action, ReminderKind kind) => action switch
    {
        "cancel" when ChainReminders.Kinds.Values.Contains(kind) => ChainProblems.SkipInstead,
        "cancel" when kind != ReminderKind.Personal => ReminderProblems.MadeBySystem,
        StopRepeatingMove when kind != ReminderKind.Personal => ReminderProblems.DoesNotRepeat,
        "done" or "not-executable" when kind.EndsWithCause => ReminderProblems.MadeBySystem,
        _ => null,
    };

    /// <summary>Ends it.</summary>
    /// <param name="action">done, not-executable or cancel.</param>
    /// <param name="reason">Mandatory for not-executable (a code) and cancel.</param>
    /// <param name="by">Who; null for the product itself.</param>
    /// <param name="now">When.</param>
    public void Close(string action, string? reason, Guid? by, DateTimeOffset now)
    {
        Status = Moves.Next(Status, action);
        (Reason, ClosedBy, ClosedAt, UpdatedAt) = (reason, by, now, now);
    }

    /// <summary>What it was about has been done. Of what a policy made it can come again where the same is awaited anew, on the same day as well.</summary>
    /// <param name="by">By whose doing; null for the product itself.</param>
    /// <param name="now">When.</param>
    public void EndWithCause(Guid? by, DateTimeOffset now)
    {
        Close("done", null, by, now);
        EndCause = PolicyId is null ? null : ReminderEndCause.Happened;
    }

    /// <summary>What it was about is not to be done, or not on that day.</summary>
    /// <param name="reason">Why, where somebody has said so.</param>
    /// <param name="by">By whose doing; null for the product itself.</param>
    /// <param name="now">When.</param>
    public void LoseCause(string? reason, Guid? by, DateTimeOffset now)
    {
        Close("cancel", reason, by, now);
        EndCause = ReminderEndCause.NoLongerApplies;
    }

    /// <summary>Ends with its case; what a policy made begins anew where the case is reopened and its cause is still there.</summary>
    /// <param name="reason">Why: the decision's words, or the code for which the case was closed.</param>
    /// <param name="by">Who closes the case.</param>
    /// <param name="now">When.</param>
    public void EndWithCase(string? reason, Guid? by, DateTimeOffset now)
    {
        Close("cancel", reason, by, now);
        EndCause = PolicyId is null ? null : ReminderEndCause.CaseClosed;
    }

    /// <summary>It comes again by a rule, whose first day it is due on.</summary>
    public void Repeat(Recurrence rule) => (SeriesId, Repeats, RepeatsFrom, OccursOn) = (Id, rule.Text, rule.From, rule.From);

    /// <summary>Nothing comes after it.</summary>
    public void StopRepeating(DateTimeOffset now)
    {
        Moves.Next(Status, StopRepeatingMove);
        (Repeats, UpdatedAt) = (Repeats is null ? throw new RefusedException(ReminderProblems.DoesNotRepeat) : null, now);
    }

    /// <summary>
    /// The day of the rule on which the next one is due, once this has ended: the first that has not passed and has had none yet. Days that went by
    /// meanwhile are not made up.
    /// </summary>
    /// <param name="latest">The latest day of the rule that has one in force.</param>
    /// <param name="today">Today.</param>
    public DateOnly? NextDay(DateOnly latest, DateOnly today) => Repeats is null ? null
        : Recurrence.Of(Repeats, RepeatsFrom!.Value).Next(new[] { latest, OccursOn!.Value, today.AddDays(-1) }.Max());

    /// <summary>It was marked as done by mistake, today.</summary>
    public void Reopen(DateOnly today, DateTimeOffset now)
    {
        var reopened = Moves.Next(Status, "reopen");
        if (ObjectionToReopen(ClosedAt, today) is { } objection)
        {
            throw new RefusedException(objection);
        }
        (Status, Reason, EndCause, ClosedBy, ClosedAt, UpdatedAt) = (reopened, null, null, null, null, now);
    }

    /// <summary>What it was cancelled for never was so: it stands as before.</summary>
    public void Restore(DateTimeOffset now) => (Status, Reason, ClosedBy, ClosedAt, UpdatedAt) = (ReminderStatus.Open, null, null, null, now);

    /// <summary>Why it cannot be reopened any more; null where it can.</summary>
    public static ProblemType? ObjectionToReopen(DateTimeOffset? closedAt, DateOnly today) =>
        closedAt is { } at && LocalTime.DateOf(at) == today ? null : ReminderProblems.DoneEarlier;

    /// <summary>Moves the date to a later day and keeps the old one.</summary>
    public void Snooze(DateOnly until, string? reason, Guid? by, DateTimeOffset now)
    {
        Moves.Next(Status, "snooze");
        if (until <= DueOn)
        {
            throw RefusedException.Invalid("/until", ReminderProblems.SnoozeNotLater);
        }
        if (until > LastDay)
        {
            throw RefusedException.Invalid("/until", ReminderProblems.PastLastDay);
        }
        moves.Add(new ReminderMove(OrganisationId, Id, DueOn, until, by, reason, now));
        (DueOn, UpdatedAt) = (until, now);
    }

    /// <summary>Changes title, note, assignee or team; null leaves a value as it is. Of a team that is named nobody is assigned.</summary>
    public void Change(string? title, string? note, Guid? assigneeId, Guid? teamId, DateTimeOffset now)
    {
        Moves.Next(Status, "change");
        (Title, Note, AssigneeId, UpdatedAt) = (title?.Trim() ?? Title, note ?? Note, assigneeId ?? AssigneeId, now);
        if (teamId is { } team)
        {
            HandTo(team, null, now);
        }
    }

    /// <summary>The last day is another one.</summary>
    /// <param name="dueOn">Due from now on, at the last day at the latest; earlier than before where the last day is.</param>
    /// <param name="lastDay">The last day.</param>
    /// <param name="by">Who.</param>
    /// <param name="now">When.</param>
    public void MoveDeadline(DateOnly dueOn, DateOnly lastDay, Guid? by, DateTimeOffset now)
    {
        if (dueOn > DueOn)
        {
            moves.Add(new ReminderMove(OrganisationId, Id, DueOn, dueOn, by, null, now));
        }
        (DueOn, LastDay, UpdatedAt) = (dueOn, lastDay, now);
    }

    /// <summary>Another team and its lead worker, or the team alone, look after it now.</summary>
    public void HandTo(Guid teamId, Guid? assigneeId, DateTimeOffset now) => (TeamId, AssigneeId, UpdatedAt) = (teamId, assigneeId, now);

    /// <summary>There is no team that could look after it: another colleague does.</summary>
    public void HandToColleague(Guid assigneeId, DateTimeOffset now) => (AssigneeId, UpdatedAt) = (assigneeId, now);

    /// <summary>The household goes on without the one in whose case it is filed: from now on that is another's, with the team that has it.</summary>
    internal void FileUnder(Guid caseId, Guid teamId, Guid? leadStaffId, DateTimeOffset now)
    {
        (CaseId, UpdatedAt) = (caseId, now);
        if (TeamId is { } team && team != teamId)
        {
            HandTo(teamId, leadStaffId, now);
        }
    }

    /// <summary>Goes on without the case, which is closed: for the person, with the team; it does not come again.</summary>
    public void CarryOver(Guid clientId, Guid teamId, DateTimeOffset now) =>
        (SubjectType, SubjectId, CaseId, TeamId, Repeats, UpdatedAt) = (ReminderSubject.Client, clientId, null, TeamId ?? teamId, null, now);

    /// <summary>Its assignee has gone: the team looks after it.</summary>
    /// <param name="teamId">Which team, where the reminder names none.</param>
    /// <param name="now">When.</param>
    public void HandToTeam(Guid teamId, DateTimeOffset now) => (TeamId, AssigneeId, UpdatedAt) = (TeamId ?? teamId, null, now);

    /// <summary>Whether the day is over and it is still open.</summary>
    public static bool IsOverdue(ReminderStatus status, DateOnly dueOn, DateOnly today) =>
        status == ReminderStatus.Open && dueOn < today;
}

/// <summary>One snooze.</summary>
public sealed class ReminderMove
{
    private ReminderMove() { }

    internal ReminderMove(Guid organisationId, Guid reminderId, DateOnly from, DateOnly to, Guid? by, string? reason, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ReminderId, FromDate, ToDate, MovedBy, Reason, MovedAt) = (organisationId, reminderId, from, to, by, reason, now);
    }

    /// <summary>The snooze.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The reminder.</summary>
    public Guid ReminderId { get; private set; }
    /// <summary>Due until then.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>Due from then on.</summary>
    public DateOnly ToDate { get; private set; }
    /// <summary>Who.</summary>
    public Guid? MovedBy { get; private set; }
    /// <summary>Why.</summary>
    public string? Reason { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset MovedAt { get; private set; }
}
