using System.Globalization;
using CaseManagement.Api.Organisations;

namespace CaseManagement.UnitTests.Organisations;

/// <summary>Who of a team may leave it, so that on no day nobody is left.</summary>
public sealed class TeamMemberTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    // From the day 0, without end, unless said; "leaves on" is the first day no longer.
    [InlineData(0, null, 0, "", true)]
    [InlineData(0, null, 30, "", true)]
    [InlineData(0, null, 0, "-5..", false)]
    [InlineData(0, null, 0, "-5..20", true)] // Until the day 20 there is somebody, and then nobody.
    [InlineData(0, null, 20, "20..", false)]
    [InlineData(0, null, 19, "20..", true)] // On the day 19 nobody would be there.
    [InlineData(0, null, 0, "-5..10 10..20 15..", false)]
    [InlineData(0, null, 0, "-5..10 11..", true)]
    [InlineData(0, 10, 0, "-5..10", false)] // Then there is nobody anyhow.
    [InlineData(0, 10, 0, "-5..9", true)]
    [InlineData(0, 10, 12, "", false)] // He stays longer.
    [InlineData(15, null, 0, "-5..15", true)] // Has not come yet, and is needed then.
    [InlineData(15, null, 0, "-5..", false)]
    public void A_member_is_needed_where_a_day_would_be_without_one(int from, int? until, int leavesOn, string others, bool isNeeded)
    {
        var leaving = Member(from, until);
        var members = others.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(other => other.Split(".."))
            .Select(days => Member(Day(days[0])!.Value, Day(days[1]))).Append(leaving);
        Assert.Equal(isNeeded, members.AreNeeded(leaving, Today.AddDays(leavesOn)));
    }

    private static int? Day(string text) => text.Length == 0 ? null : int.Parse(text, CultureInfo.InvariantCulture);

    private static TeamMember Member(int from, int? until)
    {
        var member = new TeamMember(Guid.NewGuid(), Guid.NewGuid(), Today.AddDays(from), Now);
        if (until is { } day)
        {
            member.End(Today.AddDays(day));
        }
        return member;
    }
}
