using System.Globalization;

namespace CaseManagement.Bench;

/// <summary>
/// The limits as pgbench reads them: context, answer and record of one request in one round trip, which is one transaction. A reading writes the record of
/// it in the same statement; a change is put on the trail by the table itself.
/// </summary>
internal static class Script
{
    public static bool Exists(string name) => typeof(Script).Assembly.GetManifestResourceInfo($"{name}.sql") is not null;

    /// <summary>The whole script of a limit.</summary>
    /// <param name="name">Of the file in Limits/.</param>
    /// <param name="targets">From how many numbers one is drawn.</param>
    public static string Of(string name, int targets)
    {
        var answer = Stock.Text($"{name}.sql");
        var isChange = answer.TrimEnd().EndsWith(';');
        return Stock.Text("_context.sql").Replace(":targets", targets.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            + (isChange ? answer : Stock.Text("_read.sql").Replace("{answer}", answer.TrimEnd(), StringComparison.Ordinal))
            + "\\endpipeline\n";
    }

    /// <summary>Scripts on disk, for as long as pgbench reads them.</summary>
    public sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("bench-");

        public string Write(string name, int targets)
        {
            var file = Path.Combine(folder.FullName, $"{name}.sql");
            File.WriteAllText(file, Of(name, targets));
            return file;
        }

        public string FullName => folder.FullName;

        public void Dispose() => folder.Delete(recursive: true);
    }
}
