using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace CaseManagement.Dev;

/// <summary>
/// The product as it runs from this clone: built as Release, so that tests, which are built as Debug, never replace the files
/// below a running API.
/// </summary>
internal sealed class Product(CancellationToken ending)
{
    private static readonly string Project = Path.Combine(Repository.Root, "src", "CaseManagement.Api");
    private static readonly string Program = Path.Combine(Project, "bin", "Release", "net10.0", "CaseManagement.Api.dll");
    private static readonly string Run = Repository.Make(Path.Combine(Repository.Data, "run"));
    private static readonly string State = Path.Combine(Run, "api"), Log = Path.Combine(Run, "api.log");

    private readonly Cluster cluster = Cluster.OfClone();

    /// <summary>Makes the database, the schema, the demo municipality and the API run, and tells how to go on.</summary>
    /// <returns>The API's address.</returns>
    public async Task<string> Start()
    {
        using var alone = await Repository.Lock("run");
        if (Running() is { } api)
        {
            Console.WriteLine($"The API is running already: {api.Address}  (Swagger UI: {api.Address}/swagger)\n'make stop' ends it.");
            return api.Address;
        }
        Console.WriteLine("Building, and starting PostgreSQL");
        var building = Build();
        var database = await OpenDatabase();
        await building;
        await Prepare(database);
        var address = await Serve(database);
        var signIns = SignIns(database);
        var somebody = signIns.FirstOrDefault(line => line[0] == "caseworker") ?? ["", "…", "…"];
        Console.WriteLine($"""

              API         {address}
              Swagger UI  {address}/swagger
              Log         {Path.GetRelativePath(Repository.Root, Log)}

            Sign-ins (role, user name, password; secret of the second factor, for an authenticator app)
            {string.Join('\n', signIns.Select(line => $"  {line[0],-24} {line[1],-42} {line[2]}{(line.Length == 4 ? "  " + line[3] : "")}"))}

            Next: sign in, then ask for something
              token=$(curl -s {address}/api/v1/sessions -H 'Content-Type: application/json' \
                -d '{JsonSerializer.Serialize(new { userName = somebody[1], password = somebody[2] })}' | grep -o '"accessToken":"[^"]*' | cut -d'"' -f4)
              curl -s {address}/api/v1/reference-data -H "Authorization: Bearer $token"

            API and database run until 'make stop'; the data stays. 'make demo' plays the story.
            """);
        return address;
    }

    /// <summary>Ends the API and the private cluster; the data stays.</summary>
    public async Task Stop()
    {
        using var alone = await Repository.Lock("run");
        var api = Running();
        if (api is not null)
        {
            await Tool.End(api.Process, "TERM");
        }
        File.Delete(State);
        Console.WriteLine(await cluster.Stop() || api is not null ? "Ended." : "Nothing runs from this clone.");
    }

    /// <summary>Plays the story against the running API, or one that is started for it.</summary>
    public Task<int> Demo(string list) => Borrow(async () =>
    {
        var address = Running()?.Address ?? await Start();
        return await Tool.Show(["dotnet", Program, "demo", address, list, (await OpenDatabase()).SignIns], Project);
    });

    /// <summary>Checks the chain of the audit trail; 1 when somebody altered it.</summary>
    public Task<int> VerifyAudit() => Borrow(async () =>
    {
        var building = Build();
        var database = await OpenDatabase();
        await building;
        return await Tool.Show(["dotnet", Program, "verify-audit"], Project, database.Connections);
    });

    /// <summary>The API, built anew whenever a source changes, until Ctrl-C.</summary>
    public Task<int> Watch() => Borrow(async () =>
    {
        var building = Build();
        var database = await OpenDatabase();
        await building;
        await Prepare(database);
        Console.WriteLine(string.Join('\n', SignIns(database).Select(line => string.Join(' ', line))));
        return await Tool.Show(["dotnet", "watch", "run", "--no-launch-profile", "--non-interactive"], Project, database.Serving(Tool.FreePort(WantedPort)));
    });

    /// <summary>psql in the clone's database, as its owner.</summary>
    public Task<int> Psql() => Borrow(async () =>
    {
        await cluster.Start();
        return await Tool.Show(["psql"], Repository.Root, cluster.Libpq);
    });

    /// <summary>Ends everything and deletes the data.</summary>
    public async Task Clean()
    {
        await Stop();
        await cluster.Remove();
        if (Repository.Place != Repository.Data)
        {
            Directory.Delete(Repository.Place, recursive: true);
        }
        Directory.Delete(Repository.Data, recursive: true);
    }

    private static int WantedPort => int.Parse(Environment.GetEnvironmentVariable("CASEMANAGEMENT_PORT") ?? "5080", CultureInfo.InvariantCulture);

    // Leaves nothing running that did not run before.
    private async Task<int> Borrow(Func<Task<int>> work)
    {
        var ranBefore = Running() is not null || await cluster.IsRunning();
        try
        {
            return await work();
        }
        finally
        {
            if (!ranBefore)
            {
                await Stop();
            }
        }
    }

    // A kill -9 leaves the file; the number in it counts only while it is a process of this program.
    private static RunningApi? Running()
    {
        return File.Exists(State) && File.ReadAllText(State).Split(' ') is [var process, var address] && File.Exists($"/proc/{process}/cmdline")
            && File.ReadAllText($"/proc/{process}/cmdline").Contains(Program, StringComparison.Ordinal)
                ? new RunningApi(int.Parse(process, CultureInfo.InvariantCulture), address) : null;
    }

    private static Task Build() => Running() is not null ? Task.CompletedTask
        : Tool.Must(["dotnet", "build", Project, "--configuration", "Release", "--nologo", "--verbosity", "quiet"], folder: Repository.Root);

