namespace CaseManagement.Api.TakingPart;

internal static class ParticipationProblems
{
    public static readonly ProblemType CaseClosed = new("participation-case-closed", 409,
        "The case is closed. Reopen it first.", "Der Fall ist geschlossen. Bitte zuerst wieder aufnehmen.");
    public static readonly ProblemType Exists = new("participation-exists", 409,
        "This participation is on record already, from the same day on. Tell two of a kind apart by provider or title.",
        "Diese Teilnahme ist ab demselben Tag schon erfasst. Bitte zwei gleicher Art durch Anbieter oder Bezeichnung unterscheiden.")
    { Constraint = "participation_once" };
    public static readonly ProblemType InFuture = new("participation-in-future", 400,
        "What is recorded has happened: today or earlier. An end is the first day no longer, tomorrow at the latest.",
        "Erfasst wird, was geschehen ist: heute oder früher. Ein Ende ist der erste Tag danach, also spätestens morgen.");
    public static readonly ProblemType OutOfOrder = new("participation-order", 400,
        "Each state begins on the day of the one before or later; an end is later than the beginning.",
        "Jeder Stand beginnt am Tag des vorigen oder später; ein Ende liegt nach dem Beginn.")
    { Constraint = "participation_in_order" };
    public static readonly ProblemType StartsLater = new("participation-start", 400,
        "A participation is recorded as waiting, place or begun; its end is a move of its own.",
        "Eine Teilnahme wird als wartend, mit Platz oder begonnen erfasst; ihr Ende ist ein eigener Schritt.");
    public static readonly ProblemType FirstMove = new("participation-first-move", 409,
        "Without its first state nothing is left. Remove the participation if it never was.",
        "Ohne den ersten Stand bleibt nichts übrig. Bitte die Teilnahme entfernen, wenn es sie nie gab.");
    public static readonly ProblemType NotOfKind = new("participation-form", 400,
        "This does not go with the kind of participation.", "Das passt nicht zur Art der Teilnahme.");
    public static readonly ProblemType UnknownService = new("participation-unknown-service", 400,
        "There is no such service.", "Dieses Angebot gibt es nicht.");
    public static readonly ProblemType CompartmentClosed = new("participation-compartment-closed", 403,
        "You may not open this restricted compartment.", "Dieser geschützte Bereich ist für Sie nicht geöffnet.");
}
