using System.Collections.Frozen;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>
/// A kind of facts that a list can bring: its columns, and how a row becomes the command that records the same by hand. Rules are those of that command,
/// its validator and its entity; a kind has none of its own but which record on file is the row's. Found by scan; a kind without state.
/// </summary>
internal abstract class FactKind
{
    /// <summary>All of them.</summary>
    internal static readonly FrozenDictionary<FactListKind, FactKind> All = Contributions.Of<FactKind>().ToFrozenDictionary(kind => kind.Kind);

    private IReadOnlyList<FactColumn>? columns;
    private ListColumns? form;

    /// <summary>Which.</summary>
    internal abstract FactListKind Kind { get; }

    /// <summary>Its name, in German and English.</summary>
    internal abstract (string De, string En) Name { get; }

    /// <summary>What stands in a row beside whom it is about.</summary>
    protected abstract IReadOnlyList<FactColumn> Own { get; }

    /// <summary>Whether a column names an accommodation.</summary>
    internal virtual bool PlacesPersons => false;

    /// <summary>All columns: whom a row is about, and what.</summary>
    internal IReadOnlyList<FactColumn> Columns => columns ??= [.. FactPerson.Columns, .. Own];

    /// <summary>The same, to find them by their headers.</summary>
    internal ListColumns ByHeader => form ??= new ListColumns(Columns, fewest: 2);

    /// <summary>What a row says; null where the cells' faults leave nothing to say.</summary>
    internal abstract FactEntry? Read(FactCells cells);

    /// <summary>The histories of a person with which the row is compared.</summary>
    internal virtual IQueryable<Client> Persons(IQueryable<Client> clients) => clients;

    /// <summary>Loads what is on file of these persons, and says how a row is put to it.</summary>
    internal abstract Task<FactPut> Load(FactBench bench, Guid[] clients, CancellationToken cancellationToken);
}

/// <summary>What a row says: one command, or several after one another.</summary>
/// <param name="Day">The day of what it tells first: rows of a person are applied in this order.</param>
/// <param name="Commands">The commands.</param>
internal sealed record FactEntry(DateOnly Day, params object[] Commands)
{
    /// <summary>The first command.</summary>
    internal T First<T>() => (T)Commands[0];

    public override string ToString() => nameof(FactEntry);
}

/// <summary>Puts a row to what is on file; in memory, and saved by nobody but who applies the list.</summary>
internal delegate Task<FactOutcome> FactPut(FactSubject subject, FactEntry entry, CancellationToken cancellationToken);

/// <summary>Whom a row is about.</summary>
/// <param name="Client">The person, with the histories that <see cref="FactKind.Persons"/> asks for.</param>
internal sealed record FactSubject(Client Client)
{
    public override string ToString() => nameof(FactSubject);
}

/// <summary>What came of it.</summary>
/// <param name="Verdict">New, completes, same, conflicts or refused.</param>
/// <param name="Record">The record that it made or met.</param>
/// <param name="Faults">Why not.</param>
internal sealed record FactOutcome(FactVerdict Verdict, Guid? Record = null, IReadOnlyList<FactFault>? Faults = null)
{
    /// <summary>As stored; of what is left aside they say why.</summary>
    internal IReadOnlyList<StoredFinding> Findings(Func<string, string> headerOf) =>
        [.. (Faults ?? []).Select(fault => fault.Stored(headerOf, refuses: Verdict == FactVerdict.Refused))];

    internal static FactOutcome Refused(AllocationRule rule, string? column = null) => new(FactVerdict.Refused, null, [FactFault.Of(rule, column)]);

    internal static FactOutcome Conflicts(AllocationRule rule) => new(FactVerdict.Conflicts, null, [FactFault.Of(rule, null)]);

    /// <summary>A clash with what is on file (409) conflicts; anything else that is refused is the row's own fault.</summary>
    internal static FactOutcome Of(RefusedException refused) => new(
        refused.Type.Status == StatusCodes.Status409Conflict && refused.Type != ClientProblems.ProcessingRestricted
            ? FactVerdict.Conflicts : FactVerdict.Refused,
        null, FactFault.Of(refused));
}

/// <summary>
/// Compares what a row states with the record on file, member by member. What the row leaves out is not compared; what the file leaves out the row completes.
/// </summary>
internal sealed class FactComparison
{
    private readonly List<FactFault> differs = [];
    private bool completes;

    /// <summary>The file says otherwise.</summary>
    internal bool Differs => differs.Count > 0;

    /// <summary>Nothing differs and the row says more.</summary>
    internal bool Completes => differs.Count == 0 && completes;

    /// <summary>The member as both together say it.</summary>
    internal T? Of<T>(string column, T? stated, T? onFile)
    {
        if (stated is null)
        {
            return onFile;
        }
        if (onFile is null)
        {
            completes = true;
            return stated;
        }
        var same = stated is string text ? string.Equals(text.Trim(), onFile as string, StringComparison.OrdinalIgnoreCase) : stated.Equals(onFile);
        if (!same)
        {
            differs.Add(FactFault.Of(FactRule.Differs, column));
        }
        return onFile;
    }

    /// <summary>What came of it; where the row completes the record, the change was made before.</summary>
    internal FactOutcome Outcome(Guid record) => differs.Count > 0 ? new(FactVerdict.Conflicts, record, differs)
        : new(completes ? FactVerdict.Completes : FactVerdict.Same, record);
}

/// <summary>Where rows are judged and written: the transaction, who wants it, and the codes that are in force.</summary>
internal sealed class FactBench(CaseDb db, CallContext call, ReferenceCodes codes, RequestRules rules, FactKind kind, FactList list, bool writes)
{
    internal CaseDb Db => db;
    internal CallContext Call => call;
    internal ReferenceCodes Codes => codes;

