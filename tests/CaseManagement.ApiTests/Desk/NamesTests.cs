using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Desk;

/// <summary>Names stand beside ids, as NamesBesideIdsTests asks of the documents; here, that they are the right ones and none passes a wall.</summary>
public sealed class NamesTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task What_belongs_to_a_case_names_its_person_and_the_household_by_its_reference()
    {
        var of = await InHousehold();
        var client = await api.As(of.Lead!);
        var name = await Name(of.ClientId);
        await api.Execute($"update app.household set reference = 'H 017' where id = '{of.HouseholdId}'");
        var measure = await api.Given.Measure(of);
        var assessment = await api.Given.CompletedAssessment(of);

        foreach (var path in (string[])[$"cases/{of.CaseId}/timeline", $"cases/{of.CaseId}/responsibilities", $"cases/{of.CaseId}/counselling-clock",
            $"cases/{of.CaseId}/counselling-history", $"assessments/{assessment}", $"measures/{measure}"])
        {
            Assert.Equal((path, name), (path, (await client.Read($"/api/v1/{path}")).Text("clientName")));
        }
        Assert.Equal("H 017", (await client.Read($"/api/v1/cases/{of.CaseId}")).Text("householdReference"));
        Assert.Equal("H 017", (await client.Read($"/api/v1/measures/{measure}")).Text("householdReference"));
        Assert.Equal("H 017", (await client.Read($"/api/v1/measures?clientId={of.ClientId}")).Text("items/0/householdReference"));
        Assert.Equal("H 017", (await client.Read($"/api/v1/clients/{of.ClientId}")).Text("households/0/householdReference"));
    }

    [Fact]
    public async Task A_colleague_knows_for_whom_he_acts_and_who_employs_whom()
    {
        var of = await InHousehold();
        var client = await api.As(of.Lead!);
        var organisation = await api.Sql<string>($"select name from app.organisation where id = '{of.OrganisationId}'");
        var me = await client.Read("/api/v1/me");
        Assert.Equal([organisation, organisation, organisation],
            [me.Text("employerName"), me.Text("organisationName"), me.Text("teams/0/organisationName")]);
        Assert.Equal(organisation, (await client.Read("/api/v1/sessions")).Text("items/0/organisationName"));
        Assert.Equal(organisation, (await client.Read($"/api/v1/staff/{of.Lead!.StaffId}")).Text("organisationName"));
        Assert.Contains((await client.Read("/api/v1/staff"))["items"]!.AsArray(), row => row.Text("organisationName") == organisation);
    }

    [Fact]
    public async Task Who_is_told_of_a_broken_glass_reads_the_name_only_where_the_person_is_his_to_see()
    {
        var of = await InHousehold();
        var lead = await api.As(of.Lead!);
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var officer = await api.As(await api.Given.Staff(of.OrganisationId, Role.DataProtectionOfficer));
        var opened = await (await (await api.As(colleague)).Post($"/api/v1/clients/{of.ClientId}/break-glass", new { reason = "Notfall in der Nacht" })
            .Expect(201)).Json();
        var own = await (await api.As(colleague)).Read($"/api/v1/break-glass/{opened.Text("id")}");
        Assert.Equal(await Name(of.ClientId), own.Text("clientName"));
        var told = (await officer.Read("/api/v1/break-glass"))["items"]!.AsArray().Single()!;
        Assert.Equal((of.ClientId, null), (told.Value<Guid>("clientId"), told.Text("clientName")));
        Assert.NotNull(told.Text("staffName"));
        await lead.GetAsync($"/api/v1/cases/{of.CaseId}").Expect(200);
    }

    private async Task<GivenCase> InHousehold()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        return (await api.Given.CasesOfHousehold(team, await api.Given.Staff(organisation, Role.Caseworker, team), 1))[0];
    }

    private Task<string> Name(Guid client) => api.Sql<string>($"select family_name || ', ' || given_name from app.client where id = '{client}'");
}
