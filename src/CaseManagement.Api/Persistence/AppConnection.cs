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
        // Short statements by the thousand: compiling one costs more than running it, and what they read lies in memory or on a
        // disk without arms. Options of the connection string win.
        app.Options ??= "-c jit=off -c random_page_cost=1.1";
        // Whatever a request sets ends with its transaction (access.enter): there is nothing to reset between two of them, and
        // DISCARD ALL would throw every plan away. Statements used twice stay prepared. What the connection string says wins.
        app.NoResetOnClose = true;
        if (app.MaxAutoPrepare == 0)
        {
            app.MaxAutoPrepare = 200;
            app.AutoPrepareMinUsages = 2;
        }
        // Two instances with their jobs' pools fit into PostgreSQL's usual 100 connections. "Maximum Pool Size" wins.
        if (!app.ToString().Contains("Maximum Pool Size", StringComparison.OrdinalIgnoreCase))
        {
            app.MaxPoolSize = 30;
        }
        return app.ConnectionString;
    }
}
