using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Facts;

/// <summary>Nothing of a person's life begins before it.</summary>
public sealed class BirthTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Nothing_begins_before_the_birth()
    {
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        var client = await api.As(await api.Given.Staff(town, Role.Caseworker, team));
        var (born, before) = (api.Given.Today.AddDays(-20), $"{api.Given.Today.AddDays(-21):O}");
        var child = await api.Given.Client(town, birthDate: born);
        await Refused("/allocatedOn", $"/api/v1/clients/{child}/allocations", new { allocatedOn = before });
        await Refused("/members/0/from", "/api/v1/households", new { members = new[] { new { clientId = child, role = "child", from = before } } });
        await Refused("/household/from", "/api/v1/clients", new
        {
            familyName = "Vorgeburt", givenName = "Bruno", sex = "male", birthDate = $"{born:O}", birthDatePrecision = "day",
            household = new { role = "child", from = before },
        });
        var (home, other) = ($"/api/v1/households/{await api.Given.Household(town)}", await api.Given.Household(town));
        await Refused("/from", $"{home}/add-member", new { clientId = child, role = "child", from = before }, home);
        await client.Post($"{home}/add-member", new { clientId = child, role = "child", from = $"{born:O}" }, (await client.GetAsync(home)).Tag()).Expect(200);
        await Refused("/on", $"{home}/members/{child}/move", new { toHouseholdId = other, role = "child", on = before }, home);
        await Refused("/openedOn", "/api/v1/cases", new { clientId = child, teamId = team, openedOn = before });

        var caseId = await (await client.Post("/api/v1/cases", new { clientId = child, teamId = team, openedOn = $"{born:O}" }).Expect(201)).Id();
        await client.Post($"/api/v1/cases/{caseId}/take", new { }, (await client.GetAsync($"/api/v1/cases/{caseId}")).Tag()).Expect(200);
        await Refused("/on", "/api/v1/participations", new { caseId, kind = "kindergarten", status = "begun", on = before });
        await client.Post("/api/v1/participations", new { caseId, kind = "kindergarten", status = "waiting", on = before }).Expect(201); // Before it was born.
        await Refused("/from", "/api/v1/employments", new { caseId, kind = "mini-job", from = before });
        await Refused("/at", "/api/v1/contacts", new
        {
            at = LocalTime.StartOf(born.AddDays(-1)).AddHours(9), kind = "office", outcome = "counselled",
            persons = new[] { new { clientId = child, present = true } },
        });

        async Task Refused(string pointer, string path, object body, string? of = null)
        {
            var problem = await client.Post(path, body, of is null ? null : (await client.GetAsync(of)).Tag()).ExpectProblem(400, "validation-failed");
            Assert.Equal((path, pointer, "before-birth"), (path, problem.Text("errors/0/pointer"), problem.Text("errors/0/code")));
        }
    }
}
