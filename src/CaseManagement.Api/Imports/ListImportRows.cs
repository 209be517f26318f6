using System.Text.Json;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>The rows of an import with their verdicts, in the order of the file.</summary>
/// <param name="Id">The import.</param>
/// <param name="Page">Which page.</param>
/// <param name="Verdict">Only rows of one verdict.</param>
[Requires(Permission.ImportAllocations), OnRecord(nameof(Id))]
[Operation("List the rows of an import", """
    In the order of the file, for who has uploaded it and for supervisors. Findings name the column as the file does; of candidates whom
    you do not see, only that there is one. Of somebody known, `differences` are what the row changes and `responsible` is who looks after the person now;
    what is on file is shown to those only who see the person.
    """)]
public sealed record ListImportRows(Guid Id, Paging Page, RowVerdict? Verdict = null) : IQuery<Page<ImportRowDetail>>;

/// <summary>One row of an import.</summary>
/// <param name="Id">The import.</param>
/// <param name="RowLine">Its line in the file, the header being line 1.</param>
[Requires(Permission.ImportAllocations), OnRecord(nameof(Id))]
[Operation("Get a row of an import", "By its line in the file; as in the list.")]
public sealed record GetImportRow(Guid Id, int RowLine) : IQuery<ImportRowDetail>;

