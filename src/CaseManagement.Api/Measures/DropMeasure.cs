using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Measures;

/// <summary>The measure is given up.</summary>
/// <param name="ReasonCode">Why.</param>
/// <param name="Note">In words, up to 1,000 characters.</param>
/// <param name="On">When; today or earlier. Left out: today.</param>
[Requires(Permission.WriteCases)]
[Operation("Drop a measure", "planned or running → dropped, with the reason.")]
public sealed record DropMeasure(
    [CodeOf(CodeLists.MeasureDropReason)] string ReasonCode,
    [Example("The neighbourhood office does it")] string? Note = null,
    [Example(Sample.LaterDay)] DateOnly? On = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The measure.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    [JsonIgnore] string IGivesReason.Reason => ReasonCode;
}

internal sealed class DropMeasureValidator : AbstractValidator<DropMeasure>
{
    public DropMeasureValidator(CallContext call)
    {
        RuleFor(drop => drop.Note).NotEmpty().MaximumLength(1000).When(drop => drop.Note is not null);
        RuleFor(drop => drop.On).Must(day => day is null || day <= call.Today).WithProblem(MeasureProblems.InFuture);
    }
}

internal sealed class DropMeasureHandler(CaseDb db, CallContext call) : IHandler<DropMeasure, Saved>
{
    public async Task<Saved> Handle(DropMeasure request, CancellationToken cancellationToken)
    {
        var measure = await db.Set<Measure>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        measure.Drop(request.On ?? call.Today, (request.ReasonCode, request.Note), call.Caller.StaffId, call.Now);
        return await db.Save(measure, cancellationToken);
    }
}
