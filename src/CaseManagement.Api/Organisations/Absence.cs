
namespace CaseManagement.Api.Organisations;

/// <summary>Where an absence stands on a day; derived, never stored.</summary>
public enum AbsenceStatus
{
    /// <summary>Lies ahead.</summary>
    Planned,
    /// <summary>The colleague is away; the deputy sees what he or she sees.</summary>
    Running,
    /// <summary>Over.</summary>
    Over,
    /// <summary>Called off before it began.</summary>
    Cancelled,
}

/// <summary>A colleague is away, [from, until), and somebody may stand in for exactly that time.</summary>
public sealed class Absence : IRoot
{
    /// <summary>The legal moves. A running absence is ended, not called off: the deputy has seen cases by it.</summary>
    public static readonly Transitions<AbsenceStatus> Moves = new("absence",
        (AbsenceStatus.Planned, "change", AbsenceStatus.Planned), (AbsenceStatus.Running, "change", AbsenceStatus.Running),
        (AbsenceStatus.Planned, "cancel", AbsenceStatus.Cancelled), (AbsenceStatus.Running, "end", AbsenceStatus.Over));

    private Absence() { }

    /// <summary>Records an absence.</summary>
    /// <exception cref="RefusedException">400 where it lies in the past altogether.</exception>
    public Absence(Guid organisationId, Guid staffId, Guid? deputyId, DateOnly from, DateOnly until, DateOnly today, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, StaffId, DeputyId, FromDate, UntilDate, CreatedAt) = (organisationId, staffId, deputyId, from, Reach(until, today), now);
    }

    /// <summary>The absence.</summary>
    public Guid Id { get; private set; }
    /// <summary>The organisation for which the colleague acts meanwhile not.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who is away.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>Who stands in; null where nobody does.</summary>
    public Guid? DeputyId { get; private set; }
    /// <summary>First day away.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day back.</summary>
    public DateOnly UntilDate { get; private set; }
    /// <summary>Recorded at.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Called off at.</summary>
    public DateTimeOffset? CancelledAt { get; private set; }
    /// <summary>Ended early at, on the first day back; null where it ran to its end.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Where an absence with these dates stands on a day.</summary>
    public static AbsenceStatus StatusOn(DateOnly today, DateOnly from, DateOnly until, DateTimeOffset? cancelledAt) =>
        cancelledAt is not null ? AbsenceStatus.Cancelled
        : today < from ? AbsenceStatus.Planned
        : today < until ? AbsenceStatus.Running : AbsenceStatus.Over;

    /// <summary>Moves the dates or names another deputy.</summary>
    public void Change(DateOnly from, DateOnly until, Guid? deputyId, DateOnly today)
    {
        var status = Moves.Next(StatusOn(today, FromDate, UntilDate, CancelledAt), "change");
        if (status == AbsenceStatus.Running && from != FromDate)
        {
            throw RefusedException.Invalid("/from", OrganisationProblems.AbsenceBegun);
        }
        (FromDate, UntilDate, DeputyId) = (from, Reach(until, today), deputyId);
    }

    /// <summary>Calls it off before it has begun.</summary>
    public void Cancel(DateOnly today, DateTimeOffset now)
    {
        Moves.Next(StatusOn(today, FromDate, UntilDate, CancelledAt), "cancel");
        CancelledAt = now;
    }

    /// <summary>The colleague is back early: today is the first day back, and the deputy sees nothing from this moment on.</summary>
    public void End(DateOnly today, DateTimeOffset now)
    {
        Moves.Next(StatusOn(today, FromDate, UntilDate, CancelledAt), "end");
        (UntilDate, EndedAt) = (today, now);
    }

    /// <summary>The deputy does not work here any more.</summary>
    public void LoseDeputy() => DeputyId = null;

    private static DateOnly Reach(DateOnly until, DateOnly today) =>
        until > today ? until : throw RefusedException.Invalid("/until", OrganisationProblems.AbsencePast);
}
