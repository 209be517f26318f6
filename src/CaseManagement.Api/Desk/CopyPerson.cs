using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Referrals;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>A copy of what is on file about a person, for that person (Art. 15 (3), 20 GDPR; § 83 SGB X).</summary>
/// <param name="Id">The person.</param>
[Requires(Permission.ReadClients)]
[Operation("Copy what is on file about a person", """
    For the person who asks (Art. 15 (3), 20 GDPR; § 83 SGB X): every row about him or her that you are admitted to, as it is kept, with the register of who got
    what where you may refer. Of a case that you do not see nothing is in it. `leftOut` says what is not in it and why; look through notes for what concerns
    third persons before you give it away. The reading is on record. Answers 409 `handed-over` where another organisation keeps the file now: it gives the copy.
    """)]
public sealed record CopyPerson(Guid Id) : IQuery<PersonCopy>;

/// <summary>What is on file about a person.</summary>
/// <param name="Format">The form of this document.</param>
/// <param name="ClientId">Whose it is.</param>
/// <param name="Controller">Who keeps it.</param>
/// <param name="MadeAt">How it stood then.</param>
/// <param name="Records">Rows by the kind of record; members by the names of the database, snake_case.</param>
/// <param name="LeftOut">What is not in it.</param>
/// <param name="Sha256">Of the records as `jq -cj .records` prints them: that a copy is the one that was given.</param>
public sealed record PersonCopy(
    [Example("person-copy/1")] string Format,
    Guid ClientId,
    [Example(Sample.Town)] string Controller,
    DateTimeOffset MadeAt,
    [Example("""{"client":[{"family_name":"Haddad","given_name":"Amal"}]}""", IsJson = true)] IReadOnlyDictionary<string, JsonElement> Records,
    IReadOnlyList<LeftOut> LeftOut,
    [Example(Sample.Digest)] string Sha256) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>What is not in a copy.</summary>
/// <param name="What">What it is.</param>
/// <param name="Why">Why, and who can give it.</param>
public sealed record LeftOut([Example("compartment:health")] string What, [Example("Only who is admitted to it can give it.")] string Why);

internal sealed class CopyPersonHandler(CaseDb db, CallContext call) : IHandler<CopyPerson, PersonCopy>
{
    public async Task<PersonCopy> Handle(CopyPerson request, CancellationToken cancellationToken)
    {
        var (controller, cases) = await db.Copied(request.Id, call, cancellationToken);
        var refers = ServiceAccess.MayRefer(call.Caller);
        var made = await db.Database.SqlQuery<Made>($"""
            select app.file_of_person({request.Id}, null, {cases}, {refers})::text as "Records",
                array(select c from unnest({Compartments.All.ToArray()}) c where not access.may_open({request.Id}, c)) as "Closed"
            """).SingleAsync(cancellationToken);
        var records = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(made.Records)!;
        return new PersonCopy("person-copy/1", request.Id, controller, call.Now, records,
            [.. made.Closed.Select(Closed), .. refers ? [] : new[] { OfReferrals }, .. Always],
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PlainJson.Of(records)))));
    }

    private sealed record Made(string Records, string[] Closed);

    private static LeftOut Closed(string compartment) => new($"compartment:{compartment}", Language.Choose(
        "Nur wer dazu zugelassen ist, kann daraus eine Kopie geben.", "Only who is admitted to it can give a copy of it."));

    private static LeftOut OfReferrals => new("referral", Language.Choose(
        "An wen die Person vermittelt wurde und wer Daten bekommen hat: Davon gibt eine Kopie, wer vermittelt; vertrauliche Empfänger fehlen.",
        "To whom the person was referred, and who has received data: who refers gives a copy of it; confidential recipients are left out."));

    private static IEnumerable<LeftOut> Always =>
    [
        new("case", Language.Choose(
            "Was zu einem Fall gehört, den Sie nicht sehen, etwa dem eines anderen Teams: Davon gibt eine Kopie, wer ihn sieht.",
            "What belongs to a case that you do not see, such as another team's: who sees it gives a copy of it.")),
        new("confidential_note", Language.Choose("§ 203 StGB: Darüber entscheidet, wer den Vermerk geschrieben hat.", "§ 203 StGB: its author decides.")),
        new("contact_note", Language.Choose(
            "Vermerke zu Gesprächen mit mehreren Personen und private Vermerke: Rechte Dritter (Art. 15 Abs. 4 DSGVO), von Hand zu prüfen.",
            "Notes on talks with several persons and private notes: rights of third persons (Art. 15 (4) GDPR), to be looked through by hand.")),
        new("third_persons", Language.Choose(
            "Wer vom Haushalt in einer Vermittlung der Person mitgenannt ist, steht nicht darin: Rechte Dritter (Art. 15 Abs. 4 DSGVO).",
            "Who of the household went along with a referral of the person is not in it: rights of third persons (Art. 15 (4) GDPR).")),
        new("document_file", Language.Choose("Dateien werden einzeln heruntergeladen.", "Files are downloaded one by one.")),
        new("handover_package", Language.Choose(
            "Übergaben enthalten eingefrorene Kopien derselben Angaben.", "Handovers hold frozen copies of the same.")),
        new("audit", Language.Choose("Wer zugegriffen hat, sagt der Datenschutzbeauftragte aus dem Protokoll.",
            "Who has had access the data-protection officer tells from the trail.")),
    ];
}

internal static class PlainJson
{
    private static readonly JsonSerializerOptions Plain = new(ApiJson.Stored) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Compact, letters of all scripts as they are: what anybody's tools write, so that anybody can hash it.</summary>
    public static string Of<T>(T value) => JsonSerializer.Serialize(value, Plain);
}

internal static class CopiedPerson
{
    /// <summary>
    /// Who keeps the file of a person that the caller may copy: the own organisation, by name; and which cases the caller sees: the person's own, and those out
    /// of which the person went along with a referral.
    /// </summary>
    /// <exception cref="RefusedException">404; 409 where another organisation keeps it now.</exception>
    public static async Task<(string Controller, Guid[] Cases)> Copied(this CaseDb db, Guid id, CallContext call, CancellationToken cancellationToken)
    {
        var cases = db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.ClientId == id || db.Set<Referral>().Any(referral => referral.CaseId == c.Id
            && db.Set<Disclosure>().Any(entry => entry.ReferralId == referral.Id && entry.ClientId == id)));
        var of = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => client.Id == id).Select(client => new
        {
            client.OrganisationId,
            Controller = db.Set<Organisation>().Where(keeper => keeper.Id == client.OrganisationId).Select(keeper => keeper.Name).First(),
            Cases = cases.Select(c => c.Id).ToList(),
        }).AsSingleQuery().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(id);
        return of.OrganisationId == call.Caller.OrganisationId ? (of.Controller, [.. of.Cases]) : throw new RefusedException(ClientProblems.HandedOver);
    }
}
