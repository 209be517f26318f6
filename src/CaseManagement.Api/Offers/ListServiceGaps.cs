using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Offers;

/// <summary>For what there were no offers.</summary>
/// <param name="From">First day; the last year where left out.</param>
/// <param name="Until">First day no longer.</param>
[Requires(Permission.SendReferrals)]
[Operation("List gaps", """
    Your organisation's, counted by area, language and quarter, the most frequent first. A number below three is null: of so few one might know whom.
    """)]
public sealed record ListServiceGaps(DateOnly? From = null, DateOnly? Until = null) : IQuery<ServiceGaps>;

/// <summary>Gaps.</summary>
/// <param name="Items">The most frequent first.</param>
public sealed record ServiceGaps(IReadOnlyList<ServiceGapRow> Items);

/// <summary>How often there was no offer.</summary>
/// <param name="NeedArea">For what.</param>
/// <param name="Language">In which language.</param>
/// <param name="Quarter">In which quarter.</param>
/// <param name="Times">How often; null below three.</param>
public sealed record ServiceGapRow(
    [CodeOf(CodeLists.NeedArea)] string NeedArea, [CodeOf(CodeLists.Language)] string? Language, [Example("Stumpenhof")] string? Quarter,
    [Example(4)] int? Times);

internal sealed class ListServiceGapsHandler(CaseDb db, CallContext call) : IHandler<ListServiceGaps, ServiceGaps>
{
    private const int Smallest = 3;

    public async Task<ServiceGaps> Handle(ListServiceGaps request, CancellationToken cancellationToken)
    {
        var (from, until) = (request.From ?? call.Today.AddDays(-365), request.Until ?? DateOnly.MaxValue);
        var rows = await db.Set<ServiceGap>().Where(gap => gap.RecordedOn >= from && gap.RecordedOn < until)
            .GroupBy(gap => new { gap.NeedArea, gap.Language, gap.Quarter }).Select(gaps => new { gaps.Key, Times = gaps.Count() })
            .ToListAsync(cancellationToken);
        return new ServiceGaps([.. rows.OrderByDescending(row => row.Times < Smallest ? 0 : row.Times).ThenBy(row => row.Key.NeedArea, StringComparer.Ordinal)
            .ThenBy(row => row.Key.Language, StringComparer.Ordinal).ThenBy(row => row.Key.Quarter, StringComparer.Ordinal)
            .Select(row => new ServiceGapRow(row.Key.NeedArea, row.Key.Language, row.Key.Quarter, row.Times < Smallest ? null : row.Times))]);
    }
}
