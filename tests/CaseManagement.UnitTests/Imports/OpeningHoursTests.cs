using CaseManagement.Api.Imports;
using CaseManagement.Api.ServiceDirectory;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Imports;

/// <summary>Opening hours as offices write them.</summary>
public sealed class OpeningHoursTests
{
    [Theory]
    [InlineData("Mo–Fr 9–12 Uhr", "MO TU WE TH FR 09:00-12:00")]
    [InlineData("Mo-Fr 9:00-12:00; Do 14.00 - 18.30 Uhr", "MO TU WE TH FR 09:00-12:00 | TH 14:00-18:30")]
    [InlineData("Montag bis Donnerstag: 8.30 bis 16 Uhr", "MO TU WE TH 08:30-16:00")]
    [InlineData("Di, Do 10-12 und 14-16 Uhr", "TU TH 10:00-12:00 | TU TH 14:00-16:00")]
    [InlineData("Mo 9-12, Di 14-16, Fr. 9-11h", "MO 09:00-12:00 | TU 14:00-16:00 | FR 09:00-11:00")]
    [InlineData("mo + mi 9-12 Uhr Sa 10-13", "MO WE 09:00-12:00 | SA 10:00-13:00")]
    [InlineData("Mo/Mi/Fr", "MO WE FR")]
    [InlineData("Tue 9:00 to 12:00 and Thu 9:00–12:00", "TU 09:00-12:00 | TH 09:00-12:00")]
    [InlineData("Mon, Thu 9:00–12:00", "MO TH 09:00-12:00")]
    [InlineData("nach Vereinbarung", null)]
    [InlineData("Mo 12-9", null)]
    [InlineData("Mo 9-25", null)]
    [InlineData("Fr-Mo 9-12", null)]
    [InlineData("Mo, Mo 9-12", null)]
    [InlineData("1. Montag im Monat 9-12", null)]
    [InlineData("Mo 9-12 (nicht in den Ferien)", null)]
    [InlineData("9-12 Uhr", null)]
    [InlineData(";", null)]
    public void They_are_read_or_not_at_all(string text, string? said) => Assert.Equal(said, Said(OpeningHours.Read(text)));

    [Fact]
    public void What_is_written_is_read_back() => Prop.ForAll(Hours.ToArbitrary(), hours =>
    {
        var written = OpeningHours.Write(hours);
        return hours.Length == 0 ? written is null : Said(OpeningHours.Read(written!)) == Said(hours);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void What_a_cell_cannot_tell_is_not_written() => Assert.All(
    [
        new(ScheduleFrequency.Monthly, ["2MO"], "09:00", "12:00"), new(ScheduleFrequency.Weekly, ["MO"], Notes: "Ohne Termin"),
        new ServiceSchedule(ScheduleFrequency.Weekly, ["MO"], From: new DateOnly(2026, 1, 1)),
    ], hours => Assert.Null(OpeningHours.Write([hours])));

    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    private static readonly Gen<ServiceSchedule[]> Hours = (
        from days in Gen.SubListOf(Days).Where(days => days.Count > 0)
        from opens in Gen.Choose(0, 23 * 60)
        from length in Gen.Choose(1, 59)
        from all in Gen.Elements(true, false, false)
        select new ServiceSchedule(ScheduleFrequency.Weekly, [.. days], all ? null : At(opens), all ? null : At(opens + length))).ArrayOf();

    private static string At(int minutes) => $"{minutes / 60:00}:{minutes % 60:00}";

    private static string? Said(IReadOnlyList<ServiceSchedule>? hours) => hours is null ? null
        : string.Join(" | ", hours.Select(span => string.Join(' ', span.ByDay) + (span.OpensAt is null ? "" : $" {span.OpensAt}-{span.ClosesAt}")));
}
