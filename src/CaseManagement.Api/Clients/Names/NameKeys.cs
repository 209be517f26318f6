using System.Text;

namespace CaseManagement.Api.Clients;

/// <summary>
/// Search keys of a name, looked up by plain equality. Row-level security lets PostgreSQL use an index only for operators
/// that are leakproof; trigram and array operators are not, equality on text is. So recall comes from the keys:
/// store all of <see cref="For"/> with a person, look up <see cref="ToSeek"/>, and rank what is found by
/// <see cref="NameSimilarity"/>. Spellings of one name share a key; two unrelated full names seldom do.
/// </summary>
/// <remarks>
/// A key is a pair of consonant skeletons, one from the family name and one from the given name (<c>HMT KRMA</c>), in
/// alphabetical order, so that swapped fields meet. Parts written together or apart meet because each part, each two
/// neighbours joined, and all joined are used. For the pair of whole names there is also one key per left-out consonant,
/// so that two names differing in one sound (a wrong, a missing or an added one) still share a key. A single skeleton (no
/// space in it) is the key for searches with one name only; it is as frequent as that name.
/// Keys are upper-case ASCII for all scripts that <see cref="Transliteration"/> folds, and at most 51 characters long otherwise.
/// </remarks>
public static class NameKeys
{
    /// <summary>More parts than this do not make a name easier to find.</summary>
    private const int MaxParts = 5;

    private const int MaxSkeleton = 25;

    /// <summary>Below this many consonants in a pair, leaving one out would fit too many people.</summary>
    private const int MinForOneWrong = 6;

    /// <summary>
    /// All keys to store with a person; empty when neither name holds a letter. Around 12 for two simple parts.
    /// </summary>
    public static IReadOnlySet<string> For(string? familyName, string? givenName)
    {
        var keys = Pairs(familyName, givenName);
        keys.UnionWith(Singles(familyName));
        keys.UnionWith(Singles(givenName));
        return Storable(keys);
    }

    /// <summary>
    /// The keys to look up for a search: pairs when both names are given (selective), else pairs within the one field, in case a
    /// whole name was typed into it, and its single skeletons. A person is a candidate when any one key is equal.
    /// </summary>
    public static IReadOnlySet<string> ToSeek(string? familyName, string? givenName)
    {
        var keys = Pairs(familyName, givenName);
        var family = NameNormalizer.Parts(familyName);
        var given = NameNormalizer.Parts(givenName);
        if (family.Count == 0 || given.Count == 0)
        {
            keys.UnionWith(WholeSingles(family.Count == 0 ? givenName : familyName));
        }
        return Storable(keys);
    }

    /// <summary>
    /// A key as PostgreSQL can keep it. Keys take words apart unit by unit, and half of a character beyond U+FFFF (Adlam, Hanifi Rohingya) is none: each
    /// half becomes a character of private use. Keys are only ever compared.
    /// </summary>
    internal static string Storable(string key) =>
        key.Any(char.IsSurrogate) ? string.Concat(key.Select(unit => char.IsSurrogate(unit) ? (char)(unit + 0x800) : unit)) : key;

