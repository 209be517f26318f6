using CaseManagement.Api.Statistics;

namespace CaseManagement.UnitTests.Statistics;

/// <summary>What figures and dimensions say of one another, which the gate goes by, can be so.</summary>
public sealed class FigureStandingTests
{
    [Fact]
    public void Figures_stand_to_those_that_count_the_same_kind_of_unit()
    {
        foreach (var figure in Figures.All)
        {
            foreach (var other in figure.Standing.Among.Append(figure.Standing.As?.Figure).OfType<string>())
            {
                var of = Figures.Get(other.Split('/')[0]);
                Assert.True(of.Unit == figure.Unit, $"{figure.Name} counts other units than {of.Name}.");
                // An earlier version of itself may be named, too.
                Assert.True(of == figure || of.Versioned == other, $"{figure.Name} names {other}, and there is {of.Versioned}.");
                Assert.Null(of.Standing.As);
            }
            Assert.All(figure.Standing.Among, other => Assert.Equal(figure.Time, Figures.Get(other.Split('/')[0]).Time));
        }
    }

    [Fact]
    public void What_counts_the_same_under_another_name_is_told_apart_by_the_same_dimensions_or_by_others_of_its_own()
    {
        // A filter that it stands for is a dimension of a third one.
        Assert.Equal(["contacts_by_purpose", "lived_in_town_flats", "living_in_flats"], Figures.All.Where(figure => figure.Standing.As is not null
            && figure.Amount != FigureAmount.Days).Select(figure => figure.Name).Order(StringComparer.Ordinal));
        Assert.All(Figures.All.Where(figure => figure.Standing.As?.Of is not null), figure => Assert.Contains(Figures.All, other =>
            other.Standing.As?.Figure == figure.Standing.As!.Figure && other.Dimensions.Any(dimension =>
                FigureQuestion.NameOf(dimension) == figure.Standing.As.Of!.Value.Dimension)));
    }

    [Fact]
    public void Whatever_is_measured_in_days_says_what_it_counts_or_is_published_by_no_other_name() =>
        Assert.Equal(["acceptance_to_first_offer", "submission_to_acceptance"], Figures.All.Where(figure => figure.Amount == FigureAmount.Days
            && Figures.Counted(figure.Versioned) == figure.Versioned).Select(figure => figure.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void A_dimension_follows_from_those_that_some_figure_has_beside_it_and_from_none_that_follows_from_it()
    {
        foreach (var (dimension, words) in DimensionWords.Of)
        {
            Assert.All(words.From, from =>
            {
                Assert.Contains(Figures.All, figure => figure.Dimensions.Contains(dimension) && figure.Dimensions.Contains(from));
                Assert.DoesNotContain(dimension, DimensionWords.Of[from].From);
            });
        }
    }
}
