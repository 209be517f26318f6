using System.Text.RegularExpressions;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Imports;

/// <summary>Finds the code that a word of a list stands for, whatever its case, blanks, full stops and spelling of umlauts.</summary>
internal sealed partial class AllocationWords
{
    /// <summary>The lists of codes of which a list speaks in words.</summary>
    internal static readonly string[] Lists =
        [CodeLists.Sex, CodeLists.Nationality, CodeLists.Language, CodeLists.ResidenceStatus, CodeLists.HouseholdRole];

    private readonly Dictionary<(string List, string Word), string> codes;

    internal AllocationWords(IEnumerable<WordForCode> words) => codes = words
        .Select(word => (Key: (word.List, Fold(word.List, word.Word)), word.Code, word.Rank)).Where(word => word.Key.Item2.Length > 0)
        .GroupBy(word => word.Key)
        // A word that is said of two codes says neither, unless it is more properly said of one of them.
        .Select(group => (group.Key, Codes: group.Where(word => word.Rank == group.Min(other => other.Rank)).Select(word => word.Code).Distinct().ToList()))
        .Where(word => word.Codes.Count == 1).ToDictionary(word => word.Key, word => word.Codes[0]);

    /// <summary>The code, or null.</summary>
    internal string? CodeOf(string list, string written) =>
        codes.GetValueOrDefault((list, Fold(list, written)))
        ?? (written.AsSpan().IndexOfAny('?', '\uFFFD') >= 0 && written.Length > 2 ? OfDamaged(list, written) : null);

    // m?nnlich, T?rkei: a code page that has no umlauts.
    private string? OfDamaged(string list, string written)
    {
        var found = "äöüß".Select(letter => CodeOf(list, written.Replace('?', letter).Replace('\uFFFD', letter))).OfType<string>().Distinct().ToList();
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>Letters and digits in their order; ä, ae and a are one. A paragraph of the residence act in any notation is one, too.</summary>
    internal static string Fold(string list, string text) => string.Concat(LettersOrDigits()
        .Matches(list == CodeLists.ResidenceStatus ? Paragraph(text) : text)
        .Select(part => char.IsAsciiDigit(part.ValueSpan[0]) ? part.Value : ListColumn.FoldedWord(part.Value)));

    // § 25 II 1 1. Alt. AufenthG, 25 Abs. 2 S. 1 Alt. 1
    private static string Paragraph(string text)
    {
        text = Law().Replace(text, " ");
        text = RomanSubsection().Replace(text, match => $" Abs {Array.IndexOf(Romans, match.Value.Trim()) + 1} ");
        text = SubsectionInBrackets().Replace(text, " Abs ${number} ");
        text = NumberedAlternative().Replace(text, "Alt ${number}");
        return SentenceBehindSubsection().Replace(Sentence().Replace(Subsection().Replace(text, " Abs "), " S "), "${subsection} S ${number}");
    }

    private static readonly string[] Romans = ["I", "II", "III", "IV", "V"];

    [GeneratedRegex(@"[0-9]+|[^0-9]+")]
    private static partial Regex LettersOrDigits();

    [GeneratedRegex(@"§+|\b(AufenthG|AufenthaltsG|Aufenthaltsgesetz|AsylG|AsylVfG|Aufenthaltserlaubnis|AE|AufE|gem\.|gemäß|nach|n\.|i\.? ?S\.? ?d\.?)(?!\w)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Law();

    [GeneratedRegex(@"(?<=^\s*[0-9]+[a-z]?) *\b(I|II|III|IV|V)\b")]
    private static partial Regex RomanSubsection();

    [GeneratedRegex(@"(?<=^\s*[0-9]+[a-z]?) *\((?<number>[0-9][a-z]?)\)")]
    private static partial Regex SubsectionInBrackets();

    [GeneratedRegex(@"(?<number>[0-9])\. *(Alternative|Alt)\b\.?", RegexOptions.IgnoreCase)]
    private static partial Regex NumberedAlternative();

    [GeneratedRegex(@"\b(Absatz|Abs)\b\.?", RegexOptions.IgnoreCase)]
    private static partial Regex Subsection();

    [GeneratedRegex(@"\b(Satz|S)\b\.?", RegexOptions.IgnoreCase)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"(?<subsection>Abs +[0-9][a-z]? +)(?<number>[0-9])(?= |$)")]
    private static partial Regex SentenceBehindSubsection();
}
