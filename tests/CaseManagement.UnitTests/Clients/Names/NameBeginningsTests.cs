using CaseManagement.Api.Clients;

namespace CaseManagement.UnitTests.Clients;

public class NameBeginningsTests
{
    [Theory]
    [InlineData("Oeztu", "Öztürk Elif")]
    [InlineData("Muell", "Müller Hans")]
    [InlineData("Sche", "Ševčenko Olena")]
    [InlineData("Oez", "Öztürk Elif")]
    [InlineData("Mue", "Mu\u0308ller Hans")]
    [InlineData("Özt", "Oeztuerk Elif")]
    [InlineData("Mueller-Lue", "Müller-Lüdenscheid Karl")]
    [InlineData("Haddda Y", "Haddad Yousef")]
    [InlineData("Honsei", "Hosseini Nasir")]
    [InlineData("N Kalrimi", "Karimi Nasir")]
    [InlineData("Núñez de la Peña María José", "Núñez de la Peña María José")]
    public void What_sounds_like_the_beginning_fits_down_to_a_slip(string typed, string name) =>
        Assert.InRange(NameBeginnings.Score(typed, name), 0.74, 1);

    [Theory]
    [InlineData("Bond", "Haddad Layla")]
    [InlineData("Bondarenko K", "Bondarenko Olena")]
    [InlineData("Kas", "Karimi Nasir")]
    public void What_begins_no_part_does_not(string typed, string name) => Assert.Equal(0, NameBeginnings.Score(typed, name));

    [Fact]
    public void What_is_written_so_comes_before_what_sounds_so() =>
        Assert.True(NameBeginnings.Score("Muel", "Muelhaupt") > NameBeginnings.Score("Muel", "Müller"));

    [Theory]
    [InlineData("Amhadi", "Ahmadi")]
    [InlineData("Hmadi", "Ahmadi")]
    [InlineData("Oafor", "Okafor")]
    [InlineData("Şhin", "Şahin")]
    [InlineData("Haiue", "Haile")]
    [InlineData("Петмен", "Петренко")]
    public void A_consonant_that_is_wrong_missing_too_many_or_out_of_place_leaves_a_key(string typed, string name) =>
        Assert.NotEmpty(NameBeginnings.ToSeekWithSlip(typed).Intersect(NameBeginnings.For(name).Concat(NameKeys.For(name, null))));

    [Fact]
    public void A_second_look_asks_for_a_bounded_number_of_keys_and_never_for_three_letters()
    {
        Assert.Empty(NameBeginnings.ToSeekWithSlip("Ali"));
        Assert.InRange(NameBeginnings.ToSeekWithSlip(string.Join(' ', Enumerable.Repeat("Alkhalidsurajan", 30))).Count(), 1, 500);
    }

    [Theory]
    [InlineData("Oez", "Öztürk")]
    [InlineData("Öz", "Oeztuerk")]
    [InlineData("Mue", "Müller")]
    public void An_umlaut_may_be_written_out_on_either_side(string typed, string name) =>
        Assert.NotEmpty(NameBeginnings.ToSeek(typed).Intersect(NameBeginnings.For(name)));

    [Fact]
    public void Letters_that_only_look_like_an_umlaut_bring_nobody_else() =>
        Assert.DoesNotContain(NameBeginnings.ToSeek("Joe").Intersect(NameBeginnings.For("Jovanović")), key => key.StartsWith("p:", StringComparison.Ordinal));
}
