using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Facts;

internal sealed class BenefitChangesInTimeline : TimelineSource
{
    protected override string From => """app.benefit_change b where b.client_id = (select k.client_id from app."case" k where k.id = {0})""";
    protected override (string At, string Id) Key => ("b.recognised_at", "b.id");
    protected override string Kind => "'benefit_changed'";
    protected override string Subject => "b.id";
    protected override string Code => "b.to_regime";
    protected override string Detail => "b.from_regime";
    protected override string Text => "b.changed_on::text";
}
