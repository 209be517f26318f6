using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CaseManagement.Dev;

/// <summary>Runs what has to hold and adds it up; however it ends, the last line is "N passed, N failed[, N skipped]".</summary>
/// <param name="filter">Narrows to .NET tests, as dotnet test --filter does; null for every suite.</param>
/// <param name="coverage">Whether to tell which part of the product's lines the .NET suites ran.</param>
internal sealed partial class Suites(string? filter, bool coverage)
{
    private static readonly string Results = Path.Combine(Repository.Data, "test-results"), Solution = Path.Combine(Repository.Root, "CaseManagement.sln");
    private static readonly string Coverage = Path.Combine(Repository.Root, "tests", "coverage.runsettings");
    private static readonly string Contract = Path.Combine(Repository.Root, "tests", "contract");

    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    private int passed, failed, skipped;

    /// <summary>The suites.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> Test() => Sum(BuildAndTest);

    /// <summary>Everything that has to hold for a change.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> Check() => Sum(async () =>
    {
        await BuildAndTest();
        await Look("shellcheck", ["shellcheck", ".ci/run"]);
        await Look("format", ["dotnet", "format", "whitespace", Solution, "--no-restore", "--verify-no-changes"]);
    });

    private async Task<int> Sum(Func<Task> work)
    {
        using var alone = await Repository.Lock("test"); // Two at once would overwrite each other's results.
        try
        {
            await work();
        }
        catch (StopException unfinished)
        {
            Console.WriteLine(unfinished.Message);
            failed++;
        }
        if ((passed, failed) == (0, 0))
        {
            Console.WriteLine("No test ran.");
            failed = 1;
        }
        Console.WriteLine($"\n{Line(passed, failed, skipped)}");
        return failed == 0 ? 0 : 1;
    }

    private async Task BuildAndTest()
    {
        Directory.CreateDirectory(Results).Delete(recursive: true);
        Directory.CreateDirectory(Results);
        Console.WriteLine("Restoring (locked) and building");
        await Tool.Must(["dotnet", "restore", Solution, "--locked-mode", "--nologo", "--verbosity", "quiet"]);
        await Tool.Must(["dotnet", "build", Solution, "--no-restore", "--nologo", "--verbosity", "quiet"]);
        var contract = filter is null ? ContractTests() : Task.CompletedTask;
        await NetTests();
        await contract;
    }

    // 64 MB are made before the garbage collector looks, not 3: it took an eighth of the time of a suite that starts hundreds of hosts.
    private static readonly Dictionary<string, string> Unhurried = new() { ["DOTNET_GCgen0size"] = "0x4000000", ["DOTNET_gcConcurrent"] = "0" };

    private async Task NetTests()
    {
        string[] narrowed = filter is null ? [] : ["--filter", filter], covered = coverage ? ["--collect", "XPlat Code Coverage", "--settings", Coverage] : [];
        var code = await Tool.Show(["dotnet", "test", Solution, "--no-build", "--nologo", "--results-directory", Results,
            "--logger", "trx;LogFilePrefix=suite", "--logger", "console;verbosity=minimal", .. narrowed, .. covered], Repository.Root, Unhurried);
        var counters = ResultFiles("*.trx").SelectMany(file => XDocument.Load(file).Descendants(Trx + "Counters").Attributes())
            .ToLookup(counter => counter.Name.LocalName, counter => (int)counter);
        Count(".NET", code, Total("passed"), Total("failed", "error", "timeout", "aborted"), Total("total") - Total("executed"));
        if (coverage)
        {
            // A line counts when any suite ran it.
            var lines = (
                from file in ResultFiles("coverage.cobertura.xml")
                from type in XDocument.Load(file).Descendants("class")
                from line in type.Elements("lines").Elements("line")
                group (int)line.Attribute("hits")! by ((string)type.Attribute("filename")!, (int)line.Attribute("number")!)).ToList();
            Console.WriteLine($"Coverage: {lines.Count(line => line.Max() > 0) * 100.0 / Math.Max(1, lines.Count):F1} % of {lines.Count} lines");
        }

        int Total(params string[] names) => names.Sum(name => counters[name].Sum());
    }

    // The documents against a linter and a client generator, beside the .NET tests, which wait for the database most of the time.
    private async Task ContractTests()
    {
        if (!Tool.Exists("npm"))
        {
            Console.WriteLine("Node.js and npm are missing: the OpenAPI documents are neither linted nor compiled into a client.");
            skipped++;
            return;
        }
        // npm's own record of what it installed is as new as the lock file, or the folder is out of date.
        if (File.GetLastWriteTimeUtc($"{Contract}/node_modules/.package-lock.json") < File.GetLastWriteTimeUtc($"{Contract}/package-lock.json"))
        {
            // No package has anything to say at installation.
            await Tool.Must(["npm", "ci", "--ignore-scripts", "--no-progress", "--loglevel=error"], folder: Contract);
        }
        var (code, tap, errors) = await Tool.Try(["node", "--test", "--test-reporter=tap", "contract.test.mjs"], folder: Contract);
        var sums = TapSum().Matches(tap).ToLookup(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        if (code != 0)
        {
            Console.WriteLine($"{tap}{errors}");
        }
        Count("contract", code, sums["pass"].Sum(), sums["fail"].Sum() + sums["cancelled"].Sum(), sums["skipped"].Sum() + sums["todo"].Sum());
    }

    // A look at the sources that finds nothing is one test.
    private async Task Look(string name, IReadOnlyList<string> command)
    {
        var (code, output, errors) = await Tool.Try(command, folder: Repository.Root);
        if (code > 0)
        {
            Console.WriteLine($"{output}{errors}");
        }
        Count(name, Math.Max(code, 0), code == 0 ? 1 : 0, 0, code < 0 ? 1 : 0);
    }

    // A suite that fails without naming a test counts as one failure.
    private void Count(string suite, int code, int good, int bad, int left)
    {
        bad = code != 0 && bad == 0 ? 1 : bad;
        (passed, failed, skipped) = (passed + good, failed + bad, skipped + left);
        Console.WriteLine($"{suite}: {Line(good, bad, left)}");
    }

    private static IEnumerable<string> ResultFiles(string pattern) => Directory.EnumerateFiles(Results, pattern, SearchOption.AllDirectories);

    private static string Line(int passed, int failed, int skipped) => $"{passed} passed, {failed} failed{(skipped > 0 ? $", {skipped} skipped" : "")}";

    [GeneratedRegex(@"^# (pass|fail|cancelled|skipped|todo) (\d+)$", RegexOptions.Multiline)]
    private static partial Regex TapSum();
}
