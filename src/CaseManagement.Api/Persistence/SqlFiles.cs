using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace CaseManagement.Api.Persistence;

/// <summary>A file of SQL as this build carries it.</summary>
/// <param name="Name">Of a migration its file name, of a routine its place in the house: <c>Handovers/TransferHousehold.sql</c>.</param>
/// <param name="Text">The file, with line feeds only, whatever the checkout made of them.</param>
public sealed partial record SqlFile(string Name, string Text)
{
    /// <summary>What the file makes, in the words that a DROP takes: <c>routine app.x</c>, <c>view app.y</c>, <c>trigger a on app.z</c>.</summary>
    public IReadOnlyList<string> Defines => [.. Creates().Matches(Text).Select(made => made.Groups["kind"].Value switch
    {
        "view" => $"view {made.Groups["name"]}",
        "trigger" => $"trigger {made.Groups["name"]} on {made.Groups["table"]}",
        _ => $"routine {made.Groups["name"]}",
    })];

    /// <summary>The routines among them, by schema and name; a name belongs to one file and is not overloaded.</summary>
    public IEnumerable<string> Routines =>
        Defines.Where(made => made.StartsWith("routine ", StringComparison.Ordinal)).Select(made => made["routine ".Length..]);

    /// <summary>The procedures that the file calls while it is applied, as a wall calls access.protect.</summary>
    public IEnumerable<string> Calls => Called().Matches(Text).Select(call => call.Groups[1].Value).Distinct();

    /// <summary>Whether applying it alters tables, or views: by what it makes, or by procedures that it calls.</summary>
    public bool TakesTables => Calls.Any() || Defines.Any(made => !made.StartsWith("routine ", StringComparison.Ordinal));

    [GeneratedRegex(
        @"^create (?:or replace |constraint )?(?:(?<kind>function|procedure|view) (?<name>[\w.]+)|(?<kind>trigger) (?<name>\w+)[^;]*? on (?<table>\S+))",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Creates();

    [GeneratedRegex(@"^call ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Called();
}

/// <summary>
/// The SQL of a build: migrations in the order of their names, and what stands beside the slices (routines, triggers, views,
/// walls), which is applied after all migrations in this order: files that define functions or procedures, then the others,
/// which stand on them; each group by name. Bodies are checked last, so routines may call one another in any order.
/// </summary>
public sealed class SqlFiles(IEnumerable<SqlFile> migrations, IEnumerable<SqlFile> routines)
{
    /// <summary>What is embedded in this program.</summary>
    public static readonly SqlFiles OfThisBuild = new(Embedded("migrations/"), Embedded("routines/"));

    /// <summary>Forward only: each is applied once and never changes afterwards.</summary>
    public IReadOnlyList<SqlFile> Migrations { get; } = [.. migrations.OrderBy(file => file.Name, StringComparer.Ordinal)];

    /// <summary>Each may be applied again at any time, and is when its digest differs from the journal's.</summary>
    public IReadOnlyList<SqlFile> Routines { get; } = [.. routines.OrderBy(file => !file.Routines.Any()).ThenBy(file => file.Name, StringComparer.Ordinal)];

    /// <summary>SHA-256 of a file and of those whose procedures it calls: a wall is built anew when access.protect changes.</summary>
    public string Digest(SqlFile file)
    {
        var standsOn = file.Calls.SelectMany(procedure => Routines.Where(other => other != file && other.Routines.Contains(procedure))).Distinct();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Text + string.Concat(standsOn.Select(Digest)))));
    }

    private static IEnumerable<SqlFile> Embedded(string folder)
    {
        var assembly = typeof(SqlFiles).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return new(name[folder.Length..], reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }
}
