using CaseManagement.Api.Clients;
using CaseManagement.Api.Imports;

namespace CaseManagement.UnitTests.Imports;

/// <summary>What is asked about before a second person is created, and what is not.</summary>
public class ListLikenessTests
{
    private static readonly PersonFacts Arezo = new()
    {
        Names = [new("Sultani", "Arezo")], BirthDate = BirthDate.Reported(new(1985, 4, 3)), Sex = "female", Nationalities = ["AFG"],
        References = [new("district-file", "CC-2026-L1")], ListLabels = ["L1"],
    };

    [Fact]
    public void A_corrected_entry_of_the_list_is_asked_about_whatever_else_was_corrected()
    {
        Asked(Arezo with { BirthDate = BirthDate.Reported(new(1985, 5, 3)) }, Arezo);
        Asked(Arezo with { BirthDate = BirthDate.Reported(new(2006, 1, 1)) }, Arezo);
        Asked(Arezo with { Names = [new("Ahmadzai", "Arezo")] }, Arezo);
        Asked(Arezo with { Names = [new("AHMADZAI", "AREZO")], ListLabels = [" l 1"], References = [new("district-file", "cc 2026 l1")], Sex = "male" }, Arezo);
    }

    [Fact]
    public void A_family_name_after_a_marriage_is_asked_about_under_another_label_too() =>
        Asked(Arezo with { Names = [new("Ahmadzai", "Arezo")], ListLabels = ["H77"] }, Arezo);

    [Fact]
    public void A_corrected_birth_date_is_asked_about_under_another_label_and_father_and_son_are_not()
    {
        PersonFacts Born(int year, int month, int day) => Arezo with { BirthDate = BirthDate.Reported(new(year, month, day)), ListLabels = ["H77"] };
        Asked(Born(1986, 4, 3), Arezo);
        Asked(Born(1985, 5, 13), Arezo);
        Asked(Born(1990, 1, 1), Arezo);
        Asked(Born(1985, 4, 13) with { Names = [new("Soltani", "Aresu")] }, Arezo);
        NotAsked(Born(2010, 6, 1), Arezo);
        NotAsked(Born(1985, 5, 13) with { References = [new("district-file", "CC-2026-1")] }, Arezo);
    }

    [Theory]
    [InlineData("رضایی", "محمد رضا", "Rezaei", "Mohammad Reza")]
    [InlineData("Щербина", "Євген", "Scherbyna", "Eugen")]
    [InlineData("Шевченко", "Євген", "Shevchenko", "Eugen")]
    [InlineData("Weldemichael", "Tsegay", "Woldemikael", "Tsegaye")]
    public void A_name_by_another_ear_or_in_another_script_is_asked_about_under_any_label(string family, string given, string otherFamily, string otherGiven)
    {
        var row = Arezo with { Names = [new(otherFamily, otherGiven)], ListLabels = ["H77"] };
        Asked(row, Arezo with { Names = [new(family, given)] });
        NotAsked(row with { BirthDate = BirthDate.Reported(new(1991, 8, 24)) }, Arezo with { Names = [new(family, given)] });
        NotAsked(row with { Sex = "male" }, Arezo with { Names = [new(family, given)] });
    }

    [Fact]
    public void A_label_that_comes_again_is_no_evidence()
    {
        NotAsked(Arezo with { BirthDate = BirthDate.Reported(new(2006, 1, 1)), References = [] }, Arezo);
        NotAsked(Arezo with { BirthDate = BirthDate.Reported(new(2006, 1, 1)), References = [new("district-file", "CC-2027-1")] }, Arezo);
    }

    [Fact]
    public void A_birth_date_that_arrives_later_is_asked_about_under_any_label()
    {
        Asked(Arezo with { ListLabels = ["H77"] }, Arezo with { BirthDate = BirthDate.Unknown });
        Asked(Arezo with { BirthDate = BirthDate.Unknown, ListLabels = ["H77"] }, Arezo with { BirthDate = BirthDate.Unknown });
    }

