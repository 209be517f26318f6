using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.ApiTests.Imports;

/// <summary>The household rule of the README from the upload to the files: within one list, and across lists.</summary>
public sealed class HouseholdsOfListsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task C23_a_file_number_only_in_the_first_row_is_that_of_the_family()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Shown("C23-file-number-only-in-first-row.csv"));
        Assert.Equal("Dilovan Rojda", await office.Households());
    }

    [Fact]
    public async Task C26_a_label_that_comes_again_next_month_joins_no_strangers()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Shown("C26a-list-october.csv"));
        var id = await office.Import(AllocationFile.Shown("C26b-list-november.csv"));
        Assert.Equal("Jamila | Latifa", await office.Households());
        Assert.Empty(Codes((await office.Rows(id))[0]));
    }

    [Fact]
    public async Task C35_twins_are_two_persons_of_one_household_and_known_when_the_list_comes_again()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Shown("C35-twins.csv"));
        Assert.Equal("Abdi Abdirahman | Amir Omar | Hassan Hussein", await office.Households());
        var again = await office.Import(AllocationFile.Shown("C35-twins.csv"));
        Assert.All(await office.Rows(again), row => Assert.Equal("known", row.Text("verdict")));
    }

    [Fact]
    public async Task Rows_apart_labels_in_other_spelling_and_a_number_per_person_are_one_household()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(
            AllocationFile.Row("Karimi", "Zahra", "26.10.1986", "Haushalt 7", "CC-1"),
            AllocationFile.Row("Osagie", "Joy", "01.11.2000", "H 8", "CC-9"),
            AllocationFile.Row("Karimi", "Ali", "03.04.2010", "HAUSHALT7", "CC-2", "Kind", "männlich"),
            AllocationFile.Row("Osagie", "Festus", "13.05.1997", "h8", "", "Ehegatte", "männlich"),
            AllocationFile.Row("Karimi", "Sara", "03.04.2014", "haushalt  7", "cc 1", "Kind")));
        Assert.Equal("Ali Sara Zahra | Festus Joy", await office.Households());
    }

    [Fact]
    public async Task A_newborn_on_a_later_list_joins_by_the_file_number_and_that_is_shown_before()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(AllocationFile.Row("Karimi", "Zahra", "26.10.1986", "H001", "CC-2026-1")));
        var id = await office.Check(AllocationFile.Of(
            AllocationFile.Row("Karimi", "Nila", "01.10.2026", "H044", "cc 2026 1", "Kind", allocated: "20.10.2026"),
            AllocationFile.Row("Osagie", "Joy", "01.11.2000", "H001", "CC-2026-9", allocated: "20.10.2026")));
        var rows = await office.Rows(id);
        Assert.Equal(["household-joined"], Codes(rows[0]));
        Assert.Empty(Codes(rows[1]));
        Assert.Equal("Zahra", await office.Households());
        await office.RequestApply(id, "all_or_nothing").Expect(202);
        await office.Process();
        Assert.Equal("Joy | Nila Zahra", await office.Households());
    }

    [Fact]
    public async Task A_new_row_beside_somebody_known_of_its_list_joins_her_household()
    {
        var office = await api.Given.ImportOffice();
        var zahra = AllocationFile.Row("Karimi", "Zahra", "26.10.1986", "H001", "");
        await office.Import(AllocationFile.Of(zahra));
        var id = await office.Check(AllocationFile.Of(AllocationFile.Row("Karimi", "Ali", "03.04.2010", "h 001", "", "Kind", "männlich"), zahra));
        await office.RequestApply(id, "row_by_row").Expect(202);
        await office.Process();
        Assert.Equal("Ali Zahra", await office.Households());
    }

    // Two applicants under one label: which of the children is whose, no list tells.
    private static readonly byte[] Unclear = AllocationFile.Of(
        AllocationFile.Row("Karimi", "Zahra", "26.10.1986", "H001", "CC-1"),
        AllocationFile.Row("Osagie", "Joy", "01.11.2000", "H001", "CC-2"),
        AllocationFile.Row("Karimi", "Ali", "03.04.2010", "H001", "", "Kind", "männlich"),
        AllocationFile.Row("Haile", "Selam", "05.05.1990", "H002", "CC-3"));

    [Fact]
    public async Task An_unclear_household_waits_and_only_the_rest_is_applied()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(Unclear);
        var (import, rows) = (await office.Get(id), await office.Rows(id));
        Assert.Equal((3, 3, 4), (import.Number("counts/undecided"), import.Number("counts/unclearHousehold"), import.Number("counts/new")));
        Assert.All(rows.Take(3), row => Assert.Equal(
            ("new", 2, "household-unclear"), (row.Text("verdict"), row.Number("unclearHousehold"), Codes(row).Single())));
        Assert.Null(rows[3]["unclearHousehold"]);
        var problem = await office.RequestApply(id, "all_or_nothing").ExpectProblem(409, "import-obstacles");
        Assert.Equal([2, 3, 4], problem.Values<int>("lines/*"));

        await office.RequestApply(id, "row_by_row").Expect(202);
        await office.Process();
        Assert.Equal("applied", await office.Status(id));
        Assert.Equal("Selam", await office.Households());
        Assert.All((await office.Rows(id)).Take(3), row => Assert.Null(row["appliedAt"]));
    }

    [Fact]
    public async Task Who_lives_with_whom_is_decided_by_a_person()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(Unclear);
        await office.Decide(id, 2, new { decision = "create", householdLine = 4 }).ExpectProblem(400, "validation-failed");
        await office.Decide(id, 4, new { decision = "create", householdLine = 4 }).ExpectProblem(400, "validation-failed");
        await office.Decide(id, 4, new { decision = "skip", householdLine = 2 }).ExpectProblem(400, "validation-failed");
        await office.Decide(id, 5, new { decision = "create" }).ExpectProblem(409, "import-row-not-a-duplicate");
        await office.Decide(id, 4, new { decision = "use_existing", line = 2 }).ExpectProblem(400, "validation-failed");
        await office.Decide(id, 2, new { decision = "create" }).Expect(200);
        await office.Decide(id, 3, new { decision = "create" }).Expect(200);
        await office.Decide(id, 4, new { decision = "create", householdLine = 3 }).Expect(200);
        await office.Decide(id, 4, new { decision = "create", householdLine = 2 }).Expect(200); // A later decision replaces it.
        Assert.Equal(0, (await office.Get(id)).Number("counts/undecided"));
        await office.RequestApply(id, "all_or_nothing").Expect(202);
        await office.Process();
        Assert.Equal("Ali Zahra | Joy | Selam", await office.Households());

        // The same list again asks nothing.
        var again = await office.Import(Unclear);
        Assert.Equal(0, (await office.Get(again)).Number("counts/undecided"));
        Assert.Equal("Ali Zahra | Joy | Selam", await office.Households());
    }

    [Fact]
    public async Task Without_a_decision_on_the_household_the_file_number_decides()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(Unclear);
        foreach (var line in new[] { 2, 3, 4 })
        {
            await office.Decide(id, line, new { decision = "create" }).Expect(200);
        }
        await office.RequestApply(id, "row_by_row").Expect(202);
        await office.Process();
        Assert.Equal("Ali | Joy | Selam | Zahra", await office.Households());
    }

    [Fact]
    public void Any_order_and_any_spelling_of_the_labels_gives_the_same_persons_and_households()
    {
        string[] rows =
        [
            AllocationFile.Row("Karimi", "Zahra", "26.10.1986", "{0}1", "CC-1"),
            AllocationFile.Row("Karimi", "Ali", "03.04.2010", "{0}1", "", "Kind", "männlich"),
            AllocationFile.Row("Osagie", "Joy", "01.11.2000", "{0}2", "CC-2"),
            AllocationFile.Row("Osagie", "Festus", "13.05.1997", "{0}2", "CC-3", "Ehegatte", "männlich"),
            AllocationFile.Row("Haile", "Selam", "05.05.1990", "{0}3", ""),
            AllocationFile.Row("Haile", "Bereket", "06.06.2012", "{0}3", "", "Kind", "männlich"),
            AllocationFile.Row("Petrenko", "Olena", "05.05.1991", "{0}4", "CC-4"),
            AllocationFile.Row("Bondar", "Ivan", "06.06.1972", "{0}4", "CC-5", sex: "männlich"),
        ];
        var lists = from order in Gen.Shuffle(rows)
                    from labels in Gen.Elements("H00", "h 00", " H0 0", "H\u00A000").ListOf(rows.Length)
                    select order.Zip(labels, (row, label) => string.Format(System.Globalization.CultureInfo.InvariantCulture, row, label)).ToArray();
        string? first = null;
        Prop.ForAll(lists.ToArbitrary(), list =>
        {
            var told = Told(list).GetAwaiter().GetResult();
            return told == (first ??= told);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10));
        Assert.StartsWith("Ali Zahra | Bereket Selam | Festus Joy\n", first, StringComparison.Ordinal);

        async Task<string> Told(string[] list)
        {
            var office = await api.Given.ImportOffice();
            await office.Import(AllocationFile.Of(list));
            return $"{await office.Households()}\n{await office.Persons()}";
        }
    }

    private static IEnumerable<string> Codes(JsonNode row) => row["findings"]!.AsArray().Select(finding => finding.Text("code")!);
}