    private async Task<Database> OpenDatabase()
    {
        if (Environment.GetEnvironmentVariable("CASEMANAGEMENT_POSTGRES") is { Length: > 0 } given)
        {
            // The API's login is one per clone, for each clone has its own password for it. The last word counts in a connection string.
            var (folder, role) = (Repository.Make(Path.Combine(Repository.Data, "given")), $"{Cluster.Api}_{Repository.Hash}");
            var password = Path.Combine(folder, "password");
            if (!File.Exists(password))
            {
                Repository.Write(password, Repository.NewPassword());
            }
            given = given.Contains("database=", StringComparison.OrdinalIgnoreCase) ? given : $"{given};Database={Cluster.Database}";
            Console.WriteLine("Database: the server in CASEMANAGEMENT_POSTGRES");
            var app = $"{given};Username={role};Password={await File.ReadAllTextAsync(password, ending)}";
            return new Database(given, app, Path.Combine(folder, "sign-ins"), IsOurs: false);
        }
        Console.WriteLine($"Database: {await cluster.Start()}");
        return new Database(cluster.Connection(Cluster.Owner), cluster.Connection(Cluster.Api), Path.Combine(Repository.Data, "run", "sign-ins"), IsOurs: true);
    }

    private static async Task Prepare(Database database)
    {
        Console.WriteLine("Applying migrations, and loading the demo municipality");
        await Tool.Must(["dotnet", Program, "migrate"], folder: Project, environment: database.Connections);
        // Passwords are random and told once, when an account is made. On somebody's server another clone may have the list.
        string[] anew = database.IsOurs && !File.Exists(database.SignIns) ? ["--reset-passwords"] : [];
        var made = await Tool.Must(["dotnet", Program, "seed-demo", .. anew], folder: Project, environment: database.Connections);
        Repository.Write(database.SignIns, made, FileMode.Append);
    }

    private async Task<string> Serve(Database database)
    {
        using var http = new HttpClient();
        for (var port = Tool.FreePort(WantedPort); ; port = Tool.FreePort(port + 1))
        {
            // A session of its own: neither Ctrl-C nor a terminal that closes reaches it.
            const string Saying = "env Logging__LogLevel__Microsoft.Hosting.Lifetime=Information";
            string[] command = ["sh", "-c", $"setsid {Saying} dotnet '{Program}' >'{Log}' 2>&1 </dev/null & echo $!"];
            var process = (await Tool.Must(command, folder: Project, environment: database.Serving(port))).Trim();
            var address = $"http://127.0.0.1:{port}";
            Repository.Write(State, $"{process} {address}");
            for (var tenth = 0; tenth < 1200 && Directory.Exists($"/proc/{process}"); tenth++)
            {
                try
                {
                    // Who answers may be another clone's, which took the port a moment before: only who says so listens there.
                    if ((await http.GetAsync(new Uri($"{address}/health/ready"), ending)).IsSuccessStatusCode
                        && (await File.ReadAllTextAsync(Log, ending)).Contains($"listening on: {address}", StringComparison.Ordinal))
                    {
                        return address;
                    }
                }
                catch (HttpRequestException)
                {
                    // Not listening yet.
                }
                await Task.Delay(100, ending);
            }
            var words = await File.ReadAllTextAsync(Log, ending);
            if (!words.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
            {
                throw new StopException($"{words}\nThe API is not ready; its log is above.");
            }
        }
    }

    // Role, user and password, one for each role; of several lines for one user the last one counts.
    private static string[][] SignIns(Database database) =>
        [.. File.ReadLines(database.SignIns).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(line => line.Length is 3 or 4)
            .GroupBy(line => line[1]).Select(user => user.Last()).DistinctBy(line => line[0])];

    private sealed record RunningApi(int Process, string Address);

    private sealed record Database(string Owner, string App, string SignIns, bool IsOurs)
    {
        // Each of the product's programs reads all its settings: with a mail server that is the address, too, at which the API will be.
        public IReadOnlyDictionary<string, string> Connections => new Dictionary<string, string>
        {
            ["ConnectionStrings__Owner"] = Owner, ["ConnectionStrings__App"] = App,
            ["Audit__SigningKey"] = SigningKey, ["Audit__HeadsFile"] = Heads, ["System__Key"] = SystemKey,
            ["TokenServer__Issuer"] = $"http://127.0.0.1:{Tool.FreePort(WantedPort)}/",
        };

        private string SystemKey
        {
            get
            {
                var file = Path.Combine(Path.GetDirectoryName(SignIns)!, "system-key");
                if (!File.Exists(file))
                {
                    Repository.Write(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
                }
                return File.ReadAllText(file).Trim();
            }
        }

        // Beside the database, not in it.
        private string Heads => Path.Combine(Path.GetDirectoryName(SignIns)!, "audit-heads");

        private string SigningKey
        {
            get
            {
                var file = Path.Combine(Path.GetDirectoryName(SignIns)!, "audit-key.pem");
                if (!File.Exists(file))
                {
                    using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                    Repository.Write(file, key.ExportPkcs8PrivateKeyPem());
                }
                return file;
            }
        }

        // The serving API never gets to know the owner.
        public IReadOnlyDictionary<string, string> Serving(int port) => new Dictionary<string, string>
        {
            ["Audit__SigningKey"] = SigningKey, ["Audit__HeadsFile"] = Heads, ["System__Key"] = SystemKey,
            ["ConnectionStrings__App"] = App, ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["TokenServer__Issuer"] = $"http://127.0.0.1:{port}/",
            ["Demo__AdjustableClock"] = Environment.GetEnvironmentVariable("Demo__AdjustableClock") ?? "true",
        };
    }
}