/// <summary>A row with what was found and what became of it.</summary>
public sealed record ImportRowDetail : IShowsPersons
{
    /// <summary>The line in the file, the header being line 1.</summary>
    [Example(2)]
    public required int Line { get; init; }
    /// <summary>The list's own name for the household.</summary>
    [Example(Sample.HouseholdReference)]
    public string? Household { get; init; }
    /// <summary>The cells as written, by the column's stable key.</summary>
    [Example("""{"familyName":"Haddad","givenName":"Amal","birthDate":"17.04.1991"}""", IsJson = true)]
    public required IReadOnlyDictionary<string, string> Values { get; init; }
    /// <summary>What was found.</summary>
    public required RowVerdict Verdict { get; init; }
    /// <summary>Broken rules and notices.</summary>
    public required IReadOnlyList<ImportFinding> Findings { get; init; }
    /// <summary>Who may be the same person, best first; possible ones too.</summary>
    public required IReadOnlyList<ImportCandidate> Candidates { get; init; }
    /// <summary>What the row changes, or has changed, of somebody on file.</summary>
    public required IReadOnlyList<ImportDifference> Differences { get; init; }
    /// <summary>Of somebody known or chosen: who is responsible for the person now.</summary>
    [Example(null)]
    public ResponsibleNow? Responsible { get; init; }
    /// <summary>Where the household is unclear: the first line of the rows that are unclear together.</summary>
    [Example(null)]
    public int? UnclearHousehold { get; init; }
    /// <summary>Of an unclear household, as decided: the earlier line with which the person lives.</summary>
    [Example(null)]
    public int? HouseholdLine { get; init; }
    /// <summary>What was decided on a row that waits.</summary>
    public RowDecision? Decision { get; init; }
    /// <summary>Who on file it is, for use_existing.</summary>
    public Guid? DecidedClientId { get; init; }
    /// <summary>Which earlier row it is, for use_existing.</summary>
    [Example(2)]
    public int? DecidedLine { get; init; }
    /// <summary>The person on file whom the row is about, once that is settled; of an allocation taken back only where you see the person.</summary>
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
public sealed record ImportFinding(
    [Example("Geburtsdatum")] string? Field,
    [Example("birthDate")] string? FieldKey,
    [Example("birth-date-missing")] string Code,
    [Example("Geburtsdatum: no birth date; it is kept as unknown.")] string Message,
    [Example(false)] bool Refuses)
{
    internal static ImportFinding Of(StoredFinding f) => new(f.Field, f.FieldKey, f.Code, Language.Choose(f.De, f.En), f.Refuses);
}

/// <summary>What a row says otherwise than the file.</summary>
/// <param name="Field">Which statement.</param>
/// <param name="OnFile">As on file, of a person whom you see; missing where nothing is on file, or where it is restricted.</param>
/// <param name="InList">As the list has it.</param>
/// <param name="Applies">Applying writes it; false: a person has to settle it.</param>
public sealed record ImportDifference(
    DifferenceField Field, [Example(Sample.Accommodation)] string? OnFile, [Example("Filsweg 7")] string InList, [Example(true)] bool Applies);

/// <summary>Somebody who may be the same person.</summary>
/// <param name="ClientId">Somebody on file; missing for an earlier row.</param>
/// <param name="FamilyName">Of somebody on file whom you see.</param>
/// <param name="GivenName">The same.</param>
/// <param name="Line">An earlier row of the file; missing for somebody on file.</param>
/// <param name="Score">0 to 100; from 80 likely.</param>
/// <param name="Reasons">What speaks for it and against it.</param>
public sealed record ImportCandidate(
    Guid? ClientId,
    [Example(Sample.FamilyName)] string? FamilyName,
    [Example(Sample.GivenName)] string? GivenName,
    [Example(null)] int? Line,
    [Example(87)] int Score,
    IReadOnlyList<CodedReason> Reasons);

internal sealed class ListImportRowsHandler(CaseDb db, CallContext call)
    : IHandler<ListImportRows, Page<ImportRowDetail>>, IHandler<GetImportRow, ImportRowDetail>
{
    private sealed record LineKey(int Line);

    private sealed record Named(Guid Id, string FamilyName, string GivenName);

    private static readonly Dictionary<string, DuplicateReason> Reasons = DuplicateReason.All.ToDictionary(reason => reason.Code);

    public async Task<Page<ImportRowDetail>> Handle(ListImportRows request, CancellationToken cancellationToken)
    {
        var (limit, filter) = (Cursor.Limit(request.Page.Limit), request with { Page = Paging.First });
        var after = Cursor.Read<LineKey>(request.Page.Cursor, filter)?.Line ?? 0;
        var ofVerdict = db.Set<ImportRow>().Where(row => row.ImportId == request.Id && (request.Verdict == null || row.Verdict == request.Verdict));
        // With the import in one statement, so that an empty page and somebody else's import are told apart.
        var found = await db.Set<Import>().OpenTo(call.Caller).Where(i => i.Id == request.Id).Select(i => new
        {
            Rows = ofVerdict.Where(row => row.LineNumber > after).OrderBy(row => row.LineNumber).Take(limit + 1).ToList(),
        }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var shown = await Shown(found.Rows, cancellationToken);
        return Cursor.Page(shown, limit, filter, row => new LineKey(row.Line)) with { Count = await ofVerdict.CountFor(request.Page, cancellationToken) };
    }

    public async Task<ImportRowDetail> Handle(GetImportRow request, CancellationToken cancellationToken)
    {
        var open = db.Set<Import>().OpenTo(call.Caller);
        var row = await db.Set<ImportRow>().Where(row => row.ImportId == request.Id && row.LineNumber == request.RowLine
                && open.Any(i => i.Id == request.Id))
            .AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        return (await Shown([row], cancellationToken))[0];
    }

    private async Task<List<ImportRowDetail>> Shown(IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        var known = rows.Where(row => row.Verdict == RowVerdict.Known || row.Decision == RowDecision.UseExisting)
            .Select(row => row.ClientId ?? row.DecidedClientId).OfType<Guid>().Distinct().ToArray();
        var candidates = rows.SelectMany(row => row.CandidateList).Select(candidate => candidate.ClientId).OfType<Guid>();
        var names = await Names([.. candidates, .. known, .. rows.Where(IsWithdrawn).Select(row => row.ClientId!.Value)], cancellationToken);
        var responsible = await db.ResponsibleNow(call.Caller, known, cancellationToken);
        return [.. rows.Select(row => Shown(row, names, responsible)).Zip(rows, (shown, row) => IsWithdrawn(row) ? Seen(shown, names) : shown)];
    }

    // An allocation that the list takes back of somebody on file.
    private static bool IsWithdrawn(ImportRow row) => row is { Verdict: RowVerdict.Refused, ClientId: not null };

    // That somebody is on file is told to those only who see the person: of others the row is refused, and no more.
    private static ImportRowDetail Seen(ImportRowDetail row, Dictionary<Guid, Named> names) => names.ContainsKey(row.ClientId!.Value) ? row
        : row with { ClientId = null, Findings = [.. row.Findings.Where(finding => finding.Code != RowNote.AllocationOnFile.Code)] };

    // Duplicates are looked for in the whole organisation, and somebody else's client stays nameless.
    private async Task<Dictionary<Guid, Named>> Names(Guid[] clients, CancellationToken cancellationToken) => clients.Length == 0 ? []
        : await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => clients.Contains(client.Id))
            .Select(client => new Named(client.Id, client.FamilyName, client.GivenName)).ToDictionaryAsync(client => client.Id, cancellationToken);

    private static ImportRowDetail Shown(ImportRow row, Dictionary<Guid, Named> names, Dictionary<Guid, ResponsibleNow> responsible) => new()
    {
        Line = row.LineNumber, Household = row.Household, Values = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Raw)!, Verdict = row.Verdict,
        Findings = [.. StoredFinding.Read(row.Findings).Select(ImportFinding.Of)],
        Candidates = [.. row.CandidateList.Select(candidate => Shown(candidate, candidate.ClientId is { } id ? names.GetValueOrDefault(id) : null))],
        Differences = [.. Shown(StoredDifference.Read(row.Differences), row.ClientId is { } known && names.ContainsKey(known))],
        Responsible = (row.ClientId ?? row.DecidedClientId) is { } person ? responsible.GetValueOrDefault(person) : null,
        UnclearHousehold = row.UnclearHousehold, HouseholdLine = row.DecidedHousehold,
        Decision = row.Decision, DecidedClientId = row.DecidedClientId, DecidedLine = row.DecidedLine, ClientId = row.ClientId, AppliedAt = row.AppliedAt,
    };

    private static IEnumerable<ImportDifference> Shown(IEnumerable<StoredDifference> differences, bool isVisible) => differences
        .Where(difference => isVisible || !difference.IsRestricted)
        .Select(difference => new ImportDifference(difference.Field, isVisible ? difference.OnFile : null, difference.InList, difference.Applies));

    private static ImportCandidate Shown(StoredCandidate candidate, Named? named) => new(
        candidate.ClientId, named?.FamilyName, named?.GivenName, candidate.Line, candidate.Score, [.. candidate.Reasons.Select(ReasonOf)]);

    // A code that a later version has given up is still evidence.
    private static CodedReason ReasonOf(string code) =>
        new(code, Reasons.TryGetValue(code, out var reason) ? Language.Choose(reason.German, reason.English) : code);
}
