using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;

namespace CaseManagement.UnitTests.Organisations;

public sealed class AbsenceTests
{
    private static readonly DateOnly Monday = new(2026, 3, 2);
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_last_day_is_exclusive()
    {
        Assert.Equal(AbsenceStatus.Planned, Absence.StatusOn(Monday.AddDays(-1), Monday, Monday.AddDays(2), null));
        Assert.Equal(AbsenceStatus.Running, Absence.StatusOn(Monday.AddDays(1), Monday, Monday.AddDays(2), null));
        Assert.Equal(AbsenceStatus.Over, Absence.StatusOn(Monday.AddDays(2), Monday, Monday.AddDays(2), null));
    }

    [Fact]
    public void An_absence_that_is_ended_today_ends_today()
    {
        var absence = new Absence(Guid.NewGuid(), Guid.NewGuid(), null, Monday, Monday.AddDays(10), Monday, Now);
        absence.End(Monday, Now.AddHours(2));
        Assert.Equal((Monday, Now.AddHours(2)), (absence.UntilDate, absence.EndedAt));
        Assert.Equal(AbsenceStatus.Over, Absence.StatusOn(Monday, absence.FromDate, absence.UntilDate, absence.CancelledAt));
    }

    [Fact]
    public void A_running_absence_cannot_be_called_off()
    {
        var absence = new Absence(Guid.NewGuid(), Guid.NewGuid(), null, Monday, Monday.AddDays(10), Monday, Now);
        var refused = Assert.Throws<RefusedException>(() => absence.Cancel(Monday, Now));
        Assert.Equal("absence-transition", refused.Type.Code);
        Assert.Equal(["change", "end"], (IReadOnlyList<string>)refused.Extensions["allowedActions"]!);
    }
}
