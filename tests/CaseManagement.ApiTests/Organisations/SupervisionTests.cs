using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Organisations;

/// <summary>A member of a team is who is in it today; who supervises it follows from that, wherever it is asked.</summary>
public sealed class SupervisionTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private sealed record Office(Guid Organisation, Guid Team, Person Lead, GivenCase Case, Person Today, Person Past, Person Coming, Person Officer);

    private async Task<Office> Given()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var office = new Office(organisation, team, lead, await api.Given.CaseOf(team, lead),
            await api.Given.Staff(organisation, Role.Supervisor, team), await api.Given.Staff(organisation, Role.Supervisor, team),
            await api.Given.Staff(organisation, Role.Supervisor), await api.Given.Staff(organisation, Role.DataProtectionOfficer));
        await EndMembership(office.Past);
        await api.InOrganisation(organisation, async db =>
        {
            db.Add(new TeamMember(team, office.Coming.StaffId, api.Given.Today.AddDays(1), api.Given.Now));
            return await db.SaveChangesAsync();
        });
        return office;

        Task<int> EndMembership(Person person) => api.InOrganisation(organisation, async db =>
        {
            (await db.Set<TeamMember>().SingleAsync(member => member.StaffId == person.StaffId)).End(api.Given.Today);
            return await db.SaveChangesAsync();
        });
    }

    [Fact]
    public async Task Broken_glass_is_told_to_supervisors_who_are_in_the_team_today_and_to_the_officer()
    {
        var office = await Given();
        await (await api.As(office.Lead)).Post($"/api/v1/clients/{office.Case.ClientId}/break-glass", new { reason = "Gefahr im Verzug" }).Expect(201);
        Assert.Equal(Sorted(office.Today, office.Officer), await Told());

        // Whose own doing it is does not count: then all the others are told.
        await (await api.As(office.Today)).Post($"/api/v1/clients/{office.Case.ClientId}/break-glass", new { reason = "Gefahr im Verzug" }).Expect(201);
        Assert.Equal(Sorted(office.Today, office.Past, office.Coming, office.Officer), await Told());

        Task<Guid[]> Told() => api.Sql<Guid[]>($"""
            select array_agg(distinct staff_id order by staff_id) from app.notice where organisation_id = '{office.Organisation}' and kind = 'break-glass'
            """);
    }

    [Fact]
    public async Task A_supervisor_records_absences_for_those_who_are_in_a_team_with_him_today()
    {
        var office = await Given();
        var body = new { from = api.Given.Today, until = api.Given.Today.AddDays(3), staffId = office.Lead.StaffId };
        await (await api.As(office.Past)).Post("/api/v1/absences", body).ExpectProblem(404, "not-found");
        await (await api.As(office.Coming)).Post("/api/v1/absences", body).ExpectProblem(404, "not-found");
        var absence = await (await api.As(office.Today)).Post("/api/v1/absences", body).Expect(201);
        await (await api.As(office.Past)).Post($"/api/v1/absences/{await absence.Id()}/end", ifMatch: absence.Tag()).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Members_of_a_team_in_lists_are_those_of_today()
    {
        var office = await Given();
        var client = await api.As(office.Lead);
        var listed = (await client.Read($"/api/v1/staff?teamId={office.Team}")).Values<Guid>("items/*/id");
        Assert.Equal(Sorted(office.Lead, office.Today), listed.Order());
        Assert.Equal([office.Team], (await client.Read($"/api/v1/staff/{office.Coming.StaffId}"))["teams"]!.AsArray()
            .Select(team => team.Value<Guid>("teamId")));
        Assert.Empty((await client.Read($"/api/v1/staff/{office.Past.StaffId}"))["teams"]!.AsArray());
        Assert.Empty((await (await api.As(office.Coming)).Read("/api/v1/me"))["teams"]!.AsArray());
    }

    private static IEnumerable<Guid> Sorted(params Person[] people) => people.Select(person => person.StaffId).Order();
}
