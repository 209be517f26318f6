
namespace CaseManagement.Api.Reminders;

internal static class ReminderProblems
{
    public static readonly ProblemType SnoozeNotLater = new("snooze-not-later", 400,
        "The new date must be later than the present one.", "Das neue Datum muss nach dem jetzigen liegen.");
    public static readonly ProblemType PastLastDay = new("reminder-past-last-day", 400,
        "It cannot be put off past its last day.", "Über den letzten Tag hinaus lässt sie sich nicht verschieben.")
    { Constraint = "reminder_not_past_last_day" };
    public static readonly ProblemType DueInPast = new("due-in-past", 400,
        "A reminder is due today or later.", "Eine Wiedervorlage ist heute oder später fällig.");
    public static readonly ProblemType SubjectUnknown = new("subject-unknown", 400,
        "There is no such subject, or it is not yours to see.", "Diesen Gegenstand gibt es nicht, oder er ist nicht für Sie bestimmt.");
    public static readonly ProblemType AssigneeUnknown = new("assignee-unknown", 400,
        "This colleague does not work for your organisation.", "Diese Fachkraft arbeitet nicht für Ihre Organisation.");
    public static readonly ProblemType DoneEarlier = new("reminder-done-earlier", 409,
        "It was done on an earlier day. Make a new reminder.", "Sie wurde an einem früheren Tag erledigt. Bitte eine neue Wiedervorlage anlegen.");
    public static readonly ProblemType OnceForSystem = new("reminder-exists", 409,
        "There is an open reminder of this kind already.", "Eine offene Wiedervorlage dieser Art gibt es schon.")
    { Constraint = "reminder_of_system_once" };
    public static readonly ProblemType PolicyMeanwhile = new("reminder-policy-changed", 412,
        "Somebody has changed this policy at the same time.", "Jemand hat diese Regel zur selben Zeit geändert.")
    { Constraint = "reminder_policy_once" };
    public static readonly ProblemType PolicyPlanned = new("reminder-policy-planned", 409,
        "Another version is planned for a later day and would take over then. Say whether it is kept or withdrawn.",
        "Für einen späteren Tag ist schon eine andere Fassung geplant, die dann gälte. Bitte angeben, ob sie bleibt oder zurückgezogen wird.");
    public static readonly ProblemType PolicyBegun = new("reminder-policy-begun", 409,
        "It holds already, or held. Make another version.", "Sie gilt schon oder galt. Bitte eine weitere Fassung anlegen.");
    public static readonly ProblemType PolicyInPast = new("reminder-policy-in-past", 400,
        "It holds from today or a later day on.", "Es gilt ab heute oder einem späteren Tag.");
    public static readonly ProblemType NoSuchLand = new("land-unknown", 400,
        "One of the 16 Länder by its code, such as BW.", "Eines der 16 Länder mit seinem Kürzel, etwa BW.");
    public static readonly ProblemType NotOfLand = new("holiday-not-of-land", 400,
        "This holiday is one in communes of another Land.", "Dieser Feiertag gilt nur in Gemeinden eines anderen Landes.");
    public static readonly ProblemType CalendarMeanwhile = new("working-calendar-changed", 412,
        "Somebody has stated the calendar of this day at the same time.", "Jemand hat den Kalender dieses Tages zur selben Zeit festgelegt.")
    { Constraint = "working_calendar_once" };
    public static readonly ProblemType PolicySteps = new("reminder-policy-steps", 400,
        "One to twelve different steps: 0 to 3660 days, 250 working days, 120 months or 120 years.",
        "Ein bis zwölf verschiedene Schritte: 0 bis 3660 Tage, 250 Arbeitstage, 120 Monate oder 120 Jahre.");
    public static readonly ProblemType PolicyIgnored = new("reminder-policy-escalation", 400,
        "It is escalated after 1 to 250 working days, or not at all.", "Weitergegeben wird nach 1 bis 250 Arbeitstagen oder gar nicht.");
    public static readonly ProblemType QuietHours = new("quiet-hours", 400,
        "Give both times, different ones, or none.", "Bitte beide Uhrzeiten angeben, zwei verschiedene, oder keine.");
    public static readonly ProblemType DigestInQuietHours = new("digest-in-quiet-hours", 400,
        "No mail goes in the quiet hours: choose a time outside of them.", "In der Ruhezeit geht keine Mail: Bitte eine Uhrzeit außerhalb wählen.");
    public static readonly ProblemType MadeBySystem = new("reminder-of-system", 409,
        "The deadline behind this reminder cannot be cancelled; it ends with its cause.",
        "Die Frist hinter dieser Wiedervorlage lässt sich nicht abbrechen; sie endet mit ihrem Anlass.");
}
