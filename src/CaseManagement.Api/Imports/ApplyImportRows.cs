using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Applies one piece of an import (<see cref="ImportPiece"/>): persons, their membership and cases, the marks on the rows and the import's
/// progress in one transaction. Rows that are applied already are left alone, so that a second run changes nothing.
/// </summary>
[ForSystem]
internal sealed record ApplyImportHousehold(Guid ImportId, ImportPiece Piece, JudgedList List, string? Reason) : ICommand<bool>, IGivesReason;

/// <summary>
/// What is applied together: the rows of a household, and among them those decided to be somebody on file, so that the others come to where she or he
/// lives; or afterwards a row whose person was decided to be that of an earlier row.
/// </summary>
/// <param name="Indexes">Places in the list.</param>
/// <param name="IsSomebodyElses">A row decided to be an earlier one, in the file's order: that one leads to a person by then.</param>
/// <param name="Decided">Of lines: the earlier line with which the person lives, or whose person it is.</param>
internal sealed record ImportPiece(IReadOnlyList<int> Indexes, bool IsSomebodyElses, IReadOnlyDictionary<int, int> Decided)
{
    /// <summary>All pieces, in the order in which they are applied.</summary>
    internal static async Task<IReadOnlyList<ImportPiece>> Of(CaseDb db, Guid importId, JudgedList list, CancellationToken cancellationToken)
    {
        var decided = await db.Set<ImportRow>()
            .Where(row => row.ImportId == importId && (row.DecidedHousehold != null || row.DecidedLine != null)).OrderBy(row => row.LineNumber)
            .Select(row => new { row.LineNumber, row.DecidedHousehold, row.DecidedLine, row.AppliedAt }).ToListAsync(cancellationToken);
        var lines = decided.ToDictionary(row => row.LineNumber, row => (row.DecidedHousehold ?? row.DecidedLine)!.Value);
        return
        [
            .. list.Pieces(lines).Select(indexes => new ImportPiece(indexes, false, lines)),
            .. decided.Where(row => row is { DecidedLine: not null, AppliedAt: null }).Select(row => list.IndexOf(row.LineNumber)).OfType<int>()
                .Where(index => list.Rows[index].Facts is not null).Select(index => new ImportPiece([index], true, lines)),
        ];
    }

    /// <summary>Where somebody lives with whom a row's person was decided to live; null where that is not decided, or she or he has no household yet.</summary>
    /// <param name="line">The row.</param>
    /// <param name="homes">Households of persons on file, by the line of a row about them.</param>
    internal Guid? HomeOf(int line, IReadOnlyDictionary<int, Guid> homes)
    {
        while (Decided.TryGetValue(line, out line))
        {
            if (homes.TryGetValue(line, out var home))
            {
                return home;
            }
        }
        return null;
    }
}

/// <summary>Answers whether there is more to apply.</summary>
internal sealed class ApplyImportHouseholdHandler(CaseDb db, CallContext call, DuplicateSearch duplicates) : IHandler<ApplyImportHousehold, bool>
{
    public async Task<bool> Handle(ApplyImportHousehold request, CancellationToken cancellationToken)
    {
        await db.TakeTurn(call, cancellationToken);
        var import = await db.LockImport(request.ImportId, cancellationToken);
        if (import is not { IsBeingApplied: true, ApplyMode: ApplyMode.RowByRow })
        {
            return false;
        }
        await new HouseholdWriter(db, call, duplicates, import, request.List).Write(request.Piece, cancellationToken);
        return true;
    }
}

/// <summary>
/// Applies a whole import in one transaction, or changes nothing and takes the request back when a row meets an
/// obstacle that the check had not found.
/// </summary>
[ForSystem]
internal sealed record ApplyWholeImport(Guid ImportId, JudgedList List, string? Reason) : ICommand<bool>, IGivesReason;

