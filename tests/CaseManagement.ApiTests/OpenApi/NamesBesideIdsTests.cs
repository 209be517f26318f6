using System.Text.Json.Nodes;
using CaseManagement.Dev;

namespace CaseManagement.ApiTests.OpenApi;

/// <summary>
/// Whoever reads an answer sees names, not bare ids: beside each id of a person, household, colleague, team, service or organisation stands its name. Read off
/// the committed documents, so that an answer that is new tomorrow is asked, too. An id that the test does not know stands for somebody.
/// </summary>
public sealed class NamesBesideIdsTests
{
    // What stands for a record, not for somebody: the screen that shows it asks for it.
    private static readonly HashSet<string> Records =
    [
        "id", "rowId", "itemId", "itemIds", "includedItems", "eventId", "entryId", "requestId", "sessionId", "subjectId", "firstId", "secondId", "nextId",
        "previousId", "agreementId", "assessmentId", "assignmentId", "caseId", "consentId", "contactId", "disclosureId", "dwellingId", "goalId", "goalIds",
        "grantId", "handoverId", "returnsHandoverId", "returnedBy", "importId", "sameFileAs", "messageId", "needId", "publicationId", "recordId", "referralId",
        "openReferralId", "reminderId", "reportId", "representationId", "templateId", "textId",
    ];

    // Names that are not called after the id.
    private static readonly Dictionary<string, string[]> Told = new()
    {
        ["clientId"] = ["familyName", "name"], ["staffId"] = ["familyName", "name"], ["teamId"] = ["name"], ["serviceId"] = ["name"],
        ["householdId"] = ["reference"], ["leadStaffId"] = ["leadName"], ["writtenBy"] = ["writerName"], ["readerIds"] = ["readerNames"],
        ["ownerId"] = ["ownerName"], ["representativeClientId"] = ["name"], ["recipientOrganisationIds"] = ["recipients"],
    };

    // "Answer.member", and why no name stands beside it.
    private static readonly Dictionary<string, string> Excused = new()
    {
        ["AccessToPerson.clientId"] = "the trail is read by the data-protection officer, who sees no persons",
        ["AuditEntry.clientIds"] = "the same",
        ["PackageDocumentLine.clientId"] = "the persons of the handover stand in the same answer, by name; in a package, its persons",
        ["PackageOpenItem.clientId"] = "the same",
        ["PackageRecord.clientId"] = "a package is frozen and hashed; its persons stand in it by name",
        ["PackageRestrictedItem.clientId"] = "the same",
        ["RestrictedContent.clientId"] = "the package around it names its persons, what stayed behind names whom",
        ["RestrictedFact.clientId"] = "the preview names the members of the household, and the person in its document",
        ["ReferralPreview.recipientId"] = "the document that would be sent names the recipient",
        ["ReferralView.memberIds"] = "of a draft, which its preview names",
        ["ImportRowDetail.clientId"] = "the row's own values name the person",
        ["ImportRowDetail.decidedClientId"] = "its candidates name the person",
        ["FigureUnitRow.landlordId"] = "who reads figures need not read landlords",
        ["GivenRight.staffId"] = "answers whom the request named",
        ["GivenRight.teamId"] = "the same",
        ["SessionTokens.staffId"] = "for the program that signs in; /me names both",
        ["SessionTokens.organisationId"] = "the same",
        ["MissingAgreement.organisationId"] = "its own name, or why that is withheld",
        ["QuarterEntry.organisationId"] = "the municipality, by its key beside it",
        ["QuarterView.organisationId"] = "the same",
    };

    private sealed record Id(string Answer, string Member, string Path);

    [Fact]
    public void Beside_each_id_of_somebody_stands_a_name()
    {
        var bare = Bare().Where(id => !Excused.ContainsKey($"{id.Answer}.{id.Member}")).Select(id => $"{id.Answer}.{id.Member} ({id.Path})")
            .Distinct().ToList();
        Assert.True(bare.Count == 0, $"No name stands beside {string.Join(", ", bare)}.");
    }

