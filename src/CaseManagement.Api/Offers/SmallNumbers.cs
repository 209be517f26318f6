namespace CaseManagement.Api.Offers;

/// <summary>Why a need was not met.</summary>
public enum UnmetKind
{
    /// <summary>There was no offer for it.</summary>
    Gap,
    /// <summary>The provider declined the referral.</summary>
    Rejected,
    /// <summary>The person declined it.</summary>
    Declined,
    /// <summary>Nobody answered in time.</summary>
    Expired,
    /// <summary>It was begun and came to nothing.</summary>
    Failed,
}

/// <summary>By what unmet needs are counted.</summary>
public enum UnmetDimension
{
    /// <summary>Why it was not met.</summary>
    Kind,
    /// <summary>For what.</summary>
    NeedArea,
    /// <summary>In which language.</summary>
    Language,
    /// <summary>In which quarter of the town.</summary>
    Quarter,
    /// <summary>In which calendar quarter.</summary>
    Period,
}

/// <summary>What is counted together, and what of it is withheld: withheld is not the same as unknown.</summary>
/// <param name="Kind">Why it was not met.</param>
/// <param name="NeedArea">For what; null where unknown, or withheld.</param>
/// <param name="Language">In which language.</param>
/// <param name="Quarter">In which quarter of the town.</param>
/// <param name="Withheld">How many of these four are withheld, in the order of <see cref="SmallNumbers.Order"/>.</param>
public sealed record UnmetCell(UnmetKind? Kind, string? NeedArea, string? Language, string? Quarter, int Withheld = 0)
{
    internal UnmetCell Hide(int levels) => new(
        levels > 3 ? null : Kind, levels > 2 ? null : NeedArea, levels > 1 ? null : Language, levels > 0 ? null : Quarter, levels);

    internal bool Hides(UnmetDimension dimension) => SmallNumbers.Order.Take(Withheld).Contains(dimension);

    // A stable place among cells of the same number.
    internal string Key => $"{Withheld}|{(Kind is { } kind ? (int)kind : 9)}|{NeedArea}|{Language}|{Quarter}";
}

/// <summary>
/// Disclosure control of one calendar quarter's numbers. A cell below <see cref="Smallest"/> is not left out of a table, where a total minus what is shown
/// would give it: what was counted in it loses its quarter of the town, then its language, its area, its kind, until it is told together with enough others.
/// Where not enough have lost everything, the smallest cells that could be told go with them; where even the whole quarter is too small, it is not told at all.
/// Every answer, whatever it counts by and over however many quarters, is a sum of what this tells: so no two answers set against one another tell more.
/// What is told stays the same when somebody of a small cell had been counted in another one that is told by nobody: nobody can compute it.
/// </summary>
public static class SmallNumbers
{
    /// <summary>From so many on a number is told: of fewer one might know whom.</summary>
    public const int Smallest = 3;

    /// <summary>What is withheld first.</summary>
    public static readonly IReadOnlyList<UnmetDimension> Order =
        [UnmetDimension.Quarter, UnmetDimension.Language, UnmetDimension.NeedArea, UnmetDimension.Kind];

    /// <summary>What may be told; the sum is that of all that was counted, or nothing where that is below <see cref="Smallest"/>.</summary>
    /// <param name="counted">The true numbers, each cell once, nothing withheld.</param>
    public static IReadOnlyDictionary<UnmetCell, int> Tell(IReadOnlyDictionary<UnmetCell, int> counted)
    {
        var told = new Dictionary<UnmetCell, int>();
        var left = counted.Where(cell => cell.Value > 0).ToList();
        for (var level = 0; level <= Order.Count; level++)
        {
            foreach (var group in left.GroupBy(cell => cell.Key.Hide(level)).Where(group => group.Sum(cell => cell.Value) >= Smallest).ToList())
            {
                told.Add(group.Key, group.Sum(cell => cell.Value));
                left = [.. left.Except(group)];
            }
        }
        var rest = left.Sum(cell => cell.Value);
        if (rest == 0)
        {
            return told;
        }
        if (told.OrderBy(cell => cell.Value).ThenBy(cell => cell.Key.Key, StringComparer.Ordinal).Select(cell => cell.Key).FirstOrDefault() is not { } smallest)
        {
            return told; // The whole quarter is too small.
        }
        told.Remove(smallest, out var more);
        told[new UnmetCell(null, null, null, null, Order.Count)] = rest + more;
        return told;
    }
}
