
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
    public static readonly ProblemType MadeBySystem = new("reminder-of-system", 409,
        "The deadline behind this reminder cannot be cancelled; it ends with its cause.",
        "Die Frist hinter dieser Wiedervorlage lässt sich nicht abbrechen; sie endet mit ihrem Anlass.");
}
