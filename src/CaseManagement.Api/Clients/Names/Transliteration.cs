using System.Globalization;
using System.Text;

namespace CaseManagement.Api.Clients;

/// <summary>
/// Folds a name in any script met here to lower-case Latin words, for comparison only and never for display.
/// Latin letters lose their diacritics, Cyrillic follows the Ukrainian resolution No. 55 of 27 January 2010, Ge'ez is read
/// syllable by syllable, Arabic script (with its Persian, Pashto and Kurdish letters) becomes consonants with a neutral
/// vowel between them, because short vowels are not written. A letter of any other script stays as it is.
/// </summary>
public static class Transliteration
{
    /// <summary>The usual reading: words of Latin letters with one space between them; empty when nothing is a letter.</summary>
    public static string ToLatin(string? text) => Read(text, eastern: false);

    /// <summary>
    /// All readings of the text, the usual one first. A second one exists where a letter is spoken in two ways:
    /// Cyrillic г (Ukrainian h, Russian g), Arabic ث ذ ض (Arabic th, dh, d; Persian s, z, z).
    /// </summary>
    public static IReadOnlyList<string> Readings(string? text)
    {
        var usual = ToLatin(text);
        if (string.IsNullOrEmpty(text) || !text.Any(c => OtherReading.ContainsKey(char.ToLowerInvariant(c))))
        {
            return [usual];
        }
        return [usual, Read(text, eastern: true)];
    }

