using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>How long it took, or how many minutes, behind a figure.</summary>
/// <param name="Name">Which one: of those that measure something.</param>
/// <param name="On">Of a figure on a key date: the day; today where left out.</param>
/// <param name="From">Of a figure of a period: its first day.</param>
/// <param name="Until">Its first day no longer.</param>
/// <param name="By">By what it is told apart.</param>
/// <param name="Filter">Of whom.</param>
[Requires(Permission.ReadFigures)]
[Operation("Get what is measured behind a figure", """
    Median, mean and 90th percentile of the days until something came, or of minutes, each with its n. Days that are not over yet are told apart: `waiting` has
    how many still wait on the first day after the period, and for how long already; `gone` are those for whom it ended otherwise. So `n` is `measured` and
    `waiting` and `gone` and those of whom nothing is measured. For the organisation's own planning, like the figure itself. 404 where nothing is measured.
    """)]
public sealed record GetFigureAmounts(
    [property: Example("allocation_to_first_contact"), ClosedSet(typeof(Figures), nameof(Figures.Names))] string Name,
    DateOnly? On, DateOnly? From, DateOnly? Until, IReadOnlyList<FigureDimension>? By,
    FigureFilter Filter) : IQuery<FigureAmountsAnswer>;

/// <summary>What is measured behind a figure.</summary>
/// <param name="Name">The figure.</param>
/// <param name="Version">Of its definition.</param>
/// <param name="Title">In short, in the language of the request.</param>
/// <param name="Population">Who or what is counted.</param>
/// <param name="Excluded">Who or what is not.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Amount">What is measured of each.</param>
/// <param name="On">The key date; null of a period.</param>
/// <param name="From">First day of the period; null of a key date.</param>
/// <param name="Until">Its first day no longer, which is also the day as of which it is told.</param>
/// <param name="ComputedAt">When it was counted.</param>
/// <param name="Filters">What it was narrowed down to.</param>
/// <param name="Total">All of them.</param>
/// <param name="Cells">Told apart; empty where it was not.</param>
public sealed record FigureAmountsAnswer(
    [Example("allocation_to_first_contact")] string Name, [Example(1)] int Version, [Example("From allocation to first contact")] string Title,
    [Example("Persons allocated in the period; days until the first contact in which they were spoken to.")] string Population,
    [Example("Contacts before the allocation.")] string Excluded, FigureUnit Unit, [Example("days")] FigureAmount Amount, [Example(null)] DateOnly? On,
    [Example(Sample.Day)] DateOnly? From, [Example(Sample.LaterDay)] DateOnly? Until, DateTimeOffset ComputedAt, IReadOnlyList<FigureValue> Filters,
    FigureAmountCell Total, IReadOnlyList<FigureAmountCell> Cells);

/// <summary>What is measured of one kind.</summary>
/// <param name="Values">What kind; empty of all of them.</param>
/// <param name="N">How many units.</param>
/// <param name="Measured">Of how many the numbers that follow are.</param>
/// <param name="Sum">Together.</param>
/// <param name="Mean">On average; one decimal. Null where nothing is measured.</param>
/// <param name="Median">Half of them took no longer; between two values their mean. One decimal.</param>
/// <param name="P90">Nine of ten took no longer; one decimal, between two values by their distance.</param>
/// <param name="Waiting">How many still wait.</param>
/// <param name="WaitingMean">For how long already, on average.</param>
/// <param name="WaitingMedian">Half of them for no longer.</param>
/// <param name="WaitingP90">Nine of ten for no longer.</param>
/// <param name="Gone">For how many it ended otherwise.</param>
public sealed record FigureAmountCell(
    IReadOnlyList<FigureValue> Values, [Example(41)] long N, [Example(33)] long Measured, [Example(412)] long? Sum, [Example(12.5)] decimal? Mean,
    [Example(9)] decimal? Median, [Example(24.6)] decimal? P90, [Example(6)] long Waiting, [Example(30.5)] decimal? WaitingMean,
    [Example(28)] decimal? WaitingMedian, [Example(51)] decimal? WaitingP90, [Example(2)] long Gone);

