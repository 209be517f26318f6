namespace CaseManagement.Api.Jobs;

/// <summary>
/// Wakes named commands. The rows in PostgreSQL say what is due; the engine only says when to look, so that a lost or
/// doubled wake-up neither loses nor doubles anything.
/// </summary>
/// <remarks>
/// What an engine keeps: a wake-up survives the end of the process; one missed while no process ran is delivered
/// once after the next start; a wake-up that arrives while its command runs leads to one more run afterwards, because
/// the run under way may have looked already; a run that failed is tried again within minutes.
/// Waking is no part of the caller's transaction: commit first, then wake.
/// </remarks>
public interface IJobEngine
{
    /// <summary>The engine's name, as <c>Jobs:Engine</c> spells it.</summary>
    string Name { get; }

    /// <summary>
    /// Wakes the command by the clock, from now on and until another call changes it. Asking for what is agreed already
    /// changes nothing: every instance may ask on every start, and no missed occurrence is forgotten by it.
    /// </summary>
    /// <param name="command">A name that <see cref="JobRunner"/> knows.</param>
    /// <param name="cron">
    /// Five fields (minute, hour, day of month, month, day of week), read in UTC. Not both days at once: here both must
    /// match, where classic cron takes one for enough.
    /// </param>
    /// <param name="cancellationToken">Cancels the asking, not the recurrence.</param>
    /// <exception cref="FormatException">It is no such schedule.</exception>
    Task Recur(string command, string cron, CancellationToken cancellationToken);

    /// <summary>Ends the recurrence of every command not named: one that an earlier version of the product had.</summary>
    Task RecurOnly(IReadOnlyCollection<string> commands, CancellationToken cancellationToken);

    /// <summary>
    /// Wakes the command once at the moment or soon after it, never before; at once where the moment has passed.
    /// Requests for one command within the same second may be one.
    /// </summary>
    Task WakeAt(string command, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Wakes the command as soon as a worker is free. Requests in quick succession may be one, after the last of them.</summary>
    Task WakeNow(string command, CancellationToken cancellationToken);
}

/// <summary>What an engine calls when it wakes a command; an exception means that it is to be tried again.</summary>
public delegate Task RunCommand(string command, CancellationToken cancellationToken);
