using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Rules;

namespace CaseManagement.Api.Referrals;

/// <summary>
/// What a referral discloses, as one document. Its canonical JSON (members in the order written here, none that was not chosen, no white space, UTF-8)
/// is what the preview hashes and what is stored when it is sent; later changes of the person's records never reach it. Restricted items stand in it by
/// compartment and hash; their content is kept apart. No id of a person is in it.
/// </summary>
public sealed record ReferralDocument
{
    private static readonly JsonSerializerOptions Canonical = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The form of the document; a new one when its members change.</summary>
    [Example("referral/2")]
    public string Format { get; init; } = "referral/2";
    /// <summary>Of which referral.</summary>
    public required Guid ReferralId { get; init; }
    /// <summary>Who refers.</summary>
    [Example(Sample.Town)]
    public required string Sender { get; init; }
    /// <summary>The team there.</summary>
    [Example(Sample.Team)]
    public string? SenderTeam { get; init; }
    /// <summary>To whom.</summary>
    [Example("Caritas Fils-Neckar-Alb")]
    public required string Recipient { get; init; }
    /// <summary>To which service.</summary>
    [Example("Migrationsberatung")]
    public required string Service { get; init; }
    /// <summary>For what: nothing else may be done with it (§ 78 SGB X).</summary>
    [CodeOf(CodeLists.ReferralPurpose)]
    public required string Purpose { get; init; }
    /// <summary>On which legal basis.</summary>
    [CodeOf(CodeLists.DisclosureBasis)]
    public required string Basis { get; init; }
    /// <summary>On which basis health data go on that are under professional secrecy, where the person has not released from it (§ 76 SGB X).</summary>
    [CodeOf(CodeLists.SecrecyBasis)]
    public string? SecrecyBasis { get; init; }
    /// <summary>What is asked for.</summary>
    [Example(Sample.Note)]
    public string? Note { get; init; }
    /// <summary>The person: the chosen fields.</summary>
    public required DisclosedPerson Person { get; init; }
    /// <summary>Who acts for a minor.</summary>
    public IReadOnlyList<DisclosedRepresentative>? Representatives { get; init; }
    /// <summary>Members of the household that were named.</summary>
    public IReadOnlyList<DisclosedMember>? Members { get; init; }
    /// <summary>Restricted items that go along, without their content.</summary>
    public IReadOnlyList<DisclosedItem>? Restricted { get; init; }

    /// <summary>The exact text that is stored and hashed.</summary>
    public string ToCanonicalJson() => Write(this);

    /// <summary>Reads a stored document.</summary>
    public static ReferralDocument Read(string content) => JsonSerializer.Deserialize<ReferralDocument>(content, Canonical)!;

    /// <summary>As it is shown to who may open some of the restricted items: nothing of the others, not even a hash, which tells what is guessed.</summary>
    /// <param name="open">Their places; this document itself where that is all of them.</param>
    public ReferralDocument WithOnly(IReadOnlyCollection<int> open)
    {
        if (Restricted is not { } all || all.Index().All(item => open.Contains(item.Index)))
        {
            return this;
        }
        IReadOnlyList<DisclosedItem> told = [.. all.Where((_, place) => open.Contains(place))];
        return this with
        {
            Restricted = told.Count == 0 ? null : told,
            SecrecyBasis = all.Where((_, place) => !open.Contains(place)).Any(item => item.Compartment == Compartment.Health) ? null : SecrecyBasis,
        };
    }

    /// <summary>SHA-256 over the UTF-8 bytes of a text.</summary>
    public static byte[] Hash(string content) => SHA256.HashData(Encoding.UTF8.GetBytes(content));

    internal static string Write<T>(T value) => JsonSerializer.Serialize(value, Canonical);
}

