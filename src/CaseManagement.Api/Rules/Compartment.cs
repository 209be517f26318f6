namespace CaseManagement.Api.Rules;

/// <summary>What is kept apart from the file that the team reads (Art. 9 GDPR, and what endangers a person).</summary>
public enum Compartment
{
    /// <summary>Illness, disability, trauma, pregnancy.</summary>
    Health,
    /// <summary>Violence, trafficking, threats; the whereabouts of somebody in a shelter.</summary>
    Protection,
    /// <summary>Sexual orientation and gender identity.</summary>
    SexualOrientation,
}

/// <summary>The compartments by the names that the wire and the database know them by. Check constraints repeat the list; a test compares them.</summary>
public static class Compartments
{
    /// <summary>Every name, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<Compartment>().Select(NameOf)];

    /// <summary>SexualOrientation → sexual_orientation.</summary>
    public static string NameOf(Compartment compartment) => SnakeCase.Of(compartment.ToString());
}
