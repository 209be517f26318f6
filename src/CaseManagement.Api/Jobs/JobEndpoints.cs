using CaseManagement.Api.Http;

namespace CaseManagement.Api.Jobs;

/// <summary>Recurring commands, for the administrator.</summary>
public static partial class JobEndpoints
{
    /// <summary>Maps /jobs.</summary>
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");
        jobs.Get<ListRecurringCommands>("/");
        jobs.On<WakeRecurringCommand, bool>("POST", "/{name}/wake", (_, _) => TypedResults.Accepted("/api/v1/jobs")).Produces(StatusCodes.Status202Accepted);
    }

    /// <summary>Wakes a recurring command behind a call that succeeded: its work begins at once instead of at its time.</summary>
    public static RouteHandlerBuilder ThenWakes(this RouteHandlerBuilder endpoint, string command)
    {
        endpoint.Add(builder =>
        {
            var run = builder.RequestDelegate!;
            builder.RequestDelegate = http =>
            {
                // Before the answer leaves: what is to be done has been committed by then.
                http.Response.OnStarting(() => http.Response.StatusCode < 300 ? Wake(http, command) : Task.CompletedTask);
                return run(http);
            };
        });
        return endpoint;
    }

    // The command is committed, and its answer is true whether or not the engine can be woken: the schedule of each minute does the work then.
    private static async Task Wake(HttpContext http, string command)
    {
        try
        {
            await http.RequestServices.GetRequiredService<IJobEngine>().WakeNow(command, http.RequestAborted);
        }
        catch (Exception failure)
        {
            NotWoken(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(JobEndpoints)), command, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Recurring command {Command} could not be woken; it runs at its time")]
    private static partial void NotWoken(ILogger log, string command, Exception failure);
}