/// <summary>One row of figures.amounts.</summary>
internal sealed record AmountRow(bool IsTotal, string?[] Cell, long N, long Told, long? Total, decimal? Mean, decimal? Median, decimal? P90, long Waiting,
    decimal? WaitingMean, decimal? WaitingMedian, decimal? WaitingP90, long Gone)
{
    /// <summary>The total first, then what it is made of.</summary>
    public static Task<List<AmountRow>> Ask(CaseDb db, FigureQuestion asked, CancellationToken cancellationToken)
    {
        var (by, filter, none) = (asked.ByNames, asked.FilterJson, Array.Empty<string>());
        return db.Database.SqlQuery<AmountRow>($"""
            select q.is_total as "IsTotal", a.cell as "Cell", a.n as "N", a.told as "Told", a.total as "Total", a.mean as "Mean", a.median as "Median",
                a.p90 as "P90", a.waiting as "Waiting", a.waiting_mean as "WaitingMean", a.waiting_median as "WaitingMedian",
                a.waiting_p90 as "WaitingP90", a.gone as "Gone"
            from (select true as is_total union all select false where cardinality({by}) > 0) q
            cross join lateral figures.amounts({asked.Figure.Name}, {asked.From}, {asked.Until}, case when q.is_total then {none} else {by} end,
                {filter}::jsonb) a
            """).ToListAsync(cancellationToken);
    }
}

internal sealed class GetFigureAmountsHandler(CaseDb db, CallContext call) : IHandler<GetFigureAmounts, FigureAmountsAnswer>
{
    public async Task<FigureAmountsAnswer> Handle(GetFigureAmounts request, CancellationToken cancellationToken)
    {
        await db.Enter(cancellationToken);
        var figure = Figures.Get(request.Name) is { Amount: not FigureAmount.None } found ? found : throw RefusedException.NotFound();
        var asked = await FigureQuestion.Of(request.Name, request.On, request.From, request.Until, request.By, request.Filter, call)
            .Checked(db, call, cancellationToken);
        var rows = await AmountRow.Ask(db, asked, cancellationToken);
        var dimensions = asked.By.Concat(asked.Filters.Keys).ToList();
        string?[] narrowed = [.. asked.By.Select(_ => (string?)null), .. asked.Filters.Values.Select(value => value == DimensionWords.NotKnown ? null : value)];
        var labels = await FigureLabels.Read(db, dimensions, [.. rows.Select(row => row.Cell), narrowed], cancellationToken);
        var isDay = figure.Time == FigureTime.KeyDate;
        return new FigureAmountsAnswer(figure.Name, figure.Version, figure.Title.Chosen, figure.Population.Chosen, figure.Excluded.Chosen, figure.Unit,
            figure.Amount, isDay ? asked.From : null, isDay ? null : asked.From, asked.Until, call.Now, [.. labels.Of(narrowed).Skip(asked.By.Count)],
            Shown(rows.Find(row => row.IsTotal) ?? new AmountRow(true, [], 0, 0, null, null, null, null, 0, null, null, null, 0)),
            [.. rows.Where(row => !row.IsTotal).Select(Shown)
                .OrderBy(cell => string.Join('\u001f', cell.Values.Select(value => value.Value)), StringComparer.Ordinal)]);

        FigureAmountCell Shown(AmountRow row) => new(labels.Of(row.Cell), row.N, row.Told, row.Told > 0 ? row.Total : null, Rounded(row.Mean),
            Rounded(row.Median), Rounded(row.P90), row.Waiting, Rounded(row.WaitingMean), Rounded(row.WaitingMedian), Rounded(row.WaitingP90), row.Gone);
    }

    internal static decimal? Rounded(decimal? value) => value is { } told ? Math.Round(told, 1, MidpointRounding.AwayFromZero) : null;
}
