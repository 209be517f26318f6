using CaseManagement.Api.Statistics;

namespace CaseManagement.UnitTests.Statistics;

/// <summary>What a report must not tell, and what it has to say besides pictures.</summary>
public sealed class ReportRulesTests
{
    private static readonly Dictionary<string, string> Everybody = [];

    [Fact]
    public void No_part_of_a_measure_and_no_difference_of_what_is_shown_is_a_small_number()
    {
        var shown = 0;
        for (var code = 0; code < 7 * 7 * 7 * 7; code++)
        {
            long measured = code % 7, waiting = code / 7 % 7, gone = code / 49 % 7, untold = code / 343;
            var amount = new ReportAmount("acceptance_to_first_offer/1", new(2026, 1, 1), new(2026, 2, 1), measured + waiting + gone + untold, measured,
                9, 9, 9, 9, waiting, 9, gone);
            var safe = amount.Safe(ReportGate.Protect([amount.Table("a", Everybody)], new Attacker("internal", 3, [])).SingleOrDefault());
            Assert.False(safe.N is 1 or 2);
            Assert.Equal(safe.Measured is null, safe is { Median: null, Sum: null, Waiting: null, WaitingMedian: null, Gone: null });
            if (safe.Measured is not null)
            {
                shown++;
                Assert.DoesNotContain(new[] { measured, waiting, gone, untold }, part => part is 1 or 2);
            }
        }
        Assert.True(shown > 300);
    }

    [Fact]
    public void A_chart_says_each_of_its_values_in_words_and_interrupts_the_line_where_one_is_not_told()
    {
        ChartValue[] values = [new("Januar", 4), new("Februar", null), new("März", 12), new("<b>April</b>", 11)];
        foreach (var drawing in new[] { ReportChart.Line("a", "Fälle", values), ReportChart.Bars("a", "Fälle", values) })
        {
            var said = drawing.Element("desc")!.Value;
            Assert.All(values, value => Assert.Contains(value.Label, said, StringComparison.Ordinal));
            Assert.Equal("a-t a-d", (string?)drawing.Attribute("aria-labelledby"));
            Assert.Contains(drawing.Descendants("text"), text => text.Value == "·");
            Assert.DoesNotContain("<b>", drawing.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(drawing.DescendantsAndSelf(), part => part.Attribute("style") is not null || part.Name.LocalName is "script" or "style");
        }
        // Of one value before the gap no line is left, of two after it one.
        Assert.Single(ReportChart.Line("a", "Fälle", values).Elements("polyline"));
        Assert.NotNull(ReportChart.Line("a", "Fälle", [new("Januar", null)]));
    }
}
