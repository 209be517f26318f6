using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.ApiTests.Imports;

/// <summary>
/// With whom the persons of a list live in the end: what was decided holds, nobody is put with the one from whom the other has parted, and who is to leave
/// or come on a later day lives where she or he lives today.
/// </summary>
public sealed class HouseholdsOfDecisionsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Theory]
    [InlineData("row_by_row")]
    [InlineData("all_or_nothing")]
    public async Task Who_was_decided_to_live_with_somebody_on_file_comes_into_that_household(string mode)
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(Quirin("TZ-2026-9")));
        var id = await office.Check(AllocationFile.Of(Quirin("TZ-2026-1"), AllocationFile.Row("Wolf", "Roswitha", "07.08.1990", "TZ", "TZ-2026-2")));
        await UseExisting(office, id, 2);
        await office.Decide(id, 3, new { decision = "create", householdLine = 2 }).Expect(200);
        await Apply(office, id, mode);
        Assert.Equal("Quirin Roswitha", await Living(office));
        Assert.Contains("household-joined", Codes((await office.Rows(id))[1]));
    }

    [Fact]
    public async Task A_child_comes_to_its_parents_whose_file_number_was_corrected()
    {
        var office = await api.Given.ImportOffice();
        string[] Parents(string number) =>
        [
            AllocationFile.Row("Trost", "Tilda", "01.02.1990", "TT", number),
            AllocationFile.Row("Trost", "Till", "03.04.1988", "TT", number, "Ehegatte", "männlich"),
        ];
        await office.Import(AllocationFile.Of(Parents("TT-2026-3P")));
        var id = await office.Check(AllocationFile.Of(
            [AllocationFile.Row("Trost", "Tamo", "05.06.2015", "TT", "TT-2026-P3", "Kind", "männlich"), .. Parents("TT-2026-P3")]));
        await UseExisting(office, id, 3);
        await UseExisting(office, id, 4);
        await Apply(office, id, "all_or_nothing");
        Assert.Equal("Tamo Tilda Till", await Living(office));
        Assert.Equal(1L, await office.Count("app.household"));
    }

    [Fact]
    public async Task A_family_comes_to_who_was_registered_by_hand()
    {
        var office = await api.Given.ImportOffice();
        var household = await api.Given.Household(office.OrganisationId);
        await api.Given.Client(office.OrganisationId, household, "Sommer", "Berta", new DateOnly(1990, 2, 1));
        var id = await office.Check(AllocationFile.Of(
            AllocationFile.Row("Sommer", "Berta", "01.02.1990", "H1", ""),
            AllocationFile.Row("Sommer", "Ben", "03.04.1988", "H1", "", "Ehegatte", "männlich"),
            AllocationFile.Row("Sommer", "Cara", "05.06.2015", "H1", "", "Kind")));
        await UseExisting(office, id, 2);
        await Apply(office, id, "row_by_row");
        Assert.Equal("Ben Berta Cara", await Living(office));
        Assert.All((await office.Rows(id)).Skip(1), row => Assert.Contains("household-joined", Codes(row)));
    }

    [Fact]
    public async Task Who_lives_with_a_row_that_repeats_an_earlier_one_comes_to_that_ones_person()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(AllocationFile.Of(
            AllocationFile.Row("Karimi", "Zahra", "26.10.1986", "H1", "CC-1"), AllocationFile.Row("Karimi", "Zahra", "26.10.1986", "H2", "CC-2"),
            AllocationFile.Row("Osagie", "Joy", "01.11.2000", "H2", "CC-3")));
        await office.Decide(id, 3, new { decision = "use_existing", line = 2 }).Expect(200);
        await office.Decide(id, 4, new { decision = "create", householdLine = 3 }).Expect(200);
        await Apply(office, id, "all_or_nothing");
        Assert.Equal("Joy Zahra", await Living(office));
    }

    [Fact]
    public async Task A_new_row_of_an_unclear_household_can_be_put_with_somebody_known()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(Quirin("TZ-2026-1")));
        var id = await office.Check(AllocationFile.Of(Quirin("TZ-2026-1"), AllocationFile.Row("Wolf", "Roswitha", "07.08.1990", "TZ", "TZ-2026-2")));
        var import = await office.Get(id);
        Assert.Equal((1, 1), (import.Number("counts/undecided"), import.Number("counts/unclearHousehold")));
        await office.Decide(id, 3, new { decision = "create", householdLine = 2 }).Expect(200);
        await Apply(office, id, "all_or_nothing");
        Assert.Equal("Quirin Roswitha", await Living(office));
    }

    [Fact]
    public async Task A_newborn_listed_with_its_mother_comes_to_her_and_not_to_whom_she_has_left()
    {
        var office = await Separated();
        var id = await office.Check(AllocationFile.Of(Bela, Mila));
        Assert.Equal(["household-joined"], Codes((await office.Rows(id))[1]));
        await Apply(office, id, "row_by_row");
        Assert.Equal("Anton | Bela Mila", await Living(office));
    }

    [Theory]
    [InlineData(null, "Anton | Bela")]
    [InlineData(2, "Anton Mila | Bela")]
    [InlineData(3, "Anton | Bela Mila")]
    public async Task Of_a_newborn_listed_with_both_who_live_apart_a_person_decides(int? householdLine, string living)
    {
        var office = await Separated();
        var id = await office.Check(AllocationFile.Of(Anton, Bela, Mila));
        var (import, rows) = (await office.Get(id), await office.Rows(id));
        Assert.Equal((1, 1), (import.Number("counts/undecided"), import.Number("counts/unclearHousehold")));
        Assert.Equal(("new", 2, "household-apart"), (rows[2].Text("verdict"), rows[2].Number("unclearHousehold"), Codes(rows[2]).Single()));
        Assert.All(rows.Take(2), row => Assert.Equal("known", row.Text("verdict")));
        var problem = await office.RequestApply(id, "all_or_nothing").ExpectProblem(409, "import-obstacles");
        Assert.Equal([4], problem.Values<int>("lines/*"));
        if (householdLine is { } line)
        {
            await office.Decide(id, 4, new { decision = "create", householdLine = line }).Expect(200);
        }
        await Apply(office, id, householdLine is null ? "row_by_row" : "all_or_nothing");
        Assert.Equal(living, await Living(office));
        Assert.Equal(2L, await office.Count("app.household"));
    }

    [Fact]
    public async Task Of_a_newborn_alone_on_a_list_whose_file_number_two_households_have_a_person_decides()
    {
        var office = await Separated();
        var id = await office.Check(AllocationFile.Of(Mila));
        Assert.Equal(["household-apart"], Codes((await office.Rows(id))[0]));
        await office.RequestApply(id, "all_or_nothing").ExpectProblem(409, "import-obstacles");
        await office.Decide(id, 2, new { decision = "create" }).Expect(200);
        await Apply(office, id, "all_or_nothing");
        Assert.Equal("Anton Mila | Bela", await Living(office)); // As the label says.
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_newborn_whose_mother_another_office_looks_after_by_now_a_person_decides(bool isAlone)
    {
        var office = await Separated();
        await HandOver(office, "Bela");
        var id = await office.Check(AllocationFile.Of(isAlone ? [Mila] : [Anton, Bela, Mila]));
        var row = (await office.Rows(id))[^1];
        Assert.Equal(("new", 2, "household-elsewhere"), (row.Text("verdict"), row.Number("unclearHousehold"), Codes(row).Single()));
        Assert.Equal(1, (await office.Get(id)).Number("counts/undecided"));
        await office.RequestApply(id, "all_or_nothing").ExpectProblem(409, "import-obstacles");
        await Apply(office, id, "row_by_row");
        Assert.Equal("Anton", await Living(office));
        Assert.Equal(1L, await office.Count("app.client"));
    }

    [Fact]
    public async Task That_they_live_apart_as_the_decisions_show_is_asked_when_it_is_applied()
    {
        var office = await Separated();
        var corrected = AllocationFile.Row("Trenn", "Bela", "02.03.1991", "TR1", "TR-2026-1", "Ehegatte", allocated: "01.06.2027");
        var id = await office.Check(AllocationFile.Of(Anton, corrected, Mila));
        Assert.Equal(["household-joined"], Codes((await office.Rows(id))[2]));
        await UseExisting(office, id, 3);
        await office.RequestApply(id, "all_or_nothing").Expect(202);
        await office.Process();
        Assert.NotNull((await office.Get(id))["applyRefusedAt"]);
        Assert.Contains("household-apart", Codes((await office.Rows(id))[2]));
        Assert.Equal("Anton | Bela", await Living(office));
        await office.Decide(id, 4, new { decision = "create", householdLine = 3 }).Expect(200);
        await Apply(office, id, "all_or_nothing");
        Assert.Equal("Anton | Bela Mila", await Living(office));
    }

    [Fact]
    public async Task Who_is_to_leave_on_a_later_day_lives_there_today_and_the_newborn_too()
    {
        var (office, home) = await Planning();
        foreach (var given in new[] { "Anna", "Otto" })
        {
            await Post(office, home, $"members/{await Client(office, given)}/remove", new { until = Later, reason = "Umzug" });
        }
        var id = await office.Check(AllocationFile.Of(Anna(), Newborn));
        Assert.Contains("household-joined", Codes((await office.Rows(id))[1]));
        await Apply(office, id, "all_or_nothing");
        Assert.Equal(("Anna Otto Pia", "Pia"), (await Living(office), await Living(office, Later)));
        Assert.Equal(1L, await office.Count("app.household"));
    }

    [Fact]
    public async Task A_newborn_of_those_who_are_to_move_comes_to_where_they_live_today()
    {
        var (office, home) = await Planning();
        var next = await api.Given.Household(office.OrganisationId, "PZ-neu");
        var (anna, otto) = (await Client(office, "Anna"), await Client(office, "Otto"));
        await Post(office, home, $"members/{anna}/move", new
        {
            toHouseholdId = next, role = "applicant", on = Later, others = new[] { new { clientId = otto, role = "spouse" } },
        });
        await Apply(office, await office.Check(AllocationFile.Of(Newborn)), "row_by_row");
        Assert.Equal(("Anna Otto Pia", "Anna Otto | Pia"), (await Living(office), await Living(office, Later)));
    }

    [Fact]
    public async Task A_row_that_changes_nothing_leaves_a_planned_leaving_as_it_is()
    {
        var (office, home) = await Planning();
        await Post(office, home, $"members/{await Client(office, "Anna")}/remove", new { until = Later, reason = "Umzug" });
        var id = await office.Import(AllocationFile.Of(Anna()));
        Assert.Contains("known-unchanged", Codes((await office.Rows(id))[0]));
        Assert.Equal(("Anna Otto", "Otto"), (await Living(office), await Living(office, Later)));
        Assert.Equal(2L, await office.Count("app.household_member"));
    }

    [Fact]
    public async Task The_role_that_a_row_says_is_compared_with_that_of_today_and_not_of_a_planned_household()
    {
        var (office, home) = await Planning();
        var next = await api.Given.Household(office.OrganisationId, "PZ-neu");
        await Post(office, home, $"members/{await Client(office, "Otto")}/move", new { toHouseholdId = next, role = "applicant", on = Later });
        var id = await office.Import(AllocationFile.Of(Otto));
        Assert.Equal(["known-unchanged"], Codes((await office.Rows(id))[0]));
        Assert.Empty((await office.Rows(id))[0]["differences"]!.AsArray());
    }

    [Fact]
    public async Task Who_was_allocated_for_a_later_day_keeps_that_household_and_others_join_it()
    {
        var office = await api.Given.ImportOffice();
        var allocated = Later.ToString("dd.MM.yyyy", System.Globalization.CultureInfo.InvariantCulture);
        await office.Import(AllocationFile.Of(Anna(allocated)));
        await office.Import(AllocationFile.Of(
            Anna(allocated), AllocationFile.Row("Planer", "Otto", "03.04.1988", "PZ", "PZ-2026-1", "Ehegatte", "männlich", allocated: allocated)));
        Assert.Equal(("", "Anna Otto"), (await Living(office), await Living(office, Later)));
        Assert.Equal((1L, 2L), (await office.Count("app.household"), await office.Count("app.household_member")));
    }

    [Fact]
    public async Task A_decision_for_a_row_that_was_skipped_is_taken_back_and_told_in_the_end()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.CheckedThatLeadsNowhere();
        Assert.Equal(0, (await office.Get(id)).Number("counts/undecided"));
        await Apply(office, id, "row_by_row");
        Assert.Equal(1, (await office.Get(id)).Number("counts/undecided"));
        var row = (await office.Rows(id))[2];
        Assert.Equal((null, null, null), (row.Text("decision"), row.Text("clientId"), row.Text("appliedAt")));
        Assert.Contains("decision-leads-nowhere", Codes(row));
    }

    [Fact]
    public void Whatever_is_on_file_and_decided_rows_of_one_household_are_in_one_household()
    {
        var lists = from order in Gen.Shuffle(new[] { 0, 1, 2, 3 })
                    from onFile in Gen.Choose(0, 15)
                    from numbers in Gen.Choose(1, 2)
                    from choices in Gen.Choose(0, 3).ListOf(4)
                    select (Order: order, OnFile: onFile, Numbers: numbers, Choices: choices.ToArray());
        Prop.ForAll(lists.ToArbitrary(), list => Holds(list.Order, list.OnFile, list.Numbers, list.Choices).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(12));
    }

    private async Task<bool> Holds(int[] order, int onFile, int numbers, int[] choices)
    {
        string[] given = ["Amir", "Birte", "Carlos", "Dunja"];
        string Row(int person, string number) => AllocationFile.Row("Reger", given[person], $"1{person}.0{person + 1}.19{70 + (7 * person)}", "RG", number,
            sex: person % 2 == 0 ? "männlich" : "weiblich");
        var office = await api.Given.ImportOffice();
        var known = order.Where(person => (onFile & (1 << person)) != 0).ToList();
        if (known.Count > 0)
        {
            await office.Import(AllocationFile.Of(known.Select(person => Row(person, "AL-2026-77"))));
        }
        var id = await office.Check(AllocationFile.Of(order.Select(person => Row(person, $"NE-2026-{person % numbers}"))));
        foreach (var (row, choice) in (await office.Rows(id)).Zip(choices))
        {
            var line = row.Value<int>("line");
            if (row.Text("verdict") == "likely_duplicate")
            {
                await UseExisting(office, id, line);
            }
            else if (row["unclearHousehold"] is not null)
            {
                int? with = choice > 0 && line - choice >= 2 ? line - choice : null;
                await office.Decide(id, line, new { decision = "create", householdLine = with }).Expect(200);
            }
        }
        await Apply(office, id, "all_or_nothing");
        var rows = await office.Rows(id);
        var homes = new Dictionary<int, Guid>();
        foreach (var row in rows)
        {
            homes.Add(row.Value<int>("line"), await api.Sql<Guid>($"select household_id from app.household_member where client_id = '{row.Text("clientId")}'"));
        }
        return rows.All(row => row["householdLine"] is null || homes[row.Value<int>("line")] == homes[row.Value<int>("householdLine")])
            && (numbers > 1 || homes.Values.Distinct().Count() == 1);
    }

    private static string Quirin(string number) => AllocationFile.Row("Wolf", "Quirin", "04.05.1988", "TZ", number, sex: "männlich");

    private static readonly string Anton =
        AllocationFile.Row("Trenn", "Anton", "01.02.1988", "TR1", "TR-2026-1", sex: "männlich", allocated: "01.06.2027");

    private static readonly string Bela = AllocationFile.Row("Trenn", "Bela", "03.04.1991", "TR1", "TR-2026-1", "Ehegatte", allocated: "01.06.2027");

    private static readonly string Mila = AllocationFile.Row("Trenn", "Mila", "20.05.2027", "TR1", "TR-2026-1", "Kind", allocated: "01.06.2027");

    /// <summary>Anton and Bela came with one file number, and Bela has moved out.</summary>
    private async Task<ImportOffice> Separated()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(new[] { Anton, Bela }.Select(row => row.Replace("01.06.2027", "12.02.2026", StringComparison.Ordinal))));
        var home = await api.Sql<Guid>($"select id from app.household where organisation_id = '{office.OrganisationId}'");
        var other = await api.Given.Household(office.OrganisationId, "Trennova B");
        var moved = new { toHouseholdId = other, role = "applicant", on = api.Given.Today.AddDays(-10) };
        await Post(office, home, $"members/{await Client(office, "Bela")}/move", moved);
        return office;
    }

    private async Task HandOver(ImportOffice office, string given)
    {
        var client = await Client(office, given);
        var of = new GivenCase(await api.Sql<Guid>($"select id from app.\"case\" where client_id = '{client}'"), client, office.OrganisationId, office.TeamId,
            await api.Sql<Guid>($"select household_id from app.household_member where client_id = '{client}' and until_date is null"), office.Worker);
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        await new GivenHandover(api, office.Worker, await api.Given.Staff(town, Role.Caseworker, team), team, [of]).Accepted();
    }

    private DateOnly Later => api.Given.Today.AddDays(120);

    private static string Anna(string allocated = "12.02.2026") => AllocationFile.Row("Planer", "Anna", "01.02.1990", "PZ", "PZ-2026-1", allocated: allocated);

    private static readonly string Otto = AllocationFile.Row("Planer", "Otto", "03.04.1988", "PZ", "PZ-2026-1", "Ehegatte", "männlich");

    private static readonly string Newborn = AllocationFile.Row("Planer", "Pia", "20.05.2027", "PZ", "PZ-2026-1", "Kind");

    private async Task<(ImportOffice Office, Guid Household)> Planning()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(Anna(), Otto));
        return (office, await api.Sql<Guid>($"select id from app.household where organisation_id = '{office.OrganisationId}'"));
    }

    private static async Task UseExisting(ImportOffice office, Guid id, int line)
    {
        var row = (await office.Rows(id)).Single(row => row.Number("line") == line);
        await office.Decide(id, line, new { decision = "use_existing", clientId = row.Text("candidates/0/clientId") }).Expect(200);
    }

    private static async Task Apply(ImportOffice office, Guid id, string mode)
    {
        await office.RequestApply(id, mode).Expect(202);
        await office.Process();
        Assert.Equal("applied", await office.Status(id));
    }

    private static async Task Post(ImportOffice office, Guid household, string action, object body)
    {
        var path = $"/api/v1/households/{household}";
        await office.Client.Post($"{path}/{action}", body, (await office.Client.GetAsync(path).Expect(200)).Tag()).Expect(200);
    }

    private Task<Guid> Client(ImportOffice office, string given) =>
        api.Sql<Guid>($"select id from app.client where organisation_id = '{office.OrganisationId}' and given_name = '{given}'");

    /// <summary>Households on a day, today where none is given, with their members' given names.</summary>
    private Task<string> Living(ImportOffice office, DateOnly? day = null) => api.Sql<string>($"""
        select coalesce(string_agg(members, ' | ' order by members), '') from (
            select string_agg(c.given_name, ' ' order by c.given_name) as members
            from app.household_member m join app.client c on c.id = m.client_id
            where m.organisation_id = '{office.OrganisationId}' and daterange(m.from_date, m.until_date) @> date '{day ?? api.Given.Today:yyyy-MM-dd}'
            group by m.household_id) x
        """);

    private static IEnumerable<string> Codes(JsonNode row) => row["findings"]!.AsArray().Select(finding => finding.Text("code")!);
}
