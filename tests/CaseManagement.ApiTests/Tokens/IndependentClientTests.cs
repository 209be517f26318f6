using System.Diagnostics;
using System.Globalization;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Tokens;

/// <summary>The token server as a client that knows nothing of it sees it: oauth4webapi, against a process of its own (tests/contract).</summary>
public sealed class IndependentClientTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly string Contract = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "contract"));

    [Fact]
    public async Task An_independent_client_signs_in_refreshes_revokes_and_asks_as_a_machine()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Contract, "node_modules", "oauth4webapi")), "npm ci in tests/contract has not run yet.");
        const string Callback = "http://127.0.0.1:1/signed-in";
        var organisation = await api.Given.Organisation();
        var person = await api.Given.Staff(organisation, Role.Caseworker);
        var frontend = await api.Given.Frontend(organisation, Callback);
        var (machine, secret) = await api.Given.Machine(organisation);
        await using var server = await ApiProcess.Start(api);

        var start = new ProcessStartInfo("node",
        [
            "oauth-client.mjs", server.Address.ToString(), frontend.ClientId!, Callback, person.UserName, Person.Password,
            (TestDay.Ahead + api.Clock.Offset).TotalSeconds.ToString("0", CultureInfo.InvariantCulture), machine.ClientId!, secret,
        ])
        { WorkingDirectory = Contract, RedirectStandardOutput = true, RedirectStandardError = true };
        using var client = Process.Start(start)!;
        var (said, faults) = (client.StandardOutput.ReadToEndAsync(), client.StandardError.ReadToEndAsync());
        await client.WaitForExitAsync();
        Assert.True(client.ExitCode == 0, await faults);
        Assert.Equal("ok", (await said).Trim());
    }
}