    [Fact]
    public void Nothing_is_excused_that_is_not_bare()
    {
        var bare = Bare().Select(id => $"{id.Answer}.{id.Member}").ToHashSet();
        Assert.Empty(Excused.Keys.Except(bare));
    }

    [Fact]
    public void An_answer_without_a_name_would_be_found()
    {
        var document = JsonNode.Parse("""
            {"paths": {"/api/v1/things/{id}": {"get": {"responses": {"200": {"content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Thing"}}}}}}}},
             "components": {"schemas": {
                "Thing": {"properties": {"keeperId": {"type": "string", "format": "uuid"}, "ownerId": {"type": ["string", "null"], "format": "uuid"},
                    "ownerName": {"type": "string"}, "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}}}},
                "Part": {"properties": {"helperIds": {"type": "array", "items": {"type": "string", "format": "uuid"}},
                    "id": {"type": "string", "format": "uuid"}}}}}}
            """)!;
        Assert.Equal([new Id("Thing", "keeperId", "/api/v1/things/{id}"), new Id("Part", "helperIds", "/api/v1/things/{id}")], BareOf(document));
    }

    private static IReadOnlyList<Id> Bare()
    {
        var found = ((string[])["caseworker", "partner", "statistics"]).SelectMany(name =>
            BareOf(JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "openapi", $"{name}.json")))!)).ToList();
        Assert.NotEmpty(found);
        return found;
    }

    private static IReadOnlyList<Id> BareOf(JsonNode document)
    {
        var (schemas, bare) = (document["components"]!["schemas"]!, new List<Id>());
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var answer in operations!.AsObject().Select(operation => operation.Value).OfType<JsonObject>()
                .SelectMany(operation => operation["responses"]?.AsObject().Select(answer => answer.Value) ?? [])
                .SelectMany(answer => answer?["content"]?.AsObject().Select(content => content.Value) ?? []))
            {
                Walk(answer?["schema"], "", path, []);
            }
        }
        return bare;

        void Walk(JsonNode? schema, string name, string path, HashSet<string> seen)
        {
            if (schema?["$ref"]?.GetValue<string>().Split('/')[^1] is { } other)
            {
                if (seen.Add(other))
                {
                    Walk(schemas[other], other, path, seen);
                }
                return;
            }
            foreach (var part in Parts(schema))
            {
                Walk(part, name, path, seen);
            }
            var members = schema?["properties"]?.AsObject();
            foreach (var (member, said) in members ?? [])
            {
                if (IsId(said) && !Records.Contains(member) && !IsNamed(member, members!) && !(member == "clientId" && IsOfPerson(path)))
                {
                    bare.Add(new Id(name, member, path));
                }
                Walk(said, name, path, seen);
            }
        }
    }

    // The path names the person already, so that who asks knows whom.
    private static bool IsOfPerson(string path) => path.StartsWith("/api/v1/clients/{", StringComparison.Ordinal);

    private static bool IsNamed(string id, JsonObject members)
    {
        var stem = id.EndsWith("Ids", StringComparison.Ordinal) ? id[..^3] : id.EndsWith("Id", StringComparison.Ordinal) ? id[..^2] : id;
        return new[] { stem, $"{stem}Name", $"{stem}Names", $"{stem}Reference" }.Concat(Told.GetValueOrDefault(id, []))
            .Any(name => name != id && members.ContainsKey(name) && !IsId(members[name]));
    }

    private static bool IsId(JsonNode? schema) => schema is not null
        && (schema["format"]?.GetValue<string>() == "uuid" || Parts(schema).Any(IsId));

    private static IEnumerable<JsonNode?> Parts(JsonNode? schema) => ((string[])["oneOf", "anyOf", "allOf"])
        .SelectMany(kind => schema?[kind]?.AsArray() ?? []).Append(schema?["items"]).Where(part => part is not null);
}
