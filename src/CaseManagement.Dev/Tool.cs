using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CaseManagement.Dev;

/// <summary>Something that whoever works here has to know or do; told in words, without a stack trace.</summary>
public sealed class StopException(string words) : Exception(words);

/// <summary>Other programs, run to their end.</summary>
internal static class Tool
{
    /// <summary>Runs a command silently.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="input">What it reads; secrets go here and not into the arguments, which ps shows.</param>
    /// <param name="folder">Where it runs; the top of the file system, which every account may enter, unless said.</param>
    /// <param name="environment">Variables besides ours.</param>
    /// <returns>Its exit code (-1 when there is no such program), what it printed, and what it complained of.</returns>
    public static async Task<(int Code, string Output, string Errors)> Try(
        IReadOnlyList<string> command, string input = "", string folder = "/", IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = Start(command, folder, environment);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        try
        {
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            return (process.ExitCode, await output, await errors);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, "", missing.Message);
        }
    }

    /// <summary>Runs a command silently, and ends with its words when it fails.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> Must(
        IReadOnlyList<string> command, string input = "", string folder = "/", IReadOnlyDictionary<string, string>? environment = null)
    {
        var (code, output, errors) = await Try(command, input, folder, environment);
        return code == 0 ? output
            : throw new StopException($"{output}{errors.TrimEnd()}\n{string.Join(' ', command.Take(3))} ended with {code}; its words are above.");
    }

    /// <summary>Runs a command that talks to the terminal itself.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> Show(IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Process.Start(Start(command, folder, environment)) ?? throw new StopException($"{command[0]} does not start.");
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Whether there is such a program.</summary>
    public static bool Exists(string program) => Find(program).Any();

    /// <summary>The files that are called so in a folder of programs.</summary>
    public static IEnumerable<string> Find(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).Where(File.Exists);

    /// <summary>Asks a process to end by a signal, insists after two minutes, and waits for its end.</summary>
    public static async Task End(int process, string signal)
    {
        if ((await Try(["sh", "-c", $"kill -{signal} {process}"])).Code == 0)
        {
            await Try(["timeout", "120", "sh", "-c", $"while kill -0 {process} 2>/dev/null; do sleep 0.05; done"]);
            await Try(["sh", "-c", $"kill -KILL {process}"]);
        }
    }

    /// <summary>The first port from this one on at which nobody listens on loopback; any free one for 0.</summary>
    public static int FreePort(int first)
    {
        for (var port = first; ; port++)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException) when (port < first + 200)
            {
                // Taken.
            }
        }
    }

    // The caller's PGHOST, PGPORT, PGOPTIONS … would reach the server and its tools.
    private static ProcessStartInfo Start(IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { WorkingDirectory = folder };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        return start;
    }
}
