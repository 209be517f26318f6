using System.Globalization;
using System.Text.Json.Nodes;
using CaseManagement.Api.Clients;
using CaseManagement.ApiTests.Fixture;
using Microsoft.Extensions.DependencyInjection;

namespace CaseManagement.ApiTests.Desk;

public sealed class SearchClientsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Theory]
    [InlineData("Al-Ahmad", "Mohammad", "Alahmad", "Mohamad")]
    [InlineData("Yousef", "Karim", "Youssuf", "Kareem")]
    [InlineData("Haidari", "Zahra", "Haidary", "Sahra")]
    [InlineData("Müller", "Jörg", "Mueller", "Joerg")]
    [InlineData("Шевченко", "Олена", "Shevchenko", "Olena")]
    [InlineData("السيد", "محمد", "Al-Sayed", "Mohammed")]
    [InlineData("Karimi", "Ali", "Ali", "Karimi")]
    public async Task A_name_is_found_in_another_spelling_script_and_order(string familyName, string givenName, string soughtFamily, string soughtGiven)
    {
        var (town, client) = await Town();
        var id = await api.Given.Client(town, familyName: familyName, givenName: givenName);
        await api.Given.Client(town, familyName: "Baumgartner", givenName: "Ludwig");
        Assert.Equal([id], Ids(await Search(client, new { familyName = soughtFamily, givenName = soughtGiven })));
    }

    [Fact]
    public async Task One_name_alone_finds_family_and_given_names()
    {
        var (town, client) = await Town();
        var one = await api.Given.Client(town, familyName: "Hosseini", givenName: "Amir");
        var two = await api.Given.Client(town, familyName: "Amir", givenName: "Tekle");
        Assert.Equal([one, two], Ids(await Search(client, new { familyName = "Amir" })).Order());
    }

    [Theory]
    [InlineData("Bonda")]
    [InlineData("bondarenk")]
    [InlineData("Bondarenko K")]
    [InlineData("K Bondar")]
    [InlineData("Kat Bon")]
    [InlineData("Бонда")]
    [InlineData("Bo")]
    public async Task A_half_typed_name_finds_whom_it_begins(string typed)
    {
        var (town, client) = await Town();
        var id = await api.Given.Client(town, familyName: "Bondarenko", givenName: "Kateryna");
        await api.Given.Client(town, familyName: "Haddad", givenName: "Layla");
        Assert.Equal([id], Ids(await Search(client, new { q = typed })));
        Assert.Equal([id], Ids(await Search(client, new { familyName = typed })));
    }

    [Theory]
    [InlineData("Öztürk", "Oeztu")]
    [InlineData("Öztürk", "Oez")]
    [InlineData("Oeztuerk", "Öz")]
    [InlineData("Mueller", "Mül")]
    [InlineData("Jaeger", "Jäg")]
    [InlineData("Müller-Lüdenscheid", "Mueller-Lue")]
    [InlineData("Müller-Lüdenscheid", "Muell")]
    [InlineData("Müller-Lüdenscheid", "Mueller Lueden")]
    [InlineData("Jäger", "Jaeg")]
    [InlineData("Strauß", "Straus")]
    [InlineData("Mueller", "Müll")]
    [InlineData("Chaled", "Khal")]
    [InlineData("Jussuf", "Yous")]
    [InlineData("Haddad", "Haddda")]
    public async Task A_half_typed_name_may_write_letters_as_others_do(string familyName, string typed)
    {
        var (town, client) = await Town();
        var id = await api.Given.Client(town, familyName: familyName, givenName: "Elif");
        await api.Given.Client(town, familyName: "Baumgartner", givenName: "Ludwig");
        Assert.Equal([id], Ids(await Search(client, new { q = typed })));
        Assert.Equal([id], Ids(await Search(client, new { q = typed + " E" })));
    }

    [Theory]
    [InlineData("王", "小明", "王小明")]
    [InlineData("王", "小明", "王小")]
    [InlineData("王", "小明", "小明")]
    [InlineData("王", "明", "王明")]
    [InlineData("欧阳", "修", "欧阳修")]
    [InlineData("王小明", "-", "王 小明")]
    public async Task A_chinese_name_is_found_in_one_word_and_in_two(string familyName, string givenName, string typed)
    {
        var (town, client) = await Town();
        var id = await api.Given.Client(town, familyName: familyName, givenName: givenName);
        await api.Given.Client(town, familyName: "李", givenName: "小红");
        Assert.Equal([id], Ids(await Search(client, new { q = typed })));
    }

    [Theory]
    [InlineData("1992-11-24", "24111992")]
    [InlineData("1992-11-24", "19921124")]
    [InlineData("1992-11-24", "Haddad 24111992")]
    [InlineData("2005-11-12", "20051112")]
    [InlineData("2005-11-12", "12112005")]
    public async Task A_birth_date_may_be_typed_without_anything_between(string born, string typed)
    {
        var (town, client) = await Town();
        var day = DateOnly.ParseExact(born, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var id = await api.Given.Client(town, familyName: "Haddad", givenName: "Layla", birthDate: day);
        await api.Given.Client(town, familyName: "Baumgartner", givenName: "Ludwig", birthDate: day.AddDays(1));
        Assert.Equal([id], Ids(await Search(client, new { q = typed })));
    }

    [Theory]
    [InlineData("Ahmadi", "Farhad", "Amhadi")]
    [InlineData("Ahmadi", "Farhad", "Ahmdai F")]
    [InlineData("Karimi", "Nasir", "Krarimi")]
    [InlineData("Karimi", "Nasir", "N Kalrimi")]
    [InlineData("Okafor", "Emeka", "Oafor")]
    [InlineData("Şahin", "Barış", "Şhin")]
    [InlineData("Hosseini", "Nasir", "Honsei")]
    [InlineData("Петренко", "Ірина", "Петмен")]
    [InlineData("Kowalczyk", "Anna", "Kowalvzyk")]
    [InlineData("Alahmad", "Khaled", "Alamhad K")]
    public async Task A_letter_that_is_wrong_missing_or_out_of_place_is_forgiven(string familyName, string givenName, string typed)
    {
        var (town, client) = await Town();
        var id = await api.Given.Client(town, familyName: familyName, givenName: givenName);
        await api.Given.Client(town, familyName: "Baumgartner", givenName: "Ludwig");
        Assert.Equal([id], Ids(await Search(client, new { q = typed })));
    }

    [Fact]
    public async Task Who_is_found_as_typed_is_not_joined_by_those_a_letter_away()
    {
        var (town, client) = await Town();
        var karimi = await api.Given.Client(town, familyName: "Karimi", givenName: "Nasir");
        await api.Given.Client(town, familyName: "Kasimi", givenName: "Nasir");
        Assert.Equal([karimi], Ids(await Search(client, new { q = "Karim" })));
    }

    [Fact]
    public async Task Each_word_has_to_begin_a_name_of_its_own_an_article_may_be_left_out_and_whole_names_come_first()
    {
        var (town, client) = await Town();
        var kateryna = await api.Given.Client(town, familyName: "Bondarenko", givenName: "Kateryna");
        var olena = await api.Given.Client(town, familyName: "Bondarenko", givenName: "Olena");
        var layla = await api.Given.Client(town, familyName: "Al-Haddad", givenName: "Layla");
        var bonda = await api.Given.Client(town, familyName: "Bonda", givenName: "Iryna");
        Assert.Equal([kateryna], Ids(await Search(client, new { familyName = "Bondarenko", givenName = "K" })));
        Assert.Equal([olena], Ids(await Search(client, new { q = "Bondarenko O" })));
        Assert.Equal([layla], Ids(await Search(client, new { q = "Hadda" })));
        Assert.Equal([layla], Ids(await Search(client, new { q = "Al Hadda" })));
        var found = Ids(await Search(client, new { q = "Bonda" }));
        Assert.Equal(bonda, found[0]);
        Assert.Equal(3, found.Count);
    }

    [Fact]
    public async Task One_box_understands_names_days_years_numbers_and_a_households_reference()
    {
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        var client = await api.As(await api.Given.Staff(town, Role.Caseworker, team));
        var person = await (await client.Post("/api/v1/clients", new
        {
            familyName = "Tesfay", givenName = "Yonas", sex = "male", nationalities = new[] { "ERI" }, birthDate = "1992-11-24", birthDatePrecision = "day",
            references = new[] { new { source = "azr", value = "920 11 24-0815" } },
            household = new { reference = "PLO-017", role = "applicant", from = "2023-05-01" },
        }).Expect(201)).Id();
        await api.Given.Client(town, familyName: "Tesfaye", givenName: "Yonatan", birthDate: new DateOnly(1971, 4, 4));
        foreach (var alone in (string[])["24.11.1992", "1992-11-24", "24.11.92", "92011240815", "920 11 24-0815", "PLO-017", "plo-017"])
        {
            Assert.Equal([person], Ids(await Search(client, new { q = alone })));
        }
        foreach (var first in (string[])["Tesf 24.11.1992", "1992 Tesfay", "yonas, tesfay 24.11.92"])
        {
            Assert.Equal(person, Ids(await Search(client, new { q = first }))[0]);
        }
        await client.Post("/api/v1/clients/search", new { q = "Tesfay", familyName = "Tesfay" }).ExpectProblem(400, "validation-failed");
        await client.Post("/api/v1/clients/search", new { q = " - " }).ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task A_file_number_is_found_by_its_parts_however_they_are_divided_and_by_its_digits_alone()
    {
        var town = await api.Given.Organisation();
        var client = await api.As(await api.Given.Staff(town, Role.Caseworker, await api.Given.Team(town)));
        async Task<Guid> On(string file) => await (await client.Post("/api/v1/clients", new
        {
            familyName = $"Tesfay{file.Length}", givenName = file[..2] == "AZ" ? "Yonas" : "Winta", sex = "unknown", nationalities = new[] { "ERI" },
            references = new[] { new { source = "district-file", value = file } },
        }).Expect(201)).Id();
        var (first, second) = (await On("AZ 2026/1/12"), await On("az-2026/11/2"));
        foreach (var sought in new object[] { new { reference = "AZ 2026/1/12" }, new { reference = "az2026-1-12" }, new { q = "AZ 2026 1 12" } })
        {
            Assert.Equal([first], Ids(await Search(client, sought)));
        }
        Assert.Equal([second], Ids(await Search(client, new { reference = "AZ 2026/11/2" })));
        Assert.Equal(new[] { first, second }.Order(), Ids(await Search(client, new { reference = "AZ2026112" })).Order());
    }

    [Fact]
    public async Task Who_was_put_on_file_before_there_were_beginnings_gets_them_once()
    {
        var (town, client) = await Town();
        var id = await api.Given.Client(town, familyName: "Bondarenko", givenName: "Kateryna");
        await api.Execute($"""
            update app.client set keys_version = 1,
                search_keys = (select array_agg(k order by k collate "C") from unnest(search_keys) k where k !~ '^[ps]:') where id = '{id}'
            """);
        Assert.Empty(Ids(await Search(client, new { q = "Bonda" })));
        Assert.Equal(1, await api.SendAsSystem(town, new RenewSearchKeys()));
        Assert.Equal([id], Ids(await Search(client, new { q = "Bonda" })));
        Assert.Equal(0, await api.SendAsSystem(town, new RenewSearchKeys()));
    }

    [Fact]
    public async Task A_job_that_runs_in_batches_is_sent_until_nothing_is_left()
    {
        var (town, _) = await Town();
        var id = await api.Given.Client(town);
        await api.Execute($"""
            insert into app.client select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid()))).* from app.client c, generate_series(1, 1100)
                where c.id = '{id}';
            update app.client set keys_version = 1 where organisation_id = '{town}'
            """);
        Assert.Equal(500, await api.SendAsSystem(town, new RenewSearchKeys()));
        Assert.True(await api.Services.GetRequiredService<CaseManagement.Api.Jobs.JobRunner>().Run("renew-search-keys", TestContext.Current.CancellationToken));
        Assert.Equal(0, await api.Sql<long>($"select count(*) from app.client where organisation_id = '{town}' and keys_version = 1"));
    }

    [Fact]
    public async Task A_shared_birth_date_comes_first_and_a_birth_date_alone_finds_only_those()
    {
        var (town, client) = await Town();
        var other = await api.Given.Client(town, familyName: "Rahimi", givenName: "Nasrin", birthDate: new DateOnly(1971, 4, 4));
        var same = await api.Given.Client(town, familyName: "Rahimy", givenName: "Nasrin", birthDate: new DateOnly(1992, 11, 24));
        var found = await Search(client, new { familyName = "Rahimi", givenName = "Nasrin", birthDate = "1992-11-24" });
        Assert.Equal([same, other], Ids(found));
        Assert.True(found.Value<int>("items/0/score") > found.Value<int>("items/1/score"));
        Assert.Equal([same], Ids(await Search(client, new { birthDate = "1992-11-24" })));
    }

    [Theory]
    [InlineData("-score")]
    [InlineData("name")]
    public async Task Pages_follow_each_other_without_gap_or_repetition(string sort)
    {
        var (town, client) = await Town();
        var ids = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add(await api.Given.Client(town, familyName: i % 2 == 0 ? "Mohammadi" : "Muhammadi", givenName: "Reza"));
        }
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await Search(client, new { familyName = "Mohammadi", givenName = "Reza", sort, cursor, limit = 3 });
            seen.AddRange(Ids(page));
            cursor = page.Text("nextCursor");
        }
        while (cursor is not null && seen.Count < 20);
        Assert.Equal(ids.Order(), seen.Order());
        Assert.Equal(seen.Count, seen.Distinct().Count());
        var first = await Search(client, new { familyName = "Mohammadi", givenName = "Reza", sort, limit = 3, count = true });
        Assert.Equal(7, first.Value<int>("count"));
        var elsewhere = new { familyName = "Karimi", givenName = "Reza", sort, cursor = first.Value<string>("nextCursor") };
        await client.Post("/api/v1/clients/search", elsewhere).ExpectProblem(400, "cursor-invalid");
    }

    [Fact]
    public async Task The_open_case_and_household_stand_beside_the_name()
    {
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        var lead = await api.Given.Staff(town, Role.Caseworker, team);
        var of = (await api.Given.CasesOfHousehold(team, lead, 1))[0];
        var client = await api.As(lead);
        var name = (await client.Read($"/api/v1/clients/{of.ClientId}")).Value<string>("familyName");
        var item = Assert.Single((await Search(client, new { familyName = name }))["items"]!.AsArray())!;
        Assert.Equal(of.HouseholdId, item.Value<Guid>("householdId"));
        Assert.Equal(of.CaseId, item.Value<Guid>("openCase/id"));
    }

    [Fact]
    public async Task Persons_of_another_organisation_or_team_are_not_found()
    {
        var (other, _) = await Town();
        await api.Given.Client(other, familyName: "Barakzai", givenName: "Latifa");
        var (town, client) = await Town();
        await api.Given.Case(town, await api.Given.Client(town, familyName: "Barakzai", givenName: "Latifa"), await api.Given.Team(town));
        Assert.Empty(Ids(await Search(client, new { familyName = "Barakzai", givenName = "Latifa" })));
    }

    [Fact]
    public async Task A_search_for_nothing_is_refused()
    {
        var (_, client) = await Town();
        await client.Post("/api/v1/clients/search", new { familyName = " - " }).ExpectProblem(400, "validation-failed");
        var refused = await client.Post("/api/v1/clients/search", new { familyName = "Amiri", limit = 201 }).ExpectProblem(400, "validation-failed");
        Assert.Equal("/limit", refused.Value<string>("errors/0/pointer"));
    }

    private async Task<(Guid Town, HttpClient Client)> Town()
    {
        var town = await api.Given.Organisation();
        return (town, await api.As(await api.Given.Staff(town, Role.Caseworker, await api.Given.Team(town))));
    }

    private static async Task<JsonNode> Search(HttpClient client, object query) =>
        await (await client.Post("/api/v1/clients/search", query).Expect(200)).Json();

    private static List<Guid> Ids(JsonNode page) => [.. page.Values<Guid>("items/*/id")];
}
