using System.Text.RegularExpressions;

namespace CaseManagement.Api.Clients;

/// <summary>
/// Keys by which a person is found while the name is still being typed, by plain equality (see <see cref="NameKeys"/>): the first letters of each part
/// ("p:bon"), and the first three and four consonants of it by class ("s:PNTR"), so that Бонда, Bonda and Ponda begin alike.
/// </summary>
public static partial class NameBeginnings
{
    // A name of more parts than have keys is found by those; what was typed is compared with all of it.
    private const int MaxParts = 5, MostCompared = 10, MostLetters = 3, FewestSounds = 3, MostSounds = 4;

    private const double OtherSpelling = 0.96;

    /// <summary>What to store with a person.</summary>
    public static IEnumerable<string> For(params IEnumerable<string?> names) =>
        Words(names).SelectMany(word => Enumerable.Range(1, Math.Min(MostLetters, word.Length)).Select(letters => Letters(word, letters)).Concat(Sounds(word)))
            .Distinct(StringComparer.Ordinal);

    /// <summary>What to look for: the longest beginning of each word. A person is a candidate when any one key is equal.</summary>
    public static IEnumerable<string> ToSeek(params IEnumerable<string?> typed) =>
        Words(typed).SelectMany(word => Sounds(word).Prepend(Letters(word, Math.Min(MostLetters, word.Length)))).Distinct(StringComparer.Ordinal);

    // The classes of consonants by which one may have been mistaken for another, and A for a vowel.
    private const string Classes = "AFHJKLMNPRST";

    // A wrong one behind these changes no key.
    private const int WhereOneCounts = 4;

    private const int FewestLettersOfSlip = 4;

    /// <summary>
    /// What to look for where one consonant of a word may be wrong, missing, one too many or out of place, or where it is half typed in another spelling
    /// and has two so far: for a second look, because it fits many.
    /// </summary>
    public static IEnumerable<string> ToSeekWithSlip(params IEnumerable<string?> typed) =>
        (from word in Words(typed)
         where word.Length >= FewestLettersOfSlip
         from skeleton in NameKeys.Skeletons(word)
         where skeleton.Length > 1
         from near in WithSlip(skeleton[..Math.Min(skeleton.Length, WhereOneCounts + 1)])
         let sounds = near.TrimEnd('A')
         select NameKeys.Storable(sounds.Length < FewestSounds ? near : $"s:{sounds[..Math.Min(sounds.Length, MostSounds)]}"))
        .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> WithSlip(string skeleton)
    {
        if (skeleton.TrimEnd('A') is { Length: FewestSounds - 1 } two)
        {
            yield return two;
            foreach (var next in Classes)
            {
                yield return two + next;
            }
        }
        for (var i = 0; i < Math.Min(skeleton.Length, WhereOneCounts); i++)
        {
            var (before, from, behind) = (skeleton[..i], skeleton[i..], skeleton[(i + 1)..]);
            yield return before + behind;
            if (behind.Length > 0)
            {
                yield return $"{before}{behind[0]}{from[0]}{behind[1..]}";
            }
            foreach (var other in Classes)
            {
                yield return before + other + behind;
                yield return before + other + from;
            }
        }
    }

    /// <summary>
    /// How well what was typed fits a name of which it may be the beginning: every word begins a part of its own, in any order. From 0 to 1; 0 where one of
    /// the words begins nothing. The more of the name was typed, the better it fits.
    /// </summary>
    public static double Score(string? typed, string? name)
    {
        var (asTyped, spelt, names) = (Best([typed], [name]), Spellings(typed), Spellings(name));
        return spelt.Length + names.Length == 2 ? asTyped : Math.Max(asTyped, OtherSpelling * Best(spelt, names));
    }

    private static double Best(IEnumerable<string?> typed, IEnumerable<string?> names) => (
        from words in typed.SelectMany(NameNormalizer.PartsOfEachReading)
        from parts in names.SelectMany(NameNormalizer.PartsOfEachReading)
        select Score(words, parts)).Max();

    private static double Score(IReadOnlyList<string> words, IReadOnlyList<string> parts)
    {
        var (left, sum, length) = (parts.Take(MostCompared).ToList(), 0d, 0);
        foreach (var word in words.Take(MostCompared).OrderByDescending(word => word.Length))
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

    // Öztürk begins with Oez as well, behind whoever is written so.
    private static string?[] Spellings(string? name) => name is not null && Umlaut().IsMatch(name) ? [name, WrittenOut(name)] : [name];

    /// <summary>The name with its umlauts as Ae, Oe, Ue, before the folding to Latin letters takes their dots away.</summary>
    public static string WrittenOut(string name) => Umlaut().Replace(name, "$0e");

    // Composed, or with its dots as a sign of their own; the folding to Latin letters takes them away.
    [GeneratedRegex("[äöüÄÖÜ]|[aouAOU]\u0308")]
    private static partial Regex Umlaut();

    // Shorter ones sound like too many. One that sounds alike comes behind each that is written so, and is told down to a slip of the pen.
    private static double Sounding(string word, string part) => word.Length < FewestSounds ? 0
        : NameSimilarity.OfBeginning(NameForms.SoundsOf(word), NameForms.SoundsOf(part)) is var like and >= NameSimilarity.Similar ? 0.35 + 0.5 * like : 0;

    private static IEnumerable<string> Words(IEnumerable<string?> names) =>
        names.SelectMany(Spellings).SelectMany(NameNormalizer.PartsOfEachReading).SelectMany(parts => parts.Take(MaxParts))
            .SelectMany(NameNormalizer.WithAndWithoutArticle);

    private static string Letters(string word, int letters) => NameKeys.Storable($"p:{word[..letters]}");

    // A vowel at the end may be one inside the name that is not written yet.
    private static IEnumerable<string> Sounds(string word) =>
        from skeleton in NameKeys.Skeletons(word)
        let sounds = skeleton.TrimEnd('A')
        from length in Enumerable.Range(FewestSounds, MostSounds - FewestSounds + 1)
        where sounds.Length >= length
        select NameKeys.Storable($"s:{sounds[..length]}");
}
