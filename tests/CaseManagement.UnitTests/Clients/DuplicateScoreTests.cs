using System.Globalization;
using CaseManagement.Api.Clients;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Clients;

public class DuplicateScoreTests
{
    private static readonly PersonFacts Zahra = new()
    {
        Names = [new("Karimi", "Zahra")],
        BirthDate = BirthDate.Reported(new(1986, 10, 26)),
        Sex = "female",
        Nationalities = ["AFG"],
        FileNumber = "ES-2026-1001",
    };

    [Fact]
    public void The_same_facts_are_likely_with_reasons()
    {
        var score = DuplicateScore.Of(Zahra, Zahra);
        Assert.Equal(100, score.Score);
        Assert.Equal(["name-equal", "same-birth-date", "same-sex", "same-nationality", "same-file-number"], score.Reasons.Select(r => r.Code));
    }

    [Fact]
    public void Another_spelling_without_a_file_number_is_likely() =>
        Likely(Zahra, Zahra with { Names = [new("Carimi", "Sahra")], FileNumber = null });

    [Fact]
    public void Swapped_fields_are_likely() => Likely(Zahra, Zahra with { Names = [new("Zahra", "Karimi")], FileNumber = null });

    [Fact]
    public void One_name_in_the_other_field_is_no_likeness() => Assert.Contains(DuplicateReason.NameDifferent,
        DuplicateScore.Of(Zahra with { Names = [new("Mohammad", "Ali")] }, Zahra with { Names = [new("Karimi", "Mohammad")] }).Reasons);

    [Fact]
    public void A_transliteration_on_record_counts() =>
        Likely(Zahra, Zahra with { Names = [new("مهاجر", "گل"), new("کریمی", "زهرا")] });

    [Fact]
    public void Family_name_and_file_number_alone_are_unlikely() =>
        Unlikely(Zahra, new PersonFacts { Names = [new("Karimi", "Maryam")], FileNumber = Zahra.FileNumber, Nationalities = ["AFG"], Sex = "female" });

    [Fact]
    public void Father_and_son_of_one_name_are_unlikely()
    {
        var father = Zahra with { Names = [new("Al Hariri", "Ahmad")], Sex = "male", BirthDate = BirthDate.Reported(new(1986, 4, 1)) };
        Unlikely(father, father with { BirthDate = BirthDate.Reported(new(2012, 10, 27)) });
        Unlikely(father, father with { BirthDate = BirthDate.Reported(new(2012, 4, 1)) });
        Unlikely(father, father with { BirthDate = BirthDate.Reported(new(2012, 1, 1)) });
    }

    [Theory]
    [InlineData("Hassan", "Hussein")]
    [InlineData("Amina", "Fatima")]
    [InlineData("Nasir", "Yasir")]
    [InlineData("Emre", "Eren")]
    [InlineData("Karim", "Karima")]
    public void Twins_with_other_names_are_unlikely(string one, string other) =>
        Unlikely(Zahra with { Names = [new("Alahmad", one)] }, Zahra with { Names = [new("Alahmad", other)] });

    [Fact]
    public void One_name_and_one_year_without_a_day_are_possible_not_likely()
    {
        var first = Zahra with { BirthDate = BirthDate.Reported(new(1984, 1, 1)), FileNumber = null };
        Assert.Equal(DuplicateLikelihood.Possible, DuplicateScore.Of(first, first with { FileNumber = "ES-2026-1" }).Likelihood);
        Assert.Equal(DuplicateLikelihood.Possible, DuplicateScore.Of(first, first with { BirthDate = BirthDate.Reported(new(1984, 5, 6)) }).Likelihood);
    }

    [Fact]
    public void An_unknown_birth_date_is_possible_not_likely() =>
        Assert.Equal(DuplicateLikelihood.Possible, DuplicateScore.Of(Zahra, Zahra with { BirthDate = BirthDate.Unknown }).Likelihood);

