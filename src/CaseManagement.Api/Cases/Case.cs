
namespace CaseManagement.Api.Cases;

/// <summary>Where a case stands.</summary>
public enum CaseStatus
{
    /// <summary>Counselling goes on; exactly one team is responsible.</summary>
    Open,
    /// <summary>Counselling has ended for a stated reason; nobody is responsible, the last team keeps reading it.</summary>
    Closed,
}

/// <summary>
/// The counselling episode of one client: from intake to closure, one responsible team at any time, one lead worker.
/// Every move of responsibility goes through here, so that the history has no gap and no overlap; the database checks
/// the same at commit (case_responsibility_exactly_one, case_responsibility_no_gap).
/// </summary>
/// <remarks>For a move, load the current responsibility with the case (<see cref="CaseAccess.WithResponsibility"/>).</remarks>
public sealed class Case : IRoot
{
    /// <summary>The legal moves of status.</summary>
    public static readonly Transitions<CaseStatus> Moves = new("case",
        (CaseStatus.Open, "assign", CaseStatus.Open),
        (CaseStatus.Open, "take", CaseStatus.Open),
        (CaseStatus.Open, "reassign", CaseStatus.Open),
        (CaseStatus.Open, "change-phase", CaseStatus.Open),
        (CaseStatus.Open, "add-participant", CaseStatus.Open),
        (CaseStatus.Open, "close", CaseStatus.Closed),
        (CaseStatus.Closed, "reopen", CaseStatus.Open));

    private readonly List<CaseResponsibility> responsibilities = [];
    private readonly List<CaseEvent> events = [];

    private Case() { }

    /// <summary>The case.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who handed the household over, and reads on until <see cref="FormerAccessUntil"/>.</summary>
    public Guid? FormerOrganisationId { get; private set; }
    /// <summary>End of the sender's grace period (exclusive).</summary>
    public DateTimeOffset? FormerAccessUntil { get; private set; }
    /// <summary>Which of the sender's teams reads on.</summary>
    public Guid? FormerTeamId { get; private set; }
    /// <summary>Whose case it is.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Counselled together with.</summary>
    public Guid? HouseholdId { get; private set; }
    /// <summary>Open or closed.</summary>
    public CaseStatus Status { get; private set; }
    /// <summary>Code of the list accommodation-phase.</summary>
    public string? Phase { get; private set; }
    /// <summary>The responsible team; of a closed case the last one.</summary>
    public Guid TeamId { get; private set; }
    /// <summary>The lead worker; null while nobody has been assigned. Of a closed case the last one.</summary>
    public Guid? LeadStaffId { get; private set; }
    /// <summary>Start of the episode; reopening does not move it.</summary>
    public DateTimeOffset OpenedAt { get; private set; }
    /// <summary>When that was written down: later than <see cref="OpenedAt"/> where the case was opened with effect from a day in the past.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>Set while closed.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }
    /// <summary>Code of the list case-closing-reason, set while closed.</summary>
    public string? ClosingReason { get; private set; }
    /// <summary>The last change to the case or to what belongs to it.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>The responsibility history, as far as it was loaded, oldest first.</summary>
    public IReadOnlyList<CaseResponsibility> Responsibilities => responsibilities;
    /// <summary>What changed the case itself, as far as it was loaded.</summary>
    public IReadOnlyList<CaseEvent> Events => events;

    /// <summary>Opens a case in a team's care, with or without a lead worker.</summary>
    /// <param name="organisationId">The controller: the team's organisation.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="householdId">The household that is counselled together.</param>
    /// <param name="teamId">The responsible team.</param>
    /// <param name="leadStaffId">The lead worker, a member of the team; null when the case waits to be assigned.</param>
    /// <param name="phase">Code of the list accommodation-phase.</param>
    /// <param name="by">Who opens it; null for the system.</param>
    /// <param name="now">From when on.</param>
    /// <param name="note">In words, what was said of it: up to 2,000 characters.</param>
    /// <param name="since">With effect from when, where that is earlier.</param>
    public static Case Open(Guid organisationId, Guid clientId, Guid? householdId, Guid teamId, Guid? leadStaffId, string? phase, Guid? by,
        DateTimeOffset now, string? note = null, DateTimeOffset? since = null)
    {
        now = Microseconds(now);
        var from = since ?? now;
        var opened = new Case
        {
            Id = Guid.CreateVersion7(now), OrganisationId = organisationId, ClientId = clientId, HouseholdId = householdId, Status = CaseStatus.Open,
            Phase = phase, TeamId = teamId, LeadStaffId = leadStaffId, OpenedAt = from, RecordedAt = now, UpdatedAt = now,
        };
        opened.responsibilities.Add(new CaseResponsibility(opened, teamId, leadStaffId, null, by, from));
        opened.events.Add(new CaseEvent(opened, CaseEventKind.Opened, phase, note, by, from));
        return opened;
    }

