using CaseManagement.Api.SignIn;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Access;

/// <summary>Administrators and officers get in with a second factor only, by scripts as well: who has none sets one up before anything else.</summary>
public sealed class HeldSessionTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Factor = "/api/v1/sessions/current/second-factor";

    [Theory]
    [InlineData(Role.Administrator, "/api/v1/staff")]
    [InlineData(Role.DataProtectionOfficer, "/api/v1/audit/entries")]
    public async Task A_password_alone_does_no_more_than_set_a_second_factor_up(Role role, string path)
    {
        var person = await Someone(role);
        var tokens = await (await SignIn(person).Expect(200)).Json();
        var http = api.With(tokens.Text("accessToken")!);

        await http.GetAsync(path, Ct).ExpectProblem(403, "second-factor-setup-required");
        Assert.True((await http.Read("/api/v1/me")).Value<bool>("mustSetUpSecondFactor"));
        var refreshed = await (await api.Anonymous().Post("/api/v1/sessions/refresh", new { refreshToken = tokens.Text("refreshToken") }).Expect(200)).Json();
        http = api.With(refreshed.Text("accessToken")!);
        await http.GetAsync(path, Ct).ExpectProblem(403, "second-factor-setup-required");

        var secret = await http.SetUpSecondFactor();

        await http.GetAsync(path, Ct).Expect(200);
        Assert.False((await http.Read("/api/v1/me")).Value<bool>("mustSetUpSecondFactor"));
        await http.GetAsync(Factor, Ct).ExpectProblem(409, "second-factor-kept-elsewhere");
        await SignIn(person).ExpectProblem(401, "second-factor-required");
        await SignIn(person, SecondFactors.CodeAt(secret, MachineTime.Now.AddSeconds(30))).Expect(200);
    }

    [Fact]
    public async Task Another_sessions_second_factor_does_not_open_one_that_waited_beside_it()
    {
        var person = await Someone(Role.Administrator);
        var (mine, thief) = (await In(person), await In(person));
        var proposed = await thief.Read(Factor);

        await mine.SetUpSecondFactor();

        await thief.GetAsync("/api/v1/staff", Ct).ExpectProblem(403, "second-factor-setup-required");
        await thief.Put(Factor, Answer(proposed)).ExpectProblem(409, "second-factor-kept-elsewhere"); // There is one: it is not replaced.
        await thief.GetAsync(Factor, Ct).ExpectProblem(409, "second-factor-kept-elsewhere");
        await thief.GetAsync("/api/v1/staff", Ct).ExpectProblem(403, "second-factor-setup-required");
    }

    [Fact]
    public async Task Wrong_codes_and_another_persons_proposal_set_nothing_up()
    {
        var (person, other) = (await Someone(Role.Administrator), await Someone(Role.Administrator));
        var (http, elsewhere) = (await In(person), await In(other));
        var proposed = await http.Read(Factor);

        await http.Put(Factor, new { proposal = proposed.Text("proposal"), oneTimePassword = "abcdef" }).ExpectProblem(400, "validation-failed");
        await http.Put(Factor, new { proposal = "none of yours", oneTimePassword = "123456" }).ExpectProblem(400, "validation-failed");
        await elsewhere.Put(Factor, Answer(proposed)).ExpectProblem(400, "validation-failed");

        await http.GetAsync("/api/v1/staff", Ct).ExpectProblem(403, "second-factor-setup-required");
        await http.Put(Factor, Answer(proposed)).Expect(200);
    }

    [Fact]
    public async Task Of_two_that_set_it_up_at_once_one_does()
    {
        var http = await In(await Someone(Role.Administrator));
        var proposed = await http.Read(Factor);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => http.Put(Factor, Answer(proposed))));

        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        await http.GetAsync("/api/v1/staff", Ct).Expect(200);
    }

    [Fact]
    public async Task Whose_role_asks_for_none_works_at_once()
    {
        var http = await In(await Someone(Role.Caseworker));
        await http.GetAsync("/api/v1/cases", Ct).Expect(200);
        await http.GetAsync(Factor, Ct).ExpectProblem(409, "second-factor-kept-elsewhere");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static object Answer(System.Text.Json.Nodes.JsonNode proposed) => new
    {
        proposal = proposed.Text("proposal"), oneTimePassword = SecondFactors.CodeAt(proposed.Text("secret")!, MachineTime.Now),
    };

    private async Task<Person> Someone(Role role) => await api.Given.Staff(await api.Given.Organisation(), role);

    private async Task<HttpClient> In(Person person) => api.With((await (await SignIn(person).Expect(200)).Json()).Text("accessToken")!);

    private Task<HttpResponseMessage> SignIn(Person person, string? oneTimePassword = null) =>
        api.Anonymous().Post("/api/v1/sessions", new { person.UserName, Person.Password, oneTimePassword });
}
