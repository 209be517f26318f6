using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Measures;

/// <summary>The measure is done, with its result.</summary>
/// <param name="ResultCode">What came of it.</param>
/// <param name="Result">In words, up to 2,000 characters.</param>
/// <param name="On">When; today or earlier. Left out: today.</param>
[Requires(Permission.WriteCases)]
[Operation("Finish a measure", "running → done, with its result.")]
public sealed record FinishMeasure(
    [CodeOf(CodeLists.MeasureResult)] string ResultCode,
    [Example("Passed B1 in July")] string? Result = null,
    [Example(Sample.LaterDay)] DateOnly? On = null) : ICommand<Saved>
{
    /// <summary>The measure.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class FinishMeasureValidator : AbstractValidator<FinishMeasure>
{
    public FinishMeasureValidator(CallContext call)
    {
        RuleFor(finish => finish.Result).NotEmpty().MaximumLength(2000).When(finish => finish.Result is not null);
        RuleFor(finish => finish.On).Must(day => day is null || day <= call.Today).WithProblem(MeasureProblems.InFuture);
    }
}

internal sealed class FinishMeasureHandler(CaseDb db, CallContext call) : IHandler<FinishMeasure, Saved>
{
    public async Task<Saved> Handle(FinishMeasure request, CancellationToken cancellationToken)
    {
        var measure = await db.Set<Measure>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        measure.Finish(request.On ?? call.Today, (request.ResultCode, request.Result), call.Caller.StaffId, call.Now);
        return await db.Save(measure, cancellationToken);
    }
}
