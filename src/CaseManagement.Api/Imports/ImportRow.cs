using System.Text.Json;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;

namespace CaseManagement.Api.Imports;

/// <summary>What was found of a row.</summary>
public enum RowVerdict
{
    /// <summary>Nobody on file and no earlier row comes near enough: the person will be created.</summary>
    New,
    /// <summary>The person is on file with the same names, birth date and file number; the differences say what the row changes.</summary>
    Known,
    /// <summary>The row repeats an earlier one cell by cell: nothing to do.</summary>
    Repeated,
    /// <summary>Somebody on file or in an earlier row is likely to be the same person: a person has to decide.</summary>
    LikelyDuplicate,
    /// <summary>A rule is broken; the findings say which. Correct the row and send it again in a later file.</summary>
    Refused,
    /// <summary>Applying it failed several times for an unforeseen error; send the row again in a later file.</summary>
    Failed,
}

/// <summary>What a person has decided on a row that waits.</summary>
public enum RowDecision
{
    /// <summary>It is somebody else than the candidates: create.</summary>
    Create,
    /// <summary>It is one of the candidates, of whom the row changes what it would of somebody known.</summary>
    UseExisting,
    /// <summary>Leave the row aside.</summary>
    Skip,
}

/// <summary>One row of an allocation list with what was found and what became of it.</summary>
public sealed class ImportRow : IRoot
{
    private ImportRow() { }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which import.</summary>
    public Guid ImportId { get; private set; }
    /// <summary>The line in the file on which it begins, the header being line 1.</summary>
    public int LineNumber { get; private set; }
    /// <summary>The list's own name for the household; null where the cell is empty.</summary>
    public string? Household { get; private set; }
    /// <summary>The cells as written, by the column's key: a JSON object.</summary>
    public string Raw { get; private set; } = "{}";
    /// <summary>See <see cref="PersonKey"/>; null for a refused row.</summary>
    public string? PersonKey { get; private set; }
    /// <summary>What was found.</summary>
    public RowVerdict Verdict { get; private set; }
    /// <summary>A JSON array of <see cref="StoredFinding"/>.</summary>
    public string Findings { get; private set; } = "[]";
    /// <summary>A JSON array of <see cref="StoredCandidate"/>, best first.</summary>
    public string Candidates { get; private set; } = "[]";
    /// <summary>A JSON array of <see cref="StoredDifference"/>: what the row changes of somebody on file.</summary>
    public string Differences { get; private set; } = "[]";
    /// <summary>
    /// Where the household is unclear (<see cref="HouseholdRule"/>), lives apart or is another organisation's by now: the first line of the rows that
    /// wait together, also of the rows of somebody known with whom they may live.
    /// </summary>
    public int? UnclearHousehold { get; private set; }
    /// <summary>Of an unclear household: the earlier line with which the person lives, as decided; null: as the file number says.</summary>
    public int? DecidedHousehold { get; private set; }
    /// <summary>See <see cref="EntryKeys.Entry"/>.</summary>
    public string? EntryKey { get; private set; }
    /// <summary>See <see cref="EntryKeys.Birth"/>.</summary>
    public string? BirthKey { get; private set; }
    /// <summary>See <see cref="EntryKeys.Name"/>.</summary>
    public string? NameKey { get; private set; }
    /// <summary>See <see cref="EntryKeys.File"/>.</summary>
    public string? FileKey { get; private set; }
    /// <summary>How often applying it has failed for an unforeseen error.</summary>
    public int Attempts { get; private set; }
    /// <summary>What was decided on a row that waits.</summary>
    public RowDecision? Decision { get; private set; }
    /// <summary>Who on file it is, for use_existing.</summary>
    public Guid? DecidedClientId { get; private set; }
    /// <summary>Which earlier row it is, for use_existing.</summary>
    public int? DecidedLine { get; private set; }
    /// <summary>Who decided.</summary>
    public Guid? DecidedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }
    /// <summary>Whom the row is about: found by the check, or created or chosen when applied.</summary>
    public Guid? ClientId { get; private set; }
    /// <summary>When it was applied; null for a row left aside.</summary>
    public DateTimeOffset? AppliedAt { get; private set; }
    /// <summary>The row's version.</summary>
    public uint Version { get; private set; }

    /// <summary>So often applying it may fail before it ends as failed.</summary>
    public const int MaxAttempts = 3;

    /// <summary>Whether a row of this kind is a person's to decide.</summary>
    internal static bool IsDecidable(RowVerdict verdict, int? unclearHousehold) =>
        verdict == RowVerdict.LikelyDuplicate || (verdict == RowVerdict.New && unclearHousehold is not null);

    /// <summary>Waits for a decision.</summary>
    public bool IsUndecided => Decision is null && IsDecidable(Verdict, UnclearHousehold);

    internal IReadOnlyList<StoredCandidate> CandidateList => StoredCandidate.Read(Candidates);

    internal void Decide(RowChoice choice, Guid by, DateTimeOffset now)
    {
        var (decision, clientId, line) = (choice.Decision, choice.ClientId, choice.Line);
        if (!IsDecidable(Verdict, UnclearHousehold))
        {
            throw new RefusedException(ImportProblems.NotADuplicate);
        }
        if (decision == RowDecision.UseExisting && !CandidateList.Any(candidate => clientId is null ? candidate.Line == line : candidate.ClientId == clientId))
        {
            throw RefusedException.Invalid(clientId is null ? "/line" : "/clientId", ImportProblems.NotACandidate);
        }
        (Decision, DecidedBy, DecidedAt) = (decision, by, now);
        (DecidedClientId, DecidedLine) = decision == RowDecision.UseExisting ? (clientId, line) : (null, null);
        DecidedHousehold = decision == RowDecision.Create ? choice.HouseholdLine : null;
    }

    /// <summary>The person was created from the row, or is the one that was chosen.</summary>
    internal void Apply(Guid clientId, DateTimeOffset now) => (ClientId, AppliedAt) = (clientId, now);

    /// <summary>Whom the decision leads to, if anybody.</summary>
    internal void Follow(Guid? clientId) => ClientId = clientId;

    /// <summary>When applied it turned out that the person is on file.</summary>
    internal void Recognise(Guid clientId)
    {
        Undecide();
        (Verdict, Candidates, ClientId, UnclearHousehold) = (RowVerdict.Known, "[]", clientId, null);
    }

    /// <summary>When applied it turned out that somebody on file is likely to be the same.</summary>
    internal void Doubt(IReadOnlyList<StoredCandidate> candidates)
    {
        Undecide();
        UnclearHousehold = Verdict == RowVerdict.Known ? null : UnclearHousehold;
        (Verdict, ClientId, Candidates, Differences) = (RowVerdict.LikelyDuplicate, null, StoredCandidate.Write(candidates), "[]");
    }

    /// <summary>When applied nobody is on file any more for it, and its household is unclear.</summary>
    internal void AskForHousehold(int firstLine, StoredFinding why)
    {
        Undecide();
        (Verdict, ClientId, UnclearHousehold, Differences) = (RowVerdict.New, null, firstLine, "[]");
        Note(why);
    }

    /// <summary>When applied it turned out that with whom another row's person lives is to be decided: with whom this row is about, perhaps.</summary>
    internal void StandBeside(int firstLine, Guid clientId)
    {
        if (Decision != RowDecision.UseExisting)
        {
            Recognise(clientId);
        }
        UnclearHousehold = firstLine;
    }

    /// <summary>The row that it was decided to repeat has put nobody on file.</summary>
    internal void LeadNowhere()
    {
        Undecide();
        Note(StoredFinding.OfRow(RowNote.LeadsNowhere, refuses: false));
    }

    /// <summary>When applied a rule was broken that the check had found kept.</summary>
    internal void Refuse(IReadOnlyList<StoredFinding> findings)
    {
        Undecide();
        (Verdict, UnclearHousehold) = (RowVerdict.Refused, null);
        (ClientId, Candidates, Findings, Differences) = (null, "[]", StoredFinding.Write(findings), "[]");
    }

    /// <summary>Applying it has failed once more.</summary>
    /// <returns>Whether it has failed for good.</returns>
    internal bool FailOnce()
    {
        if (++Attempts < MaxAttempts)
        {
            return false;
        }
        Undecide();
        (Verdict, ClientId, UnclearHousehold) = (RowVerdict.Failed, null, null);
        Findings = StoredFinding.Write([StoredFinding.OfRow(RowNote.Failed, refuses: true), .. StoredFinding.Read(Findings)]);
        return true;
    }

    /// <summary>The person was put into a household that was on file.</summary>
    internal void Join() => Note(StoredFinding.OfRow(RowNote.HouseholdJoined, refuses: false));

    /// <summary>What it changes of somebody on file.</summary>
    internal void Change(IReadOnlyList<StoredDifference> differences, IReadOnlyList<AllocationRule> notes)
    {
        Differences = StoredDifference.Write(differences);
        foreach (var note in notes)
        {
            Note(StoredFinding.OfRow(note, refuses: false));
        }
    }

    /// <summary>Nobody on file is the person any more whom the check had found there.</summary>
    internal void Renew()
    {
        if (Verdict == RowVerdict.Known)
        {
            (Verdict, UnclearHousehold) = (RowVerdict.New, null);
        }
        (ClientId, Differences) = (null, "[]");
    }

    private void Note(StoredFinding note)
    {
        var findings = StoredFinding.Read(Findings);
        if (!findings.Any(finding => finding.Code == note.Code))
        {
            Findings = StoredFinding.Write([.. findings, note]);
        }
    }

    private void Undecide() => (Decision, DecidedClientId, DecidedLine, DecidedHousehold, DecidedBy, DecidedAt) = (null, null, null, null, null, null);
}

