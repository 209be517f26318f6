using System.Reflection;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Imports;

namespace CaseManagement.UnitTests.Imports;

public class AllocationRowTests
{
    internal static readonly AllocationReference Reference = new(
        new DateOnly(2026, 11, 21),
        ["Ehemaliges Schwesternwohnheim", "Filsweg 7", "Gemeinschaftsunterkunft Zell"],
        ["24", "25-2-1", "25-2-2", "25-3", "duldung", "gestattung"],
        ["AFG", "SYR", "IRQ", "IRN", "NGA", "UKR", "TUR", "ERI", "XXA", "XXX"],
        ["prs", "pus", "ara", "kmr", "ckb", "eng", "ibo", "ukr", "rus", "tur", "tir"]);

    private static readonly Dictionary<AllocationColumn, string> Good = new()
    {
        [AllocationColumn.AllocationDate] = "12.02.2026",
        [AllocationColumn.Accommodation] = "Filsweg 7",
        [AllocationColumn.Household] = "H001",
        [AllocationColumn.FamilyName] = "Karimi",
        [AllocationColumn.GivenName] = "Zahra",
        [AllocationColumn.BirthDate] = "26.10.1986",
        [AllocationColumn.Sex] = "weiblich",
        [AllocationColumn.Nationalities] = "AFG",
        [AllocationColumn.Languages] = "prs/pus",
        [AllocationColumn.ResidenceStatus] = "25-3",
        [AllocationColumn.FileNumber] = "ES-2026-1001",
        [AllocationColumn.Role] = "Ehegatte",
        [AllocationColumn.Remark] = "",
    };

    [Fact]
    public void A_good_row_becomes_facts()
    {
        var row = Parse();
        Assert.False(row.IsRefused);
        var facts = row.Facts!;
        Assert.Equal(new DateOnly(2026, 2, 12), facts.AllocationDate);
        Assert.Equal(BirthDate.Reported(new DateOnly(1986, 10, 26)), facts.BirthDate);
        Assert.Equal(("Karimi", "Zahra", "female", "spouse", "25-3"), (facts.FamilyName, facts.GivenName, facts.Sex, facts.Role, facts.ResidenceStatus));
        Assert.Equal(["prs", "pus"], facts.Languages);
        Assert.Null(facts.Remark);
        Assert.Empty(row.Notices);
    }

