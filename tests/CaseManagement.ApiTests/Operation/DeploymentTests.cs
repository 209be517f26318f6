using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using CaseManagement.Api.Documents;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Operation;

/// <summary>What lies beside the program agrees with it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DeploymentTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Systemd_is_told_when_the_program_listens()
    {
        var path = Path.Combine(Path.GetTempPath(), $"notify-{Guid.NewGuid():N}");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        var port = Ports.Free();
        // It believes that systemd has started it by the name of its parent.
        var parent = Path.Combine(Directory.CreateTempSubdirectory("notify-").FullName, "systemd");
        await File.WriteAllTextAsync(parent, $"#!/bin/sh\ndotnet {typeof(CaseDb).Assembly.Location}\nexit\n");
        File.SetUnixFileMode(parent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var process = Process.Start(new ProcessStartInfo(parent)
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["ConnectionStrings__App"] = api.App, ["Jobs__Engine"] = "none", ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}", ["NOTIFY_SOCKET"] = path,
            },
        })!;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var told = new byte[1000];
            var text = "";
            while (!text.Contains("READY=1", StringComparison.Ordinal))
            {
                text += Encoding.UTF8.GetString(told, 0, await socket.ReceiveAsync(told, patience.Token));
            }
            using var http = new HttpClient();
            await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/live")).Expect(200);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            File.Delete(path);
            Directory.Delete(Path.GetDirectoryName(parent)!, recursive: true);
        }
    }

    [Fact]
    public void The_proxy_lets_through_what_the_API_takes_and_no_more()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "nginx.conf"));
        Assert.Equal(Limits.BodyBytes, 1024 * 1024);
        Assert.Equal(20 * 1024 * 1024, DocumentLimits.MaxBytes);
        Assert.Equal(["1m", "20m"], text.Split('\n').Where(line => line.Contains("client_max_body_size", StringComparison.Ordinal))
            .Select(line => line.Trim().Split(' ')[1].TrimEnd(';')));
        Assert.DoesNotContain("$request\"", text, StringComparison.Ordinal); // With its query.
        Assert.DoesNotContain("$http_referer", text, StringComparison.Ordinal);
    }

    private static string Folder => Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "..", "src", "CaseManagement.Api", "Operation", "Deployment"));

    private static string Here([CallerFilePath] string here = "") => here;
}
