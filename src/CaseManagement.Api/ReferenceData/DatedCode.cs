using CaseManagement.Api.Http;

namespace CaseManagement.Api.ReferenceData;

/// <summary>
/// One code of a list with its labels, valid in [<see cref="ValidFrom"/>, <see cref="ValidTo"/>). A code is never deleted
/// and never renamed: records of persons were made in the meaning it had. It ends, and another row with the same code may
/// begin on that day.
/// </summary>
public sealed class DatedCode : IRoot
{
    private DatedCode() { }

    /// <summary>A new code; <paramref name="attributes"/> is a JSON object.</summary>
    public DatedCode(string list, string code, string labelDe, string labelEn, DateOnly validFrom, DateOnly? validTo,
        int sort, string attributes, string? source, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (List, Code, LabelDe, LabelEn) = (list, code, labelDe.Trim(), labelEn.Trim());
        (ValidFrom, ValidTo, Sort, Attributes, Source) = (validFrom, validTo, sort, attributes, source?.Trim());
    }

    /// <summary>The row: one period of the code.</summary>
    public Guid Id { get; private set; }
    /// <summary>The list that it belongs to.</summary>
    public string List { get; private set; } = "";
    /// <summary>What records hold; kebab-case or the standard's own form.</summary>
    public string Code { get; private set; } = "";
    /// <summary>As German practitioners say it.</summary>
    public string LabelDe { get; private set; } = "";
    /// <summary>In English.</summary>
    public string LabelEn { get; private set; } = "";
    /// <summary>First day on which it is valid.</summary>
    public DateOnly ValidFrom { get; private set; }
    /// <summary>First day on which it is not valid any more; null while no end is known.</summary>
    public DateOnly? ValidTo { get; private set; }
    /// <summary>Place in the list; codes of the same place follow their label.</summary>
    public int Sort { get; private set; }
    /// <summary>A JSON object: facts that programs read, in camelCase.</summary>
    public string Attributes { get; private set; } = "{}";
    /// <summary>Paragraph of law or clause of a standard.</summary>
    public string? Source { get; private set; }
    /// <summary>PostgreSQL's xmin.</summary>
    public uint Version { get; private set; }

    /// <summary>Why the end of the code cannot be moved any more, or null.</summary>
    /// <param name="today">Today in Germany.</param>
    public ProblemType? ObjectionToEnd(DateOnly today) => ValidTo <= today ? ReferenceDataProblems.EndIsFinal : null;

    /// <summary>Ends the code, moves an announced end, or takes it back (null). Days gone by keep the code.</summary>
    /// <exception cref="RefusedException">409 when its end has come; 400 for an end in the past or before its beginning.</exception>
    public void End(DateOnly? validTo, DateOnly today)
    {
        if (ObjectionToEnd(today) is { } objection)
        {
            throw new RefusedException(objection);
        }
        if (validTo < today)
        {
            throw RefusedException.Invalid("/until", ReferenceDataProblems.EndInThePast);
        }
        if (validTo <= ValidFrom)
        {
            throw RefusedException.Invalid("/until", ReferenceDataProblems.EndBeforeBeginning);
        }
        ValidTo = validTo;
    }
}

