using System.Text.Json;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Gives the next rows of an uploaded import their verdicts, in one transaction with its progress: one search for the
/// persons on file and one statement for the rows, however many they are.
/// </summary>
[ForSystem]
internal sealed record CheckImportRows(Guid ImportId, int From, int Count, JudgedList List, string? Reason) : ICommand<int>, IGivesReason;

/// <summary>Answers the number of rows that have their verdict now, by whomever; -1 when the import is not to be checked any more.</summary>
internal sealed class CheckImportRowsHandler(CaseDb db, CallContext call, DuplicateSearch duplicates) : IHandler<CheckImportRows, int>
{
    public async Task<int> Handle(CheckImportRows request, CancellationToken cancellationToken)
    {
        var import = await db.LockImport(request.ImportId, cancellationToken);
        if (import is not { Status: ImportStatus.Uploaded })
        {
            return -1;
        }
        if (import.RowsDone != request.From)
        {
            return import.RowsDone; // Another process has done these.
        }
        var rows = await Judge(import, request, cancellationToken);
        await Insert(rows, cancellationToken);
        import.Check(rows.Select(row => row.Verdict), call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return import.RowsDone;
    }

    private sealed record NewRow(
        Guid Id, Guid OrganisationId, Guid ImportId, int LineNumber, string? Household, string? PersonKey, JsonElement Raw, RowVerdict Verdict,
        IReadOnlyList<StoredFinding> Findings, IReadOnlyList<StoredCandidate> Candidates, Guid? ClientId)
    {
        public override string ToString() => nameof(NewRow);
    }

    private async Task<List<NewRow>> Judge(Import import, CheckImportRows request, CancellationToken cancellationToken)
    {
        var list = request.List;
        var indexes = Enumerable.Range(request.From, Math.Min(request.Count, list.Rows.Count - request.From)).ToList();
        var sought = indexes.Where(i => list.Rows[i] is { Facts: not null, RepeatsLine: null }).ToList();
        var found = await duplicates.Find(import.OrganisationId, [.. sought.Select(i => list.Persons[i]!)], cancellationToken);
        var onFile = sought.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second);
        var keys = sought.ToDictionary(i => i, i => PersonKey.Of(list.Rows[i].Facts!));
        var earlierLists = await db.AppliedPersons(import.Id, [.. keys.Values], cancellationToken);
        var earlierRows = sought.ToDictionary(i => i, i => list.EarlierThan(i).ToList());
        int[] earlierLines = [.. earlierRows.Values.SelectMany(pairs => pairs).Select(pair => list.Rows[pair.Index].LineNumber).Distinct()];
        var known = await KnownLines(import.Id, earlierLines, cancellationToken);

        var rows = new List<NewRow>(indexes.Count);
        foreach (var i in indexes)
        {
            var (row, household) = (list.Rows[i], AllocationRow.Cleaned(list.Raw[i][AllocationColumn.Household]));
            var (verdict, candidates, client) = Verdict(i);
            if (client is { } id)
            {
                known[row.LineNumber] = id;
            }
            rows.Add(new NewRow(
                Guid.CreateVersion7(call.Now), import.OrganisationId, import.Id, row.LineNumber, household.Length == 0 ? null : household,
                keys.GetValueOrDefault(i), list.RawJson(i), verdict, StoredFinding.Of(row), candidates, client));
        }
        return rows;

        (RowVerdict, IReadOnlyList<StoredCandidate>, Guid?) Verdict(int i)
        {
            var row = list.Rows[i];
            if (row.Facts is not { } facts)
            {
                return (RowVerdict.Refused, [], null);
            }
            if (row.RepeatsLine is not null)
            {
                return (RowVerdict.Repeated, [], null);
            }
            if (onFile[i].FirstOrDefault(found => PersonKey.Is(facts, found))?.ClientId is { } same)
            {
                return (RowVerdict.Known, [], same);
            }
            if (earlierLists.TryGetValue(keys[i], out var before))
            {
                return (RowVerdict.Known, [], before);
            }
            // An earlier row whose person is on file is that person, who is compared already.
            var earlier = earlierRows[i].Select(pair => (Line: list.Rows[pair.Index].LineNumber, pair.Score)).Where(pair => !known.ContainsKey(pair.Line));
            IReadOnlyList<StoredCandidate> candidates =
            [
                .. onFile[i].Select(found => StoredCandidate.Of(found.ClientId, found.Score))
                    .Concat(earlier.Select(pair => StoredCandidate.Of(pair.Line, pair.Score)))
                    .OrderByDescending(candidate => candidate.Score),
            ];
            var isLikely = candidates.Any(candidate => candidate.Score >= DuplicateScore.LikelyFrom);
            return (isLikely ? RowVerdict.LikelyDuplicate : RowVerdict.New, candidates, null);
        }
    }

