using System.Text.Json.Serialization;

namespace CaseManagement.Api.Organisations;

/// <summary>Ends an organisation, a team, an accommodation or a colleague's work for good. It stays readable: old cases name it.</summary>
public abstract record Closing : ICommand<Saved>, INeedsReason
{
    /// <summary>Why, for the trail.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
    /// <summary>What is closed.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}
