using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Cooperation;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Representations;
using CaseManagement.Api.Rules;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>
/// Everything that a screen about one referral shows, read in one round trip: PostgreSQL builds it (app.referral_view) within what the walls let
/// through; <see cref="Own"/> is the sender's alone.
/// </summary>
internal sealed record ReferralFacts(
    Guid Id, ReferralStatus Status, string Purpose, string Basis, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? SentAt,
    DateOnly? ExpiresOn, DateTimeOffset? AcceptedAt, DateTimeOffset? EndedAt, string? EndReason, DeclinedBy? DeclinedBy, DateTimeOffset? ClosedAt,
    DateTimeOffset? BlockedSince, BlockReason? BlockedReason, DateTimeOffset? BlockConfirmedAt, string? BlockConfirmedAs, ReferredService Service,
    Guid? SenderId, string? Sender, Guid? RecipientId, bool IsRecipientClosed, string? Reference, DateTimeOffset? RetrievedAt,
    SnapshotFact? Snapshot, IReadOnlyList<string> Restricted,
    IReadOnlyList<int> RestrictedPlaces,
    IReadOnlyList<ReferralEvent> Timeline, IReadOnlyList<MessageView> Messages, IReadOnlyList<ReferralAppointmentView> Appointments, OwnFacts? Own)
{
    /// <summary>Of one that waits for the recipient's answer, as the recipient is told: its consent is over, and it can be accepted no more.</summary>
    public bool IsConsentOver { get; init; }

    /// <summary>app.referral_view, in queries.</summary>
    public static string View(Guid referral) => throw new InvalidOperationException("Only in queries.");

    /// <summary>app.told_service, in queries.</summary>
    public static string? ToldService(Guid referral) => throw new InvalidOperationException("Only in queries.");

    /// <summary>app.asked_provider, in queries.</summary>
    public static string AskedProvider(Guid referral) => throw new InvalidOperationException("Only in queries.");

    /// <summary>app.told_organisation, in queries.</summary>
    public static Guid? ToldOrganisation(Guid referral, Guid organisation) => throw new InvalidOperationException("Only in queries.");

    public static ReferralFacts Parse(string json) => JsonSerializer.Deserialize<ReferralFacts>(json, ApiJson.Stored)!;

    /// <summary>A draft, as the caller would send it now.</summary>
    public static async Task<ReferralFacts> Read(CaseDb db, Guid id, CancellationToken cancellationToken) =>
        await Parse(await db.Database.SqlQuery<string>($"select app.referral_view({id})::text as \"Value\"").SingleAsync(cancellationToken))
            .SeenByCaller(db, cancellationToken);

    /// <summary>Without members of the household whom the caller does not see: they are not named to him, and he takes none of them along.</summary>
    public async Task<ReferralFacts> SeenByCaller(CaseDb db, CancellationToken cancellationToken)
    {
        if (Own?.Facts is not { Members.Count: > 0 } file)
        {
            return this;
        }
        var members = file.Members.Select(member => member.ClientId).ToArray();
        var seen = await db.Set<Client>().VisibleTo(db, db.Call!.Caller).Where(client => members.Contains(client.Id)).Select(client => client.Id)
            .ToListAsync(cancellationToken);
        return this with
        {
            Own = Own with
            {
                Facts = file with
                {
                    Members = [.. file.Members.Where(member => seen.Contains(member.ClientId))],
                    Restricted = [.. file.Restricted.Where(item => item.ClientId == Own.ClientId || seen.Contains(item.ClientId))],
                },
            },
        };
    }

    /// <summary>What was sent, as the caller may know it; null while it is a draft.</summary>
    public ReferralDocument? Sent => Snapshot is { } sent ? ReferralDocument.Read(sent.Content).WithOnly(RestrictedPlaces) : null;

    /// <summary>What the caller can do now on his side, and why not where he cannot.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions(ReferralSide side, ProblemType? objection, params AllowedAction[] others) =>
    [
        .. Referral.Moves.Describe(Status, action => action == Referral.ExpireMove ? ReferralProblems.SystemOnly
            : objection ?? Against(action, side) ?? (Referral.RuleOf(Status, action).NeedsConsent ? Lapsed
                : action == Referral.SendMove && Own?.Agreement == MissingAgreementMeans.Refused ? CooperationProblems.Missing : null),
            action => Against(action, side) is null),
        AllowedAction.Of(Referral.MessageMove, objection ?? (Status == ReferralStatus.Draft || !Referral.IsOpen(Status) ? ReferralProblems.NotOpen
            : BlockedSince is not null ? ReferralProblems.Blocked : IsRecipientClosed ? ReferralProblems.ServiceEnded
            : side == ReferralSide.Sender ? Lapsed : null)),
        .. others,
    ];

    /// <summary>Another organisation answers by its own access; else the sender records what he is told.</summary>
    public bool IsAnsweredElsewhere => RecipientId is { } recipient && recipient != SenderId && !IsRecipientClosed;

    /// <summary>As <see cref="Referral.Refusal"/>.</summary>
    public RefusedException Refusal(ReferralSide side) => Referral.Moves.Refusal(Status, action => Against(action, side) is null);

    private ProblemType? Against(string action, ReferralSide side) =>
        Referral.Objection(Referral.RuleOf(Status, action), side, BlockedSince is not null, ClosedAt is not null, BlockConfirmedAt is not null,
            Own?.ConsentId is not null);

    // After the consent's last day the sender tells nothing more, and nothing is begun (ReferralAccess.RequireConsent).
    private ProblemType? Lapsed => IsConsentOver || Own is { NeedsConsent: true, Consent: not { IsInForce: true, CoversSender: true } }
        ? ReferralProblems.ConsentOver : null;

    /// <summary>The document that would be sent.</summary>
    public ReferralDocument Document(DateOnly today)
    {
        var (own, draft, facts) = (Own!, Own!.Draft, Own!.Facts!);
        var members = facts.Members.Where(member => draft.MemberIds.Contains(member.ClientId)).ToList();
        var born = facts.Person.BirthDate;
        var acting = born is { } date && today < Birthday.Of(date, Birthday.Majority)
            ? facts.Representations.Where(held => held.Held.IsInForce(today, born)).ToList() : [];
        return new ReferralDocument
        {
            ReferralId = Id, Sender = Sender!, SenderTeam = own.Team, Recipient = Service.Provider, Service = Service.Name, Purpose = Purpose, Basis = Basis,
            SecrecyBasis = SharesHealth ? own.SecrecyBasis : null,
            Note = draft.Note, Person = facts.Person.Only(draft.Fields),
            Representatives = acting.Count == 0 ? null : [.. acting.Select(held => new DisclosedRepresentative(held.Name, held.Kind))],
            Members = members.Count == 0 ? null : [.. members.Select(member => new DisclosedMember(member.FamilyName, member.GivenName, member.BirthDate))],
            Restricted = Included.Count == 0 ? null :
            [
                .. Included.Select(item => new DisclosedItem(members.FindIndex(member => member.ClientId == item.ClientId) is >= 0 and var at ? at : null,
                    item.Kind, item.Compartment, Convert.ToHexStringLower(ReferralDocument.Hash(ReferralDocument.Write(item.Content))))),
            ],
        };
    }

    /// <summary>The content of the restricted items that were sent, in the document's order.</summary>
    public IEnumerable<IReadOnlyDictionary<string, JsonElement>> RestrictedItems =>
        Restricted.Select(item => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(item)!);

    /// <summary>The restricted items that go along: named one by one, of the person or a member who goes along.</summary>
    public IReadOnlyList<RestrictedFact> Included => [.. Own!.Facts!.Restricted.Where(item => Own.Draft.ItemIds.Contains(item.ItemId)
        && (item.ClientId == Own.ClientId || Own.Draft.MemberIds.Contains(item.ClientId)))];

    /// <summary>Every person whose data would leave.</summary>
    public IEnumerable<Guid> Persons => [Own!.ClientId, .. Own.Facts!.Members.Select(member => member.ClientId).Where(Own.Draft.MemberIds.Contains)];

    /// <summary>Why it cannot be sent as it is.</summary>
    /// <param name="today">The day, for who is of age.</param>
    public IReadOnlyList<ProblemError> Missing(DateOnly today)
    {
        var (own, draft, facts) = (Own!, Own!.Draft, Own!.Facts!);
        List<ProblemError> missing = [];
        if (facts.DiedOn is not null)
        {
            Add("/caseId", ReferralProblems.PersonDied);
        }
        if (!Service.IsActive)
        {
            Add("/serviceId", ReferralProblems.ServiceEnded);
        }
        if (own.Agreement == MissingAgreementMeans.Refused)
        {
            Add("/serviceId", CooperationProblems.Missing);
        }
        foreach (var (at, _) in draft.MemberIds.Index().Where(member => !facts.Members.Any(known => known.ClientId == member.Item)))
        {
            Add($"/memberIds/{at}", ReferralProblems.NotOfHousehold);
        }
        foreach (var (at, _) in draft.ItemIds.Index().Where(item => !Included.Any(known => known.ItemId == item.Item)))
        {
            Add($"/itemIds/{at}", ReferralProblems.ItemGone);
        }
        if (own.NeedsConsent)
        {
            foreach (var (at, _) in draft.ItemIds.Index().Where(item => Included.Any(known => known.ItemId == item.Item && known.ClientId != own.ClientId
                && facts.Members.Single(member => member.ClientId == known.ClientId).IsOfAge(today))))
            {
                Add($"/itemIds/{at}", ReferralProblems.ItemOfAdult);
            }
            missing.AddRange(ConsentFaults());
        }
        else
        {
            missing.AddRange(SecrecyFaults());
        }
        return missing;

        void Add(string pointer, ProblemType rule) => missing.Add(new ProblemError(pointer, rule.Code, rule.Text()));
    }

    /// <summary>What is wrong with the consent: for whom, for what, to whom, which data, until when.</summary>
    public IEnumerable<ProblemError> ConsentFaults()
    {
        if (Own!.Consent is not { } consent || consent.ClientId != Own.ClientId)
        {
            return [Fault(ReferralProblems.ConsentMissing), .. SecrecyFaults()];
        }
        var needed = Own.Draft.Fields.Select(DataOf).Concat(Own.Draft.MemberIds.Count > 0 ? ["household"] : [])
            .Concat(Told.Select(Code));
        // Out of which compartments something went that the caller may not open, he does not learn here either.
        var known = Snapshot is null ? null : Sent!.Restricted?.Select(item => Code(item.Compartment)).ToHashSet() ?? [];
        var lacking = needed.Distinct().Except(consent.Data).Order(StringComparer.Ordinal)
            .Select(code => known is null || known.Contains(code) || !Told.Any(compartment => Code(compartment) == code) ? code
                : Language.Choose("Geschütztes", "restricted data")).Distinct().ToList();
        return
        [
            .. consent.Objection(To) is { } objection ? [Fault(objection)] : Array.Empty<ProblemError>(),
            .. lacking.Count > 0 ? [Fault(ReferralProblems.ConsentData, string.Join(", ", lacking))] : Array.Empty<ProblemError>(),
            .. SecrecyFaults(),
        ];

        static string Code(Compartment compartment) => Compartments.NameOf(compartment).Replace('_', '-');
        static ProblemError Fault(ProblemType rule, params object[] values) => new("/consentId", rule.Code, rule.Text(values));
    }

    // What was received under § 203 StGB goes on only where the person has released from secrecy, or a paragraph is stated (§ 76 SGB X). From whom health
    // data were received is not on file: every restricted item of health is asked for it.
    private IEnumerable<ProblemError> SecrecyFaults() =>
        SharesHealth && Own!.SecrecyBasis is null && !(Own.NeedsConsent && Own.Consent is { IsRelease: true, IsInForce: true })
            ? [new ProblemError("/secrecyBasis", ReferralProblems.SecrecyBasisMissing.Code, ReferralProblems.SecrecyBasisMissing.Text())] : [];

    private bool SharesHealth => Told.Contains(Compartment.Health);

    // To whom it would go, or went: a service may have another provider since.
    private (Guid? Id, string Name) To =>
        Snapshot is { } sent ? (RecipientId, ReferralDocument.Read(sent.Content).Recipient) : (Service.ProviderId, Service.Provider);

    // Out of which compartments something goes along, or went.
    private IEnumerable<Compartment> Told => Snapshot is { } sent ? ReferralDocument.Read(sent.Content).Restricted?.Select(item => item.Compartment) ?? []
        : Included.Select(item => item.Compartment);

    // Which code of the list consent-data covers a field.
    private static string DataOf(ReferralField field) => field switch
    {
        ReferralField.Phone or ReferralField.Email or ReferralField.Address => "contact-data",
        ReferralField.ResidenceStatus => "residence",
        ReferralField.Benefits => "benefits",
        ReferralField.Languages or ReferralField.Education or ReferralField.Work => "language-education",
        ReferralField.Needs => "needs",
        _ => "base-data",
    };

    /// <summary>What is to be clarified; it stops nobody.</summary>
    public IReadOnlyList<Warning> Warnings(DateOnly today) =>
    [
        .. Own!.Agreement == MissingAgreementMeans.Warned
            ? [new Warning(CooperationProblems.MissingWarned.Code, CooperationProblems.MissingWarned.Text())] : Array.Empty<Warning>(),
        .. RepresentationWarnings.On(today, Own.Facts!.Person.BirthDate,
            [.. Own.Facts.Representations.Select(held => held.Held)], Own.Facts.DiedOn),
    ];
}

