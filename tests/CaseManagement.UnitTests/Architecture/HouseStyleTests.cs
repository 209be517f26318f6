using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace CaseManagement.UnitTests.Architecture;

/// <summary>What the build's own rule for the length of a line leaves out: comments and texts over several lines.</summary>
public sealed partial class HouseStyleTests
{
    private const int LongestLine = 160;

    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", ".."));

    [Fact]
    public void No_line_is_too_long()
    {
        var tooLong = (
            from folder in new[] { "src", "tests" }
            from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.*", SearchOption.AllDirectories)
            where Path.GetExtension(file) is ".cs" or ".sql"
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            from line in File.ReadLines(file).Index()
            where line.Item.Length > LongestLine
            select $"{Path.GetRelativePath(Root, file)}:{line.Index + 1}").ToList();
        Assert.True(tooLong.Count == 0, $"Lines of more than {LongestLine} characters:\n{string.Join('\n', tooLong)}");
    }

    // "$" lets a line end go through, and "\d" the digits of all scripts: the database refuses both, as nobody's fault. What others wrote is read, not checked,
    // in lists and names.
    [Fact]
    public void A_pattern_that_checks_what_is_sent_ends_at_the_end_and_takes_plain_digits()
    {
        var loose = (
            from file in Directory.EnumerateFiles(Path.Combine(Root, "src", "CaseManagement.Api"), "*.cs", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(Root, file).Replace(Path.DirectorySeparatorChar, '/')
            where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/Imports/", StringComparison.Ordinal)
                && !path.Contains("/Clients/Names/", StringComparison.Ordinal)
            from pattern in Anchored().Matches(File.ReadAllText(file))
            where pattern.Groups[1].Value is var text && (text.EndsWith('$') || text.Contains(@"\d", StringComparison.Ordinal))
            select $"{path}: {pattern.Value}").ToList();
        Assert.True(loose.Count == 0, string.Join('\n', loose));
    }

    [GeneratedRegex("@?\"(\\^(?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Anchored();

    private static string Here([CallerFilePath] string file = "") => file;
}
