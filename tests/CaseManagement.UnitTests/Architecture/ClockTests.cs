using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace CaseManagement.UnitTests.Architecture;

/// <summary>
/// What the product does, and what its tests find, must not depend on the day of the run: time comes from the product's clock, which
/// tests set, and days are those of Germany wherever the machine stands.
/// </summary>
public sealed partial class ClockTests
{
    // A new line here is a decision, not a formality.
    private static readonly Dictionary<string, string> Excused = new()
    {
        ["src/CaseManagement.Api/Access/Context.sql"] = "access.now() outside of every request: psql, migrations",
        ["src/CaseManagement.Api/Audit/OnInbox.sql"] = "when an entry was written, whatever the product takes for now",
        ["src/CaseManagement.Api/Audit/PruneAudit.cs"] = "months go by the clock of the database, which nobody moves",
        ["src/CaseManagement.Api/Audit/Seal.sql"] = "a block is sealed by the clock of the database, which nobody moves",
        ["src/CaseManagement.Api/Persistence/MigrateCommand.cs"] = "when the schema changed, whatever the product takes for now",
        ["src/CaseManagement.Api/Rules/Clock.cs"] = "one-time passwords go by the clock of the telephone, wherever a demo has moved the product's",
        ["tests/CaseManagement.ApiTests/Fixture/TestDay.cs"] = "measures how far the tests' day lies from the machine's",
        ["tests/CaseManagement.ApiTests/Jobs/HangfireEngineTests.cs"] = "the engine alone, which lives by the machine's clock",
    };

    [Fact]
    public void Time_comes_from_the_products_clock()
    {
        var wrong =
            from folder in new[] { "src", "tests" }
            from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.*", SearchOption.AllDirectories)
            let name = Path.GetRelativePath(Root, file).Replace('\\', '/')
            where (name.EndsWith(".cs", StringComparison.Ordinal) || name.EndsWith(".sql", StringComparison.Ordinal)) && !Built().IsMatch(name)
            // Measures the product as it runs, by the machine's clock; it judges nothing.
            where !name.StartsWith("tests/CaseManagement.Bench/", StringComparison.Ordinal)
            where MachineClock().IsMatch(File.ReadAllText(file))
            select name;

        Assert.Equal(Excused.Keys.Order(StringComparer.Ordinal), wrong.Order(StringComparer.Ordinal));
    }

    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", ".."));

    private static string Here([CallerFilePath] string file = "") => file;

    [GeneratedRegex("/(bin|obj|node_modules)/")]
    private static partial Regex Built();

    [GeneratedRegex("""
        \b(DateTime|DateTimeOffset)\.(UtcNow|Now|Today)\b | \bTimeProvider\.System\b
        | \bTimeZoneInfo\.Local\b | \.ToLocalTime\(\) | \.Local(DateTime)\b
        | (?<![\w.])now\(\) | \b(current_(date|time|timestamp)|local(time|timestamp))\b | \b(clock|statement|transaction)_timestamp\(\)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex MachineClock();
}
