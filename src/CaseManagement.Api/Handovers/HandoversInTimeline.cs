using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Handovers;

internal sealed class HandoversInTimeline : TimelineSource
{
    protected override string From => """
        app.handover_person p join app.handover_move v on v.handover_id = p.handover_id join app.handover h on h.id = v.handover_id
        where p.case_id = {0}
        """;
    protected override (string At, string Id) Key => ("v.at", "v.id");
    protected override string Kind => "'handover_' || v.to_status";
    protected override IReadOnlyList<string> Kinds => [.. Enum.GetValues<HandoverStatus>().Select(status => $"handover_{SnakeCase.Of(status.ToString())}")];
    protected override string Subject => "v.handover_id";
    protected override string Code => "v.reason_code";
    protected override string Detail => "v.action";
    protected override string Team => "h.receiver_team_id";
    protected override string Staff => "v.staff_id";
}
