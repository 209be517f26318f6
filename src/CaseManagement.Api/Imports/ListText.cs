using System.Text;

namespace CaseManagement.Api.Imports;

/// <summary>
/// The text of a file of unknown encoding. Unicode says of itself what it is. Of the code pages that offices' programs write (Windows, DOS, Mac) the
/// letters of the names decide: signs inside words, capitals behind small letters, mixed scripts and neighbours that no language knows speak against one.
/// What the likely ones read differently is nobody's letter: U+FFFD, so that the rows concerned are refused instead of stored under a name that no
/// search finds.
/// </summary>
internal static class ListText
{
    /// <summary>What the text was written in; whether it had been read wrongly and saved again on its way, and was put right.</summary>
    internal readonly record struct Decoded(string Text, string Encoding, bool Repaired = false);

    /// <summary>Reads the bytes.</summary>
    /// <exception cref="RefusedException">It is no text, or not in the encoding that it claims.</exception>
    internal static Decoded Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Utf8Mark))
        {
            return Repaired(new Decoded(Strictly(Utf8, bytes[3..], "UTF-8"), "utf-8"));
        }
        if (bytes.StartsWith(Utf16LittleMark))
        {
            return Repaired(new Decoded(Strictly(Utf16Little, bytes[2..], "UTF-16"), "utf-16le"));
        }
        if (bytes.StartsWith(Utf16BigMark))
        {
            return Repaired(new Decoded(Strictly(Utf16Big, bytes[2..], "UTF-16"), "utf-16be"));
        }
        if (bytes.Contains((byte)0))
        {
            return WithoutMark(bytes);
        }
        // Text in a code page is next to never valid UTF-8 by chance, so UTF-8 is tried first and strictly.
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Repaired(new Decoded(Utf8.GetString(bytes), "utf-8")) : OfCodePage(bytes);
    }

    // Text holds no NUL; in UTF-16 without a mark the Latin letters of the header leave every other byte 0.
    private static Decoded WithoutMark(ReadOnlySpan<byte> bytes)
    {
        int[] zeros = [0, 0];
        for (var i = 0; i < bytes.Length; i++)
        {
            zeros[i % 2] += bytes[i] == 0 ? 1 : 0;
        }
        return bytes.Length % 2 != 0 || Math.Min(zeros[0], zeros[1]) * 20 > Math.Max(zeros[0], zeros[1]) ? throw new RefusedException(ImportProblems.NotText)
            : zeros[1] > zeros[0] ? new Decoded(Strictly(Utf16Little, bytes, "UTF-16"), "utf-16le")
            : new Decoded(Strictly(Utf16Big, bytes, "UTF-16"), "utf-16be");
    }

    private static string Strictly(Encoding encoding, ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            var text = encoding.GetString(bytes);
            return text.Contains('\0', StringComparison.Ordinal) ? throw new RefusedException(ImportProblems.NotText) : text;
        }
        catch (DecoderFallbackException)
        {
            throw new RefusedException(ImportProblems.Encoding, name);
        }
    }

    /// <summary>UTF-8 that a program took for a code page and saved again (MÃ¼ller, M├╝ller): undone where the whole text is such UTF-8.</summary>
    private static Decoded Repaired(Decoded found)
    {
        for (var times = 0; times < 2 && !Ascii.IsValid(found.Text); times++)
        {
            var inner = MisreadAs.Select(page => InnerUtf8(found.Text, page)).FirstOrDefault(text => text is not null);
            if (inner is null)
            {
                break;
            }
            found = found with { Text = inner, Repaired = true };
        }
        return found;
    }

    private static string? InnerUtf8(string text, Encoding page)
    {
        try
        {
            var bytes = page.GetBytes(text);
            return System.Text.Unicode.Utf8.IsValid(bytes) && !bytes.Contains((byte)0) ? Utf8.GetString(bytes) : null;
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    private static Decoded OfCodePage(ReadOnlySpan<byte> bytes)
    {
        var words = Words(bytes);
        var judged = CodePage.All.Select(page => (Page: page, Cost: page.Cost(words))).OrderBy(pair => pair.Cost).ToList();
        var best = judged[0].Page;
        var likely = judged.TakeWhile(pair => pair.Cost <= judged[0].Cost + CodePage.Margin).Select(pair => pair.Page).ToList();
        var letters = best.Letters.Select((letter, b) => likely.TrueForAll(page => page.Letters[b] == letter) ? letter : '\uFFFD').ToArray();
        var text = new char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            text[i] = letters[bytes[i]];
        }
        // Several say the same as the best one; the commonest names it.
        var same = CodePage.All.First(page => words.TrueForAll(word => Array.TrueForAll(word, b => page.Letters[b] == best.Letters[b])));
        return new Decoded(new string(text), same.Name);
    }

    /// <summary>Runs of letters and bytes beyond ASCII, each once, as far as they hold such bytes.</summary>
    private static List<byte[]> Words(ReadOnlySpan<byte> bytes)
    {
        var words = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var (start, at) = (0, 0); at <= bytes.Length && words.Count < MaxWords; at++)
        {
            if (at < bytes.Length && (bytes[at] >= 0x80 || char.IsAsciiLetter((char)bytes[at])))
            {
                continue;
            }
            var word = bytes[start..at];
            if (word.Length <= MaxWord && !Ascii.IsValid(word))
            {
                words.TryAdd(Encoding.Latin1.GetString(word), word.ToArray());
            }
            start = at + 1;
        }
        return [.. words.Values];
    }

    private const int MaxWords = 4000, MaxWord = 60;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Little = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Big = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly Encoding[] MisreadAs = [.. new[] { 1252, 850, 437, 10000 }.Select(page =>
        CodePagesEncodingProvider.Instance.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback)!)];

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];
    private static ReadOnlySpan<byte> Utf16LittleMark => [0xFF, 0xFE];
    private static ReadOnlySpan<byte> Utf16BigMark => [0xFE, 0xFF];
}

