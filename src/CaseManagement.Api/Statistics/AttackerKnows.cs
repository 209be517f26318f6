namespace CaseManagement.Api.Statistics;

/// <summary>
/// Makes of tables what their owner can reckon with (src/decisions/gate.md). Tables of one figure share their finest cells: values that nothing tells apart
/// are one class, and dimensions that no table crosses are kept apart (cliques of a chordal graph, which agree where they overlap), so that ten tables by one
/// dimension each stay small and nothing is lost.
/// </summary>
internal sealed class AttackerKnows
{
    /// <summary>Key dates closer than this: the attacker is taken to know that hardly anything has moved.</summary>
    public const int CloseDays = 28;

    /// <summary>More of the finest cells than this are not checked.</summary>
    public const int MostCells = 6_000;

    private const string Withheld = DimensionWords.Withheld;

    private readonly IReadOnlyList<ReceivedTable> tables;
    private readonly IReadOnlyList<Following> follows;
    private readonly LinearSystem system = new();
    private readonly List<LinearRow> rows = [];

    private AttackerKnows(IReadOnlyList<ReceivedTable> tables, IReadOnlyList<Following> follows) => (this.tables, this.follows) = (tables, follows);

    // A state of the records at a time: one block of cells.
    private sealed record Block(string Figure, DateOnly From, DateOnly? Until, string Edition)
    {
        public bool Contains(Block other) => Until is { } until && other.Until is { } end && From <= other.From && end <= until && !IsSameTime(other);
        public bool Overlaps(Block other) => Until is { } until && other.Until is { } end && From < end && other.From < until;
        public bool IsSameTime(Block other) => From == other.From && Until == other.Until;
        public bool IsCloseTo(Block other) => Until is null && other.Until is null && Math.Abs(From.DayNumber - other.From.DayNumber) < CloseDays;
        // What one of them tells may tell something of the other.
        public bool Touches(Block other) => Overlaps(other) || IsSameTime(other) || IsCloseTo(other);
    }

    private static Block BlockOf(ReceivedTable table) => new(table.Figure, table.From, table.Until, table.Edition);

    // The finest cells of a figure: classes of values for each dimension, and the cliques in which dimensions are crossed.
    private sealed class Shape
    {
        // By one value of each class; all of them are its members.
        public Dictionary<string, IReadOnlyList<string?>> Classes { get; } = [];
        public Dictionary<string, IReadOnlyList<IReadOnlyList<string?>>> Members { get; } = [];
        public List<Following> Follows { get; } = [];
        public Dictionary<string, HashSet<string>> Told { get; } = [];

        public string NameOf(string dimension, int one) => Classes[dimension][one] is { } value && Told[dimension].Contains(value) ? value : $"…{one + 1}";
        public List<string[]> Cliques { get; } = [];
        public List<int[][]> Cells { get; } = [];
        public List<(int One, int Other, string[] Shared)> Joints { get; } = [];
    }

    /// <summary>The attacker's equations and what must stay open.</summary>
    /// <param name="tables">Everything received; of hidden cells the numbers are not looked at.</param>
    /// <param name="edition">What the question is about: what cannot touch it is left out. Null: everything.</param>
    /// <param name="within">Figures whose units are among another's: inner, outer.</param>
    /// <param name="follows">Which values of dimensions go together.</param>
    /// <exception cref="GateTooLargeException">Too many cells.</exception>
    public static LinearSystem Of(IReadOnlyList<ReceivedTable> tables, string? edition = null, IReadOnlyList<(string Inner, string Outer)>? within = null,
        IReadOnlyList<Following>? follows = null)
    {
        var knows = new AttackerKnows(tables, follows ?? []);
        knows.Build(edition, within ?? []);
        return knows.system;
    }

