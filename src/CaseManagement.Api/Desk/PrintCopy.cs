using System.Text.Json;
using System.Xml.Linq;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Print;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Desk;

/// <summary>The copy of what is on file about a person, for paper.</summary>
/// <param name="Id">The person.</param>
/// <param name="Language">In German and this language: ISO 639-3; German alone where nothing is written in it.</param>
/// <param name="Format">As what.</param>
[Requires(Permission.ReadClients)]
[Operation("Print what is on file about a person", """
    The copy of `POST /clients/{id}/copies` as a page for A4 (Art. 15 (3) GDPR): first who has received data, where you may refer; then every record; at the end
    what is not in it and why, and the checksum of the copy. `format=pdf` where the installation can make one, else HTML.
    """)]
public sealed record PrintCopy(Guid Id, [Example("ukr")] string Language = Words.German, PageFormat Format = PageFormat.Html) : IQuery<PrintedPage>;

internal sealed class PrintCopyHandler(CaseDb db, CallContext call, ChromiumPdf chromium, ISender sender) : IHandler<PrintCopy, PrintedPage>
{
    // How the kinds of records are called; one that comes later stands under its own name.
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["client"] = "Person", ["client_name"] = "Weitere Namen", ["client_reference"] = "Aktenzeichen", ["client_language"] = "Sprachen",
        ["client_language_level"] = "Sprachstand", ["client_qualification"] = "Abschlüsse", ["client_residence_status"] = "Aufenthaltsstatus",
        ["client_benefit"] = "Leistungen", ["client_accommodation"] = "Unterkünfte", ["client_address"] = "Anschriften", ["client_work"] = "Arbeit",
        ["client_mark"] = "Vermerke zu einzelnen Angaben", ["household_member"] = "Haushalt", ["case"] = "Fälle", ["case_responsibility"] = "Zuständigkeit",
        ["case_participant"] = "Mitwirkende", ["case_event"] = "Verlauf des Falls", ["contact"] = "Gespräche", ["contact_client"] = "Teilnahme an Gesprächen",
        ["contact_note"] = "Gesprächsvermerke", ["assessment"] = "Bedarfserhebungen", ["assessment_area"] = "Bedarfe", ["reminder"] = "Wiedervorlagen",
        ["consent"] = "Einwilligungen", ["information_notice"] = "Datenschutzinformation", ["letter"] = "Schreiben", ["agreement"] = "Vereinbarungen",
        ["agreement_goal"] = "Ziele", ["agreement_goal_measurement"] = "Messwerte zu Zielen", ["agreement_step"] = "Schritte",
        ["measure"] = "Maßnahmen", ["document"] = "Papiere", ["appointment"] = "Termine",
        ["case_work"] = "Fallarbeit", ["mentor_assignment"] = "Patenschaften", ["representation"] = "Vertretung", ["referral"] = "Vermittlungen",
        ["referral_move"] = "Verlauf der Vermittlungen", ["referral_message"] = "Nachrichten zu Vermittlungen", ["referral_snapshot"] = "Was übermittelt wurde",
        ["referral_appointment"] = "Termine bei Anbietern", ["restricted_record"] = "Geschützte Einträge", ["confidential_note"] = "Vertrauliche Vermerke",
    };

    public async Task<PrintedPage> Handle(PrintCopy request, CancellationToken cancellationToken)
    {
        string[] lists = [CodeLists.ReferralPurpose, CodeLists.ConsentPurpose, CodeLists.DisclosureBasis];
        var words = await db.WordsFor(call, request.Language, lists, cancellationToken, orGerman: true);
        var copy = await sender.Send(new CopyPerson(request.Id), cancellationToken);
        var sheet = new Sheet(words);
        var html = sheet.Document("copy-title", isLandscape: false, call.Today,
            new XElement("p", sheet.Say("copy-kept-by", Sheet.Isolated(copy.Controller), Sheet.Day(call.Today))),
            copy.LeftOut.Any(left => left.What == "referral") ? null
                : new object[] { new XElement("h2", sheet.Say("copy-recipients")), Recipients(sheet, words, copy) },
            copy.Records.Where(kind => kind.Key != "disclosure").OrderBy(kind => Place(kind.Key)).ThenBy(kind => kind.Key, StringComparer.Ordinal)
                .Select(Records),
            new XElement("h2", sheet.Say("copy-left-out")),
            copy.LeftOut.Select(left => new XElement("p",
                new XElement("b", Kinds.GetValueOrDefault(left.What, left.What)), ": ", new XElement("bdi", left.Why))),
            new XElement("p", sheet.Say("copy-receipt", Sheet.Isolated(copy.Sha256))));
        return await PrintedPage.Of(html, request.Format, chromium, [request.Id], cancellationToken);
    }

    private static int Place(string kind) => Kinds.Keys.ToList().IndexOf(kind) is >= 0 and var place ? place : int.MaxValue;

    private static IEnumerable<XElement> Recipients(Sheet sheet, Words words, PersonCopy copy)
    {
        var rows = copy.Records.TryGetValue("disclosure", out var entries)
            ? entries.EnumerateArray().Where(row => Text(row, "received_from") is null).ToList() : [];
        return rows.Count == 0 ? [new XElement("p", sheet.Say("copy-nobody"))]
            : [new XElement("table", new XElement("tbody", rows.Select(row => new XElement("tr",
                new XElement("td", Sheet.Day(LocalTime.DateOf(row.GetProperty("at").GetDateTimeOffset()))),
                new XElement("td", new XElement("bdi", Text(row, "recipient")), Text(row, "recipient_address") is { } address ? $", {address}" : null),
                new XElement("td", sheet.Both(words.Of(Text(row, "kind") == "copy" ? CodeLists.ConsentPurpose : CodeLists.ReferralPurpose,
                    Text(row, "purpose")!)), sheet.Both(words.Of(CodeLists.DisclosureBasis, Text(row, "basis")!))),
                new XElement("td", string.Join(", ", row.GetProperty("fields").EnumerateArray().Select(field => field.GetString())))))))];
    }

    private static IEnumerable<XElement> Records(KeyValuePair<string, JsonElement> kind) =>
    [
        new XElement("h2", Kinds.GetValueOrDefault(kind.Key, kind.Key)),
        .. kind.Value.EnumerateArray().Select(row => new XElement("table", new XElement("tbody", row.EnumerateObject().Where(IsSaid).Select(member =>
            new XElement("tr", new XElement("th", member.Name.Replace('_', ' ')), new XElement("td", new XElement("bdi", Said(member.Value)))))))),
    ];

    // Keys and hashes are in the file for machines; nobody reads them.
    private static bool IsSaid(JsonProperty member) => member.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
        && member.Name is not ("id" or "sha256" or "version") && !member.Name.EndsWith("_id", StringComparison.Ordinal)
        && !member.Name.EndsWith("_ids", StringComparison.Ordinal) && !(member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() == 0);

    private static string Said(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "ja",
        JsonValueKind.False => "nein",
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Said)),
        JsonValueKind.Object => string.Join("; ", value.EnumerateObject().Where(IsSaid).Select(member => $"{member.Name}: {Said(member.Value)}")),
        _ => value.GetRawText(),
    };

    private static string? Text(JsonElement row, string member) =>
        row.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
