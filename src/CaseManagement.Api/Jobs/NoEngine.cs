namespace CaseManagement.Api.Jobs;

/// <summary>
/// Wakes nothing: for tests that run commands themselves, for the build-time OpenAPI generator, and for an instance
/// that only answers requests. What is due stays in its rows until an instance with an engine looks.
/// </summary>
public sealed class NoEngine : IJobEngine
{
    /// <inheritdoc />
    public string Name => JobEngines.None;

    /// <inheritdoc />
    public Task Recur(string command, string cron, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task RecurOnly(IReadOnlyCollection<string> commands, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task WakeAt(string command, DateTimeOffset at, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task WakeNow(string command, CancellationToken cancellationToken) => Task.CompletedTask;
}
