using System.Text.Json.Serialization;
using CaseManagement.Api.Assessments;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Reminders;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>What is agreed of a goal. What is still missing is told, and stops only the proposal.</summary>
public abstract record GoalBody
{
    /// <summary>In which area.</summary>
    [CodeOf(CodeLists.NeedArea)]
    public required string Area { get; init; }

    /// <summary>The need of the current assessment that it comes from; left out where it starts from something else.</summary>
    [Example(null)]
    public Guid? NeedId { get; init; }

    /// <summary>It starts from what the person can, not from a deficit.</summary>
    [Example(false)]
    public bool FromStrength { get; init; }

    /// <summary>The official text, up to 300 characters.</summary>
    [Example("Deutsch auf Niveau B1 bis Sommer")]
    public required string Title { get; init; }

    /// <summary>What the person said, up to 2,000 characters; it stands beside the official text.</summary>
    [Example("أريد أن أتكلم مع معلمة ابنتي")]
    public string? OwnWords { get; init; }

    /// <summary>In which language the person said it.</summary>
    [CodeOf(CodeLists.Language), Example("ara")]
    public string? OwnWordsLanguage { get; init; }

    /// <summary>Whether the person wants it; left out while nobody has asked.</summary>
    [Example(true)]
    public bool? Wanted { get; init; }

    /// <summary>What shows that it is reached, up to 500 characters.</summary>
    [Example("Zertifikat B1")]
    public string? Indicator { get; init; }

    /// <summary>How it is now, up to 500 characters.</summary>
    [Example("A2, Kurs abgebrochen")]
    public string? Baseline { get; init; }

    /// <summary>How it is to be, up to 500 characters.</summary>
    [Example("B1 bestanden")]
    public string? Target { get; init; }

    /// <summary>What is measured of it, from which value to which; left out where nothing is. It stands in the version that both acknowledge, and says baseline
    /// and target where no words do.</summary>
    public GoalMeasure? Measure { get; init; }

    /// <summary>Until when.</summary>
    [Example(Sample.DueDay)]
    public DateOnly? DueOn { get; init; }

    /// <summary>Who sees to it.</summary>
    [Example("client")]
    public AgreementSide? Owner { get; init; }

    /// <summary>The third party's name, up to 200 characters; mandatory for one, and only then.</summary>
    [Example(null)]
    public string? OwnerName { get; init; }

    /// <summary>What has to be there for it, up to 1,000 characters: that is what makes it realistic.</summary>
    [Example("Kitaplatz am Vormittag")]
    public string? DependsOn { get; init; }

    /// <summary>What it reveals: then only who is admitted sees it. Where the area has a compartment, that one.</summary>
    [Example(null)]
    public Compartment? Compartment { get; init; }
}

internal sealed class GoalBodyValidator : AbstractValidator<GoalBody>
{
    public GoalBodyValidator(CallContext call)
    {
        RuleFor(goal => goal.Title).NotEmpty().MaximumLength(300);
        RuleFor(goal => goal.OwnWords).Words().MaximumLength(2000);
        RuleFor(goal => goal.Indicator).Words().MaximumLength(500);
        RuleFor(goal => goal.Baseline).Words().MaximumLength(500);
        RuleFor(goal => goal.Target).Words().MaximumLength(500);
        RuleFor(goal => goal.DependsOn).Words().MaximumLength(1000);
        RuleFor(goal => goal.DueOn).IsNoSlip(call);
        RuleFor(goal => goal.Measure!).SetValidator(new GoalMeasureValidator()).When(goal => goal.Measure is not null);
        RuleFor(goal => goal.OwnerName).Words().MaximumLength(200)
            .Must((goal, name) => (goal.Owner == AgreementSide.ThirdParty) == !string.IsNullOrWhiteSpace(name))
            .WithErrorCode(AgreementProblems.OwnerName.Code).WithMessage(_ => AgreementProblems.OwnerName.Text());
    }
}

/// <summary>Adds a goal.</summary>
[Requires(Permission.WriteCases)]
[Operation("Add a goal", """
    To a draft, or while an amendment is being written. It may come from a need of the current assessment, from a strength, or from neither.
    Nothing but area and title has to be known yet; GET tells what is missing, part by part. The answer is the agreement.
    """)]
public sealed record AddGoal : GoalBody, ICommand<Saved>
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>States a goal anew.</summary>
[Requires(Permission.WriteCases)]
[Operation("Change a goal", """
    What is agreed of it, stated anew: of a draft, or while an amendment is being written. How it goes is `progress`. Its steps are restricted and opened
    with it; its notes, and what stands of it in versions, are restricted with it and stay so.
    """)]
public sealed record ChangeGoal : GoalBody, ICommand<Saved>
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>The goal.</summary>
    [JsonIgnore] public Guid GoalId { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Takes a goal out that was never agreed.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="GoalId">The goal.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.WriteCases)]
