using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Facts;

/// <summary>Whether it took effect.</summary>
public enum AllocationStatus
{
    /// <summary>The person was allocated: what figures count.</summary>
    Effective,
    /// <summary>It is none: never arrived, taken back. It stays readable.</summary>
    Cancelled,
}

/// <summary>An allocation as stated.</summary>
public record AllocationEntry
{
    /// <summary>The day of the allocation; at most half a year ahead.</summary>
    public required DateOnly AllocatedOn { get; init; }
    /// <summary>AGS of the municipality to which the person is sent, eight digits; left out where nobody says.</summary>
    [Example("08116056")]
    public string? MunicipalityAgs { get; init; }
    /// <summary>The district that allocates: an organisation of that kind. Left out where it is not on record.</summary>
    public Guid? DistrictId { get; init; }
    /// <summary>The accommodation that was assigned.</summary>
    public Guid? AccommodationId { get; init; }
    /// <summary>The residence status on that day, as the list or the letter says.</summary>
    [CodeOf(CodeLists.ResidenceStatus, On = nameof(AllocatedOn))]
    public string? ResidenceStatus { get; init; }
}

/// <summary>
/// A district assigns a person to a municipality on a day (Zuweisung). It belongs to who has recorded it and stays there when the household is handed over;
/// the receiver gets its copy in the package. Where the person lives, and whether he or she has come, other facts say.
/// </summary>
public sealed class Allocation : IRoot
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string CancelMove = "cancel", CorrectMove = "correct";

    /// <summary>The legal moves.</summary>
    public static readonly Transitions<AllocationStatus> Moves = new("allocation",
        (AllocationStatus.Effective, CorrectMove, AllocationStatus.Effective), (AllocationStatus.Effective, CancelMove, AllocationStatus.Cancelled));

    private Allocation() { }

    /// <summary>Records it.</summary>
    /// <param name="organisationId">Whose fact it is.</param>
    /// <param name="clientId">Who is allocated.</param>
    /// <param name="entry">What is stated.</param>
    /// <param name="line">The list and its line; null by hand.</param>
    /// <param name="by">Who records it; null for the import.</param>
    /// <param name="now">When.</param>
    public Allocation(Guid organisationId, Guid clientId, AllocationEntry entry, (Guid Import, int Number)? line, Guid? by, DateTimeOffset now)
    {
        (Id, OrganisationId, ClientId) = (Guid.CreateVersion7(now), organisationId, clientId);
        (ImportId, LineNumber, ListedOn) = (line?.Import, line?.Number, line is null ? null : entry.AllocatedOn);
        (RecordedBy, RecordedAt) = (by, now);
        Set(entry, now);
    }

    /// <summary>The allocation.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose fact it is.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Who may see it, see access.may_open; the database sets it.</summary>
    public string? Compartment { get; private set; }
    /// <summary>On which day.</summary>
    public DateOnly AllocatedOn { get; private set; }
    /// <summary>Where to; null where nobody says.</summary>
    public string? MunicipalityAgs { get; private set; }
    /// <summary>By which district; null where it is not on record.</summary>
    public Guid? DistrictId { get; private set; }
    /// <summary>The accommodation that was assigned.</summary>
    public Guid? AccommodationId { get; private set; }
    /// <summary>Code of the list residence-status, on that day.</summary>
    public string? ResidenceStatus { get; private set; }
    /// <summary>Whether it took effect.</summary>
    public AllocationStatus Status { get; private set; }
    /// <summary>Code of the list allocation-cancel-reason.</summary>
    public string? CancelReason { get; private set; }
    /// <summary>In words.</summary>
    public string? CancelNote { get; private set; }
    /// <summary>Who cancelled it.</summary>
    public Guid? CancelledBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? CancelledAt { get; private set; }
    /// <summary>By which list it was told; null by hand.</summary>
    public Guid? ImportId { get; private set; }
    /// <summary>On which line.</summary>
    public int? LineNumber { get; private set; }
    /// <summary>For which day a list told it; null by hand. By it the list's entry is known when it comes again, whatever a person has corrected.</summary>
    public DateOnly? ListedOn { get; private set; }
    /// <summary>When a person corrected it last; null where nobody has. From then on no list changes it.</summary>
    public DateTimeOffset? CorrectedAt { get; private set; }
    /// <summary>Who recorded it; null for the import.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>It was recorded wrongly, as a person says.</summary>
    /// <exception cref="RefusedException">409 when it is cancelled.</exception>
    public void Correct(AllocationEntry entry, DateTimeOffset now)
    {
        Status = Moves.Next(Status, CorrectMove);
        CorrectedAt = now;
        Set(entry, now);
    }

    /// <summary>A list tells it anew. The status that an earlier one knew and this one does not stays.</summary>
    /// <exception cref="RefusedException">409 when it is cancelled.</exception>
    internal void Retell(AllocationEntry entry, DateTimeOffset now)
    {
        Status = Moves.Next(Status, CorrectMove);
        ListedOn = entry.AllocatedOn;
        Set(entry with { ResidenceStatus = entry.ResidenceStatus ?? ResidenceStatus }, now);
    }

    /// <summary>It did not take effect.</summary>
    /// <param name="reason">Code of the list allocation-cancel-reason.</param>
    /// <param name="note">In words.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when it is cancelled already.</exception>
    public void Cancel(string reason, string? note, Guid? by, DateTimeOffset now)
    {
        Status = Moves.Next(Status, CancelMove);
        (CancelReason, CancelNote, CancelledBy, CancelledAt, UpdatedAt) = (reason, string.IsNullOrWhiteSpace(note) ? null : note.Trim(), by, now, now);
    }

    /// <summary>It is in effect, and nobody but lists has told it: a list may correct it.</summary>
    internal bool IsOfLists => Status == AllocationStatus.Effective && ImportId is not null && CorrectedAt is null;

    /// <summary>Whether a list says what is on record; a status that it does not know contradicts none.</summary>
    internal bool Says(AllocationEntry entry) => Status == AllocationStatus.Effective
        && (AllocatedOn, AccommodationId, ResidenceStatus) == (entry.AllocatedOn, entry.AccommodationId, entry.ResidenceStatus ?? ResidenceStatus);

    private void Set(AllocationEntry entry, DateTimeOffset now)
    {
        (AllocatedOn, MunicipalityAgs, DistrictId) = (entry.AllocatedOn, entry.MunicipalityAgs, entry.DistrictId);
        (AccommodationId, ResidenceStatus, UpdatedAt) = (entry.AccommodationId, entry.ResidenceStatus, now);
    }
}
