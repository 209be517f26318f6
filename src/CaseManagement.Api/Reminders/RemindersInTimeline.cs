using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Reminders;

internal sealed class RemindersInTimeline : TimelineSource
{
    protected override string From => "app.reminder m where m.case_id = {0} and m.closed_at is not null";
    protected override (string At, string Id) Key => ("m.closed_at", "m.id");
    protected override string Kind => "'reminder_' || m.status";
    protected override IReadOnlyList<string> Kinds => ["reminder_cancelled", "reminder_done", "reminder_not_executable"];
    protected override string Subject => "m.id";
    protected override string Code => "m.kind";
    protected override string Text => "m.title";
    protected override string Team => "m.team_id";
    protected override string Staff => "m.closed_by";
}
