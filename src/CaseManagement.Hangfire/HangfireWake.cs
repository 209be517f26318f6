using CaseManagement.Api.Jobs;
using Hangfire;

namespace CaseManagement.Hangfire;

/// <summary>
/// The one job that Hangfire knows: runs a command by its name. Hangfire stores the names of this class and its method;
/// renaming either strands what waits in the store.
/// </summary>
public sealed class HangfireWake(RunCommand run)
{
    /// <summary>Runs the command. A run that failed is tried again within minutes; a command that recurs daily must not wait for tomorrow.</summary>
    [AutomaticRetry(Attempts = 5, DelaysInSeconds = [10, 30, 90, 270, 810])]
    [JobDisplayName("{0}")]
    public Task Run(string command, CancellationToken cancellationToken) => run(command, cancellationToken);
}
