
namespace CaseManagement.Api.Imports;

/// <summary>Where an import stands.</summary>
public enum ImportStatus
{
    /// <summary>The file is readable; its rows wait for their verdicts or are getting them.</summary>
    Uploaded,
    /// <summary>Every row has its verdict and nothing is changed yet. Likely duplicates wait for a decision; applying may be under way.</summary>
    Checked,
    /// <summary>Applied; the file is deleted, the rows stay as evidence.</summary>
    Applied,
    /// <summary>Given up; the file is deleted, the rows stay as evidence.</summary>
    Discarded,
}

/// <summary>How an import is applied.</summary>
public enum ApplyMode
{
    /// <summary>In one transaction, and only when no row is refused or undecided.</summary>
    AllOrNothing,
    /// <summary>Household by household, each in a transaction of its own; refused and undecided rows are left aside.</summary>
    RowByRow,
}

/// <summary>
/// An allocation list on its way into the files. A dry run always comes first; applying checks every row once more,
/// because others work meanwhile. The counts always are those of the rows' present verdicts.
/// </summary>
public sealed class Import : IRoot, IListOfPersons
{
    /// <summary>The legal moves. <c>check</c> is the product's own; <c>decide</c> concerns one row.</summary>
    public static readonly Transitions<ImportStatus> Moves = new("import",
        (ImportStatus.Uploaded, "check", ImportStatus.Checked),
        (ImportStatus.Uploaded, "discard", ImportStatus.Discarded),
        (ImportStatus.Checked, "decide", ImportStatus.Checked),
        (ImportStatus.Checked, "apply", ImportStatus.Applied),
        (ImportStatus.Checked, "discard", ImportStatus.Discarded));

    internal const string SampleFile = "allocation-list.csv";

    private Import() { }

