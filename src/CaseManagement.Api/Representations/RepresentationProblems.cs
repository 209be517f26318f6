namespace CaseManagement.Api.Representations;

internal static class RepresentationProblems
{
    public static readonly ProblemType UntilBeforeFrom = new("until-before-from", 400,
        "'until' is the first day no longer and lies after 'from'.", "Das Ende ist der erste Tag danach und liegt nach dem Anfang.");
    public static readonly ProblemType Exists = new("representation-exists", 409,
        "This representation is on record already.", "Diese Vertretung ist schon erfasst.")
    { Constraint = "representation_once" };
    public static readonly ProblemType PersonExists = new("representation-exists", 409,
        "This representation is on record already.", "Diese Vertretung ist schon erfasst.")
    { Constraint = "representation_person_once" };
    public static readonly ProblemType NameOfFile = new("representative-name-on-file", 400,
        "Who is on file is shown by the name on file: leave the name out.",
        "Wer erfasst ist, wird mit dem erfassten Namen gezeigt: bitte keinen Namen angeben.");
    public static readonly ProblemType WhoRepresents = new("representative-missing", 400,
        "Name who represents: a person on file, or a name.", "Bitte angeben, wer vertritt: eine erfasste Person oder ein Name.");
    public static readonly ProblemType Oneself = new("representative-oneself", 400,
        "Nobody represents himself.", "Niemand vertritt sich selbst.");
    public static readonly ProblemType AfterDeath = new("representation-after-death", 400,
        "One of the two had died by that day: the dead represent nobody, and nobody represents them.",
        "Eine der beiden Personen war an diesem Tag schon verstorben: Verstorbene vertreten niemanden und werden nicht vertreten.");
    public static readonly ProblemType OfMinorOnly = new("representation-of-adult", 400,
        "Only somebody under 18 on the first day is represented so.", "So wird nur vertreten, wer am ersten Tag noch nicht 18 ist.");
    public static readonly ProblemType OfAdultOnly = new("representation-of-minor", 400,
        "Only somebody who is 18 on the first day is represented so.", "So wird nur vertreten, wer am ersten Tag schon 18 ist.");
}
