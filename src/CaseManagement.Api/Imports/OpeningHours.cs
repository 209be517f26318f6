using System.Globalization;
using System.Text.RegularExpressions;
using CaseManagement.Api.ServiceDirectory;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Weekly opening hours as offices write them: <c>Mo–Fr 9–12 Uhr; Do 14:00–18:30 Uhr</c>. Days in German or English, as a range or one after another, then
/// one or more spans of time; what differs by month, place or season is not told that way.
/// </summary>
internal static partial class OpeningHours
{
    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    private static readonly string[] German = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"];

    /// <summary>Reads them; null where a part of the text is none.</summary>
    internal static IReadOnlyList<ServiceSchedule>? Read(string text)
    {
        var schedules = new List<ServiceSchedule>();
        var plain = BetweenSpans().Replace(UntilTime().Replace(Clock().Replace(text, ""), "-"), " ");
        foreach (var entry in BetweenEntries().Split(plain).Where(entry => !string.IsNullOrWhiteSpace(entry)))
        {
            if (Entry().Match(entry.Trim()) is not { Success: true } found || DaysOf(found.Groups["days"].Value) is not { } days)
            {
                return null;
            }
            var spans = found.Groups["opens"].Captures
                .Zip(found.Groups["closes"].Captures, (opens, closes) => (Opens: Time(opens.Value), Closes: Time(closes.Value))).ToList();
            if (spans.Exists(span => span.Opens is null || string.CompareOrdinal(span.Opens, span.Closes) >= 0))
            {
                return null;
            }
            schedules.AddRange(spans.Count == 0 ? [new ServiceSchedule(ScheduleFrequency.Weekly, days)]
                : spans.Select(span => new ServiceSchedule(ScheduleFrequency.Weekly, days, span.Opens, span.Closes)));
        }
        return schedules.Count == 0 ? null : schedules;
    }

    /// <summary>Writes them; null where they say more than that.</summary>
    internal static string? Write(IReadOnlyList<ServiceSchedule> schedules) =>
        schedules.Count == 0 || !schedules.All(hours => hours is { Frequency: ScheduleFrequency.Weekly, From: null, Until: null, Notes: null }) ? null
        : string.Join("; ", schedules.Select(hours => string.Join(", ", hours.ByDay.Select(day => German[Array.IndexOf(Days, day)]))
            + (hours.OpensAt is null ? "" : $" {hours.OpensAt}–{hours.ClosesAt}")));

    private static IReadOnlyList<string>? DaysOf(string text)
    {
        var days = new List<int>();
        foreach (var part in Between().Split(text.Trim()).Where(part => part.Length > 0))
        {
            var ends = To().Split(part).Select(DayOf).ToArray();
            if (ends.Length > 2 || ends.Contains(-1) || ends[^1] < ends[0])
            {
                return null;
            }
            days.AddRange(Enumerable.Range(ends[0], ends[^1] - ends[0] + 1));
        }
        return days.Count == 0 || days.Distinct().Count() != days.Count ? null : [.. days.Select(day => Days[day])];
    }

    private static int DayOf(string word) => Array.FindIndex(Words, names => names.Contains(word.Trim('.', ':', ' '), StringComparer.OrdinalIgnoreCase));

    // 9, 9:00, 9.00, 09:00; 24 is no time of a day.
    private static string? Time(string written)
    {
        var parts = written.Split(':', '.');
        var (hour, minute) = (int.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        return hour > 23 || minute > 59 ? null : $"{hour:00}:{minute:00}";
    }

    private static readonly string[][] Words =
    [
        ["Mo", "Montag", "Montags", "Mon", "Monday"], ["Di", "Dienstag", "Dienstags", "Tu", "Tue", "Tuesday"],
        ["Mi", "Mittwoch", "Mittwochs", "We", "Wed", "Wednesday"],
        ["Do", "Donnerstag", "Donnerstags", "Th", "Thu", "Thursday"], ["Fr", "Freitag", "Freitags", "Fri", "Friday"],
        ["Sa", "Samstag", "Samstags", "Sonnabend", "Sat", "Saturday"], ["So", "Sonntag", "Sonntags", "Su", "Sun", "Sunday"],
    ];

    private const string OneTime = "[0-9]{1,2}(?:[:.][0-9]{2})?";

    [GeneratedRegex(@"(?<=[0-9])\s*(?:Uhr|h)(?!\p{L})", RegexOptions.IgnoreCase)]
    private static partial Regex Clock();

    [GeneratedRegex(@"(?<=[0-9])\s*(?:-|–|—|bis|to)\s*(?=[0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex UntilTime();

    [GeneratedRegex(@"(?<=[0-9])\s*(?:,|/|&|\+|und|and|u\.)\s*(?=[0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex BetweenSpans();

    [GeneratedRegex(@"[;|\n]|(?<=[0-9])[\s,]+(?=\p{L})")]
    private static partial Regex BetweenEntries();

    [GeneratedRegex($@"^(?<days>[^0-9]+?)[:\s]*(?:(?<=[:.\s])(?<opens>{OneTime})-(?<closes>{OneTime})\s*)*\z")]
    private static partial Regex Entry();

    [GeneratedRegex(@"\s*(?:,|/|&|\+|\bund\b|\band\b)\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Between();

    [GeneratedRegex(@"\s*(?:-|–|—|\bbis\b|\bto\b)\s*", RegexOptions.IgnoreCase)]
    private static partial Regex To();
}