    /// <summary>A list that was just uploaded.</summary>
    public Import(Guid organisationId, string fileName, byte[] sha256, AllocationList list, Guid uploadedBy, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, FileName, Sha256, Encoding, Separator) = (organisationId, fileName, sha256, list.EncodingName, list.Separator?.ToString());
        Notes = StoredFinding.Write(list.Notes);
        (Status, RowsTotal, UploadedBy, UploadedAt, UpdatedAt) = (ImportStatus.Uploaded, list.Rows.Count, uploadedBy, now, now);
    }

    /// <summary>The import.</summary>
    public Guid Id { get; private set; }
    /// <summary>Who was sent the list.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The file's name without its folder.</summary>
    public string FileName { get; private set; } = "";
    /// <summary>SHA-256 of the file, byte for byte.</summary>
    public byte[] Sha256 { get; private set; } = [];
    /// <summary>See <see cref="ReadList.EncodingName"/>.</summary>
    public string Encoding { get; private set; } = "";
    /// <summary>See <see cref="ReadList.Separator"/>.</summary>
    public string? Separator { get; private set; }
    /// <summary>A JSON array of <see cref="StoredFinding"/>: see <see cref="ReadList.Notes"/>.</summary>
    public string Notes { get; private set; } = "[]";
    /// <summary>Where it stands.</summary>
    public ImportStatus Status { get; private set; }
    /// <summary>Rows of the file, blank ones left out.</summary>
    public int RowsTotal { get; private set; }
    /// <summary>Rows done in the stage under way: checking while uploaded, then applying.</summary>
    public int RowsDone { get; private set; }
    /// <summary>Rows of this verdict.</summary>
    public int RowsNew { get; private set; }
    /// <summary>Rows of this verdict.</summary>
    public int RowsKnown { get; private set; }
    /// <summary>Rows of this verdict.</summary>
    public int RowsRepeated { get; private set; }
    /// <summary>Rows of this verdict.</summary>
    public int RowsLikelyDuplicate { get; private set; }
    /// <summary>Rows of this verdict.</summary>
    public int RowsRefused { get; private set; }
    /// <summary>Rows of this verdict.</summary>
    public int RowsFailed { get; private set; }
    /// <summary>Rows of persons to be created whose household is unclear, decided or not.</summary>
    public int RowsUnclear { get; private set; }
    /// <summary>Rows that wait for a decision: likely duplicates, and new persons of an unclear household.</summary>
    public int RowsUndecided { get; private set; }
    /// <summary>Persons whom the import has put on file.</summary>
    public int RowsCreated { get; private set; }
    /// <summary>Who uploaded it.</summary>
    public Guid UploadedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset UploadedAt { get; private set; }
    /// <summary>When the last row got its verdict.</summary>
    public DateTimeOffset? CheckedAt { get; private set; }
    /// <summary>How it is to be applied; null until that is asked for.</summary>
    public ApplyMode? ApplyMode { get; private set; }
    /// <summary>Who asked.</summary>
    public Guid? ApplyRequestedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? ApplyRequestedAt { get; private set; }
    /// <summary>When <see cref="Imports.ApplyMode.AllOrNothing"/> last met an obstacle that the check had not found, and changed nothing.</summary>
    public DateTimeOffset? ApplyRefusedAt { get; private set; }
    /// <summary>When the last row was applied.</summary>
    public DateTimeOffset? AppliedAt { get; private set; }
    /// <summary>Who gave it up.</summary>
    public Guid? DiscardedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? DiscardedAt { get; private set; }
    /// <summary>The last change of the import or of one of its rows.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Somebody has asked to apply it and that is not finished.</summary>
    public bool IsBeingApplied => Status == ImportStatus.Checked && ApplyRequestedAt is not null;

    /// <summary>Why a move that the status allows is refused all the same, or null.</summary>
    public static ProblemType? Objection(string action, bool isBeingApplied, int rowsToDecide) =>
        isBeingApplied ? ImportProblems.BeingApplied
        : action == "decide" && rowsToDecide == 0 ? ImportProblems.NothingToDecide
        : null;

    /// <summary>Takes the next verdicts into account; the last ones make it checked.</summary>
    public void Check(IEnumerable<(RowVerdict Verdict, int? UnclearHousehold)> rows, DateTimeOffset now)
    {
        foreach (var (verdict, unclear) in rows)
        {
            Count(verdict, unclear, 1);
            RowsUndecided += ImportRow.IsDecidable(verdict, unclear) ? 1 : 0;
            RowsDone++;
        }
        if (RowsDone == RowsTotal)
        {
            (Status, CheckedAt) = (Moves.Next(Status, "check"), now);
        }
        UpdatedAt = now;
    }

    /// <summary>A person decides on a row that waits.</summary>
    /// <exception cref="RefusedException">409 outside the state checked, while it is being applied, or for a row of another verdict.</exception>
    public void Decide(ImportRow row, RowChoice choice, Guid by, DateTimeOffset now)
    {
        Status = Open("decide");
        var wasUndecided = row.IsUndecided;
        row.Decide(choice, by, now);
        RowsUndecided -= wasUndecided ? 1 : 0;
        UpdatedAt = now;
    }

    /// <summary>Asks to apply it. The work is done by <see cref="ProcessImports"/>.</summary>
    /// <param name="mode">How.</param>
    /// <param name="obstacles">Lines of rows that are refused, failed or undecided: none of them may be there for all or nothing.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 outside the state checked, when asked before, or because of obstacles.</exception>
    public void RequestApply(ApplyMode mode, IReadOnlyCollection<ImportObstacle> obstacles, Guid by, DateTimeOffset now)
    {
        Open("apply");
        if (mode == Imports.ApplyMode.AllOrNothing && obstacles.Count > 0)
        {
            throw new RefusedException(ImportProblems.Obstacles, obstacles.Count)
            {
                Errors = [.. obstacles.Take(200).Select(obstacle => obstacle.Problem())],
                Extensions = { ["lines"] = obstacles.Select(obstacle => obstacle.Line).ToList() },
            };
        }
        (ApplyMode, ApplyRequestedBy, ApplyRequestedAt, ApplyRefusedAt, RowsDone, UpdatedAt) = (mode, by, now, null, 0, now);
    }

    /// <summary>Rows of a household are settled.</summary>
    public void Settled(int rows, int created, DateTimeOffset now) => (RowsDone, RowsCreated, UpdatedAt) = (RowsDone + rows, RowsCreated + created, now);

    /// <summary>A row becomes something else than the check had found.</summary>
    internal void Recount(ImportRow row, Action change)
    {
        Add(-1);
        change();
        Add(1);

        void Add(int by)
        {
            Count(row.Verdict, row.UnclearHousehold, by);
            RowsUndecided += row.IsUndecided ? by : 0;
        }
    }

    /// <summary>All is applied that can be.</summary>
    public void Apply(DateTimeOffset now) => (Status, AppliedAt, RowsDone, UpdatedAt) = (Moves.Next(Status, "apply"), now, RowsTotal, now);

    /// <summary>All or nothing met an obstacle at the last moment: nothing was changed, the request is off.</summary>
    public void RefuseApply(DateTimeOffset now) =>
        (ApplyMode, ApplyRequestedBy, ApplyRequestedAt, ApplyRefusedAt, RowsDone, UpdatedAt) = (null, null, null, now, RowsTotal, now);

    /// <summary>Gives it up.</summary>
    /// <exception cref="RefusedException">409 when applied or discarded before, or while it is being applied.</exception>
    public void Discard(Guid by, DateTimeOffset now) => (Status, DiscardedBy, DiscardedAt, UpdatedAt) = (Open("discard"), by, now, now);

    private ImportStatus Open(string action)
    {
        var next = Moves.Next(Status, action);
        return IsBeingApplied ? throw new RefusedException(ImportProblems.BeingApplied) : next;
    }

    private void Count(RowVerdict verdict, int? unclearHousehold, int by)
    {
        RowsUnclear += unclearHousehold is null || verdict == RowVerdict.Known ? 0 : by;
        switch (verdict)
        {
            case RowVerdict.New: RowsNew += by; break;
            case RowVerdict.Known: RowsKnown += by; break;
            case RowVerdict.Repeated: RowsRepeated += by; break;
            case RowVerdict.LikelyDuplicate: RowsLikelyDuplicate += by; break;
            case RowVerdict.Refused: RowsRefused += by; break;
            case RowVerdict.Failed: RowsFailed += by; break;
            default: throw new ArgumentOutOfRangeException(nameof(verdict));
        }
    }
}

/// <summary>A row that keeps an import from being applied as a whole.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Verdict">Refused, failed, or one that waits: nobody has decided on it, or the decision leads nowhere.</param>
public sealed record ImportObstacle(int Line, RowVerdict Verdict)
{
    internal ProblemError Problem()
    {
        var type = Verdict switch
        {
            RowVerdict.Refused => ImportProblems.RowRefused,
            RowVerdict.Failed => ImportProblems.RowFailed,
            _ => ImportProblems.RowUndecided,
        };
        return new ProblemError($"/rows/{Line}", type.Code, type.Text(Line));
    }
}

/// <summary>The uploaded bytes, kept until the import is applied or discarded.</summary>
public sealed class ImportFile
{
    private ImportFile() { }

    /// <summary>The file of an import.</summary>
    public ImportFile(Import import, byte[] content) => (ImportId, OrganisationId, Content) = (import.Id, import.OrganisationId, content);

    /// <summary>Which import.</summary>
    public Guid ImportId { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Byte for byte as uploaded.</summary>
    public byte[] Content { get; private set; } = [];
}
