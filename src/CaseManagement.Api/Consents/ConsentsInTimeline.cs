using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Consents;

internal sealed class ConsentsInTimeline : TimelineSource
{
    protected override string From => """app.consent s where s.client_id = (select k.client_id from app."case" k where k.id = {0})""";
    protected override (string At, string Id) Key => ("s.recorded_at", "s.id");
    protected override string Kind => "'consent_given'";
    protected override string Subject => "s.id";
    protected override string Code => "s.purpose";
    protected override string Text => "s.title";
    protected override string Staff => "s.recorded_by";
}

internal sealed class InformationInTimeline : TimelineSource
{
    protected override string From => """app.information_notice s where s.client_id = (select k.client_id from app."case" k where k.id = {0})""";
    protected override (string At, string Id) Key => ("s.recorded_at", "s.id");
    protected override string Kind => "'informed'";
    protected override string Subject => "s.id";
    protected override string Text => "(select t.title from app.consent_text t where t.id = s.text_id)";
    protected override string Staff => "s.recorded_by";
}

internal sealed class WithdrawalsInTimeline : TimelineSource
{
    protected override string From => """
        app.consent s where s.withdrawal_recorded_at is not null and s.client_id = (select k.client_id from app."case" k where k.id = {0})
        """;
    protected override (string At, string Id) Key => ("s.withdrawal_recorded_at", "s.id");
    protected override string Kind => "'consent_withdrawn'";
    protected override string Subject => "s.id";
    protected override string Code => "s.purpose";
    protected override string Text => "s.title";
    protected override string Staff => "s.withdrawal_recorded_by";
}
