using System.Diagnostics;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>PostgreSQL in a container, where tests/CaseManagement.Containers was built and a container engine answers.</summary>
internal static class ContainerPostgres
{
    /// <summary>The connection string; null where there is no such program or no engine.</summary>
    public static string? TryStart()
    {
        var program = Find(AppContext.BaseDirectory);
        if (program is null || !EngineAnswers())
        {
            return null;
        }
        // Its standard input ends with this process, and the container with it.
        var process = Process.Start(new ProcessStartInfo("dotnet", [program]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The container did not start; its words are above.");
    }

    private static string? Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var bin = Path.Combine(at.FullName, "tests", "CaseManagement.Containers", "bin");
            if (File.Exists(Path.Combine(at.FullName, "CaseManagement.sln")))
            {
                return Directory.Exists(bin) ? Directory.EnumerateFiles(bin, "CaseManagement.Containers.dll", SearchOption.AllDirectories).FirstOrDefault() : null;
            }
        }
        return null;
    }

    private static bool EngineAnswers()
    {
        try
        {
            using var docker = Process.Start(new ProcessStartInfo("docker", ["info"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            return docker.WaitForExit(TimeSpan.FromSeconds(10)) && docker.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no docker command.
        }
    }
}
