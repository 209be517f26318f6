namespace CaseManagement.Api.Imports;

/// <summary>What stands in the cells of a column.</summary>
public enum FactCell
{
    /// <summary>Text.</summary>
    Text,
    /// <summary>A day: dd.mm.yyyy or yyyy-mm-dd.</summary>
    Day,
    /// <summary>A day, or the month (mm.yyyy) or year (yyyy) where no more is known.</summary>
    DayOrLess,
    /// <summary>A code of the column's list, its German or English name, or another word that is kept for it.</summary>
    Code,
    /// <summary>A number, with a comma or a point.</summary>
    Number,
    /// <summary>ja or nein, yes or no.</summary>
    YesNo,
    /// <summary>The id of a record.</summary>
    Id,
}

/// <summary>A column of a fact list.</summary>
/// <param name="Key">Stable name.</param>
/// <param name="German">German header.</param>
/// <param name="English">English header.</param>
/// <param name="Required">Whether the file must have this column, and each row a value in it.</param>
/// <param name="Type">What stands in its cells.</param>
/// <param name="Example">A value.</param>
/// <param name="Meaning">What it means, in German and English.</param>
/// <param name="Synonyms">Other headers that are understood.</param>
public sealed record FactColumn(
    string Key, string German, string English, bool Required, FactCell Type, string Example, (string De, string En) Meaning, params string[] Synonyms)
    : ListColumn(Key, German, English, Required, Synonyms)
{
    /// <summary>The list of codes; null of a column that has none.</summary>
    public string? CodeList { get; init; }

    /// <summary>
    /// Taken as written, lines included: "keine" says something there. Elsewhere words for nothing say nothing, and lines are one.
    /// </summary>
    public bool IsProse { get; init; }

    /// <summary>Longest text.</summary>
    public int Longest { get; init; } = 1000;

    /// <summary>A column of codes.</summary>
    internal static FactColumn OfCodes(
        string key, string german, string english, bool required, string list, string example, (string De, string En) meaning, params string[] synonyms) =>
        new(key, german, english, required, FactCell.Code, example, meaning, synonyms) { CodeList = list };
}
