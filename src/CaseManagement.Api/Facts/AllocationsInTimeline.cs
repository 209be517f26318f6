using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Facts;

internal sealed class AllocationsInTimeline : TimelineSource
{
    protected override string From => """app.allocation a where a.client_id = (select k.client_id from app."case" k where k.id = {0})""";
    protected override (string At, string Id) Key => ("a.recorded_at", "a.id");
    protected override string Kind => "'allocated'";
    protected override string Subject => "a.id";
    protected override string Code => "a.cancel_reason";
    protected override string Detail => "a.status";
    protected override string Text => "a.allocated_on::text";
    protected override string Staff => "a.recorded_by";
}
