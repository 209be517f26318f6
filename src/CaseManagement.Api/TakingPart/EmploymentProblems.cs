namespace CaseManagement.Api.TakingPart;

internal static class EmploymentProblems
{
    public static readonly ProblemType CaseClosed = new("employment-case-closed", 409,
        "The case is closed. Reopen it first.", "Der Fall ist geschlossen. Bitte zuerst wieder aufnehmen.");
    public static readonly ProblemType Exists = new("employment-exists", 409,
        "This job is on record already, from the same day on. Tell two of a kind apart by employer or occupation.",
        "Diese Arbeit ist ab demselben Tag schon erfasst. Bitte zwei gleicher Art durch Betrieb oder Tätigkeit unterscheiden.")
    { Constraint = "employment_once" };
    public static readonly ProblemType InFuture = new("employment-in-future", 400,
        "What is recorded has begun: today or earlier.", "Erfasst wird, was begonnen hat: heute oder früher.");
    public static readonly ProblemType UntilBeforeFrom = new("employment-ends-before", 400,
        "'until' is the first day no longer and lies after 'from'.", "Das Ende ist der erste Tag danach und liegt nach dem Anfang.");
    public static readonly ProblemType ReasonWithoutEnd = new("employment-reason-without-end", 400,
        "How it ended goes with the day until which it lasted.", "Wie eine Arbeit endete, gehört zu dem Tag, bis zu dem sie dauerte.");
    public static readonly ProblemType Ended = new("employment-ended", 409,
        "This job has ended already. Correct it where that is wrong.", "Diese Arbeit ist schon beendet. Bitte berichtigen, wenn das nicht stimmt.");
    public static readonly ProblemType CompartmentClosed = new("employment-compartment-closed", 403,
        "You may not open this restricted compartment.", "Dieser geschützte Bereich ist für Sie nicht geöffnet.");
}
