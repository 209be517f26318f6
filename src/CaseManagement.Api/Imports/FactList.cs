using System.Text.Json;

namespace CaseManagement.Api.Imports;

/// <summary>Of what a fact list is; each is one <see cref="FactKind"/>.</summary>
public enum FactListKind
{
#pragma warning disable CS1591 // The names say it.
    Presences,
    Participations,
    Employments,
    Benefits,
    LanguageLevels,
    ResidenceStatuses,
    Accommodations,
    Nationalities,
    Occupancies,
#pragma warning restore CS1591
}

/// <summary>What was found of a row of a fact list.</summary>
public enum FactVerdict
{
    /// <summary>Not looked at yet.</summary>
    Waiting,
    /// <summary>Nothing of it is on file: it will be recorded.</summary>
    New,
    /// <summary>It is on file, and the row says more of it (an end, the next state): that will be added.</summary>
    Completes,
    /// <summary>It is on file as the row says: nothing to do.</summary>
    Same,
    /// <summary>The file says otherwise, or it does not go together with what is on file: left aside, a person has to settle it.</summary>
    Conflicts,
    /// <summary>A rule is broken, or nobody can tell whom the row is about; correct the row and send it again.</summary>
    Refused,
    /// <summary>Applying it failed several times for an unforeseen error; send the row again in a later file.</summary>
    Failed,
}

/// <summary>
/// A list of one kind of facts about persons on file (presences, jobs, benefits …) on its way into the files. A dry run always comes first; applying looks
/// once more at what is on file, because others work meanwhile. It creates no person.
/// </summary>
public sealed class FactList : IRoot, IListOfPersons
{
    /// <summary>The legal moves. <c>check</c> is the product's own.</summary>
    public static readonly Transitions<ImportStatus> Moves = new("fact-list",
        (ImportStatus.Uploaded, "check", ImportStatus.Checked),
        (ImportStatus.Uploaded, "discard", ImportStatus.Discarded),
        (ImportStatus.Checked, "apply", ImportStatus.Applied),
        (ImportStatus.Checked, "discard", ImportStatus.Discarded));

    internal const string SampleFile = "presences.csv";

    private FactList() { }