/// <summary>
/// The lists of codes (Schlüsselverzeichnisse) that members name ([CodeOf]), each with the code that stands for it in the
/// documents' examples. Others than these are served as well.
/// </summary>
public static class CodeLists
{
#pragma warning disable CS1591 // The names say it; app.code_list describes each.
    [Example("25-3")] public const string ResidenceStatus = "residence-status";
    [Example("sgb2")] public const string BenefitRegime = "benefit-regime";
    [Example("vorlaeufige-unterbringung")] public const string AccommodationPhase = "accommodation-phase";
    [Example("gemeinschaftsunterkunft")] public const string AccommodationKind = "accommodation-kind";
    [Example("language")] public const string NeedArea = "need-area";
    [Example("high")] public const string Urgency = "urgency";
    [Example("office")] public const string ContactKind = "contact-kind";
    [Example("counselled")] public const string ContactOutcome = "contact-outcome";
    [Example("goal")] public const string ContactPurpose = "contact-purpose";
    [Example("goals-reached")] public const string CaseClosingReason = "case-closing-reason";
    [Example("new-need")] public const string CaseReopeningReason = "case-reopening-reason";
    [Example("not-responsible")] public const string HandoverDeclineReason = "handover-decline-reason";
    [Example("allocation-changed")] public const string HandoverWithdrawalReason = "handover-withdrawal-reason";
    [Example("moved-back")] public const string HandoverReturnReason = "handover-return-reason";
    [Example("waiting-list")] public const string NeedGapReason = "need-gap-reason";
    [Example("client-not-reached")] public const string ReminderNotExecutableReason = "reminder-not-executable-reason";
    [Example("applicant")] public const string HouseholdRole = "household-role";
    [Example("female")] public const string Sex = "sex";
    [Example("A2")] public const string CefrLevel = "cefr-level";
    [Example("speaking")] public const string CefrSkill = "cefr-skill";
    [Example("other-script")] public const string Literacy = "literacy";
    [Example("isced-3")] public const string EducationLevel = "education-level";
    [Example("married")] public const string FamilyStatus = "family-status";
    [Example("part-time")] public const string WorkStatus = "work-status";
    [Example("not-started")] public const string RecognitionStage = "recognition-stage";
    [Example("professional")] public const string InterpreterKind = "interpreter-kind";
    [Example("call-office")] public const string CaseWorkKind = "case-work-kind";
    [Example("passport")] public const string DocumentKind = "document-kind";
    [Example("bw-integrationsmanagement")] public const string Programme = "programme";
    [Example("never-arrived")] public const string AllocationCancelReason = "allocation-cancel-reason";
    [Example("allocation")] public const string PresenceArrival = "presence-arrival";
    [Example("health-insurance")] public const string BenefitChangeStep = "benefit-change-step";
    [Example("moved")] public const string PresenceLeaveReason = "presence-leave-reason";
    [Example("other-land")] public const string PresenceDestination = "presence-destination";
    [Example("medium")] public const string CaseComplexity = "case-complexity";
    [Example("family")] public const string MentorKind = "mentor-kind";
    [Example("goal-reached")] public const string MentorEndReason = "mentor-end-reason";
    [Example("with-person")] public const string DocumentPlace = "document-place";
    [Example("azr")] public const string ReferenceSource = "reference-source";
    [Example("prs")] public const string Language = "language";
    [Example("AFG")] public const string Nationality = "nationality";
    [Example("parent-joint-custody")] public const string RepresentationKind = "representation-kind";
    [Example("all")] public const string RepresentationScope = "representation-scope";
    [Example("referral")] public const string ConsentPurpose = "consent-purpose";
    [Example("base-data")] public const string ConsentData = "consent-data";
    [Example("written")] public const string ConsentForm = "consent-form";
    [Example("read-out-interpreted")] public const string ConsentReading = "consent-reading";
    [Example("decision")] public const string LetterKind = "letter-kind";
    [Example("objection-sgg")] public const string Remedy = "remedy";
    [Example("post-sgbx")] public const string LetterDelivery = "letter-delivery";
    [Example("client")] public const string RemedyActor = "remedy-actor";
    [Example("round-table")] public const string MeasureAgreedIn = "measure-agreed-in";
    [Example("achieved")] public const string MeasureResult = "measure-result";
    [Example("double-work")] public const string MeasureDropReason = "measure-drop-reason";
    [Example("parental-time")] public const string CounsellingPauseReason = "counselling-pause-reason";
    [Example("goals-within-reach")] public const string CounsellingExtensionReason = "counselling-extension-reason";
    [Example("circumstances")] public const string AgreementChangeKind = "agreement-change-kind";
    [Example("client-wish")] public const string AgreementEndReason = "agreement-end-reason";
    [Example("cefr-level")] public const string GoalMeasureUnit = "goal-measure-unit";
    [Example("counselling")] public const string ReferralPurpose = "referral-purpose";
    [Example("consent")] public const string DisclosureBasis = "disclosure-basis";
    [Example("told-by-person")] public const string SecrecyBasis = "secrecy-basis";
    [Example("no-capacity")] public const string ReferralDeclineReason = "referral-decline-reason";
    [Example("need-met-otherwise")] public const string ReferralWithdrawalReason = "referral-withdrawal-reason";
    [Example("other-need")] public const string ReferralReturnReason = "referral-return-reason";
    [Example("waiting-list")] public const string ReferralHoldReason = "referral-hold-reason";
    [Example("need-met")] public const string ReferralOutcome = "referral-outcome";
    [Example("client-broke-off")] public const string ReferralFailure = "referral-failure";
    [Example("contact")] public const string CorrectionTopic = "correction-topic";
    [Example("kindergarten")] public const string ParticipationKind = "participation-kind";
    [Example("primary")] public const string SchoolKind = "school-kind";
    [Example("full-day")] public const string ParticipationForm = "participation-form";
    [Example("moved")] public const string ParticipationBreakOffReason = "participation-break-off-reason";
    [Example("place-elsewhere")] public const string ParticipationWithdrawalReason = "participation-withdrawal-reason";
    [Example("test")] public const string LanguageEvidence = "language-evidence";
    [Example("part-time")] public const string EmploymentKind = "employment-kind";
    [Example("other-job")] public const string EmploymentEndReason = "employment-end-reason";
    [Example("town-on-general-market")] public const string DwellingFoundBy = "dwelling-found-by";
    [Example("moved-away")] public const string DwellingLeaveReason = "dwelling-leave-reason";
    [Example("notice-by-landlord")] public const string LeaseEndReason = "lease-end-reason";
    [Example("stopped")] public const string WithdrawalConfirmation = "withdrawal-confirmation";
    [Example("no-longer-needed")] public const string ErasureReason = "erasure-reason";
    [Example("still-needed")] public const string ErasureEndReason = "erasure-end-reason";
    [Example("objection-examined")] public const string RestrictionGround = "restriction-ground";
#pragma warning restore CS1591
}