    private void Build(string? edition, IReadOnlyList<(string Inner, string Outer)> within)
    {
        system.Bound = 1000 + (2 * tables.SelectMany(table => table.Cells).Where(cell => !cell.Hidden).Select(cell => cell.N).DefaultIfEmpty().Max());
        var spaces = new Dictionary<Block, (Shape Shape, List<int[][]> Spaces)>();
        var indexed = Readings().Select(one => (one.Table, one.Index, Block: BlockOf(one.Table))).ToList();
        var groups = Groups(indexed.Select(one => one.Block).Distinct().ToList())
            .Where(group => edition is null || group.Exists(block => block.Edition == edition)
                || within.Any(pair => group.Exists(block => block.Figure == pair.Inner || block.Figure == pair.Outer)));
        foreach (var group in groups)
        {
            var own = indexed.Where(one => group.Contains(one.Block)).ToList();
            var shape = ShapeOf([.. own.Select(one => one.Table)]);
            // Periods add up and states agree for as long as that is not contradicted: the worst the attacker can assume.
            var attempt = Spaces(group, shape, coupled: true, new LinearSystem { Bound = system.Bound });
            if (group.Count > 1 && !CanBe(attempt, own, shape))
            {
                attempt = null;
            }
            var into = Spaces(group, shape, coupled: attempt is not null, system);
            Tell(own, shape, into.Of, rows);
            Join(shape, into.All, rows);
            foreach (var block in group)
            {
                spaces[block] = (shape, into.Of[block]);
            }
            Ask(own, shape, into);
            Compare(group, own, shape, into.Of);
        }
        foreach (var (inner, outer) in within)
        {
            Subtract(inner, outer, indexed, spaces);
        }
        Reduce();
    }

    // Each table as it is, and where tables under different names tell of the same units, all of them under one name besides.
    private IEnumerable<(ReceivedTable Table, int Index)> Readings()
    {
        var own = tables.Select((table, index) => (Table: table, Index: index)).ToList();
        return own.Concat(own.Select(one => (One: one, Read: Figures.Read(one.Table))).Where(one => one.Read is not null).GroupBy(one => one.Read!.Figure)
            .Where(same => same.Select(one => one.One.Table.Figure).Distinct().Skip(1).Any())
            .SelectMany(same => same.Select(one => (one.Read!, one.One.Index))));
    }

    // Blocks that touch one another, by way of others if need be.
    private static List<List<Block>> Groups(List<Block> blocks)
    {
        var groups = new List<List<Block>>();
        foreach (var block in blocks)
        {
            var near = groups.Where(group => group.Exists(other => other.Figure == block.Figure && other.Touches(block))).ToList();
            groups.RemoveAll(near.Contains);
            groups.Add([.. near.SelectMany(group => group), block]);
        }
        return groups;
    }

    private Shape ShapeOf(IReadOnlyList<ReceivedTable> own)
    {
        var shape = new Shape();
        foreach (var dimension in own.SelectMany(DimensionsOf).Distinct().Order(StringComparer.Ordinal))
        {
            var axes = own.SelectMany(table => table.Axes).Where(axis => axis.Dimension == dimension).ToList();
            var filters = own.Select(table => table.Filters.GetValueOrDefault(dimension)).OfType<string>().Distinct().ToList();
            shape.Told[dimension] = [.. axes.SelectMany(axis => axis.Groups).Where(group => !group.IsRest).SelectMany(group => group.Values ?? []), .. filters];
            var values = axes.SelectMany(axis => axis.Groups).SelectMany(group => group.Values ?? []).Concat(filters).Distinct()
                .Order(StringComparer.Ordinal).Cast<string?>().Append(null);
            Divide(dimension, values.GroupBy(value => string.Join(' ', axes.Select(axis => GroupOf(axis, value)))
                + "/" + string.Join(' ', filters.Select(filter => filter == value))));
        }
        shape.Follows.AddRange(follows.Where(one => shape.Classes.ContainsKey(one.Dimension) && one.From.Any(shape.Classes.ContainsKey)));
        // Of a unit all is withheld or nothing: one dimension more that tells nothing else.
        var withheld = shape.Members.Where(one => one.Value.Any(all => all.Contains(Withheld))).Select(one => one.Key).Order(StringComparer.Ordinal).ToList();
        if (withheld.Count > 1)
        {
            shape.Told[Withheld] = [];
            foreach (var dimension in withheld)
            {
                shape.Follows.Add(new Following(Withheld, [dimension], shape.Members[dimension].SelectMany(all => all).OfType<string>()
                    .ToDictionary(value => value, value => (IReadOnlyList<string>)[value == Withheld ? Withheld : ""])));
            }
            Divide(Withheld, new string?[] { Withheld, "" }.GroupBy(value => value!));
        }
        Triangulate(own, shape);
        shape.Cells.AddRange(shape.Cliques.Select(clique => CellsOf(shape, clique).Take(MostCells + 1).ToArray()));
        return shape.Cells.Sum(cells => cells.Length) > MostCells ? throw new GateTooLargeException() : shape;

        void Divide(string dimension, IEnumerable<IGrouping<string, string?>> classes)
        {
            shape.Members[dimension] = [.. classes.Select(all => (IReadOnlyList<string?>)[.. all])];
            shape.Classes[dimension] = [.. shape.Members[dimension].Select(all => all[0])];
        }
    }

