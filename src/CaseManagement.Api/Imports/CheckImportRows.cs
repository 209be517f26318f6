using System.Text.Json;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
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
        import.Check(rows.Select(row => (row.Verdict, row.UnclearHousehold)), call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return import.RowsDone;
    }

    private sealed record NewRow(
        Guid Id, Guid OrganisationId, Guid ImportId, int LineNumber, string? Household, string? PersonKey, JsonElement Raw, RowVerdict Verdict,
        IReadOnlyList<StoredFinding> Findings, IReadOnlyList<StoredCandidate> Candidates, Guid? ClientId, EntryKeys? Entry,
        int? UnclearHousehold = null)
    {
        public IReadOnlyList<StoredDifference> Differences { get; init; } = [];

        public override string ToString() => nameof(NewRow);
    }

    private async Task<List<NewRow>> Judge(Import import, CheckImportRows request, CancellationToken cancellationToken)
    {
        var list = request.List;
        var indexes = Enumerable.Range(request.From, Math.Min(request.Count, list.Rows.Count - request.From)).ToList();
        var sought = indexes.Where(i => list.Rows[i] is { Facts: not null, RepeatsLine: null }).ToList();
        // An allocation that is taken back puts nobody on file; somebody may be there all the same.
        List<int> compared = [.. sought, .. indexes.Where(i => list.Rows[i].Withdrawn is not null)];
        var found = await duplicates.Find(
            import.OrganisationId, [.. compared.Select(i => list.Persons[i]!)], cancellationToken, ListLikeness.AcrossLists);
        var onFile = compared.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second);
        var keys = compared.ToDictionary(i => i, i => PersonKey.Of(list.Rows[i].Facts ?? list.Rows[i].Withdrawn!));
        var earlierLists = await db.AppliedPersons(import.Id, [.. keys.Values], cancellationToken);
        var entries = sought.ToDictionary(i => i, i => EntryKeys.Of(list.Rows[i].Facts!));
        var elsewhere = await db.HandedOverSince(import, entries, cancellationToken);
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
                row.Facts is null ? null : keys.GetValueOrDefault(i), list.RawJson(i), verdict, StoredFinding.Of(row), candidates, client,
                entries.GetValueOrDefault(i),
                ImportRow.IsDecidable(verdict, list.UnclearWith(i)) ? list.UnclearWith(i) : null));
        }
        return await Noted(import, list, indexes, rows, cancellationToken);

        (RowVerdict, IReadOnlyList<StoredCandidate>, Guid?) Verdict(int i)
        {
            var row = list.Rows[i];
            if (row.Facts is not { } facts)
            {
                return (RowVerdict.Refused, [], row.Withdrawn is { } withdrawn ? KnownAs(i, withdrawn) : null);
            }
            if (row.RepeatsLine is not null)
            {
                return (RowVerdict.Repeated, [], null);
            }
            if (KnownAs(i, facts) is { } same)
            {
                return (RowVerdict.Known, [], same);
            }
            // An earlier row whose person is on file is that person, who is compared already.
            var earlier = earlierRows[i].Select(pair => (Line: list.Rows[pair.Index].LineNumber, pair.Score)).Where(pair => !known.ContainsKey(pair.Line));
            IReadOnlyList<StoredCandidate> candidates =
            [
                .. onFile[i].Select(found => StoredCandidate.Of(found.ClientId, found.Score)).Concat(elsewhere.GetValueOrDefault(i, []))
                    .Concat(earlier.Select(pair => StoredCandidate.Of(pair.Line, pair.Score)))
                    .OrderByDescending(candidate => candidate.Score),
            ];
            var isLikely = candidates.Any(candidate => candidate.Score >= DuplicateScore.LikelyFrom);
            return (isLikely ? RowVerdict.LikelyDuplicate : RowVerdict.New, candidates, null);
        }

        Guid? KnownAs(int i, AllocationFacts facts) => onFile[i].FirstOrDefault(found => PersonKey.Is(facts, found))?.ClientId
            ?? (earlierLists.TryGetValue(keys[i], out var before) ? before : null);
    }

    // What the rows will do, shown before it is done.
    private async Task<List<NewRow>> Noted(Import import, JudgedList list, List<int> indexes, List<NewRow> rows, CancellationToken cancellationToken)
    {
        var households = await HouseholdsOnFile.Of(db, call, import, list,
            [.. indexes.Zip(rows).Where(pair => pair.Second is { Verdict: RowVerdict.New or RowVerdict.LikelyDuplicate }).Select(pair => pair.First)],
            [.. indexes.Zip(rows).Where(pair => pair.Second.Verdict == RowVerdict.Known).Select(pair => (pair.First, pair.Second.ClientId!.Value))],
            cancellationToken);
        Guid[] known = [.. rows.Select(row => row.ClientId).OfType<Guid>().Distinct()];
        var persons = await db.OnFile(import.OrganisationId, known, call.Today, cancellationToken);
        var allocated = known.Length == 0 ? [] : await db.Set<Allocation>()
            .Where(allocation => known.Contains(allocation.ClientId) && allocation.Status == AllocationStatus.Effective)
            .Select(allocation => allocation.ClientId).ToHashSetAsync(cancellationToken);
        return [.. indexes.Zip(rows).Select(pair => Note(pair.First, pair.Second))];

        NewRow Note(int i, NewRow row)
        {
            if (row.Verdict == RowVerdict.Refused)
            {
                return row.ClientId is { } named && allocated.Contains(named) ? With(row, StoredFinding.OfRow(RowNote.AllocationOnFile, refuses: false)) : row;
            }
            if (row.ClientId is { } id)
            {
                var told = KnownPerson.Told(persons.GetValueOrDefault(id), list.Rows[i].Facts!, list, import.Id, call);
                return With(row, [.. told.Notes.Select(note => StoredFinding.OfRow(note, refuses: false))]) with
                {
                    Differences = [.. told.Differences.Select(difference => difference.Stored)],
                    UnclearHousehold = Asked(i),
                };
            }
            return row.Verdict is not (RowVerdict.New or RowVerdict.LikelyDuplicate) ? row
                : row.UnclearHousehold is not null ? With(row, StoredFinding.OfRow(RowNote.HouseholdUnclear, refuses: false))
                : households.Elsewhere(list.HouseholdOf(i)!) is { } elsewhere ? With(row, elsewhere) with { UnclearHousehold = list.FirstLineWith(i) }
                : households.IsApart(list.HouseholdOf(i)!) ? With(row, HouseholdsOnFile.Apart) with { UnclearHousehold = list.FirstLineWith(i) }
                : households.IsJoined(list.HouseholdOf(i)!) ? With(row, StoredFinding.OfRow(RowNote.HouseholdJoined, refuses: false)) : row;
        }

        // Of somebody known with whom another row may turn out to live.
        int? Asked(int i) => list.HouseholdOf(i) is not { } household || !households.HasNews(household) ? null
            : list.UnclearWith(i) ?? (households.IsApart(household) ? list.FirstLineWith(i) : null);

        static NewRow With(NewRow row, params StoredFinding[] notes) => row with { Findings = [.. row.Findings, .. notes] };
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
            findings = row.Findings, candidates = row.Candidates, client_id = row.ClientId, differences = row.Differences,
            unclear_household = row.UnclearHousehold, entry_key = row.Entry?.Entry, birth_key = row.Entry?.Birth, name_key = row.Entry?.Name,
            file_key = row.Entry?.File,
        }), JsonSerializerOptions.Web);
        return db.Database.ExecuteSqlAsync($"""
            insert into app.import_row (id, organisation_id, import_id, line_number, household, person_key, raw, verdict, findings, candidates, client_id,
                differences, unclear_household, entry_key, birth_key, name_key, file_key)
            select r.id, r.organisation_id, r.import_id, r.line_number, r.household, r.person_key, r.raw, r.verdict, r.findings, r.candidates, r.client_id,
                r.differences, r.unclear_household, r.entry_key, r.birth_key, r.name_key, r.file_key
            from jsonb_to_recordset({json}::jsonb) as r (id uuid, organisation_id uuid, import_id uuid, line_number integer, household text, person_key text,
                raw jsonb, verdict text, findings jsonb, candidates jsonb, client_id uuid, differences jsonb, unclear_household integer,
                entry_key text, birth_key text, name_key text, file_key text)
            """, cancellationToken);
    }
}

