using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Contacts;

/// <summary>Where an appointment stands.</summary>
public enum AppointmentStatus
{
    /// <summary>The person has been told.</summary>
    Invited,
    /// <summary>The person has said yes.</summary>
    Confirmed,
    /// <summary>It took place: there is a contact.</summary>
    Kept,
    /// <summary>The person did not come: a contact says so, a failed attempt.</summary>
    Missed,
    /// <summary>Called off before, by whom says a code.</summary>
    Cancelled,
}

/// <summary>What an appointment is to be: the part of it that moving may change.</summary>
/// <param name="Kind">Code of the list contact-kind.</param>
/// <param name="At">When it begins.</param>
/// <param name="DurationMinutes">How long.</param>
/// <param name="Place">Where.</param>
/// <param name="Language">ISO 639-3.</param>
/// <param name="Interpreter">Code of the list interpreter-kind.</param>
public sealed record AppointmentFacts(string Kind, DateTimeOffset At, int DurationMinutes, string? Place, string? Language, string? Interpreter);

/// <summary>A contact ahead, with one person. invited → confirmed → kept | missed | cancelled; kept and missed become a contact at once.</summary>
public sealed class Appointment : IOfOneCase
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string ConfirmMove = "confirm", RescheduleMove = "reschedule", KeepMove = "kept", MissMove = "missed", CancelMove = "cancel";

    /// <summary>
    /// The legal moves. Moved to another time the person has to be told again. Kept and missed change with their contact only (<see cref="Follow"/>).
    /// </summary>
    public static readonly Transitions<AppointmentStatus> Moves = new("appointment",
        (AppointmentStatus.Invited, ConfirmMove, AppointmentStatus.Confirmed),
        (AppointmentStatus.Invited, RescheduleMove, AppointmentStatus.Invited), (AppointmentStatus.Confirmed, RescheduleMove, AppointmentStatus.Invited),
        (AppointmentStatus.Invited, KeepMove, AppointmentStatus.Kept), (AppointmentStatus.Confirmed, KeepMove, AppointmentStatus.Kept),
        (AppointmentStatus.Invited, MissMove, AppointmentStatus.Missed), (AppointmentStatus.Confirmed, MissMove, AppointmentStatus.Missed),
        (AppointmentStatus.Invited, CancelMove, AppointmentStatus.Cancelled), (AppointmentStatus.Confirmed, CancelMove, AppointmentStatus.Cancelled));

    private Appointment() { }

    /// <summary>Makes it.</summary>
    /// <param name="of">The controller, the case, who is invited, and the responsible team.</param>
    /// <param name="facts">What it is to be.</param>
    /// <param name="staffId">Whose it is.</param>
    /// <param name="by">Who makes it.</param>
    /// <param name="now">When.</param>
    public Appointment((Guid Organisation, Guid Case, Guid Client, Guid Team) of, AppointmentFacts facts, Guid? staffId, Guid? by, DateTimeOffset now)
    {
        now = Case.Microseconds(now);
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId, TeamId) = of;
        (StaffId, MadeBy, MadeAt) = (staffId, by, now);
        Set(facts, now);
    }

    /// <summary>The appointment.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>Who is invited.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The responsible team.</summary>
    public Guid TeamId { get; private set; }
    /// <summary>Whose it is; null: the team's.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>Code of the list contact-kind.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>When it begins.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>How long.</summary>
    public int DurationMinutes { get; private set; }
    /// <summary>Where.</summary>
    public string? Place { get; private set; }
    /// <summary>ISO 639-3.</summary>
    public string? Language { get; private set; }
    /// <summary>Code of the list interpreter-kind.</summary>
    public string? Interpreter { get; private set; }
    /// <summary>Where it stands.</summary>
    public AppointmentStatus Status { get; private set; } = AppointmentStatus.Invited;
    /// <summary>Code of the list contact-outcome: who called it off.</summary>
    public string? CancelledBy { get; private set; }
    /// <summary>What became of it.</summary>
    public Guid? ContactId { get; private set; }
    /// <summary>Who said what became of it.</summary>
    public Guid? DecidedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }
    /// <summary>Who made it.</summary>
    public Guid? MadeBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset MadeAt { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>invited → confirmed.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public void Confirm(DateTimeOffset now) => (Status, UpdatedAt) = (Moves.Next(Status, ConfirmMove), Case.Microseconds(now));

    /// <summary>To another time or place: the person is to be told again.</summary>
    /// <exception cref="RefusedException">409; 400 for a time that is over.</exception>
    public void Reschedule(AppointmentFacts facts, DateTimeOffset now)
    {
        var next = Moves.Next(Status, RescheduleMove);
        Set(facts, Case.Microseconds(now));
        Status = next;
    }

    /// <summary>It took place, or the person did not come; a contact tells.</summary>
    /// <param name="move">kept or missed.</param>
    /// <param name="contactId">The contact that is recorded of it.</param>
    /// <param name="by">Who.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409; 409 before it has begun.</exception>
    public void Become(string move, Guid contactId, Guid? by, DateTimeOffset now)
    {
        Decide(move, by, now);
        ContactId = contactId;
    }

    /// <summary>What became of it is what its contact says, also once that is corrected: kept where who was invited was spoken to, else missed.</summary>
    /// <param name="contact">The contact, put right.</param>
    /// <param name="by">Who has corrected it.</param>
    /// <param name="now">When.</param>
    public void Follow(Contact contact, Guid? by, DateTimeOffset now)
    {
        var status = contact.Clients.Any(person => person.ClientId == ClientId && person.Reached) ? AppointmentStatus.Kept : AppointmentStatus.Missed;
        if (status != Status)
        {
            (Status, DecidedBy, DecidedAt, UpdatedAt) = (status, by, Case.Microseconds(now), Case.Microseconds(now));
        }
    }

    /// <summary>Called off.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public void Cancel(string byWhom, Guid? by, DateTimeOffset now)
    {
        Decide(CancelMove, by, now);
        CancelledBy = byWhom;
    }

    /// <summary>Refuses what can only be said afterwards.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public void CheckBegun(string move, DateTimeOffset now)
    {
        Moves.Next(Status, move);
        if (At > now)
        {
            throw new RefusedException(ContactProblems.AppointmentAhead);
        }
    }

    /// <summary>Another team, or another of its colleagues, has it now.</summary>
    public void HandTo(Guid teamId, Guid? staffId, DateTimeOffset now) => (TeamId, StaffId, UpdatedAt) = (teamId, staffId, Case.Microseconds(now));

    private void Decide(string move, Guid? by, DateTimeOffset now) =>
        (Status, DecidedBy, DecidedAt, UpdatedAt) = (Moves.Next(Status, move), by, Case.Microseconds(now), Case.Microseconds(now));

    private void Set(AppointmentFacts facts, DateTimeOffset now)
    {
        if (facts.At <= now)
        {
            throw RefusedException.Invalid("/at", ContactProblems.AppointmentPast);
        }
        (Kind, At, DurationMinutes) = (facts.Kind, Case.Microseconds(facts.At.ToUniversalTime()), facts.DurationMinutes);
        (Place, Language, Interpreter, UpdatedAt) = (facts.Place?.Trim(), facts.Language, facts.Interpreter, now);
    }
}

