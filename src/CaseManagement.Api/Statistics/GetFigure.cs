using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>A figure of the own organisation.</summary>
/// <param name="Name">Which one.</param>
/// <param name="On">Of a figure on a key date: the day; today where left out.</param>
/// <param name="From">Of a figure of a period: its first day.</param>
/// <param name="Until">Its first day no longer.</param>
/// <param name="By">By what it is told apart, between commas: one cell for each combination that occurs.</param>
/// <param name="Filter">Of whom.</param>
/// <param name="Rounding">To what each number is rounded, for itself, halves up: for what is passed on.</param>
[Requires(Permission.AskFigures)]
[Operation("Get a figure", """
    How many, of your whole organisation, as recorded now, with the definition that says what was counted. Each unit stands in exactly one cell, so that the
    cells of any `by` add up to `n`; a cell's values are parameters that narrow down to it, here and in `/units`. For the organisation's own planning: small
    numbers are told, so none of it is to be passed on as it is: put a question freely and pass the answer on with `rounding`, or publish fixed tables through
    the gate (`/statistics/publications`). Rounded numbers need not add up, and say so; what rounds to nothing stands in no cell. A machine gets
    numbers rounded to 5, whatever it asks for, of up to three dimensions (400 `figure-too-fine`): one that a supervisor has admitted, 403
    `machine-not-admitted`, and that belongs to no audience, 403 `machine-of-audience`.
    """, Audience = Audience.Caseworker | Audience.Statistics)]
public sealed record GetFigure(
    [property: Example("open_cases"), ClosedSet(typeof(Figures), nameof(Figures.Names))] string Name,
    DateOnly? On, DateOnly? From, DateOnly? Until, IReadOnlyList<FigureDimension>? By,
    FigureFilter Filter, FigureRounding Rounding = FigureRounding.None) : IQuery<FigureAnswer>;

/// <summary>How a number has been rounded.</summary>
public enum FigureRounding
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>To the nearest multiple of 5.</summary>
    [JsonStringEnumMemberName("to_5")] ToFive,
    /// <summary>To the nearest multiple of 10, halves up.</summary>
    [JsonStringEnumMemberName("to_10")] ToTen,
}

/// <summary>A figure with what it needs to be understood.</summary>
/// <param name="Name">The figure.</param>
/// <param name="Version">Of its definition.</param>
/// <param name="Title">In short, in the language of the request.</param>
/// <param name="Population">Who or what is counted.</param>
/// <param name="Excluded">Who or what is not.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="On">The key date; null of a period.</param>
/// <param name="From">First day of the period; null of a key date.</param>
/// <param name="Until">Its first day no longer.</param>
/// <param name="IsOver">Whether the day or period is over.</param>
/// <param name="ComputedAt">When it was counted: what is recorded or corrected later is not in it.</param>
/// <param name="Rounding">How the numbers have been rounded.</param>
/// <param name="Filters">What it was narrowed down to.</param>
/// <param name="N">How many units.</param>
/// <param name="Cells">How many in each combination of values; empty where it was not told apart.</param>
public sealed record FigureAnswer(
    [Example("open_cases")] string Name, [Example(1)] int Version, [Example("Persons with an open case")] string Title,
    [Example("Persons for whose case a team of the organisation is responsible at the end of the day.")] string Population,
    [Example("Cases closed on that day.")] string Excluded, FigureUnit Unit, [Example(Sample.Day)] DateOnly? On, [Example(null)] DateOnly? From,
    [Example(null)] DateOnly? Until, [Example(true)] bool IsOver, DateTimeOffset ComputedAt, FigureRounding Rounding, IReadOnlyList<FigureValue> Filters,
    [Example(212)] long N, IReadOnlyList<FigureCell> Cells);

/// <summary>How many of one kind.</summary>
/// <param name="Values">What kind.</param>
/// <param name="N">How many.</param>
public sealed record FigureCell(IReadOnlyList<FigureValue> Values, [Example(37)] long N);

internal sealed class GetFigureHandler(CaseDb db, CallContext call) : IHandler<GetFigure, FigureAnswer>
{
    public async Task<FigureAnswer> Handle(GetFigure request, CancellationToken cancellationToken)
    {
        var asked = FigureQuestion.Of(request.Name, request.On, request.From, request.Until, request.By, request.Filter, call);
        var rounding = await FreeAsking.RoundingOf(db, call, request.Rounding, cancellationToken);
        return call.Caller.ApiClientId is not null && asked.By.Count + asked.Filters.Count > 3 ? throw RefusedException.Invalid("by", MachineProblems.TooFine)
            : await FigureCount.Answer(db, call, await asked.Checked(db, call, cancellationToken), rounding, cancellationToken);
    }
}

/// <summary>Counts a figure and says it with what it needs to be understood.</summary>
internal static class FigureCount
{
    private sealed record Cell(string?[] Values, long N);

    public static async Task<FigureAnswer> Answer(
        CaseDb db, CallContext call, FigureQuestion asked, FigureRounding rounding, CancellationToken cancellationToken)
    {
        var (by, filter) = (asked.ByNames, asked.FilterJson);
        var cells = await db.Database.SqlQuery<Cell>($"""
            select c.cell as "Values", c.n as "N" from figures.count({asked.Figure.Name}, {asked.From}, {asked.Until}, {by}, {filter}::jsonb) c
            """).ToListAsync(cancellationToken);
        // Filters are told with their words, too: one look-up for both.
        var dimensions = asked.By.Concat(asked.Filters.Keys).ToList();
        string?[] narrowed = [.. asked.By.Select(_ => (string?)null), .. asked.Filters.Values.Select(value => value == DimensionWords.NotKnown ? null : value)];
        var labels = await FigureLabels.Read(db, dimensions, [.. cells.Select(cell => cell.Values), narrowed], cancellationToken);
        var figure = asked.Figure;
        var isDay = figure.Time == FigureTime.KeyDate;
        return new FigureAnswer(figure.Name, figure.Version, figure.Title.Chosen, figure.Population.Chosen, figure.Excluded.Chosen, figure.Unit,
            isDay ? asked.From : null, isDay ? null : asked.From, asked.Until, asked.IsOver(call.Today), call.Now, rounding,
            [.. labels.Of(narrowed).Skip(asked.By.Count)], rounding.Told(cells.Sum(cell => cell.N)),
            by.Length == 0 ? [] : [.. cells.Select(cell => new FigureCell(labels.Of(cell.Values), rounding.Told(cell.N))).Where(cell => cell.N > 0)
                .OrderBy(cell => string.Join('\u001f', cell.Values.Select(value => value.Value)), StringComparer.Ordinal)]);
    }
}
