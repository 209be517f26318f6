using Google.OrTools.LinearSolver;
using Google.OrTools.Sat;
using Constraint = Google.OrTools.LinearSolver.Constraint;
using LinearExpr = Google.OrTools.Sat.LinearExpr;

namespace CaseManagement.Api.Statistics;

/// <summary>What the attacker finds out of one target.</summary>
/// <param name="Target">Of what.</param>
/// <param name="Lower">Not less: a point of the system has exactly that.</param>
/// <param name="Upper">Not more: a point of the system has exactly that, or one beyond which nothing matters.</param>
/// <param name="LowerPoint">That point, part by part.</param>
/// <param name="UpperPoint">That point, part by part.</param>
/// <param name="IsOpen">Whether enough stays open.</param>
/// <param name="Causes">By which cells it was found out, where not.</param>
internal sealed record Finding(
    Target Target, long Lower, long Upper, IReadOnlyList<int> LowerPoint, IReadOnlyList<int> UpperPoint, bool IsOpen, IReadOnlyCollection<CellRef> Causes);

/// <summary>
/// The attacker: for each target the smallest and the largest whole number that agrees with everything known. A linear program first (GLOP); where what it
/// finds is a table of whole numbers, that is the answer, and otherwise whole numbers are searched for (CP-SAT, exact). That something is open is never said
/// on a solver's word: each point is put into every row in whole numbers. So a fault of a solver refuses what could be told, and tells nothing.
/// </summary>
internal sealed class Attack : IDisposable
{
    /// <summary>More programs than this are not solved for one question.</summary>
    public const int MostSolved = 20_000;

    private readonly LinearSystem system;
    private readonly int threshold;
    private readonly List<Part> parts = [];
    private readonly int[] partOf;
    private int solved;

    /// <summary>Whole tables of one part each that agree with everything: what the proof shows.</summary>
    public List<(int Part, IReadOnlyDictionary<int, long> Values)> Points { get; } = [];

    // Variables that rows connect, and what solves them.
    private sealed class Part(int number)
    {
        public int Number => number;
        public List<int> Variables { get; } = [];
        public List<LinearRow> Rows { get; } = [];
        public List<int> Points { get; } = [];
        public Solver? Solver { get; set; }
        public Dictionary<int, Variable> Of { get; } = [];
        public List<Constraint> Constraints { get; } = [];
        public Dictionary<string, Bounds> Solved { get; } = [];
    }

    private sealed record Bounds(long Value, int Point, IReadOnlyCollection<CellRef> Causes);

    public Attack(LinearSystem system, int threshold)
    {
        (this.system, this.threshold) = (system, threshold);
        partOf = Connect();
    }

    /// <summary>Rows connect variables of one part only.</summary>
    public int PartOf(int variable) => partOf[variable];

    /// <summary>Whether there is any table that agrees with everything.</summary>
    public bool IsPossible() => parts.TrueForAll(part => Solve(part, [], up: true) is not null);

    /// <summary>Every target.</summary>
    /// <param name="exact">Whether the bounds are to be exact, for a proof; otherwise it is enough to know that a target is open.</param>
    public IReadOnlyList<Finding> Run(bool exact)
    {
        // A finest cell that was told, or that is asked for as a hidden one, needs no question of its own.
        var told = system.Rows.Where(row => row.Terms.Count == 1 && row.Terms[0].Times == 1 && row.AtLeast == row.AtMost && row.AtLeast >= threshold)
            .Select(row => row.Terms[0].Of).ToHashSet();
        told.UnionWith(system.Targets.Where(target => target.Kind == TargetKind.Hidden && target.Terms.Count == 1).Select(target => target.Terms[0].Of));
        return [.. system.Targets.Where(target => target.Kind != TargetKind.Inner || !told.Contains(target.Terms[0].Of)).Select(target => Find(target, exact))];
    }

