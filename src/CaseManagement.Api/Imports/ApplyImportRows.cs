using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Applies one household of an import: its persons, their membership and cases, the marks on its rows and the import's
/// progress in one transaction. Rows that are applied already are left alone, so that a second run changes nothing.
/// </summary>
[ForSystem]
internal sealed record ApplyImportHousehold(Guid ImportId, IReadOnlyList<int> Indexes, JudgedList List, string? Reason) : ICommand<bool>, IGivesReason;

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
        await new HouseholdWriter(db, call, duplicates, import, request.List).Write(request.Indexes, cancellationToken);
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
        foreach (var household in request.List.Households())
        {
            await writer.Write(household, cancellationToken);
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

/// <summary>Stops <see cref="ApplyWholeImport"/> and rolls it back. Says which lines and why, no word of the persons.</summary>
internal sealed class ImportObstacleException(IReadOnlyDictionary<int, RowChange> changes) : Exception("An import met an obstacle.")
{
    /// <summary>What the rows have become, by line.</summary>
    public IReadOnlyDictionary<int, RowChange> Changes { get; } = changes;
}

/// <summary>What a row has become since the check: refused with findings, or doubtful with candidates.</summary>
internal sealed record RowChange(IReadOnlyList<StoredFinding>? Findings, IReadOnlyList<StoredCandidate>? Candidates)
{
    internal void Make(Import import, ImportRow row)
    {
        var (from, wasUndecided) = (row.Verdict, row.IsUndecided);
        if (Findings is not null)
        {
            row.Refuse(Findings);
        }
        else
        {
            row.Doubt(Candidates!);
        }
        import.Recount(from, wasUndecided, row);
    }
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

/// <summary>After the last household of a row-by-row import: rows that are somebody else's follow that person, and the file goes.</summary>
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
        // A decided line always is an earlier one, so in the file's order each leads to a person by now, if it ever will.
        var rows = db.Set<ImportRow>().Where(row => row.ImportId == import.Id);
        var waiting = await rows.Where(row => row.Decision == RowDecision.UseExisting && row.AppliedAt == null)
            .OrderBy(row => row.LineNumber).ToListAsync(cancellationToken);
        int[] lines = [.. waiting.Select(row => row.DecidedLine).OfType<int>().Distinct()];
        var persons = await rows.Where(row => lines.Contains(row.LineNumber) && row.AppliedAt != null)
            .ToDictionaryAsync(row => row.LineNumber, row => row.ClientId!.Value, cancellationToken);
        foreach (var row in waiting)
        {
            if ((row.DecidedClientId ?? (persons.TryGetValue(row.DecidedLine!.Value, out var person) ? person : null)) is { } client)
            {
                row.Apply(client, now);
                persons[row.LineNumber] = client;
            }
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

/// <summary>Writes the rows of one household, after looking once more who is on file at this moment.</summary>
internal sealed class HouseholdWriter(CaseDb db, CallContext call, DuplicateSearch duplicates, Import import, JudgedList list)
{
    private const string Source = "Zuweisungsliste";

    private readonly Dictionary<int, RowChange> obstacles = [];

    /// <summary>Rows that have become refused or doubtful, by line.</summary>
    public IReadOnlyDictionary<int, RowChange> Obstacles => obstacles;

    /// <summary>Creates whom it is to create, marks the rows and saves.</summary>
    /// <param name="indexes">Places in the list of the rows of one household.</param>
    /// <param name="cancellationToken">Stops before anything is saved.</param>
    public async Task Write(IReadOnlyList<int> indexes, CancellationToken cancellationToken)
    {
        var byLine = indexes.ToDictionary(i => list.Rows[i].LineNumber);
        int[] lines = [.. byLine.Keys];
        var rows = await db.Set<ImportRow>()
            .Where(row => row.ImportId == import.Id && lines.Contains(row.LineNumber) && row.AppliedAt == null)
            .Where(row => row.Verdict == RowVerdict.New || row.Verdict == RowVerdict.Known || row.Decision == RowDecision.Create)
            .OrderBy(row => row.LineNumber).ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            return;
        }
        var news = await Recheck([.. rows.Select(row => (row, byLine[row.LineNumber]))], cancellationToken);
        if (news.Count > 0)
        {
            var household = await HouseholdFor(list.Rows[news[0].Index].Facts!, [.. rows.Select(row => row.ClientId).OfType<Guid>()], cancellationToken);
            foreach (var (row, index) in news)
            {
                row.Apply(Create(list.Rows[index].Facts!, household), call.Now);
            }
        }
        import.Settled(rows.Count, news.Count, call.Now);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<List<(ImportRow Row, int Index)>> Recheck(IReadOnlyList<(ImportRow Row, int Index)> rows, CancellationToken cancellationToken)
    {
        await duplicates.TakeTurn(import.OrganisationId, rows.Select(row => list.Persons[row.Index]!.BirthDate.Date), cancellationToken);
        var found = await duplicates.Find(import.OrganisationId, [.. rows.Select(row => list.Persons[row.Index]!)], cancellationToken);
        var earlierLists = await db.AppliedPersons(import.Id, [.. rows.Select(row => row.Row.PersonKey!)], cancellationToken);
        var own = await CreatedByThisImport([.. found.SelectMany(persons => persons).Select(person => person.ClientId).Distinct()], cancellationToken);
        var news = new List<(ImportRow, int)>();
        for (var i = 0; i < rows.Count; i++)
        {
            var (row, index) = rows[i];
            var (from, wasUndecided, facts) = (row.Verdict, row.IsUndecided, list.Rows[index].Facts!);
            // Rows of one file were compared with each other by the check; whoever was decided to be somebody else is.
            var others = row.Decision == RowDecision.Create ? row.CandidateList.Select(candidate => candidate.ClientId).OfType<Guid>().ToHashSet() : [];
            var compared = found[i].Where(person => !own.Contains(person.ClientId) && !others.Contains(person.ClientId)).ToList();
            if ((compared.Find(person => PersonKey.Is(facts, person))?.ClientId ?? Before(row, others)) is { } same)
            {
                row.Recognise(same, call.Now);
                import.Recount(from, wasUndecided, row);
            }
            else if (compared.Exists(person => person.Score.Likelihood == DuplicateLikelihood.Likely))
            {
                var doubt = new RowChange(null, [.. compared.Select(person => StoredCandidate.Of(person.ClientId, person.Score))]);
                doubt.Make(import, row);
                obstacles[row.LineNumber] = doubt;
            }
            else
            {
                row.Renew();
                import.Recount(from, wasUndecided, row);
                news.Add((row, index));
            }
        }
        return news;

        Guid? Before(ImportRow row, HashSet<Guid> others) =>
            earlierLists.TryGetValue(row.PersonKey!, out var client) && !others.Contains(client) ? client : null;
    }

    private async Task<HashSet<Guid>> CreatedByThisImport(Guid[] clients, CancellationToken cancellationToken) => clients.Length == 0 ? []
        : await db.Set<ImportRow>()
            .Where(row => row.ImportId == import.Id && row.ClientId != null && clients.Contains(row.ClientId.Value) && row.AppliedAt != null)
            .Where(row => row.Verdict == RowVerdict.New || row.Decision == RowDecision.Create)
            .Select(row => row.ClientId!.Value).ToHashSetAsync(cancellationToken);

    // The household of the same label and file number, else the one in which a person of these rows lives, else a new one.
    private async Task<Household> HouseholdFor(AllocationFacts facts, Guid[] known, CancellationToken cancellationToken)
    {
        var (organisation, label, file) = (import.OrganisationId, facts.Household, JudgedList.FileKeyOf(facts));
        var place = list.PlaceOf(facts).Id;
        var ids = await db.Database.SqlQuery<Guid>($"""
            select id as "Value" from (
                select h.id, 1 as rank from app.household h join app.household_member m on m.household_id = h.id
                where h.organisation_id = {organisation} and h.reference = {label}
                  and case when {file}::text is null
                      -- Without a file number the label alone is not enough: each list may begin with H001.
                      then not exists (select from app.client_reference r where r.client_id = m.client_id and r.source = {JudgedList.FileNumberSource})
                           and exists (select from app.client_accommodation a
                                       where a.client_id = m.client_id and a.accommodation_id = {place} and a.until_date is null)
                      else exists (select from app.client_search_key k
                                   where k.organisation_id = {organisation} and k.client_id = m.client_id and k.key = {file}) end
                union all
                select h.id, 2 from app.household_member m join app.household h on h.id = m.household_id
                where m.client_id = any({known}) and m.until_date is null and h.organisation_id = {organisation}
            ) found order by rank, id limit 1
            """).ToListAsync(cancellationToken);
        if (ids.Count > 0)
        {
            return await db.Set<Household>().SingleAsync(h => h.Id == ids[0], cancellationToken);
        }
        var household = new Household(organisation, label, call.Now);
        db.Add(household);
        return household;
    }

    private Guid Create(AllocationFacts facts, Household household)
    {
        var (place, now) = (list.PlaceOf(facts), call.Now);
        // A child born after its household's allocation was never anywhere else.
        var since = facts.BirthDate.Date is { } birth && birth > facts.AllocationDate ? birth : facts.AllocationDate;
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
        client.Begin(new ResidenceStatusEntry { From = since, Status = facts.ResidenceStatus, Source = Source }, now);
        client.Begin(new HousingEntry { From = since, AccommodationId = place.Id, Kind = place.Kind, Source = Source }, now);
        household.Add(client.Id, facts.Role, since, now);
        db.Add(client);
        db.Add(Case.Open(import.OrganisationId, client.Id, household.Id, place.TeamId!.Value, null, place.Phase, null, now));
        return client.Id;
    }
}
