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
    public async Task A_participant_sees_the_case_without_being_in_the_team_and_a_lead_worker_does_not()
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
        await api.Execute($"update app.team_member set until_date = date '{api.Given.Today:yyyy-MM-dd}' where staff_id = '{given.Lead!.StaffId}'");
        Assert.DoesNotContain(given.CaseId, await Visible(given.Lead));
    }

    [Fact]
    public async Task A_deputy_sees_what_the_absent_colleague_leads_for_the_time_of_the_absence_only()
    {
        var given = await api.Given.CaseWithLead();
        var deputy = await api.Given.Staff(given.OrganisationId, Role.Caseworker);
        await api.Given.Absence(given.Lead!, deputy.StaffId, days: 3);

        Assert.Contains(given.CaseId, await Visible(deputy));
        api.Clock.Offset += TimeSpan.FromDays(4);
        Assert.DoesNotContain(given.CaseId, await Visible(deputy));
    }

    [Fact]
    public async Task A_part_that_a_deputy_takes_ends_with_the_absence_and_the_team_may_give_a_lasting_one()
    {
        var given = await api.Given.CaseWithLead();
        var deputy = await api.Given.Staff(given.OrganisationId, Role.Caseworker, await api.Given.Team(given.OrganisationId));
        await (await api.As(given.Lead!)).Post("/api/v1/absences",
            new { from = api.Given.Today, until = api.Given.Today.AddDays(1), deputyId = deputy.StaffId }).Expect(201);
        await Join(deputy);
        Assert.Contains(given.CaseId, await Visible(deputy));
        try
        {
            api.Clock.Offset += TimeSpan.FromDays(2);
            Assert.DoesNotContain(given.CaseId, await Visible(deputy));
            await (await api.As(deputy)).GetAsync($"/api/v1/clients/{given.ClientId}").ExpectProblem(404, "not-found");
            var seen = await (await api.As(given.Lead!)).Read($"/api/v1/cases/{given.CaseId}");
            Assert.Empty(seen["participants"]!.AsArray());
            await Join(given.Lead!);
            Assert.Contains(given.CaseId, await Visible(deputy));
        }
        finally
        {
            api.Clock.Offset -= TimeSpan.FromDays(2);
        }

        async Task Join(Person by)
        {
            var client = await api.As(by);
            var tag = (await client.GetAsync($"/api/v1/cases/{given.CaseId}").Expect(200)).Tag();
            await client.Post($"/api/v1/cases/{given.CaseId}/add-participant", new { staffId = deputy.StaffId }, tag).Expect(200);
        }
    }

    [Fact]
    public async Task Who_is_named_loses_the_restricted_record_when_somebody_else_leads_the_case()
    {
        var given = await api.Given.CaseWithLead();
        var named = await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId);
        var next = await api.Given.Staff(given.OrganisationId, Role.Supervisor, given.TeamId);
        var record = await api.Given.RestrictedRecord(given);
        await api.Given.NamedPerson(given, named);
        await (await api.As(named)).GetAsync($"/api/v1/restricted-records/{record}").Expect(200);

        var supervisor = await api.As(next);
        var tag = (await supervisor.GetAsync($"/api/v1/cases/{given.CaseId}").Expect(200)).Tag();
        var body = new { teamId = given.TeamId, leadStaffId = next.StaffId, reason = "Wechsel" };
        await supervisor.Post($"/api/v1/cases/{given.CaseId}/reassign", body, tag).Expect(200);
        await (await api.As(named)).GetAsync($"/api/v1/restricted-records/{record}").ExpectProblem(404, "not-found");
        await supervisor.GetAsync($"/api/v1/restricted-records/{record}").Expect(200);
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
        var session = await api.SessionOf(person);
        call.Caller = new Caller { StaffId = person.StaffId, OrganisationId = person.OrganisationId, SessionId = session, Roles = person.Roles };
        return await db.Set<Case>().VisibleTo(db, call.Caller).Select(c => c.Id).ToListAsync();
    }
}
