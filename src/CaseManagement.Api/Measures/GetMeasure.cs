using System.Diagnostics.CodeAnalysis;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Measures;

/// <summary>One measure.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadCases)]
[Operation("Get a measure", "With what runs beside it in the same area and time by others, and what you may do now.")]
public sealed record GetMeasure(Guid Id) : IQuery<MeasureView>;

/// <summary>A measure as a screen shows it.</summary>
public sealed record MeasureView : MeasureRow, IVersioned
{
    [SetsRequiredMembers]
    private MeasureView(MeasureRow row) : base(row) { }

    internal static MeasureView Of(MeasureRow row) => new(row);

    /// <summary>Measures of the household in the same area and time by others: is that double work?</summary>
    public IReadOnlyList<MeasureRow> Overlaps { get; init; } = [];
    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; init; } = [];

    /// <inheritdoc />
    public override IEnumerable<Guid> ShownClients() => base.ShownClients().Concat(Overlaps.SelectMany(row => row.ShownClients())).Distinct();
}

internal sealed class GetMeasureHandler(CaseDb db, CallContext call) : IHandler<GetMeasure, MeasureView>
{
    public async Task<MeasureView> Handle(GetMeasure request, CancellationToken cancellationToken)
    {
        // The measure and what runs beside it, in one list.
        var found = await db.Set<Measure>().Where(row => row.Id == request.Id).Select(row => row.Id)
            .Union(db.Set<MeasureOverlap>().Where(overlap => overlap.MeasureId == request.Id).Select(overlap => overlap.OtherId))
            .Join(db.Set<Measure>().VisibleTo(db, call.Caller), id => id, row => row.Id, (_, row) => row)
            .OrderBy(row => row.Id).Select(MeasureRows.Of(db, call.Today)).ToListAsync(cancellationToken);
        var measure = found.Find(row => row.Id == request.Id) ?? throw RefusedException.NotFound(request.Id);
        var objection = call.Caller.ObjectionToChange(
            await db.Set<Measure>().WorkedOnBy(db, call.Caller).AnyAsync(row => row.Id == request.Id, cancellationToken));
        return MeasureView.Of(measure) with
        {
            Overlaps = [.. found.Where(row => row.Id != measure.Id)],
            AllowedActions = [AllowedAction.Of("correct", objection), .. Measure.Moves.Describe(measure.Status, _ => objection)],
        };
    }
}
