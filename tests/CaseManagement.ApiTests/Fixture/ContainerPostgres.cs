using DotNet.Testcontainers.Builders;
using Testcontainers.PostgreSql;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>A throw-away PostgreSQL in a container; Testcontainers' reaper takes it away when this process ends, killed or not.</summary>
internal static class ContainerPostgres
{
    /// <summary>The superuser's connection string; null where no container engine answers.</summary>
    public static async Task<string?> TryStart()
    {
        try
        {
            var container = new PostgreSqlBuilder("postgres:17-alpine").WithUsername("postgres").WithDatabase("postgres")
                .WithCommand("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200").Build();
            await container.StartAsync();
            return container.GetConnectionString();
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }
}
