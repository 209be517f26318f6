using CaseManagement.Api.Mentors;

namespace CaseManagement.UnitTests.Mentors;

public sealed class MentorTests
{
    private static readonly DateTimeOffset Now = new(2027, 6, 16, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2027, 6, 16);

    [Fact]
    public void The_legal_moves_are_these_and_no_others() => Assert.Equal(
        ["Active leave Left", "Active suspend Suspended", "Suspended leave Left", "Suspended reinstate Active", "Suspended suspend Suspended"],
        Mentor.Moves.All.Select(move => $"{move.From} {move.Action} {move.To}").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("2022-06-16", 60, false)]
    [InlineData("2022-06-17", 60, true)]
    [InlineData("2027-06-16", 1, true)]
    [InlineData(null, 60, false)]
    public void A_certificate_is_taken_for_so_many_months_from_its_day_on(string? on, int months, bool isCertified) =>
        Assert.Equal(isCertified, Mentor.IsCertified(on is null ? null : DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture), months, Today));

    [Fact]
    public void One_that_has_not_begun_never_does_and_nothing_ends_twice()
    {
        var ahead = new MentorAssignment(Guid.Empty, Guid.Empty, (Guid.Empty, null), Today.AddDays(3), null, null, Now);
        ahead.End("by-client", null, Today, Now);
        Assert.Equal(Today.AddDays(3), ahead.UntilDate);
        Assert.Equal(409, Assert.Throws<RefusedException>(() => ahead.End("by-client", null, Today, Now)).Type.Status);
    }
}
