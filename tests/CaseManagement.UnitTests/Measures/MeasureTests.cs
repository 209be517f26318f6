using CaseManagement.Api.Measures;

namespace CaseManagement.UnitTests.Measures;

public sealed class MeasureTests
{
    private static readonly DateTimeOffset Start = new(2027, 6, 16, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2027, 6, 16);

    [Fact]
    public void The_legal_moves_are_these_and_no_others() => Assert.Equal(
        ["Planned drop Dropped", "Planned start Running", "Running done Done", "Running drop Dropped"],
        Measure.Moves.All.Select(move => $"{move.From} {move.Action} {move.To}").Order(StringComparer.Ordinal));

    [Fact]
    public void It_ends_once_with_its_result_and_not_before_it_began()
    {
        var measure = Planned(Today);
        Assert.Equal("validation-failed",
            Assert.Throws<RefusedException>(() => measure.Finish(Today.AddDays(-1), ("achieved", null), null, Start)).Type.Code);
        Assert.Equal(MeasureStatus.Running, measure.Status);
        measure.Finish(Today, ("achieved", " B1 "), null, Start);
        Assert.Equal((MeasureStatus.Done, Today, "B1"), (measure.Status, measure.EndedOn!.Value, measure.Result!));
        Assert.Equal(409, Assert.Throws<RefusedException>(() => measure.Drop(Today, ("other", null), null, Start)).Type.Status);
    }

    [Fact]
    public void A_planned_one_is_started_or_dropped_and_never_done_at_once()
    {
        var measure = Planned(null);
        Assert.Equal("measure-transition", Assert.Throws<RefusedException>(() => measure.Finish(Today, ("achieved", null), null, Start)).Type.Code);
        measure.Drop(Today, ("double-work", null), null, Start);
        Assert.Equal((MeasureStatus.Dropped, null), (measure.Status, measure.StartedOn));
    }

    [Fact]
    public void Who_does_it_is_an_id_or_a_name_of_one_kind()
    {
        var measure = Planned(null);
        Assert.Equal((MeasureActorKind.Partner, null, "VHS"), (measure.Actor.Kind, measure.Actor.Id, measure.Actor.Name));
        var colleague = Guid.CreateVersion7();
        measure.Correct(Facts(new MeasureActor(MeasureActorKind.Staff, colleague, null)), Start);
        Assert.Equal((colleague, null, null), (measure.ActorStaffId, measure.ActorOrganisationId, measure.ActorName));
        measure.HandToTeam(Start);
        Assert.Equal(new MeasureActor(MeasureActorKind.Staff, null, null), measure.Actor);
    }

    private static MeasureFacts Facts(MeasureActor actor) => new("language", null, null, null, " Kurs ", actor, "talk", Today, Today.AddDays(30));

    private static Measure Planned(DateOnly? startedOn) => new(
        new MeasureSubject(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), null),
        Facts(new MeasureActor(MeasureActorKind.Partner, null, " VHS ")), startedOn, null, Start);
}
