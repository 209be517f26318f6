using System.Text.Json.Serialization;
using CaseManagement.Api.Http;

namespace CaseManagement.Api.Organisations;

/// <summary>A part of a municipality (Quartier, Stadtteil) by which it plans and counts; kept by its administrator.</summary>
public sealed class Quarter : IListed
{
    /// <summary>The legal moves.</summary>
    public static readonly Transitions<DirectoryStatus> Moves = new("quarter",
        (DirectoryStatus.Open, "change", DirectoryStatus.Open), (DirectoryStatus.Open, "close", DirectoryStatus.Closed));

    private Quarter() { }

    /// <summary>A new quarter.</summary>
    public Quarter(Guid organisationId, string ags, string name, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, Ags, Name, CreatedAt) = (organisationId, ags, name.Trim(), now);
    }

    /// <summary>Whether it is still in use.</summary>
    public DirectoryStatus Status => ClosedAt is null ? DirectoryStatus.Open : DirectoryStatus.Closed;

    /// <summary>Calls it otherwise. What is counted by it stays counted by it.</summary>
    public void Rename(string name)
    {
        Moves.Next(Status, "change");
        Name = name.Trim();
    }

    /// <summary>Gives it up. Addresses of before keep it.</summary>
    public void Close(DateTimeOffset now)
    {
        Moves.Next(Status, "close");
        ClosedAt = now;
    }

    /// <summary>The quarter.</summary>
    public Guid Id { get; private set; }
    /// <summary>The municipality.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Its AGS.</summary>
    public string Ags { get; private set; } = "";
    /// <summary>Its name.</summary>
    public string Name { get; private set; } = "";
    /// <summary>Since when it is known here.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Set when it was given up.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

/// <summary>A quarter in the directory.</summary>
public class QuarterEntry : DirectoryEntry
{
    /// <summary>The municipality.</summary>
    public Guid OrganisationId { get; init; }
    /// <summary>Its AGS.</summary>
    [Example("08116056")]
    public string Ags { get; init; } = "";
    /// <summary>Its name.</summary>
    [Example("Stumpenhof")]
    public override string Name { get; init; } = "";
}

/// <summary>One quarter, with what the caller may do to it.</summary>
public sealed class QuarterView : QuarterEntry, IVersioned
{
    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; set; } = [];
    /// <inheritdoc />
    [JsonIgnore]
    public uint Version { get; init; }
}
