namespace CaseManagement.Api.Imports;

/// <summary>What a list of services refuses or leaves aside beyond the rules of the directory.</summary>
internal static class ServiceRule
{
    internal static readonly AllocationRule OpeningHours = new("opening-hours-form",
        "{0}: Bitte wie „Mo–Fr 9–12 Uhr; Do 14:00–18:30 Uhr“; anderes von Hand im Eintrag.",
        "{0}: write it as \"Mo–Fr 9:00–12:00; Thu 14:00–18:30\"; what else there is by hand.");
    internal static readonly AllocationRule Capacity = new("capacity-word",
        "{0}: Bitte ja, Warteliste, Klärung nötig oder nein.", "{0}: write yes, waiting list, assessment needed or no.");
    internal static readonly AllocationRule Unknown = new("service-unknown",
        "{0}: Einen solchen Eintrag führt Ihre Organisation nicht.", "{0}: your organisation keeps no such entry.");
    internal static readonly AllocationRule Repeated = new("service-repeated",
        "Eine frühere Zeile der Datei spricht schon von diesem Angebot.", "An earlier row of the file is about this service already.");
    internal static readonly AllocationRule Changed = new("service-changed-since",
        "{0}: Der Eintrag wurde geändert, seit die Liste ausgeführt wurde. Bitte die Liste neu ausführen.",
        "{0}: the entry was changed since the list was exported. Export the list anew.");
    internal static readonly AllocationRule AssuredInFuture = new("assured-in-future",
        "{0}: Der Tag liegt in der Zukunft.", "{0}: the day lies in the future.");
}