    [Fact]
    public void A_name_that_arrives_later_is_asked_about()
    {
        Asked(Arezo with { ListLabels = ["H77"] }, Arezo with { Names = [new("-", "Arezo")] });
        Asked(Arezo with { ListLabels = ["H77"] }, Arezo with { Names = [new("Sultani", "-")] });
        NotAsked(Arezo with { BirthDate = BirthDate.Reported(new(2010, 6, 1)) }, Arezo with { Names = [new("Sultani", "-")] });
    }

    [Fact]
    public void Two_of_one_placeholder_name_are_asked_about_with_a_birth_date_or_without()
    {
        var nameless = Arezo with { Names = [new("-", "Sediqa")] };
        var other = nameless with { References = [new("district-file", "CC-2026-F5")], ListLabels = ["F5"] };
        Asked(other, nameless);
        Asked(other with { BirthDate = BirthDate.Unknown }, nameless with { BirthDate = BirthDate.Unknown });
        NotAsked(other with { BirthDate = BirthDate.Reported(new(1990, 2, 14)) }, nameless);
        NotAsked(other with { Names = [new("-", "Roya")] }, nameless);
    }

    [Fact]
    public void Father_and_son_of_one_name_are_two_by_the_two_rows_of_one_list()
    {
        var son = Arezo with { BirthDate = BirthDate.Reported(new(2010, 6, 1)) };
        Assert.NotEqual(DuplicateLikelihood.Likely, ListLikeness.WithinList(son, Arezo).Likelihood);
        Assert.Equal(DuplicateLikelihood.Likely, ListLikeness.WithinList(
            son with { BirthDate = BirthDate.Unknown }, Arezo with { BirthDate = BirthDate.Unknown }).Likelihood);
    }

    [Theory]
    [InlineData("Al Khatib", "Hassan", "Hussein")]
    [InlineData("Al Masri", "Amir", "Omar")]
    [InlineData("Mohamud", "Abdi", "Abdirahman")]
    public void Twins_are_two(string family, string one, string other)
    {
        var (first, second) = (Arezo with { Names = [new(family, one)] }, Arezo with { Names = [new(family, other)] });
        NotAsked(first, second);
        Assert.NotEqual(DuplicateLikelihood.Likely, ListLikeness.WithinList(first, second).Likelihood);
    }

    [Fact]
    public void An_unresolved_nationality_is_nothing_in_common()
    {
        var unresolved = Arezo with { Nationalities = ["XXX"] };
        Assert.DoesNotContain(DuplicateReason.SameNationality, DuplicateScore.Of(unresolved, unresolved).Reasons);
        var stateless = Arezo with { Nationalities = ["XXA"] };
        Assert.Contains(DuplicateReason.SameNationality, DuplicateScore.Of(stateless, stateless).Reasons);
    }

    [Fact]
    public void Without_a_birth_date_only_the_same_entry_sent_again_is_the_same_person()
    {
        var son = HouseholdRuleTests.Row("K1", "CC-2026-K1", "applicant");
        Assert.Equal(PersonKey.Of(son), PersonKey.Of(son with { Household = " k1", FamilyName = "KARIMI", FileNumber = "cc 2026 k1" }));
        Assert.NotEqual(PersonKey.Of(son), PersonKey.Of(son with { Role = "parent" }));
        Assert.NotEqual(PersonKey.Of(son), PersonKey.Of(son with { AllocationDate = new DateOnly(2026, 11, 23) }));
        var born = son with { BirthDate = BirthDate.Reported(new(1990, 2, 3)) };
        Assert.Equal(PersonKey.Of(born), PersonKey.Of(born with { Role = "parent", Household = "H9", AllocationDate = new DateOnly(2026, 11, 23) }));
    }

    private static void Asked(PersonFacts row, PersonFacts onFile) =>
        Assert.Equal(DuplicateLikelihood.Likely, ListLikeness.AcrossLists(row, onFile).Likelihood);

    private static void NotAsked(PersonFacts row, PersonFacts onFile) =>
        Assert.NotEqual(DuplicateLikelihood.Likely, ListLikeness.AcrossLists(row, onFile).Likelihood);
}
