namespace CaseManagement.Api.Letters;

internal static class LetterProblems
{
    public static readonly ProblemType CaseClosed = new("letter-case-closed", 409,
        "The case is closed. Reopen it first.", "Der Fall ist geschlossen. Bitte zuerst wieder aufnehmen.");
    public static readonly ProblemType Exists = new("letter-exists", 409,
        "This letter is on record already.", "Dieses Schreiben ist schon erfasst.")
    { Constraint = "letter_once" };
    public static readonly ProblemType InFuture = new("letter-in-future", 400,
        "What is recorded has happened: today or earlier.", "Erfasst wird, was geschehen ist: heute oder früher.");
    public static readonly ProblemType PostedLater = new("letter-posted-later", 400,
        "It cannot be received before it was posted.", "Vor der Aufgabe zur Post kann es nicht eingegangen sein.");
    public static readonly ProblemType LastDayMissing = new("letter-last-day", 400,
        "Type the last day in from the letter, and say where it comes from; 'deadline-proposal' computes one to compare.",
        "Bitte den letzten Tag aus dem Schreiben eintragen und angeben, woher er kommt; „deadline-proposal“ berechnet einen zum Vergleich.");
    public static readonly ProblemType LastDayWithoutRemedy = new("letter-last-day-without-remedy", 400,
        "A last day and its paragraph belong to a remedy.", "Letzter Tag und Paragraf gehören zu einem Rechtsbehelf.");
    public static readonly ProblemType LastDayImplausible = new("letter-last-day-implausible", 400,
        "The last day lies more than 400 days from the day of receipt. Look at the year.",
        "Der letzte Tag liegt mehr als 400 Tage vom Eingang entfernt. Bitte das Jahr prüfen.");
    public static readonly ProblemType BeforeLetter = new("letter-completed-before", 400,
        "That cannot have been before the letter.", "Das kann nicht vor dem Schreiben gewesen sein.");
    public static readonly ProblemType NoOneToRenounce = new("remedy-not-theirs", 400,
        "Only the person, or who acts for the person, renounces a remedy.", "Auf einen Rechtsbehelf verzichtet nur die Person oder ihre Vertretung.");
    public static readonly ProblemType RemedyCompleted = new("letter-remedy-completed", 409,
        "The remedy is sent or renounced already; it cannot be taken out.", "Der Rechtsbehelf ist eingelegt oder es wurde verzichtet; er bleibt stehen.");
    public static readonly ProblemType DeadlineRuns = new("letter-deadline-runs", 409,
        "A legal deadline of a letter still runs. Record that the remedy was sent or renounced first.",
        "Die Frist eines Schreibens läuft noch. Bitte zuerst erfassen, dass der Rechtsbehelf eingelegt oder darauf verzichtet wurde.");
    public static readonly ProblemType CompartmentClosed = new("letter-compartment-closed", 403,
        "You may not open this restricted compartment.", "Dieser geschützte Bereich ist für Sie nicht geöffnet.");
    public static readonly ProblemType NoTerm = new("remedy-without-term", 400,
        "The law sets no term for this remedy that could be computed. Read it in the letter.",
        "Für diesen Rechtsbehelf gibt es keine Frist, die sich berechnen ließe. Bitte im Schreiben nachsehen.");
    public static readonly ProblemType LandUnknown = new("land-unknown", 400,
        "Name the Land whose holidays count, such as BW: your organisation has no municipality key.",
        "Bitte das Land angeben, dessen Feiertage gelten, etwa BW: Ihre Organisation hat keinen Gemeindeschlüssel.");
    public static readonly ProblemType PostedMissing = new("posting-day-missing", 400,
        "This delivery counts from the day of the posting.", "Diese Bekanntgabe zählt ab der Aufgabe zur Post.");
    public static readonly ProblemType NoCalendar = new("no-calendar", 400,
        "Holidays are known from 1995 to 2199.", "Feiertage sind von 1995 bis 2199 bekannt.");
}
