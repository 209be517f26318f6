using CaseManagement.Api.Reminders;
using CaseManagement.Api.Reminders.Chains;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Reminders;

/// <summary>Chains of follow-ups: which step's turn it is, and on which day it is due.</summary>
public sealed class ChainTests
{
    private static readonly CalendarInForce Calendar = new("BW", [], "BW v1");
    private static readonly DateOnly Event = new(2027, 3, 22);
    private static readonly DateTimeOffset Now = new(2027, 3, 22, 9, 0, 0, TimeSpan.Zero);

    private static ChainTemplateStep Step(int? follows, int dueAfter = 5, ChainUnit unit = ChainUnit.WorkingDays, int? from = null, int? until = null) => new()
    {
        Kind = ChainStepKind.FirstContact, Follows = follows, DueAfter = dueAfter, Unit = unit, AgeFrom = from, AgeUntil = until,
    };

    private static Chain? Start(DateOnly? born, DateOnly on, params ChainTemplateStep[] steps) => Chain.Start(
        new ChainTemplate(Guid.NewGuid(), "ablauf", 1, new ChangeChainTemplate { NameDe = "Ablauf", Event = ChainEvent.Manual, Steps = steps }, on,
            Guid.NewGuid(), Now),
        (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()), on, null, born, Calendar, null, Now);

    private static Chain Started(params ChainTemplateStep[] steps) => Start(null, Event, steps)!;

    private static ChainStep At(Chain chain, int number) => chain.Steps.Single(step => step.Number == number);

    private static ChainStepStatus[] States(Chain chain) => [.. chain.Steps.OrderBy(step => step.Number).Select(chain.StatusOf)];

    private static Reminder Reminder(Chain chain, int number, string action, DateOnly on)
    {
        var step = At(chain, number);
        var reminder = CaseManagement.Api.Reminders.Reminder.OfSystem(chain.OrganisationId, (ReminderSubject.ChainStep, step.Id), step.ReminderKind(),
            chain.CaseId, null, null, null, on, Now);
        reminder.Close(action, action == "done" ? null : "other", Guid.NewGuid(), LocalTime.StartOf(on).AddHours(12));
        return reminder;
    }

    [Fact]
    public void A_step_waits_for_the_one_before_and_counts_from_its_day()
    {
        var chain = Started(Step(null), Step(1, 10), Step(1, 10, ChainUnit.Days), Step(3, 0));
        Assert.Equal([ChainStepStatus.Open, ChainStepStatus.Waiting, ChainStepStatus.Waiting, ChainStepStatus.Waiting], States(chain));
        // Good Friday and Easter Monday do not count.
        Assert.Equal(new DateOnly(2027, 3, 31), At(chain, 1).DueOn);

        chain.Follow(Reminder(chain, 1, "done", new DateOnly(2027, 3, 25)), Calendar, Now);
        Assert.Equal([ChainStepStatus.Done, ChainStepStatus.Open, ChainStepStatus.Open, ChainStepStatus.Waiting], States(chain));
        Assert.Equal((new DateOnly(2027, 4, 12), new DateOnly(2027, 4, 4)), (At(chain, 2).DueOn, At(chain, 3).DueOn));

        // 3 April is a Saturday, so the step that follows at once is due on Monday.
        chain.Follow(Reminder(chain, 3, "not-executable", new DateOnly(2027, 4, 3)), Calendar, Now);
        Assert.Equal(new DateOnly(2027, 4, 5), At(chain, 4).DueOn);
        chain.Follow(Reminder(chain, 2, "done", new DateOnly(2027, 4, 5)), Calendar, Now);
        Assert.Equal(ChainStatus.Running, chain.Status);
        chain.Follow(Reminder(chain, 4, "done", new DateOnly(2027, 4, 6)), Calendar, Now);
        Assert.Equal((ChainStatus.Completed, ChainEndCause.Completed), (chain.Status, chain.EndCause));
    }

    [Fact]
    public void What_was_done_by_mistake_is_open_again_and_what_follows_waits_again()
    {
        var chain = Started(Step(null), Step(1));
        var reminder = Reminder(chain, 1, "done", Event);
        chain.Follow(reminder, Calendar, Now);
        reminder.Reopen(Event, Now);
        chain.Follow(reminder, Calendar, Now);
        Assert.Equal([ChainStepStatus.Open, ChainStepStatus.Waiting], States(chain));
        Assert.Null(At(chain, 2).DueOn);

        // Of a chain that this had completed too; not of one that somebody has ended.
        chain = Started(Step(null));
        reminder = Reminder(chain, 1, "done", Event);
        chain.Follow(reminder, Calendar, Now);
        reminder.Reopen(Event, Now);
        chain.Follow(reminder, Calendar, Now);
        Assert.Equal(ChainStatus.Running, chain.Status);
        chain.End(ChainEndCause.Stopped, "Weggezogen", null, Now);
        Assert.Equal("chain-ended", Assert.Throws<RefusedException>(() => chain.Follow(reminder, Calendar, Now)).Type.Code);
    }

