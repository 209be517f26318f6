using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Consents;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Referrals;
using CaseManagement.Api.Reminders;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>Makes the file of a person for an office outside of the installation, such as the town to which the person moves.</summary>
/// <param name="Recipient">Who gets it, as the consent names it; up to 200 characters.</param>
/// <param name="Address">Where it goes, up to 500 characters.</param>
/// <param name="ConsentId">The person's consent: for the purpose `file-copy`, in force today, naming the recipient.</param>
[Requires(Permission.SendReferrals)]
[Operation("Make a person's file for an office outside", """
    What the consent covers of the person's file, frozen, with its SHA-256 as receipt: `GET /copies/{id}` gives it. It stands in the register of disclosures at
    once. Nothing out of a compartment is in it, no notes and no third persons; `leftOut` says so. 409 `copy-consent-…` where the consent is over, for another
    purpose, was not given to your organisation, or does not name the recipient; `processing-restricted` while processing is restricted (Art. 18 GDPR).
    """)]
public sealed record SendCopy(
    [Example("Stadt Esslingen")] string Recipient, [Example("Rathausplatz 2, 73728 Esslingen am Neckar")] string Address, Guid ConsentId) : ICommand<CopySent>
{
    /// <summary>Whose file.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
}

/// <summary>A file that was made for an office outside.</summary>
/// <param name="Id">The file.</param>
/// <param name="DisclosureId">The entry in the register.</param>
/// <param name="Sha256">Of the file's bytes.</param>
public sealed record CopySent(Guid Id, Guid DisclosureId, [Example(Sample.Digest)] string Sha256);

internal sealed class SendCopyValidator : AbstractValidator<SendCopy>
{
    public SendCopyValidator()
    {
        RuleFor(send => send.Recipient).NotEmpty().MaximumLength(200);
        RuleFor(send => send.Address).NotEmpty().MaximumLength(500);
    }
}

internal sealed class SendCopyHandler(CaseDb db, CallContext call) : IHandler<SendCopy, CopySent>
{
    /// <summary>The purpose that a consent has to be for.</summary>
    public const string Purpose = "file-copy";

    // What each code of the list consent-data covers of a file. Notes, talks, agreements and measures name others, or are not the person's alone: they are not
    // passed on; what is restricted goes item by item with a referral.
    private static readonly Dictionary<string, string[]> Covered = new()
    {
        ["base-data"] = ["client", "client_name", "client_reference"],
        ["contact-data"] = ["client", "client_address", "client_accommodation"],
        ["household"] = ["household_member"],
        ["residence"] = ["client_residence_status"],
        ["benefits"] = ["client_benefit"],
        ["language-education"] = ["client", "client_language", "client_language_level", "client_qualification", "client_work"],
        ["needs"] = ["assessment", "assessment_area"],
    };

    // Of the person's own row what each code covers: nothing else of it leaves, such as by what she is found or what the office has noted about the file.
    private static readonly Dictionary<string, string[]> OfPerson = new()
    {
        ["base-data"] = ["id", "family_name", "given_name", "birth_date", "birth_date_precision", "sex", "nationalities"],
        ["contact-data"] = ["phone", "email"],
        ["language-education"] = ["literacy", "education_level"],
    };

    private sealed record Held(string Records, bool CoversSender);

    public async Task<CopySent> Handle(SendCopy request, CancellationToken cancellationToken)
    {
        var (now, own) = (call.Now, call.Caller.RequiredOrganisationId);
        var (controller, cases) = await db.Copied(request.ClientId, call, cancellationToken);
        // Held until the commit: who withdraws it meanwhile waits, and then finds a file to tell of; who was first is seen here.
        var consent = (await db.Set<Consent>().FromSql($"select c.*, c.xmin from app.consent c where c.id = {request.ConsentId} for share")
            .AsNoTracking().ToListAsync(cancellationToken)).SingleOrDefault(row => row.ClientId == request.ClientId)
            ?? throw RefusedException.Invalid("/consentId", CopyProblems.ConsentUnknown);
        await db.RequireUnrestricted([request.ClientId], cancellationToken);
        string[] tables = [.. consent.Data.SelectMany(code => Covered.GetValueOrDefault(code) ?? []).Distinct()];
        var held = await db.Database.SqlQuery<Held>($"""
            select app.file_of_person({request.ClientId}, {tables}, {cases}, true)::text as "Records",
                exists (select from app.consent c where c.id = {consent.Id}
                    and (c.former_organisation_id is null or {own} = any(c.recipient_organisation_ids))) as "CoversSender"
            """).SingleAsync(cancellationToken);
        if (Objection(consent, request.Recipient.Trim(), held.CoversSender) is { } objection)
        {
            throw new RefusedException(objection);
        }
        var records = Covering(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(held.Records)!, consent.Data);
        var content = PlainJson.Of(new
        {
            format = "person-file/1", controller, recipient = request.Recipient.Trim(), madeAt = now, purpose = Purpose, basis = "consent",
            consent = new { consent.Id, consent.GivenOn, consent.TextKey, consent.TextNumber, consent.Data }, records, leftOut = LeftOut(consent),
        });
        var copy = new FileCopy(own, request.ClientId, content, call.Caller.StaffId, now);
        var entry = Disclosure.OfCopy((own, request.ClientId, consent.Id, Purpose), (request.Recipient.Trim(), request.Address.Trim()),
            ([.. records.Keys.Order(StringComparer.Ordinal)], copy.Sha256), call.Caller.StaffId, now);
        copy.Enter(entry.Id);
        db.AddRange(entry, copy);
        await db.SaveChangesAsync(cancellationToken);
        return new CopySent(copy.Id, entry.Id, Convert.ToHexStringLower(copy.Sha256));
    }

