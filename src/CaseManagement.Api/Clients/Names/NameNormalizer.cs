using System.Text.RegularExpressions;

namespace CaseManagement.Api.Clients;

/// <summary>
/// Brings the spellings of a name to one form for comparison: Latin letters, lower case, parts divided by one space.
/// The Arabic article belongs to its noun however it was written (Al-Ahmad, Al Ahmad, Alahmad: <c>alahmad</c>), also where its
/// l has become the next letter (Ash-Sharif: <c>alsharif</c>); bin, ibn and bint between two names fall away; Abu joins what
/// follows; Abd al-Rahman, Abdul Rahman and Abdelrahman are one part (<c>abdrahman</c>).
/// </summary>
public static partial class NameNormalizer
{
    /// <summary>The comparison form of a family name, a given name or a whole name; empty when it holds no letter.</summary>
    public static string Normalize(string? name) => string.Join(' ', Parts(name));

    /// <summary>The parts of <see cref="Normalize"/>, in the order written.</summary>
    public static IReadOnlyList<string> Parts(string? name) => PartsOfLatin(Transliteration.ToLatin(name));

    /// <summary>The parts for every reading of the name (<see cref="Transliteration.Readings"/>).</summary>
    internal static IReadOnlyList<IReadOnlyList<string>> PartsOfEachReading(string? name) =>
        [.. Transliteration.Readings(name).SelectMany(latin => new[]
        {
            latin, Apostrophe().Replace(latin, "$1"), FamilyNameOfOne().Replace(latin, "$0 "), FamilyNameOfTwo().Replace(latin, "$0 "),
        }.Distinct()).Select(PartsOfLatin)];

    /// <summary>
    /// A part as written and, where it may start with the article, without it: offices drop the article as often as they join it.
    /// </summary>
    internal static IEnumerable<string> WithAndWithoutArticle(string part)
    {
        yield return part;
        if (part.Length >= 6 && (part.StartsWith("al", StringComparison.Ordinal) || part.StartsWith("el", StringComparison.Ordinal)))
        {
            yield return part[2..];
        }
    }

    private static List<string> PartsOfLatin(string latin)
    {
        var words = latin.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var parts = new List<string>(words.Length);
        // From the back, because each particle takes what follows it: abd + (al + rahman).
        for (var i = words.Length - 1; i >= 0; i--)
        {
            var word = Abbreviations.GetValueOrDefault(words[i], words[i]);
            var following = parts.Count > 0 ? parts[^1] : null;
            if (following is not null && IsArticle(word, following))
            {
                parts[^1] = "al" + following;
            }
            else if (following is not null && Servant.Contains(word))
            {
                parts[^1] = "abd" + following;
            }
            else if (following is not null && FatherOf.Contains(word))
            {
                parts[^1] = "abu" + following;
            }
            else if (!(following is not null && SonOf.Contains(word)))
            {
                parts.Add(word);
            }
        }
        parts.Reverse();
        return parts.ConvertAll(WithoutInnerArticle);
    }

    private static bool IsArticle(string word, string following) =>
        word is "al" or "el" or "ul" or "il"
        || (AssimilatedArticle().IsMatch(word) && following.StartsWith(word[1..], StringComparison.Ordinal));

    /// <summary>Abdulrahman, Abdelrahman, Abdalrahman: the l is the article's. Not so in Abdullah, where it is God's.</summary>
    private static string WithoutInnerArticle(string part)
    {
        if (!part.StartsWith("abd", StringComparison.Ordinal))
        {
            return part;
        }
        return God().IsMatch(part) ? God().Replace(part, "abdullah") : InnerArticle().Replace(part, "abd");
    }

    // O Brien, D Angelo: where an apostrophe was, or an initial; both are looked for.
    [GeneratedRegex(@"\b([odl]) (?=[a-z]{3})")]
    private static partial Regex Apostrophe();

    // 王小明, 欧阳修: in Chinese no blank stands between family name and given name.
    [GeneratedRegex(@"\b\p{IsCJKUnifiedIdeographs}(?=\p{IsCJKUnifiedIdeographs}{1,2}\b)")]
    private static partial Regex FamilyNameOfOne();

    [GeneratedRegex(@"\b\p{IsCJKUnifiedIdeographs}{2}(?=\p{IsCJKUnifiedIdeographs}{1,2}\b)")]
    private static partial Regex FamilyNameOfTwo();

    [GeneratedRegex("^[aeiu](sh|th|dh|[tdrzsn])$")]
    private static partial Regex AssimilatedArticle();

    [GeneratedRegex("^abd[aeiou]*l+[aeo]+h?(?=i?$)")]
    private static partial Regex God();

    [GeneratedRegex("^abd[aeiou]*l(?=.{3})")]
    private static partial Regex InnerArticle();

    private static readonly HashSet<string> Servant = ["abd", "abdul", "abdel", "abdal", "abdol", "abdoul", "abdil", "abdur", "abdu"];
    private static readonly HashSet<string> FatherOf = ["abu", "abou", "abo", "aboo"];
    private static readonly HashSet<string> SonOf = ["bin", "ibn", "ben", "bint", "binti", "binte"];

    /// <summary>How passports shorten the most frequent given name.</summary>
    private static readonly Dictionary<string, string> Abbreviations = new()
    {
        ["md"] = "muhammad", ["mhd"] = "muhammad", ["mohd"] = "muhammad", ["muhd"] = "muhammad",
    };
}
