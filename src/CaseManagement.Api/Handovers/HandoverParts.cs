namespace CaseManagement.Api.Handovers;

/// <summary>One person of a handover.</summary>
public sealed class HandoverPerson
{
    private HandoverPerson() { }

    /// <summary>A person with the open case, if there is one.</summary>
    public HandoverPerson(Guid handoverId, Guid clientId, Guid? caseId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (HandoverId, ClientId, CaseId) = (handoverId, clientId, caseId);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>Of which handover.</summary>
    public Guid HandoverId { get; private set; }
    /// <summary>Who.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The open case; null in a draft whose person has none yet.</summary>
    public Guid? CaseId { get; private set; }
    /// <summary>The first contact after acceptance that reached the person, as the contacts on file say while the handover is accepted.</summary>
    public DateTimeOffset? FirstContactAt { get; private set; }

    /// <summary>The open case as it is now.</summary>
    public void Follow(Guid? caseId) => CaseId = caseId;
}

/// <summary>A line of the list of documents: there, or missing and why.</summary>
public sealed class HandoverDocument
{
    private HandoverDocument() { }

    /// <summary>A line.</summary>
    /// <param name="organisationId">The sender.</param>
    /// <param name="handoverId">Of which handover.</param>
    /// <param name="clientId">Whose; null for the household's.</param>
    /// <param name="kind">Code of the list document-kind.</param>
    /// <param name="compartment">The compartment of the kind: a medical report is health.</param>
    /// <param name="missingReason">Why it is missing; null when it is there.</param>
    /// <param name="now">When.</param>
    public HandoverDocument(
        Guid organisationId, Guid handoverId, Guid? clientId, string kind, string? compartment, string? missingReason, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, HandoverId, ClientId, Kind, Compartment) = (organisationId, handoverId, clientId, kind, compartment);
        Change(missingReason);
    }

    /// <summary>The line.</summary>
    public Guid Id { get; private set; }
    /// <summary>The sender.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which handover.</summary>
    public Guid HandoverId { get; private set; }
    /// <summary>Whose; null for the household's.</summary>
    public Guid? ClientId { get; private set; }
    /// <summary>Code of the list document-kind.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>Restricted kinds show only to who may open the compartment.</summary>
    public string? Compartment { get; private set; }
    /// <summary>Handed over.</summary>
    public bool IsPresent { get; private set; }
    /// <summary>Why it is missing.</summary>
    public string? MissingReason { get; private set; }

    /// <summary>There (null), or missing and why.</summary>
    public void Change(string? missingReason) => (IsPresent, MissingReason) = (missingReason is null, missingReason?.Trim());

    /// <summary>As it goes along.</summary>
    public PackageDocumentLine ForPackage() => new(ClientId, Kind, IsPresent, MissingReason);
}

/// <summary>Something that the receiver has to see to.</summary>
public sealed class HandoverOpenItem
{
    private HandoverOpenItem() { }

    /// <summary>An open item.</summary>
    public HandoverOpenItem(Guid organisationId, Guid handoverId, Guid? clientId, string text, DateOnly? dueOn, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, HandoverId, ClientId) = (organisationId, handoverId, clientId);
        Change(clientId, text, dueOn);
    }

    /// <summary>The item; stays the same over the versions of the package.</summary>
    public Guid Id { get; private set; }
    /// <summary>The sender.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which handover.</summary>
    public Guid HandoverId { get; private set; }
    /// <summary>Whose; null for the household's.</summary>
    public Guid? ClientId { get; private set; }
    /// <summary>What is open.</summary>
    public string Text { get; private set; } = "";
    /// <summary>By when.</summary>
    public DateOnly? DueOn { get; private set; }

    /// <summary>Writes it anew.</summary>
    public void Change(Guid? clientId, string text, DateOnly? dueOn) => (ClientId, Text, DueOn) = (clientId, text.Trim(), dueOn);

    /// <summary>As it goes along.</summary>
    public PackageOpenItem ForPackage() => new(Id, ClientId, Text, DueOn);
}

/// <summary>A restricted need or record that goes along, chosen by itself.</summary>
public sealed class HandoverInclusion
{
    private HandoverInclusion() { }

    /// <summary>Includes an item.</summary>
    public HandoverInclusion(Guid organisationId, Guid handoverId, Guid itemId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, HandoverId, ItemId) = (organisationId, handoverId, itemId);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The sender.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which handover.</summary>
    public Guid HandoverId { get; private set; }
    /// <summary>The need or restricted record.</summary>
    public Guid ItemId { get; private set; }
}

/// <summary>One step of a handover: written once, never changed.</summary>
public sealed class HandoverMove
{
    private HandoverMove() { }

    internal HandoverMove(Handover of, string action, HandoverStatus? from, HandoverStatus to, Actor by, string? reasonCode, string? note, DateTimeOffset at)
    {
        Id = Guid.CreateVersion7(at);
        (HandoverId, Action, FromStatus, ToStatus, At, OrganisationId, StaffId) = (of.Id, action, from, to, at, by.OrganisationId, by.StaffId);
        (ReasonCode, Note, PackageVersion) = (reasonCode, note, of.PackageVersion);
    }