internal sealed class AppointmentMap : IEntityTypeConfiguration<Appointment>
{
    public void Configure(EntityTypeBuilder<Appointment> entity) => entity.ToTable("appointment")
        .Refers<Case>(nameof(Appointment.CaseId)).Refers<Client>(nameof(Appointment.ClientId)).Refers<Team>(nameof(Appointment.TeamId))
        .Refers<Staff>(nameof(Appointment.StaffId)).Refers<Contact>(nameof(Appointment.ContactId));
}

internal static class Appointments
{
    /// <summary>Those of several persons, of the acting organisation: asked together with what was handed over, PostgreSQL reads all cases for it.</summary>
    public static IQueryable<Appointment> OfSeveralVisibleTo(this IQueryable<Appointment> rows, CaseDb db, Caller caller)
    {
        var own = caller.OrganisationId;
        return rows.VisibleTo(db, caller).Where(row => row.OrganisationId == own);
    }

    /// <summary>What is still ahead, or not yet said.</summary>
    public static IQueryable<Appointment> Open(this IQueryable<Appointment> rows) =>
        rows.Where(row => row.Status == AppointmentStatus.Invited || row.Status == AppointmentStatus.Confirmed);
}

// A case that goes to another team takes its appointments along; inside a team they stay with who has made them.
internal sealed class AppointmentsFollowCase : IFollowsCase
{
    public async Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        foreach (var appointment in await db.Set<Appointment>().Open().Where(row => row.CaseId == passed.Id && row.OrganisationId == passed.OrganisationId
            && row.TeamId != passed.TeamId).ToListAsync(cancellationToken))
        {
            appointment.HandTo(passed.TeamId, passed.LeadStaffId, call.Now);
        }
    }
}

