using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.OpenApi;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>
/// What the sender discloses at a submission, as one document. Its canonical JSON (members in the order written here, no
/// white space, UTF-8) is stored and hashed as it is; later changes to the persons' records never reach it. Restricted
/// items stand in it by place, compartment and hash only; their content is kept apart (<see cref="RestrictedContent"/>).
/// </summary>
[Frozen]
public sealed record PackageDocument
{
    private static readonly JsonSerializerOptions Canonical = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>The form of the document; a new one when its members change.</summary>
    [Example("handover-package/1")]
    public string Format { get; init; } = "handover-package/1";
    /// <summary>Of which handover.</summary>
    public required Guid HandoverId { get; init; }
    /// <summary>1, 2 …: one for each submission.</summary>
    public required int Version { get; init; }
    /// <summary>When it was frozen (UTC).</summary>
    public required DateTimeOffset SubmittedAt { get; init; }
    /// <summary>Who hands over.</summary>
    public required PackageParty Sender { get; init; }
    /// <summary>Who is to take over.</summary>
    public required PackageParty Receiver { get; init; }
    /// <summary>The handover that this one returns.</summary>
    [Example(null)]
    public Guid? ReturnsHandoverId { get; init; }
    /// <summary>The household.</summary>
    public required Guid HouseholdId { get; init; }
    /// <summary>The allocation list's name for it.</summary>
    [Example(Sample.HouseholdReference)]
    public string? HouseholdReference { get; init; }
    /// <summary>To the receiver.</summary>
    [Example(Sample.Note)]
    public string? Note { get; init; }
    /// <summary>The persons.</summary>
    public required IReadOnlyList<PackagePerson> Persons { get; init; }
    /// <summary>Documents handed over, or missing and why.</summary>
    public required IReadOnlyList<PackageDocumentLine> Documents { get; init; }
    /// <summary>What the receiver has to see to.</summary>
    public required IReadOnlyList<PackageOpenItem> OpenItems { get; init; }
    /// <summary>Stated by the sender: nothing is open.</summary>
    [Example(false)]
    public bool NoOpenItems { get; init; }
    /// <summary>What the rooms of the sender's product add: letters, agreements …</summary>
    public IReadOnlyList<PackageRecord> Records { get; init; } = [];
    /// <summary>Restricted items that go along, without their content.</summary>
    public required IReadOnlyList<PackageRestrictedItem> Restricted { get; init; }

    /// <summary>The exact text that is stored and hashed.</summary>
    public string ToCanonicalJson() => Write(this);

    /// <summary>Reads a stored document.</summary>
    public static PackageDocument Read(string content) => JsonSerializer.Deserialize<PackageDocument>(content, Canonical)!;

    /// <summary>SHA-256 over the UTF-8 bytes of a text.</summary>
    public static byte[] Hash(string content) => SHA256.HashData(Encoding.UTF8.GetBytes(content));

    /// <summary>
    /// Every item that the receiver can accept or query, by its place: /persons/{id}, /persons/{id}/needs/{id},
    /// /persons/{id}/documents/{kind}, /documents/{kind}, /openItems/{id}, /records/{id}, /restricted/{id}. Places hold ids instead of
    /// positions, so that they stay the same over the versions. The value is the item's own canonical JSON.
    /// </summary>
    public IReadOnlyDictionary<string, string> Items()
    {
        var items = new Dictionary<string, string>();
        foreach (var person in Persons)
        {
            items[Places.Person(person.ClientId)] = Write(person with { Needs = [] });
            foreach (var need in person.Needs)
            {
                items[Places.Need(person.ClientId, need.Id)] = Write(need);
            }
        }
        foreach (var document in Documents)
        {
            items[Places.Document(document.ClientId, document.Kind)] = Write(document);
        }
        foreach (var item in OpenItems)
        {
            items[Places.OpenItem(item.Id)] = Write(item);
        }
        foreach (var record in Records)
        {
            items[Places.Record(record.Id)] = Write(record);
        }
        foreach (var item in Restricted)
        {
            items[Places.Restricted(item.ItemId)] = Write(item);
        }
        return items;
    }

