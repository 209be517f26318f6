using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>
/// The product as a process of its own over the database of an <see cref="Api"/>: for what happens when it is killed,
/// and for several instances side by side. Tokens of the in-process API are good here too (shared data-protection keys).
/// </summary>
public sealed class ApiProcess : IAsyncDisposable
{
    private readonly Process process;

    private ApiProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ApiProcess> Start(Api api, string engine = "none", IReadOnlyDictionary<string, string>? settings = null)
    {
        var port = Ports.Free();
        var start = ProductProgram.With();
        Dictionary<string, string> environment = new()
        {
            ["ConnectionStrings:App"] = api.App, ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}", ["Jobs:Engine"] = engine,
            ["TokenServer:Issuer"] = $"http://127.0.0.1:{port}/", ["Limits:RequestsPerMinute"] = "1000000", ["Webhooks:Loopback"] = "true",
            ["Demo:ClockAhead"] = (TestDay.Ahead + api.Clock.Offset).ToString("c"),
        };
        foreach (var (name, value) in environment.Concat(settings ?? new Dictionary<string, string>()))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }
        var process = Process.Start(start)!;
        var said = new ConcurrentQueue<string?>();
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data);
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var started = new ApiProcess(process, new Uri($"http://127.0.0.1:{port}"));
        using var client = new HttpClient { BaseAddress = started.Address };
        try
        {
            await Waits.Until(async () =>
            {
                Assert.False(process.HasExited, "It ended by itself.");
                try
                {
                    return (await client.GetAsync("/health/ready")).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false; // Not listening yet.
                }
            }, "an API that is ready");
            return started;
        }
        catch (Exception failure)
        {
            await started.DisposeAsync();
            throw new InvalidOperationException($"The API did not become ready: {string.Join('\n', said)}", failure);
        }
    }

    /// <summary>A client of this process with a token of the in-process API.</summary>
    public HttpClient As(string token)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>kill -9: no shutdown, no clean-up.</summary>
    public void Kill()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        process.Dispose();
    }
}