    private ProblemType? Objection(Consent consent, string recipient, bool coversSender) =>
        !consent.IsInForce(call.Today) ? CopyProblems.ConsentOver
        : consent.Purpose != Purpose ? CopyProblems.ConsentPurpose
        : !coversSender ? CopyProblems.ConsentSender
        : !consent.Recipients.Any(name => string.Equals(name.Trim(), recipient, StringComparison.OrdinalIgnoreCase)) ? CopyProblems.ConsentRecipient
        : null;

    private static Dictionary<string, JsonElement> Covering(Dictionary<string, JsonElement> records, string[] data)
    {
        if (records.TryGetValue("client", out var person))
        {
            var covered = data.SelectMany(code => OfPerson.GetValueOrDefault(code) ?? []).ToHashSet();
            records["client"] = JsonSerializer.SerializeToElement(person.EnumerateArray().Select(row => row.EnumerateObject()
                .Where(member => covered.Contains(member.Name)).ToDictionary(member => member.Name, member => member.Value)));
        }
        return records;
    }

    private static IEnumerable<LeftOut> LeftOut(Consent consent) =>
    [
        .. Covered.Keys.Except(consent.Data).Select(code => new LeftOut(code,
            Language.Choose("Die Einwilligung umfasst es nicht.", "The consent does not cover it."))),
        new("compartments", Language.Choose(
            "Geschützte Angaben werden einzeln mit einer Vermittlung übermittelt.", "Restricted items go one by one by a referral.")),
        new("notes", Language.Choose("Vermerke, Gespräche, Vereinbarungen und vertrauliche Vermerke (§ 203 StGB) bleiben bei der Stelle, die sie führt.",
            "Notes, talks, agreements and confidential notes (§ 203 StGB) stay with the office that keeps them.")),
        new("third_persons", Language.Choose("Angaben zu anderen Personen (Art. 15 Abs. 4 DSGVO).", "What concerns other persons (Art. 15 (4) GDPR).")),
    ];
}

/// <summary>Refusals of copies.</summary>
internal static class CopyProblems
{
    public static readonly ProblemType ConsentUnknown = new("copy-consent-unknown", 400,
        "There is no such consent of this person.", "Eine solche Einwilligung dieser Person gibt es nicht.");
    public static readonly ProblemType ConsentOver = new("copy-consent-over", 409,
        "The consent is withdrawn or over.", "Die Einwilligung ist widerrufen oder abgelaufen.");
    public static readonly ProblemType ConsentPurpose = new("copy-consent-purpose", 409,
        "The consent is not for passing the file on (purpose file-copy).", "Die Einwilligung gilt nicht der Übermittlung der Akte (Zweck file-copy).");
    public static readonly ProblemType ConsentRecipient = new("copy-consent-recipient", 409,
        "The consent does not name the recipient.", "Die Einwilligung nennt diesen Empfänger nicht.");
    public static readonly ProblemType ConsentSender = new("copy-consent-sender", 409,
        "The consent was not given to your organisation and does not name it.", "Die Einwilligung wurde nicht Ihrer Organisation erteilt und nennt sie nicht.");
}

// Who hears that a consent is taken back tells the office outside, which has no access here: whoever made the file, here or at an organisation that kept the
// person's file before.
internal sealed class CopiesByConsent : IFollowsConsent
{
    /// <summary>A consent by which a file went outside is taken back.</summary>
    public static readonly NoticeKind Withdrawn = new("copy-consent-withdrawn",
        "Eine Einwilligung, mit der eine Akte übermittelt wurde, ist widerrufen: bitte die Stelle benachrichtigen, die sie bekommen hat.",
        "A consent by which a file was passed on is withdrawn: tell the office that received it.");

    Task IFollowsConsent.Withdrawn(CaseDb db, CallContext call, Consent consent, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"call app.tell_of_copies({consent.Id})", cancellationToken);
}
