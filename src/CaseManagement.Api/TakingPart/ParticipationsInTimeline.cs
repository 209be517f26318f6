using CaseManagement.Api.Cases;

namespace CaseManagement.Api.TakingPart;

internal sealed class ParticipationsInTimeline : TimelineSource
{
    protected override string From => "app.participation_move m join app.participation p on p.id = m.participation_id where p.case_id = {0}";
    protected override (string At, string Id) Key => ("m.recorded_at", "m.id");
    protected override string Kind => "'participation_' || m.status";
    protected override IReadOnlyList<string> Kinds =>
        [.. Enum.GetValues<ParticipationStatus>().Select(status => "participation_" + SnakeCase.Of(status.ToString()))];
    protected override string Subject => "p.id";
    protected override string Code => "p.kind";
    protected override string Detail => "m.on_date::text";
    protected override string Text => "nullif(concat_ws(', ', p.provider, p.title), '')";
    protected override string Staff => "m.recorded_by";
}

internal sealed class LanguageLevelsInTimeline : TimelineSource
{
    protected override string From => "app.language_level l where l.case_id = {0}";
    protected override (string At, string Id) Key => ("l.recorded_at", "l.id");
    protected override string Kind => "'language_level_recorded'";
    protected override string Subject => "l.id";
    protected override string Code => "coalesce(l.level, l.literacy)";
    protected override string Detail => "concat_ws(' ', l.language, l.skill, l.assessed_on)";
    protected override string Staff => "l.recorded_by";
}

internal sealed class EmploymentsInTimeline : TimelineSource
{
    protected override string From => "app.employment e where e.case_id = {0}";
    protected override (string At, string Id) Key => ("e.recorded_at", "e.id");
    protected override string Kind => "'job_recorded'";
    protected override string Subject => "e.id";
    protected override string Code => "e.kind";
    protected override string Detail => "e.from_date::text";
    protected override string Text => "nullif(concat_ws(', ', e.employer, e.occupation), '')";
    protected override string Staff => "e.recorded_by";
}
