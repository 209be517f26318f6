
namespace CaseManagement.Api.Cases;

/// <summary>Refusals of cases.</summary>
public static class CaseProblems
{
    /// <summary>409, with caseId where the caller may see the first one.</summary>
    public static readonly ProblemType AlreadyOpen = new("case-already-open", 409,
        "This client has an open case already.", "Für diese Person ist bereits ein Fall offen.")
    { Constraint = "case_one_open_per_client" };
    /// <summary>400: a case begins today or has begun.</summary>
    public static readonly ProblemType OpenedOn = new("case-opened-on", 400,
        "A case is opened with effect from 1990 or later, and not from a day ahead.",
        "Ein Fall beginnt frühestens 1990 und nicht an einem künftigen Tag.");
    /// <summary>409: the person had a case then.</summary>
    public static readonly ProblemType OverlapsFormer = new("case-overlaps-former", 409,
        "The person had a case on that day already, which was closed later.", "An diesem Tag hatte die Person schon einen Fall, der später geschlossen wurde.");
    /// <summary>409: take is for cases that nobody leads.</summary>
    public static readonly ProblemType AlreadyAssigned = new("case-already-assigned", 409,
        "Somebody leads this case already.", "Der Fall wird bereits federführend bearbeitet.");
    /// <summary>409: team and lead worker are the present ones.</summary>
    public static readonly ProblemType NothingChanges = new("case-responsibility-unchanged", 409,
        "Team and lead worker are these already.", "Team und Federführung sind bereits so.");
    /// <summary>409: a lead worker is a member of the responsible team.</summary>
    public static readonly ProblemType NotInTeam = new("case-lead-not-in-team", 409,
        "This person is not a member of the team.", "Diese Fachkraft gehört nicht zum Team.");
    /// <summary>403: the caller sees the case, but another team decides about it.</summary>
    public static readonly ProblemType NotYourTeam = new("case-not-your-team", 403,
        "Another team is responsible for this case.", "Für diesen Fall ist ein anderes Team zuständig.");
    /// <summary>403: handed over; the sender reads on for the grace period and changes nothing.</summary>
    public static readonly ProblemType HandedOver = new("case-handed-over", 403,
        "This case has been handed over; you can only read it.", "Der Fall wurde übergeben; Sie können ihn nur noch lesen.");
    /// <summary>403: giving a case to somebody else is for those who assign cases.</summary>
    public static readonly ProblemType AssignsOthers = new("case-assigns-others", 403,
        "You may take a case yourself, but not give it to a colleague.", "Sie können einen Fall selbst übernehmen, ihn aber nicht anderen zuweisen.");
    /// <summary>400: leading by one's own hand opens compartments.</summary>
    public static readonly ProblemType LeadNeedsReason = new("case-lead-needs-reason", 400,
        "Say why you make yourself the lead worker: the former one and the data-protection officer are told.",
        "Bitte begründen, warum Sie die Federführung selbst übernehmen: Die bisherige Fachkraft und die Datenschutzbeauftragte erfahren davon.");
    /// <summary>409: the same, where there is no place for a reason.</summary>
    public static readonly ProblemType LeadByAssigning = new("case-lead-by-assigning", 409,
        "Who assigns cases becomes lead worker by assigning the case, with a reason.",
        "Wer Fälle zuweist, übernimmt die Federführung durch Zuweisung mit Begründung.");
    /// <summary>400: no working team of the acting organisation. Another organisation's team receives a handover.</summary>
    public static readonly ProblemType UnknownTeam = new("case-team-unknown", 400,
        "This is not a working team of your organisation. Cases move to other organisations by a handover.",
        "Das ist kein bestehendes Team Ihrer Organisation. An andere Organisationen gehen Fälle durch eine Übergabe.");
    /// <summary>400: this phase would tell everybody in the team about a protected place.</summary>
    public static readonly ProblemType RestrictedPhase = new("case-phase-restricted", 400,
        "This phase is kept in a restricted compartment only, not on the case.", "Diese Phase wird nur im geschützten Bereich geführt, nicht am Fall.");
    /// <summary>400: not a colleague who may work on cases of the organisation.</summary>
    public static readonly ProblemType UnknownColleague = new("case-colleague-unknown", 400,
        "This is not a colleague who works on cases here.", "Das ist keine Fachkraft, die hier Fälle bearbeitet.");
    /// <summary>409: takes part already.</summary>
    public static readonly ProblemType TakesPartAlready = new("case-takes-part-already", 409,
        "This colleague takes part in the case already.", "Diese Fachkraft wirkt bereits am Fall mit.")
    { Constraint = "case_participant_once" };
    /// <summary>409: does not take part.</summary>
    public static readonly ProblemType TakesNoPart = new("case-takes-no-part", 409,
        "This colleague does not take part in the case.", "Diese Fachkraft wirkt am Fall nicht mit.");
    /// <summary>400: one worker and nobody at once.</summary>
    public static readonly ProblemType FilterContradiction = new("case-filter-contradiction", 400,
        "Ask either for one worker's cases or for unassigned ones.", "Bitte entweder nach einer Fachkraft oder nach nicht zugewiesenen Fällen filtern.");
    /// <summary>400: two decisions about one follow-up.</summary>
    public static readonly ProblemType DecidedTwice = new("follow-up-decided-twice", 400, "Each follow-up is decided about once.",
        "Über jede Wiedervorlage wird einmal entschieden.");
    /// <summary>400: not one of those that close-preview lists.</summary>
    public static readonly ProblemType FollowUpUnknown = new("follow-up-unknown", 400,
        "This is not an open follow-up of the case, or cannot end so. close-preview lists them with their outcomes.",
        "Das ist keine offene Wiedervorlage des Falls, oder sie kann so nicht enden. close-preview nennt sie mit dem, was möglich ist.");
    /// <summary>409: what is new belongs to an open case.</summary>
    public static readonly ProblemType Closed = new("case-closed", 409,
        "The case is closed and takes no new follow-ups. Reopen it, or make one for the person.",
        "Der Fall ist geschlossen und nimmt keine neuen Wiedervorlagen an. Bitte wieder aufnehmen oder eine Wiedervorlage zur Person anlegen.")
    { Constraint = "reminder_of_open_case" };
    /// <summary>409: the participation has ended.</summary>
    public static readonly ProblemType ParticipationEnded = new("case-participation-ended", 409,
        "This participation has ended already.", "Diese Mitwirkung ist bereits beendet.");
    /// <summary>409: the database's own check of the history, at commit.</summary>
    public static readonly ProblemType NotExactlyOne = new("case-responsibility", 409,
        "An open case has exactly one responsible team. Nothing was saved.",
        "Für einen offenen Fall ist genau ein Team zuständig. Es wurde nichts gespeichert.")
    { Constraint = "case_responsibility_exactly_one" };
    /// <summary>409: see <see cref="NotExactlyOne"/>.</summary>
    public static readonly ProblemType Overlap = new("case-responsibility-overlap", 409,
        "Responsibilities of a case must not overlap. Nothing was saved.",
        "Zuständigkeiten eines Falls dürfen sich nicht überschneiden. Es wurde nichts gespeichert.")
    { Constraint = "case_responsibility_no_overlap" };
    /// <summary>409: see <see cref="NotExactlyOne"/>.</summary>
    public static readonly ProblemType Gap = new("case-responsibility-gap", 409,
        "Responsibilities of an open case must not leave a gap. Nothing was saved.",
        "Zuständigkeiten eines offenen Falls dürfen keine Lücke lassen. Es wurde nichts gespeichert.")
    { Constraint = "case_responsibility_no_gap" };
}
