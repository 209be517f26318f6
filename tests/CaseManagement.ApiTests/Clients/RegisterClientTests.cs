using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Clients;

public sealed class RegisterClientTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Clients = "/api/v1/clients";

    [Fact]
    public async Task A_person_is_registered_with_everything_in_one_call_and_read_back_in_one()
    {
        var (town, team, worker) = await Town();
        var place = await api.Given.Accommodation(town, team);
        var client = await api.As(worker);
        var created = await client.Post(Clients, new
        {
            familyName = "Al-Sayed", givenName = "Noor Mariam", birthDate = "1991-01-01", sex = "female", nationalities = new[] { "SYR", "XXA" },
            literacy = "other-script", educationLevel = "isced-3", phone = "0711 123", email = "noor@example.org",
            names = new[]
            {
                new { kind = "original_script", script = "Arab", familyName = "السيد", givenName = "نور مريم" },
                new { kind = "original_script", script = "Adlm", familyName = "𞤀𞤥𞤢𞤣𞤵", givenName = "𞤁𞤭𞤢𞤤𞤮" },
            },
            references = new[] { new { source = "azr", value = "200 101 500 123" }, new { source = "district-file", value = "ES-2026-1001" } },
            languages = new object[]
            {
                new { language = "ara", isMotherTongue = true, interpreterNeeded = true },
                new { language = "deu", levels = new[] { new { skill = "reading", level = "A1", assessedOn = "2026-01-10" } } },
            },
            qualifications = new[] { new { title = "Krankenpflegerin", country = "SYR", yearObtained = 2013, recognitionStage = "documents" } },
            residenceStatuses = new object[]
            {
                new { status = "25-2-1", from = "2024-03-01", expiresOn = "2027-02-28", legalBasis = "§ 25 Abs. 2 AufenthG" },
                new { status = "gestattung", from = "2023-05-01" },
            },
            benefits = new[] { new { regime = "asylblg-3", from = "2023-05-01" } },
            accommodations = new[] { new { kind = "gemeinschaftsunterkunft", accommodationId = place, room = "12", from = "2023-05-01" } },
            addresses = new[] { new { street = "Filsweg 7", postalCode = "73207", town = "Plochingen", ags = "08116056", from = "2023-05-01" } },
            works = new[] { new { status = "jobseeking", from = "2024-03-01" } },
            household = new { reference = "H001", role = "applicant", from = "2023-05-01" },
        }).Expect(201);
        var id = await created.Id();
        Assert.Equal($"{Clients}/{id}", created.Headers.Location!.ToString());

        var answer = await client.GetAsync($"{Clients}/{id}").Expect(200);
        Assert.Equal(created.Tag(), answer.Tag());
        var person = await answer.Json();
        Assert.Equal("year", person.Value<string>("birthDatePrecision"));
        Assert.Equal(["SYR", "XXA"], person.Values<string>("nationalities/*"));
        Assert.Equal(["السيد", "𞤀𞤥𞤢𞤣𞤵"], person.Values<string>("names/*/familyName").Order(StringComparer.Ordinal));
        Assert.Equal(2, person["references"]!.AsArray().Count);
        Assert.True(person.Value<bool>("languages/0/isMotherTongue"));
        Assert.Equal("A1", person.Value<string>("languages/1/levels/0/level"));
        Assert.Equal("documents", person.Value<string>("qualifications/0/recognitionStage"));
        // Stated in any order; the older status ends where the newer one begins.
        Assert.Equal("25-2-1", person.Value<string>("residenceStatuses/0/status"));
        Assert.Null(person["residenceStatuses"]![0]!["until"]);
        Assert.Equal("2024-03-01", person.Value<string>("residenceStatuses/1/until"));
        Assert.Equal("Filsweg 7", person.Value<string>("accommodations/0/accommodationName"));
        Assert.Equal("Plochingen", person.Value<string>("addresses/0/town"));
        Assert.Equal("jobseeking", person.Value<string>("works/0/status"));
        Assert.Equal("applicant", person.Value<string>("households/0/role"));
        Assert.All(person["allowedActions"]!.AsArray(), action =>
            Assert.Equal(action.Value<string>("action") is not ("lift" or "restriction/lift"), action.Value<bool>("allowed")));

        var household = await client.Read($"/api/v1/households/{person["households"]![0]!["householdId"]}");
        Assert.Equal("H001", household.Value<string>("reference"));
        Assert.Equal("Al-Sayed", household.Value<string>("members/0/familyName"));
    }

    [Fact]
    public async Task A_likely_duplicate_is_refused_with_candidates_and_without_names_until_the_caller_says_it_is_somebody_else()
    {
        var (_, _, worker) = await Town();
        var client = await api.As(worker);
        var first = await (await client.Post(Clients, Entered("Al-Ahmad", "Mohammad", null)).Expect(201)).Id();

        var problem = await client.Post(Clients, Entered("Alahmad", "Mohamad", null)).ExpectProblem(409, "likely-duplicate");
        var candidate = Assert.Single(problem["candidates"]!.AsArray())!;
        Assert.Equal(first, candidate.Value<Guid>("id"));
        Assert.InRange(candidate.Value<int>("score"), 80, 100);
        Assert.Contains("same-birth-date", candidate.Values<string>("reasons/*"));
        Assert.DoesNotContain("Ahmad", problem.ToJsonString(), StringComparison.OrdinalIgnoreCase);

        await client.Post(Clients, Entered("Alahmad", "Mohamad", first)).Expect(201);

        static object Entered(string familyName, string givenName, Guid? other) => new
        {
            familyName, givenName, birthDate = "1994-06-26", sex = "male", nationalities = new[] { "SYR" },
            notDuplicateOf = other is { } id ? new[] { id } : [],
        };
    }

    [Fact]
    public async Task Candidates_are_told_before_anybody_is_created()
    {
        var (town, _, worker) = await Town();
        var client = await api.As(worker);
        var known = await api.Given.Client(town, familyName: "Youssuf", givenName: "Karim", birthDate: new DateOnly(1988, 7, 3));
        var before = await api.Sql<long>("select count(*) from app.client");

        var candidate = Assert.Single(await Candidates(client, "Yousef", "Kareem", "1988-03-07"))!;
        Assert.Equal(known, candidate.Value<Guid>("clientId"));
        Assert.Equal("Youssuf", candidate.Value<string>("familyName"));
        Assert.Contains("day-month-swapped", candidate.Values<string>("reasons/*/code"));
        Assert.Equal(before, await api.Sql<long>("select count(*) from app.client"));
    }

    [Fact]
    public async Task Of_a_duplicate_in_another_teams_care_only_its_existence_is_told()
    {
        var (town, _, worker) = await Town();
        var other = await api.Given.Team(town);
        var known = await api.Given.Client(town, familyName: "Haidari", givenName: "Zahra", birthDate: new DateOnly(1990, 10, 26));
        await api.Given.Case(town, known, other);

        var candidate = Assert.Single(await Candidates(await api.As(worker), "Haidary", "Zahra", "1990-10-26"))!;
        Assert.Equal(known, candidate.Value<Guid>("clientId"));
        Assert.False(candidate.Value<bool>("isVisible"));
        Assert.Null(candidate["familyName"]);
        Assert.Null(candidate["birthDate"]);
    }

    [Fact]
    public async Task Nobody_of_another_organisation_is_a_candidate()
    {
        var (other, _, _) = await Town();
        await api.Given.Client(other, familyName: "Nazari", givenName: "Ahmad", birthDate: new DateOnly(1985, 2, 2));
        var (_, _, worker) = await Town();
        Assert.Empty(await Candidates(await api.As(worker), "Nazari", "Ahmad", "1985-02-02"));
    }

    [Fact]
    public async Task The_same_person_entered_by_two_colleagues_at_once_is_on_file_once()
    {
        var (town, _, worker) = await Town();
        var body = new { familyName = "Gebremedhin", givenName = "Selam", birthDate = "1999-09-09", sex = "female" };
        var (one, two) = (await api.As(worker), await api.As(worker));
        var answers = await Task.WhenAll(one.Post(Clients, body), two.Post(Clients, body));
        Assert.Equal([201, 409], answers.Select(a => (int)a.StatusCode).Order());
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.client where organisation_id = '{town}' and family_name = 'Gebremedhin'"));
    }

    [Theory]
    [InlineData("Y?lmaz", "1990-01-02", "male", "/familyName", "name-damaged")]
    [InlineData("123", "1990-01-02", "male", "/familyName", "name-without-letters")]
    [InlineData("😀", "1990-01-02", "male", "/familyName", "name-without-letters")]
    [InlineData(". .", "1990-01-02", "male", "/familyName", "name-without-letters")]
    [InlineData("Yilmaz", "2190-01-02", "male", "/birthDate", "birth-date-future")]
    [InlineData("Yilmaz", "1990-01-02", "men", "/sex", "unknown-code")]
    public async Task What_breaks_a_rule_is_refused_with_its_place_and_code(string name, string birthDate, string sex, string pointer, string code)
    {
        var (_, _, worker) = await Town();
        var problem = await (await api.As(worker)).Post(Clients, new { familyName = name, givenName = "Deniz", birthDate, sex })
            .ExpectProblem(400, "validation-failed");
        Assert.Contains((pointer, code), problem["errors"]!.AsArray()
            .Select(error => (error.Value<string>("pointer"), error.Value<string>("code"))));
    }

    [Fact]
    public async Task A_reference_of_signs_alone_is_none()
    {
        var (_, _, worker) = await Town();
        var problem = await (await api.As(worker)).Post(Clients, new
        {
            familyName = "Yilmaz", givenName = "Deniz", sex = "female", references = new[] { new { source = "azr", value = "– – –" } },
        }).ExpectProblem(400, "validation-failed");
        Assert.Equal(["/references/0/value"], problem.Values<string>("errors/*/pointer"));
    }

    [Fact]
    public async Task Codes_are_refused_with_their_place_wherever_they_stand()
    {
        var (_, _, worker) = await Town();
        var problem = await (await api.As(worker)).Post(Clients, new
        {
            familyName = "Yilmaz", givenName = "Deniz", sex = "female", nationalities = new[] { "TUR", "QQQ" },
            languages = new[] { new { language = "tur", levels = new[] { new { skill = "reading", level = "Z9" } } } },
            residenceStatuses = new[] { new { status = "none-such", from = "2024-01-01" } },
        }).ExpectProblem(400, "validation-failed");
        Assert.Equal(["/languages/0/levels/0/level", "/nationalities/1", "/residenceStatuses/0/status"],
            problem.Values<string>("errors/*/pointer").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_has_no_business_with_persons_is_refused()
    {
        var (town, _, _) = await Town();
        foreach (var role in new[] { Role.Partner, Role.DataProtectionOfficer, Role.Administrator })
        {
            await (await api.As(await api.Given.Staff(town, role))).Post(Clients, new { familyName = "Yilmaz", givenName = "Deniz", sex = "female" })
                .ExpectProblem(403, "not-permitted");
        }
    }

    private static async Task<System.Text.Json.Nodes.JsonArray> Candidates(HttpClient client, string familyName, string givenName, string birthDate) =>
        (await (await client.Post($"{Clients}/duplicate-candidates", new { familyName, givenName, birthDate, sex = "female" }).Expect(200)).Json())
            ["items"]!.AsArray();

    private async Task<(Guid Town, Guid Team, Person Worker)> Town()
    {
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        return (town, team, await api.Given.Staff(town, Role.Caseworker, team));
    }
}
