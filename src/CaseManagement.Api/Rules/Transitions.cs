using System.Collections.Frozen;

namespace CaseManagement.Api.Rules;

/// <summary>A state machine, whatever its states.</summary>
public interface ITransitions
{
    /// <summary>Every action that the machine knows, in a stable order.</summary>
    IReadOnlyList<string> Actions { get; }

    /// <summary>Every state that a move leaves or leads to, in snake_case.</summary>
    IReadOnlyList<string> States { get; }

    /// <summary>How a move is refused that the state does not allow.</summary>
    ProblemType Illegal { get; }
}

/// <summary>The legal moves of a state machine as data. An illegal move always throws, naming the allowed ones.</summary>
/// <typeparam name="TStatus">The statuses, an enum whose members say what each state means.</typeparam>
public sealed class Transitions<TStatus> : ITransitions where TStatus : struct, Enum
{
    private readonly FrozenDictionary<(TStatus From, string Action), TStatus> moves;
    private readonly ProblemType illegal;

    /// <param name="resource">The resource's name in kebab-case; the refusal's code is "{resource}-transition".</param>
    /// <param name="moves">From, action (as it is spelt in the path and in allowedActions), to.</param>
    public Transitions(string resource, params (TStatus From, string Action, TStatus To)[] moves)
    {
        this.moves = moves.ToFrozenDictionary(move => (move.From, move.Action), move => move.To);
        illegal = new ProblemType($"{resource}-transition", 409,
            "This move is not possible in the state '{0}'. Possible: {1}.", "Dieser Schritt ist im Zustand „{0}“ nicht möglich. Möglich: {1}.");
    }

    /// <summary>Every move, for tests and documents.</summary>
    public IEnumerable<(TStatus From, string Action, TStatus To)> All => moves.Select(move => (move.Key.From, move.Key.Action, move.Value));

    /// <summary>Every action that the machine knows, in a stable order.</summary>
    public IReadOnlyList<string> Actions => [.. moves.Keys.Select(key => key.Action).Distinct().Order(StringComparer.Ordinal)];

    /// <inheritdoc />
    public IReadOnlyList<string> States =>
        [.. moves.SelectMany(move => new[] { Name(move.Key.From), Name(move.Value) }).Distinct().Order(StringComparer.Ordinal)];

    /// <inheritdoc />
    public ProblemType Illegal => illegal;

    /// <summary>Whether the move is legal.</summary>
    public bool Allows(TStatus from, string action) => moves.ContainsKey((from, action));

    /// <summary>The state that a move leads to.</summary>
    /// <param name="from">The current state.</param>
    /// <param name="action">The move.</param>
    /// <param name="isOpen">As in <see cref="Refusal"/>.</param>
    /// <exception cref="RefusedException">409 with the moves that are allowed.</exception>
    public TStatus Next(TStatus from, string action, Func<string, bool>? isOpen = null) =>
        moves.TryGetValue((from, action), out var to) ? to : throw Refusal(from, isOpen);

    /// <summary>The 409 for a move that is illegal from this state.</summary>
    /// <param name="from">The current state.</param>
    /// <param name="isOpen">Which of the state's moves the caller may make, where others make some of them; null: all.</param>
    public RefusedException Refusal(TStatus from, Func<string, bool>? isOpen = null)
    {
        IReadOnlyList<string> allowed = [.. Allowed(from).Where(isOpen ?? (_ => true))];
        return new RefusedException(illegal, StateWords.OfState(Name(from)), Spoken(allowed))
        {
            Extensions = { ["state"] = Name(from), ["allowedActions"] = allowed },
        };
    }

    /// <summary>The actions that are legal from a state.</summary>
    public IReadOnlyList<string> Allowed(TStatus from) =>
        [.. moves.Keys.Where(key => EqualityComparer<TStatus>.Default.Equals(key.From, from)).Select(key => key.Action).Order(StringComparer.Ordinal)];

    /// <summary>
    /// The list for a resource's allowedActions: every action of the machine, with the reason where it is refused.
    /// </summary>
    /// <param name="from">The current state.</param>
    /// <param name="objection">A further reason against a move that the state allows (permission, completeness), or null.</param>
    /// <param name="isOpen">As in <see cref="Refusal"/>.</param>
    public IReadOnlyList<AllowedAction> Describe(TStatus from, Func<string, ProblemType?>? objection = null, Func<string, bool>? isOpen = null) =>
    [
        .. Actions.Select(action => !Allows(from, action)
            ? AllowedAction.No(action, illegal, StateWords.OfState(Name(from)), Spoken([.. Allowed(from).Where(isOpen ?? (_ => true))]))
            : objection?.Invoke(action) is { } reason ? AllowedAction.No(action, reason) : AllowedAction.Yes(action)),
    ];

    private static string Name(TStatus status) => SnakeCase.Of(status.ToString());

    private static string Spoken(IReadOnlyList<string> actions) => actions.Count == 0 ? "–" : string.Join(", ", actions.Select(StateWords.OfMove));
}