    private static IEnumerable<string> DimensionsOf(ReceivedTable table) => table.Axes.Select(axis => axis.Dimension).Concat(table.Filters.Keys).Distinct();

    private static int GroupOf(TableAxis axis, string? value) =>
        value is null ? axis.Groups.ToList().FindIndex(group => group.Values is null) : axis.GroupOf(value);

    // Eliminates dimensions one by one, the one that makes the smallest clique first; then a tree of the cliques that remain.
    private static void Triangulate(IReadOnlyList<ReceivedTable> own, Shape shape)
    {
        var near = shape.Classes.Keys.ToDictionary(dimension => dimension, _ => new SortedSet<string>(StringComparer.Ordinal));
        foreach (var crossed in own.Select(table => DimensionsOf(table).ToList())
            .Concat(shape.Follows.Select(one => one.From.Append(one.Dimension).Where(near.ContainsKey).ToList())))
        {
            crossed.ForEach(one => near[one].UnionWith(crossed.Where(other => other != one)));
        }
        var cliques = new List<string[]>();
        while (near.Count > 0)
        {
            var next = near.MinBy(pair => pair.Value.Aggregate(shape.Classes[pair.Key].Count, (size, other) => size * shape.Classes[other].Count));
            cliques.Add([next.Key, .. next.Value]);
            foreach (var one in next.Value)
            {
                near[one].UnionWith(next.Value);
                near[one].Remove(one);
                near[one].Remove(next.Key);
            }
            near.Remove(next.Key);
        }
        shape.Cliques.AddRange(cliques.Where((clique, i) => !cliques.Where((other, j) => j != i && (other.Length > clique.Length || j < i))
            .Any(other => clique.All(other.Contains))));
        if (shape.Cliques.Count == 0)
        {
            shape.Cliques.Add([]);
        }
        // A spanning tree of the largest overlaps is a junction tree.
        var joined = new HashSet<int> { 0 };
        while (joined.Count < shape.Cliques.Count)
        {
            var (one, other, shared) = joined.SelectMany(one => Enumerable.Range(0, shape.Cliques.Count).Where(other => !joined.Contains(other))
                .Select(other => (one, other, shape.Cliques[one].Intersect(shape.Cliques[other]).ToArray()))).MaxBy(edge => edge.Item3.Length);
            shape.Joints.Add((one, other, shared));
            joined.Add(other);
        }
    }

    private sealed record Built(LinearSystem System, Dictionary<Block, List<int[][]>> Of, List<int[][]> All);

