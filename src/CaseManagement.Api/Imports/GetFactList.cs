using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>One fact list: what was found, how far it is, what may be done.</summary>
/// <param name="Id">The list.</param>
[Requires(Permission.ImportAllocations)]
[Operation("Get a list of facts", """
    With progress, rows by verdict and what may be done now. A colleague's list is opened, applied and discarded by who has uploaded it and by supervisors.
    """)]
public sealed record GetFactList(Guid Id) : IQuery<FactListDetail>;

/// <summary>The organisation's fact lists, newest first.</summary>
/// <param name="Kind">Of one kind only.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ImportAllocations)]
[Operation("List lists of facts", "The organisation's, newest first.")]
public sealed record ListFactLists(FactListKind? Kind, Paging Page) : IQuery<Page<FactListSummary>>;

/// <summary>A fact list in the list.</summary>
/// <param name="Id">The list.</param>
/// <param name="Kind">Of what.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="RowsTotal">Rows of the file.</param>
/// <param name="UploadedBy">Who uploaded it.</param>
/// <param name="UploadedByName">That colleague's name.</param>
/// <param name="UploadedAt">When.</param>
/// <param name="AppliedAt">When it was applied.</param>
public sealed record FactListSummary(
    Guid Id,
    FactListKind Kind,
    [Example(FactList.SampleFile)] string FileName,
    ImportStatus Status,
    [Example(120)] int RowsTotal,
    Guid UploadedBy,
    [Example(Sample.Colleague)] string? UploadedByName,
    DateTimeOffset UploadedAt,
    DateTimeOffset? AppliedAt);

