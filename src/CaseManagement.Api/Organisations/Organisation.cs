namespace CaseManagement.Api.Organisations;

/// <summary>What an organisation is in the story.</summary>
public enum OrganisationKind
{
    /// <summary>Landkreis: assigns families, runs the shared accommodations.</summary>
    District,
    /// <summary>The town that takes families over; has an AGS.</summary>
    Municipality,
    /// <summary>Runs accommodations for a district.</summary>
    Operator,
    /// <summary>Caritas, Diakonie, AWO, DRK …</summary>
    WelfareAssociation,
    /// <summary>Receives referrals.</summary>
    PartnerAgency,
}

/// <summary>A data controller (Art. 4 Nr. 7 GDPR): district, town, operator, welfare association, partner agency.</summary>
public sealed class Organisation
{
    private Organisation() { }

    /// <summary>A new organisation.</summary>
    public Organisation(string name, OrganisationKind kind, string? ags, Guid? parentId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (Name, Kind, Ags, ParentId, CreatedAt) = (name.Trim(), kind, ags, parentId, now);
    }

    /// <summary>The organisation.</summary>
    public Guid Id { get; private set; }
    /// <summary>The organisation above, e.g. the association of a local Caritas.</summary>
    public Guid? ParentId { get; private set; }
    /// <summary>Its name.</summary>
    public string Name { get; private set; } = "";
    /// <summary>What it is.</summary>
    public OrganisationKind Kind { get; private set; }
    /// <summary>Amtlicher Gemeindeschlüssel, eight digits; every municipality has one.</summary>
    public string? Ags { get; private set; }
    /// <summary>Where to write to.</summary>
    public string? Email { get; private set; }
    /// <summary>Where to call.</summary>
    public string? Phone { get; private set; }
    /// <summary>Since when it is known here.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Set when it no longer works here.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

/// <summary>What a team does.</summary>
public enum TeamKind
{
    /// <summary>Looks after residents of accommodations; receives those whom an import brings.</summary>
    Accommodation,
    /// <summary>Integrationsmanagement: takes households over.</summary>
    IntegrationManagement,
}

/// <summary>A team belongs to one organisation; its members may come from others. It serves districts (quarters) of the town.</summary>
public sealed class Team
{
    private Team() { }

    /// <summary>A new team.</summary>
    public Team(Guid organisationId, string name, TeamKind kind, IEnumerable<string> districts, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, Name, Kind, Districts, CreatedAt) = (organisationId, name.Trim(), kind, [.. districts], now);
    }

    /// <summary>The team.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose team it is.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Its name.</summary>
    public string Name { get; private set; } = "";
    /// <summary>What it does.</summary>
    public TeamKind Kind { get; private set; }
    /// <summary>Quarters of the town.</summary>
    public string[] Districts { get; private set; } = [];
    /// <summary>Where to write to.</summary>
    public string? Email { get; private set; }
    /// <summary>Where to call.</summary>
    public string? Phone { get; private set; }
    /// <summary>Since when.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Set when it was dissolved.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

/// <summary>A member of staff with an employer; roles are granted per organisation.</summary>
public sealed class Staff
{
    private Staff() { }

    /// <summary>A new member of staff.</summary>
    public Staff(Guid organisationId, string familyName, string givenName, string? email, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, FamilyName, GivenName, Email, CreatedAt) = (organisationId, familyName.Trim(), givenName.Trim(), email, now);
    }

    /// <summary>The person.</summary>
    public Guid Id { get; private set; }
    /// <summary>The employer.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Family name.</summary>
    public string FamilyName { get; private set; } = "";
    /// <summary>Given name.</summary>
    public string GivenName { get; private set; } = "";
    /// <summary>E-mail address at work.</summary>
    public string? Email { get; private set; }
    /// <summary>Telephone at work.</summary>
    public string? Phone { get; private set; }
    /// <summary>Languages for counselling, ISO 639-3.</summary>
    public string[] Languages { get; private set; } = [];
    /// <summary>Since when.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Set when the person has left.</summary>
    public DateTimeOffset? LeftAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

/// <summary>A person's time in a team, [from, until).</summary>
public sealed class TeamMember
{
    private TeamMember() { }

    /// <summary>Joins.</summary>
    public TeamMember(Guid teamId, Guid staffId, DateOnly from, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (TeamId, StaffId, FromDate) = (teamId, staffId, from);
    }

    /// <summary>The membership.</summary>
    public Guid Id { get; private set; }
    /// <summary>In which team.</summary>
    public Guid TeamId { get; private set; }
    /// <summary>Who.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day no longer; null while it lasts.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

/// <summary>A shared accommodation or other place that an organisation runs.</summary>
public sealed class Accommodation
{
    private Accommodation() { }

    /// <summary>A new accommodation.</summary>
    public Accommodation(Guid organisationId, Guid? teamId, string name, string kind, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, TeamId, Name, Kind, CreatedAt) = (organisationId, teamId, name.Trim(), kind, now);
    }

    /// <summary>The accommodation.</summary>
    public Guid Id { get; private set; }
    /// <summary>Who runs it.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The team whose staff look after its residents.</summary>
    public Guid? TeamId { get; private set; }
    /// <summary>Its name as allocation lists write it.</summary>
    public string Name { get; private set; } = "";
    /// <summary>Code of the list accommodation-kind.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>Street and number.</summary>
    public string? Street { get; private set; }
    /// <summary>Five digits.</summary>
    public string? PostalCode { get; private set; }
    /// <summary>Town.</summary>
    public string? Town { get; private set; }
    /// <summary>AGS of the town.</summary>
    public string? Ags { get; private set; }
    /// <summary>Places.</summary>
    public int? Places { get; private set; }
    /// <summary>Since when.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Set when it was given up.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}
