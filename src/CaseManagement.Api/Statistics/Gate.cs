namespace CaseManagement.Api.Statistics;

/// <summary>Somebody who has received tables.</summary>
/// <param name="Name">As refusals and proofs call it.</param>
/// <param name="Threshold">Smaller numbers are not for it.</param>
/// <param name="Received">What it has.</param>
/// <param name="Knows">How many of a cell of the publication it knows by itself: table, cell.</param>
/// <param name="Follows">What everybody can look up: which values of dimensions go together.</param>
internal sealed record Attacker(
    string Name, int Threshold, IReadOnlyList<ReceivedTable> Received, Func<int, int, long>? Knows = null, IReadOnlyList<Following>? Follows = null);

/// <summary>What values of some dimensions tell of another one (DimensionWords).</summary>
/// <param name="Dimension">Of which one.</param>
/// <param name="From">By which.</param>
/// <param name="Values">
/// Which values a unit may have there, by its values of <paramref name="From"/> as <see cref="Key"/> puts them together; whichever where there are none.
/// </param>
internal sealed record Following(string Dimension, IReadOnlyList<string> From, IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    /// <summary>Values together; null: whichever.</summary>
    public static string Key(IEnumerable<string?> values) => string.Join('\n', values);
}

/// <summary>What the gate says of a publication.</summary>
/// <param name="Tables">With the cells hidden that have to be.</param>
/// <param name="Faults">What cannot be protected, in words without numbers; none: it may be told.</param>
internal sealed record GateVerdict(IReadOnlyList<ReceivedTable> Tables, IReadOnlyList<GateFault> Faults);

/// <summary>Something that would be found out.</summary>
/// <param name="Attacker">By whom.</param>
/// <param name="Target">What.</param>
/// <param name="Table">In which of the publication's tables; null where what was told before gives it away.</param>
internal sealed record GateFault(string Attacker, string Target, int? Table);

/// <summary>
/// Disclosure control as a gate over everything that an audience has ever received (DESIGN §9): checks by solving the attacker's problem, and hides further
/// cells until the check passes or nothing is left to hide.
/// </summary>
internal static class Gate
{
    /// <summary>Whether the tables as they are hidden tell too much: the faults, none where not.</summary>
    public static IReadOnlyList<GateFault> Check(IReadOnlyList<ReceivedTable> tables, IReadOnlyList<Attacker> attackers) =>
        [.. attackers.SelectMany(attacker => Found(tables, attacker).Select(finding => FaultOf(finding, attacker, tables)))];

    /// <summary>Hides what must not be told, and what would give it away.</summary>
    public static GateVerdict Protect(IReadOnlyList<ReceivedTable> tables, IReadOnlyList<Attacker> attackers)
    {
        tables = [.. tables.Select((table, t) => table with
        {
            Cells = [.. table.Cells.Select((cell, c) => cell with { Hidden = attackers.Any(attacker => IsSmall(table, cell, attacker, t, c)) })],
        })];
        while (true)
        {
            var found = attackers.SelectMany(attacker => Found(tables, attacker).Select(finding => (Finding: finding, Attacker: attacker))).ToList();
            var hide = new HashSet<CellRef>();
            var faults = new List<GateFault>();
            foreach (var (finding, attacker) in found)
            {
                var usable = finding.Causes.Where(cause => cause.Table < tables.Count
                    && MayHide(tables[cause.Table], tables[cause.Table].Cells[cause.Cell])).ToList();
                if (usable.Count == 0)
                {
                    faults.Add(FaultOf(finding, attacker, tables));
                }
                else if (!usable.Exists(hide.Contains))
                {
                    // Rather something small inside than a total that everybody wants to know.
                    hide.Add(usable.OrderBy(cause => tables[cause.Table].Cells[cause.Cell].Place.Count(group => group is null))
                        .ThenBy(cause => tables[cause.Table].Cells[cause.Cell].N).ThenBy(cause => cause.Table).ThenBy(cause => cause.Cell).First());
                }
            }
            if (hide.Count == 0)
            {
                return new GateVerdict(tables, faults);
            }
            tables = [.. tables.Select((table, t) => table with
            {
                Cells = [.. table.Cells.Select((cell, c) => hide.Contains(new CellRef(t, c)) ? cell with { Hidden = true } : cell)],
            })];
        }
    }

    /// <summary>The attacker's equations: the publication first, then what was received before.</summary>
    public static LinearSystem SystemOf(IReadOnlyList<ReceivedTable> tables, Attacker attacker) =>
        AttackerKnows.Of([.. Known(tables, attacker), .. attacker.Received], tables[0].Edition, Figures.Within, attacker.Follows);

    private static IEnumerable<ReceivedTable> Known(IReadOnlyList<ReceivedTable> tables, Attacker attacker) => attacker.Knows is not { } knows ? tables
        : tables.Select((table, t) => table with { Cells = [.. table.Cells.Select((cell, c) => cell with { Known = Math.Min(cell.N, knows(t, c)) })] });

    private static List<Finding> Found(IReadOnlyList<ReceivedTable> tables, Attacker attacker)
    {
        using var attack = new Attack(SystemOf(tables, attacker), attacker.Threshold);
        return [.. attack.Run(exact: false).Where(finding => !finding.IsOpen)];
    }

    // Too few for this audience; what it knows by itself does not hide the others.
    private static bool IsSmall(ReceivedTable table, TableCell cell, Attacker attacker, int t, int c)
    {
        var unknown = cell.N - Math.Min(cell.N, attacker.Knows?.Invoke(t, c) ?? 0);
        return unknown < attacker.Threshold && (unknown > 0 || table.ZerosSensitive);
    }

    // That nobody is there is told where zeros are not sensitive: hidden cells are known not to be empty then.
    private static bool MayHide(ReceivedTable table, TableCell cell) => !cell.Hidden && (cell.N > 0 || table.ZerosSensitive);

    private static GateFault FaultOf(Finding finding, Attacker attacker, IReadOnlyList<ReceivedTable> tables)
    {
        var own = finding.Target.Cells.Select(cell => cell.Table).Concat(finding.Causes.Select(cause => cause.Table))
            .Where(table => table < tables.Count).ToList();
        return new GateFault(attacker.Name, finding.Target.Name, own.Count > 0 ? own[0] : null);
    }
}
