using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Agreements;

// Of cases that the caller leads, stands in for, or that nobody leads in his teams.
internal abstract class AgreementsInMyDay(int place, string name, string german, string english, params string[] actions)
    : PartOfMyDay(place, name, Permission.WriteCases, german, english, actions)
{
    protected const string Mine = """
        app.agreement a join app."case" c on c.id = a.case_id where c.team_id = any((select access.my_team_ids())::uuid[])
        and a.organisation_id = access.organisation_id()
        and (c.lead_staff_id is null or c.lead_staff_id = access.staff_id() or c.lead_staff_id = any((select access.deputised_ids())::uuid[]))
        """;

    protected override string Id => "a.id";
    protected override string SubjectType => "'agreement'";
    protected override string Case => "a.case_id";
    protected override string Client => "a.client_id";
    protected override string DueOn => "a.review_on";
    protected override string Code => "coalesce(a.review_cause, a.status)";
    protected override string Team => "c.team_id";
    protected override string Staff => "c.lead_staff_id";
}

// The day has come, or a household has brought one along that is not confirmed yet.
internal sealed class AgreementsToReview() : AgreementsInMyDay(57, "agreements_to_review",
    "Vereinbarungen zu überprüfen oder zu bestätigen", "Agreements to review or confirm", AgreementTable.Reviewed, AgreementTable.Amend)
{
    public override IReadOnlyList<string> ActionsOf(Caller caller, string? code) =>
        code == "handover" ? [AgreementTable.Propose, AgreementTable.Amend] : [AgreementTable.Reviewed, AgreementTable.Amend];

    protected override string From => $"""
        {Mine} and a.status in ('active', 'under_review') and a.amend_kind is null and a.proposed_number is null
        and (a.review_on <= access.today() or a.review_cause = 'handover')
        """;
}

// The text stands, and somebody's word is missing.
internal sealed class AgreementsToAcknowledge() : AgreementsInMyDay(58, "agreements_to_acknowledge",
    "Vereinbarungen, die auf Bestätigung warten", "Agreements that wait to be acknowledged", AgreementTable.Acknowledge, AgreementTable.Revise)
{
    protected override string From => $"{Mine} and a.proposed_number is not null";
    protected override string At => "a.updated_at";
    protected override string Order => "a.updated_at";
}

// What was agreed to be done by now, by whomever: who leads the case sees to it.
internal sealed class StepsDueInMyDay() : AgreementsInMyDay(23, "agreement_steps_due",
    "Fällige Schritte aus Vereinbarungen", "Steps of agreements that are due", AgreementTable.Done, AgreementTable.NotDone)
{
    private const string FormerOffice = "former_office";

    // A duty of the office that has handed the household over is not ours until we say so.
    public override IReadOnlyList<string> ActionsOf(Caller caller, string? code) =>
        code == FormerOffice ? [AgreementTable.TakeOver, AgreementTable.NotDone] : base.ActionsOf(caller, code);

    protected override string From => $"""
        app.agreement_step s, {Mine} and s.agreement_id = a.id and a.status in ('active', 'under_review')
        and s.status = 'open' and s.due_on <= access.today()
        """;
    protected override string Id => "s.id";
    protected override string Subject => "a.id";
    protected override string DueOn => "s.due_on";
    protected override string Code => $"case when s.former_office_id is null then s.side else '{FormerOffice}' end";
    protected override string Title => "s.what";
}

// The day until which a goal was to be reached, and nothing was said of what came of it.
internal sealed class GoalsDueInMyDay() : AgreementsInMyDay(24, "agreement_goals_due",
    "Ziele, deren Tag gekommen ist", "Goals whose day has come", AgreementTable.Progress)
{
    protected override string From => $"""
        app.agreement_goal g, {Mine} and g.agreement_id = a.id and a.status in ('active', 'under_review')
        and g.status in ('planned', 'active', 'on_hold') and g.due_on <= access.today()
        """;
    protected override string Id => "g.id";
    protected override string Subject => "a.id";
    protected override string DueOn => "g.due_on";
    protected override string Code => "g.status";
    protected override string Title => "g.title";
}
