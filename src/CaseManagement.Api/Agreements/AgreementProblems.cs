namespace CaseManagement.Api.Agreements;

internal static class AgreementProblems
{
    public static readonly ProblemType CaseClosed = new("agreement-case-closed", 409,
        "The case is closed. Reopen it first.", "Der Fall ist geschlossen. Bitte zuerst wieder aufnehmen.");
    public static readonly ProblemType Exists = new("agreement-exists", 409,
        "This case has a running agreement already; amend it.", "Für diesen Fall läuft bereits eine Vereinbarung; bitte diese ändern.")
    { Constraint = "agreement_one_running" };
    public static readonly ProblemType NoCases = new("agreement-cases", 400,
        "One case, or those of several adults of one household, each once.", "Ein Fall, oder die Fälle mehrerer Erwachsener eines Haushalts, jeder einmal.");
    public static readonly ProblemType CaseUnknown = new("agreement-case-unknown", 400,
        "This is not an open case on which you work.", "Das ist kein offener Fall, an dem Sie arbeiten.");
    public static readonly ProblemType PersonDied = new("agreement-of-the-dead", 409,
        "The person has died: nothing is agreed or reviewed any more. What runs is to be terminated.",
        "Die Person ist verstorben: Es wird nichts mehr vereinbart oder überprüft. Was läuft, ist zu beenden.");
    public static readonly ProblemType PartnerDied = new("agreement-partner-died", 409,
        "Another adult of this joint agreement has died and cannot acknowledge it. Separate it first, or terminate it.",
        "Eine andere Person dieser gemeinsamen Vereinbarung ist verstorben und kann sie nicht bestätigen. Bitte zuerst trennen oder beenden.");
    public static readonly ProblemType NotOneHousehold = new("agreement-not-one-household", 409,
        "Jointly agree adults who live in one household. A minor has an agreement of her or his own.",
        "Gemeinsam vereinbaren Erwachsene, die in einem Haushalt leben. Minderjährige haben eine eigene Vereinbarung.");
    public static readonly ProblemType GoalUnknown = new("agreement-goal-unknown", 400,
        "This is not a goal of the agreement.", "Das ist kein Ziel dieser Vereinbarung.");
    public static readonly ProblemType NeedUnknown = new("agreement-need-unknown", 400,
        "This is not a need of the person's current assessment, or it is in another area.",
        "Das ist kein Bedarf aus der aktuellen Bedarfserhebung der Person, oder er gehört zu einem anderen Bereich.");
    public static readonly ProblemType NoSuchNeed = new("agreement-no-urgent-need", 400,
        "The current assessment has no urgent need in this area.", "Die aktuelle Bedarfserhebung nennt in diesem Bereich keinen dringenden Bedarf.");
    public static readonly ProblemType CompartmentClosed = new("agreement-compartment-closed", 403,
        "You may not open this restricted compartment.", "Dieser geschützte Bereich ist für Sie nicht geöffnet.");
    public static readonly ProblemType OwnerName = new("agreement-owner-name", 400,
        "Name who it is where it is a third party, and only then.", "Bei Dritten bitte den Namen angeben, sonst nicht.");
    public static readonly ProblemType InPast = new("agreement-day-past", 400, "A day ahead is needed.", "Der Tag muss in der Zukunft liegen.");
    public static readonly ProblemType InFuture = new("agreement-in-future", 400,
        "What is recorded has happened: now or earlier.", "Erfasst wird, was geschehen ist: jetzt oder früher.");
    public static readonly ProblemType StepTooEarly = new("step-too-early", 400,
        "That was before the case was opened.", "Da war der Fall noch nicht eröffnet.");
    public static readonly ProblemType GoalAgreed = new("agreement-goal-agreed", 409,
        "This goal was agreed: it is dropped with a result, not removed.", "Dieses Ziel war vereinbart: Es wird mit Ergebnis fallen gelassen, nicht entfernt.");
    public static readonly ProblemType GoalHasSteps = new("agreement-goal-has-steps", 409,
        "Steps serve this goal. Remove them first, or give them another goal.", "Diesem Ziel dienen Schritte. Bitte diese zuerst entfernen oder umhängen.");
    public static readonly ProblemType Incomplete = new("agreement-incomplete", 409,
        "The agreement is not complete: something is missing, or a goal has no result yet.",
        "Die Vereinbarung ist nicht vollständig: Es fehlt etwas, oder ein Ziel hat noch kein Ergebnis.");
    public static readonly ProblemType NoGoal = new("agreement-no-goal", 409, "It has no goal.", "Es fehlt ein Ziel.");
    public static readonly ProblemType NoStepOfClient = new("agreement-no-step-of-client", 409,
        "It has no step of the person.", "Es fehlt ein Schritt der Person.");
    public static readonly ProblemType NoStepOfOffice = new("agreement-no-step-of-office", 409,
        "It has no obligation of the office.", "Es fehlt eine Pflicht der Stelle.");
    public static readonly ProblemType UrgentNeed = new("agreement-urgent-need", 409,
        "An urgent need has neither a goal nor a stated reason.", "Ein dringender Bedarf hat weder ein Ziel noch eine Begründung.");
    public static readonly ProblemType Hidden = new("agreement-hidden-incomplete", 409,
        "Something that is restricted is not complete; ask the lead worker.", "Etwas Geschütztes ist unvollständig; bitte die Fallverantwortung fragen.");
    public static readonly ProblemType FormerObligation = new("agreement-former-obligation", 409,
        "An obligation of the former office is neither taken over nor ended.", "Eine Pflicht der bisherigen Stelle ist weder übernommen noch beendet.");
    public static readonly ProblemType NotSpecific = new("goal-specific", 409, "Say what is meant.", "Bitte sagen, was gemeint ist.");
    public static readonly ProblemType NotMeasurable = new("goal-measurable", 409,
        "Say what shows it, how it is now and how it is to be.", "Bitte sagen, woran man es erkennt, wie es jetzt ist und wie es werden soll.");
    public static readonly ProblemType NotWanted = new("goal-wanted", 409,
        "The person wants it: keep the own words, with their language.", "Die Person will es: bitte ihre eigenen Worte festhalten, mit Sprache.");
    public static readonly ProblemType NotRealistic = new("goal-realistic", 409, "Say what it depends on.", "Bitte sagen, wovon es abhängt.");
    public static readonly ProblemType NotDated = new("goal-dated", 409, "Give a day ahead.", "Bitte einen Tag in der Zukunft angeben.");
    public static readonly ProblemType NotOwned = new("goal-owned", 409, "Say who sees to it.", "Bitte sagen, wer sich darum kümmert.");
    public static readonly ProblemType NumberOrLevel = new("goal-value", 400,
        "A value is either a number or a level.", "Ein Wert ist entweder eine Zahl oder ein Niveau.");
    public static readonly ProblemType ValueOfUnit = new("goal-value-unit", 400,
        "This unit has other values: language levels are codes, all else are numbers.",
        "Zu dieser Einheit gehören andere Werte: Sprachniveaus sind Schlüssel, alles andere sind Zahlen.");
    public static readonly ProblemType ValueTooHigh = new("goal-value-too-high", 400,
        "In this unit a value is {0} at most.", "In dieser Einheit ist ein Wert höchstens {0}.");
    public static readonly ProblemType TargetIsBaseline = new("goal-target-is-baseline", 400,
        "The target is another value than the baseline.", "Der Zielwert ist ein anderer als der Ausgangswert.");
    public static readonly ProblemType LevelFalls = new("goal-level-falls", 400,
        "The level that is aimed at is above the present one.", "Das angestrebte Niveau liegt über dem heutigen.");
    public static readonly ProblemType NotMeasured = new("goal-not-measured", 409,
        "What is in force does not say what is measured of this goal; amend it first.",
        "In der geltenden Fassung steht nicht, was bei diesem Ziel gemessen wird; bitte zuerst ändern.");
    public static readonly ProblemType MeasuredAlready = new("goal-measured-already", 409,
        "For this day a measurement is recorded. If it is wrong, declare it void first.",
        "Für diesen Tag ist schon ein Messwert erfasst. Ist er falsch, bitte zuerst für ungültig erklären.")
    { Constraint = "agreement_goal_measurement_once" };
    public static readonly ProblemType MeasuredTooEarly = new("goal-measured-too-early", 400,
        "That was before the agreement came into force; what was so then is the baseline.",
        "Das war, bevor die Vereinbarung galt; was damals war, ist der Ausgangswert.");
    public static readonly ProblemType MeasuredTooLate = new("goal-measured-too-late", 400,
        "The goal had ended by then.", "Da war das Ziel schon beendet.");
    public static readonly ProblemType MeasurementVoid = new("goal-measurement-void", 409,
        "This measurement is void already.", "Dieser Messwert ist bereits ungültig.");
    public static readonly ProblemType NothingToVoid = new("agreement-nothing-to-void", 409,
        "No measurement counts that could be void.", "Es gibt keinen gültigen Messwert, der für ungültig erklärt werden könnte.");
    public static readonly ProblemType MeasurementStands = new("goal-measurement-stands", 409,
        "A measurement never changes; declare it void.", "Ein Messwert ändert sich nie; bitte für ungültig erklären.")
    { Constraint = "goal_measurement_stands" };
    public static readonly ProblemType ResultMissing = new("goal-result", 400,
        "A goal ends with a result in words.", "Ein Ziel endet mit einem Ergebnis in Worten.");
    public static readonly ProblemType ResultTooEarly = new("goal-result-too-early", 400,
        "A result belongs to a goal that has ended.", "Ein Ergebnis gehört zu einem Ziel, das beendet ist.");
    public static readonly ProblemType GoalWithoutResult = new("agreement-goal-without-result", 409,
        "This goal has no result yet.", "Dieses Ziel hat noch kein Ergebnis.");
    public static readonly ProblemType OwnObligation = new("agreement-own-obligation", 409,
        "This is no obligation of a former office.", "Das ist keine Pflicht einer früheren Stelle.");
    public static readonly ProblemType NothingToTakeOver = new("agreement-nothing-to-take-over", 409,
        "There is no open obligation of a former office.", "Es gibt keine offene Pflicht einer früheren Stelle.");
    public static readonly ProblemType NothingToPropose = new("agreement-nothing-to-propose", 409,
        "Nothing is to change: amend it first, or record that it was reviewed.", "Es soll sich nichts ändern: zuerst ändern oder als überprüft festhalten.");
    public static readonly ProblemType NeedsConfirmation = new("agreement-needs-confirmation", 409,
        "It comes from another office: propose it, and both confirm it, or amend it.",
        "Sie kommt von einer anderen Stelle: bitte vorschlagen und von beiden Seiten bestätigen lassen, oder ändern.");
    public static readonly ProblemType OtherVersion = new("agreement-version-changed", 409,
        "That is not the version that waits. Read it again.", "Das ist nicht die Fassung, die vorliegt. Bitte neu lesen.")
    { Constraint = "agreement_acknowledges_proposed" };
    public static readonly ProblemType AcknowledgedAlready = new("agreement-acknowledged", 409,
        "This side has acknowledged the version already.", "Diese Seite hat die Fassung bereits bestätigt.")
    { Constraint = "agreement_acknowledged_once" };
    public static readonly ProblemType NotByAll = new("agreement-not-by-all", 409,
        "Not all have acknowledged this version. Nothing was saved.", "Nicht alle haben diese Fassung bestätigt. Es wurde nichts gespeichert.")
    { Constraint = "agreement_acknowledged_by_all" };
    public static readonly ProblemType HowMissing = new("agreement-how", 400,
        "Say how it was acknowledged and in which language.", "Bitte angeben, wie und in welcher Sprache bestätigt wurde.");
    public static readonly ProblemType NotInterpreted = new("agreement-interpreted", 400,
        "Orally means: through a named interpreter, and read back.", "Mündlich heißt: mit namentlich genannter Sprachmittlung und zurückübersetzt.")
    { Constraint = "agreement_interpreted" };
    public static readonly ProblemType OfficeReached = new("agreement-office-reached", 400,
        "Only the person may be out of reach.", "Nicht erreichbar kann nur die Person sein.");
    public static readonly ProblemType SidesApart = new("agreement-sides-apart", 400,
        "The office does not acknowledge for the person, nor somebody acting for the person for the office.",
        "Die Stelle bestätigt nicht für die Person, und wer für die Person handelt, nicht für die Stelle.")
    { Constraint = "agreement_sides_apart" };
    public static readonly ProblemType RepresentationUnknown = new("agreement-representation-unknown", 400,
        "This is no representation of the person in force on that day.", "Das ist keine an diesem Tag bestehende Vertretung der Person.");
    public static readonly ProblemType OfMinor = new("agreement-of-minor", 400,
        "For a minor somebody with custody acknowledges.", "Für Minderjährige bestätigt, wer die Sorge hat.");
    public static readonly ProblemType BeforeProposal = new("agreement-before-proposal", 400,
        "That was before this version was proposed.", "Das war, bevor diese Fassung vorgelegt wurde.");
    public static readonly ProblemType AuthorApproves = new("agreement-author-approves", 403,
        "Who wrote the version does not approve it.", "Wer die Fassung geschrieben hat, genehmigt sie nicht.")
    { Constraint = "agreement_author_never_approves" };
    public static readonly ProblemType ApprovedAlready = new("agreement-approved", 409, "It is approved already.", "Sie ist bereits genehmigt.");
    public static readonly ProblemType NoApprovalWanted = new("agreement-no-approval", 409,
        "Your organisation asks for no approval.", "Ihre Organisation verlangt keine Genehmigung.");
    public static readonly ProblemType NotJoint = new("agreement-not-joint", 409, "It is not a joint agreement.", "Das ist keine gemeinsame Vereinbarung.");
    public static readonly ProblemType OfSystem = new("agreement-code-of-system", 400,
        "Only the product sets this code.", "Diesen Schlüssel setzt nur das System.");
    public static readonly ProblemType Running = new("agreement-running", 409,
        "An agreement is in force. Complete or terminate it first.", "Eine Vereinbarung ist in Kraft. Bitte zuerst abschließen oder beenden.");
    public static readonly ProblemType TextStands = new("agreement-text-stands", 409,
        "What is agreed changes by an amendment only.", "Vereinbartes ändert sich nur durch eine neue Fassung.")
    { Constraint = "agreement_text_stands" };
    public static readonly ProblemType VersionStands = new("agreement-version-stands", 409,
        "A version never changes.", "Eine Fassung ändert sich nie.")
    { Constraint = "agreement_version_stands" };
    public static readonly ProblemType MoveForbidden = new("agreement-move", 409,
        "This move is not possible.", "Dieser Schritt ist nicht möglich.")
    { Constraint = "agreement_move" };

    /// <summary>What a goal lacks, by its part.</summary>
    public static ProblemType Of(GoalPart part) => part switch
    {
        GoalPart.Specific => NotSpecific,
        GoalPart.Measurable => NotMeasurable,
        GoalPart.Wanted => NotWanted,
        GoalPart.Realistic => NotRealistic,
        GoalPart.Dated => NotDated,
        _ => NotOwned,
    };
}
