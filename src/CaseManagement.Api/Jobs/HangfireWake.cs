using Hangfire;

namespace CaseManagement.Api.Jobs;

/// <summary>
/// The one job that Hangfire knows: runs a command by its name, which is all that the store holds of it; what is due
/// stands in the product's rows. Hangfire stores the names of this class and its method, too: renaming either strands
/// what waits in the store.
/// </summary>
public sealed class HangfireWake(RunCommand run)
{
    /// <summary>
    /// Runs the command. A run that failed is tried again within minutes; a command that recurs daily must not wait for
    /// tomorrow. Given up, it leaves the store after a day: jobs.recurring_command and the log remember the failure.
    /// </summary>
    [AutomaticRetry(Attempts = 5, DelaysInSeconds = [10, 30, 90, 270, 810], OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [JobDisplayName("{0}")]
    public Task Run(string command, CancellationToken cancellationToken) => run(command, cancellationToken);
}
