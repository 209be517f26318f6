using CaseManagement.Api.Rules;

namespace CaseManagement.Api.Referrals;

/// <summary>A field of a person that a referral can disclose.</summary>
public enum ReferralField
{
    /// <summary>Family and given name.</summary>
    Name,
    /// <summary>Date of birth.</summary>
    BirthDate,
    /// <summary>Sex.</summary>
    Sex,
    /// <summary>Nationalities.</summary>
    Nationalities,
    /// <summary>Languages, and whether an interpreter is needed.</summary>
    Languages,
    /// <summary>Telephone.</summary>
    Phone,
    /// <summary>E-mail.</summary>
    Email,
    /// <summary>Address.</summary>
    Address,
    /// <summary>Residence status.</summary>
    ResidenceStatus,
    /// <summary>Benefits.</summary>
    Benefits,
    /// <summary>Level of education.</summary>
    Education,
    /// <summary>Work.</summary>
    Work,
    /// <summary>Needs in the areas of the service.</summary>
    Needs,
}

/// <summary>What the sender writes.</summary>
/// <param name="Purpose">Code of the list referral-purpose.</param>
/// <param name="Basis">Code of the list disclosure-basis.</param>
/// <param name="ConsentId">Where the basis is consent.</param>
/// <param name="Note">To the recipient.</param>
/// <param name="Fields">What is disclosed of the person.</param>
/// <param name="MemberIds">Who else of the household.</param>
/// <param name="ItemIds">Restricted items, one by one.</param>
/// <param name="SecrecyBasis">Code of the list secrecy-basis, for health items among them.</param>
public sealed record ReferralContent(string Purpose, string Basis, Guid? ConsentId, string? Note, IReadOnlyList<ReferralField> Fields,
    IReadOnlyList<Guid> MemberIds, IReadOnlyList<Guid> ItemIds, string? SecrecyBasis = null);

/// <summary>What the sender is writing; his alone.</summary>
public sealed class ReferralDraft
{
    private ReferralDraft() { }

    internal ReferralDraft(Guid id, Guid organisationId) => (Id, OrganisationId) = (id, organisationId);

    /// <summary>That of the referral.</summary>
    public Guid Id { get; private set; }
    /// <summary>The sender.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>To the recipient.</summary>
    public string? Note { get; private set; }
    /// <summary>Names of <see cref="ReferralField"/>.</summary>
    public string[] Fields { get; private set; } = [];
    /// <summary>Members of the household.</summary>
    public Guid[] MemberIds { get; private set; } = [];
    /// <summary>Restricted items.</summary>
    public Guid[] ItemIds { get; private set; } = [];

    internal void Write(ReferralContent content) => (Note, Fields, MemberIds, ItemIds) = (content.Note?.Trim(),
        [.. content.Fields.Distinct().Order().Select(field => SnakeCase.Of(field.ToString()))], [.. content.MemberIds.Distinct()],
        [.. content.ItemIds.Distinct()]);
}

/// <summary>A move that was made; both sides read it.</summary>
public sealed class ReferralMove
{
    private ReferralMove() { }

    internal ReferralMove(Guid referralId, string action, (ReferralStatus From, ReferralStatus To) states, Caller by, MoveReason why, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (ReferralId, Action, FromStatus, ToStatus, At) = (referralId, action, states.From, states.To, now);
        (OrganisationId, StaffId, ReasonCode, Note) = (by.RequiredOrganisationId, by.StaffId, why.Code, why.Note?.Trim());
    }

    /// <summary>The move.</summary>
    public Guid Id { get; private set; }
    /// <summary>Of which referral.</summary>
    public Guid ReferralId { get; private set; }
    /// <summary>Which one.</summary>
    public string Action { get; private set; } = "";
    /// <summary>Before.</summary>
    public ReferralStatus FromStatus { get; private set; }
    /// <summary>After.</summary>
    public ReferralStatus ToStatus { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who; null for the system.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>The coded reason.</summary>
    public string? ReasonCode { get; private set; }
    /// <summary>In words.</summary>
    public string? Note { get; private set; }
}

/// <summary>What a message is.</summary>
public enum MessageKind
{
    /// <summary>Words.</summary>
    Message,
    /// <summary>What was sent is corrected; the recipient confirms it.</summary>
    Correction,
}

/// <summary>A message of either side, or a correction by the sender.</summary>
public sealed class ReferralMessage
{
    private ReferralMessage() { }

