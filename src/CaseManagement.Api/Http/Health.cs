using CaseManagement.Api.Persistence;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace CaseManagement.Api.Http;

/// <summary>/health/live: the process answers. /health/ready: the database answers and has the SQL of this build.</summary>
public static class Health
{
    /// <summary>Maps both, open and without limits.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
    }
}

/// <summary>
/// Ready when the migrations and the routines of this build have been applied. Newer ones do no harm: an instance of the version
/// before goes on until it is replaced.
/// </summary>
public sealed class DatabaseReady(NpgsqlDataSource source) : IHealthCheck
{
    private const string Missing = """
        select exists (select from unnest($1) m(name) where not exists (select from access.migration a where a.name = m.name))
            or exists (select from unnest($2, $3) r(name, sha256) where not exists (
                select from access.routine a where a.name = r.name and a.sha256 = r.sha256))
        """;

    private static readonly string[] Migrations = [.. SqlFiles.OfThisBuild.Migrations.Select(file => file.Name)];
    private static readonly string[] Routines = [.. SqlFiles.OfThisBuild.Routines.Select(file => file.Name)];
    private static readonly string[] Digests = [.. SqlFiles.OfThisBuild.Routines.Select(SqlFiles.OfThisBuild.Digest)];

    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = source.CreateCommand(Missing);
            command.Parameters.AddRange(new NpgsqlParameter[] { new() { Value = Migrations }, new() { Value = Routines }, new() { Value = Digests } });
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!
                ? HealthCheckResult.Unhealthy("migrations or routines are missing: run migrate")
                : HealthCheckResult.Healthy();
        }
        catch (NpgsqlException unreachable)
        {
            return HealthCheckResult.Unhealthy("the database does not answer", unreachable);
        }
    }
}
