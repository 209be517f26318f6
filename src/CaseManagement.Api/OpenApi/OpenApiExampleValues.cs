using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseManagement.Api.OpenApi;

/// <summary>
/// What stands in the documents' examples. All persons are made up; codes are those of the reference data as shipped.
/// A null is left out of a body, and null in an answer: what is still open, or what excludes its neighbour.
/// </summary>
public static class OpenApiExampleValues
{
    // One property of one schema, where the name alone does not tell.
    private static readonly Dictionary<string, object?> ByOwner = new()
    {
        ["AllowedAction.reason"] = null,
        ["AreaOfAssessment.compartment"] = null,
        ["AreaOfAssessment.eTag"] = "\"4711\"",
        ["AreaOfAssessment.gapReason"] = null,
        ["AssessmentRow.status"] = "completed",
        ["AuditEntry.action"] = "UpdateClient",
        ["AuditEntry.code"] = null,
        ["AuditEntry.id"] = 48213,
        ["AuditEntry.kind"] = "change",
        ["ChangeOrganisation.name"] = "Landratsamt Musterkreis",
        ["ChangeResidenceStatus.legalBasis"] = "§ 25 Abs. 3 AufenthG",
        ["ContactDetail.personCount"] = null,
        ["ContactNoteBody.compartment"] = null,
        ["ContactNoteRow.compartment"] = null,
        ["ContactRow.personCount"] = null,
        ["CorrectContact.personCount"] = null,
        ["CorrectResidenceStatus.legalBasis"] = "§ 25 Abs. 3 AufenthG",
        ["CorrectRestrictedRecord.content"] = "Needs appointments in the morning.",
        ["CreateOrganisation.name"] = "Landratsamt Musterkreis",
        ["DetailItem.verdict"] = "queried",
        ["DetailMove.action"] = "submit",
        ["DetailMove.reasonCode"] = null,
        ["DetailMove.toStatus"] = "submitted",
        ["EndPeriod.until"] = "2026-03-31",
        ["EndTeamMembership.untilDate"] = "2026-03-31",
        ["FormArea.compartment"] = null,
        ["FormOption.code"] = "waiting",
        ["FormOption.labelDe"] = "Angemeldet, wartet auf Platz",
        ["FormOption.labelEn"] = "Registered, waiting for a place",
        ["FormQuestion.code"] = "course",
        ["FormQuestion.kind"] = "single",
        ["FormQuestion.labelDe"] = "Wie steht es um den Sprach- oder Integrationskurs?",
        ["FormQuestion.labelEn"] = "What is the state of the language or integration course?",
        ["FormQuestion.optionsFrom"] = null,
        ["GrantRole.role"] = "caseworker",
        ["GrantRole.userName"] = null,
        ["GrantedRole.role"] = "caseworker",
        ["HandoverDetail.acceptedAt"] = null,
        ["HandoverDetail.isReceiver"] = false,
        ["HandoverDetail.returnedBy"] = null,
        ["HandoverDetail.returnsHandoverId"] = null,
        ["HandoverDetail.status"] = "submitted",
        ["HandoverRow.returnsHandoverId"] = null,
        ["HandoverRow.status"] = "submitted",
        ["MissingItem.code"] = "assessment-missing",
        ["MissingItem.message"] = "There is no completed assessment.",
        ["MyOrganisation.name"] = "Landratsamt Musterkreis",
        ["NeedPoint.gapReason"] = null,
        ["NeedRow.gapReason"] = null,
        ["NoticeRow.kind"] = "reminder-due",
        ["NoticeRow.subjectType"] = "reminder",
        ["NoticeRow.text"] = "A reminder is due.",
        ["OrganisationEntry.name"] = "Landratsamt Musterkreis",
        ["OrganisationView.ags"] = "08116000",
        ["OrganisationView.name"] = "Landratsamt Musterkreis",
        ["PackageAddress.kind"] = "accommodation",
        ["PackageDocument.returnsHandoverId"] = null,
        ["PackageDocumentLine.kind"] = "passport",
        ["PackageDocumentLine.missingReason"] = null,
        ["PackageName.kind"] = "transliteration",
        ["PackageNeed.compartment"] = null,
        ["PackageNeed.gapReason"] = null,
        ["PackagePeriod.code"] = "25-3",
        ["PackagePeriod.legalBasis"] = "§ 25 Abs. 3 AufenthG",
        ["PackagePerson.birthDatePrecision"] = "day",
        ["PackageQualification.title"] = "Tailor",
        ["PackageView.places"] = "/persons/0199c1a0-5e00-7a11-8b22-c33d44e55f66/assessment",
        ["PersonAccess.action"] = "GetClient",
        ["PersonAccess.kind"] = "read",
        ["PrepareHandover.returnReason"] = null,
        ["PrepareHandover.returnsHandoverId"] = null,
        ["PrivateNote.compartment"] = null,
        ["ProblemError.code"] = "answer-required",
        ["ProblemError.message"] = "This question needs an answer.",
        ["ProblemError.pointer"] = "/areas/language/answers/course",
        ["RecordContact.personCount"] = null,
        ["RecordContact.teamId"] = null,
        ["ResidenceStatusEntry.legalBasis"] = "§ 25 Abs. 3 AufenthG",
        ["ResidenceStatusPeriod.legalBasis"] = "§ 25 Abs. 3 AufenthG",
        ["RestrictedRecordEntry.content"] = "Needs appointments in the morning.",
        ["RestrictedRecordView.content"] = "Needs appointments in the morning.",
        ["SaveAssessmentArea.gapNote"] = null,
        ["SaveAssessmentArea.gapReason"] = null,
        ["SingleAssessment.completedAt"] = null,
        ["SingleTemplate.code"] = "beratungsraster",
        ["SingleTemplate.name"] = "Assessment form",
        ["SingleTemplate.source"] = "Beratungsraster",
        ["SingleTemplate.status"] = "published",
        ["SnoozeReminder.until"] = "2027-03-22",
        ["StaffRole.role"] = "caseworker",
        ["StaffTeam.untilDate"] = null,
        ["TeamMemberEntry.untilDate"] = null,
        ["TemplateRow.code"] = "beratungsraster",
        ["TemplateRow.name"] = "Assessment form",
        ["TemplateRow.source"] = "Beratungsraster",
        ["TemplateRow.status"] = "published",
        ["WriteRestrictedRecord.content"] = "Needs appointments in the morning.",
        ["WrittenDocument.missingReason"] = null,
    };

