
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

/// <summary>Whether an organisation, team or accommodation still works. Closed ones stay readable: old cases name them.</summary>
public enum DirectoryStatus
{
    /// <summary>Works.</summary>
    Open,
    /// <summary>Has ended; nothing new is given to it.</summary>
    Closed,
}

/// <summary>A data controller (Art. 4 Nr. 7 GDPR): district, town, operator, welfare association, partner agency.</summary>
public sealed class Organisation : IListed
{
    /// <summary>The legal moves.</summary>
    public static readonly Transitions<DirectoryStatus> Moves = new("organisation",
        (DirectoryStatus.Open, "change", DirectoryStatus.Open), (DirectoryStatus.Open, "require-second-factor", DirectoryStatus.Open),
        (DirectoryStatus.Open, "allow-script-sign-in", DirectoryStatus.Open), (DirectoryStatus.Open, "require-agreements", DirectoryStatus.Open),
        (DirectoryStatus.Open, "close", DirectoryStatus.Closed));

    private Organisation() { }

    /// <summary>A new organisation.</summary>
    public Organisation(string name, OrganisationKind kind, string? ags, Guid? parentId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (Name, Kind, Ags, ParentId, CreatedAt) = (name.Trim(), kind, ags, parentId, now);
    }

    /// <summary>Whether it still works.</summary>
    public DirectoryStatus Status => ClosedAt is null ? DirectoryStatus.Open : DirectoryStatus.Closed;

    /// <summary>Renames it, moves it under another parent, or says how to reach it.</summary>
    public void Change(string name, string? ags, Guid? parentId, string? email, string? phone, bool? isConfidential = null)
    {
        Moves.Next(Status, "change");
        (Name, Ags, ParentId, Email, Phone, IsConfidential) = (name.Trim(), ags, parentId, email, phone, isConfidential ?? IsConfidential);
    }

    /// <summary>For which roles here a second factor is asked, from the next sign-in on.</summary>
    public void RequireSecondFactor(IEnumerable<Role> roles)
    {
        Moves.Next(Status, "require-second-factor");
        SecondFactorRoles = [.. roles.Distinct().Order().Select(role => SnakeCase.Of($"{role}"))];
    }

    /// <summary>Whether scripts may sign in for it with a password, from the next sign-in on.</summary>
    public void AllowScriptSignIn(bool isAllowed)
    {
        Moves.Next(Status, "allow-script-sign-in");
        ScriptSignIn = isAllowed;
    }

    /// <summary>Whether referrals without a cooperation agreement in force are refused.</summary>
    public void RequireAgreements(bool isRequired)
    {
        Moves.Next(Status, "require-agreements");
        AgreementsRequired = isRequired;
    }

