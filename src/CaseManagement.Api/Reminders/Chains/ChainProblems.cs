namespace CaseManagement.Api.Reminders.Chains;

internal static class ChainProblems
{
    public static readonly ProblemType KeyForm = new("chain-template-key", 400,
        "Small letters, digits and single hyphens, up to 60 characters.", "Kleinbuchstaben, Ziffern und einzelne Bindestriche, höchstens 60 Zeichen.");
    public static readonly ProblemType TemplateUnknown = new("chain-template-unknown", 400,
        "There is no template of this key in force.", "Eine Vorlage mit diesem Schlüssel gilt heute nicht.");
    public static readonly ProblemType TemplateOff = new("chain-template-off", 409,
        "This template is switched off. A supervisor can switch it on.", "Diese Vorlage ist ausgeschaltet. Eine Leitung kann sie einschalten.");
    public static readonly ProblemType Title = new("chain-step-title", 400,
        "A title is for a step of your own, and needed there.", "Einen Titel hat ein eigener Schritt, und nur dieser; dort ist er nötig.");
    public static readonly ProblemType Follows = new("chain-step-follows", 400,
        "A step follows an earlier one, by its number from 1.", "Ein Schritt folgt auf einen früheren; gezählt wird ab 1.");
    public static readonly ProblemType DueAfter = new("chain-step-due-after", 400,
        "0 to 3660 days, or 0 to 250 working days.", "0 bis 3660 Tage oder 0 bis 250 Arbeitstage.");
    public static readonly ProblemType Ages = new("chain-step-ages", 400,
        "Ages lie between 0 and 120, and the first is below the second.", "Alter liegen zwischen 0 und 120, das erste unter dem zweiten.");
    public static readonly ProblemType EventDay = new("chain-event-day", 400,
        "The day from which is counted lies within a year, before or after today.",
        "Der Tag, ab dem gezählt wird, liegt höchstens ein Jahr vor oder nach heute.");
    public static readonly ProblemType CaseClosed = new("chain-of-closed-case", 409,
        "The case is closed: nothing is begun in it.", "Der Fall ist geschlossen: In ihm wird nichts begonnen.");
    public static readonly ProblemType Dead = new("chain-of-the-dead", 409,
        "The person has died: nothing is begun for her or him any more.", "Die Person ist verstorben: Für sie wird nichts mehr begonnen.");
    public static readonly ProblemType Ended = new("chain-ended", 409,
        "The chain of this step has ended: start another one.", "Die Kette dieses Schritts ist beendet: Bitte eine neue beginnen.");
    public static readonly ProblemType Runs = new("chain-running", 409,
        "A chain of this template runs in the case already.", "Eine Kette nach dieser Vorlage läuft in dem Fall schon.")
    { Constraint = "chain_running" };
    public static readonly ProblemType Planned = new("chain-template-planned", 409,
        "Another version is planned for a later day and would take over then. Say whether it is kept or withdrawn.",
        "Für einen späteren Tag ist schon eine andere Fassung geplant, die dann gälte. Bitte angeben, ob sie bleibt oder zurückgezogen wird.");
    public static readonly ProblemType Begun = new("chain-template-begun", 409,
        "It holds already, or held. Make another version.", "Sie gilt schon oder galt. Bitte eine weitere Fassung anlegen.");
    public static readonly ProblemType InPast = new("chain-template-in-past", 400,
        "It holds from today or a later day on.", "Sie gilt ab heute oder einem späteren Tag.");
    public static readonly ProblemType NoStep = new("chain-without-steps", 409,
        "None of its steps is for somebody of this age.", "Keiner ihrer Schritte ist für jemanden in diesem Alter.");
    public static readonly ProblemType SkipInstead = new("reminder-of-chain", 409,
        "This is a step of a chain: skip the step there, with the reason.",
        "Das ist ein Schritt einer Kette: Bitte dort den Schritt überspringen, mit dem Grund.");
    public static readonly ProblemType TooManySteps = new("chain-steps-full", 409,
        "A chain has 40 steps at most.", "Eine Kette hat höchstens 40 Schritte.");
    public static readonly ProblemType TemplateMeanwhile = new("chain-template-changed", 412,
        "Somebody has changed this template at the same time.", "Jemand hat diese Vorlage zur selben Zeit geändert.")
    { Constraint = "chain_template_once" };
}
