using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>Of which persons something may have stayed behind at a handover, and who keeps it.</summary>
/// <param name="Page">Which page.</param>
[Requires(Permission.UseCompartments)]
[Operation("List what stayed behind at handovers", """
    Restricted entries that did not go along stay with the organisation that handed the person over. Who led the case keeps them, as long as
    she works in the team; supervisors see who keeps what in their teams, and nothing of it. Newest first.
    """)]
public sealed record ListLeftBehind(Paging Page) : IQuery<Page<LeftBehindRow>>;

/// <summary>What stayed behind of one person, in a list.</summary>
/// <param name="Id">What stayed behind.</param>
/// <param name="ClientId">Of whom.</param>
/// <param name="ClientName">Family name, given name, as the package told them that was handed over.</param>
/// <param name="TeamId">The team that handed the person over.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="KeeperId">Who keeps it; null where the supervisor has to name somebody.</param>
/// <param name="KeeperName">The name.</param>
/// <param name="Since">The handover.</param>
public sealed record LeftBehindRow(
    Guid Id,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    Guid TeamId,
    [Example(Sample.Team)] string TeamName,
    Guid? KeeperId,
    [Example(Sample.Colleague)] string? KeeperName,
    DateTimeOffset Since) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListLeftBehindHandler(CaseDb db, CallContext call) : IHandler<ListLeftBehind, Page<LeftBehindRow>>
{
    private static readonly Order<Keeper, LeftBehindRow> NewestFirst =
        Order.Descending((Keeper row) => ValueTuple.Create(row.Since, row.Id), (LeftBehindRow row) => (row.Since, row.Id));

    public async Task<Page<LeftBehindRow>> Handle(ListLeftBehind request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var kept = db.Set<Keeper>().VisibleTo(call.Caller);
        var rows = await NewestFirst.Next(kept, request.Page, filter)
            .Select(keeper => new LeftBehindRow(keeper.Id, keeper.ClientId, LeftBehindNames.Of(keeper.ClientId), keeper.TeamId,
                db.Set<Team>().Where(team => team.Id == keeper.TeamId).Select(team => team.Name).First(),
                keeper.StaffId,
                db.Set<Staff>().Where(staff => staff.Id == keeper.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                keeper.Since))
            .ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await kept.CountFor(request.Page, cancellationToken));
    }
}
