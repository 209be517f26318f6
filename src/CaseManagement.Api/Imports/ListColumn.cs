using CaseManagement.Api.Clients;

namespace CaseManagement.Api.Imports;

/// <summary>A column of a list.</summary>
/// <param name="Key">Stable name in the API and in stored rows.</param>
/// <param name="German">The header as offices write it.</param>
/// <param name="English">English name.</param>
/// <param name="Required">Whether the file must have this column.</param>
/// <param name="Synonyms">Other headers that are understood.</param>
public record ListColumn(string Key, string German, string English, bool Required, params string[] Synonyms)
{
    internal IEnumerable<string> Headers => [.. Synonyms, German, English, Key];

    /// <summary>Lower-case Latin letters only, and ä, ae and a are one: for words of which a fixed set is understood.</summary>
    internal static string FoldedWord(string text) => Transliteration.ToLatin(text).Replace(" ", "", StringComparison.Ordinal)
        .Replace("ae", "a", StringComparison.Ordinal).Replace("oe", "o", StringComparison.Ordinal).Replace("ue", "u", StringComparison.Ordinal);
}

/// <summary>The columns that a kind of list can have, and which of them a header means.</summary>
public sealed class ListColumns
{
    private readonly Dictionary<string, ListColumn> byFoldedHeader;

    /// <summary>The columns of a kind of list.</summary>
    /// <param name="all">In the order in which they are told.</param>
    /// <param name="fewest">A line with fewer known columns is no header but a title or data.</param>
    public ListColumns(IReadOnlyList<ListColumn> all, int fewest)
    {
        (All, Fewest) = (all, fewest);
        byFoldedHeader = all.SelectMany(column => column.Headers.Select(header => (Header: Fold(header), Column: column)))
            .DistinctBy(pair => pair.Header).ToDictionary(pair => pair.Header, pair => pair.Column);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<ListColumn> All { get; }

    /// <summary>A line with fewer known columns is no header but a title or data, whose words must not appear in an error.</summary>
    public int Fewest { get; }

    /// <summary>The column that a header means, whatever its case, separators and spelling of umlauts; null for an unknown one.</summary>
    public ListColumn? OfHeader(string header) => byFoldedHeader.GetValueOrDefault(Fold(header)) ?? OfDamaged(header);

    // Staatsangeh?rigkeit: a code page that has no umlauts wrote a question mark, or nobody can tell which letter stood there.
    private ListColumn? OfDamaged(string header) => header.Length < 6 || header.AsSpan().IndexOfAny('?', '\uFFFD') < 0 ? null
        : All.SingleOrDefault(column => column.Headers.Any(name => name.Length == header.Trim().Length && name.Zip(header.Trim()).All(pair =>
            pair.Second is '?' or '\uFFFD' ? pair.First > 127 : char.ToUpperInvariant(pair.First) == char.ToUpperInvariant(pair.Second))));

    /// <summary>Geburtsdatum (TT.MM.JJJJ): what stands in brackets explains and does not name.</summary>
    internal static string Fold(string header)
    {
        var bracket = header.IndexOf('(', StringComparison.Ordinal);
        return ListColumn.FoldedWord(bracket > 0 ? header[..bracket] : header);
    }
}
