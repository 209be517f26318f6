namespace CaseManagement.Api.Clients;

/// <summary>
/// How alike two names are, from 0 (nothing in common) to 1 (the same, or the same name in another spelling).
/// </summary>
/// <remarks>
/// An edit distance over sounds in which the differences that transcription makes cost little (s and z, d and t, kh and ch, e and
/// i, a doubled letter nothing at all) and those that make another name cost much (a and u in the first syllable: Hassan and
/// Hussein are brothers, not spellings). From <see cref="SoundsAlike"/> up, two names are spellings of one.
/// </remarks>
public static class NameSimilarity
{
    /// <summary>From here up two single names are taken for spellings of one name.</summary>
    public const double SoundsAlike = 0.9;

    /// <summary>From here up two single names are similar enough for a slip of the pen.</summary>
    public const double Similar = 0.8;

    /// <summary>
    /// Compares two names of any number of parts; the order of the parts does not matter and a part that only one side has
    /// (a second given name) counts less than one that differs. 0 when either holds no letter. Symmetric.
    /// </summary>
    public static double Score(string? a, string? b) => Score(new NameForms(a), new NameForms(b));

    /// <summary>As above for names read before; reading a name costs more than comparing it.</summary>
    internal static double Score(NameForms a, NameForms b)
    {
        double best = 0;
        foreach (var x in a.Readings)
        {
            foreach (var y in b.Readings)
            {
                best = Math.Max(best, OfParts(x, y));
            }
        }
        return best;
    }

    /// <summary>
    /// How alike one typed part is to the beginning of another, wherever that is cut: Oe and Ö, kh and ch are of different lengths. Of sounds
    /// (<see cref="NameForms.SoundsOf"/>).
    /// </summary>
    internal static double OfBeginning(string typed, string sounds) => OfSounds(typed, sounds, beginning: true);

    private static double OfParts(NameForms.Reading a, NameForms.Reading b)
    {
        if (a.Parts.Length == 0 || b.Parts.Length == 0)
        {
            return 0;
        }
        if (a.Parts.Length == 1 && b.Parts.Length == 1)
        {
            return OfPart(a.Parts[0], b.Parts[0]);
        }
        return Math.Max(OfSounds(a.JoinedSounds, b.JoinedSounds), Assigned(a.Parts, b.Parts));
    }

    /// <summary>Pairs the parts best first; what is left over weighs <see cref="UnmatchedWeight"/> of its length.</summary>
    private static double Assigned(NameForms.Part[] a, NameForms.Part[] b)
    {
        var pairs = (from i in Enumerable.Range(0, a.Length)
                     from j in Enumerable.Range(0, b.Length)
                     select (I: i, J: j, Likeness: OfPart(a[i], b[j]), Length: a[i].Length + b[j].Length))
            .OrderByDescending(p => p.Likeness).ThenByDescending(p => p.Length).ThenBy(p => p.I + p.J).ThenBy(p => Math.Abs(p.I - p.J));
        var (usedA, usedB) = (new bool[a.Length], new bool[b.Length]);
        double sum = 0, weight = 0;
        foreach (var pair in pairs)
        {
            if (!usedA[pair.I] && !usedB[pair.J])
            {
                usedA[pair.I] = usedB[pair.J] = true;
                sum += pair.Likeness * pair.Length;
                weight += pair.Length;
            }
        }
        weight += UnmatchedWeight * (a.Where((_, i) => !usedA[i]).Sum(p => p.Length) + b.Where((_, j) => !usedB[j]).Sum(p => p.Length));
        return sum / weight;
    }

    private static double OfPart(NameForms.Part a, NameForms.Part b)
    {
        var best = OfSounds(a.Sounds, b.Sounds);
        if (best < 1 && (a.SoundsWithoutArticle ?? b.SoundsWithoutArticle) is not null)
        {
            // Hariri and Al Hariri: nearly, but not quite, the same.
            best = Math.Max(best, WithoutArticle * OfSounds(a.SoundsWithoutArticle ?? a.Sounds, b.SoundsWithoutArticle ?? b.Sounds));
        }
        return best;
    }

    private const double WithoutArticle = 0.97;

    private const double UnmatchedWeight = 0.4;