    // The code that stands for its list.
    private static readonly Dictionary<string, string> ByCodeList = new()
    {
        ["accommodation-kind"] = "gemeinschaftsunterkunft",
        ["accommodation-phase"] = "vorlaeufige-unterbringung",
        ["benefit-regime"] = "sgb2",
        ["case-closing-reason"] = "goals-reached",
        ["case-reopening-reason"] = "new-need",
        ["cefr-level"] = "A2",
        ["cefr-skill"] = "speaking",
        ["contact-kind"] = "office",
        ["contact-outcome"] = "counselled",
        ["document-kind"] = "passport",
        ["education-level"] = "isced-3",
        ["handover-decline-reason"] = "not-responsible",
        ["handover-return-reason"] = "moved-back",
        ["handover-withdrawal-reason"] = "allocation-changed",
        ["household-role"] = "applicant",
        ["interpreter-kind"] = "professional",
        ["language"] = "prs",
        ["literacy"] = "other-script",
        ["nationality"] = "AFG",
        ["need-area"] = "language",
        ["need-gap-reason"] = "waiting-list",
        ["recognition-stage"] = "not-started",
        ["reference-source"] = "azr",
        ["reminder-not-executable-reason"] = "client-not-reached",
        ["residence-status"] = "25-3",
        ["sex"] = "female",
        ["urgency"] = "high",
        ["work-status"] = "part-time",
    };

