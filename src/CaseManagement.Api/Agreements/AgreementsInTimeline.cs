using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Agreements;

internal sealed class AgreementsInTimeline : TimelineSource
{
    protected override string From => "app.agreement s where s.case_id = {0}";
    protected override (string At, string Id) Key => ("s.started_at", "s.id");
    protected override string Kind => "'agreement_started'";
    protected override string Subject => "s.id";
    protected override string Detail => "s.status";
    protected override string Staff => "s.started_by";
}

internal sealed class EndedAgreementsInTimeline : TimelineSource
{
    protected override string From => "app.agreement s where s.case_id = {0} and s.ended_at is not null";
    protected override (string At, string Id) Key => ("s.ended_at", "s.id");
    protected override string Kind => "'agreement_' || s.status";
    protected override IReadOnlyList<string> Kinds => ["agreement_completed", "agreement_terminated"];
    protected override string Subject => "s.id";
    protected override string Code => "s.end_reason";
    protected override string Text => "s.end_note";
    protected override string Staff => "s.ended_by";
}

internal sealed class ReviewsInTimeline : TimelineSource
{
    protected override string From => "app.agreement s where s.case_id = {0} and s.reviewed_at is not null";
    protected override (string At, string Id) Key => ("s.reviewed_at", "s.id");
    protected override string Kind => "'agreement_reviewed'";
    protected override string Subject => "s.id";
    protected override string Detail => "'next ' || s.review_on";
    protected override string Staff => "s.reviewed_by";
}

internal sealed class VersionsInTimeline : TimelineSource
{
    protected override string From => "app.agreement_version v join app.agreement s on s.id = v.agreement_id where s.case_id = {0}";
    protected override (string At, string Id) Key => ("v.proposed_at", "v.id");
    protected override string Kind => "'agreement_proposed'";
    protected override string Subject => "s.id";
    protected override string Code => "v.kind";
    protected override string Detail => "'version ' || v.number";
    protected override string Text => "v.what";
    protected override string Staff => "v.proposed_by";
}

internal sealed class AcknowledgementsInTimeline : TimelineSource
{
    protected override string From => """
        app.agreement_acknowledgement k join app.agreement_version v on v.id = k.version_id join app.agreement s on s.id = v.agreement_id
        where s.case_id = {0}
        """;
    protected override (string At, string Id) Key => ("k.recorded_at", "k.id");
    protected override string Kind => "case k.state when 'given' then 'agreement_acknowledged' else 'agreement_not_reachable' end";
    protected override IReadOnlyList<string> Kinds => ["agreement_acknowledged", "agreement_not_reachable"];
    protected override string Subject => "s.id";
    protected override string Code => "k.how";
    protected override string Detail => "k.side";
    protected override string Text => "k.note";
    protected override string Staff => "k.recorded_by";
}

internal sealed class GoalNotesInTimeline : TimelineSource
{
    protected override string From => """
        app.agreement_goal_note n join app.agreement_goal g on g.id = n.goal_id join app.agreement s on s.id = g.agreement_id where s.case_id = {0}
        """;
    protected override (string At, string Id) Key => ("n.noted_at", "n.id");
    protected override string Kind => "'goal_reported'";
    protected override string Subject => "s.id";
    protected override string Code => "n.progress";
    protected override string Detail => "n.status";
    protected override string Text => "coalesce(g.title || ': ' || n.note, g.title)";
    protected override string Staff => "n.noted_by";
}

internal sealed class GoalMeasurementsInTimeline : TimelineSource
{
    protected override string From => """
        app.agreement_goal_measurement m join app.agreement_goal g on g.id = m.goal_id join app.agreement s on s.id = g.agreement_id
        where s.case_id = {0} and m.voided_at is null
        """;
    protected override (string At, string Id) Key => ("m.recorded_at", "m.id");
    protected override string Kind => "'goal_measured'";
    protected override string Subject => "s.id";
    protected override string Code => "m.unit";
    protected override string Detail => "coalesce(m.level, trim_scale(m.number)::text)";
    protected override string Text => "g.title";
    protected override string Staff => "m.recorded_by";
}
