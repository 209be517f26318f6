using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Reminders;

// The caller's own and those of whom he stands in for, of what he sees, and his teams' that are nobody's, or somebody's who sees them no more.
internal abstract class RemindersInMyDay(int place, string name, string when, string german, string english)
    : OpenReminders(place, name, when, Permission.UseReminders, german, english)
{
    protected override string Whose => """
        ((r.team_id = any((select access.my_team_ids())::uuid[]) and case when r.assignee_id is null then true
                 when exists (select from access.members_on(access.today()) m where m.team_id = r.team_id and m.staff_id = r.assignee_id) then false
                 else not app.sees_reminder(r.id,
                     access.teams_of(access.deputised_by(r.assignee_id, access.today()) || r.assignee_id, access.today()),
                     access.parts_of(r.assignee_id, access.today())) end)
             or ((r.assignee_id = access.staff_id() or r.assignee_id = any((select access.deputised_ids())::uuid[]))
                 and (r.team_id = any((select access.my_team_ids())::uuid[])
                      or app.sees_reminder(r.id, access.my_team_ids(), access.my_case_ids(), access.my_glass_ids()))))
        """;
}

internal abstract class OpenReminders(int place, string name, string when, Permission needs, string german, string english)
    : PartOfMyDay(place, name, needs, german, english)
{
    protected abstract string Whose { get; }

    protected override string From => $"""
        app.reminder r left join app."case" c on c.id = r.case_id where r.status = 'open' and r.due_on {when} access.today() and {Whose}
        """;
    protected override string Id => "r.id";
    protected override string SubjectType => "r.subject_type";
    protected override string Subject => "r.subject_id";
    protected override string Case => "r.case_id";
    protected override string Client => "c.client_id";
    protected override string DueOn => "r.due_on";
    protected override string Code => "r.kind";
    protected override string Title => "r.title";
    protected override string Team => "r.team_id";
    protected override string Staff => "r.assignee_id";

    public override string? Words(string? text, string? code) => text ?? NamedKinds.Get<ReminderKind>(code!).Text();

    public override IReadOnlyList<string> ActionsOf(Caller caller, string? code) =>
        [.. Reminder.Moves.Allowed(ReminderStatus.Open).Where(action => action != Reminder.StopRepeatingMove
            && Reminder.ObjectionTo(action, NamedKinds.Get<ReminderKind>(code!)) is null)];
}

internal sealed class OverdueRemindersInMyDay() : RemindersInMyDay(10, "reminders_overdue", "<", "Überfällig", "Overdue");

internal sealed class RemindersOfToday() : RemindersInMyDay(20, "reminders_due_today", "=", "Heute fällig", "Due today");

// Whoever has to act: what was given to a colleague, too.
internal sealed class OverdueRemindersOfTeams() : OpenReminders(110, "team_reminders_overdue", "<", Permission.AssignCases,
    "Überfällige Wiedervorlagen", "Overdue reminders")
{
    public override bool IsOfTeam => true;
    protected override string Whose => "r.team_id = any((select access.my_team_ids())::uuid[])";
}

internal sealed class NoticesInMyDay() : PartOfMyDay(90, "notices_unread", Permission.UseProduct, "Ungelesene Mitteilungen", "Unread notices", "read")
{
    protected override string From => "app.notice n where n.staff_id = access.staff_id() and n.read_at is null";
    protected override string Id => "n.id";
    protected override string SubjectType => "n.subject_type";
    protected override string Subject => "n.subject_id";
    protected override string At => "n.at";
    protected override string Code => "n.kind";
    protected override string Order => "n.at desc";

    public override string? Words(string? text, string? code) => NamedKinds.Get<NoticeKind>(code!).Text();
}