    /// <summary>Writes one.</summary>
    /// <param name="referralId">In which referral.</param>
    /// <param name="text">What it says.</param>
    /// <param name="correction">Code of the list correction-topic and why; null for a mere message.</param>
    /// <param name="by">Who.</param>
    /// <param name="now">When.</param>
    public ReferralMessage(Guid referralId, string text, (string Topic, string Reason)? correction, Caller by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (ReferralId, OrganisationId, StaffId, At, Text) = (referralId, by.RequiredOrganisationId, by.StaffId, now, text.Trim());
        (Kind, Topic, Reason) = (correction is null ? MessageKind.Message : MessageKind.Correction, correction?.Topic, correction?.Reason.Trim());
    }

    /// <summary>The message.</summary>
    public Guid Id { get; private set; }
    /// <summary>In which referral.</summary>
    public Guid ReferralId { get; private set; }
    /// <summary>What it is.</summary>
    public MessageKind Kind { get; private set; }
    /// <summary>Who writes.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who of them.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>Code of the list correction-topic.</summary>
    public string? Topic { get; private set; }
    /// <summary>What it says.</summary>
    public string Text { get; private set; } = "";
    /// <summary>Why it is corrected.</summary>
    public string? Reason { get; private set; }
    /// <summary>Who has taken note of a correction.</summary>
    public Guid? ConfirmedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>The recipient has taken note; a second time changes nothing.</summary>
    public void Confirm(Guid? by, DateTimeOffset now)
    {
        if (ConfirmedAt is null)
        {
            (ConfirmedBy, ConfirmedAt) = (by, now);
        }
    }
}

/// <summary>What became of an appointment.</summary>
public enum AppointmentResult
{
    /// <summary>To come.</summary>
    Planned,
    /// <summary>The person was there.</summary>
    Kept,
    /// <summary>The person was not.</summary>
    Missed,
}

/// <summary>An appointment that the provider has given.</summary>
public sealed class ReferralAppointment
{
    private ReferralAppointment() { }

    /// <summary>Gives one.</summary>
    public ReferralAppointment(Guid referralId, DateTimeOffset at, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (ReferralId, At, RecordedBy, RecordedAt) = (referralId, at.ToUniversalTime(), by, now);
    }

    /// <summary>The appointment.</summary>
    public Guid Id { get; private set; }
    /// <summary>Of which referral.</summary>
    public Guid ReferralId { get; private set; }
    /// <summary>When it is.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>What became of it.</summary>
    public AppointmentResult Result { get; private set; }
    /// <summary>Who recorded that last.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>Kept or missed, or recorded wrongly.</summary>
    public void Record(AppointmentResult result, Guid? by, DateTimeOffset now) => (Result, RecordedBy, RecordedAt) = (result, by, now);
}

/// <summary>What was sent, frozen (the database refuses any change).</summary>
public sealed class ReferralSnapshot
{
    private ReferralSnapshot() { }

    /// <summary>Freezes it.</summary>
    public ReferralSnapshot(Guid referralId, string content, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (ReferralId, Content, Sha256, CreatedBy, CreatedAt) = (referralId, content, ReferralDocument.Hash(content), by, now);
    }

    /// <summary>The snapshot.</summary>
    public Guid Id { get; private set; }
    /// <summary>Of which referral.</summary>
    public Guid ReferralId { get; private set; }
    /// <summary>The exact text that was hashed.</summary>
    public string Content { get; private set; } = "";
    /// <summary>SHA-256 over the UTF-8 bytes of <see cref="Content"/>.</summary>
    public byte[] Sha256 { get; private set; } = [];
    /// <summary>Who sent it.</summary>
    public Guid? CreatedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
}

/// <summary>A restricted item that was sent, kept apart and hashed by itself.</summary>
public sealed class ReferralRestrictedItem
{
    private ReferralRestrictedItem() { }

