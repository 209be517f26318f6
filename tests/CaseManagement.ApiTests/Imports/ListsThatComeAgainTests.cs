using System.Globalization;
using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Imports;

/// <summary>
/// Districts send their lists with everybody of the year on them, again and again. A row that comes again, or corrected, undoes nothing that a person has done,
/// gives nothing to who has died, and what it does change is shown before.
/// </summary>
public sealed class ListsThatComeAgainTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Filsweg = "Filsweg 7", Zell = "Gemeinschaftsunterkunft Zell";

    [Fact]
    public async Task A_cancelled_allocation_stays_cancelled_and_the_row_says_so()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(Wanda()));
        await Change(office, $"/api/v1/allocations/{await Allocation(office)}", "/cancel", new { cancelReason = "never-arrived" });
        var id = await office.Check(AllocationFile.Of(Wanda()));
        foreach (var applies in new[] { true, false })
        {
            var row = (await office.Rows(id))[0];
            Assert.Equal("known", row.Text("verdict"));
            Assert.Empty(Differences(row));
            Assert.Contains("allocation-kept", Codes(row));
            if (applies)
            {
                await Apply(office, id);
            }
        }
        Assert.Equal("2026-02-12 25-3 cancelled", await Allocations(office));

        // Of another day it is another allocation.
        await office.Import(AllocationFile.Of(Wanda(allocated: "01.03.2026")));
        Assert.Equal("2026-02-12 25-3 cancelled, 2026-03-01 25-3 effective", await Allocations(office));
    }

    [Theory]
    [InlineData("2026-02-15", "25-3")]
    [InlineData("2026-02-12", "duldung")]
    public async Task An_allocation_that_a_person_has_corrected_stays_as_corrected(string day, string status)
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(Wanda()));
        await Correct(office, new { allocatedOn = day, residenceStatus = status, reason = "Bescheid gesehen" });
        var row = (await office.Rows(await office.Import(AllocationFile.Of(Wanda()))))[0];
        Assert.Empty(Differences(row));
        Assert.Contains("allocation-kept", Codes(row));
        Assert.Equal($"{day} {status} effective", await Allocations(office));
    }

    [Fact]
    public async Task A_list_that_does_not_know_the_status_leaves_that_of_the_allocation()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(Wanda()));
        var row = (await office.Rows(await office.Import(AllocationFile.Of(Wanda().Replace(";25-3;", ";-;", StringComparison.Ordinal)))))[0];
        Assert.Equal("known-unchanged", Assert.Single(Codes(row), code => code.StartsWith("known", StringComparison.Ordinal)));
        Assert.Empty(Differences(row));
        Assert.Equal("2026-02-12 25-3 effective", await Allocations(office));
    }

    [Fact]
    public async Task A_new_allocation_and_a_corrected_one_are_shown_before_they_are_written()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(Wanda()));
        var id = await office.Check(AllocationFile.Of(Wanda(allocated: "01.03.2026")));
        var row = (await office.Rows(id))[0];
        Assert.Equal(["allocation:  → 2026-03-01, Filsweg 7, 25-3"], Differences(row));
        Assert.DoesNotContain("known-unchanged", Codes(row));
        await Apply(office, id);
        Assert.Equal("2026-02-12 25-3 effective, 2026-03-01 25-3 effective", await Allocations(office));
        row = (await office.Rows(await office.Import(AllocationFile.Of(Wanda(allocated: "01.03.2026")))))[0];
        Assert.Empty(Differences(row));
        Assert.Contains("known-unchanged", Codes(row));

        row = (await office.Rows(await office.Import(AllocationFile.Of(Wanda(allocated: "01.03.2026", place: Zell)))))[0];
        Assert.Equal([$"allocation: 2026-03-01, Filsweg 7, 25-3 → 2026-03-01, {Zell}, 25-3", $"accommodation: Filsweg 7 → {Zell}"], Differences(row));
        Assert.Equal("2026-02-12 25-3 effective, 2026-03-01 25-3 effective", await Allocations(office));
    }

    [Fact]
    public async Task Who_has_left_the_household_since_is_not_put_back_and_comes_back_with_a_later_allocation()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(Wanda(), Willi()));
        await Leave(office, "Wanda", api.Given.Today.AddDays(-30));
        foreach (var row in (await office.Rows(await office.Import(AllocationFile.Of(Wanda(), Willi())))).Take(1))
        {
            Assert.Empty(Differences(row));
            Assert.Contains("household-left", Codes(row));
        }
        Assert.Equal("Willi", await Living(office));

        var later = Written(api.Given.Today.AddDays(-5));
        var id = await office.Check(AllocationFile.Of(Wanda(allocated: later), Willi()));
        Assert.Contains("household:  → WI", Differences((await office.Rows(id))[0]));
        await Apply(office, id);
        Assert.Equal("Wanda Willi", await Living(office));
        Assert.Contains("household:  → WI", Differences((await office.Rows(id))[0]));
        Assert.Equal(1L, await office.Count("app.household"));
    }

    [Fact]
    public async Task Who_was_in_no_household_yet_joins_and_that_is_shown()
    {
        var office = await api.Given.ImportOffice();
        await api.Given.Client(office.OrganisationId, null, "Wieder", "Wanda", new DateOnly(1990, 2, 1));
        var id = await office.Check(AllocationFile.Of(Wanda()));
        var row = (await office.Rows(id))[0];
        await office.Decide(id, 2, new { decision = "use_existing", clientId = row.Text("candidates/0/clientId") }).Expect(200);
        await Apply(office, id);
        Assert.Contains("household:  → WI", Differences((await office.Rows(id))[0]));
        Assert.Equal("Wanda", await Living(office));
    }

    [Fact]
    public async Task Of_a_newborn_listed_with_a_mother_who_has_left_a_person_decides()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(Wanda(), Willi()));
        await Leave(office, "Wanda", api.Given.Today.AddDays(-30));
        var id = await office.Check(AllocationFile.Of(Wanda(), Willi(), Newborn));
        Assert.Equal(["born-after-allocation", "household-apart"], Codes((await office.Rows(id))[2]));
        await office.Decide(id, 4, new { decision = "create", householdLine = 2 }).Expect(200);
        await Apply(office, id);
        Assert.Equal("Willi | Wim", await Living(office));
    }

    [Fact]
    public async Task Nothing_is_written_of_who_has_died()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(Wanda(), Willi()));
        var day = api.Given.Today.AddDays(-40);
        var willi = await Client(office, "Willi");
        await Died(office, willi, day);
        // Still a member, with an open case: he is not allocated anew, nor housed elsewhere.
        var moved = Willi(allocated: Written(api.Given.Today.AddDays(-10)), place: Zell);
        var id = await office.Check(AllocationFile.Of(moved));
        Assert.Equal(["person-has-died"], Codes((await office.Rows(id))[0]));
        await Apply(office, id);
        Assert.Empty(Differences((await office.Rows(id))[0]));

        // Taken out of the household, and the case closed: neither begins again.
        await Leave(office, "Willi", day);
        var cases = $"/api/v1/cases/{await api.Sql<Guid>($"select id from app.\"case\" where client_id = '{willi}'")}";
        await Change(office, cases, "/close", new { reasonCode = "deceased" });
        foreach (var file in new[] { AllocationFile.Of(Wanda(), Willi()), AllocationFile.Of(Wanda(), moved) })
        {
            var row = (await office.Rows(await office.Import(file)))[1];
            Assert.Equal(["person-has-died"], Codes(row));
            Assert.Empty(Differences(row));
        }
        Assert.Equal("Wanda", await Living(office));
        Assert.Equal("closed 2026-02-12 2026-02-12 2026-02-12", await api.Sql<string>($"""
            select concat_ws(' ', (select string_agg(c.status, ',') from app."case" c where c.client_id = '{willi}'),
                (select string_agg(a.allocated_on::text, ',') from app.allocation a where a.client_id = '{willi}'),
                (select string_agg(h.from_date::text, ',') from app.client_accommodation h where h.client_id = '{willi}'),
                (select string_agg(m.from_date::text, ',') from app.household_member m where m.client_id = '{willi}'))
            """));
    }

    [Fact]
    public async Task Who_was_born_after_the_allocation_of_the_household_is_not_allocated()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(Wanda(), Newborn));
        var home = await api.Sql<Guid>($"select id from app.household where organisation_id = '{office.OrganisationId}'");
        await api.Given.Client(office.OrganisationId, home, "Wieder", "Wulf", new DateOnly(2027, 5, 21), "child");
        // Registered by hand, and then on a list.
        var id = await office.Check(AllocationFile.Of(Wanda(), Newborn, Wulf));
        var row = (await office.Rows(id))[2];
        await office.Decide(id, 4, new { decision = "use_existing", clientId = row.Text("candidates/0/clientId") }).Expect(200);
        await Apply(office, id);
        Assert.Equal("Wanda Wim Wulf", await Living(office));
        Assert.Equal("2026-02-12 25-3 effective", await Allocations(office));
        Assert.Equal("Wanda", await api.Sql<string>($"""
            select string_agg(c.given_name, ' ') from app.allocation a join app.client c on c.id = a.client_id
            where a.organisation_id = '{office.OrganisationId}'
            """));
    }

    [Theory]
    [InlineData(Filsweg)]
    [InlineData(Zell)]
    public async Task What_a_list_said_for_a_later_day_and_has_not_begun_begins_on_the_earlier_day_that_the_corrected_one_says(string place)
    {
        var office = await api.Given.ImportOffice();
        var (late, early) = (api.Given.Today.AddDays(60), api.Given.Today.AddDays(-2));
        await office.Import(AllocationFile.Of(Wanda(Written(late)), Willi(Written(late))));
        var id = await office.Check(AllocationFile.Of(Wanda(Written(early), place), Willi(Written(early), place)));
        string[] said =
        [
            $"allocation: {late:O}, {Filsweg}, 25-3 → {early:O}, {place}, 25-3",
            .. place == Filsweg ? [] : (string[])[$"accommodation: {Filsweg} → {place}"],
        ];
        Assert.All(await office.Rows(id), row => Assert.Equal(said, Differences(row)));
        await Apply(office, id);
        Assert.Equal(place, await api.Sql<string>($"""
            select string_agg(distinct a.name, ', ') from app.client_accommodation h join app.accommodation a on a.id = h.accommodation_id
            where h.organisation_id = '{office.OrganisationId}'
            """));
        Assert.Equal($"{early:O} 25-3 effective, {early:O} 25-3 effective", await Allocations(office));
        Assert.Equal("Wanda Willi", await Living(office));
        foreach (var table in new[] { "client_accommodation", "client_residence_status", "household_member" })
        {
            Assert.Equal((table, $"{early:O} 2"), (table, await api.Sql<string>($"""
                select concat_ws(' ', min(from_date), count(*)) from app.{table} where organisation_id = '{office.OrganisationId}' and until_date is null
                """)));
        }
        // They are here, and can be handed over.
        var home = await api.Sql<Guid>($"select id from app.household where organisation_id = '{office.OrganisationId}'");
        await office.Client.Post("/api/v1/handovers",
            new { householdId = home, receivingTeamId = await api.Given.Team(await api.Given.Organisation()) }).Expect(201);
    }

    private static string Wanda(string allocated = "12.02.2026", string place = Filsweg) =>
        AllocationFile.Row("Wieder", "Wanda", "01.02.1990", "WI", "WI-2026-1", place: place, allocated: allocated);

    private static string Willi(string allocated = "12.02.2026", string place = Filsweg) =>
        AllocationFile.Row("Wieder", "Willi", "03.04.1988", "WI", "WI-2026-1", "Ehegatte", "männlich", place, allocated);

    private static readonly string Newborn = AllocationFile.Row("Wieder", "Wim", "20.05.2027", "WI", "WI-2026-1", "Kind", "männlich");

    private static readonly string Wulf = AllocationFile.Row("Wieder", "Wulf", "21.05.2027", "WI", "WI-2026-1", "Kind");

    private static string Written(DateOnly day) => day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);

    private static async Task Apply(ImportOffice office, Guid id)
    {
        await office.RequestApply(id, "row_by_row").Expect(202);
        await office.Process();
        Assert.Equal("applied", await office.Status(id));
    }

    private async Task Correct(ImportOffice office, object body)
    {
        var path = $"/api/v1/allocations/{await Allocation(office)}";
        await office.Client.Put(path, body, (await office.Client.GetAsync(path).Expect(200)).Tag()).Expect(200);
    }

    private async Task Leave(ImportOffice office, string given, DateOnly until)
    {
        var client = await Client(office, given);
        var household = await api.Sql<Guid>($"select household_id from app.household_member where client_id = '{client}'");
        await Change(office, $"/api/v1/households/{household}", $"/members/{client}/remove", new { until, reason = "ausgezogen" });
    }

    private static async Task Died(ImportOffice office, Guid client, DateOnly day) => await office.Client.Post($"/api/v1/clients/{client}/presences",
        new { from = day.AddDays(-60), arrivedAs = "allocation", until = day, leaveReason = "died" }).Expect(201);

    private static async Task Change(ImportOffice office, string path, string action, object body) =>
        await office.Client.Post(path + action, body, (await office.Client.GetAsync(path).Expect(200)).Tag()).Expect(200);

    private Task<Guid> Allocation(ImportOffice office) =>
        api.Sql<Guid>($"select id from app.allocation where organisation_id = '{office.OrganisationId}'");

    private Task<string> Allocations(ImportOffice office) => api.Sql<string>($"""
        select string_agg(concat_ws(' ', allocated_on, residence_status, status), ', ' order by allocated_on, id) from app.allocation
        where organisation_id = '{office.OrganisationId}'
        """);

    private Task<Guid> Client(ImportOffice office, string given) =>
        api.Sql<Guid>($"select id from app.client where organisation_id = '{office.OrganisationId}' and given_name = '{given}'");

    /// <summary>Households of today with their members' given names.</summary>
    private Task<string> Living(ImportOffice office) => api.Sql<string>($"""
        select coalesce(string_agg(members, ' | ' order by members), '') from (
            select string_agg(c.given_name, ' ' order by c.given_name) as members
            from app.household_member m join app.client c on c.id = m.client_id
            where m.organisation_id = '{office.OrganisationId}' and daterange(m.from_date, m.until_date) @> date '{api.Given.Today:yyyy-MM-dd}'
            group by m.household_id) x
        """);

    private static IEnumerable<string> Codes(JsonNode row) => row.Values<string>("findings/*/code");

    private static IEnumerable<string> Differences(JsonNode row) => row["differences"]!.AsArray().Select(difference =>
        $"{difference.Text("field")}: {difference.Text("onFile")} → {difference.Text("inList")}"
        + (difference!.Value<bool>("applies") ? "" : ", to be settled"));
}
