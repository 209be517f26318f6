using System.Globalization;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;

namespace CaseManagement.Api.Reminders;

/// <summary>
/// A rule by which a reminder comes again: the part of RFC 5545's RRULE (3.3.10) that days need. Days are days: nothing of it depends on a time of day or on
/// when clocks change. A day that a month does not have (the 31st, 29 February) is left out, as the standard says; the last of each month is BYMONTHDAY=-1.
/// </summary>
public sealed record Recurrence
{
    /// <summary>After so many years a rule is over, whatever it says; each is far behind its UNTIL by then.</summary>
    private const int YearsAtMost = 30;

    /// <summary>UNTIL lies at most so many years after the first day.</summary>
    public const int YearsUntil = 5;

    private static readonly string[] Frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
    private static readonly int[] IntervalsAtMost = [365, 52, 24, 5];
    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    private readonly RecurrenceRule rule;

    private Recurrence(string text, DateOnly from)
    {
        (Text, From) = (text, from);
        // A rule without a day is not looked for beyond its last: the evaluation ends there, too.
        rule = new RecurrenceRule(text);
        rule.Until ??= new CalDateTime(from.AddYears(YearsAtMost));
    }

    /// <summary>The rule, in capitals.</summary>
    public string Text { get; }

    /// <summary>The first day: where RFC 5545 has DTSTART.</summary>
    public DateOnly From { get; }

    /// <summary>A rule on file.</summary>
    public static Recurrence Of(string text, DateOnly from) => new(text, from);

    /// <summary>Reads a rule as somebody writes it.</summary>
    /// <param name="text">Such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH.</param>
    /// <param name="from">Its first day.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="RefusedException">400 that names the part; or that the first day is none of the rule's.</exception>
    public static Recurrence Read(string text, DateOnly from)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Trim().ToUpperInvariant().Split(';'))
        {
            var (name, value) = part.Split('=') is [var left, var right] ? (left, right) : (part, "");
            if (name is not ("FREQ" or "INTERVAL" or "BYDAY" or "BYMONTHDAY" or "COUNT" or "UNTIL"))
            {
                // The name is the caller's own text: it is told only where it can be nothing else than a name.
                throw Refuse(ReminderProblems.UnknownRulePart, name.Length is > 0 and <= 12 && name.All(char.IsAsciiLetter) ? name : "?");
            }
            if (!parts.TryAdd(name, value))
            {
                throw Refuse(ReminderProblems.RepeatedRulePart, name);
            }
        }
        var frequency = Array.IndexOf(Frequencies, parts.GetValueOrDefault("FREQ"));
        Check("FREQ", frequency >= 0, ReminderProblems.RuleFrequency);
        Check("INTERVAL", IsNumber("INTERVAL", 1, IntervalsAtMost[frequency]), ReminderProblems.RuleInterval);
        Check("COUNT", IsNumber("COUNT", 1, 500), ReminderProblems.RuleCount);
        Check("COUNT", !parts.ContainsKey("COUNT") || !parts.ContainsKey("UNTIL"), ReminderProblems.RuleTwoEnds);
        Check("UNTIL", !parts.TryGetValue("UNTIL", out var until) || (DateOnly.TryParseExact(until, "yyyyMMdd", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var last) && last >= from && last <= from.AddYears(YearsUntil)), ReminderProblems.RuleUntil);
        var monthly = Frequencies[frequency] == "MONTHLY";
        Check("BYMONTHDAY", !parts.ContainsKey("BYMONTHDAY") || (monthly && !parts.ContainsKey("BYDAY")
            && List("BYMONTHDAY", day => Number(day, 31) is not (null or 0))), ReminderProblems.RuleMonthDay);
        Check("BYDAY", !parts.ContainsKey("BYDAY") || (Frequencies[frequency] != "YEARLY"
            && List("BYDAY", day => day.Length >= 2 && Days.Contains(day[^2..]) && (day.Length == 2 || (monthly && Number(day[..^2], 5) is not (null or 0))))),
            ReminderProblems.RuleDay);
        // In one order, so that the same rule is the same text.
        string[] order = ["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL"];
        var read = new Recurrence(string.Join(';', order.Where(parts.ContainsKey).Select(name => $"{name}={parts[name]}")), from);
        return read.Next(from.AddDays(-1)) == from ? read : throw RefusedException.Invalid("/dueOn", ReminderProblems.NotADayOfTheRule);

        bool IsNumber(string name, int least, int most) => !parts.TryGetValue(name, out var value)
            || (value.All(char.IsAsciiDigit) && value.Length is > 0 and < 4 && int.Parse(value, CultureInfo.InvariantCulture) is var number
                && number >= least && number <= most);

        bool List(string name, Func<string, bool> fits) => parts[name].Split(',') is var values
            && values.Length <= 62 && values.Distinct().Count() == values.Length && values.All(fits);

        static int? Number(string text, int most) => text.TrimStart('+', '-') is { Length: > 0 and < 3 } digits && text.Length - digits.Length <= 1
            && digits.All(char.IsAsciiDigit) && int.Parse(text, CultureInfo.InvariantCulture) is var number && Math.Abs(number) <= most ? number : null;

        static void Check(string part, bool holds, ProblemType rule)
        {
            if (!holds)
            {
                throw Refuse(rule, part);
            }
        }
    }

    /// <summary>The first day of the rule after a day; null where there is none any more.</summary>
    public DateOnly? Next(DateOnly after) => Occurrences().SkipWhile(day => day <= after).Select(day => (DateOnly?)day).FirstOrDefault();

    /// <summary>The days of the rule, as RFC 5545 has them.</summary>
    public IEnumerable<DateOnly> Occurrences()
    {
        var last = From.AddYears(YearsAtMost);
        return new CalendarEvent { Start = new CalDateTime(From), RecurrenceRule = rule }
            .GetOccurrences(new CalDateTime(From), new EvaluationOptions { MaxUnmatchedIncrementsLimit = 10_000 })
            .Select(occurrence => occurrence.Period.StartTime.Date).TakeWhile(day => day <= last);
    }

    private static RefusedException Refuse(ProblemType rule, string part) => RefusedException.Invalid("/repeats", rule, part);
}