    /// <summary>The step.</summary>
    public Guid Id { get; private set; }
    /// <summary>Of which handover.</summary>
    public Guid HandoverId { get; private set; }
    /// <summary>prepare, or a move of <see cref="Handover.Moves"/>.</summary>
    public string Action { get; private set; } = "";
    /// <summary>Before; null for the first.</summary>
    public HandoverStatus? FromStatus { get; private set; }
    /// <summary>After.</summary>
    public HandoverStatus ToStatus { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>For which organisation.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who; null for the system.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>The coded reason.</summary>
    public string? ReasonCode { get; private set; }
    /// <summary>In words.</summary>
    public string? Note { get; private set; }
    /// <summary>The package it was about.</summary>
    public int PackageVersion { get; private set; }
}

/// <summary>What the receiver thinks of an item of the package.</summary>
public enum ItemVerdict
{
    /// <summary>Clear.</summary>
    Accepted,
    /// <summary>Asked back.</summary>
    Queried,
}

/// <summary>The receiver's verdict on one item of one version of the package, and the sender's answer.</summary>
public sealed class HandoverItem
{
    private HandoverItem() { }

    /// <summary>A verdict.</summary>
    /// <param name="handoverId">Of which handover.</param>
    /// <param name="packageVersion">On which version.</param>
    /// <param name="place">The item's place, see <see cref="Places"/>.</param>
    /// <param name="question">The question; null accepts the item.</param>
    /// <param name="by">Who; null where an unchanged item keeps its verdict over a new version.</param>
    /// <param name="now">When.</param>
    public HandoverItem(Guid handoverId, int packageVersion, string place, string? question, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (HandoverId, PackageVersion, Place) = (handoverId, packageVersion, place);
        Review(question, by, now);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>Of which handover.</summary>
    public Guid HandoverId { get; private set; }
    /// <summary>On which version.</summary>
    public int PackageVersion { get; private set; }
    /// <summary>The item's place in the package.</summary>
    public string Place { get; private set; } = "";
    /// <summary>What the receiver thinks.</summary>
    public ItemVerdict Verdict { get; private set; }
    /// <summary>What he asks.</summary>
    public string? Question { get; private set; }
    /// <summary>Who; null where the verdict was kept from an earlier version.</summary>
    public Guid? ReviewedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset ReviewedAt { get; private set; }
    /// <summary>The sender's answer.</summary>
    public string? Answer { get; private set; }
    /// <summary>Whose.</summary>
    public Guid? AnsweredBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Accepts (null) or asks.</summary>
    public void Review(string? question, Guid? by, DateTimeOffset now) =>
        (Verdict, Question, ReviewedBy, ReviewedAt) = (question is null ? ItemVerdict.Accepted : ItemVerdict.Queried, question?.Trim(), by, now);

    /// <summary>Answers the question.</summary>
    public void Reply(string answer, Guid by, DateTimeOffset now) => (Answer, AnsweredBy, AnsweredAt) = (answer.Trim(), by, now);
}

/// <summary>A version of the package, frozen (the database refuses any change).</summary>
public sealed class HandoverPackage
{
    private HandoverPackage() { }

    /// <summary>Freezes a document.</summary>
    public HandoverPackage(Guid handoverId, int version, PackageDocument document, Guid by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (HandoverId, Version, Content, CreatedBy, CreatedAt) = (handoverId, version, document.ToCanonicalJson(), by, now);
        Sha256 = PackageDocument.Hash(Content);
    }

    /// <summary>The package.</summary>
    public Guid Id { get; private set; }
    /// <summary>Of which handover.</summary>
    public Guid HandoverId { get; private set; }
    /// <summary>1, 2 …: one for each submission.</summary>
    public int Version { get; private set; }
    /// <summary>The exact text that was hashed.</summary>
    public string Content { get; private set; } = "";
    /// <summary>SHA-256 over the UTF-8 bytes of <see cref="Content"/>.</summary>
    public byte[] Sha256 { get; private set; } = [];
    /// <summary>When it was frozen.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Who submitted it.</summary>
    public Guid CreatedBy { get; private set; }
}

/// <summary>A restricted item of a package, kept apart and hashed by itself.</summary>
public sealed class HandoverRestrictedItem
{
    private HandoverRestrictedItem() { }

    /// <summary>Freezes a restricted item beside its package.</summary>
    public HandoverRestrictedItem(Guid handoverId, int version, RestrictedContent item, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (HandoverId, PackageVersion, ClientId, ItemId, Compartment) = (handoverId, version, item.ClientId, item.ItemId, item.Compartment);
        Content = item.ToCanonicalJson();
        Sha256 = PackageDocument.Hash(Content);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>Of which handover.</summary>
    public Guid HandoverId { get; private set; }
    /// <summary>Of which version of the package.</summary>
    public int PackageVersion { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The need, record or document.</summary>
    public Guid ItemId { get; private set; }
    /// <summary>health, protection or sexual_orientation.</summary>
    public string Compartment { get; private set; } = "";
    /// <summary>The exact text that was hashed.</summary>
    public string Content { get; private set; } = "";
    /// <summary>SHA-256 over the UTF-8 bytes of <see cref="Content"/>.</summary>
    public byte[] Sha256 { get; private set; } = [];
}