/// <summary>The service of a referral. Its recipient is told its own alone: once another offers it, the name as it was sent, and no more.</summary>
/// <param name="Id">The service.</param>
/// <param name="Name">Its name.</param>
/// <param name="Provider">Who was asked, whoever offers it since; of a draft, who offers it.</param>
/// <param name="ProviderId">Where that is an organisation here.</param>
/// <param name="IsConfidential">A refuge or the like: speak of it with nobody.</param>
/// <param name="AnswerDays">Within how many working days it answers.</param>
/// <param name="IsActive">Derived: it is offered today.</param>
/// <param name="NeedAreas">Which needs it meets.</param>
/// <param name="Address">Where; of a confidential one from acceptance until the end, while who was asked offers it.</param>
public sealed record ReferredService(
    Guid Id,
    [Example("Migrationsberatung")] string Name,
    [Example("Caritas Fils-Neckar-Alb")] string Provider,
    Guid? ProviderId,
    [Example(false)] bool IsConfidential,
    [Example(10)] int AnswerDays,
    [Example(true)] bool IsActive,
    [CodeOf(CodeLists.NeedArea)] IReadOnlyList<string> NeedAreas,
    ServiceAddress? Address);

/// <summary>A step of a referral.</summary>
/// <param name="Action">What was done.</param>
/// <param name="ToStatus">Where it stood then.</param>
/// <param name="At">When.</param>
/// <param name="OrganisationId">By whom; null where a confidential organisation is not told to you.</param>
/// <param name="OrganisationName">Its name.</param>
/// <param name="StaffName">By name; null for another organisation's colleague and for the system.</param>
/// <param name="Machine">The machine of your organisation that did it instead of a colleague, by name.</param>
/// <param name="ReasonCode">The coded reason.</param>
/// <param name="Note">In words.</param>
public sealed record ReferralEvent(
    [Example("accept")] string Action,
    ReferralStatus ToStatus,
    DateTimeOffset At,
    Guid? OrganisationId,
    [Example(Sample.Town)] string? OrganisationName,
    [Example(Sample.Colleague)] string? StaffName,
    [Example(null)] string? Machine,
    [Example(null)] string? ReasonCode,
    [Example(null)] string? Note);

