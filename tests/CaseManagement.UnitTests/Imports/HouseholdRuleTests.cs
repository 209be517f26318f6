using CaseManagement.Api.Clients;
using CaseManagement.Api.Imports;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Imports;

/// <summary>Who lives together by a list, as the household rule of the README says.</summary>
public class HouseholdRuleTests
{
    [Fact]
    public void A_file_number_in_the_first_row_only_is_that_of_the_family() =>
        Assert.Equal("0 1 2", Told(Row("G1", "CC-23", "applicant"), Row("G1", null), Row("G1", null)));

    [Fact]
    public void One_file_number_per_person_is_one_household_where_place_and_day_agree_and_one_is_the_applicant() =>
        Assert.Equal("0 1 2", Told(Row("G1", "1", "applicant"), Row("G1", "2"), Row("G1", "3")));

    [Fact]
    public void One_file_number_under_two_labels_is_one_household() => Assert.Equal("0 2 | 1", Told(Row("G1", "1"), Row("G1b", "2"), Row("G2", "1")));

    [Theory]
    [InlineData("g 1", "cc 23")]
    [InlineData(" G1", "CC/23")]
    [InlineData("G\u00A01", "cc-23")]
    public void Labels_and_file_numbers_compare_without_case_and_blanks(string label, string file)
    {
        Assert.Equal("0 1", Told(Row("G1", "CC-23"), Row("other", file)));
        Assert.Equal("0 1", Told(Row("G1", null), Row(label, null)));
    }

    [Fact]
    public void Different_file_numbers_under_one_label_wait_where_place_or_day_differ()
    {
        Assert.Equal("0 1 ?", Told(Row("G1", "1"), Row("G1", "2", place: "Zell")));
        Assert.Equal("0 1 ?", Told(Row("G1", "1"), Row("G1", "2", day: 3)));
    }

    [Fact]
    public void Two_applicants_whom_only_a_label_joins_wait()
    {
        Assert.Equal("0 1 ?", Told(Row("G1", "1", "applicant"), Row("G1", "2", "applicant")));
        Assert.Equal("0 1 ?", Told(Row("G1", null, "applicant"), Row("G1", null, "applicant")));
        Assert.Equal("0 1 2 ?", Told(Row("G1", "1", "applicant"), Row("G1", null, "applicant"), Row("G1", null)));
        Assert.Equal("0 1", Told(Row("G1", "1", "applicant"), Row("G1", "1", "applicant")));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("–")]
    [InlineData("XXX")]
    [InlineData("unbekannt")]
    public void What_stands_for_no_number_joins_nobody(string none) =>
        Assert.Equal("0 | 1", Told(Row("G1", none), Row("G2", none)));

    [Fact]
    public void A_label_without_a_letter_or_digit_joins_nobody() => Assert.Equal("0 | 1", Told(Row("-", null), Row("-", null)));

    [Fact]
    public void Rows_that_put_nobody_on_file_join_nobody() => Assert.Equal("0 2", string.Join(' ', Assert.Single(
        HouseholdRule.Of([Row("G1", null), null, Row("G1", null)])).Indexes));

    [Fact]
    public void Any_order_of_the_rows_and_any_spelling_gives_the_same_households()
    {
        var row = from label in Gen.Choose(1, 5)
                  from file in Gen.Choose(0, 6)
                  from isApplicant in Gen.Choose(0, 3)
                  from place in Gen.Choose(0, 8)
                  select (Label: label, File: file == 0 ? null : $"CC-2026-{file}", Role: isApplicant == 0 ? "applicant" : "child", Zell: place == 0);
        var lists = from rows in row.NonEmptyListOf()
                    let list = rows.Select((r, i) => (Row: r, Person: i)).ToArray()
                    from order in Gen.Shuffle(list)
                    from spelling in Gen.Choose(0, 2).ListOf(list.Length)
                    select (list, order, spelling);
        Prop.ForAll(lists.ToArbitrary(), sample =>
        {
            var spellings = sample.spelling.ToList();
            return Households(sample.list, _ => 0) == Households(sample.order, i => spellings[i]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

        static string Households(((int Label, string? File, string Role, bool Zell) Row, int Person)[] list, Func<int, int> spelling)
        {
            var rows = list.Select((r, i) => Row(
                spelling(i) switch { 0 => $"Haushalt {r.Row.Label}", 1 => $"HAUSHALT{r.Row.Label}", _ => $" haus halt  {r.Row.Label} " },
                spelling(i) switch { 0 => r.Row.File, 1 => r.Row.File?.ToLowerInvariant(), _ => r.Row.File?.Replace('-', ' ') },
                r.Row.Role, r.Row.Zell ? "Zell" : "Filsweg 7"));
            return string.Join('\n', HouseholdRule.Of([.. rows])
                .Select(household => $"{string.Join(' ', household.Indexes.Select(i => list[i].Person).Order())}{(household.IsUnclear ? " ?" : "")}")
                .Order(StringComparer.Ordinal));
        }
    }

    private static string Told(params AllocationFacts[] rows) => string.Join(" | ", HouseholdRule.Of(rows)
        .Select(household => string.Join(' ', household.Indexes) + (household.IsUnclear ? " ?" : "")));

    internal static AllocationFacts Row(string label, string? file, string role = "child", string place = "Filsweg 7", int day = 2) => new(
        new DateOnly(2026, 11, day), place, label, "Karimi", "Zahra", BirthDate.Unknown, "female", ["AFG"], [], "25-3", file, role, null);
}
