using FluentValidation;

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
    public static readonly ProblemType DueTooFar = new("due-too-far", 400,
        "What is due is due within 20 years.", "Was fällig wird, wird innerhalb von 20 Jahren fällig.");
    public static readonly ProblemType SubjectUnknown = new("subject-unknown", 400,
        "There is no such subject, or it is not yours to see.", "Diesen Gegenstand gibt es nicht, oder er ist nicht für Sie bestimmt.");
    public static readonly ProblemType AssigneeUnknown = new("assignee-unknown", 400,
        "This colleague does not work on cases of your organisation, and so reads no reminders.",
        "Diese Fachkraft arbeitet nicht an Fällen Ihrer Organisation und sieht deshalb keine Wiedervorlagen.");
    public static readonly ProblemType AssigneeSeesNot = new("assignee-sees-not", 400,
        "This colleague does not see the case: neither works in its team nor takes part. Let the colleague take part first, or name another one.",
        "Diese Fachkraft sieht den Fall nicht: Sie arbeitet nicht in seinem Team und wirkt nicht mit. Bitte erst mitwirken lassen oder jemand anderen nennen.");
    public static readonly ProblemType ColleagueOrTeam = new("assignee-or-team", 400,
        "Name either a colleague or a team.", "Bitte entweder eine Fachkraft oder ein Team angeben.");
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
    public static readonly ProblemType LandOfKey = new("land-against-key", 400,
        "The first two digits of your municipality key say which Land it is: leave the Land out, or name that one.",
        "Die ersten beiden Ziffern Ihres Gemeindeschlüssels sagen, welches Land es ist: Bitte das Land weglassen oder dieses nennen.");
    public static readonly ProblemType NotOfLand = new("holiday-not-of-land", 400,
        "This holiday is one in communes of another Land.", "Dieser Feiertag gilt nur in Gemeinden eines anderen Landes.");
    public static readonly ProblemType CalendarMeanwhile = new("working-calendar-changed", 412,
        "Somebody has stated the calendar of this day at the same time.", "Jemand hat den Kalender dieses Tages zur selben Zeit festgelegt.")
    { Constraint = "working_calendar_once" };
    public static readonly ProblemType OpeningsOverlap = new("office-hours-overlap", 400,
        "Openings of a weekday must not overlap.", "Öffnungszeiten eines Wochentags dürfen sich nicht überschneiden.");
    public static readonly ProblemType TooManyOpenings = new("office-hours-too-many", 400,
        "Six openings a day at most.", "Höchstens sechs Öffnungszeiten am Tag.");
    public static readonly ProblemType HardlyOpen = new("office-hours-too-short", 400,
        "An hour a week at least, or no opening at all: then the whole of each working day counts.",
        "Mindestens eine Stunde in der Woche oder gar keine Öffnungszeit: Dann zählt jeder Arbeitstag ganz.");
    public static readonly ProblemType OfficeHoursMeanwhile = new("office-hours-changed", 412,
        "Somebody has stated the hours of this day at the same time.", "Jemand hat die Zeiten dieses Tages zur selben Zeit festgelegt.")
    { Constraint = "office_hours_once" };
    public static readonly ProblemType PolicySteps = new("reminder-policy-steps", 400,
        "One to twelve different steps: 0 to 3660 days, 250 working days, 120 months or 120 years.",
        "Ein bis zwölf verschiedene Schritte: 0 bis 3660 Tage, 250 Arbeitstage, 120 Monate oder 120 Jahre.");
    public static readonly ProblemType PolicyIgnored = new("reminder-policy-escalation", 400,
        "It is escalated after 1 to 250 working days or hours, or not at all.",
        "Weitergegeben wird nach 1 bis 250 Arbeitstagen oder Arbeitsstunden oder gar nicht.");
    public static readonly ProblemType UnknownRulePart = new("recurrence-part-unknown", 400,
        "The part {0} is not one of a rule here: FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT, UNTIL.",
        "Der Teil {0} gehört hier zu keiner Regel: FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT, UNTIL.");
    public static readonly ProblemType RepeatedRulePart = new("recurrence-part-repeated", 400, "{0} stands there twice.", "{0} steht doppelt da.");
    public static readonly ProblemType RuleFrequency = new("recurrence-freq", 400,
        "{0} is DAILY, WEEKLY, MONTHLY or YEARLY, and has to be there.", "{0} ist DAILY, WEEKLY, MONTHLY oder YEARLY und muss dastehen.");
    public static readonly ProblemType RuleInterval = new("recurrence-interval", 400,
        "{0} is at least 1, and at most 365 days, 52 weeks, 24 months or 5 years.",
        "{0} ist mindestens 1 und höchstens 365 Tage, 52 Wochen, 24 Monate oder 5 Jahre.");
    public static readonly ProblemType RuleCount = new("recurrence-count", 400, "{0} lies between 1 and 500.", "{0} liegt zwischen 1 und 500.");
    public static readonly ProblemType RuleTwoEnds = new("recurrence-two-ends", 400,
        "A rule ends by {0} or by UNTIL, not by both.", "Eine Regel endet mit {0} oder mit UNTIL, nicht mit beidem.");
    public static readonly ProblemType RuleUntil = new("recurrence-until", 400,
        "{0} is a day such as 20271231, from the first day on, five years after it at the latest.",
        "{0} ist ein Tag wie 20271231, ab dem ersten Tag und höchstens fünf Jahre danach.");
    public static readonly ProblemType RuleMonthDay = new("recurrence-bymonthday", 400,
        "{0} lists days 1 to 31, or from the end -1 to -31, with MONTHLY and without BYDAY.",
        "{0} zählt Tage 1 bis 31 auf, oder vom Ende her -1 bis -31, bei MONTHLY und ohne BYDAY.");
    public static readonly ProblemType RuleDay = new("recurrence-byday", 400,
        "{0} lists days MO to SU, with MONTHLY also as 1MO to 5SU or -1MO to -5SU; not with YEARLY.",
        "{0} zählt Tage MO bis SU auf, bei MONTHLY auch als 1MO bis 5SU oder -1MO bis -5SU; nicht bei YEARLY.");
    public static readonly ProblemType NotADayOfTheRule = new("recurrence-first-day", 400,
        "The first day has to be one of the rule's.", "Der erste Tag muss einer der Regel sein.");
    public static readonly ProblemType DoesNotRepeat = new("reminder-does-not-repeat", 409,
        "It does not repeat.", "Sie wiederholt sich nicht.");
    public static readonly ProblemType SeriesMeanwhile = new("reminder-series-changed", 409,
        "Another one of this series has been made meanwhile.", "Inzwischen gibt es eine andere Wiedervorlage dieser Reihe.")
    { Constraint = "reminder_series_one_open" };
    public static readonly ProblemType OccurrenceMeanwhile = new("reminder-series-changed", 409,
        "Another one of this series has been made meanwhile.", "Inzwischen gibt es eine andere Wiedervorlage dieser Reihe.")
    { Constraint = "reminder_occurrence_once" };
    public static readonly ProblemType TooManyStreams = new("too-many-streams", 429,
        "You follow your notices in too many windows at once.", "Sie verfolgen Ihre Mitteilungen in zu vielen Fenstern zugleich.");
    public static readonly ProblemType EventUnknown = new("event-unknown", 400,
        "This is not the id of an event.", "Das ist keine Kennung eines Ereignisses.");
    public static readonly ProblemType CalendarsOff = new("calendar-feeds-off", 409,
        "Your organisation does not allow addresses of calendars.", "Ihre Organisation lässt Kalenderadressen nicht zu.");
    public static readonly ProblemType CalendarWithoutTeam = new("calendar-feed-without-team", 409,
        "A calendar is for who is in a team of this organisation.", "Einen Kalender gibt es für Mitglieder eines Teams dieser Organisation.");
    public static readonly ProblemType QuietHours = new("quiet-hours", 400,
        "Give both times, different ones, or none.", "Bitte beide Uhrzeiten angeben, zwei verschiedene, oder keine.");
    public static readonly ProblemType DigestInQuietHours = new("digest-in-quiet-hours", 400,
        "No mail goes in the quiet hours: choose a time outside of them.", "In der Ruhezeit geht keine Mail: Bitte eine Uhrzeit außerhalb wählen.");
    public static readonly ProblemType TeamHasReminders = new("team-has-reminders", 409,
        "This team has open reminders of persons or households whose cases are closed. Have its members do or cancel them first.",
        "Dieses Team hat offene Wiedervorlagen zu Personen oder Haushalten mit geschlossenen Fällen. Bitte zuerst von den Mitgliedern erledigen oder "
        + "abbrechen lassen.");
    public static readonly ProblemType MadeBySystem = new("reminder-of-system", 409,
        "The deadline behind this reminder cannot be cancelled; it ends with its cause.",
        "Die Frist hinter dieser Wiedervorlage lässt sich nicht abbrechen; sie endet mit ihrem Anlass.");

    /// <summary>On which day somebody may want to be reminded: none that has passed, and none that is a slip of the pen.</summary>
    public static IRuleBuilderOptions<T, DateOnly> IsDayToCome<T>(this IRuleBuilder<T, DateOnly> rule, CallContext call) => rule
        .Must(day => day >= call.Today).WithProblem(DueInPast)
        .IsNoSlip(call);

    /// <summary>How far ahead a day may be by which something is to be done, where there is one: further is a slip of the pen.</summary>
    public static IRuleBuilderOptions<T, TDay> IsNoSlip<T, TDay>(this IRuleBuilder<T, TDay> rule, CallContext call) => rule
        .Must(day => day is not DateOnly due || due <= call.Today.AddYears(20)).WithProblem(DueTooFar);
}
