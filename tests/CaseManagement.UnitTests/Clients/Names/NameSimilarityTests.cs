using CaseManagement.Api.Clients;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Clients;

public class NameSimilarityTests
{
    [Theory]
    [InlineData("Mohammad", "Muhammed")]
    [InlineData("Al-Ahmad", "Alahmad")]
    [InlineData("Yousef", "Jussuf")]
    [InlineData("Hussein", "Hüseyin")]
    [InlineData("Zahra", "Sahra")]
    [InlineData("Khaled", "Chaled")]
    [InlineData("Ali", "Aly")]
    [InlineData("Петренко", "Petrenko")]
    [InlineData("Şahin", "Schahin")]
    [InlineData("Gebremedhin", "Gebre Medhin")]
    [InlineData("Abdullah", "Abd Allah")]
    [InlineData("Olexander", "Oleksandr")]
    [InlineData("Iryna", "Irina")]
    [InlineData("Hariri", "Al Hariri")]
    [InlineData("Олег", "Oleg")]
    [InlineData("Zahra Karimi", "Karimi Zahra")]
    [InlineData("Jäger", "Jaeger")]
    public void Spellings_of_one_name_sound_alike(string a, string b) =>
        Assert.InRange(NameSimilarity.Score(a, b), NameSimilarity.SoundsAlike, 1);

    [Theory]
    [InlineData("Hassan", "Hussein")]
    [InlineData("Mahmoud", "Mohammad")]
    [InlineData("Amir", "Amira")]
    [InlineData("Karim", "Karimi")]
    [InlineData("Rim", "Rami")]
    [InlineData("Rana", "Rim")]
    [InlineData("Ali", "Alia")]
    [InlineData("Sara", "Zahra")]
    [InlineData("Omar", "Amira")]
    [InlineData("Festus", "Blessing")]
    public void Other_names_do_not(string a, string b) => Assert.InRange(NameSimilarity.Score(a, b), 0, NameSimilarity.SoundsAlike - 0.03);

    [Fact]
    public void A_missing_second_given_name_costs_less_than_a_different_one()
    {
        var missing = NameSimilarity.Score("Karimi Mohammad Reza", "Karimi Mohammad");
        var different = NameSimilarity.Score("Karimi Mohammad Reza", "Karimi Mohammad Farhad");
        Assert.InRange(missing, different, 0.99);
    }

    [Fact]
    public void No_name_is_like_nothing() => Assert.Equal(0, NameSimilarity.Score("", "Karimi"));

    [Fact]
    public void The_score_is_symmetric_and_between_0_and_1_and_1_for_itself() => Prop.ForAll<string, string>((a, b) =>
    {
        var score = NameSimilarity.Score(a, b);
        var self = NameSimilarity.Score(a, a);
        return score is >= 0 and <= 1 && Math.Abs(score - NameSimilarity.Score(b, a)) < 1e-9 && (NameNormalizer.Normalize(a).Length == 0 || self == 1);
    }).QuickCheckThrowOnFailure();
}
