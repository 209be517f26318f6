using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Contacts;

// How long is too long is reference data: the attribute contactWithinDays of the phase; 60 days where it says nothing.
internal abstract class SilentCases(int place, string name, Permission needs)
    : PartOfMyDay(place, name, needs, "Zu lange ohne Kontakt", "Without contact for too long")
{
    protected abstract string Whose { get; }

    protected override string From => $"""
        app."case" c cross join lateral (
            select coalesce((select max(k.at) from app.contact_client k where k.case_id = c.id and k.reached), c.opened_at) as at
        ) last
        where c.status = 'open' and c.team_id = any((select access.my_team_ids())::uuid[])
        and {Whose}
        and last.at < access.now() - make_interval(days => coalesce((
            select (code.attributes ->> 'contactWithinDays')::int from app.code
            where code.list = 'accommodation-phase' and code.code = c.phase and code.valid_from <= access.today()
              and (code.valid_to is null or code.valid_to > access.today())), 60))
        """;
    protected override string Id => "c.id";
    protected override string SubjectType => "'case'";
    protected override string Case => "c.id";
    protected override string Client => "c.client_id";
    protected override string At => "last.at";
    protected override string Code => "c.phase";
    protected override string Team => "c.team_id";
    protected override string Staff => "c.lead_staff_id";
    protected override string Order => "last.at";
}

internal sealed class SilentCasesInMyDay() : SilentCases(70, "cases_without_contact", Permission.ReadCases)
{
    protected override string Whose => "(c.lead_staff_id = access.staff_id() or c.lead_staff_id = any((select access.deputised_ids())::uuid[]))";
}

// Those that nobody leads, too.
internal sealed class SilentCasesOfTeams() : SilentCases(120, "team_cases_without_contact", Permission.AssignCases)
{
    public override bool IsOfTeam => true;
    protected override string Whose => "true";
}