    // Variables: [clique][cell] for each state, or for each piece into which periods cut one another.
    private static Built Spaces(List<Block> group, Shape shape, bool coupled, LinearSystem into)
    {
        var of = new Dictionary<Block, List<int[][]>>();
        var all = new Dictionary<string, int[][]>();
        var ends = group.Where(block => block.Until is not null).SelectMany(block => new[] { block.From, block.Until!.Value }).Distinct().Order().ToList();
        foreach (var block in group)
        {
            IEnumerable<string> pieces = !coupled ? [$"{block.Figure} {Time(block)} ({group.IndexOf(block) + 1})"]
                : block.Until is not { } until ? [$"{block.Figure} {block.From:O}"]
                : ends.Zip(ends.Skip(1)).Where(piece => piece.First >= block.From && piece.Second <= until)
                    .Select(piece => $"{block.Figure} {piece.First:O}/{piece.Second:O}");
            of[block] = [.. pieces.Select(piece => all.TryGetValue(piece, out var known) ? known : all[piece] = Space(piece))];
        }
        return new Built(into, of, [.. all.Values]);

        static string Time(Block block) => block.Until is { } until ? $"{block.From:O}/{until:O}" : $"{block.From:O}";

        int[][] Space(string piece) => [.. shape.Cliques.Select((clique, number) => shape.Cells[number].Select(cell => into.Add(
            piece + string.Concat(clique.Select((dimension, i) => $" {dimension}={shape.NameOf(dimension, cell[i])}")))).ToArray())];
    }

    // Without those in which values would meet that do not go together.
    private static IEnumerable<int[]> CellsOf(Shape shape, string[] clique)
    {
        IEnumerable<int[]> cells = [[]];
        for (var i = 0; i < clique.Length; i++)
        {
            var (dimension, of) = (clique[i], clique[..(i + 1)]);
            var follows = shape.Follows.Where(one => of.Contains(one.Dimension) && one.From.Any(of.Contains)
                && (one.Dimension == dimension || one.From.Contains(dimension))).ToList();
            cells = cells.SelectMany(cell => Enumerable.Range(0, shape.Classes[dimension].Count).Select(one => (int[])[.. cell, one]))
                .Where(cell => follows.TrueForAll(one => GoTogether(shape, one, of, cell)));
        }
        return cells;
    }

    // Whether some values of the classes do; of values that nothing names nobody knows.
    private static bool GoTogether(Shape shape, Following follows, string[] of, int[] cell)
    {
        var values = MembersOf(follows.Dimension);
        var named = shape.Members[follows.Dimension].SelectMany(all => all).ToHashSet();
        var from = follows.From.Aggregate<string, IEnumerable<string?[]>>([[]],
            (sofar, one) => sofar.SelectMany(part => (of.Contains(one) ? MembersOf(one) : [""]).Select(value => (string?[])[.. part, value])));
        return from.Any(part => part.Contains(null) || !follows.Values.TryGetValue(Following.Key(part), out var may)
            || values.Any(value => value is null ? may.Any(one => !named.Contains(one)) : may.Contains(value)));

        IReadOnlyList<string?> MembersOf(string dimension) => shape.Members[dimension][cell[Array.IndexOf(of, dimension)]];
    }

    private static bool CanBe(Built attempt, List<(ReceivedTable Table, int Index, Block Block)> own, Shape shape)
    {
        var told = new List<LinearRow>();
        Tell(own, shape, attempt.Of, told);
        Join(shape, attempt.All, told);
        told.ForEach(attempt.System.Add);
        using var attack = new Attack(attempt.System, 1);
        return attack.IsPossible();
    }

    // Which variables of a state a cell sums up: its clique, and those of the clique's cells that lie within it.
    private static List<Term> TermsOf(Shape shape, List<int[][]> spaces, ReceivedTable table, Func<string, string?, bool> lies)
    {
        var dimensions = DimensionsOf(table).ToList();
        var number = shape.Cliques.FindIndex(clique => dimensions.TrueForAll(clique.Contains));
        var (clique, terms) = (shape.Cliques[number], new List<Term>());
        var place = 0;
        foreach (var cell in shape.Cells[number])
        {
            if (clique.Select((dimension, i) => !dimensions.Contains(dimension) || lies(dimension, shape.Classes[dimension][cell[i]])).All(fits => fits))
            {
                terms.AddRange(spaces.Select(space => new Term(space[number][place], 1)));
            }
            place++;
        }
        return terms;
    }

