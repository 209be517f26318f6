using CaseManagement.Api.Organisations;
using CaseManagement.Api.SignIn;
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
        Assert.Equal(["administrator", "data_protection_officer"], first.Where(line => line.Secret is not null).Select(line => line.Role).Distinct().Order());
        foreach (var line in first)
        {
            var tokens = await (await SignIn(line).Expect(200)).Json();
            Assert.Equal([line.Role], tokens.Values<string>("roles/*"));
        }
        Assert.Equal(["Ehemaliges Schwesternwohnheim", "Filsweg 7", "Gemeinschaftsunterkunft Zell"],
            await api.Sql<string[]>("select array_agg(name order by name) from app.accommodation"));
        Assert.Equal(first.Count, await api.Sql<long>("""
            select count(*) from audit.entry
            where table_name = 'access.account' and operation = 'insert' and action in ('CreateStaff', 'CreateOrganisation')
            """));

        var reset = await Seed(true);
        Assert.Equal(first.Select(line => line.User).Order(), reset.Select(line => line.User).Order());
        var now = reset.Single(line => line.User == first[0].User);
        await SignIn(first[0]).ExpectProblem(401, "sign-in-refused");
        await SignIn(now with { Secret = first[0].Secret }).ExpectProblem(401, "second-factor-required");
        await SignIn(now).Expect(200);
    }

    private sealed record Line(string Role, string User, string Password, string? Secret);

    private Task<HttpResponseMessage> SignIn(Line line) => api.Anonymous().Post("/api/v1/sessions", new
    {
        userName = line.User, line.Password, oneTimePassword = line.Secret is { } secret ? SecondFactors.CodeAt(secret, MachineTime.Now) : null,
    });

    private async Task<List<Line>> Seed(bool reset)
    {
        await using var output = new StringWriter();
        await DemoMunicipality.Seed(api.Services, reset, output);
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(part => new Line(part[0], part[1], part[2], part.ElementAtOrDefault(3)))];
    }

    private Task<string> Rows() => api.Sql<string>("""
        select concat_ws(',', (select count(*) from app.organisation), (select count(*) from app.team), (select count(*) from app.staff),
            (select count(*) from app.team_member), (select count(*) from access.role_grant), (select count(*) from app.accommodation),
            (select count(*) from audit.entry where kind = 'change'))
        """);
}
