using System.Text.Json;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>The rows of an import with their verdicts, in the order of the file.</summary>
/// <param name="ImportId">The import.</param>
/// <param name="Verdict">Only rows of one verdict.</param>
/// <param name="Cursor">Of the previous page.</param>
/// <param name="Limit">1 to 200, 50 where left out.</param>
[Requires(Permission.ImportAllocations)]
public sealed record ListImportRows(Guid ImportId, RowVerdict? Verdict, string? Cursor, int? Limit) : IQuery<Page<ImportRowDetail>>
{
    /// <summary>The verdict of the query's text; null for none.</summary>
    /// <exception cref="RefusedException">400 for an unknown one.</exception>
    internal static RowVerdict? VerdictOf(string? text) => text is null ? null
        : Verdicts.TryGetValue(text, out var verdict) ? verdict
        : throw RefusedException.Invalid("verdict", ImportProblems.UnknownVerdict, string.Join(", ", Verdicts.Keys));

    private static readonly Dictionary<string, RowVerdict> Verdicts = Enum.GetValues<RowVerdict>().ToDictionary(verdict => SnakeCase.Of(verdict.ToString()));
}

/// <summary>A row with what was found and what became of it.</summary>
public sealed record ImportRowDetail : IShowsPersons
{
    /// <summary>The line in the file, the header being line 1.</summary>
    public required int Line { get; init; }
    /// <summary>The list's own name for the household.</summary>
    public string? Household { get; init; }
    /// <summary>The cells as written, by the column's stable key.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }
    /// <summary>What was found.</summary>
    public required RowVerdict Verdict { get; init; }
    /// <summary>Broken rules and notices.</summary>
    public required IReadOnlyList<ImportFinding> Findings { get; init; }
    /// <summary>Who may be the same person, best first; possible ones too.</summary>
    public required IReadOnlyList<ImportCandidate> Candidates { get; init; }
    /// <summary>What was decided on a likely duplicate.</summary>
    public RowDecision? Decision { get; init; }
    /// <summary>Who on file it is, for use_existing.</summary>
    public Guid? DecidedClientId { get; init; }
    /// <summary>Which earlier row it is, for use_existing.</summary>
    public int? DecidedLine { get; init; }
    /// <summary>The person on file whom the row is about, once that is settled.</summary>
    public Guid? ClientId { get; init; }
    /// <summary>When the row was applied; missing for one left aside.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Candidates.Select(candidate => candidate.ClientId).Append(ClientId).OfType<Guid>();
}

/// <summary>A broken rule or a notice.</summary>
/// <param name="Field">The column as the file names it; missing where the whole row is meant.</param>
/// <param name="FieldKey">The column's stable key.</param>
/// <param name="Code">The rule's stable code.</param>
/// <param name="Message">In the language of the request, never with the value.</param>
/// <param name="Refuses">True for a broken rule, false for a notice.</param>
public sealed record ImportFinding(string? Field, string? FieldKey, string Code, string Message, bool Refuses);

/// <summary>Somebody who may be the same person.</summary>
/// <param name="ClientId">Somebody on file; missing for an earlier row.</param>
/// <param name="Line">An earlier row of the file; missing for somebody on file.</param>
/// <param name="Score">0 to 100; from 80 likely.</param>
/// <param name="Reasons">What speaks for it and against it.</param>
public sealed record ImportCandidate(Guid? ClientId, int? Line, int Score, IReadOnlyList<ImportCandidateReason> Reasons);

/// <summary>One thing that speaks for or against a candidate.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Text">In the language of the request.</param>
public sealed record ImportCandidateReason(string Code, string Text);

internal sealed class ListImportRowsHandler(CaseDb db, CallContext call) : IHandler<ListImportRows, Page<ImportRowDetail>>
{
    private sealed record LineKey(int Line);

    private static readonly Dictionary<string, DuplicateReason> Reasons = DuplicateReason.All.ToDictionary(reason => reason.Code);

    public async Task<Page<ImportRowDetail>> Handle(ListImportRows request, CancellationToken cancellationToken)
    {
        var limit = Cursor.Limit(request.Limit);
        var filter = new { request.ImportId, request.Verdict };
        var after = Cursor.Read<LineKey>(request.Cursor, filter)?.Line ?? 0;
        var verdict = request.Verdict;
        // A list names the residents of every accommodation: its rows are for who has uploaded it, and for supervisors.
        var (me, all) = (call.Caller.StaffId, call.Caller.IsSystem || call.Caller.Is(Role.Supervisor));
        // With the import in one statement, so that an empty page and somebody else's import are told apart.
        var found = await db.Set<Import>().Where(i => i.Id == request.ImportId && (all || i.UploadedBy == me)).Select(i => new
        {
            Rows = db.Set<ImportRow>().Where(row => row.ImportId == i.Id && row.LineNumber > after && (verdict == null || row.Verdict == verdict))
                .OrderBy(row => row.LineNumber).Take(limit + 1).ToList(),
        }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ImportId);
        return Cursor.Page([.. found.Rows.Select(Shown)], limit, filter, row => new LineKey(row.Line));
    }

    private static ImportRowDetail Shown(ImportRow row) => new()
    {
        Line = row.LineNumber, Household = row.Household, Values = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Raw)!, Verdict = row.Verdict,
        Findings = [.. StoredFinding.Read(row.Findings).Select(f => new ImportFinding(f.Field, f.FieldKey, f.Code, Language.Choose(f.De, f.En), f.Refuses))],
        Candidates = [.. row.CandidateList.Select(c => new ImportCandidate(c.ClientId, c.Line, c.Score, [.. c.Reasons.Select(ReasonOf)]))],
        Decision = row.Decision, DecidedClientId = row.DecidedClientId, DecidedLine = row.DecidedLine, ClientId = row.ClientId, AppliedAt = row.AppliedAt,
    };

    // A code that a later version has given up is still evidence.
    private static ImportCandidateReason ReasonOf(string code) => new(code, Reasons.TryGetValue(code, out var reason) ? Language.Choose(reason.German, reason.English) : code);
}
