using System.Diagnostics;
using CaseManagement.Api.Reminders;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Reminders;

/// <summary>Days of rules: as others compute them, and what is refused.</summary>
public sealed class RecurrenceTests
{
    // First day, rule, its first days where RFC 5545 or the calendar tells them: 31st, leap day, both changes of the clock, last days, ends.
    public static readonly TheoryData<string, string, string[]> Table = new()
    {
        { "2027-01-31", "FREQ=MONTHLY;BYMONTHDAY=31", ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"] },
        { "2027-01-31", "FREQ=MONTHLY", ["2027-01-31", "2027-03-31", "2027-05-31"] },
        { "2027-01-31", "FREQ=MONTHLY;BYMONTHDAY=-1", ["2027-01-31", "2027-02-28", "2027-03-31"] },
        { "2028-02-29", "FREQ=YEARLY", ["2028-02-29", "2032-02-29", "2036-02-29"] },
        { "2028-02-29", "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=-1", ["2028-02-29", "2029-02-28", "2030-02-28"] },
        { "2027-03-27", "FREQ=DAILY", ["2027-03-27", "2027-03-28", "2027-03-29"] },
        { "2027-10-30", "FREQ=DAILY;COUNT=3", ["2027-10-30", "2027-10-31", "2027-11-01"] },
        { "2027-03-21", "FREQ=WEEKLY", ["2027-03-21", "2027-03-28", "2027-04-04"] },
        { "2027-10-24", "FREQ=WEEKLY;BYDAY=SU", ["2027-10-24", "2027-10-31", "2027-11-07"] },
        { "2027-01-04", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270201", ["2027-01-04", "2027-01-07", "2027-01-18", "2027-01-21", "2027-02-01"] },
        { "2027-01-03", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO", ["2027-01-03", "2027-01-11", "2027-01-17", "2027-01-25"] }, // Weeks begin on Monday.
        { "2027-01-29", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", ["2027-01-29", "2027-02-26", "2027-03-26"] },
        { "2027-03-01", "FREQ=MONTHLY;BYDAY=1MO,5MO", ["2027-03-01", "2027-03-29", "2027-04-05", "2027-05-03", "2027-05-31"] },
        { "2027-01-01", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", ["2027-01-01", "2027-01-04", "2027-01-05"] },
        { "2027-01-15", "FREQ=MONTHLY;BYMONTHDAY=15,-1;INTERVAL=2", ["2027-01-15", "2027-01-31", "2027-03-15", "2027-03-31"] },
        { "2027-01-01", "FREQ=DAILY;INTERVAL=365;COUNT=2", ["2027-01-01", "2028-01-01"] },
    };

    [Theory, MemberData(nameof(Table))]
    public void A_rule_has_the_days_that_the_standard_says(string from, string rule, string[] days) =>
        Assert.Equal(days, Recurrence.Read(rule, Day(from)).Occurrences().Take(days.Length).Select(Written));

    // Where another library says something else, and why it is not followed.
    private static readonly Dictionary<string, string> Judged = new()
    {
        // RFC 5545, 3.3.10: a day that does not exist is ignored; it makes 1 March of it in other years.
        ["ical.js 2028-02-29 FREQ=YEARLY"] = "2028-02-29 2029-03-01",
    };

    [Fact]
    public async Task Three_libraries_say_the_same_of_the_table_and_of_rules_by_chance_but_for_what_is_judged_here()
    {
        var contract = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "contract"));
        Assert.SkipUnless(Directory.Exists(Path.Combine(contract, "node_modules", "rrule-temporal")), "npm ci in tests/contract has not run yet.");
        var rules = Table.Select(row => row.Data).Select(row => Recurrence.Read(row.Item2, Day(row.Item1))).Concat(ByChance(300)).ToList();
        using var node = Process.Start(new ProcessStartInfo("node", ["recurrence.mjs"])
        { WorkingDirectory = contract, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await node.StandardInput.WriteAsync(string.Concat(rules.Select(rule => $"{Written(rule.From)} 25 {rule.Text}\n")));
        node.StandardInput.Close();
        var theirs = (await node.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await node.WaitForExitAsync();
        Assert.Equal(3 * rules.Count, theirs.Length);

        var disagreements = new List<string>();
        foreach (var parts in theirs.Select(line => line.Split(' ')))
        {
            var rule = rules[int.Parse(parts[1], null)];
            var (name, ours) = ($"{parts[0]} {Written(rule.From)} {rule.Text}", rule.Occurrences().Take(25).Select(Written).ToArray());
            var said = string.Join(' ', parts[2..].TakeWhile(day => Day(day) <= rule.From.AddYears(30))); // By then a rule here is over.
            if (said != string.Join(' ', ours) && !(Judged.TryGetValue(name, out var known) && said.StartsWith(known, StringComparison.Ordinal)))
            {
                disagreements.Add($"{name}: theirs {said} ours {string.Join(' ', ours)}");
            }
        }
        Assert.Empty(disagreements);
    }

    [Theory]
    [InlineData("FREQ=HOURLY", "recurrence-freq", "FREQ")]
    [InlineData("BYDAY=MO", "recurrence-freq", "FREQ")]
    [InlineData("FREQ=WEEKLY;WKST=SU", "recurrence-part-unknown", "WKST")]
    [InlineData("FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO", "recurrence-part-unknown", "BYSETPOS")]
    [InlineData("RRULE:FREQ=DAILY", "recurrence-part-unknown", "?")]
    [InlineData("FREQ=DAILY;FREQ=DAILY", "recurrence-part-repeated", "FREQ")]
    [InlineData("FREQ=DAILY;INTERVAL=0", "recurrence-interval", "INTERVAL")]
    [InlineData("FREQ=WEEKLY;INTERVAL=53", "recurrence-interval", "INTERVAL")]
    [InlineData("FREQ=DAILY;COUNT=501", "recurrence-count", "COUNT")]
    [InlineData("FREQ=DAILY;COUNT=1;UNTIL=20270901", "recurrence-two-ends", "COUNT")]
    [InlineData("FREQ=DAILY;UNTIL=20320302", "recurrence-until", "UNTIL")]
    [InlineData("FREQ=DAILY;UNTIL=20270228", "recurrence-until", "UNTIL")]
    [InlineData("FREQ=DAILY;UNTIL=20270901T000000Z", "recurrence-until", "UNTIL")]
    [InlineData("FREQ=WEEKLY;BYMONTHDAY=1", "recurrence-bymonthday", "BYMONTHDAY")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=32", "recurrence-bymonthday", "BYMONTHDAY")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=0", "recurrence-bymonthday", "BYMONTHDAY")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=MO", "recurrence-bymonthday", "BYMONTHDAY")]
    [InlineData("FREQ=WEEKLY;BYDAY=1MO", "recurrence-byday", "BYDAY")]
    [InlineData("FREQ=MONTHLY;BYDAY=6MO", "recurrence-byday", "BYDAY")]
    [InlineData("FREQ=WEEKLY;BYDAY=", "recurrence-byday", "BYDAY")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,MO", "recurrence-byday", "BYDAY")]
    [InlineData("FREQ=YEARLY;BYDAY=MO", "recurrence-byday", "BYDAY")]
    [InlineData("FREQ=WEEKLY;BYDAY=TU", "recurrence-first-day", "")]
    public void What_a_rule_may_not_say_is_refused_by_its_part(string rule, string code, string part)
    {
        var refused = Assert.Throws<RefusedException>(() => Recurrence.Read(rule, new DateOnly(2027, 3, 1))); // A Monday.
        var error = Assert.Single(refused.Errors);
        Assert.Equal(code, error.Code);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2027-03-02", "FREQ=DAILY;INTERVAL=7;BYDAY=MO")]            // Tuesdays only.
    [InlineData("2027-02-01", "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31")]    // Februaries only.
    [InlineData("2027-02-01", "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=-31")]
    public void A_rule_that_has_no_day_at_all_is_refused_and_not_looked_for_without_end(string from, string rule) =>
        Assert.Equal("recurrence-first-day", Assert.Single(Assert.Throws<RefusedException>(() => Recurrence.Read(rule, Day(from))).Errors).Code);

    [Fact]
    public void Whatever_is_written_is_a_rule_or_a_refusal_and_never_anything_else()
    {
        var words = Gen.Elements(
            "FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "BYMONTHDAY", "=", "=", ";", ";", ",", "-", "+", "1", "31", "MO", "5SU", "DAILY", "MONTHLY",
            "WEEKLY", "YEARLY", "20270301", "20281231", " ", "\u0661", "é");
        Prop.ForAll(words.ListOf().Select(parts => string.Concat(parts)).ToArbitrary(), text =>
        {
            try
            {
                return Recurrence.Read(text, new DateOnly(2027, 3, 1)).Occurrences().First() == new DateOnly(2027, 3, 1);
            }
            catch (RefusedException refused)
            {
                return refused.Errors.Count == 1;
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Days_of_a_rule_grow_and_the_next_one_is_the_first_behind_a_day() =>
        Assert.All(ByChance(200), rule =>
        {
            var days = rule.Occurrences().Take(12).ToList();
            Assert.Equal(days.Distinct().Order(), days);
            foreach (var (day, next) in days.Zip(days.Skip(1)))
            {
                Assert.Equal(next, rule.Next(day));
                Assert.Equal(next, rule.Next(next.AddDays(-1)));
            }
        });

    // Rules as people write them, each with a first day that is its own: the same ones in each run.
    private static IEnumerable<Recurrence> ByChance(int count)
    {
        var random = new Random(1545);
        string[] days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        var made = new List<Recurrence>();
        while (made.Count < count)
        {
            var frequency = new[] { "DAILY", "WEEKLY", "MONTHLY", "YEARLY" }[random.Next(4)];
            var rule = $"FREQ={frequency}" + (random.Next(2) == 0 ? "" : $";INTERVAL={random.Next(1, 5)}");
            rule += (frequency, random.Next(3)) switch
            {
                ("WEEKLY", > 0) => $";BYDAY={string.Join(',', days.Where(_ => random.Next(3) == 0).DefaultIfEmpty("WE"))}",
                ("DAILY", 1) => ";BYDAY=MO,TU,WE,TH,FR",
                ("MONTHLY", 1) => $";BYDAY={random.Next(1, 6) * (random.Next(2) == 0 ? 1 : -1)}{days[random.Next(7)]}",
                ("MONTHLY", 2) => $";BYMONTHDAY={random.Next(1, 32) * (random.Next(3) == 0 ? -1 : 1)}",
                _ => "",
            };
            var from = new DateOnly(2024, 1, 1).AddDays(random.Next(3000));
            rule += random.Next(4) switch { 0 => $";COUNT={random.Next(1, 30)}", 1 => $";UNTIL={from.AddDays(random.Next(1600)):yyyyMMdd}", _ => "" };
            if (frequency == "YEARLY" && from is { Month: 2, Day: 29 })
            {
                continue; // In the table.
            }
            try
            {
                made.Add(Recurrence.Read(rule, from));
            }
            catch (RefusedException refused) when (refused.Errors[0].Code == "recurrence-first-day")
            {
                // Another first day, then.
            }
        }
        return made;
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", null);

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", null);
}