/// <summary>Answers false when it is not to be applied any more.</summary>
/// <exception cref="ImportObstacleException">A row has become refused or doubtful: everything is rolled back.</exception>
internal sealed class ApplyWholeImportHandler(CaseDb db, CallContext call, DuplicateSearch duplicates) : IHandler<ApplyWholeImport, bool>
{
    public async Task<bool> Handle(ApplyWholeImport request, CancellationToken cancellationToken)
    {
        await db.TakeTurn(call, cancellationToken);
        if (await db.LockImport(request.ImportId, cancellationToken) is not { IsBeingApplied: true, ApplyMode: ApplyMode.AllOrNothing } import)
        {
            return false;
        }
        var writer = new HouseholdWriter(db, call, duplicates, import, request.List);
        foreach (var piece in await ImportPiece.Of(db, import.Id, request.List, cancellationToken))
        {
            try
            {
                await writer.Write(piece, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                throw new ImportPieceException(piece, failure);
            }
            if (writer.Obstacles.Count > 0)
            {
                throw new ImportObstacleException(writer.Obstacles);
            }
            db.KeepOnly(import);
        }
        await ImportEnd.Reach(db, import, call.Now, cancellationToken);
        return true;
    }
}

/// <summary>An unforeseen error in <see cref="ApplyWholeImport"/>, and at which piece.</summary>
internal sealed class ImportPieceException(ImportPiece piece, Exception failure) : Exception("A piece of an import failed.", failure)
{
    /// <summary>Which piece.</summary>
    public ImportPiece Piece { get; } = piece;
}

/// <summary>Stops <see cref="ApplyWholeImport"/> and rolls it back. Says which lines and why, no word of the persons.</summary>
internal sealed class ImportObstacleException(IReadOnlyDictionary<int, RowChange> changes) : Exception("An import met an obstacle.")
{
    /// <summary>What the rows have become, by line.</summary>
    public IReadOnlyDictionary<int, RowChange> Changes { get; } = changes;
}

/// <summary>What a row has become since the check; to be made once more where the transaction that found it is rolled back.</summary>
internal sealed record RowChange(Action<ImportRow> Change)
{
    internal static RowChange Refused(IReadOnlyList<StoredFinding> findings) => new(row => row.Refuse(findings));

    internal static RowChange Doubtful(IReadOnlyList<StoredCandidate> candidates) => new(row => row.Doubt(candidates));

    internal static RowChange Unclear(int firstLine, StoredFinding why) => new(row => row.AskForHousehold(firstLine, why));

    internal static RowChange Beside(int firstLine, Guid client) => new(row => row.StandBeside(firstLine, client));

