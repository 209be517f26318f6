namespace CaseManagement.Api.Imports;

/// <summary>What is found of a row beyond its own cells: see <see cref="AllocationRule"/> for those.</summary>
internal static class RowNote
{
    internal static readonly AllocationRule HouseholdUnclear = new("household-unclear",
        "Unter dieser Haushaltsbezeichnung stehen Zeilen, bei denen nicht klar ist, ob sie ein Haushalt sind. Bitte entscheiden.",
        "The rows under this label may be one household or several. Decide on them.");
    internal static readonly AllocationRule HouseholdJoined = new("household-joined",
        "Der Haushalt ist in der Akte (durch das Aktenzeichen oder eine Person der Liste); die Person kommt zu ihm.",
        "The household is on file, by the file number or by a person of the list, and the person joins it.");
    internal static readonly AllocationRule HouseholdApart = new("household-apart",
        "Die Personen dieses Haushalts leben laut Akte getrennt, oder jemand ist ausgezogen. Bitte entscheiden, bei wem die Person lebt; ohne diese Angabe "
        + "entscheidet das Aktenzeichen.",
        "On file the persons of this household live apart, or somebody has left. Decide with whom the person lives (householdLine); without that the file "
        + "number decides.");
    internal static readonly AllocationRule HouseholdElsewhere = new("household-elsewhere",
        "Für den Haushalt oder einen Teil davon ist jetzt zuständig: {0}. Bitte die Person dort melden und die Zeile überspringen oder entscheiden, dass sie "
        + "hier angelegt wird.",
        "Responsible for the household, or for some of it, now: {0}. Tell them of the person (skip), or decide that he or she is created here (create).");
    internal static readonly AllocationRule NothingToChange = new("known-unchanged",
        "Die Person ist in der Akte, die Zeile ändert nichts.", "The person is on file and the row changes nothing.");
    internal static readonly AllocationRule NotOurs = new("known-elsewhere",
        "Für die Person ist jetzt eine andere Stelle zuständig; die Zeile ändert hier nichts.",
        "Another organisation is responsible for the person now; the row changes nothing here.");
    internal static readonly AllocationRule StoredOnly = new("known-stored-only",
        "Die Verarbeitung der Daten der Person ist eingeschränkt (Art. 18 DSGVO); die Zeile ändert nichts.",
        "The processing of the person's data is restricted (Art. 18 GDPR); the row changes nothing.");
    internal static readonly AllocationRule HasDied = new("person-has-died",
        "Der Tod der Person ist erfasst; die Zeile ändert nichts.", "The death of the person is on record; the row changes nothing.");
    internal static readonly AllocationRule AllocationKept = new("allocation-kept",
        "Die Zuweisung der Zeile hat jemand in der Akte storniert, berichtigt oder anders erfasst; sie bleibt, wie sie dort steht.",
        "Somebody has cancelled or corrected the row's allocation on file, or recorded it otherwise; it stays as it is there.");
    internal static readonly AllocationRule HouseholdLeft = new("household-left",
        "Die Person hat ihren Haushalt nach dieser Zuweisung verlassen; die Zeile nimmt sie nicht wieder auf.",
        "The person has left the household since this allocation; the row does not put her or him back.");
    internal static readonly AllocationRule LeadsNowhere = new("decision-leads-nowhere",
        "Die Person sollte die einer früheren Zeile sein, und zu der Zeile ist niemand angelegt. Die Zeile blieb liegen; bitte in einer neuen Liste senden.",
        "It was decided that this is the person of an earlier row, and that row put nobody on file. The row was left aside; send it in a new list.");
    internal static readonly AllocationRule AllocationOnFile = new("withdrawn-on-file",
        "Die Person ist in der Akte und ihre Zuweisung gilt dort. Bitte die Zuweisung dort stornieren.",
        "The person is on file and the allocation is in effect there. Cancel the allocation there.");
    internal static readonly AllocationRule Failed = new("application-failed",
        "Die Übernahme ist mehrfach an einem unerwarteten Fehler gescheitert. Bitte an den Betrieb wenden und die Zeile erneut senden.",
        "Applying failed several times for an unforeseen error. Tell those who run the product, and send the row again.");
}
