using System.Text.Json.Serialization;
using AutoMapper;
using CaseManagement.Api.Http;

namespace CaseManagement.Api.Organisations;

/// <summary>
/// The flat views of the directory, projected by name from the database's own rows. Two rules, because flaws are reported
/// for this mapper below 15.1.4 (GHSA-rvv3-g6hj-g44x: a deep graph overflows the stack) and later ones are paid: no map
/// refers to itself, and nothing from a request is mapped. A unit test holds the first and that each member has its source.
/// </summary>
public static class DirectoryMaps
{
    /// <summary>The one configuration.</summary>
    public static readonly MapperConfiguration Configuration = new(maps =>
    {
        maps.CreateMap<Organisation, OrganisationEntry>();
        maps.CreateMap<Organisation, OrganisationView>().ForMember(view => view.AllowedActions, member => member.Ignore());
        maps.CreateMap<Team, TeamEntry>();
        maps.CreateMap<Team, TeamView>().ForMember(view => view.AllowedActions, member => member.Ignore());
        maps.CreateMap<Accommodation, AccommodationEntry>();
        maps.CreateMap<Accommodation, AccommodationView>().ForMember(view => view.AllowedActions, member => member.Ignore());
    });
}

/// <summary>An organisation in the directory, which everybody who is signed in may read: handovers have to be addressed.</summary>
public class OrganisationEntry
{
    /// <summary>The organisation.</summary>
    public Guid Id { get; init; }
    /// <summary>The organisation above.</summary>
    public Guid? ParentId { get; init; }
    /// <summary>Its name.</summary>
    [Example(Sample.District)]
    public string Name { get; init; } = "";
    /// <summary>What it is.</summary>
    public OrganisationKind Kind { get; init; }
    /// <summary>Amtlicher Gemeindeschlüssel, eight digits.</summary>
    [Example("08116056")]
    public string? Ags { get; init; }
    /// <summary>Where to write to.</summary>
    [Example(Sample.Email)]
    public string? Email { get; init; }
    /// <summary>Where to call.</summary>
    [Example(Sample.Phone)]
    public string? Phone { get; init; }
    /// <summary>Since when it is known here.</summary>
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>Set when it no longer works here.</summary>
    [Example(null)]
    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>One organisation, with what the caller may do to it.</summary>
public sealed class OrganisationView : OrganisationEntry, IVersioned
{
    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; set; } = [];
    /// <inheritdoc />
    [JsonIgnore]
    public uint Version { get; init; }
}

/// <summary>A team in the directory.</summary>
public class TeamEntry
{
    /// <summary>The team.</summary>
    public Guid Id { get; init; }
    /// <summary>Whose team it is.</summary>
    public Guid OrganisationId { get; init; }
    /// <summary>Its name.</summary>
    [Example(Sample.Team)]
    public string Name { get; init; } = "";
    /// <summary>What it does.</summary>
    public TeamKind Kind { get; init; }
    /// <summary>The quarters of the town that it serves.</summary>
    [Example("Innenstadt")]
    public string[] Districts { get; init; } = [];
    /// <summary>Where to write to.</summary>
    [Example(Sample.Email)]
    public string? Email { get; init; }
    /// <summary>Where to call.</summary>
    [Example(Sample.Phone)]
    public string? Phone { get; init; }
    /// <summary>Since when.</summary>
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>Set when it was dissolved.</summary>
    [Example(null)]
    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>One team, with what the caller may do to it.</summary>
public sealed class TeamView : TeamEntry, IVersioned
{
    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; set; } = [];
    /// <inheritdoc />
    [JsonIgnore]
    public uint Version { get; init; }
}

/// <summary>An accommodation in the directory.</summary>
public class AccommodationEntry
{
    /// <summary>The accommodation.</summary>
    public Guid Id { get; init; }
    /// <summary>Who runs it.</summary>
    public Guid OrganisationId { get; init; }
    /// <summary>The team whose staff look after its residents.</summary>
    public Guid? TeamId { get; init; }
    /// <summary>Its name as allocation lists write it.</summary>
    [Example(Sample.Accommodation)]
    public string Name { get; init; } = "";
    /// <summary>Code of the list accommodation-kind.</summary>
    [Example("gemeinschaftsunterkunft")]
    public string Kind { get; init; } = "";
    /// <summary>Street and number.</summary>
    [Example("Musterstraße 1")]
    public string? Street { get; init; }
    /// <summary>Five digits.</summary>
    [Example("73207")]
    public string? PostalCode { get; init; }
    /// <summary>Town.</summary>
    [Example("Plochingen")]
    public string? Town { get; init; }
    /// <summary>AGS of the town.</summary>
    [Example("08116056")]
    public string? Ags { get; init; }
    /// <summary>How many people it has room for.</summary>
    [Example(120)]
    public int? Places { get; init; }
    /// <summary>Since when.</summary>
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>Set when it was given up.</summary>
    [Example(null)]
    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>One accommodation, with what the caller may do to it.</summary>
public sealed class AccommodationView : AccommodationEntry, IVersioned
{
    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; set; } = [];
    /// <inheritdoc />
    [JsonIgnore]
    public uint Version { get; init; }
}
