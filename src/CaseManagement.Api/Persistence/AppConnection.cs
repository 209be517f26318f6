using Npgsql;

namespace CaseManagement.Api.Persistence;

/// <summary>The API's own login, which row-level security holds.</summary>
public static class AppConnection
{
    /// <summary>ConnectionStrings:App; a database on this machine where nothing is said.</summary>
    public static string Of(IConfiguration configuration)
    {
        var app = new NpgsqlConnectionStringBuilder(
            configuration.GetConnectionString("App") ?? "Host=127.0.0.1;Database=casemanagement;Username=casemanagement");
        // Short statements by the thousand: compiling one costs more than running it. Options of the connection string win.
        app.Options ??= "-c jit=off";
        // Two instances with their jobs' pools fit into PostgreSQL's usual 100 connections. "Maximum Pool Size" wins.
        if (!app.ToString().Contains("Maximum Pool Size", StringComparison.OrdinalIgnoreCase))
        {
            app.MaxPoolSize = 30;
        }
        return app.ConnectionString;
    }
}
