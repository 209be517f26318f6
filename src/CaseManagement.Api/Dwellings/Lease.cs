namespace CaseManagement.Api.Dwellings;

/// <summary>Who rents.</summary>
public enum LeaseHolder
{
    /// <summary>The town, which lets on or assigns.</summary>
    Town,
    /// <summary>A household, by a contract of its own.</summary>
    Household,
}

/// <summary>
/// That a dwelling is let (Mietverhältnis), [from, until): to the town or to a household. Beside each other where the town lets on, or households share; each
/// of them once at a time. A dwelling is let on a day on which one holds.
/// </summary>
public sealed class Lease : IRoot
{
    private Lease() { }

    /// <summary>A new lease.</summary>
    public Lease(Dwelling dwelling, LeaseBody said, Guid? by, DateTimeOffset now)
    {
        (Id, OrganisationId, DwellingId) = (Guid.CreateVersion7(now), dwelling.OrganisationId, dwelling.Id);
        (RecordedBy, RecordedAt) = (by, now);
        Change(said, now);
    }

    /// <summary>The lease.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>What is let.</summary>
    public Guid DwellingId { get; private set; }
    /// <summary>To whom.</summary>
    public LeaseHolder Holder { get; private set; }
    /// <summary>Which household; null of the town's, and where the household has been erased.</summary>
    public Guid? HouseholdId { get; private set; }
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day no longer; ahead where it is limited.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>Code of the list lease-end-reason.</summary>
    public string? EndReason { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>States all of it.</summary>
    public void Change(LeaseBody said, DateTimeOffset now) =>
        (Holder, HouseholdId, FromDate, UntilDate, EndReason, UpdatedAt) = (said.Holder, said.HouseholdId, said.From, said.Until, said.EndReason, now);

    /// <summary>Whether it holds on one of those days, half-open.</summary>
    internal bool Overlaps(DateOnly from, DateOnly? until) => (UntilDate is null || UntilDate > from) && (until is null || FromDate < until);

    /// <summary>Its days, as far as they follow from who lives there.</summary>
    internal void Last(DateOnly from, DateOnly? until, DateTimeOffset now)
    {
        if ((FromDate, UntilDate) != (from, until))
        {
            (FromDate, UntilDate, UpdatedAt) = (from, until, now);
        }
    }

    /// <summary>It ends, also earlier or later than the contract said.</summary>
    /// <exception cref="RefusedException">409 when it has ended already, 400 when it would end before it began.</exception>
    public void End(DateOnly until, string reason, DateOnly today, DateTimeOffset now)
    {
        if (ObjectionToEnd(today) is { } objection)
        {
            throw new RefusedException(objection);
        }
        if (until <= FromDate)
        {
            throw RefusedException.Invalid("/until", DwellingProblems.UntilBeforeFrom);
        }
        (UntilDate, EndReason, UpdatedAt) = (until, reason, now);
    }

    /// <summary>Why it cannot be ended, or null. One whose term is over without anybody saying why is still to be ended.</summary>
    internal ProblemType? ObjectionToEnd(DateOnly today) => UntilDate <= today && EndReason is not null ? DwellingProblems.LeaseEnded : null;
}
