using CaseManagement.Api.Http;
using Npgsql;
using Quartz;

namespace CaseManagement.Api.Jobs;

/// <summary>Which engine wakes the commands: <c>Jobs:Engine</c> is quartz (when nothing is said), none, or one that the host brings along.</summary>
public static class JobEngines
{
    /// <summary>Quartz in this process.</summary>
    public const string Quartz = "quartz";

    /// <summary>No engine in this process.</summary>
    public const string None = "none";

    /// <summary>Commands that one instance runs at a time.</summary>
    public const int Workers = 4;

    /// <summary>The engine's name; none while the build generates the OpenAPI documents, which starts hosted services without a database.</summary>
    public static string Chosen(IConfiguration configuration) =>
        ApiHost.IsGeneratingDocuments ? None : configuration["Jobs:Engine"] ?? Quartz;

    /// <summary>The engines' connection: the API's login with a pool of its own, so that neither starves the other.</summary>
    public static string ConnectionString(IConfiguration configuration) =>
        new NpgsqlConnectionStringBuilder(ApiHost.ConnectionString(configuration))
        {
            ApplicationName = "casemanagement-jobs",
            MaxPoolSize = 2 * Workers + 4,
        }.ConnectionString;

    /// <summary>Registers the engine and what tells it on start which commands recur.</summary>
    public static IServiceCollection AddJobEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<JobRunner>();
        services.AddSingleton<RunCommand>(provider => (command, cancellationToken) => RunOrComeBack(provider, command, cancellationToken));
        switch (Chosen(configuration))
        {
            case None:
                return services.AddSingleton<IJobEngine, NoEngine>();
            case Quartz:
                services.AddQuartzEngine(ConnectionString(configuration));
                break;
            case var brought:
                // A host's own registration comes later and wins.
                services.AddSingleton<IJobEngine>(_ => throw new InvalidOperationException($"Jobs:Engine is '{brought}', but this program brings only {Quartz} and {None}."));
                break;
        }
        return services.AddHostedService<AnnounceJobs>();
    }

    // Turned away, the command is running elsewhere, or a process that died has left a statement still running. That run
    // may have looked already, so this wake-up comes back: on a grid, for all who are turned away within it to be one.
    private static async Task RunOrComeBack(IServiceProvider services, string command, CancellationToken cancellationToken)
    {
        const int GridSeconds = 5;
        if (!await services.GetRequiredService<JobRunner>().Run(command, cancellationToken))
        {
            var next = (services.GetRequiredService<ProductClock>().GetUtcNow().ToUnixTimeSeconds() / GridSeconds + 1) * GridSeconds;
            await services.GetRequiredService<IJobEngine>().WakeAt(command, DateTimeOffset.FromUnixTimeSeconds(next), CancellationToken.None);
        }
    }

    internal static void AddQuartzEngine(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton<IJobEngine, QuartzEngine>();
        services.AddQuartz(quartz => quartz
            .UseTimeProvider(TimeProvider.System) // Members of a cluster must agree on the time; the product's clock may be moved.
            .UseDefaultThreadPool(Workers)
            .ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "casemanagement";
                // On shutdown a run is asked to stop and waited for; what it leaves undone another instance takes up.
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.WhenWaitingForJobs;
            })
            .UsePersistentStore(store => store
                .UsePostgres(NpgsqlFactory.Instance, connectionString)
                .UseClustering()
                .ProvisionSchema() // Tables only: the schema comes from the migrations.
                .ConfigureStore(options =>
                {
                    options.TablePrefix = "quartz.qrtz_";
                    options.StoreJobDataAsStrings = true;
                    options.RecoverFiringsCancelledByShutdown = true;
                })));
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }
}
