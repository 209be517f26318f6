using CaseManagement.Api.Letters;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Letters;

public sealed class DeadlineTests
{
    private static readonly Term Month = new(1, TermUnit.Months, "§ 84 Abs. 1 SGG"), Week = new(1, TermUnit.Weeks, "§ 74 Abs. 1 AsylG");
    private static readonly Delivery Received = new(null, false, null), FourthDay = new(4, false, "§ 37 Abs. 2 SGB X");
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);
    private static readonly Gen<DateOnly> Days = Gen.Choose(0, 30_000).Select(day => new DateOnly(2000, 1, 1).AddDays(day));
    private static readonly Gen<Land> Laender = Gen.Elements(Land.All.AsEnumerable());
    private static readonly Gen<Term> Terms = Gen.Elements(
        Week, Month, new Term(2, TermUnit.Weeks, ""), new Term(3, TermUnit.Months, ""), new Term(1, TermUnit.Years, ""));

    [Theory]
    [InlineData("2027-03-16", "2027-04-16")]
    [InlineData("2027-01-31", "2027-03-01")] // 28 February is a Sunday
    [InlineData("2028-01-31", "2028-02-29")] // leap year
    [InlineData("2025-01-31", "2025-02-28")]
    [InlineData("2027-03-31", "2027-04-30")]
    [InlineData("2026-11-30", "2026-12-30")] // not the last of the month, the 30th
    [InlineData("2026-11-26", "2026-12-28")] // second Christmas day, Saturday
    [InlineData("2026-03-03", "2026-04-07")] // Good Friday, then Easter
    [InlineData("2026-12-06", "2027-01-07")] // Epiphany in Baden-Württemberg
    [InlineData("2027-10-01", "2027-11-02")] // All Saints' Day, a Monday
    public void A_month_ends_on_the_day_of_the_same_number_or_the_last_of_the_month_or_the_next_working_day(string received, string last) =>
        Assert.Equal(last, $"{Last(Month, Received, null, Day(received), Land.BadenWuerttemberg):O}");

    [Theory]
    [InlineData("2026-12-06", "2027-01-06")] // no Epiphany in Berlin
    [InlineData("2027-10-01", "2027-11-01")] // no All Saints' Day there
    [InlineData("2028-02-08", "2028-03-09")] // Women's Day is one
    public void Holidays_are_those_of_the_Land(string received, string last) =>
        Assert.Equal(last, $"{Last(Month, Received, null, Day(received), Land.Berlin):O}");

    [Theory]
    [InlineData("2027-06-16", 1, "2027-06-23")] // Wednesday to Wednesday
    [InlineData("2027-06-16", 2, "2027-06-30")]
    [InlineData("2027-05-10", 1, "2027-05-18")] // Whit Monday
    public void Weeks_end_on_the_weekday_of_the_delivery(string received, int weeks, string last) =>
        Assert.Equal(last, $"{Last(Week with { Amount = weeks }, Received, null, Day(received), Land.BadenWuerttemberg):O}");

    [Theory]
    [InlineData("2028-02-29", "2029-02-28")]
    [InlineData("2027-06-16", "2028-06-16")]
    public void A_year_from_29_February_ends_on_the_28th(string received, string last) =>
        Assert.Equal(last, $"{Last(new Term(1, TermUnit.Years, "§ 66 Abs. 2 SGG"), Received, null, Day(received), Land.BadenWuerttemberg):O}");

    [Fact]
    public void Three_months_for_the_notice_of_family_reunion_end_with_a_short_month() =>
        Assert.Equal(new DateOnly(2029, 2, 28), Last(new Term(3, TermUnit.Months, "§ 29 Abs. 2 AufenthG"), Received, null, new DateOnly(2028, 11, 30),
            Land.BadenWuerttemberg));

    [Fact]
    public void The_fourth_day_after_the_posting_counts_also_on_a_Saturday_and_however_early_the_letter_came()
    {
        // Posted on Tuesday 2 March 2027, received on the 3rd: counts as delivered on Saturday the 6th; a month later is a Tuesday.
        var steps = Deadline.Steps(Month, FourthDay, new DateOnly(2027, 3, 2), new DateOnly(2027, 3, 3), Land.BadenWuerttemberg);
        Assert.Equal([new DateOnly(2027, 3, 6), new DateOnly(2027, 4, 6)], steps.Select(step => step.Day));
        Assert.Equal([DeadlineRule.Delivered, DeadlineRule.TermEnds], steps.Select(step => step.Rule));
        Assert.Equal("§ 37 Abs. 2 SGB X", steps[0].Paragraph);
        // In tax law that day moves itself (§ 108 Abs. 3 AO): Monday the 8th.
        Assert.Equal(new DateOnly(2027, 4, 8),
            Last(Month, FourthDay with { MovesToWorkingDay = true }, new DateOnly(2027, 3, 2), new DateOnly(2027, 3, 3), Land.BadenWuerttemberg));
    }

    [Fact]
    public void Without_a_day_of_posting_the_day_of_receipt_counts() =>
        Assert.Equal(new DateOnly(2027, 3, 3), Deadline.Steps(Month, FourthDay, null, new DateOnly(2027, 3, 3), Land.Bayern)[0].Day);

    [Fact]
    public void A_term_ends_on_a_working_day_at_or_after_its_number_and_no_working_day_lies_between() => Prop.ForAll(
        Days.ToArbitrary(), Terms.ToArbitrary(), Laender.ToArbitrary(), (received, term, land) =>
        {
            var last = Last(term, Received, null, received, land);
            var number = term.EndsOn(received);
            return WorkingDays.IsWorkingDay(last, land) && last >= number
                && Enumerable.Range(0, last.DayNumber - number.DayNumber).All(day => !WorkingDays.IsWorkingDay(number.AddDays(day), land));
        }).Check(Many);

    [Fact]
    public void Months_keep_the_number_of_the_day_or_end_with_the_month() => Prop.ForAll(
        Days.ToArbitrary(), Gen.Choose(1, 24).ToArbitrary(), (received, months) =>
        {
            var ends = new Term(months, TermUnit.Months, "").EndsOn(received);
            var lengthOfMonth = DateTime.DaysInMonth(ends.Year, ends.Month);
            return ends.Day == Math.Min(received.Day, lengthOfMonth)
                && (ends.Year * 12) + ends.Month == (received.Year * 12) + received.Month + months;
        }).Check(Many);

    [Fact]
    public void Who_receives_it_later_never_has_to_act_earlier() => Prop.ForAll(
        Days.ToArbitrary(), Gen.Choose(0, 60).ToArbitrary(), Terms.ToArbitrary(), (received, later, term) =>
            Last(term, Received, null, received, Land.Bayern) <= Last(term, Received, null, received.AddDays(later), Land.Bayern)).Check(Many);

    private static DateOnly Last(Term term, Delivery delivery, DateOnly? posted, DateOnly received, Land land) =>
        Deadline.Steps(term, delivery, posted, received, land)[^1].Day;

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "O");
}
