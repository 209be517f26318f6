namespace CaseManagement.Api.Clients;

/// <summary>People who live and are counselled together. Members come and go, dated; a person is in one household at a time.</summary>
public sealed class Household : IRoot
{
    private readonly List<HouseholdMember> members = [];

    private Household() { }

    /// <summary>A new household without members.</summary>
    /// <param name="organisationId">The controller of the data.</param>
    /// <param name="reference">The allocation list's own name for it, e.g. H001; null where there is none: then it gets one.</param>
    /// <param name="now">The time of creation.</param>
    public Household(Guid organisationId, string? reference, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, Reference, CreatedAt, UpdatedAt) = (organisationId, reference.Clean() ?? OwnReference, now, now);
    }

    /// <summary>The household.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The allocation list's own name for it, else one that it was given (<see cref="OwnReference"/>).</summary>
    public string? Reference { get; private set; }
    /// <summary>Since when it is on file.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>The last change of the household or its members.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Members of all times, as far as loaded.</summary>
    public IReadOnlyList<HouseholdMember> Members => members;

    /// <summary>Gives it another reference.</summary>
    public void Rename(string? reference, DateTimeOffset now) => (Reference, UpdatedAt) = (reference.Clean() ?? OwnReference, now);

    // Tells two households apart where nobody has named them, and names nobody; as migrations/0136 has it.
    private string OwnReference => "HH-" + $"{Id:N}"[^8..].ToUpperInvariant();

    /// <summary>
    /// A person joins. Whether he or she is in another household on these days is for the database to refuse
    /// (household_member_no_overlap), so that no membership elsewhere need be loaded.
    /// </summary>
    /// <exception cref="RefusedException">409 when the person is a member on these days already.</exception>
    public HouseholdMember Add(Guid clientId, string role, DateOnly from, DateTimeOffset now, bool fromKnown = true)
    {
        if (members.Exists(member => member.ClientId == clientId && member.Overlaps(from, null)))
        {
            throw new RefusedException(ClientProblems.InAnotherHousehold);
        }
        var added = new HouseholdMember(this, clientId, role, from, now, fromKnown);
        members.Add(added);
        UpdatedAt = now;
        return added;
    }

    /// <summary>
    /// A person leaves; <paramref name="until"/> is the first day no longer. Leaving on the day of joining takes the
    /// membership out: it never held.
    /// </summary>
    /// <exception cref="RefusedException">409 when the person is not a member on the day before.</exception>
    public void Leave(Guid clientId, DateOnly until, DateTimeOffset now)
    {
        var member = members.Find(m => m.ClientId == clientId && m.FromDate <= until && (m.UntilDate is null || m.UntilDate >= until))
            ?? throw new RefusedException(ClientProblems.NotAMember);
        if (member.FromDate == until)
        {
            members.Remove(member);
        }
        else
        {
            member.Move(member.FromDate, until);
        }
        UpdatedAt = now;
    }

    /// <summary>What was planned for a person after today is not done: neither joining nor leaving.</summary>
    internal void CancelMoves(Guid clientId, DateOnly today, DateTimeOffset now)
    {
        members.RemoveAll(member => member.ClientId == clientId && member.FromDate > today);
        members.Find(member => member.ClientId == clientId && member.UntilDate > today)?.GoOn();
        UpdatedAt = now;
    }

    /// <summary>A member's role was recorded wrongly or has changed.</summary>
    /// <exception cref="RefusedException">409 when the person is not a member today.</exception>
    public void ChangeRole(Guid clientId, string role, DateOnly today, DateTimeOffset now)
    {
        var member = members.Find(m => m.ClientId == clientId && m.Holds(today)) ?? throw new RefusedException(ClientProblems.NotAMember);
        member.ChangeRole(role);
        UpdatedAt = now;
    }
}

/// <summary>A person's time in a household, [from, until).</summary>
public sealed class HouseholdMember : Period
{
    private HouseholdMember() { }

    /// <summary>Joins; see <see cref="Household.Add"/>.</summary>
    internal HouseholdMember(Household household, Guid clientId, string role, DateOnly from, DateTimeOffset now, bool fromKnown)
        : base(household.OrganisationId, clientId, from, null, now) => (HouseholdId, Role, FromKnown) = (household.Id, role, fromKnown);

    /// <summary>Which household.</summary>
    public Guid HouseholdId { get; private set; }
    /// <summary>Code of the list household-role.</summary>
    public string Role { get; private set; } = "";

    /// <summary>False where nobody knows since when: <see cref="Period.FromDate"/> is then the first day for which it is on record.</summary>
    public bool FromKnown { get; private set; } = true;

    internal void ChangeRole(string role) => Role = role;

    internal void GoOn() => Move(FromDate, null);
}