    /// <summary>Freezes it.</summary>
    public ReferralRestrictedItem(Guid referralId, int place, RestrictedFact item, string content, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (ReferralId, Place, ClientId, Compartment, Content) = (referralId, place, item.ClientId, item.Compartment, content);
        Sha256 = ReferralDocument.Hash(content);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>Of which referral.</summary>
    public Guid ReferralId { get; private set; }
    /// <summary>Which one in the document.</summary>
    public int Place { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Out of which compartment.</summary>
    public Compartment Compartment { get; private set; }
    /// <summary>The exact text that was hashed.</summary>
    public string Content { get; private set; } = "";
    /// <summary>SHA-256 over the UTF-8 bytes of <see cref="Content"/>.</summary>
    public byte[] Sha256 { get; private set; } = [];
}

/// <summary>The recipient's first retrieval: from then on he is bound to the purpose (§ 78 SGB X).</summary>
public sealed class ReferralRetrieval
{
    private ReferralRetrieval() { }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>Of which referral.</summary>
    public Guid ReferralId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
}

/// <summary>What was disclosed.</summary>
public enum DisclosureKind
{
    /// <summary>The snapshot of a referral.</summary>
    Referral,
    /// <summary>A correction of it.</summary>
    Correction,
    /// <summary>A message of either side.</summary>
    Message,
    /// <summary>What either side wrote to a step of a referral.</summary>
    Note,
    /// <summary>A copy of what is on file, to an office outside.</summary>
    Copy,
}

/// <summary>An entry of the register of disclosures: one for each person whose data left.</summary>
public sealed class Disclosure
{
    private Disclosure() { }

    /// <summary>Enters one.</summary>
    /// <param name="of">The referral.</param>
    /// <param name="clientId">Whose data.</param>
    /// <param name="recipient">To whom, by name.</param>
    /// <param name="what">What it was, which fields, and the hash of the snapshot.</param>
    /// <param name="by">Who.</param>
    /// <param name="now">When.</param>
    public Disclosure(Referral of, Guid clientId, string recipient, (DisclosureKind Kind, IEnumerable<string> Fields, byte[]? Sha256) what, Guid? by,
        DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, ReferralId, RecipientId, Recipient) = (of.OrganisationId, clientId, of.Id, of.RecipientId, recipient);
        (Kind, Fields, Sha256, Purpose, Basis, ConsentId) = (what.Kind, [.. what.Fields], what.Sha256, of.Purpose, of.Basis, of.ConsentId);
        SecrecyBasis = Fields.Contains(Compartments.NameOf(Compartment.Health)) ? of.SecrecyBasis : null;
        (DisclosedBy, At) = (by, now);
    }

    /// <summary>Enters a copy of what is on file, for an office outside.</summary>
    /// <param name="of">Who discloses, whose file, by which consent, for what.</param>
    /// <param name="to">To whom, by name, and where it goes.</param>
    /// <param name="what">Which kinds of records, and the hash of the file.</param>
    /// <param name="by">Who.</param>
    /// <param name="now">When.</param>
    public static Disclosure OfCopy((Guid Organisation, Guid Client, Guid Consent, string Purpose) of, (string Recipient, string Address) to,
        (string[] Kinds, byte[] Sha256) what, Guid? by, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now), OrganisationId = of.Organisation, ClientId = of.Client, Kind = DisclosureKind.Copy, Recipient = to.Recipient,
            RecipientAddress = to.Address, Purpose = of.Purpose, Basis = "consent", ConsentId = of.Consent, Fields = what.Kinds, Sha256 = what.Sha256,
            DisclosedBy = by, At = now,
        };

    /// <summary>Enters words that were told after sending.</summary>
    /// <param name="of">The referral.</param>
    /// <param name="recipient">To whom, by name.</param>
    /// <param name="message">The message or correction.</param>
    public Disclosure(Referral of, string recipient, ReferralMessage message)
        : this(of, of.ClientId, recipient, (message.Kind == MessageKind.Correction ? DisclosureKind.Correction : DisclosureKind.Message,
            [message.Topic ?? "text"], null), message.StaffId, message.At) => MessageId = message.Id;

    /// <summary>The entry.</summary>
    public Guid Id { get; private set; }
    /// <summary>Who disclosed.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whose data.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>By which referral; null of a copy.</summary>
    public Guid? ReferralId { get; private set; }
    /// <summary>What it was.</summary>
    public DisclosureKind Kind { get; private set; }
    /// <summary>To whom, where that is an organisation here.</summary>
    public Guid? RecipientId { get; private set; }
    /// <summary>By name, as it was then.</summary>
    public string Recipient { get; private set; } = "";
    /// <summary>Of a copy, where it went.</summary>
    public string? RecipientAddress { get; private set; }
    /// <summary>Whose words they are, where the other side told them; null where the organisation disclosed.</summary>
    public Guid? ReceivedFrom { get; private set; }
    /// <summary>Which message or correction.</summary>
    public Guid? MessageId { get; private set; }
    /// <summary>The note of which step.</summary>
    public Guid? MoveId { get; private set; }
    /// <summary>Code of the list referral-purpose; of a copy, of the list consent-purpose.</summary>
    public string Purpose { get; private set; } = "";
    /// <summary>Code of the list disclosure-basis.</summary>
    public string Basis { get; private set; } = "";
    /// <summary>Where that is consent.</summary>
    public Guid? ConsentId { get; private set; }
    /// <summary>Code of the list secrecy-basis: on which basis health data went on without a release from secrecy.</summary>
    public string? SecrecyBasis { get; private set; }
    /// <summary>Which fields.</summary>
    public string[] Fields { get; private set; } = [];
    /// <summary>Of the snapshot.</summary>
    public byte[]? Sha256 { get; private set; }
    /// <summary>Who.</summary>
    public Guid? DisclosedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
}