// With the case what was still ahead is called off, unless it was kept or missed before.
internal sealed class AppointmentsEndWithCase : IEndsWithCase
{
    public async Task<IReadOnlyList<FollowUp>> Open(CaseDb db, Case of, CancellationToken cancellationToken)
    {
        var open = await OpenIn(db, of).Select(row => new
        {
            row.Id, row.At, row.StaffId,
            Name = db.Set<Staff>().Where(staff => staff.Id == row.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        return open.ConvertAll(row => new FollowUp("appointment", row.Id, Rules.Language.Choose("Termin", "Appointment"), LocalTime.DateOf(row.At),
            row.StaffId, row.Name, [FollowUpOutcome.Cancelled]));
    }

    public async Task Settle(CaseDb db, CallContext call, Case closed, IReadOnlyDictionary<Guid, FollowUpDecision> decisions,
        CancellationToken cancellationToken)
    {
        foreach (var appointment in await OpenIn(db, closed).ToListAsync(cancellationToken))
        {
            appointment.Cancel(CancelAppointment.ByOffice, call.Caller.StaffId, call.Now);
        }
    }

    private static IQueryable<Appointment> OpenIn(CaseDb db, Case of) =>
        db.Set<Appointment>().Open().Where(row => row.CaseId == of.Id && row.OrganisationId == of.OrganisationId);
}

// What was ahead of the dead is called off; of what lay before nobody has said yet what became of it.
internal sealed class AppointmentsEndWithDeath : IEndsWithDeath
{
    public async Task End(CaseDb db, CallContext call, Guid clientId, DateOnly day, CancellationToken cancellationToken)
    {
        var (own, next, now) = (call.Caller.OrganisationId, LocalTime.StartOf(day.AddDays(1)), call.Now);
        foreach (var appointment in await db.Set<Appointment>().Open().Where(row => row.ClientId == clientId && row.OrganisationId == own
            && (row.At >= next || row.At > now)).ToListAsync(cancellationToken))
        {
            appointment.Cancel(CancelAppointment.ByOffice, call.Caller.StaffId, now);
        }
    }
}

// Whose it was does not work there any more: the team sees to it.
internal sealed class AppointmentsOfStaff : IHeldByStaff
{
    public IQueryable<Guid> Holders(CaseDb db, Guid organisationId) =>
        db.Set<Appointment>().Open().Where(row => row.OrganisationId == organisationId && row.StaffId != null).Select(row => row.StaffId!.Value);

    public async Task GiveBack(CaseDb db, CallContext call, Departure departure, CancellationToken cancellationToken)
    {
        foreach (var appointment in await db.Set<Appointment>().Open().Where(row => row.OrganisationId == departure.OrganisationId
            && row.StaffId == departure.StaffId && row.MadeAt < departure.At && (departure.TeamId == null || row.TeamId == departure.TeamId))
            .ToListAsync(cancellationToken))
        {
            appointment.HandTo(appointment.TeamId, null, call.Now);
        }
    }
}

// Today's, and those that are over and of which nobody has said what became of them, of cases that the caller works on: his own, and those of the
// team that are nobody's, or of somebody who works on the case no longer. The day is Germany's.
internal sealed class AppointmentsInMyDay() : PartOfMyDay(15, "appointments", Permission.ReadCases,
    "Termine heute und ohne Ergebnis", "Appointments today, and without an outcome", "kept", "missed", "cancel", "reschedule")
{
    protected override string From => """
        app.appointment a join app."case" c on c.id = a.case_id
        where a.status in ('invited', 'confirmed') and a.organisation_id = (select access.organisation_id())
        and (c.team_id = any((select access.my_team_ids())::uuid[]) or c.id = any((select access.my_case_ids())::uuid[]))
        and a.at < ((access.today() + 1)::timestamp at time zone 'Europe/Berlin')
        and (a.staff_id = access.staff_id() or a.staff_id = any((select access.deputised_ids())::uuid[])
             or (c.team_id = any((select access.my_team_ids())::uuid[]) and not exists (
                 select from app.team_member m where m.team_id = c.team_id and m.staff_id = a.staff_id
                   and m.from_date <= access.today() and (m.until_date is null or m.until_date > access.today()))
                 and not exists (
                 select from app.case_participant p left join app.absence d on d.id = p.absence_id
                 where p.case_id = c.id and p.staff_id = a.staff_id and p.until_at is null and (p.absence_id is null
                   or d.cancelled_at is null and d.from_date <= access.today() and d.until_date > access.today() and d.deputy_id = p.staff_id))))
        """;
    protected override string Id => "a.id";
    protected override string SubjectType => "'appointment'";
    protected override string Case => "a.case_id";
    protected override string Client => "a.client_id";
    protected override string DueOn => "(a.at at time zone 'Europe/Berlin')::date";
    protected override string At => "a.at";
    protected override string Code => "a.status";
    protected override string Title => "a.place";
    protected override string Team => "a.team_id";
    protected override string Staff => "a.staff_id";
    protected override string Order => "a.at";
}

internal sealed class AppointmentsInTimeline : TimelineSource
{
    protected override string From => "app.appointment a where a.case_id = {0}";
    protected override (string At, string Id) Key => ("a.made_at", "a.id");
    protected override string Kind => "'appointment_made'";
    protected override string Subject => "a.id";
    protected override string Code => "a.kind";
    protected override string Detail => "a.status";
    protected override string Team => "a.team_id";
    protected override string Staff => "a.made_by";
}

internal sealed class CancelledAppointmentsInTimeline : TimelineSource
{
    protected override string From => "app.appointment a where a.case_id = {0} and a.status = 'cancelled' and a.decided_at is not null";
    protected override (string At, string Id) Key => ("a.decided_at", "a.id");
    protected override string Kind => "'appointment_cancelled'";
    protected override string Subject => "a.id";
    protected override string Code => "a.kind";
    protected override string Detail => "a.cancelled_by";
    protected override string Team => "a.team_id";
    protected override string Staff => "a.decided_by";
}