/// <summary>A fact list.</summary>
public sealed record FactListDetail : IVersioned
{
    /// <summary>The list.</summary>
    public required Guid Id { get; init; }
    /// <summary>Of what.</summary>
    public required FactListKind Kind { get; init; }
    /// <summary>The file's name.</summary>
    [Example(FactList.SampleFile)]
    public required string FileName { get; init; }
    /// <summary>SHA-256 of the file, hexadecimal.</summary>
    [Example(Sample.Digest)]
    public required string Sha256 { get; init; }
    /// <summary>As the file was found to be written: utf-8, windows-1252 and the like; xlsx for a workbook.</summary>
    [Example("utf-8")]
    public required string Encoding { get; init; }
    /// <summary>Semicolon, comma, tab or bar; missing for a workbook.</summary>
    [Example(";")]
    public string? Separator { get; init; }
    /// <summary>What of the file was not read (lines above the header, columns, sheets) and what was put right.</summary>
    public required IReadOnlyList<ImportFinding> Notes { get; init; }
    /// <summary>Where it stands.</summary>
    public required ImportStatus Status { get; init; }
    /// <summary>How far the stage under way is.</summary>
    public required ImportProgress Progress { get; init; }
    /// <summary>Rows by verdict.</summary>
    public required FactCounts Counts { get; init; }
    /// <summary>The latest earlier list of the same kind and file, byte for byte.</summary>
    public Guid? SameFileAs { get; init; }
    /// <summary>Who uploaded it.</summary>
    public required Guid UploadedBy { get; init; }
    /// <summary>That colleague's name.</summary>
    [Example(Sample.Colleague)]
    public required string? UploadedByName { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset UploadedAt { get; init; }
    /// <summary>When the dry run ended.</summary>
    public DateTimeOffset? CheckedAt { get; init; }
    /// <summary>Who asked to apply it.</summary>
    public Guid? ApplyRequestedBy { get; init; }
    /// <summary>That colleague's name.</summary>
    [Example(Sample.Colleague)]
    public string? ApplyRequestedByName { get; init; }
    /// <summary>When.</summary>
    public DateTimeOffset? ApplyRequestedAt { get; init; }
    /// <summary>When it was applied.</summary>
    public DateTimeOffset? AppliedAt { get; init; }
    /// <summary>When it was given up.</summary>
    [Example(null)]
    public DateTimeOffset? DiscardedAt { get; init; }
    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Rows by verdict; they add up to the rows of the file.</summary>
/// <param name="Waiting">Not looked at yet.</param>
/// <param name="New">To be recorded, or recorded.</param>
/// <param name="Completes">On file, and the row says more.</param>
/// <param name="Same">On file as the row says.</param>
/// <param name="Conflicts">The file says otherwise.</param>
/// <param name="Refused">Break a rule, or name nobody.</param>
/// <param name="Failed">Failed for an unforeseen error.</param>
/// <param name="Applied">Rows that are written.</param>
public sealed record FactCounts(
    [Example(0)] int Waiting, int New, int Completes, int Same, int Conflicts, int Refused, [Example(0)] int Failed, int Applied);

internal sealed class GetFactListHandler(CaseDb db, CallContext call) : IHandler<GetFactList, FactListDetail>, IHandler<ListFactLists, Page<FactListSummary>>
{
    private static readonly Order<FactList, FactListSummary> NewestFirst = Order.Descending(
        (FactList list) => ValueTuple.Create(list.UploadedAt, list.Id), (FactListSummary shown) => (shown.UploadedAt, shown.Id));

    public async Task<FactListDetail> Handle(GetFactList request, CancellationToken cancellationToken)
    {
        var found = await db.Set<FactList>().Where(l => l.Id == request.Id).Select(l => new
        {
            List = l,
            UploadedBy = db.Set<Staff>().Where(staff => staff.Id == l.UploadedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            ApplyRequestedBy = db.Set<Staff>().Where(staff => staff.Id == l.ApplyRequestedBy)
                .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            SameFileAs = db.Set<FactList>()
                .Where(o => o.OrganisationId == l.OrganisationId && o.Kind == l.Kind && o.Sha256 == l.Sha256 && o.UploadedAt < l.UploadedAt)
                .OrderByDescending(o => o.UploadedAt).Select(o => (Guid?)o.Id).FirstOrDefault(),
        }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var rows = await db.Set<FactListRow>().Where(row => row.FactListId == request.Id).GroupBy(row => new { row.Verdict, Applied = row.AppliedAt != null })
            .Select(group => new { group.Key.Verdict, group.Key.Applied, Count = group.Count() }).ToListAsync(cancellationToken);
        var list = found.List;
        var (waiting, applied) = (Of(FactVerdict.Waiting), rows.Where(row => row.Applied).Sum(row => row.Count));
        var toApply = rows.Where(row => row is { Applied: false, Verdict: FactVerdict.New or FactVerdict.Completes }).Sum(row => row.Count);
        return new FactListDetail
        {
            Id = list.Id, Kind = list.Kind, FileName = list.FileName, Sha256 = Convert.ToHexStringLower(list.Sha256), Encoding = list.Encoding,
            Separator = list.Separator, Notes = [.. StoredFinding.Read(list.Notes).Select(ImportFinding.Of)], Status = list.Status,
            Progress = list switch
            {
                { IsBeingApplied: true } => new ImportProgress(ImportStage.Applying, list.RowsTotal - toApply, list.RowsTotal),
                { Status: ImportStatus.Uploaded } => new ImportProgress(ImportStage.Checking, list.RowsTotal - waiting, list.RowsTotal),
                { Status: ImportStatus.Checked } => new ImportProgress(ImportStage.Waiting, list.RowsTotal, list.RowsTotal),
                _ => new ImportProgress(ImportStage.Ended, list.RowsTotal, list.RowsTotal),
            },
            Counts = new FactCounts(waiting, Of(FactVerdict.New), Of(FactVerdict.Completes), Of(FactVerdict.Same), Of(FactVerdict.Conflicts),
                Of(FactVerdict.Refused), Of(FactVerdict.Failed), applied),
            SameFileAs = found.SameFileAs, UploadedBy = list.UploadedBy, UploadedByName = found.UploadedBy, UploadedAt = list.UploadedAt,
            CheckedAt = list.CheckedAt, ApplyRequestedBy = list.ApplyRequestedBy, ApplyRequestedByName = found.ApplyRequestedBy,
            ApplyRequestedAt = list.ApplyRequestedAt, AppliedAt = list.AppliedAt, DiscardedAt = list.DiscardedAt, Version = list.Version,
            // Checking is the product's own move, no caller's.
            AllowedActions = [.. FactList.Moves.Describe(
                    list.Status, _ => ImportAccess.Objection(call.Caller, list) ?? (list.IsBeingApplied ? ImportProblems.BeingApplied : null))
                .Where(action => action.Action != "check")],
        };

        int Of(FactVerdict verdict) => rows.Where(row => row.Verdict == verdict).Sum(row => row.Count);
    }

    public async Task<Page<FactListSummary>> Handle(ListFactLists request, CancellationToken cancellationToken)
    {
        var (lists, filter) = (db.Set<FactList>().Where(list => request.Kind == null || list.Kind == request.Kind), request with { Page = Paging.First });
        var rows = await NewestFirst.Next(lists, request.Page, filter).AsNoTracking().Select(list => new FactListSummary(
            list.Id, list.Kind, list.FileName, list.Status, list.RowsTotal, list.UploadedBy,
            db.Set<Staff>().Where(staff => staff.Id == list.UploadedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            list.UploadedAt, list.AppliedAt)).ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await lists.CountFor(request.Page, cancellationToken));
    }
}
