using Hangfire.AspNetCore;
using Hangfire.Logging;

namespace CaseManagement.Api.Jobs;

/// <summary>
/// The engine keeps where it logs to for the whole process, so that a host reaches for that of another, which may have ended (in tests there are several).
/// Then nothing is written, instead of every worker stopping for a minute or more.
/// </summary>
internal sealed class LogsOfHost(ILoggerFactory loggers) : ILogProvider
{
    private readonly AspNetCoreLogProvider host = new(loggers);

    public ILog GetLogger(string name)
    {
        try
        {
            return host.GetLogger(name);
        }
        catch (ObjectDisposedException)
        {
            return new NoLog();
        }
    }

    private sealed class NoLog : ILog
    {
        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string> messageFunc, Exception exception) => false;
    }
}
