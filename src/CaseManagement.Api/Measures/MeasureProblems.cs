namespace CaseManagement.Api.Measures;

internal static class MeasureProblems
{
    public static readonly ProblemType CaseClosed = new("measure-case-closed", 409,
        "The case is closed. Reopen it first.", "Der Fall ist geschlossen. Bitte zuerst wieder aufnehmen.");
    /// <summary>409, with measureId where the caller may see the first one.</summary>
    public static readonly ProblemType AlreadyRuns = new("measure-already-running", 409,
        "A measure of this actor runs in this area of the household already.", "In diesem Bereich läuft für den Haushalt schon eine Maßnahme dieser Stelle.")
    { Constraint = "measure_one_running" };
    /// <summary>409, with measureId where the caller may see the first one.</summary>
    public static readonly ProblemType Exists = new("measure-exists", 409,
        "This measure is on record already.", "Diese Maßnahme ist schon erfasst.")
    { Constraint = "measure_once" };
    public static readonly ProblemType OneSubject = new("measure-subject", 400,
        "A measure is of a case or of a household: name one of the two.",
        "Eine Maßnahme gehört zu einem Fall oder zu einem Haushalt: bitte eines von beiden angeben.");
    public static readonly ProblemType DueBeforeFrom = new("measure-due-before-from", 400,
        "It cannot be due before it begins.", "Fällig kann sie nicht vor ihrem Beginn sein.");
    public static readonly ProblemType InFuture = new("measure-in-future", 400,
        "What is recorded has happened: today or earlier.", "Erfasst wird, was geschehen ist: heute oder früher.");
    public static readonly ProblemType BeforeStart = new("measure-ends-before-start", 400,
        "It cannot end before it was begun.", "Sie kann nicht enden, bevor sie begonnen wurde.");
    public static readonly ProblemType IdOrName = new("measure-actor-id-or-name", 400,
        "Name an id or a name. Of 'staff' and 'client' both may be left out: the responsible team, the person.",
        "Bitte eine Id oder einen Namen angeben. Bei Fachkraft und Person darf beides fehlen: Gemeint sind dann das zuständige Team und die Person selbst.");
    public static readonly ProblemType NoNameOfStaff = new("measure-actor-by-id", 400,
        "A colleague is named by id; a volunteer by name.", "Eine Fachkraft wird mit ihrer Id angegeben, Ehrenamtliche mit dem Namen.");
    public static readonly ProblemType UnknownActor = new("measure-actor-unknown", 400,
        "Nobody of this kind has this id: a colleague of the team or who takes part in the case, an open organisation, a person of the household.",
        "Unter dieser Id gibt es niemanden dieser Art: eine Fachkraft des Teams oder Mitwirkende, eine offene Organisation, eine Person des Haushalts.");
    public static readonly ProblemType UnknownNeed = new("measure-need-unknown", 400,
        "This is no need of these persons in this area.", "Das ist kein Bedarf dieser Personen in diesem Bereich.");
    public static readonly ProblemType RestrictedNeed = new("measure-need-restricted", 400,
        "The need is restricted: so is what serves it. Name the same compartment.",
        "Der Bedarf ist geschützt, also auch, was ihm dient. Bitte denselben Schutzbereich angeben.");
    public static readonly ProblemType RestrictedHousehold = new("measure-restricted-of-person", 400,
        "What is restricted is of a person. Name the person's case.", "Geschützt ist, was eine Person betrifft. Bitte deren Fall angeben.");
    public static readonly ProblemType StillRuns = new("measure-still-running", 409,
        "A measure still runs. Record its result, or drop it, first.", "Eine Maßnahme läuft noch. Bitte zuerst das Ergebnis erfassen oder sie beenden.");
    public static readonly ProblemType CompartmentClosed = new("measure-compartment-closed", 403,
        "You may not open this restricted compartment.", "Dieser geschützte Bereich ist für Sie nicht geöffnet.");
}
