using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Agreements;

// Of cases that the caller leads, stands in for, or that nobody leads in his teams. Of who has died nothing is due. ("offset 0": the running one of each
// of these cases is looked up; joined, all that run in the organisation are read, and the days of all that was ever agreed.)
internal abstract class AgreementsInMyDay(int place, string name, string german, string english, params string[] actions)
    : PartOfMyDay(place, name, Permission.WriteCases, german, english, actions)
{
    protected const string Mine = """
        app."case" c cross join lateral (
            select r.* from app.agreement r where r.case_id = c.id and r.organisation_id = access.organisation_id()
            and r.status in ('draft', 'proposed', 'active', 'under_review') offset 0) a
        where c.team_id = any((select access.my_team_ids())::uuid[])
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
        and (a.review_on <= access.today() or a.review_cause = 'handover') and app.is_reminded_of(a.client_id)
        """;
}

// The text stands, and somebody's word is missing.
internal sealed class AgreementsToAcknowledge() : AgreementsInMyDay(58, "agreements_to_acknowledge",
    "Vereinbarungen, die auf Bestätigung warten", "Agreements that wait to be acknowledged", AgreementTable.Acknowledge, AgreementTable.Revise)
{
    protected override string From => $"{Mine} and a.proposed_number is not null and app.is_reminded_of(a.client_id)";
    protected override string At => "a.updated_at";
    protected override string Order => "a.updated_at";
}

// What both have acknowledged and nobody has settled, by the day that stands there: an amendment that is being written changes nothing yet. Of what is
// restricted, which they alone see who are admitted, the words stay at the agreement.
internal abstract class AgreedInMyDay(int place, string name, string german, string english, params string[] actions)
    : AgreementsInMyDay(place, name, german, english, actions)
{
    // The table of what is agreed, as "x", and which rows of it are not settled.
    protected abstract string Table { get; }
    protected abstract string IsOpen { get; }
    protected abstract string Says { get; }

    protected override string From => $"""
        app.agreement_version v join app.agreement_version_item i on i.version_id = v.id join {Table} x on x.id = i.item_id, {Mine}
        and v.agreement_id = a.id and v.number = a.in_force_number and a.status in ('active', 'under_review')
        and {IsOpen} and (i.content ->> 'dueOn')::date <= (select access.today()) and app.is_reminded_of(i.client_id)
        """;
    protected override string Id => "x.id";
    protected override string Subject => "a.id";
    protected override string DueOn => "(i.content ->> 'dueOn')::date";
    protected override string Title => $"case when i.compartment is null and x.compartment is null then i.content ->> '{Says}' end";
}

// What was to be done by now, by whomever: who leads the case sees to it.
internal sealed class StepsDueInMyDay() : AgreedInMyDay(23, "agreement_steps_due",
    "Fällige Schritte aus Vereinbarungen", "Steps of agreements that are due", AgreementTable.Done, AgreementTable.NotDone)
{
    private const string FormerOffice = "former_office";

    // A duty of the office that has handed the household over is not ours until we say so.
    public override IReadOnlyList<string> ActionsOf(Caller caller, string? code) =>
        code == FormerOffice ? [AgreementTable.TakeOver, AgreementTable.Done, AgreementTable.NotDone] : base.ActionsOf(caller, code);

    protected override string Table => "app.agreement_step";
    protected override string IsOpen => "x.status = 'open'";
    protected override string Says => "what";
    protected override string Code => $"case when x.former_office_id is null then x.side else '{FormerOffice}' end";
}

// The day until which a goal was to be reached, and nothing was said of what came of it.
internal sealed class GoalsDueInMyDay() : AgreedInMyDay(24, "agreement_goals_due",
    "Ziele, deren Tag gekommen ist", "Goals whose day has come", AgreementTable.Progress)
{
    protected override string Table => "app.agreement_goal";
    protected override string IsOpen => "x.status in ('planned', 'active', 'on_hold')";
    protected override string Says => "title";
    protected override string Code => "x.status";
}
