using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>A page in headless Chromium, driven over its own protocol (CDP).</summary>
public sealed class Chromium : IAsyncDisposable
{
    public const string Program = "/usr/bin/chromium";

    private readonly Process process;
    private readonly DirectoryInfo profile;
    private readonly ClientWebSocket socket = new();
    private int id;

    private Chromium(Process process, DirectoryInfo profile) => (this.process, this.profile) = (process, profile);

    /// <summary>What the page has complained of: blocked by its policy, above all.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<Chromium> Start()
    {
        var profile = Directory.CreateTempSubdirectory("chromium-");
        var process = Process.Start(new ProcessStartInfo(Program,
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", $"--user-data-dir={profile.FullName}", "--window-size=900,1000", "--remote-debugging-port=0",
            "about:blank",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var chromium = new Chromium(process, profile);
        string? line;
        do
        {
            line = await process.StandardError.ReadLineAsync() ?? throw new InvalidOperationException("Chromium did not start.");
        }
        while (!line.StartsWith("DevTools listening on ", StringComparison.Ordinal));
        _ = process.StandardError.ReadToEndAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{new Uri(line.Split(' ')[^1]).Port}") };
        JsonNode? page;
        do
        {
            page = (await http.GetFromJsonAsync<JsonArray>("/json/list"))!.FirstOrDefault(target => target.Text("type") == "page");
        }
        while (page is null);
        await chromium.socket.ConnectAsync(new Uri(page.Text("webSocketDebuggerUrl")!), CancellationToken.None);
        await chromium.Do("Page.enable");
        await chromium.Do("Log.enable");
        return chromium;
    }

    /// <summary>One command of the protocol and its result.</summary>
    public async Task<JsonNode> Do(string method, object? parameters = null)
    {
        var number = ++id;
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id = number, method, @params = parameters ?? new { } }),
            WebSocketMessageType.Text, true, CancellationToken.None);
        while (true)
        {
            using var whole = new MemoryStream();
            var buffer = new byte[65536];
            WebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer, CancellationToken.None);
                whole.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);
            var message = JsonNode.Parse(whole.ToArray())!;
            if (message.Text("method") == "Log.entryAdded" && message.Text("params/entry/level") == "error")
            {
                Complaints.Add(message.Text("params/entry/text")!);
            }
            if (message["id"]?.GetValue<int>() == number)
            {
                return message["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : message["result"]!;
            }
        }
    }

    /// <summary>A value of the page's.</summary>
    public async Task<string?> Ask(string script) =>
        (await Do("Runtime.evaluate", new { expression = $"String({script})" })).Text("result/value");

    /// <summary>Goes there.</summary>
    public Task Open(Uri address) => Do("Page.navigate", new { url = address });

    /// <summary>Waits until something holds on the page.</summary>
    public async Task Until(string condition)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(50))
        {
            if (await Ask($"document.readyState === 'complete' && !!({condition})") == "true")
            {
                return;
            }
        }
        throw new Xunit.Sdk.XunitException($"Never: {condition}. The page: {await Ask("document.documentElement.innerText")} {string.Join(" / ", Complaints)}");
    }

    /// <summary>Types into fields, then presses a button.</summary>
    public async Task Press(string button, params (string Field, string Text)[] fields)
    {
        foreach (var (field, text) in fields)
        {
            await Until($"document.querySelector('{field}')");
            await Do("Runtime.evaluate", new { expression = $"document.querySelector('{field}').value = {JsonSerializer.Serialize(text)}" });
        }
        await Until($"document.querySelector('{button}')");
        await Do("Runtime.evaluate", new { expression = $"document.querySelector('{button}').click()" });
    }

    /// <summary>Keeps a picture where SIGN_IN_PICTURES names a folder.</summary>
    public async Task Picture(string name)
    {
        if (Environment.GetEnvironmentVariable("SIGN_IN_PICTURES") is { Length: > 0 } folder)
        {
            var picture = (await Do("Page.captureScreenshot", new { captureBeyondViewport = true })).Text("data")!;
            await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(folder).FullName, name + ".png"), Convert.FromBase64String(picture));
        }
    }

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        try
        {
            profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A child of it was still writing: the folder is temporary anyway.
        }
    }
}
