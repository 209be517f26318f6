using System.Runtime.CompilerServices;

namespace CaseManagement.UnitTests.Architecture;

/// <summary>What the build's own rule for the length of a line leaves out: comments and texts over several lines.</summary>
public sealed class HouseStyleTests
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

    private static string Here([CallerFilePath] string file = "") => file;
}
