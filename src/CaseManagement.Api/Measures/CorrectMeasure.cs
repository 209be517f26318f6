using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Measures;

/// <summary>Changes what was agreed, or puts right what was recorded wrongly: the body states it as it is. What stood there stays in the trail.</summary>
[Requires(Permission.WriteCases)]
[Operation("Correct a measure", "The measure as it is, with a reason; also who does it from now on. Whose it is, where it stands and its result stay.")]
public sealed record CorrectMeasure : MeasureBody, ICommand<Saved>, INeedsReason
{
    /// <summary>Why, for the trail.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }

    /// <summary>The measure.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CorrectMeasureHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<CorrectMeasure, Saved>
{
    public async Task<Saved> Handle(CorrectMeasure request, CancellationToken cancellationToken)
    {
        var measure = await db.Set<Measure>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        var of = new MeasureSubject(measure.OrganisationId, measure.CaseId, measure.ClientId, measure.HouseholdId);
        var before = measure.Actor;
        measure.Correct(await db.FactsOf(call, codes, request, of, before, cancellationToken), call.Now);
        if (measure.Status is MeasureStatus.Planned or MeasureStatus.Running)
        {
            await db.OneAtATime(measure, cancellationToken);
            await db.CheckOnce(measure, cancellationToken);
            await db.TellWhoDoesIt(call, measure, before, cancellationToken);
        }
        await db.SaveChangesAsync(cancellationToken);
        await db.TellOfOverlaps(call, measure, cancellationToken);
        return new Saved(measure.Id, measure.Version);
    }
}
