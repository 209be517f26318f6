using System.Diagnostics;
using System.Text;

namespace CaseManagement.Api.Print;

/// <summary>
/// Makes a PDF of a page with headless Chromium, where the configuration names one (<c>Print:Chromium</c>, the path of the program): a child process with a
/// directory of its own that is gone afterwards, two at a time, killed with its children when it is late (<c>Print:Seconds</c>). Without one, or when it
/// fails, there is no PDF.
/// </summary>
public sealed partial class ChromiumPdf(IConfiguration configuration, ILogger<ChromiumPdf> log) : IDisposable
{
    private readonly SemaphoreSlim places = new(2);
    private readonly TimeSpan patience = TimeSpan.FromSeconds(configuration.GetValue("Print:Seconds", 30));

    /// <summary>The PDF, or null.</summary>
    public async Task<byte[]?> Make(string html, CancellationToken cancellationToken)
    {
        if (configuration["Print:Chromium"] is not { Length: > 0 } program)
        {
            return null;
        }
        await places.WaitAsync(cancellationToken);
        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("print-"); // Readable by its owner alone.
            var (page, pdf) = (Path.Combine(folder.FullName, "page.html"), Path.Combine(folder.FullName, "page.pdf"));
            await File.WriteAllTextAsync(page, html, new UTF8Encoding(false), cancellationToken);
            string[] arguments =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-javascript", $"--user-data-dir={Path.Combine(folder.FullName, "profile")}",
                "--no-pdf-header-footer", $"--print-to-pdf={pdf}", new Uri(page).AbsoluteUri,
            ];
            var isDone = await Run(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }, cancellationToken);
            return isDone && File.Exists(pdf) ? await File.ReadAllBytesAsync(pdf, cancellationToken) : null;
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or IOException or UnauthorizedAccessException)
        {
            Failed(log, failure.GetType().Name);
            return null;
        }
        finally
        {
            Remove(folder);
            places.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => places.Dispose();

    private async Task<bool> Run(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start)!;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(patience);
        try
        {
            await Task.WhenAll(
                process.StandardError.BaseStream.CopyToAsync(Stream.Null, late.Token), process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, late.Token));
            await process.WaitForExitAsync(late.Token);
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            Failed(log, "late");
            return false;
        }
    }

    // A child that is going still writes its profile while that is deleted: once more, and the page itself in any case.
    private void Remove(DirectoryInfo? folder)
    {
        for (var tries = 3; folder is { Exists: true } && tries > 0; tries--)
        {
            try
            {
                File.Delete(Path.Combine(folder.FullName, "page.html"));
                File.Delete(Path.Combine(folder.FullName, "page.pdf"));
                folder.Delete(recursive: true);
            }
            catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
            {
                Left(log, folder.FullName);
            }
            folder.Refresh();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The folder {Folder} could not be deleted.")]
    private static partial void Left(ILogger log, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No PDF was made: {Why}. The page goes out as HTML.")]
    private static partial void Failed(ILogger log, string why);
}
