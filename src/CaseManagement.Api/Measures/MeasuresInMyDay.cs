using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Measures;

// Of cases that the caller works on: who leads one looks after all its measures, whoever does them; a colleague after his own.
internal abstract class MeasuresInMyDay(int place, string name, string when, string german, string english)
    : PartOfMyDay(place, name, Permission.ReadCases, german, english)
{
    protected override string From => $"""
        app.measure m cross join lateral (
            select c.id, c.client_id, c.team_id, c.lead_staff_id from app."case" c
            where c.status = 'open' and (c.id = m.case_id or (m.case_id is null and c.household_id = m.household_id))
            and (c.team_id = any((select access.my_team_ids())::uuid[]) or c.id = any((select access.my_case_ids())::uuid[]))
            order by c.lead_staff_id = access.staff_id() desc nulls last, c.id limit 1
        ) c
        where m.organisation_id = access.organisation_id() and m.status in ('planned', 'running') and {when}
        """;
    protected const string IsMine = "(access.staff_id() in (m.actor_staff_id, c.lead_staff_id) or array[m.actor_staff_id, c.lead_staff_id] "
        + "&& (select access.deputised_ids())::uuid[])";
    protected override string Id => "m.id";
    protected override string SubjectType => "'measure'";
    protected override string Case => "c.id";
    protected override string Client => "m.client_id";
    protected override string DueOn => "m.due_on";
    protected override string Code => "m.status";
    protected override string Title => "case when m.compartment is null then m.what end"; // Never in lists: the words stay at the measure.
    protected override string Team => "c.team_id";
    protected override string Staff => "m.actor_staff_id";

    public override IReadOnlyList<string> ActionsOf(Caller caller, string? code) => !RolePermissions.Allow(caller.Roles, Permission.WriteCases) ? []
        : Measure.Moves.Allowed(code == "planned" ? MeasureStatus.Planned : MeasureStatus.Running);
}

internal sealed class DueMeasuresInMyDay() : MeasuresInMyDay(22, "measures_due", $"m.due_on <= access.today() and {IsMine}",
    "Fällige Maßnahmen", "Measures that are due");

// Handed over, or left by a colleague who has gone.
internal sealed class MeasuresWithoutActorInMyDay() : MeasuresInMyDay(63, "measures_to_take_over",
    "m.actor_kind = 'staff' and m.actor_staff_id is null and c.team_id = any((select access.my_team_ids())::uuid[])",
    "Maßnahmen des Teams ohne zuständige Fachkraft", "Measures of the team that nobody has taken over")
{
    public override IReadOnlyList<string> ActionsOf(Caller caller, string? code) =>
        [.. base.ActionsOf(caller, code) is { Count: > 0 } moves ? moves.Prepend("correct") : []];
}
