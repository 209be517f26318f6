using CaseManagement.Api.Offers;
using CaseManagement.Api.ServiceDirectory;

namespace CaseManagement.UnitTests.Offers;

/// <summary>What speaks for an offer and what rules it out.</summary>
public sealed class OfferRankingTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    private static readonly OfferedService Plain = new(Guid.Empty, "Angebot", "Verein", null, ["prs"], false, [], null, null, ServiceCapacity.Yes, 5, Today,
        false, [], [], [], null);

    private static readonly OfferFacts Person = new("housing", new DateOnly(2008, 3, 3), ["prs"], ["duldung"], new OfferHome("73207", "Plochingen", null), []);

    [Theory]
    [InlineData(17, 17, OfferVerdict.Good), InlineData(18, null, OfferVerdict.Bad), InlineData(null, 16, OfferVerdict.Bad)]
    [InlineData(null, null, OfferVerdict.Good)]
    public void Who_turns_eighteen_tomorrow_is_seventeen(int? from, int? until, OfferVerdict verdict) =>
        Assert.Equal(verdict, Reason(Plain with { MinimumAge = from, MaximumAge = until }, OfferCriterion.Age).Verdict);

    [Theory]
    [InlineData("2027-02-28", OfferVerdict.Bad), InlineData("2027-03-01", OfferVerdict.Good), InlineData("2028-02-28", OfferVerdict.Good)]
    public void Who_was_born_on_29_February_is_a_year_older_on_1_March(string today, OfferVerdict verdict)
    {
        var facts = Person with { BirthDate = new DateOnly(2008, 2, 29), Services = [Plain with { MinimumAge = 19, AssuredDate = null }] };
        Assert.Equal(verdict, OfferRanking.Of(facts, DateOnly.ParseExact(today, "O")).Single().Reasons
            .Single(reason => reason.Criterion == OfferCriterion.Age).Verdict);
    }

    [Fact]
    public void Of_two_quick_answers_nothing_is_said_of_three_the_middle_one()
    {
        Assert.Equal(OfferVerdict.Unknown, Reason(Plain with { Waits = [1, 2] }, OfferCriterion.WaitingTime).Verdict);
        Assert.Equal((OfferVerdict.Good, "7"), Of(Plain with { Waits = [90, 2, 7] }));
        Assert.Equal((OfferVerdict.Fair, "28"), Of(Plain with { Waits = [28, 2, 90] }));
        Assert.Equal((OfferVerdict.Bad, "29"), Of(Plain with { Waits = [29, 2, 90] }));

        static (OfferVerdict, string?) Of(OfferedService service) =>
            Reason(service, OfferCriterion.WaitingTime) is var reason ? (reason.Verdict, reason.Detail) : default;
    }

    [Theory]
    [InlineData("73207", null, null, OfferVerdict.Good), InlineData("70173", null, null, OfferVerdict.Bad)]
    [InlineData(null, "plochingen", null, OfferVerdict.Good), InlineData(null, null, "Stumpenhof", OfferVerdict.Unknown)]
    [InlineData("73207", "Esslingen", null, OfferVerdict.Bad)]
    public void An_area_is_as_good_as_the_worst_that_it_says(string? postalCode, string? city, string? quarter, OfferVerdict verdict)
    {
        var area = new OfferPlace(postalCode, city, quarter);
        Assert.Equal(verdict, Reason(Plain with { Areas = [area] }, OfferCriterion.Responsibility).Verdict);
        Assert.Equal(OfferVerdict.Good, Reason(Plain with { Areas = [area, new OfferPlace(null, null, null)] }, OfferCriterion.Responsibility).Verdict);
    }

    [Fact]
    public void An_interpreter_counts_less_than_the_language_and_more_than_neither()
    {
        var ranked = Ranked(Plain with { Name = "A", Languages = ["deu"] }, Plain with { Name = "B", Languages = ["deu"], Interprets = true },
            Plain with { Name = "C" });
        Assert.Equal(["C", "B", "A"], ranked.Select(offer => offer.Service.Name));
        Assert.All(ranked, offer => Assert.True(offer.Fits));
    }

    [Fact]
    public void What_does_not_fit_stands_behind_whatever_else_speaks_for_it_and_what_is_not_known_rules_nothing_out()
    {
        var full = Plain with { Name = "A", Capacity = ServiceCapacity.No };
        var other = Plain with { Name = "B", Statuses = ["gestattung"] };
        var bare = Plain with { Name = "C", Languages = [], AssuredDate = null, Capacity = ServiceCapacity.AssessmentNeeded };
        Assert.Equal([("C", true), ("B", false), ("A", false)], Ranked(full, other, bare).Select(offer => (offer.Service.Name, offer.Fits)));
        Assert.True(OfferRanking.Of(Person with { Statuses = [], Services = [other] }, Today).Single().Fits);
    }

    private static IReadOnlyList<(OfferedService Service, bool Fits, IReadOnlyList<OfferReason> Reasons)> Ranked(params OfferedService[] services) =>
        OfferRanking.Of(Person with { Services = services }, Today);

    private static OfferReason Reason(OfferedService service, OfferCriterion criterion) =>
        Ranked(service).Single().Reasons.Single(reason => reason.Criterion == criterion);
}