    [Theory]
    [InlineData("familyName", "", "required")]
    [InlineData("familyName", " \u00A0 ", "required")]
    [InlineData("givenName", "Bar??", "name-damaged")]
    [InlineData("givenName", "BarÄ±ÅŸ", "name-damaged")]
    [InlineData("familyName", "...", "name-without-letters")]
    [InlineData("familyName", "12", "name-without-letters")]
    [InlineData("birthDate", "31.02.1994", "date-impossible")]
    [InlineData("birthDate", "29.02.2023", "date-impossible")]
    [InlineData("birthDate", "01.13.1994", "date-impossible")]
    [InlineData("birthDate", "00.13.1994", "date-impossible")]
    [InlineData("birthDate", "01.01.0000", "date-impossible")]
    [InlineData("birthDate", "2023-02-29", "date-impossible")]
    [InlineData("birthDate", "26.10.86", "date-two-digit-year")]
    [InlineData("birthDate", "10/26/1986", "date-format")]
    [InlineData("birthDate", "ca. 1986", "date-format")]
    [InlineData("birthDate", "31712", "date-format")]
    [InlineData("birthDate", "٢٦.١٠.١٩٨٦", "date-format")]
    [InlineData("birthDate", "22.11.2026", "birth-date-in-future")]
    [InlineData("birthDate", "31.12.1899", "birth-date-before-1900")]
    [InlineData("allocationDate", "", "required")]
    [InlineData("allocationDate", "01.01.1985", "allocation-before-birth")]
    [InlineData("allocationDate", "25.10.1986", "allocation-before-birth")]
    [InlineData("allocationDate", "31.12.1989", "allocation-date-implausible")]
    [InlineData("allocationDate", "24.05.2027", "allocation-date-implausible")]
    [InlineData("accommodation", "Containeranlage Neckar", "accommodation-unknown")]
    [InlineData("sex", "x", "sex-unknown")]
    [InlineData("sex", "", "required")]
    [InlineData("nationalities", "Afghanistan", "nationality-unknown")]
    [InlineData("nationalities", "AFG/QQQ", "nationality-unknown")]
    [InlineData("nationalities", "/", "required")]
    [InlineData("residenceStatus", "99", "residence-status-unknown")]
    [InlineData("role", "Nachbar", "role-unknown")]
    [InlineData("fileNumber", "ES\u0001", "text-damaged")]
    public void A_broken_rule_refuses_the_row_and_names_field_and_rule(string key, string value, string code)
    {
        var column = AllocationColumn.All.Single(c => c.Key == key);
        var row = Parse((column, value));
        var refusal = Assert.Single(row.Refusals);
        Assert.True(row.IsRefused);
        Assert.Equal((column.German, key, code), (refusal.Field, refusal.FieldKey, refusal.Code));
        Assert.Contains(column.German, refusal.German, StringComparison.Ordinal);
        Assert.Contains(column.German, refusal.English, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Dari", "")]
    [InlineData("prs/Klingonisch", "prs")]
    [InlineData("ara, Dialekt?; prs", "ara prs")]
    public void A_language_that_is_not_known_is_left_out_and_told(string written, string known)
    {
        var row = Parse((AllocationColumn.Languages, written));
        Assert.Equal((known, "language-unknown"), (string.Join(' ', row.Facts!.Languages), Assert.Single(row.Notices).Code));
    }

    [Fact]
    public void A_file_number_says_which_household_it_is_without_a_label_and_without_both_nobody_knows()
    {
        Assert.Equal("", Parse((AllocationColumn.Household, "")).Facts!.Household);
        var refusal = Assert.Single(Parse((AllocationColumn.Household, ""), (AllocationColumn.FileNumber, "-")).Refusals);
        Assert.Equal(("household", "required"), (refusal.FieldKey, refusal.Code));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("o. A.")]
    [InlineData("#NV")]
    public void What_stands_for_no_role_is_another_person_and_told(string written)
    {
        var row = Parse((AllocationColumn.Role, written));
        Assert.Equal(("other", 1), (row.Facts!.Role, row.Notices.Count));
    }

    [Fact]
    public void Every_broken_rule_is_named_in_the_order_of_the_columns()
    {
        var row = Parse(
            (AllocationColumn.FamilyName, ""), (AllocationColumn.AllocationDate, "01.01.1985"), (AllocationColumn.Role, "Nachbar"), (AllocationColumn.Sex, ""));
        Assert.Equal(["allocation-before-birth", "required", "required", "role-unknown"], row.Refusals.Select(r => r.Code));
    }

    [Fact]
    public void No_message_holds_a_value_of_the_row()
    {
        var row = Parse(AllocationColumn.All.Select(c => (c, "Geheimnis?1")).ToArray());
        Assert.Equal(9, row.Refusals.Count);
        Assert.All(row.Refusals, r => Assert.DoesNotContain("Geheimnis", r.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain("Karimi", Parse().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("26.10.1986", "1986-10-26", "day")]
    [InlineData("6.1.1986", "1986-01-06", "day")]
    [InlineData("1986-10-26", "1986-10-26", "day")]
    [InlineData("01.01.1986", "1986-01-01", "year")]
    [InlineData("1.1.1986", "1986-01-01", "year")]
    [InlineData("00.00.1986", "1986-01-01", "year")]
    [InlineData("00.05.1986", "1986-05-01", "month")]
    [InlineData("29.02.2024", "2024-02-29", "day")]
    public void A_birth_date_is_as_precise_as_it_is_written(string written, string date, string precision)
    {
        var born = Parse((AllocationColumn.BirthDate, written)).Facts!.BirthDate;
        Assert.Equal((DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), precision), (born.Date, born.PrecisionCode));
    }

    [Theory]
    [InlineData("1986", "1986-01-01", "year")]
    [InlineData("1986-00-00", "1986-01-01", "year")]
    [InlineData("xx.xx.1986", "1986-01-01", "year")]
    [InlineData("??.??.1986", "1986-01-01", "year")]
    [InlineData("--.--.1986", "1986-01-01", "year")]
    [InlineData("19860000", "1986-01-01", "year")]
    [InlineData("08.1986", "1986-08-01", "month")]
    [InlineData("8.1986", "1986-08-01", "month")]
    [InlineData("08/1986", "1986-08-01", "month")]
    [InlineData("1986-08", "1986-08-01", "month")]
    [InlineData("1986-08-00", "1986-08-01", "month")]
    [InlineData("August 1986", "1986-08-01", "month")]
    [InlineData("xx.08.1986", "1986-08-01", "month")]
    [InlineData("3. April 1986", "1986-04-03", "day")]
    [InlineData("03-Apr-1986", "1986-04-03", "day")]
    [InlineData("3. 4. 1986", "1986-04-03", "day")]
    [InlineData("19860403", "1986-04-03", "day")]
    [InlineData("1986/04/03", "1986-04-03", "day")]
    [InlineData("03.04.1986 00:00:00", "1986-04-03", "day")]
    [InlineData("03.04.1986 0:00", "1986-04-03", "day")]
    [InlineData("1986-04-03T00:00:00", "1986-04-03", "day")]
    [InlineData("1986-04-03T00:00:00.000Z", "1986-04-03", "day")]
    [InlineData("1986-04-03 00:00:00+02:00", "1986-04-03", "day")]
    [InlineData("03.04.1986 12:00:00 AM", "1986-04-03", "day")]
    [InlineData("\u200E03.04.1986\u200E", "1986-04-03", "day")]
    public void Registers_and_programs_write_dates_in_their_own_ways(string written, string date, string precision) =>
        A_birth_date_is_as_precise_as_it_is_written(written, date, precision);

    [Theory]
    [InlineData("00.13.1986", "date-impossible")]
    [InlineData("13.1986", "date-impossible")]
    [InlineData("15.00.1986", "date-impossible")]
    [InlineData("2027", "birth-date-in-future")]
    [InlineData("03.04.1986 14:30", "date-format")]
    [InlineData("1986-04-02T22:00:00Z", "date-format")]
    [InlineData("4/3/1986", "date-format")]
    [InlineData("04-03-1986", "date-format")]
    [InlineData("April 86", "date-format")]
    public void What_could_be_another_day_is_refused(string written, string code) =>
        Assert.Equal(code, Assert.Single(Parse((AllocationColumn.BirthDate, written)).Refusals).Code);

    [Theory]
    [InlineData("00.00.0000", "birth-date-missing")]
    [InlineData("0000-00-00", "birth-date-missing")]
    [InlineData("xx.xx.xxxx", "birth-date-missing")]
    [InlineData("-", "birth-date-missing")]
    [InlineData("k.A.", "birth-date-missing")]
    [InlineData("########", "value-destroyed")]
    [InlineData("#NV", "value-destroyed")]
    [InlineData("3,11E+04", "value-destroyed")]
    public void A_birth_date_that_says_nothing_is_unknown(string written, string notice)
    {
        var row = Parse((AllocationColumn.BirthDate, written));
        Assert.Equal((null, notice), (row.Facts!.BirthDate.Date, Assert.Single(row.Notices).Code));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData("XXX")]
    [InlineData("unbekannt")]
    [InlineData("NN")]
    [InlineData("N.N.")]
    [InlineData("o. A.")]
    [InlineData("o.A.")]
    [InlineData("k.A.")]
    [InlineData("keine Angabe")]
    [InlineData("?")]
    [InlineData("entfällt")]
    [InlineData("folgt")]
    [InlineData("liegt nicht vor")]
    [InlineData("n/a")]
    [InlineData("0")]
    public void A_token_for_none_is_no_file_number(string written)
    {
        var row = Parse((AllocationColumn.FileNumber, written));
        Assert.Equal((null, "value-placeholder"), (row.Facts!.FileNumber, Assert.Single(row.Notices).Code));
    }

    [Theory]
    [InlineData("1,20305E+11")]
    [InlineData("1.20305E+11")]
    [InlineData("1E+11")]
    [InlineData("#NV")]
    [InlineData("#N/A")]
    [InlineData("#BEZUG!")]
    [InlineData("#REF!")]
    [InlineData("#WERT!")]
    [InlineData("#NAME?")]
    [InlineData("#DIV/0!")]
    [InlineData("########")]
    [InlineData("Err:502")]
    [InlineData("12. Mai")]
    [InlineData("Mai 26")]
    public void What_a_program_has_destroyed_is_no_file_number_and_no_name(string written)
    {
        var row = Parse((AllocationColumn.FileNumber, written));
        Assert.Equal((null, "value-destroyed"), (row.Facts!.FileNumber, Assert.Single(row.Notices).Code));
        Assert.True(Parse((AllocationColumn.FamilyName, written)).IsRefused);
    }

    [Theory]
    [InlineData("XXX", null)]
    [InlineData("unbekannt", null)]
    [InlineData("-", null)]
    [InlineData("#NV", null)]
    [InlineData("1,2E+11", null)]
    [InlineData("h 001", "H001")]
    [InlineData("Karimi", "KARIMI")]
    public void A_token_for_none_is_no_label_of_a_household(string written, string? key) => Assert.Equal(key, HouseholdRule.LabelKey(written));

    [Theory]
    [InlineData("XXX", true)]
    [InlineData("xxxx", true)]
    [InlineData("unbekannt", true)]
    [InlineData("Unbekannt", true)]
    [InlineData("NN", true)]
    [InlineData("N.N.", true)]
    [InlineData("o. A.", true)]
    [InlineData("kein Vorname", true)]
    [InlineData("?", true)]
    [InlineData("FNU", true)]
    [InlineData("Na", false)]
    [InlineData("Ka", false)]
    [InlineData("Null", false)]
    [InlineData("Nn", false)]
    [InlineData("Ohne", false)]
    public void A_placeholder_is_no_name_but_short_names_are(string written, bool placeholder)
    {
        var row = Parse((AllocationColumn.GivenName, written));
        Assert.Equal(placeholder ? "-" : written, row.Facts!.GivenName);
        Assert.Equal(placeholder ? 1 : 0, row.Notices.Count);
        Assert.Equal(placeholder, Parse((AllocationColumn.GivenName, written), (AllocationColumn.FamilyName, "XXX")).IsRefused);
    }

    [Theory]
    [InlineData("XXX")]
    [InlineData("-")]
    [InlineData("unbekannt")]
    [InlineData("#NV")]
    public void An_unresolved_nationality_is_told(string written)
    {
        var row = Parse((AllocationColumn.Nationalities, written));
        Assert.Equal(["XXX"], row.Facts!.Nationalities);
        Assert.Contains(row.Notices, notice => notice.Code == "nationality-unresolved");
    }

    [Fact]
    public void Text_is_composed_and_without_invisible_characters()
    {
        var row = Parse((AllocationColumn.FamilyName, "Mu\u0308ller\u200B-O\u0308zgu\u0308n\u00AD"), (AllocationColumn.FileNumber, "\uFEFFES\u200E-1"),
            (AllocationColumn.Sex, "weib\u200Blich"), (AllocationColumn.Remark, "\u200B"));
        Assert.Equal(("Müller-Özgün", "ES-1", "female", null), (row.Facts!.FamilyName, row.Facts.FileNumber, row.Facts.Sex, row.Facts.Remark));
    }

    [Fact]
    public void A_refusal_over_an_invisible_character_says_so()
    {
        var refusals = Parse((AllocationColumn.FamilyName, "Kar\u0001imi"), (AllocationColumn.BirthDate, "26.10.1986\u0081")).Refusals;
        Assert.Equal(["name-damaged", "text-damaged"], refusals.Select(refusal => refusal.Code));
        Assert.All(refusals, refusal => Assert.Contains("unsichtbare", refusal.German, StringComparison.Ordinal));
    }

    [Fact]
    public void What_stands_in_a_column_that_nobody_reads_is_told_by_the_columns_name_and_never_by_its_value()
    {
        var row = AllocationRow.Parse(Raw([]) with { Unread = ["Religion"] }, column => column.German, Reference);
        Assert.Equal(("Religion", null, "column-not-read"), Assert.Single(row.Notices) is var notice ? (notice.Field, notice.FieldKey, notice.Code) : default);
    }

    [Theory]
    [InlineData("")]
    [InlineData("unbekannt")]
    public void A_missing_birth_date_is_noticed_not_refused(string written)
    {
        var row = Parse((AllocationColumn.BirthDate, written));
        Assert.Equal(BirthDate.Unknown, row.Facts!.BirthDate);
        Assert.Equal("birth-date-missing", Assert.Single(row.Notices).Code);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("---")]
    [InlineData("–")]
    public void A_dash_for_one_of_the_names_is_noticed_and_for_both_refused(string dash)
    {
        var row = Parse((AllocationColumn.GivenName, dash));
        Assert.Equal("single-name", Assert.Single(row.Notices).Code);
        Assert.Equal(dash, row.Facts!.GivenName);
        var both = Parse((AllocationColumn.GivenName, dash), (AllocationColumn.FamilyName, dash));
        Assert.Equal(["name-without-letters", "name-without-letters"], both.Refusals.Select(r => r.Code));
    }

    [Theory]
    [InlineData("Kind", true)]
    [InlineData("Enkelkind", true)]
    [InlineData("Ehegatte", false)]
    [InlineData("Antragsteller/in", false)]
    public void A_child_may_be_born_after_the_allocation_of_its_household(string role, bool accepted)
    {
        var row = Parse((AllocationColumn.Role, role), (AllocationColumn.BirthDate, "27.06.2026"));
        Assert.Equal(accepted, !row.IsRefused);
        Assert.Equal(accepted ? ["born-after-allocation"] : [], row.Notices.Select(n => n.Code));
        Assert.Equal(accepted ? [] : ["allocation-before-birth"], row.Refusals.Select(n => n.Code));
    }

    [Fact]
    public void A_year_of_birth_is_compared_as_a_year() =>
        Assert.Empty(Parse((AllocationColumn.BirthDate, "00.00.2026"), (AllocationColumn.AllocationDate, "02.01.2026")).Refusals);

    [Theory]
    [InlineData("männlich", "male")]
    [InlineData("M", "male")]
    [InlineData("maennlich", "male")]
    [InlineData("Weiblich", "female")]
    [InlineData("w", "female")]
    [InlineData("divers", "divers")]
    [InlineData("d", "divers")]
    [InlineData("unbekannt", "unknown")]
    [InlineData("ohne Eintrag", "no-entry")]
    public void Words_for_sex_are_understood(string word, string code) => Assert.Equal(code, Parse((AllocationColumn.Sex, word)).Facts?.Sex);

    [Theory]
    [InlineData("Antragsteller/in", "applicant")]
    [InlineData("Antragstellerin", "applicant")]
    [InlineData("Ehegatte/Ehegattin", "spouse")]
    [InlineData("EHEFRAU", "spouse")]
    [InlineData("Tochter", "child")]
    [InlineData("Großmutter", "grandparent")]
    [InlineData("sonstige Verwandte", "other-relative")]
    public void Words_for_the_role_are_understood(string word, string code) => Assert.Equal(code, Parse((AllocationColumn.Role, word)).Facts?.Role);

    [Theory]
    [InlineData("AFG/IRN", "AFG IRN")]
    [InlineData("afg, irn", "AFG IRN")]
    [InlineData("AFG/AFG", "AFG")]
    [InlineData("XXA", "XXA")]
    [InlineData("staatenlos", "XXA")]
    [InlineData("ungeklärt", "XXX")]
    public void Nationalities_are_read(string written, string codes) =>
        Assert.Equal(codes, string.Join(' ', Parse((AllocationColumn.Nationalities, written)).Facts!.Nationalities));

    [Fact]
    public void Blanks_and_line_breaks_inside_a_cell_are_one_blank() =>
        Assert.Equal("Mohammad Reza", Parse((AllocationColumn.GivenName, " Mohammad\r\n\u00A0 Reza ")).Facts!.GivenName);

    [Fact]
    public void An_accommodation_is_found_in_any_spelling_and_named_as_on_record() =>
        Assert.Equal("Filsweg 7", Parse((AllocationColumn.Accommodation, " FILSWEG  7")).Facts!.Accommodation);

    [Fact]
    public void Another_house_number_is_another_accommodation() =>
        Assert.Equal("accommodation-unknown", Assert.Single(Parse((AllocationColumn.Accommodation, "Filsweg 17")).Refusals).Code);

    [Fact]
    public void A_row_with_shifted_cells_is_refused_as_a_whole()
    {
        var row = AllocationRow.Parse(new RawListRow(7, new Dictionary<string, string>(), HasExtraCells: true), c => c.German, Reference);
        Assert.Equal(("too-many-cells", (string?)null), (Assert.Single(row.Refusals).Code, row.Refusals[0].Field));
    }

    [Fact]
    public void Messages_use_the_header_of_the_file()
    {
        var row = AllocationRow.Parse(Raw([(AllocationColumn.FamilyName, "")]), c => c == AllocationColumn.FamilyName ? "NACHNAME" : c.German, Reference);
        Assert.Equal("NACHNAME: Angabe fehlt.", row.Refusals[0].German);
    }

    [Fact]
    public void On_the_list_of_the_district_exactly_the_planted_rows_are_refused_each_for_its_reason()
    {
        var rows = AllocationListReader.Read(Scenario.Utf8List).Parse(Reference);

        Assert.Equal(
            [
                (144, "Familienname", "required"),
                (145, "Geburtsdatum", "date-impossible"),
                (146, "Unterkunft", "accommodation-unknown"),
                (148, "Zuweisungsdatum", "allocation-before-birth"),
            ],
            rows.SelectMany(row => row.Refusals.Select(r => (row.LineNumber, r.Field, r.Code))));
        Assert.Equal([(143, 7)], rows.Where(r => r.RepeatsLine is not null).Select(r => (r.LineNumber, r.RepeatsLine!.Value)));
        Assert.All(rows.Where(r => r.Notices.Any(n => n.Code == "born-after-allocation")), r => Assert.Equal("child", r.Facts!.Role));
    }

    [Fact]
    public void On_the_list_as_old_Excel_writes_it_exactly_the_damaged_names_are_refused_besides()
    {
        var rows = AllocationListReader.Read(Scenario.Windows1252List).Parse(Reference);
        var asWritten = Scenario.Rows();
        bool Lossy(string name) => name.Any(c => !CanBeWritten(c));

        var damaged = rows.Where(r => r.Refusals.Any(f => f.Code == "name-damaged")).Select(r => r.LineNumber);
        var lossy = asWritten.Select((row, i) => (row, Line: i + 2)).Where(x => Lossy(x.row["Familienname"]) || Lossy(x.row["Vorname"]));
        Assert.Equal(lossy.Select(x => x.Line), damaged);
        Assert.Equal(4, rows.SelectMany(r => r.Refusals).Count(f => f.Code != "name-damaged"));

        static bool CanBeWritten(char c)
        {
            var windows = System.Text.CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
            return windows.GetString(windows.GetBytes([c])) == c.ToString();
        }
    }

    [Fact]
    public void Every_rule_is_worded_in_both_languages_under_its_own_code()
    {
        // Those of lists of persons, of facts and of services. The last two share the accommodation's.
        var rules = typeof(AllocationRule).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(AllocationRule)).Select(field => (AllocationRule)field.GetValue(null)!).Distinct().ToList();
        Assert.InRange(rules.Count, 50, 500);
        Assert.Distinct(rules.Select(r => r.Code));
        Assert.All(rules, r => Assert.NotEqual(r.German, r.English));
        Assert.All(rules, r => Assert.Equal(r.German.Contains("{0}", StringComparison.Ordinal), r.English.Contains("{0}", StringComparison.Ordinal)));
    }

    private static AllocationRow Parse(params (AllocationColumn Column, string Value)[] changes) =>
        AllocationRow.Parse(Raw(changes), column => column.German, Reference);

    private static RawListRow Raw((AllocationColumn Column, string Value)[] changes)
    {
        var values = Good.ToDictionary(pair => pair.Key.Key, pair => pair.Value);
        foreach (var (column, value) in changes)
        {
            values[column.Key] = value;
        }
        return new RawListRow(2, values);
    }
}
