namespace CaseManagement.Api.Print;

internal static class PrintProblems
{
    public static readonly ProblemType NotProposed = new("agreement-not-proposed", 409,
        "Only a text that has been proposed is printed: a draft still changes.", "Gedruckt wird nur ein vorgelegter Text: Ein Entwurf ändert sich noch.");

    public static readonly ProblemType NotTranslated = new("language-not-translated", 400,
        "Pages are not translated into this language. Possible: {0}.", "In diese Sprache sind die Seiten nicht übersetzt. Möglich: {0}.");
}
