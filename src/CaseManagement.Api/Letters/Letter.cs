using CaseManagement.Api.Privacy;
namespace CaseManagement.Api.Letters;

/// <summary>What becomes of the remedy that a letter allows.</summary>
public enum RemedyStatus
{
    /// <summary>The letter sets no deadline.</summary>
    None,
    /// <summary>Neither sent nor renounced. Missed follows from the day.</summary>
    Open,
    /// <summary>Sent, with evidence.</summary>
    Sent,
    /// <summary>Renounced by the person or who acts for the person, with a reason.</summary>
    Renounced,
}

/// <summary>Where the last day comes from. Both are a person's word: the product computes proposals only.</summary>
public enum LastDaySource
{
    /// <summary>Typed in from the letter.</summary>
    Letter,
    /// <summary>A proposal that a person has confirmed.</summary>
    Proposal,
}

/// <summary>What stands in a letter: the part of it that a correction may change.</summary>
/// <param name="Office">Who wrote it.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Reference">The office's reference.</param>
/// <param name="Kind">Code of the list letter-kind.</param>
/// <param name="PostedOn">As dated or stamped.</param>
/// <param name="ReceivedOn">When it came.</param>
/// <param name="Delivery">Code of the list letter-delivery.</param>
/// <param name="Remedy">What can be done against it; null: nothing, or nothing in time.</param>
/// <param name="Compartment">What it reveals.</param>
public sealed record LetterFacts(
    string Office, string Subject, string? Reference, string Kind, DateOnly? PostedOn, DateOnly ReceivedOn, string? Delivery, RemedyFacts? Remedy,
    Compartment? Compartment);

/// <summary>The remedy of a letter and its last day.</summary>
/// <param name="Code">Code of the list remedy.</param>
/// <param name="LastDay">Until its end.</param>
/// <param name="Source">Where the last day comes from.</param>
/// <param name="Proposed">What was computed beside it.</param>
/// <param name="Paragraph">By which law.</param>
public sealed record RemedyFacts(string Code, DateOnly LastDay, LastDaySource Source, DateOnly? Proposed, string? Paragraph);