[Operation("Remove a goal", "One that was never agreed; what was agreed is dropped with a result (409 `agreement-goal-agreed`).")]
public sealed record RemoveGoal(Guid Id, Guid GoalId, uint Version) : ICommand<Saved>;

internal sealed class AddGoalHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<AddGoal, Saved>
{
    public async Task<Saved> Handle(AddGoal request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Goals, call, request.Id, request.Version, cancellationToken);
        db.Add(new Goal(group.Own, await db.FactsOf(call, codes, group.Own, request, cancellationToken), call.Caller.StaffId, call.Now));
        return await db.SavePart(call, group, cancellationToken);
    }
}

internal sealed class ChangeGoalHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<ChangeGoal, Saved>
{
    public async Task<Saved> Handle(ChangeGoal request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Goals, call, request.Id, request.Version, cancellationToken);
        var goal = await db.GoalOf(group.Own, request.GoalId, cancellationToken);
        goal.Set(await db.FactsOf(call, codes, group.Own, request, cancellationToken), call.Caller.StaffId, call.Now);
        return await db.SavePart(call, group, cancellationToken);
    }
}

internal sealed class RemoveGoalHandler(CaseDb db, CallContext call) : IHandler<RemoveGoal, Saved>
{
    public async Task<Saved> Handle(RemoveGoal request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Goals, call, request.Id, request.Version, cancellationToken);
        var goal = await db.GoalOf(group.Own, request.GoalId, cancellationToken);
        if (await db.WasAgreed(goal.Id, cancellationToken))
        {
            throw new RefusedException(AgreementProblems.GoalAgreed);
        }
        if (await db.Set<Step>().AnyAsync(step => step.GoalId == goal.Id, cancellationToken))
        {
            throw new RefusedException(AgreementProblems.GoalHasSteps);
        }
        db.Remove(goal);
        return await db.SavePart(call, group, cancellationToken);
    }
}

internal static class Goals
{
    /// <summary>A goal of an agreement that the caller may open.</summary>
    /// <exception cref="RefusedException">404.</exception>
    public static async Task<Goal> GoalOf(this CaseDb db, Agreement of, Guid id, CancellationToken cancellationToken) =>
        await db.Set<Goal>().SingleOrDefaultAsync(goal => goal.Id == id && goal.AgreementId == of.Id, cancellationToken) ?? throw RefusedException.NotFound(id);

    /// <summary>Whether a goal or step stands in a version that is or was in force.</summary>
    public static Task<bool> WasAgreed(this CaseDb db, Guid item, CancellationToken cancellationToken) =>
        db.Set<VersionItem>().AnyAsync(row => row.ItemId == item
            && db.Set<AgreementVersion>().Any(version => version.Id == row.VersionId && version.InForceFrom != null), cancellationToken);

    /// <summary>What is agreed of a goal, with its need looked up: an area behind a compartment takes the goal into it.</summary>
    public static async Task<GoalFacts> FactsOf(
        this CaseDb db, CallContext call, ReferenceCodes codes, Agreement of, GoalBody body, CancellationToken cancellationToken)
    {
        if (body.NeedId is { } need && !await db.CurrentNeeds([of.ClientId]).AnyAsync(area => area.Id == need && area.Area == body.Area, cancellationToken))
        {
            throw RefusedException.Invalid("/needId", AgreementProblems.NeedUnknown);
        }
        var compartment = codes.CompartmentOf(body.Area, call.Today) ?? body.Compartment;
        await db.CheckCompartment(of.ClientId, compartment, AgreementProblems.CompartmentClosed, cancellationToken);
        if (body.Measure is { } measure)
        {
            codes.CheckMeasure(measure, call.Today);
        }
        return new GoalFacts(body.Area, body.NeedId, body.FromStrength, body.Title, body.OwnWords, body.OwnWordsLanguage, body.Wanted, body.Indicator,
            body.Baseline, body.Target, body.DueOn, body.Owner, body.OwnerName, body.DependsOn, compartment, body.Measure);
    }

    /// <summary>The compartment of an area of needs.</summary>
    public static Compartment? CompartmentOf(this ReferenceCodes codes, string area, DateOnly on) =>
        (string?)codes.Attributes(CodeLists.NeedArea, area, on)["compartment"] is { } name
            ? Enum.GetValues<Compartment>().Single(compartment => Compartments.NameOf(compartment) == name) : null;

    /// <summary>The areas of the current assessments of persons, as far as the caller may open them.</summary>
    public static IQueryable<AssessmentArea> CurrentNeeds(this CaseDb db, Guid[] clients) =>
        from assessment in db.Set<Assessment>()
        where clients.Contains(assessment.ClientId) && assessment.Status == AssessmentStatus.Completed
        join area in db.Set<AssessmentArea>() on assessment.Id equals area.AssessmentId
        select area;
}
