namespace CaseManagement.Api.Consents;

internal static class ConsentProblems
{
    public static readonly ProblemType GermanMissing = new("consent-text-german-missing", 409,
        "German is binding: add the German text first.", "Deutsch ist verbindlich: bitte zuerst den deutschen Text ergänzen.");
    public static readonly ProblemType DraftExists = new("consent-text-draft-exists", 409,
        "There is a draft of this text already. Change or publish that one.",
        "Von diesem Text gibt es schon einen Entwurf. Bitte diesen ändern oder veröffentlichen.")
    { Constraint = "consent_text_one_draft" };
    public static readonly ProblemType NumberTaken = new("consent-text-meanwhile", 409,
        "Somebody else has just written a version of this text. Read it again.",
        "Soeben hat jemand anderes eine Fassung dieses Texts angelegt. Bitte neu laden.")
    { Constraint = "consent_text_number" };
    public static readonly ProblemType PublishedMeanwhile = new("consent-text-published-meanwhile", 409,
        "Another version of this text has just been published. Read it again.",
        "Soeben wurde eine andere Fassung dieses Texts veröffentlicht. Bitte neu laden.")
    { Constraint = "consent_text_one_published" };
    public static readonly ProblemType TextKept = new("consent-text-kept", 409,
        "A published text never changes. Write its next version.", "Ein veröffentlichter Text ändert sich nie. Bitte die nächste Fassung anlegen.")
    { Constraint = "consent_text_kept" };
    public static readonly ProblemType LanguageTwice = new("language-twice", 400,
        "Each language once, 50 at most.", "Jede Sprache nur einmal, höchstens 50.");
    public static readonly ProblemType TextNotInUse = new("consent-text-not-in-use", 400,
        "There is no such text that is published now.", "Einen solchen veröffentlichten Text gibt es nicht.");
    public static readonly ProblemType TextInforms = new("consent-text-informs", 400,
        "This text informs; nobody consents to it.", "Dieser Text informiert; in ihn willigt niemand ein.");
    public static readonly ProblemType TextAsks = new("consent-text-asks", 400,
        "This text asks for consent; to inform take one of the purpose 'information'.",
        "Dieser Text bittet um Einwilligung; zum Informieren dient einer, dessen Zweck die Information ist.");
    public static readonly ProblemType AlreadyInformed = new("information-notice-exists", 409,
        "That is on record already.", "Das ist schon erfasst.")
    { Constraint = "information_notice_once" };
    public static readonly ProblemType NoSuchLanguage = new("consent-text-language", 400,
        "The text is not there in this language.", "Den Text gibt es in dieser Sprache nicht.");
    public static readonly ProblemType InFuture = new("consent-in-future", 400,
        "What is recorded has happened: today or earlier.", "Erfasst wird, was geschehen ist: heute oder früher.");
    public static readonly ProblemType EndsBeforeGiven = new("consent-valid-until", 400,
        "'validUntil' is the first day no longer: after the day on which consent was given, and after today.",
        "Das Ende ist der erste Tag danach: nach dem Tag der Einwilligung und nach heute.");
    public static readonly ProblemType WithdrawnBeforeGiven = new("consent-withdrawn-before", 400,
        "It cannot be withdrawn before it was given.", "Vor der Einwilligung kann sie nicht widerrufen werden.");
    public static readonly ProblemType NoRepresentation = new("representation-not-in-force", 400,
        "This is no representation of the person that was in force on that day.", "Das ist keine Vertretung der Person, die an diesem Tag bestand.");
    public static readonly ProblemType OfThePerson = new("consent-of-the-person", 409,
        "The person consented alone; nobody joins that. Record what a representative said as a consent of its own.",
        "Die Person hat selbst eingewilligt; dem tritt niemand bei. Was eine Vertretung erklärt, ist eine eigene Einwilligung.");
    public static readonly ProblemType AfterDeath = new("consent-after-death", 400,
        "The person had died by that day: nobody consents any more. What was given before stays.",
        "Die Person war an diesem Tag schon verstorben: Es willigt niemand mehr ein. Was vorher erteilt wurde, bleibt.");
    public static readonly ProblemType RepresentativeDied = new("representative-has-died", 400,
        "This representative had died by that day.", "Diese Vertretung war an diesem Tag schon verstorben.");
    public static readonly ProblemType OfMinor = new("consent-of-minor", 400,
        "For a minor the representative consents: name the representation. From 15 on own social benefits are claimed alone (§ 36 SGB I).",
        "Für Minderjährige willigt die Vertretung ein: bitte angeben. Eigene Sozialleistungen beantragt man ab 15 selbst (§ 36 SGB I).");
    public static readonly ProblemType NoRecipient = new("consent-recipients", 400,
        "Name 1 to 20 recipients, each once.", "Bitte 1 bis 20 Empfänger angeben, jeden nur einmal.");
    public static readonly ProblemType RecipientNotReadOut = new("consent-recipient-not-read-out", 400,
        "The name of this organisation is not among the recipients that were read out: 'recipients' has to name it.",
        "Der Name dieser Organisation ist nicht unter den vorgelesenen Empfängern; dort muss er stehen.");
    public static readonly ProblemType RecipientUnknown = new("consent-recipient-unknown", 400,
        "There is no such organisation.", "Diese Organisation gibt es nicht.");
    public static readonly ProblemType Exists = new("consent-exists", 409,
        "This consent is on record already.", "Diese Einwilligung ist schon erfasst.")
    { Constraint = "consent_once" };
}
