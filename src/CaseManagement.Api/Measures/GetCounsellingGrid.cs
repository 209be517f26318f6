using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Measures;

/// <summary>A household's measures by area and actor.</summary>
/// <param name="Id">The household.</param>
/// <param name="Include">ended: also those that are done or dropped.</param>
[Requires(Permission.ReadCases)]
[Operation("Get a household's counselling grid", """
    The binding grid (Beratungsraster): areas × actors, with what each does for whom until when, and where two work beside one another. Restricted
    measures are in no grid.
    """)]
public sealed record GetCounsellingGrid(Guid Id, Include? Include) : IQuery<CounsellingGrid>;

/// <summary>The grid of a household.</summary>
/// <param name="HouseholdId">The household.</param>
/// <param name="Reference">The allocation list's own name for it.</param>
/// <param name="Actors">The columns: who does something, the team first.</param>
/// <param name="Rows">Every area in force, in the order of the list, and what else there are measures in.</param>
public sealed record CounsellingGrid(
    Guid HouseholdId,
    [Example(Sample.HouseholdReference)] string? Reference,
    IReadOnlyList<MeasureResponsible> Actors,
    IReadOnlyList<CounsellingGridRow> Rows) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Rows.SelectMany(row => row.Cells).SelectMany(cell => cell.Measures).SelectMany(m => m.ShownClients()).Distinct();
}

/// <summary>An area.</summary>
/// <param name="Area">Its code.</param>
/// <param name="AreaLabel">In the language of the request.</param>
/// <param name="Cells">Actors that do something in it.</param>
/// <param name="Overlaps">Pairs of measures that run beside one another by different actors: is that double work?</param>
public sealed record CounsellingGridRow(
    [CodeOf(CodeLists.NeedArea)] string Area,
    [Example("Language")] string AreaLabel,
    IReadOnlyList<CounsellingGridCell> Cells,
    IReadOnlyList<MeasurePair> Overlaps);

/// <summary>What an actor does in an area.</summary>
/// <param name="Actor">The column: place in <c>actors</c>, from 0.</param>
/// <param name="Measures">In the order of their first days.</param>
public sealed record CounsellingGridCell([Example(0)] int Actor, IReadOnlyList<MeasureRow> Measures);

/// <summary>Two measures of an area by different actors on the same days.</summary>
/// <param name="FirstId">The one that was recorded first.</param>
/// <param name="SecondId">The other one.</param>
public sealed record MeasurePair(Guid FirstId, Guid SecondId);

internal sealed class GetCounsellingGridHandler(CaseDb db, CallContext call) : IHandler<GetCounsellingGrid, CounsellingGrid>
{
    public Task<CounsellingGrid> Handle(GetCounsellingGrid request, CancellationToken cancellationToken) =>
        db.CounsellingGrid(call, request.Id, request.Include == Include.Ended, cancellationToken);
}

internal static class CounsellingGrids
{
    /// <summary>The grid of a household, as the caller sees it.</summary>
    /// <exception cref="RefusedException">404.</exception>
    public static async Task<CounsellingGrid> CounsellingGrid(
        this CaseDb db, CallContext call, Guid id, bool all, CancellationToken cancellationToken)
    {
        var shown = MeasureRows.Of(db, call.Today);
        var ofHousehold = db.Set<Measure>().VisibleTo(db, call.Caller).Where(m => m.HouseholdId == id && m.Compartment == null
            && (all || m.Status == MeasureStatus.Planned || m.Status == MeasureStatus.Running));
        var areas = await (
            from household in db.Set<Household>().VisibleTo(db, call.Caller)
            where household.Id == id
            from area in db.Set<DatedCode>()
            where area.List == CodeLists.NeedArea
            orderby area.Sort, area.Code, area.ValidFrom descending
            select new
            {
                household.Reference, Code = area,
                Measures = ofHousehold.Where(m => m.Area == area.Code).OrderBy(m => m.FromDate).ThenBy(m => m.Id).Select(shown).ToList(),
                Pairs = db.Set<MeasureOverlap>().Where(o => ofHousehold.Any(m => m.Id == o.MeasureId && m.Area == area.Code)).ToList(),
            }).AsNoTracking().ToListAsync(cancellationToken);
        if (areas.Count == 0)
        {
            throw RefusedException.NotFound(id);
        }
        var today = call.Today;
        var lasting = areas.DistinctBy(area => area.Code.Code)
            .Where(area => area.Measures.Count > 0 || (area.Code.ValidFrom <= today && (area.Code.ValidTo is null || area.Code.ValidTo > today))).ToList();
        var actors = lasting.SelectMany(area => area.Measures).Select(m => m.Responsible).DistinctBy(Key)
            .OrderBy(actor => actor.Kind).ThenBy(actor => actor.Name is not null).ThenBy(actor => actor.Name, StringComparer.CurrentCultureIgnoreCase)
            .ThenBy(actor => actor.Id).ToList();
        var places = actors.Index().ToDictionary(actor => Key(actor.Item), actor => actor.Index);
        return new CounsellingGrid(id, areas[0].Reference, actors,
        [
            .. lasting.Select(area => new CounsellingGridRow(area.Code.Code, Language.Choose(area.Code.LabelDe, area.Code.LabelEn),
                [
                    .. area.Measures.GroupBy(m => places[Key(m.Responsible)]).OrderBy(cell => cell.Key)
                        .Select(cell => new CounsellingGridCell(cell.Key, [.. cell])),
                ],
                [
                    .. area.Pairs.Where(pair => area.Measures.Exists(m => m.Id == pair.OtherId))
                        .Select(pair => pair.MeasureId.CompareTo(pair.OtherId) < 0
                            ? new MeasurePair(pair.MeasureId, pair.OtherId) : new MeasurePair(pair.OtherId, pair.MeasureId))
                        .Distinct().OrderBy(pair => pair.FirstId).ThenBy(pair => pair.SecondId),
                ])),
        ]);
    }

    private static (MeasureActorKind, Guid?, string?) Key(MeasureResponsible actor) =>
        (actor.Kind, actor.Id, actor.Id is null ? actor.Name?.ToLowerInvariant() : null);
}
