using CaseManagement.Dev;

namespace CaseManagement.Bench;

/// <summary>
/// The limits as pgbench reads them: context, answer and record of one request in one round trip, which is one transaction. A reading writes the record of
/// it in the same statement; a change is put on the trail by the table itself.
/// </summary>
internal static class Script
{
    public static bool Exists(string name) => typeof(Script).Assembly.GetManifestResourceInfo($"{name}.sql") is not null;

    /// <summary>The whole script of a limit: one request of whoever has the number :i.</summary>
    /// <param name="name">Of the file in Limits/.</param>
    /// <param name="world">From how many numbers one is drawn.</param>
    private static string Of(string name, World world)
    {
        var answer = Stock.Text($"{name}.sql").TrimEnd();
        // A reading writes its record in the same statement.
        var (isChange, ofReminder) = (answer.EndsWith(';'), name.StartsWith("reminder-", StringComparison.Ordinal));
        var last = ofReminder ? world.Reminders.Count : world.Targets.Count;
        var script = Stock.Text("_context.sql").Replace(":last", $"{last}", StringComparison.Ordinal)
            + (isChange ? answer : Stock.Text("_read.sql").Replace("{answer}", answer, StringComparison.Ordinal)) + "\n\\endpipeline\n";
        return ofReminder ? script.Replace("bench.target", "bench.reminder", StringComparison.Ordinal) : script;
    }

    /// <summary>Runs a limit once, and complains when it answers nothing: nothing is done in no time.</summary>
    public static async Task Check(string name, World world, Ground ground)
    {
        var statements = string.Concat(Of(name, world).Split('\n').Where(line => !line.StartsWith('\\') && !line.StartsWith("--", StringComparison.Ordinal))
            .Select(line => line + "\n")).Replace(":i", "1", StringComparison.Ordinal);
        await using var command = ground.App.CreateCommand(statements);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.NextResultAsync())
        {
            // The answer is the last one.
        }
        if (reader.RecordsAffected == 0 && !reader.HasRows)
        {
            throw new StopException($"Limits/{name}.sql answers nothing.");
        }
    }

    /// <summary>Scripts on disk, for as long as pgbench reads them.</summary>
    public sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("bench-");

        public string Write(string name, World world)
        {
            var file = Path.Combine(folder.FullName, $"{name}.sql");
            File.WriteAllText(file, Of(name, world));
            return file;
        }

        public string FullName => folder.FullName;

        public void Dispose() => folder.Delete(recursive: true);
    }
}
