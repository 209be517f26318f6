namespace CaseManagement.Api.Referrals;

/// <summary>Refusals of referrals.</summary>
internal static class ReferralProblems
{
    public static readonly ProblemType OtherSide = new("referral-other-side", 409,
        "This step is the other side's.", "Diesen Schritt geht die andere Seite.");
    public static readonly ProblemType Blocked = new("referral-blocked", 409,
        "The referral is blocked: its consent does not cover it any more. Withdraw it, return it, or go on by a new consent.",
        "Die Vermittlung ist gesperrt: die Einwilligung trägt sie nicht mehr. Bitte zurücknehmen, zurückgeben oder mit neuer Einwilligung fortsetzen.");
    public static readonly ProblemType NotBlocked = new("referral-not-blocked", 409, "The referral is not blocked.", "Die Vermittlung ist nicht gesperrt.");
    public static readonly ProblemType ConfirmedAlready = new("referral-confirmed", 409,
        "What was done with the data has been told already.", "Was mit den Daten geschah, ist schon mitgeteilt.");
    public static readonly ProblemType ClosedAlready = new("referral-closed", 409, "The loop is closed already.", "Der Kreis ist schon geschlossen.");
    public static readonly ProblemType CaseClosed = new("referral-case-closed", 409,
        "The case is closed. Reopen it first.", "Der Fall ist geschlossen. Bitte zuerst wieder aufnehmen.");
    public static readonly ProblemType Exists = new("referral-exists", 409,
        "There is an open referral of this person to this service already.", "Für diese Person läuft schon eine Vermittlung an dieses Angebot.")
    { Constraint = "referral_one_open" };
    public static readonly ProblemType PersonDied = new("referral-of-the-dead", 409,
        "The person has died: nobody serves her or him any more, and nothing is disclosed for that.",
        "Die Person ist verstorben: Niemand kann ihr mehr helfen, und dafür wird nichts übermittelt.");
    public static readonly ProblemType UnknownService = new("referral-service-unknown", 400,
        "There is no such service that is offered today.", "Ein solches Angebot gibt es heute nicht.");
    public static readonly ProblemType FieldNotForPurpose = new("referral-field-not-for-purpose", 400,
        "This field does not serve the purpose. Possible: {0}.", "Dieses Feld dient dem Zweck nicht. Möglich: {0}.");
    public static readonly ProblemType NoField = new("referral-no-field", 400,
        "Something of the person has to be sent.", "Etwas von der Person muss übermittelt werden.");
    public static readonly ProblemType NotOfHousehold = new("referral-not-of-household", 400,
        "This is nobody of the household today.", "Diese Person gehört heute nicht zum Haushalt.");
    public static readonly ProblemType UnknownConsent = new("referral-consent-unknown", 400,
        "There is no such consent of this person.", "Eine solche Einwilligung dieser Person gibt es nicht.");
    public static readonly ProblemType ConsentOnly = new("referral-consent-only", 400,
        "A consent belongs to the basis \"consent\" alone.", "Eine Einwilligung gehört nur zur Grundlage „Einwilligung“.");
    public static readonly ProblemType NotSendable = new("referral-not-sendable", 409,
        "It cannot be sent as it is; see errors.", "So kann die Vermittlung nicht gesendet werden; siehe errors.");
    public static readonly ProblemType PreviewOutdated = new("referral-preview-outdated", 409,
        "What would be sent is no longer what the preview showed. Look at it again.",
        "Was gesendet würde, ist nicht mehr, was die Vorschau zeigte. Bitte erneut ansehen.");
    public static readonly ProblemType ServiceEnded = new("referral-service-ended", 409,
        "The service is offered no longer.", "Das Angebot besteht nicht mehr.");
    public static readonly ProblemType ConsentMissing = new("referral-consent-missing", 409, "The consent is missing.", "Die Einwilligung fehlt.");
    public static readonly ProblemType ConsentOver = new("referral-consent-over", 409,
        "The consent is withdrawn or over.", "Die Einwilligung ist widerrufen oder abgelaufen.");
    public static readonly ProblemType ConsentPurpose = new("referral-consent-purpose", 409,
        "The consent is for another purpose.", "Die Einwilligung gilt einem anderen Zweck.");
    public static readonly ProblemType ConsentRecipient = new("referral-consent-recipient", 409,
        "The consent does not name the recipient.", "Die Einwilligung nennt diesen Empfänger nicht.");
    public static readonly ProblemType ConsentSender = new("referral-consent-sender", 409,
        "The consent was not given to your organisation and does not name it.", "Die Einwilligung wurde nicht Ihrer Organisation erteilt und nennt sie nicht.");
    public static readonly ProblemType ConsentData = new("referral-consent-data", 409,
        "The consent does not cover these data: {0}.", "Die Einwilligung umfasst diese Daten nicht: {0}.");
    public static readonly ProblemType SecrecyBasisMissing = new("referral-secrecy-basis-missing", 409,
        "Health data that are under professional secrecy go on only with the person's release from it, or on a stated basis (§ 76 SGB X).",
        "Gesundheitsdaten, die der Schweigepflicht unterliegen, gehen nur mit Schweigepflichtentbindung oder auf benannter Grundlage hinaus (§ 76 SGB X).");
    public static readonly ProblemType ItemGone = new("referral-item-unknown", 409,
        "You cannot open this restricted item, or it is there no longer.",
        "Diesen geschützten Eintrag können Sie nicht öffnen, oder es gibt ihn nicht mehr.");
    public static readonly ProblemType ItemOfAdult = new("referral-item-of-adult", 409,
        "Another adult's restricted item does not go along on this person's consent. Refer the adult by a referral and a consent of their own.",
        "Der geschützte Eintrag einer anderen erwachsenen Person geht nicht mit der Einwilligung dieser Person hinaus. Bitte für sie eine eigene "
        + "Vermittlung mit eigener Einwilligung anlegen.");
    public static readonly ProblemType OnlyDrafts = new("referral-only-drafts", 409,
        "Only what was not sent can be discarded; withdraw it.", "Nur Nichtgesendetes lässt sich verwerfen; bitte zurücknehmen.");
    public static readonly ProblemType NotOpen = new("referral-not-open", 409,
        "The referral is not running: nobody reads a message there.", "Die Vermittlung läuft nicht: eine Nachricht läse dort niemand.");
    public static readonly ProblemType HasRecipient = new("referral-has-recipient", 409,
        "The recipient answers here by its own access.", "Der Empfänger antwortet hier selbst.");
    public static readonly ProblemType WrongReason = new("referral-reason", 400,
        "This move takes a code of the list '{0}'.", "Dieser Schritt nimmt einen Schlüssel der Liste „{0}“.");
    public static readonly ProblemType NoReason = new("referral-no-reason", 400, "This move takes no coded reason.", "Dieser Schritt nimmt keinen Grund.");
    public static readonly ProblemType WhoDeclined = new("referral-who-declined", 400,
        "Say whether the person or the provider declines; of a rejection only.", "Bitte angeben, ob Person oder Anbieter ablehnt; nur bei einer Ablehnung.");
    public static readonly ProblemType AcceptedOn = new("referral-accepted-on", 400,
        "Of an acceptance only: the day on which it was given, not before the referral was sent, and not in the future.",
        "Nur bei einer Annahme: der Tag, an dem sie erklärt wurde, nicht vor dem Senden der Vermittlung und nicht in der Zukunft.");
    public static readonly ProblemType SystemOnly = new("referral-by-day", 409, "It expires by the day.", "Sie verfällt von selbst.");
    public static readonly ProblemType ReferenceUnknown = new("reference-unknown", 409,
        "No referral is known under this file number.", "Unter diesem Aktenzeichen ist keine Vermittlung bekannt.");
    public static readonly ProblemType ReferenceTaken = new("reference-taken", 409,
        "This file number is another referral's.", "Dieses Aktenzeichen gehört zu einer anderen Vermittlung.")
    { Constraint = "referral_reference_once" };
    public static readonly ProblemType MessageReused = new("message-id-reused", 422,
        "A message with this id was received before, and it said something else.",
        "Eine Nachricht mit dieser Id ist schon eingegangen, und sie sagte etwas anderes.")
    { Constraint = "referral_receipt_once" };
    public static readonly ProblemType NothingNew = new("nothing-new", 409, "The referral stands so already.", "Die Vermittlung steht schon so.");
    public static readonly ProblemType CursorForgotten = new("cursor-forgotten", 410,
        "What happened next after this cursor is kept no longer. Read /partner/referrals anew, delete copies of what is not in it, and follow without "
        + "a cursor.",
        "Was auf diesen Cursor folgte, ist nicht mehr aufbewahrt. Bitte /partner/referrals neu lesen, Kopien von dem löschen, was dort fehlt, und ohne Cursor "
        + "weiter abrufen.");
    public static readonly ProblemType AppointmentBeforeSent = new("referral-appointment-before-sent", 400,
        "The appointment lies before the referral was sent.", "Der Termin liegt vor dem Senden der Vermittlung.");
    public static readonly ProblemType AppointmentAhead = new("referral-appointment-ahead", 400,
        "The appointment has not begun yet: nobody has kept or missed it.",
        "Der Termin hat noch nicht begonnen: Niemand hat ihn wahrgenommen oder versäumt.");
    public static readonly ProblemType AppointmentExists = new("referral-appointment-exists", 409,
        "There is an appointment at this time already.", "Zu dieser Zeit gibt es schon einen Termin.")
    { Constraint = "referral_appointment_once" };
}
