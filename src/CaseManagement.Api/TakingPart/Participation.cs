using CaseManagement.Api.Facts;
using CaseManagement.Api.Privacy;

namespace CaseManagement.Api.TakingPart;

/// <summary>How far a person has come with what he or she takes part in.</summary>
public enum ParticipationStatus
{
    /// <summary>On a waiting list, applied for.</summary>
    Waiting,
    /// <summary>Has the place; it counts from now on, until it ends.</summary>
    Place,
    /// <summary>Goes there.</summary>
    Begun,
    /// <summary>Reached its end.</summary>
    Completed,
    /// <summary>Ended before its end, with the reason.</summary>
    BrokenOff,
    /// <summary>Given up while waiting, or before it had begun, with the reason.</summary>
    Withdrawn,
}

/// <summary>What somebody takes part in: the part of it that a correction may change.</summary>
/// <param name="Kind">Code of the list participation-kind.</param>
/// <param name="SchoolKind">Code of the list school-kind.</param>
/// <param name="Form">Code of the list participation-form.</param>
/// <param name="Title">Which one: course, class.</param>
/// <param name="Provider">Whose it is, in words.</param>
/// <param name="ServiceId">The service of the directory.</param>
/// <param name="HoursPerWeek">Hours a week.</param>
/// <param name="Note">What else is to be known.</param>
/// <param name="Compartment">What it reveals.</param>
public sealed record ParticipationFacts(
    string Kind, string? SchoolKind, string? Form, string? Title, string? Provider, Guid? ServiceId, decimal? HoursPerWeek, string? Note,
    Compartment? Compartment);

