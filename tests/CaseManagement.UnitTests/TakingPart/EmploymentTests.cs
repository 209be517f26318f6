using CaseManagement.Api.TakingPart;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.TakingPart;

public sealed class EmploymentTests
{
    private static readonly DateTimeOffset Now = new(2027, 6, 16, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2027, 6, 16);

    [Fact]
    public void Whatever_is_ended_and_corrected_it_lasts_for_a_day_at_least_ends_once_and_a_refusal_changes_nothing()
    {
        var edit = from ends in Gen.Elements(true, false) from start in Gen.Choose(-30, 5) from length in Gen.Choose(-3, 30) select (ends, start, length);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(edit.ListOf().ToArbitrary(), edits =>
        {
            var job = new Employment((Guid.Empty, Guid.Empty, Guid.Empty), Facts(Today.AddDays(-10), null), null, Now);
            foreach (var (ends, start, length) in edits)
            {
                var before = (job.FromDate, job.UntilDate, job.EndReason);
                try
                {
                    if (ends)
                    {
                        job.End(Today.AddDays(start), "resigned", Today, Now);
                        Assert.False(before.UntilDate <= Today && before.EndReason is not null);
                    }
                    else
                    {
                        job.Correct(Facts(Today.AddDays(start), length > 25 ? null : Today.AddDays(start + length)), Now);
                    }
                }
                catch (RefusedException)
                {
                    Assert.Equal(before, (job.FromDate, job.UntilDate, job.EndReason));
                }
                Assert.True(job.UntilDate is null || job.UntilDate > job.FromDate);
                Assert.True(job.Holds(job.FromDate));
                Assert.False(job.Holds(job.FromDate.AddDays(-1)) || (job.UntilDate is { } until && job.Holds(until))); // Half-open.
            }
        }));
    }

    private static EmploymentFacts Facts(DateOnly from, DateOnly? until) => new("part-time", " Bäckerei ", null, 20, null, from, until, null, null);
}
