using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Measures;

/// <summary>In which order measures are listed.</summary>
public enum MeasureSort
{
    /// <summary>What was recorded last first.</summary>
    [JsonStringEnumMemberName("-recordedAt")] NewestFirst,
    /// <summary>The soonest due first; those that have ended are not in it.</summary>
    [JsonStringEnumMemberName("dueOn")] SoonestDueFirst,
}

/// <summary>Measures of the cases that the caller sees. Restricted ones stand in the list of one case or person only, for who is admitted.</summary>
/// <param name="CaseId">Those of a case.</param>
/// <param name="ClientId">Those of a person.</param>
/// <param name="HouseholdId">Those of a household and its persons.</param>
/// <param name="TeamId">Those of a team's cases.</param>
/// <param name="StaffId">Those for which a colleague is responsible.</param>
/// <param name="Status">Only those that stand so.</param>
/// <param name="DueFrom">Due on this day or later.</param>
/// <param name="DueUntil">Due before this day.</param>
/// <param name="Page">Which page.</param>
/// <param name="Sort">In which order.</param>
[Requires(Permission.ReadCases)]
[Operation("List measures", """
    Of the cases that you see. Those of who was handed over, and restricted ones for who is admitted, stand in the list of one case or person only. The
    grid of a household is `GET /households/{id}/counselling-grid`.
    """)]
public sealed record ListMeasures(
    Guid? CaseId, Guid? ClientId, Guid? HouseholdId, Guid? TeamId, Guid? StaffId, MeasureStatus? Status, DateOnly? DueFrom, DateOnly? DueUntil, Paging Page,
    MeasureSort Sort = MeasureSort.NewestFirst) : IQuery<Page<MeasureRow>>;

internal sealed class ListMeasuresHandler(CaseDb db, CallContext call) : IHandler<ListMeasures, Page<MeasureRow>>
{
    private static readonly Order<Measure, MeasureRow> NewestFirst =
        Order.Descending((Measure row) => ValueTuple.Create(row.RecordedAt, row.Id), (MeasureRow row) => (row.RecordedAt, row.Id));
    private static readonly Order<Measure, MeasureRow> SoonestFirst =
        Order.Ascending((Measure row) => ValueTuple.Create(row.DueOn, row.Id), (MeasureRow row) => (row.DueOn, row.Id));

    public async Task<Page<MeasureRow>> Handle(ListMeasures request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var measures = request is { CaseId: null, ClientId: null }
            ? db.Set<Measure>().OfSeveralVisibleTo(db, call.Caller) : db.Set<Measure>().VisibleTo(db, call.Caller);
        measures = measures
            .If(request.CaseId, ofCase => row => row.CaseId == ofCase)
            .If(request.ClientId, client => row => row.ClientId == client)
            .If(request.HouseholdId, household => row => row.HouseholdId == household)
            .If(request.TeamId, team => row => db.Set<Case>().Any(c => c.TeamId == team
                && (c.Id == row.CaseId || (row.CaseId == null && c.HouseholdId == row.HouseholdId))))
            .If(request.StaffId, staff => row => row.ActorStaffId == staff)
            .If(request.Status, status => row => row.Status == status)
            .If(request.DueFrom, from => row => row.DueOn >= from)
            .If(request.DueUntil, until => row => row.DueOn < until);
        var order = NewestFirst;
        if (request.Sort == MeasureSort.SoonestDueFirst)
        {
            (order, measures) = (SoonestFirst, measures.Where(row => row.Status == MeasureStatus.Planned || row.Status == MeasureStatus.Running));
        }
        var rows = await order.Next(measures, request.Page, filter).Select(MeasureRows.Of(db, call.Today)).ToListAsync(cancellationToken);
        // A day may be corrected while somebody reads the list.
        return request.Sort == MeasureSort.SoonestDueFirst ? await order.CutMoving(rows, measures, request.Page, filter, cancellationToken)
            : order.Cut(rows, request.Page, filter, await measures.CountFor(request.Page, cancellationToken));
    }
}
