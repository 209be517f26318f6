using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>An open case and where it stands.</summary>
public sealed record GivenCase(Guid CaseId, Guid ClientId, Guid OrganisationId, Guid TeamId, Guid? HouseholdId, Person? Lead);

public sealed partial class Given
{
    /// <summary>An open case of a client in a team; nobody leads it where no lead is given.</summary>
    public Task<Guid> Case(Guid organisationId, Guid clientId, Guid teamId, Guid? leadStaffId = null, Guid? householdId = null, string? phase = null) =>
        api.InOrganisation(organisationId, async db =>
        {
            var opened = CaseManagement.Api.Cases.Case.Open(organisationId, clientId, householdId, teamId, leadStaffId, phase, null, Now);
            db.Add(opened);
            await db.SaveChangesAsync();
            return opened.Id;
        });

    /// <summary>A municipality with a team, a caseworker as lead, a client and an open case, all new.</summary>
    public async Task<GivenCase> CaseWithLead(TeamKind kind = TeamKind.IntegrationManagement)
    {
        var organisation = await Organisation();
        var team = await Team(organisation, kind);
        var lead = await Staff(organisation, kind == TeamKind.Accommodation ? Role.AccommodationStaff : Role.Caseworker, team);
        return await CaseOf(team, lead);
    }

    /// <summary>A new client with an open case, led by a member of the team.</summary>
    public async Task<GivenCase> CaseOf(Guid teamId, Person lead)
    {
        var client = await Client(lead.OrganisationId);
        return new GivenCase(await Case(lead.OrganisationId, client, teamId, lead.StaffId), client, lead.OrganisationId, teamId, null, lead);
    }

    /// <summary>A new household with an open case for each member, led by one member of the team.</summary>
    public async Task<IReadOnlyList<GivenCase>> CasesOfHousehold(Guid teamId, Person lead, int members)
    {
        var (household, clients) = await HouseholdOf(lead.OrganisationId, members);
        var cases = new List<GivenCase>();
        foreach (var client in clients)
        {
            var id = await Case(lead.OrganisationId, client, teamId, lead.StaffId, household);
            cases.Add(new GivenCase(id, client, lead.OrganisationId, teamId, household, lead));
        }
        return cases;
    }

    /// <summary>The statement that gives a case to another team, as a reassignment does, for a transaction that somebody else has to wait for.</summary>
    public string Giving(GivenCase of, Guid team) => $"""
        update app.case_responsibility set until_at = '{Now:O}', ended_by = 'reassigned' where case_id = '{of.CaseId}';
        insert into app.case_responsibility select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'team_id', '{team}',
            'lead_staff_id', null, 'from_at', r.until_at, 'until_at', null, 'ended_by', null))).*
            from app.case_responsibility r where r.case_id = '{of.CaseId}';
        update app."case" set team_id = '{team}', lead_staff_id = null where id = '{of.CaseId}';
        set constraints all immediate;
        """;

    /// <summary>That a case was opened.</summary>
    public Task<Guid> OpeningOf(GivenCase of) => api.Sql<Guid>($"select id from app.case_event where case_id = '{of.CaseId}' and kind = 'opened'");

    /// <summary>Who has been responsible for a case since it was opened.</summary>
    public Task<Guid> ResponsibilityFor(GivenCase of) =>
        api.Sql<Guid>($"select id from app.case_responsibility where case_id = '{of.CaseId}' order by from_at limit 1");
}
