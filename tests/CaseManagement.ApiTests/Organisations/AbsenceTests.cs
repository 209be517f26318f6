using System.Net;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Organisations;

public sealed class AbsenceTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_deputy_is_in_the_absent_colleagues_teams_for_that_time_only()
    {
        var (organisation, team) = await Office();
        var away = await api.Given.Staff(organisation, Role.Caseworker, team);
        var deputy = await api.Given.Staff(organisation, Role.Caseworker);
        var today = Today;
        await (await api.As(away)).Post("/api/v1/absences", new { from = today.AddDays(1), until = today.AddDays(3), deputyId = deputy.StaffId }).Expect(201);
        Assert.Equal(0, await SeenTeams(deputy));
        api.Clock.Offset += TimeSpan.FromDays(1);
        Assert.Equal(1, await SeenTeams(deputy));
        var me = await (await (await api.As(deputy)).GetAsync("/api/v1/me").Expect(200)).Json();
        Assert.Equal(away.StaffId, me.Value<Guid>("standsInFor/0/staffId"));
        api.Clock.Offset += TimeSpan.FromDays(2);
        Assert.Equal(0, await SeenTeams(deputy));
    }

    [Fact]
    public async Task Staff_record_their_own_and_supervisors_that_of_their_team()
    {
        var (organisation, team) = await Office();
        var (worker, colleague) = (await api.Given.Staff(organisation, Role.Caseworker, team), await api.Given.Staff(organisation, Role.Caseworker, team));
        var supervisor = await api.Given.Staff(organisation, Role.Supervisor, team);
        var elsewhere = await api.Given.Staff(organisation, Role.Supervisor, await api.Given.Team(organisation));
        var body = new { from = Today, until = Today.AddDays(5), staffId = worker.StaffId };
        await (await api.As(colleague)).Post("/api/v1/absences", body).ExpectProblem(404, "not-found");
        await (await api.As(elsewhere)).Post("/api/v1/absences", body).ExpectProblem(404, "not-found");
        await (await api.As(await api.Given.Staff(organisation, Role.Administrator))).Post("/api/v1/absences", body).ExpectProblem(403, "not-permitted");
        var created = await (await api.As(supervisor)).Post("/api/v1/absences", body).Expect(201);
        await (await api.As(worker)).Post("/api/v1/absences", body).ExpectProblem(409, "absence-overlap");
        var path = $"/api/v1/absences/{await created.Id()}";
        await (await api.As(elsewhere)).GetAsync(path).ExpectProblem(404, "not-found");
        var seen = await (await (await api.As(colleague)).GetAsync(path).Expect(200)).Json();
        Assert.Equal("running", seen.Value<string>("status"));
        Assert.All(seen["allowedActions"]!.AsArray(), action => Assert.False(action.Value<bool>("allowed")));
        var listed = Assert.Single((await (await api.As(colleague)).Read($"/api/v1/absences?staffId={worker.StaffId}&count=true"))["items"]!.AsArray());
        Assert.StartsWith("Kim Fachkraft", listed.Text("staffName"), StringComparison.Ordinal);
        Assert.Empty((await (await api.As(colleague)).Read($"/api/v1/absences?staffId={worker.StaffId}&until={Today:yyyy-MM-dd}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task An_absence_is_changed_called_off_or_ended_as_its_state_allows()
    {
        var (organisation, team) = await Office();
        var worker = await api.Given.Staff(organisation, Role.Caseworker, team);
        var client = await api.As(worker);
        var created = await client.Post("/api/v1/absences", new { from = Today.AddDays(2), until = Today.AddDays(9) }).Expect(201);
        var path = $"/api/v1/absences/{await created.Id()}";
        await client.Post($"{path}/end", ifMatch: created.Tag()).ExpectProblem(409, "absence-transition");
        var colleague = await api.As(await api.Given.Staff(organisation, Role.Caseworker, team));
        await colleague.Post($"{path}/cancel", ifMatch: created.Tag()).ExpectProblem(404, "not-found");
        var changed = await client.Put(path, new { from = Today, until = Today.AddDays(9) }, created.Tag()).Expect(200);
        await client.Put(path, new { from = Today, until = Today.AddDays(9) }, created.Tag()).ExpectProblem(412, "stale");
        await client.Post($"{path}/cancel", ifMatch: changed.Tag()).ExpectProblem(409, "absence-transition");
        await client.Put(path, new { from = Today.AddDays(1), until = Today.AddDays(9) }, changed.Tag()).ExpectProblem(400, "validation-failed");
        await client.Post($"{path}/end", ifMatch: changed.Tag()).Expect(200);

        var planned = await client.Post("/api/v1/absences", new { from = Today.AddDays(20), until = Today.AddDays(22) }).Expect(201);
        await client.Post($"/api/v1/absences/{await planned.Id()}/cancel", ifMatch: planned.Tag()).Expect(200);
        await client.Post("/api/v1/absences", new { from = Today.AddDays(20), until = Today.AddDays(22) }).Expect(201);
        await client.Post("/api/v1/absences", new { from = Today.AddDays(-9), until = Today }).ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task A_deputy_works_with_cases_here_and_is_not_away_at_the_time()
    {
        var (organisation, team) = await Office();
        var (worker, other) = (await api.Given.Staff(organisation, Role.Caseworker, team), await api.Given.Staff(organisation, Role.Caseworker, team));
        var officer = await api.Given.Staff(organisation, Role.DataProtectionOfficer);
        var stranger = await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
        var client = await api.As(worker);
        foreach (var unfit in (Guid[])[worker.StaffId, officer.StaffId, stranger.StaffId])
        {
            await client.Post("/api/v1/absences", new { from = Today, until = Today.AddDays(5), deputyId = unfit }).ExpectProblem(400, "validation-failed");
        }
        await (await api.As(other)).Post("/api/v1/absences", new { from = Today.AddDays(4), until = Today.AddDays(8) }).Expect(201);
        await client.Post("/api/v1/absences", new { from = Today, until = Today.AddDays(5), deputyId = other.StaffId }).ExpectProblem(409, "deputy-absent");
        await client.Post("/api/v1/absences", new { from = Today, until = Today.AddDays(4), deputyId = other.StaffId }).Expect(201);
    }

    [Fact]
    public async Task Of_two_who_go_at_once_and_of_whom_one_is_the_others_deputy_one_has_to_name_another()
    {
        var (organisation, team) = await Office();
        for (var time = 0; time < 4; time++)
        {
            var (gina, hugo, ida) = (await api.Given.Staff(organisation, Role.Caseworker, team), await api.Given.Staff(organisation, Role.Caseworker, team),
                await api.Given.Staff(organisation, Role.Caseworker, team));
            var (first, second) = (await api.As(gina), await api.As(hugo));
            var answers = await Task.WhenAll(
                first.Post("/api/v1/absences", new { from = Today, until = Today.AddDays(5), deputyId = hugo.StaffId }),
                second.Post("/api/v1/absences", new { from = Today, until = Today.AddDays(5), deputyId = ida.StaffId }));
            Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
        }
    }

    [Fact]
    public async Task Whose_deputy_is_away_as_well_is_told_and_so_is_the_supervisor_once_for_the_days_that_are_new()
    {
        var (organisation, team) = await Office();
        var (away, deputy) = (await api.Given.Staff(organisation, Role.Caseworker, team), await api.Given.Staff(organisation, Role.Caseworker, team));
        var supervisor = await api.Given.Staff(organisation, Role.Supervisor, team);
        var absence = await (await (await api.As(away)).Post("/api/v1/absences",
            new { from = Today.AddDays(10), until = Today.AddDays(20), deputyId = deputy.StaffId }).Expect(201)).Id();
        var client = await api.As(deputy);
        var own = await client.Post("/api/v1/absences", new { from = Today.AddDays(2), until = Today.AddDays(10) }).Expect(201);
        Assert.Equal(0, await Told(away));

        var path = own.Headers.Location!.ToString();
        own = await client.Put(path, new { from = Today.AddDays(2), until = Today.AddDays(12) }, own.Tag()).Expect(200);
        own = await client.Put(path, new { from = Today.AddDays(2), until = Today.AddDays(14) }, own.Tag()).Expect(200);
        Assert.Equal((1, 1, 0), (await Told(away), await Told(supervisor), await Told(deputy)));
        await client.Post($"{path}/cancel", ifMatch: own.Tag()).Expect(200);

        async Task<int> Told(Person person) => (await (await api.As(person)).Read("/api/v1/notices"))["items"]!.AsArray()
            .Count(notice => notice.Text("kind") == "deputy-away" && notice.Value<Guid>("subjectId") == absence);
    }

    private DateOnly Today => api.Given.Today;

    private async Task<(Guid Organisation, Guid Team)> Office()
    {
        var organisation = await api.Given.Organisation();
        return (organisation, await api.Given.Team(organisation));
    }

    // What the database itself counts as the caller's teams: every scope of cases asks it.
    private async Task<int> SeenTeams(Person person)
    {
        await using var scope = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.CreateAsyncScope(api.Services);
        var call = (CallContext)scope.ServiceProvider.GetService(typeof(CallContext))!;
        var token = api.Anonymous();
        token.DefaultRequestHeaders.Authorization = new("Bearer", await api.Token(person));
        var session = await api.Sql<Guid>($"select id from access.session where staff_id = '{person.StaffId}' order by id desc limit 1");
        call.Caller = new Caller { StaffId = person.StaffId, OrganisationId = person.OrganisationId, SessionId = session, Roles = person.Roles };
        var db = (CaseManagement.Api.Persistence.CaseDb)scope.ServiceProvider.GetService(typeof(CaseManagement.Api.Persistence.CaseDb))!;
        return await db.Database.SqlQuery<int>($"select cardinality(access.my_team_ids()) as \"Value\"").SingleAsync();
    }
}
