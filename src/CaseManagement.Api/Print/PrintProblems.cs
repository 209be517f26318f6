namespace CaseManagement.Api.Print;

internal static class PrintProblems
{
    public static readonly ProblemType NotTranslated = new("language-not-translated", 400,
        "Pages are not translated into this language. Possible: {0}.", "In diese Sprache sind die Seiten nicht übersetzt. Möglich: {0}.");
}
