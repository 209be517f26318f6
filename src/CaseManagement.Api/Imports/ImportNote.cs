namespace CaseManagement.Api.Imports;

/// <summary>What is worth knowing of a file as a whole: what was not read, and what was put right. Kept with the import, in both languages.</summary>
internal static class ImportNote
{
    internal static readonly AllocationRule LineSkipped = new("line-skipped", "Zeile {0} ist keine Zeile der Tabelle und wurde nicht gelesen{1}.",
        "Line {0} is no row of the table and was not read{1}.");
    internal static readonly AllocationRule SheetNotRead = new("sheet-not-read", "Das Blatt „{0}“ wurde nicht gelesen.", "The sheet \"{0}\" was not read.");
    internal static readonly AllocationRule RowsHidden = new("rows-hidden",
        "Ausgeblendete Zeilen wurden mitgelesen: {0}. Was nicht auf die Liste gehört, bitte vor dem Hochladen löschen.",
        "Hidden rows were read, too: {0}. Delete what does not belong to the list before you upload it.");
    internal static readonly AllocationRule Repaired = new("encoding-repaired",
        "Die Umlaute der Datei waren durch falsche Zeichenkodierung verloren und sind wiederhergestellt.",
        "The letters of the file were damaged by a wrong encoding and have been restored.");

    internal static StoredFinding OfLine(int line, string? title) =>
        title is null ? Of(LineSkipped, line, "") : Of(LineSkipped, line, $": {title}");

    /// <summary>Lines in ascending order, those side by side as one span; a list of thousands is not told to its end.</summary>
    internal static StoredFinding OfHidden(IReadOnlyList<int> lines)
    {
        const int Most = 30;
        var spans = lines.Select((line, i) => (Line: line, Run: line - i)).GroupBy(at => at.Run, at => at.Line)
            .Select(run => run.First() == run.Last() ? $"{run.First()}" : $"{run.First()}–{run.Last()}").ToList();
        return Of(RowsHidden, string.Join(", ", spans.Take(Most)) + (spans.Count > Most ? ", …" : ""));
    }

    internal static StoredFinding OfColumn(string header) => AllocationFinding.NotRead(header) is var found
        ? new StoredFinding(found.Field, null, found.Code, found.German, found.English, Refuses: false) : null!;

    internal static StoredFinding OfSheet(string name) => Of(SheetNotRead, name);

    internal static StoredFinding Of(AllocationRule rule, params object[] values) => new(null, null, rule.Code,
        string.Format(System.Globalization.CultureInfo.InvariantCulture, rule.German, values),
        string.Format(System.Globalization.CultureInfo.InvariantCulture, rule.English, values), Refuses: false);
}