    private static double OfSounds(string a, string b, bool beginning = false)
    {
        if (a == b)
        {
            return 1;
        }
        Span<double> previous = stackalloc double[b.Length + 1];
        Span<double> current = stackalloc double[b.Length + 1];
        Span<double> earlier = stackalloc double[b.Length + 1];
        var (firstOfA, firstOfB) = (FirstVowel(a), FirstVowel(b));
        for (var j = 0; j < b.Length; j++)
        {
            previous[j + 1] = previous[j] + Leaving(b, j);
        }
        for (var i = 0; i < a.Length; i++)
        {
            current[0] = previous[0] + Leaving(a, i);
            for (var j = 0; j < b.Length; j++)
            {
                var replaced = previous[j] + Replacing(a[i], b[j], i > firstOfA && j > firstOfB);
                current[j + 1] = Math.Min(replaced, Math.Min(previous[j + 1] + Leaving(a, i), current[j] + Leaving(b, j)));
                // Who types two letters the wrong way round has made one slip; of names on file that are compared they are two sounds that differ.
                if (beginning && i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j])
                {
                    current[j + 1] = Math.Min(current[j + 1], earlier[j - 1] + 1);
                }
            }
            var spent = earlier;
            earlier = previous;
            previous = current;
            current = spent;
        }
        var best = 0d;
        for (var cut = beginning ? 1 : b.Length; cut <= b.Length; cut++)
        {
            best = Math.Max(best, 1 - previous[cut] / Math.Max(a.Length, cut));
        }
        return best;
    }

    private static int FirstVowel(string sounds)
    {
        for (var i = 0; i < sounds.Length; i++)
        {
            if (NameSounds.IsVowel(sounds[i]))
            {
                return i;
            }
        }
        return sounds.Length;
    }

    /// <summary>The cost of a sound that the other name does not have.</summary>
    private static double Leaving(string sounds, int i)
    {
        if (!NameSounds.IsVowel(sounds[i]))
        {
            return sounds[i] switch { 'h' => 0.8, 'w' or 'ĵ' => 0.6, _ => 1 };
        }
        if (i == sounds.Length - 1)
        {
            return 0.9;     // Amir and Amira, Karim and Karimi are two names
        }
        if (i == 0)
        {
            return 0.6;     // Ibrahim, Brahim
        }
        return NameSounds.IsVowel(sounds[i - 1]) || NameSounds.IsVowel(sounds[i + 1]) ? 0.6 : 0.3;
    }

    private static double Replacing(char a, char b, bool afterFirstSyllable)
    {
        if (a == b)
        {
            return 0;
        }
        var cost = Near.GetValueOrDefault((a, b), NameSounds.IsVowel(a) && NameSounds.IsVowel(b) ? 0.8 : 1);
        return afterFirstSyllable && NameSounds.IsVowel(a) && NameSounds.IsVowel(b) ? cost * 0.6 : cost;
    }

    private static readonly Dictionary<(char, char), double> Near = BothWays(
    [
        ('a', 'e', 0.15), ('e', 'i', 0.15), ('a', 'i', 0.5), ('o', 'u', 0.1), ('a', 'o', 0.4), ('e', 'o', 0.5), ('e', 'u', 0.7),
        ('ε', 'e', 0.1), ('ε', 'i', 0.2), ('ε', 'a', 0.3), ('ε', 'æ', 0.1), ('æ', 'a', 0.05), ('æ', 'e', 0.05),
        ('ω', 'o', 0.1), ('ω', 'u', 0.2), ('ω', 'a', 0.3),
        ('s', 'z', 0.1), ('s', 'š', 0.15), ('z', 'ž', 0.15), ('š', 'ž', 0.15), ('s', 'č', 0.3), ('š', 'č', 0.2), ('š', 'z', 0.3), ('z', 'č', 0.3),
        ('š', 'χ', 0.15), ('č', 'χ', 0.05), ('č', 'ĉ', 0.05), ('χ', 'ĉ', 0.1), ('k', 'ĉ', 0.05), ('s', 'þ', 0.3), ('z', 'ð', 0.3),
        ('d', 't', 0.15), ('t', 'þ', 0.1), ('d', 'ð', 0.1), ('þ', 'ð', 0.15), ('b', 'p', 0.2),
        ('k', 'q', 0.05), ('k', 'g', 0.3), ('q', 'g', 0.2), ('q', 'ɣ', 0.2), ('g', 'ɣ', 0.05),
        ('k', 'x', 0.15), ('x', 'χ', 0.05), ('k', 'χ', 0.15), ('q', 'x', 0.3),
        ('h', 'x', 0.25), ('h', 'χ', 0.3), ('h', 'g', 0.4),
        ('f', 'v', 0.2), ('v', 'w', 0.05), ('f', 'w', 0.3), ('f', 'p', 0.6), ('u', 'w', 0.3), ('w', 'b', 0.5), ('v', 'b', 0.5),
        ('j', 'ǧ', 0.1), ('j', 'ĵ', 0.1), ('ǧ', 'ĵ', 0.05), ('ĵ', 'i', 0.1), ('j', 'i', 0.3),
        ('g', 'ǧ', 0.4), ('g', 'j', 0.5), ('ǧ', 'ĉ', 0.3), ('ǧ', 'č', 0.4), ('ǧ', 'ž', 0.2),
        ('m', 'n', 0.6),
    ]);

    private static Dictionary<(char, char), double> BothWays((char A, char B, double Cost)[] near) =>
        near.Concat(near.Select(n => (A: n.B, B: n.A, n.Cost))).ToDictionary(n => (n.A, n.B), n => n.Cost);
}
