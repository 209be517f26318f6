namespace CaseManagement.Api.Rules;

/// <summary>
/// States and moves in the language of whoever reads a refusal. A program reads `state` and `allowedActions` beside the text, which are names and never change.
/// </summary>
public static class StateWords
{
    private static readonly Dictionary<string, string> States = new()
    {
        ["accepted"] = "angenommen", ["achieved"] = "erreicht", ["active"] = "aktiv",
        ["amending"] = "in Änderung", ["amendment_proposed"] = "Änderung vorgeschlagen", ["agreed"] = "vereinbart", ["applied"] = "übernommen",
        ["awaits_acceptance"] = "wartet auf Annahme", ["awaits_confirmation"] = "wartet auf Bestätigung", ["begun"] = "begonnen",
        ["broken_off"] = "abgebrochen", ["brought"] = "vorgelegt", ["cancelled"] = "abgesagt", ["carried_out"] = "durchgeführt", ["checked"] = "geprüft",
        ["clarification_requested"] = "Rückfrage gestellt", ["closed"] = "geschlossen", ["completed"] = "abgeschlossen", ["confirmed"] = "bestätigt",
        ["decided"] = "entschieden", ["declined"] = "abgelehnt", ["discarded"] = "verworfen", ["done"] = "erledigt", ["draft"] = "Entwurf",
        ["dropped"] = "aufgegeben", ["effective"] = "wirksam", ["ended"] = "beendet", ["expired"] = "abgelaufen", ["failed"] = "gescheitert",
        ["given"] = "erteilt", ["granted"] = "erteilt", ["in_progress"] = "in Arbeit", ["invited"] = "eingeladen", ["kept"] = "wahrgenommen",
        ["lapsed"] = "weggefallen", ["left"] = "ausgeschieden", ["missed"] = "versäumt", ["missing"] = "fehlt", ["named"] = "benannt",
        ["not_achieved"] = "nicht erreicht", ["not_done"] = "nicht erledigt", ["not_executable"] = "nicht ausführbar", ["on_hold"] = "ruht",
        ["open"] = "offen", ["over"] = "vorüber", ["place"] = "Platz zugesagt", ["planned"] = "geplant", ["present"] = "anwesend",
        ["proposed"] = "vorgeschlagen", ["published"] = "veröffentlicht", ["recorded"] = "eingetragen", ["refused"] = "abgelehnt",
        ["rejected"] = "abgelehnt", ["renounced"] = "verzichtet", ["requested"] = "angefordert", ["retired"] = "außer Gebrauch",
        ["returned"] = "zurückgegeben", ["running"] = "läuft", ["sent"] = "versandt", ["signed_off"] = "abgezeichnet", ["skipped"] = "übersprungen",
        ["submitted"] = "eingereicht", ["superseded"] = "ersetzt", ["not_applicable"] = "entfällt",
        ["suspended"] = "ausgesetzt", ["terminated"] = "beendet", ["under_review"] = "in Überprüfung",
        ["unknown"] = "unbekannt", ["uploaded"] = "hochgeladen", ["void"] = "hinfällig", ["waiting"] = "wartet", ["withdrawn"] = "zurückgezogen",
    };