/// <summary>
/// A decision or other letter of an office to a person, and its legal deadline. The remedy: open → sent | renounced; either → open, where that was
/// recorded wrongly. Whose deadline is missed follows from the day.
/// </summary>
public sealed class Letter : IRestrictedOfCase
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string SendMove = "remedy-sent", RenounceMove = "remedy-renounced", ReopenMove = "reopen-remedy";

    /// <summary>The legal moves of the remedy.</summary>
    public static readonly Transitions<RemedyStatus> Moves = new("letter-remedy",
        (RemedyStatus.Open, SendMove, RemedyStatus.Sent), (RemedyStatus.Open, RenounceMove, RemedyStatus.Renounced),
        (RemedyStatus.Sent, ReopenMove, RemedyStatus.Open), (RemedyStatus.Renounced, ReopenMove, RemedyStatus.Open));

    private Letter() { }

    /// <summary>Records it.</summary>
    /// <param name="of">The controller, the case and whose it is.</param>
    /// <param name="facts">What stands in it.</param>
    /// <param name="by">Who records it; null for the system.</param>
    /// <param name="now">When.</param>
    public Letter((Guid Organisation, Guid Case, Guid Client) of, LetterFacts facts, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId) = (of.Organisation, of.Case, of.Client);
        (RecordedBy, RecordedAt) = (by, now);
        Set(facts, now);
    }

    /// <summary>The letter.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The case in which it was recorded.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>To whom.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>What it reveals: the compartment that hides it.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>Who wrote it.</summary>
    public string Office { get; private set; } = "";
    /// <summary>What it is about.</summary>
    public string Subject { get; private set; } = "";
    /// <summary>The office's reference.</summary>
    public string? Reference { get; private set; }
    /// <summary>Code of the list letter-kind.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>As dated or stamped.</summary>
    public DateOnly? PostedOn { get; private set; }
    /// <summary>When it came.</summary>
    public DateOnly ReceivedOn { get; private set; }
    /// <summary>Code of the list letter-delivery.</summary>
    public string? Delivery { get; private set; }
    /// <summary>Code of the list remedy.</summary>
    public string? Remedy { get; private set; }
    /// <summary>Until its end.</summary>
    public DateOnly? LastDay { get; private set; }
    /// <summary>Where the last day comes from.</summary>
    public LastDaySource? LastDaySource { get; private set; }
    /// <summary>What was computed beside it.</summary>
    public DateOnly? ProposedLastDay { get; private set; }
    /// <summary>By which law.</summary>
    public string? Paragraph { get; private set; }
    /// <summary>What has become of the remedy.</summary>
    public RemedyStatus RemedyStatus { get; private set; }
    /// <summary>When it was sent or renounced.</summary>
    public DateOnly? CompletedOn { get; private set; }
    /// <summary>Code of the list remedy-actor.</summary>
    public string? CompletedBy { get; private set; }
    /// <summary>That one's name.</summary>
    public string? CompletedByName { get; private set; }
    /// <summary>What shows that it was sent.</summary>
    public string? Evidence { get; private set; }
    /// <summary>Why it was renounced.</summary>
    public string? RenounceReason { get; private set; }
    /// <summary>Who recorded that.</summary>
    public Guid? CompletionRecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? CompletionRecordedAt { get; private set; }
    /// <summary>Who recorded the letter.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Puts right what was recorded wrongly.</summary>
    /// <exception cref="RefusedException">409 where a remedy that is sent or renounced would be taken out.</exception>
    public void Correct(LetterFacts facts, DateTimeOffset now)
    {
        if (facts.Remedy is null && RemedyStatus is RemedyStatus.Sent or RemedyStatus.Renounced)
        {
            throw new RefusedException(LetterProblems.RemedyCompleted);
        }
        Set(facts, now);
    }

    /// <summary>open → sent. Late as well: whether the deadline is restored is for others to decide (§ 67 SGG, § 60 VwGO).</summary>
    /// <param name="on">When it was sent; not before the letter came, as far as that is known.</param>
    /// <param name="by">Code of the list remedy-actor, and the name.</param>
    /// <param name="evidence">What shows it.</param>
    /// <param name="recordedBy">Who records it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when it is not open.</exception>
    public void Send(DateOnly on, (string Code, string? Name) by, string evidence, Guid? recordedBy, DateTimeOffset now)
    {
        Complete(SendMove, on, by, recordedBy, now);
        Evidence = evidence.Trim();
    }

    /// <summary>open → renounced.</summary>
    /// <param name="on">When.</param>
    /// <param name="by">Code of the list remedy-actor, and the name.</param>
    /// <param name="reason">Why.</param>
    /// <param name="recordedBy">Who records it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when it is not open.</exception>
    public void Renounce(DateOnly on, (string Code, string? Name) by, string reason, Guid? recordedBy, DateTimeOffset now)
    {
        Complete(RenounceMove, on, by, recordedBy, now);
        RenounceReason = reason.Trim();
    }

    /// <summary>sent or renounced → open: it was recorded wrongly.</summary>
    /// <exception cref="RefusedException">409 when it is neither.</exception>
    public void Reopen(DateTimeOffset now)
    {
        RemedyStatus = Moves.Next(RemedyStatus, ReopenMove);
        (CompletedOn, CompletedBy, CompletedByName, Evidence, RenounceReason) = (null, null, null, null, null);
        (CompletionRecordedBy, CompletionRecordedAt, UpdatedAt) = (null, null, now);
    }

    private void Complete(string move, DateOnly on, (string Code, string? Name) by, Guid? recordedBy, DateTimeOffset now)
    {
        var next = Moves.Next(RemedyStatus, move);
        if (on < (PostedOn ?? ReceivedOn))
        {
            throw RefusedException.Invalid("/on", LetterProblems.BeforeLetter);
        }
        (RemedyStatus, CompletedOn, CompletedBy, CompletedByName) = (next, on, by.Code, by.Name?.Trim());
        (CompletionRecordedBy, CompletionRecordedAt, UpdatedAt) = (recordedBy, now, now);
    }

    private void Set(LetterFacts facts, DateTimeOffset now)
    {
        (Office, Subject, Reference, Kind) = (facts.Office.Trim(), facts.Subject.Trim(), facts.Reference?.Trim(), facts.Kind);
        (PostedOn, ReceivedOn, Delivery, Compartment, UpdatedAt) = (facts.PostedOn, facts.ReceivedOn, facts.Delivery, facts.Compartment, now);
        (Remedy, LastDay, LastDaySource) = (facts.Remedy?.Code, facts.Remedy?.LastDay, facts.Remedy?.Source);
        (ProposedLastDay, Paragraph) = (facts.Remedy?.Proposed, facts.Remedy?.Paragraph?.Trim());
        if (RemedyStatus is RemedyStatus.None or RemedyStatus.Open)
        {
            RemedyStatus = facts.Remedy is null ? RemedyStatus.None : RemedyStatus.Open;
        }
    }
}