    private async Task<Dictionary<int, Guid>> KnownLines(Guid importId, int[] lines, CancellationToken cancellationToken) => lines.Length == 0 ? []
        : await db.Set<ImportRow>().Where(row => row.ImportId == importId && lines.Contains(row.LineNumber) && row.ClientId != null)
            .ToDictionaryAsync(row => row.LineNumber, row => row.ClientId!.Value, cancellationToken);

    // One statement, and so one entry of the trail for each row but one call of its trigger for all.
    private Task Insert(List<NewRow> rows, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(rows.Select(row => new
        {
            id = row.Id, organisation_id = row.OrganisationId, import_id = row.ImportId, line_number = row.LineNumber,
            household = row.Household, person_key = row.PersonKey, raw = row.Raw, verdict = SnakeCase.Of(row.Verdict.ToString()),
            findings = row.Findings, candidates = row.Candidates, client_id = row.ClientId,
        }), JsonSerializerOptions.Web);
        return db.Database.ExecuteSqlAsync($"""
            insert into app.import_row (id, organisation_id, import_id, line_number, household, person_key, raw, verdict, findings, candidates, client_id)
            select r.id, r.organisation_id, r.import_id, r.line_number, r.household, r.person_key, r.raw, r.verdict, r.findings, r.candidates, r.client_id
            from jsonb_to_recordset({json}::jsonb) as r (id uuid, organisation_id uuid, import_id uuid, line_number integer, household text, person_key text,
                raw jsonb, verdict text, findings jsonb, candidates jsonb, client_id uuid)
            """, cancellationToken);
    }
}

internal static class ImportRows
{
    /// <summary>An import's row, locked until the transaction ends; null where the caller does not see it.</summary>
    internal static async Task<Import?> LockImport(this CaseDb db, Guid id, CancellationToken cancellationToken) =>
        (await db.Set<Import>().FromSql($"select i.*, i.xmin from app.import i where i.id = {id} for update").ToListAsync(cancellationToken)).SingleOrDefault();

    /// <summary>The same for a change by a caller, at the version that she or he has read.</summary>
    /// <exception cref="RefusedException">404 or 412.</exception>
    internal static async Task<Import> ImportToChange(this CaseDb db, Guid id, uint version, CancellationToken cancellationToken)
    {
        var import = await db.LockImport(id, cancellationToken) ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, import.Version);
        return import;
    }

    /// <summary>
    /// Whose persons were applied from other lists, by <see cref="PersonKey"/>. They are found here even when the household
    /// has been handed over and the organisation does not see it any more.
    /// </summary>
    internal static async Task<Dictionary<string, Guid>> AppliedPersons(
        this CaseDb db, Guid exceptImport, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }
        var applied = await db.Set<ImportRow>()
            .Where(row => row.PersonKey != null && keys.Contains(row.PersonKey) && row.AppliedAt != null && row.ImportId != exceptImport)
            .OrderBy(row => row.AppliedAt).ThenBy(row => row.Id)
            .Select(row => new { row.PersonKey, row.ClientId }).ToListAsync(cancellationToken);
        return applied.DistinctBy(row => row.PersonKey).ToDictionary(row => row.PersonKey!, row => row.ClientId!.Value);
    }
}