    private static HashSet<string> Storable(HashSet<string> keys) => keys.Select(Storable).ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> Pairs(string? familyName, string? givenName)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (family, given) in Fields(familyName, givenName))
        {
            foreach (var f in Segments(family))
            {
                foreach (var g in Segments(given))
                {
                    AddPairs(keys, f, g, oneWrong: false);
                }
            }
            AddPairs(keys, string.Concat(family), string.Concat(given), oneWrong: true);
        }
        return keys;
    }

    /// <summary>Both fields as given; where one is empty, every way to cut the other in two.</summary>
    private static IEnumerable<(IReadOnlyList<string> Family, IReadOnlyList<string> Given)> Fields(string? familyName, string? givenName)
    {
        foreach (var family in NameNormalizer.PartsOfEachReading(familyName))
        {
            foreach (var given in NameNormalizer.PartsOfEachReading(givenName))
            {
                if (family.Count > 0 && given.Count > 0)
                {
                    yield return ([.. family.Take(MaxParts)], [.. given.Take(MaxParts)]);
                }
                else
                {
                    var all = family.Concat(given).Take(MaxParts).ToList();
                    for (var cut = 1; cut < all.Count; cut++)
                    {
                        yield return (all[..cut], all[cut..]);
                    }
                }
            }
        }
    }

    private static void AddPairs(HashSet<string> keys, string first, string second, bool oneWrong)
    {
        foreach (var a in SkeletonsWithAndWithoutArticle(first))
        {
            foreach (var b in SkeletonsWithAndWithoutArticle(second))
            {
                keys.Add(Pair(a, b));
                if (oneWrong && a.Length + b.Length >= MinForOneWrong)
                {
                    keys.UnionWith(WithOneLeftOut(a).Select(shorter => Pair(shorter, b)));
                    keys.UnionWith(WithOneLeftOut(b).Select(shorter => Pair(a, shorter)));
                }
            }
        }
    }

    private static string Pair(string a, string b) => string.CompareOrdinal(a, b) <= 0 ? $"{a} {b}" : $"{b} {a}";

    private static IEnumerable<string> WithOneLeftOut(string skeleton) =>
        skeleton.Length < 3 ? [] : Enumerable.Range(0, skeleton.Length).Where(i => !char.IsSurrogate(skeleton[i])).Select(i => skeleton.Remove(i, 1));

    private static IEnumerable<string> Singles(string? name) =>
        NameNormalizer.PartsOfEachReading(name).SelectMany(parts => Segments([.. parts.Take(MaxParts)])).SelectMany(SkeletonsWithAndWithoutArticle);

    private static IEnumerable<string> WholeSingles(string? name) =>
        NameNormalizer.PartsOfEachReading(name).Where(parts => parts.Count > 0)
            .SelectMany(parts => SkeletonsWithAndWithoutArticle(string.Concat(parts.Take(MaxParts))));

    /// <summary>Each part, each two neighbours written as one, and the whole written as one.</summary>
    private static IEnumerable<string> Segments(IReadOnlyList<string> parts)
    {
        var neighbours = Enumerable.Range(0, Math.Max(0, parts.Count - 1)).Select(i => parts[i] + parts[i + 1]);
        return parts.Concat(neighbours).Append(string.Concat(parts)).Where(s => s.Length > 0).Distinct();
    }

    private static IEnumerable<string> SkeletonsWithAndWithoutArticle(string segment) =>
        NameNormalizer.WithAndWithoutArticle(segment).SelectMany(Skeletons).Distinct();

    /// <summary>
    /// The consonants of a part by class, with A for a vowel at the start or end; several where a letter is ambiguous.
    /// Vowels between consonants are left out: they are what spellings disagree on, and Arabic script does not write them.
    /// </summary>
    internal static IReadOnlyList<string> Skeletons(string part)
    {
        var sounds = NameSounds.Of(part);
        List<StringBuilder> skeletons = [new()];
        var afterVowel = true;
        for (var i = 0; i < sounds.Length; i++)
        {
            var atEdge = i == 0 || i == sounds.Length - 1;
            if (NameSounds.IsVowel(sounds[i]))
            {
                foreach (var s in skeletons.Where(s => atEdge && (s.Length == 0 || s[^1] != 'A')))
                {
                    s.Append('A');
                }
                afterVowel = true;
                continue;
            }
            var classes = Classes(sounds[i], atStart: i == 0, atEnd: i == sounds.Length - 1);
            if (classes.Length > 1 && skeletons.Count <= 2)
            {
                var others = skeletons.ConvertAll(s => new StringBuilder(s.ToString()));
                Append(others, classes[1], afterVowel);
                Append(skeletons, classes[0], afterVowel);
                skeletons.AddRange(others);
            }
            else
            {
                Append(skeletons, classes[0], afterVowel);
            }
            afterVowel = false;
        }
        return [.. skeletons.Select(s => s.Length == 0 ? "A" : s.ToString()).Distinct()];
    }

    private static void Append(List<StringBuilder> skeletons, char sound, bool afterVowel)
    {
        foreach (var s in skeletons)
        {
            // Neighbours of one class are one sound: tawfiq and taufiq.
            if (sound != Silent && s.Length < MaxSkeleton && (afterVowel || s.Length == 0 || s[^1] != sound))
            {
                s.Append(sound);
            }
        }
    }

    private const char Silent = ' ';

    /// <summary>The class of a consonant, or the two it may belong to.</summary>
    private static string Classes(char sound, bool atStart, bool atEnd) => sound switch
    {
        'b' or 'p' => "P",
        'd' or 't' or 'ð' or 'þ' => "T",
        'k' or 'q' or 'g' or 'ɣ' or 'x' => "K",
        's' or 'z' or 'š' or 'ž' or 'č' => "S",
        'χ' or 'ĉ' => "KS",
        'f' or 'v' or 'w' => "F",
        'j' or 'ǧ' => "J",
        'ĵ' => atEnd ? "AJ" : "J ",
        >= 'a' and <= 'z' => char.ToUpperInvariant(sound).ToString(),
        _ => sound.ToString(),
    };
}
