using System.Text.Json.Serialization;
using AutoMapper;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

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
        // Parameters of the projection: the query's own, and the accommodations of which the caller may know where they are.
        CaseDb db = null!;
        IQueryable<Accommodation> known = null!;
        maps.CreateMap<Organisation, OrganisationEntry>().ForMember(entry => entry.ParentName, name => name.MapFrom(organisation =>
            db.Set<Organisation>().Where(parent => parent.Id == organisation.ParentId).Select(parent => parent.Name).FirstOrDefault()));
        maps.CreateMap<Organisation, OrganisationView>().IncludeBase<Organisation, OrganisationEntry>()
            .ForMember(view => view.AllowedActions, member => member.Ignore());
        maps.CreateMap<Team, TeamEntry>().ForMember(entry => entry.OrganisationName, name => name.MapFrom(team =>
            db.Set<Organisation>().Where(organisation => organisation.Id == team.OrganisationId).Select(organisation => organisation.Name).First()));
        maps.CreateMap<Team, TeamView>().IncludeBase<Team, TeamEntry>().ForMember(view => view.AllowedActions, member => member.Ignore());
        maps.CreateMap<Accommodation, AccommodationEntry>()
            .ForMember(entry => entry.OrganisationName, name => name.MapFrom(place =>
                db.Set<Organisation>().Where(organisation => organisation.Id == place.OrganisationId).Select(organisation => organisation.Name).First()))
            .ForMember(entry => entry.TeamName, name => name.MapFrom(place =>
                db.Set<Team>().Where(team => team.Id == place.TeamId).Select(team => team.Name).FirstOrDefault()))
            .ForMember(entry => entry.IsWithheld, withheld => withheld.MapFrom(place => !known.Any(other => other.Id == place.Id)));
        maps.CreateMap<Accommodation, AccommodationView>().IncludeBase<Accommodation, AccommodationEntry>()
            .ForMember(view => view.AllowedActions, member => member.Ignore());
        maps.CreateMap<Quarter, QuarterEntry>();
        maps.CreateMap<Quarter, QuarterView>().IncludeBase<Quarter, QuarterEntry>().ForMember(view => view.AllowedActions, member => member.Ignore());
    });
}

/// <summary>What every row of the directory shows.</summary>
public abstract class DirectoryEntry
{
    /// <summary>The id of the organisation, team or accommodation.</summary>
    public Guid Id { get; init; }
    /// <summary>Its name.</summary>
    public abstract string Name { get; init; }
    /// <summary>Since when it is known here.</summary>
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>Set when it has ended.</summary>
    [Example(null)]
    public DateTimeOffset? ClosedAt { get; init; }

    internal DirectoryStatus Status => ClosedAt is null ? DirectoryStatus.Open : DirectoryStatus.Closed;
}

/// <summary>An organisation in the directory: handovers have to be addressed.</summary>
public class OrganisationEntry : DirectoryEntry
{
    /// <summary>The organisation above.</summary>
    public Guid? ParentId { get; init; }
    /// <summary>That organisation's name.</summary>
    [Example(null)]
    public string? ParentName { get; init; }
    /// <summary>Its name.</summary>
    [Example(Sample.District)]
    public override string Name { get; init; } = "";
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
    /// <summary>Known to those only who may refer.</summary>
    [Example(false)]
    public bool IsConfidential { get; init; }
}

/// <summary>One organisation, with what the caller may do to it.</summary>
public sealed class OrganisationView : OrganisationEntry, IVersioned
{
    /// <summary>Roles here of which a second factor is asked at every sign-in; administrators and data-protection officers everywhere, at the page.</summary>
    [Example("caseworker")]
    public string[] SecondFactorRoles { get; init; } = [];
    /// <summary>Whether scripts may sign in for it with a password (`POST /sessions`); at the sign-in page everybody may.</summary>
    [Example(true)]
    public bool ScriptSignIn { get; init; }
    /// <summary>Whether it sends no referral to a partner without a cooperation agreement in force; else who sends is warned.</summary>
    [Example(false)]
    public bool AgreementsRequired { get; init; }
    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; set; } = [];
    /// <inheritdoc />
    [JsonIgnore]
    public uint Version { get; init; }
}

/// <summary>A team in the directory.</summary>
public class TeamEntry : DirectoryEntry
{
    /// <summary>Whose team it is.</summary>
    public Guid OrganisationId { get; init; }
    /// <summary>That organisation's name.</summary>
    [Example(Sample.Town)]
    public string OrganisationName { get; init; } = "";
    /// <summary>Its name.</summary>
    [Example(Sample.Team)]
    public override string Name { get; init; } = "";
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
public class AccommodationEntry : DirectoryEntry
{
    /// <summary>Who runs it.</summary>
    public Guid OrganisationId { get; init; }
    /// <summary>That organisation's name.</summary>
    [Example(Sample.District)]
    public string OrganisationName { get; init; } = "";
    /// <summary>The team whose staff look after its residents.</summary>
    public Guid? TeamId { get => IsWithheld ? null : field; init; }
    /// <summary>That team's name.</summary>
    [Example(Sample.SendingTeam)]
    public string? TeamName { get => IsWithheld ? null : field; init; }
    /// <summary>Its name as allocation lists write it.</summary>
    [Example(Sample.Accommodation)]
    public override string Name { get; init; } = "";
    /// <summary>What it is.</summary>
    [CodeOf(CodeLists.AccommodationKind)]
    public string Kind { get; init; } = "";
    /// <summary>Street and number.</summary>
    [Example("Musterstraße 1")]
    public string? Street { get => IsWithheld ? null : field; init; }
    /// <summary>Five digits.</summary>
    [Example("73207")]
    public string? PostalCode { get => IsWithheld ? null : field; init; }
    /// <summary>Town.</summary>
    [Example("Plochingen")]
    public string? Town { get => IsWithheld ? null : field; init; }
    /// <summary>AGS of the town.</summary>
    [Example("08116056")]
    public string? Ags { get => IsWithheld ? null : field; init; }
    /// <summary>How many people it has room for.</summary>
    [Example(120)]
    public int? Places { get => IsWithheld ? null : field; init; }
    /// <summary>It protects those who live there.</summary>
    [Example(false)]
    public bool IsSensitive { get; init; }
    /// <summary>Team, address and places are not told to you; null here means nothing.</summary>
    [Example(false)]
    public bool IsWithheld { get; init; }
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
