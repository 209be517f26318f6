namespace CaseManagement.Api.Counselling;

internal static class CounsellingProblems
{
    public static readonly ProblemType NoProgramme = new("counselling-no-programme", 409,
        "No programme has been chosen for this case yet.", "Für diesen Fall ist noch kein Förderprogramm gewählt.");
    public static readonly ProblemType NotStarted = new("counselling-not-started", 409,
        "The counselling clock has not been started: no contact has reached the person yet.",
        "Die Beratungsdauer läuft noch nicht: Es gab noch keinen Kontakt, der die Person erreicht hat.");
    public static readonly ProblemType NoExtension = new("counselling-no-extension", 409,
        "The programme allows no extension.", "Das Förderprogramm sieht keine Verlängerung vor.");
    public static readonly ProblemType ExtendedAlready = new("counselling-extended-already", 409,
        "Counselling has been extended already.", "Die Beratung ist bereits verlängert.");
    public static readonly ProblemType CaseClosed = new("counselling-case-closed", 409,
        "The case is closed. Reopen it first.", "Der Fall ist geschlossen. Bitte zuerst wieder aufnehmen.");
    public static readonly ProblemType ProgrammesOverlap = new("counselling-programmes-overlap", 409,
        "The case had another programme on these days.", "An diesen Tagen lief für den Fall ein anderes Förderprogramm.")
    { Constraint = "case_programme_no_overlap" };
    public static readonly ProblemType ComplexitiesOverlap = new("complexities-overlap", 409,
        "The case was rated otherwise on these days.", "An diesen Tagen war der Aufwand des Falls anders eingeschätzt.")
    { Constraint = "case_complexity_no_overlap" };
    public static readonly ProblemType SharesTooLarge = new("funded-shares-too-large", 409,
        "On some of these days more than 100 % of this colleague's time would be paid for.",
        "An einem Teil dieser Tage wären mehr als 100 % der Stelle dieser Fachkraft finanziert.")
    { Constraint = "funded_post_shares" };
    public static readonly ProblemType PausesOverlap = new("counselling-pauses-overlap", 409,
        "Counselling pauses on some of these days already.", "An einem Teil dieser Tage ist die Beratung schon unterbrochen.")
    { Constraint = "counselling_pause_no_overlap" };
    public static readonly ProblemType UntilBeforeFrom = new("counselling-until-before-from", 400,
        "The first day no longer lies after the first day.", "Der erste Tag danach liegt nach dem ersten Tag.");
    public static readonly ProblemType InFuture = new("counselling-in-future", 400,
        "What is recorded has happened: today or earlier.", "Erfasst wird, was geschehen ist: heute oder früher.");
}
