using CaseManagement.Api.Persistence;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace CaseManagement.Api.Jobs;

/// <summary>Ready when <c>migrate</c> has made the engine's tables in the version that this build works with.</summary>
internal sealed class JobStoreReady(NpgsqlDataSource source) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await HangfireSchema.IsCurrent(source, cancellationToken)
                ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the job store is older than this build");
        }
        catch (NpgsqlException missing)
        {
            return HealthCheckResult.Unhealthy("the job store is missing", missing);
        }
    }
}