internal static class ImportRows
{
    /// <summary>An import's row, locked until the transaction ends; null where the caller does not see it.</summary>
    internal static async Task<Import?> LockImport(this CaseDb db, Guid id, CancellationToken cancellationToken) =>
        (await db.Set<Import>().FromSql($"select i.*, i.xmin from app.import i where i.id = {id} for update").ToListAsync(cancellationToken)).SingleOrDefault();

    /// <summary>The same for a change by a caller, at the version that she or he has read.</summary>
    /// <exception cref="RefusedException">404, 403 for a colleague's list (<see cref="ImportAccess"/>) or 412.</exception>
    internal static async Task<Import> ImportToChange(this CaseDb db, Caller caller, Guid id, uint version, CancellationToken cancellationToken)
    {
        var import = await db.LockImport(id, cancellationToken) ?? throw RefusedException.NotFound(id);
        import.RequireOpenTo(caller);
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

    /// <summary>
    /// Whom earlier lists put on file and the organisation does not search any more, because the household has been handed over, where a row's entry is
    /// theirs but for a correction; by the row's place.
    /// </summary>
    internal static async Task<Dictionary<int, IReadOnlyList<StoredCandidate>>> HandedOverSince(
        this CaseDb db, Import import, IReadOnlyDictionary<int, EntryKeys> entries, CancellationToken cancellationToken)
    {
        string[] Of(Func<EntryKeys, string?> key) => [.. entries.Values.Select(key).OfType<string>().Distinct()];
        var (byEntry, byBirth, byName, organisation) = (Of(keys => keys.Entry), Of(keys => keys.Birth), Of(keys => keys.Name), import.OrganisationId);
        if (byEntry.Length + byBirth.Length + byName.Length == 0)
        {
            return [];
        }
        var earlier = await db.Set<ImportRow>().Where(row => row.OrganisationId == organisation && row.AppliedAt != null && row.ImportId != import.Id
                && (byEntry.Contains(row.EntryKey!) || byBirth.Contains(row.BirthKey!) || byName.Contains(row.NameKey!))
                && !db.Set<Client>().Any(client => client.Id == row.ClientId && client.OrganisationId == organisation))
            .Select(row => new { row.EntryKey, row.BirthKey, row.NameKey, ClientId = row.ClientId!.Value }).ToListAsync(cancellationToken);
        var found = new Dictionary<int, IReadOnlyList<StoredCandidate>>();
        foreach (var (index, keys) in entries.Where(_ => earlier.Count > 0))
        {
            StoredCandidate[] candidates =
            [
                .. earlier.Select(row => (row.ClientId, Reasons: (DuplicateReason[])
                    [
                        .. keys.Entry is not null && keys.Entry == row.EntryKey ? [DuplicateReason.SameListEntry] : (DuplicateReason[])[],
                        .. keys.Birth is not null && keys.Birth == row.BirthKey ? [DuplicateReason.SameBirthDate] : (DuplicateReason[])[],
                        .. keys.Name is not null && keys.Name == row.NameKey ? [DuplicateReason.NameEqual] : (DuplicateReason[])[],
                    ]))
                    .Where(row => row.Reasons.Length > 0)
                    .OrderByDescending(row => row.Reasons.Length).ThenBy(row => row.ClientId).DistinctBy(row => row.ClientId)
                    .Select(row => StoredCandidate.Of(row.ClientId,
                        new DuplicateScore(DuplicateScore.LikelyFrom, [.. row.Reasons, DuplicateReason.SameFileNumber]))),
            ];
            if (candidates.Length > 0)
            {
                found.Add(index, candidates);
            }
        }
        return found;
    }

    /// <summary>
    /// Whom earlier lists put on file under a file number and who are not the organisation's any more, by its search key.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="import">Beside which.</param>
    /// <param name="fileKeys">Digests of the numbers (<see cref="EntryKeys.File"/>): of those that have only their digits in common, too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task<ILookup<string, Guid>> AppliedFiles(
        this CaseDb db, Import import, string[] fileKeys, CancellationToken cancellationToken)
    {
        var rows = fileKeys.Length == 0 ? [] : await db.Set<ImportRow>()
            .Where(row => row.OrganisationId == import.OrganisationId && fileKeys.Contains(row.FileKey!) && row.AppliedAt != null && row.ClientId != null
                && !db.Set<Client>().Any(client => client.Id == row.ClientId && client.OrganisationId == row.OrganisationId))
            .Select(row => new { row.Raw, row.ClientId }).Distinct().ToListAsync(cancellationToken);
        return rows.ToLookup(
            row => JsonElement.Parse(row.Raw).TryGetProperty("fileNumber", out var number) ? ClientKeys.OfReference($"{number}") ?? "" : "",
            row => row.ClientId!.Value);
    }
}