    /// <summary>A list that was just uploaded.</summary>
    public FactList(Guid organisationId, FactListKind kind, string fileName, byte[] sha256, ReadList list, Guid uploadedBy, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, Kind, FileName, Sha256, Encoding, Separator) =
            (organisationId, kind, fileName, sha256, list.EncodingName, list.Separator?.ToString());
        Notes = StoredFinding.Write(list.Notes);
        Headers = JsonSerializer.Serialize(list.Headers.ToDictionary(header => header.Key.Key, header => header.Value));
        (Status, RowsTotal, UploadedBy, UploadedAt, UpdatedAt) = (ImportStatus.Uploaded, list.Rows.Count, uploadedBy, now, now);
    }

    /// <summary>The list.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose it is.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of what.</summary>
    public FactListKind Kind { get; private set; }
    /// <summary>The file's name without its folder.</summary>
    public string FileName { get; private set; } = "";
    /// <summary>SHA-256 of the file, byte for byte.</summary>
    public byte[] Sha256 { get; private set; } = [];
    /// <summary>See <see cref="ReadList.EncodingName"/>.</summary>
    public string Encoding { get; private set; } = "";
    /// <summary>See <see cref="ReadList.Separator"/>.</summary>
    public string? Separator { get; private set; }
    /// <summary>A JSON array of <see cref="StoredFinding"/>.</summary>
    public string Notes { get; private set; } = "[]";
    /// <summary>A JSON object: the file's header of each column, by the column's key.</summary>
    public string Headers { get; private set; } = "{}";
    /// <summary>Where it stands.</summary>
    public ImportStatus Status { get; private set; }
    /// <summary>Rows of the file, blank ones left out.</summary>
    public int RowsTotal { get; private set; }
    /// <summary>Who uploaded it.</summary>
    public Guid UploadedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset UploadedAt { get; private set; }
    /// <summary>When the last row got its verdict.</summary>
    public DateTimeOffset? CheckedAt { get; private set; }
    /// <summary>Who asked to apply it; the facts name that colleague as who has recorded them.</summary>
    public Guid? ApplyRequestedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? ApplyRequestedAt { get; private set; }
    /// <summary>When the last row was applied.</summary>
    public DateTimeOffset? AppliedAt { get; private set; }
    /// <summary>Who gave it up.</summary>
    public Guid? DiscardedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? DiscardedAt { get; private set; }
    /// <summary>The last change of the list.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Somebody has asked to apply it and that is not finished.</summary>
    public bool IsBeingApplied => Status == ImportStatus.Checked && ApplyRequestedAt is not null;

    /// <summary>What the file calls a column.</summary>
    internal Func<string, string> HeaderOf(FactKind kind)
    {
        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(Headers)!;
        return key => headers.GetValueOrDefault(key) ?? kind.Columns.FirstOrDefault(column => column.Key == key)?.German ?? key;
    }

    /// <summary>Every row has its verdict.</summary>
    public void Check(DateTimeOffset now) => (Status, CheckedAt, UpdatedAt) = (Moves.Next(Status, "check"), now, now);

    /// <summary>Asks to apply it. The work is done by <see cref="ProcessFactLists"/>.</summary>
    /// <exception cref="RefusedException">409 outside the state checked, or when asked before.</exception>
    public void RequestApply(Guid by, DateTimeOffset now)
    {
        Open("apply");
        (ApplyRequestedBy, ApplyRequestedAt, UpdatedAt) = (by, now, now);
    }

    /// <summary>All is applied that can be.</summary>
    public void Apply(DateTimeOffset now) => (Status, AppliedAt, UpdatedAt) = (Moves.Next(Status, "apply"), now, now);

    /// <summary>Gives it up.</summary>
    /// <exception cref="RefusedException">409 when applied or discarded before, or while it is being applied.</exception>
    public void Discard(Guid by, DateTimeOffset now) => (Status, DiscardedBy, DiscardedAt, UpdatedAt) = (Open("discard"), by, now, now);

    private ImportStatus Open(string action)
    {
        var next = Moves.Next(Status, action);
        return IsBeingApplied ? throw new RefusedException(ImportProblems.BeingApplied) : next;
    }
}

/// <summary>One row of a fact list with what was found and what became of it.</summary>
public sealed class FactListRow : IRoot
{
    private FactListRow() { }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which list.</summary>
    public Guid FactListId { get; private set; }
    /// <summary>The line in the file on which it begins.</summary>
    public int LineNumber { get; private set; }
    /// <summary>Whom it is about; null where nobody can tell.</summary>
    public Guid? ClientId { get; private set; }
    /// <summary>The cells as written, by the column's key: a JSON object.</summary>
    public string Raw { get; private set; } = "{}";
    /// <summary>What was found.</summary>
    public FactVerdict Verdict { get; private set; }
    /// <summary>A JSON array of <see cref="StoredFinding"/>.</summary>
    public string Findings { get; private set; } = "[]";
    /// <summary>How often applying it has failed for an unforeseen error.</summary>
    public int Attempts { get; private set; }
    /// <summary>The record that it has made or completed.</summary>
    public Guid? RecordId { get; private set; }
    /// <summary>When it was applied; null for a row left aside.</summary>
    public DateTimeOffset? AppliedAt { get; private set; }
    /// <summary>The row's version.</summary>
    public uint Version { get; private set; }

    internal Dictionary<string, string> Values => JsonSerializer.Deserialize<Dictionary<string, string>>(Raw)!;

    /// <summary>What it has become, when it was looked at once more.</summary>
    internal void Judge(FactVerdict verdict, IReadOnlyList<StoredFinding> findings) => (Verdict, Findings) = (verdict, StoredFinding.Write(findings));

    /// <summary>It was written.</summary>
    internal void Apply(Guid? record, DateTimeOffset now) => (RecordId, AppliedAt) = (record, now);

    /// <summary>Applying it has failed once more, and for good after <see cref="ImportRow.MaxAttempts"/>.</summary>
    internal void FailOnce()
    {
        if (++Attempts >= ImportRow.MaxAttempts)
        {
            Judge(FactVerdict.Failed, [StoredFinding.OfRow(RowNote.Failed, refuses: true)]);
        }
    }
}
