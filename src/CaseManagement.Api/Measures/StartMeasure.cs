using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Measures;

/// <summary>The measure has begun.</summary>
/// <param name="On">Since when; today or earlier. Left out: today.</param>
[Requires(Permission.WriteCases)]
[Operation("Start a measure", "planned → running. One of an actor in an area of a household: 409 `measure-already-running` with `measureId`.")]
public sealed record StartMeasure([Example(Sample.Day)] DateOnly? On = null) : ICommand<Saved>
{
    /// <summary>The measure.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class StartMeasureValidator : AbstractValidator<StartMeasure>
{
    public StartMeasureValidator(CallContext call) =>
        RuleFor(start => start.On).Must(day => day is null || day <= call.Today).WithProblem(MeasureProblems.InFuture);
}

internal sealed class StartMeasureHandler(CaseDb db, CallContext call) : IHandler<StartMeasure, Saved>
{
    public async Task<Saved> Handle(StartMeasure request, CancellationToken cancellationToken)
    {
        var measure = await db.Set<Measure>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        measure.Start(request.On ?? call.Today, call.Now);
        await db.OneAtATime(measure, cancellationToken);
        await db.CheckOnce(measure, cancellationToken);
        return await db.Save(measure, cancellationToken);
    }
}
