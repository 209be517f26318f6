using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseManagement.ApiTests.Cases;

public sealed class CaseAccessTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_caseworker_sees_the_cases_of_the_own_teams_only()
    {
        var mine = await api.Given.CaseWithLead();
        var otherTeam = await api.Given.CaseOf(await api.Given.Team(mine.OrganisationId), await api.Given.Staff(mine.OrganisationId, Role.Caseworker));
        var colleague = await api.Given.Staff(mine.OrganisationId, Role.Caseworker, mine.TeamId);

        var seen = await Visible(colleague);

        Assert.Contains(mine.CaseId, seen);
        Assert.DoesNotContain(otherTeam.CaseId, seen);
    }

    [Fact]
    public async Task A_lead_worker_and_a_participant_see_the_case_without_being_in_the_team()
    {
        var given = await api.Given.CaseWithLead();
        var participant = await api.Given.Staff(given.OrganisationId, Role.Caseworker);
        Assert.DoesNotContain(given.CaseId, await Visible(participant));

        await api.InOrganisation(given.OrganisationId, async db =>
        {
            db.Add(new CaseParticipant(await db.Set<Case>().SingleAsync(c => c.Id == given.CaseId), participant.StaffId, api.Given.Now));
            return await db.SaveChangesAsync();
        });

        Assert.Contains(given.CaseId, await Visible(participant));
        await api.Execute($"update app.team_member set until_date = from_date + 1 where staff_id = '{given.Lead!.StaffId}'");
        Assert.Contains(given.CaseId, await Visible(given.Lead));
    }

    [Fact]
    public async Task A_deputy_sees_what_the_absent_colleague_leads_for_the_time_of_the_absence_only()
    {
        var given = await api.Given.CaseWithLead();
        var deputy = await api.Given.Staff(given.OrganisationId, Role.Caseworker);
        var today = $"date '{api.Given.Today:yyyy-MM-dd}'";
        await api.Execute($"""
            insert into app.absence (id, organisation_id, staff_id, deputy_id, from_date, until_date)
            values (gen_random_uuid(), '{given.OrganisationId}', '{given.Lead!.StaffId}', '{deputy.StaffId}', {today}, {today} + 3)
            """);

        Assert.Contains(given.CaseId, await Visible(deputy));
        api.Clock.Offset += TimeSpan.FromDays(4);
        Assert.DoesNotContain(given.CaseId, await Visible(deputy));
    }

    [Fact]
    public async Task The_sender_of_a_handover_reads_on_until_the_grace_period_ends_and_no_longer()
    {
        var given = await api.Given.CaseWithLead();
        var sender = await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId);
        var receiving = await api.Given.Team(given.OrganisationId);
        await api.InOrganisation(given.OrganisationId, async db =>
        {
            var handed = await db.Set<Case>().WithResponsibility().SingleAsync(c => c.Id == given.CaseId);
            handed.HandOver(given.OrganisationId, receiving, null, api.Given.Now.AddDays(30), null, api.Given.Now);
            return await db.SaveChangesAsync();
        });

        Assert.Contains(given.CaseId, await Visible(sender));
        Assert.Contains(given.CaseId, await Visible(await api.Given.Staff(given.OrganisationId, Role.Caseworker, receiving)));
        api.Clock.Offset += TimeSpan.FromDays(31);
        Assert.DoesNotContain(given.CaseId, await Visible(sender));
    }

    [Fact]
    public async Task Nobody_sees_the_case_of_another_organisation()
    {
        var given = await api.Given.CaseWithLead();
        var stranger = await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor, given.TeamId); // even as a member of the team

        Assert.DoesNotContain(given.CaseId, await Visible(stranger));
    }

    private async Task<List<Guid>> Visible(Person person)
    {
        await using var scope = api.Services.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallContext>();
        var db = scope.ServiceProvider.GetRequiredService<CaseDb>();
        var session = new Session(person.AccountId, person.StaffId, person.OrganisationId, call.Now);
        db.Add(session);
        await db.SaveChangesAsync();
        call.Caller = new Caller { StaffId = person.StaffId, OrganisationId = person.OrganisationId, SessionId = session.Id, Roles = person.Roles };
        return await db.Set<Case>().VisibleTo(db, call.Caller).Select(c => c.Id).ToListAsync();
    }
}
