using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Offers;

/// <summary>What was not met: for who plans offers.</summary>
/// <param name="From">First day, that of a calendar quarter; the start of the quarter a year ago where left out.</param>
/// <param name="Until">First day no longer, that of a calendar quarter; up to the running quarter where left out, and never past its first day.</param>
/// <param name="GroupBy">By what it is counted, between commas; by area, language and quarter of the town where left out.</param>
/// <param name="Limit">How many rows at most: 1 to 200, 50 where left out.</param>
/// <param name="Cursor">`nextCursor` of the page before; it belongs to the other parameters.</param>
[Requires(Permission.PlanOffers)]
[Operation("List unmet needs", """
    Your organisation's recorded gaps, and referrals that were rejected by the provider, declined by the person, not answered or failed, each counted once, in
    the calendar quarter in which it was recorded or ended; the most frequent first. Finished calendar quarters only: two answers about one that runs would
    tell by their difference what neither tells. Nothing below three is told: what is too few is counted with `withheld` members, together with others, so
    that neither a total nor another answer gives it away; calendar quarters with fewer than three in all are in `withheldPeriods` and in no number. In a
    number without `withheld` those are therefore not included.
    """)]
public sealed record ListServiceGaps(DateOnly? From = null, DateOnly? Until = null, IReadOnlyList<UnmetDimension>? GroupBy = null,
    [property: Example(50)] int? Limit = null, string? Cursor = null) : IQuery<ServiceGaps>;

/// <summary>Unmet needs.</summary>
/// <param name="Items">The most frequent first.</param>
/// <param name="NextCursor">Send as "cursor" for the next page; null on the last one.</param>
/// <param name="Total">How many are told in all.</param>
/// <param name="Smallest">From so many on a number is told.</param>
/// <param name="WithheldPeriods">First days of calendar quarters of which nothing is told, because it is too little.</param>
public sealed record ServiceGaps(
    IReadOnlyList<ServiceGapRow> Items, [Example(null)] string? NextCursor, [Example(12)] int Total, [Example(3)] int Smallest,
    [Example(Sample.Day)] IReadOnlyList<DateOnly> WithheldPeriods);

/// <summary>How often a need was not met.</summary>
/// <param name="Kind">Why; null where not counted by it.</param>
/// <param name="NeedArea">For what; null where it is not counted by, unknown or withheld.</param>
/// <param name="Language">In which language.</param>
/// <param name="Quarter">In which quarter of the town; known of gaps alone.</param>
/// <param name="Period">First day of the calendar quarter.</param>
/// <param name="Times">How often.</param>
/// <param name="Withheld">What of this row is not told.</param>
public sealed record ServiceGapRow(
    [Example("gap")] UnmetKind? Kind, [CodeOf(CodeLists.NeedArea)] string? NeedArea, [CodeOf(CodeLists.Language)] string? Language,
    [Example("Stumpenhof")] string? Quarter, [Example(null)] DateOnly? Period, [Example(4)] int Times,
    IReadOnlyList<UnmetDimension> Withheld);

internal sealed class ListServiceGapsValidator : AbstractValidator<ListServiceGaps>
{
    public ListServiceGapsValidator()
    {
        RuleFor(list => list.From).Must(IsStart).WithProblem(OfferProblems.NoQuarter);
        RuleFor(list => list.Until).Must(IsStart).WithProblem(OfferProblems.NoQuarter);
        RuleFor(list => list.Until).Must((list, until) => until is null || list.From is null || until > list.From).WithProblem(OfferProblems.UntilBeforeFrom);
    }

    private static bool IsStart(DateOnly? day) => day is not { } date || (date.Day == 1 && date.Month % 3 == 1);
}

internal sealed class ListServiceGapsHandler(CaseDb db, CallContext call) : IHandler<ListServiceGaps, ServiceGaps>
{
    private sealed record Counted(UnmetKind Kind, string? NeedArea, string? Language, string? Quarter, DateOnly Period, int Times);
    private sealed record Place(int Times, string Key);

    public async Task<ServiceGaps> Handle(ListServiceGaps request, CancellationToken cancellationToken)
    {
        var (limit, filter, today) = (Http.Cursor.Limit(request.Limit), request with { Limit = null, Cursor = null }, call.Today);
        var after = Http.Cursor.Read<Place>(request.Cursor, filter);
        var running = new DateOnly(today.Year, ((today.Month - 1) / 3 * 3) + 1, 1);
        var from = request.From ?? running.AddYears(-1);
        var until = request.Until is { } asked && asked < running ? asked : running;
        var json = await db.Database.SqlQuery<string>($"select app.unmet_needs({from}, {until})::text as \"Value\"").SingleAsync(cancellationToken);
        var counted = JsonSerializer.Deserialize<List<Counted>>(json, ApiJson.Stored)!;
        var periods = counted.GroupBy(cell => cell.Period).Select(period => (Start: period.Key, Told: SmallNumbers.Tell(
            period.ToDictionary(cell => new UnmetCell(cell.Kind, cell.NeedArea, cell.Language, cell.Quarter), cell => cell.Times)))).ToList();
        var by = request.GroupBy ?? [UnmetDimension.NeedArea, UnmetDimension.Language, UnmetDimension.Quarter];
        var rows = Rows(periods, by).Where(row => after is null || row.Row.Times < after.Times
            || (row.Row.Times == after.Times && string.CompareOrdinal(row.Key, after.Key) > 0)).Take(limit + 1).ToList();
        var shown = rows[..Math.Min(limit, rows.Count)];
        return new ServiceGaps([.. shown.Select(row => row.Row)],
            rows.Count > limit ? Http.Cursor.Behind(new Place(shown[^1].Row.Times, shown[^1].Key), filter) : null,
            periods.Sum(period => period.Told.Values.Sum()), SmallNumbers.Smallest,
            [.. periods.Where(period => period.Told.Count == 0).Select(period => period.Start).Order()]);
    }

    private static IEnumerable<(ServiceGapRow Row, string Key)> Rows(
        IEnumerable<(DateOnly Start, IReadOnlyDictionary<UnmetCell, int> Told)> periods, IReadOnlyList<UnmetDimension> by) =>
        periods.SelectMany(period => period.Told.Select(cell => (period.Start, Cell: cell.Key, Times: cell.Value)))
            .GroupBy(one => (
                Kind: by.Contains(UnmetDimension.Kind) ? one.Cell.Kind : null, Area: by.Contains(UnmetDimension.NeedArea) ? one.Cell.NeedArea : null,
                Language: by.Contains(UnmetDimension.Language) ? one.Cell.Language : null,
                Quarter: by.Contains(UnmetDimension.Quarter) ? one.Cell.Quarter : null,
                Period: by.Contains(UnmetDimension.Period) ? one.Start : (DateOnly?)null, Withheld: by.Count(one.Cell.Hides)))
            .Select(group => (Row: new ServiceGapRow(group.Key.Kind, group.Key.Area, group.Key.Language, group.Key.Quarter, group.Key.Period,
                    group.Sum(one => one.Times), [.. by.Distinct().Where(group.First().Cell.Hides).Order()]),
                Key: $"{group.Key}"))
            .OrderByDescending(row => row.Row.Times).ThenBy(row => row.Key, StringComparer.Ordinal);
}
