using CaseManagement.Api;
using CaseManagement.Api.Jobs;
using Hangfire;
using Hangfire.PostgreSql;

namespace CaseManagement.Hangfire;

/// <summary>The product as it is, woken by Hangfire instead of Quartz. Commands ("migrate", …) work as in the product.</summary>
public static class HangfireHost
{
    /// <summary>Runs a command or serves HTTP.</summary>
    public static Task<int> Main(string[] args) => Commands.Run(args, () => Build(args));

    private static WebApplication Build(string[] args)
    {
        // First in line, so that the command line can still say Jobs:Engine=none.
        var app = ApiHost.Build([$"--Jobs:Engine={HangfireEngine.Is}", .. args], AddHangfire);
        if (app.Configuration.GetValue<bool>("Jobs:Dashboard") && app.Services.GetService<JobStorage>() is not null)
        {
            // Hangfire's own filter lets only requests from this machine pass; the product's sign-in is not asked.
            app.MapHangfireDashboard("/hangfire").AllowAnonymous();
        }
        return app;
    }

    private static void AddHangfire(WebApplicationBuilder builder)
    {
        if (JobEngines.Chosen(builder.Configuration) != HangfireEngine.Is)
        {
            return;
        }
        builder.Services.AddHangfire((services, hangfire) => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UsePostgreSqlStorage(
                postgres => postgres.UseNpgsqlConnection(JobEngines.ConnectionString(builder.Configuration)),
                new PostgreSqlStorageOptions
                {
                    SchemaName = "hangfire",
                    QueuePollInterval = TimeSpan.FromSeconds(1),
                    // A job whose process died is taken up again after this long; one that lives renews its claim.
                    UseSlidingInvisibilityTimeout = true,
                    InvisibilityTimeout = TimeSpan.FromMinutes(1),
                    // Held for moments only. A process killed while it held one stops the recurring commands for this long.
                    DistributedLockTimeout = TimeSpan.FromMinutes(1),
                }));
        builder.Services.AddHangfireServer(server =>
        {
            server.WorkerCount = JobEngines.Workers;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
        });
        builder.Services.AddSingleton<IJobEngine, HangfireEngine>();
    }
}
