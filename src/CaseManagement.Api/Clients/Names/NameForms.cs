namespace CaseManagement.Api.Clients;

/// <summary>A name read once, ready to be compared many times.</summary>
internal sealed class NameForms(string? name)
{
    /// <summary>The work of a comparison grows with the product of the lengths; no name is told apart by its 60th sound.</summary>
    private const int MaxSounds = 60;

    private const int MaxParts = 8;

    /// <summary>One per reading of the script.</summary>
    internal Reading[] Readings { get; } = [.. NameNormalizer.PartsOfEachReading(name).Select(parts => new Reading(parts))];

    /// <summary>The comparison form without its spaces; empty when the name holds no letter.</summary>
    internal string Joined => Readings[0].Joined;

    internal sealed class Reading(IReadOnlyList<string> parts)
    {
        internal Part[] Parts { get; } = [.. parts.Take(MaxParts).Select(part => new Part(part))];

        internal string Joined { get; } = string.Concat(parts);

        internal string JoinedSounds { get; } = SoundsOf(string.Concat(parts));
    }

    internal sealed class Part(string part)
    {
        internal int Length => part.Length;

        internal string Sounds { get; } = SoundsOf(part);

        /// <summary>Null where the part cannot begin with an article.</summary>
        internal string? SoundsWithoutArticle { get; } =
            NameNormalizer.WithAndWithoutArticle(part).Skip(1).Select(SoundsOf).FirstOrDefault();
    }

    /// <summary>The sounds of one part, as many as are compared.</summary>
    internal static string SoundsOf(string part) => NameSounds.Of(part) is var sounds && sounds.Length > MaxSounds ? sounds[..MaxSounds] : sounds;
}
