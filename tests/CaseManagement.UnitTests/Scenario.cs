using System.Runtime.CompilerServices;
using System.Text;

namespace CaseManagement.UnitTests;

/// <summary>The lifelike input files under tests/Scenarios, byte for byte as an office sends them.</summary>
internal static class Scenario
{
    public static byte[] Utf8List => File.ReadAllBytes(Path("plochingen/zuweisungsliste.csv"));

    public static byte[] Windows1252List => File.ReadAllBytes(Path("plochingen/zuweisungsliste-excel-cp1252.csv"));

    /// <summary>Header and cells of the UTF-8 list, read as simply as possible so that a test of the reader has something to be compared with.</summary>
    public static List<Dictionary<string, string>> Rows()
    {
        var lines = Encoding.UTF8.GetString(Utf8List).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var header = lines[0].Split(';');
        return [.. lines.Skip(1).Select(line => line.Split(';').Zip(header).ToDictionary(cell => cell.Second, cell => cell.First))];
    }

    /// <summary>Where a file or folder of tests/Scenarios stands.</summary>
    public static string PathOf(string file) => Path(file);

    private static string Path(string file, [CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "Scenarios", file);
}