    internal static string Write<T>(T value) => JsonSerializer.Serialize(value, Canonical);
    internal static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, Canonical)!;
}

internal static class Packages
{
    /// <summary>A frozen package.</summary>
    public static async Task<PackageDocument> Package(this CaseDb db, Guid handover, int version, CancellationToken cancellationToken) =>
        PackageDocument.Read(await db.Set<HandoverPackage>().Where(package => package.HandoverId == handover && package.Version == version)
            .Select(package => package.Content).SingleAsync(cancellationToken));
}

/// <summary>The places of a package's items.</summary>
public static class Places
{
    /// <summary>A person's base data.</summary>
    public static string Person(Guid client) => $"/persons/{client}";
    /// <summary>A need.</summary>
    public static string Need(Guid client, Guid need) => $"/persons/{client}/needs/{need}";
    /// <summary>A line of the list of documents.</summary>
    public static string Document(Guid? client, string kind) => client is { } id ? $"/persons/{id}/documents/{kind}" : $"/documents/{kind}";
    /// <summary>An open item.</summary>
    public static string OpenItem(Guid item) => $"/openItems/{item}";
    /// <summary>A record that a room adds.</summary>
    public static string Record(Guid record) => $"/records/{record}";
    /// <summary>A restricted item.</summary>
    public static string Restricted(Guid item) => $"/restricted/{item}";
}

/// <summary>A side of the handover, by name as it was then.</summary>
public sealed record PackageParty(
    Guid OrganisationId,
    [Example(Sample.District)] string Organisation,
    Guid TeamId,
    [Example(Sample.Team)] string Team);

/// <summary>A person as on file at the submission, without restricted entries.</summary>
public sealed record PackagePerson
{
    /// <summary>The person.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>The open case.</summary>
    public Guid? CaseId { get; init; }
    /// <summary>What the person is in the household.</summary>
    [CodeOf(CodeLists.HouseholdRole)]
    public required string Role { get; init; }
    /// <summary>Family name.</summary>
    [Example(Sample.FamilyName)]
    public required string FamilyName { get; init; }
    /// <summary>Given name.</summary>
    [Example(Sample.GivenName)]
    public required string GivenName { get; init; }
    /// <summary>Birth date, as precise as the next member says.</summary>
    [Example(Sample.BirthDay)]
    public DateOnly? BirthDate { get; init; }
    /// <summary>day, month, year or unknown.</summary>
    [Example("day")]
    public required string BirthDatePrecision { get; init; }
    /// <summary>Sex.</summary>
    [CodeOf(CodeLists.Sex)]
    public required string Sex { get; init; }
    /// <summary>Nationalities that last.</summary>
    [CodeOf(CodeLists.Nationality)]
    public IReadOnlyList<string> Nationalities { get; init; } = [];
    /// <summary>Nationalities of all times with their days.</summary>
    public IReadOnlyList<PackageNationality> NationalityHistory { get; init; } = [];
    /// <summary>Where the person was born.</summary>
    [CodeOf(CodeLists.Nationality)]
    public string? CountryOfBirth { get; init; }
    /// <summary>Where the person comes from.</summary>
    [CodeOf(CodeLists.Nationality)]
    public string? CountryOfOrigin { get; init; }
    /// <summary>Literacy.</summary>
    [CodeOf(CodeLists.Literacy)]
    public string? Literacy { get; init; }
    /// <summary>The highest degree.</summary>
    [CodeOf(CodeLists.EducationLevel)]
    public string? EducationLevel { get; init; }
    /// <summary>Telephone.</summary>
    [Example(Sample.Phone)]
    public string? Phone { get; init; }
    /// <summary>E-mail address.</summary>
    [Example(Sample.Email)]
    public string? Email { get; init; }
    /// <summary>The phase of accommodation.</summary>
    [CodeOf(CodeLists.AccommodationPhase)]
    public string? Phase { get; init; }
    /// <summary>Other spellings and names.</summary>
    public IReadOnlyList<PackageName> Names { get; init; } = [];
    /// <summary>What other offices call the person.</summary>
    public IReadOnlyList<PackageReference> References { get; init; } = [];
    /// <summary>Languages with their levels.</summary>
    public IReadOnlyList<PackageLanguage> Languages { get; init; } = [];
    /// <summary>Degrees and trades.</summary>
    public IReadOnlyList<PackageQualification> Qualifications { get; init; } = [];
    /// <summary>Residence statuses, newest first.</summary>
    public IReadOnlyList<PackagePeriod> ResidenceStatuses { get; init; } = [];
    /// <summary>Benefit regimes, newest first.</summary>
    public IReadOnlyList<PackagePeriod> Benefits { get; init; } = [];
    /// <summary>Work, newest first.</summary>
    public IReadOnlyList<PackagePeriod> Work { get; init; } = [];
    /// <summary>Family statuses, newest first.</summary>
    public IReadOnlyList<PackagePeriod> FamilyStatuses { get; init; } = [];
    /// <summary>Addresses and accommodations, newest first.</summary>
    public IReadOnlyList<PackageAddress> Addresses { get; init; } = [];
    /// <summary>The completed assessment that the needs come from; null where there is none.</summary>
    public PackageAssessment? Assessment { get; init; }
    /// <summary>Needs out of it.</summary>
    public IReadOnlyList<PackageNeed> Needs { get; init; } = [];
    /// <summary>How often and when there was contact; never what was said.</summary>
    public PackageContacts Contacts { get; init; } = new(0, null, null);
}