/// <summary>A message or correction.</summary>
/// <param name="Id">The message.</param>
/// <param name="Kind">message or correction.</param>
/// <param name="At">When.</param>
/// <param name="OrganisationId">Who writes; null where a confidential organisation is not told to you.</param>
/// <param name="OrganisationName">Its name.</param>
/// <param name="StaffName">By name; null for another organisation's colleague.</param>
/// <param name="Machine">The machine of your organisation that wrote it instead of a colleague, by name.</param>
/// <param name="Topic">What a correction is about.</param>
/// <param name="Text">What it says.</param>
/// <param name="Reason">Why it is corrected.</param>
/// <param name="ConfirmedAt">When the recipient took note of a correction.</param>
public sealed record MessageView(
    Guid Id,
    MessageKind Kind,
    DateTimeOffset At,
    Guid? OrganisationId,
    [Example(Sample.Town)] string? OrganisationName,
    [Example(Sample.Colleague)] string? StaffName,
    [Example(null)] string? Machine,
    [CodeOf(CodeLists.CorrectionTopic)] string? Topic,
    [Example("Bitte nach 16 Uhr anrufen.")] string Text,
    [Example(null)] string? Reason,
    [Example(null)] DateTimeOffset? ConfirmedAt);

/// <summary>An appointment.</summary>
/// <param name="Id">The appointment.</param>
/// <param name="At">When it is.</param>
/// <param name="Result">What became of it.</param>
/// <param name="RecordedAt">When that was recorded.</param>
public sealed record ReferralAppointmentView(Guid Id, DateTimeOffset At, AppointmentResult Result, DateTimeOffset RecordedAt);

