namespace CaseManagement.Api.Clients;

/// <summary>People who live and are counselled together.</summary>
public sealed class Household
{
    private Household() { }

    /// <summary>A new household without members.</summary>
    /// <param name="organisationId">The controller of the data.</param>
    /// <param name="reference">The allocation list's own name for it, e.g. H001; null where there is none.</param>
    /// <param name="now">The time of creation.</param>
    public Household(Guid organisationId, string? reference, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, Reference, CreatedAt, UpdatedAt) = (organisationId, reference, now, now);
    }

    /// <summary>The household.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The allocation list's own name for it.</summary>
    public string? Reference { get; private set; }
    /// <summary>Since when it is on file.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>The last change of the household or its members.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

/// <summary>A person's time in a household, [from, until).</summary>
public sealed class HouseholdMember
{
    private HouseholdMember() { }

    /// <summary>Joins. A person is in one household at a time; the database refuses a second one.</summary>
    /// <param name="household">Which.</param>
    /// <param name="clientId">Who.</param>
    /// <param name="role">Code of the list household-role.</param>
    /// <param name="from">The first day.</param>
    /// <param name="now">The time of the entry.</param>
    public HouseholdMember(Household household, Guid clientId, string role, DateOnly from, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, HouseholdId, ClientId, Role, FromDate) = (household.OrganisationId, household.Id, clientId, role, from);
    }

    /// <summary>The membership.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Which household.</summary>
    public Guid HouseholdId { get; private set; }
    /// <summary>Who.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Code of the list household-role.</summary>
    public string Role { get; private set; } = "";
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day no longer; null while it lasts.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}
