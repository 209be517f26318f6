using System.Diagnostics;
using System.Globalization;
using CaseManagement.Api.Persistence;
using CaseManagement.Dev;
using Npgsql;

namespace CaseManagement.Bench;

/// <summary>
/// What is measured on: a cluster of its own, in it a stock for each size, kept between runs, a copy of it for this run, and the API in Release
/// mode in a process of its own.
/// </summary>
internal sealed class Ground : IAsyncDisposable
{
    private const string Copy = "bench_run";
    private static readonly string Project = Path.Combine(Repository.Root, "src", "CaseManagement.Api");

    private readonly Cluster cluster = Cluster.ForBench();
    private bool ranBefore;
    private Process? api;

    /// <summary>Past every wall, in the copy.</summary>
    public NpgsqlDataSource Superuser { get; private set; } = null!;
    /// <summary>As the API's login.</summary>
    public NpgsqlDataSource App { get; private set; } = null!;
    /// <summary>How the API connects.</summary>
    public string Login => cluster.Connection(Cluster.Api, Copy);
    public PostgresPrograms Programs { get; private set; } = null!;
    public Uri Address { get; private set; } = null!;
    public int ApiProcess => api!.Id;
    public int Postmaster { get; private set; }
    /// <summary>From starting the process until it says that it is ready.</summary>
    public TimeSpan StartUp { get; private set; }

    /// <summary>How pgbench connects: as the API's login, with the API's options.</summary>
    public IReadOnlyDictionary<string, string> Libpq => new Dictionary<string, string>(cluster.Libpq)
    {
        ["PGDATABASE"] = Copy, ["PGUSER"] = Cluster.Api, ["PGOPTIONS"] = "-c jit=off -c random_page_cost=1.1",
    };

    public async Task Prepare(Options options)
    {
        ranBefore = await cluster.IsRunning();
        Programs = await PostgresPrograms.Find();
        if (!File.Exists(Path.Combine(Programs.Folder, "pgbench")))
        {
            throw new StopException($"There is no pgbench beside {Programs.Folder}/postgres: install Debian's postgresql.");
        }
        await Console.Error.WriteLineAsync(await cluster.Start());
        var stock = await Stocked(options);
        await Execute(null, $"drop database if exists {Copy} with (force)");
        await Execute(null, $"create database {Copy} template {stock} strategy file_copy owner {Cluster.Owner}");
        Superuser = NpgsqlDataSource.Create($"{cluster.Connection(Cluster.Superuser, Copy)};Command Timeout=0");
        App = NpgsqlDataSource.Create($"{Login};Pooling=false");
        await using var ask = Superuser.CreateCommand("create extension if not exists pg_stat_statements; select pg_backend_pid()");
        Postmaster = Usage.Parent((int)(await ask.ExecuteScalarAsync())!);
        await using var grants = Superuser.CreateCommand(Stock.Text("_grants.sql"));
        await grants.ExecuteNonQueryAsync();
        await Serve();
    }

    // Made under another name and renamed, so that an interrupted build is not taken for a stock.
    private async Task<string> Stocked(Options options)
    {
        var (prefix, name) = ($"stock_{options.Size}_", $"stock_{options.Size}_{Stock.Digest}");
        await using var admin = NpgsqlDataSource.Create($"{cluster.Connection(Cluster.Superuser, "postgres")};Pooling=false");
        await using var list = admin.CreateCommand("select coalesce(array_agg(datname::text), '{}') from pg_database");
        var there = (string[])(await list.ExecuteScalarAsync())!;
        foreach (var old in there.Where(database => database.StartsWith(prefix, StringComparison.Ordinal) && database != name))
        {
            await Execute(null, $"drop database {old} with (force)");
        }
        if (!there.Contains(name))
        {
            await Console.Error.WriteLineAsync($"Building the stock of {options.Clients:N0} persons; it is kept.");
            var (made, watch) = ($"{prefix}unfinished", Stopwatch.StartNew());
            await Migrate(made);
            await Stock.Fill(cluster.Connection(Cluster.Superuser, made), options.Clients);
            NpgsqlConnection.ClearAllPools();
            await Execute(null, $"alter database {made} rename to {name}");
            await Console.Error.WriteLineAsync($"Built in {watch.Elapsed.TotalMinutes:F1} minutes.");
        }
        await Migrate(name); // The stock is as old as its tables; routines and walls are today's.
        NpgsqlConnection.ClearAllPools();
        return name;
    }

    private Task Migrate(string database) => MigrateCommand.Run(
        cluster.Connection(Cluster.Owner, database), cluster.Connection(Cluster.Api, database), TextWriter.Null, CancellationToken.None);

    private async Task Serve()
    {
        var port = Tool.FreePort(15080);
        Address = new Uri($"http://127.0.0.1:{port}");
        var log = Path.Combine(Report.Folder, "api.log");
        var watch = Stopwatch.StartNew();
        api = Process.Start(new ProcessStartInfo("sh", ["-c", $"exec dotnet '{Project}/bin/Release/net10.0/CaseManagement.Api.dll' >'{log}' 2>&1"])
        {
            WorkingDirectory = Project,
            Environment =
            {
                ["ConnectionStrings__App"] = Login, ["ASPNETCORE_URLS"] = $"{Address}",
                ["Limits__RequestsPerMinute"] = "1000000000", ["Limits__SignInsPerMinute"] = "1000000000",
            },
        })!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => api.Kill(); // Also where we are told to end in the middle.
        using var http = new HttpClient();
        while (watch.Elapsed < TimeSpan.FromMinutes(2) && !api.HasExited)
        {
            try
            {
                if ((await http.GetAsync(new Uri(Address, "/health/ready"))).IsSuccessStatusCode)
                {
                    StartUp = watch.Elapsed;
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(10);
        }
        throw new StopException($"{await File.ReadAllTextAsync(log)}\nThe API is not ready; its log is above.");
    }

    /// <summary>Runs a statement past every wall; in the copy, or with null in no database in particular.</summary>
    private async Task Execute(string? database, string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{cluster.Connection(Cluster.Superuser, database ?? "postgres")};Pooling=false;Command Timeout=0");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Ends the API and, unless it ran before, the cluster; the stocks stay.</summary>
    public async ValueTask DisposeAsync()
    {
        if (api is { HasExited: false })
        {
            await Tool.End(api.Id, "TERM");
        }
        if (Superuser is not null)
        {
            await Superuser.DisposeAsync();
            await App.DisposeAsync();
            await Execute(null, $"drop database if exists {Copy} with (force)");
        }
        if (!ranBefore)
        {
            await cluster.Stop();
        }
    }

    /// <summary>What the machine is.</summary>
    public static string Machine
    {
        get
        {
            var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
            var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0;
            return string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores of {model}, {memory:F0} GiB");
        }
    }
}
