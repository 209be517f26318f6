using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace CaseManagement.Api.Http;

/// <summary>/health/live: the process answers. /health/ready: the database answers and has every migration.</summary>
public static class Health
{
    /// <summary>Maps both, open and without limits.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
    }
}

/// <summary>Ready when the newest migration that this build knows has been applied.</summary>
public sealed class DatabaseReady(NpgsqlDataSource source) : IHealthCheck
{
    private static readonly string Newest = typeof(DatabaseReady).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes(typeof(Microsoft.EntityFrameworkCore.Migrations.MigrationAttribute), false))
        .Select(attribute => ((Microsoft.EntityFrameworkCore.Migrations.MigrationAttribute)attribute).Id).Max()!;

    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = source.CreateCommand("select exists (select from access.migration where \"MigrationId\" = $1)");
            command.Parameters.Add(new() { Value = Newest });
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))! ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("migrations are missing");
        }
        catch (NpgsqlException unreachable)
        {
            return HealthCheckResult.Unhealthy("the database does not answer", unreachable);
        }
    }
}
