using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>A list of services, and nothing done with it yet.</summary>
/// <param name="File">The file, byte for byte.</param>
[Requires(Permission.ManageServices)]
[Operation("Preview a list of services", """
    A dry run: what each row would do to the entries that your organisation keeps – new, changes (which members, from what to what), same, conflicts
    (changed since the list was exported), refused. CSV or a workbook as of allocation lists; `/service-lists/columns` has the columns. 2,000 rows at most.
    """)]
public sealed record PreviewServiceList([ListFile] UploadedFile File) : IQuery<ServiceListResult>;

/// <summary>Writes a list of services into the directory.</summary>
/// <param name="File">The file, byte for byte.</param>
[Requires(Permission.ManageServices)]
[Operation("Load a list of services", """
    Rows that are new or change something are written, in one transaction; refused and conflicting ones are left aside and told. What a row leaves empty, and
    what stands in no column, stays as it is; an entry that the list does not name stays, too. The same list twice changes nothing. See the preview.
    """)]
public sealed record UploadServiceList([ListFile] UploadedFile File) : ICommand<ServiceListResult>;

/// <summary>What a row of a list of services does.</summary>
public enum ServiceRowVerdict
{
    /// <summary>The service is added.</summary>
    New,
    /// <summary>The entry changes.</summary>
    Changes,
    /// <summary>The entry says the same already.</summary>
    Same,
    /// <summary>The entry was changed since the list was exported; left aside.</summary>
    Conflicts,
    /// <summary>A cell breaks a rule; left aside.</summary>
    Refused,
}

/// <summary>What a list of services does, or has done.</summary>
/// <param name="IsApplied">Whether it was written; false of a preview.</param>
/// <param name="Counts">Rows by verdict.</param>
/// <param name="Notes">What of the file was not read, such as columns that nobody knows.</param>
/// <param name="Rows">All rows, in the order of the file.</param>
public sealed record ServiceListResult(
    [Example(false)] bool IsApplied, ServiceListCounts Counts, IReadOnlyList<ImportFinding> Notes, IReadOnlyList<ServiceListRow> Rows);

/// <summary>Rows by verdict.</summary>
public sealed record ServiceListCounts(
    [Example(12)] int New, [Example(3)] int Changes, [Example(40)] int Same, [Example(0)] int Conflicts, [Example(1)] int Refused);

/// <summary>A row.</summary>
/// <param name="Line">The line in the file.</param>
/// <param name="Verdict">What it does.</param>
/// <param name="ServiceId">The entry that it is about; of a new one once it was written.</param>
/// <param name="Name">The service's name.</param>
/// <param name="Changes">What changes.</param>
/// <param name="Findings">Why it is left aside.</param>
public sealed record ServiceListRow(
    [Example(2)] int Line, ServiceRowVerdict Verdict, Guid? ServiceId, [Example("Migrationsberatung")] string? Name, IReadOnlyList<ServiceListChange> Changes,
    IReadOnlyList<ImportFinding> Findings);

/// <summary>A member that changes.</summary>
/// <param name="Field">The column's header in the file.</param>
/// <param name="FieldKey">Its stable key.</param>
/// <param name="From">As it is now; missing where nothing is said, or more than a cell can tell.</param>
/// <param name="To">As the row has it.</param>
public sealed record ServiceListChange(
    [Example("Telefon")] string Field, [Example("phone")] string FieldKey, [Example("07153 1234")] string? From, [Example("07153 5678")] string? To);