    internal void Make(Import import, ImportRow row) => import.Recount(row, () => Change(row));
}

/// <summary>
/// Keeps what rows have become since the check. A row-by-row import leaves them aside; one of all or nothing has been rolled
/// back because of them and is not to be applied any more.
/// </summary>
[ForSystem]
internal sealed record RefuseImportRows(Guid ImportId, IReadOnlyDictionary<int, RowChange> Changes, bool EndsApplying, string? Reason)
    : ICommand<bool>, IGivesReason;

internal sealed class RefuseImportRowsHandler(CaseDb db, CallContext call) : IHandler<RefuseImportRows, bool>
{
    public async Task<bool> Handle(RefuseImportRows request, CancellationToken cancellationToken)
    {
        if (await db.LockImport(request.ImportId, cancellationToken) is not { IsBeingApplied: true } import)
        {
            return false;
        }
        int[] lines = [.. request.Changes.Keys];
        var rows = await db.Set<ImportRow>()
            .Where(row => row.ImportId == request.ImportId && lines.Contains(row.LineNumber) && row.AppliedAt == null).ToListAsync(cancellationToken);
        rows.ForEach(row => request.Changes[row.LineNumber].Make(import, row));
        if (request.EndsApplying)
        {
            import.RefuseApply(call.Now);
        }
        else
        {
            import.Settled(0, 0, call.Now);
        }
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}

/// <summary>
/// Counts that the rows of a piece could not be applied for an unforeseen error. After <see cref="ImportRow.MaxAttempts"/> they end as failed, so that
/// the import can be finished without them.
/// </summary>
[ForSystem]
internal sealed record NoteFailedRows(Guid ImportId, ImportPiece Piece, JudgedList List, string? Reason) : ICommand<bool>, IGivesReason;

/// <summary>Answers whether they have failed for good.</summary>
internal sealed class NoteFailedRowsHandler(CaseDb db, CallContext call) : IHandler<NoteFailedRows, bool>
{
    public async Task<bool> Handle(NoteFailedRows request, CancellationToken cancellationToken)
    {
        if (await db.LockImport(request.ImportId, cancellationToken) is not { IsBeingApplied: true } import)
        {
            return false;
        }
        int[] lines = [.. request.Piece.Indexes.Select(index => request.List.Rows[index].LineNumber)];
        var failed = false;
        foreach (var row in await db.Set<ImportRow>().ToApply(import.Id, lines, request.Piece.IsSomebodyElses).ToListAsync(cancellationToken))
        {
            import.Recount(row, () => failed |= row.FailOnce());
        }
        if (failed && import.ApplyMode == ApplyMode.AllOrNothing)
        {
            import.RefuseApply(call.Now);
        }
        else
        {
            import.Settled(0, 0, call.Now);
        }
        await db.SaveChangesAsync(cancellationToken);
        return failed;
    }
}

/// <summary>After the last piece of a row-by-row import: the file goes.</summary>
[ForSystem]
internal sealed record FinishImport(Guid ImportId, string? Reason) : ICommand<bool>, IGivesReason;

internal sealed class FinishImportHandler(CaseDb db, CallContext call) : IHandler<FinishImport, bool>
{
    public async Task<bool> Handle(FinishImport request, CancellationToken cancellationToken)
    {
        if (await db.LockImport(request.ImportId, cancellationToken) is not { IsBeingApplied: true, ApplyMode: ApplyMode.RowByRow } import)
        {
            return false;
        }
        await ImportEnd.Reach(db, import, call.Now, cancellationToken);
        return true;
    }
}

internal static class ImportEnd
{
    internal static async Task Reach(CaseDb db, Import import, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var row in await db.Set<ImportRow>()
            .Where(row => row.ImportId == import.Id && row.Decision == RowDecision.UseExisting && row.AppliedAt == null).ToListAsync(cancellationToken))
        {
            import.Recount(row, row.LeadNowhere);
        }
        import.Apply(now);
        await db.SaveChangesAsync(cancellationToken);
        await db.Set<ImportFile>().Where(file => file.ImportId == import.Id).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>
    /// One household at a time in an organisation, whichever imports and processes are at work: what one has just put on
    /// file the next one finds. Freed when the transaction ends, also by a killed process.
    /// </summary>
    internal static Task TakeTurn(this CaseDb db, CallContext call, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"import " + call.Caller.RequiredOrganisationId}, 0))", cancellationToken);

    /// <summary>Forgets what is saved, so that a long transaction does not compare thousands of rows again and again.</summary>
    internal static void KeepOnly(this CaseDb db, Import import)
    {
        foreach (var entry in db.ChangeTracker.Entries().Where(entry => entry.Entity != import).ToList())
        {
            entry.State = EntityState.Detached;
        }
    }
}

/// <summary>Writes the rows of one piece, after looking once more who is on file at this moment.</summary>
internal sealed class HouseholdWriter(CaseDb db, CallContext call, DuplicateSearch duplicates, Import import, JudgedList list)
{
    private readonly Dictionary<int, RowChange> obstacles = [];

    /// <summary>Rows that have become refused, doubtful or unclear, by line.</summary>
    public IReadOnlyDictionary<int, RowChange> Obstacles => obstacles;

