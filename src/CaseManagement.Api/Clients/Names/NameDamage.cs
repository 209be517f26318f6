using System.Globalization;
using System.Text;

namespace CaseManagement.Api.Clients;

/// <summary>How a name lost its letters on the way from another program.</summary>
public enum NameDamageKind
{
    /// <summary>Letters replaced by question marks, because the file's encoding had none for them: <c>Y?lmaz</c>, <c>????????</c>.</summary>
    QuestionMarks,

    /// <summary>U+FFFD: bytes were read that are no text in the encoding assumed.</summary>
    ReplacementCharacter,

    /// <summary>UTF-8 read as a single-byte encoding, or one single-byte encoding read as another: <c>YÄ±lmaz</c>, <c>Ïåòðåíêî</c>.</summary>
    Mojibake,

    /// <summary>Control characters, line breaks, private-use characters or halves of characters.</summary>
    ControlCharacters,
}

/// <summary>
/// Finds names that were damaged by a wrong encoding. Such a name must be refused: stored once, it is never found again.
/// Apostrophes, hyphens, full stops, diacritics and all scripts are legitimate and never reported.
/// </summary>
public static class NameDamage
{
    /// <summary>The first damage found, or null when the text may be a name. An empty text is not damaged.</summary>
    public static NameDamageKind? Find(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        if (text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return NameDamageKind.ReplacementCharacter;
        }
        if (text.AsSpan().IndexOfAny('?', '¿', '؟') >= 0)
        {
            return NameDamageKind.QuestionMarks;
        }
        if (HoldsMisreadUtf8(text) || text.AsSpan().IndexOfAny(NoNameSigns) >= 0 || HoldsSignOfOtherCodePage(text) || HoldsWordOfAccentsOnly(text))
        {
            return NameDamageKind.Mojibake;
        }
        return text.EnumerateRunes().Any(IsNoText) || HoldsLoneSurrogate(text) ? NameDamageKind.ControlCharacters : null;
    }

    private static bool IsNoText(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool HoldsLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// Signs of the upper half of Windows-1252 that stand in no name. Not among them: the ordinals ª and º (Spanish M.ª), the
    /// middle dot (Catalan), the acute accent ´ (typed for an apostrophe) and the quotation marks.
    /// </summary>
    private static readonly System.Buffers.SearchValues<char> NoNameSigns =
        System.Buffers.SearchValues.Create("¡¢£¤¥¦§¨©«¬®¯°±²³µ¶¸¹»¼½¾×÷€†‡‰™¿");

    /// <summary>
    /// A lead byte of UTF-8 shown as an accented capital, followed by a continuation byte shown as a sign. Only leads of the
    /// scripts that occur are looked for, and letters that could follow such a capital in a real name (KOHÚŠ) are no sign.
    /// </summary>
    private static bool HoldsMisreadUtf8(string text)
    {
        for (var i = 0; i + 1 < text.Length; i++)
        {
            var lead = text[i];
            var next = text[i + 1];
            var isLead = lead is 'Ã' or 'Ä' or 'Å' or 'Ð' or 'Ñ' or 'Ò' or 'Ø' or 'Ù' or 'Ú' or 'Û' or 'á';
            var isLetterShown = next is 'Š' or 'š' or 'Œ' or 'œ' or 'Ž' or 'ž' or 'Ÿ' or 'ƒ' or 'ª' or 'º';
            var latinLead = lead is 'Ã' or 'Ä' or 'Å' or 'Ð' or 'Ñ';
            // An apostrophe may follow any letter; only Ã’ (Ò) is sure to be no name.
            var isApostrophe = next is '’' && lead is not 'Ã';
            if (isLead && IsContinuation(next) && !isApostrophe && (latinLead || !isLetterShown) && !(lead is 'á' && !IsContinuationPair(text, i + 1)))
            {
                return true;
            }
            // Three bytes: a curly quotation mark or Ge'ez.
            if (lead is 'â' && next is '€' or '\u0080')
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// Letters of DOS or a Mac shown in another code page: frames and other symbols anywhere (M├╝ller, M√ºller), and quotation marks or dots where
    /// a letter must have been (Belh”r, H„ssler, Andr‚). Marks around a word are quotation.
    /// </summary>
    private static bool HoldsSignOfOtherCodePage(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var inside = i > 0 && char.IsLetter(text[i - 1]) && i + 1 < text.Length && char.IsLetter(text[i + 1]);
            var opensBehindLetter = text[i] is '„' or '‚' or '‹' && i > 0 && char.IsLetter(text[i - 1]);
            if ((text[i] > 127 && char.IsSymbol(text[i]) && text[i] is not ('´' or '˙'))
                || opensBehindLetter || (inside && text[i] is '“' or '”' or '…' or '•' or '›'))
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsContinuationPair(string text, int i) => i + 1 < text.Length && IsContinuation(text[i + 1]);

    /// <summary>Bytes 80 to BF as Windows-1252 and Latin-1 show them.</summary>
    private static bool IsContinuation(char c) =>
        c is >= '\u0080' and <= '\u00BF' || "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".Contains(c, StringComparison.Ordinal);

    /// <summary>Cyrillic or Arabic of a Windows code page shown as Windows-1252: four or more letters, each with an accent.</summary>
    private static bool HoldsWordOfAccentsOnly(string text)
    {
        var run = 0;
        foreach (var c in text)
        {
            if (!char.IsLetter(c))
            {
                run = 0;
            }
            else if (c is >= 'À' and <= 'ÿ')
            {
                if (run >= 0 && ++run >= 4)
                {
                    return true;
                }
            }
            else
            {
                run = -1;
            }
        }
        return false;
    }
}
