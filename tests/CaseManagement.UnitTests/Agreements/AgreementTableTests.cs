using CaseManagement.Api.Agreements;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Agreements;

public sealed class AgreementTableTests
{
    private static readonly DateTimeOffset Start = new(2027, 6, 16, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_legal_moves_are_these_and_no_others() => Assert.Equal(
        [
            "Active amend Amending", "Active complete Completed", "Active reviewed Active", "Active separate Terminated", "Active start-review UnderReview",
            "Active terminate Terminated", "Amending discard-amendment UnderReview", "Amending propose AmendmentProposed", "Amending separate Terminated",
            "Amending terminate Terminated", "AmendmentProposed activate Active", "AmendmentProposed discard-amendment UnderReview",
            "AmendmentProposed revise Amending", "AmendmentProposed separate Terminated", "AmendmentProposed terminate Terminated",
            "Draft propose Proposed", "Draft separate Terminated", "Draft terminate Terminated", "Proposed activate Active", "Proposed revise Draft",
            "Proposed separate Terminated", "Proposed terminate Terminated", "UnderReview amend Amending", "UnderReview complete Completed",
            "UnderReview propose AmendmentProposed", "UnderReview reviewed Active", "UnderReview separate Terminated", "UnderReview terminate Terminated",
        ],
        AgreementTable.Moves.All.Where(move => move.From != move.To || move.Action == AgreementTable.Reviewed)
            .Select(move => $"{move.From} {move.Action} {move.To}").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(AgreementStage.Draft, "Header, Goals, Steps, UnmetNeeds")]
    [InlineData(AgreementStage.Proposed, "Acknowledgements")]
    [InlineData(AgreementStage.Active, "GoalProgress, StepOutcome")]
    [InlineData(AgreementStage.UnderReview, "GoalProgress, StepOutcome")]
    [InlineData(AgreementStage.Amending, "Header, Goals, Steps, UnmetNeeds, GoalProgress, StepOutcome")]
    [InlineData(AgreementStage.AmendmentProposed, "GoalProgress, StepOutcome, Acknowledgements")]
    [InlineData(AgreementStage.Completed, "")]
    [InlineData(AgreementStage.Terminated, "")]
    public void What_is_agreed_narrows_what_may_be_edited(AgreementStage stage, string fields)
    {
        Assert.Equal(fields, string.Join(", ", AgreementTable.Editable(stage, [Role.Caseworker])));
        Assert.Empty(AgreementTable.Editable(stage, [Role.Administrator, Role.DataProtectionOfficer, Role.Partner]));
    }

    [Fact]
    public void Only_supervisors_approve_and_nobody_activates_by_a_call()
    {
        var actions = AgreementTable.Describe(AgreementStage.Proposed, [Role.Caseworker], _ => null);
        Assert.Equal("not-permitted", actions.Single(action => action.Action == AgreementTable.Approve).Code);
        Assert.DoesNotContain(actions, action => action.Action == AgreementTable.Activate);
        Assert.True(AgreementTable.Describe(AgreementStage.Proposed, [Role.Supervisor], _ => null)
            .Single(action => action.Action == AgreementTable.Approve).Allowed);
    }

    [Fact]
    public void No_sequence_of_moves_leaves_the_table_and_what_is_in_force_stays_in_force_while_it_is_amended() =>
        Prop.ForAll(Gen.Choose(0, 8).ListOf().ToArbitrary(), steps =>
        {
            var agreement = new Agreement((Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()), null, "ara", null, null, Start);
            var number = 0;
            foreach (var step in steps)
            {
                var (stage, inForce) = (agreement.Stage, agreement.InForceNumber);
                var action = Actions[step];
                try
                {
                    Take(agreement, action, ref number);
                    Assert.True(AgreementTable.Moves.Allows(stage, action));
                }
                catch (RefusedException refused)
                {
                    Assert.Equal(409, refused.Type.Status);
                    Assert.Equal(stage, agreement.Stage);
                }
                Assert.True(agreement.InForceNumber == inForce || action == AgreementTable.Activate);
                Assert.Equal(agreement.Status is AgreementStatus.Active or AgreementStatus.UnderReview or AgreementStatus.Completed,
                    agreement.InForceNumber is not null && agreement.Status != AgreementStatus.Terminated);
            }
        }).QuickCheckThrowOnFailure();

    private static readonly string[] Actions =
    [
        AgreementTable.Propose, AgreementTable.Revise, AgreementTable.Activate, AgreementTable.StartReview, AgreementTable.Reviewed, AgreementTable.Amend,
        AgreementTable.DiscardAmendment, AgreementTable.Complete, AgreementTable.Terminate,
    ];

    private static void Take(Agreement agreement, string action, ref int number)
    {
        switch (action)
        {
            case AgreementTable.Propose:
                agreement.Propose(number + 1, Start);
                number++;
                break;
            case AgreementTable.Revise: agreement.Revise(Start); break;
            case AgreementTable.Activate: agreement.Activate(new DateOnly(2028, 1, 1), Start); break;
            case AgreementTable.StartReview: agreement.StartReview(Start); break;
            case AgreementTable.Reviewed: agreement.Reviewed(new DateOnly(2028, 1, 1), null, Start); break;
            case AgreementTable.Amend: agreement.Amend("goals", "Was", "Warum", Start); break;
            case AgreementTable.DiscardAmendment: agreement.DiscardAmendment(Start); break;
            case AgreementTable.Complete: agreement.Complete(null, null, Start); break;
            default: agreement.Terminate(AgreementTable.Terminate, "other", null, null, Start); break;
        }
    }

    [Fact]
    public void A_goal_lacks_what_it_does_not_say_part_by_part()
    {
        var today = new DateOnly(2027, 6, 16);
        var facts = new GoalFacts("work", null, true, "Als Schneiderin arbeiten", "خياطة", "ara", true, "Vertrag", "ohne Arbeit", "20 Stunden",
            today.AddDays(1), AgreementSide.Client, null, "Kinderbetreuung", null);
        static IEnumerable<GoalPart> Lacks(GoalFacts told) => told.Lacks(new DateOnly(2027, 6, 16)).Select(lack => lack.Part).Distinct();
        Assert.Empty(Lacks(facts)); // A goal need not start from a deficit.
        Assert.Equal([GoalPart.Specific], Lacks(facts with { Title = "Arbeit" }));
        Assert.Equal([GoalPart.Measurable], Lacks(facts with { Indicator = null, Target = null }));
        Assert.Equal([GoalPart.Wanted], Lacks(facts with { Wanted = false }));
        Assert.Equal([GoalPart.Wanted], Lacks(facts with { OwnWords = null }));
        Assert.Equal([GoalPart.Realistic], Lacks(facts with { DependsOn = null }));
        Assert.Equal([GoalPart.Dated], Lacks(facts with { DueOn = today.AddDays(-1) }));
        Assert.Equal([GoalPart.Owned], Lacks(facts with { Owner = null }));
    }

    [Fact]
    public void A_goal_ends_with_a_result_and_what_ended_by_mistake_goes_on() =>
        Prop.ForAll(Gen.Elements(Enum.GetValues<GoalStatus>()).ListOf().ToArbitrary(), steps =>
        {
            var of = new Agreement((Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()), null, "ara", null, null, Start);
            var facts = new GoalFacts("work", null, false, "Arbeit", null, null, null, null, null, null, null, null, null, null, null);
            var goal = new Goal(of, facts, null, Start);
            foreach (var next in steps)
            {
                var (before, ends) = (goal.Status, next is GoalStatus.Achieved or GoalStatus.NotAchieved or GoalStatus.Dropped);
                var isLegal = before == next || Goal.Moves.Allows(before, SnakeCase.Of(next.ToString()));
                if (isLegal)
                {
                    goal.Report(next, null, ends ? "Ergebnis" : null, new DateOnly(2027, 6, 16), null, Start);
                }
                else
                {
                    Assert.Equal(409, Assert.Throws<RefusedException>(() => goal.Report(next, null, ends ? "x" : null, default, null, Start)).Type.Status);
                }
                Assert.Equal(isLegal ? next : before, goal.Status);
                Assert.Equal(goal.HasEnded, goal.Result is not null && goal.EndedOn is not null);
            }
        }).QuickCheckThrowOnFailure();
}
