using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Facts;

internal sealed class PresencesInTimeline : TimelineSource
{
    protected override string From => """app.presence p where p.client_id = (select k.client_id from app."case" k where k.id = {0}) and p.voided_at is null""";
    protected override (string At, string Id) Key => ("p.recorded_at", "p.id");
    protected override string Kind => "'presence_recorded'";
    protected override string Subject => "p.id";
    protected override string Code => "p.arrived_as";
    protected override string Detail => "p.leave_reason";
    protected override string Text => "concat_ws(' – ', p.from_date, p.until_date)";
    protected override string Staff => "p.recorded_by";
}
