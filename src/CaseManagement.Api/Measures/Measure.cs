using CaseManagement.Api.Cases;
using CaseManagement.Api.Privacy;
namespace CaseManagement.Api.Measures;

/// <summary>Where a measure stands. Overdue is not a status: it follows from the day.</summary>
public enum MeasureStatus
{
    /// <summary>Agreed, not begun yet.</summary>
    Planned,
    /// <summary>Under way.</summary>
    Running,
    /// <summary>Ended, with its result.</summary>
    Done,
    /// <summary>Given up, with the reason.</summary>
    Dropped,
}

/// <summary>Who has to do it.</summary>
public enum MeasureActorKind
{
    /// <summary>A colleague; without a name the responsible team, as long as nobody in particular has taken it over.</summary>
    Staff,
    /// <summary>A partner: association, school, office, course provider.</summary>
    Partner,
    /// <summary>A volunteer.</summary>
    Volunteer,
    /// <summary>A person of the household.</summary>
    Client,
}

/// <summary>Who has to do it: an id where there is one, else a name.</summary>
/// <param name="Kind">What kind of actor.</param>
/// <param name="Id">The colleague, organisation or person.</param>
/// <param name="Name">The name of who is not on file.</param>
public sealed record MeasureActor(MeasureActorKind Kind, Guid? Id, string? Name);

/// <summary>Whose measure it is: a person's, with the case and the household of the time, or a household's as a whole.</summary>
/// <param name="Organisation">The controller.</param>
/// <param name="Case">The case.</param>
/// <param name="Client">Whose case it is.</param>
/// <param name="Household">The household.</param>
public sealed record MeasureSubject(Guid Organisation, Guid? Case, Guid? Client, Guid? Household);

/// <summary>What has been agreed: the part of a measure that a correction may change.</summary>
/// <param name="Area">Code of the list need-area.</param>
/// <param name="Compartment">What it reveals.</param>
/// <param name="NeedId">The need that it serves: an area of an assessment.</param>
/// <param name="Goal">The goal that it serves, in words.</param>
/// <param name="What">What is to be done.</param>
/// <param name="Actor">Who does it.</param>
/// <param name="AgreedIn">Code of the list measure-agreed-in.</param>
/// <param name="From">The first day.</param>
/// <param name="DueOn">The last day, until its end.</param>
public sealed record MeasureFacts(
    string Area, Compartment? Compartment, Guid? NeedId, string? Goal, string What, MeasureActor Actor, string AgreedIn, DateOnly From, DateOnly DueOn);

