namespace CaseManagement.Api.Consents;

/// <summary>Where it stands. Whether it is in force follows from the day.</summary>
public enum ConsentStatus
{
    /// <summary>Given; in force until it is withdrawn or its time is over.</summary>
    Given,
    /// <summary>Withdrawn; it stays readable, for what was done while it was in force was lawful (Art. 7 Abs. 3 DSGVO).</summary>
    Withdrawn,
}

/// <summary>The words that were agreed to.</summary>
/// <param name="TextId">The version of the organisation's text.</param>
/// <param name="Key">What its versions have in common.</param>
/// <param name="Number">Which version.</param>
/// <param name="Purpose">Code of the list consent-purpose.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Language">In which language it was read.</param>
/// <param name="Wording">The words in that language.</param>
public sealed record AgreedText(Guid TextId, string Key, int Number, string Purpose, string Title, string Language, string Wording);

/// <summary>To what of it, and how.</summary>
/// <param name="Recipients">Who may get the data.</param>
/// <param name="RecipientOrganisationIds">Those of them that are organisations here.</param>
/// <param name="Data">Codes of the list consent-data.</param>
/// <param name="GivenOn">On which day.</param>
/// <param name="ValidUntil">First day no longer; null while no end was agreed.</param>
/// <param name="Form">Code of the list consent-form.</param>
/// <param name="Reading">Code of the list consent-reading.</param>
/// <param name="Interpreter">Code of the list interpreter-kind.</param>
/// <param name="RepresentationIds">Who gave it for the person; empty where the person did.</param>
/// <param name="Evidence">What shows it, and where that is.</param>
public sealed record ConsentFacts(
    IReadOnlyList<string> Recipients, IReadOnlyList<Guid> RecipientOrganisationIds, IReadOnlyList<string> Data, DateOnly GivenOn, DateOnly? ValidUntil,
    string Form, string Reading, string? Interpreter, IReadOnlyList<Guid> RepresentationIds, string Evidence);

