using System.Globalization;

namespace CaseManagement.Dev;

/// <summary>
/// A private PostgreSQL cluster in a folder of its own, on loopback, with a port and passwords of its own. It runs until it is stopped,
/// whoever started it; PostgreSQL's own postmaster.pid tells whether and where.
/// </summary>
public sealed class Cluster
{
    /// <summary>The roles that have a password here: the superuser, the owner of the database (who is none), and the API's login.</summary>
    public const string Superuser = "postgres", Owner = "casemanagement_owner", Api = "casemanagement_api";

    /// <summary>The product's database; <c>migrate</c> makes it.</summary>
    public const string Database = "casemanagement";

    private const string ThrowAwayName = "casemanagement-test-";

    // Terse and without the statement: the detail of an error quotes rows, and logs hold no personal data.
    private const string Settings = "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c timezone=UTC -c log_timezone=UTC"
        + " -c log_error_verbosity=terse -c log_min_error_statement=panic -c log_parameter_max_length_on_error=0";

    // Nothing of a test run outlives it, so nothing needs to reach a disk.
    private const string InMemory = " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"
        + " -c max_wal_size=256MB -c checkpoint_timeout=1h -c max_connections=400 -c max_locks_per_transaction=256 -c jit=off";

    // As a server of the town hall's would be set up, and counting statements. What is acknowledged is on the disk.
    private const string Measured = " -c shared_preload_libraries=pg_stat_statements -c shared_buffers=1GB -c max_wal_size=4GB -c max_connections=200";

    private readonly string home, more;
    private readonly bool isThrowAway;

    private Cluster(string home, bool isThrowAway, string more = "") => (this.home, this.isThrowAway, this.more) = (home, isThrowAway, more);

    private string DataFolder => Path.Combine(home, "data");
    private string Passwords => Path.Combine(home, "pgpass");
    private string Log => Path.Combine(home, "log");

    /// <summary>The cluster of this clone.</summary>
    public static Cluster OfClone() => new(Path.Combine(Repository.Place, "postgres"), isThrowAway: false);

    /// <summary>The cluster of `make bench`, kept beside it.</summary>
    public static Cluster ForBench() => new(Path.Combine(Repository.Place, "bench"), isThrowAway: false, Measured);

    /// <summary>A running cluster for the tests of this process, in memory where there is enough of it, gone when the process ends.</summary>
    public static async Task<Cluster> ThrowAway()
    {
        var place = new DriveInfo("/dev/shm") is { IsReady: true, AvailableFreeSpace: > 1_500_000_000 } memory ? memory.Name : Path.GetTempPath();
        await RemoveLeftovers(place);
        await RemoveLeftovers(Path.GetTempPath());
        var cluster = new Cluster(Path.Combine(place, $"{ThrowAwayName}{Environment.ProcessId}"), isThrowAway: true, InMemory);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Remove().GetAwaiter().GetResult();
        await cluster.Start();
        return cluster;
    }

    /// <summary>Another one for this process, which a test may crash: what is acknowledged there is on the disk.</summary>
    public static Task<Cluster> ThrowAwayDurable() => ThrowAwayAside($"durable-{Guid.NewGuid():N}"); // Two tests want one at the same time.

    /// <summary>The same under another name, for a test that wants a server to itself.</summary>
    public static async Task<Cluster> ThrowAwayAside(string name)
    {
        var cluster = new Cluster(Path.Combine(Path.GetTempPath(), $"{ThrowAwayName}{Environment.ProcessId}-{name}"), isThrowAway: true,
            " -c max_locks_per_transaction=256 -c jit=off");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Remove().GetAwaiter().GetResult();
        await cluster.Start();
        return cluster;
    }

    /// <summary>As after a crash, at the same port: nobody is waited for, nothing is written to an end.</summary>
    public async Task Crash()
    {
        var programs = await PostgresPrograms.Find(int.Parse(File.ReadAllText(Path.Combine(DataFolder, "PG_VERSION")), CultureInfo.InvariantCulture));
        await Tool.Must(programs.Command("pg_ctl", "restart", "--mode=immediate", "--silent", "--wait", "--timeout=120", $"--pgdata={DataFolder}",
            $"--log={Log}"));
    }

    /// <summary>How to connect as one of the roles.</summary>
    public string Connection(string role, string database = Database) =>
        $"Host=127.0.0.1;Port={Port};Database={database};Username={role};Password={PasswordOf(role)}";

    /// <summary>The same as libpq's programs want it.</summary>
    public IReadOnlyDictionary<string, string> Libpq => new Dictionary<string, string>
    {
        ["PGHOST"] = "127.0.0.1", ["PGPORT"] = Port, ["PGDATABASE"] = Database, ["PGUSER"] = Owner, ["PGPASSFILE"] = Passwords,
    };

    /// <summary>Whether it runs.</summary>
    public async Task<bool> IsRunning() => await RunningProcess() is not null;