/// <summary>A nationality, [from, until); without from where nobody knows since when.</summary>
public sealed record PackageNationality(
    [CodeOf(CodeLists.Nationality)] string Nationality,
    [Example("2026-02-01")] DateOnly? From,
    [Example(null)] DateOnly? Until,
    [Example("§ 10 StAG")] string? LegalBasis);

/// <summary>Another name.</summary>
public sealed record PackageName(
    [Example("transliteration")] string Kind,
    [Example("Latn")] string Script,
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName);

/// <summary>A reference of another office.</summary>
public sealed record PackageReference([CodeOf(CodeLists.ReferenceSource)] string Source, [Example("120304567891")] string Value);

/// <summary>A language, its CEFR levels by skill.</summary>
public sealed record PackageLanguage(
    [CodeOf(CodeLists.Language)] string Language,
    bool IsMotherTongue,
    bool InterpreterNeeded,
    IReadOnlyList<PackageLevel> Levels);

/// <summary>A CEFR level.</summary>
public sealed record PackageLevel([CodeOf(CodeLists.CefrSkill)] string Skill, [CodeOf(CodeLists.CefrLevel)] string Level);

/// <summary>A degree or trade.</summary>
public sealed record PackageQualification(
    [Example("Tailor")] string Title,
    [CodeOf(CodeLists.EducationLevel)] string? EducationLevel,
    [CodeOf(CodeLists.Nationality)] string? Country,
    [Example(2012)] int? YearObtained,
    [CodeOf(CodeLists.RecognitionStage)] string RecognitionStage);

/// <summary>A coded status, [from, until).</summary>
public sealed record PackagePeriod(
    [Example("25-3")] string Code,
    DateOnly From,
    [Example(null)] DateOnly? Until,
    [Example("2099-03-01")] DateOnly? ExpiresOn,
    [Example("§ 25 Abs. 3 AufenthG")] string? LegalBasis,
    [Example(null)] DateOnly? ApprovedUntil = null);

/// <summary>Where the person lived, [from, until).</summary>
public sealed record PackageAddress(
    [Example("accommodation")] string Kind,
    [Example(Sample.Accommodation)] string? Name,
    [Example("Musterstraße 1")] string? Street,
    [Example("73207")] string? PostalCode,
    [Example("Plochingen")] string? Town,
    DateOnly From,
    [Example(null)] DateOnly? Until,
    [Example("Stumpenhof")] string? QuarterName = null);

/// <summary>An assessment.</summary>
public sealed record PackageAssessment(Guid Id, DateTimeOffset CompletedAt);

