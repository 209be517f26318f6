using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>All that waits of one kind.</summary>
/// <param name="Kind">The part, as `/my-day` and `/me/digest` name it.</param>
/// <param name="TeamId">Only what is one team's.</param>
/// <param name="StaffId">Only what is one colleague's.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.UseProduct)]
[Operation("List a part of my day", """
    Every row of a part of `/my-day`, or of what waits in the teams that you supervise (`team_…` in `/me/digest`): as many as the count there says; what has a
    last day by it, else what has waited longest first. 404 for a part that your role does not have.
    """)]
public sealed record ListPartOfMyDay([property: Example("reminders_overdue")] string Kind, Guid? TeamId, Guid? StaffId, Paging Page) : IQuery<Page<DayItem>>;

internal sealed class ListPartOfMyDayHandler(CaseDb db, CallContext call) : IHandler<ListPartOfMyDay, Page<DayItem>>
{
    private static readonly Order<DayRow, NamedDayRow> MostPressingFirst =
        Order.Ascending((DayRow row) => ValueTuple.Create(row.Key, row.Id), (NamedDayRow row) => (row.Row.Key, row.Row.Id));

    public async Task<Page<DayItem>> Handle(ListPartOfMyDay request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var part = PartsOfDay.For(call.Caller.Roles).SingleOrDefault(part => part.Name == request.Kind) ?? throw RefusedException.NotFound();
        var rows = db.Database.SqlQueryRaw<DayRow>(part.Rows());
        rows = rows
            .If(request.TeamId, team => row => row.TeamId == team)
            .If(request.StaffId, staff => row => row.StaffId == staff);
        var read = await db.Named(call.Caller, MostPressingFirst.Next(rows, request.Page, filter)).OrderBy(row => row.Row.Key).ThenBy(row => row.Row.Id)
            .ToListAsync(cancellationToken);
        var page = await MostPressingFirst.CutMoving(read, rows, request.Page, filter, cancellationToken);
        return new Page<DayItem>([.. page.Items.Select(row => row.Shown(part, call.Caller))], page.NextCursor) { Count = page.Count, Changed = page.Changed };
    }
}