    private static string Read(string? text, bool eastern)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }
        var latin = new StringBuilder(text.Length + 8);
        var word = new StringBuilder();
        foreach (var rune in WellFormed(text).Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (JoinsLetters(rune))
            {
                continue;
            }
            if (Rune.IsLetter(rune) || IsMark(rune))
            {
                word.Append(rune.ToString());
            }
            else
            {
                AppendWord(latin, word, eastern);
            }
        }
        AppendWord(latin, word, eastern);
        return latin.ToString();
    }

    private static void AppendWord(StringBuilder latin, StringBuilder word, bool eastern)
    {
        if (word.Length == 0)
        {
            return;
        }
        var letters = word.ToString();
        word.Clear();
        var folded = letters.Any(IsArabic) ? ArabicWord(letters, eastern) : AlphabetWord(letters, eastern);
        if (folded.Length > 0)
        {
            latin.Append(latin.Length > 0 ? " " : "").Append(folded);
        }
    }

    private static string AlphabetWord(string word, bool eastern)
    {
        var latin = new StringBuilder(word.Length + 4);
        foreach (var rune in word.EnumerateRunes())
        {
            if (!AppendLetter(latin, rune, eastern))
            {
                // Not in the tables: take the diacritics off and try what is left.
                foreach (var part in rune.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
                {
                    if (!AppendLetter(latin, part, eastern) && !IsMark(part))
                    {
                        latin.Append(Rune.ToLowerInvariant(part).ToString());
                    }
                }
            }
        }
        return latin.ToString();
    }

    private static bool AppendLetter(StringBuilder latin, Rune rune, bool eastern)
    {
        if (!rune.IsBmp)
        {
            return false;
        }
        var letter = (char)Rune.ToLowerInvariant(rune).Value;
        if (letter is >= 'a' and <= 'z')
        {
            latin.Append(letter);
            return true;
        }
        if (latin.Length == 0 && CyrillicAtStart.TryGetValue(letter, out var start))
        {
            latin.Append(start);
            return true;
        }
        if (eastern && OtherReading.TryGetValue(letter, out var other))
        {
            latin.Append(other);
            return true;
        }
        if (Letters.TryGetValue(letter, out var folded))
        {
            latin.Append(folded);
            return true;
        }
        if (letter is >= '\u1200' and <= '\u1357')
        {
            latin.Append(GeezSyllable(letter));
            return true;
        }
        return false;
    }

    /// <summary>
    /// Each row of the syllabary has eight places: the consonant with ä, u, i, a, e, no vowel, o, wa.
    /// </summary>
    private static string GeezSyllable(char syllable)
    {
        var consonant = GeezRows[(syllable - '\u1200') / 8];
        var vowel = ((syllable - '\u1200') % 8) switch { 0 => "e", 1 => "u", 2 => "i", 3 => "a", 4 => "e", 5 => "", 6 => "o", _ => "wa" };
        // Vowel carriers and the h rows are spoken with a in their first place; a carrier is never silent.
        return (consonant, vowel) switch
        {
            ("", "e") => syllable % 8 == 0 ? "a" : "e",
            ("", "") => "i",
            ("h", "e") when syllable % 8 == 0 => "ha",
            _ => consonant + vowel,
        };
    }

    private static string ArabicWord(string word, bool eastern)
    {
        var letters = word.Where(c => ArabicLetters.ContainsKey(c) || c is 'و' or 'ي' or 'ی' or 'ى' or 'ئ').ToArray();
        var bare = new string(letters).Replace('أ', 'ا').Replace('إ', 'ا').Replace('آ', 'ا').Replace('ی', 'ي').Replace('ہ', 'ه');
        if (ArabicWords.TryGetValue(bare, out var known))
        {
            return known;
        }
        // The servant-of names and the article are written together with what follows; the normaliser wants to see them.
        if (bare.StartsWith("عبدال", StringComparison.Ordinal) && bare.Length > 6)
        {
            return "abd al " + ArabicWord(word[word.IndexOf('ل', StringComparison.Ordinal)..][1..], eastern);
        }
        if (bare.StartsWith("ال", StringComparison.Ordinal) && bare.Length > 4)
        {
            return "al " + ArabicWord(word[(word.IndexOf('ل', StringComparison.Ordinal) + 1)..], eastern);
        }

        var latin = new StringBuilder(letters.Length * 2);
        for (var i = 0; i < letters.Length; i++)
        {
            var sound = ArabicSound(letters, i, eastern);
            // Unwritten short vowel: without it سهيل (Suhail) would read as an English sh.
            if (latin.Length > 0 && sound.Length > 0 && !IsVowel(sound[0]) && !IsVowel(latin[^1]))
            {
                latin.Append('a');
            }
            latin.Append(sound);
        }
        return latin.ToString();
    }

    private static string ArabicSound(char[] letters, int i, bool eastern)
    {
        var letter = letters[i];
        if (letter is 'و')
        {
            // A consonant at the start of a word and beside a long a; else the vowel u (or o).
            var besideAlef = (i > 0 && letters[i - 1] is 'ا' or 'آ') || (i + 1 < letters.Length && letters[i + 1] is 'ا' or 'آ');
            return i == 0 || (besideAlef && i + 1 < letters.Length) ? "w" : "u";
        }
        if (letter is 'ي' or 'ی' or 'ى' or 'ئ')
        {
            return i == 0 ? "y" : letter is 'ى' && i == letters.Length - 1 ? "a" : "i";
        }
        return eastern && OtherReading.TryGetValue(letter, out var other) ? other : ArabicLetters[letter];
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u';

    private static bool IsArabic(char c) => c is >= '\u0600' and <= '\u06FF' or >= '\u0750' and <= '\u077F';

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Apostrophes, the Arabic lengthening stroke and invisible joiners stand inside a word and do not divide it.</summary>
    private static bool JoinsLetters(Rune rune) =>
        "'’‘‛ʼʻʾʿˈ`´′ʹ\u0640".Contains(rune.ToString(), StringComparison.Ordinal)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    /// <summary>A lone surrogate makes Normalize throw; nothing can be read from it anyway.</summary>
    private static string WellFormed(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune != Rune.ReplacementChar)
            {
                clean.Append(rune.ToString());
            }
        }
        return clean.ToString();
    }

    private static readonly Dictionary<char, string> Letters = new()
    {
        // Latin letters that no decomposition takes apart (and İ, whose lower case would keep a dot above).
        ['ı'] = "i", ['İ'] = "i", ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['ø'] = "o", ['ł'] = "l", ['đ'] = "d", ['ð'] = "d",
        ['þ'] = "th", ['ħ'] = "h", ['ŋ'] = "ng", ['ə'] = "e", ['ɓ'] = "b", ['ɗ'] = "d", ['ƙ'] = "k", ['ɣ'] = "gh", ['ŧ'] = "t",
        // Cyrillic, Ukrainian and Russian.
        ['а'] = "a", ['б'] = "b", ['в'] = "v", ['г'] = "h", ['ґ'] = "g", ['д'] = "d", ['е'] = "e", ['є'] = "ie", ['ё'] = "io",
        ['ж'] = "zh", ['з'] = "z", ['и'] = "y", ['і'] = "i", ['ї'] = "i", ['й'] = "i", ['к'] = "k", ['л'] = "l", ['м'] = "m",
        ['н'] = "n", ['о'] = "o", ['п'] = "p", ['р'] = "r", ['с'] = "s", ['т'] = "t", ['у'] = "u", ['ф'] = "f", ['х'] = "kh",
        ['ц'] = "ts", ['ч'] = "ch", ['ш'] = "sh", ['щ'] = "shch", ['ъ'] = "", ['ы'] = "y", ['ь'] = "", ['э'] = "e", ['ю'] = "iu",
        ['я'] = "ia", ['ў'] = "u", ['ѓ'] = "g", ['ђ'] = "dj", ['ј'] = "j", ['љ'] = "l", ['њ'] = "n", ['ћ'] = "c", ['џ'] = "dzh",
        ['ќ'] = "k", ['ѕ'] = "dz",
    };

    private static readonly Dictionary<char, string> CyrillicAtStart = new()
    {
        ['є'] = "ye", ['ё'] = "yo", ['ї'] = "yi", ['й'] = "y", ['ю'] = "yu", ['я'] = "ya",
    };

    private static readonly Dictionary<char, string> OtherReading = new() { ['г'] = "g", ['ث'] = "s", ['ذ'] = "z", ['ض'] = "z" };

    private static readonly Dictionary<char, string> ArabicLetters = new()
    {
        ['ا'] = "a", ['أ'] = "a", ['إ'] = "i", ['آ'] = "a", ['ٱ'] = "a", ['ء'] = "", ['ؤ'] = "u", ['ب'] = "b", ['ت'] = "t",
        ['ث'] = "th", ['ج'] = "j", ['ح'] = "h", ['خ'] = "kh", ['د'] = "d", ['ذ'] = "dh", ['ر'] = "r", ['ز'] = "z", ['س'] = "s",
        ['ش'] = "sh", ['ص'] = "s", ['ض'] = "d", ['ط'] = "t", ['ظ'] = "z", ['ع'] = "a", ['غ'] = "gh", ['ف'] = "f", ['ق'] = "q",
        ['ك'] = "k", ['ل'] = "l", ['م'] = "m", ['ن'] = "n", ['ه'] = "h", ['ة'] = "a", ['ۀ'] = "a",
        // Persian and Urdu.
        ['پ'] = "p", ['چ'] = "ch", ['ژ'] = "zh", ['گ'] = "g", ['ک'] = "k", ['ڤ'] = "v", ['ہ'] = "h", ['ھ'] = "h", ['ٹ'] = "t",
        ['ڈ'] = "d", ['ڑ'] = "r", ['ں'] = "n", ['ے'] = "e",
        // Pashto.
        ['ټ'] = "t", ['ډ'] = "d", ['ړ'] = "r", ['ڼ'] = "n", ['ښ'] = "sh", ['ږ'] = "zh", ['ځ'] = "z", ['څ'] = "ts", ['ې'] = "e", ['ۍ'] = "i",
        // Kurdish (Sorani), which writes its vowels.
        ['ە'] = "e", ['ۆ'] = "o", ['ێ'] = "e", ['ڕ'] = "r", ['ڵ'] = "l", ['ۇ'] = "u",
    };

    /// <summary>Words whose written letters say too little about how they are spelt in Latin.</summary>
    private static readonly Dictionary<string, string> ArabicWords = new()
    {
        ["عبد"] = "abd", ["ابو"] = "abu", ["ابن"] = "ibn", ["بن"] = "bin", ["بنت"] = "bint", ["ام"] = "umm", ["ال"] = "al",
        ["الله"] = "allah", ["عبدالله"] = "abdallah", ["محمد"] = "muhammad", ["احمد"] = "ahmad", ["محمود"] = "mahmud",
    };

    private static readonly string[] GeezRows =
    [
        "h", "l", "h", "m", "s", "r", "s", "sh", "q", "qw", "q", "qw", "b", "v", "t", "ch", "h", "hw", "n", "n", "", "k", "kw",
        "kh", "khw", "w", "", "z", "zh", "y", "d", "d", "j", "g", "gw", "g", "t", "ch", "p", "ts", "ts", "f", "p",
    ];
}
