namespace CaseManagement.Api.Imports;

/// <summary>What a fact list refuses or remarks beyond the rules of the commands that its rows become.</summary>
internal static class FactRule
{
    internal static readonly AllocationRule CodeUnknown = new("code-unknown",
        "{0}: Das ist weder ein Schlüssel dieser Liste noch ein Wort dafür.", "{0}: this is neither a code of the list nor a word for one.");
    internal static readonly AllocationRule NumberFormat = new("number-format", "{0}: Bitte eine Zahl angeben.", "{0}: write a number.");
    internal static readonly AllocationRule YesNo = new("yes-or-no", "{0}: Bitte ja oder nein.", "{0}: write yes or no.");
    internal static readonly AllocationRule IdFormat = new("id-format", "{0}: Das ist keine Kennung.", "{0}: this is no id.");
    internal static readonly AllocationRule AccommodationUnknown = AllocationRule.AccommodationUnknown;
    internal static readonly AllocationRule PersonNotNamed = new("person-not-named",
        "Die Zeile nennt niemanden: bitte Personen-ID, Aktenzeichen oder Familienname, Vorname und Geburtsdatum.",
        "The row names nobody: state the person's id, a file number, or family name, given name and birth date.");
    internal static readonly AllocationRule PersonUnknown = new("person-unknown",
        "Diese Person gibt es nicht, oder sie ist nicht für Sie bestimmt.", "There is no such person, or he or she is not yours to see.");
    internal static readonly AllocationRule PersonAmbiguous = new("person-ambiguous",
        "Auf diese Angaben passen mehrere Personen. Bitte genauer angeben, oder mit der Personen-ID.",
        "Several persons fit. Say more, or state the person's id.");
    internal static readonly AllocationRule NoCase = new("no-open-case",
        "Für die Person ist kein Fall offen, in dem das erfasst werden könnte.", "The person has no open case in which this could be recorded.");
    internal static readonly AllocationRule NoHousehold = new("no-household",
        "{0}: Die Person gehört zu keinem Haushalt, der mieten könnte.", "{0}: the person is in no household that could rent.");
    internal static readonly AllocationRule Restricted = new("restricted-by-hand",
        "{0}: Das gehört in einen geschützten Bereich und wird von Hand erfasst.", "{0}: this belongs to a restricted compartment and is recorded by hand.");
    internal static readonly AllocationRule AddressBlocked = new("address-blocked",
        "Für die Person gilt eine Auskunftssperre: wo sie wohnt, wird von Hand erfasst.",
        "The person's address is blocked: where he or she lives is recorded by hand.");
    internal static readonly AllocationRule Differs = new("differs-from-file",
        "{0}: In der Akte steht etwas anderes. Bitte dort berichtigen, wenn es falsch ist.", "{0}: the file says otherwise. Correct it there if it is wrong.");
    internal static readonly AllocationRule Overlaps = new("overlaps-file",
        "Zu einem Teil dieser Zeit steht in der Akte dasselbe mit anderen Tagen.", "For some of these days the file has the same with other days.");
    internal static readonly AllocationRule StatusMissing = new("state-without-day",
        "Bitte mindestens einen der Tage angeben: wartet seit, Platz ab, begonnen am.", "State one of the days at least: waiting since, place from, begun on.");
    internal static readonly AllocationRule EndAs = new("end-and-how", "{0}: Ende und Art des Endes gehören zusammen.", "{0}: the end goes with how it ended.");
}