    /// <summary>Ends its work. Its grants and sessions have to be ended with it.</summary>
    public void Close(DateTimeOffset now)
    {
        Moves.Next(Status, "close");
        ClosedAt = now;
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
    /// <summary>It and what it offers are known to those only who may refer.</summary>
    public bool IsConfidential { get; private set; }
    /// <summary>It operates this installation: its administrators keep reference data and add organisations. One at most.</summary>
    public bool IsOperator { get; private set; }
    /// <summary>Roles here of which a second factor is asked, besides those of which it is asked everywhere.</summary>
    public string[] SecondFactorRoles { get; private set; } = [];
    /// <summary>Scripts may sign in for it with a password (POST /sessions).</summary>
    public bool ScriptSignIn { get; private set; } = true;
    /// <summary>It sends no referral to a partner without a cooperation agreement in force; else who sends is warned.</summary>
    public bool AgreementsRequired { get; private set; }
    /// <summary>Since when it is known here.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Set when it no longer works here.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Makes it the operator of the installation; the database allows one.</summary>
    internal void Operate() => IsOperator = true;
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
public sealed class Team : IListed
{
    /// <summary>The legal moves; "add-member" stands for every change of the members.</summary>
    public static readonly Transitions<DirectoryStatus> Moves = new("team",
        (DirectoryStatus.Open, "change", DirectoryStatus.Open), (DirectoryStatus.Open, "add-member", DirectoryStatus.Open),
        (DirectoryStatus.Open, "close", DirectoryStatus.Closed));

    private Team() { }

    /// <summary>A new team.</summary>
    public Team(Guid organisationId, string name, TeamKind kind, IEnumerable<string> districts, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, Name, Kind, Districts, CreatedAt, UpdatedAt) = (organisationId, name.Trim(), kind, [.. districts], now, now);
    }

    /// <summary>Whether it still works.</summary>
    public DirectoryStatus Status => ClosedAt is null ? DirectoryStatus.Open : DirectoryStatus.Closed;

    /// <summary>Renames it, gives it other quarters, or says how to reach it.</summary>
    public void Change(string name, IEnumerable<string> districts, string? email, string? phone, DateTimeOffset now)
    {
        Moves.Next(Status, "change");
        (Name, Districts, Email, Phone, UpdatedAt) = (name.Trim(), [.. districts], email, phone, now);
    }

    /// <summary>Somebody joins.</summary>
    public TeamMember Join(Guid staffId, DateOnly from, DateTimeOffset now, Guid? id = null)
    {
        Moves.Next(Status, "add-member");
        UpdatedAt = now;
        return new TeamMember(Id, staffId, from, now, id);
    }

    /// <summary>A member's time was changed.</summary>
    public void Touch(DateTimeOffset now) => UpdatedAt = now;

    /// <summary>Dissolves it; the caller has seen to it that no open case is left with it.</summary>
    public void Close(DateTimeOffset now)
    {
        Moves.Next(Status, "close");
        (ClosedAt, UpdatedAt) = (now, now);
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
    /// <summary>The last change of the team or its members.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>Set when it was dissolved.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

/// <summary>Whether a member of staff still works for the employer.</summary>
public enum StaffStatus
{
    /// <summary>Works here.</summary>
    Active,
    /// <summary>Has left; the account is closed for good, the name stays with what the person has done.</summary>
    Left,
}

/// <summary>A member of staff with an employer; roles are granted per organisation.</summary>
public sealed class Staff : IRoot
{
    /// <summary>The legal moves.</summary>
    public static readonly Transitions<StaffStatus> Moves = new("staff",
        (StaffStatus.Active, "change", StaffStatus.Active), (StaffStatus.Active, "grant-role", StaffStatus.Active),
        (StaffStatus.Active, "reset-password", StaffStatus.Active), (StaffStatus.Active, "enrolment-link", StaffStatus.Active),
        (StaffStatus.Active, "link-identity", StaffStatus.Active), (StaffStatus.Active, "unlink-identity", StaffStatus.Active),
        (StaffStatus.Active, "remove-second-factor", StaffStatus.Active),
        (StaffStatus.Active, "disable", StaffStatus.Left));

    private Staff() { }

    /// <summary>A new member of staff.</summary>
    public Staff(Guid organisationId, string familyName, string givenName, string? email, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, FamilyName, GivenName, Email, CreatedAt, UpdatedAt) = (organisationId, familyName.Trim(), givenName.Trim(), email, now, now);
    }

    /// <summary>Whether the person still works for the employer.</summary>
    public StaffStatus Status => LeftAt is null ? StaffStatus.Active : StaffStatus.Left;

    /// <summary>Corrects name, reachability or languages.</summary>
    public void Change(string familyName, string givenName, string? email, string? phone, IEnumerable<string> languages, DateTimeOffset now)
    {
        Moves.Next(Status, "change");
        (FamilyName, GivenName, Email, Phone, Languages, UpdatedAt) = (familyName.Trim(), givenName.Trim(), email, phone, [.. languages], now);
    }

    /// <summary>The account or the grants are changed by an action that the state must allow.</summary>
    public void Touch(string action, DateTimeOffset now)
    {
        Moves.Next(Status, action);
        UpdatedAt = now;
    }

    /// <summary>The person leaves. Account, sessions and memberships have to be ended with it.</summary>
    public void Leave(DateTimeOffset now)
    {
        Moves.Next(Status, "disable");
        (LeftAt, UpdatedAt) = (now, now);
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
    /// <summary>The last change of the person, account or grants.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>Set when the person has left.</summary>
    public DateTimeOffset? LeftAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

/// <summary>A person's time in a team, [from, until).</summary>
public sealed class TeamMember : IRoot
{
    private TeamMember() { }

    /// <summary>Joins; of the id of the pending right where it was one.</summary>
    public TeamMember(Guid teamId, Guid staffId, DateOnly from, DateTimeOffset now, Guid? id = null)
    {
        Id = id ?? Guid.CreateVersion7(now);
        (TeamId, StaffId, FromDate) = (teamId, staffId, from);
    }

    /// <summary>Whether the membership holds on a day or will hold later.</summary>
    public bool IsOpen(DateOnly today) => UntilDate is null || UntilDate > today;

    /// <summary>Leaves the team. A membership that would not have begun by then has to be removed instead.</summary>
    /// <param name="until">First day no longer; after <see cref="FromDate"/>.</param>
    public void End(DateOnly until) => UntilDate = until;

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
public sealed class Accommodation : IListed
{
    /// <summary>The legal moves.</summary>
    public static readonly Transitions<DirectoryStatus> Moves = new("accommodation",
        (DirectoryStatus.Open, "change", DirectoryStatus.Open), (DirectoryStatus.Open, "close", DirectoryStatus.Closed));

    private Accommodation() { }

    /// <summary>A new accommodation.</summary>
    public Accommodation(Guid organisationId, Guid? teamId, string name, string kind, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, TeamId, Name, Kind, CreatedAt) = (organisationId, teamId, name.Trim(), kind, now);
    }

    /// <summary>Whether it is still run.</summary>
    public DirectoryStatus Status => ClosedAt is null ? DirectoryStatus.Open : DirectoryStatus.Closed;

    /// <summary>Says what it is, where it is, and whose staff look after its residents.</summary>
    /// <param name="said">That.</param>
    /// <param name="isWithheld">The caller does not know team, address and places: what he leaves out of them stays while it is sensitive.</param>
    public void Change(AccommodationBody said, bool isWithheld = false)
    {
        Moves.Next(Status, "change");
        (Name, Kind, IsSensitive) = (said.Name.Trim(), said.Kind, said.IsSensitive ?? IsSensitive);
        var stays = isWithheld && IsSensitive;
        (TeamId, Places) = (said.TeamId ?? (stays ? TeamId : null), said.Places ?? (stays ? Places : null));
        if (said.Address is not null || !stays)
        {
            (Street, PostalCode, Town, Ags) = said.Address ?? new AccommodationAddress();
        }
    }

    /// <summary>Gives it up. Who lives there keeps the accommodation in the history.</summary>
    public void Close(DateTimeOffset now)
    {
        Moves.Next(Status, "close");
        ClosedAt = now;
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
    /// <summary>
    /// It protects those who live there: where it is, is told only to whom <see cref="OrganisationAccess.KnownTo(IQueryable{Accommodation}, Caller)"/> names.
    /// </summary>
    public bool IsSensitive { get; private set; }
    /// <summary>Since when.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Set when it was given up.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

/// <summary>Where an accommodation is.</summary>
/// <param name="Street">Street and number.</param>
/// <param name="PostalCode">Five digits.</param>
/// <param name="Town">Town.</param>
/// <param name="Ags">AGS of the town, eight digits.</param>
public sealed record AccommodationAddress(
    [Example("Musterstraße 1")] string? Street = null,
    [Example("73207")] string? PostalCode = null,
    [Example("Plochingen")] string? Town = null,
    [Example("08116056")] string? Ags = null);