    [Fact]
    public void Where_its_event_was_on_another_day_what_is_open_is_counted_from_it_unless_somebody_has_said_the_day()
    {
        // From the event; the same, but not for adults, with one that follows it; moved by hand; done; one that follows what is done; one that waits.
        var chain = Start(new DateOnly(1990, 1, 1), Event,
            Step(null), Step(null, until: 18), Step(2, 2, ChainUnit.Days), Step(null), Step(null), Step(5), Step(1))!;
        chain.Move(At(chain, 4).Id, Event.AddDays(20), Now);
        chain.Add(ChainStepKind.Own, "Verein", ChainAddressee.Lead, Event, Now);
        chain.Follow(Reminder(chain, 5, "done", Event), Calendar, Now);
        var before = chain.Steps.ToDictionary(step => step.Number, step => step.DueOn);

        chain.Correct(Event.AddDays(-7), new DateOnly(1990, 1, 1), Calendar, Now);
        Assert.Equal(Event.AddDays(-7), chain.EventOn);
        // From a Monday, and without a holiday.
        Assert.Equal((Event, Event.AddDays(-5)), (At(chain, 1).DueOn, At(chain, 3).DueOn));
        Assert.All((int[])[4, 5, 6, 7, 8], number => Assert.Equal(before[number], At(chain, number).DueOn));
        Assert.Equal((null, "BW v1"), (At(chain, 4).Calendar, At(chain, 1).Calendar));
        Assert.Equal(ChainStepStatus.Waiting, States(chain)[6]);
    }

    [Fact]
    public void Who_is_of_another_age_after_all_needs_other_steps_of_what_is_not_finished()
    {
        var adult = new DateOnly(1990, 1, 1);
        var chain = Start(adult, Event, Step(null), Step(1, until: 18), Step(2), Step(null, from: 18), Step(null, from: 18))!;
        chain.Follow(Reminder(chain, 1, "done", Event), Calendar, Now);
        chain.Follow(Reminder(chain, 5, "done", Event), Calendar, Now);
        Assert.Equal([ChainStepStatus.Done, ChainStepStatus.NotApplicable, ChainStepStatus.Open, ChainStepStatus.Open, ChainStepStatus.Done], States(chain));
        var third = At(chain, 3).DueOn;

        chain.Correct(Event, new DateOnly(2017, 1, 1), Calendar, Now);
        Assert.Equal([ChainStepStatus.Done, ChainStepStatus.Open, ChainStepStatus.Waiting, ChainStepStatus.NotApplicable, ChainStepStatus.Done], States(chain));
        Assert.Equal((new DateOnly(2027, 3, 31), null), (At(chain, 2).DueOn, At(chain, 4).DueOn));
        chain.Correct(Event, adult, Calendar, Now);
        Assert.Equal([ChainStepStatus.Done, ChainStepStatus.NotApplicable, ChainStepStatus.Open, ChainStepStatus.Open, ChainStepStatus.Done], States(chain));
        Assert.Equal(third, At(chain, 3).DueOn);

        // With the last step that applied it is completed.
        chain = Start(adult, Event, Step(null), Step(null, from: 18))!;
        chain.Follow(Reminder(chain, 1, "done", Event), Calendar, Now);
        chain.Correct(Event, new DateOnly(2017, 1, 1), Calendar, Now);
        Assert.Equal(ChainStatus.Completed, chain.Status);
    }

    [Theory]
    [InlineData("2021-03-22", true)]  // Six on that day.
    [InlineData("2021-03-23", false)] // Six tomorrow.
    [InlineData("2009-03-23", true)]  // Eighteen tomorrow.
    [InlineData("2009-03-22", false)] // Eighteen on that day.
    [InlineData(null, true)]          // Nobody knows: better asked than forgotten.
    public void School_is_for_children_of_that_age(string? born, bool applies)
    {
        var birth = born is null ? (DateOnly?)null : DateOnly.ParseExact(born, "yyyy-MM-dd", null);
        var chain = Start(birth, Event, Step(null), Step(1, from: 6, until: 18), Step(2))!;
        Assert.Equal(applies ? ChainStepStatus.Waiting : ChainStepStatus.NotApplicable, States(chain)[1]);
        chain.Follow(Reminder(chain, 1, "done", Event), Calendar, Now);
        // What follows what does not apply is not held up by it.
        Assert.Equal(applies ? ChainStepStatus.Waiting : ChainStepStatus.Open, States(chain)[2]);
        Assert.Equal(applies, Start(birth, Event, Step(null, from: 6, until: 18)) is not null);
    }