    /// <summary>Whether what is put is saved; not in a dry run.</summary>
    internal bool Writes => writes;

    /// <summary>Whose facts they are.</summary>
    internal Guid OrganisationId => list.OrganisationId;

    /// <summary>Since when it is applied; in a dry run nothing is older.</summary>
    internal DateTimeOffset Since => list.ApplyRequestedAt ?? call.Now;

    /// <summary>Who has recorded what is written.</summary>
    internal Guid By => list.ApplyRequestedBy ?? list.UploadedBy;

    /// <summary>The open case of each person, in which participations and the like are recorded; kept open until the transaction ends.</summary>
    internal async Task<Dictionary<Guid, Guid>> OpenCases(Guid[] clients, CancellationToken cancellationToken)
    {
        var own = list.OrganisationId;
        var open = await db.Set<Case>().Where(c => clients.Contains(c.ClientId) && c.OrganisationId == own && c.Status == CaseStatus.Open)
            .OrderByDescending(c => c.OpenedAt).ThenByDescending(c => c.Id).Select(c => c.Id).ToArrayAsync(cancellationToken);
        return open.Length == 0 ? []
            : (await db.OpenCases(call, open, CaseProblems.Closed, cancellationToken)).OrderBy(c => Array.IndexOf(open, c.Id)).DistinctBy(c => c.ClientId)
                .ToDictionary(c => c.ClientId, c => c.Id);
    }

    /// <summary>Judges rows of some persons, each person's in the order of their days; in memory they are put to what is on file.</summary>
    internal async Task<IReadOnlyList<(FactListRow Row, FactOutcome Outcome)>> Judge(IReadOnlyList<FactListRow> rows, CancellationToken cancellationToken)
    {
        var words = await FactWords.Of(kind, db, call, codes, cancellationToken);
        var own = list.OrganisationId;
        Guid[] ids = [.. rows.Select(row => row.ClientId!.Value).Distinct()];
        var clients = await kind.Persons(db.Set<Client>().Where(client => ids.Contains(client.Id) && client.OrganisationId == own)).AsSplitQuery()
            .ToDictionaryAsync(client => client.Id, cancellationToken);
        var read = rows.Select(row => Read(row, words)).ToList();
        await CheckCodes(read, cancellationToken);
        var put = await kind.Load(this, [.. clients.Keys], cancellationToken);
        foreach (var row in read.Where(row => row.Outcome is null).OrderBy(row => row.Entry!.Day).ThenBy(row => row.Row.LineNumber))
        {
            row.Outcome = await Put(row, clients, put, cancellationToken);
        }
        return [.. read.Select(row => (row.Row, row.Outcome!))];
    }

    private sealed class Judged(FactListRow row)
    {
        internal FactListRow Row { get; } = row;
        internal FactEntry? Entry { get; init; }
        internal FactOutcome? Outcome { get; set; }
    }

    private Judged Read(FactListRow row, FactWords words)
    {
        var cells = new FactCells(row.Values, words);
        var entry = kind.Read(cells);
        var faults = cells.Faults.Count > 0 || entry is null ? cells.Faults
            : [.. entry.Commands.SelectMany(command => FactFault.Of(() => rules.Faults(command)))];
        return new Judged(row) { Entry = entry, Outcome = faults.Count > 0 ? new FactOutcome(FactVerdict.Refused, null, faults) : null };
    }

    // What the pipeline does for one command, for all rows in one look-up. A code of a restricted compartment is for who is admitted to it, by hand.
    private async Task CheckCodes(List<Judged> rows, CancellationToken cancellationToken)
    {
        var uses = rows.SelectMany((row, place) => row.Outcome is not null ? [] : row.Entry!.Commands
            .SelectMany(command => CodeUses.Of(command)).Select(use => use with { Pointer = $"/{place}{use.Pointer}" })).ToList();
        var refused = (await codes.Faults(uses, cancellationToken)).Select(fault => fault.Pointer).ToHashSet();
        foreach (var use in uses)
        {
            var (place, column) = (int.Parse(use.Pointer.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture), use.Pointer.Split('/')[2]);
            var day = use.On ?? call.Today;
            var fault = refused.Contains(use.Pointer) ? FactFault.Of(ReferenceDataProblems.UnknownCode, column, use.List, day)
                : codes.Attributes(use.List, use.Code!, day).ContainsKey("compartment") ? FactFault.Of(FactRule.Restricted, column) : null;
            if (fault is not null)
            {
                rows[place].Outcome = new FactOutcome(FactVerdict.Refused, null, [.. rows[place].Outcome?.Faults ?? [], fault]);
            }
        }
    }

    private async Task<FactOutcome> Put(Judged row, Dictionary<Guid, Client> clients, FactPut put, CancellationToken cancellationToken)
    {
        if (!clients.TryGetValue(row.Row.ClientId!.Value, out var client))
        {
            return FactOutcome.Refused(FactRule.PersonUnknown); // Handed over, or erased, meanwhile.
        }
        try
        {
            return client.RestrictedAt is not null ? throw new RefusedException(ClientProblems.ProcessingRestricted)
                : await put(new FactSubject(client), row.Entry!, cancellationToken);
        }
        catch (RefusedException refused)
        {
            // What it had put on file before it was refused, a flat for instance, must not stay: the piece is undone, and done again without it.
            return writes ? throw new FactRowRefusedException(row.Row.Id, FactOutcome.Of(refused)) : FactOutcome.Of(refused);
        }
    }
}

/// <summary>A row is refused while rows are written: nothing of its piece is kept.</summary>
internal sealed class FactRowRefusedException(Guid row, FactOutcome outcome) : Exception("A row of a fact list is refused while it is applied.")
{
    internal Guid Row => row;
    internal FactOutcome Outcome => outcome;
}
