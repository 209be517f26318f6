
namespace CaseManagement.Api.Handovers;

/// <summary>Refusals of handovers.</summary>
public static class HandoverProblems
{
    /// <summary>409.</summary>
    public static readonly ProblemType SameTeam = new("handover-same-team", 409,
        "Sender and receiver must be different teams.",
        "Abgebendes und aufnehmendes Team müssen verschieden sein.");
    /// <summary>409: the receiver has seen a package already.</summary>
    public static readonly ProblemType ReceiverFixed = new("handover-receiver-fixed", 409,
        "The receiver can only change before the first submission. Withdraw and prepare a new handover.",
        "Der Empfänger lässt sich nur vor der ersten Einreichung ändern. Bitte zurücknehmen und eine neue Übergabe vorbereiten.");
    /// <summary>409, with handoverId where the caller may see the first one.</summary>
    public static readonly ProblemType AlreadyOpen = new("handover-already-open", 409,
        "A handover of this household is open already.",
        "Für diesen Haushalt ist bereits eine Übergabe offen.")
    { Constraint = "handover_one_open_per_household" };
    /// <summary>409: no team is responsible, so nobody could hand over.</summary>
    public static readonly ProblemType NoOpenCase = new("handover-no-open-case", 409,
        "No person of this household has an open case.",
        "Für keine Person dieses Haushalts ist ein Fall offen.");
    /// <summary>409: the household is not the caller's team's to hand over.</summary>
    public static readonly ProblemType NotResponsible = new("handover-not-responsible", 409,
        "Your team is not responsible for this household.",
        "Ihr Team ist für diesen Haushalt nicht zuständig.");
    /// <summary>400.</summary>
    public static readonly ProblemType UnknownTeam = new("unknown-team", 400,
        "There is no such team, or it was dissolved.",
        "Dieses Team gibt es nicht oder nicht mehr.");
    /// <summary>400.</summary>
    public static readonly ProblemType UnknownPerson = new("handover-unknown-person", 400,
        "This person is not in the household.",
        "Diese Person gehört nicht zum Haushalt.");
    /// <summary>400: not a restricted item of the household, or the caller may not open it.</summary>
    public static readonly ProblemType UnknownItem = new("handover-unknown-item", 400,
        "There is no such item, or it is not yours to include.",
        "Diesen Eintrag gibt es nicht, oder Sie dürfen ihn nicht beifügen.");
    /// <summary>400: nothing in the package has this place.</summary>
    public static readonly ProblemType UnknownPlace = new("handover-unknown-place", 400,
        "The package has no item at this place.",
        "An dieser Stelle hat das Paket keinen Eintrag.");
    /// <summary>400.</summary>
    public static readonly ProblemType RestrictedNeedsPerson = new("handover-restricted-document", 400,
        "A document of this kind belongs to one person.",
        "Ein Dokument dieser Art gehört zu einer Person.");
    /// <summary>400: several of a kind.</summary>
    public static readonly ProblemType Twice = new("handover-twice", 400, "This stands twice in the list.", "Das steht zweimal in der Liste.");
    /// <summary>400.</summary>
    public static readonly ProblemType OpenItemsContradict = new("handover-open-items-contradict", 400,
        "Either list what is open or state that nothing is.",
        "Bitte entweder offene Punkte auflisten oder angeben, dass nichts offen ist.");
    /// <summary>400: to be returned is what the own team has accepted from another.</summary>
    public static readonly ProblemType NotReturnable = new("handover-not-returnable", 400,
        "This handover was not accepted by your team, or is of another household.",
        "Diese Übergabe hat Ihr Team nicht angenommen, oder sie betrifft einen anderen Haushalt.");
    /// <summary>409: the move belongs to the other side.</summary>
    public static readonly ProblemType OtherSide = new("handover-other-side", 409,
        "This step belongs to the other side of the handover.",
        "Dieser Schritt steht der anderen Seite der Übergabe zu.");
    /// <summary>409.</summary>
    public static readonly ProblemType SystemOnly = new("handover-system-only", 409,
        "The system does this when the deadline has passed.",
        "Das geschieht von selbst, wenn die Frist abgelaufen ist.");
    /// <summary>409 with errors[]: what is missing, item by item.</summary>
    public static readonly ProblemType Incomplete = new("handover-incomplete", 409,
        "The handover is not complete; see errors.",
        "Die Übergabe ist nicht vollständig; siehe errors.");
    /// <summary>409: members joined or left, or a case was closed or passed on, after the submission.</summary>
    public static readonly ProblemType Outdated = new("handover-outdated", 409,
        "The household has changed since the handover was submitted. Ask back or decline.",
        "Der Haushalt hat sich seit der Einreichung geändert. Bitte nachfragen oder ablehnen.")
    { Constraint = "handover_up_to_date" };
    /// <summary>409: the addressed team was dissolved meanwhile; nobody would be responsible.</summary>
    public static readonly ProblemType TeamClosed = new("handover-team-closed", 409,
        "The receiving team was dissolved. Choose another one in the draft; what was submitted is declined or withdrawn and prepared anew.",
        "Das aufnehmende Team wurde aufgelöst. Bitte im Entwurf ein anderes wählen; Eingereichtes bitte ablehnen oder zurücknehmen und neu vorbereiten.")
    { Constraint = "handover_receiver_open" };
    /// <summary>409: whoever is in the addressed team could only look on while the handover expires.</summary>
    public static readonly ProblemType NobodyReceives = new("handover-nobody-receives", 409,
        "Nobody in the receiving team may accept or decline a handover today. An administrator of its organisation adds a caseworker or supervisor first.",
        "Im aufnehmenden Team darf heute niemand eine Übergabe annehmen oder ablehnen. Die Administration seiner Organisation nimmt zuerst eine Fachkraft der "
        + "Fallarbeit oder eine Leitung ins Team auf.");
    /// <summary>409: asked and not settled.</summary>
    public static readonly ProblemType QueriesOpen = new("handover-queries-open", 409,
        "You have queried items. Ask for clarification, or accept these items first.",
        "Sie haben zu Einträgen Rückfragen. Bitte Klärung anfordern oder die Einträge zuerst annehmen.");
    /// <summary>409: clarification is asked for at least one item.</summary>
    public static readonly ProblemType NothingQueried = new("handover-nothing-queried", 409,
        "Query at least one item of the package.",
        "Bitte zu mindestens einem Eintrag des Pakets eine Rückfrage stellen.");
    /// <summary>400: only queried items are answered.</summary>
    public static readonly ProblemType NotQueried = new("handover-not-queried", 400,
        "Nobody has asked about this item.",
        "Zu diesem Eintrag gibt es keine Rückfrage.");
    /// <summary>409 with errors[]: persons without a first contact.</summary>
    public static readonly ProblemType FirstContactMissing = new("handover-first-contact-missing", 409,
        "Not every person has had a first contact yet; see errors.",
        "Noch nicht mit jeder Person gab es einen Erstkontakt; siehe errors.");
    /// <summary>409.</summary>
    public static readonly ProblemType NotExpiredYet = new("handover-not-expired", 409,
        "The time for an answer is not over yet.",
        "Die Zeit für eine Antwort ist noch nicht vorbei.");
    /// <summary>409: what was submitted once stays on record; withdraw it instead.</summary>
    public static readonly ProblemType OnlyDrafts = new("handover-only-drafts", 409,
        "Only a draft that was never submitted can be discarded.",
        "Verworfen werden kann nur ein Entwurf, der nie eingereicht wurde.");
    /// <summary>400.</summary>
    public static readonly ProblemType LeadNotInTeam = new("handover-lead-not-in-team", 400,
        "This person does not work on cases in the receiving team.",
        "Diese Fachkraft bearbeitet im aufnehmenden Team keine Fälle.");
    /// <summary>409: the database's own check of the parties.</summary>
    public static readonly ProblemType PartiesKept = new("handover-parties-kept", 409,
        "The parties of a handover never change.",
        "Die Beteiligten einer Übergabe ändern sich nicht.")
    { Constraint = "handover_parties_kept" };
    /// <summary>409: the database's own check of the move.</summary>
    public static readonly ProblemType IllegalMove = new("handover-move-illegal", 409,
        "This move is not possible in the present state.",
        "Dieser Schritt ist im jetzigen Zustand nicht möglich.")
    { Constraint = "handover_move_legal" };
    /// <summary>403: what stayed behind is not the caller's to keep.</summary>
    public static readonly ProblemType NotKeeper = new("left-behind-not-keeper", 403,
        "Only who keeps what stayed behind sees and changes it.",
        "Nur wer das Zurückgebliebene bewahrt, sieht und ändert es.");
    /// <summary>409: an assessment that was completed never changes.</summary>
    public static readonly ProblemType NeedStays = new("left-behind-need", 409,
        "A need is part of a completed assessment and cannot be corrected; it can be erased.",
        "Ein Bedarf gehört zu einer abgeschlossenen Erhebung und lässt sich nicht berichtigen, aber löschen.");
    /// <summary>409: who keeps a letter corrects it as any letter.</summary>
    public static readonly ProblemType LetterIsCorrected = new("left-behind-letter", 409,
        "A letter that stayed behind is corrected under its own address.", "Ein zurückgebliebenes Schreiben wird unter seiner eigenen Adresse berichtigt.");
    /// <summary>409: who keeps a measure corrects it as any measure.</summary>
    public static readonly ProblemType MeasureIsCorrected = new("left-behind-measure", 409,
        "A measure that stayed behind is corrected under its own address.", "Eine zurückgebliebene Maßnahme wird unter ihrer eigenen Adresse berichtigt.");
    /// <summary>409: what was done on a case is corrected by who did it.</summary>
    public static readonly ProblemType WorkStays = new("left-behind-work", 409,
        "Work on a case cannot be corrected once it stayed behind; it can be erased.",
        "Zurückgebliebene Fallarbeit lässt sich nicht berichtigen, aber löschen.");
    /// <summary>409: who keeps a document corrects it as any document.</summary>
    public static readonly ProblemType DocumentIsCorrected = new("left-behind-document", 409,
        "A document that stayed behind is corrected under its own address.", "Ein zurückgebliebenes Dokument wird unter seiner eigenen Adresse berichtigt.");
    /// <summary>409: who keeps a participation corrects it as any participation.</summary>
    public static readonly ProblemType ParticipationIsCorrected = new("left-behind-participation", 409,
        "A participation that stayed behind is corrected under its own address.",
        "Eine zurückgebliebene Teilnahme wird unter ihrer eigenen Adresse berichtigt.");
    /// <summary>409: who keeps a job corrects it as any job.</summary>
    public static readonly ProblemType EmploymentIsCorrected = new("left-behind-employment", 409,
        "A job that stayed behind is corrected under its own address.", "Eine zurückgebliebene Arbeit wird unter ihrer eigenen Adresse berichtigt.");
    /// <summary>409: who keeps a language level corrects it as any.</summary>
    public static readonly ProblemType LanguageLevelIsCorrected = new("left-behind-language-level", 409,
        "A language level that stayed behind is corrected under its own address.",
        "Ein zurückgebliebener Sprachstand wird unter seiner eigenen Adresse berichtigt.");
    /// <summary>409: where somebody lived goes with who lived there.</summary>
    public static readonly ProblemType OccupancyStays = new("left-behind-occupancy", 409,
        "Where somebody lived cannot be corrected once it stayed behind; it can be erased.",
        "Eine zurückgebliebene Wohnungsbelegung lässt sich nicht berichtigen, aber löschen.");
    /// <summary>409: a household that is on its way would arrive nowhere.</summary>
    public static readonly ProblemType TeamAwaitsHandover = new("team-awaits-handover", 409,
        "A handover to this team has not been decided yet. Accept or decline it, or have it withdrawn, first.",
        "Über eine Übergabe an dieses Team ist noch nicht entschieden. Bitte zuerst annehmen, ablehnen oder zurückziehen lassen.");
    /// <summary>409: nobody could go on with it, nor give it up.</summary>
    public static readonly ProblemType TeamSendsHandover = new("team-sends-handover", 409,
        "This team has begun a handover that has not been decided yet. Have it decided, or withdraw or discard it, first.",
        "Dieses Team hat eine Übergabe begonnen, über die noch nicht entschieden ist. Bitte zuerst entscheiden lassen, zurücknehmen oder verwerfen.");
}