/// <summary>What was sent, and its hash.</summary>
internal sealed record SnapshotFact(string Content, string Sha256);

/// <summary>The sender's part.</summary>
internal sealed record OwnFacts(Guid ClientId, Guid CaseId, Guid? ConsentId, Guid? WrittenBy, Guid? SentBy, string? ClientName, string? Team,
    DraftFact Draft, bool NeedsConsent, ConsentFact? Consent, PersonFacts? Facts, string? SecrecyBasis, MissingAgreementMeans? Agreement);

/// <summary>What the sender writes.</summary>
internal sealed record DraftFact(string? Note, IReadOnlyList<ReferralField> Fields, IReadOnlyList<Guid> MemberIds, IReadOnlyList<Guid> ItemIds);

/// <summary>What it means that no cooperation agreement with the provider is in force.</summary>
internal enum MissingAgreementMeans
{
    /// <summary>Who sends is warned.</summary>
    Warned,
    /// <summary>Nothing is sent.</summary>
    Refused,
}

/// <summary>The consent that it rests on.</summary>
internal sealed record ConsentFact(Guid ClientId, string Purpose, IReadOnlyList<string> Recipients, IReadOnlyList<Guid> RecipientIds,
    IReadOnlyList<string> Data, bool CoversSender, bool IsInForce)
{
    private const string Release = "confidentiality-release";
    private static readonly string[] Purposes = ["referral", Release];

    /// <summary>It releases from professional secrecy (§ 203 StGB).</summary>
    public bool IsRelease => Purpose == Release;

    /// <summary>Why it does not carry a referral to a provider today; null where it does. Which data it covers is asked apart.</summary>
    public ProblemType? Objection((Guid? Id, string Name) provider) =>
        !IsInForce ? ReferralProblems.ConsentOver
        : !Purposes.Contains(Purpose) ? ReferralProblems.ConsentPurpose
        : !CoversSender ? ReferralProblems.ConsentSender
        : !(provider.Id is { } id ? RecipientIds.Contains(id)
            : Recipients.Any(name => string.Equals(name.Trim(), provider.Name.Trim(), StringComparison.OrdinalIgnoreCase)))
            ? ReferralProblems.ConsentRecipient : null;
}

