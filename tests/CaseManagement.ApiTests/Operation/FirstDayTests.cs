using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.Dev;

namespace CaseManagement.ApiTests.Operation;

/// <summary>
/// The chapter "A town's first day" of README.md, run line by line below a folder that is thrown away, over a server of its own. Stood in for are what changes
/// the machine: apt-get; systemctl, which runs what the units say with the settings that they name; runuser, which is the server's superuser.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class FirstDay : IAsyncLifetime
{
    private static readonly string Top = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", ".."));

    private readonly string root = Directory.CreateTempSubdirectory("first-day-").FullName;
    private Cluster? cluster;
    private readonly Dictionary<string, int> ports = new() { ["5080"] = Fixture.Ports.Free(), ["9464"] = Fixture.Ports.Free() };

    /// <summary>The folder that stands for "/".</summary>
    public string Root => root;

    /// <summary>The ports that README.md names, and those that stand for them.</summary>
    public IReadOnlyDictionary<string, int> Ports => ports;

    /// <summary>The server.</summary>
    public Cluster Cluster => cluster!;

    /// <summary>How the commands ended, and what they said; null where they could not be run here.</summary>
    public (int Code, string Output)? Ran { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (!Has("jq") || !Has("curl") || !Has("psql") || !Has("make"))
        {
            return;
        }
        cluster = await Cluster.ThrowAwayAside("first-day");
        Sources();
        StandIns();
        var script = string.Join('\n', Commands().Select(Below).Prepend("set -eEuo pipefail; trap 'echo \"at: $BASH_COMMAND\" >&2' ERR")) + "\n";
        var file = Path.Combine(root, "script");
        await File.WriteAllTextAsync(file, script);

        Ran = await Run("bash", [file], new Dictionary<string, string>(cluster.Libpq)
        {
            ["PATH"] = $"{root}/bin:{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin",
            ["MSBUILDDISABLENODEREUSE"] = "1", ["UseSharedCompilation"] = "false",
            ["RunAnalyzers"] = "false", // The same sources are looked at where they stand.
            ["PGUSER"] = Cluster.Superuser, ["PGDATABASE"] = "postgres",
        });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(root, "*.pid"))
        {
            try
            {
                using var process = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture));
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
            catch (ArgumentException)
            {
                // It has ended.
            }
        }
        Directory.Delete(root, recursive: true);
    }

    private static string[] Commands()
    {
        var lines = File.ReadLines(Path.Combine(Top, "README.md"))
            .SkipWhile(line => line != "## A town's first day").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        var (commands, isInside) = (new List<string>(), false);
        foreach (var line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isInside = line == "```sh";
            }
            else if (isInside)
            {
                commands.Add(line);
            }
        }
        Assert.True(commands.Count > 60);
        return [.. commands];
    }

    // The same line with the folder in front of each path that it names, and ports that are free.
    private string Below(string line) => ports.Aggregate(
            Place().Replace(line, match => $"{root}{match.Value}"), (text, port) => text.Replace($":{port.Key}", $":{port.Value}", StringComparison.Ordinal)
                .Replace($"\"{port.Key}\"", $"\"{port.Value}\"", StringComparison.Ordinal))
        .Replace("TO=/tmp/casemanagement", $"-C {root}/source TO={root}/opt/casemanagement", StringComparison.Ordinal)
        .Replace("D=\"Host=127.0.0.1;", "D=\"Host=127.0.0.1;Port=$PGPORT;", StringComparison.Ordinal);

    // What the Dockerfile copies, too: a publish of this clone's own folders would meet the build that runs here.
    private void Sources()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Top, "src", "CaseManagement.Api"), "*", SearchOption.AllDirectories)
            .Where(file => !Built().IsMatch(Path.GetRelativePath(Top, file)))
            .Concat(Directory.EnumerateFiles(Path.Combine(Top, "migrations")))
            .Concat(((string[])["Directory.Build.props", "Directory.Packages.props", ".editorconfig", "Makefile", "src/CHANGELOG.md"])
                .Select(name => Path.Combine(Top, name))))
        {
            var copy = Path.Combine(root, "source", Path.GetRelativePath(Top, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private void StandIns()
    {
        foreach (var folder in (string[])["bin", "opt", "etc/systemd/system", "etc/nginx/conf.d", "var/lib/casemanagement", "var/log/nginx"])
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
        }
        Program("apt-get", "exit 0");
        if (!Has("oathtool"))
        {
            // RFC 6238, of the secret on the standard input.
            Program("oathtool", """
                step=$(printf %016x $(($(date +%s) / 30)))
                key=$(base32 -d | od -An -v -tx1 | tr -d ' \n')
                mac=$(printf "$(sed 's/../\\x&/g' <<<$step)" | openssl dgst -sha1 -mac HMAC -macopt hexkey:$key | sed 's/.* //')
                at=$((16#${mac:39:1} * 2))
                printf '%06d\n' $(((16#${mac:$at:8} & 0x7fffffff) % 1000000))
                """);
        }
        // runuser -u postgres -- COMMAND
        Program("runuser", """[ "$1 $2 $3" = "-u postgres --" ] && shift 3 && exec "$@" """);
        Program("nginx", $"[ \"$1\" = -t ] && touch {root}/nginx-tested");
        Program("systemctl", $$"""
            unit() { sed -n "s/^$2=//p" {{root}}/etc/systemd/system/$1.service; }
            settings() { set -a; . "$(unit $1 EnvironmentFile)"; set +a; }
            case "$*" in
                daemon-reload)
                    sed -i 's#=/opt/#={{root}}/opt/#;s#=/etc/#={{root}}/etc/#' {{root}}/etc/systemd/system/*.service ;;
                "start casemanagement-migrate")
                    settings casemanagement-migrate; exec $(unit casemanagement-migrate ExecStart) ;;
                "enable --now casemanagement")
                    settings casemanagement
                    cd "$(unit casemanagement WorkingDirectory)"
                    setsid $(unit casemanagement ExecStart) >{{root}}/log 2>&1 </dev/null &
                    echo $! >{{root}}/api.pid
                    for i in $(seq 300); do curl -fs "$ASPNETCORE_URLS/health/ready" >/dev/null && exit 0; sleep 0.2; done
                    cat {{root}}/log; exit 1 ;;
                "reload nginx") ;;
                *) echo "systemctl $*?"; exit 1 ;;
            esac
            """);
    }

    private void Program(string name, string text)
    {
        var file = Path.Combine(root, "bin", name);
        File.WriteAllText(file, $"#!/bin/bash\nset -eu\n{text}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    internal static bool Has(string program) => Found(program).Any();

    internal static IEnumerable<string> Found(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .Append("/usr/sbin").Select(folder => Path.Combine(folder, program)).Where(File.Exists);

    internal static async Task<(int Code, string Output)> Run(string program, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    private static string Here([CallerFilePath] string here = "") => here;

    [GeneratedRegex(@"(?<![\w.:/-])/(opt|etc|var)/(casemanagement|systemd|nginx|lib|backups|log)")]
    internal static partial Regex Place();

    [GeneratedRegex("(^|/)(bin|obj)/")]
    private static partial Regex Built();
}

/// <summary>What README.md's first day leaves behind, by what there is to look at it with.</summary>
/// <param name="day">The day, once for all of them.</param>
/// <param name="says">The log of the test.</param>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FirstDayTests(FirstDay day, ITestOutputHelper says) : IClassFixture<FirstDay>
{
    [Fact]
    public async Task A_town_is_set_up_by_the_readme_alone()
    {
        var output = IsSetUp();
        Assert.Contains("applied   migrations/0001_foundation.sql", output, StringComparison.Ordinal);
        Assert.Contains("casemanagement_database_up", output, StringComparison.Ordinal);
        Assert.Contains("\"version\":\"1.0.0\"", output, StringComparison.Ordinal);
        Assert.Contains("The audit trail is whole.", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)(^|\})2$", output); // So many persons were created.
        await The_owner_has_no_more_rights_than_he_needs();
        The_folder_is_whole();
        Files_that_hold_secrets_are_the_owners_alone();
    }

    private async Task The_owner_has_no_more_rights_than_he_needs()
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(day.Cluster.Connection(Cluster.Superuser, "casemanagement"));
        await using var command = source.CreateCommand("""
            select string_agg(rolname || ':' || rolcanlogin || rolsuper || rolcreatedb || rolcreaterole || rolbypassrls, ' ' order by rolname)
            from pg_roles where rolname like 'casemanagement%'
            """);
        Assert.Equal("casemanagement_api:truefalsefalsefalsefalse casemanagement_app:falsefalsefalsefalsefalse "
            + "casemanagement_owner:truefalsefalsefalsefalse casemanagement_statistics:falsefalsefalsefalsefalse", await command.ExecuteScalarAsync());
    }

    private void The_folder_is_whole()
    {
        var folder = Path.Combine(day.Root, "opt", "casemanagement");
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).ToList();
        foreach (var name in (string[])["CaseManagement.Api", "CHANGELOG.md", "deployment/database.psql", "deployment/casemanagement.service",
            "deployment/casemanagement-migrate.service", "deployment/casemanagement.env.example", "deployment/migrate.env.example", "deployment/nginx.conf"])
        {
            Assert.Contains(name, files);
        }
        Assert.DoesNotContain(files, file => file.EndsWith(".dll", StringComparison.Ordinal) && file.Contains("runtimes/", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.EndsWith(".dylib", StringComparison.Ordinal)); // Another system's.
        var megabytes = files.Sum(file => new FileInfo(Path.Combine(folder, file)).Length) / 1024 / 1024;
        says.WriteLine($"{megabytes} MB");
        Assert.InRange(megabytes, 100, 260);
    }

    private void Files_that_hold_secrets_are_the_owners_alone() => Assert.All(
        ((string[])["migrate.env", "casemanagement.env", "audit-key.pem"]).Select(name => Path.Combine(day.Root, "etc", "casemanagement", name)),
        file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));

    [Fact]
    public async Task Its_units_are_understood()
    {
        IsSetUp();
        Assert.SkipUnless(FirstDay.Has("systemd-analyze"), "The units are not verified: there is no systemd-analyze.");
        foreach (var unit in (string[])["casemanagement.service", "casemanagement-migrate.service"])
        {
            var file = Path.Combine(day.Root, "etc", "systemd", "system", unit);
            var (code, output) = await FirstDay.Run("systemd-analyze", ["verify", "--man=no", file]);
            Assert.True(code == 0 && !output.Contains(day.Root, StringComparison.Ordinal), output);
            // 0 is nothing left to take away, 10 a unit that says nothing: what is left is the network, and a compiler at work.
            (code, output) = await FirstDay.Run("systemd-analyze", ["security", "--offline=true", "--threshold=20", file]);
            Assert.True(code == 0, output);
        }
    }

    [Fact]
    public async Task Its_proxy_keeps_its_promises()
    {
        IsSetUp();
        var nginx = FirstDay.Found("nginx").FirstOrDefault();
        Assert.SkipWhen(nginx is null, "The proxy's configuration is not tried: there is no nginx.");
        var (plain, tls) = (Ports.Free(), Ports.Free());
        var site = Path.Combine(day.Root, "etc", "nginx", "conf.d", "casemanagement.conf");
        var text = FirstDay.Place().Replace(await File.ReadAllTextAsync(site), match => $"{day.Root}{match.Value}")
            .Replace("127.0.0.1:5080", $"127.0.0.1:{day.Ports["5080"]}", StringComparison.Ordinal)
            .Replace("listen [::]", "# listen [::]", StringComparison.Ordinal)
            .Replace("listen 80;", $"listen 127.0.0.1:{plain};", StringComparison.Ordinal)
            .Replace("listen 443 ", $"listen 127.0.0.1:{tls} ", StringComparison.Ordinal);
        await File.WriteAllTextAsync(site, text);
        var main = Path.Combine(day.Root, "nginx.conf");
        await File.WriteAllTextAsync(main, $$"""
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            pid {{day.Root}}/nginx-server; daemon off; error_log stderr;
            events {}
            http {
                client_body_temp_path {{day.Root}}/b; proxy_temp_path {{day.Root}}/p;
                fastcgi_temp_path {{day.Root}}/f; uwsgi_temp_path {{day.Root}}/u; scgi_temp_path {{day.Root}}/s;
                include {{site}};
            }
            """);
        var (code, output) = await FirstDay.Run(nginx, ["-t", "-c", main, "-p", day.Root]);
        Assert.True(code == 0, output);

        using var server = Process.Start(new ProcessStartInfo(nginx, ["-c", main, "-p", day.Root]) { RedirectStandardError = true })!;
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=case-management.example.org" },
            })
            { BaseAddress = new Uri($"https://127.0.0.1:{tls}") };
            await Listening(tls);
            await http.GetAsync("/version").Expect(200);
            await http.GetAsync("/metrics").Expect(404);
            var redirected = await http.GetAsync(new Uri($"http://127.0.0.1:{plain}/version")).Expect(308);
            Assert.Equal("https://127.0.0.1/version", redirected.Headers.Location?.ToString());
            // Too large for the API is too large for the proxy, and what the API takes goes through to it.
            await http.PostAsync("/api/v1/sessions", new ByteArrayContent(new byte[1024 * 1024 + 1])).Expect(413);
            await http.PostAsync("/api/v1/imports?fileName=Bondarenko.csv", new ByteArrayContent(new byte[3 * 1024 * 1024])).Expect(401);
            await http.PostAsync("/api/v1/imports", new ByteArrayContent(new byte[20 * 1024 * 1024 + 1])).Expect(413);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
        var log = await File.ReadAllTextAsync(Path.Combine(day.Root, "var", "log", "nginx", "casemanagement.log"));
        Assert.Contains("\"POST /api/v1/imports HTTP/1.1\" 401", log, StringComparison.Ordinal);
        log += await File.ReadAllTextAsync(Path.Combine(day.Root, "var", "log", "nginx", "casemanagement-error.log"));
        Assert.DoesNotContain("Bondarenko", log, StringComparison.Ordinal);
    }

    private static Task Listening(int port) => Waits.Until(async () =>
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }, $"somebody listens at {port}");

    private string IsSetUp()
    {
        Assert.SkipWhen(day.Ran is null, "jq, curl, make and PostgreSQL's psql are needed for the commands of the README.");
        var (code, output) = day.Ran!.Value;
        Assert.True(code == 0, output);
        return output;
    }
}
