using CaseManagement.Api.Http;

namespace CaseManagement.Api.Jobs;

/// <summary>Recurring commands, for the administrator.</summary>
public static class JobEndpoints
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
                http.Response.OnStarting(() => http.Response.StatusCode < 300
                    ? http.RequestServices.GetRequiredService<IJobEngine>().WakeNow(command, http.RequestAborted) : Task.CompletedTask);
                return run(http);
            };
        });
        return endpoint;
    }
}
