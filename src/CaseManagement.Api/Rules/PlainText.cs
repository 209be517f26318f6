using System.Globalization;
using System.Text;

namespace CaseManagement.Api.Rules;

/// <summary>Text as the product keeps it: composed (Unicode NFC) and without characters that nobody sees and that mean nothing.</summary>
public static class PlainText
{
    /// <summary>Whether PostgreSQL can keep the text at all: it has no U+0000.</summary>
    public static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);

    /// <summary>
    /// The text composed and without control and invisible format characters. U+200C and U+200D stay: they join and part letters in Persian,
    /// Kurdish and Indic scripts.
    /// </summary>
    public static string Of(string text) => Composed(Without(Controls, text));

    /// <summary>The same with its control characters, where they tell that the text is damaged.</summary>
    public static string Composed(string text)
    {
        text = Without(Invisible, text);
        return System.Text.Ascii.IsValid(text) || text.IsNormalized(NormalizationForm.FormC) ? text : text.Normalize(NormalizationForm.FormC);
    }

    /// <summary>The beginning of the text, at most so many UTF-16 units, without half a character at the end: nothing could store it.</summary>
    public static string Start(this string text, int most) =>
        text.Length <= most ? text : text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private static string Without(System.Buffers.SearchValues<char> letters, string text) => text.AsSpan().IndexOfAny(letters) < 0 ? text
        : string.Concat(text.Where(letter => !letters.Contains(letter)));

    // But tab and ends of lines; U+0000 is refused.
    private static readonly System.Buffers.SearchValues<char> Controls = System.Buffers.SearchValues.Create(
        "\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000B\u000C\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019"
        + "\u001A\u001B\u001C\u001D\u001E\u001F\u007F");

    // Soft hyphen, zero-width space, marks of direction, word joiner, invisible operators, byte order mark, tags of embedding; two that are no
    // characters, and that nothing composes.
    private static readonly System.Buffers.SearchValues<char> Invisible = System.Buffers.SearchValues.Create(
        "\u00AD\u061C\u180E\u200B\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\uFEFF\uFFFE\uFFFF");
}

/// <summary>Instants and days as they are written (RFC 3339), and the years in which anything of this product can lie.</summary>
public static partial class Moments
{
    /// <summary>The first and the last year: nobody on file was born before, and no deadline or title lies behind.</summary>
    public const int FirstYear = 1900, LastYear = 2199;

    /// <summary>Reads an instant into UTC; null with the rule that it breaks.</summary>
    public static DateTimeOffset? Instant(string text, out ProblemType? rule)
    {
        rule = WithoutOffset().IsMatch(text) ? HttpProblems.OffsetRequired : HttpProblems.MalformedInstant;
        if (!WithOffset().IsMatch(text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at))
        {
            return null;
        }
        rule = at.UtcDateTime.Year is < FirstYear or > LastYear ? HttpProblems.DateOutOfRange : null;
        return rule is null ? at.ToUniversalTime() : null;
    }

    /// <summary>Reads a day; null with the rule that it breaks.</summary>
    public static DateOnly? Day(string text, out ProblemType? rule)
    {
        rule = HttpProblems.MalformedDate;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return null;
        }
        rule = day.Year is < FirstYear or > LastYear ? HttpProblems.DateOutOfRange : null;
        return rule is null ? day : null;
    }

    [System.Text.RegularExpressions.GeneratedRegex(
        @"^[0-9]{4}(-[0-9]{2}){2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial System.Text.RegularExpressions.Regex WithOffset();

    // With a blank before it: the plus of an address that was not escaped.
    [System.Text.RegularExpressions.GeneratedRegex(
        @"^[0-9]{4}(-[0-9]{2}){2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?( [0-9]{2}:[0-9]{2})?)?\z")]
    private static partial System.Text.RegularExpressions.Regex WithoutOffset();
}
