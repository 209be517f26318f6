using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Counselling;

internal sealed class ProgrammesInTimeline : TimelineSource
{
    protected override string From => "app.case_programme p where p.case_id = {0}";
    protected override (string At, string Id) Key => ("p.recorded_at", "p.id");
    protected override string Kind => "'programme_chosen'";
    protected override string Subject => "p.case_id";
    protected override string Code => "p.programme";
    protected override string Staff => "p.recorded_by";
}

internal sealed class ComplexitiesInTimeline : TimelineSource
{
    protected override string From => "app.case_complexity p where p.case_id = {0}";
    protected override (string At, string Id) Key => ("p.recorded_at", "p.id");
    protected override string Kind => "'complexity_rated'";
    protected override string Subject => "p.case_id";
    protected override string Code => "p.complexity";
    protected override string Text => "p.note";
    protected override string Staff => "p.recorded_by";
}

internal sealed class PausesInTimeline : TimelineSource
{
    protected override string From => "app.counselling_pause p where p.case_id = {0}";
    protected override (string At, string Id) Key => ("p.recorded_at", "p.id");
    protected override string Kind => "'counselling_paused'";
    protected override string Subject => "p.case_id";
    protected override string Code => "p.reason";
    protected override string Text => "p.note";
    protected override string Staff => "p.recorded_by";
}
