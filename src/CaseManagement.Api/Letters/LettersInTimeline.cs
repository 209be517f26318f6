using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Letters;

internal sealed class LettersInTimeline : TimelineSource
{
    protected override string From => "app.letter l where l.case_id = {0}";
    protected override (string At, string Id) Key => ("l.recorded_at", "l.id");
    protected override string Kind => "'letter_received'";
    protected override string Subject => "l.id";
    protected override string Code => "l.kind";
    protected override string Detail => "l.remedy";
    protected override string Text => "l.office || ': ' || l.subject";
    protected override string Staff => "l.recorded_by";
}

internal sealed class RemediesInTimeline : TimelineSource
{
    protected override string From => "app.letter l where l.case_id = {0} and l.completion_recorded_at is not null";
    protected override (string At, string Id) Key => ("l.completion_recorded_at", "l.id");
    protected override string Kind => "'remedy_' || l.remedy_status";
    protected override IReadOnlyList<string> Kinds => ["remedy_renounced", "remedy_sent"];
    protected override string Subject => "l.id";
    protected override string Code => "l.completed_by";
    protected override string Detail => "l.remedy";
    protected override string Text => "l.office || ': ' || l.subject";
    protected override string Staff => "l.completion_recorded_by";
}
