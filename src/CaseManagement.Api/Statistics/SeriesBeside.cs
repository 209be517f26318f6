using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>A figure of yours beside a series of others.</summary>
/// <param name="Id">The series.</param>
/// <param name="Name">A figure on a key date that is told apart by the series' dimension.</param>
/// <param name="From">Only days from this one on.</param>
/// <param name="Until">Only days before this one.</param>
/// <param name="Filter">Of whom, as of the figure.</param>
[Requires(Permission.ReadFigures)]
[Operation("Show a figure beside an external series", """
    For each day of the series, the last 24 of them, your number and theirs side by side: neither is counted into the other, and no share is made of them, for
    they count by different definitions. Of a day to come there is no number of yours. 400 `series-dimension`, `series-of-period`.
    """)]
public sealed record GetSeriesBeside(
    Guid Id, [property: Example("open_cases"), ClosedSet(typeof(Figures), nameof(Figures.Names))] string Name, DateOnly? From, DateOnly? Until,
    FigureFilter Filter) : IQuery<SeriesBeside>;

/// <summary>A figure beside a series.</summary>
/// <param name="Series">The series, with source and licence.</param>
/// <param name="Name">The figure.</param>
/// <param name="Version">Of its definition.</param>
/// <param name="Title">In short.</param>
/// <param name="Population">Who or what is counted.</param>
/// <param name="Excluded">Who or what is not.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="ComputedAt">When yours was counted.</param>
/// <param name="Filters">What yours was narrowed down to.</param>
/// <param name="Items">By day and value.</param>
public sealed record SeriesBeside(
    ExternalSeriesRow Series, [Example("open_cases")] string Name, [Example(1)] int Version, [Example("Persons with an open case")] string Title,
    [Example("Persons for whose case a team of the organisation is responsible at the end of the day.")] string Population,
    [Example("Cases closed on that day.")] string Excluded, FigureUnit Unit, DateTimeOffset ComputedAt, IReadOnlyList<FigureValue> Filters,
    IReadOnlyList<SeriesBesideItem> Items);

/// <summary>Two numbers.</summary>
/// <param name="On">The key date.</param>
/// <param name="Value">Of what; null where the series has no dimension.</param>
/// <param name="N">Yours; null of a day to come.</param>
/// <param name="Number">Theirs; null where the series has none.</param>
public sealed record SeriesBesideItem(DateOnly On, FigureValue? Value, [Example(37)] long? N, [Example(14230)] decimal? Number);

internal sealed class GetSeriesBesideHandler(CaseDb db, CallContext call) : IHandler<GetSeriesBeside, SeriesBeside>
{
    private const int MostDays = 24;

    private sealed record Cell(DateOnly On, string Value, long N);

    public async Task<SeriesBeside> Handle(GetSeriesBeside request, CancellationToken cancellationToken)
    {
        var read = await new ExternalSeriesHandler(db, call).Handle(new GetExternalSeries(request.Id), cancellationToken);
        var dimension = read.Series.Dimension;
        var figure = Figures.Get(request.Name);
        if (figure.Time != FigureTime.KeyDate)
        {
            throw RefusedException.Invalid("name", SeriesProblems.OfPeriod);
        }
        if (dimension is { } by && !figure.Dimensions.Contains(by))
        {
            throw RefusedException.Invalid("name", SeriesProblems.NoDimension);
        }
        var asked = await FigureQuestion.Of(request.Name, null, null, null, dimension is { } one ? [one] : null, request.Filter, call)
            .Checked(db, call, cancellationToken);
        var theirs = read.Values.Where(value => (request.From is null || value.On >= request.From) && (request.Until is null || value.On < request.Until))
            .ToDictionary(value => (value.On, Value: value.Value?.Value ?? ""), value => value.Number);
        var days = theirs.Keys.Select(key => key.On).Distinct().OrderDescending().Take(MostDays).ToArray();
        var past = days.Where(day => day <= call.Today).ToArray();
        var (names, filter) = (asked.ByNames, asked.FilterJson);
        var ours = (await db.Database.SqlQuery<Cell>($"""
            select d.day as "On", coalesce(c.cell[1], case when cardinality({names}) = 0 then '' else 'not_known' end) as "Value", c.n as "N"
            from unnest({past}) d (day) cross join lateral figures.count({request.Name}, d.day, null, {names}, {filter}::jsonb) c
            """).ToListAsync(cancellationToken)).ToDictionary(cell => (cell.On, cell.Value), cell => cell.N);
        var keys = theirs.Keys.Where(key => days.Contains(key.On)).Union(ours.Keys).OrderBy(key => key.Item1).ThenBy(key => key.Item2, StringComparer.Ordinal)
            .ToList();
        var shown = await SeriesWords.Of(db, dimension, keys.Select(key => key.Item2), cancellationToken);
        string?[] narrowed = [.. asked.Filters.Values.Select(value => value == DimensionWords.NotKnown ? null : value)];
        var labels = await FigureLabels.Read(db, [.. asked.Filters.Keys], [narrowed], cancellationToken);
        return new SeriesBeside(read.Series, figure.Name, figure.Version, figure.Title.Chosen, figure.Population.Chosen, figure.Excluded.Chosen, figure.Unit,
            call.Now, labels.Of(narrowed), [.. keys.Select(key => new SeriesBesideItem(key.Item1, shown(key.Item2),
                key.Item1 > call.Today ? null : key.Item2 == PublicationValue.Total ? ours.Where(cell => cell.Key.On == key.Item1).Sum(cell => cell.Value)
                    : ours.GetValueOrDefault(key), theirs.TryGetValue(key, out var number) ? number : null))]);
    }
}
