using System.Text.Json;
using CaseManagement.Api.Assessments;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Assessments;

public class NeedHistoryTests
{
    [Theory]
    [InlineData(3, 1, NeedChange.LessUrgent)]
    [InlineData(1, 3, NeedChange.MoreUrgent)]
    [InlineData(0, 1, NeedChange.MoreUrgent)]
    [InlineData(3, 0, NeedChange.Resolved)]
    [InlineData(2, 2, NeedChange.Unchanged)]
    [InlineData(0, 0, NeedChange.Unchanged)]
    public void A_change_is_told_by_the_rank(int before, int after, NeedChange change) =>
        Assert.Equal([NeedChange.First, change], GetNeedHistoryHandler.Compare([Need(before, "{}"), Need(after, "{}")]).Select(point => point.Change));

    [Fact]
    public void Answers_that_were_given_changed_or_taken_back_are_named_with_before_and_after()
    {
        var changed = GetNeedHistoryHandler.Compare(
            [Need(1, """{"kept":["a"],"changed":1,"gone":true}"""), Need(1, """{"kept":["a"],"changed":2,"new":"x"}""")])[1].ChangedAnswers;
        Assert.Equal(["changed", "gone", "new"], changed.Select(answer => answer.Question));
        Assert.Equal((1, 2), (changed[0].Before!.Value.GetInt32(), changed[0].After!.Value.GetInt32()));
        Assert.Null(changed[1].After);
        Assert.Null(changed[2].Before);
    }

    [Fact]
    public void Every_recorded_need_is_one_point_and_the_changes_add_up_to_the_last_rank() => Prop.ForAll(
        Gen.Choose(0, 4).NonEmptyListOf().ToArbitrary(), ranks =>
    {
        var points = GetNeedHistoryHandler.Compare([.. ranks.Select(rank => Need(rank, "{}"))]);
        Assert.Equal(ranks, points.Select(point => point.Rank));
        Assert.Equal(NeedChange.First, points[0].Change);
        for (var at = 1; at < points.Count; at++)
        {
            var (before, after, change) = (points[at - 1].Rank, points[at].Rank, points[at].Change);
            Assert.True(change switch
            {
                NeedChange.Unchanged => after == before,
                NeedChange.MoreUrgent => after > before,
                NeedChange.LessUrgent => after < before && after > 0,
                NeedChange.Resolved => after == 0 && before > 0,
                _ => false,
            });
        }
    }).QuickCheckThrowOnFailure();

    private static RecordedNeed Need(int rank, string answers) =>
        new(Guid.NewGuid(), DateTimeOffset.UnixEpoch, "x", rank, null, null, null, JsonElement.Parse(answers));
}