    [Fact]
    public void Who_was_born_on_29_February_is_a_year_older_on_1_March()
    {
        var step = Step(null, from: 6);
        Assert.False(step.AppliesTo(new DateOnly(2020, 2, 29), new DateOnly(2026, 2, 28)));
        Assert.True(step.AppliesTo(new DateOnly(2020, 2, 29), new DateOnly(2026, 3, 1)));
    }

    [Fact]
    public void A_chain_has_forty_steps_at_most_and_one_that_has_ended_none_more()
    {
        var chain = Started(Step(null));
        for (var number = 2; number <= Chain.MostSteps; number++)
        {
            chain.Add(ChainStepKind.Own, "Verein", ChainAddressee.Lead, Event, Now);
        }
        Assert.Equal("chain-steps-full", Assert.Throws<RefusedException>(() =>
            chain.Add(ChainStepKind.Own, "Verein", ChainAddressee.Lead, Event, Now)).Type.Code);
        chain.End(ChainEndCause.Stopped, "Weggezogen", null, Now);
        Assert.All(States(chain), state => Assert.Equal(ChainStepStatus.Ended, state));
        Assert.Throws<RefusedException>(() => chain.Add(ChainStepKind.Own, "Verein", ChainAddressee.Lead, Event, Now));
    }

    // Any template that the rules take, and what anybody does with its chain on later and later days, by chance.
    private static Arbitrary<(ChainTemplateStep[] Steps, int[] Moves)> Courses => (
        from count in Gen.Choose(1, 12)
        from steps in Gen.CollectToArray(Enumerable.Range(0, count).Select(index =>
            from follows in Gen.Choose(0, index)
            from days in Gen.Choose(0, 30)
            from unit in Gen.Elements(ChainUnit.Days, ChainUnit.WorkingDays)
            from forAdults in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
            select Step(follows == 0 ? null : follows, days, unit, forAdults ? 18 : null)))
        from moves in Gen.ArrayOf(Gen.Choose(0, 99))
        select (steps, moves)).ToArbitrary();

    [Fact]
    public void No_step_is_open_before_the_one_that_it_follows_is_finished_and_none_is_due_before_its_day() =>
        Prop.ForAll(Courses, course =>
        {
            var chain = Start(new DateOnly(2019, 5, 1), Event, course.Steps);
            Assert.Equal(chain is null, course.Steps.All(step => step.AgeFrom is not null));
            var day = Event;
            foreach (var move in chain is null ? [] : course.Moves.Prepend(0))
            {
                day = day.AddDays(move % 4);
                var now = LocalTime.StartOf(day).AddHours(9);
                Move(chain!, move, day, now);
                foreach (var step in chain!.Steps)
                {
                    var ground = step.Follows is { } before ? At(chain, before).PassedOn : Event;
                    var state = chain.StatusOf(step);
                    Assert.True(state is not ChainStepStatus.Open || ground is not null, "open before its turn");
                    Assert.True(state is not ChainStepStatus.Waiting || ground is null, "waits although it is its turn");
                    Assert.True(state is not (ChainStepStatus.Done or ChainStepStatus.Open) || step.DueOn >= ground, "due before its day");
                    Assert.True(step.Unit != ChainUnit.WorkingDays || step.DueOn is not { } due || WorkingDays.IsWorkingDay(due, Calendar.OfLand),
                        "due on no working day");
                    Assert.True(step.Unit != ChainUnit.WorkingDays || step.DueAfter == 0 || step.DueOn is not { } end
                        || WorkingDays.Between(ground!.Value, end, Calendar.OfLand) == step.DueAfter, "another number of working days");
                }
                Assert.Equal(chain.Steps.All(step => step.Outcome is not null), chain.Status == ChainStatus.Completed);
            }
        }).QuickCheckThrowOnFailure();

    // Does one of the steps that are open, or skips one that is open or waits.
    private static void Move(Chain chain, int move, DateOnly day, DateTimeOffset now)
    {
        var open = chain.Steps.Where(step => chain.StatusOf(step) == ChainStepStatus.Open).ToList();
        var left = chain.Steps.Where(step => chain.StatusOf(step) is ChainStepStatus.Open or ChainStepStatus.Waiting).ToList();
        if (move % 5 == 0 && left.Count > 0)
        {
            chain.Skip(left[move % left.Count].Id, "Nicht nötig", day, Calendar, null, now);
        }
        else if (open.Count > 0)
        {
            chain.Follow(Reminder(chain, open[move % open.Count].Number, move % 3 == 0 ? "not-executable" : "done", day), Calendar, now);
        }
    }
}