/// <summary>A need. The compartment is set only for restricted ones, which never stand in the package itself.</summary>
/// <param name="Id">The need.</param>
/// <param name="Area">The area.</param>
/// <param name="Urgency">How urgent.</param>
/// <param name="IsUrgent">Whether that level asks for a service or a stated gap.</param>
/// <param name="Need">In words.</param>
/// <param name="ProposedService">The service that is proposed.</param>
/// <param name="GapReason">Why none is.</param>
/// <param name="GapNote">In words.</param>
/// <param name="Compartment">The restricted compartment of its area.</param>
public sealed record PackageNeed(
    Guid Id,
    [CodeOf(CodeLists.NeedArea)] string Area,
    [CodeOf(CodeLists.Urgency)] string Urgency,
    bool IsUrgent,
    [Example("A German course with childcare")] string? Need,
    [Example("Integration course with childcare, adult education centre")] string? ProposedService,
    [CodeOf(CodeLists.NeedGapReason), Example(null)] string? GapReason,
    [Example(null)] string? GapNote,
    [Example(null)][property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Compartment = null);

/// <summary>A summary of contacts.</summary>
public sealed record PackageContacts(
    int Count,
    DateTimeOffset? FirstAt,
    [Example(Sample.LaterInstant)] DateTimeOffset? LastAt);

/// <summary>A document: there, or missing and why. Without a person it is the household's.</summary>
public sealed record PackageDocumentLine(
    Guid? ClientId,
    [CodeOf(CodeLists.DocumentKind)] string Kind,
    bool IsPresent,
    [Example(null)] string? MissingReason);

/// <summary>Something open.</summary>
public sealed record PackageOpenItem(
    Guid Id,
    Guid? ClientId,
    [Example("We went through the course offers together.")] string Text,
    [Example(Sample.DueDay)] DateOnly? DueOn);

/// <summary>What a room adds of a person, told by its function app.package_of_… (app.handover_records).</summary>
/// <param name="Id">The record.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="Section">The room's word for it.</param>
/// <param name="Content">Its members, as the room tells them.</param>
public sealed record PackageRecord(
    Guid Id,
    Guid ClientId,
    [Example("letters")] string Section,
    [Example("""{"subject":"Objection"}""", IsJson = true), Holds(FreeJson.Object)] JsonElement Content);

/// <summary>What a restricted item is.</summary>
public enum RestrictedKind
{
    /// <summary>A need of a restricted area.</summary>
    Need,
    /// <summary>A restricted record.</summary>
    Record,
    /// <summary>A residence status that tells more than a status.</summary>
    ResidenceStatus,
    /// <summary>A benefit regime that tells more than a regime.</summary>
    Benefit,
    /// <summary>Work that tells more.</summary>
    Work,
    /// <summary>A family status that tells a sexual orientation.</summary>
    FamilyStatus,
    /// <summary>A place that must not be told.</summary>
    Accommodation,
    /// <summary>An address that must not be told.</summary>
    Address,
    /// <summary>A document of a restricted kind.</summary>
    Document,
    /// <summary>A record that a room adds (<see cref="PackageDocument.Records"/>), with its section.</summary>
    Section,
}

/// <summary>A restricted item in the package: that it is there and its hash.</summary>
public sealed record PackageRestrictedItem(
    Guid ItemId,
    Guid ClientId,
    RestrictedKind Kind,
    [Example("health")] string Compartment,
    [Example(Sample.Digest)] string Sha256);

/// <summary>A restricted item with its content, kept apart from the package.</summary>
public sealed record RestrictedContent(
    Guid ItemId,
    Guid ClientId,
    RestrictedKind Kind,
    [Example("health")] string Compartment,
    [Example("""{"need":"A German course with childcare"}""", IsJson = true), Holds(FreeJson.Object)] JsonElement Content)
{
    /// <summary>The exact text that is stored and hashed.</summary>
    public string ToCanonicalJson() => PackageDocument.Write(this);

    /// <summary>What the package says of it.</summary>
    public PackageRestrictedItem ForPackage() =>
        new(ItemId, ClientId, Kind, Compartment, Convert.ToHexStringLower(PackageDocument.Hash(ToCanonicalJson())));
}