/// <summary>
/// What a person has agreed to: a version of a text, for a purpose, recipients and data, in a language, and how. That never changes; other
/// representatives may join, and it can be withdrawn at any time, which stays on record. given → withdrawn.
/// </summary>
public sealed class Consent : IRoot
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string CountersignMove = "countersign", WithdrawMove = "withdraw";

    /// <summary>The legal moves.</summary>
    public static readonly Transitions<ConsentStatus> Moves = new("consent",
        (ConsentStatus.Given, CountersignMove, ConsentStatus.Given), (ConsentStatus.Given, WithdrawMove, ConsentStatus.Withdrawn));

    private Consent() { }

    /// <summary>Records it.</summary>
    /// <param name="of">The controller, and who consents.</param>
    /// <param name="text">The words.</param>
    /// <param name="facts">To what of it, and how.</param>
    /// <param name="by">Who records it; null for the system.</param>
    /// <param name="now">When.</param>
    public Consent((Guid Organisation, Guid Client) of, AgreedText text, ConsentFacts facts, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId) = (of.Organisation, of.Client);
        (TextId, TextKey, TextNumber, Purpose) = (text.TextId, text.Key, text.Number, text.Purpose);
        (Title, Language, Wording) = (text.Title, text.Language, text.Wording);
        Recipients = [.. facts.Recipients.Select(recipient => recipient.Trim()).Order(StringComparer.Ordinal)];
        RecipientOrganisationIds = [.. facts.RecipientOrganisationIds.Distinct()];
        Data = [.. facts.Data.Distinct().Order(StringComparer.Ordinal)];
        (GivenOn, ValidUntil, Form, Reading, Interpreter) = (facts.GivenOn, facts.ValidUntil, facts.Form, facts.Reading, facts.Interpreter);
        (RepresentationIds, Evidence) = ([.. facts.RepresentationIds.Distinct()], facts.Evidence.Trim());
        (RecordedBy, RecordedAt, UpdatedAt) = (by, now, now);
    }

    /// <summary>The consent.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who consents, or for whom somebody does.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The version of the text; another organisation's after a handover.</summary>
    public Guid TextId { get; private set; }
    /// <summary>What the text's versions have in common.</summary>
    public string TextKey { get; private set; } = "";
    /// <summary>Which version.</summary>
    public int TextNumber { get; private set; }
    /// <summary>Code of the list consent-purpose.</summary>
    public string Purpose { get; private set; } = "";
    /// <summary>The text's heading.</summary>
    public string Title { get; private set; } = "";
    /// <summary>The words, in <see cref="Language"/>.</summary>
    public string Wording { get; private set; } = "";
    /// <summary>ISO 639-3.</summary>
    public string Language { get; private set; } = "";
    /// <summary>Who may get the data.</summary>
    public string[] Recipients { get; private set; } = [];
    /// <summary>Those of them that are organisations here.</summary>
    public Guid[] RecipientOrganisationIds { get; private set; } = [];
    /// <summary>Codes of the list consent-data.</summary>
    public string[] Data { get; private set; } = [];
    /// <summary>On which day.</summary>
    public DateOnly GivenOn { get; private set; }
    /// <summary>Code of the list consent-form.</summary>
    public string Form { get; private set; } = "";
    /// <summary>Code of the list consent-reading.</summary>
    public string Reading { get; private set; } = "";
    /// <summary>Code of the list interpreter-kind.</summary>
    public string? Interpreter { get; private set; }
    /// <summary>Who gave it for the person; empty where the person did.</summary>
    public Guid[] RepresentationIds { get; private set; } = [];
    /// <summary>What shows it, and where that is.</summary>
    public string Evidence { get; private set; } = "";
    /// <summary>First day no longer; null while no end was agreed.</summary>
    public DateOnly? ValidUntil { get; private set; }
    /// <summary>Where it stands.</summary>
    public ConsentStatus Status { get; private set; }
    /// <summary>On which day it was withdrawn.</summary>
    public DateOnly? WithdrawnOn { get; private set; }
    /// <summary>Code of the list consent-form.</summary>
    public string? WithdrawalForm { get; private set; }
    /// <summary>What was said.</summary>
    public string? WithdrawalNote { get; private set; }
    /// <summary>Who recorded the withdrawal.</summary>
    public Guid? WithdrawalRecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? WithdrawalRecordedAt { get; private set; }
    /// <summary>Who recorded the consent.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Whether it covers what is done on a day.</summary>
    public bool IsInForce(DateOnly day) => Status == ConsentStatus.Given && GivenOn <= day && (ValidUntil is not { } until || day < until);

    /// <summary>Why nobody else can join it; null where a representative can.</summary>
    public ProblemType? ObjectionToCountersign => RepresentationIds.Length == 0 ? ConsentProblems.OfThePerson : null;

    /// <summary>Other representatives join it. Who has already stays.</summary>
    /// <param name="representations">As which representatives.</param>
    /// <param name="evidence">What shows the consent now.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when it is withdrawn, or what the person said alone.</exception>
    public void Countersign(IEnumerable<Guid> representations, string evidence, DateTimeOffset now)
    {
        Moves.Next(Status, CountersignMove);
        if (ObjectionToCountersign is { } objection)
        {
            throw new RefusedException(objection);
        }
        (RepresentationIds, Evidence, UpdatedAt) = ([.. RepresentationIds.Union(representations)], evidence.Trim(), now);
    }

    /// <summary>given → withdrawn. As easy as giving it (Art. 7 Abs. 3 Satz 4 DSGVO): no evidence is asked for.</summary>
    /// <param name="on">On which day; today or earlier.</param>
    /// <param name="form">Code of the list consent-form.</param>
    /// <param name="note">What was said.</param>
    /// <param name="by">Who records it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when it is withdrawn; 400 before it was given.</exception>
    public void Withdraw(DateOnly on, string form, string? note, Guid? by, DateTimeOffset now)
    {
        var next = Moves.Next(Status, WithdrawMove);
        if (on < GivenOn)
        {
            throw RefusedException.Invalid("/withdrawnOn", ConsentProblems.WithdrawnBeforeGiven);
        }
        (Status, WithdrawnOn, WithdrawalForm, WithdrawalNote) = (next, on, form, note?.Trim());
        (WithdrawalRecordedBy, WithdrawalRecordedAt, UpdatedAt) = (by, now, now);
    }
}