/// <summary>Refusals of the reference data.</summary>
public static class ReferenceDataProblems
{
    /// <summary>400: not a code of the list on the day in question.</summary>
    public static readonly ProblemType UnknownCode = new("unknown-code", 400,
        "This is not a code of the list '{0}' that is valid on {1:yyyy-MM-dd}.", "Das ist kein Schlüssel der Liste „{0}“, der am {1:dd.MM.yyyy} gilt.");
    /// <summary>400: a filter by what no record can hold.</summary>
    public static readonly ProblemType NeverCode = new("unknown-code", 400,
        "This is not a code of the list '{0}'.", "Das ist kein Schlüssel der Liste „{0}“.");
    /// <summary>409: one meaning per code and day.</summary>
    public static readonly ProblemType Overlap = new("code-overlap", 409,
        "This code is in use on some of these days already. End the other period first.",
        "Dieser Schlüssel gilt an einem Teil dieser Tage schon. Bitte zuerst den anderen Zeitraum beenden.")
    { Constraint = "code_no_overlap" };
    /// <summary>409: the end of a code has come.</summary>
    public static readonly ProblemType EndIsFinal = new("code-ended", 409,
        "This code has ended. Add a new period instead.",
        "Dieser Schlüssel ist beendet. Bitte stattdessen einen neuen Zeitraum anlegen.")
    { Constraint = "code_end_is_final" };
    /// <summary>409: a word stands for one code.</summary>
    public static readonly ProblemType WordTaken = new("word-taken", 409,
        "This word stands for a code of the list already.", "Dieses Wort steht schon für einen Schlüssel der Liste.")
    { Constraint = "code_word_once" };
    /// <summary>400: days gone by keep the code.</summary>
    public static readonly ProblemType EndInThePast = new("code-end-past", 400,
        "A code cannot be taken out of days gone by.", "Ein Schlüssel kann nicht rückwirkend beendet werden.")
    { Constraint = "code_end_not_past" };
    /// <summary>400: the end must follow the beginning.</summary>
    public static readonly ProblemType EndBeforeBeginning = new("code-period", 400,
        "until must be later than from.", "Das Ende ist der erste Tag danach und muss nach dem Anfang liegen.")
    { Constraint = "code_period" };
    /// <summary>400: a code's form.</summary>
    public static readonly ProblemType Form = new("code-form", 400,
        "A code has 1 to 64 letters, digits and single hyphens.",
        "Ein Schlüssel besteht aus 1 bis 64 Buchstaben, Ziffern und einzelnen Bindestrichen.")
    { Constraint = "code_code_form" };
    /// <summary>400: ISO 639-3.</summary>
    public static readonly ProblemType LanguageForm = new("code-language-form", 400,
        "A language is an ISO 639-3 code: three small letters.",
        "Eine Sprache ist ein Schlüssel nach ISO 639-3: drei Kleinbuchstaben.")
    { Constraint = "code_language_form" };
    /// <summary>400: ISO 3166-1 alpha-3.</summary>
    public static readonly ProblemType NationalityForm = new("code-nationality-form", 400,
        "A nationality is an ISO 3166-1 alpha-3 code: three capital letters.",
        "Eine Staatsangehörigkeit ist ein Schlüssel nach ISO 3166-1 Alpha-3: drei Großbuchstaben.")
    { Constraint = "code_nationality_form" };
    /// <summary>400: an urgency needs its rank.</summary>
    public static readonly ProblemType UrgencyRank = new("code-urgency-rank", 400,
        "An urgency needs the attributes rank (number) and urgent (true or false).",
        "Eine Dringlichkeit braucht als Merkmale ihren Rang (eine Zahl) und ob sie dringend ist.")
    { Constraint = "code_urgency_ranked" };
    /// <summary>400: there are three compartments.</summary>
    public static readonly ProblemType Compartment = new("code-compartment", 400,
        "The attribute compartment is health, protection or sexual_orientation.",
        "Der geschützte Bereich ist Gesundheit, Schutz oder sexuelle Orientierung.")
    { Constraint = "code_compartment" };
    /// <summary>400: one day and every period exclude each other.</summary>
    public static readonly ProblemType OnOrEnded = new("on-or-ended", 400,
        "Send either on or include=ended, not both.", "Bitte entweder on oder include=ended angeben, nicht beides.");
}