    // A property of this name, wherever it stands.
    private static readonly Dictionary<string, object?> ByName = new()
    {
        // Persons and how to reach them.
        ["familyName"] = "Haddad",
        ["givenName"] = "Amal",
        ["script"] = "Latn",
        ["birthDate"] = "1991-04-17",
        ["age"] = 34,
        ["sex"] = "female",
        ["nationalities"] = "AFG",
        ["country"] = "AFG",
        ["language"] = "prs",
        ["languages"] = "prs",
        ["skill"] = "speaking",
        ["level"] = "A2",
        ["literacy"] = "other-script",
        ["educationLevel"] = "isced-3",
        ["recognitionStage"] = "not-started",
        ["phone"] = "+49 7153 000000",
        ["email"] = "amal.haddad@example.org",
        ["careOf"] = null,
        ["street"] = "Musterstraße 1",
        ["postalCode"] = "73207",
        ["town"] = "Plochingen",
        ["ags"] = "08116056",
        ["room"] = "2.14",
        ["occupation"] = "Tailor",
        ["hoursPerWeek"] = 19.5,
        ["yearObtained"] = 2012,
        ["legalBasis"] = null,
        ["value"] = "120304567891",
        ["reference"] = "H001",
        ["householdReference"] = "H001",
        ["household"] = "H001",
        ["accommodationName"] = "Unterkunft Musterstraße",
        ["name"] = "Unterkunft Musterstraße",
        ["places"] = 120,
        ["districts"] = "Innenstadt",
        ["teamName"] = "Integrationsmanagement",
        ["team"] = "Integrationsmanagement",
        ["senderTeam"] = "Unterbringung",
        ["receiverTeam"] = "Integrationsmanagement",
        ["organisation"] = "Landratsamt Musterkreis",
        ["senderOrganisation"] = "Landratsamt Musterkreis",
        ["receiverOrganisation"] = "Stadt Plochingen",
        ["leadName"] = "Jonas Beispiel",
        ["staffName"] = "Jonas Beispiel",

        // Signing in.
        ["userName"] = "jonas.beispiel@example.org",
        ["initialPassword"] = "change me after first sign-in",
        ["roles"] = "caseworker",
        ["role"] = "applicant",

        // Work with a person.
        ["area"] = "language",
        ["areas"] = "language",
        ["areaLabel"] = "Language",
        ["label"] = "Language",
        ["labelDe"] = "Sprache",
        ["labelEn"] = "Language",
        ["helpDe"] = "Behutsam fragen.",
        ["helpEn"] = "Ask with care.",
        ["appliesTo"] = "adult",
        ["answers"] = new Dictionary<string, object> { ["first-language"] = "prs", ["interpreter-needed"] = true, ["german-level"] = "A2" },
        ["before"] = "A1",
        ["after"] = "A2",
        ["urgency"] = "high",
        ["urgencyLabel"] = "High",
        ["rank"] = 3,
        ["need"] = "A German course with childcare",
        ["proposedService"] = "Integration course with childcare, adult education centre",
        ["gapReasonLabel"] = null,
        ["gapNote"] = null,
        ["restrictedAreas"] = "health",
        ["urgentNeedsWithoutService"] = null,
        ["topics"] = "language",
        ["interpreter"] = "professional",
        ["durationMinutes"] = 45,
        ["title"] = "Register for the German course",
        ["note"] = "Childcare is needed in the mornings.",
        ["text"] = "We went through the course offers together.",
        ["content"] = new Dictionary<string, object> { ["need"] = "A German course with childcare" },
        ["reason"] = "Typing error in the first entry",
        ["liftingReason"] = null,
        ["statement"] = "The year of birth is 1992.",
        ["phase"] = "vorlaeufige-unterbringung",
        ["regime"] = "sgb2",
        ["compartment"] = "health",
        ["notDuplicateOf"] = null,
        ["score"] = 87,
        ["timesSnoozed"] = 0,

        // Handovers.
        ["format"] = "1",
        ["place"] = "/persons/0199c1a0-5e00-7a11-8b22-c33d44e55f66/assessment",
        ["question"] = "Is there a copy of it?",
        ["answer"] = "Yes, a certified copy is enclosed.",
        ["sha256"] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",

        // Imports, code lists and the trail.
        ["attributes"] = new Dictionary<string, object> { ["rank"] = 3, ["urgent"] = true },
        ["source"] = "Letter of the office of 2 March 2026",
        ["sort"] = 10,
        ["table"] = "client",
        ["operation"] = "update",
        ["fields"] = "given_name",
        ["requestId"] = "0HN7A1B2C3D4E:00000001",
        ["hash"] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ["finding"] = "changed",
        ["limit"] = 50,

        // What may be done next.
        ["action"] = "close",
        ["allowed"] = true,
        ["code"] = null,
        ["nextCursor"] = "eyJLZXkiOnsi…",

        // False in the usual case.
        ["isAnonymous"] = false,
        ["isOverdue"] = false,
        ["isPrivate"] = false,
        ["noOpenItems"] = false,
        ["processingRestricted"] = false,
        ["protect"] = false,
        ["restricted"] = false,

        // Days and instants: what lies ahead, what has ended, what has not happened.
        ["at"] = "2026-03-02T09:30:00Z",
        ["dueOn"] = "2027-03-15",
        ["nextDueOn"] = "2027-03-15",
        ["acceptanceDueOn"] = "2026-03-16",
        ["firstContactDueOn"] = "2026-03-30",
        ["expiresOn"] = "2028-03-01",
        ["toDate"] = "2027-03-22",
        ["fromDate"] = "2026-03-02",
        ["untilDate"] = "2026-03-16",
        ["until"] = null,
        ["untilAt"] = "2026-03-02T10:30:00Z",
        ["updatedAt"] = "2026-03-09T14:05:00Z",
        ["lastAt"] = "2026-03-09T14:05:00Z",
        ["lastContactAt"] = "2026-03-09T14:05:00Z",
        ["validFrom"] = "2026-01-01",
        ["validTo"] = null,
        ["closedAt"] = null,
        ["correctedAt"] = null,
        ["disabledAt"] = null,
        ["endedAt"] = null,
        ["leftAt"] = null,
        ["liftedAt"] = null,
        ["liftedBy"] = null,
        ["lockedUntil"] = null,
        ["brokenUntil"] = null,
        ["readableUntil"] = null,
        ["readAt"] = null,
        ["supersededAt"] = null,
    };

    /// <summary>The value for a property, null when nothing is laid down for it.</summary>
    /// <param name="owner">The schema that has the property.</param>
    /// <param name="property">The property's name.</param>
    /// <param name="codeList">The code list that its description names.</param>
    public static ExampleValue? Find(string owner, string property, string? codeList)
    {
        if (MemberExamples.Find(owner, property) is { } laidDown)
        {
            return laidDown;
        }
        var key = $"{owner}.{property}";
        if (ByOwner.TryGetValue(key, out var value))
        {
            return Node(value);
        }
        if (codeList is not null && ByCodeList.TryGetValue(codeList, out var code))
        {
            return Node(code);
        }
        return ByName.TryGetValue(property, out value) ? Node(value) : null;
    }

    /// <summary>A UUIDv7 that is the same for the same name, so that one example can be read against another.</summary>
    public static string Id(string name)
    {
        var digits = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        return $"0199c1a0-5e00-7{digits[..3]}-8{digits[3..6]}-{digits[6..18]}";
    }

    private static ExampleValue Node(object? value) => new(JsonSerializer.SerializeToNode(value));
}

/// <summary>A value laid down; null is one, too.</summary>
/// <param name="Value">The value.</param>
public sealed record ExampleValue(JsonNode? Value);
