using System.Globalization;
using CaseManagement.Api.Rules;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>
/// On which day tests take place. The product's clock starts there in every test host and then goes on, so that no result
/// depends on the day, hour or year of the run; CASEMANAGEMENT_TEST_DAY, a local time in Germany, plays them on another one.
/// </summary>
public static class TestDay
{
    /// <summary>A Wednesday morning, in no way special.</summary>
    private const string Ordinary = "2027-06-16T10:00";

    /// <summary>What to set as Demo:ClockAhead: the same for all hosts of a run, so that their clocks agree.</summary>
    public static readonly TimeSpan Ahead = AheadOf(Environment.GetEnvironmentVariable("CASEMANAGEMENT_TEST_DAY") is { Length: > 0 } day ? day : Ordinary);

    /// <summary>How far a local time in Germany, such as 2027-12-24T18:00, lies ahead of the real time. Of an hour that comes twice the second.</summary>
    public static TimeSpan AheadOf(string localTime)
    {
        var local = DateTime.Parse(localTime, CultureInfo.InvariantCulture);
        return new DateTimeOffset(local, LocalTime.Zone.GetUtcOffset(local)) - TimeProvider.System.GetUtcNow();
    }
}
