using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>The rows of a fact list with their verdicts, in the order of the file.</summary>
/// <param name="Id">The list.</param>
/// <param name="Page">Which page.</param>
/// <param name="Verdict">Only rows of one verdict.</param>
[Requires(Permission.ImportAllocations), OnRecord(nameof(Id))]
[Operation("List the rows of a list of facts",
    "In the order of the file, for who has uploaded it and for supervisors. Findings name the column as the file does.")]
public sealed record ListFactListRows(Guid Id, Paging Page, FactVerdict? Verdict = null) : IQuery<Page<FactListRowDetail>>;

/// <summary>The rows with their verdicts as a file.</summary>
/// <param name="Id">The list.</param>
[Requires(Permission.ImportAllocations), OnRecord(nameof(Id))]
[Operation("Download the verdicts of a list of facts", """
    CSV (UTF-8 with mark, semicolons) for who has uploaded the list and for supervisors: line, verdict, findings, when it was applied, then the cells as they
    were sent, so that what was refused can be put right and sent again. What a spreadsheet would take for a formula begins with an apostrophe.
    """)]
public sealed record DownloadFactListReport(Guid Id) : IQuery<FactListReport>;

/// <summary>The report.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Csv">Its bytes.</param>
/// <param name="Clients">Whom it shows.</param>
public sealed record FactListReport(string Name, byte[] Csv, IReadOnlyCollection<Guid> Clients) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Clients;

    /// <summary>Says nothing of the persons, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(FactListReport);
}

/// <summary>A row with what was found and what became of it.</summary>
public sealed record FactListRowDetail : IShowsPersons
{
    /// <summary>The line in the file.</summary>
    [Example(2)]
    public required int Line { get; init; }
    /// <summary>The cells as written, by the column's stable key.</summary>
    [Example("""{"reference":"ES-2026-1001","givenName":"Amal","from":"12.02.2026","arrivedAs":"allocation"}""", IsJson = true)]
    public required IReadOnlyDictionary<string, string> Values { get; init; }
    /// <summary>What was found.</summary>
    public required FactVerdict Verdict { get; init; }
    /// <summary>Why it is refused, or with what it conflicts.</summary>
    public required IReadOnlyList<ImportFinding> Findings { get; init; }
    /// <summary>Whom the row is about.</summary>
    public Guid? ClientId { get; init; }
    /// <summary>That person's name; missing where you do not see her or him any more.</summary>
    [Example(Sample.FamilyName + ", " + Sample.GivenName)]
    public string? ClientName { get; init; }
    /// <summary>The record that it has made or completed: the presence, participation, job, level, period.</summary>
    public Guid? RecordId { get; init; }
    /// <summary>When the row was applied; missing for one left aside.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => ClientId is { } id ? [id] : [];
}

internal sealed class ListFactListRowsHandler(CaseDb db, CallContext call)
    : IHandler<ListFactListRows, Page<FactListRowDetail>>, IHandler<DownloadFactListReport, FactListReport>
{
    private sealed record LineKey(int Line);

    public async Task<Page<FactListRowDetail>> Handle(ListFactListRows request, CancellationToken cancellationToken)
    {
        await Seen(request.Id, cancellationToken);
        var (limit, filter) = (Cursor.Limit(request.Page.Limit), request with { Page = Paging.First });
        var after = Cursor.Read<LineKey>(request.Page.Cursor, filter)?.Line ?? 0;
        var ofVerdict = db.Set<FactListRow>().Where(row => row.FactListId == request.Id && (request.Verdict == null || row.Verdict == request.Verdict));
        var seen = db.Set<Client>().VisibleTo(db, call.Caller);
        var rows = await ofVerdict.Where(row => row.LineNumber > after).OrderBy(row => row.LineNumber).Take(limit + 1).Select(row => new
        {
            Row = row,
            Name = seen.Where(client => client.Id == row.ClientId).Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
        }).AsNoTracking().ToListAsync(cancellationToken);
        return Cursor.Page([.. rows.Select(row => new FactListRowDetail
        {
            Line = row.Row.LineNumber, Values = row.Row.Values, Verdict = row.Row.Verdict,
            Findings = [.. StoredFinding.Read(row.Row.Findings).Select(ImportFinding.Of)], ClientId = row.Row.ClientId, ClientName = row.Name,
            RecordId = row.Row.RecordId, AppliedAt = row.Row.AppliedAt,
        })], limit, filter, row => new LineKey(row.Line)) with
        { Count = await ofVerdict.CountFor(request.Page, cancellationToken) };
    }

    public async Task<FactListReport> Handle(DownloadFactListReport request, CancellationToken cancellationToken)
    {
        var list = await Seen(request.Id, cancellationToken);
        var (kind, rows) = (FactKind.All[list.Kind], await db.Set<FactListRow>().Where(row => row.FactListId == list.Id).OrderBy(row => row.LineNumber)
            .AsNoTracking().ToListAsync(cancellationToken));
        var headerOf = list.HeaderOf(kind);
        var used = kind.Columns.Where(column => rows.Exists(row => row.Values.ContainsKey(column.Key))).ToList();
        var csv = new CsvText();
        Line(["Zeile", "Ergebnis", "Befund", "Übernommen am", .. used.Select(column => headerOf(column.Key))],
            ["Line", "Verdict", "Findings", "Applied at", .. used.Select(column => headerOf(column.Key))]);
        foreach (var row in rows)
        {
            var (values, findings) = (row.Values, StoredFinding.Read(row.Findings).Select(ImportFinding.Of).Select(finding => finding.Message));
            var word = FactVerdictWords.Of(row.Verdict);
            string[] cells = [$"{row.LineNumber}", word, string.Join(" ", findings), row.AppliedAt is { } at ? $"{LocalTime.DateOf(at):yyyy-MM-dd}" : "",
                .. used.Select(column => values.GetValueOrDefault(column.Key, ""))];
            Line(cells, cells);
        }
        return new FactListReport($"{Path.GetFileNameWithoutExtension(list.FileName)}-{Language.Choose("ergebnis", "verdicts")}.csv",
            csv.Bytes(), [.. rows.Select(row => row.ClientId).OfType<Guid>().Distinct()]);

        void Line(IEnumerable<string> german, IEnumerable<string> english) => csv.Line(Language.IsGerman ? german : english);
    }

    private async Task<FactList> Seen(Guid id, CancellationToken cancellationToken) =>
        await db.Set<FactList>().OpenTo(call.Caller).Where(list => list.Id == id).AsNoTracking().SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(id);
}

internal static class FactVerdictWords
{
    internal static string Of(FactVerdict verdict) => verdict switch
    {
        FactVerdict.Waiting => Language.Choose("wartet", "waiting"),
        FactVerdict.New => Language.Choose("neu", "new"),
        FactVerdict.Completes => Language.Choose("ergänzt", "completes"),
        FactVerdict.Same => Language.Choose("unverändert", "same"),
        FactVerdict.Conflicts => Language.Choose("widerspricht", "conflicts"),
        FactVerdict.Refused => Language.Choose("abgelehnt", "refused"),
        FactVerdict.Failed => Language.Choose("gescheitert", "failed"),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