/// <summary>A code page of one byte per letter, and how badly a file's words fit it.</summary>
internal sealed class CodePage
{
    /// <summary>Code pages that cost this much more than the best are ruled out.</summary>
    internal const double Margin = 4;

    // What speaks against a code page, on the scale of logarithms of probabilities.
    private const double NoText = 60, SignInWord = 16, ForeignLetter = 14, RareSign = 14, UsualSign = 2, OddCase = 8, MixedScripts = 11, KnownWord = -60;
    private const int Occurrences = 4;

    private readonly NameLetters[] languages;
    private readonly double rarity;

    private CodePage(int number, double rarity, NameLetters[] languages)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(number)!;
        (Name, this.rarity, this.languages) = (encoding.WebName, rarity, languages);
        Letters = encoding.GetString([.. Enumerable.Range(0, 256).Select(b => (byte)b)]).ToCharArray();
    }

    /// <summary>The ones that offices' programs write. How rare each is decides only where the letters do not.</summary>
    internal static readonly CodePage[] All =
    [
        new(1252, 0, NameLetters.Western), new(1254, 1.5, NameLetters.WithTurkish), new(1250, 2, NameLetters.Central), new(850, 2, NameLetters.Western),
        new(10000, 2.5, NameLetters.Western), new(1251, 2, NameLetters.Cyrillic), new(857, 4, NameLetters.WithTurkish), new(852, 4, NameLetters.Central),
        new(10081, 4, NameLetters.WithTurkish), new(10029, 4, NameLetters.Central), new(28605, 5, NameLetters.Western), new(28592, 5, NameLetters.Central),
        new(866, 4, NameLetters.Cyrillic),
    ];

    internal string Name { get; }

    /// <summary>What each byte stands for.</summary>
    internal char[] Letters { get; }

    /// <summary>The sum over the bytes beyond ASCII of what each costs on average, counted as often as it occurs but for a few times at most.</summary>
    internal double Cost(IReadOnlyList<byte[]> words)
    {
        Span<double> costs = stackalloc double[256];
        Span<int> found = stackalloc int[256];
        var known = 0.0;
        var each = new double[128];
        foreach (var bytes in words)
        {
            var word = string.Concat(bytes.Select(b => Letters[b]));
            known += KnownWords.Contains(word.ToLowerInvariant()) ? KnownWord : 0;
            Judge(word, bytes, each);
            for (var i = 0; i < bytes.Length; i++)
            {
                if (bytes[i] >= 0x80)
                {
                    costs[bytes[i]] += each[i];
                    found[bytes[i]]++;
                }
            }
        }
        var cost = rarity + known;
        for (var b = 0x80; b <= 0xFF; b++)
        {
            cost += found[b] == 0 ? 0 : costs[b] / found[b] * Math.Min(found[b], Occurrences);
        }
        return cost;
    }

    private void Judge(string word, byte[] bytes, double[] each)
    {
        var best = double.MaxValue;
        Span<double> tried = stackalloc double[word.Length];
        foreach (var language in languages)
        {
            var sum = 0.0;
            for (var i = 0; i < word.Length; i++)
            {
                tried[i] = bytes[i] < 0x80 ? 0 : CostOf(word, i, language);
                sum += tried[i];
            }
            if (sum < best)
            {
                best = sum;
                tried.CopyTo(each);
            }
        }
    }

    private static double CostOf(string word, int i, NameLetters language)
    {
        var letter = word[i];
        var (before, next) = (i == 0 ? '^' : word[i - 1], i + 1 == word.Length ? '$' : word[i + 1]);
        if (char.IsControl(letter) || letter is '\uFFFD')
        {
            return NoText;
        }
        if (letter is '’' && char.IsLetter(before) && char.IsLetter(next))
        {
            return UsualSign;
        }
        if (!char.IsLetter(letter) || letter is 'ƒ' or 'ﬁ' or 'ﬂ' or 'ª' or 'º' or 'ˆ' or 'ˇ' or 'µ')
        {
            var inside = char.IsLetter(before) && char.IsLetter(next);
            return inside ? SignInWord
                : QuotesBefore.Contains(letter, StringComparison.Ordinal) && !char.IsLetter(before) ? UsualSign
                : QuotesBehind.Contains(letter, StringComparison.Ordinal) && !char.IsLetter(next) ? UsualSign
                : Signs.Contains(letter, StringComparison.Ordinal) && !char.IsLetter(before) && !char.IsLetter(next) ? UsualSign
                : char.IsLetter(before) || char.IsLetter(next) ? SignInWord : RareSign;
        }
        // A letter of no language here is still better than no letter.
        var cost = Math.Min(ForeignLetter, -language.Of(char.ToLowerInvariant(before), char.ToLowerInvariant(letter), char.ToLowerInvariant(next)));
        cost += OddlyCased(word, i) ? OddCase : 0;
        return cost + (IsCyrillic(letter) && (char.IsAsciiLetter(before) || char.IsAsciiLetter(next)) ? MixedScripts : 0);
    }

    // MšLLER, jŽrg, MÅller. The sharp s has no capital in use.
    private static bool OddlyCased(string word, int i)
    {
        var (before, letter, next) = (i == 0 ? ' ' : word[i - 1], word[i], i + 1 == word.Length ? ' ' : word[i + 1]);
        return char.IsUpper(letter) ? char.IsLower(before) || (char.IsUpper(before) && char.IsLower(next))
            : letter is not 'ß' && (char.IsUpper(next) || (char.IsUpper(before) && i >= 2 && char.IsUpper(word[i - 2]) && !char.IsLower(next)));
    }

    private static bool IsCyrillic(char letter) => letter is >= '\u0400' and <= '\u04FF';

    private const string QuotesBefore = "„‚«»“‘‹", QuotesBehind = "“”‘’»«…›", Signs = "§€–—…°´\u00A0•²³½¼";

    /// <summary>Words with letters beyond ASCII of which lists are full.</summary>
    private static readonly HashSet<string> KnownWords =
    [
        .. AllocationColumn.All.SelectMany(column => column.Synonyms.Append(column.German)).SelectMany(header => header.Split(' ', '-'))
            .Where(word => !Ascii.IsValid(word)).Select(word => word.ToLowerInvariant()),
        "männlich", "großmutter", "großvater", "mündel", "lebensgefährte", "lebensgefährtin", "straße", "für", "ungeklärt",
    ];
}
