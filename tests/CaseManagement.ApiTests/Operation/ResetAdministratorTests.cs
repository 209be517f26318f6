using CaseManagement.Api.Operation;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Operation;

/// <summary>The last administrator has lost the password, and whoever runs the product helps at its console.</summary>
public sealed class ResetAdministratorTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Chosen = "Laterne Kompost Ziegel Oktav";

    [Fact]
    public async Task The_new_password_is_read_from_standard_input_ends_sessions_and_the_wait_and_stands_on_the_trail()
    {
        var organisation = await api.Given.Organisation();
        var admin = await api.Given.Staff(organisation, Role.Administrator);
        var officer = await api.Given.Staff(organisation, Role.DataProtectionOfficer);
        var session = await api.As(admin);
        await session.GetAsync("/api/v1/me").Expect(200);
        for (var i = 0; i < 6; i++)
        {
            using var _ = await SignIn(admin, "a wrong password").Expect(401, 429);
        }
        await SignIn(admin, Person.Password).Expect(429);

        var done = await ConsoleProcess.Run(api, $"{Chosen}\n", "reset-administrator", admin.UserName.ToUpperInvariant());

        Assert.True(done.Code == 0, done.Errors);
        Assert.Contains("has a new initial password", done.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Chosen, done.Output + done.Errors, StringComparison.Ordinal);
        await session.GetAsync("/api/v1/me").ExpectProblem(401, "session-ended");
        var tokens = await (await SignIn(admin, Chosen).Expect(200)).Json();
        // One that somebody else has chosen opens nothing but its change.
        await api.With(tokens.Value<string>("accessToken")).GetAsync("/api/v1/staff").ExpectProblem(403, "password-change-required");
        await SignIn(admin, Person.Password).Expect(401);

        var trail = await (await api.As(officer)).Read($"/api/v1/audit/entries?rowId={admin.StaffId}&action=ResetAdministrator");
        Assert.Contains(trail["items"]!.AsArray(), entry => entry.Text("kind") == "event"
            && entry.Text("code")!.StartsWith($"console:{Environment.UserName}", StringComparison.Ordinal));
        Assert.Contains((await (await api.As(officer)).Read("/api/v1/notices")).Values<string>("items/*/kind"), kind => kind == "password-given");
    }

    [Fact]
    public async Task A_second_factor_goes_only_when_that_is_asked_for()
    {
        var admin = await api.Given.Staff(await api.Given.Organisation(), Role.Administrator);
        await api.InOrganisation(admin.OrganisationId, async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"CALL access.give_second_factor({admin.StaffId}, {"protected"})");
            await transaction.CommitAsync();
            return true;
        });

        Assert.Equal(0, (await Reset(Chosen, admin.UserName)).Code);
        Assert.Equal(1, await Factors(admin));
        var removed = await Reset(Chosen, admin.UserName, "--second-factor");
        Assert.Equal(0, removed.Code);
        Assert.Contains("passkeys are gone", removed.Output, StringComparison.Ordinal);
        Assert.Equal(0, await Factors(admin));
        Assert.Contains("There was no second factor", (await Reset(Chosen, admin.UserName, "--second-factor")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_administers_nothing_and_what_would_be_guessed_are_refused_in_one_line_and_nothing_changes()
    {
        var organisation = await api.Given.Organisation();
        var (admin, worker) = (await api.Given.Staff(organisation, Role.Administrator), await api.Given.Staff(organisation, Role.Caseworker));
        foreach (var (code, input, args) in ((int, string, string[])[])
        [
            (1, Chosen, [worker.UserName]), (1, Chosen, ["nobody@example.org"]), (1, "", [admin.UserName]), (1, "short\n", [admin.UserName]),
            (1, "passwordpassword\n", [admin.UserName]), (2, Chosen, []), (2, Chosen, [admin.UserName, Chosen]), (2, Chosen, [admin.UserName, "--password"]),
            (2, Chosen, ["--second-factor"]),
        ])
        {
            var refused = await Reset(input, args);
            Assert.True(refused.Code == code, $"{string.Join(' ', args)}: {refused.Code}, {refused.Errors}");
            Assert.Single(refused.Errors.Trim().Split('\n'));
            Assert.Empty(refused.Output);
        }
        await SignIn(admin, Person.Password).Expect(200);
        await SignIn(worker, Person.Password).Expect(200);
    }

    // As the program does it, without a start of it for each.
    private async Task<ConsoleProcess> Reset(string input, params string[] args)
    {
        await using StringWriter output = new(), errors = new();
        using var line = new StringReader(input);
        var code = await ResetAdministratorCommand.Run(api.Services, args, _ => line.ReadLine(), "console", output, errors);
        return new ConsoleProcess(code, output.ToString(), errors.ToString());
    }

    private Task<long> Factors(Person person) => api.Sql<long>($"select count(*) from access.second_factor where account_id = '{person.AccountId}'");

    private Task<HttpResponseMessage> SignIn(Person person, string password) =>
        api.Anonymous().Post("/api/v1/sessions", new { userName = person.UserName, password });
}
