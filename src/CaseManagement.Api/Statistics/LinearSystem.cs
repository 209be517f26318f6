namespace CaseManagement.Api.Statistics;

/// <summary>
/// What an attacker knows, as linear equations and inequalities over whole numbers: each variable is how many units stand in one of the finest cells that
/// anything received tells apart, from 0 to <see cref="Bound"/>.
/// </summary>
internal sealed class LinearSystem
{
    private readonly Dictionary<string, int> known = [];

    /// <summary>What each variable counts.</summary>
    public List<string> Variables { get; } = [];
    /// <summary>What holds.</summary>
    public List<LinearRow> Rows { get; } = [];
    /// <summary>What must not be found out.</summary>
    public List<Target> Targets { get; } = [];
    /// <summary>No variable is larger: twice as much as anything that was told, so that "unlimited" is a number.</summary>
    public long Bound { get; set; } = 1000;

    public int Add(string variable)
    {
        Variables.Add(variable);
        return Variables.Count - 1;
    }

    /// <summary>Adds a row, once: the same total stands in many tables.</summary>
    public void Add(LinearRow row)
    {
        if (row.Terms.Count == 0)
        {
            return;
        }
        var key = $"{row.AtLeast} {row.AtMost} {string.Join(' ', row.Terms.Select(term => $"{term.Of}*{term.Times}"))}";
        if (known.TryAdd(key, Rows.Count))
        {
            Rows.Add(row);
        }
        else if (row.Cause is { } cause)
        {
            Rows[known[key]].Causes.Add(cause);
        }
    }

    /// <summary>A sum of variables, each once, in order.</summary>
    public static IReadOnlyList<Term> Sum(IEnumerable<Term> terms) => [.. terms.GroupBy(term => term.Of)
        .Select(group => new Term(group.Key, group.Sum(term => term.Times))).Where(term => term.Times != 0).OrderBy(term => term.Of)];
}

/// <summary>A variable, so many times.</summary>
internal readonly record struct Term(int Of, long Times);

/// <summary>A cell of a table, by its places in the lists.</summary>
internal readonly record struct CellRef(int Table, int Cell);

/// <summary>That a sum lies between two numbers.</summary>
internal sealed record LinearRow(string Name, IReadOnlyList<Term> Terms, long AtLeast, long AtMost, CellRef? Cause = null)
{
    /// <summary>Which cells say so.</summary>
    public HashSet<CellRef> Causes { get; } = Cause is { } cause ? [cause] : [];
}

/// <summary>What must not be found out of a sum.</summary>
internal enum TargetKind
{
    /// <summary>A cell that was withheld.</summary>
    Hidden,
    /// <summary>A finest cell that no table shows by itself.</summary>
    Inner,
    /// <summary>What lies in one period, or figure, and not in those that it contains.</summary>
    Remainder,
    /// <summary>What has changed between two states of the records, or two key dates close to each other.</summary>
    Change,
}

/// <summary>A sum that has to stay open.</summary>
/// <param name="Name">What it counts.</param>
/// <param name="Kind">What must stay open of it.</param>
/// <param name="Terms">The sum.</param>
/// <param name="Cells">The cells that it is made of, where there are such.</param>
internal sealed record Target(string Name, TargetKind Kind, IReadOnlyList<Term> Terms, IReadOnlyList<CellRef> Cells)
{
    /// <summary>
    /// Whether an attacker who knows that it lies from <paramref name="lower"/> to <paramref name="upper"/>, each of which may be so, knows too much (see
    /// src/decisions/gate.md): of a cell that may be small, that it is below the threshold, or that fewer than so many numbers are left; of a remainder, the
    /// same, but that it is nobody may be known; of a change, that there was one and that it was small.
    /// </summary>
    public bool IsOpen(long lower, long upper, int threshold) => Kind switch
    {
        TargetKind.Hidden => lower >= threshold || (upper >= threshold && upper - lower >= threshold - 1),
        TargetKind.Inner => upper >= threshold || upper == 0,
        TargetKind.Remainder => upper >= threshold || lower <= -threshold || (lower == 0 && upper == 0),
        _ => (lower <= 0 && upper >= 0) || upper >= threshold || lower <= -threshold,
    };
}
