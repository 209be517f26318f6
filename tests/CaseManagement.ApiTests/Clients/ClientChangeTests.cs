using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Clients;

public sealed class ClientChangeTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Base_data_are_set_as_a_whole_and_the_new_name_is_found_and_the_old_one_not()
    {
        var (town, worker) = await Town();
        var id = await api.Given.Client(town, familyName: "Sarkis", givenName: "Rima");
        var client = await api.As(worker);
        var papers = new { familyName = "Tesfay", givenName = "Bereket", birthDate = "1990-05-01", birthDatePrecision = "month", sex = "male" };
        await client.Put($"/api/v1/clients/{id}", papers, await Tag(client, id)).Expect(200);

        var person = await Read(client, id);
        Assert.Equal(("Tesfay", "month"), (person.Value<string>("familyName"), person.Value<string>("birthDatePrecision")));
        Assert.Equal([id], await Search(client, "Tesfai", "Bereket"));
        Assert.Empty(await Search(client, "Sarkis", "Rima"));
    }

    [Fact]
    public async Task Lists_are_set_as_a_whole_and_what_stays_keeps_its_row()
    {
        var (town, worker) = await Town();
        var id = await api.Given.Client(town);
        var client = await api.As(worker);
        var path = $"/api/v1/clients/{id}";
        var bamf = new { source = "bamf", value = "7654321-423" };
        await Set("languages", new
        {
            languages = new object[]
            {
                new { language = "prs", isMotherTongue = true, interpreterNeeded = true },
                new { language = "deu", levels = new[] { new { skill = "speaking", level = "A1" }, new { skill = "writing", level = "none" } } },
            },
        });
        await Set("names", new { names = new[] { new { kind = "former", script = "Latn", familyName = "Amiri", givenName = "Laila" } } });
        await Set("references", new { references = new[] { new { source = "azr", value = "AZR 77-88" }, bamf } });
        await Set("qualifications", new { qualifications = new[] { new { title = "Schneiderin", recognitionStage = "not-started" } } });
        var german = await api.Sql<Guid>($"select id from app.client_language where client_id = '{id}' and language = 'deu'");

        var tested = new { skill = "speaking", level = "A2", assessedOn = "2026-02-01" };
        await Set("languages", new { languages = new[] { new { language = "deu", levels = new[] { tested } } } });
        await Set("references", new { references = new[] { bamf } });

        var person = await Read(client, id);
        var language = Assert.Single(person["languages"]!.AsArray())!;
        Assert.Equal("A2", Assert.Single(language["levels"]!.AsArray()).Value<string>("level"));
        Assert.Equal(german, await api.Sql<Guid>($"select id from app.client_language where client_id = '{id}'"));
        Assert.Equal("Schneiderin", person.Value<string>("qualifications/0/title"));
        Assert.Equal([id], await Search(client, "Amiri", "Layla"));
        Assert.Equal([id], await Find(client, new { reference = "7654321/423" }));
        Assert.Empty(await Find(client, new { reference = "AZR7788" }));

        async Task Set(string list, object body) => await client.Put($"{path}/{list}", body, await Tag(client, id)).Expect(200);
    }

    [Theory]
    [InlineData("languages")]
    [InlineData("references")]
    public async Task A_list_that_states_one_thing_twice_is_refused(string list)
    {
        var (town, worker) = await Town();
        var id = await api.Given.Client(town);
        var client = await api.As(worker);
        object body = list == "languages" ? new { languages = new[] { new { language = "prs" }, new { language = "prs" } } }
            : new { references = new[] { new { source = "azr", value = "1" }, new { source = "azr", value = " 1" } } };
        await client.Put($"/api/v1/clients/{id}/{list}", body, await Tag(client, id)).ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task Somebody_elses_person_is_not_there_for_reading_or_changing()
    {
        var (town, worker) = await Town();
        var id = await api.Given.Client(town);
        var tag = await Tag(await api.As(worker), id);
        var (_, stranger) = await Town();
        var client = await api.As(stranger);
        await client.GetAsync($"/api/v1/clients/{id}").ExpectProblem(404, "not-found");
        await client.Put($"/api/v1/clients/{id}", new { familyName = "X", givenName = "Y", sex = "male" }, tag).ExpectProblem(404, "not-found");
        await client.Post($"/api/v1/clients/{id}/benefits", new { regime = "sgb2", from = "2025-01-01" }, tag).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Inside_the_organisation_a_person_with_a_case_is_seen_by_who_sees_the_case()
    {
        var (town, _) = await Town();
        var (team, other) = (await api.Given.Team(town), await api.Given.Team(town));
        var mine = await api.As(await api.Given.Staff(town, Role.Caseworker, team));
        var theirs = await api.As(await api.Given.Staff(town, Role.Caseworker, other));
        var id = await api.Given.Client(town);
        await theirs.GetAsync($"/api/v1/clients/{id}").Expect(200); // Nobody's yet.

        await api.Given.Case(town, id, team);

        await mine.GetAsync($"/api/v1/clients/{id}").Expect(200);
        await theirs.GetAsync($"/api/v1/clients/{id}").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_dispute_is_marked_once_and_lifted_once_and_stays_on_file()
    {
        var (town, worker) = await Town();
        var id = await api.Given.Client(town);
        var client = await api.As(worker);
        var path = $"/api/v1/clients/{id}";
        var body = new { field = "birth_date", statedBy = "client", statement = "Geboren 1992", processingRestricted = true };
        await client.Post($"{path}/dispute", body, await Tag(client, id)).Expect(200);
        await client.Post($"{path}/dispute", body, await Tag(client, id)).ExpectProblem(409, "already-disputed");

        var mark = (await Read(client, id))["marks"]![0]!;
        Assert.True(mark.Value<bool>("processingRestricted"));
        Assert.Equal(worker.StaffId, mark.Value<Guid>("setBy"));
        Assert.Equal(await api.Sql<string>($"select given_name || ' ' || family_name from app.staff where id = '{worker.StaffId}'"),
            mark.Value<string>("setByName"));
        await client.Post($"{path}/marks/{mark["id"]}/lift", new { reason = "Pass vorgelegt" }, await Tag(client, id)).Expect(200);
        await client.Post($"{path}/marks/{mark["id"]}/lift", new { reason = "Pass vorgelegt" }, await Tag(client, id)).ExpectProblem(409, "mark-lifted");
        Assert.Equal("Pass vorgelegt", (await Read(client, id)).Value<string>("marks/0/liftingReason"));
    }

    [Fact]
    public async Task A_blocked_address_is_seen_by_the_lead_worker_only_past_and_to_come_until_it_is_lifted()
    {
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        var (lead, colleague) = (await api.Given.Staff(town, Role.Caseworker, team), await api.Given.Staff(town, Role.Caseworker, team));
        var id = (await api.Given.CaseOf(team, lead)).ClientId;
        await api.Given.Address(town, id);
        var (asLead, asColleague) = (await api.As(lead), await api.As(colleague));
        var path = $"/api/v1/clients/{id}";

        // The colleague who gets the letter marks it, and from then on does not see it himself.
        await asColleague.Post($"{path}/block-address", new { source = "Bürgerbüro", until = Today(400) }, await Tag(asColleague, id)).Expect(200);
        var seen = await Read(asColleague, id);
        Assert.Empty(seen["addresses"]!.AsArray());
        Assert.Equal("compartment-closed", seen["allowedActions"]!.AsArray()
            .Single(a => a.Value<string>("action") == "addresses").Value<string>("code"));
        await asColleague.Post($"{path}/addresses", Address("2026-01-01"), await Tag(asColleague, id)).ExpectProblem(403, "compartment-closed");
        var mark = seen.Value<Guid>("marks/0/id");
        await asColleague.Post($"{path}/marks/{mark}/lift", new { reason = "x" }, await Tag(asColleague, id)).ExpectProblem(403, "compartment-closed");

        await asLead.Post($"{path}/addresses", Address(Today(10)), await Tag(asLead, id)).Expect(200);
        var shelter = new { kind = "gemeinschaftsunterkunft", from = Today(0), protect = true };
        await asLead.Post($"{path}/accommodations", shelter, await Tag(asLead, id)).Expect(200);
        Assert.Equal([true, true], (await Read(asLead, id)).Values<bool>("addresses/*/restricted"));
        Assert.Empty((await Read(asColleague, id))["addresses"]!.AsArray());
        await asLead.Post($"{path}/block-address", new { }, await Tag(asLead, id)).ExpectProblem(409, "address-already-blocked");

        await asLead.Post($"{path}/marks/{mark}/lift", new { reason = "Sperre aufgehoben" }, await Tag(asLead, id)).Expect(200);
        seen = await Read(asColleague, id);
        Assert.Equal(2, seen["addresses"]!.AsArray().Count);
        Assert.Empty(seen["accommodations"]!.AsArray()); // A shelter is secret in itself.

        static object Address(string from) => new { street = "Neue Str. 1", postalCode = "73207", town = "Plochingen", from };
    }

    [Fact]
    public async Task A_person_registered_with_a_blocked_address_is_never_seen_with_it()
    {
        var (_, worker) = await Town();
        var client = await api.As(worker);
        var id = await (await client.Post("/api/v1/clients", new
        {
            familyName = "Osman", givenName = "Hodan", sex = "female", addressBlock = new { source = "Frauenhaus" },
            addresses = new[] { new { street = "Geheimer Weg 1", postalCode = "73207", town = "Plochingen", from = "2026-01-01" } },
        }).Expect(201)).Id();
        Assert.Empty((await Read(client, id))["addresses"]!.AsArray());
        Assert.Equal("protection", await api.Sql<string>($"select compartment from app.client_address where client_id = '{id}'"));
    }

    [Fact]
    public async Task Reading_a_person_is_on_record()
    {
        var (town, worker) = await Town();
        var id = await api.Given.Client(town);
        await (await api.As(worker)).GetAsync($"/api/v1/clients/{id}").Expect(200);
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry
            where kind = 'read' and action = 'GetClient' and staff_id = '{worker.StaffId}' and client_ids @> array['{id}'::uuid]
            """));
    }

    [Fact]
    public async Task The_former_organisation_reads_for_the_grace_period_and_changes_nothing()
    {
        var (town, worker) = await Town();
        var district = await api.Given.Organisation();
        var id = await api.Given.Client(town);
        await api.Given.Benefit(town, id);
        var moved = $"organisation_id = '{district}', former_organisation_id = '{town}', former_access_until = '{api.Given.Now.AddDays(1):O}'";
        await api.Execute($"update app.client set {moved} where id = '{id}'");
        await api.Execute($"update app.client_benefit set {moved} where client_id = '{id}'");
        var client = await api.As(worker);
        var person = await Read(client, id);
        Assert.Single(person["benefits"]!.AsArray());
        Assert.All(person["allowedActions"]!.AsArray(), action => Assert.Equal("handed-over", action.Value<string>("code")));
        await client.Put($"/api/v1/clients/{id}", new { familyName = "X", givenName = "Y", sex = "male" }, await Tag(client, id))
            .ExpectProblem(409, "handed-over");
        Assert.Equal([district], await api.Sql<Guid[]>($"select array_agg(distinct organisation_id) from app.client_search_key where client_id = '{id}'"));
    }

    private string Today(int later) => api.Given.Today.AddDays(later).ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<(Guid Town, Person Worker)> Town()
    {
        var town = await api.Given.Organisation();
        return (town, await api.Given.Staff(town, Role.Caseworker, await api.Given.Team(town)));
    }

    private static async Task<string> Tag(HttpClient client, Guid id) => (await client.GetAsync($"/api/v1/clients/{id}").Expect(200)).Tag();
    private static async Task<JsonNode> Read(HttpClient client, Guid id) => await client.Read($"/api/v1/clients/{id}");
    private static Task<List<Guid>> Search(HttpClient client, string familyName, string givenName) => Find(client, new { familyName, givenName });
    private static async Task<List<Guid>> Find(HttpClient client, object query) =>
        [.. (await (await client.Post("/api/v1/clients/search", query).Expect(200)).Json()).Values<Guid>("items/*/id")];
}