    private static Func<string, string?, bool> Within(ReceivedTable table, TableCell cell) => (dimension, value) =>
        (!table.Filters.TryGetValue(dimension, out var only) || only == value)
        && !table.Axes.Where((axis, i) => axis.Dimension == dimension && cell.Place[i] is { } group && GroupOf(axis, value) != group).Any();

    private static void Tell(
        List<(ReceivedTable Table, int Index, Block Block)> own, Shape shape, Dictionary<Block, List<int[][]>> of, List<LinearRow> into)
    {
        foreach (var (table, index, block) in own)
        {
            for (var i = 0; i < table.Cells.Count; i++)
            {
                var cell = table.Cells[i];
                var terms = LinearSystem.Sum(TermsOf(shape, of[block], table, Within(table, cell)));
                // A cell that was withheld and may not be empty is not empty: zeros would have been told.
                var least = cell.Hidden ? table.ZerosSensitive ? 0 : Math.Max(0, 1 - cell.Known) : cell.Unknown;
                into.Add(new LinearRow(table.NameOf(cell), terms, least, cell.Hidden ? long.MaxValue : cell.Unknown, new CellRef(index, i)));
            }
            foreach (var axis in table.Axes.Where(axis => axis.Exhaustive))
            {
                var outside = TermsOf(shape, of[block], table, (dimension, value) =>
                    (!table.Filters.TryGetValue(dimension, out var only) || only == value) && (dimension != axis.Dimension || GroupOf(axis, value) < 0));
                into.Add(new LinearRow($"{table.Name}: nobody else by {axis.Dimension}", LinearSystem.Sum(outside), 0, 0));
            }
        }
    }

    // Where two cliques overlap they count the same.
    private static void Join(Shape shape, List<int[][]> spaces, List<LinearRow> into)
    {
        foreach (var (one, other, shared) in shape.Joints)
        {
            foreach (var space in spaces)
            {
                var sums = new Dictionary<string, List<Term>>();
                foreach (var (number, times) in new[] { (one, 1L), (other, -1L) })
                {
                    var (clique, place) = (shape.Cliques[number], 0);
                    foreach (var cell in shape.Cells[number])
                    {
                        var key = string.Join(' ', shared.Select(dimension => cell[Array.IndexOf(clique, dimension)]));
                        (sums.TryGetValue(key, out var sum) ? sum : sums[key] = []).Add(new Term(space[number][place++], times));
                    }
                }
                into.AddRange(sums.Values.Select(sum => new LinearRow("the same counted twice", LinearSystem.Sum(sum), 0, 0)));
            }
        }
    }

    private void Ask(List<(ReceivedTable Table, int Index, Block Block)> own, Shape shape, Built built)
    {
        foreach (var (table, index, block) in own)
        {
            for (var i = 0; i < table.Cells.Count; i++)
            {
                if (table.Cells[i].Hidden)
                {
                    var terms = TermsOf(shape, built.Of[block], table, Within(table, table.Cells[i]));
                    system.Targets.Add(new Target(table.NameOf(table.Cells[i]), TargetKind.Hidden,
                        LinearSystem.Sum(terms), [new CellRef(index, i)]));
                }
            }
        }
        foreach (var variable in built.All.SelectMany(space => space).SelectMany(clique => clique))
        {
            system.Targets.Add(new Target(system.Variables[variable], TargetKind.Inner, [new Term(variable, 1)], []));
        }
    }