    /// <summary>Gives the case to a lead worker of the responsible team, or to nobody for the time being.</summary>
    /// <exception cref="RefusedException">409 when closed, or when the person leads it already.</exception>
    public void Assign(Guid? leadStaffId, string? reason, Guid? by, DateTimeOffset now)
    {
        Status = Moves.Next(Status, "assign");
        Pass(TeamId, leadStaffId, ResponsibilityEnd.Reassigned, reason, by, now);
    }

    /// <summary>A member of the team takes a case that nobody leads.</summary>
    /// <exception cref="RefusedException">409 when closed, or when somebody leads it.</exception>
    public void Take(Guid staffId, DateTimeOffset now)
    {
        Status = Moves.Next(Status, "take");
        if (LeadStaffId is not null)
        {
            throw new RefusedException(CaseProblems.AlreadyAssigned);
        }
        Pass(TeamId, staffId, ResponsibilityEnd.Reassigned, null, staffId, now);
    }

    /// <summary>Moves the case to another team of the organisation, or to another lead worker, or both.</summary>
    /// <exception cref="RefusedException">409 when closed, or when nothing would change.</exception>
    public void Reassign(Guid teamId, Guid? leadStaffId, string? reason, Guid? by, DateTimeOffset now)
    {
        Status = Moves.Next(Status, "reassign");
        Pass(teamId, leadStaffId, ResponsibilityEnd.Reassigned, reason, by, now);
    }

    /// <summary>
    /// An accepted handover: from now on the receiving team is responsible. Where the organisation changes, the case and
    /// what belongs to it have moved already in this transaction (app.transfer_household); this keeps the history right.
    /// </summary>
    /// <param name="formerOrganisationId">The sender; the receiver's own organisation where the case only changes its team.</param>
    /// <param name="teamId">The receiving team.</param>
    /// <param name="leadStaffId">The lead worker there, if known.</param>
    /// <param name="formerAccessUntil">Until when the sender reads on (exclusive).</param>
    /// <param name="by">Who accepted.</param>
    /// <param name="now">The moment of acceptance.</param>
    /// <exception cref="RefusedException">409 when closed, or when the team is responsible already.</exception>
    public void HandOver(Guid formerOrganisationId, Guid teamId, Guid? leadStaffId, DateTimeOffset formerAccessUntil, Guid? by, DateTimeOffset now)
    {
        Status = Moves.Next(Status, "reassign");
        if (teamId == TeamId)
        {
            throw new RefusedException(CaseProblems.NothingChanges);
        }
        (FormerOrganisationId, FormerTeamId, FormerAccessUntil) = (formerOrganisationId, TeamId, formerAccessUntil);
        Pass(teamId, leadStaffId, ResponsibilityEnd.HandedOver, null, by, now);
    }

    /// <summary>Ends the counselling.</summary>
    /// <param name="reason">Code of the list case-closing-reason.</param>
    /// <param name="note">In words, for the file.</param>
    /// <param name="by">Who closes it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when closed already.</exception>
    public void Close(string reason, string? note, Guid? by, DateTimeOffset now)
    {
        Status = Moves.Next(Status, "close");
        var at = Current.End(ResponsibilityEnd.Closed, now);
        (ClosedAt, ClosingReason, UpdatedAt) = (at, reason, at);
        events.Add(new CaseEvent(this, CaseEventKind.Closed, reason, note, by, at));
    }

    /// <summary>Takes the counselling up again.</summary>
    /// <param name="reason">Code of the list case-reopening-reason.</param>
    /// <param name="note">In words, for the file.</param>
    /// <param name="teamId">The team that is responsible from now on.</param>
    /// <param name="leadStaffId">Its member who leads; null when the case waits to be assigned.</param>
    /// <param name="by">Who reopens it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when open.</exception>
    public void Reopen(string reason, string? note, Guid teamId, Guid? leadStaffId, Guid? by, DateTimeOffset now)
    {
        Status = Moves.Next(Status, "reopen");
        var at = After(ClosedAt!.Value, now);
        (ClosedAt, ClosingReason, UpdatedAt) = (null, null, at);
        (TeamId, LeadStaffId) = (teamId, leadStaffId);
        responsibilities.Add(new CaseResponsibility(this, teamId, leadStaffId, reason, by, at));
        events.Add(new CaseEvent(this, CaseEventKind.Reopened, reason, note, by, at));
    }

