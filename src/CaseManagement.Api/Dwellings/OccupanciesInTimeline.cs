using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Dwellings;

internal sealed class OccupanciesInTimeline : TimelineSource
{
    protected override string From => """app.occupancy o where o.client_id = (select k.client_id from app."case" k where k.id = {0})""";
    protected override (string At, string Id) Key => ("o.recorded_at", "o.id");
    protected override string Kind => "'occupancy_recorded'";
    protected override string Subject => "o.id";
    protected override string Code => "o.found_by";
    protected override string Detail => "o.leave_reason";
    protected override string Text => "concat_ws(' – ', o.from_date, o.until_date)";
    protected override string Staff => "o.recorded_by";
}
