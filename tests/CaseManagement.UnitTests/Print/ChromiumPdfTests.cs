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
        var (own, before) = (Directory.CreateTempSubdirectory("tmp-"), Environment.GetEnvironmentVariable("TMPDIR"));
        Environment.SetEnvironmentVariable("TMPDIR", own.FullName);
        try
        {
            var pdf = await Make(Chromium, seconds: 60);
            Assert.Equal("%PDF-", Encoding.ASCII.GetString(pdf!, 0, 5));
            Assert.Empty(own.GetFileSystemInfos("print-*"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", before);
            own.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Without_room_for_the_page_there_is_no_PDF_and_the_next_one_is_made_all_the_same()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // TMPDIR is Unix's.
        }
        var before = Environment.GetEnvironmentVariable("TMPDIR");
        using var chromium = Configured("/bin/true", 10);
        Environment.SetEnvironmentVariable("TMPDIR", "/nowhere");
        try
        {
            for (var more = 0; more < 3; more++) // One more than there are places.
            {
                Assert.Null(await chromium.Make("<html></html>", TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30)));
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", before);
        }
    }

    private static ChromiumPdf Configured(string? program, int seconds) => new(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["Print:Chromium"] = program, ["Print:Seconds"] = $"{seconds}" }).Build(),
        NullLogger<ChromiumPdf>.Instance);

    private static async Task<byte[]?> Make(string? program, int seconds = 10)
    {
        using var chromium = Configured(program, seconds);
        return await chromium.Make("<!DOCTYPE html><html><body>اللغة</body></html>", TestContext.Current.CancellationToken);
    }
}