    [Fact]
    public void A_mistyped_part_of_the_date_is_possible_not_likely()
    {
        var score = DuplicateScore.Of(Zahra, Zahra with { BirthDate = BirthDate.Reported(new(1986, 10, 25)) });
        Assert.Equal(DuplicateLikelihood.Possible, score.Likelihood);
        Assert.Contains(DuplicateReason.BirthDateNearlySame, score.Reasons);
    }

    [Fact]
    public void Another_sex_is_never_likely()
    {
        var score = DuplicateScore.Of(Zahra, Zahra with { Sex = "male" });
        Assert.NotEqual(DuplicateLikelihood.Likely, score.Likelihood);
        Assert.Contains(DuplicateReason.OtherSex, score.Reasons);
        Likely(Zahra, Zahra with { Sex = "unknown" });
    }

    [Fact]
    public void A_married_name_with_the_same_personal_number_is_possible()
    {
        var before = Zahra with { References = [new("azr", "12 345-678")], FileNumber = null };
        var score = DuplicateScore.Of(before, before with { Names = [new("Hosseini", "Zahra")], References = [new("azr", "12345678")] });
        Assert.Equal(DuplicateLikelihood.Possible, score.Likelihood);
        Assert.Equal(DuplicateReason.SameReference, score.Reasons[0]);
    }

    [Fact]
    public void Another_number_of_the_register_weighs_against_and_another_passport_does_not()
    {
        PersonFacts With(string source, string value) => Zahra with { References = [new(source, value)], FileNumber = null };
        Assert.Contains(DuplicateReason.OtherReference, DuplicateScore.Of(With("azr", "1"), With("azr", "2")).Reasons);
        Assert.DoesNotContain(DuplicateReason.OtherReference, DuplicateScore.Of(With("passport", "1"), With("passport", "2")).Reasons);
    }

    [Fact]
    public void A_family_number_among_the_references_is_no_personal_one()
    {
        var sister = Zahra with { Names = [new("Karimi", "Maryam")], References = [new("district-file", "ES-1")] };
        Unlikely(Zahra with { References = [new("district-file", "es 1")] }, sister);
    }

    [Fact]
    public void A_file_number_is_the_same_in_any_writing_but_not_with_its_parts_ending_elsewhere()
    {
        bool Same(string one, string other) => DuplicateScore.Of(Zahra with { FileNumber = one }, Zahra with { FileNumber = other }).Reasons
            .Contains(DuplicateReason.SameFileNumber);
        Assert.True(Same("ES 2026 1", "es-2026-1"));
        Assert.True(Same("2026/1/12", " 2026. 1 -12."));
        Assert.False(Same("2026/1/12", "2026/11/2"));
        Assert.False(Same("2026/2/12", "2026/21/2"));
    }

    [Fact]
    public void On_the_allocation_list_the_planted_duplicates_are_likely_and_no_other_pair_is()
    {
        var rows = Scenario.Rows();
        var people = rows.ConvertAll(Facts);
        var likely = new List<(int, int)>();
        for (var i = 0; i < people.Count; i++)
        {
            for (var j = i + 1; j < people.Count; j++)
            {
                if (DuplicateScore.Of(people[i], people[j]).Likelihood == DuplicateLikelihood.Likely)
                {
                    likely.Add((i + 2, j + 2));  // line numbers of the file
                }
            }
        }

        Assert.Equal([(3, 141), (7, 143), (8, 142), (11, 146), (12, 147)], likely);
        Assert.Equal(["Zahra/Sahra", "Festus/Festus", "Joy/Joy", "Rim/Rim", "Nasir/Nasir"],
            likely.Select(p => $"{rows[p.Item1 - 2]["Vorname"]}/{rows[p.Item2 - 2]["Vorname"]}"));
    }