/// <summary>
/// A line of the counselling grid (Beratungsraster): who does what for whom until when, with which result. planned → running → done | dropped;
/// planned → dropped.
/// </summary>
public sealed class Measure : IOfCase
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string StartMove = "start", DoneMove = "done", DropMove = "drop";

    /// <summary>The legal moves.</summary>
    public static readonly Transitions<MeasureStatus> Moves = new("measure",
        (MeasureStatus.Planned, StartMove, MeasureStatus.Running), (MeasureStatus.Planned, DropMove, MeasureStatus.Dropped),
        (MeasureStatus.Running, DoneMove, MeasureStatus.Done), (MeasureStatus.Running, DropMove, MeasureStatus.Dropped));

    private Measure() { }

    /// <summary>Agrees on it.</summary>
    /// <param name="of">Whose.</param>
    /// <param name="facts">What has been agreed.</param>
    /// <param name="startedOn">Since when it runs already; null where it is planned.</param>
    /// <param name="by">Who records it; null for the system.</param>
    /// <param name="now">When.</param>
    public Measure(MeasureSubject of, MeasureFacts facts, DateOnly? startedOn, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId, HouseholdId) = (of.Organisation, of.Case, of.Client, of.Household);
        (Status, StartedOn, RecordedBy, RecordedAt) = (startedOn is null ? MeasureStatus.Planned : MeasureStatus.Running, startedOn, by, now);
        Correct(facts, now);
    }

    /// <summary>The measure.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The case in which it was agreed; null: of a household as a whole.</summary>
    public Guid? CaseId { get; private set; }
    /// <summary>Whose; null: of a household as a whole.</summary>
    public Guid? ClientId { get; private set; }
    /// <summary>The household in whose grid it stands: follows a person who moves, while it is open.</summary>
    public Guid? HouseholdId { get; private set; }
    /// <summary>What it reveals: the compartment that hides it.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>Code of the list need-area.</summary>
    public string Area { get; private set; } = "";
    /// <summary>The need that it serves.</summary>
    public Guid? NeedId { get; private set; }
    /// <summary>The goal that it serves.</summary>
    public string? Goal { get; private set; }
    /// <summary>What is to be done.</summary>
    public string What { get; private set; } = "";
    /// <summary>What kind of actor.</summary>
    public MeasureActorKind ActorKind { get; private set; }
    /// <summary>The colleague; null with kind Staff: the responsible team.</summary>
    public Guid? ActorStaffId { get; private set; }
    /// <summary>The partner, where it is in the directory.</summary>
    public Guid? ActorOrganisationId { get; private set; }
    /// <summary>The person.</summary>
    public Guid? ActorClientId { get; private set; }
    /// <summary>The name of who is not on file.</summary>
    public string? ActorName { get; private set; }
    /// <summary>Code of the list measure-agreed-in.</summary>
    public string AgreedIn { get; private set; } = "";
    /// <summary>The first day, as agreed.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>The last day, until its end.</summary>
    public DateOnly DueOn { get; private set; }
    /// <summary>Where it stands.</summary>
    public MeasureStatus Status { get; private set; }
    /// <summary>When it was begun.</summary>
    public DateOnly? StartedOn { get; private set; }
    /// <summary>When it was done or dropped.</summary>
    public DateOnly? EndedOn { get; private set; }
    /// <summary>Code of the list measure-result.</summary>
    public string? ResultCode { get; private set; }
    /// <summary>The result in words.</summary>
    public string? Result { get; private set; }
    /// <summary>Code of the list measure-drop-reason.</summary>
    public string? DropReason { get; private set; }
    /// <summary>Why it was dropped, in words.</summary>
    public string? DropNote { get; private set; }
    /// <summary>It ran already when its household became one with another in which the same actor works in the same area: both stand.</summary>
    public bool CameAlong { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>Who recorded its end.</summary>
    public Guid? EndedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Who has to do it.</summary>
    public MeasureActor Actor => new(ActorKind, ActorStaffId ?? ActorOrganisationId ?? ActorClientId, ActorName);

    /// <summary>Changes what has been agreed, or puts right what was recorded wrongly.</summary>
    public void Correct(MeasureFacts facts, DateTimeOffset now)
    {
        (Area, Compartment, NeedId, Goal, What) = (facts.Area, facts.Compartment, facts.NeedId, facts.Goal?.Trim(), facts.What.Trim());
        var (kind, id, name) = facts.Actor;
        (ActorKind, ActorName) = (kind, name?.Trim());
        ActorStaffId = kind == MeasureActorKind.Staff ? id : null;
        ActorOrganisationId = kind == MeasureActorKind.Partner ? id : null;
        ActorClientId = kind == MeasureActorKind.Client ? id : null;
        (AgreedIn, FromDate, DueOn, UpdatedAt) = (facts.AgreedIn, facts.From, facts.DueOn, now);
    }

    /// <summary>planned → running.</summary>
    /// <param name="on">Since when.</param>
    /// <param name="now">When that is recorded.</param>
    /// <exception cref="RefusedException">409 when it is not planned.</exception>
    public void Start(DateOnly on, DateTimeOffset now) =>
        (Status, StartedOn, CameAlong, UpdatedAt) = (Moves.Next(Status, StartMove), on, false, now);

    /// <summary>running → done.</summary>
    /// <param name="on">When.</param>
    /// <param name="result">Code of the list measure-result, and words.</param>
    /// <param name="by">Who records it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when it does not run, 400 when it would end before it began.</exception>
    public void Finish(DateOnly on, (string Code, string? Words) result, Guid? by, DateTimeOffset now)
    {
        End(DoneMove, on, by, now);
        (ResultCode, Result) = (result.Code, result.Words?.Trim());
    }

    /// <summary>planned or running → dropped.</summary>
    /// <param name="on">When.</param>
    /// <param name="reason">Code of the list measure-drop-reason, and words.</param>
    /// <param name="by">Who drops it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when it has ended, 400 when it would end before it began.</exception>
    public void Drop(DateOnly on, (string Code, string? Words) reason, Guid? by, DateTimeOffset now)
    {
        End(DropMove, on, by, now);
        (DropReason, DropNote) = (reason.Code, reason.Words?.Trim());
    }

    /// <summary>Its colleague has gone: the team has to take it over.</summary>
    public void HandToTeam(DateTimeOffset now) => (ActorStaffId, UpdatedAt) = (null, now);

    private void End(string move, DateOnly on, Guid? by, DateTimeOffset now)
    {
        var next = Moves.Next(Status, move);
        if (on < StartedOn)
        {
            throw RefusedException.Invalid("/on", MeasureProblems.BeforeStart);
        }
        (Status, EndedOn, EndedBy, EndedAt, UpdatedAt) = (next, on, by, now, now);
    }
}
