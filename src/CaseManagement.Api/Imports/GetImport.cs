using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>One import: what was found, how far it is, what may be done.</summary>
/// <param name="Id">The import.</param>
[Requires(Permission.ImportAllocations)]
[Operation("Get an import", """
    With progress, rows by verdict and what may be done now. Its ETag changes with every piece of work: read it again before you send it.
    A colleague's list is opened, decided on, applied and discarded by who has uploaded it and by supervisors.
    """)]
public sealed record GetImport(Guid Id) : IQuery<ImportDetail>;

/// <summary>An import.</summary>
public sealed record ImportDetail : IVersioned
{
    /// <summary>The import.</summary>
    public required Guid Id { get; init; }
    /// <summary>The file's name.</summary>
    [Example(Import.SampleFile)]
    public required string FileName { get; init; }
    /// <summary>SHA-256 of the file, hexadecimal.</summary>
    [Example(Sample.Digest)]
    public required string Sha256 { get; init; }
    /// <summary>As the file was found to be written: utf-8, utf-16le, windows-1252, ibm850, macintosh and the like; xlsx for a workbook.</summary>
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
    public required ImportCounts Counts { get; init; }
    /// <summary>The latest earlier import of the same file, byte for byte.</summary>
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
    /// <summary>How it is or was applied.</summary>
    public ApplyMode? ApplyMode { get; init; }
    /// <summary>Who asked to apply it.</summary>
    public Guid? ApplyRequestedBy { get; init; }
    /// <summary>That colleague's name.</summary>
    [Example(Sample.Colleague)]
    public string? ApplyRequestedByName { get; init; }
    /// <summary>When.</summary>
    public DateTimeOffset? ApplyRequestedAt { get; init; }
    /// <summary>When all_or_nothing met an obstacle that the dry run had not found; nothing was changed and the rows say why.</summary>
    [Example(null)]
    public DateTimeOffset? ApplyRefusedAt { get; init; }
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

/// <summary>What the product is doing with an import.</summary>
public enum ImportStage
{
    /// <summary>Rows are getting their verdicts.</summary>
    Checking,
    /// <summary>It waits for a person.</summary>
    Waiting,
    /// <summary>Households are being put on file.</summary>
    Applying,
    /// <summary>Applied or discarded.</summary>
    Ended,
}

/// <summary>How far an import is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="RowsDone">Rows done in this stage.</param>
/// <param name="RowsTotal">Rows of the file.</param>
public sealed record ImportProgress(ImportStage Stage, [Example(40)] int RowsDone, [Example(120)] int RowsTotal)
{
    internal static ImportProgress Of(Import import) => new(import switch
    {
        { IsBeingApplied: true } => ImportStage.Applying,
        { Status: ImportStatus.Uploaded } => ImportStage.Checking,
        { Status: ImportStatus.Checked } => ImportStage.Waiting,
        _ => ImportStage.Ended,
    }, import.RowsDone, import.RowsTotal);
}

/// <summary>Rows by verdict; they add up to the rows that are checked.</summary>
/// <param name="New">To be created.</param>
/// <param name="Known">On file already.</param>
/// <param name="Repeated">Repeat an earlier row.</param>
/// <param name="LikelyDuplicate">Somebody near is on file or in an earlier row.</param>
/// <param name="Refused">Break a rule.</param>
/// <param name="Undecided">Rows that wait for a decision: likely duplicates, and new persons of an unclear household.</param>
/// <param name="Created">Persons whom the import has put on file.</param>
/// <param name="UnclearHousehold">Of those to be created: whose household is unclear; missing where there is none.</param>
/// <param name="Failed">Failed for an unforeseen error; missing where there is none.</param>
public sealed record ImportCounts(
    int New, int Known, int Repeated, int LikelyDuplicate, int Refused, int Undecided, int Created,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Example(null)] int? UnclearHousehold,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Example(null)] int? Failed)
{
    internal static ImportCounts Of(Import i) => new(
        i.RowsNew, i.RowsKnown, i.RowsRepeated, i.RowsLikelyDuplicate, i.RowsRefused, i.RowsUndecided, i.RowsCreated,
        OrNone(i.RowsUnclear), OrNone(i.RowsFailed));

    private static int? OrNone(int count) => count == 0 ? null : count;
}

internal sealed class GetImportHandler(CaseDb db, CallContext call) : IHandler<GetImport, ImportDetail>
{
    public async Task<ImportDetail> Handle(GetImport request, CancellationToken cancellationToken)
    {
        var found = await db.Set<Import>().Where(i => i.Id == request.Id).Select(i => new
        {
            Import = i,
            UploadedBy = db.Set<Staff>().Where(staff => staff.Id == i.UploadedBy)
                .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            ApplyRequestedBy = db.Set<Staff>().Where(staff => staff.Id == i.ApplyRequestedBy)
                .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            SameFileAs = db.Set<Import>()
                .Where(other => other.OrganisationId == i.OrganisationId && other.Sha256 == i.Sha256 && other.UploadedAt < i.UploadedAt)
                .OrderByDescending(other => other.UploadedAt).Select(other => (Guid?)other.Id).FirstOrDefault(),
        }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var i = found.Import;
        return new ImportDetail
        {
            Id = i.Id, FileName = i.FileName, Sha256 = Convert.ToHexStringLower(i.Sha256), Encoding = i.Encoding, Separator = i.Separator,
            Notes = [.. StoredFinding.Read(i.Notes).Select(ImportFinding.Of)],
            Status = i.Status, Progress = ImportProgress.Of(i), Counts = ImportCounts.Of(i), SameFileAs = found.SameFileAs,
            UploadedBy = i.UploadedBy, UploadedByName = found.UploadedBy, UploadedAt = i.UploadedAt, CheckedAt = i.CheckedAt,
            ApplyMode = i.ApplyMode, ApplyRequestedBy = i.ApplyRequestedBy, ApplyRequestedByName = found.ApplyRequestedBy,
            ApplyRequestedAt = i.ApplyRequestedAt, ApplyRefusedAt = i.ApplyRefusedAt, AppliedAt = i.AppliedAt, DiscardedAt = i.DiscardedAt,
            Version = i.Version,
            // Checking is the product's own move, no caller's.
            AllowedActions = [.. Import.Moves
                .Describe(i.Status, action => ImportAccess.Objection(call.Caller, i)
                    ?? Import.Objection(action, i.IsBeingApplied, i.RowsLikelyDuplicate + i.RowsUnclear))
                .Where(action => action.Action != "check")],
        };
    }
}
