using CaseManagement.Api.Clients;
using CaseManagement.Api.Representations;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Representations;

public sealed class RepresentationTests
{
    private static readonly DateTimeOffset Start = new(2027, 6, 16, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Child = new(2012, 5, 14);

    private static readonly Gen<DateOnly> Days = Gen.Choose(0, 25_000).Select(day => new DateOnly(1950, 1, 1).AddDays(day));
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void The_legal_moves_are_these_and_no_others() =>
        Assert.Equal(["Recorded end Ended"], Representation.Moves.All.Select(move => $"{move.From} {move.Action} {move.To}"));

    [Fact]
    public void What_has_ended_stays_as_it_is()
    {
        var ended = Mother();
        ended.End(new DateOnly(2027, 7, 1), "Sorgerechtsbeschluss", null, Start);
        Assert.Equal(409, Assert.Throws<RefusedException>(() => ended.End(new DateOnly(2027, 8, 1), "Noch einmal", null, Start)).Type.Status);
        Assert.Equal(new DateOnly(2027, 7, 1), ended.UntilDate);
    }

    [Fact]
    public void It_cannot_end_before_it_began() =>
        Assert.Equal("/until", Assert.Single(Assert.Throws<RefusedException>(() => Mother().End(Child, "Irrtum", null, Start)).Errors).Pointer);

    [Theory]
    [InlineData("2009-06-16", 18, "2027-06-16")]
    [InlineData("2008-02-29", 18, "2026-03-01")] // no 29 February in 2026
    [InlineData("2008-02-29", 15, "2023-03-01")]
    [InlineData("2008-02-29", 16, "2024-02-29")]
    [InlineData("2008-02-28", 18, "2026-02-28")]
    [InlineData("2008-03-01", 18, "2026-03-01")]
    [InlineData("2006-03-01", 18, "2024-03-01")]
    [InlineData("2009-12-31", 18, "2027-12-31")]
    public void A_birthday_is_the_day_with_whose_beginning_an_age_is_reached(string born, int age, string on) =>
        Assert.Equal(on, $"{Birthday.Of(DateOnly.ParseExact(born, "O"), age):O}");

    [Fact]
    public void Nobody_is_that_old_a_day_before_the_birthday_and_everybody_is_on_it() => Prop.ForAll(
        Days.ToArbitrary(), Gen.Choose(1, 60).ToArbitrary(), (born, age) =>
        {
            var birthday = Birthday.Of(born, age);
            return Age.On(birthday, born) == age && Age.On(birthday.AddDays(-1), born) == age - 1;
        }).Check(Many);

    [Fact]
    public void What_began_in_childhood_or_only_minors_have_is_never_in_force_at_18_and_what_adults_have_is_untouched() => Prop.ForAll(
        Days.ToArbitrary(), Gen.Choose(0, 9000).Three().ToArbitrary(), ArbMap.Default.ArbFor<bool>(), (born, days, ofMinors) =>
        {
            var from = born.AddDays(days.Item1);
            DateOnly? until = days.Item2 % 3 == 0 ? null : from.AddDays(days.Item2 + 1);
            var day = from.AddDays(days.Item3);
            var majority = Birthday.Of(born, 18);
            var recorded = until is null || day < until;
            return Representation.IsInForce(day, from, until, born, ofMinors) == (ofMinors || from < majority ? recorded && day < majority : recorded);
        }).Check(Many);

    [Fact]
    public void A_guardian_of_somebody_who_turns_out_to_have_been_an_adult_never_was_in_force_and_all_is_asked_anew()
    {
        var from = Birthday.Of(Child, 18).AddYears(2);
        Assert.Equal(from, Representation.EndsOn(from, null, Child, ofMinors: true));
        Assert.True(Representation.EndsAtMajority(from, null, Child, ofMinors: true));
        Assert.Equal(["ask-anew-at-18"], Codes(from.AddDays(30), Child, Joint() with { From = from, Custody = null }));
    }

    [Fact]
    public void Without_a_birth_date_only_the_recorded_end_counts()
    {
        Assert.Null(Representation.EndsOn(Child, null, null, ofMinors: true));
        Assert.True(Representation.IsInForce(Child.AddYears(40), Child, null, null, ofMinors: true));
    }

    [Fact]
    public void One_holder_of_joint_custody_alone_is_warned_of_and_two_are_not()
    {
        var (one, other) = (Joint(), Joint());
        var today = new DateOnly(2027, 6, 16);
        Assert.Equal(["second-custody-holder-missing"], Codes(today, Child, one));
        Assert.Empty(Codes(today, Child, one, other));
        // The same parent, recorded once more from a later day on.
        Assert.Equal(["second-custody-holder-missing"], Codes(today, Child, one, other with { Who = one.Who, From = Child.AddYears(1) }));
        // One of the two has ended: the other one alone does not do.
        Assert.Equal(["second-custody-holder-missing"], Codes(today, Child, one, other with { Until = today }));
        Assert.Equal(["custody-contradiction"], Codes(today, Child, one, Joint() with { Custody = Custody.Sole }));
    }

    [Fact]
    public void A_minor_without_anybody_and_an_adult_whose_parents_acted_until_18_are_warned_of()
    {
        var majority = Birthday.Of(Child, 18);
        Assert.Equal(["no-representative"], Codes(majority.AddDays(-1), Child));
        Assert.Empty(Codes(majority, Child));
        Assert.Equal(["ask-anew-at-18"], Codes(majority, Child, Joint(), Joint()));
        Assert.Equal(["birth-date-unknown"], Codes(majority, null));
        // Asked anew: somebody acts for the adult.
        Assert.Empty(Codes(majority, Child, Joint(), Joint(), new Held(Guid.NewGuid(), majority, null, null, false, "Betreuungsverein")));
    }

    [Fact]
    public void The_dead_act_no_more_and_who_survives_holds_joint_custody_alone()
    {
        var today = new DateOnly(2027, 6, 16);
        var dead = Joint() with { DiedOn = today };
        Assert.Equal(["no-representative"], Codes(today, Child, dead));
        Assert.Equal(["second-custody-holder-missing"], Codes(today.AddDays(-1), Child, dead));
        Assert.Empty(Codes(today, Child, dead, Joint()));
        Assert.Empty(Codes(today, Child, dead with { Until = today }, Joint())); // The end was written down as well.
        // It had ended before, for another reason.
        Assert.Equal(["second-custody-holder-missing"], Codes(today, Child, dead with { Until = today.AddDays(-1) }, Joint()));
        // Who died before the 18th birthday is nobody of whom to ask anew on it.
        Assert.Empty(Codes(Birthday.Of(Child, 18), Child, dead));
        Assert.Empty(RepresentationWarnings.On(today, Child, [], today));
    }

    [Fact]
    public void An_end_that_was_written_down_for_the_18th_birthday_is_that_of_majority()
    {
        var majority = Birthday.Of(Child, 18);
        Assert.Equal(["ask-anew-at-18"], Codes(majority, Child, Joint() with { Until = majority }));
        Assert.Empty(Codes(majority, Child, Joint() with { Until = majority.AddDays(-1) }));
    }

    private static IEnumerable<string> Codes(DateOnly day, DateOnly? born, params Held[] all) =>
        RepresentationWarnings.On(day, born, all).Select(warning => warning.Code);

    private static Held Joint() => new(Guid.NewGuid(), Child, null, Custody.Joint, true, $"{Guid.NewGuid()}");

    private static Representation Mother() => new((Guid.CreateVersion7(), Guid.CreateVersion7()), new Representative(null, " Haddad, Amal ", null),
        new RepresentationKind("parent-joint-custody", true, Custody.Joint), ["all", "all"], Child, null, "Geburtsurkunde", null, Start);
}
