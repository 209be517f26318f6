using System.Text;

namespace CaseManagement.Api.Clients;

/// <summary>
/// The sounds of one Latin name part as officials of several countries may have written them down: kh, ch and x may be one
/// sound, so may j, dj and dsch. Both the search keys and the similarity score read names through this one table.
/// Each sound is one character; see the comments of the table for those that are no Latin letter.
/// </summary>
internal static class NameSounds
{
    private static readonly (string Written, string Sound)[] Spellings =
    [
        ("schtsch", "š"), ("shtsh", "š"), ("shch", "š"), ("tsch", "č"), ("dsch", "ǧ"), ("sch", "š"), ("tch", "č"), ("dzh", "ǧ"), ("dsh", "ǧ"),
        ("sh", "š"), ("zh", "ž"), ("kh", "x"), ("gh", "ɣ"), ("th", "þ"), ("dh", "ð"), ("ph", "f"), ("ck", "k"), ("cz", "č"),
        ("dj", "ǧ"), ("dz", "z"), ("ts", "z"), ("tz", "z"),
        ("ch", "χ"),                 // German and Arabic kh, or English and Ukrainian tch
        ("ou", "u"), ("oo", "u"), ("oe", "o"), ("ue", "u"), ("ee", "i"), ("iy", "i"), ("yi", "i"),
        ("ai", "ε"), ("ay", "ε"), ("ei", "ε"), ("ey", "ε"), ("ae", "æ"), ("au", "ω"), ("ao", "ω"),
    ];

    private static readonly ILookup<char, (string Written, string Sound)> ByFirstLetter = Spellings.ToLookup(s => s.Written[0]);

    internal static bool IsVowel(char sound) => sound is 'a' or 'e' or 'i' or 'o' or 'u' or 'æ' or 'ε' or 'ω';

    /// <summary>
    /// j: an initial j or y; ĵ: a bare j elsewhere (Khadija or Marija); ĉ: c before a, o, u (Carlos, or Cakir without its cedilla);
    /// x: the sound of kh; χ: what was written ch; ǧ: dj; ɣ: gh; þ: th; ð: dh; ε: ai or ei; æ: ae; ω: au.
    /// </summary>
    internal static string Of(string part)
    {
        var letters = WithoutDoubles(part);
        var sounds = new StringBuilder(letters.Length);
        for (var i = 0; i < letters.Length;)
        {
            var spelling = Spelling(letters, i);
            sounds.Append(spelling.Sound);
            i += spelling.Length;
        }
        // A final h after a vowel is mute or nearly so: Fatimah, Abdullah.
        if (sounds.Length > 2 && sounds[^1] == 'h' && IsVowel(sounds[^2]))
        {
            sounds.Length--;
        }
        return sounds.ToString();
    }

    private static (string Sound, int Length) Spelling(string letters, int i)
    {
        bool VowelAt(int at) => at < letters.Length && letters[at] is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';
        if (i == 0)
        {
            if (letters.StartsWith("ou", StringComparison.Ordinal) && VowelAt(2))
            {
                return ("w", 2);                                    // French spelling: Ouahid
            }
            if (letters[0] is 'j'
                || (letters[0] is 'y' && VowelAt(1) && letters[1] != 'i')
                || (letters[0] is 'i' && letters.Length > 1 && letters[1] is 'a' or 'e' or 'o' or 'u'))
            {
                return ("j", 1);                                    // Jussuf, Yusuf; Iuliia, Yuliia, Julia
            }
            if (letters[0] is 'x')
            {
                return ("x", 1);                                    // Kurdish: Xalid
            }
        }
        foreach (var (written, sound) in ByFirstLetter[letters[i]])
        {
            if (string.CompareOrdinal(letters, i, written, 0, written.Length) == 0)
            {
                return (sound, written.Length);
            }
        }
        return letters[i] switch
        {
            'y' => ("i", 1),
            'j' => ("ĵ", 1),
            'x' => ("ks", 1),
            'c' => (VowelAt(i + 1) && letters[i + 1] is 'e' or 'i' or 'y' ? "č" : "ĉ", 1),
            'q' when i + 2 < letters.Length && letters[i + 1] == 'u' && VowelAt(i + 2) => ("q", 2),
            _ => (letters[i].ToString(), 1),
        };
    }

    private static string WithoutDoubles(string part)
    {
        var single = new StringBuilder(part.Length);
        foreach (var c in part)
        {
            // Doubled vowels are long ones and have their own spelling (ee, oo).
            if (single.Length == 0 || single[^1] != c || c is 'e' or 'o')
            {
                single.Append(c);
            }
        }
        return single.ToString();
    }
}
