using CaseManagement.Api.Privacy;

namespace CaseManagement.Api.Documents;

/// <summary>Whether a paper is there. That it has expired follows from the day.</summary>
public enum DocumentStatus
{
    /// <summary>Still to be brought, or gone.</summary>
    Missing,
    /// <summary>There; where it is now says its place.</summary>
    Brought,
}

/// <summary>What a paper is: the part of it that a correction may change.</summary>
/// <param name="Kind">Code of the list document-kind.</param>
/// <param name="Title">Which one, where the kind does not say it.</param>
/// <param name="Number">As printed.</param>
/// <param name="Issuer">Who issued it.</param>
/// <param name="ValidFrom">First day of its validity.</param>
/// <param name="ExpiresOn">Last day of its validity, as printed.</param>
/// <param name="Place">Code of the list document-place: where the paper itself is.</param>
/// <param name="Note">What else is to be known.</param>
/// <param name="Compartment">What it reveals.</param>
public sealed record DocumentFacts(
    string Kind, string? Title, string? Number, string? Issuer, DateOnly? ValidFrom, DateOnly? ExpiresOn, string? Place, string? Note,
    Compartment? Compartment);

/// <summary>A paper of a person: what exists, where it is, how long it is valid. missing ⇄ brought; scans of it are files of their own.</summary>
public sealed class Document : IRestrictedOfCase
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string BroughtMove = "brought", MissingMove = "missing";

    /// <summary>The legal moves.</summary>
    public static readonly Transitions<DocumentStatus> Moves = new("document",
        (DocumentStatus.Missing, BroughtMove, DocumentStatus.Brought), (DocumentStatus.Brought, MissingMove, DocumentStatus.Missing));

    private Document() { }

    /// <summary>Records it.</summary>
    /// <param name="of">The controller, the case and whose it is.</param>
    /// <param name="facts">What it is.</param>
    /// <param name="status">Whether it is there, and since when.</param>
    /// <param name="by">Who records it; null for the system.</param>
    /// <param name="now">When.</param>
    public Document((Guid Organisation, Guid Case, Guid Client) of, DocumentFacts facts, (DocumentStatus Status, DateOnly Since) status, Guid? by,
        DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId) = (of.Organisation, of.Case, of.Client);
        (Status, Since, RecordedBy, RecordedAt) = (status.Status, status.Since, by, now);
        Correct(facts, now);
    }

    /// <summary>The document.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The case in which it was recorded.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>Whose it is.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>What it reveals: the compartment that hides it.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>Code of the list document-kind.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>Which one, where the kind does not say it.</summary>
    public string? Title { get; private set; }
    /// <summary>As printed.</summary>
    public string? Number { get; private set; }
    /// <summary>Who issued it.</summary>
    public string? Issuer { get; private set; }
    /// <summary>First day of its validity.</summary>
    public DateOnly? ValidFrom { get; private set; }
    /// <summary>Last day of its validity, as printed.</summary>
    public DateOnly? ExpiresOn { get; private set; }
    /// <summary>Code of the list document-place.</summary>
    public string? Place { get; private set; }
    /// <summary>What else is to be known.</summary>
    public string? Note { get; private set; }
    /// <summary>Whether it is there.</summary>
    public DocumentStatus Status { get; private set; }
    /// <summary>Since when.</summary>
    public DateOnly Since { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The last change of it or of its files.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Puts right what was recorded wrongly, or says what has changed: renewed, handed in.</summary>
    public void Correct(DocumentFacts facts, DateTimeOffset now)
    {
        (Kind, Title, Number, Issuer) = (facts.Kind, facts.Title?.Trim(), facts.Number?.Trim(), facts.Issuer?.Trim());
        (ValidFrom, ExpiresOn, Place, Note) = (facts.ValidFrom, facts.ExpiresOn, facts.Place, facts.Note?.Trim());
        (Compartment, UpdatedAt) = (facts.Compartment, now);
    }

    /// <summary>missing → brought.</summary>
    /// <exception cref="RefusedException">409 when it is there.</exception>
    public void Bring(DateOnly on, string? place, DateTimeOffset now) => Move(BroughtMove, on, place, now);

    /// <summary>brought → missing: lost, or never what it was taken for.</summary>
    /// <exception cref="RefusedException">409 when it is missing.</exception>
    public void Miss(DateOnly on, string? place, DateTimeOffset now) => Move(MissingMove, on, place, now);

    /// <summary>One of its files has come or gone.</summary>
    public void Touch(DateTimeOffset now) => UpdatedAt = now;

    private void Move(string move, DateOnly on, string? place, DateTimeOffset now) =>
        (Status, Since, Place, UpdatedAt) = (Moves.Next(Status, move), on, place, now);
}

/// <summary>A scan or photograph of a paper. It never changes: a better one replaces it.</summary>
public sealed class DocumentFile : IRoot
{
    /// <summary>Of one row of the bytes.</summary>
    public const int ChunkBytes = 256 * 1024;

    private DocumentFile() { }

    /// <summary>Adds it.</summary>
    /// <param name="of">The document.</param>
    /// <param name="name">Made safe.</param>
    /// <param name="mediaType">As its bytes tell.</param>
    /// <param name="size">In bytes.</param>
    /// <param name="sha256">In hexadecimal.</param>
    /// <param name="by">Who uploads it.</param>
    /// <param name="now">When.</param>
    public DocumentFile((Guid Id, Guid Organisation, Guid Case, Guid Client) of, string name, string mediaType, long size, string sha256, Guid? by,
        DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (DocumentId, OrganisationId, CaseId, ClientId) = of;
        (Name, MediaType, SizeBytes, Sha256, UploadedBy, UploadedAt) = (name, mediaType, size, sha256, by, now);
    }

    /// <summary>The file.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which document.</summary>
    public Guid DocumentId { get; private set; }
    /// <summary>The document's case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>Whose it is.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Under which a browser saves it.</summary>
    public string Name { get; private set; } = "";
    /// <summary>As its bytes tell.</summary>
    public string MediaType { get; private set; } = "";
    /// <summary>In bytes.</summary>
    public long SizeBytes { get; private set; }
    /// <summary>In hexadecimal.</summary>
    public string Sha256 { get; private set; } = "";
    /// <summary>Who uploaded it.</summary>
    public Guid? UploadedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset UploadedAt { get; private set; }
    /// <summary>The row's version.</summary>
    public uint Version { get; private set; }
}