/// <summary>What a person decides on a row.</summary>
/// <param name="Decision">What becomes of it.</param>
/// <param name="ClientId">Who on file it is.</param>
/// <param name="Line">Which earlier row it is.</param>
/// <param name="HouseholdLine">The earlier row with which the person lives.</param>
public sealed record RowChoice(RowDecision Decision, Guid? ClientId = null, int? Line = null, int? HouseholdLine = null);

/// <summary>A finding as stored: both languages, because it is read later.</summary>
/// <param name="Field">The column as the file names it; null for the whole row.</param>
/// <param name="FieldKey">The column's stable key.</param>
/// <param name="Code">The rule.</param>
/// <param name="De">In German.</param>
/// <param name="En">In English.</param>
/// <param name="Refuses">Whether it refuses the row; a notice otherwise.</param>
public sealed record StoredFinding(string? Field, string? FieldKey, string Code, string De, string En, bool Refuses)
{
    internal static StoredFinding OfRow(AllocationRule rule, bool refuses) => Of(AllocationFinding.OfRow(rule), refuses);

    internal static IReadOnlyList<StoredFinding> Of(AllocationRow row) => [.. row.Refusals.Select(f => Of(f, true)), .. row.Notices.Select(f => Of(f, false))];

    internal static StoredFinding Of(AllocationRule rule, string value) => new(null, null, rule.Code,
        string.Format(System.Globalization.CultureInfo.InvariantCulture, rule.German, value),
        string.Format(System.Globalization.CultureInfo.InvariantCulture, rule.English, value), Refuses: false);

