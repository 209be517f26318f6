using System.Diagnostics;
using System.Text;
using CaseManagement.Api.Print;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace CaseManagement.UnitTests.Print;

public sealed class ChromiumPdfTests
{
    private const string Chromium = "/usr/bin/chromium";

    [Fact]
    public async Task Without_a_program_or_with_one_that_is_not_there_no_PDF_is_made()
    {
        Assert.Null(await Make(null));
        Assert.Null(await Make("/nowhere/chromium"));
        Assert.Null(await Make("/bin/false"));
    }

    [Fact]
    public async Task Who_is_late_is_killed_with_its_children()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // The program below is a script of the shell.
        }
        var folder = Directory.CreateTempSubdirectory("late-");
        try
        {
            var (program, mark) = (Path.Combine(folder.FullName, "late"), $"{Random.Shared.Next(100_000, 999_999)}.5");
            await File.WriteAllTextAsync(program, $"#!/bin/sh\nsleep {mark} &\nsleep {mark}\n", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var clock = Stopwatch.StartNew();
            Assert.Null(await Make(program, seconds: 1));
            Assert.InRange(clock.Elapsed.TotalSeconds, 0.5, 20);
            Assert.DoesNotContain(Process.GetProcessesByName("sleep"), process =>
                File.Exists($"/proc/{process.Id}/cmdline") && File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(mark, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Chromium_makes_a_PDF_and_leaves_nothing_behind()
    {
        Assert.SkipUnless(File.Exists(Chromium), "No Chromium is installed.");
        var pdf = await Make(Chromium, seconds: 60);
        Assert.Equal("%PDF-", Encoding.ASCII.GetString(pdf!, 0, 5));
    }

    private static async Task<byte[]?> Make(string? program, int seconds = 10)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Print:Chromium"] = program, ["Print:Seconds"] = $"{seconds}" }).Build();
        using var chromium = new ChromiumPdf(configuration, NullLogger<ChromiumPdf>.Instance);
        return await chromium.Make("<!DOCTYPE html><html><body>اللغة</body></html>", TestContext.Current.CancellationToken);
    }
}
