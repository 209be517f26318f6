using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>What your organisation, a district, has allocated in a period.</summary>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer.</param>
[Requires(Permission.ReceiveFigures)]
[Operation("Get own allocations", """
    How many persons your organisation has allocated in the period (the figure `allocated`), as those who took them over have them on record now, by
    organisation and municipality. Numbers, never rows, and by nothing that was not on your own list; what else became of them towns publish
    (`/received-publications`). To a machine each number is rounded to 5: one that a supervisor has admitted, 403 `machine-not-admitted`, and that belongs to
    no audience, 403 `machine-of-audience`.
    """, Audience = Audience.Caseworker | Audience.Statistics)]
public sealed record GetOwnAllocations(DateOnly From, DateOnly Until) : IQuery<OwnAllocations>;

/// <summary>What was allocated.</summary>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer.</param>
/// <param name="Name">The figure.</param>
/// <param name="Version">Of its definition.</param>
/// <param name="Population">Who is counted.</param>
/// <param name="Excluded">Who is not.</param>
/// <param name="ComputedAt">When it was counted.</param>
/// <param name="Rounding">How the numbers have been rounded.</param>
/// <param name="N">How many persons; who was allocated to two organisations counts in each.</param>
/// <param name="Items">By organisation and municipality, most first.</param>
public sealed record OwnAllocations(
    DateOnly From, [Example(Sample.LaterDay)] DateOnly Until, [Example("allocated")] string Name, [Example(1)] int Version,
    [Example("Persons whose allocation became effective in the period.")] string Population, [Example("Cancelled allocations.")] string Excluded,
    DateTimeOffset ComputedAt, FigureRounding Rounding, [Example(48)] long N, IReadOnlyList<OwnAllocationsCell> Items);

/// <summary>How many to one municipality.</summary>
/// <param name="OrganisationId">Who has them on record.</param>
/// <param name="OrganisationName">By name.</param>
/// <param name="Municipality">AGS of where to; `not_known` where the list did not say.</param>
/// <param name="N">How many.</param>
public sealed record OwnAllocationsCell(
    Guid OrganisationId, [Example("Stadt Musterstadt")] string OrganisationName, [Example("08116056")] string Municipality, [Example(17)] long N);

internal sealed class GetOwnAllocationsHandler(CaseDb db, CallContext call) : IHandler<GetOwnAllocations, OwnAllocations>
{
    public async Task<OwnAllocations> Handle(GetOwnAllocations request, CancellationToken cancellationToken)
    {
        var asked = FigureQuestion.Of("allocated", null, request.From, request.Until, null, FigureFilter.None, call);
        var rounding = await FreeAsking.RoundingOf(db, call, FigureRounding.None, cancellationToken);
        var cells = await db.Database.SqlQuery<OwnAllocationsCell>($"""
            select a.organisation_id as "OrganisationId", o.name as "OrganisationName", a.municipality as "Municipality", a.n as "N"
            from figures.own_allocations({asked.From}, {asked.Until}) a join app.organisation o on o.id = a.organisation_id
            """).ToListAsync(cancellationToken);
        return new OwnAllocations(request.From, request.Until, asked.Figure.Name, asked.Figure.Version, asked.Figure.Population.Chosen,
            asked.Figure.Excluded.Chosen, call.Now, rounding, rounding.Told(cells.Sum(cell => cell.N)),
            [.. cells.Select(cell => cell with { N = rounding.Told(cell.N) }).Where(cell => cell.N > 0).OrderByDescending(cell => cell.N)
                .ThenBy(cell => cell.OrganisationName, StringComparer.Ordinal).ThenBy(cell => cell.Municipality, StringComparer.Ordinal)]);
    }
}
