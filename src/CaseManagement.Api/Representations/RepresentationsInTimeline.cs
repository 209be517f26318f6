using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Representations;

internal sealed class RepresentationsInTimeline : TimelineSource
{
    protected override string From => """app.representation r where r.client_id = (select k.client_id from app."case" k where k.id = {0})""";
    protected override (string At, string Id) Key => ("r.recorded_at", "r.id");
    protected override string Kind => "'representation_recorded'";
    protected override string Subject => "r.id";
    protected override string Code => "r.kind";
    protected override string Text => "r.name";
    protected override string Staff => "r.recorded_by";
}