/// <summary>
/// What a person takes part in (Teilnahme, Betreuungsplatz): waiting → place → begun → completed | broken_off; waiting, place → withdrawn. It may be recorded
/// in any of the first three. Never exclusive: a child waits for one kindergarten and goes to another.
/// </summary>
public sealed class Participation : IRestrictedOfCase
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string PlaceMove = "place", BeginMove = "begin", CompleteMove = "complete", BreakOffMove = "break-off", WithdrawMove = "withdraw";

    /// <summary>The legal moves.</summary>
    public static readonly Transitions<ParticipationStatus> Moves = new("participation",
        (ParticipationStatus.Waiting, PlaceMove, ParticipationStatus.Place), (ParticipationStatus.Waiting, WithdrawMove, ParticipationStatus.Withdrawn),
        (ParticipationStatus.Place, WithdrawMove, ParticipationStatus.Withdrawn),
        (ParticipationStatus.Place, BeginMove, ParticipationStatus.Begun), (ParticipationStatus.Begun, CompleteMove, ParticipationStatus.Completed),
        (ParticipationStatus.Begun, BreakOffMove, ParticipationStatus.BrokenOff));

    private readonly List<ParticipationMove> history = [];

    private Participation() { }

    /// <summary>Records it.</summary>
    /// <param name="of">The controller, the case and whose it is.</param>
    /// <param name="facts">What it is.</param>
    /// <param name="status">How far it has come: waiting, place or begun; and since when.</param>
    /// <param name="by">Who records it; null for the system.</param>
    /// <param name="now">When.</param>
    public Participation((Guid Organisation, Guid Case, Guid Client) of, ParticipationFacts facts, (ParticipationStatus Status, DateOnly On) status, Guid? by,
        DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId) = (of.Organisation, of.Case, of.Client);
        (RecordedBy, RecordedAt) = (by, now);
        Correct(facts, now);
        history.Add(new ParticipationMove(this, status.Status, status.On, null, by, now));
        Derive(now);
    }

    /// <summary>The participation.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The case in which it was recorded.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>Who takes part.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>What it reveals: the compartment that hides it.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>Code of the list participation-kind.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>Code of the list school-kind.</summary>
    public string? SchoolKind { get; private set; }
    /// <summary>Code of the list participation-form.</summary>
    public string? Form { get; private set; }
    /// <summary>Which one.</summary>
    public string? Title { get; private set; }
    /// <summary>Whose it is, in words.</summary>
    public string? Provider { get; private set; }
    /// <summary>The service of the directory; a confidential one is named to those only who may refer there.</summary>
    public Guid? ServiceId { get; private set; }
    /// <summary>Hours a week.</summary>
    public decimal? HoursPerWeek { get; private set; }
    /// <summary>What else is to be known.</summary>
    public string? Note { get; private set; }
    /// <summary>How far it has come: what the last move says.</summary>
    public ParticipationStatus Status { get; private set; }
    /// <summary>The day of the first move.</summary>
    public DateOnly FirstOn { get; private set; }
    /// <summary>Waits since.</summary>
    public DateOnly? WaitingOn { get; private set; }
    /// <summary>Has the place since.</summary>
    public DateOnly? PlaceOn { get; private set; }
    /// <summary>Goes there since.</summary>
    public DateOnly? BegunOn { get; private set; }
    /// <summary>First day no longer.</summary>
    public DateOnly? EndedOn { get; private set; }
    /// <summary>Why it was broken off or withdrawn.</summary>
    public string? EndReason { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The last change of it or of its moves.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
    /// <summary>What has happened, in no order.</summary>
    public IReadOnlyList<ParticipationMove> History => history;

    /// <summary>Puts right what it is.</summary>
    public void Correct(ParticipationFacts facts, DateTimeOffset now)
    {
        (Kind, SchoolKind, Form, Title) = (facts.Kind, facts.SchoolKind, facts.Form, facts.Title?.Trim());
        (Provider, ServiceId, HoursPerWeek, Note) = (facts.Provider?.Trim(), facts.ServiceId, facts.HoursPerWeek, facts.Note?.Trim());
        (Compartment, UpdatedAt) = (facts.Compartment, now);
    }

    /// <summary>One of the moves. The history must be loaded.</summary>
    /// <param name="move">Its name.</param>
    /// <param name="on">When that was so; of an end the first day no longer.</param>
    /// <param name="reason">Of break-off and withdraw: the code, and words.</param>
    /// <param name="by">Who records it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when it is not possible in this state, 400 when it lies before what went ahead.</exception>
    public void Move(string move, DateOnly on, (string Code, string? Words)? reason, Guid? by, DateTimeOffset now)
    {
        var next = Moves.Next(Status, move);
        CheckOrder([.. history.Select(past => (past.Status, past.OnDate)), (next, on)]);
        history.Add(new ParticipationMove(this, next, on, reason, by, now));
        Derive(now);
    }

    /// <summary>
    /// The person has died: it ends on that day, or as soon as the days of its moves allow; where it has ended so and the day was recorded wrongly, it
    /// follows. The history must be loaded.
    /// </summary>
    public void EndWithDeath(DateOnly day, Guid? by, DateTimeOffset now)
    {
        var end = EndedOn is null ? null : history.MaxBy(past => past.Status)!;
        var last = history.Where(past => past != end).Max(past => past.OnDate);
        if (end is not null)
        {
            end.Correct(day > last ? day : end.Status == ParticipationStatus.BrokenOff ? last.AddDays(1) : last);
            Derive(now);
        }
        else if (Status == ParticipationStatus.Begun)
        {
            Move(BreakOffMove, day > last ? day : last.AddDays(1), (Presence.Died, null), by, now);
        }
        else
        {
            Move(WithdrawMove, day > last ? day : last, (Presence.Died, null), by, now);
        }
    }

    /// <summary>
    /// Has to lie within the person's life: nothing is waited for, given or begun after the death, nothing begun before the birth; what has begun in time and
    /// is recorded late ends with the death. The history must be loaded.
    /// </summary>
    /// <exception cref="RefusedException">400 before the birth, 409 after the death.</exception>
    public void Within(Life life, Guid? by, DateTimeOffset now)
    {
        foreach (var move in history.Where(move => move.Status <= ParticipationStatus.Begun))
        {
            if (move.Status == ParticipationStatus.Begun)
            {
                life.Check(move.OnDate, "/on");
            }
            life.CheckAlive(move.OnDate);
        }
        if (life.DiedOn is { } died && EndedOn is null)
        {
            EndWithDeath(died, by, now);
        }
    }

    /// <summary>The day of a move was recorded wrongly. The history must be loaded.</summary>
    /// <exception cref="RefusedException">404 for an unknown move, 400 when it lies ahead or the order would not be theirs any more.</exception>
    public void CorrectMove(Guid id, DateOnly on, DateOnly today, DateTimeOffset now)
    {
        var wrong = history.Find(move => move.Id == id) ?? throw RefusedException.NotFound(id);
        if (on > (IsEnd(wrong.Status) ? today.AddDays(1) : today))
        {
            throw RefusedException.Invalid("/on", ParticipationProblems.InFuture);
        }
        CheckOrder([.. history.Select(move => (move.Status, move == wrong ? on : move.OnDate))]);
        wrong.Correct(on);
        Derive(now);
    }

    /// <summary>The last move never was so. The history must be loaded.</summary>
    /// <exception cref="RefusedException">409 where it is the first: then the participation never was.</exception>
    public void TakeBack(DateTimeOffset now)
    {
        if (history.Count == 1)
        {
            throw new RefusedException(ParticipationProblems.FirstMove);
        }
        history.Remove(history.MaxBy(move => move.Status)!);
        Derive(now);
    }

    private static bool IsEnd(ParticipationStatus status) => status is ParticipationStatus.Completed or ParticipationStatus.BrokenOff;

    // An end is the first day no longer, so what has begun lasted for one day at least.
    private static void CheckOrder(IReadOnlyList<(ParticipationStatus Status, DateOnly On)> moves)
    {
        var ordered = moves.OrderBy(move => move.Status).ToList();
        if (ordered.Zip(ordered.Skip(1)).Any(pair => pair.Second.On < (IsEnd(pair.Second.Status) ? pair.First.On.AddDays(1) : pair.First.On)))
        {
            throw RefusedException.Invalid("/on", ParticipationProblems.OutOfOrder);
        }
    }

    private void Derive(DateTimeOffset now)
    {
        var (first, last) = (history.MinBy(move => move.Status)!, history.MaxBy(move => move.Status)!);
        (Status, FirstOn, EndReason, UpdatedAt) = (last.Status, first.OnDate, last.Reason, now);
        (WaitingOn, PlaceOn, BegunOn) = (On(ParticipationStatus.Waiting), On(ParticipationStatus.Place), On(ParticipationStatus.Begun));
        EndedOn = Status >= ParticipationStatus.Completed ? last.OnDate : null;

        DateOnly? On(ParticipationStatus status) => history.Find(move => move.Status == status)?.OnDate;
    }
}

/// <summary>That a participation came to a state: the day when that was so, and apart from it when it was recorded and by whom.</summary>
public sealed class ParticipationMove
{
    private ParticipationMove() { }

    internal ParticipationMove(
        Participation of, ParticipationStatus status, DateOnly on, (string Code, string? Words)? reason, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (ParticipationId, OrganisationId, Status, OnDate, RecordedBy, RecordedAt) = (of.Id, of.OrganisationId, status, on, by, now);
        (Reason, Note) = (reason?.Code, reason?.Words?.Trim());
    }

    /// <summary>The move.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which participation.</summary>
    public Guid ParticipationId { get; private set; }
    /// <summary>Which state it came to.</summary>
    public ParticipationStatus Status { get; private set; }
    /// <summary>When that was so; of an end the first day no longer.</summary>
    public DateOnly OnDate { get; private set; }
    /// <summary>Code of the list participation-break-off-reason or participation-withdrawal-reason.</summary>
    public string? Reason { get; private set; }
    /// <summary>The reason in words.</summary>
    public string? Note { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }

    internal void Correct(DateOnly on) => OnDate = on;
}