    [Theory]
    [InlineData(3, 141, "name-sounds-alike", "same-birth-date")]
    [InlineData(7, 143, "name-equal", "same-birth-date")]
    [InlineData(8, 142, "name-equal", "day-month-swapped")]
    [InlineData(11, 146, "name-equal", "same-birth-year")]
    [InlineData(12, 147, "name-equal", "nationality-unresolved")]
    public void Every_planted_duplicate_is_found_for_its_own_reason(int first, int second, params string[] reasons)
    {
        var rows = Scenario.Rows();
        var score = DuplicateScore.Of(Facts(rows[first - 2]), Facts(rows[second - 2]));
        Assert.Superset(reasons.ToHashSet(), score.Reasons.Select(r => r.Code).ToHashSet());
    }

    [Fact]
    public void Every_planted_duplicate_is_found_by_a_name_key()
    {
        var rows = Scenario.Rows();
        foreach (var (first, second) in new[] { (3, 141), (7, 143), (8, 142), (11, 146), (12, 147) })
        {
            var (a, b) = (rows[first - 2], rows[second - 2]);
            Assert.True(NameKeys.ToSeek(b["Familienname"], b["Vorname"]).Overlaps(NameKeys.For(a["Familienname"], a["Vorname"])));
        }
    }

    [Fact]
    public void The_score_is_symmetric_and_between_0_and_100()
    {
        var person = from family in Gen.Elements("Karimi", "Al Hariri", "Hariri", "", "Петренко", "Petrenko")
                     from given in Gen.Elements("Zahra", "Sahra", "Karimi", "", "Hassan", "Hussein", "Mohammad Reza")
                     from day in Gen.Choose(0, 40)
                     from precision in Gen.Elements("day", "month", "year", "unknown")
                     from sex in Gen.Elements("male", "female", "unknown", null)
                     from nationality in Gen.Elements("AFG", "SYR", "XXX", "XXA")
                     from number in Gen.Elements("", "1", "2")
                     select new PersonFacts
                     {
                         Names = [new(family, given)],
                         BirthDate = BirthDate.Of(new DateOnly(1999, 12, 20).AddDays(day), precision),
                         Sex = sex,
                         Nationalities = [nationality],
                         References = [new("azr", number)],
                         FileNumber = number,
                     };
        Prop.ForAll(person.Two().ToArbitrary(), pair =>
        {
            var (score, back) = (DuplicateScore.Of(pair.Item1, pair.Item2), DuplicateScore.Of(pair.Item2, pair.Item1));
            return score.Score is >= 0 and <= 100 && score.Score == back.Score && score.Reasons.All(DuplicateReason.All.Contains);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Reason_codes_are_unique_and_worded_in_both_languages()
    {
        Assert.Distinct(DuplicateReason.All.Select(r => r.Code));
        Assert.All(DuplicateReason.All, r => Assert.False(string.IsNullOrWhiteSpace(r.German) || string.IsNullOrWhiteSpace(r.English)));
        var declared = typeof(DuplicateReason).GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public)
            .Select(f => f.GetValue(null)).Cast<DuplicateReason>();
        Assert.Equal(declared.OrderBy(r => r.Code, StringComparer.Ordinal), DuplicateReason.All.OrderBy(r => r.Code, StringComparer.Ordinal));
    }

    private static PersonFacts Facts(Dictionary<string, string> row) => new()
    {
        Names = [new(row["Familienname"], row["Vorname"])],
        BirthDate = DateOnly.TryParseExact(row["Geburtsdatum"], "dd.MM.yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? BirthDate.Reported(date)
            : BirthDate.Unknown,
        Sex = row["Geschlecht"] == "männlich" ? "male" : "female",
        Nationalities = row["Staatsangehörigkeit"].Split('/'),
        FileNumber = row["Aktenzeichen"],
    };

    private static void Likely(PersonFacts a, PersonFacts b) => Assert.Equal(DuplicateLikelihood.Likely, DuplicateScore.Of(a, b).Likelihood);

    private static void Unlikely(PersonFacts a, PersonFacts b) => Assert.Equal(DuplicateLikelihood.Unlikely, DuplicateScore.Of(a, b).Likelihood);
}