    /// <summary>Makes it run, and makes it first where there is none.</summary>
    /// <returns>A line about it, for whoever asked.</returns>
    public async Task<string> Start()
    {
        if (await RunningProcess() is { } running)
        {
            // The running program's file is gone or another one: new connections may fail at any time.
            return new FileInfo($"/proc/{running}/exe").LinkTarget is { } program && File.Exists(program) ? Says()
                : $"{Says()}; its package was upgraded or removed meanwhile: 'make stop', then 'make run'";
        }
        var version = Path.Combine(DataFolder, "PG_VERSION");
        var programs = await PostgresPrograms.Find(File.Exists(version) ? int.Parse(File.ReadAllText(version), CultureInfo.InvariantCulture) : null);
        if (!File.Exists(version))
        {
            await Make(programs);
        }
        await BelongsToAccount();
        // A stale file whose number lives on as another process of the account would keep the server from starting.
        File.Delete(Path.Combine(DataFolder, "postmaster.pid"));
        for (var attempt = 1; ; attempt++)
        {
            var (code, _, _) = await Tool.Try(programs.Command("pg_ctl", "start", "--silent", "--wait", "--timeout=120",
                $"--pgdata={DataFolder}", $"--log={Log}", "--options", $"-p {FreePort()} {Settings}{more}"));
            if (code == 0)
            {
                return Says();
            }
            var end = string.Join('\n', File.Exists(Log) ? File.ReadLines(Log).TakeLast(20) : []);
            // Somebody else took the port, or the processes of a killed server have not all noticed yet.
            if (attempt == 20 || !(end.Contains("Address already in use", StringComparison.Ordinal) || end.Contains("still in use", StringComparison.Ordinal)))
            {
                throw new StopException($"{end}\nPostgreSQL does not start; the end of {Log} is above.");
            }
            await Task.Delay(500);
        }
    }

    /// <summary>Ends it, also when its programs are gone.</summary>
    /// <returns>Whether it ran.</returns>
    public async Task<bool> Stop()
    {
        if (await RunningProcess() is not { } running)
        {
            return false;
        }
        await Tool.End(running, isThrowAway ? "QUIT" : "INT");
        return true;
    }

    /// <summary>Ends it and deletes its data.</summary>
    public async Task Remove()
    {
        await Stop();
        if (Directory.Exists(home))
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private string Port => File.ReadLines(Path.Combine(DataFolder, "postmaster.pid")).ElementAt(3);

    private string Says() => $"PostgreSQL {File.ReadAllText(Path.Combine(DataFolder, "PG_VERSION")).Trim()}, data in {home}";

    // A process that was killed could not clear up; its number is in the name.
    private static async Task RemoveLeftovers(string place)
    {
        foreach (var folder in Directory.EnumerateDirectories(place, $"{ThrowAwayName}*"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(folder)[ThrowAwayName.Length..].Split('-')[0], out var process) && !Directory.Exists($"/proc/{process}"))
                {
                    await new Cluster(folder, isThrowAway: true).Remove();
                }
            }
            catch (UnauthorizedAccessException)
            {
                // Somebody else's.
            }
        }
    }

    // Made aside and moved into place, so that an interrupted initdb leaves nothing half done.
    private async Task Make(PostgresPrograms programs)
    {
        var (aside, first) = ($"{DataFolder}.new", Path.Combine(home, "first-password"));
        Repository.Make(home);
        string[] roles = [Superuser, Owner, Api];
        Repository.Write(Passwords, string.Concat(roles.Select(role => $"127.0.0.1:*:*:{role}:{Repository.NewPassword()}\n")));
        Repository.Write(first, PasswordOf(Superuser));
        await BelongsToAccount();
        await Tool.Must(Account.Command("rm", "-rf", aside));
        await Tool.Must(programs.Command("initdb", $"--pgdata={aside}", $"--username={Superuser}", $"--pwfile={first}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"));
        // The owner of the database is not a superuser: the walls between organisations hold for it too.
        await Tool.Must(programs.Command("postgres", "--single", "-D", aside, "postgres"),
            $"create role {Owner} login createdb createrole password '{PasswordOf(Owner)}'\n");
        File.Delete(first);
        Directory.Move(aside, DataFolder);
    }

    private Task BelongsToAccount() =>
        Account.Name is { } account ? Tool.Must(["find", home, "!", "-path", Passwords, "-exec", "chown", account, "{}", "+"]) : Task.CompletedTask;

    private string PasswordOf(string role) => File.ReadLines(Passwords).Select(line => line.Split(':')).First(fields => fields[3] == role)[4];

    // A number in a file proves nothing: after a crash it may be somebody else's. The server works in its own folder.
    private async Task<int?> RunningProcess()
    {
        var file = Path.Combine(DataFolder, "postmaster.pid");
        return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), out var process)
            && (await Tool.Try(["test", $"/proc/{process}/cwd", "-ef", DataFolder])).Code == 0 ? process : null;
    }

    // Clones begin at different ports, so that they seldom meet; all below those that the system hands to whoever connects (32,768 and more on Linux),
    // for a cluster that a test has crashed comes back at its own.
    private int FreePort() =>
        Tool.FreePort(isThrowAway ? 20_000 + (Environment.ProcessId % 7_000) : 15432 + (Convert.ToInt32(Repository.Hash[..4], 16) % 4000));
}