    /// <summary>The household has moved on to another phase.</summary>
    /// <param name="phase">Code of the list accommodation-phase.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when closed.</exception>
    public void ChangePhase(string phase, Guid? by, DateTimeOffset now)
    {
        Status = Moves.Next(Status, "change-phase");
        (Phase, UpdatedAt) = (phase, Microseconds(now));
        events.Add(new CaseEvent(this, CaseEventKind.PhaseChanged, phase, null, by, UpdatedAt));
    }

    /// <summary>Something was said of the case from outside that belongs into its timeline, in up to 2,000 characters.</summary>
    /// <param name="note">The words.</param>
    /// <param name="by">Who wrote them down; null for the system.</param>
    /// <param name="now">When.</param>
    public void Note(string note, Guid? by, DateTimeOffset now)
    {
        UpdatedAt = Microseconds(now);
        events.Add(new CaseEvent(this, CaseEventKind.Noted, null, note, by, UpdatedAt));
    }

    /// <summary>Something that belongs to the case has changed; its ETag changes with it.</summary>
    public void Touch(DateTimeOffset now) => UpdatedAt = Microseconds(now);

    private CaseResponsibility Current => responsibilities.SingleOrDefault(row => row.UntilAt is null)
        ?? throw new InvalidOperationException("The current responsibility was not loaded with the case.");

    private void Pass(Guid teamId, Guid? leadStaffId, ResponsibilityEnd how, string? reason, Guid? by, DateTimeOffset now)
    {
        if (teamId == TeamId && leadStaffId == LeadStaffId)
        {
            throw new RefusedException(CaseProblems.NothingChanges);
        }
        var at = Current.End(how, now);
        responsibilities.Add(new CaseResponsibility(this, teamId, leadStaffId, reason, by, at));
        (TeamId, LeadStaffId, UpdatedAt) = (teamId, leadStaffId, at);
    }

    /// <summary>PostgreSQL keeps microseconds; what is compared later must not lose a fraction on the way.</summary>
    internal static DateTimeOffset Microseconds(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>
    /// Now, or the smallest instant after a start where the clock of another instance was ahead or both fell into the
    /// same microsecond: intervals are never empty and never run backwards.
    /// </summary>
    internal static DateTimeOffset After(DateTimeOffset start, DateTimeOffset now) =>
        Microseconds(now) is var at && at > start ? at : start.AddMicroseconds(1);
}

/// <summary>How a responsibility ended.</summary>
public enum ResponsibilityEnd
{
    /// <summary>Passed on inside the organisation: the next row begins where this one ends.</summary>
    Reassigned,
    /// <summary>Passed on by an accepted handover: the next row begins where this one ends.</summary>
    HandedOver,
    /// <summary>The case was closed: no row follows until it is reopened.</summary>
    Closed,
}

/// <summary>Who was responsible, [from, until).</summary>
public sealed class CaseResponsibility : IRoot
{
    private CaseResponsibility() { }

    internal CaseResponsibility(Case of, Guid teamId, Guid? leadStaffId, string? reason, Guid? by, DateTimeOffset from)
    {
        Id = Guid.CreateVersion7(from);
        (OrganisationId, FormerOrganisationId, FormerAccessUntil) = (of.OrganisationId, of.FormerOrganisationId, of.FormerAccessUntil);
        (CaseId, TeamId, LeadStaffId, Reason, StaffId, FromAt) = (of.Id, teamId, leadStaffId, reason, by, from);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>See <see cref="Case.FormerOrganisationId"/>.</summary>
    public Guid? FormerOrganisationId { get; private set; }
    /// <summary>See <see cref="Case.FormerAccessUntil"/>.</summary>
    public DateTimeOffset? FormerAccessUntil { get; private set; }
    /// <summary>For which case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>The team.</summary>
    public Guid TeamId { get; private set; }
    /// <summary>The lead worker; null while nobody was assigned.</summary>
    public Guid? LeadStaffId { get; private set; }
    /// <summary>Since when.</summary>
    public DateTimeOffset FromAt { get; private set; }
    /// <summary>Exclusive; null = until now.</summary>
    public DateTimeOffset? UntilAt { get; private set; }
    /// <summary>Set together with <see cref="UntilAt"/>.</summary>
    public ResponsibilityEnd? EndedBy { get; private set; }
    /// <summary>Why the case came here, where a reason was given.</summary>
    public string? Reason { get; private set; }
    /// <summary>Who passed it on to here; null for the system.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>The row's version.</summary>
    public uint Version { get; private set; }

    internal DateTimeOffset End(ResponsibilityEnd how, DateTimeOffset now)
    {
        (UntilAt, EndedBy) = (Case.After(FromAt, now), how);
        return UntilAt.Value;
    }
}

/// <summary>A colleague who takes part in a case without leading it, [from, until).</summary>
public sealed class CaseParticipant : IRoot
{
    private CaseParticipant() { }