internal sealed class UploadServiceListHandler(CaseDb db, CallContext call, ReferenceCodes codes, RequestRules rules)
    : IHandler<PreviewServiceList, ServiceListResult>, IHandler<UploadServiceList, ServiceListResult>
{
    private const int MaxRows = 2000;

    public async Task<ServiceListResult> Handle(PreviewServiceList request, CancellationToken cancellationToken) =>
        (await Judge(request.File, cancellationToken)).Result(isApplied: false);

    public async Task<ServiceListResult> Handle(UploadServiceList request, CancellationToken cancellationToken)
    {
        var judged = await Judge(request.File, cancellationToken);
        foreach (var row in judged.Rows.Where(row => row.Verdict is ServiceRowVerdict.New or ServiceRowVerdict.Changes))
        {
            if (row.Service is null)
            {
                row.Service = new Service(call.Caller.RequiredOrganisationId, row.Body, call.Today, call.Now);
                db.Add(row.Service);
            }
            else
            {
                row.Service.Set(row.Body, call.Now);
            }
            if (row.Assured is { } day)
            {
                row.Service.Assure(day, call.Now);
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        return judged.Result(isApplied: true);
    }

    private async Task<JudgedServices> Judge(UploadedFile file, CancellationToken cancellationToken)
    {
        // The database first: it says whether the caller may, before a word about the file.
        var words = await FactWords.Of(ServiceColumn.Columns, withPlaces: false, db, call, codes, cancellationToken);
        var read = ListReader.Read(await file.Bytes(cancellationToken), ServiceColumn.ByHeader, MaxRows);
        var directory = await KeptServices.Of(db, call, cancellationToken);
        var rows = read.Rows.Select(row => new JudgedService(row, words, directory, rules, call)).ToList();
        await CheckCodes(rows, cancellationToken);
        return new JudgedServices(read, words, rows);
    }

    // What the pipeline does for one command, for all rows in one look-up. Codes that the entry has already may have ended since.
    private async Task CheckCodes(List<JudgedService> rows, CancellationToken cancellationToken)
    {
        var uses = rows.SelectMany((row, place) => row.NewCodes().Select(use => use with { Pointer = $"/{place}{use.Pointer}" })).ToList();
        foreach (var fault in await codes.Faults(uses, cancellationToken))
        {
            var (place, pointer) = (int.Parse(fault.Pointer.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture), fault.Pointer[1..]);
            rows[place].Refuse(FactFault.Of(FactRule.CodeUnknown, ServiceColumn.KeyOf(pointer[pointer.IndexOf('/', StringComparison.Ordinal)..])));
        }
    }
}

/// <summary>What the directory has that a list may be about: entries that the organisation keeps, and organisations that offer.</summary>
internal sealed class KeptServices
{
    private readonly Dictionary<Guid, Service> byId;
    private readonly ILookup<(string Name, string Provider), Service> byName;
    private readonly Dictionary<string, Guid> providers;
    private readonly Dictionary<Guid, string> names;

    private KeptServices(IReadOnlyList<Service> kept, IReadOnlyList<(Guid Id, string Name, bool IsOpen)> organisations, DateOnly today)
    {
        names = organisations.ToDictionary(organisation => organisation.Id, organisation => organisation.Name);
        // Two organisations of one name: neither is meant.
        providers = organisations.Where(organisation => organisation.IsOpen).GroupBy(organisation => Fold(organisation.Name))
            .Where(group => group.Count() == 1).ToDictionary(group => group.Key, group => group.Single().Id);
        byId = kept.ToDictionary(service => service.Id);
        // One that ends some day is still there; before it the one that does not.
        byName = kept.Where(service => !(service.ActiveUntil <= today)).OrderBy(service => service.ActiveUntil is not null)
            .ToLookup(service => (Fold(service.Name), Fold(ProviderOf(service) ?? "")));
    }

    internal static async Task<KeptServices> Of(CaseDb db, CallContext call, CancellationToken cancellationToken)
    {
        var own = call.Caller.RequiredOrganisationId;
        var kept = await db.Set<Service>().KnownTo(db, call.Caller).Where(service => service.OrganisationId == own).ToListAsync(cancellationToken);
        var organisations = await db.Set<Organisation>().Where(organisation => !organisation.IsConfidential || ServiceAccess.MayRefer(call.Caller))
            .Select(organisation => new { organisation.Id, organisation.Name, IsOpen = organisation.ClosedAt == null }).ToListAsync(cancellationToken);
        return new KeptServices(kept, [.. organisations.Select(organisation => (organisation.Id, organisation.Name, organisation.IsOpen))], call.Today);
    }

    internal Service? ById(Guid id) => byId.GetValueOrDefault(id);

    internal Service? ByName(string name, string provider) => byName[(Fold(name), Fold(provider))].FirstOrDefault();

    internal Guid? ProviderCalled(string name) => providers.TryGetValue(Fold(name), out var id) ? id : null;

    internal string? ProviderOf(ServiceBody service) => service.ProviderId is { } id ? names.GetValueOrDefault(id) : service.ProviderName;

    internal string? ProviderOf(Service service) => service.ProviderId is { } id ? names.GetValueOrDefault(id) : service.ProviderName;

    // As the index that keeps an entry from standing there twice.
    internal static string Fold(string name) => name.Trim().ToLowerInvariant();
}

/// <summary>A row, what it is about, and what it makes of that.</summary>
internal sealed class JudgedService
{
    private readonly List<FactFault> faults = [];
    private readonly Service? before;

    internal JudgedService(RawListRow row, FactWords words, KeptServices directory, RequestRules rules, CallContext call)
    {
        (Line, var cells) = (row.LineNumber, new FactCells(row.Values, words));
        faults.AddRange(row.Quotes == QuoteFlaw.Unmatched ? [FactFault.Of(AllocationRule.Quotes, null)]
            : row.HasExtraCells ? [FactFault.Of(AllocationRule.ExtraCells, null)] : []);
        var (id, name, provider) = (cells.Id(ServiceColumn.Id), cells.Text(ServiceColumn.Name), cells.Text(ServiceColumn.Provider));
        Service = before = id is { } known ? directory.ById(known) : name is null || provider is null ? null : directory.ByName(name, provider);
        if (id is not null && before is null)
        {
            cells.Refuse<object>(ServiceColumn.Id, ServiceRule.Unknown);
        }
        if (id is null && cells.Faults.Count == 0)
        {
            cells.Needed(ServiceColumn.Name, name);
            cells.Needed(ServiceColumn.Provider, provider);
        }
        Was = before?.Stated();
        ServiceBody body = Was ?? new AddService { Name = name ?? "", NeedAreas = [], Capacity = ServiceCapacity.AssessmentNeeded, AnswerDays = 10 };
        // Who says by name and provider which entry is meant does not change these, whatever the case of the letters.
        var isRenamed = id is not null || before is null;
        body = name is null || !isRenamed || Same(name, body.Name) ? body : body with { Name = name };
        if (provider is not null && isRenamed && !Same(provider, directory.ProviderOf(body)))
        {
            var organisation = directory.ProviderCalled(provider);
            body = body with { ProviderId = organisation, ProviderName = organisation is null ? provider : null };
        }
        foreach (var column in ServiceColumn.All.Where(column => !Same(cells.Cell(column.Column), column.Shown(body, words))))
        {
            body = column.Put(body, cells);
        }
        Body = body;
        Assured = cells.Day(ServiceColumn.Assured);
        if (Assured > call.Today && Assured != before?.AssuredDate)
        {
            cells.Refuse<object>(ServiceColumn.Assured, ServiceRule.AssuredInFuture);
        }
        Provider = (Was is null ? null : directory.ProviderOf(Was), directory.ProviderOf(Body));
        var version = cells.Number(ServiceColumn.Version);
        faults.AddRange(cells.Faults);
        if (faults.Count == 0)
        {
            faults.AddRange(FactFault.Of(() => rules.Faults(Body), ServiceColumn.KeyOf));
        }
        IsStale = faults.Count == 0 && before is not null && version is not null && version != before.Version;
    }

    internal int Line { get; }
    internal Service? Service { get; set; }
    internal ServiceBody? Was { get; }
    internal ServiceBody Body { get; }
    internal DateOnly? Assured { get; }
    internal (string? From, string? To) Provider { get; }
    internal bool IsStale { get; }
    internal IReadOnlyList<FactFault> Faults => faults;
    internal IReadOnlyList<(FactColumn Column, string? From, string? To)> Changes { get; private set; } = [];
    internal ServiceRowVerdict Verdict { get; private set; }

    internal void Refuse(FactFault fault) => faults.Add(fault);

    /// <summary>Codes that the row brings, apart from those that the entry has.</summary>
    internal IEnumerable<CodeUse> NewCodes()
    {
        if (faults.Count > 0)
        {
            return [];
        }
        var had = Was is null ? [] : CodeUses.Of(Was).Select(use => (use.List, use.Code)).ToHashSet();
        return CodeUses.Of(Body).Where(use => !had.Contains((use.List, use.Code)));
    }

    /// <summary>Says what the row does, once all is known that refuses it.</summary>
    internal void Decide(FactWords words)
    {
        var changes = new List<(FactColumn, string?, string?)>();
        void Compare(FactColumn column, string? from, string? to)
        {
            if (!string.Equals(from, to, StringComparison.Ordinal))
            {
                changes.Add((column, from, to));
            }
        }
        Compare(ServiceColumn.Name, Was?.Name, Body.Name);
        Compare(ServiceColumn.Provider, Provider.From, Provider.To);
        foreach (var column in ServiceColumn.All)
        {
            Compare(column.Column, Was is null ? null : column.Shown(Was, words), column.Shown(Body, words));
        }
        if (Assured is { } day && day != before?.AssuredDate)
        {
            Compare(ServiceColumn.Assured, ServiceColumn.Day(before?.AssuredDate), ServiceColumn.Day(day));
        }
        if (faults.Count == 0 && IsStale && changes.Count > 0)
        {
            faults.Add(FactFault.Of(ServiceRule.Changed, ServiceColumn.Version.Key));
            Verdict = ServiceRowVerdict.Conflicts;
            return;
        }
        Changes = before is null || faults.Count > 0 ? [] : changes;
        Verdict = faults.Count > 0 ? ServiceRowVerdict.Refused : before is null ? ServiceRowVerdict.New
            : changes.Count > 0 ? ServiceRowVerdict.Changes : ServiceRowVerdict.Same;
    }

    // As read from a cell: without the blanks and line breaks that a program may have put in.
    private static bool Same(string cell, string? shown) => AllocationRow.Cleaned(cell) == AllocationRow.Cleaned(shown ?? "");
}

/// <summary>The rows of a list with what each does.</summary>
internal sealed class JudgedServices
{
    private readonly ReadList read;

    internal JudgedServices(ReadList read, FactWords words, IReadOnlyList<JudgedService> rows)
    {
        (this.read, Rows) = (read, rows);
        var told = new HashSet<object>();
        foreach (var row in rows)
        {
            // By the entry, or by what the directory would take for one.
            if (row.Faults.Count == 0 && !told.Add(row.Service is { } service ? service.Id
                : (KeptServices.Fold(row.Body.Name), KeptServices.Fold(row.Provider.To ?? ""))))
            {
                row.Refuse(FactFault.Of(ServiceRule.Repeated, null));
            }
            row.Decide(words);
        }
    }

    internal IReadOnlyList<JudgedService> Rows { get; }

    internal ServiceListResult Result(bool isApplied)
    {
        string HeaderOf(string key) => read.HeaderOf(ServiceColumn.Columns.First(column => column.Key == key));
        int Count(ServiceRowVerdict verdict) => Rows.Count(row => row.Verdict == verdict);
        return new ServiceListResult(isApplied,
            new ServiceListCounts(Count(ServiceRowVerdict.New), Count(ServiceRowVerdict.Changes), Count(ServiceRowVerdict.Same),
                Count(ServiceRowVerdict.Conflicts), Count(ServiceRowVerdict.Refused)),
            [.. read.Notes.Select(ImportFinding.Of)],
            [.. Rows.Select(row => new ServiceListRow(row.Line, row.Verdict, row.Service?.Id, row.Body.Name.Length == 0 ? null : row.Body.Name,
                [.. row.Changes.Select(change => new ServiceListChange(HeaderOf(change.Column.Key), change.Column.Key, change.From, change.To))],
                [.. row.Faults.Select(fault => ImportFinding.Of(fault.Stored(HeaderOf, refuses: row.Verdict == ServiceRowVerdict.Refused)))]))]);
    }
}