    private Finding Find(Target target, bool exact)
    {
        var needsBoth = target.Kind is not TargetKind.Inner;
        var shares = target.Terms.GroupBy(term => partOf[term.Of]).Select(group => (Part: parts[group.Key], Terms: group.ToList())).ToList();
        if (!(exact && target.Kind == TargetKind.Hidden) && shares.Count == 1)
        {
            // A point that was found for another target may do.
            var known = shares[0].Part.Points.Select(point => (Point: point, Value: ValueAt(shares[0].Terms, point))).ToList();
            if (known.Count > 0)
            {
                var (least, most) = (known.MinBy(one => one.Value), known.MaxBy(one => one.Value));
                if (most.Value >= threshold && target.IsOpen(least.Value, most.Value, threshold))
                {
                    return new Finding(target, least.Value, most.Value, [least.Point], [most.Point], true, []);
                }
            }
        }
        var (upper, lower) = (new List<Bounds>(), new List<Bounds>());
        foreach (var (part, terms) in shares)
        {
            upper.Add(Solve(part, terms, up: true) ?? throw new InvalidOperationException("What was told cannot be so."));
            lower.Add(needsBoth ? Solve(part, terms, up: false) ?? throw new InvalidOperationException("What was told cannot be so.") : upper[^1]);
        }
        var (from, to) = (lower.Sum(bound => bound.Value), upper.Sum(bound => bound.Value));
        var isOpen = target.IsOpen(from, to, threshold);
        return new Finding(target, from, to, [.. lower.Select(bound => bound.Point)], [.. upper.Select(bound => bound.Point)], isOpen,
            isOpen ? [] : [.. upper.Concat(lower).SelectMany(bound => bound.Causes).Distinct()]);
    }

    // The largest (up) or smallest value of a sum within one part; null where nothing agrees with what is known.
    private Bounds? Solve(Part part, IReadOnlyList<Term> terms, bool up)
    {
        var key = $"{up} {string.Join(' ', terms.Select(term => $"{term.Of}*{term.Times}"))}";
        if (part.Solved.TryGetValue(key, out var before))
        {
            return before;
        }
        if (++solved > MostSolved)
        {
            throw new GateTooLargeException();
        }
        var solver = part.Solver ??= Prepare(part);
        var objective = solver.Objective();
        objective.Clear();
        foreach (var term in terms)
        {
            objective.SetCoefficient(part.Of[term.Of], term.Times);
        }
        objective.SetOptimizationDirection(up);
        var status = solver.Solve();
        Bounds? found = null;
        if (status == Solver.ResultStatus.OPTIMAL)
        {
            var causes = Causes(part);
            var point = part.Variables.ToDictionary(variable => variable, variable => (long)Math.Round(part.Of[variable].SolutionValue()));
            var best = up ? Math.Floor(objective.Value() + 1e-6) : Math.Ceiling(objective.Value() - 1e-6);
            found = Agrees(part, point) && terms.Sum(term => term.Times * point[term.Of]) is var value && value == (long)best
                ? new Bounds(value, Keep(part, point), causes)
                : Search(part, terms, up, causes);
        }
        else if (status != Solver.ResultStatus.INFEASIBLE)
        {
            found = Search(part, terms, up, []);
        }
        return found is null ? null : part.Solved[key] = found;
    }

    // In whole numbers.
    private Bounds? Search(Part part, IReadOnlyList<Term> terms, bool up, IReadOnlyCollection<CellRef> causes)
    {
        var model = new CpModel();
        var of = part.Variables.ToDictionary(variable => variable, variable => model.NewIntVar(0, system.Bound, $"v{variable}"));
        foreach (var row in part.Rows)
        {
            model.AddLinearConstraint(Weighted(row.Terms), row.AtLeast, row.AtMost);
        }
        if (terms.Count > 0 && up)
        {
            model.Maximize(Weighted(terms));
        }
        else if (terms.Count > 0)
        {
            model.Minimize(Weighted(terms));
        }
        // A limit that is the same on every machine: of what cannot be decided within it nothing is told.
        var solver = new CpSolver { StringParameters = "num_workers:1 random_seed:1 max_deterministic_time:20" };
        var status = solver.Solve(model);
        if (status == CpSolverStatus.Infeasible)
        {
            return null;
        }
        if (status != CpSolverStatus.Optimal)
        {
            throw new GateTooLargeException();
        }
        var point = part.Variables.ToDictionary(variable => variable, variable => solver.Value(of[variable]));
        return Agrees(part, point)
            ? new Bounds(terms.Sum(term => term.Times * point[term.Of]), Keep(part, point),
                [.. causes.Concat(part.Rows.Where(row => row.Terms.Any(term => terms.Any(one => one.Of == term.Of))).SelectMany(row => row.Causes)).Distinct()])
            : throw new InvalidOperationException("The solver's table does not agree with what was told.");

        LinearExpr Weighted(IReadOnlyList<Term> sum) =>
            LinearExpr.WeightedSum(sum.Select(term => of[term.Of]).ToArray(), sum.Select(term => term.Times).ToArray());
    }