    private void Compare(List<Block> group, List<(ReceivedTable Table, int Index, Block Block)> own, Shape shape, Dictionary<Block, List<int[][]>> of)
    {
        foreach (var (one, other) in group.SelectMany(one => group.Where(other => other != one).Select(other => (one, other))))
        {
            var first = group.IndexOf(one) < group.IndexOf(other);
            TargetKind? kind = one.Contains(other) ? TargetKind.Remainder
                : first && (one.IsSameTime(other) || one.IsCloseTo(other)) ? TargetKind.Change : null;
            if (kind is { } asked)
            {
                foreach (var (table, index, _) in own.Where(table => table.Block == one || table.Block == other))
                {
                    for (var i = 0; i < table.Cells.Count; i++)
                    {
                        var within = Within(table, table.Cells[i]);
                        Difference($"{table.NameOf(table.Cells[i])}, less or more {other.From:O}{(other.Until is { } end ? $"/{end:O}" : "")}", asked,
                            TermsOf(shape, of[one], table, within), TermsOf(shape, of[other], table, within), [new CellRef(index, i)]);
                    }
                }
            }
        }
    }

    // Units of one figure are among another's: cells that both tell in the same way, and the totals.
    private void Subtract(string inner, string outer, List<(ReceivedTable Table, int Index, Block Block)> indexed,
        Dictionary<Block, (Shape Shape, List<int[][]> Spaces)> spaces)
    {
        foreach (var small in indexed.Where(one => one.Table.Figure == inner && spaces.ContainsKey(one.Block)))
        {
            foreach (var large in indexed.Where(one => one.Table.Figure == outer && spaces.ContainsKey(one.Block) && one.Block.IsSameTime(small.Block)))
            {
                var same = large.Table.Cells.Select((cell, i) => (cell, i)).GroupBy(one => KeyOf(large.Table, one.cell))
                    .ToDictionary(one => one.Key, one => one.First());
                foreach (var cell in small.Table.Cells)
                {
                    if (same.TryGetValue(KeyOf(small.Table, cell), out var found))
                    {
                        Difference($"{large.Table.NameOf(found.cell)}, less {inner}", TargetKind.Remainder,
                            TermsOf(spaces[large.Block].Shape, spaces[large.Block].Spaces, large.Table, Within(large.Table, found.cell)),
                            TermsOf(spaces[small.Block].Shape, spaces[small.Block].Spaces, small.Table, Within(small.Table, cell)),
                            [new CellRef(large.Index, found.i)]);
                    }
                }
            }
        }
    }

    private static string KeyOf(ReceivedTable table, TableCell cell) => string.Join('\n', table.Filters
        .Select(filter => $"{filter.Key}={filter.Value}").Concat(table.Axes.Select((axis, i) => cell.Place[i] is { } group
            ? $"{axis.Dimension}={string.Join('|', (axis.Groups[group].Values ?? ["…"]).Order(StringComparer.Ordinal))}" : null).OfType<string>())
        .Distinct().Order(StringComparer.Ordinal));

    private void Difference(string name, TargetKind kind, IEnumerable<Term> more, IEnumerable<Term> less, IReadOnlyList<CellRef> cells)
    {
        var terms = LinearSystem.Sum(more.Concat(less.Select(term => term with { Times = -term.Times })));
        if (terms.Count > 0)
        {
            system.Targets.Add(new Target(name, kind, terms, cells));
        }
    }

    // What is told to be nobody is no variable any more; targets that ask the same are asked once.
    private void Reduce()
    {
        var none = rows.Where(row => row.AtMost == 0 && row.Terms.All(term => term.Times > 0)).SelectMany(row => row.Terms).Select(term => term.Of).ToHashSet();
        foreach (var row in rows)
        {
            system.Add(new LinearRow(row.Name, [.. row.Terms.Where(term => !none.Contains(term.Of))], row.AtLeast, row.AtMost, row.Cause));
        }
        var targets = system.Targets.Select(target => target with { Terms = [.. target.Terms.Where(term => !none.Contains(term.Of))] })
            .Where(target => target.Terms.Count > 0 || target.Kind == TargetKind.Hidden)
            .GroupBy(target => target.Terms.Count == 0 ? target.Name
                : $"{target.Kind} {string.Join(' ', target.Terms.Select(term => $"{term.Of}*{term.Times}"))}")
            .Select(same => same.First() with { Cells = [.. same.SelectMany(target => target.Cells).Distinct()] }).ToList();
        system.Targets.Clear();
        system.Targets.AddRange(targets);
    }
}
