using System.Text;

namespace CaseManagement.Api.Print;

/// <summary>As what a page goes out.</summary>
public enum PageFormat
{
    /// <summary>HTML with rules for A4.</summary>
    Html,
    /// <summary>PDF, where the installation can make one; else HTML.</summary>
    Pdf,
}

/// <summary>A printed page.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">text/html or application/pdf.</param>
/// <param name="Clients">Whom it shows.</param>
public sealed record PrintedPage(byte[] Content, string ContentType, IReadOnlyList<Guid> Clients) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Clients;

    internal static async Task<PrintedPage> Of(
        string html, PageFormat format, ChromiumPdf chromium, IEnumerable<Guid> clients, CancellationToken cancellationToken) =>
        format == PageFormat.Pdf && await chromium.Make(html, cancellationToken) is { } pdf
            ? new PrintedPage(pdf, "application/pdf", [.. clients])
            : new PrintedPage(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8", [.. clients]);
}
