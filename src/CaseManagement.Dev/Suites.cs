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
    private static readonly string Contract = Path.Combine(Repository.Root, "tests", "contract");

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
        if (Directory.Exists(Results))
        {
            Directory.Delete(Results, recursive: true);
        }
        Console.WriteLine("Restoring (locked) and building");
        await Tool.Must(["dotnet", "restore", Solution, "--locked-mode", "--nologo", "--verbosity", "quiet"]);
        await Tool.Must(["dotnet", "build", Solution, "--no-restore", "--nologo", "--verbosity", "quiet"]);
        var contract = filter is null ? ContractTests() : Task.CompletedTask;
        await NetTests();
        await contract;
    }

    private async Task NetTests()
    {
        string[] narrowed = filter is null ? [] : ["--filter", filter], covered = coverage ? ["--collect", "XPlat Code Coverage"] : [];
        var code = await Tool.Show(["dotnet", "test", Solution, "--no-build", "--nologo", "--results-directory", Results,
            "--logger", "trx;LogFilePrefix=suite", "--logger", "console;verbosity=minimal", .. narrowed, .. covered], Repository.Root);
        var counters = ResultFiles("*.trx").Select(file => XDocument.Load(file).Descendants().Single(element => element.Name.LocalName == "Counters"))
            .Select(counters => counters.Attributes().ToDictionary(counter => counter.Name.LocalName, counter => int.Parse(counter.Value, CultureInfo.InvariantCulture))).ToArray();
        Count(".NET", code, counters.Sum(c => c["passed"]), counters.Sum(c => c["failed"] + c["error"] + c["timeout"] + c["aborted"]), counters.Sum(c => c["total"] - c["executed"]));
        if (coverage)
        {
            // A line counts when any suite ran it.
            var lines = ResultFiles("coverage.cobertura.xml").SelectMany(file => XDocument.Load(file).Descendants("class"))
                .SelectMany(type => type.Elements("lines").Elements("line").Select(line => (Line: (type.Attribute("filename")!.Value, line.Attribute("number")!.Value), Ran: line.Attribute("hits")!.Value != "0")))
                .GroupBy(line => line.Line, line => line.Ran).ToArray();
            Console.WriteLine($"Coverage: {lines.Count(line => line.Any(ran => ran)) * 100.0 / Math.Max(1, lines.Length):F1} % of {lines.Length} lines");
        }
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
        // npm's own record of what it installed is as new as the lock file, or the folder is out of date. No package has anything to say at installation.
        if (File.GetLastWriteTimeUtc(Path.Combine(Contract, "node_modules", ".package-lock.json")) < File.GetLastWriteTimeUtc(Path.Combine(Contract, "package-lock.json")))
        {
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

    private static IEnumerable<string> ResultFiles(string pattern) => Directory.Exists(Results) ? Directory.EnumerateFiles(Results, pattern, SearchOption.AllDirectories) : [];

    private static string Line(int passed, int failed, int skipped) => $"{passed} passed, {failed} failed{(skipped > 0 ? $", {skipped} skipped" : "")}";

    [GeneratedRegex(@"^# (pass|fail|cancelled|skipped|todo) (\d+)$", RegexOptions.Multiline)]
    private static partial Regex TapSum();
}
