using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CaseManagement.Api.Clients;

/// <summary>
/// What two ways of writing one street and number have in common: "Hauptstraße 5 a", "Hauptstr. 5a", "HAUPT-STRASSE 5 A" are one. To compare, never to show;
/// the key is not stored.
/// </summary>
public static partial class StreetKey
{
    /// <summary>The key of a street with its number: letters and digits, with what stands between two numbers (5-7, 5/1) kept.</summary>
    public static string Of(string street)
    {
        var folded = new StringBuilder(street.Normalize(NormalizationForm.FormKC).ToLower(CultureInfo.InvariantCulture))
            .Replace("ß", "ss").Replace("ä", "ae").Replace("ö", "oe").Replace("ü", "ue").ToString();
        return Between().Replace(Street().Replace(Number().Replace(folded, " "), "strasse "), gap =>
            !gap.Groups["numbers"].Success ? "" : gap.Value.Contains('/', StringComparison.Ordinal) ? "/" : gap.Value.Any(IsDash) ? "-" : " ");
    }

    private static bool IsDash(char letter) => char.GetUnicodeCategory(letter) == UnicodeCategory.DashPunctuation;

    // "str", "str." at the end of a word, and before a number that is written to it.
    [GeneratedRegex(@"str(?![\p{L}])\.?")]
    private static partial Regex Street();

    [GeneratedRegex(@"(?<![\p{L}])nr\.?\s*(?=[0-9])")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<numbers>(?<=[0-9])[^\p{L}\p{N}]+(?=[0-9]))|[^\p{L}\p{N}]+", RegexOptions.ExplicitCapture)]
    private static partial Regex Between();
}