    /// <summary>Joins a case.</summary>
    /// <param name="of">Which.</param>
    /// <param name="staffId">Who.</param>
    /// <param name="now">Since when.</param>
    /// <param name="absenceId">Where a deputy lets himself take part: the absence with which it ends.</param>
    public CaseParticipant(Case of, Guid staffId, DateTimeOffset now, Guid? absenceId = null)
    {
        now = Case.Microseconds(now);
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, StaffId, FromAt, AbsenceId) = (of.OrganisationId, of.Id, staffId, now, absenceId);
    }

    /// <summary>The participation.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>See <see cref="Case.FormerOrganisationId"/>.</summary>
    public Guid? FormerOrganisationId { get; private set; }
    /// <summary>See <see cref="Case.FormerAccessUntil"/>.</summary>
    public DateTimeOffset? FormerAccessUntil { get; private set; }
    /// <summary>In which case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>Who.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>Since when.</summary>
    public DateTimeOffset FromAt { get; private set; }
    /// <summary>Exclusive; null while it lasts.</summary>
    public DateTimeOffset? UntilAt { get; private set; }
    /// <summary>The absence of a colleague with which it ends; null where it rests on nothing of the kind.</summary>
    public Guid? AbsenceId { get; private set; }
    /// <summary>The row's version.</summary>
    public uint Version { get; private set; }

    /// <summary>Leaves the case. A second leaving changes nothing that was, so it is refused.</summary>
    /// <exception cref="RefusedException">409 when it has ended already.</exception>
    public void End(DateTimeOffset now) =>
        UntilAt = UntilAt is null ? Case.After(FromAt, now) : throw new RefusedException(CaseProblems.ParticipationEnded);
}

/// <summary>What changed a case itself.</summary>
public enum CaseEventKind
{
    /// <summary>Opened.</summary>
    Opened,
    /// <summary>Closed; the code is of the list case-closing-reason.</summary>
    Closed,
    /// <summary>Reopened; the code is of the list case-reopening-reason.</summary>
    Reopened,
    /// <summary>Another phase; the code is of the list accommodation-phase.</summary>
    PhaseChanged,
    /// <summary>Something was said of the case, such as the remark of an allocation list.</summary>
    Noted,
}

/// <summary>One change of a case's status or phase: written once, never changed. The timeline shows it.</summary>
public sealed class CaseEvent : IRoot
{
    private CaseEvent() { }

    internal CaseEvent(Case of, CaseEventKind kind, string? code, string? note, Guid? by, DateTimeOffset at)
    {
        Id = Guid.CreateVersion7(at);
        (OrganisationId, CaseId, Kind, Code, Note, StaffId, At) = (of.OrganisationId, of.Id, kind, code, note, by, at);
    }

    /// <summary>The event.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>See <see cref="Case.FormerOrganisationId"/>.</summary>
    public Guid? FormerOrganisationId { get; private set; }
    /// <summary>See <see cref="Case.FormerAccessUntil"/>.</summary>
    public DateTimeOffset? FormerAccessUntil { get; private set; }
    /// <summary>Of which case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>What happened.</summary>
    public CaseEventKind Kind { get; private set; }
    /// <summary>The coded reason or the new phase; see <see cref="CaseEventKind"/>.</summary>
    public string? Code { get; private set; }
    /// <summary>In words, where something was added.</summary>
    public string? Note { get; private set; }
    /// <summary>Who did it; null for the system.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>The row's version.</summary>
    public uint Version { get; private set; }
}
