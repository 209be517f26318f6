using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Organisations;

public sealed class DemoMunicipalityTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Seeding_twice_changes_nothing_and_every_printed_sign_in_works()
    {
        var first = await Seed(false);
        var rows = await Rows();
        var second = await Seed(false);
        Assert.Empty(second);
        Assert.Equal(rows, await Rows());
        Assert.Equal(Enum.GetValues<Role>().Select(role => SnakeCase.Of(role.ToString())).Order(), first.Select(line => line.Role).Distinct().Order());
        foreach (var (role, name, password) in first)
        {
            var tokens = await (await api.Anonymous().Post("/api/v1/sessions", new { userName = name, password }).Expect(200)).Json();
            Assert.Equal([role], tokens.Values<string>("roles/*"));
        }
        Assert.Equal(["Ehemaliges Schwesternwohnheim", "Filsweg 7", "Gemeinschaftsunterkunft Zell"],
            await api.Sql<string[]>("select array_agg(name order by name) from app.accommodation"));
        Assert.Equal(first.Count, await api.Sql<long>("""
            select count(*) from audit.entry
            where table_name = 'access.account' and operation = 'insert' and action in ('CreateStaff', 'CreateOrganisation')
            """));

        var reset = await Seed(true);
        Assert.Equal(first.Select(line => line.User).Order(), reset.Select(line => line.User).Order());
        var (_, user, before) = first[0];
        var now = reset.Single(line => line.User == user).Password;
        await api.Anonymous().Post("/api/v1/sessions", new { userName = user, password = before }).ExpectProblem(401, "sign-in-refused");
        await api.Anonymous().Post("/api/v1/sessions", new { userName = user, password = now }).Expect(200);
    }

    private async Task<List<(string Role, string User, string Password)>> Seed(bool reset)
    {
        await using var output = new StringWriter();
        await DemoMunicipality.Seed(api.Services, reset, output);
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(part => (part[0], part[1], part[2]))];
    }

    private Task<string> Rows() => api.Sql<string>("""
        select concat_ws(',', (select count(*) from app.organisation), (select count(*) from app.team), (select count(*) from app.staff),
            (select count(*) from app.team_member), (select count(*) from access.role_grant), (select count(*) from app.accommodation),
            (select count(*) from audit.entry where kind = 'change'))
        """);
}
