using CaseManagement.Api.OpenApi;
using CaseManagement.Api.Persistence;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Npgsql;

namespace CaseManagement.Api.Jobs;

/// <summary>What wakes the commands: <c>Jobs:Engine</c> is hangfire (when nothing is said) or none.</summary>
public static class JobEngines
{
    /// <summary>Hangfire in this process.</summary>
    public const string Hangfire = "hangfire";

    /// <summary>No engine in this process.</summary>
    public const string None = "none";

    /// <summary>Commands that one instance runs at a time.</summary>
    private const int Workers = 4;

    /// <summary>Registers the engine and what tells it on start which commands recur.</summary>
    /// <exception cref="InvalidOperationException"><c>Jobs:Engine</c> names no engine.</exception>
    public static IServiceCollection AddJobEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<JobRunner>();
        services.AddSingleton<RunCommand>(provider => (command, cancellationToken) => RunOrComeBack(provider, command, cancellationToken));
        // None while the build generates the OpenAPI documents, which starts hosted services without a database.
        switch (DocumentBuild.IsRunning ? None : configuration["Jobs:Engine"] ?? Hangfire)
        {
            case None:
                return services.AddSingleton<IJobEngine, NoEngine>();
            case Hangfire:
                services.AddHealthChecks().AddCheck<JobStoreReady>("jobs", tags: ["ready"]);
                return services.AddHostedService<AnnounceJobs>().AddHangfireEngine(AppConnection.Of(configuration));
            case var unknown:
                throw new InvalidOperationException($"Jobs:Engine is '{unknown}'; there are {Hangfire} and {None}.");
        }
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

    internal static IServiceCollection AddHangfireEngine(this IServiceCollection services, string connectionString)
    {
        // Both given here instead of through Hangfire's static configuration, which hosts in one process would share.
        services.AddSingleton<JobStorage>(Store(connectionString));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire((provider, hangfire) => hangfire
            .UseLogProvider(new LogsOfHost(provider.GetRequiredService<ILoggerFactory>()))
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
        services.AddHangfireServer(server =>
        {
            server.WorkerCount = Workers;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
        });
        return services.AddSingleton<IJobEngine, HangfireEngine>();
    }

    private static PostgreSqlStorage Store(string connectionString)
    {
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = HangfireSchema.Name,
            PrepareSchemaIfNecessary = false, // The owner's work, in "migrate".
            // Asked for, not listened for (EnableLongPolling), which holds a connection more for each worker.
            QueuePollInterval = TimeSpan.FromMilliseconds(500),
            // A run whose process died is taken up again after this long; one that lives renews its claim. Taken up too
            // early, it is turned away by the runner's lock.
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromSeconds(20),
            // Held for moments only. Shorter than the 15 seconds for which a start waits, so that an instance killed while
            // it held one does not keep the next from starting.
            DistributedLockTimeout = TimeSpan.FromSeconds(10),
        };
        // The API's login with a pool of its own, so that neither starves the other.
        var pool = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "casemanagement-jobs",
            MaxPoolSize = 4 * Workers + 4,
            NoResetOnClose = false, // The engine locks on its connections.
            MaxAutoPrepare = 0,
            PersistSecurityInfo = true, // The engine opens connections from the words of others.
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(pool.ConnectionString, options), options);
    }
}
