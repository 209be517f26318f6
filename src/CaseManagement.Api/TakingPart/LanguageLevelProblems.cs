namespace CaseManagement.Api.TakingPart;

internal static class LanguageLevelProblems
{
    public static readonly ProblemType CaseClosed = new("language-level-case-closed", 409,
        "The case is closed. Reopen it first.", "Der Fall ist geschlossen. Bitte zuerst wieder aufnehmen.");
    public static readonly ProblemType Exists = new("language-level-exists", 409,
        "For this skill, or literacy, something is on record for that day already. Correct it.",
        "Zu dieser Fertigkeit oder zur Alphabetisierung ist für den Tag schon etwas erfasst. Bitte dieses berichtigen.")
    { Constraint = "language_level_once" };
    public static readonly ProblemType InFuture = new("language-level-in-future", 400,
        "What is recorded has been assessed: today or earlier.", "Erfasst wird, was festgestellt ist: heute oder früher.");
    public static readonly ProblemType LevelOrLiteracy = new("language-level-or-literacy", 400,
        "State language, skill and level, or literacy alone: Alpha is no level of a language.",
        "Bitte Sprache, Fertigkeit und Niveau angeben oder allein die Alphabetisierung: Alpha ist kein Sprachniveau.");
    public static readonly ProblemType ByWhom = new("language-level-by-whom", 400,
        "An estimate says by whom.", "Eine Einschätzung nennt, von wem sie ist.");
    public static readonly ProblemType CompartmentClosed = new("language-level-compartment-closed", 403,
        "You may not open this restricted compartment.", "Dieser geschützte Bereich ist für Sie nicht geöffnet.");
}