    internal static string Write(IReadOnlyList<StoredFinding> findings) => JsonSerializer.Serialize(findings, JsonSerializerOptions.Web);

    internal static IReadOnlyList<StoredFinding> Read(string json) => JsonSerializer.Deserialize<StoredFinding[]>(json, JsonSerializerOptions.Web)!;

    private static StoredFinding Of(AllocationFinding finding, bool refuses) =>
        new(finding.Field, finding.FieldKey, finding.Code, finding.German, finding.English, refuses);
}

/// <summary>Who may be the same person, as stored.</summary>
/// <param name="ClientId">Somebody on file; null for an earlier row.</param>
/// <param name="Line">An earlier row of the file; null for somebody on file.</param>
/// <param name="Score">0 to 100, see <see cref="DuplicateScore"/>.</param>
/// <param name="Reasons">Codes of <see cref="DuplicateReason"/>.</param>
public sealed record StoredCandidate(Guid? ClientId, int? Line, int Score, IReadOnlyList<string> Reasons)
{
    internal static StoredCandidate Of(Guid clientId, DuplicateScore score) => new(clientId, null, score.Score, Codes(score));

    internal static StoredCandidate Of(int line, DuplicateScore score) => new(null, line, score.Score, Codes(score));

    internal static string Write(IEnumerable<StoredCandidate> candidates) => JsonSerializer.Serialize(candidates, JsonSerializerOptions.Web);

    internal static IReadOnlyList<StoredCandidate> Read(string json) => JsonSerializer.Deserialize<StoredCandidate[]>(json, JsonSerializerOptions.Web)!;

    private static string[] Codes(DuplicateScore score) => [.. score.Reasons.Select(reason => reason.Code)];
}
