using CaseManagement.Api.Assessments;
using CaseManagement.Api.Http;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Assessments;

public class AssessmentTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Action<Assessment, DateTimeOffset>> Moves = new()
    {
        ["complete"] = (assessment, at) => assessment.Complete(Guid.NewGuid(), Guid.NewGuid(), at),
        ["supersede"] = (assessment, at) => assessment.Supersede(at),
    };

    [Fact]
    public void No_sequence_of_moves_leads_back_or_past_a_state() => Prop.ForAll(Gen.Elements("complete", "supersede").ListOf().ToArbitrary(), actions =>
    {
        var assessment = Start();
        var passed = new List<AssessmentStatus> { assessment.Status };
        var at = Now;
        foreach (var action in actions)
        {
            at += TimeSpan.FromMinutes(1);
            var before = (assessment.Status, assessment.CompletedAt, assessment.CompletedBy, assessment.SupersededAt, assessment.UpdatedAt);
            var legal = Assessment.Moves.Allows(assessment.Status, action);
            try
            {
                Moves[action](assessment, at);
                Assert.True(legal);
                passed.Add(assessment.Status);
            }
            catch (RefusedException refused)
            {
                Assert.False(legal);
                Assert.Equal("assessment-transition", refused.Type.Code);
                Assert.Equal(before, (assessment.Status, assessment.CompletedAt, assessment.CompletedBy, assessment.SupersededAt, assessment.UpdatedAt));
            }
            Assert.Equal(assessment.Status == AssessmentStatus.Draft, assessment.CompletedAt is null);
            Assert.Equal(assessment.Status == AssessmentStatus.Superseded, assessment.SupersededAt is not null);
        }
        Assert.Equal(((AssessmentStatus[])[AssessmentStatus.Draft, AssessmentStatus.Completed, AssessmentStatus.Superseded]).Take(passed.Count), passed);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Only_a_draft_is_written_to()
    {
        Assert.All(Assessment.Moves.All.Where(move => move.Action is "save-area" or "complete"), move => Assert.Equal(AssessmentStatus.Draft, move.From));
        Assert.Empty(Assessment.Moves.Allowed(AssessmentStatus.Superseded));
    }

    [Theory]
    [InlineData("2008-11-22", AssessedPerson.Child)] // 18 tomorrow
    [InlineData("2008-11-21", AssessedPerson.Adult)] // 18 today
    [InlineData("2008-02-29", AssessedPerson.Adult)]
    [InlineData(null, AssessedPerson.Adult)]
    public void Whose_questions_are_asked_is_decided_by_the_18th_birthday(string? born, AssessedPerson person) =>
        Assert.Equal(person, Assessment.PersonOf(born is null ? null : DateOnly.ParseExact(born, "yyyy-MM-dd", null), new DateOnly(2026, 11, 21)));

    [Theory]
    [InlineData("2008-02-29", "2026-02-28", AssessedPerson.Child)]
    [InlineData("2008-02-29", "2026-03-01", AssessedPerson.Adult)]
    [InlineData("2010-03-01", "2028-02-29", AssessedPerson.Child)] // the day before the birthday is 29 February
    [InlineData("2010-03-01", "2028-03-01", AssessedPerson.Adult)]
    [InlineData("2010-02-28", "2028-02-27", AssessedPerson.Child)]
    [InlineData("2010-02-28", "2028-02-28", AssessedPerson.Adult)]
    public void The_day_before_the_birthday_is_a_childs_also_around_29_February(string born, string today, AssessedPerson person) =>
        Assert.Equal(person, Assessment.PersonOf(DateOnly.ParseExact(born, "yyyy-MM-dd", null), DateOnly.ParseExact(today, "yyyy-MM-dd", null)));

    private static Assessment Start() => Assessment.Start(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), null, null, null, Now);
}