/// <summary>A person as far as fields were chosen; the others are not there.</summary>
public sealed record DisclosedPerson
{
    /// <summary>Name.</summary>
    [Example(Sample.FamilyName), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FamilyName { get; init; }
    /// <summary>Name.</summary>
    [Example(Sample.GivenName), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GivenName { get; init; }
    /// <summary>Date of birth.</summary>
    [Example(Sample.BirthDay), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? BirthDate { get; init; }
    /// <summary>Sex.</summary>
    [CodeOf(CodeLists.Sex), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sex { get; init; }
    /// <summary>Nationalities.</summary>
    [CodeOf(CodeLists.Nationality), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Nationalities { get; init; }
    /// <summary>Languages.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<DisclosedLanguage>? Languages { get; init; }
    /// <summary>Telephone.</summary>
    [Example(Sample.Phone), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Phone { get; init; }
    /// <summary>E-mail.</summary>
    [Example(Sample.Email), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }
    /// <summary>Where the person lives.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DisclosedAddress? Address { get; init; }
    /// <summary>Residence status today.</summary>
    [CodeOf(CodeLists.ResidenceStatus), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ResidenceStatus { get; init; }
    /// <summary>Benefits today.</summary>
    [CodeOf(CodeLists.BenefitRegime), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Benefits { get; init; }
    /// <summary>Level of education.</summary>
    [CodeOf(CodeLists.EducationLevel), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EducationLevel { get; init; }
    /// <summary>Work today.</summary>
    [CodeOf(CodeLists.WorkStatus), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Work { get; init; }
    /// <summary>Needs in the areas of the service, none of them restricted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<DisclosedNeed>? Needs { get; init; }

    /// <summary>Of all that is on file only what was chosen.</summary>
    public DisclosedPerson Only(IEnumerable<ReferralField> fields)
    {
        var chosen = new DisclosedPerson();
        foreach (var field in fields)
        {
            chosen = field switch
            {
                ReferralField.Name => chosen with { FamilyName = FamilyName, GivenName = GivenName },
                ReferralField.BirthDate => chosen with { BirthDate = BirthDate },
                ReferralField.Sex => chosen with { Sex = Sex },
                ReferralField.Nationalities => chosen with { Nationalities = Nationalities },
                ReferralField.Languages => chosen with { Languages = Languages },
                ReferralField.Phone => chosen with { Phone = Phone },
                ReferralField.Email => chosen with { Email = Email },
                ReferralField.Address => chosen with { Address = Address },
                ReferralField.ResidenceStatus => chosen with { ResidenceStatus = ResidenceStatus },
                ReferralField.Benefits => chosen with { Benefits = Benefits },
                ReferralField.Education => chosen with { EducationLevel = EducationLevel },
                ReferralField.Work => chosen with { Work = Work },
                ReferralField.Needs => chosen with { Needs = Needs },
                _ => chosen,
            };
        }
        return chosen;
    }
}

/// <summary>A language of the person.</summary>
/// <param name="Language">Which.</param>
/// <param name="InterpreterNeeded">Whether an interpreter is needed.</param>
/// <param name="Levels">Level by skill.</param>
public sealed record DisclosedLanguage(
    [CodeOf(CodeLists.Language)] string Language, bool? InterpreterNeeded, IReadOnlyList<DisclosedLevel> Levels);

/// <summary>A level.</summary>
/// <param name="Skill">Which skill.</param>
/// <param name="Level">CEFR.</param>
public sealed record DisclosedLevel([CodeOf(CodeLists.CefrSkill)] string Skill, [CodeOf(CodeLists.CefrLevel)] string Level);

/// <summary>An address.</summary>
/// <param name="Street">Street and number.</param>
/// <param name="PostalCode">Five digits.</param>
/// <param name="Town">The town.</param>
public sealed record DisclosedAddress(
    [Example("Musterstraße 5")] string? Street, [Example("73207")] string? PostalCode, [Example("Plochingen")] string? Town);

/// <summary>A need.</summary>
/// <param name="Area">In which area.</param>
/// <param name="Urgency">How urgent.</param>
/// <param name="Need">In words.</param>
public sealed record DisclosedNeed(
    [CodeOf(CodeLists.NeedArea)] string Area, [CodeOf(CodeLists.Urgency)] string Urgency, [Example("A German course with childcare")] string? Need);

/// <summary>Who acts for a minor.</summary>
/// <param name="Name">By name.</param>
/// <param name="Kind">As what.</param>
public sealed record DisclosedRepresentative([Example("Haddad, Samir")] string Name, [CodeOf(CodeLists.RepresentationKind)] string Kind);

/// <summary>A member of the household that was named.</summary>
/// <param name="FamilyName">Name.</param>
/// <param name="GivenName">Name.</param>
/// <param name="BirthDate">Date of birth.</param>
public sealed record DisclosedMember(
    [Example(Sample.FamilyName)] string FamilyName, [Example("Lina")] string GivenName, [Example("2019-05-02")] DateOnly? BirthDate);

/// <summary>A restricted item, without its content.</summary>
/// <param name="Member">Whose: the place in `members`; null for the person.</param>
/// <param name="Kind">need or record.</param>
/// <param name="Compartment">Out of which compartment.</param>
/// <param name="Sha256">Over its content.</param>
public sealed record DisclosedItem(
    [Example(null)] int? Member, [Example("record")] string Kind, Compartment Compartment, [Example(Sample.Digest)] string Sha256);