/// <summary>What is on file about the person and the household today.</summary>
internal sealed record PersonFacts(DisclosedPerson Person, IReadOnlyList<MemberFact> Members, IReadOnlyList<HeldFact> Representations,
    IReadOnlyList<RestrictedFact> Restricted, DateOnly? DiedOn);

/// <summary>Somebody of the household.</summary>
internal sealed record MemberFact(Guid ClientId, string FamilyName, string GivenName, DateOnly? BirthDate)
{
    /// <summary>Consents for himself; so does who may be of age.</summary>
    public bool IsOfAge(DateOnly today) => BirthDate is not { } born || today >= Birthday.Of(born, Birthday.Majority);
}

/// <summary>A representation.</summary>
internal sealed record HeldFact(
    Guid Id, DateOnly From, DateOnly? Until, Custody? Custody, bool OfMinors, string Name, string Kind, string Who, DateOnly? DiedOn)
{
    /// <summary>As far as it is asked whether it is in force.</summary>
    [JsonIgnore] public Held Held => new(Id, From, Until, Custody, OfMinors, Who, DiedOn);
}

/// <summary>A restricted item that the caller may open.</summary>
/// <param name="ItemId">Name it in `itemIds`.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="Kind">need or record.</param>
/// <param name="Compartment">Out of which compartment.</param>
/// <param name="Content">What would be disclosed.</param>
public sealed record RestrictedFact(
    Guid ItemId,
    Guid ClientId,
    [Example("record")] string Kind,
    Compartment Compartment,
    [Example("""{"text":"Diabetes"}""", IsJson = true), Holds(FreeJson.Object)] JsonElement Content);
