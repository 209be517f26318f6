using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Assessments;

internal sealed class AssessmentsInTimeline : TimelineSource
{
    protected override string From => "app.assessment a where a.case_id = {0} and a.completed_at is not null";
    protected override (string At, string Id) Key => ("a.completed_at", "a.id");
    protected override string Kind => "'assessment_completed'";
    protected override string Subject => "a.id";
    protected override string Detail => "a.status";
    protected override string Staff => "a.completed_by";
}