    private static bool Agrees(Part part, Dictionary<int, long> point) => point.Values.All(value => value >= 0) && part.Rows.TrueForAll(row =>
    {
        var sum = row.Terms.Sum(term => term.Times * point[term.Of]);
        return sum >= row.AtLeast && sum <= row.AtMost;
    });

    // The rows that the bound rests on: those with a price.
    private static HashSet<CellRef> Causes(Part part)
    {
        var causes = new HashSet<CellRef>();
        for (var i = 0; i < part.Rows.Count; i++)
        {
            if (Math.Abs(part.Constraints[i].DualValue()) > 1e-9)
            {
                causes.UnionWith(part.Rows[i].Causes);
            }
        }
        return causes;
    }

    private int Keep(Part part, Dictionary<int, long> point)
    {
        var same = part.Points.FindIndex(known => part.Variables.TrueForAll(variable => ValueOf(known, variable) == point[variable]));
        if (same >= 0)
        {
            return part.Points[same];
        }
        Points.Add((part.Number, point.Where(pair => pair.Value != 0).ToDictionary()));
        part.Points.Add(Points.Count - 1);
        return Points.Count - 1;
    }

    private long ValueOf(int point, int variable) => Points[point].Values.GetValueOrDefault(variable);

    private long ValueAt(IEnumerable<Term> terms, int point) => terms.Sum(term => term.Times * ValueOf(point, term.Of));

    private Solver Prepare(Part part)
    {
        var solver = Solver.CreateSolver("GLOP") ?? throw new InvalidOperationException("There is no solver for linear programs on this platform.");
        foreach (var variable in part.Variables)
        {
            part.Of[variable] = solver.MakeNumVar(0, system.Bound, "");
        }
        foreach (var row in part.Rows)
        {
            var constraint = solver.MakeConstraint(row.AtLeast, row.AtMost == long.MaxValue ? double.PositiveInfinity : row.AtMost, "");
            foreach (var term in row.Terms)
            {
                constraint.SetCoefficient(part.Of[term.Of], term.Times);
            }
            part.Constraints.Add(constraint);
        }
        return solver;
    }

    private int[] Connect()
    {
        var leader = Enumerable.Range(0, system.Variables.Count).ToArray();
        int Leader(int variable) => leader[variable] == variable ? variable : leader[variable] = Leader(leader[variable]);
        foreach (var row in system.Rows)
        {
            foreach (var term in row.Terms)
            {
                leader[Leader(term.Of)] = Leader(row.Terms[0].Of);
            }
        }
        var numbers = new Dictionary<int, int>();
        var of = new int[leader.Length];
        for (var variable = 0; variable < leader.Length; variable++)
        {
            if (!numbers.TryGetValue(Leader(variable), out var number))
            {
                numbers[Leader(variable)] = number = parts.Count;
                parts.Add(new Part(number));
            }
            of[variable] = number;
            parts[number].Variables.Add(variable);
        }
        foreach (var row in system.Rows)
        {
            parts[of[row.Terms[0].Of]].Rows.Add(row);
        }
        return of;
    }

    public void Dispose() => parts.ForEach(part => part.Solver?.Dispose());
}

/// <summary>There is more to check than can be checked in the time of one request: nothing is told then.</summary>
internal sealed class GateTooLargeException() : Exception("The publication is too large to be checked.");
