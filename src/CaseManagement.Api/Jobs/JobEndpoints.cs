using CaseManagement.Api.Http;

namespace CaseManagement.Api.Jobs;

/// <summary>Recurring commands, for the administrator.</summary>
public static class JobEndpoints
{
    /// <summary>Maps /jobs.</summary>
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapGet("/", (ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new ListRecurringCommands(), ct), http))
            .Handles<ListRecurringCommands>("List recurring commands", "With schedule (UTC), last run and outcome, and the engine that wakes them.");
        jobs.MapPost("/{name}/wake", async (string name, ISender sender, CancellationToken ct) =>
            {
                await sender.Send(new WakeRecurringCommand(name), ct);
                return TypedResults.Accepted("/api/v1/jobs");
            })
            .Handles<WakeRecurringCommand>("Wake a recurring command now", "202: it runs as soon as a worker is free. Waking twice does no harm.");
    }
}
