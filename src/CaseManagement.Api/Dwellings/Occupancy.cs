using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;

namespace CaseManagement.Api.Dwellings;

/// <summary>
/// That a person lives in a dwelling, [from, until): never in two on one day. It goes along when the person is handed over, with what is said here of the
/// dwelling; the dwelling itself stays.
/// </summary>
public sealed class Occupancy : Period, IRoot
{
    private Occupancy() { }

    /// <summary>A person moves in.</summary>
    public Occupancy(
        Dwelling dwelling, Guid clientId, (DateOnly From, DateOnly? Until, string? LeaveReason) said, Guid? by, DateTimeOffset now)
        : base(dwelling.OrganisationId, clientId, said.From, said.Until, now)
    {
        (LeaveReason, RecordedBy, RecordedAt, UpdatedAt) = (said.LeaveReason, by, now, now);
        Set(dwelling);
    }

    /// <summary>Where.</summary>
    public Guid DwellingId { get; private set; }
    /// <summary>Code of the list dwelling-found-by, as the dwelling says.</summary>
    public string FoundBy { get; private set; } = "";
    /// <summary>What living there says of the person, as the dwelling says.</summary>
    public Compartment? Reveals { get; private set; }
    /// <summary>Who may see the row, see access.may_open. The database sets it: from what living there reveals, or from the person's mark.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>Code of the list dwelling-leave-reason.</summary>
    public string? LeaveReason { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>The person has moved out, or has died: on another day than was recorded first, where that was wrong.</summary>
    /// <exception cref="RefusedException">409 when that was before, 400 when it would be before moving in.</exception>
    public void Leave(DateOnly until, string reason, DateTimeOffset now)
    {
        if (UntilDate is not null && (LeaveReason, reason) is not (Facts.Presence.Died, Facts.Presence.Died))
        {
            throw new RefusedException(DwellingProblems.MovedOut);
        }
        Move(FromDate, until);
        (LeaveReason, UpdatedAt) = (reason, now);
    }

    /// <summary>The person has not left: that was recorded by mistake.</summary>
    internal void Stay(DateTimeOffset now)
    {
        Move(FromDate, null);
        (LeaveReason, UpdatedAt) = (null, now);
    }

    /// <summary>It was recorded wrongly. That its days lie on no other's is seen to by <see cref="Occupancies"/>.</summary>
    /// <param name="dwelling">Where; null where that stays.</param>
    /// <param name="leaveReason">Why the person moved out.</param>
    /// <param name="now">When that is said.</param>
    internal void Correct(Dwelling? dwelling, string? leaveReason, DateTimeOffset now)
    {
        if (dwelling is not null)
        {
            Set(dwelling);
        }
        (LeaveReason, UpdatedAt) = (leaveReason, now);
    }

    // Another one begins where this one ends.
    internal void Follow(string leaveReason, DateTimeOffset now) => (LeaveReason, UpdatedAt) = (LeaveReason ?? leaveReason, now);

    private void Set(Dwelling dwelling) => (DwellingId, FoundBy, Reveals) = (dwelling.Id, dwelling.FoundBy, dwelling.Reveals);
}

/// <summary>How the occupancies of one person follow each other: never two on one day (<see cref="History"/>).</summary>
public static class Occupancies
{
    /// <summary>Why the one before ends where the next begins.</summary>
    public const string MovedWithinTown = "moved-within-town";

    /// <summary>The person moves in: the dwelling of that day is left on it. Recorded late, it ends with the person's death.</summary>
    /// <exception cref="RefusedException">
    /// 409 where the person has died, lives there already, or the new days would lie on others in any other way.
    /// </exception>
    public static Occupancy Begin(
        IReadOnlyCollection<Occupancy> known, Dwelling dwelling, (Guid Id, Life Life) person, (DateOnly From, DateOnly? Until, string? LeaveReason) said,
        Guid? by, DateTimeOffset now)
    {
        person.Life.CheckAlive(said.From);
        if (known.Any(one => one.DwellingId == dwelling.Id && one.Holds(said.From)))
        {
            throw new RefusedException(DwellingProblems.LivesThere);
        }
        var next = new Occupancy(dwelling, person.Id, said, by, now);
        var previous = known.SingleOrDefault(one => one.Holds(said.From));
        if (previous?.UntilDate <= LocalTime.DateOf(now))
        {
            throw new RefusedException(ClientProblems.PeriodsOverlap);
        }
        History.MakeRoom(known, next);
        previous?.Follow(MovedWithinTown, now);
        if (person.Life.DiedOn is { } died && (next.UntilDate is null || next.UntilDate > died))
        {
            next.Leave(died, Presence.Died, now);
        }
        return next;
    }

    /// <summary>Moves one that was recorded with wrong days. Others stay as they are.</summary>
    /// <exception cref="RefusedException">409 where it would lie on another one.</exception>
    public static Occupancy Move(IReadOnlyCollection<Occupancy> known, Guid id, DateOnly from, DateOnly? until) => History.Move(known, id, from, until);
}