    private static readonly Dictionary<string, string> Moves = new()
    {
        ["accept"] = "annehmen", ["acknowledge"] = "bestätigen", ["active"] = "aktivieren", ["achieved"] = "erreicht",
        ["add-member"] = "Mitglied aufnehmen", ["add-participant"] = "Beteiligte aufnehmen", ["agree"] = "zustimmen",
        ["allow-script-sign-in"] = "Anmeldung von Programmen zulassen", ["apply"] = "übernehmen", ["approve"] = "genehmigen", ["assign"] = "zuweisen",
        ["begin"] = "beginnen", ["break-off"] = "abbrechen", ["brought"] = "als vorgelegt eintragen", ["cancel"] = "absagen",
        ["carry-out"] = "durchführen", ["change"] = "ändern", ["change-phase"] = "Phase ändern", ["check"] = "prüfen", ["close"] = "schließen",
        ["complete"] = "abschließen", ["confirm"] = "bestätigen", ["correct"] = "berichtigen", ["countersign"] = "mitunterzeichnen",
        ["decide"] = "entscheiden", ["decline"] = "ablehnen",
        ["disable"] = "sperren", ["discard"] = "verwerfen", ["done"] = "erledigen", ["drop"] = "aufgeben", ["dropped"] = "aufgeben",
        ["end"] = "beenden", ["enrolment-link"] = "Einrichtungslink ausstellen", ["expire"] = "ablaufen", ["fail"] = "als gescheitert melden",
        ["found"] = "als gefunden eintragen", ["grant-role"] = "Rolle erteilen", ["hold"] = "ruhen lassen", ["kept"] = "als wahrgenommen eintragen",
        ["lapse"] = "wegfallen", ["leave"] = "Abgang eintragen", ["link-identity"] = "Identität verknüpfen", ["missed"] = "als versäumt eintragen",
        ["missing"] = "als fehlend eintragen", ["not-executable"] = "als nicht ausführbar abschließen", ["not_achieved"] = "nicht erreicht",
        ["not-done"] = "nicht erledigt", ["on_hold"] = "ruhen lassen", ["pause"] = "ruhen lassen", ["place"] = "Platz eintragen",
        ["planned"] = "planen", ["propose"] = "vorschlagen", ["protect"] = "schützen", ["publish"] = "veröffentlichen", ["reassign"] = "neu zuweisen",
        ["refuse"] = "ablehnen", ["reinstate"] = "wieder einsetzen", ["remove-second-factor"] = "zweiten Faktor entfernen",
        ["reject"] = "ablehnen", ["remedy-renounced"] = "Verzicht eintragen",
        ["remedy-sent"] = "Versand eintragen", ["reopen"] = "wieder öffnen", ["reopen-remedy"] = "wieder öffnen",
        ["request-clarification"] = "rückfragen", ["require-agreements"] = "Vereinbarungen verlangen",
        ["require-second-factor"] = "zweiten Faktor verlangen", ["reschedule"] = "verlegen", ["reset-password"] = "Kennwort zurücksetzen",
        ["resume"] = "fortsetzen", ["retire"] = "außer Gebrauch nehmen", ["return"] = "zurückgeben", ["review"] = "überprüfen",
        ["revise"] = "überarbeiten", ["revoke"] = "zurücknehmen", ["save-area"] = "Bereich speichern", ["send"] = "senden",
        ["sign-off"] = "abzeichnen", ["snooze"] = "verschieben", ["start"] = "beginnen", ["start-next"] = "die nächste beginnen",
        ["stop-repeating"] = "nicht mehr wiederholen", ["add-step"] = "Schritt hinzufügen", ["move"] = "auf einen anderen Tag legen",
        ["skip"] = "überspringen",
        ["submit"] = "einreichen", ["supersede"] = "ersetzen", ["suspend"] = "aussetzen", ["take"] = "übernehmen", ["terminate"] = "beenden",
        ["unlink-identity"] = "Verknüpfung lösen", ["unknown"] = "Verbleib unbekannt eintragen", ["void"] = "für hinfällig erklären",
        ["void-measurement"] = "eine Messung für hinfällig erklären",
        ["withdraw"] = "zurückziehen", ["write"] = "bearbeiten",
        ["activate"] = "in Kraft setzen", ["amend"] = "eine Änderung beginnen", ["appoint"] = "Termin eintragen", ["block"] = "anhalten",
        ["confirm-withdrawal"] = "Widerruf bestätigen", ["discard-amendment"] = "Änderung verwerfen", ["goals"] = "Ziele bearbeiten",
        ["message"] = "Nachricht schreiben", ["progress"] = "Fortschritt eintragen", ["reviewed"] = "Überprüfung abschließen",
        ["sender-changed"] = "Absender wechseln", ["separate"] = "trennen", ["start-review"] = "Überprüfung beginnen",
        ["steps"] = "Schritte bearbeiten", ["take-back"] = "zurücknehmen", ["take-over"] = "übernehmen", ["unblock"] = "wieder freigeben",
        ["unmet-needs"] = "ungedeckten Bedarf begründen",
    };

    /// <summary>A state; its name where there is no word for it.</summary>
    /// <param name="state">In snake_case.</param>
    public static string OfState(string state) =>
        Language.IsGerman ? States.GetValueOrDefault(state, state) : state.Replace('_', ' ');

    /// <summary>A move; its name where there is no word for it.</summary>
    /// <param name="action">As the path spells it.</param>
    public static string OfMove(string action) =>
        Language.IsGerman ? Moves.GetValueOrDefault(action, action) : action.Replace('-', ' ').Replace('_', ' ');
}