    /// <summary>Creates whom it is to create, writes what is new of those on file, marks the rows and saves.</summary>
    public async Task Write(ImportPiece piece, CancellationToken cancellationToken)
    {
        var byLine = piece.Indexes.ToDictionary(i => list.Rows[i].LineNumber);
        var rows = await db.Set<ImportRow>().ToApply(import.Id, [.. byLine.Keys], piece.IsSomebodyElses)
            .OrderBy(row => row.LineNumber).ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            return;
        }
        var placed = await WithTeams([.. rows.Select(row => (row, byLine[row.LineNumber]))], cancellationToken);
        await FollowDecision([.. placed.Select(row => row.Row).Where(row => row.Decision == RowDecision.UseExisting)], cancellationToken);
        var news = piece.IsSomebodyElses ? [] : await Recheck(placed, cancellationToken);
        await Write(piece, news, [.. placed.Where(row => row.Row.ClientId is not null)], cancellationToken);
        // A decision that leads to nobody is left aside, and met again when a later run goes over the list, until there is none (ImportEnd).
        import.Settled(rows.Count(row => !piece.IsSomebodyElses || row.AppliedAt is not null), news.Count, call.Now);
        await db.SaveChangesAsync(cancellationToken);
    }

    // Held until the end, as for any case (CheckTeam): a team that has been dissolved or left by its last member since the list was read gets no cases.
    private async Task<List<(ImportRow Row, int Index)>> WithTeams(List<(ImportRow Row, int Index)> rows, CancellationToken cancellationToken)
    {
        Guid TeamOf(int index) => list.PlaceOf(list.Rows[index].Facts!).TeamId!.Value;
        Guid[] teams = [.. rows.Select(row => TeamOf(row.Index)).Distinct()];
        var held = await db.Set<Team>()
            .FromSql($"select t.*, t.xmin from app.team t where t.id = any({teams}) and t.closed_at is null order by t.id for share")
            // Not in the condition: that is asked before the lock.
            .Select(team => new { team.Id, IsStaffed = AccessFunctions.IsStaffed(team.Id) }).ToListAsync(cancellationToken);
        var looking = rows.ToLookup(row => held.Exists(team => team.IsStaffed && team.Id == TeamOf(row.Index)));
        foreach (var (row, index) in looking[false])
        {
            Meet(row, RowChange.Refused(StoredFinding.Of(list.WithoutTeam(list.Rows[index]))));
        }
        return [.. looking[true]];
    }

    private async Task Write(
        ImportPiece piece, List<(ImportRow Row, int Index)> news, List<(ImportRow Row, int Index)> known, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. known.Select(row => row.Row.ClientId!.Value).Distinct()];
        var persons = await db.OnFile(import.OrganisationId, ids, call.Today, cancellationToken);
        var joined = await Place(piece, news, known, persons, cancellationToken);
        foreach (var (row, index) in known)
        {
            var (facts, person) = (list.Rows[index].Facts!, persons.GetValueOrDefault(row.ClientId!.Value));
            var told = KnownPerson.Told(person, facts, list, import.Id, call);
            row.Change([.. told.Differences.Select(difference => difference.Stored)], told.Notes);
            foreach (var difference in told.Differences)
            {
                difference.Write?.Invoke();
            }
            row.Apply(row.ClientId.Value, call.Now);
            if (person is { IsChangeable: true })
            {
                person.Home = told.Joins ? joined[person.Id] : person.Home;
                await WriteBeside(row, facts, person, told, cancellationToken);
            }
        }
        var changeable = known.Select(pair => pair.Row).Where(row => persons.GetValueOrDefault(row.ClientId!.Value) is { IsChangeable: true });
        await db.KeepRemarks(import, [.. changeable], call.Now, cancellationToken);
    }

    // New persons, and those on file who are in no household, come to where the others of their rows live.
    private async Task<Dictionary<Guid, Membership>> Place(ImportPiece piece, List<(ImportRow Row, int Index)> news, List<(ImportRow Row, int Index)> known,
        Dictionary<Guid, PersonOnFile> persons, CancellationToken cancellationToken)
    {
        var joining = known.Where(row => persons.GetValueOrDefault(row.Row.ClientId!.Value) is { } person && person.Joins(list.Rows[row.Index].Facts!))
            .DistinctBy(row => row.Row.ClientId).ToList();
        var joined = new Dictionary<Guid, Membership>();
        // Of who has left the last household and is in none, the person: who was decided to live with her begins one of their own.
        var homes = known.Where(row => persons.GetValueOrDefault(row.Row.ClientId!.Value)?.Home is not null
                && !joining.Exists(comes => comes.Row.ClientId == row.Row.ClientId))
            .ToDictionary(row => row.Row.LineNumber, row =>
                persons[row.Row.ClientId!.Value].Home is { Left: null } home ? home.HouseholdId : row.Row.ClientId.Value);
        Guid[] lived = [.. homes.Values.Where(home => !persons.ContainsKey(home)).Distinct()];
        foreach (var together in news.Concat(joining).GroupBy(row => piece.HomeOf(row.Row.LineNumber, homes)).ToList())
        {
            AllocationFacts[] rows = [.. together.Select(row => list.Rows[row.Index].Facts!)];
            var household = together.Key is { } nowhere && persons.ContainsKey(nowhere) ? Begin(rows)
                : await HouseholdFor(rows, together.Key is { } home ? [home] : lived, cancellationToken);
            var isNew = db.Entry(household).State == EntityState.Added;
            foreach (var ((row, _), facts) in together.Zip(rows))
            {
                if (row.ClientId is { } client)
                {
                    joined.Add(client, await Join(client, facts, household, cancellationToken));
                    continue;
                }
                row.Apply(Create(facts, household), call.Now);
                Allocate(row, ListedAllocation.Of([], facts, null, list, import.Id, call.Today), []);
                if (!isNew)
                {
                    row.Join();
                }
            }
        }
        return joined;
    }

    // Whoever was a member before joins anew.
    private async Task<Membership> Join(Guid client, AllocationFacts facts, Household household, CancellationToken cancellationToken)
    {
        var added = household.Add(client, facts.Role, KnownPerson.Since(facts), call.Now, KnownPerson.SinceIsKnown(facts));
        await db.SaveChangesAsync(cancellationToken);
        await db.Follow(call, [client], cancellationToken);
        return new Membership(household.Id, added.Role, added.FromDate, null);
    }

    // What of a row about somebody known is not of the person's own file: case, membership, allocation.
    private async Task WriteBeside(ImportRow row, AllocationFacts facts, PersonOnFile person, RowAboutKnown told, CancellationToken cancellationToken)
    {
        if (told.Opens)
        {
            Open(person.Id, person.Home!.HouseholdId, list.PlaceOf(facts), facts.Remark);
            person.IsCounselled = true;
        }
        if (told.Allocation!.ComesFrom is { } from && person.Home is { Left: null } home && home.From == from)
        {
            await ComeEarlier(person, home, KnownPerson.Since(facts), cancellationToken);
        }
        Allocate(row, told.Allocation, person.Allocations);
    }

    // Who was to come on the later day is in no other household until then.
    private async Task ComeEarlier(PersonOnFile person, Membership home, DateOnly day, CancellationToken cancellationToken)
    {
        var household = await db.Set<Household>().Include(h => h.Members).SingleAsync(h => h.Id == home.HouseholdId, cancellationToken);
        var known = household.Members.Single(member => member.ClientId == person.Id && member.FromDate == home.From);
        if (known.UntilDate is null && !await db.Set<HouseholdMember>()
            .AnyAsync(member => member.ClientId == person.Id && member.Id != known.Id && member.UntilDate > day, cancellationToken))
        {
            household.Leave(person.Id, home.From, call.Now);
            household.Add(person.Id, home.Role, day, call.Now, known.FromKnown);
            person.Home = home with { From = day };
            await db.SaveChangesAsync(cancellationToken);
            await db.Follow(call, [person.Id], cancellationToken);
        }
    }

    private async Task FollowDecision(List<ImportRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            var line = row.DecidedLine;
            row.Follow(row.DecidedClientId ?? await db.Set<ImportRow>()
                .Where(earlier => earlier.ImportId == import.Id && earlier.LineNumber == line && earlier.AppliedAt != null)
                .Select(earlier => earlier.ClientId).SingleOrDefaultAsync(cancellationToken));
        }
    }

    // Who is new, after all. Whom a person has decided to be somebody on file is compared with nobody.
    private async Task<List<(ImportRow Row, int Index)>> Recheck(IReadOnlyList<(ImportRow Row, int Index)> placed, CancellationToken cancellationToken)
    {
        var rows = placed.Where(row => row.Row.Decision != RowDecision.UseExisting).ToList();
        await duplicates.TakeTurn(import.OrganisationId, rows.Select(row => list.Persons[row.Index]!.BirthDate.Date), cancellationToken);
        var found = await duplicates.Find(
            import.OrganisationId, [.. rows.Select(row => list.Persons[row.Index]!)], cancellationToken, ListLikeness.AcrossLists);
        var earlierLists = await db.AppliedPersons(import.Id, [.. rows.Select(row => row.Row.PersonKey!)], cancellationToken);
        var elsewhere = await db.HandedOverSince(
            import, rows.Select((row, place) => (place, Keys: EntryKeys.Of(list.Rows[row.Index].Facts!))).ToDictionary(row => row.place, row => row.Keys),
            cancellationToken);
        var own = await CreatedByThisImport([.. found.SelectMany(persons => persons).Select(person => person.ClientId).Distinct()], cancellationToken);
        var known = placed.Except(rows).ToList();
        var others = new List<(ImportRow Row, int Index, IReadOnlyList<StoredCandidate> Candidates)>();
        for (var i = 0; i < rows.Count; i++)
        {
            var (row, index) = rows[i];
            var facts = list.Rows[index].Facts!;
            // Rows of one file were compared with each other by the check; whoever was decided to be somebody else is.
            var told = row.Decision == RowDecision.Create ? row.CandidateList.Select(candidate => candidate.ClientId).OfType<Guid>().ToHashSet() : [];
            var compared = found[i].Where(person => !own.Contains(person.ClientId) && !told.Contains(person.ClientId)).ToList();
            if ((compared.Find(person => PersonKey.Is(facts, person))?.ClientId ?? Before(row, told)) is { } same)
            {
                import.Recount(row, () => row.Recognise(same));
                known.Add((row, index));
            }
            else
            {
                others.Add((row, index,
                [
                    .. compared.Select(person => StoredCandidate.Of(person.ClientId, person.Score)),
                    .. elsewhere.GetValueOrDefault(i, []).Where(candidate => !told.Contains(candidate.ClientId!.Value)),
                ]));
            }
        }
        var households = await HouseholdsOnFile.Of(db, call, import, list,
            [.. others.Select(row => row.Index)], [.. known.Select(row => (row.Index, row.Row.ClientId!.Value))], cancellationToken);
        var news = new List<(ImportRow, int)>();
        foreach (var (row, index, candidates) in others)
        {
            var household = list.HouseholdOf(index)!;
            if (candidates.Any(candidate => candidate.Score >= DuplicateScore.LikelyFrom))
            {
                Meet(row, RowChange.Doubtful(candidates));
            }
            else if (row.Decision is null && list.UnclearWith(index) is { } firstLine)
            {
                Meet(row, RowChange.Unclear(firstLine, StoredFinding.OfRow(RowNote.HouseholdUnclear, refuses: false)));
            }
            else if (row.Decision is null && households.Elsewhere(household) is { } why)
            {
                Meet(row, RowChange.Unclear(list.FirstLineWith(index), why));
            }
            else if ((row.Decision is null || row.UnclearHousehold is null) && households.IsApart(household))
            {
                Meet(row, RowChange.Unclear(list.FirstLineWith(index), HouseholdsOnFile.Apart));
                foreach (var (beside, _) in known.Where(beside => list.HouseholdOf(beside.Index) == household && beside.Row.UnclearHousehold is null))
                {
                    Meet(beside, RowChange.Beside(list.FirstLineWith(index), beside.ClientId!.Value));
                }
            }
            else
            {
                import.Recount(row, row.Renew);
                news.Add((row, index));
            }
        }
        return news;

        Guid? Before(ImportRow row, HashSet<Guid> told) =>
            earlierLists.TryGetValue(row.PersonKey!, out var client) && !told.Contains(client) ? client : null;
    }

    private void Meet(ImportRow row, RowChange obstacle)
    {
        obstacle.Make(import, row);
        obstacles[row.LineNumber] = obstacle;
    }

    private async Task<HashSet<Guid>> CreatedByThisImport(Guid[] clients, CancellationToken cancellationToken) => clients.Length == 0 ? []
        : await db.Set<ImportRow>()
            .Where(row => row.ImportId == import.Id && row.ClientId != null && clients.Contains(row.ClientId.Value) && row.AppliedAt != null)
            .Where(row => row.Verdict == RowVerdict.New || row.Decision == RowDecision.Create)
            .Select(row => row.ClientId!.Value).ToHashSetAsync(cancellationToken);

    // The one household in which persons of these rows live, whatever the number says: with whom a newborn is listed tells more than whose number it
    // has. Else the one of somebody with one of the file numbers, where there are several the one of the label; else one in which a person of these rows
    // lives, else a new one. A label is no evidence: each list may begin with H001.
    private async Task<Household> HouseholdFor(AllocationFacts[] rows, Guid[] homes, CancellationToken cancellationToken)
    {
        var organisation = import.OrganisationId;
        var lived = homes.Length == 0 ? [] : await db.Set<Household>()
            .Where(h => homes.Contains(h.Id) && h.OrganisationId == organisation).OrderBy(h => h.Id).ToListAsync(cancellationToken);
        if (lived is [var only])
        {
            return only;
        }
        var label = HouseholdRule.LabelKey(rows[0].Household);
        string[] files = [.. rows.Select(HouseholdRule.FileKey).OfType<string>().Distinct()];
        if ((await db.HomesOfFiles(organisation, files, call.Today, cancellationToken)).OrderBy(home => Array.IndexOf(files, home.FileKey))
            .ThenBy(home => HouseholdRule.LabelKey(home.Label) != label).ThenBy(home => home.HouseholdId).FirstOrDefault() is { } found)
        {
            return await db.Set<Household>().SingleAsync(h => h.Id == found.HouseholdId, cancellationToken);
        }
        return lived.Count > 0 ? lived[0] : Begin(rows);
    }

    private Household Begin(AllocationFacts[] rows)
    {
        var household = new Household(import.OrganisationId, rows[0].Household, call.Now);
        db.Add(household);
        return household;
    }

    private Guid Create(AllocationFacts facts, Household household)
    {
        var (place, now) = (list.PlaceOf(facts), call.Now);
        var client = new Client(import.OrganisationId, new PersonEntry
        {
            FamilyName = facts.FamilyName, GivenName = facts.GivenName, BirthDate = facts.BirthDate.Date, BirthDatePrecision = facts.BirthDate.Precision,
            Sex = facts.Sex, Nationalities = facts.Nationalities,
        }, now);
        if (facts.FileNumber is { } number)
        {
            client.SetReferences([new ExternalReference { Source = JudgedList.FileNumberSource, Value = number }], now);
        }
        client.SetLanguages([.. facts.Languages.Select(language => new SpokenLanguage { Language = language })], now);
        client.Begin(KnownPerson.Status(facts), now);
        client.Begin(KnownPerson.Housed(facts, place), now);
        household.Add(client.Id, facts.Role, KnownPerson.Since(facts), now, KnownPerson.SinceIsKnown(facts));
        db.Add(client);
        Open(client.Id, household.Id, place, facts.Remark);
        return client.Id;
    }

    private void Allocate(ImportRow row, ListedAllocation told, List<Allocation> onFile)
    {
        if (told.Entry is not { } entry)
        {
            return;
        }
        if (told.OnFile is { } same)
        {
            same.Retell(entry, call.Now);
            return;
        }
        var allocation = new Allocation(import.OrganisationId, row.ClientId!.Value, entry, (import.Id, row.LineNumber), null, call.Now);
        db.Add(allocation);
        onFile.Add(allocation);
    }

    private void Open(Guid client, Guid household, ImportPlace place, string? remark) =>
        db.Add(Case.Open(import.OrganisationId, client, household, place.TeamId!.Value, null, place.Phase, null, call.Now, remark));
}

internal static class RowsToApply
{
    /// <summary>Rows that are to be applied and are not yet.</summary>
    internal static IQueryable<ImportRow> ToApply(this IQueryable<ImportRow> rows, Guid importId, int[] lines, bool somebodyElses)
    {
        var open = rows.Where(row => row.ImportId == importId && lines.Contains(row.LineNumber) && row.AppliedAt == null);
        return somebodyElses ? open.Where(row => row.DecidedLine != null)
            : open.Where(row => (row.Verdict == RowVerdict.New && row.UnclearHousehold == null) || row.Verdict == RowVerdict.Known
                || row.Decision == RowDecision.Create || row.DecidedClientId != null);
    }
}
