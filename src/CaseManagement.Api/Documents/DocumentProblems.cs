namespace CaseManagement.Api.Documents;

internal static class DocumentProblems
{
    public static readonly ProblemType CaseClosed = new("document-case-closed", 409,
        "The case is closed. Reopen it first.", "Der Fall ist geschlossen. Bitte zuerst wieder aufnehmen.");
    public static readonly ProblemType Exists = new("document-exists", 409,
        "This document is on record already. Tell two of a kind apart by number or title.",
        "Dieses Dokument ist schon erfasst. Bitte zwei gleicher Art durch Nummer oder Bezeichnung unterscheiden.")
    { Constraint = "document_once" };
    public static readonly ProblemType InFuture = new("document-in-future", 400,
        "What is recorded has happened: today or earlier.", "Erfasst wird, was geschehen ist: heute oder früher.");
    public static readonly ProblemType EndsBefore = new("document-expires-before", 400,
        "Its last day cannot lie before its first.", "Der letzte Tag kann nicht vor dem ersten liegen.");
    public static readonly ProblemType CompartmentClosed = new("document-compartment-closed", 403,
        "You may not open this restricted compartment.", "Dieser geschützte Bereich ist für Sie nicht geöffnet.");
    public static readonly ProblemType NotAPaper = new("document-file-type", 415,
        "This is no PDF, JPEG, PNG, TIFF or HEIC; its bytes tell. Save it as one of them.",
        "Das ist kein PDF, JPEG, PNG, TIFF oder HEIC, wie die Bytes zeigen. Bitte so speichern.");
    public static readonly ProblemType OtherType = new("document-file-type-differs", 415,
        "The file is not what its Content-Type says.", "Die Datei ist nicht, was ihr Content-Type angibt.");
    public static readonly ProblemType EmptyFile = new("document-file-empty", 400, "The file is empty.", "Die Datei ist leer.");
    public static readonly ProblemType FileExists = new("document-file-exists", 409,
        "The document has this file already.", "Das Dokument hat diese Datei schon.")
    { Constraint = "document_file_once" };
    public static readonly ProblemType TooMany = new("document-files-full", 409,
        "A document has {0} files at most. Erase one that is not needed any more.",
        "Ein Dokument hat höchstens {0} Dateien. Bitte eine löschen, die nicht mehr gebraucht wird.");
    public static readonly ProblemType QuotaFull = new("document-quota-full", 409,
        "Your organisation's room for files is used up. Ask your administrator.",
        "Der Speicherplatz Ihrer Organisation für Dateien ist aufgebraucht. Bitte an die Administration wenden.");
}
