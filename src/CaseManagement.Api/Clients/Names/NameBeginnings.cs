namespace CaseManagement.Api.Clients;

/// <summary>
/// Keys by which a person is found while the name is still being typed, by plain equality (see <see cref="NameKeys"/>): the first letters of each part
/// ("p:bon"), and the first three and four consonants of it by class ("s:PNTR"), so that Бонда, Bonda and Ponda begin alike.
/// </summary>
public static class NameBeginnings
{
    private const int MaxParts = 5, MostLetters = 3, FewestSounds = 3, MostSounds = 4;

    /// <summary>What to store with a person.</summary>
    public static IEnumerable<string> For(params IEnumerable<string?> names) =>
        Words(names).SelectMany(word => Enumerable.Range(1, Math.Min(MostLetters, word.Length)).Select(letters => Letters(word, letters)).Concat(Sounds(word)))
            .Distinct(StringComparer.Ordinal);

    /// <summary>What to look for: the longest beginning of each word. A person is a candidate when any one key is equal.</summary>
    public static IEnumerable<string> ToSeek(params IEnumerable<string?> typed) =>
        Words(typed).SelectMany(word => Sounds(word).Prepend(Letters(word, Math.Min(MostLetters, word.Length)))).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// How well what was typed fits a name of which it may be the beginning: every word begins a part of its own, in any order. From 0 to 1; 0 where one of
    /// the words begins nothing. The more of the name was typed, the better it fits.
    /// </summary>
    public static double Score(string? typed, string? name) =>
        (from words in NameNormalizer.PartsOfEachReading(typed) from parts in NameNormalizer.PartsOfEachReading(name) select Score(words, parts)).Max();

    private static double Score(IReadOnlyList<string> words, IReadOnlyList<string> parts)
    {
        var (left, sum, length) = (parts.Take(MaxParts).ToList(), 0d, 0);
        foreach (var word in words.Take(MaxParts).OrderByDescending(word => word.Length))
        {
            var (place, fit) = left.Select((part, i) => (i, Fit: Begins(word, part))).OrderByDescending(found => found.Fit).FirstOrDefault();
            if (fit == 0)
            {
                return 0;
            }
            left.RemoveAt(place);
            (sum, length) = (sum + fit * word.Length, length + word.Length);
        }
        return length == 0 ? 0 : sum / length;
    }

    private static double Begins(string word, string part) =>
        NameNormalizer.WithAndWithoutArticle(part).Max(bare => bare.StartsWith(word, StringComparison.Ordinal)
            ? 0.85 + 0.15 * word.Length / bare.Length : Sounding(word, bare));

    // Shorter ones sound like too many.
    private static double Sounding(string word, string part) => word.Length < FewestSounds ? 0
        : NameSimilarity.Score(word, part[..Math.Min(part.Length, word.Length)]) is var like and >= NameSimilarity.Similar ? 0.85 * like : 0;

    private static IEnumerable<string> Words(IEnumerable<string?> names) =>
        names.SelectMany(NameNormalizer.PartsOfEachReading).SelectMany(parts => parts.Take(MaxParts)).SelectMany(NameNormalizer.WithAndWithoutArticle);

    private static string Letters(string word, int letters) => NameKeys.Storable($"p:{word[..letters]}");

    // A vowel at the end may be one inside the name that is not written yet.
    private static IEnumerable<string> Sounds(string word) =>
        from skeleton in NameKeys.Skeletons(word)
        let sounds = skeleton.TrimEnd('A')
        from length in Enumerable.Range(FewestSounds, MostSounds - FewestSounds + 1)
        where sounds.Length >= length
        select NameKeys.Storable($"s:{sounds[..length]}");
}
